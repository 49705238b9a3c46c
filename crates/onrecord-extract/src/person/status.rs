//! Words that tell what becomes of a person, with the head of the person they tell it of.

use onrecord_model::{MentionKind, Relation, Upos};
use onrecord_rules::{StatusRole, StatusSense};

use super::Reader;
use crate::clause::Deed;

/// A status at its word.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Name on the wire.
    pub(super) status: String,
    /// The word that tells it.
    pub(super) word: usize,
    /// The head of the person.
    pub(super) head: usize,
    /// Which way of telling: `done`, `doing`, `state`, `of`.
    pub(super) how: &'static str,
    /// Said in passing, before the noun ("the late mayor"): the day of the sentence is not its day.
    pub(super) in_passing: bool,
    /// Something happened, where other statuses only last.
    pub(super) happens: bool,
    /// Holds only where nobody died.
    pub(super) unless_dead: bool,
    /// Told by a verb rather than a noun or adjective.
    pub(super) sure: bool,
}

/// How far behind a verb its second word may stand where syntax does not tie them.
const NEAR: usize = 6;

impl Reader<'_> {
    /// Every status of the document, in text order.
    pub(super) fn statuses(&self) -> Vec<Found> {
        (0..self.words.doc.tokens.len()).filter_map(|at| self.status_at(at)).collect()
    }

    fn status_at(&self, at: usize) -> Option<Found> {
        let token = self.words.doc.tokens.get(at)?;
        let rules = &self.rules.persons;
        let by_form = rules.senses(self.words.word(at));
        let by_lemma = rules.senses(&token.lemma);
        let same = *token.lemma == *self.words.word(at);
        let mut senses: Vec<&StatusSense> =
            by_lemma.iter().chain(if same { &[] } else { by_form }).collect();
        senses.sort_by_key(|sense| sense.with.is_empty() && !sense.place && !sense.office);
        let (sense, head) = senses.into_iter().find_map(|sense| {
            let head =
                self.told_of(at, sense.role).filter(|_| self.has_what_it_needs(at, sense))?;
            Some((sense, head))
        })?;
        let status = rules.statuses.get(sense.status)?;
        let name = match self.clauses.deed(at) {
            Deed::Done => status.name.clone(),
            Deed::Offered => status.offered.clone()?,
            Deed::Undone => return None,
        };
        let how = match sense.role {
            StatusRole::Done => "done",
            StatusRole::Doing => "doing",
            StatusRole::State => "state",
            StatusRole::Of => "of",
        };
        let sure = token.upos == Upos::Verb;
        let unless_dead = status.unless_dead;
        Some(Found {
            status: name,
            word: at,
            head,
            how,
            unless_dead,
            happens: status.happens,
            in_passing: token.relation == Relation::Amod,
            sure,
        })
    }

    /// The second word, or the place, that the sense asks for.
    fn has_what_it_needs(&self, at: usize, sense: &StatusSense) -> bool {
        let doc = self.words.doc;
        let end = doc.sentence_of(at).end as usize;
        if sense.place {
            let hangs = |&i: &usize| doc.tokens.get(i).is_some_and(|t| t.head as usize == at);
            let place =
                |i: usize| self.clauses.is_mention(i, &[MentionKind::Place, MentionKind::Facility]);
            return (at + 1..end).filter(hangs).any(place);
        }
        if sense.office {
            return self.has_office(at);
        }
        let hangs = |i: &usize| doc.hangs_on(*i, at);
        sense.with.iter().all(|group| {
            let is_one = |i: usize| {
                let lemma = doc.lemma(i);
                group.iter().any(|w| w == lemma || w == self.words.word(i))
            };
            (at + 1..end.min(at + NEAR)).any(is_one)
                || doc.sentence_of(at).range().filter(|i| *i != at && hangs(i)).any(is_one)
        })
    }

    /// Does the noun of an office hang on the verb ("named acting transport minister", "designated him as minister")?
    fn has_office(&self, at: usize) -> bool {
        let doc = self.words.doc;
        let roles = &self.rules.people.roles;
        doc.children(at).filter(|&i| i > at).any(|i| {
            let held = doc.tokens.get(i).is_some_and(|t| {
                matches!(t.relation, Relation::Xcomp | Relation::Obj)
                    || matches!(t.relation, Relation::Obl | Relation::OblAgent | Relation::Nmod)
                        && self.clauses.case_is(i, "as")
            });
            let lemma = doc.lemma(i);
            let office = roles.get(lemma).is_some_and(|r| !r.bare && !r.sector);
            held && office && !self.clauses.is_mention(i, &[MentionKind::Person])
        })
    }

    /// The head of the person that a word in this role is told of.
    fn told_of(&self, at: usize, role: StatusRole) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(at)?;
        let noun = token.upos == Upos::Noun;
        match role {
            StatusRole::Of if noun => self.clauses.possessor(at),
            StatusRole::Of => None,
            StatusRole::Done if noun => None,
            StatusRole::Done => self.clauses.undergoer(at),
            StatusRole::Doing => self.clauses.doer(at),
            StatusRole::State => self.counted_among(at).or_else(|| self.clauses.bearer(at)),
        }
    }

    /// "Among the dead was Ada Okoro": who is named behind the verb.
    fn counted_among(&self, at: usize) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(at)?;
        let among = &self.rules.persons.among;
        let counted = doc.children(at).any(|c| among.contains(self.words.word(c)));
        let hangs = matches!(token.relation, Relation::Nmod | Relation::Obl);
        let above = Some(token.head as usize).filter(|&above| counted && hangs && above > at)?;
        let named = self.clauses.is_mention(above, &[MentionKind::Person]);
        if named && doc.child(above, Relation::Cop).is_some() {
            return Some(above);
        }
        doc.child(above, Relation::Nsubj).filter(|&subject| subject > above && !named)
    }
}
