//! The noun that a number counts, and numbers that count nothing: names of flights, roads, houses.

use onrecord_model::{Comparator, Relation, TimeType, TokenRange, Upos};
use onrecord_rules::{FigureRole, Sense, TimeWord};

use super::bounds;
use super::quantity::{Finder, Quantity};

impl Finder<'_> {
    /// Goes on over adjectives and nouns to the head that is counted.
    pub(super) fn noun_phrase(&self, quantity: &mut Quantity, from: usize, end: usize) {
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
    pub(super) fn nouns(&self, from: usize, end: usize) -> (usize, Option<usize>) {
        let words = self.words;
        let (mut at, mut head, mut to) = (from, None, from);
        let limit = end.min(from + 9);
        while at < limit {
            if self.times.covering(at).is_some_and(|(_, t)| t.kind != TimeType::Duration) {
                break;
            }
            if let Some(past) = self.past_compound(at, limit).filter(|_| head.is_none()) {
                at = past;
                continue;
            }
            let upos = words.upos(at);
            let next_noun = at + 1 < limit
                && matches!(words.upos(at + 1), Upos::Noun | Upos::Adj | Upos::Propn);
            let amod = words.doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Amod);
            let state = self.is_state(at);
            let joins = |i: usize| {
                matches!(words.upos(i), Upos::Noun | Upos::Adj | Upos::Propn)
                    && self.times.covering(i).is_none_or(|(_, t)| t.kind == TimeType::Duration)
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

    /// The noun that a hyphen ties to a number, where both stand before another word: "storey" of "a six-storey factory". Units
    /// and ages are none.
    pub(super) fn compound(&self, start: usize, past: usize, end: usize) -> Option<usize> {
        let words = self.words;
        let noun = self.tied(past.checked_sub(1)?, end)?;
        let plain = words.upos(noun) == Upos::Noun && !words.is_capital(noun);
        let plural = words.doc.lemma(noun) != words.word(noun);
        let behind = matches!(words.upos(noun + 1), Upos::Noun | Upos::Adj | Upos::Propn)
            || self.tied(noun, end).is_some();
        (plain
            && !plural
            && behind
            && self.unit_behind(start, past, end).is_none()
            && self.times.covering(start).is_none())
        .then_some(noun)
    }

    /// The word that a hyphen ties to the one at `at`, with nothing between.
    fn tied(&self, at: usize, end: usize) -> Option<usize> {
        let words = self.words;
        let hyphen = words.is(at + 1, &["-"]) && words.touch(at, at + 1);
        (hyphen && words.touch(at + 1, at + 2) && at + 2 < end).then_some(at + 2)
    }

    /// Persons, vehicles and buildings are counted inside a word too: "a 12-member panel", "a 30-truck convoy".
    pub(super) fn is_counted_inside(&self, noun: usize) -> bool {
        let units = &self.rules.figures.units;
        let word = self.words.word(noun);
        units.persons.contains(word) || units.things.contains_key(word)
    }

    /// One past a word of several that describes what is counted: "rebel-held" of "three rebel-held towns", "500-bed" of "two
    /// 500-bed hospitals".
    fn past_compound(&self, at: usize, end: usize) -> Option<usize> {
        let words = self.words;
        let mut last = self.tied(at, end)?;
        let fits = match words.upos(at) {
            Upos::Noun | Upos::Propn | Upos::Adj => {
                matches!(words.upos(last), Upos::Verb | Upos::Adj)
            }
            Upos::Num => words.upos(last) == Upos::Noun,
            _ => false,
        };
        while let Some(next) = self.tied(last, end) {
            last = next;
        }
        let noun = |at: usize| matches!(words.upos(at), Upos::Noun | Upos::Adj | Upos::Propn);
        let timed = self.times.covering(at).is_some();
        (fits && !timed && last + 1 < end && noun(last + 1)).then_some(last + 1)
    }

    /// Does the word tell what happened to those before it, and name nobody?
    pub(super) fn is_fate(&self, at: usize) -> bool {
        let senses = self.rules.figures.senses(self.words.word(at));
        let tells = |s: &Sense| matches!(s.role, FigureRole::Doing | FigureRole::Done);
        let names =
            |s: &Sense| matches!(s.role, FigureRole::Count | FigureRole::Member | FigureRole::Of);
        senses.iter().any(tells) && !senses.iter().any(names)
    }

    pub(super) fn is_state(&self, at: usize) -> bool {
        self.rules
            .figures
            .senses(self.words.word(at))
            .iter()
            .any(|sense| sense.participle && sense.rest.is_empty())
    }

    /// "of the people" behind a number; taken in where `counted` says that it holds the counted noun.
    pub(super) fn of_phrase(
        &self,
        quantity: &mut Quantity,
        from: usize,
        end: usize,
        counted: bool,
    ) {
        let words = self.words;
        if !words.is(from, &["of"]) || from + 1 >= end {
            return;
        }
        let mut at = from + 1;
        // "two of its captives" counts captives, "two of them" them.
        let owns = words.doc.tokens.get(at).is_some_and(|t| t.relation == Relation::NmodPoss);
        let pronoun = words.upos(at) == Upos::Pron && !owns;
        if words.upos(at) == Upos::Pron && owns {
            at += 1;
        }
        // "a third of the town's 60,000 people"
        if let Some(number) = self.behind_owner(at, end) {
            at = number;
        }
        while at < end && matches!(words.upos(at), Upos::Det | Upos::Num) {
            at += 1;
        }
        let (to, head) = self.nouns(at, end);
        // "a large number of injured": a participle for those whom it befell
        let those = || self.names_those(at).then_some(at);
        let Some(head) = head.or(pronoun.then_some(at)).or_else(those) else { return };
        let head = self.past_joined(head, to, end);
        let to = to.max(head + 1);
        quantity.of = Some(TokenRange::new(from + 1, to));
        quantity.holds = quantity.noun.is_none()
            && (from + 1..at).any(|i| words.upos(i) == Upos::Num)
            && self.counts_persons(head);
        if quantity.holds {
            // The number inside counts too, so its words are left to it.
            quantity.noun = Some(head);
            return;
        }
        if counted && quantity.noun.is_none() && !pronoun {
            quantity.noun = Some(head);
            quantity.range.end = to as u32;
        }
    }

    /// Does the word stand for those of whom it tells, with no noun behind it?
    fn names_those(&self, at: usize) -> bool {
        let senses = self.rules.figures.senses(self.words.word(at));
        let noun = matches!(self.words.upos(at + 1), Upos::Noun | Upos::Propn | Upos::Adj);
        !noun
            && senses.iter().any(|s| s.participle && s.role == FigureRole::State)
            && senses.iter().any(|s| matches!(s.role, FigureRole::Member | FigureRole::Count))
    }

    /// "three days of air and ground operations": the head of a noun that "and" joins to another before it.
    fn past_joined(&self, noun: usize, to: usize, end: usize) -> usize {
        let words = self.words;
        let Some(token) = words.doc.tokens.get(noun) else { return noun };
        let head = token.head as usize;
        let joined = token.relation == Relation::Compound && words.is(to, &["and", "or"]);
        if joined && head > to && head < end && words.upos(head) == Upos::Noun {
            head
        } else {
            noun
        }
    }

    /// The number behind "'s", where only its owner stands before.
    fn behind_owner(&self, from: usize, end: usize) -> Option<usize> {
        let words = self.words;
        let name =
            |i: usize| matches!(words.upos(i), Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj);
        let owner = (from..end.min(from + 6)).find(|&i| !name(i))?;
        let owns = words.is(owner, &["'s", "’s", "'", "’"]);
        (owns && words.upos(owner + 1) == Upos::Num).then_some(owner + 1)
    }

    /// Does the number name something (a flight, a road, a house, a model, a telephone)?
    pub(super) fn is_name(&self, at: usize, past: usize, end: usize) -> bool {
        let words = self.words;
        let units = &self.rules.figures.units;
        let sentence = words.sentence(at).start as usize;
        if !words.is_digits(at) {
            // "gate four", "channel six"
            let noun = matches!(words.upos(past), Upos::Noun | Upos::Adj | Upos::Propn);
            let titled = at > sentence && words.is_capital(at) && words.is_capital(at - 1);
            let bare = titled || !noun && !words.is(past, &["other", "others", "more"]);
            return at > sentence && bare && units.places.contains(words.word(at - 1));
        }
        if at > sentence {
            let before = words.word(at - 1);
            let joined = words.is(at - 1, &["-", "–"]) && words.touch(at - 1, at);
            let letters = at >= sentence + 2 && words.word(at - 2).starts_with(char::is_alphabetic);
            // "RKB-EB5", however it is cut into words.
            let glued = words.touch(at - 1, at) && before.ends_with(char::is_alphabetic);
            if glued
                || before == "#"
                || before == "@"
                || joined && letters && words.touch(at - 2, at - 1)
            {
                return true;
            }
            let update =
                words.is(past, &["-"]) && words.touch(at, past) && words.is_capital(past + 1);
            if update
                || units.names.contains(before)
                    && !self.counts_persons(past)
                    && !self.is_state(past)
            {
                return true;
            }
        }
        if self.is_numbered(at, past) || self.is_call_sign(at, past) {
            return true;
        }
        if words.word(at).len() > 7 && !words.word(at).contains(',') || self.is_zone(past) {
            return true;
        }
        if self.is_year_of_deeds(at, past) {
            return true;
        }
        // "a man in his 20's"
        let decade = words.word(at).len() == 2
            && words.word(at).ends_with('0')
            && words.touch(past - 1, past)
            && words.is(past, &["'s", "’s", "s"]);
        if decade {
            return true;
        }
        let token = words.doc.tokens.get(at);
        let pointed = at > sentence && words.is(at - 1, &["."]) && words.touch(at - 1, at);
        let calibre = units.calibres.contains(words.word(past))
            || words.is(past, &["-"]) && units.calibres.contains(words.word(past + 1));
        let called = units.numbers.contains(words.word(at)) && !self.counts_persons(past);
        if pointed || calibre || called {
            return true;
        }
        let behind_name = at > sentence
            && words.upos(at - 1) == Upos::Propn
            && token.is_some_and(|t| t.head as usize == at - 1)
            && !self.is_fate(at - 1)
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

    /// "Image 2 of 8", "1 / 5": which one of a series it is.
    fn is_numbered(&self, at: usize, past: usize) -> bool {
        let words = self.words;
        let sentence = words.sentence(at);
        let inside = |i: usize| sentence.contains(i);
        let slash = |sign: usize, other: usize| {
            inside(sign) && inside(other) && words.is(sign, &["/"]) && words.is_digits(other)
        };
        let of = at.checked_sub(3).filter(|&name| inside(name)).is_some_and(|name| {
            words.is(at - 1, &["of"])
                && words.is_digits(at - 2)
                && self.rules.figures.units.names.contains(words.word(name))
        });
        of || slash(past, past + 1) || at > 1 && slash(at - 1, at - 2)
    }

    /// "the number of 2016 homicides", "a 2013 double murder": the year of the deeds.
    fn is_year_of_deeds(&self, at: usize, past: usize) -> bool {
        let (words, rules) = (self.words, &self.rules.figures);
        let year = words.word(at).len() == 4
            && matches!(words.word(at).get(..2), Some("19" | "20"))
            && !words.word(at).ends_with("00");
        let noun = past + usize::from(rules.multiples.contains_key(words.word(past)));
        year && rules.measures.iter().any(|measure| measure.yearly.contains(words.word(noun)))
    }

    /// "(Photo: KDBL 11)": a station's letters stand before the number, and nothing that it counts behind.
    fn is_call_sign(&self, at: usize, past: usize) -> bool {
        let words = self.words;
        let sentence = words.sentence(at);
        let Some(before) = at.checked_sub(1).filter(|&i| sentence.contains(i)) else {
            return false;
        };
        let sign = words.doc.token_text(before);
        let letters = (2..=5).contains(&sign.len()) && sign.bytes().all(|b| b.is_ascii_uppercase());
        let alone = words.is_mark(past) || !sentence.contains(past);
        letters
            && alone
            && words.upos(before) == Upos::Propn
            && !self.is_fate(before)
            && bounds::before(words, &self.rules.figures, at).is_none()
    }

    /// "1639 UTC".
    pub(super) fn is_zone(&self, at: usize) -> bool {
        self.rules.times.word(self.words.word(at)).contains(&TimeWord::Zone)
    }

    pub(super) fn counts_persons(&self, at: usize) -> bool {
        self.rules.figures.units.persons.contains(self.words.word(at))
    }

    /// One past a telephone number, a score or another chain of digits at `at`.
    pub(super) fn past_name(&self, at: usize, end: usize) -> usize {
        let digits = |i: usize| i < end && self.words.is_digits(i);
        if !digits(at) {
            return at + 1;
        }
        let mut next = at + 1;
        while next < end && self.words.is(next, &["-", "–"]) && digits(next + 1) {
            next += 2;
        }
        next
    }
}
