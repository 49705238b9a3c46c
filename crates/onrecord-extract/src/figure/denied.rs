//! What is denied of those counted: "none of the eight were hurt", "four did not survive", "all but six were freed".

use onrecord_model::{FigureKind, Upos};

use super::measure::{Measured, Measures};
use super::quantity::Quantity;

impl Measures<'_> {
    /// "None of the other eight people were hurt", "a mother of two".
    pub(super) fn is_denied(&self, quantity: &Quantity) -> bool {
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
        none || parent || self.is_negated(quantity) || self.is_averted(quantity)
    }

    /// "Four classmates did not survive": a verb that tells a fate where it is denied.
    pub(super) fn undone(&self, quantity: &Quantity) -> Option<Measured> {
        if quantity.unit.is_some() {
            return None;
        }
        let words = self.words;
        let end = quantity.range.end as usize;
        let last = (words.sentence(quantity.number.start as usize).end as usize).min(end + 4);
        let not = (end..last)
            .take_while(|&at| matches!(words.upos(at), Upos::Aux | Upos::Part | Upos::Adv))
            .find(|&at| self.rules.negations.contains(words.word(at)))?;
        let verb = not + 1;
        let measure = self.rules.measures.iter().find(|m| m.negated.contains(words.word(verb)))?;
        Some(Measured {
            name: measure.name.clone(),
            kind: measure.kind,
            person: measure.person,
            word: None,
            how: "behind",
        })
    }

    /// "All but six of them have been freed": of the six that is not true.
    pub(super) fn excepted(&self, quantity: &Quantity) -> Option<Measured> {
        let start = quantity.range.start as usize;
        let but = |phrase: &Vec<String>| self.words.phrase_before(start, phrase).is_some();
        let persons = quantity.unit.is_none()
            && quantity
                .noun
                .is_none_or(|noun| self.rules.units.persons.contains(self.words.word(noun)));
        (persons && self.rules.excepting.iter().any(but)).then(|| Measured {
            name: "remaining".to_owned(),
            kind: FigureKind::Stock,
            person: true,
            word: None,
            how: "behind",
        })
    }

    /// "Averted 900 deaths", "900 deaths were prevented", "millions of deaths were avoided".
    fn is_averted(&self, quantity: &Quantity) -> bool {
        let words = self.words;
        let (start, end) = (quantity.range.start as usize, quantity.range.end as usize);
        let sentence = words.sentence(quantity.number.start as usize);
        let averts = |at: usize| self.rules.averting.contains(words.word(at));
        let before = start > sentence.start as usize && averts(start - 1);
        let behind = (end..(end + 4).min(sentence.end as usize))
            .take_while(|&at| !words.is_mark(at))
            .any(averts);
        before || behind
    }

    /// "Two others in the house were not hurt": the verb behind is denied, whatever it says.
    fn is_negated(&self, quantity: &Quantity) -> bool {
        let end = quantity.range.end as usize;
        let last = (self.words.sentence(quantity.number.start as usize).end as usize).min(end + 10);
        let clause = |at: usize| {
            self.words.is_mark(at)
                || matches!(self.words.upos(at), Upos::Verb | Upos::Pron | Upos::Cconj)
        };
        // "There were two others in the house that were not hurt"
        let relative =
            |at: usize| self.words.is(at, &["who", "that"]) && self.words.upos(at + 1) == Upos::Aux;
        (end..last)
            .take_while(|&at| relative(at) || !clause(at))
            .any(|at| self.rules.negations.contains(self.words.word(at)))
    }
}
