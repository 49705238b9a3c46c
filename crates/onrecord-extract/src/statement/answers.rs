//! Which statement of the report another one answers: a denial its target, a no-comment its question.

use std::collections::BTreeSet;

use onrecord_model::{Act, Document, Id, TokenRange, Upos};

use onrecord_rules::Rules;

use super::Draft;

/// Fills `answers` for denials, confirmations, refusals to comment and replies that leave the question open.
pub(crate) fn join(doc: &Document, rules: &Rules, drafts: &mut [Draft]) {
    if !drafts.iter().any(|d| is_answer(d.statement.act)) {
        return;
    }
    // Every answer looks at all claims before it.
    let words: Vec<_> = drafts.iter().map(|d| content_words(doc, &d.content)).collect();
    for at in 0..drafts.len() {
        let target = drafts
            .get(at)
            .filter(|d| is_answer(d.statement.act))
            .and_then(|d| target(doc, rules, drafts, &words, at, d));
        if let (Some(id), Some(draft)) = (target, drafts.get_mut(at)) {
            draft.statement.answers = Some(id);
        }
    }
}

fn is_answer(act: Act) -> bool {
    matches!(act, Act::Deny | Act::Confirm | Act::NoComment | Act::NonAnswer | Act::Unreachable)
}

/// Two content words in common make a claim the one that is answered; one with few words of its own ("this report",
/// "comment") answers the last claim, where that stands near.
const ENOUGH_SHARED: usize = 2;
/// ... where they are no less than this part of what the answer itself says: a denial that tells a whole claim of its own ("a report
/// that the gates had been shut before the bell") answers no other that happens to share two words with it.
const PART_SHARED: usize = 4;
const FEW_WORDS: usize = 1;
/// "a request for comment" points back as well.
const FEW_WORDS_OF_SILENCE: usize = 2;
/// How many sentences back the last claim is taken without shared words.
const NEAR: u32 = 5;
/// How many sentences back "the figures" are looked for.
const NEAR_NUMBERS: u32 = 8;
/// "the ministry's figures": no more words point at numbers.
const LONGEST_POINTER: usize = 4;
/// The least standing of a voice without a name on the ladder of anonymity.
const UNNAMED: u8 = 2;

/// The claim before it, by somebody else, that shares most words; else the last one, from the first of that speaker's run.
/// `words` are the content words of each draft.
fn target(
    doc: &Document,
    rules: &Rules,
    drafts: &[Draft],
    words: &[BTreeSet<String>],
    at: usize,
    answer: &Draft,
) -> Option<Id> {
    // What stands in somebody's words does not answer those words.
    let holds = |d: &Draft| answer.cue.is_some_and(|cue| d.content.iter().any(|c| c.covers(cue)));
    let is_claim = |d: &Draft| {
        !d.content.is_empty() && !is_answer(d.statement.act) && !d.same_speaker(answer) && !holds(d)
    };
    let claims: Vec<usize> = (0..at).filter(|&i| drafts.get(i).is_some_and(is_claim)).collect();
    let asked = words_of_question(doc, answer);
    let own = if asked.is_empty() { content_words(doc, &answer.content) } else { asked };
    let shared = |i: usize| words.get(i).map_or(0, |theirs| own.intersection(theirs).count());
    let alike = claims.iter().copied().max_by_key(|&i| (shared(i), std::cmp::Reverse(i)));
    let enough = |i: &usize| shared(*i) >= ENOUGH_SHARED && shared(*i) * PART_SHARED >= own.len();
    let alike = alike.filter(enough);
    if let Some(claim) = alike.and_then(|i| drafts.get(i)) {
        return Some(claim.statement.id.clone());
    }
    // A denial told twice ("denied ...", "We deny this report") answers what its first telling answers, and nothing where that does.
    let told_before = |d: &&Draft| d.same_speaker(answer) && d.statement.act == Act::Deny;
    let before = drafts.get(..at).unwrap_or_default().iter().rev().take(3).find(told_before);
    if let Some(before) = before {
        let goes_on = answer.sentence.saturating_sub(before.sentence) <= 1;
        if before.statement.answers.is_some() || goes_on {
            return before.statement.answers.clone();
        }
    }
    if answer.statement.asked.is_some() {
        return None;
    }
    if is_of_numbers(doc, rules, answer) {
        let near = |d: &&Draft| answer.sentence.saturating_sub(d.sentence) <= NEAR_NUMBERS;
        let numbers = |d: &&Draft| -> usize {
            d.content.iter().flat_map(|c| c.range()).filter(|&i| is_number(doc, i)).count()
        };
        let told = claims.iter().filter_map(|&i| drafts.get(i)).filter(near);
        let most = told.max_by_key(numbers).filter(|d| numbers(d) > 0);
        return most.map(|d| d.statement.id.clone());
    }
    let silent = matches!(answer.statement.act, Act::NoComment | Act::Unreachable);
    let few = if silent { FEW_WORDS_OF_SILENCE } else { FEW_WORDS };
    let refers = refers_back(doc, rules, answer);
    let points_back = own.len() <= few || refers;
    let last = claims.last().copied().filter(|_| points_back)?;
    let near = drafts.get(last).is_some_and(|d| answer.sentence.saturating_sub(d.sentence) <= NEAR);
    // Who says nothing was asked of something that is not told: a claim only where it speaks of them, or is somebody's who
    // would not be named.
    let asked_of = |d: &Draft| {
        let unnamed = d.statement.chain.last().is_some_and(|link| link.standing.0 >= UNNAMED);
        unnamed || names_one_of(doc, d, answer)
    };
    if silent && !refers && !drafts.get(last).is_some_and(asked_of) {
        return None;
    }
    // "Officials disputed that": the last thing said.
    let alone = matches!(answer.content.as_slice(), [only] if only.len() == 1);
    let first = || if alone { last } else { first_of_run(drafts, &claims, last) };
    near.then(first).and_then(|i| drafts.get(i)).map(|d| d.statement.id.clone())
}

/// "Disputes the figures": it answers the claim that tells most numbers.
fn is_of_numbers(doc: &Document, rules: &Rules, answer: &Draft) -> bool {
    let [content] = answer.content[..] else { return false };
    let noun = doc.lemma(rules.people.head_of(doc, content));
    content.len() <= LONGEST_POINTER && rules.figures.is_toll_word(noun)
}

fn is_number(doc: &Document, at: usize) -> bool {
    doc.tokens.get(at).is_some_and(|token| token.upos == Upos::Num)
}

/// Does the claim name somebody whom the sentence of the answer names?
fn names_one_of(doc: &Document, claim: &Draft, answer: &Draft) -> bool {
    let names = |ranges: &[TokenRange]| -> BTreeSet<String> {
        let names = ranges.iter().flat_map(|r| r.range());
        let names = names.filter_map(|i| doc.tokens.get(i)).filter(|t| t.upos == Upos::Propn);
        names.map(|t| t.lemma.to_lowercase()).collect()
    };
    let sentence = doc.sentences.get(answer.sentence as usize).copied().unwrap_or_default();
    !names(&claim.content).is_disjoint(&names(&[sentence]))
}

/// Does its sentence speak of "the claim", "this report"?
fn refers_back(doc: &Document, rules: &Rules, answer: &Draft) -> bool {
    let sentence = doc.sentences.get(answer.sentence as usize).copied().unwrap_or_default();
    sentence.range().any(|i| {
        let definite = matches!(
            &*doc.token_text(i).to_lowercase(),
            "the" | "this" | "that" | "these" | "those"
        );
        let determined = definite && doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Det);
        let noun = rules.people.pointers.contains(doc.lemma(i + 1));
        // "any such order"
        determined && noun || doc.token_text(i).eq_ignore_ascii_case("such")
    })
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
