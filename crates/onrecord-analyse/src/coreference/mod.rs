//! Who is who in one document: short names, abbreviations, titles, pronouns and descriptions to their fullest name.
//!
//! Mentions are taken in text order and joined to the entity they most likely name, each with its reason; where nothing
//! fits, a mention stays an entity of its own, and a pronoun stays unresolved. After the sieves of Lee et al. 2013, cut to
//! what sources need. One file a mechanism: which words are mentions ([`detect`]), what the sentence says outright
//! ([`syntax`]), names ([`name`]), descriptions ([`description`]), pronouns ([`pronoun`]), and the one who speaks of himself
//! ([`speech`]).

mod description;
mod detect;
mod name;
mod pronoun;
mod speech;
mod surname;
mod syntax;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use onrecord_model::{
    CorefReason, Document, EntityIdx, EntityKind, Mention, MentionKind, NamedEntity, Relation,
    TokenRange, Upos,
};
use onrecord_rules::Rules;

use crate::mentions::{is_name, name_in};
use crate::names::{bare_name, gender, head_lemma, is_several, role_words};

/// How many sentences back a description is looked up.
const REACH: u32 = 12;

/// No more mentions than this are looked back at, however long a sentence is.
const RECENT: usize = 200;

/// Resolves names, and adds pronouns and descriptions as mentions of their own.
pub(crate) fn resolve(doc: &mut Document, rules: &Rules) {
    detect::name_whole_clauses(doc, rules);
    let mut mentions = std::mem::take(&mut doc.mentions);
    mentions.extend(detect::untagged_names(doc, &mentions));
    surname::retype(doc, rules, &mut mentions);
    surname::retype_bodies(doc, rules, &mut mentions);
    surname::retype_known(doc, rules, &mut mentions);
    mentions.sort_by_key(|m| (m.range.start, m.range.end));
    mentions.extend(detect::pronouns_and_descriptions(doc, rules, &mentions));
    mentions.sort_by_key(|m| (m.range.start, m.range.end));
    let mut chains = Chains::new(doc, rules, &mentions);
    for number in 0..mentions.len() {
        let joined = chains.place(&mentions, number);
        if let (Some(mention), Some((entity, reason))) = (mentions.get_mut(number), joined) {
            mention.entity = Some(EntityIdx(entity as u32));
            mention.reason = reason;
        }
    }
    let speakers: Vec<Option<EntityIdx>> = doc
        .attributions
        .iter()
        .map(|a| a.source.first().and_then(|&range| speaker(doc, rules, &mentions, range)))
        .collect();
    speech::resolve(&mut chains, &mut mentions, &speakers);
    let mut entities = chains.entities;
    for (number, mention) in mentions.iter().enumerate() {
        if let Some(known) = mention.entity.and_then(|e| entities.get_mut(e.0 as usize)) {
            known.mentions.push(number as u32);
        }
    }
    for entity in &mut entities {
        entity.kind = commonest_kind(entity, &mentions);
    }
    for (attribution, speaker) in doc.attributions.iter_mut().zip(speakers) {
        attribution.speaker = speaker;
    }
    doc.mentions = mentions;
    doc.entities = entities;
}

/// Whom a source names: the mention of its very words, else the name in it.
fn speaker(
    doc: &Document,
    rules: &Rules,
    mentions: &[Mention],
    range: TokenRange,
) -> Option<EntityIdx> {
    let mentions = detect::within(mentions, doc.sentence_of(range.start as usize));
    let whole = mentions.iter().find(|m| m.range == range && m.entity.is_some());
    let named = || name_in(doc, rules, mentions, range).and_then(|i| mentions.get(i));
    whole.or_else(named).and_then(|m| m.entity)
}

/// What most of its names were tagged as, the first of several; a description alone keeps what it was.
fn commonest_kind(entity: &NamedEntity, mentions: &[Mention]) -> EntityKind {
    let names = entity.mentions.iter().filter_map(|&m| mentions.get(m as usize));
    let kinds: Vec<EntityKind> = names.filter_map(|m| kind_of_name(m.kind)).collect();
    let mut counts: BTreeMap<EntityKind, usize> = BTreeMap::new();
    for kind in &kinds {
        *counts.entry(*kind).or_default() += 1;
    }
    let most = counts.values().max();
    kinds.into_iter().find(|kind| counts.get(kind) == most).unwrap_or(entity.kind)
}

fn kind_of_name(kind: MentionKind) -> Option<EntityKind> {
    Some(match kind {
        MentionKind::Person => EntityKind::Person,
        MentionKind::Organisation => EntityKind::Organisation,
        MentionKind::Group => EntityKind::Group,
        MentionKind::Place => EntityKind::Place,
        MentionKind::Facility => EntityKind::Facility,
        MentionKind::Event => EntityKind::Event,
        _ => return None,
    })
}

/// What is known of an entity beside its name.
#[derive(Clone, Debug, Default)]
struct Facts {
    /// Dictionary form of the head noun of its descriptions ("official").
    heads: Vec<String>,
    /// Words that stand beside these heads, lower case ("senior", "northern").
    modifiers: Vec<String>,
    /// `f`, `m`.
    gender: Option<char>,
    /// Number of the sentence it was last mentioned in, the token, and whether as a source, as a subject.
    last: u32,
    last_at: usize,
    last_as_source: bool,
    last_as_subject: bool,
    several: bool,
    /// Introduced by a description alone.
    unnamed: bool,
    /// Whose it is ("his lawyer").
    owner: Option<usize>,
    /// How often it was mentioned so far.
    mentions: u32,
}

/// An entity and why.
type Joined = (usize, CorefReason);

struct Chains<'a> {
    doc: &'a Document,
    rules: &'a Rules,
    entities: Vec<NamedEntity>,
    facts: Vec<Facts>,
    /// Sentence and entity of every mention placed so far, in text order.
    log: Vec<(u32, usize)>,
    /// Entities by their name in lower case, by each word of a person's name, by the initials of a body's.
    by_name: HashMap<String, usize>,
    by_word: HashMap<String, Vec<usize>>,
    by_initials: HashMap<String, usize>,
    /// The two persons mentioned most so far, and how often.
    leading: [(usize, u32); 2],
    /// Who was last called by a name shorter than the one known.
    called: HashMap<String, usize>,
    /// The gender that titles and given names of the report tell of everybody with a family name.
    genders: HashMap<String, Option<char>>,
    /// For each token, the number of the mention that it heads, and of the attribution whose content, whose source it stands in.
    heads: HashMap<usize, usize>,
    content_of: HashMap<usize, usize>,
    source_of: HashMap<usize, usize>,
    /// Tokens inside a source.
    sources: Vec<TokenRange>,
}

impl<'a> Chains<'a> {
    fn new(doc: &'a Document, rules: &'a Rules, mentions: &[Mention]) -> Chains<'a> {
        let mut heads = HashMap::new();
        for (number, mention) in mentions.iter().enumerate().filter(|(_, m)| refers(m.kind)) {
            heads.entry(detect::head_of(doc, rules, mention)).or_insert(number);
        }
        let (mut content_of, mut source_of) = (HashMap::new(), HashMap::new());
        for (number, attribution) in doc.attributions.iter().enumerate() {
            for token in attribution.content.iter().flat_map(|c| c.range()) {
                content_of.insert(token, number);
            }
            for token in attribution.source.iter().flat_map(|s| s.range()) {
                source_of.entry(token).or_insert(number);
            }
        }
        let mut sources: Vec<TokenRange> =
            doc.attributions.iter().flat_map(|a| a.source.iter().copied()).collect();
        sources.sort();
        Chains {
            doc,
            rules,
            entities: Vec::new(),
            facts: Vec::new(),
            log: Vec::new(),
            by_name: HashMap::new(),
            by_word: HashMap::new(),
            by_initials: HashMap::new(),
            leading: [(usize::MAX, 0); 2],
            called: HashMap::new(),
            genders: name::genders(doc, rules, mentions),
            heads,
            content_of,
            source_of,
            sources,
        }
    }

    /// Finds or makes the entity of mention `number`; `None` where it refers to nothing that is known.
    fn place(&mut self, mentions: &[Mention], number: usize) -> Option<Joined> {
        let mention = mentions.get(number).filter(|m| refers(m.kind))?;
        let found = match mention.kind {
            MentionKind::Pronoun => Some(self.pronoun(mentions, mention)?),
            MentionKind::Description => {
                self.by_syntax(mentions, mention).or_else(|| self.description(mentions, mention))
            }
            MentionKind::Group if self.is_adjective(mention) => return None,
            _ => self.name(mention).or_else(|| self.by_syntax(mentions, mention)),
        };
        let (entity, reason) = match found {
            Some(found) => found,
            None => (self.new_entity(mentions, mention), CorefReason::Itself),
        };
        self.note(mentions, mention, entity);
        if reason == CorefReason::ShortName {
            let name = bare_name(self.doc, self.rules, mention);
            self.called.insert(name.to_lowercase(), entity);
        }
        Some((entity, reason))
    }

    /// "Northern" in "Northern officials" tells where they are from and names nobody.
    fn is_adjective(&self, mention: &Mention) -> bool {
        let head = self.doc.head_of(mention.range);
        self.doc.tokens.get(head).is_some_and(|t| {
            t.upos == Upos::Adj || matches!(t.relation, Relation::Amod | Relation::Compound)
        })
    }

    fn new_entity(&mut self, mentions: &[Mention], mention: &Mention) -> usize {
        let kind = kind_of_name(mention.kind).unwrap_or_else(|| self.described_kind(mention.range));
        let name = self
            .possessed(mentions, mention)
            .unwrap_or_else(|| bare_name(self.doc, self.rules, mention));
        let entity = self.entities.len();
        self.entities.push(NamedEntity { name, kind, mentions: Vec::new() });
        let unnamed = mention.kind == MentionKind::Description;
        self.facts.push(Facts { unnamed, ..Facts::default() });
        self.index(entity);
        entity
    }

    fn described_kind(&self, range: TokenRange) -> EntityKind {
        let people = &self.rules.people;
        let head = head_lemma(self.doc, self.rules, range);
        match people.roles.contains_key(&head) {
            true if is_several(self.doc, range) => EntityKind::Group,
            true => EntityKind::Role,
            _ if people.documents.contains(&head) => EntityKind::Document,
            _ if people.outlets.contains(&head) => EntityKind::Outlet,
            _ if people.bodies.contains(&head) => EntityKind::Organisation,
            _ if people.places.contains(&head) => EntityKind::Place,
            _ => EntityKind::Other,
        }
    }

    /// "his office" by whom he is: "Ada Okoro's office".
    fn possessed(&self, mentions: &[Mention], mention: &Mention) -> Option<String> {
        let first = mention.range.start as usize;
        if mention.kind != MentionKind::Description || mention.range.len() < 2 {
            return None;
        }
        let owner = mentions
            .get(self.heads.get(&first).copied()?)
            .filter(|m| m.kind == MentionKind::Pronoun && m.range.len() == 1)?;
        let owner = owner.entity?.0 as usize;
        if self.facts.get(owner)?.several || self.kind(owner) == EntityKind::Group {
            return None;
        }
        let owner = self.entities.get(owner)?;
        let rest = Mention {
            range: TokenRange { start: mention.range.start + 1, end: mention.range.end },
            ..mention.clone()
        };
        let rest = bare_name(self.doc, self.rules, &rest);
        Some(format!("{}{} {rest}", owner.name, self.rules.people.possessive))
    }

    /// Keeps what this mention tells about its entity.
    fn note(&mut self, mentions: &[Mention], mention: &Mention, entity: usize) {
        let owner = self.owner(mentions, mention);
        let (doc, rules) = (self.doc, self.rules);
        let name = bare_name(doc, rules, mention);
        let gender = gender(doc, rules, mention).or_else(|| self.gender_of(mention, &name));
        let several = is_several(doc, mention.range);
        let sentence = self.sentence(mention);
        let as_source = self.in_source(mention.range);
        let as_subject = self.is_subject(mention);
        let (Some(facts), Some(known)) =
            (self.facts.get_mut(entity), self.entities.get_mut(entity))
        else {
            return;
        };
        facts.mentions += 1;
        let count = facts.mentions;
        facts.gender = facts.gender.or(gender);
        facts.owner = facts.owner.or(owner);
        facts.last_as_source = as_source || (facts.last == sentence && facts.last_as_source);
        facts.last_as_subject = as_subject || (facts.last == sentence && facts.last_as_subject);
        (facts.last, facts.last_at) = (sentence, mention.range.start as usize);
        match mention.kind {
            MentionKind::Pronoun => {}
            MentionKind::Description => {
                facts.several |= several && facts.heads.is_empty() && facts.unnamed;
                let head = head_lemma(doc, rules, mention.range);
                if !facts.heads.contains(&head) {
                    facts.heads.push(head);
                }
                for word in description::modifiers(doc, rules, mention.range) {
                    if !facts.modifiers.contains(&word) {
                        facts.modifiers.push(word);
                    }
                }
            }
            _ => {
                let person = mention.kind == MentionKind::Person;
                let longer = name.chars().count() > known.name.chars().count();
                if facts.unnamed || (longer && (person || known.name.len() < 4)) {
                    known.name = name;
                }
                if facts.unnamed && person {
                    known.kind = EntityKind::Person;
                }
                facts.unnamed = false;
                for role in role_words(doc, rules, mention.range) {
                    if !facts.heads.contains(&role) {
                        facts.heads.push(role);
                    }
                }
            }
        }
        if known.kind == EntityKind::Person {
            self.lead(entity, count);
        }
        self.index(entity);
        self.log.push((sentence, entity));
    }

    /// Keeps the two persons mentioned most; `count` is one more than it was.
    fn lead(&mut self, entity: usize, count: u32) {
        let [first, second] = &mut self.leading;
        if first.0 == entity || count > first.1 {
            if first.0 != entity {
                *second = *first;
            }
            *first = (entity, count);
        } else if second.0 == entity || count > second.1 {
            *second = (entity, count);
        }
    }

    fn sentence(&self, mention: &Mention) -> u32 {
        self.doc.tokens.get(mention.range.start as usize).map_or(0, |t| t.sentence)
    }

    fn in_source(&self, range: TokenRange) -> bool {
        let after = self.sources.partition_point(|s| s.start < range.end);
        let near = self.sources.get(after.saturating_sub(2)..after).unwrap_or_default();
        near.iter().any(|s| s.touches(range))
    }

    fn is_subject(&self, mention: &Mention) -> bool {
        let head = detect::head_of(self.doc, self.rules, mention);
        self.doc
            .tokens
            .get(head)
            .is_some_and(|t| matches!(t.relation, Relation::Nsubj | Relation::NsubjPass))
    }

    /// Entities mentioned in the last `reach` sentences before `sentence`, that included, the latest first, each once.
    fn recent(&self, sentence: u32, reach: u32) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for &(at, entity) in self.log.iter().rev().take(RECENT) {
            if sentence.saturating_sub(at) > reach {
                break;
            }
            if !out.contains(&entity) {
                out.push(entity);
            }
        }
        out
    }

    fn kind(&self, entity: usize) -> EntityKind {
        self.entities.get(entity).map(|e| e.kind).unwrap_or_default()
    }
}

/// Does a mention of this kind stand for somebody or something?
fn refers(kind: MentionKind) -> bool {
    is_name(kind) || matches!(kind, MentionKind::Pronoun | MentionKind::Description)
}
