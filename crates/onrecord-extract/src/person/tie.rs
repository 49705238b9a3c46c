//! Ties between persons: "her daughter", "the son of Ada Okoro"; and whom "he" stands for.

use std::collections::BTreeMap;

use onrecord_model::{EntityIdx, Mention, MentionKind, Relation, Upos};

use super::Reader;

/// How many sentences back a pronoun is looked up.
const BACK: u32 = 3;

impl Reader<'_> {
    /// "daughter of Ada Okoro" for the noun at `noun`, with the other's fullest name.
    pub(super) fn tie(&self, noun: usize) -> Option<String> {
        let doc = self.words.doc;
        let lemma = doc.tokens.get(noun)?.lemma.as_ref();
        if !self.rules.persons.relations.contains(lemma) {
            return None;
        }
        let of = doc.children(noun).find(|&i| {
            doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Nmod)
                && doc.child(i, Relation::Case).is_some_and(|c| self.words.is(c, &["of"]))
        });
        let owner = doc.child(noun, Relation::NmodPoss).or(of)?;
        let name = match self.entity_at(owner).or_else(|| self.owner_of_clause(owner)) {
            Some(entity) => doc.entities.get(entity.0 as usize)?.name.clone(),
            None if self.words.upos(owner) == Upos::Pron => return None,
            None => doc.bare_words(doc.subtree(owner)),
        };
        Some(format!("{} of {name}", doc.token_text(noun).to_lowercase()))
    }

    /// Whom "whose" stands for: the one on whom its clause hangs.
    fn owner_of_clause(&self, owner: usize) -> Option<EntityIdx> {
        let doc = self.words.doc;
        let whose = self.words.is(owner, &["whose"]);
        let verb = doc.ancestor(owner, 4, &[Relation::AclRelcl]).filter(|_| whose)?;
        self.entity_at(doc.tokens.get(verb)?.head as usize)
    }

    /// The noun of kinship or company that stands beside a name: "her daughter, Ada", "Ada, the wife of the mayor".
    pub(super) fn tying_noun(&self, head: usize) -> Option<usize> {
        let doc = self.words.doc;
        let beside = |relation: Relation| {
            matches!(
                relation,
                Relation::Appos
                    | Relation::Compound
                    | Relation::NmodDesc
                    | Relation::Flat
                    | Relation::List
            )
        };
        let is = |&i: &usize| {
            let lemma = doc.lemma(i);
            self.rules.persons.relations.contains(lemma)
        };
        let token = doc.tokens.get(head)?;
        let above = beside(token.relation).then_some(token.head as usize);
        let below =
            doc.children(head).filter(|&i| doc.tokens.get(i).is_some_and(|t| beside(t.relation)));
        above.into_iter().chain(below).find(is)
    }

    /// Whom a description means that the report has tied to a name: "identified the suspect as Ben Halveg", and later "the
    /// suspect"; "his father, Ada Okoro", and elsewhere "his father".
    pub(super) fn alias(&self, noun: usize) -> Option<EntityIdx> {
        let doc = self.words.doc;
        if self.words.upos(noun) != Upos::Noun {
            return None;
        }
        if let Some(tie) = self.tie(noun) {
            return self.aliases.get(&tie).copied();
        }
        let definite = doc
            .child(noun, Relation::Det)
            .is_some_and(|d| self.rules.figures.definite.contains(self.words.word(d)));
        let lemma = doc.tokens.get(noun)?.lemma.as_ref();
        self.aliases.get(lemma).copied().filter(|_| definite)
    }

    /// Descriptions by the one person that the report gives them to; those given to two are left out.
    pub(super) fn read_aliases(&mut self) {
        let doc = self.words.doc;
        let mut found: BTreeMap<String, Option<EntityIdx>> = BTreeMap::new();
        let mut give = |description: String, entity: EntityIdx| {
            let known = found.entry(description).or_insert(Some(entity));
            if *known != Some(entity) {
                *known = None;
            }
        };
        for mention in doc.mentions.iter().filter(|m| m.kind == MentionKind::Person) {
            let Some(entity) = mention.entity else { continue };
            let head = doc.head_of(mention.range);
            if let Some(tie) = self.tying_noun(head).and_then(|noun| self.tie(noun)) {
                give(tie, entity);
            }
            if let Some(noun) = self.identified(head) {
                let lemma = doc.lemma(noun);
                give(lemma.to_owned(), entity);
            }
        }
        self.aliases = found.into_iter().filter_map(|(d, e)| Some((d, e?))).collect();
    }

    /// The noun that is given the name at `head`: "identified the suspect as Ben Halveg", "was identified by his employer as".
    fn identified(&self, head: usize) -> Option<usize> {
        let doc = self.words.doc;
        let names = |&at: &usize| self.rules.persons.naming.contains(doc.lemma(at));
        let verb = doc.upward(head).skip(1).take(2).find(names)?;
        let direct = doc.tokens.get(head)?.head as usize == verb;
        let object =
            [Relation::Obj, Relation::NsubjPass].into_iter().find_map(|r| doc.child(verb, r))?;
        let fits = object != head && (direct || self.clauses.case_is(head, "as"));
        (fits && self.words.upos(object) == Upos::Noun).then_some(object)
    }

    /// Definite singular nouns of which a name is told ("the man was identified as Ben Halveg"), with the mention that names.
    pub(super) fn identifications(&self) -> Vec<(usize, &Mention)> {
        let doc = self.words.doc;
        let definite = |noun: usize| {
            doc.child(noun, Relation::Det)
                .is_some_and(|d| self.rules.figures.definite.contains(self.words.word(d)))
        };
        let persons = doc.mentions.iter().filter(|m| m.kind == MentionKind::Person);
        let named = persons.filter_map(|m| {
            let noun = self.identified(doc.head_of(m.range))?;
            let units = &self.rules.figures.units.persons;
            let person = units.contains(doc.lemma(noun));
            (definite(noun) && person && noun < m.range.start as usize).then_some((noun, m))
        });
        named.collect()
    }

    /// The person that the word at `at` names or stands for.
    pub(super) fn entity_at(&self, at: usize) -> Option<EntityIdx> {
        let doc = self.words.doc;
        let mention = self.mention_at(at).filter(|m| m.kind != MentionKind::Pronoun);
        if let Some(entity) =
            mention.filter(|m| m.kind == MentionKind::Person).and_then(|m| m.entity)
        {
            return Some(entity);
        }
        if self.words.upos(at) != Upos::Pron || doc.tokens.get(at).is_some_and(|t| t.quoted) {
            return None;
        }
        // Nobody is called dead, held or freed by a pronoun alone on which two readings differ.
        let resolved = self.mention_at(at).and_then(|m| m.entity).filter(|&e| self.is_person(e));
        let found = match (resolved, self.antecedent_of(at)) {
            (Some(resolved), nearest) => nearest.filter(|&nearest| nearest == resolved),
            (None, nearest) => nearest,
        };
        found.filter(|&entity| !self.is_called_otherwise(entity, at))
    }

    /// "The lawyer, Ada Okoro, said her client was ill, and that he had been hurt": in the words of one whom her own words call
    /// "her", "he" is somebody else.
    fn is_called_otherwise(&self, entity: EntityIdx, pronoun: usize) -> bool {
        let doc = self.words.doc;
        let gender = self.gender_of_pronoun(self.words.word(pronoun));
        let sentence = doc.sentence_of(pronoun);
        let before = doc.mentions.partition_point(|m| (m.range.start as usize) < pronoun);
        let here = doc.mentions.get(..before).unwrap_or_default().iter().rev();
        let mut persons = here
            .take_while(|m| m.range.start >= sentence.start)
            .filter(|m| m.kind == MentionKind::Person);
        let Some(only) = persons.next().filter(|_| persons.next().is_none()) else { return false };
        let between = only.range.end as usize..pronoun;
        only.entity == Some(entity)
            && self.gender(only).is_none()
            && between.into_iter().any(|at| {
                let other = self.gender_of_pronoun(self.words.word(at));
                other.is_some() && gender.is_some() && other != gender
            })
    }

    /// The mention that holds a word, a person's name before any other.
    pub(super) fn mention_at(&self, at: usize) -> Option<&Mention> {
        let holds = self.clauses.mentions_at(at);
        holds.min_by_key(|m| (m.kind != MentionKind::Person, m.range.len()))
    }

    fn is_person(&self, entity: EntityIdx) -> bool {
        let kind = self.words.doc.entities.get(entity.0 as usize).map(|e| e.kind);
        kind == Some(onrecord_model::EntityKind::Person)
    }

    /// The person named before that "he" or "she" most likely stands for: a subject of the same sentence, else of the
    /// sentences before, the nearest first.
    fn antecedent_of(&self, pronoun: usize) -> Option<EntityIdx> {
        let doc = self.words.doc;
        let gender = self.gender_of_pronoun(self.words.word(pronoun))?;
        let here = doc.tokens.get(pronoun)?.sentence;
        let fits = |m: &&Mention| {
            let sentence = doc.tokens.get(m.range.start as usize).map_or(0, |t| t.sentence);
            m.kind == MentionKind::Person
                && m.entity.is_some()
                && (m.range.end as usize) <= pronoun
                && here - sentence.min(here) <= BACK
                && self.gender(m).is_none_or(|g| g == gender)
        };
        let rank = |m: &&Mention| {
            let head = doc.head_of(m.range);
            let token = doc.tokens.get(head);
            let sentence = token.map_or(0, |t| t.sentence);
            let subject =
                token.is_some_and(|t| matches!(t.relation, Relation::Nsubj | Relation::NsubjPass));
            (here - sentence.min(here), !subject, pronoun - head.min(pronoun))
        };
        let before = doc.mentions.partition_point(|m| (m.range.start as usize) < pronoun);
        let within = |m: &&Mention| {
            doc.tokens
                .get(m.range.start as usize)
                .is_some_and(|t| here - t.sentence.min(here) <= BACK)
        };
        let near = doc.mentions.get(..before).unwrap_or_default().iter().rev().take_while(within);
        near.filter(fits).min_by_key(rank).and_then(|m| m.entity)
    }

    fn gender_of_pronoun(&self, word: &str) -> Option<char> {
        let lists = &self.rules.people.pronouns;
        let is = |list: &[String]| list.iter().any(|w| w == word);
        if is(&lists.he) { Some('m') } else { is(&lists.she).then_some('f') }
    }

    fn gender(&self, mention: &Mention) -> Option<char> {
        let doc = self.words.doc;
        let people = &self.rules.people;
        let name =
            mention.entity.and_then(|e| doc.entities.get(e.0 as usize)).map_or("", |e| &e.name);
        let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
        let before = (mention.range.start as usize).checked_sub(1);
        let title = before.map_or("", |i| self.words.word(i)).trim_end_matches('.');
        people.gender.get(title).or_else(|| people.given_names.get(first.as_str())).copied()
    }
}
