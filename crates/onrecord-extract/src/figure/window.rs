//! The days that a count covers.

use jiff::civil::Date;
use onrecord_model::{FigureKind, Relation, TimeExpression, TimeType, TokenRange, Upos};

use super::Draft;
use super::setting::Setting;
use crate::time::{days_of, is_dated};

/// A stretch farther away from what it measures says nothing of it.
const REACH: usize = 14;
/// The rows of `times.toml` whose stretches end on the day of the report.
const UP_TO_NOW: [&str; 3] = ["times#stretch-past", "times#stretch-past-bare", "times#past-unit"];

impl Setting<'_> {
    /// "in the past 24 hours", "in the first six months of the year", "in three days of raids", "in May".
    pub(super) fn window(
        &self,
        draft: &Draft,
        sentence: TokenRange,
        near: usize,
    ) -> Option<[String; 2]> {
        let published: Date = self.words.doc.report.published.as_ref()?.day().parse().ok()?;
        let stretches = self.times.within(sentence).filter(|(range, time)| {
            time.kind == TimeType::Duration && (range.start as usize).abs_diff(near) < REACH
        });
        let days = stretches
            .filter_map(|(range, time)| self.stretch(draft, range, time, published))
            .next()
            .or_else(|| self.named_period(draft, sentence, near, published));
        days.map(|(from, to)| [from.to_string(), to.to_string()])
    }

    fn stretch(
        &self,
        draft: &Draft,
        range: TokenRange,
        time: &TimeExpression,
        published: Date,
    ) -> Option<(Date, Date)> {
        let (start, end) = (range.start as usize, range.end as usize);
        let long = time.value.as_deref()?.parse::<jiff::Span>().ok()?;
        let of = self.words.is(end, &["of"]);
        if of && let Some((_, period)) = self.times.covering(end + 1).filter(|(_, t)| is_dated(t)) {
            let period =
                self.in_year_gone(draft, long, days_of(period.value.as_deref()?)?, published);
            return self.part(TokenRange::new(start, end), long, period);
        }
        let so_far = of
            && start > 0
            && self.words.is(start - 1, &["in", "over", "during"])
            && self.is_perfect(draft);
        if !so_far && !UP_TO_NOW.contains(&time.made_by.as_str()) {
            return None;
        }
        Some((published.checked_sub(long).ok()?, published))
    }

    /// The first or last so many days of a period.
    fn part(
        &self,
        stretch: TokenRange,
        long: jiff::Span,
        (from, to): (Date, Date),
    ) -> Option<(Date, Date)> {
        let day = jiff::Span::new().days(1);
        let says = |words: &[&str]| stretch.range().take(2).any(|at| self.words.is(at, words));
        if says(&["first"]) {
            let last = from.checked_add(long).ok()?.checked_sub(day).ok()?;
            return Some((from, last.min(to)));
        }
        if says(&["last", "final"]) {
            let first = to.checked_add(day).ok()?.checked_sub(long).ok()?;
            return Some((first.max(from), to));
        }
        None
    }

    /// "In the first six months of the year 40 died", told in March: the year before, since what has happened is over.
    fn in_year_gone(
        &self,
        draft: &Draft,
        long: jiff::Span,
        (from, to): (Date, Date),
        published: Date,
    ) -> (Date, Date) {
        let year = jiff::Span::new().years(1);
        let month = jiff::Span::new().months(1);
        let over = from.checked_add(long).and_then(|end| end.checked_sub(month));
        let begun = over.is_ok_and(|last_month| last_month <= published);
        if begun || self.looks_ahead(draft) {
            return (from, to);
        }
        match (from.checked_sub(year), to.checked_sub(year)) {
            (Ok(from), Ok(to)) => (from, to),
            _ => (from, to),
        }
    }

    /// "In May 60 civilians were killed": a month or a year in which deed after deed is counted, and no single one is told.
    fn named_period(
        &self,
        draft: &Draft,
        sentence: TokenRange,
        near: usize,
        published: Date,
    ) -> Option<(Date, Date)> {
        let doc = self.words.doc;
        if draft.measured.kind != FigureKind::Stock || self.words.upos(near) != Upos::Verb {
            return None;
        }
        let (range, time) = self.times.within(sentence).find(|(range, time)| {
            let before = (range.start as usize).checked_sub(1);
            let head = doc.tokens.get(doc.head_of(*range)).map(|top| top.head as usize);
            is_dated(time)
                && time.kind == TimeType::Date
                && before.is_some_and(|at| self.words.is(at, &["in", "during"]))
                && head == Some(near)
        })?;
        if self.tells_of_one(draft, near, range) || self.looks_ahead(draft) {
            return None;
        }
        let (from, to) = days_of(time.value.as_deref()?)?;
        (from <= published).then(|| (from, to.min(published)))
    }

    /// Does the verb tell of a single deed: "a fire", "the blast", "when ..."?
    fn tells_of_one(&self, draft: &Draft, verb: usize, period: TokenRange) -> bool {
        let doc = self.words.doc;
        let units = &self.rules.figures.units;
        doc.children(verb).any(|child| {
            let Some(token) = doc.tokens.get(child) else { return false };
            if draft.quantity.range.contains(child) || period.contains(child) {
                return false;
            }
            let singular = token.upos == Upos::Noun && *token.lemma == *self.words.word(child);
            let article = doc.child(child, Relation::Det);
            let one = article.is_some_and(|at| self.words.is(at, &["a", "an"]));
            match token.relation {
                Relation::Advcl | Relation::Xcomp => true,
                Relation::Nsubj | Relation::OblAgent => {
                    singular && !units.persons.contains(self.words.word(child)) || one
                }
                Relation::Obl => one,
                _ => false,
            }
        })
    }

    /// Is what is measured told in the present perfect?
    fn is_perfect(&self, draft: &Draft) -> bool {
        self.helpers(draft).any(|word| self.rules.times.perfect.contains(word))
    }

    /// Is it told to come?
    fn looks_ahead(&self, draft: &Draft) -> bool {
        self.helpers(draft).any(|word| self.rules.times.ahead.contains(word))
    }

    /// The auxiliaries of the verb that measures.
    fn helpers(&self, draft: &Draft) -> impl Iterator<Item = &str> {
        let doc = self.words.doc;
        let verb = draft.measured.word;
        let children = verb.into_iter().flat_map(|verb| doc.children(verb));
        let helper = |at: &usize| {
            let relation = doc.tokens.get(*at).map(|token| token.relation);
            matches!(relation, Some(Relation::Aux | Relation::AuxPass))
        };
        children.filter(helper).map(|at| self.words.word(at))
    }
}
