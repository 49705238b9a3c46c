//! "the official" to the last official, "the group" to the last body: a definite noun phrase to what it can only mean.

use onrecord_model::{CorefReason, Document, EntityKind, Mention, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{Chains, Facts, Joined, REACH, detect};
use crate::names::{bare_name, clash, gender, head_lemma, is_several};

/// A noun that says no more than "that body" is looked up this many sentences back.
const REACH_OF_BODIES: u32 = 4;
/// ... and one that tells of what sort it is ("the militant group") this many.
pub(super) const REACH_OF_SORTS: u32 = 2;

/// So many sources are looked back at for who spoke last outside quotation marks.
const LOOKED_AT: usize = 6;

impl Chains<'_> {
    /// "the official" to the last official; what is new stays an entity of its own.
    pub(super) fn description(&self, mentions: &[Mention], mention: &Mention) -> Option<Joined> {
        let name = bare_name(self.doc, self.rules, mention).to_lowercase();
        let same = self.by_name.get(&name).map(|&i| (i, CorefReason::SameWords));
        if same.is_some() {
            return same;
        }
        let owner = self.owner(mentions, mention);
        if !self.is_definite(mention) && owner.is_none() {
            return None;
        }
        let head = head_lemma(self.doc, self.rules, mention.range);
        let several = is_several(self.doc, mention.range);
        let own = modifiers(self.doc, self.rules, mention.range);
        let recent = self.recent(self.sentence(mention), REACH);
        let gender = gender(self.doc, self.rules, mention);
        let agrees = |facts: &Facts| {
            (facts.several == several || !facts.unnamed)
                && (owner.is_none() || facts.owner.is_none() || facts.owner == owner)
                && !clash(gender, facts.gender)
        };
        let fits = |i: &&usize| {
            self.facts.get(**i).is_some_and(|facts| {
                agrees(facts)
                    && facts.heads.contains(&head)
                    && own.iter().all(|word| self.says(**i, word))
            })
        };
        let goes_on = || {
            let speaker = self.speaker_before(mentions, mention).filter(|_| !several);
            speaker.filter(|&i| self.facts.get(i).is_some_and(agrees))
        };
        let found = recent.iter().find(fits).copied().or_else(goes_on);
        let body = || {
            let one = !several && owner.is_none();
            one.then(|| self.body(mention, &head, &own)).flatten()
        };
        found.or_else(body).map(|i| (i, CorefReason::Description))
    }

    /// "The candidate added": whoever spoke last, a sentence or two before, if it is one person.
    fn speaker_before(&self, mentions: &[Mention], mention: &Mention) -> Option<usize> {
        let head = detect::head_of(self.doc, self.rules, mention);
        let people = &self.rules.people;
        let verb = self.doc.tokens.get(head).map(|token| token.head as usize)?;
        if !people.roles.contains_key(self.doc.lemma(head))
            || !people.adding.contains(self.doc.lemma(verb))
            || !self.is_subject(mention)
        {
            return None;
        }
        let before = self.sources.partition_point(|source| source.end <= mention.range.start);
        let quoted =
            |s: &&TokenRange| self.doc.tokens.get(s.start as usize).is_some_and(|t| t.quoted);
        let mut near = self.sources.get(before.saturating_sub(LOOKED_AT)..before)?.iter().rev();
        let source = near.find(|source| !quoted(source))?;
        let spoke = mentions.get(*self.heads.get(&people.head_of(self.doc, *source))?)?;
        let is_near = self.sentence(mention).saturating_sub(self.sentence(spoke)) <= REACH_OF_SORTS;
        let entity = spoke.entity.filter(|_| is_near)?.0 as usize;
        let is_person = matches!(self.kind(entity), EntityKind::Person | EntityKind::Role);
        is_person.then_some(entity)
    }

    /// "the", "this", "those": the reader is expected to know which.
    fn is_definite(&self, mention: &Mention) -> bool {
        let first = self.doc.token_text(mention.range.start as usize).to_lowercase();
        matches!(first.as_str(), "the" | "this" | "that" | "these" | "those")
    }

    /// Whose it is, where the phrase begins with a possessive pronoun that was resolved.
    pub(super) fn owner(&self, mentions: &[Mention], mention: &Mention) -> Option<usize> {
        let first = self.heads.get(&(mention.range.start as usize))?;
        let owner =
            mentions.get(*first).filter(|m| m.range.len() == 1 && mention.range.len() > 1)?;
        owner.entity.map(|e| e.0 as usize)
    }

    /// The last body or place whose name holds the noun, else for a noun that fits every body ("the group") the last one.
    fn body(&self, mention: &Mention, head: &str, modifiers: &[String]) -> Option<usize> {
        let people = &self.rules.people;
        let sentence = self.sentence(mention);
        let named = |i: &&usize| {
            self.entities.get(**i).is_some_and(|e| {
                !matches!(e.kind, EntityKind::Person | EntityKind::Role)
                    && e.name.split_whitespace().any(|w| w.eq_ignore_ascii_case(head))
            })
        };
        let recent = self.recent(sentence, REACH);
        let found = recent.iter().find(named).copied();
        if found.is_some() && modifiers.is_empty() {
            return found;
        }
        // "the militant group" tells of what sort it is, "the Northern group" which.
        let plain = mention.range.range().all(|i| {
            self.doc
                .tokens
                .get(i)
                .is_some_and(|t| matches!(t.upos, Upos::Det | Upos::Noun | Upos::Adj))
                && !self.doc.token_text(i).starts_with(char::is_uppercase)
                || i == mention.range.start as usize
        });
        let any = people.any_body.contains(head) && plain;
        let reach = if modifiers.is_empty() { REACH_OF_BODIES } else { REACH_OF_SORTS };
        let near = self.recent(sentence, reach);
        let body = |i: &&usize| {
            self.kind(**i) == EntityKind::Organisation
                && self.facts.get(**i).is_some_and(|f| !f.unnamed)
        };
        any.then(|| near.iter().find(body).copied()).flatten()
    }

    /// Has some mention of the entity this word beside or in it?
    fn says(&self, entity: usize, word: &str) -> bool {
        let beside = self.facts.get(entity).is_some_and(|f| f.modifiers.iter().any(|m| m == word));
        beside
            || self
                .entities
                .get(entity)
                .is_some_and(|e| e.name.split_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
    }
}

/// Adjectives, nouns and names before the head of a description, lower case.
pub(super) fn modifiers(doc: &Document, rules: &Rules, range: TokenRange) -> Vec<String> {
    let head = rules.people.head_of(doc, range);
    let tells = |i: &usize| {
        *i != head
            && doc.tokens.get(*i).is_some_and(|t| {
                matches!(t.upos, Upos::Adj | Upos::Noun | Upos::Propn) && t.head as usize == head
            })
    };
    range.range().filter(tells).map(|i| doc.token_text(i).to_lowercase()).collect()
}
