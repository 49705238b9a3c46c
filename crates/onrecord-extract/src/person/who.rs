//! Of whom a status is told: a name, a description, names in a list.

use std::collections::BTreeMap;

use onrecord_model::{EntityIdx, Mention, MentionKind, Relation, TokenRange, Upos};

use super::Reader;

/// A person as the words at hand give it.
#[derive(Clone, Debug)]
pub(super) struct Who {
    /// The words.
    pub(super) range: TokenRange,
    pub(super) name: Option<String>,
    pub(super) count: Option<u32>,
    pub(super) entity: Option<EntityIdx>,
    pub(super) age: Option<u32>,
    pub(super) relation: Option<String>,
    pub(super) role: Option<String>,
    /// "The boy": somebody told of before.
    pub(super) definite: bool,
    /// By which another place of the report is known to mean the same person.
    pub(super) key: String,
}

/// What stands beside the names of a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    age: Option<u32>,
    relation: Option<String>,
    role: Option<String>,
}

/// How far behind a group the verb may stand that lists its names.
const LIST: usize = 6;
/// The most persons that are joined.
const MOST: usize = 40;
/// The most words of a role.
const ROLE: usize = 7;

impl Reader<'_> {
    /// The persons whose head, or one of whose joined heads, stands at `head`.
    pub(super) fn persons_at(&self, head: usize) -> Vec<Who> {
        let mut out: Vec<Who> = Vec::new();
        let mut heads = self.joined(self.bearer_of_predicate(head));
        if let Some(listed) = self.listed_of_count(head) {
            heads = listed;
        }
        for head in heads {
            if self.is_none(head) {
                continue;
            }
            let named = self.names_of_group(head);
            if named.is_empty() {
                out.extend(self.one(head));
            } else {
                out.extend(named);
            }
        }
        out
    }

    /// "Ada Okoro was among those killed", "he is one of the men arrested": of whom the noun is said.
    fn bearer_of_predicate(&self, head: usize) -> usize {
        let doc = self.words.doc;
        let mut at = head;
        let token = doc.tokens.get(at);
        let of_one = token.filter(|t| t.relation == Relation::Nmod).map(|t| t.head as usize);
        if let Some(one) =
            of_one.filter(|&one| self.rules.people.counts.get(self.words.word(one)) == Some(&1))
        {
            at = one;
        }
        let subject =
            doc.child(at, Relation::Nsubj).filter(|_| doc.child(at, Relation::Cop).is_some());
        subject.filter(|&s| s < at).unwrap_or(head)
    }

    /// "two of the people they held, a doctor and a nurse": who is counted is listed behind a comma, however a parse joins them
    /// to the people; of the people themselves it lists nobody.
    fn listed_of_count(&self, head: usize) -> Option<Vec<usize>> {
        let doc = self.words.doc;
        let of = |&i: &usize| {
            doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Nmod)
                && self.clauses.case_is(i, "of")
        };
        let count = |at: usize| self.rules.people.counts.get(self.words.word(at)).copied();
        let (counted, people) = match doc.children(head).find(of) {
            Some(people) => (count(head)?, people),
            None => (
                count(
                    doc.tokens.get(head).filter(|t| t.relation == Relation::Nmod)?.head as usize,
                )?,
                head,
            ),
        };
        let first = doc.child(people, Relation::Conj)?;
        let comma = doc.child(first, Relation::Punct).is_some_and(|i| self.words.is(i, &[","]));
        let alone = doc.child(first, Relation::Cc).is_none();
        let listed = self.joined(first);
        if !(comma && alone && listed.len() == counted as usize) {
            return None;
        }
        Some(if people == head { Vec::new() } else { listed })
    }

    /// A head with those joined to it by "and" or commas.
    fn joined(&self, head: usize) -> Vec<usize> {
        let doc = self.words.doc;
        let mut heads = vec![head];
        let mut at = 0;
        while let Some(&next) = heads.get(at).filter(|_| at < MOST) {
            let conj = |&i: &usize| doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Conj);
            heads.extend(doc.children(next).filter(conj));
            at += 1;
        }
        heads
    }

    /// "No miner was killed."
    fn is_none(&self, head: usize) -> bool {
        let negations = &self.rules.deeds.negations;
        let determiner = self.words.doc.child(head, Relation::Det);
        determiner.is_some_and(|d| negations.contains(self.words.word(d)))
            || negations.contains(self.words.word(head))
    }

    fn one(&self, head: usize) -> Option<Who> {
        let doc = self.words.doc;
        let held = self.mention_at(head).filter(|m| m.kind == MentionKind::Person);
        let beside = || self.name_beside(head).or_else(|| self.name_behind_comma(head));
        let named = held.or_else(beside).or_else(|| self.name_explained(head));
        if let Some(mention) = named {
            return Some(self.named(mention));
        }
        if let Some(entity) = self.entity_at(head).or_else(|| self.alias(head)) {
            return Some(self.known(entity, self.phrase(head)));
        }
        (self.words.upos(head) == Upos::Noun && doc.child(head, Relation::Nummod).is_none())
            .then(|| self.described(head))?
    }

    /// The name that belongs to a description: "her daughter, Ada Okoro", "photographer Ben Halveg".
    fn name_beside(&self, head: usize) -> Option<&Mention> {
        let doc = self.words.doc;
        if self.is_several(head) {
            return None;
        }
        let beside = |i: usize| {
            doc.tokens.get(i).is_some_and(|t| {
                matches!(
                    t.relation,
                    Relation::Appos | Relation::Flat | Relation::Compound | Relation::NmodDesc
                )
            })
        };
        // "the head of security, Ada Okoro": the name may hang on the last noun of the phrase.
        let of = doc
            .children(head)
            .filter(|&i| doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Nmod));
        let deeper = of.flat_map(|noun| {
            doc.children(noun)
                .filter(|&i| doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Appos))
        });
        let all = doc.children(head).filter(|&i| beside(i)).chain(deeper);
        let mut names = all.filter_map(|i| {
            self.mention_at(i)
                .filter(|m| m.kind == MentionKind::Person && doc.head_of(m.range) == i)
        });
        names.next()
    }

    /// "the captain, Jonas Brekke, 52,": a name in commas right behind a role, whatever the parse makes of it.
    fn name_behind_comma(&self, head: usize) -> Option<&Mention> {
        let doc = self.words.doc;
        let lemma = doc.tokens.get(head)?.lemma.to_lowercase();
        let is_role = self.rules.people.roles.contains_key(&lemma) && !self.is_several(head);
        let end = head + 1;
        let name = self.mention_at(end + 1).filter(|m| {
            let behind = m.range.end as usize;
            m.kind == MentionKind::Person
                && m.range.start as usize == end + 1
                && self.words.is(behind, &[",", "."])
                && !self.words.is(behind + 1, &["and", "or"])
        });
        name.filter(|_| is_role && self.words.is(end, &[","]))
    }

    /// The name that a description in apposition explains: "Ada Okoro, a diver who drowned".
    fn name_explained(&self, head: usize) -> Option<&Mention> {
        let token = self.words.doc.tokens.get(head).filter(|t| t.relation == Relation::Appos)?;
        self.mention_at(token.head as usize).filter(|m| m.kind == MentionKind::Person)
    }

    pub(super) fn named(&self, mention: &Mention) -> Who {
        match mention.entity {
            Some(entity) => self.known(entity, mention.range),
            None => {
                let name = self.words.doc.bare_words(mention.range);
                Who {
                    range: mention.range,
                    key: name.clone(),
                    name: Some(name),
                    definite: false,
                    count: None,
                    entity: None,
                    age: self.age(mention.range),
                    relation: None,
                    role: None,
                }
            }
        }
    }

    /// A named person with what any of its mentions tells of it.
    fn known(&self, entity: EntityIdx, range: TokenRange) -> Who {
        let name = self.words.doc.entities.get(entity.0 as usize);
        let name = name.map_or("", |e| e.name.as_str()).to_owned();
        let facts = self.facts.get(&entity).cloned().unwrap_or_default();
        Who {
            range,
            definite: false,
            count: None,
            entity: Some(entity),
            age: facts.age,
            relation: facts.relation.filter(|tie| !tie.ends_with(&name)),
            role: facts.role,
            key: name.clone(),
            name: Some(name),
        }
    }

    /// Reads what stands beside the names of persons: age, ties, role; the first place that tells it counts.
    pub(super) fn read_facts(&mut self) {
        let doc = self.words.doc;
        let mut all: BTreeMap<EntityIdx, Facts> = BTreeMap::new();
        for mention in doc.mentions.iter().filter(|m| m.kind == MentionKind::Person) {
            let Some(entity) = mention.entity else { continue };
            let noun = self.tying_noun(doc.head_of(mention.range));
            let tied_age = || noun.and_then(|noun| self.age(TokenRange::new(noun, noun + 1)));
            let facts = all.entry(entity).or_default();
            facts.age = facts.age.or_else(|| self.age(mention.range)).or_else(tied_age);
            facts.relation = facts.relation.take().or_else(|| self.tie(noun?));
            facts.role = facts.role.take().or_else(|| self.role(mention.range));
        }
        self.facts = all;
    }

    /// A person who is not named: only where one person is meant.
    fn described(&self, head: usize) -> Option<Who> {
        let doc = self.words.doc;
        let word = self.words.word(head);
        let lemma = doc.tokens.get(head)?.lemma.to_string();
        let tie = self.tie(head);
        let definite = doc
            .child(head, Relation::Det)
            .is_some_and(|d| self.rules.figures.definite.contains(self.words.word(d)));
        let person = self.rules.figures.units.persons.contains(word)
            || self.rules.people.roles.contains_key(&lemma)
            || tie.is_some();
        if !person || self.is_several(head) {
            return None;
        }
        let range = self.phrase(head);
        Some(Who {
            key: tie.clone().unwrap_or(lemma),
            definite,
            name: None,
            count: None,
            entity: None,
            age: self.age(TokenRange::new(head, head + 1)),
            relation: tie,
            role: None,
            range,
        })
    }

    /// Does the noun name more than one?
    fn is_several(&self, head: usize) -> bool {
        let word = self.words.word(head);
        let plural = self.words.doc.tokens.get(head).is_some_and(|t| *t.lemma != *word);
        self.rules.figures.collective.contains(word) || word.ends_with('s') && plural
    }

    /// The noun with what stands before it.
    fn phrase(&self, head: usize) -> TokenRange {
        let doc = self.words.doc;
        let before = |&i: &usize| {
            let relation = doc.tokens.get(i).map(|t| t.relation);
            i < head
                && matches!(
                    relation,
                    Some(
                        Relation::Det
                            | Relation::Amod
                            | Relation::NmodPoss
                            | Relation::Compound
                            | Relation::Nummod
                    )
                )
                && !self.words.is(i, &["whose"])
        };
        let first = doc.children(head).filter(before).map(|i| doc.subtree(i).start as usize).min();
        TokenRange::new(first.unwrap_or(head).min(head), head + 1)
    }

    /// What a person does or is, as the words beside the name say: "photographer Ben Halveg", "Ben Halveg, a diver".
    fn role(&self, name: TokenRange) -> Option<String> {
        self.role_before(name).or_else(|| self.role_behind(name))
    }

    fn role_before(&self, name: TokenRange) -> Option<String> {
        let doc = self.words.doc;
        let first = doc.sentence_of(name.start as usize).start as usize;
        let mut start = name.start as usize;
        let inside = |i: usize| {
            matches!(self.words.upos(i), Upos::Noun | Upos::Propn | Upos::Adj)
                && self
                    .mention_at(i)
                    .is_none_or(|m| m.kind != MentionKind::Person && m.kind != MentionKind::Date)
                && self.times.covering(i).is_none()
        };
        while start > first && name.start as usize - start < ROLE && inside(start - 1) {
            start -= 1;
        }
        let range = TokenRange::new(start, name.start as usize);
        let last = range.end.checked_sub(1)? as usize;
        let lemma = doc.tokens.get(last)?.lemma.to_lowercase();
        let is_noun =
            self.words.upos(last) == Upos::Noun && !self.rules.persons.relations.contains(&lemma);
        let words = doc.text_of(range).trim_matches(|c: char| !c.is_alphanumeric());
        (is_noun && !words.is_empty()).then(|| words.to_owned())
    }

    fn role_behind(&self, name: TokenRange) -> Option<String> {
        let doc = self.words.doc;
        let head = doc.head_of(name);
        let beside = doc.children(head).find(|&i| {
            doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Appos && t.upos == Upos::Noun)
                && i >= name.end as usize
        })?;
        let lemma = doc.tokens.get(beside)?.lemma.as_ref();
        let range = doc.subtree(beside);
        let first = range.range().find(|&i| !self.words.is_mark(i))?;
        let fits = range.len() <= ROLE && !self.rules.persons.relations.contains(lemma);
        fits.then(|| doc.bare_words(TokenRange::new(first, range.end as usize)))
    }

    /// The names of a group: in apposition, behind a colon, or behind a verb that lists them.
    fn names_of_group(&self, head: usize) -> Vec<Who> {
        let doc = self.words.doc;
        let lemma = doc.lemma(head);
        let several = self.is_several(head)
            && self.rules.figures.units.persons.contains(self.words.word(head));
        let counted = doc.child(head, Relation::Nummod).is_some();
        let groups = &self.rules.persons.groups;
        let is_group = groups.contains(lemma) || groups.contains(self.words.word(head));
        let groups_here = several || counted || is_group && self.words.upos(head) != Upos::Propn;
        if !groups_here && self.words.upos(head) != Upos::Noun {
            return Vec::new();
        }
        let beside = doc.children(head).filter(|&i| {
            doc.tokens
                .get(i)
                .is_some_and(|t| matches!(t.relation, Relation::Appos | Relation::List))
        });
        let mut names: Vec<Who> = beside
            .filter(|_| several || counted)
            .flat_map(|i| self.joined(i))
            .filter_map(|i| self.mention_at(i).filter(|m| m.kind == MentionKind::Person))
            .map(|m| self.named(m))
            .collect();
        if names.is_empty() {
            names = self.listed_behind(head, groups_here);
        }
        names
    }

    /// "Those freed include A, B and C", "The victims were named as A and B".
    fn listed_behind(&self, head: usize, several: bool) -> Vec<Who> {
        let doc = self.words.doc;
        let sentence = doc.sentence_of(head);
        let end = sentence.end as usize;
        let lemma = |i: usize| doc.lemma(i);
        let lists = |i: &usize| {
            let naming = self.rules.persons.naming.contains(lemma(*i));
            naming
                || several
                    && (self.words.is(*i, &[":"]) || self.rules.persons.lists.contains(lemma(*i)))
        };
        let mut verbs = (head + 1..end.min(head + LIST)).filter(lists);
        let Some(first) = verbs.next() else { return Vec::new() };
        // "were named as": the last of them.
        let at = verbs.next_back().unwrap_or(first);
        let mut names = Vec::new();
        let mut next = at + 1;
        let mut reach = next + LIST;
        while next < end.min(reach) {
            if self.words.upos(next) == Upos::Verb && names.is_empty() {
                break;
            }
            match self.mention_at(next).filter(|m| m.kind == MentionKind::Person) {
                Some(mention) => {
                    names.push(self.named(mention));
                    next = mention.range.end as usize;
                    reach = next + LIST;
                }
                None => next += 1,
            }
        }
        names
    }
}
