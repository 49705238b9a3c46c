//! Who is who in one document: short names, abbreviations, titles, pronouns and descriptions to their fullest name.
//!
//! Mentions are taken in text order and joined to the entity they most likely name, each with its reason; where nothing
//! fits, a mention stays an entity of its own. After the sieves of Lee et al. 2013, cut to what sources need.

use onrecord_model::{
    CorefReason, Document, EntityIdx, EntityKind, Mention, MentionKind, NamedEntity, SourceKind,
    TokenRange,
};
use onrecord_rules::Rules;

use crate::mentions::{is_name, name_in, pronoun};
use crate::names::{
    bare_name, content_words, definite_roles, gender, head_lemma, is_initials, is_several,
    role_words, same_person,
};

/// How many sentences back a pronoun or a description is looked up.
const REACH: u32 = 12;

/// Resolves names, and adds the sources that are pronouns or descriptions as mentions of their own.
pub(crate) fn resolve(doc: &mut Document, rules: &Rules) {
    let mut chains = Chains { rules, entities: Vec::new(), facts: Vec::new() };
    let mut mentions = std::mem::take(&mut doc.mentions);
    mentions.extend(described_sources(doc, rules, &mentions));
    mentions.sort_by_key(|m| (m.range.start, m.range.end));
    let mut speakers: Vec<(Option<TokenRange>, Option<EntityIdx>)> =
        doc.attributions.iter().map(|a| (a.source.first().copied(), None)).collect();
    for number in 0..mentions.len() {
        let Some(mention) = mentions.get(number) else { continue };
        if !(is_name(mention.kind)
            || matches!(mention.kind, MentionKind::Pronoun | MentionKind::Description))
        {
            continue;
        }
        let joined = chains.place(doc, &mentions, number);
        if let (Some(mention), Some((entity, reason))) = (mentions.get_mut(number), joined) {
            mention.entity = Some(EntityIdx(entity as u32));
            mention.reason = reason;
            if let Some(entity) = chains.entities.get_mut(entity) {
                entity.mentions.push(number as u32);
            }
        }
    }
    for attribution in &mut speakers {
        attribution.1 = attribution.0.and_then(|range| speaker(doc, rules, &mentions, range));
    }
    for (attribution, (_, speaker)) in doc.attributions.iter_mut().zip(speakers) {
        attribution.speaker = speaker;
    }
    doc.mentions = mentions;
    doc.entities = chains.entities;
}

/// Whom a source names: the mention of its very words, else the name in it.
fn speaker(
    doc: &Document,
    rules: &Rules,
    mentions: &[Mention],
    range: TokenRange,
) -> Option<EntityIdx> {
    let whole = mentions.iter().find(|m| m.range == range && m.entity.is_some());
    let named = || name_in(doc, rules, mentions, range).and_then(|i| mentions.get(i));
    whole.or_else(named).and_then(|m| m.entity)
}

/// Source spans whose head is no name.
fn described_sources(doc: &Document, rules: &Rules, mentions: &[Mention]) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    for &range in doc.attributions.iter().flat_map(|a| &a.source) {
        let known = out.iter().any(|m| m.range == range);
        if known || range.is_empty() || name_in(doc, rules, mentions, range).is_some() {
            continue;
        }
        let is_pronoun = range.len() == 1 && pronoun(rules, doc.token_text(range.start as usize));
        let kind = if is_pronoun { MentionKind::Pronoun } else { MentionKind::Description };
        out.push(Mention { range, kind, entity: None, reason: CorefReason::Itself });
    }
    out
}

/// What is known of an entity beside its name.
#[derive(Clone, Debug, Default)]
struct Facts {
    /// Dictionary form of the head noun of its descriptions ("official").
    heads: Vec<String>,
    /// `f`, `m`.
    gender: Option<char>,
    /// Number of the sentence it was last mentioned in, and whether as a source.
    last: u32,
    last_as_source: bool,
    several: bool,
    /// Introduced by a description alone.
    unnamed: bool,
}

struct Chains<'a> {
    rules: &'a Rules,
    entities: Vec<NamedEntity>,
    facts: Vec<Facts>,
}

impl Chains<'_> {
    /// Finds or makes the entity of mention `number`; `None` where a pronoun finds none.
    fn place(
        &mut self,
        doc: &Document,
        mentions: &[Mention],
        number: usize,
    ) -> Option<(usize, CorefReason)> {
        let mention = mentions.get(number)?;
        let found = match mention.kind {
            MentionKind::Pronoun if self.is_relative(doc, mention) => {
                Some(antecedent(mentions, number)?)
            }
            MentionKind::Pronoun => Some(self.pronoun(doc, mention)?),
            MentionKind::Description => self.description(doc, mentions, mention),
            _ => self.name(doc, mention),
        };
        let (entity, reason) = match found {
            Some(found) => found,
            None => (self.new_entity(doc, mention), CorefReason::Itself),
        };
        self.note(doc, mention, entity);
        Some((entity, reason))
    }

    fn new_entity(&mut self, doc: &Document, mention: &Mention) -> usize {
        let kind = match mention.kind {
            MentionKind::Person => EntityKind::Person,
            MentionKind::Organisation => EntityKind::Organisation,
            MentionKind::Group => EntityKind::Group,
            MentionKind::Place => EntityKind::Place,
            MentionKind::Facility => EntityKind::Facility,
            MentionKind::Event => EntityKind::Event,
            _ => self.described_kind(doc, mention.range),
        };
        let name = bare_name(doc, self.rules, mention);
        self.entities.push(NamedEntity { name, kind, mentions: Vec::new() });
        let unnamed = mention.kind == MentionKind::Description;
        self.facts.push(Facts { unnamed, ..Facts::default() });
        self.entities.len() - 1
    }

    fn described_kind(&self, doc: &Document, range: TokenRange) -> EntityKind {
        let people = &self.rules.people;
        let head = head_lemma(doc, self.rules, range);
        match people.roles.get(&head).map(|role| role.kind) {
            Some(SourceKind::Group) => EntityKind::Group,
            Some(_) => EntityKind::Role,
            None if people.documents.contains(&head) => EntityKind::Document,
            None if people.outlets.contains(&head) => EntityKind::Outlet,
            None if people.bodies.contains(&head) => EntityKind::Organisation,
            None => EntityKind::Other,
        }
    }

    /// Keeps what this mention tells about its entity.
    fn note(&mut self, doc: &Document, mention: &Mention, entity: usize) {
        let name = bare_name(doc, self.rules, mention);
        let gender = gender(doc, self.rules, mention);
        let head = head_lemma(doc, self.rules, mention.range);
        let several = is_several(doc, mention.range);
        let sentence = doc.tokens.get(mention.range.start as usize).map_or(0, |t| t.sentence);
        let as_source =
            doc.attributions.iter().flat_map(|a| &a.source).any(|s| s.touches(mention.range));
        let (Some(facts), Some(known)) =
            (self.facts.get_mut(entity), self.entities.get_mut(entity))
        else {
            return;
        };
        facts.gender = facts.gender.or(gender);
        facts.last = sentence;
        facts.last_as_source = as_source;
        match mention.kind {
            MentionKind::Pronoun => {}
            MentionKind::Description => {
                facts.several |= several && facts.heads.is_empty();
                if !facts.heads.contains(&head) {
                    facts.heads.push(head);
                }
            }
            _ => {
                let person = mention.kind == MentionKind::Person;
                if facts.unnamed
                    || (name.chars().count() > known.name.chars().count()
                        && (person || known.name.len() < 4))
                {
                    known.name = name;
                }
                if facts.unnamed && person {
                    known.kind = EntityKind::Person;
                }
                facts.unnamed = false;
                for role in role_words(doc, self.rules, mention.range) {
                    if !facts.heads.contains(&role) {
                        facts.heads.push(role);
                    }
                }
            }
        }
    }

    /// A name: the same words, a part of a fuller name, or an abbreviation.
    fn name(&self, doc: &Document, mention: &Mention) -> Option<(usize, CorefReason)> {
        let name = bare_name(doc, self.rules, mention);
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let candidates =
            || self.entities.iter().enumerate().rev().filter(|(i, _)| !self.is_unnamed(*i));
        if let Some((i, _)) = candidates().find(|(_, e)| e.name.eq_ignore_ascii_case(&name)) {
            return Some((i, CorefReason::SameWords));
        }
        if mention.kind == MentionKind::Person {
            let own = gender(doc, self.rules, mention);
            let fits = |i: usize, e: &NamedEntity| {
                e.kind == EntityKind::Person
                    && same_person(&words, &e.name)
                    && !matches!((own, self.facts.get(i).and_then(|f| f.gender)), (Some(a), Some(b)) if a != b)
            };
            if let Some((i, _)) = candidates().find(|(i, e)| fits(*i, e)) {
                return Some((i, CorefReason::ShortName));
            }
            return self.introduced(doc, mention);
        }
        let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        let abbreviates = |e: &NamedEntity| {
            e.kind != EntityKind::Person
                && (is_initials(&letters, &e.name) || is_initials(&e.name.replace('.', ""), &name))
        };
        candidates().find(|(_, e)| abbreviates(e)).map(|(i, _)| (i, CorefReason::Abbreviation))
    }

    /// "A spokesperson for the port ... Ada Okoro, the spokesperson": the name belongs to who was described before.
    fn introduced(&self, doc: &Document, mention: &Mention) -> Option<(usize, CorefReason)> {
        let roles = definite_roles(doc, self.rules, mention.range);
        let sentence = doc.tokens.get(mention.range.start as usize)?.sentence;
        let fits = |facts: &Facts| {
            facts.unnamed
                && !facts.several
                && sentence.saturating_sub(facts.last) <= 3
                && facts.heads.iter().any(|h| roles.contains(h))
        };
        self.facts.iter().rposition(fits).map(|i| (i, CorefReason::Apposition))
    }

    /// "the official" to the last official; "the statement" stays a document of its own.
    fn description(
        &self,
        doc: &Document,
        mentions: &[Mention],
        mention: &Mention,
    ) -> Option<(usize, CorefReason)> {
        let head = head_lemma(doc, self.rules, mention.range);
        let first = doc.token_text(mention.range.start as usize).to_lowercase();
        let words = doc.text_of(mention.range);
        let same =
            |e: &NamedEntity| e.name.eq_ignore_ascii_case(&bare_name(doc, self.rules, mention));
        let definite = matches!(first.as_str(), "the" | "this" | "that" | "these" | "those");
        if !definite {
            let known = self
                .entities
                .iter()
                .enumerate()
                .rev()
                .find(|(i, e)| same(e) && !self.is_unnamed(*i));
            return known.map(|(i, _)| (i, CorefReason::SameWords));
        }
        let sentence = doc.tokens.get(mention.range.start as usize)?.sentence;
        let several = is_several(doc, mention.range);
        let short = mention.range.len() <= 2;
        let modifiers = content_words(doc, mention.range);
        let fits = |i: usize, facts: &Facts| {
            let near = sentence.saturating_sub(facts.last) <= REACH;
            let agrees = facts.several == several || !facts.unnamed;
            let same_head = facts.heads.contains(&head);
            let all_said = short || modifiers.iter().all(|m| self.says(doc, mentions, i, m));
            near && agrees && same_head && all_said
        };
        let found =
            self.facts.iter().enumerate().rev().find(|(i, facts)| fits(*i, facts)).map(|(i, _)| i);
        let group = || {
            let side = self.rules.people.bodies.contains(&head) && short && !words.is_empty();
            side.then(|| self.last_body(sentence, &head)).flatten()
        };
        found.or_else(group).map(|i| (i, CorefReason::Description))
    }

    /// The last body whose name holds the word, else for "the group" the last armed or political body.
    fn last_body(&self, sentence: u32, head: &str) -> Option<usize> {
        let near =
            |i: usize| self.facts.get(i).is_some_and(|f| sentence.saturating_sub(f.last) <= REACH);
        let named =
            |e: &NamedEntity| e.name.split_whitespace().any(|w| w.eq_ignore_ascii_case(head));
        let body = |e: &NamedEntity| matches!(e.kind, EntityKind::Organisation | EntityKind::Group);
        let by = |test: &dyn Fn(&NamedEntity) -> bool| {
            self.entities
                .iter()
                .enumerate()
                .rev()
                .find(|(i, e)| near(*i) && test(e))
                .map(|(i, _)| i)
        };
        by(&|e| body(e) && named(e)).or_else(|| {
            let last = |(i, e): &(usize, &NamedEntity)| {
                near(*i) && e.kind == EntityKind::Organisation && head == "group"
            };
            self.entities
                .iter()
                .enumerate()
                .filter(last)
                .max_by_key(|(i, _)| self.facts.get(*i).map(|f| f.last))
                .map(|(i, _)| i)
        })
    }

    fn is_relative(&self, doc: &Document, mention: &Mention) -> bool {
        let word = doc.token_text(mention.range.start as usize).to_lowercase();
        self.rules.people.pronouns.relative.contains(&word)
    }

    /// A pronoun to the last fitting entity, one that spoke before one that was only named.
    fn pronoun(&self, doc: &Document, mention: &Mention) -> Option<(usize, CorefReason)> {
        let at = mention.range.start as usize;
        let word = doc.token_text(at).to_lowercase();
        let pronouns = &self.rules.people.pronouns;
        let sentence = doc.tokens.get(at)?.sentence;
        if pronouns.relative.contains(&word) || pronouns.first.contains(&word) {
            return None;
        }
        let person = |i: usize| {
            self.entities
                .get(i)
                .is_some_and(|e| matches!(e.kind, EntityKind::Person | EntityKind::Role))
        };
        let fits = |i: usize, facts: &Facts| {
            if pronouns.he.contains(&word) {
                person(i) && !facts.several && facts.gender != Some('f')
            } else if pronouns.she.contains(&word) {
                person(i) && !facts.several && facts.gender != Some('m')
            } else if pronouns.they.contains(&word) {
                facts.several
                    || self.entities.get(i).is_some_and(|e| {
                        matches!(e.kind, EntityKind::Organisation | EntityKind::Group)
                    })
            } else {
                self.entities.get(i).is_some_and(|e| {
                    matches!(
                        e.kind,
                        EntityKind::Organisation | EntityKind::Document | EntityKind::Outlet
                    ) || (matches!(e.kind, EntityKind::Group | EntityKind::Place)
                        && facts.last_as_source)
                })
            }
        };
        let certain = |facts: &Facts| {
            (pronouns.she.contains(&word) && facts.gender == Some('f'))
                || (pronouns.he.contains(&word) && facts.gender == Some('m'))
        };
        let rank = |facts: &Facts| {
            // Nearer is better; having spoken is worth two sentences, a gender that is known to fit one.
            let distance = sentence.saturating_sub(facts.last) * 2;
            distance
                .saturating_sub(if facts.last_as_source { 4 } else { 0 })
                .saturating_sub(u32::from(certain(facts)))
        };
        let near = |facts: &Facts| sentence.saturating_sub(facts.last) <= REACH;
        let all = self.facts.iter().enumerate().filter(|(i, facts)| near(facts) && fits(*i, facts));
        let best = all.min_by_key(|(i, facts)| (rank(facts), std::cmp::Reverse((facts.last, *i))));
        best.map(|(i, _)| (i, CorefReason::Pronoun))
    }

    fn is_unnamed(&self, entity: usize) -> bool {
        self.facts.get(entity).is_some_and(|f| f.unnamed)
    }

    /// Has some mention of the entity this word in it?
    fn says(&self, doc: &Document, mentions: &[Mention], entity: usize, word: &str) -> bool {
        let Some(known) = self.entities.get(entity) else { return false };
        known
            .mentions
            .iter()
            .filter_map(|&m| mentions.get(m as usize))
            .any(|m| doc.text_of(m.range).split_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
    }
}

/// What a relative pronoun stands for: the mention that ends right before it, a comma apart.
fn antecedent(mentions: &[Mention], number: usize) -> Option<(usize, CorefReason)> {
    let pronoun = mentions.get(number)?;
    let before = mentions
        .get(..number)?
        .iter()
        .rev()
        .find(|m| m.entity.is_some() && m.range.end <= pronoun.range.start)?;
    let near = pronoun.range.start - before.range.end <= 1;
    before.entity.filter(|_| near).map(|e| (e.0 as usize, CorefReason::Pronoun))
}
