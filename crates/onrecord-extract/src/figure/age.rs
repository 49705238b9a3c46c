//! Numbers that say how old somebody is, and count nobody.

use onrecord_model::{MentionKind, Upos};
use onrecord_rules::NumberWord;

use super::bounds;
use super::quantity::{Finder, UnitFound};

impl Finder<'_> {
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
            let dash = usize::from(words.is(next + 1, &["-", "–"]));
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
        if told || self.is_in_row_of_ages(start, at, end) {
            return age("year", at);
        }
        let aged = self.is_apposed_age(start, at, end)
            || self.is_next_age(start, at, end)
            || self.is_one_of_two(start, at)
            || self.is_age_of(start, at)
            || self.is_age_limit(start, at);
        if aged { age("year", at) } else { None }
    }

    /// "two men, one 17 and the other 21": the ages of two told apart.
    fn is_one_of_two(&self, start: usize, at: usize) -> bool {
        let words = self.words;
        let digits = |i: usize| words.is_digits(i) && words.word(i).len() <= 2;
        let one = |i: usize| i > 0 && words.is(i - 1, &["one"]) && digits(i);
        let other = |i: usize| {
            let tail = [",", ".", ";", ")"];
            i >= 4
                && digits(i)
                && words.is(i - 1, &["other"])
                && words.is(i - 2, &["the"])
                && words.is(i - 3, &["and"])
                && one(i - 4)
                && (words.is(i + 1, &tail) || words.upos(i + 1) == Upos::Verb)
        };
        at == start + 1 && (other(start) || one(start) && other(start + 4))
    }

    /// "children under five", "women over 60": an age bounds those who are told right before, and no noun stands behind it.
    fn is_age_limit(&self, start: usize, at: usize) -> bool {
        let words = self.words;
        let first = words.sentence(start).start as usize;
        let Some(persons) = start.checked_sub(2).filter(|&i| i >= first) else { return false };
        let small = words.is_digits(start) && words.word(start).len() <= 2
            || !words.is_digits(start) && at == start + 1;
        small
            && self.rules.figures.units.age_limits.contains(words.word(start - 1))
            && self.counts_persons(persons)
            && matches!(words.upos(persons), Upos::Noun)
            && !self.is_state(persons)
            && (!matches!(words.upos(at), Upos::Noun | Upos::Adj | Upos::Propn | Upos::Num)
                // "children under five account for half": a verb that a parse takes for a noun.
                || words.upos(at) == Upos::Noun && words.is(at + 1, &["for"]))
            && !words.is(at, &["of", "-"])
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

    /// "ages 14 and 16", "ages, four, six and 13", "were 28 and 31 years old": the word stands before the first of a row, or behind
    /// its last.
    fn is_in_row_of_ages(&self, start: usize, at: usize, end: usize) -> bool {
        let words = self.words;
        let units = &self.rules.figures.units;
        let number = |i: usize| {
            words.is_digits(i)
                || matches!(self.rules.numbers.word(words.word(i)), Some(NumberWord::One(_)))
        };
        let joint = |i: usize| words.is(i, &["and", ",", "or", "to", "-"]);
        let sentence = words.sentence(start).start as usize;
        let mut first = start;
        while let Some(before) = (sentence..first).rev().find(|&i| !joint(i)) {
            if before + 1 == first || first - before > 3 || !number(before) {
                break;
            }
            first = before;
        }
        let comma = usize::from(first > sentence && words.is(first - 1, &[","]));
        let word = first.checked_sub(comma + 1).filter(|&i| i >= sentence);
        let told = word.is_some_and(|i| units.aged.contains(words.word(i)));
        if told && (first < start || comma > 0) {
            return !self.counts_persons(at);
        }
        let mut last = at;
        while let Some(next) = (last..end).find(|&i| !joint(i)) {
            if next == last || next - last > 3 || !number(next) {
                break;
            }
            last = next + 1;
        }
        let dash = |i: usize| i + usize::from(words.is(i, &["-"]));
        let unit = dash(last);
        last > at
            && self.time_unit(unit).is_some()
            && units.old.contains(words.word(dash(unit + 1)))
    }

    /// "Two men, 25 and 30, were shot": the number behind an age.
    fn is_next_age(&self, start: usize, at: usize, end: usize) -> bool {
        let words = self.words;
        let sentence = words.sentence(start).start as usize;
        let joint = |i: usize| words.is(i, &["and", ","]);
        let before = (sentence..start).rev().take(3).find(|&i| !joint(i));
        let closed =
            words.is(at, &[",", ".", ";"]) || words.is(at, &["and"]) && words.is_digits(at + 1);
        before
            .filter(|&i| i + 1 < start && words.is_digits(start) && words.is_digits(i))
            .is_some_and(|i| {
                // "Two men, 25 and 30 were shot"
                let last = words.is(start - 1, &["and"])
                    && matches!(words.upos(at), Upos::Aux | Upos::Verb);
                (closed || last)
                    && (self.is_apposed_age(i, i + 1, end) || self.is_next_age(i, i + 1, end))
            })
    }

    /// "Ada Okoro, 17,", "Ada Okoro (17)", "his wife, 34, and", "the other, 33, was".
    fn is_apposed_age(&self, start: usize, at: usize, end: usize) -> bool {
        let words = self.words;
        let sentence = words.sentence(start).start as usize;
        let shifted = words.is(start.wrapping_sub(1), &["now", "then", "both", "each"]);
        let comma = if shifted { 2 } else { 1 };
        if start <= sentence + comma || !words.is_digits(start) || words.word(start).len() > 3 {
            return false;
        }
        let person = self.before_nickname(start - comma - 1, sentence);
        let bracket = self.is_in_brackets(start - comma, at, sentence);
        let inside = bracket || words.is(start - comma, &["("]) && words.is(at, &[")"]);
        let row = words.is(at, &["and"]) && words.is_digits(at + 1);
        let closed = words.is(at, &[",", ".", ";", ")", "—", "–", "--"]) || at >= end || row;
        let named = words.upos(person) == Upos::Propn && !self.is_located(person);
        // "Ada Okoro, 64 and", "Ada Okoro, 64 who was": the second comma is often left out.
        let open = named
            && self.is_of_person(person)
            && (matches!(words.upos(at), Upos::Cconj | Upos::Aux | Upos::Verb | Upos::Pron)
                || words.is(at, &["all", "both", "each"]));
        // "Ada Okoro, 64 of Holm"
        let of_town = named
            && self.is_of_person(person)
            && words.is(at, &["of", "from"])
            && words.upos(at + 1) == Upos::Propn;
        let between = words.is(start - comma, &[","]) && (closed || open || of_town);
        let described = self.counts_persons(person)
            || between && words.is(at, &[","]) && self.is_another(person);
        (inside || between) && (named || described || bracket)
    }

    /// "Ada Okoro (f, 46)": the number closes brackets behind a name, and a comma parts it from what else they hold.
    fn is_in_brackets(&self, comma: usize, at: usize, sentence: usize) -> bool {
        let words = self.words;
        let opens = |i: &usize| words.is(*i, &["("]);
        let open = (sentence.max(comma.saturating_sub(5))..comma).rev().find(opens);
        let name = open.and_then(|open| open.checked_sub(1)).filter(|&i| i >= sentence);
        words.is(comma, &[","])
            && words.is(at, &[")"])
            && name.is_some_and(|name| self.is_of_person(name))
    }

    /// "Ada Okoro (Umm Bo) (72)": the name stands before the brackets that end at `at`.
    fn before_nickname(&self, at: usize, sentence: usize) -> usize {
        if !self.words.is(at, &[")"]) {
            return at;
        }
        let open =
            (sentence.max(at.saturating_sub(6))..at).rev().find(|&i| self.words.is(i, &["("]));
        open.and_then(|open| open.checked_sub(1)).filter(|&i| i >= sentence).unwrap_or(at)
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

    /// Does the name tell where, and not whom? What is taken for a place may be a name, where no word before it tells of a place.
    fn is_located(&self, at: usize) -> bool {
        let mentions = &self.words.doc.mentions;
        let next = mentions.partition_point(|m| m.range.start as usize <= at);
        next.checked_sub(1).and_then(|i| mentions.get(i)).is_some_and(|m| {
            let place = matches!(m.kind, MentionKind::Place | MentionKind::Facility);
            let alone = m.range.len() < 2;
            let led = m.range.start > 0 && self.words.upos(m.range.start as usize - 1) == Upos::Adp;
            m.range.contains(at) && place && (alone || led)
        })
    }
}
