//! What a quantity measures: told by its unit, by the words beside it, by what governs it.

use onrecord_model::{FigureKind, Layer, Relation, TimeType, Upos};
use onrecord_rules::{FigureRole, FigureRules, Sense};

use super::quantity::Quantity;
use super::words::LowerWords;
use crate::time::Times;

/// A measure with the word that told it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    /// Name on the wire.
    pub(super) name: String,
    pub(super) kind: FigureKind,
    /// Are persons counted?
    pub(super) person: bool,
    /// The word that told.
    pub(super) word: Option<usize>,
    /// How it told.
    pub(super) how: &'static str,
}

/// How many words behind a noun its verb may stand.
const REACH: usize = 16;

/// Finds measures in one document.
pub(super) struct Measures<'a> {
    pub(super) words: &'a LowerWords<'a>,
    pub(super) rules: &'a FigureRules,
    pub(super) times: &'a Times<'a>,
}

impl Measures<'_> {
    /// Every word of the document that says what it measures of single persons, with its measure's name.
    pub(super) fn named(&self, at: usize, role: FigureRole) -> Option<String> {
        let sense = self.senses(at).find(|s| s.role == role && s.nouns.is_empty())?;
        Some(self.measured(sense, at, "names")?.name)
    }

    /// What `quantity` measures, by its own words.
    pub(super) fn of(&self, quantity: &Quantity) -> Option<Measured> {
        if self.is_denied(quantity) {
            return None;
        }
        self.of_unit(quantity)
            .or_else(|| self.counted(quantity))
            .or_else(|| self.of_noun(quantity))
            .or_else(|| self.behind(quantity))
            .or_else(|| self.before(quantity))
            .or_else(|| self.inside(quantity))
            .or_else(|| self.toll(quantity))
            .or_else(|| self.by_syntax(quantity))
            .or_else(|| self.partitive(quantity))
            .or_else(|| self.member(quantity))
    }

    pub(super) fn measured(
        &self,
        sense: &Sense,
        word: usize,
        how: &'static str,
    ) -> Option<Measured> {
        let measure = self.rules.measure(sense.measure)?;
        let mut name = measure.name.clone();
        let mut kind = measure.kind;
        if let Some(turned) = self.turned(word, sense) {
            let other = self.rules.measure(turned)?;
            (name, kind) = (other.name.clone(), other.kind);
        } else if let Some(offered) = measure.offered.as_ref().filter(|_| self.is_offer(word)) {
            name = offered.clone();
        } else if let Some(standing) = measure.standing.as_ref().filter(|_| self.is_standing(word))
        {
            name = standing.clone();
        }
        Some(Measured { name, kind, person: measure.person, word: Some(word), how })
    }

    /// "shot dead", "fatally shot": another word turns the participle into another measure.
    fn turned(&self, word: usize, sense: &Sense) -> Option<usize> {
        if !matches!(sense.role, FigureRole::Done | FigureRole::State | FigureRole::Of) {
            return None;
        }
        let sentence = self.words.sentence(word);
        self.rules.measures.iter().position(|measure| {
            measure.turns.iter().any(|turn| {
                let behind = self.words.phrase_at(word + 1, turn);
                behind.is_some_and(|end| end <= sentence.end as usize)
                    || turn.len() == 1 && self.words.phrase_before(word, turn).is_some()
            })
        })
    }

    /// "prepared to release".
    fn is_offer(&self, word: usize) -> bool {
        word >= 2
            && self.words.is(word - 1, &["to"])
            && (word.saturating_sub(4)..word - 1)
                .any(|at| self.rules.offers.contains(self.words.word(at)))
    }

    /// "believed to be kidnapped", not "were kidnapped".
    fn is_standing(&self, word: usize) -> bool {
        word > 0 && self.rules.present.contains(self.words.word(word - 1))
    }

    /// What the token says, where the words it needs beside it are there.
    pub(super) fn senses(&self, at: usize) -> impl Iterator<Item = &Sense> {
        let rest = move |sense: &&Sense| {
            sense.rest.is_empty() || self.words.phrase_at(at + 1, &sense.rest).is_some()
        };
        self.rules.senses(self.words.word(at)).iter().filter(rest)
    }

    pub(super) fn counts_noun(&self, sense: &Sense, quantity: &Quantity) -> bool {
        sense.nouns.is_empty()
            || quantity
                .noun
                .is_some_and(|noun| sense.nouns.iter().any(|form| form == self.words.word(noun)))
            || self.words.doc.tokens.get(quantity.range.end as usize).is_some()
                && sense.nouns.iter().any(|n| n == self.words.word(quantity.range.end as usize))
    }

    /// "None of the other eight people were hurt", "a mother of two".
    fn is_denied(&self, quantity: &Quantity) -> bool {
        let start = quantity.range.start as usize;
        let first = self.words.sentence(start).start as usize;
        let near = first.max(start.saturating_sub(4))..start;
        let none = near.clone().any(|at| {
            self.rules.none_of.contains(self.words.word(at)) && self.words.is(at + 1, &["of"])
        });
        let parent = start >= first + 2
            && self.words.is(start - 1, &["of"])
            && self.rules.parents.contains(self.words.word(start - 2))
            && quantity.noun.is_none();
        none || parent
    }

    fn of_unit(&self, quantity: &Quantity) -> Option<Measured> {
        let unit = quantity.unit.as_ref()?;
        let mut name = unit.measure.clone();
        let mut kind = FigureKind::Static;
        if name == "money" {
            let sentence = self.words.sentence(quantity.number.start as usize);
            let from =
                (quantity.range.start as usize).saturating_sub(8).max(sentence.start as usize);
            let to = (quantity.range.end as usize + 6).min(sentence.end as usize);
            let near = |set: &std::collections::HashSet<String>| {
                (from..to).any(|at| set.contains(self.words.word(at)))
            };
            if near(&self.rules.units.damage) {
                (name, kind) = ("damaged".into(), FigureKind::Stock);
            } else if near(&self.rules.units.aid) {
                (name, kind) = ("aid".into(), FigureKind::Flow);
            }
        }
        Some(Measured { name, kind, person: false, word: None, how: "unit" })
    }

    /// "12 deaths".
    fn counted(&self, quantity: &Quantity) -> Option<Measured> {
        let noun = quantity.noun?;
        let sense = self.senses(noun).find(|sense| sense.role == FigureRole::Count)?;
        self.measured(sense, noun, "counted")
    }

    /// "12 people were killed", "12 dead", "12 people in the town have been injured", "12 died".
    fn behind(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let pronoun = quantity.of.filter(|_| quantity.noun.is_none() || quantity.unit.is_none());
        let from = pronoun.map_or(quantity.range.end, |of| of.end.max(quantity.range.end)) as usize;
        let end = (words.sentence(quantity.number.start as usize).end as usize).min(from + REACH);
        let (mut at, mut apart, mut passive) = (from, false, false);
        while at < end {
            if let Some((range, _)) =
                self.times.covering(at).filter(|(_, t)| t.kind != TimeType::Duration)
            {
                at = range.end as usize;
                continue;
            }
            if let Some(found) = self.state_at(quantity, at, apart, passive) {
                return Some(found);
            }
            let word = words.word(at);
            passive |= self.rules.passive.contains(word);
            match words.upos(at) {
                _ if self.rules.links.contains(word) => {}
                Upos::Adv | Upos::Aux => {}
                Upos::Adp if !words.is(at, &["by"]) => apart = true,
                Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj if apart => {}
                Upos::Part | Upos::Sym if apart => {}
                Upos::Cconj if !passive && at > from => apart = true,
                Upos::Cconj if !passive && words.upos(at + 1) != Upos::Num => apart = true,
                Upos::Pron if apart && self.relation(at) == Some(Relation::NmodPoss) => {}
                Upos::Punct if word == "," => match self.behind_insert(at, end) {
                    Some(next) => {
                        (at, apart) = (next, true);
                        continue;
                    }
                    None => return None,
                },
                Upos::Punct if word == "(" => {
                    at = (at..end).find(|&i| words.is(i, &[")"]))?;
                }
                _ => return None,
            }
            at += 1;
        }
        None
    }

    fn relation(&self, at: usize) -> Option<Relation> {
        self.words.doc.tokens.get(at).map(|token| token.relation)
    }

    /// Past an insertion between commas, where a verb goes on behind it.
    fn behind_insert(&self, comma: usize, end: usize) -> Option<usize> {
        let close = (comma + 1..end).find(|&at| self.words.is(at, &[","]))?;
        let goes_on = matches!(self.words.upos(close + 1), Upos::Aux | Upos::Verb);
        goes_on.then_some(close + 1)
    }

    /// Does the token tell the state or fate of what stands before it?
    fn state_at(
        &self,
        quantity: &Quantity,
        at: usize,
        apart: bool,
        passive: bool,
    ) -> Option<Measured> {
        let words = self.words;
        let link_to_state = self.rules.links.contains(words.word(at))
            && self.senses(at + 1).any(|s| s.role == FigureRole::State);
        let acts = self.senses(at).any(|s| s.role == FigureRole::Done) && self.has_object(at);
        for sense in self.senses(at).filter(|sense| self.counts_noun(sense, quantity)) {
            let fits = match sense.role {
                FigureRole::Done if sense.participle => passive || (!apart && !acts),
                FigureRole::Doing => !passive && !link_to_state && !self.has_object_number(at),
                FigureRole::State => passive || !acts && (!apart || self.is_copular(at)),
                _ => false,
            };
            if fits && !(sense.role == FigureRole::State && self.names_next(at)) {
                return self.measured(sense, at, "behind");
            }
        }
        None
    }

    /// "are missing" behind an insertion.
    fn is_copular(&self, at: usize) -> bool {
        at > 0 && self.rules.links.contains(self.words.word(at - 1))
    }

    /// A state before a noun belongs to that noun ("missing children"), unless a comma or "and" parts them.
    fn names_next(&self, at: usize) -> bool {
        matches!(self.words.upos(at + 1), Upos::Noun)
            && self.words.doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Amod)
            && self.words.doc.has(Layer::Syntax)
    }

    /// Is the verb form at `at` active, with an object behind it?
    fn has_object(&self, at: usize) -> bool {
        if self.times.covering(at + 1).is_some_and(|(_, t)| t.kind != TimeType::Duration) {
            return false;
        }
        matches!(
            self.words.upos(at + 1),
            Upos::Det | Upos::Num | Upos::Pron | Upos::Noun | Upos::Propn | Upos::Adj
        ) && !self.senses(at + 1).any(|s| s.role == FigureRole::State)
    }

    /// "left 12 dead" does not say that its subject left.
    fn has_object_number(&self, at: usize) -> bool {
        self.words.upos(at + 1) == Upos::Num
    }

    /// "killed 12 people", "killing her and two others".
    fn before(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let mut joined = false;
        for at in (first..start).rev().take(10) {
            let mut senses = self
                .senses(at)
                .filter(|s| s.role == FigureRole::Done && self.counts_noun(s, quantity));
            if let Some(sense) = senses.next() {
                // Headlines in capitals make names of their verbs: "Gunmen Kill 7".
                let noun =
                    self.senses(at).any(|s| matches!(s.role, FigureRole::Of | FigureRole::Count));
                let verb = !matches!(words.upos(at), Upos::Noun | Upos::Adj | Upos::Propn)
                    || at + 1 == start && !noun
                    || words.is_mark(at.wrapping_sub(1))
                    || !words.doc.has(Layer::Syntax);
                let passive = at > first && sense.participle && self.is_passive(at, first);
                return if verb && !passive { self.measured(sense, at, "before") } else { None };
            }
            let word = words.word(at);
            match words.upos(at) {
                Upos::Det | Upos::Adv | Upos::Part => {}
                _ if self.rules.between.contains(word) => {}
                _ if words.is(at, &["more", "up", "out", "down", "over"]) => {}
                Upos::Cconj => joined = true,
                Upos::Pron | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num if joined => {}
                Upos::Punct if joined && word == "," => {}
                _ => return None,
            }
        }
        None
    }

    pub(super) fn is_passive(&self, at: usize, first: usize) -> bool {
        (first.max(at.saturating_sub(3))..at)
            .rev()
            .take_while(|&i| matches!(self.words.upos(i), Upos::Aux | Upos::Adv))
            .any(|i| self.rules.passive.contains(self.words.word(i)))
    }

    /// "12 injured people".
    fn inside(&self, quantity: &Quantity) -> Option<Measured> {
        (quantity.number.end as usize..quantity.range.end as usize).find_map(|at| {
            let sense = self
                .senses(at)
                .find(|s| s.participle && matches!(s.role, FigureRole::State | FigureRole::Done))?;
            let plain = sense.rest.is_empty() && sense.nouns.is_empty();
            if plain { self.measured(sense, at, "inside") } else { None }
        })
    }

    /// "the release of two miners", "the deaths of at least 12".
    fn of_noun(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let mut at = start.checked_sub(1).filter(|&b| b >= first)?;
        while at > first && matches!(words.upos(at), Upos::Det) {
            at -= 1;
        }
        if !words.is(at, &["of"]) || at == first {
            return None;
        }
        let noun = at - 1;
        let found = self.senses(noun).find(|sense| sense.role == FigureRole::Of);
        found.and_then(|sense| self.measured(sense, noun, "of"))
    }

    /// "the death toll rose to 45".
    fn toll(&self, quantity: &Quantity) -> Option<Measured> {
        if quantity.noun.is_some_and(|noun| !self.is_person(noun)) {
            return None;
        }
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        for (away, at) in (first..start).rev().take(12).enumerate() {
            let toll = self.senses(at).find(|sense| sense.role == FigureRole::Toll);
            if let Some(sense) = toll.filter(|_| away > 0) {
                // "the injury toll": the noun before says of what.
                let kind = at.checked_sub(1).filter(|&b| b >= first).and_then(|b| {
                    let of = |s: &&Sense| matches!(s.role, FigureRole::Count | FigureRole::Of);
                    self.senses(b).find(of).and_then(|s| self.measured(s, b, "toll"))
                });
                return kind.or_else(|| self.measured(sense, at, "toll"));
            }
            let total = at >= first + 2
                && words.is(at - 1, &["of"])
                && self.rules.totals.contains(words.word(at - 2));
            if let Some(sense) =
                self.senses(at).find(|s| total && s.role == FigureRole::Count && away > 0)
            {
                return self.measured(sense, at, "toll");
            }
            let word = words.word(at);
            let passes = self.rules.to_toll.contains(word)
                || self.rules.changes.contains(word)
                || self.times.covering(at).is_some()
                || matches!(
                    words.upos(at),
                    Upos::Adp | Upos::Adv | Upos::Aux | Upos::Propn | Upos::Num | Upos::Det
                )
                || words.upos(at) == Upos::Noun && self.in_of_phrase(at, first);
            if !passes {
                return None;
            }
        }
        None
    }

    /// "the population of the town": a noun behind "of" may stand between.
    fn in_of_phrase(&self, at: usize, first: usize) -> bool {
        (first.max(at.saturating_sub(3))..at).any(|i| self.words.is(i, &["of", "in"]))
    }

    fn is_person(&self, noun: usize) -> bool {
        self.rules.units.persons.contains(self.words.word(noun))
    }

    /// "Four of the deceased", "two of the hostages".
    fn partitive(&self, quantity: &Quantity) -> Option<Measured> {
        let of = quantity.of?;
        if quantity.noun.is_some_and(|noun| !self.is_person(noun) && !of.contains(noun)) {
            return None;
        }
        of.range().rev().find_map(|at| {
            let sense = self.senses(at).find(|s| {
                matches!(s.role, FigureRole::Member | FigureRole::State | FigureRole::Count)
            })?;
            self.measured(sense, at, "partitive")
        })
    }

    /// "nine hostages".
    fn member(&self, quantity: &Quantity) -> Option<Measured> {
        let noun = quantity.noun?;
        let sense = self.senses(noun).find(|sense| sense.role == FigureRole::Member)?;
        self.measured(sense, noun, "member")
    }
}
