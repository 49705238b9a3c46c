//! Does the clause around a time look back or ahead?

use onrecord_model::{Layer, Relation, TokenRange, Upos};
use onrecord_rules::{TimeRules, TimeWord};

use crate::figure::words::LowerWords;

/// Where a clause looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    /// It tells what happened.
    Past,
    /// The time itself hangs on a verb that tells what happened, so that it cannot lie ahead.
    Done,
    /// It tells what is always so ("they feed there in winter").
    Habit,
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
    let from = past_article(words, past_clock(words, rules, first));
    if rules.ahead_before.iter().any(|phrase| words.phrase_before(from, phrase).is_some()) {
        return Tense::Ahead;
    }
    let sentence = words.sentence(first);
    let tells = |at: usize| match () {
        () if looks_ahead(words, rules, at, first) => Some(Tense::Ahead),
        () if is_past(words, rules, at) => Some(Tense::Past),
        () => None,
    };
    // "was due to open on Wednesday but has been put off": the nearest word before it says where the day lies.
    let mut back = (sentence.start as usize..first).rev().take(REACH);
    let before = back.find_map(tells);
    if before == Some(Tense::Ahead) {
        return Tense::Ahead;
    }
    if words.doc.has(Layer::Syntax) {
        if is_habit(words, rules, range) {
            return Tense::Habit;
        }
        let found = by_syntax(words, rules, first);
        if matches!(found, Tense::Past | Tense::Ahead) {
            let done = found == Tense::Past && is_done(words, rules, range);
            return if done { Tense::Done } else { found };
        }
    }
    let mut on = (range.end as usize..sentence.end as usize).take(REACH);
    before.or_else(|| on.find_map(tells)).unwrap_or(Tense::Open)
}

/// Does the word at `at`, or do the words that end with it, look ahead to a time at `first`?
fn looks_ahead(words: &LowerWords<'_>, rules: &TimeRules, at: usize, first: usize) -> bool {
    let word = words.word(at);
    let ends = |phrase: &Vec<String>| words.phrase_before(at + 1, phrase).is_some();
    rules.ahead.contains(word) && !is_back_in_perfect(words, rules, at)
        || rules.ahead_phrases.iter().any(ends)
        || rules.calls.iter().any(ends)
            && (at + 1..first).any(|i| rules.gatherings.contains(words.word(i)))
}

/// "would have opened on Monday"
fn is_back_in_perfect(words: &LowerWords<'_>, rules: &TimeRules, at: usize) -> bool {
    let perfect = |i: usize| rules.perfect.contains(words.word(i));
    rules.back_in_perfect.contains(words.word(at))
        && (perfect(at + 1) || words.upos(at + 1) == Upos::Adv && perfect(at + 2))
}

/// Does the time hang on a past verb that plans nothing ("were killed in May", not "agreed to it in May")?
fn is_done(words: &LowerWords<'_>, rules: &TimeRules, range: TokenRange) -> bool {
    let verb = governor(words, range);
    let plans = |at: usize| rules.governs_ahead.contains(words.doc.lemma(at));
    // "Elections are held in May" tells of every year.
    let always = |at: usize| {
        let passive = words.doc.child(at, Relation::AuxPass);
        passive.is_some_and(|be| is_now(words.word(be)) || words.is(be, &["be"]))
    };
    verb.is_some_and(|at| {
        words.upos(at) == Upos::Verb
            && !plans(at)
            && !always(at)
            && self::verb(words, rules, at) == Tense::Past
    })
}

/// What the words of a time hang on.
fn governor(words: &LowerWords<'_>, range: TokenRange) -> Option<usize> {
    let head = |at: usize| words.doc.tokens.get(at).map(|token| token.head as usize);
    let heads = range.range().filter_map(head);
    heads.into_iter().find(|&head| !range.contains(head))
}

/// Does the time hang on what is told as always so: in the simple present, by a verb that plans nothing in it, or beside such a
/// one ("the birds are loud in the morning and return at dusk")?
fn is_habit(words: &LowerWords<'_>, rules: &TimeRules, range: TokenRange) -> bool {
    let Some(governor) = governor(words, range) else { return false };
    let mut at = governor;
    for _ in 0..REACH {
        let Some(token) = words.doc.tokens.get(at) else { return false };
        if !is_present(words, rules, at) {
            return false;
        }
        if !rules.ahead_present.contains(words.doc.lemma(at)) {
            return true;
        }
        if token.relation != Relation::Conj || token.head as usize == at {
            return false;
        }
        at = token.head as usize;
    }
    false
}

/// Is it a verb in the simple present, or a word told of somebody by a copula in it?
fn is_present(words: &LowerWords<'_>, rules: &TimeRules, at: usize) -> bool {
    let doc = words.doc;
    let relation = |i: usize| doc.tokens.get(i).map(|token| token.relation);
    let helper = |i: &usize| match relation(*i) {
        Some(Relation::Aux | Relation::AuxPass | Relation::Cop) => true,
        Some(Relation::Mark) => words.is(*i, &["to"]),
        _ => false,
    };
    let mut helpers = doc.children(at).filter(helper).filter(|&i| i < at).peekable();
    let subject = doc.child(at, Relation::Nsubj).is_some() || relation(at) == Some(Relation::Conj);
    let word = words.word(at);
    match helpers.peek() {
        None => {
            let base = word == doc.lemma(at) && !rules.same_in_past.contains(word);
            let form = base || word.ends_with('s');
            words.upos(at) == Upos::Verb && form && subject
        }
        Some(_) => {
            let copula = |i: usize| {
                relation(i) == Some(Relation::Cop) && doc.lemma(i) == "be" && is_now(words.word(i))
            };
            subject && words.upos(at) != Upos::Verb && helpers.all(copula)
        }
    }
}

/// "is", "are": not "was", "been".
fn is_now(word: &str) -> bool {
    matches!(word, "is" | "are" | "'s" | "’s" | "'re" | "’re")
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

/// "ahead of the Sunday vote"
fn past_article(words: &LowerWords<'_>, first: usize) -> usize {
    let begin = words.sentence(first).start as usize;
    first - usize::from(first > begin && words.is(first - 1, &["the"]))
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
            if rules.ahead.contains(words.word(child)) && !is_back_in_perfect(words, rules, child) {
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
