//! A name: the same words, a part of a fuller name, or an abbreviation.

use std::collections::HashMap;

use onrecord_model::{CorefReason, Document, EntityKind, Mention, MentionKind, NamedEntity};
use onrecord_rules::Rules;

use super::description::REACH_OF_SORTS;
use super::{Chains, Joined};
use crate::names::{
    bare_name, clash, definite_roles, gender, initials_of, is_initials, name_words, same_person,
};

/// How many sentences a description may stand before the name of the one it describes.
const INTRODUCED: u32 = 3;

/// A body's short name is looked up this many sentences back.
const REACH_OF_SHORT_NAMES: u32 = 20;

impl Chains<'_> {
    /// The entity that a name names, if one is known.
    pub(super) fn name(&self, mention: &Mention) -> Option<Joined> {
        let name = bare_name(self.doc, self.rules, mention);
        if let Some(i) = self.same_words(mention, &name.to_lowercase()) {
            return Some((i, CorefReason::SameWords));
        }
        if mention.kind == MentionKind::Person {
            return self.short_name(mention, &name).or_else(|| self.introduced(mention));
        }
        let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        let abbreviated = self.by_initials.get(&letters).filter(|_| is_abbreviation(&letters));
        let spelt_out = || self.by_name.get(&initials_of(&name).to_lowercase());
        let fits = |i: &usize| {
            self.entities
                .get(*i)
                .is_some_and(|e| e.kind != EntityKind::Person && abbreviates(e, &letters, &name))
        };
        let found = abbreviated.or_else(spelt_out).copied().filter(fits);
        let found = found.map(|i| (i, CorefReason::Abbreviation));
        found.or_else(|| self.short_body(mention, &name)).or_else(|| self.sort(mention, &name))
    }

    /// The one of these very words; "Mrs Okoro" is not the "Okoro" who is a man.
    fn same_words(&self, mention: &Mention, name: &str) -> Option<usize> {
        let own = gender(self.doc, self.rules, mention);
        let agrees = |i: &usize| !clash(own, self.facts.get(*i).and_then(|f| f.gender));
        let first = self.by_name.get(name).copied()?;
        if mention.kind != MentionKind::Person || agrees(&first) {
            return Some(first);
        }
        let mut named =
            self.entities.iter().enumerate().filter(|(_, e)| e.name.to_lowercase() == name);
        named.find(|(i, _)| agrees(i)).map(|(i, _)| i)
    }

    /// What the report tells elsewhere of whoever bears the last word of a person's name.
    pub(super) fn gender_of(&self, mention: &Mention, name: &str) -> Option<char> {
        let last =
            name_words(self.rules, name).pop().filter(|_| mention.kind == MentionKind::Person)?;
        self.genders.get(&last).copied().flatten()
    }

    /// "the Observatory" of the "Northern Observatory for Reefs": one word of a body's longer name, with the article.
    fn short_body(&self, mention: &Mention, name: &str) -> Option<Joined> {
        let article = (mention.range.start as usize).checked_sub(1).map(|i| self.doc.token_text(i));
        let first = self.doc.token_text(mention.range.start as usize);
        let definite =
            [article, Some(first)].iter().flatten().any(|w| w.eq_ignore_ascii_case("the"));
        if mention.kind != MentionKind::Organisation
            || !definite
            || name.contains(char::is_whitespace)
        {
            return None;
        }
        let fits = |i: &usize| {
            self.kind(*i) == EntityKind::Organisation
                && self.facts.get(*i).is_some_and(|f| !f.unnamed)
                && self.entities.get(*i).is_some_and(|e| {
                    e.name.contains(char::is_whitespace)
                        && e.name.split_whitespace().any(|w| w == name)
                })
        };
        let recent = self.recent(self.sentence(mention), REACH_OF_SHORT_NAMES);
        recent.into_iter().find(fits).map(|i| (i, CorefReason::ShortName))
    }

    /// "A monitor said ... The Northern Observatory for Reefs said": the body that is named right behind one of its sort, both speaking.
    fn sort(&self, mention: &Mention, name: &str) -> Option<Joined> {
        if mention.kind != MentionKind::Organisation || !self.in_source(mention.range) {
            return None;
        }
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let sorts = &self.rules.people.sorts;
        let is_of = |told: &String| {
            sorts.get(told).is_some_and(|names| words.iter().any(|word| names.contains(word)))
        };
        let fits = |i: &usize| {
            self.facts.get(*i).is_some_and(|facts| {
                facts.unnamed
                    && !facts.several
                    && facts.last_as_source
                    && facts.heads.iter().chain(&facts.modifiers).any(is_of)
            })
        };
        let mut near = self.recent(self.sentence(mention), REACH_OF_SORTS).into_iter().filter(fits);
        let found = near.next().filter(|_| near.next().is_none());
        found.map(|i| (i, CorefReason::Description))
    }

    /// Of two who bear it a bare family name goes on meaning the one it has meant before: the other is called by both names.
    fn short_name(&self, mention: &Mention, name: &str) -> Option<Joined> {
        let own = gender(self.doc, self.rules, mention);
        let words = name_words(self.rules, name);
        let fits = |i: &usize| {
            let known = self.facts.get(*i).and_then(|f| f.gender);
            self.entities.get(*i).is_some_and(|e| {
                e.kind == EntityKind::Person
                    && same_person(&words, &name_words(self.rules, &e.name))
            }) && !clash(own, known)
        };
        let candidates: Vec<usize> = words
            .iter()
            .filter_map(|w| self.by_word.get(w))
            .flatten()
            .copied()
            .filter(fits)
            .collect();
        let last = candidates.iter().copied().max()?;
        let called =
            self.called.get(&name.to_lowercase()).copied().filter(|i| candidates.contains(i));
        // "Robert Okoro said ... Okoro added": whoever just spoke goes on, unless the report is about the other.
        let goes_on = self.facts.get(last).is_some_and(|facts| {
            facts.last_as_source && self.sentence(mention).saturating_sub(facts.last) <= 1
        });
        let found = called.filter(|i| !goes_on || self.main() == Some(*i)).unwrap_or(last);
        Some((found, CorefReason::ShortName))
    }

    /// "A spokesperson for the port ... Ada Okoro, the spokesperson": the name belongs to who was described before.
    fn introduced(&self, mention: &Mention) -> Option<Joined> {
        let roles = definite_roles(self.doc, self.rules, mention.range);
        let sentence = self.sentence(mention);
        let fits = |i: &usize| {
            self.facts.get(*i).is_some_and(|facts| {
                facts.unnamed && !facts.several && facts.heads.iter().any(|h| roles.contains(h))
            })
        };
        let found = self.recent(sentence, INTRODUCED).into_iter().find(fits);
        found.map(|i| (i, CorefReason::Apposition))
    }

    /// Makes a name findable.
    pub(super) fn index(&mut self, entity: usize) {
        let unnamed = self.facts.get(entity).is_none_or(|f| f.unnamed);
        let Some(known) = self.entities.get(entity).filter(|_| !unnamed) else { return };
        let name = known.name.to_lowercase();
        if self.by_name.contains_key(&name) {
            return;
        }
        if known.kind == EntityKind::Person {
            for word in name_words(self.rules, &name) {
                self.by_word.entry(word).or_default().push(entity);
            }
        } else {
            let initials = initials_of(&known.name);
            if initials.chars().count() > 1 {
                self.by_initials.insert(initials, entity);
            }
        }
        self.by_name.insert(name, entity);
    }
}

/// The gender that titles and given names tell of each family name; `None` where they tell of a woman and of a man.
pub(super) fn genders(
    doc: &Document,
    rules: &Rules,
    mentions: &[Mention],
) -> HashMap<String, Option<char>> {
    let mut told: HashMap<String, Option<char>> = HashMap::new();
    for mention in mentions.iter().filter(|m| m.kind == MentionKind::Person) {
        let Some(gender) = gender(doc, rules, mention) else { continue };
        let Some(last) = name_words(rules, &bare_name(doc, rules, mention)).pop() else { continue };
        let known = told.entry(last).or_insert(Some(gender));
        *known = known.filter(|known| *known == gender);
    }
    told
}

fn is_abbreviation(letters: &str) -> bool {
    letters.chars().count() > 1
}

fn abbreviates(known: &NamedEntity, letters: &str, name: &str) -> bool {
    is_initials(letters, &known.name) || is_initials(&known.name.replace('.', ""), name)
}
