//! Who does what to whom in a clause, and was it done: what persons, places and talks are read from.

mod deed;

use onrecord_model::{Mention, MentionKind, Relation, Upos};
use onrecord_rules::Rules;

use crate::figure::words::LowerWords;
pub(crate) use deed::Deed;

/// So many mentions that begin before a word are asked whether they hold it.
const DEEP: usize = 12;

/// The clauses of a document (Universal Dependencies v2, de Marneffe et al. 2021).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clauses<'a> {
    pub(crate) words: &'a LowerWords<'a>,
    pub(crate) rules: &'a Rules,
}

impl Clauses<'_> {
    /// What stands behind "of", else what owns the noun: "the release of Ada Okoro", "her release".
    pub(crate) fn possessor(&self, at: usize) -> Option<usize> {
        let doc = self.words.doc;
        let of = |&i: &usize| {
            doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Nmod) && self.case_is(i, "of")
        };
        doc.children(at).find(of).or_else(|| doc.child(at, Relation::NmodPoss))
    }

    /// Is the preposition of a noun this one?
    pub(crate) fn case_is(&self, noun: usize, word: &str) -> bool {
        let doc = self.words.doc;
        doc.children(noun).any(|c| {
            doc.tokens.get(c).is_some_and(|t| t.relation == Relation::Case)
                && self.words.is(c, &[word])
        })
    }

    /// The mentions that hold a word.
    pub(crate) fn mentions_at(&self, at: usize) -> impl Iterator<Item = &Mention> {
        let mentions = &self.words.doc.mentions;
        let behind = mentions.partition_point(|m| m.range.start as usize <= at);
        let near = mentions.get(behind.saturating_sub(DEEP)..behind).unwrap_or_default();
        near.iter().filter(move |m| m.range.contains(at))
    }

    /// Does a mention of such a kind hold the word?
    pub(crate) fn is_mention(&self, at: usize, kinds: &[MentionKind]) -> bool {
        self.mentions_at(at).any(|m| kinds.contains(&m.kind))
    }

    /// Dictionary form; empty past the end.
    pub(crate) fn lemma(&self, at: usize) -> &str {
        self.words.doc.lemma(at)
    }

    /// Whom a verb is done to.
    pub(crate) fn undergoer(&self, at: usize) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(at)?;
        let object = doc.child(at, Relation::Obj);
        let passive = doc.child(at, Relation::NsubjPass).or_else(|| {
            doc.child(at, Relation::AuxPass).and_then(|_| doc.child(at, Relation::Nsubj))
        });
        if let Some(subject) = passive {
            return self.antecedent(at, subject);
        }
        let participle = self.is_participle(at);
        match token.relation {
            Relation::Amod if participle => return Some(token.head as usize),
            Relation::Acl if participle && object.is_none() => return Some(token.head as usize),
            // "Arrested in May, Ada Okoro ...", "wept when convicted"
            Relation::Advcl if object.is_none() && participle => {
                let bare = doc.child(at, Relation::Aux).is_none()
                    && doc.child(at, Relation::Nsubj).is_none();
                return self.doer(token.head as usize).filter(|_| bare).or_else(|| {
                    doc.child(token.head as usize, Relation::NsubjPass).filter(|_| bare)
                });
            }
            // "the man they arrested"
            Relation::AclRelcl if object.is_none() && doc.child(at, Relation::Nsubj).is_some() => {
                return Some(token.head as usize);
            }
            Relation::Conj | Relation::Xcomp if object.is_none() && participle => {
                return self.undergoer_above(at);
            }
            _ => {}
        }
        // Headlines leave the auxiliary out: "Soldier killed in raid".
        let bare = || {
            let clear = doc.child(at, Relation::Aux).is_none() && participle;
            doc.child(at, Relation::Nsubj).filter(|_| clear)
        };
        let object = object.map(|object| self.antecedent(at, object).unwrap_or(object));
        let reflexive = |i: &usize| {
            let lists = &self.rules.people.pronouns;
            let own = |list: &[String]| list.last().is_some_and(|w| w == self.words.word(*i));
            own(&lists.he) || own(&lists.she)
        };
        match object {
            Some(object) if reflexive(&object) => self.doer(at),
            _ => object.or_else(bare),
        }
    }

    /// "was arrested and charged", "are believed to be held": what the verb above is done to. "had walked and released" is active.
    fn undergoer_above(&self, at: usize) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(at)?;
        let above = token.head as usize;
        let own = [Relation::Nsubj, Relation::Aux].into_iter().any(|r| doc.child(at, r).is_some());
        if above == at || own && doc.child(at, Relation::AuxPass).is_none() {
            return None;
        }
        let passive = [at, above].into_iter().any(|verb| {
            [Relation::AuxPass, Relation::NsubjPass]
                .into_iter()
                .any(|r| doc.child(verb, r).is_some())
        });
        let on_noun = doc
            .tokens
            .get(above)
            .is_some_and(|t| matches!(t.relation, Relation::Acl | Relation::Amod));
        let object = doc.child(above, Relation::Obj);
        let subject = || self.undergoer_of_head(above);
        // "dismissed the minister and appointed in her place Ada Okoro": a name behind the verb is its own.
        let own = || {
            let behind = |&i: &usize| {
                i > at
                    && doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Conj)
                    && self.is_mention(i, &[MentionKind::Person])
            };
            doc.children(above).find(behind)
        };
        if passive || on_noun { subject().or(object) } else { own().or(object) }
    }

    fn undergoer_of_head(&self, above: usize) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(above)?;
        let subject =
            [Relation::NsubjPass, Relation::Nsubj].into_iter().find_map(|r| doc.child(above, r));
        match (subject, token.relation) {
            (Some(subject), _) => self.antecedent(above, subject),
            (None, Relation::Acl | Relation::AclRelcl | Relation::Amod) => {
                Some(token.head as usize)
            }
            (None, Relation::Conj | Relation::Xcomp) if token.head as usize != above => {
                let higher = token.head as usize;
                let subject = [Relation::NsubjPass, Relation::Nsubj]
                    .into_iter()
                    .find_map(|r| doc.child(higher, r));
                subject.and_then(|subject| self.antecedent(higher, subject))
            }
            _ => None,
        }
    }

    /// Who does what a verb tells.
    pub(crate) fn doer(&self, at: usize) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(at)?;
        if let Some(subject) = doc.child(at, Relation::Nsubj) {
            return self.antecedent(at, subject);
        }
        match token.relation {
            Relation::Conj | Relation::Xcomp | Relation::Cop if token.head as usize != at => {
                self.undergoer_of_head(token.head as usize)
            }
            Relation::Acl if self.words.word(at).ends_with("ing") => Some(token.head as usize),
            _ => None,
        }
    }

    /// What a state is said of.
    pub(crate) fn bearer(&self, at: usize) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(at)?;
        if let Some(subject) = doc.child(at, Relation::Nsubj) {
            // "is missing" is often read as a verb; "is missing a shoe" is one.
            let bare = doc.child(at, Relation::Obj).is_none();
            let stands = token.upos != Upos::Verb || doc.child(at, Relation::Cop).is_some() || bare;
            return self.antecedent(at, subject).filter(|_| stands);
        }
        let above = token.head as usize;
        match token.relation {
            Relation::Amod if above > at => Some(above),
            Relation::Acl if doc.child(at, Relation::Obj).is_none() => Some(above),
            // "was found dead", "left them dead"
            Relation::Advcl if !self.rules.deeds.real.contains(self.lemma(above)) => None,
            Relation::Xcomp | Relation::Conj | Relation::Advcl if above != at => {
                let object = doc.child(above, Relation::Obj);
                object.or_else(|| self.undergoer_of_head(above))
            }
            _ => None,
        }
    }

    /// What "who" stands for in a clause on a noun; any other subject stands for itself.
    fn antecedent(&self, verb: usize, subject: usize) -> Option<usize> {
        let doc = self.words.doc;
        let relative = &self.rules.people.pronouns.relative;
        if !relative.iter().any(|word| word == self.words.word(subject)) {
            return Some(subject);
        }
        let clause = doc.ancestor(verb, 3, &[Relation::AclRelcl, Relation::Acl])?;
        doc.tokens.get(clause).map(|token| token.head as usize)
    }

    fn is_participle(&self, at: usize) -> bool {
        let word = self.words.word(at);
        let lemma = self.lemma(at);
        !word.ends_with("ing") && !word.ends_with('s') && (word != lemma || word.ends_with("ed"))
    }
}
