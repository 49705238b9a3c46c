//! When a clause was so: its own day, since when, until when; never the day of saying.

use onrecord_model::{Relation, Statement, TokenRange, Upos};

use crate::figure::words::LowerWords;
use crate::time::{Times, is_dated};

/// The times of a document by the clauses that they belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moments<'a> {
    pub(crate) words: &'a LowerWords<'a>,
    pub(crate) times: &'a Times<'a>,
    pub(crate) statements: &'a [Statement],
}

impl Moments<'_> {
    /// The day (or month, year) that hangs on a word, or stands beside it with no other verb between.
    pub(crate) fn when(&self, word: usize) -> Option<String> {
        self.nearest(word, |range| self.opened_by(range).is_none())
    }

    /// The day of what the report is telling: where the sentence has no time of its own, the last day told before it in its
    /// paragraph, else the first day that the report's first sentences tell.
    pub(crate) fn of_the_story(&self, word: usize) -> Option<String> {
        let doc = self.words.doc;
        let sentence = self.words.sentence(word);
        if self.times.within(sentence).next().is_some() {
            return None;
        }
        let here = doc.tokens.get(word)?;
        let paragraph = doc.paragraphs.get(here.paragraph as usize).copied().unwrap_or_default();
        let before =
            TokenRange { start: paragraph.start, end: sentence.start.max(paragraph.start) };
        let nearest = self.days(before).last();
        let lead = || {
            let told = |s: &&TokenRange| s.range().any(|i| self.words.upos(i) == Upos::Verb);
            let first = doc.sentences.iter().filter(told).take(LEAD);
            first.filter(|s| s.start < sentence.start).find_map(|s| self.days(*s).next())
        };
        nearest.or_else(lead)
    }

    /// Days inside a stretch, to the day, that are no days of saying.
    fn days(&self, within: TokenRange) -> impl Iterator<Item = String> + '_ {
        let exact = |v: &str| v.len() == DAY && !v.contains('W');
        self.times
            .within(within)
            .filter(move |(range, time)| {
                is_dated(time)
                    && !self.is_of_speech(*range, usize::MAX)
                    && self.opened_by(*range).is_none()
            })
            .filter_map(|(_, time)| {
                let value = time.value.as_deref()?;
                let day = value.split_once('T').map_or(value, |(day, _)| day);
                Some(day.to_owned())
            })
            .filter(move |day| exact(day) && self.is_told(day))
    }

    /// Has the day come? What is planned for a later one is no story yet.
    fn is_told(&self, day: &str) -> bool {
        self.words.doc.report.published.as_ref().is_none_or(|published| day <= published.day())
    }

    /// The day behind "since".
    pub(crate) fn since(&self, word: usize) -> Option<String> {
        self.nearest(word, |range| {
            self.opened_by(range) == Some(Edge::Since) && !self.is_of_place_clause(range, word)
        })
    }

    /// "suspended convoys to the town, where people have been under siege since May": the time of a clause that tells more of a
    /// place is none of the verb's.
    fn is_of_place_clause(&self, range: TokenRange, word: usize) -> bool {
        let doc = self.words.doc;
        let mut above = doc.upward(range.start as usize).take_while(|&at| at != word).take(DEEP);
        above.any(|at| {
            let told = doc
                .tokens
                .get(at)
                .is_some_and(|t| matches!(t.relation, Relation::Advcl | Relation::AclRelcl));
            let opened = |c: usize| {
                let relation = doc.tokens.get(c).map(|t| t.relation);
                let relative = matches!(
                    relation,
                    Some(Relation::Advmod | Relation::Nsubj | Relation::NsubjPass)
                );
                relative && self.words.is(c, &["where", "which", "who"])
            };
            told && doc.children(at).any(opened)
        })
    }

    /// The day behind "until".
    pub(crate) fn until(&self, word: usize) -> Option<String> {
        self.nearest(word, |range| self.opened_by(range) == Some(Edge::Until))
    }

    /// Does a time cover the word?
    pub(crate) fn is_time(&self, word: usize) -> bool {
        self.times.covering(word).is_some()
    }

    fn nearest(&self, word: usize, wanted: impl Fn(TokenRange) -> bool) -> Option<String> {
        let sentence = self.words.sentence(word);
        let dated = self.times.within(sentence).filter(|(_, time)| is_dated(time));
        let fits = dated.filter(|(range, _)| wanted(*range) && self.is_of(*range, word));
        let nearest = fits.min_by_key(|(range, _)| (range.start as usize).abs_diff(word))?.1;
        let value = nearest.value.as_deref()?;
        Some(value.split_once('T').map_or(value, |(day, _)| day).to_owned())
    }

    /// The word that makes the time one end of a stretch.
    fn opened_by(&self, range: TokenRange) -> Option<Edge> {
        let before = (range.start as usize).checked_sub(1)?;
        let first = self.words.sentence(range.start as usize).start as usize;
        (first.max(before.saturating_sub(2))..=before).rev().find_map(|i| {
            let since = self.words.is(i, &["since"]).then_some(Edge::Since);
            since.or_else(|| self.words.is(i, &["until", "till"]).then_some(Edge::Until))
        })
    }

    fn is_of(&self, range: TokenRange, word: usize) -> bool {
        let doc = self.words.doc;
        if self.is_of_speech(range, word) {
            return false;
        }
        if doc.hangs_on(range.start as usize, word) {
            return true;
        }
        let (start, end) = (range.start as usize, range.end as usize);
        let (from, to) = if end <= word { (end, word) } else { (word + 1, start) };
        !(from..to).any(|i| {
            self.words.upos(i) == Upos::Verb || self.words.is(i, &[";", ":", "“", "”", "\""])
        })
    }

    /// "said on Monday that she had been freed"
    fn is_of_speech(&self, range: TokenRange, word: usize) -> bool {
        let doc = self.words.doc;
        let head = doc.tokens.get(range.start as usize).map(|t| t.head as usize);
        let Some(verb) = head.filter(|&verb| verb != word && self.words.upos(verb) == Upos::Verb)
        else {
            return false;
        };
        let words = doc.words_of(TokenRange::new(verb, verb + 1));
        self.statements.iter().any(|s| s.cue.iter().any(|cue| cue.touches(&words)))
    }
}

/// How far up a time is followed.
const DEEP: usize = 12;
/// How many sentences at the head of a report tell what it is about.
const LEAD: usize = 2;
/// The length of `2031-03-04`.
const DAY: usize = 10;

/// Which end of a stretch a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Since,
    Until,
}
