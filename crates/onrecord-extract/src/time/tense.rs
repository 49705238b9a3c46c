//! Does the clause around a time look back or ahead?

use onrecord_model::{Layer, Relation, TokenRange, Upos};
use onrecord_rules::{TimeRules, TimeWord};

use crate::figure::words::LowerWords;

/// Where a clause looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    /// It tells what happened.
    Past,
    /// It tells what is to come.
    Ahead,
    /// Cannot be told.
    Open,
}

/// How many words back and on the verb is looked for.
const REACH: usize = 14;

/// The tense of the clause in which `range` stands.
pub(super) fn tense(words: &LowerWords<'_>, rules: &TimeRules, range: TokenRange) -> Tense {
    let first = range.start as usize;
    let from = past_clock(words, rules, first);
    if rules.ahead_before.iter().any(|phrase| words.phrase_before(from, phrase).is_some()) {
        return Tense::Ahead;
    }
    let sentence = words.sentence(first);
    let tells = |at: usize| match () {
        () if rules.ahead.contains(words.word(at)) => Some(Tense::Ahead),
        () if is_past(words, rules, at) => Some(Tense::Past),
        () => None,
    };
    // "was due to open on Wednesday but has been put off": the nearest word before it says where the day lies.
    let mut back = (sentence.start as usize..first).rev().take(REACH);
    let before = back.find_map(tells);
    if before == Some(Tense::Ahead) {
        return Tense::Ahead;
    }
    if words.doc.has(Layer::Syntax)
        && let found @ (Tense::Past | Tense::Ahead) = by_syntax(words, rules, first)
    {
        return found;
    }
    let mut on = (range.end as usize..sentence.end as usize).take(REACH);
    before.or_else(|| on.find_map(tells)).unwrap_or(Tense::Open)
}

/// The start of a time of day right before a day: "until 9 a.m. Tuesday" looks ahead.
fn past_clock(words: &LowerWords<'_>, rules: &TimeRules, first: usize) -> usize {
    let of_clock = |at: usize| {
        let word = words.word(at);
        let tells =
            |w: &TimeWord| matches!(w, TimeWord::Half(_) | TimeWord::Zone | TimeWord::PartClock(_));
        words.is_digits(at) || rules.word(word).iter().any(tells)
    };
    let begin = words.sentence(first).start as usize;
    (begin..first).rev().take(4).take_while(|&at| of_clock(at)).last().unwrap_or(first)
}

/// Climbs to the nearest verb and reads it with what hangs on it.
fn by_syntax(words: &LowerWords<'_>, rules: &TimeRules, first: usize) -> Tense {
    let tokens = &words.doc.tokens;
    let mut at = first;
    let mut infinitive = false;
    for _ in 0..REACH {
        let Some(token) = tokens.get(at) else { return Tense::Open };
        if matches!(token.upos, Upos::Verb | Upos::Aux) {
            if infinitive && rules.governs_ahead.contains(words.doc.lemma(at)) {
                return Tense::Ahead;
            }
            let found = verb(words, rules, at);
            // An infinitive or a participle takes the tense of what governs it.
            if found != Tense::Open {
                return found;
            }
            infinitive = words.doc.children(at).any(|child| words.word(child) == "to");
        }
        let head = token.head as usize;
        if head == at {
            return Tense::Open;
        }
        at = head;
    }
    Tense::Open
}

fn verb(words: &LowerWords<'_>, rules: &TimeRules, at: usize) -> Tense {
    let mut past = is_past(words, rules, at);
    let mut infinitive = false;
    for child in words.doc.children(at) {
        let Some(token) = words.doc.tokens.get(child) else { continue };
        if matches!(token.relation, Relation::Aux | Relation::AuxPass | Relation::Cop) {
            if rules.ahead.contains(words.word(child)) {
                return Tense::Ahead;
            }
            past |= is_past(words, rules, child) || rules.perfect.contains(words.word(child));
        }
        infinitive |= words.word(child) == "to";
    }
    if past && !rules.ahead.contains(words.word(at)) {
        return Tense::Past;
    }
    let finite = !infinitive && !words.word(at).ends_with("ing");
    let present = finite && rules.ahead_present.contains(words.doc.lemma(at));
    if present || rules.ahead.contains(words.word(at)) { Tense::Ahead } else { Tense::Open }
}

fn is_past(words: &LowerWords<'_>, rules: &TimeRules, at: usize) -> bool {
    let word = words.word(at);
    if rules.past.contains(word) {
        return true;
    }
    if words.upos(at) != Upos::Verb {
        return false;
    }
    let lemma = words.doc.lemma(at);
    word.ends_with("ed") || (word != lemma && !word.ends_with('s') && !word.ends_with("ing"))
}
