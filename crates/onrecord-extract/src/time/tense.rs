//! Does the clause around a time look back or ahead?

use onrecord_model::{Layer, Relation, TokenRange, Upos};
use onrecord_rules::TimeRules;

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
    if first > 0
        && words.sentence(first).contains(first - 1)
        && rules.ahead_before.contains(words.word(first - 1))
    {
        return Tense::Ahead;
    }
    if words.doc.has(Layer::Syntax)
        && let found @ (Tense::Past | Tense::Ahead) = by_syntax(words, rules, first)
    {
        return found;
    }
    let sentence = words.sentence(first);
    let back = (sentence.start as usize..first).rev().take(REACH);
    let on = (range.end as usize..sentence.end as usize).take(REACH);
    for at in back.chain(on) {
        if rules.ahead.contains(words.word(at)) {
            return Tense::Ahead;
        }
        if is_past(words, rules, at) {
            return Tense::Past;
        }
    }
    Tense::Open
}

/// Climbs to the nearest verb and reads it with what hangs on it.
fn by_syntax(words: &LowerWords<'_>, rules: &TimeRules, first: usize) -> Tense {
    let tokens = &words.doc.tokens;
    let mut at = first;
    for _ in 0..REACH {
        let Some(token) = tokens.get(at) else { return Tense::Open };
        if matches!(token.upos, Upos::Verb | Upos::Aux) {
            let found = verb(words, rules, at);
            // An infinitive or a participle takes the tense of what governs it.
            if found != Tense::Open {
                return found;
            }
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
    for child in words.doc.children(at) {
        let Some(token) = words.doc.tokens.get(child) else { continue };
        if matches!(token.relation, Relation::Aux | Relation::AuxPass | Relation::Cop) {
            if rules.ahead.contains(words.word(child)) {
                return Tense::Ahead;
            }
            past |= is_past(words, rules, child);
        }
    }
    if past && !rules.ahead.contains(words.word(at)) {
        return Tense::Past;
    }
    if rules.ahead.contains(words.word(at)) { Tense::Ahead } else { Tense::Open }
}

fn is_past(words: &LowerWords<'_>, rules: &TimeRules, at: usize) -> bool {
    let word = words.word(at);
    if rules.past.contains(word) {
        return true;
    }
    if words.upos(at) != Upos::Verb {
        return false;
    }
    let lemma = words.doc.tokens.get(at).map_or("", |token| token.lemma.as_ref());
    word.ends_with("ed") || (word != lemma && !word.ends_with('s') && !word.ends_with("ing"))
}
