//! The report's own voice: what it says is open, in nobody's name ("It was not immediately clear if the road was open").

use onrecord_model::{Document, Polarity, Statement, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{Draft, mode, silence};

/// Adds a statement with an empty chain for every such judgement that no source is given for.
pub(crate) fn add(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    for sentence in &doc.sentences {
        for (phrase, range) in rules.speech.judgements.find_all(doc, *sentence) {
            let quoted = doc.tokens.get(range.start as usize).is_some_and(|t| t.quoted);
            let somebody = |d: &Draft| !d.statement.chain.is_empty() && touches(d, range);
            if quoted || drafts.iter().any(somebody) {
                continue;
            }
            let Some(draft) = judgement(doc, phrase.tells.0, &phrase.id, range, *sentence) else {
                continue;
            };
            // What the reader made of the words inside is part of it.
            let part = |d: &Draft| {
                d.statement.chain.is_empty()
                    && (touches(d, range)
                        || d.cue.is_some_and(|c| draft.content.iter().any(|r| r.covers(c))))
            };
            drafts.retain(|d| !part(d));
            drafts.push(draft);
        }
    }
}

fn touches(draft: &Draft, range: TokenRange) -> bool {
    draft.cue.iter().chain(&draft.content).any(|r| r.touches(range))
}

/// The phrase ends with the word that opens what is unclear ("if", "who"), which belongs to the content; or what is unclear
/// stands before it ("The cause of the fire is unknown").
fn judgement(
    doc: &Document,
    certainty: onrecord_model::Certainty,
    id: &str,
    range: TokenRange,
    sentence: TokenRange,
) -> Option<Draft> {
    let last = range.end.checked_sub(1).filter(|&last| last > range.start)?;
    let before = doc.tokens.get(last as usize).is_some_and(|t| t.upos == Upos::Adj);
    let (cue, content) = if before {
        (range, silence::subject(doc, range).filter(|subject| names_something(doc, *subject))?)
    } else {
        let cue = TokenRange { start: range.start, end: last };
        (cue, opened(doc, last, sentence)?)
    };
    let content = vec![content];
    let statement = Statement {
        cue: vec![doc.words_of(cue)],
        content: content.iter().map(|r| doc.words_of(*r)).collect(),
        mode: mode(doc, &content),
        certainty,
        polarity: Polarity::Positive,
        confidence: 0.8,
        made_by: format!("rule:{id}"),
        ..Statement::default()
    };
    let number = doc.tokens.get(range.start as usize).map_or(0, |t| t.sentence);
    Some(Draft { statement, source: None, cue: Some(cue), content, sentence: number })
}

/// From the opening word to the last word of the sentence.
fn opened(doc: &Document, opener: u32, sentence: TokenRange) -> Option<TokenRange> {
    let word = |i: &usize| doc.tokens.get(*i).is_some_and(|t| t.upos != Upos::Punct);
    let end = sentence.range().rev().find(word)? as u32 + 1;
    Some(TokenRange { start: opener, end }).filter(|content| content.len() >= 2)
}

/// "It is unclear", "which was unknown": what is meant is not in the subject.
fn names_something(doc: &Document, subject: TokenRange) -> bool {
    doc.tokens.get(doc.head_of(subject)).is_some_and(|t| t.upos != Upos::Pron)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;
    use onrecord_model::{Certainty, Link};

    fn found(text: &str, mut drafts: Vec<Draft>) -> Vec<(String, String)> {
        let doc = bare::document(text);
        add(&doc, Rules::embedded().unwrap(), &mut drafts);
        let words =
            |d: &Draft| (d.statement.cue[0].text.clone(), d.statement.content[0].text.clone());
        drafts.iter().filter(|d| d.statement.chain.is_empty()).map(words).collect()
    }

    #[test]
    fn what_the_report_leaves_open() {
        let text = "It was not immediately clear if the bridge was shut.";
        let expected =
            ("It was not immediately clear".to_owned(), "if the bridge was shut".to_owned());
        assert_eq!(found(text, Vec::new()), [expected]);
        let doc = bare::document(text);
        let mut drafts = Vec::new();
        add(&doc, Rules::embedded().unwrap(), &mut drafts);
        assert_eq!(drafts[0].statement.certainty, Certainty::Underspecified);
    }

    #[test]
    fn somebody_elses_doubt_is_left_alone() {
        let text = "She said it was unclear who had opened the gate.";
        let doc = bare::document(text);
        let hers = Draft {
            statement: Statement { chain: vec![Link::default()], ..Statement::default() },
            source: Some(TokenRange::new(0, 1)),
            cue: Some(TokenRange::new(1, 2)),
            content: vec![TokenRange::new(2, doc.tokens.len() - 1)],
            sentence: 0,
        };
        assert!(found(text, vec![hers]).is_empty());
        assert!(found("“It is unclear who had opened the gate.”", Vec::new()).is_empty());
    }

    #[test]
    fn clear_water_is_left_alone() {
        assert!(found("It was not clear water that ran from the tap.", Vec::new()).is_empty());
        assert!(found("It remains unknown.", Vec::new()).is_empty());
    }
}
