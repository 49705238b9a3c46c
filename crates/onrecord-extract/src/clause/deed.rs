//! Was it done? A denial, a plan, a wish, a condition leave everything as it was.

use onrecord_model::{Relation, Upos};

use super::Clauses;

/// What became of a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// The words tell it as done.
    Done,
    /// The words offer it.
    Offered,
    /// Anything else.
    Undone,
}

/// How many words above the deed are looked at.
const REACH: usize = 6;

impl Clauses<'_> {
    /// Climbs from the word of the deed as long as what governs it says whether it was done.
    pub(crate) fn deed(&self, word: usize) -> Deed {
        let doc = self.words.doc;
        let noun = self.words.upos(word) == Upos::Noun;
        let mut at = word;
        for _ in 0..REACH {
            // A noun takes its deed for granted ("got nothing out of her release"), whatever is denied above it.
            if (at == word || !noun) && self.is_barred(at) {
                return Deed::Undone;
            }
            let Some(token) = doc.tokens.get(at) else { return Deed::Done };
            let above = token.head as usize;
            let infinitive = doc
                .children(at)
                .any(|c| self.words.is(c, &["to"]) && self.words.upos(c) == Upos::Part);
            // "is to open"
            let open = if infinitive { Deed::Undone } else { Deed::Done };
            if above == at {
                return open;
            }
            let governs = self.governs(at, above, infinitive);
            match governs {
                Some(Deed::Done) => at = above,
                Some(deed) => return deed,
                None => return open,
            }
        }
        Deed::Done
    }

    /// What the word above makes of the deed; `Done` where one has to look further up, `None` where it says nothing.
    fn governs(&self, at: usize, above: usize, infinitive: bool) -> Option<Deed> {
        let deeds = &self.rules.deeds;
        let token = self.words.doc.tokens.get(at)?;
        let is = |list: &onrecord_rules::WordSet| self.is_one_of(above, list);
        match token.relation {
            Relation::Xcomp
            | Relation::Ccomp
            | Relation::Advcl
            | Relation::Acl
            | Relation::Parataxis
                if infinitive =>
            {
                if is(&deeds.real) && token.relation != Relation::Advcl {
                    return Some(Deed::Done);
                }
                Some(if is(&deeds.offers) { Deed::Offered } else { Deed::Undone })
            }
            Relation::Xcomp | Relation::Ccomp if is(&deeds.unreal) => Some(Deed::Undone),
            Relation::Xcomp | Relation::Ccomp => Some(Deed::Done),
            // "may be arrested and charged", but "was arrested and will be charged"
            Relation::Conj if self.shares_modal(at) => Some(Deed::Done),
            Relation::Obj
            | Relation::Obl
            | Relation::Nmod
            | Relation::Nsubj
            | Relation::NsubjPass
            | Relation::Conj
                if self.words.upos(at) == Upos::Noun =>
            {
                if is(&deeds.offers) && !is(&deeds.real) {
                    return Some(Deed::Offered);
                }
                Some(if is(&deeds.unreal) { Deed::Undone } else { Deed::Done })
            }
            Relation::Acl | Relation::Advcl | Relation::Obl | Relation::Nmod
                if (self.words.word(at).ends_with("ing") || self.is_participial(at))
                    && self.words.doc.child(at, Relation::Mark).is_some() =>
            {
                Some(if is(&deeds.unreal) { Deed::Undone } else { Deed::Done })
            }
            _ => None,
        }
    }

    /// A verb joined to another, without auxiliary or subject of its own.
    fn shares_modal(&self, at: usize) -> bool {
        let doc = self.words.doc;
        let own = [Relation::Aux, Relation::AuxPass, Relation::Nsubj, Relation::NsubjPass];
        self.words.upos(at) == Upos::Verb && own.into_iter().all(|r| doc.child(at, r).is_none())
    }

    /// Does a negation, a modal or a condition hang on the word?
    fn is_barred(&self, at: usize) -> bool {
        let deeds = &self.rules.deeds;
        let doc = self.words.doc;
        doc.children(at).any(|child| {
            let relation = doc.tokens.get(child).map(|t| t.relation);
            let word = self.words.word(child);
            match relation {
                Some(Relation::Advmod | Relation::Det | Relation::Cc | Relation::CcPreconj) => {
                    deeds.negations.contains(word)
                }
                Some(Relation::Aux) => {
                    deeds.modals.contains(word) || deeds.negations.contains(word)
                }
                // "before being rescued" tells that it was done.
                Some(Relation::Mark) => deeds.conditions.contains(word) && !self.is_participial(at),
                Some(Relation::Amod | Relation::Compound) => deeds.unreal.contains(word),
                _ => false,
            }
        })
    }

    /// "being rescued"
    fn is_participial(&self, at: usize) -> bool {
        let doc = self.words.doc;
        doc.child(at, Relation::AuxPass).is_some_and(|aux| self.words.word(aux).ends_with("ing"))
    }

    fn is_one_of(&self, at: usize, list: &onrecord_rules::WordSet) -> bool {
        let lemma = self.lemma(at);
        list.contains(lemma) || list.contains(self.words.word(at))
    }
}
