//! Which statement of the report another one answers: a denial its target, a no-comment its question.

use std::collections::BTreeSet;

use onrecord_model::{Act, Document, Id, TokenRange, Upos};

use super::Draft;

/// Fills `answers` for denials, confirmations, refusals to comment and replies that leave the question open.
pub(crate) fn join(doc: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let target = drafts
            .get(at)
            .filter(|d| is_answer(d.statement.act))
            .and_then(|d| target(doc, drafts, at, d));
        if let (Some(id), Some(draft)) = (target, drafts.get_mut(at)) {
            draft.statement.answers = Some(id);
        }
    }
}

fn is_answer(act: Act) -> bool {
    matches!(act, Act::Deny | Act::Confirm | Act::NoComment | Act::NonAnswer | Act::Unreachable)
}

/// The claim before it, by somebody else, that shares most words; else the last one, from the first of that speaker's run.
fn target(doc: &Document, drafts: &[Draft], at: usize, answer: &Draft) -> Option<Id> {
    let claims: Vec<usize> = (0..at)
        .filter(|&i| {
            drafts.get(i).is_some_and(|d| {
                !d.content.is_empty() && !is_answer(d.statement.act) && !d.same_speaker(answer)
            })
        })
        .collect();
    let asked = words_of_question(doc, answer);
    let own = if asked.is_empty() { content_words(doc, &answer.content) } else { asked };
    let shared = |i: usize| {
        let theirs = drafts.get(i).map(|d| content_words(doc, &d.content)).unwrap_or_default();
        own.intersection(&theirs).count()
    };
    let alike = claims
        .iter()
        .copied()
        .max_by_key(|&i| (shared(i), std::cmp::Reverse(i)))
        .filter(|&i| shared(i) >= 2);
    let last = claims.last().copied().map(|last| first_of_run(drafts, &claims, last));
    let same = |other: &Draft| {
        // A denial told twice ("denied ...", "We deny this report") answers what its first telling answers.
        drafts
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(3)
            .find(|d| d.same_speaker(other) && d.statement.act == Act::Deny)
    };
    if alike.is_none() {
        if let Some(id) = same(answer).and_then(|d| d.statement.answers.clone()) {
            return Some(id);
        }
    }
    alike.or(last).and_then(|i| drafts.get(i)).map(|d| d.statement.id.clone())
}

/// The first of the claims in a row that have the speaker of claim `last`.
fn first_of_run(drafts: &[Draft], claims: &[usize], last: usize) -> usize {
    let same = |i: usize| match (drafts.get(i), drafts.get(last)) {
        (Some(a), Some(b)) => a.same_speaker(b),
        _ => false,
    };
    claims.iter().rev().copied().take_while(|&i| same(i)).last().unwrap_or(last)
}

fn words_of_question(doc: &Document, draft: &Draft) -> BTreeSet<String> {
    let Some(asked) = &draft.statement.asked else { return BTreeSet::new() };
    let sentence = doc.sentences.get(draft.sentence as usize).copied().unwrap_or_default();
    let mut words = content_words(doc, &[sentence]);
    let asked = asked.to_lowercase();
    words.retain(|w| asked.contains(w.get(..w.len().min(4)).unwrap_or(w)));
    words
}

fn content_words(doc: &Document, ranges: &[TokenRange]) -> BTreeSet<String> {
    let tells = |i: &usize| {
        doc.tokens
            .get(*i)
            .is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj))
    };
    let words = ranges.iter().flat_map(|r| r.range()).filter(tells);
    words
        .filter_map(|i| doc.tokens.get(i))
        .map(|t| t.lemma.to_lowercase())
        .filter(|w| w.len() > 2)
        .collect()
}
