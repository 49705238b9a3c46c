//! How two figures stand of which the series tell whether they measure one thing.

use onrecord_model::Standpoint;

use super::super::Reason;
use super::super::passage::Passage;
use super::super::quantity::{Numbers, Quantity, Stretch};
use super::Pair;

/// Days further apart are of two happenings.
const MOST_DAYS: i64 = 7;

/// The verdict on two figures that are known to measure one thing.
pub(in crate::verdict) fn judge_one(a: &Passage<'_>, b: &Passage<'_>) -> Reason {
    let pair = Pair::of(a, b);
    pair.copy()
        .or_else(|| pair.measure())
        .or_else(|| pair.by_time())
        .unwrap_or_else(|| pair.at_one_time())
}

/// The verdict on two figures that are known to measure two things: a whole and its part, two stretches, two kinds of people.
pub(in crate::verdict) fn judge_two(a: &Passage<'_>, b: &Passage<'_>) -> Reason {
    let pair = Pair::of(a, b);
    pair.part_by_words()
        .or_else(|| pair.measure())
        .or_else(|| pair.people_apart())
        .or_else(|| pair.in_total())
        .or_else(|| pair.period())
        .or_else(|| pair.days())
        .or_else(|| pair.too_great())
        .or_else(|| pair.one_report())
        .or_else(|| pair.people())
        .or_else(|| pair.people_of_two_sources())
        .unwrap_or_else(|| {
            let why = "they are told of two things".to_owned();
            Reason::new(Standpoint::Different, 0.5, why)
        })
}

impl Pair<'_, '_> {
    /// Two kinds of people, of which neither holds the other.
    fn people_apart(&self) -> Option<Reason> {
        let rules = &self.a.rules.verdicts;
        self.two_peoples(|one, other| !rules.is_everyone(one) && !rules.is_everyone(other))
    }

    /// The civilians of one source and the people of another: nothing ties the one number to the other.
    fn people_of_two_sources(&self) -> Option<Reason> {
        let are_two = self.same_source == Some(false) && self.numbers == Numbers::Apart;
        self.two_peoples(|_, _| are_two)
    }

    fn two_peoples(&self, fits: impl Fn(&str, &str) -> bool) -> Option<Reason> {
        let (one, other) = (self.one.people.as_ref()?, self.other.people.as_ref()?);
        (one != other && fits(one, other)).then(|| {
            Reason::new(Standpoint::Scope, 0.6, format!("one counts {one}, the other {other}"))
        })
    }

    /// What was counted at one place on two days of one week: neither is the other, nor a part of it.
    fn days(&self) -> Option<Reason> {
        let days = self.one.day.zip(self.other.day).map(|(a, b)| (a - b).abs())?;
        let place = |p: &Passage<'_>| p.figures().first().and_then(|figure| figure.place.clone());
        let (one, other) = (place(self.a)?, place(self.b)?);
        let one_day = |q: &Quantity| q.stretch == Stretch::Day;
        let are_days =
            one_day(&self.one) && one_day(&self.other) && (1..=MOST_DAYS).contains(&days);
        (are_days && crate::key(&one.name) == crate::key(&other.name)).then(|| {
            let why = "they count two days at one place".to_owned();
            Reason::new(Standpoint::Window, 0.5, why)
        })
    }

    /// A total over all that was told by its day holds a smaller count of one day or place.
    fn in_total(&self) -> Option<Reason> {
        let (part, small, whole, great) = self.by_size()?;
        let is_total = matches!(great.stretch, Stretch::Total | Stretch::Perfect);
        let is_single = matches!(small.stretch, Stretch::Open | Stretch::Day | Stretch::Perfect);
        let day = |q: &Quantity, p: &Passage<'_>| q.day.or(p.published);
        let is_before = day(small, part).zip(whole.published).is_none_or(|(a, b)| a <= b);
        let holds = is_total && is_single && is_before && !great.is_upper_bound();
        (holds && self.numbers == Numbers::Apart).then(|| {
            let why = "a total holds what was counted of one part of it".to_owned();
            Reason::new(Standpoint::Subset, 0.5, why)
        })
    }
}
