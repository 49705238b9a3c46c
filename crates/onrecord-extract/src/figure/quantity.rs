//! Quantities: a number with the words that bound it, its unit, and the noun it counts.

use onrecord_model::{Comparator, Relation, TimeType, TokenRange, Upos};
use onrecord_rules::{FigureRole, Rules, TimeUnit, TimeWord};
use rust_decimal::Decimal;

use super::bounds::{self, Interval};
use super::number::{Amount, number_at};
use super::words::LowerWords;
use crate::time::Times;

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
        let (currency, number_start) = self.currency_before(at, end);
        let found = number_at(words, &self.rules.numbers, number_start, end)
            .or_else(|| self.article_unit(number_start))?;
        let mut core =
            Core { start: at, end: found.end, amount: found.amount, upper: None, unit: currency };
        if core.unit.is_none() && self.is_name(at, found.end, end) {
            return None;
        }
        self.upper_end(&mut core, end);
        Some(core)
    }

    /// "more than a week", "nearly a decade": with a bound, the article is a number.
    fn article_unit(&self, at: usize) -> Option<super::number::NumberFound> {
        let words = self.words;
        if !words.is(at, &["a", "an"]) || self.time_unit(at + 1).is_none() {
            return None;
        }
        let first = words.sentence(at).start as usize;
        let bounds = &self.rules.figures.comparators;
        bounds.iter().filter(|b| !b.after && b.sign != Comparator::AtMost).find(|bound| {
            words.phrase_before(at, &bound.words).is_some_and(|start| start >= first)
        })?;
        let amount = Amount::Exact(Decimal::ONE);
        Some(super::number::NumberFound { end: at + 1, amount })
    }

    /// "$", "US$", "€" before a number.
    fn currency_before(&self, at: usize, end: usize) -> (Option<UnitFound>, usize) {
        let units = &self.rules.figures.units;
        let mut number = at;
        let mut code = None;
        while number < end.min(at + 3) {
            let word = self.words.word(number);
            let sign = !word.starts_with(char::is_alphanumeric) || word.ends_with('$');
            match units.currencies.get(word).filter(|_| sign) {
                Some(found) => code = Some(code.unwrap_or_else(|| found.clone())),
                None if number == at && units.nations.contains_key(word) => {
                    code = units.nations.get(word).cloned();
                }
                None => break,
            }
            number += 1;
        }
        let signed = number > at && !self.words.word(number - 1).starts_with(char::is_alphabetic)
            || number > at && self.words.word(number - 1).ends_with('$');
        match code.filter(|_| signed) {
            Some(unit) => (Some(UnitFound { measure: "money".into(), unit }), number),
            None => (None, at),
        }
    }

    /// Does the number name something (a flight, a road, a house, a model, a telephone)?
    fn is_name(&self, at: usize, past: usize, end: usize) -> bool {
        let words = self.words;
        let units = &self.rules.figures.units;
        let digits = words.word(at).starts_with(|c: char| c.is_ascii_digit());
        let sentence = words.sentence(at).start as usize;
        if !digits {
            return false;
        }
        if at > sentence {
            let before = words.word(at - 1);
            let joined = words.is(at - 1, &["-", "–"]) && words.touch(at - 1, at);
            let letters = at >= sentence + 2 && words.word(at - 2).starts_with(char::is_alphabetic);
            if before == "#" || before == "@" || joined && letters && words.touch(at - 2, at - 1) {
                return true;
            }
            if units.names.contains(before) && !self.counts_persons(past) {
                return true;
            }
        }
        if words.word(at).len() > 7 && !words.word(at).contains(',') || self.is_zone(past) {
            return true;
        }
        let token = words.doc.tokens.get(at);
        let behind_name = at > sentence
            && words.upos(at - 1) == Upos::Propn
            && token.is_some_and(|t| t.head as usize == at - 1)
            && bounds::before(words, &self.rules.figures, at).is_none();
        let address = at > sentence
            && words.is(at - 1, &["at"])
            && words.upos(past) == Upos::Propn
            && !self.counts_persons(past);
        // "Cloud 9 Club"
        let between_names = at > sentence
            && words.upos(at - 1) == Upos::Propn
            && words.upos(past) == Upos::Propn
            && !words.is_mark(at - 1)
            && !self.counts_persons(past)
            && !self.is_state(past)
            && !self.is_fate(past)
            && !self.is_fate(at - 1);
        if behind_name || address || between_names && words.is_capital(past) {
            return true;
        }
        let mut next = past;
        while next < end.min(past + 4) && words.is_capital(next) {
            if units.streets.contains(words.word(next)) && next >= past {
                return true;
            }
            next += 1;
        }
        words.is(past, &["block"]) || words.is(past, &["th", "st", "nd", "rd"])
    }

    /// "1639 UTC".
    fn is_zone(&self, at: usize) -> bool {
        self.rules.times.word(self.words.word(at)).contains(&TimeWord::Zone)
    }

    fn counts_persons(&self, at: usize) -> bool {
        self.rules.figures.units.persons.contains(self.words.word(at))
    }

    /// One past a telephone number, a score or another chain of digits at `at`.
    fn past_name(&self, at: usize, end: usize) -> usize {
        let digits =
            |i: usize| i < end && self.words.word(i).starts_with(|c: char| c.is_ascii_digit());
        if !digits(at) {
            return at + 1;
        }
        let mut next = at + 1;
        while next < end && self.words.is(next, &["-", "–"]) && digits(next + 1) {
            next += 2;
        }
        next
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
        let to = words.is(next, &["to", "-", "–", "—"]) && !self.changes(core.start);
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

    /// Does a verb of change govern the number at `at`?
    fn changes(&self, at: usize) -> bool {
        let first = self.words.sentence(at).start as usize;
        (first.max(at.saturating_sub(6))..at)
            .any(|i| self.rules.figures.changes.contains(self.words.word(i)))
    }

    /// The scale word of a number.
    fn scale(&self, at: usize, end: usize) -> Option<Decimal> {
        (at..end).find_map(|i| match self.rules.numbers.word(self.words.word(i)) {
            Some(onrecord_rules::NumberWord::Scale(n)) if n >= 1000 => Some(Decimal::from(n)),
            _ => None,
        })
    }

    fn percent(&self, at: usize, end: usize) -> Option<usize> {
        let units = &self.rules.figures.units;
        if at < end && units.percent.contains(self.words.word(at)) {
            return Some(at + 1);
        }
        units.percent_pairs.iter().find_map(|pair| self.words.phrase_at(at, pair))
    }

    /// Bounds, unit and noun of a number.
    fn around(&self, core: Core, end: usize) -> Quantity {
        let words = self.words;
        let number = TokenRange::new(core.start, core.end);
        let mut unit = core.unit;
        let mut past = core.end;
        if unit.is_none() {
            if let Some((found, to)) = self.unit_behind(core.start, core.end, end) {
                (unit, past) = (Some(found), to);
            }
        }
        let share = matches!(core.amount, Amount::Share(_));
        if share && unit.is_none() {
            unit = Some(UnitFound { measure: "share".into(), unit: "percent".into() });
        }
        let scale = core.start > 0
            && unit.as_ref().is_some_and(|u| u.unit == "magnitude")
            && self.rules.figures.units.magnitude.contains(words.word(core.start - 1));
        let first = if scale { core.start - 1 } else { core.start };
        let before = bounds::before(words, &self.rules.figures, first);
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
            (Amount::Vague, _) => Interval::vague(self.least(core.start, core.end)),
            (Amount::None, _) => Interval::of(Decimal::ZERO, Comparator::Equal, false, false),
        };
        let mut quantity = Quantity {
            range: TokenRange::new(start, past),
            number,
            interval,
            noun: None,
            of: None,
            none: core.amount == Amount::None,
            one: number.len() == 1 && words.is(core.start, &["one"]) && bound.is_none(),
            faint: number.len() == 1 && self.rules.numbers.is_faint(words.word(core.start)),
            unit,
        };
        if quantity.unit.is_none() {
            self.noun_phrase(&mut quantity, past, end);
        } else {
            self.of_phrase(&mut quantity, past, end, false);
        }
        quantity
    }

    /// The least that a vague amount can mean.
    fn least(&self, start: usize, end: usize) -> Option<Decimal> {
        let parts = (start..end).filter_map(|at| self.rules.numbers.least(self.words.word(at)));
        let product =
            parts.fold(None, |sum: Option<u64>, n| Some(sum.unwrap_or(1).saturating_mul(n)));
        product.map(Decimal::from)
    }

    /// The unit behind a number, or the scale word before it.
    fn unit_behind(&self, start: usize, at: usize, end: usize) -> Option<(UnitFound, usize)> {
        let words = self.words;
        let units = &self.rules.figures.units;
        let found = |measure: &str, unit: &str, to: usize| {
            Some((UnitFound { measure: measure.into(), unit: unit.into() }, to))
        };
        if let Some(to) = self.percent(at, end) {
            return found("share", "percent", to);
        }
        let magnitude = |i: usize| i < end && units.magnitude.contains(words.word(i));
        let next = if words.is(at, &["-"]) && words.touch(at - 1, at) { at + 1 } else { at };
        if next >= end {
            return None;
        }
        let digits = |i: usize| words.word(i).starts_with(|c: char| c.is_ascii_digit());
        if magnitude(next) && !digits(next + 1) {
            return found("other:magnitude", "magnitude", next + 1);
        }
        if start > 0 && magnitude(start - 1) && words.sentence(start).contains(start - 1) {
            return found("other:magnitude", "magnitude", at);
        }
        let word = words.word(next);
        if self.rules.figures.quakes.contains(word) && words.word(start).contains('.') {
            return found("other:magnitude", "magnitude", at);
        }
        if let Some(age) = self.age(start, at, next, end) {
            return Some(age);
        }
        if let Some(unit) = self.time_unit(next) {
            return found("duration", unit, next + 1);
        }
        if let Some(measure) = units.adjectives.get(word)
            && let Some([_, unit]) = units.units.get(words.word(next + 1))
        {
            return found(measure, &format!("{word} {unit}"), next + 2);
        }
        if let Some([measure, unit]) = units.units.get(word) {
            // "a 75 ft boat" tells how long it is, "75 ft from" how far.
            let article = start > 0 && words.is(start - 1, &["a", "an", "the"]);
            let long = measure == "distance" && article && !words.is(next + 1, &["from", "away"]);
            return found(if long { "other:length" } else { measure }, unit, next + 1);
        }
        if let Some(code) = units.nations.get(word)
            && units.currencies.contains_key(words.word(next + 1))
        {
            return found("money", code, next + 2);
        }
        let code = units.currencies.get(word).filter(|_| word.starts_with(char::is_alphabetic))?;
        found("money", code, next + 1)
    }

    /// "17-year-old", "17 years old", "aged 17", "Ada Okoro, 17,".
    fn age(&self, start: usize, at: usize, next: usize, end: usize) -> Option<(UnitFound, usize)> {
        let words = self.words;
        let age = |unit: &str, to: usize| {
            Some((UnitFound { measure: "age".into(), unit: unit.to_owned() }, to))
        };
        if let Some(unit) = self.time_unit(next) {
            let dash = usize::from(words.is(next + 1, &["-"]));
            if next + 1 + dash < end && words.is(next + 1 + dash, &["old", "olds"]) {
                return age(unit, next + 2 + dash);
            }
            return if words.phrase_at(next + 1, &["of", "age"]).is_some() {
                age(unit, next + 3)
            } else {
                None
            };
        }
        let sentence = words.sentence(start).start as usize;
        let before = if start > sentence { words.word(start - 1) } else { "" };
        if matches!(before, "aged" | "age" | "ages") {
            return age("year", at);
        }
        let digits = |i: usize| words.word(i).starts_with(|c: char| c.is_ascii_digit());
        let row = words.is(at, &["and"]) && digits(at + 1) && !words.is(at + 2, &["people"]);
        let comma = if words.is(start.wrapping_sub(1), &["now", "then"]) { 2 } else { 1 };
        let apposed = start >= sentence + comma + 1
            && words.is(start - comma, &[","])
            && words.upos(start - comma - 1) == Upos::Propn
            && (words.is(at, &[",", "."]) || at >= end || row)
            && words.word(start).starts_with(|c: char| c.is_ascii_digit())
            && words.word(start).len() <= 3;
        if apposed { age("year", at) } else { None }
    }

    fn time_unit(&self, at: usize) -> Option<&'static str> {
        self.rules.times.word(self.words.word(at)).iter().find_map(|word| match word {
            TimeWord::Unit(unit) | TimeWord::Units(unit) => Some(unit_name(*unit)),
            _ => None,
        })
    }

    /// Goes on over adjectives and nouns to the head that is counted.
    fn noun_phrase(&self, quantity: &mut Quantity, from: usize, end: usize) {
        let (to, head) = self.nouns(from, end);
        if let Some(head) = head {
            quantity.noun = Some(head);
            quantity.range.end = to as u32;
        }
        self.of_phrase(
            quantity,
            to.max(from),
            end,
            quantity.interval.comparator == Comparator::Vague || head.is_none(),
        );
    }

    /// The run of adjectives and nouns from `from` on: its end behind the last noun, and that noun.
    fn nouns(&self, from: usize, end: usize) -> (usize, Option<usize>) {
        let words = self.words;
        let (mut at, mut head, mut to) = (from, None, from);
        let limit = end.min(from + 9);
        while at < limit {
            if self.times.covering(at).is_some_and(|(_, t)| t.kind != TimeType::Duration) {
                break;
            }
            let upos = words.upos(at);
            let next_noun = at + 1 < limit
                && matches!(words.upos(at + 1), Upos::Noun | Upos::Adj | Upos::Propn);
            let amod = words.doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Amod);
            let state = self.is_state(at);
            let joins = |i: usize| {
                matches!(words.upos(i), Upos::Noun | Upos::Adj | Upos::Propn)
                    && !self.times.covering(i).is_some_and(|(_, t)| t.kind != TimeType::Duration)
            };
            // Headlines: "Five Die in Clash", "Three Killed, Two Injured".
            let fate =
                matches!(upos, Upos::Noun | Upos::Propn) && !joins(at + 1) && self.is_fate(at);
            match upos {
                _ if fate => break,
                // "12 people dead": the state is not what is counted.
                Upos::Noun | Upos::Adj if head.is_some() && state => break,
                Upos::Noun | Upos::Propn => (head, to) = (Some(at), at + 1),
                Upos::Adj if head.is_none() || next_noun && amod => {}
                Upos::Verb
                    if head.is_none()
                        && next_noun
                        && (amod || state || words.word(at).ends_with("ed")) => {}
                Upos::Adv if head.is_none() && (next_noun || joins(at + 2)) => {}
                Upos::Part
                    if head.is_some() && next_noun && words.is(at, &["'s", "’s", "'", "’"]) => {
                }
                Upos::Punct if words.is(at, &["-"]) && words.touch(at, at + 1) => {}
                Upos::Num if head.is_none() && next_noun && amod => {}
                _ => break,
            }
            at += 1;
        }
        (to, head)
    }

    /// Does the word tell what happened to those before it, and name nobody?
    fn is_fate(&self, at: usize) -> bool {
        let senses = self.rules.figures.senses(self.words.word(at));
        let tells =
            |s: &onrecord_rules::Sense| matches!(s.role, FigureRole::Doing | FigureRole::Done);
        let names = |s: &onrecord_rules::Sense| {
            matches!(s.role, FigureRole::Count | FigureRole::Member | FigureRole::Of)
        };
        senses.iter().any(tells) && !senses.iter().any(names)
    }

    fn is_state(&self, at: usize) -> bool {
        self.rules.figures.senses(self.words.word(at)).iter().any(|sense| sense.participle)
    }

    /// "of the people" behind a number; taken in where `counted` says that it holds the counted noun.
    fn of_phrase(&self, quantity: &mut Quantity, from: usize, end: usize, counted: bool) {
        let words = self.words;
        if !words.is(from, &["of"]) || from + 1 >= end {
            return;
        }
        let mut at = from + 1;
        let pronoun = words.upos(at) == Upos::Pron;
        while at < end && matches!(words.upos(at), Upos::Det | Upos::Num) {
            at += 1;
        }
        let (to, head) = self.nouns(at, end);
        let Some(head) = head.or(pronoun.then_some(at)) else { return };
        let to = to.max(head + 1);
        quantity.of = Some(TokenRange::new(from + 1, to));
        if counted && quantity.noun.is_none() && !pronoun {
            quantity.noun = Some(head);
            quantity.range.end = to as u32;
        }
    }
}

fn unit_name(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "second",
        TimeUnit::Minute => "minute",
        TimeUnit::Hour => "hour",
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Fortnight => "fortnight",
        TimeUnit::Month => "month",
        TimeUnit::Quarter => "quarter",
        TimeUnit::Year => "year",
        TimeUnit::Decade => "decade",
        TimeUnit::Century => "century",
        TimeUnit::Millennium => "millennium",
    }
}
