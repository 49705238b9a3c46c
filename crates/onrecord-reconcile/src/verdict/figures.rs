//! How two figures stand: the first rule that fits wins (domain rules 3.5).

mod known;
mod ties;

use onrecord_model::{Comparator, Decimal, Standpoint};

use super::likeness::Content;
use super::order::{self, Later, Which};
use super::passage::Passage;
use super::quantity::{Numbers, Quantity, Stretch, own_part};
use super::{Reason, one_text, source};
use crate::copies;

pub(super) use known::{judge_one, judge_two};
use ties::{both_states, elsewhere, is_of_the_worst, is_subset, is_tied, names_one_more};

/// Share of the words of one marked sentence that stand in the other in rows of five, from which on the two are one text.
const ONE_TEXT: f32 = 0.28;
/// More days than this between the two, and nothing that counts over a stretch: two incidents.
const ONE_INCIDENT_DAYS: i64 = 14;
/// Less in common than this, where neither date nor number ties them: two incidents.
const LEAST_LIKENESS: f32 = 0.05;
/// The same where nothing is dated at all.
const LEAST_UNDATED: f32 = 0.4;
/// So many times the other number, at one time, is no other count of the same.
const TOO_GREAT: i64 = 8;
/// So many times the other number, "have been killed" is a running total and "on Monday" is not.
const FAR_GREATER: i64 = 2;

/// The measure of the hurt.
const HURT: &str = "injured";

/// Two figures with what is known of both.
struct Pair<'p, 'a> {
    a: &'p Passage<'a>,
    b: &'p Passage<'a>,
    one: Quantity,
    other: Quantity,
    numbers: Numbers,
    later: Later,
    same_source: Option<bool>,
    rivals: bool,
}

/// The verdict on two figures.
pub(super) fn judge(a: &Passage<'_>, b: &Passage<'_>) -> Reason {
    let pair = Pair::of(a, b);
    pair.copy()
        .or_else(|| pair.part_by_words())
        .or_else(|| pair.incident())
        .or_else(|| pair.measure())
        .or_else(|| pair.other_matter())
        .or_else(|| pair.period())
        .or_else(|| pair.too_great())
        .or_else(|| pair.people())
        .or_else(|| pair.one_report())
        .or_else(|| pair.by_time())
        .unwrap_or_else(|| pair.at_one_time())
}

impl<'p, 'a> Pair<'p, 'a> {
    fn of(a: &'p Passage<'a>, b: &'p Passage<'a>) -> Pair<'p, 'a> {
        let (one, other) = (Quantity::of(a), Quantity::of(b));
        let rivals = |p: &Passage<'_>| p.find(&p.rules.verdicts.rivals, p.around).is_some();
        Pair {
            a,
            b,
            numbers: one.against(&other),
            later: order::later(a, b, own_part),
            same_source: source::is_same(a, b),
            rivals: rivals(a) || rivals(b),
            one,
            other,
        }
    }
}

impl Pair<'_, '_> {
    fn is_one_report(&self) -> bool {
        let (one, other) = (&self.a.doc.report, &self.b.doc.report);
        !one.id.is_empty() && one.id == other.id
    }

    /// Is the text of one side the text of the other, letter for letter?
    fn is_one_text(&self) -> bool {
        self.a.doc.report.text == self.b.doc.report.text
    }

    /// The side with the smaller number, and the one with the greater.
    fn by_size(&self) -> Option<(&Passage<'_>, &Quantity, &Passage<'_>, &Quantity)> {
        let (x, y) = (self.one.size()?, self.other.size()?);
        match x.cmp(&y) {
            std::cmp::Ordering::Less => Some((self.a, &self.one, self.b, &self.other)),
            std::cmp::Ordering::Greater => Some((self.b, &self.other, self.a, &self.one)),
            std::cmp::Ordering::Equal => None,
        }
    }

    fn copy(&self) -> Option<Reason> {
        let is_one_place = self.is_one_text() && self.a.words == self.b.words;
        let likeness = copies::likeness(self.a.text(self.a.around), self.b.text(self.b.around));
        let is_copy = self.numbers == Numbers::Equal
            && self.one.comparator == self.other.comparator
            && (is_one_place || (!self.is_one_text() && likeness >= ONE_TEXT));
        is_copy.then(|| {
            let why = one_text(likeness, self.a.text(self.a.around), self.b.text(self.b.around));
            Reason::new(Standpoint::Copy, 0.9, why)
        })
    }

    /// "Including three children", "four bakers among the dead", seven hit of whom one died.
    fn part_by_words(&self) -> Option<Reason> {
        if self.rivals {
            return None;
        }
        let (part, small, whole, great) = self.by_size()?;
        if !self.later.by_words && self.is_one_report() && (elsewhere(part) || elsewhere(whole)) {
            let why = "one of them counts those elsewhere".to_owned();
            return Some(Reason::new(Standpoint::Scope, 0.7, why));
        }
        if !self.may_hold(great, small) {
            return None;
        }
        let is_hurt = small.measure.as_deref() == Some(HURT);
        let worst = is_hurt && is_of_the_worst(part) && !is_of_the_worst(whole);
        let tied = worst || is_tied(part) || (self.is_one_text() && is_subset(part, whole));
        if tied {
            let words = part.text(part.near(4, 6)).to_owned();
            return Some(Reason::new(
                Standpoint::Subset,
                0.85,
                format!("a part by its words: “{words}”"),
            ));
        }
        self.rest_of(part, small, great)
    }

    /// "Six others" of seven.
    fn rest_of(&self, part: &Passage<'_>, small: &Quantity, great: &Quantity) -> Option<Reason> {
        let (x, y) = (small.size()?, great.size()?);
        let left = y.checked_sub(x)?;
        let is_few = left > Decimal::ZERO && left <= Decimal::from(3);
        let counts_others = small.is_rest || names_one_more(part);
        let is_part = is_few
            && counts_others
            && !great.is_rest
            && !self.later.by_words
            && !self.is_one_report()
            && self.is_near_in_time();
        is_part.then(|| {
            let why =
                format!("{} are {} and {} more", y.normalize(), x.normalize(), left.normalize());
            Reason::new(Standpoint::Subset, 0.6, why)
        })
    }

    /// May people counted as `small` be among those counted as `great`?
    fn may_hold(&self, great: &Quantity, small: &Quantity) -> bool {
        let rules = &self.a.rules.verdicts;
        let measures = match (&great.measure, &small.measure) {
            (Some(one), Some(other)) => rules.is_one_measure(one, other),
            _ => true,
        };
        measures && !great.is_vague() && !great.is_upper_bound()
    }

    fn days_apart(&self) -> Option<i64> {
        let day = |q: &Quantity, p: &Passage<'_>| q.day.or(p.published);
        Some(day(&self.one, self.a)?.abs_diff(day(&self.other, self.b)?) as i64)
    }

    fn is_near_in_time(&self) -> bool {
        self.days_apart().is_none_or(|days| days <= ONE_INCIDENT_DAYS)
    }

    /// May the two be of two incidents? Not where one counts over a stretch, or the text puts one after the other.
    fn may_differ(&self) -> bool {
        let counts_over =
            |q: &Quantity| matches!(q.stretch, Stretch::Told | Stretch::Perfect | Stretch::Total);
        !(counts_over(&self.one) || counts_over(&self.other) || self.later.by_words || self.rivals)
    }

    /// Another incident by its days.
    fn incident(&self) -> Option<Reason> {
        let told = self.one.day.zip(self.other.day).map(|(a, b)| (a - b).abs());
        if !self.may_differ() || told == Some(0) {
            return None;
        }
        if let Some(days) = self.days_apart().filter(|days| *days > ONE_INCIDENT_DAYS) {
            return Some(Reason::new(
                Standpoint::Different,
                0.8,
                format!("{days} days lie between them"),
            ));
        }
        let days = told.filter(|_| self.numbers != Numbers::Equal && self.falls())?;
        let why = format!("two days, {days} apart, and the later number is the smaller");
        Some(Reason::new(Standpoint::Different, 0.5, why))
    }

    /// Another incident, as they have next to nothing in common.
    fn other_matter(&self) -> Option<Reason> {
        if !self.may_differ() || self.numbers != Numbers::Apart {
            return None;
        }
        let is_dated = self.a.published.is_some() && self.b.published.is_some();
        let least = if is_dated { LEAST_LIKENESS } else { LEAST_UNDATED };
        let likeness = self.likeness();
        (!self.is_one_report() && likeness < least).then(|| {
            let why =
                format!("the passages have {:.0} % of their content in common", likeness * 100.0);
            Reason::new(Standpoint::Different, 0.5, why)
        })
    }

    fn likeness(&self) -> f32 {
        let content = |p: &Passage<'_>| Content::of(p.doc, p.whole(), p.rules);
        content(self.a).likeness(&content(self.b))
    }

    fn falls(&self) -> bool {
        let (one, other) = (self.one.size(), self.other.size());
        let first_is_later = match self.later.which {
            Which::First => true,
            Which::Second => false,
            Which::Open => self.one.day > self.other.day,
        };
        if first_is_later { one < other } else { other < one }
    }

    fn measure(&self) -> Option<Reason> {
        let (one, other) = (self.one.measure.as_ref()?, self.other.measure.as_ref()?);
        let why = if !self.a.rules.verdicts.is_one_measure(one, other) {
            format!("one counts {one}, the other {other}")
        } else if one == other && both_states(self.a) != both_states(self.b) {
            "one counts more than one state together".to_owned()
        } else {
            return None;
        };
        Some(Reason::new(Standpoint::Scope, 0.75, why))
    }

    fn period(&self) -> Option<Reason> {
        if self.later.by_words || self.numbers == Numbers::Equal || self.rivals {
            return None;
        }
        let (_, small, _, great) = self.by_size()?;
        let far = |q: &Quantity| {
            q.size().zip(great.size()).is_some_and(|(x, y)| y >= x * Decimal::from(FAR_GREATER))
        };
        let label = match (small.stretch, great.stretch) {
            (Stretch::Day | Stretch::Told, Stretch::Total) | (Stretch::Day, Stretch::Told) => {
                Standpoint::Window
            }
            (Stretch::Told, Stretch::Told | Stretch::Open) | (Stretch::Told, Stretch::Perfect) => {
                Standpoint::Window
            }
            (Stretch::Day, Stretch::Perfect) if far(small) && self.days_apart() <= Some(2) => {
                Standpoint::Window
            }
            (Stretch::Open, Stretch::Total | Stretch::Told) if self.days_apart() <= Some(2) => {
                Standpoint::Window
            }
            _ if small.is_stock != great.is_stock && self.have_two_measures() => Standpoint::Window,
            _ => return None,
        };
        let why = "they count over different stretches of time".to_owned();
        Some(Reason::new(label, 0.7, why))
    }

    fn have_two_measures(&self) -> bool {
        self.one
            .measure
            .as_ref()
            .zip(self.other.measure.as_ref())
            .is_some_and(|(one, other)| one != other)
    }

    /// A number many times the other, at one time, counts more than the same thing.
    fn too_great(&self) -> Option<Reason> {
        let (_, small, _, great) = self.by_size()?;
        let least = small.size()?.checked_mul(Decimal::from(TOO_GREAT))?;
        let is_quiet = !self.later.by_words && !self.rivals && self.numbers != Numbers::Equal;
        let are_numbers = !small.is_vague() && !great.is_vague() && !great.is_upper_bound();
        let is_part = is_quiet && are_numbers && great.size()? >= least && self.is_near_in_time();
        is_part.then(|| {
            Reason::new(
                Standpoint::Subset,
                0.5,
                "one number is many times the other at one time".to_owned(),
            )
        })
    }

    fn people(&self) -> Option<Reason> {
        let (one, other) = (self.one.people.as_ref()?, self.other.people.as_ref()?);
        let rules = &self.a.rules.verdicts;
        if one == other || self.numbers == Numbers::Equal || self.rivals || self.later.by_words {
            return None;
        }
        let why = format!("one counts {one}, the other {other}");
        if !rules.is_everyone(one) && !rules.is_everyone(other) {
            return Some(Reason::new(Standpoint::Scope, 0.6, why));
        }
        let (_, small, _, great) = self.by_size()?;
        let is_narrower = small.people.as_ref().is_some_and(|kind| !rules.is_everyone(kind));
        let is_part =
            is_narrower && great.people.as_ref().is_some_and(|kind| rules.is_everyone(kind));
        (is_part && self.same_source != Some(false) && self.numbers == Numbers::Apart)
            .then(|| Reason::new(Standpoint::Subset, 0.55, why))
    }

    /// One source gives two numbers in one report, and nothing sets one against the other: one is a part, or others.
    fn one_report(&self) -> Option<Reason> {
        let two_counts = self.numbers == Numbers::Apart
            || (self.numbers != Numbers::Equal
                && is_lower_bound(&self.one)
                && is_lower_bound(&self.other));
        let is_quiet = !self.later.by_words && !self.rivals && two_counts;
        if !is_quiet || !self.is_one_report() || self.same_source == Some(false) {
            return None;
        }
        let rest = self.one.is_rest || self.other.is_rest;
        let label = if rest { Standpoint::Scope } else { Standpoint::Subset };
        Some(Reason::new(
            label,
            0.5,
            "one report gives both, and does not set them against each other".to_owned(),
        ))
    }

    /// The same thing at two times.
    fn by_time(&self) -> Option<Reason> {
        let (old, new) = match self.later.which {
            Which::Open => return None,
            Which::First => (&self.other, &self.one),
            Which::Second => (&self.one, &self.other),
        };
        let (x, y) = (old.size()?, new.size()?);
        let inside = match self.numbers {
            Numbers::FirstInside => self.later.which == Which::First,
            Numbers::SecondInside => self.later.which == Which::Second,
            _ => false,
        };
        let holds = matches!(self.numbers, Numbers::FirstInside | Numbers::SecondInside) && !inside;
        let how = if self.later.by_words { "by its words" } else { "by its date" };
        let (label, confidence, what) = if self.numbers == Numbers::Equal {
            (Standpoint::Same, 0.8, "gives the same number")
        } else if inside && (old.is_vague() || old.is_upper_bound()) {
            (Standpoint::Refines, 0.75, "says the number more exactly")
        } else if holds && new.is_upper_bound() && !old.is_vague() {
            // "up to 200,000" behind "between 100,000 and 200,000".
            (Standpoint::Same, 0.6, "leaves room for the earlier number")
        } else if y > x {
            (Standpoint::Update, 0.75, "is higher")
        } else if self.numbers == Numbers::Apart || (self.later.falls && y < x) {
            (Standpoint::RevisionDown, 0.7, "is lower")
        } else {
            (Standpoint::Same, 0.6, "leaves room for the earlier number")
        };
        Some(Reason::new(label, confidence, format!("the later one {how} {what}")))
    }

    /// The same thing at one time, or at times that nothing tells apart.
    fn at_one_time(&self) -> Reason {
        let is_lower_bound =
            |q: &Quantity| matches!(q.comparator, Comparator::AtLeast | Comparator::More);
        let bounds = is_lower_bound(&self.one) && is_lower_bound(&self.other);
        match self.numbers {
            Numbers::Equal if self.one.is_sum != self.other.is_sum => {
                Reason::new(Standpoint::Refines, 0.7, "one number adds up to the other".to_owned())
            }
            Numbers::Equal => Reason::new(Standpoint::Same, 0.85, "one number".to_owned()),
            Numbers::FirstInside | Numbers::SecondInside
                if bounds && self.same_source != Some(false) =>
            {
                Reason::new(
                    Standpoint::Update,
                    0.5,
                    "two lower bounds, and not two sources".to_owned(),
                )
            }
            Numbers::FirstInside | Numbers::SecondInside if !self.rivals => {
                Reason::new(Standpoint::Refines, 0.7, "one number lies inside the other".to_owned())
            }
            Numbers::Overlap if self.one.is_vague() != self.other.is_vague() => {
                Reason::new(Standpoint::Refines, 0.6, "a number for a vague amount".to_owned())
            }
            Numbers::Overlap => Reason::new(
                Standpoint::Same,
                0.6,
                "the numbers leave room for each other".to_owned(),
            ),
            _ if self.rivals => Reason::new(
                Standpoint::Contradiction,
                0.9,
                "the text sets the numbers against each other".to_owned(),
            ),
            _ => self.apart(),
        }
    }

    fn apart(&self) -> Reason {
        let outlet = |p: &Passage<'_>| p.doc.report.outlet.clone();
        let one_outlet = outlet(self.a).is_some() && outlet(self.a) == outlet(self.b);
        match self.same_source {
            Some(true) => Reason::new(
                Standpoint::Update,
                0.5,
                "one source gives two numbers on one day".to_owned(),
            ),
            Some(false) => Reason::new(
                Standpoint::Contradiction,
                0.75,
                "two sources, one time, no number in both".to_owned(),
            ),
            None if one_outlet => Reason::new(
                Standpoint::Update,
                0.5,
                "one outlet gives two numbers on one day".to_owned(),
            ),
            // An uncertain toll grows from report to report; where no voice stands against another, nobody contradicts.
            None if source::root(self.a).is_none() && source::root(self.b).is_none() => {
                Reason::new(
                    Standpoint::Update,
                    0.45,
                    "no number in both, and neither names a source".to_owned(),
                )
            }
            None => Reason::new(
                Standpoint::Contradiction,
                0.45,
                "no number in both; not both name a source".to_owned(),
            ),
        }
    }
}

fn is_lower_bound(quantity: &Quantity) -> bool {
    matches!(quantity.comparator, Comparator::AtLeast | Comparator::More)
}
