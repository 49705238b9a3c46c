//! Units of measure: currencies, percents, stretches of time.

use onrecord_model::Comparator;
use onrecord_rules::{TimeUnit, TimeWord};
use rust_decimal::Decimal;

use super::number::{Amount, NumberFound};
use super::quantity::{Finder, UnitFound};

impl Finder<'_> {
    /// "more than a week", "nearly a decade": with a bound, the article is a number.
    pub(super) fn article_unit(&self, at: usize) -> Option<NumberFound> {
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
        Some(NumberFound { end: at + 1, amount })
    }

    /// "$", "US$", "€" before a number.
    pub(super) fn currency_before(&self, at: usize, end: usize) -> (Option<UnitFound>, usize) {
        let units = &self.rules.figures.units;
        if let Some(unit) = units.letters.get(self.words.word(at)).filter(|_| self.is_sign(at)) {
            return (Some(UnitFound { measure: "money".into(), unit: unit.clone() }), at + 1);
        }
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
        let signed = number > at && {
            let last = self.words.word(number - 1);
            !last.starts_with(char::is_alphabetic) || last.ends_with('$')
        };
        match code.filter(|_| signed) {
            Some(unit) => (Some(UnitFound { measure: "money".into(), unit }), number),
            None => (None, at),
        }
    }

    /// Letters in capitals with a figure right behind: "N50", not "no. 50" nor "R 50".
    fn is_sign(&self, at: usize) -> bool {
        self.words.touch(at, at + 1)
            && self.words.is_capital(at)
            && self.words.word(at + 1).starts_with(|c: char| c.is_ascii_digit())
    }

    pub(super) fn percent(&self, at: usize, end: usize) -> Option<usize> {
        let units = &self.rules.figures.units;
        if at < end && units.percent.contains(self.words.word(at)) {
            return Some(at + 1);
        }
        units.percent_pairs.iter().find_map(|pair| self.words.phrase_at(at, pair))
    }

    /// The unit behind a number, or the scale word before it.
    pub(super) fn unit_behind(
        &self,
        start: usize,
        at: usize,
        end: usize,
    ) -> Option<(UnitFound, usize)> {
        let words = self.words;
        let units = &self.rules.figures.units;
        let found = |measure: &str, unit: &str, to: usize| {
            Some((UnitFound { measure: measure.into(), unit: unit.into() }, to))
        };
        if let Some(to) = self.percent(at, end) {
            return found("share", "percent", to);
        }
        let magnitude = |i: usize| i < end && units.magnitude.contains(words.word(i));
        let tied = words.is(at, &["-", "–"]) && words.touch(at - 1, at);
        let next = if tied { at + 1 } else { at };
        if next >= end {
            return None;
        }
        if magnitude(next) && !words.is_digits(next + 1) {
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

    pub(super) fn time_unit(&self, at: usize) -> Option<&'static str> {
        self.rules.times.word(self.words.word(at)).iter().find_map(|word| match word {
            TimeWord::Unit(unit) | TimeWord::Units(unit) => Some(unit_name(*unit)),
            _ => None,
        })
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
