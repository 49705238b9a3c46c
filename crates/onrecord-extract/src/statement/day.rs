//! When it was said: the day beside the cue, also where a later statement in the same breath goes without one.

use onrecord_model::{Document, TimeExpression, TokenRange, Upos, Words};
use onrecord_rules::Rules;

use super::Draft;
use crate::time::days_of;

/// Statements of one sentence stand no farther apart than this many others.
const NEAR: usize = 12;

/// Fills `said_on` of every draft.
pub(crate) fn fill(doc: &Document, rules: &Rules, times: &[TimeExpression], drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let near =
            drafts.get(at.saturating_sub(NEAR)..drafts.len().min(at + NEAR)).unwrap_or_default();
        let day = drafts.get(at).and_then(|d| own(doc, times, near, d));
        let day = day.or_else(|| carried(doc, rules, drafts, at));
        if let Some(draft) = drafts.get_mut(at) {
            draft.statement.said_on = day;
        }
    }
}

/// The day named beside the cue, outside what was said and what was asked.
fn own(
    doc: &Document,
    times: &[TimeExpression],
    drafts: &[Draft],
    draft: &Draft,
) -> Option<String> {
    let cue_range = draft.cue?;
    let sentence = doc.sentences.get(draft.sentence as usize).copied().unwrap_or_default();
    let cue = doc.words_of(cue_range);
    let bounds = doc.words_of(sentence);
    let content: Vec<&Words> = draft.statement.content.iter().collect();
    let from = times.partition_point(|t| t.words.start < bounds.start);
    let here = times.iter().skip(from).take_while(|t| t.words.start < bounds.end);
    let outside = |t: &&TimeExpression| {
        bounds.covers(&t.words)
            && !content.iter().any(|c| c.touches(&t.words))
            && t.value.as_deref().is_some_and(|v| is_day_or_week(v) && !is_to_come(doc, v))
            && !in_name(doc, draft, &t.words)
            && governs(doc, drafts, draft, cue_range, &t.words)
    };
    let distance = |t: &&TimeExpression| {
        if t.words.start >= cue.end {
            t.words.start - cue.end
        } else {
            cue.start.saturating_sub(t.words.end)
        }
    };
    let best = here.filter(outside).min_by_key(distance)?;
    best.value.as_deref().map(day)
}

/// Is the day part of what names the source ("the Sunday paper"), and not behind its comma ("Ada Okoro, on Radio North
/// Sunday")?
fn in_name(doc: &Document, draft: &Draft, time: &Words) -> bool {
    let Some(source) = draft.source else { return false };
    let comma = source.range().find(|&i| doc.token_text(i) == ",");
    let name = TokenRange { start: source.start, end: comma.map_or(source.end, |i| i as u32) };
    doc.words_of(name).touches(time)
}

/// Does the day belong to the cue and not to a clause between: no verb stands there but those of the content, of the
/// question and of the speaker's other cues, and the day does not tell since when or until when.
fn governs(doc: &Document, drafts: &[Draft], draft: &Draft, cue: TokenRange, time: &Words) -> bool {
    let position = |token: usize| doc.words_of(TokenRange::new(token, token + 1));
    let sentence = doc.sentence_of(cue.start as usize);
    let Some(first) = sentence.range().find(|&i| position(i).end > time.start) else {
        return false;
    };
    let before = doc.token_text(first.saturating_sub(1)).to_lowercase();
    if matches!(before.as_str(), "since" | "until" | "till" | "from" | "after" | "before") {
        return false;
    }
    if draft.statement.asked.is_some() {
        return true;
    }
    let (from, to) = if first < cue.start as usize {
        (first, cue.start as usize)
    } else {
        (cue.end as usize, first)
    };
    let theirs = |i: usize| {
        drafts
            .iter()
            .filter(|d| d.sentence == draft.sentence)
            .any(|d| d.says(i) || (d.same_speaker(draft) && d.cue.is_some_and(|c| c.contains(i))))
    };
    let in_source = |i: usize| draft.source.is_some_and(|s| s.contains(i));
    let verb = |i: &usize| {
        doc.tokens.get(*i).is_some_and(|t| t.upos == Upos::Verb) && !theirs(*i) && !in_source(*i)
    };
    if is_of_another_verb(doc, first, cue, &|i| theirs(i) || in_source(i)) {
        return false;
    }
    // Verbs of the same speaker are no other clause ("responded on Sunday, saying ...").
    !(from..to).filter(verb).any(|i| !shares_subject(doc, i, cue))
}

/// "was to end on Friday, but Ada Okoro said": does the day hang on a verb that neither governs the cue's verb nor hangs on it?
fn is_of_another_verb(
    doc: &Document,
    day: usize,
    cue: TokenRange,
    theirs: &dyn Fn(usize) -> bool,
) -> bool {
    let is_verb = |i: &usize| doc.tokens.get(*i).is_some_and(|t| t.upos == Upos::Verb);
    let Some(verb) = doc.upward(day).take(CLIMB).find(is_verb) else { return false };
    let tied = cue.range().any(|i| doc.hangs_on(verb, i) || doc.hangs_on(i, verb));
    !tied && !cue.contains(verb) && !theirs(verb)
}

/// No more steps up the tree from a day to its verb.
const CLIMB: usize = 5;

/// Nobody has spoken on a day after the report.
fn is_to_come(doc: &Document, value: &str) -> bool {
    let published = doc.report.published.as_ref().map(|p| p.day());
    let begins = days_of(value).map(|(first, _)| first.to_string());
    let begins = begins.unwrap_or_else(|| day(value));
    published.is_some_and(|published| begins.as_str() > published)
}

/// Does the verb at `verb` govern the cue's verb ("responded ..., saying")?
fn shares_subject(doc: &Document, verb: usize, cue: TokenRange) -> bool {
    cue.range().any(|i| doc.hangs_on(i, verb))
        && doc.child(verb, onrecord_model::Relation::Nsubj).is_some()
}

/// "She added": on the day of what the same speaker said before.
fn carried(doc: &Document, rules: &Rules, drafts: &[Draft], at: usize) -> Option<String> {
    let draft = drafts.get(at)?;
    let goes_on = draft.cue?.range().any(|i| rules.people.adding.contains(doc.lemma(i)));
    let last = drafts.get(..at)?.iter().rev().find(|d| !d.statement.chain.is_empty())?;
    let near = draft.sentence.saturating_sub(last.sentence) <= 1;
    (goes_on && near && last.same_speaker(draft)).then(|| last.statement.said_on.clone()).flatten()
}

/// A day, a week or a month; not a year, a stretch or a vague past.
fn is_day_or_week(value: &str) -> bool {
    value.len() >= 7
        && value
            .as_bytes()
            .get(..5)
            .is_some_and(|b| b.iter().take(4).all(u8::is_ascii_digit) && b.get(4) == Some(&b'-'))
}

/// `2031-03-04T18:00` and `2031-03-04TEV` to the day.
fn day(value: &str) -> String {
    value.split('T').next().unwrap_or(value).to_owned()
}
