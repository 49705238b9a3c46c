//! "The paper quoted an official as saying ...": the official said it, through the paper.

use std::ops::Range;

use onrecord_model::{Attribution, Document, Relation, TokenRange, Upos, Words};
use onrecord_rules::Rules;

use super::{Draft, known_speaker, silence};

/// An attribution put right, and whom it came through.
#[derive(Clone, Debug)]
pub(crate) struct Relayed {
    /// With the quoted person as its source.
    pub(crate) attribution: Attribution,
    /// The one who quotes, where the text names one.
    pub(crate) through: Option<TokenRange>,
}

/// Reads `VERB SOMEBODY as SAYING` around the cue of `attribution`, where the tagged source is the one who quotes.
pub(crate) fn relayed(doc: &Document, rules: &Rules, attribution: &Attribution) -> Option<Relayed> {
    if let Some(relayed) = was_quoted(doc, rules, attribution) {
        return Some(relayed);
    }
    let through = attribution.source.first().copied()?;
    let cue = attribution.cue.first().copied()?;
    let sentence = doc.sentence_of(cue.start as usize);
    let relays = |i: &usize| is_relaying(doc, rules, *i);
    let verb =
        cue.range().chain(sentence.range()).find(relays).filter(|v| sentence.contains(*v))?;
    let end = (verb + 2..sentence.end as usize).take(25).find(|&i| is_as_saying(doc, i))?;
    let quoted = TokenRange::new(verb + 1, end);
    if through.touches(quoted) || through.start as usize > verb && through.start as usize <= end {
        return None;
    }
    let mut attribution = attribution.clone();
    for content in
        attribution.content.iter_mut().filter(|c| c.end > verb as u32 && c.start < end as u32 + 2)
    {
        content.start = content.end.min(end as u32 + 2);
    }
    attribution.content.retain(|c| !c.is_empty());
    attribution.source = vec![quoted];
    attribution.speaker = None;
    attribution.cue = vec![TokenRange::new(verb, verb + 1), TokenRange::new(end, end + 2)];
    (!attribution.content.is_empty()).then_some(Relayed { attribution, through: Some(through) })
}

/// Is it a verb for handing on the words of others ("quoted", "citing")?
fn is_relaying(doc: &Document, rules: &Rules, at: usize) -> bool {
    rules.people.relaying.contains(doc.lemma(at))
}

/// "as saying", "as telling".
fn is_as_saying(doc: &Document, at: usize) -> bool {
    doc.token_text(at).eq_ignore_ascii_case("as") && doc.token_text(at + 1).ends_with("ing")
}

/// Reads `SOMEBODY was QUOTED (by THE PAPER) as SAYING (by THE PAPER)` around the cue: the subject said it. Without content where all that was
/// tagged is who said it.
fn was_quoted(doc: &Document, rules: &Rules, attribution: &Attribution) -> Option<Relayed> {
    let cue = attribution.cue.first().copied()?;
    let sentence = doc.sentence_of(cue.start as usize);
    let relays = |i: &usize| is_relaying(doc, rules, *i);
    // The reader may part "was quoted by the agency" from "as saying".
    let parted = || {
        let opens = doc.token_text(cue.start as usize).eq_ignore_ascii_case("as");
        let before = sentence.start as usize..cue.start as usize;
        opens.then(|| before.rev().take(PAPER).find(relays)).flatten()
    };
    let verb = cue.range().find(relays).or_else(parted)?;
    let adverb = |i: usize| doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Adv);
    let be = (sentence.start as usize..verb).rev().find(|&i| !adverb(i))?;
    if doc.lemma(be) != "be" {
        return None;
    }
    let told = (verb + 1..sentence.end as usize).take(PAPER).find(|&i| is_as_saying(doc, i))?;
    let subject = silence::subject(doc, TokenRange::new(verb, verb + 1))
        .or_else(|| silence::subject(doc, TokenRange::new(be, verb + 1)))?;
    let through = by(doc, verb + 1, told).or_else(|| by(doc, told + 2, sentence.end as usize));
    let after = through.map_or(0, |by| by.end).max(told as u32 + 2);
    let mut attribution = attribution.clone();
    for content in &mut attribution.content {
        if content.touches(subject) {
            // Quoted words before the subject stay.
            content.end = content.end.min(subject.start).max(content.start);
        } else if content.end > verb as u32 {
            content.start = content.start.max(after).min(content.end);
        }
    }
    attribution.content.retain(|c| !c.is_empty());
    attribution.source = vec![subject];
    attribution.speaker = None;
    attribution.cue = vec![TokenRange::new(verb, verb + 1), TokenRange::new(told, told + 2)];
    Some(Relayed { attribution, through })
}

/// Whom "by" names between two words: up to the next mark or verb.
pub(super) fn by(doc: &Document, from: usize, end: usize) -> Option<TokenRange> {
    let by = (from..end).take(2).find(|&i| doc.token_text(i).eq_ignore_ascii_case("by"))?;
    // "by the council after the flood", "by the council to win time"
    let apart = ["to", "after", "before", "during", "since", "amid", "on"];
    let stops = |upos: Upos, word: &str| {
        matches!(upos, Upos::Punct | Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Pron)
            || apart.contains(&word)
    };
    up_to(doc, by + 1..end.min(by + 1 + PAPER), stops)
}

/// The words up to the first that stops them, by its part of speech and itself.
pub(super) fn up_to(
    doc: &Document,
    words: Range<usize>,
    stops: impl Fn(Upos, &str) -> bool,
) -> Option<TokenRange> {
    let (start, end) = (words.start, words.end);
    let stop =
        |i: &usize| doc.tokens.get(*i).is_none_or(|token| stops(token.upos, doc.token_text(*i)));
    let last = (start..end).find(stop).unwrap_or(end);
    (last > start).then(|| TokenRange::new(start, last))
}

/// The name of whoever quotes has no more words.
const PAPER: usize = 12;

/// "The ministry, citing hospital records, said": who cites, and what is cited, behind the source and before the cue.
pub(crate) fn cited(
    doc: &Document,
    rules: &Rules,
    source: TokenRange,
    cue: Option<TokenRange>,
    content: &[TokenRange],
) -> Option<(TokenRange, TokenRange)> {
    let cue = cue?;
    let sentence = doc.sentence_of(source.start as usize);
    if let Some(found) = quoted_by(doc, rules, source, cue) {
        return Some(found);
    }
    // "According to the agency, which cited two sources, ..."
    let relative = |i: usize| {
        i >= 2
            && rules.people.pronouns.relative.contains(&doc.token_text(i - 1).to_lowercase())
            && doc.token_text(i - 2) == ","
            && i - 2 == source.end as usize
    };
    let citing = |i: &usize| {
        // "A report citing hospital records": no comma parts the noun from its own participle.
        let of_source = || {
            doc.tokens
                .get(*i)
                .is_some_and(|t| t.relation == Relation::Acl && source.contains(t.head as usize))
        };
        let participle = doc.token_text(*i).ends_with("ing")
            && (doc.token_text(i.saturating_sub(1)) == "," || cue.contains(*i) || of_source());
        doc.tokens.get(*i).is_some_and(|t| t.upos == Upos::Verb)
            && is_relaying(doc, rules, *i)
            && (participle || relative(*i))
    };
    let from = source.start as usize + 1;
    let verb = (from..sentence.end as usize).take(CITED).find(citing)?;
    // Beside the source, or behind the cue with nothing but content between: "the ministry said, citing records".
    let beside = verb <= source.end as usize + 1 || relative(verb);
    let behind = verb >= cue.end as usize && verb <= cue.end as usize + 1;
    if !sentence.contains(cue.start as usize) || !(beside || behind || cue.contains(verb)) {
        return None;
    }
    let object = doc.child(verb, Relation::Obj).filter(|&object| object > verb)?;
    let phrase = doc.noun_phrase(object);
    let by = TokenRange { start: source.start, end: source.end.min(verb as u32) };
    let by = TokenRange {
        end: by.end - u32::from(doc.token_text((by.end as usize).saturating_sub(1)) == ","),
        ..by
    };
    // "citing a threat to health and safety" gives a reason; "citing two people, that it had closed" a source.
    let parted = doc.token_text(phrase.end as usize) == ",";
    let speaks = || known_speaker(doc, rules, phrase);
    let apart = phrase.start as usize > verb
        && !phrase.touches(cue)
        && (parted && (!cue.contains(verb) || relative(verb) || speaks())
            || !content.iter().any(|c| c.touches(phrase)));
    (!by.is_empty() && apart).then_some((by, phrase))
}

/// "“It is shut,” Orlo told reporters, according to the Norden agency": who said it stands with a verb of saying of its own between the words
/// and whom they came through.
pub(super) fn said_before(
    doc: &Document,
    rules: &Rules,
    cue: Option<TokenRange>,
    content: &[TokenRange],
) -> Option<TokenRange> {
    let cue = cue?;
    let comma = (cue.start as usize).checked_sub(1).filter(|&i| doc.token_text(i) == ",")?;
    doc.token_text(cue.start as usize).eq_ignore_ascii_case("according").then_some(())?;
    let said = content.iter().map(|c| c.end).filter(|end| *end < cue.start).max()? as usize;
    let verb = (said..comma).find(|&i| {
        let verb = doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Verb && !t.quoted);
        verb && rules.people.framing.contains(doc.lemma(i))
    })?;
    let source = doc.subtree(doc.child(verb, Relation::Nsubj)?);
    let between = source.start as usize >= said && (source.end as usize) <= comma;
    (between && !source.contains(verb)).then_some(source)
}

/// "Orlo, quoted by the Norden agency, said": who quotes, and who is quoted.
fn quoted_by(
    doc: &Document,
    rules: &Rules,
    source: TokenRange,
    cue: TokenRange,
) -> Option<(TokenRange, TokenRange)> {
    let relays = |i: &usize| is_relaying(doc, rules, *i);
    let verb = (source.start as usize + 1..cue.start as usize).take(PAPER).find(relays)?;
    let quoted = TokenRange { start: source.start, end: source.end.min(verb as u32 - 1) };
    let beside = doc.token_text(verb - 1) == "," && quoted.end as usize == verb - 1;
    let through = by(doc, verb + 1, cue.start as usize).filter(|_| beside)?;
    (!quoted.is_empty()).then_some((through, quoted))
}

/// What is left of the content where who is cited was taken for its beginning.
pub(crate) fn behind(
    doc: &Document,
    cited: TokenRange,
    content: Vec<TokenRange>,
) -> Vec<TokenRange> {
    let comma = u32::from(doc.token_text(cited.end as usize) == ",");
    let past = |part: TokenRange| match part.touches(cited) {
        true => TokenRange { start: (cited.end + comma).min(part.end), end: part.end },
        false => part,
    };
    content.into_iter().map(past).filter(|part| !part.is_empty()).collect()
}

/// Drops "citing hospital records" as a statement of its own where another one came through these records.
pub(crate) fn drop_cited(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    let ends = |d: &Draft| {
        d.statement.chain.last().filter(|_| d.statement.chain.len() > 1).map(|l| l.words.clone())
    };
    let cited: Vec<Words> = drafts.iter().filter_map(ends).collect();
    let citing = |d: &Draft| {
        let verb = d.cue.filter(|c| c.len() == 1);
        verb.is_some_and(|c| is_relaying(doc, rules, c.start as usize))
            && d.statement.chain.len() == 1
    };
    let told =
        |d: &Draft| d.statement.content.iter().all(|c| cited.iter().any(|words| words.touches(c)));
    drafts.retain(|d| !(citing(d) && told(d)));
}

/// No citing verb is looked for farther behind the source than this many words.
const CITED: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;

    /// Words of who cites and of what is cited, with `object` as the object of the word `verb`.
    fn read(text: &str, verb: &str, object: &str) -> Option<(String, String)> {
        let mut doc = bare::document(text);
        let at =
            |doc: &Document, word: &str| (0..doc.tokens.len()).find(|&i| doc.token_text(i) == word);
        let (verb, object) = (at(&doc, verb).unwrap(), at(&doc, object).unwrap());
        doc.tokens[object].head = verb as u32;
        doc.tokens[object].relation = Relation::Obj;
        let said = at(&doc, "said").unwrap();
        let cue = Some(TokenRange::new(said, said + 1));
        let found = cited(&doc, Rules::embedded().unwrap(), TokenRange::new(0, 2), cue, &[]);
        found.map(|(by, cited)| (doc.bare_words(by), doc.bare_words(cited)))
    }

    #[test]
    fn who_cites_hands_on_what_is_cited() {
        let pair = Some(("ministry".to_owned(), "records".to_owned()));
        assert_eq!(
            read("The ministry, citing records, said nine were hurt.", "citing", "records"),
            pair
        );
        assert_eq!(
            read("The ministry said, citing records, nine were hurt.", "citing", "records"),
            pair
        );
    }

    fn quoted(text: &str, cue: (usize, usize), content: (usize, usize)) -> Option<[String; 3]> {
        let doc = bare::document(text);
        let attribution = Attribution {
            cue: vec![TokenRange::new(cue.0, cue.1)],
            content: vec![TokenRange::new(content.0, content.1)],
            ..Attribution::default()
        };
        let found = relayed(&doc, Rules::embedded().unwrap(), &attribution)?;
        let words = |range: &TokenRange| doc.bare_words(*range);
        Some([
            words(&found.attribution.source[0]),
            found.through.as_ref().map(words).unwrap_or_default(),
            words(&found.attribution.content[0]),
        ])
    }

    #[test]
    fn whoever_was_quoted_said_it_through_whom_it_says() {
        let want =
            |by: &str| Some(["Orlo".to_owned(), by.to_owned(), "that five had died".to_owned()]);
        let told = "Orlo was quoted by Radio Torvik as saying that five had died.";
        assert_eq!(quoted(told, (1, 6), (6, 12)), want("Radio Torvik"));
        let told = "Orlo was quoted as saying that five had died.";
        assert_eq!(quoted(told, (1, 3), (3, 9)), want(""));
    }

    /// Who said the first three words before what "according" tells, with the word at 4 as the subject of the word at 5.
    fn before(text: &str) -> Option<String> {
        let mut doc = bare::document(text);
        doc.tokens[4].head = 5;
        doc.tokens[4].relation = Relation::Nsubj;
        doc.tokens[5].upos = Upos::Verb;
        let at = (0..doc.tokens.len()).find(|&i| doc.token_text(i) == "according")?;
        let cue = Some(TokenRange::new(at, at + 2));
        let content = [TokenRange::new(0, 3)];
        let found = said_before(&doc, Rules::embedded().unwrap(), cue, &content);
        found.map(|speaker| doc.bare_words(speaker))
    }

    #[test]
    fn who_spoke_stands_before_whom_it_came_through() {
        let told = before("Trucks are late, Orlo reported on Sunday, according to Radio Torvik.");
        assert_eq!(told.as_deref(), Some("Orlo"));
    }

    #[test]
    fn nobody_spoke_before_an_agency_alone() {
        assert_eq!(before("Trucks are late, Orlo feared rain, according to Radio Torvik."), None);
        assert_eq!(
            before("Trucks are late, Orlo reported on Sunday according to Radio Torvik."),
            None
        );
    }

    #[test]
    fn a_price_quoted_is_left_alone() {
        assert_eq!(quoted("Orlo was quoted a price for the five boats.", (1, 3), (3, 9)), None);
        assert_eq!(quoted("Orlo quoted a poem as she was leaving.", (1, 2), (2, 4)), None);
    }

    #[test]
    fn another_verb_is_left_alone() {
        assert_eq!(
            read("The ministry, mending records, said nine were hurt.", "mending", "records"),
            None
        );
        assert_eq!(
            read("The ministry said nine were hurt while citing records.", "citing", "records"),
            None
        );
    }
}
