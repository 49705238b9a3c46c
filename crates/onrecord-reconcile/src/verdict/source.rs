//! On whom a finding rests in the end, and whether two rest on the same.

use onrecord_model::{Standing, TokenRange, Upos, Voice};

use super::passage::Passage;

/// The root of a finding's chain of sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Root {
    /// Its name's words, lower case.
    words: Vec<String>,
    /// A name, and not only a description ("a monitor").
    is_named: bool,
}

/// The root of the marked finding; `None` where the text names nobody.
pub(super) fn root(passage: &Passage<'_>) -> Option<Root> {
    bracketed(passage).or_else(|| of_voice(passage)).or_else(|| of_sentence(passage))
}

/// The voice that an outlet's name carries: "Daily (harbour office)".
fn bracketed(passage: &Passage<'_>) -> Option<Root> {
    let outlet = passage.doc.report.outlet.as_deref()?;
    let inside = outlet.split_once('(')?.1.trim_end_matches(')');
    let words = content_words(inside.split(' '));
    (!words.is_empty()).then_some(Root { words, is_named: true })
}

fn of_voice(passage: &Passage<'_>) -> Option<Root> {
    let voiced = passage.figures().first().and_then(|figure| match &figure.voice {
        Voice::Statement(id) => Some(id.clone()),
        Voice::Report => None,
    });
    let statement = match voiced {
        Some(id) => passage.findings.statements.iter().find(|statement| statement.id == id),
        None => passage.statements().first().copied(),
    }?;
    let link = statement.chain.last()?;
    let words = content_words(link.name.split(' '));
    let is_named = link.standing <= Standing::BODY && link.name.chars().any(char::is_uppercase);
    (!words.is_empty()).then_some(Root { words, is_named })
}

/// Where no statement answers for the figure: a source that the same sentence gives for anything.
fn of_sentence(passage: &Passage<'_>) -> Option<Root> {
    let around = passage.doc.words_of(passage.around);
    let in_sentence = passage
        .findings
        .statements
        .iter()
        .filter(|statement| statement.cue.iter().any(|cue| around.covers(cue)));
    let link = in_sentence.filter_map(|statement| statement.chain.last()).next()?;
    let words = content_words(link.name.split(' '));
    let is_named = link.standing <= Standing::BODY && link.name.chars().any(char::is_uppercase);
    (!words.is_empty()).then_some(Root { words, is_named })
}

/// The words of a name that tell it from others: the longer ones, and letters that stand for a name.
fn content_words<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let bare = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let tells = |word: &&str| {
        let is_short = word.chars().count() <= 3;
        word.chars().count() > 1 && (!is_short || word.chars().all(char::is_uppercase))
    };
    bare.filter(tells).map(str::to_lowercase).collect()
}

/// Do both findings rest on one root? `None` where either names nobody.
pub(super) fn is_same(a: &Passage<'_>, b: &Passage<'_>) -> Option<bool> {
    let (one, other) = (root(a)?, root(b)?);
    Some(one.overlaps(&other) || stands_in(&one, &other, b) || stands_in(&other, &one, a))
}

impl Root {
    /// Half of the shorter name's words in the other.
    fn overlaps(&self, other: &Root) -> bool {
        let (shorter, longer) =
            if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        let shared = shorter
            .words
            .iter()
            .filter(|word| longer.words.iter().any(|theirs| is_one_word(word, theirs)))
            .count();
        shared * 2 >= shorter.words.len() && shared > 0 && (shared > 1 || shorter.words.len() <= 2)
    }
}

/// "Monitor" and "monitoring" are one; "state" and "station" are not.
fn is_one_word(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    same >= one.chars().count().min(other.chars().count()) && same >= 4 || one == other
}

/// Does the text of the `described` root spell out the `named` one, so that "the monitor" or a person's name is it?
fn stands_in(named: &Root, described: &Root, text: &Passage<'_>) -> bool {
    if !named.is_named || (named.words.len() < 2 && described.is_named) {
        return false;
    }
    let names = proper_words(text);
    let shared = named.words.iter().filter(|word| names.contains(word)).count();
    shared * 4 >= named.words.len() * 3
}

fn proper_words(passage: &Passage<'_>) -> Vec<String> {
    let whole: TokenRange = passage.whole();
    whole
        .range()
        .filter(|at| {
            passage
                .doc
                .tokens
                .get(*at)
                .is_some_and(|t| matches!(t.upos, Upos::Propn | Upos::Noun | Upos::Adj))
        })
        .map(|at| passage.doc.token_text(at).to_lowercase())
        .collect()
}
