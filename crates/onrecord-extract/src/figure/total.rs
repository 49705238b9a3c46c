//! A bare number behind the noun that it counts: "put the number of strikers at 180", "the number of new cases dropped to 118", "put the
//! missing at 109 and that of the dead at 12".

use onrecord_model::{FigureKind, Relation, Upos};
use onrecord_rules::FigureRole;

use super::measure::{Measured, Measures};
use super::quantity::Quantity;

/// How many words before its number the noun may stand.
const REACH: usize = 18;

/// What a bare number counts.
pub(super) struct Total {
    /// The head of the noun.
    pub(super) noun: usize,
    pub(super) measured: Measured,
}

impl Measures<'_> {
    /// What is counted by a number that has no noun of its own, where a verb or preposition ties it to one before it.
    pub(super) fn total(&self, quantity: &Quantity) -> Option<Total> {
        let words = self.words;
        let bare = quantity.noun.is_none() && quantity.unit.is_none() && quantity.of.is_none();
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let tie = start.checked_sub(1).filter(|&tie| bare && tie > first)?;
        let (verb, from) = match words.word(tie) {
            "at" | "to" | "as" | "from" if words.word(tie) != "from" || quantity.is_earlier => {
                let verb = (first.max(tie.saturating_sub(REACH))..tie)
                    .rev()
                    .find(|&at| self.is_change(at))?;
                (verb, tie)
            }
            _ if self.is_change(tie) => (tie, tie),
            _ => return None,
        };
        // The object of "put ... at"; else the subject of "rose to".
        self.noun_of_total(verb + 1, from).or_else(|| {
            let began = (first.max(verb.saturating_sub(REACH))..verb)
                .rev()
                .take_while(|&at| words.upos(at) != Upos::Verb || self.is_participle(at))
                .last()?;
            self.noun_of_total(began, verb)
        })
    }

    /// Does the word tell that a count is set, or moves?
    fn is_change(&self, at: usize) -> bool {
        let word = self.words.word(at);
        self.rules.changes.contains(word)
            || self.rules.setting.contains(word)
            || self.rules.passing.contains(word)
    }

    /// "The number of houses [destroyed] rose": it only describes.
    fn is_participle(&self, at: usize) -> bool {
        let relation = self.relation(at);
        matches!(relation, Some(Relation::Acl | Relation::Amod))
            || self.senses(at).any(|sense| sense.participle)
    }

    /// "the number of strikers", "that of survivors", "the missing": between two words.
    fn noun_of_total(&self, from: usize, to: usize) -> Option<Total> {
        let words = self.words;
        let totalled = |at: &usize| {
            let total = self.rules.totals.contains(words.word(*at)) || words.is(*at, &["that"]);
            total && words.is(at + 1, &["of"])
        };
        if let Some(total) = (from..to).rev().find(totalled) {
            // "the number of those killed"
            let first = total + 2 + usize::from(words.is(total + 2, &["those"]));
            let end = (first..to).find(|&at| self.closes(at)).unwrap_or(to);
            let nominal =
                |at: &usize| matches!(words.upos(*at), Upos::Noun | Upos::Propn | Upos::Adj);
            // "houses destroyed": the participle behind the noun says more than the noun.
            let told = (total + 2..end).rev().find_map(|at| Some((at, self.told(at)?)));
            let noun = (total + 2..end).rev().find(nominal).or(told.as_ref().map(|told| told.0))?;
            let measured = told.map(|(_, measured)| measured);
            return Some(Total { noun, measured: measured.unwrap_or_else(|| self.plain(noun)) });
        }
        // "put the missing at 109"
        let stands = |at: &usize| {
            *at > from && self.rules.definite.contains(words.word(at - 1)) && at + 1 == to
        };
        let noun = (from..to).rev().find(stands)?;
        Some(Total { noun, measured: self.told(noun)? })
    }

    fn closes(&self, at: usize) -> bool {
        self.words.is_mark(at)
            || matches!(self.words.upos(at), Upos::Adp | Upos::Aux | Upos::Pron | Upos::Sconj)
    }

    /// What the word says of those whom it names or describes.
    fn told(&self, at: usize) -> Option<Measured> {
        let names = |role: FigureRole| {
            matches!(
                role,
                FigureRole::Count | FigureRole::State | FigureRole::Member | FigureRole::Done
            )
        };
        let sense = self.senses(at).find(|sense| {
            names(sense.role) && (sense.role != FigureRole::Done || sense.participle)
        })?;
        self.measured(sense, at, "total")
    }

    /// A count of which nothing more is known than the noun.
    fn plain(&self, noun: usize) -> Measured {
        let person = self.is_person(noun);
        let name = super::plain_name(self.words.doc.lemma(noun), person);
        Measured { name, kind: FigureKind::Stock, person, word: Some(noun), how: "total" }
    }
}
