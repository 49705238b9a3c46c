//! Documents for tests: words and sentences by simple rules, no reader.

use onrecord_model::{
    CharIndex, Document, Layer, Published, Report, Span, Token, TokenRange, Upos, WordKey,
};
use onrecord_rules::{FigureRole, Rules};
use regex::Regex;

/// A document of `text`, published on Wednesday 5 March 2031.
pub(crate) fn document(text: &str) -> Document {
    let published = Published { at: "2031-03-05".into(), inferred: false };
    of(Report { text: text.into(), published: Some(published), ..Report::default() })
}

/// A document of `report` with words, rough parts of speech and sentences.
pub(crate) fn of(report: Report) -> Document {
    let report = report.sealed();
    let word = Regex::new(concat!(
        r"[A-Z](?:\.[A-Z])+\.?|(?i:a\.m\.|p\.m\.|b\.c\.)|(?:Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Mr|Mrs|Dr|St|Lt|Gen)\.",
        r"|\d{4}-\d\d-\d\d|\d+(?:[.,:/]\d+)*[A-Za-z]*\+?|[A-Za-zÀ-ÿ]+(?:[’'](?:s\b|t\b|clock\b))?|[^\sA-Za-z0-9]"
    ))
    .unwrap();
    let lemmas = &Rules::embedded().unwrap().lemmas;
    let mut doc = Document { chars: CharIndex::new(&report.text), ..Document::default() };
    let (mut sentence, mut start, mut quoted) = (0, 0, false);
    for found in word.find_iter(&report.text) {
        let at = doc.tokens.len();
        let text = found.as_str();
        quoted ^= matches!(text, "“" | "”" | "\"");
        let upos = part(text);
        let lemma = lemmas.lemma(text, upos);
        let span = Span::of(&report.text, found.start(), found.end()).unwrap();
        doc.tokens.push(Token {
            span,
            sentence,
            paragraph: 0,
            quoted,
            upos,
            keys: [WordKey::of(text), WordKey::of(&lemma)],
            lemma: lemma.into(),
            head: at as u32,
            ..Token::default()
        });
        let rest = report.text.get(found.end()..).unwrap_or_default();
        if matches!(text, "." | "!" | "?") && !rest.starts_with(|c: char| c.is_alphanumeric()) {
            doc.sentences.push(TokenRange::new(start, at + 1));
            (start, sentence) = (at + 1, sentence + 1);
        }
    }
    if start < doc.tokens.len() {
        doc.sentences.push(TokenRange::new(start, doc.tokens.len()));
    }
    doc.paragraphs = vec![TokenRange::new(0, doc.tokens.len())];
    doc.layers = vec![Layer::Words];
    doc.report = report;
    doc
}

/// Does a word stand to numbers in one of these ways, and is it no noun for what is counted?
fn says(lower: &str, roles: &[FigureRole]) -> bool {
    let senses = Rules::embedded().unwrap().figures.senses(lower);
    let noun = [FigureRole::Count, FigureRole::Of, FigureRole::Member];
    senses.iter().any(|s| roles.contains(&s.role)) && !senses.iter().any(|s| noun.contains(&s.role))
}

fn part(word: &str) -> Upos {
    let lower = word.to_lowercase();
    match lower.as_str() {
        "the" | "a" | "an" | "this" | "that" | "these" | "those" | "no" => Upos::Det,
        "in" | "on" | "of" | "to" | "at" | "by" | "for" | "from" | "with" | "since" | "near"
        | "including" | "after" | "among" | "during" | "under" | "over" | "as" => Upos::Adp,
        "not" => Upos::Part,
        "and" | "or" | "but" => Upos::Cconj,
        "is" | "are" | "was" | "were" | "be" | "been" | "has" | "have" | "had" | "will" | "did" => {
            Upos::Aux
        }
        "he" | "she" | "it" | "they" | "them" | "who" | "whom" | "which" => Upos::Pron,
        "may" | "might" | "could" => Upos::Aux,
        "there" | "here" | "so" | "still" | "now" => Upos::Adv,
        _ if word.starts_with(|c: char| c.is_ascii_digit()) => Upos::Num,
        _ if !word.chars().any(char::is_alphanumeric) => Upos::Punct,
        _ if word.starts_with(|c: char| c.is_uppercase()) => Upos::Propn,
        _ if lower.ends_with("ly") => Upos::Adv,
        _ if says(&lower, &[FigureRole::State]) => Upos::Adj,
        _ if says(&lower, &[FigureRole::Done, FigureRole::Doing]) => Upos::Verb,
        _ if lower.ends_with("ed") || lower.ends_with("ing") => Upos::Verb,
        _ => Upos::Noun,
    }
}
