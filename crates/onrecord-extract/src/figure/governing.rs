//! What governs a counted noun, by syntax (Universal Dependencies v2, de Marneffe et al. 2021).

use onrecord_model::{Layer, Relation, Upos};
use onrecord_rules::{FigureRole, Sense};

use super::measure::{Measured, Measures};
use super::quantity::Quantity;

impl Measures<'_> {
    /// Climbs from the counted noun to what governs it (Universal Dependencies v2).
    pub(super) fn by_syntax(&self, quantity: &Quantity) -> Option<Measured> {
        let doc = self.words.doc;
        if !doc.has(Layer::Syntax) || self.is_of_ceremony(quantity) {
            return None;
        }
        let mut at = quantity.noun.unwrap_or(quantity.number.end as usize - 1);
        // "97 died and 2,312 had fallen ill": what a parse takes for one of a row has a verb of its own.
        let joined = self.relation(at) == Some(Relation::Conj);
        if joined && matches!(self.words.upos(quantity.range.end as usize), Upos::Aux | Upos::Verb)
        {
            return None;
        }
        for _ in 0..6 {
            if let Some(found) = self.clause_of(quantity, at) {
                return Some(found);
            }
            let token = doc.tokens.get(at)?;
            let head = token.head as usize;
            if head == at {
                return None;
            }
            let wanted = match token.relation {
                Relation::NsubjPass => Some(FigureRole::Done),
                Relation::Obj => Some(FigureRole::Done),
                Relation::Nsubj => Some(FigureRole::Doing),
                // "was killed along with two others"
                _ if self.alongside(head) == Some(at) => Some(self.shared(head)),
                _ => None,
            };
            if let Some(role) = wanted {
                return self.governed(quantity, head, role);
            }
            match token.relation {
                Relation::Nummod
                | Relation::Compound
                | Relation::Amod
                | Relation::Conj
                | Relation::Appos
                | Relation::Dep
                | Relation::Flat
                | Relation::Parataxis
                | Relation::NmodUnmarked
                | Relation::NmodDesc => at = head,
                Relation::Nmod if self.is_of(at) => {
                    if self.is_attempted(head) {
                        return None;
                    }
                    let sense = self.senses(head).find(|s| s.role == FigureRole::Of);
                    if let Some(sense) = sense {
                        return self.measured(sense, head, "syntax");
                    }
                    at = head;
                }
                _ => return None,
            }
        }
        None
    }

    /// What the verb says whose subject the number is.
    pub(super) fn of_subject(&self, quantity: &Quantity) -> Option<Measured> {
        let doc = self.words.doc;
        if !doc.has(Layer::Syntax) {
            return None;
        }
        let number = quantity.number.end as usize - 1;
        [quantity.noun, Some(number)].into_iter().flatten().find_map(|at| {
            let token = doc.tokens.get(at)?;
            let role = match token.relation {
                Relation::NsubjPass => FigureRole::Done,
                Relation::Nsubj => FigureRole::Doing,
                _ => return None,
            };
            self.governed(quantity, token.head as usize, role)
        })
    }

    /// Who shares what `verb` tells of another: "alongside his wife", "along with two others".
    pub(super) fn alongside(&self, verb: usize) -> Option<usize> {
        let doc = self.words.doc;
        doc.children(verb).find(|&child| {
            let oblique = doc.tokens.get(child).is_some_and(|t| {
                t.head as usize == verb && matches!(t.relation, Relation::Obl | Relation::Nmod)
            });
            oblique
                && doc.children(child).any(|case| {
                    self.rules.alongside.contains(self.words.word(case)) && case < child
                })
        })
    }

    /// How those alongside stand to the verb: as its subject does.
    fn shared(&self, verb: usize) -> FigureRole {
        let doc = self.words.doc;
        let passive = doc.child(verb, Relation::NsubjPass).or(doc.child(verb, Relation::AuxPass));
        let object = doc.child(verb, Relation::Obj);
        if passive.or(object).is_some() { FigureRole::Done } else { FigureRole::Doing }
    }

    pub(super) fn is_of(&self, at: usize) -> bool {
        self.words.doc.child(at, Relation::Case).is_some_and(|case| self.words.is(case, &["of"]))
    }

    /// A clause on the noun: "people believed to be kidnapped", "those who died".
    pub(super) fn clause_of(&self, quantity: &Quantity, noun: usize) -> Option<Measured> {
        let doc = self.words.doc;
        doc.children(noun).find_map(|child| {
            let relation = doc.tokens.get(child)?.relation;
            if !matches!(relation, Relation::Acl | Relation::AclRelcl) {
                return None;
            }
            let denied = |at: usize| self.rules.negations.contains(self.words.word(at));
            if doc.children(child).any(denied) {
                return None;
            }
            let inner = doc.child(child, Relation::Xcomp).unwrap_or(child);
            [child, inner].into_iter().find_map(|verb| {
                let relative = relation == Relation::AclRelcl;
                let sense = self.senses(verb).find(|s| match s.role {
                    FigureRole::Done => {
                        s.participle
                            && s.nouns.is_empty()
                            && !self.acts(verb)
                            && (!relative || doc.child(verb, Relation::AuxPass).is_some())
                    }
                    FigureRole::State => true,
                    FigureRole::Doing => relative,
                    _ => false,
                })?;
                self.counts_noun(sense, quantity).then(|| self.measured(sense, verb, "clause"))?
            })
        })
    }

    /// Has the verb an object of its own?
    pub(super) fn acts(&self, verb: usize) -> bool {
        self.words.doc.child(verb, Relation::Obj).is_some()
    }

    pub(super) fn governed(
        &self,
        quantity: &Quantity,
        verb: usize,
        role: FigureRole,
    ) -> Option<Measured> {
        let doc = self.words.doc;
        // "Two gunmen wounded a guard" does not say that the gunmen were hurt.
        let acts = role == FigureRole::Doing && self.acts(verb);
        let fits = |sense: &&Sense| {
            self.counts_noun(sense, quantity)
                && (sense.role == role
                    || sense.role == FigureRole::State && role != FigureRole::Done && !acts
                    || sense.role == FigureRole::Done
                        && role == FigureRole::Doing
                        && sense.participle
                        && self.is_passive(verb, self.words.sentence(verb).start as usize))
        };
        let denied =
            |child: usize| child < verb && self.rules.negations.contains(self.words.word(child));
        if self.is_attempt(verb) || doc.children(verb).any(denied) {
            return None;
        }
        if let Some(sense) = self.senses(verb).find(fits) {
            return self.measured(sense, verb, "syntax");
        }
        // "left 12 people dead": what the verb makes of its object.
        let state = doc.children(verb).filter(|&child| child > quantity.number.start as usize);
        for child in state {
            let complement = doc.tokens.get(child).is_some_and(|t| t.relation == Relation::Xcomp);
            let sense = self.senses(child).find(|s| {
                s.role == FigureRole::State || s.role == FigureRole::Done && s.participle
            });
            if let Some(sense) = sense.filter(|_| complement) {
                return self.measured(sense, child, "syntax");
            }
        }
        None
    }
}
