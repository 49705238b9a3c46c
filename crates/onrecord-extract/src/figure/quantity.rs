//! Quantities: a number with the words that bound it, its unit, and the noun it counts.

use onrecord_model::{Comparator, MentionKind, TimeType, TokenRange, Upos};
use onrecord_rules::Rules;
use rust_decimal::Decimal;

use super::bounds::{self, Interval};
use super::number::{Amount, number_at};
use super::words::LowerWords;
use crate::time::Times;

/// So many words behind a verb of change "to" between two numbers parts old from new ("rose from 12 to 19").
const CHANGING: usize = 6;
/// So many words behind a verb of change the number that it changed may stand.
const CHANGED: usize = 12;

/// What a number is counted in where it is no count of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnitFound {
    /// The measure that the unit brings along.
    pub(super) measure: String,
    /// The unit.
    pub(super) unit: String,
}

/// A number with its surroundings.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    /// From the comparator to the end of the counted noun.
    pub(super) range: TokenRange,
    /// The number alone.
    pub(super) number: TokenRange,
    pub(super) interval: Interval,
    pub(super) unit: Option<UnitFound>,
    /// Head of the counted noun.
    pub(super) noun: Option<usize>,
    /// "of the X" behind the number.
    pub(super) of: Option<TokenRange>,
    /// "one of the five": another number stands in the words behind "of".
    pub(super) holds: bool,
    /// "up from 27": what the count was before.
    pub(super) is_earlier: bool,
    /// "the company says that 34 are held, the League 31": another speaks, and the verb is left out.
    pub(super) gapped: bool,
    /// "three more than on Monday": by how much the count changed.
    pub(super) is_change: bool,
    /// "no casualties".
    pub(super) none: bool,
    /// "one", an amount only where its words say what it measures.
    pub(super) one: bool,
    /// "many": the same.
    pub(super) faint: bool,
}

/// Finds the quantities of a document.
pub(super) struct Finder<'a> {
    pub(super) words: &'a LowerWords<'a>,
    pub(super) rules: &'a Rules,
    pub(super) times: &'a Times<'a>,
}

/// A number as read, before its surroundings.
struct Core {
    start: usize,
    end: usize,
    amount: Amount,
    upper: Option<Decimal>,
    unit: Option<UnitFound>,
}

impl Finder<'_> {
    /// All quantities, in text order.
    pub(super) fn all(&self) -> Vec<Quantity> {
        let mut found = Vec::new();
        for sentence in &self.words.doc.sentences {
            let (mut at, end) = (sentence.start as usize, sentence.end as usize);
            while at < end {
                if let Some(past) = self.past_date(at) {
                    at = past;
                    continue;
                }
                match self.core(at, end).map(|core| self.around(core, end)) {
                    Some(quantity) => {
                        at = (quantity.range.end as usize).max(at + 1);
                        found.push(quantity);
                    }
                    None => at = self.past_name(at, end).max(at + 1),
                }
            }
        }
        found
    }

    /// One past a date, time of day or repetition that covers `at`.
    fn past_date(&self, at: usize) -> Option<usize> {
        let (range, time) = self.times.covering(at)?;
        (time.kind != TimeType::Duration).then_some(range.end as usize)
    }

    fn core(&self, at: usize, end: usize) -> Option<Core> {
        let words = self.words;
        // "how many had been held" asks.
        if at > 0 && words.is(at - 1, &["how"]) {
            return None;
        }
        // "the death of a loved one"
        let dear = at > 0 && words.is(at - 1, &["loved", "little"]) && words.is(at, &["one"]);
        if dear {
            return None;
        }
        let (currency, number_start) = self.currency_before(at, end);
        let found = number_at(words, &self.rules.numbers, number_start, end)
            .or_else(|| self.article_unit(number_start))?;
        let mut core =
            Core { start: at, end: found.end, amount: found.amount, upper: None, unit: currency };
        if core.unit.is_none() && self.is_name(at, found.end, end) {
            return None;
        }
        // "a six-storey factory": the number is part of a word; "a 12-member panel" counts members.
        let inside = core.unit.is_none().then(|| self.compound(at, found.end, end)).flatten();
        if inside.is_some_and(|noun| !self.is_counted_inside(noun)) {
            return None;
        }
        self.upper_end(&mut core, end);
        Some(core)
    }

    /// The second number of "40 to 60", "16-17 percent", "between $5 and $7 billion", "two or three".
    fn upper_end(&self, core: &mut Core, end: usize) {
        let Amount::Exact(low) = core.amount else { return };
        let words = self.words;
        let mut next = core.end;
        let percent = self.percent(next, end);
        if let Some(past) = percent {
            next = past;
        }
        let before = core.start.checked_sub(1).map_or("", |b| words.word(b));
        let and = before == "between" && words.is(next, &["and"]);
        let or = words.is(next, &["or"]);
        let to = words.is(next, &["to", "-", "–", "—"]) && !self.changes(core.start, CHANGING);
        if !(and || or || to) || next + 1 >= end {
            return;
        }
        let (currency, second) = self.currency_before(next + 1, end);
        let Some(found) = number_at(words, &self.rules.numbers, second, end) else { return };
        let Amount::Exact(mut high) = found.amount else { return };
        let mut low = low;
        if low < Decimal::from(1000)
            && high >= Decimal::from(1000)
            && self.scale(core.start, core.end).is_none()
        {
            let scaled = self.scale(second, found.end);
            low *= scaled.unwrap_or(Decimal::ONE);
        }
        if core.unit.is_some() && currency.is_none() && second != next + 1 {
            return;
        }
        if or && high - low != Decimal::ONE || high <= low {
            return;
        }
        high = high.normalize();
        core.amount = Amount::Exact(low);
        core.upper = Some(high);
        core.end = found.end;
        if and {
            core.start -= 1;
        }
    }

    /// Does a verb of change stand no more than so many words before the number at `at`?
    fn changes(&self, at: usize, within: usize) -> bool {
        let first = self.words.sentence(at).start as usize;
        (first.max(at.saturating_sub(within))..at)
            .any(|i| self.rules.figures.changes.contains(self.words.word(i)))
    }

    /// The scale word of a number.
    fn scale(&self, at: usize, end: usize) -> Option<Decimal> {
        (at..end).find_map(|i| match self.rules.numbers.word(self.words.word(i)) {
            Some(onrecord_rules::NumberWord::Scale(n)) if n >= 1000 => Some(Decimal::from(n)),
            _ => None,
        })
    }

    /// Bounds, unit and noun of a number.
    fn around(&self, core: Core, end: usize) -> Quantity {
        let words = self.words;
        let number = TokenRange::new(core.start, core.end);
        let mut unit = core.unit;
        let mut past = core.end;
        if unit.is_none()
            && let Some((found, to)) = self.unit_behind(core.start, core.end, end)
        {
            (unit, past) = (Some(found), to);
        }
        let share = matches!(core.amount, Amount::Share(_));
        if share && unit.is_none() {
            unit = Some(UnitFound { measure: "share".into(), unit: "percent".into() });
        }
        let scale = core.start > 0
            && unit.as_ref().is_some_and(|u| u.unit == "magnitude")
            && self.rules.figures.units.magnitude.contains(words.word(core.start - 1));
        let first = if scale { core.start - 1 } else { core.start };
        // "silent over one of the worst floods" bounds nothing.
        let one_of = words.is(core.start, &["one"]) && words.is(core.end, &["of"]);
        let loose = |start: usize| self.rules.figures.spanning.contains(words.word(start));
        let before = bounds::before(words, &self.rules.figures, first)
            .filter(|&(start, _)| !(one_of && loose(start)));
        let behind = bounds::behind(words, &self.rules.figures, core.end);
        let start = before.map_or(first, |(start, _)| start);
        if let Some((to, _)) = behind.filter(|_| before.is_none() && unit.is_none()) {
            past = past.max(to);
        }
        let plus = words.word(core.end - 1).ends_with('+')
            || words.is(core.end, &["+"]) && words.touch(core.end - 1, core.end);
        let bound = before.or(behind).map(|(_, bound)| bound);
        let sign = match bound {
            None if plus => Comparator::AtLeast,
            None => Comparator::Equal,
            Some(bound) => bound.sign,
        };
        let continuous = unit.is_some();
        let near = bound.is_some_and(|b| b.near);
        let interval = match (core.amount, core.upper) {
            (Amount::Exact(low), Some(high)) => Interval::between(low.normalize(), high),
            (Amount::Exact(n) | Amount::Share(n), _) if share && sign == Comparator::About => {
                // A part of a whole is given to within five hundredths.
                let five = Decimal::from(5);
                Interval {
                    low: Some(n - five),
                    high: Some(n + five),
                    ..Interval::of(n, sign, near, true)
                }
            }
            (Amount::Exact(n) | Amount::Share(n), _) => Interval::of(n, sign, near, continuous),
            (Amount::Vague, _) => self.vague(core.start, core.end),
            (Amount::None, _) => Interval::of(Decimal::ZERO, Comparator::Equal, false, false),
        };
        let mut quantity = Quantity {
            range: TokenRange::new(start, past),
            number,
            interval,
            noun: None,
            of: None,
            holds: false,
            is_earlier: self.is_earlier(start, past),
            is_change: self.is_change(core.end),
            gapped: false,
            none: core.amount == Amount::None,
            one: number.len() == 1 && words.is(core.start, &["one"]) && bound.is_none(),
            faint: self.is_faint(core.start, core.end),
            unit,
        };
        if quantity.is_change {
            return quantity;
        }
        let inside = quantity.unit.is_none().then(|| self.compound(core.start, core.end, end));
        if let Some(noun) = inside.flatten() {
            quantity.noun = Some(noun);
            quantity.range.end = noun as u32 + 1;
            return quantity;
        }
        if quantity.unit.is_none() {
            self.noun_phrase(&mut quantity, past, end);
        } else {
            self.of_phrase(&mut quantity, past, end, false);
        }
        quantity.gapped = self.is_gapped(&quantity) || self.is_anothers(&quantity);
        self.pass(&mut quantity);
        quantity
    }

    /// "The toll passed 60": more than that.
    fn pass(&self, quantity: &mut Quantity) {
        let start = quantity.range.start as usize;
        let first = self.words.sentence(start).start as usize;
        let bare = quantity.noun.is_none() && quantity.unit.is_none() && start > first;
        let passed = bare && self.rules.figures.passing.contains(self.words.word(start - 1));
        if let Some(number) = quantity.interval.value.filter(|_| passed) {
            quantity.interval = Interval::of(number, Comparator::More, false, false);
        }
    }

    /// "up from 27", "from 27 to 38", "an earlier toll of 27", "not 27 as first reported".
    fn is_earlier(&self, start: usize, past: usize) -> bool {
        let (words, rules) = (self.words, &self.rules.figures);
        if rules.earlier.iter().any(|phrase| words.phrase_before(start, phrase).is_some())
            || rules.earlier_behind.iter().any(|phrase| words.phrase_at(past, phrase).is_some())
        {
            return true;
        }
        let first = words.sentence(start).start as usize;
        // "lowered the toll to 38 from 41"
        let behind_new = || {
            start >= first + 3 && words.is(start - 3, &["to"]) && words.upos(start - 2) == Upos::Num
        };
        // "lowered its toll from the flood in Varlow from 41 to 38"
        let before_new = || {
            words.is(past, &["to"])
                && words.upos(past + 1) == Upos::Num
                && self.changes(start, CHANGED)
        };
        start >= first + 2
            && words.is(start - 1, &["from"])
            && (rules.changes.contains(words.word(start - 2)) || behind_new() || before_new())
    }

    /// "three more than on Monday", "two fewer than the agency".
    fn is_change(&self, past: usize) -> bool {
        self.rules.figures.steps.contains(self.words.word(past))
            && self.words.is(past + 1, &["than"])
    }

    /// ", the League 31.": behind a comma nothing but a name and the number.
    fn is_gapped(&self, quantity: &Quantity) -> bool {
        let words = self.words;
        let (start, past) = (quantity.range.start as usize, quantity.range.end as usize);
        let bare = quantity.noun.is_none() && quantity.unit.is_none() && words.is_mark(past);
        let first = words.sentence(start).start as usize;
        let mentions = &words.doc.mentions;
        let next = mentions.partition_point(|m| (m.range.end as usize) < start);
        let Some(name) = mentions.get(next).filter(|m| bare && m.range.end as usize == start)
        else {
            return false;
        };
        let speaks = matches!(
            name.kind,
            MentionKind::Person
                | MentionKind::Organisation
                | MentionKind::Group
                | MentionKind::Description
        );
        let from = name.range.start as usize;
        let before = if from > first && words.is(from - 1, &["the"]) { from - 1 } else { from };
        speaks && before > first && words.is(before - 1, &[",", ";"])
    }

    /// "more than 8,000, higher than the government's figure of 6,200": another's number, and not the speaker's.
    fn is_anothers(&self, quantity: &Quantity) -> bool {
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let bare = quantity.noun.is_none() && quantity.unit.is_none();
        let of = start.checked_sub(3).filter(|&owner| bare && owner > first);
        of.is_some_and(|owner| {
            words.is(start - 1, &["of"])
                && self.rules.figures.totals.contains(words.word(start - 2))
                && words.is(owner, &["'s", "’s", "'", "’"])
        })
    }

    /// "Many", and "a number" that is of nothing.
    fn is_faint(&self, start: usize, end: usize) -> bool {
        let phrase = end > start + 1;
        self.rules.numbers.is_faint(self.words.lower(start, end))
            && !(phrase && self.words.is(end, &["of"]))
    }

    /// What recorders write for a vague amount, else the least that it can mean.
    fn vague(&self, start: usize, end: usize) -> Interval {
        if let Some([low, high]) = self.rules.numbers.recorded(self.words.lower(start, end)) {
            return Interval::vague(Some(low.into()), Some(high.into()));
        }
        Interval::vague(self.least(start, end), None)
    }

    /// The least that a vague amount can mean.
    fn least(&self, start: usize, end: usize) -> Option<Decimal> {
        let parts = (start..end).filter_map(|at| self.rules.numbers.least(self.words.word(at)));
        let product =
            parts.fold(None, |sum: Option<u64>, n| Some(sum.unwrap_or(1).saturating_mul(n)));
        product.map(Decimal::from)
    }
}
