//! "asked whether the dam had failed, she said ...": the question is not part of the answer.

use onrecord_model::{Attribution, Document, TokenRange, Upos};
use onrecord_rules::Rules;

/// How many words may stand between "asked" and the clause that says what was asked ("asked at a hospital whether").
const BETWEEN: usize = 12;

/// The question that an attribution replies to, and its content without it.
pub(crate) fn parted(
    doc: &Document,
    rules: &Rules,
    attribution: &Attribution,
) -> (Option<TokenRange>, Vec<TokenRange>) {
    let content = attribution.content.clone();
    let Some(question) = question(doc, rules, attribution) else { return (None, content) };
    let rest: Vec<TokenRange> = content.iter().copied().filter(|c| !question.covers(*c)).collect();
    if rest.is_empty() { (None, content) } else { (Some(question), rest) }
}

/// The clause under a verb of asking that stands before the reply, in the sentence of the cue.
fn question(doc: &Document, rules: &Rules, attribution: &Attribution) -> Option<TokenRange> {
    let cue = attribution.cue.first()?;
    let sentence = doc.sentence_of(cue.start as usize);
    let asks = |i: &usize| {
        let asking = doc.tokens.get(*i).is_some_and(|t| {
            t.upos == Upos::Verb && rules.people.asking.contains(t.lemma.as_ref())
        });
        asking && !cue.contains(*i)
    };
    let ask = sentence.range().find(asks)?;
    let reply =
        attribution.content.iter().filter(|c| c.start as usize > ask).map(|c| c.start).max()?;
    let marks = |i: &usize| {
        doc.tokens
            .get(*i)
            .is_some_and(|t| matches!(t.upos, Upos::Sconj | Upos::Adv | Upos::Pron | Upos::Adp))
            && rules.people.question_words.contains(&doc.token_text(*i).to_lowercase())
    };
    let start = (ask + 1..sentence.end as usize).take(BETWEEN).find(marks)?;
    let end = (start..sentence.end as usize)
        .find(|&i| doc.token_text(i) == ",")
        .unwrap_or(reply as usize);
    let end = end.min(reply as usize).min(if (cue.start as usize) > start {
        cue.start as usize
    } else {
        usize::MAX
    });
    (end > start).then(|| TokenRange::new(start, end))
}
