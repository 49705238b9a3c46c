//! Headlines that give their source behind a colon: "187 dead in northern clashes: Red Cross".

use onrecord_model::{Attribution, Document, SourceKind, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{Draft, draft};

/// A source behind the colon has no more words.
const LONGEST: usize = 6;
/// Before the colon stand so many words at least.
const LEAST: usize = 3;
/// How sure the reading is.
const SCORE: f32 = 0.8;

/// Adds a statement for a line that ends in a colon and a source, where nobody is given as its speaker.
pub(super) fn add(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    for line in &doc.paragraphs {
        let Some((content, source)) = parts(doc, *line) else { continue };
        let told = |d: &Draft| d.source.is_some_and(|s| line.covers(s));
        if drafts.iter().any(told) {
            continue;
        }
        let attribution = Attribution {
            source: vec![source],
            content: vec![content],
            score: SCORE,
            ..Attribution::default()
        };
        let found = draft(doc, rules, &attribution).filter(speaks);
        if let Some(mut found) = found {
            drafts.retain(|d| !d.content.iter().any(|part| line.covers(*part)));
            found.statement.made_by = "rule:headline".to_owned();
            drafts.push(found);
        }
    }
}

/// What stands before and behind the last colon of a line that is no sentence.
fn parts(doc: &Document, line: TokenRange) -> Option<(TokenRange, TokenRange)> {
    let colon = line.range().rev().take(LONGEST + 1).find(|&at| doc.token_text(at) == ":")?;
    let content = TokenRange { start: line.start, end: colon as u32 };
    let source = TokenRange { start: colon as u32 + 1, end: line.end };
    let part = |at: usize| doc.tokens.get(at).map_or(Upos::X, |token| token.upos);
    let told = |at: usize| matches!(part(at), Upos::Verb | Upos::Aux | Upos::Num);
    let named = |at: usize| {
        matches!(part(at), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Adp | Upos::Part)
            || matches!(part(at), Upos::Det | Upos::Cconj) && at + 1 < line.end as usize
    };
    let is_source = !source.is_empty() && source.range().all(named);
    let says = content.len() >= LEAST && content.range().any(told);
    (is_source && says).then_some((content, source))
}

/// Is it somebody who can speak: named, or of a told role?
fn speaks(draft: &Draft) -> bool {
    draft.statement.chain.last().is_some_and(|link| link.kind != SourceKind::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;

    fn found(text: &str) -> Vec<(String, String)> {
        let doc = bare::document(text);
        let mut drafts = Vec::new();
        add(&doc, Rules::embedded().unwrap(), &mut drafts);
        let words = |d: &Draft| {
            let source = d.statement.chain.last().map(|link| link.words.text.clone());
            (d.statement.content[0].text.clone(), source.unwrap_or_default())
        };
        drafts.iter().map(words).collect()
    }

    #[test]
    fn a_source_behind_the_colon_answers_for_the_line() {
        let text = "187 dead, 77 wounded in northern clashes: Northern police";
        let expected =
            ("187 dead, 77 wounded in northern clashes".to_owned(), "Northern police".to_owned());
        assert_eq!(found(text), [expected]);
    }

    #[test]
    fn lists_and_sentences_are_left_alone() {
        for line in [
            "Dead in the north: 12 miners.",
            "Northern clashes: police",
            "187 dead: the police said it rained and that was that for them",
            "It cost 12 lives: police were warned.",
        ] {
            assert!(found(line).is_empty(), "{line}: {:?}", found(line));
        }
    }
}
