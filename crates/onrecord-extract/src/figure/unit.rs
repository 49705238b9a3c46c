//! Units of measure: currencies, percents, ages, stretches of time.

use onrecord_model::{Comparator, MentionKind, Upos};
use onrecord_rules::{TimeUnit, TimeWord};
use rust_decimal::Decimal;

use super::bounds;
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
    pub(super) fn age(
        &self,
        start: usize,
        at: usize,
        next: usize,
        end: usize,
    ) -> Option<(UnitFound, usize)> {
        let words = self.words;
        let age = |unit: &str, to: usize| {
            Some((UnitFound { measure: "age".into(), unit: unit.to_owned() }, to))
        };
        if let Some(unit) = self.time_unit(next) {
            let dash = usize::from(words.is(next + 1, &["-"]));
            if next + 1 + dash < end
                && self.rules.figures.units.old.contains(words.word(next + 1 + dash))
            {
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
        if let Some(past) = self.past_age_word(next, end) {
            return age("year", past);
        }
        // "aged 16", "under the age of 16"
        let of_age = start > sentence + 1
            && before == "of"
            && self.rules.figures.units.aged.contains(words.word(start - 2));
        let told = of_age || self.rules.figures.units.aged.contains(before);
        if told || self.is_in_row_of_ages(start) {
            return age("year", at);
        }
        let aged = self.is_apposed_age(start, at, end) || self.is_age_of(start, at);
        if aged { age("year", at) } else { None }
    }

    /// One past "y/o", "yr-old" at `at`, however they are cut into words.
    fn past_age_word(&self, at: usize, end: usize) -> Option<usize> {
        let mut joined = String::new();
        for next in at..end.min(at + 3) {
            if next > at && !self.words.touch(next - 1, next) {
                break;
            }
            joined.push_str(self.words.word(next));
            if self.rules.figures.units.ages.contains(joined.as_str()) {
                return Some(next + 1);
            }
        }
        None
    }

    /// "a boy of about six": one person, "of" and a number, and no noun behind it.
    fn is_age_of(&self, start: usize, at: usize) -> bool {
        let words = self.words;
        let first = words.sentence(start).start as usize;
        let rules = &self.rules.figures;
        let loose = bounds::before(words, rules, start).map_or(start, |(from, _)| from);
        let of = if words.upos(loose.wrapping_sub(1)) == Upos::Adv { loose - 1 } else { loose };
        let Some(person) = of.checked_sub(2).filter(|&p| p > first && words.is(p + 1, &["of"]))
        else {
            return false;
        };
        let word = words.word(person);
        let one = rules.units.persons.contains(word)
            && !rules.collective.contains(word)
            && !rules.parents.contains(word);
        let article =
            (first.max(person.saturating_sub(2))..person).any(|i| words.is(i, &["a", "an"]));
        one && article
            && !matches!(words.upos(at), Upos::Noun | Upos::Adj | Upos::Propn | Upos::Adp)
    }

    /// "ages 14 and 16": the word stands before the first of a row.
    fn is_in_row_of_ages(&self, start: usize) -> bool {
        let words = self.words;
        let digits = |i: usize| words.word(i).starts_with(|c: char| c.is_ascii_digit());
        let mut at = start;
        while at >= 2 && digits(at - 2) && words.is(at - 1, &["and", ",", "or", "to"]) {
            at -= 2;
        }
        at < start && at > 0 && self.rules.figures.units.aged.contains(words.word(at - 1))
    }

    /// "Ada Okoro, 17,", "Ada Okoro (17)", "his wife, 34, and", "the other, 33, was".
    fn is_apposed_age(&self, start: usize, at: usize, end: usize) -> bool {
        let words = self.words;
        let sentence = words.sentence(start).start as usize;
        let digits = |i: usize| words.word(i).starts_with(|c: char| c.is_ascii_digit());
        let shifted = words.is(start.wrapping_sub(1), &["now", "then", "both", "each"]);
        let comma = if shifted { 2 } else { 1 };
        if start <= sentence + comma || !digits(start) || words.word(start).len() > 3 {
            return false;
        }
        let person = start - comma - 1;
        let inside = words.is(start - comma, &["("]) && words.is(at, &[")"]);
        let row = words.is(at, &["and"]) && digits(at + 1);
        let closed = words.is(at, &[",", ".", ";", ")"]) || at >= end || row;
        let named = words.upos(person) == Upos::Propn && !self.is_located(person);
        // "Ada Okoro, 64 and", "Ada Okoro, 64 was": the second comma is often left out.
        let open = named
            && self.is_of_person(person)
            && matches!(words.upos(at), Upos::Cconj | Upos::Aux | Upos::Verb);
        let between = words.is(start - comma, &[","]) && (closed || open);
        let described = self.counts_persons(person)
            || between && words.is(at, &[","]) && self.is_another(person);
        (inside || between) && (named || described)
    }

    /// "the other, 33, was": a word for one of those counted before.
    fn is_another(&self, at: usize) -> bool {
        self.rules.figures.others.contains(self.words.word(at))
    }

    /// Is the word part of a person's name?
    fn is_of_person(&self, at: usize) -> bool {
        let mentions = &self.words.doc.mentions;
        let next = mentions.partition_point(|m| m.range.start as usize <= at);
        let near = next.checked_sub(1).and_then(|i| mentions.get(i));
        near.is_some_and(|m| m.range.contains(at) && m.kind == MentionKind::Person)
    }

    /// Does the name tell where, and not whom?
    fn is_located(&self, at: usize) -> bool {
        let mentions = &self.words.doc.mentions;
        let next = mentions.partition_point(|m| m.range.start as usize <= at);
        next.checked_sub(1).and_then(|i| mentions.get(i)).is_some_and(|m| {
            m.range.contains(at) && matches!(m.kind, MentionKind::Place | MentionKind::Facility)
        })
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
