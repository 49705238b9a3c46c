//! The head words of a report: what each goes by, whom it names, and what its pronouns stand for.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{
    CorefReason, Document, Entity, EntityKind, Id, MentionKind, Relation, TokenRange, Upos,
};
use onrecord_rules::Rules;

use super::{Pool, stem};

/// The reader holds a word for an event's that it gives this score or more.
const EVENT: f32 = 0.35;

/// A head word.
pub(super) struct Head {
    pub reading: usize,
    pub token: usize,
    /// The dictionary form that it goes by in its story: of whoever is known by name the last of it.
    pub form: String,
    /// Is it the plural of a noun?
    pub plural: bool,
    /// ... that neither names nor tells of an event, so that the plural is another thing than the singular?
    pub several: bool,
    pub named: Option<Named>,
}

/// Whom a head word names.
#[derive(Clone)]
pub(super) struct Named {
    /// The group of the entity layer.
    pub group: Id,
    pub name: String,
    pub kind: EntityKind,
}

/// The forms of words that tell of an event somewhere in a story: there the plural tells of the same.
pub(super) fn event_forms(pool: &Pool<'_>, story: &[usize]) -> BTreeSet<String> {
    let documents = story.iter().filter_map(|at| pool.read.get(*at));
    let events = documents.flat_map(|(document, _)| {
        let sure = document.events.iter().filter(|event| event.score >= EVENT);
        sure.map(|event| stem(document.token_text(event.token as usize), pool.rules))
    });
    events.collect()
}

/// The words of a report that tell of something, in its order. `events` are forms of which singular and plural are one.
pub(super) fn heads(pool: &Pool<'_>, reading: usize, events: &BTreeSet<String>) -> Vec<Head> {
    let Some((document, findings)) = pool.read.get(reading) else { return Vec::new() };
    let entities = Ending::of(&findings.entities);
    let letters = abbreviations(document);
    let mut found: Vec<Head> = Vec::new();
    for token in 0..document.tokens.len() {
        let words = document.words_of(TokenRange::new(token, token + 1));
        let entity = entities.narrowest([words.start, words.end]);
        let word = Word { pool, document, reading, token, entity };
        let Some((form, named)) = word.form_and_name(letters.contains(&token)) else { continue };
        let plural = word.is_plural();
        let several = plural && entity.is_none() && !events.contains(&form);
        let mut head = Head { reading, token, form, plural, several, named };
        // "Ada Lund Jr" goes by what Ada Lund goes by.
        let is_suffix = is_suffix(document.token_text(token), pool.rules);
        if let Some(name) = found.last().filter(|it| is_suffix && it.token + 1 == token) {
            head.form.clone_from(&name.form);
            head.named.clone_from(&name.named);
        }
        found.push(head);
    }
    found
}

/// Entities by where a mention of them ends.
struct Ending<'a>(BTreeMap<u32, Vec<(u32, &'a Entity)>>);

impl<'a> Ending<'a> {
    fn of(entities: &'a [Entity]) -> Ending<'a> {
        let mut ending: BTreeMap<u32, Vec<(u32, &Entity)>> = BTreeMap::new();
        for entity in entities {
            for words in &entity.mentions {
                ending.entry(words.end).or_default().push((words.start, entity));
            }
        }
        Ending(ending)
    }

    /// Whose narrowest mention ends in this word: the head of a name or description is its last.
    fn narrowest(&self, [start, end]: [u32; 2]) -> Option<&'a Entity> {
        let over = self.0.get(&end).into_iter().flatten().filter(|(from, _)| *from <= start);
        let narrowest = over.max_by_key(|(from, entity)| (*from, std::cmp::Reverse(&entity.id)));
        narrowest.map(|(_, entity)| *entity)
    }
}

/// The last words of short forms in letters.
fn abbreviations(document: &Document) -> BTreeSet<usize> {
    let mentions = document.mentions.iter();
    let short = mentions.filter(|mention| mention.reason == CorefReason::Abbreviation);
    short.map(|mention| (mention.range.end as usize).saturating_sub(1)).collect()
}

/// A word, and the entity of which a mention ends in it.
struct Word<'a> {
    pool: &'a Pool<'a>,
    document: &'a Document,
    reading: usize,
    token: usize,
    entity: Option<&'a Entity>,
}

impl Word<'_> {
    /// What it goes by, and whom it names; `None` where it tells of nothing.
    fn form_and_name(&self, is_letters: bool) -> Option<(String, Option<Named>)> {
        let rules = self.pool.rules;
        let token = self.document.tokens.get(self.token)?;
        let is_content =
            matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Num | Upos::Adj);
        let entity = self.entity.filter(|entity| is_name(&entity.name, rules));
        let by_name =
            entity.filter(|entity| entity.kind == EntityKind::Person || is_letters || !is_content);
        let form = match by_name {
            Some(entity) => stem(last(&entity.name, rules), rules),
            None if is_content => stem(self.document.token_text(self.token), rules),
            None => return None,
        };
        let named = entity.filter(|entity| stem(last(&entity.name, rules), rules) == form);
        let named = named.and_then(|entity| {
            let group = (self.pool.named)(self.reading, &entity.id)?;
            Some(Named { group, name: entity.name.clone(), kind: entity.kind })
        });
        Some((form, named))
    }

    fn is_plural(&self) -> bool {
        let token = self.document.tokens.get(self.token);
        let written = self.document.token_text(self.token).to_lowercase();
        token.is_some_and(|token| token.upos == Upos::Noun && written != token.lemma.to_lowercase())
    }
}

/// The last word of a name, without what may stand behind it ("Jr").
fn last<'n>(name: &'n str, rules: &Rules) -> &'n str {
    let mut words = name.split_whitespace().rev();
    words.find(|word| !is_suffix(word, rules)).unwrap_or(name)
}

fn is_suffix(word: &str, rules: &Rules) -> bool {
    let word = crate::key(word);
    rules.joining.suffixes.contains(&word)
}

fn is_name(name: &str, rules: &Rules) -> bool {
    last(name, rules).starts_with(char::is_uppercase)
}

/// The pronouns of a report with the word that each stands for, as numbers of tokens. `stands` tells which words go by something.
pub(super) fn pronouns(
    pool: &Pool<'_>,
    reading: usize,
    stands: &dyn Fn(usize) -> bool,
) -> BTreeMap<usize, usize> {
    let Some((document, _)) = pool.read.get(reading) else { return BTreeMap::new() };
    let mut nouns: BTreeMap<u32, usize> = BTreeMap::new();
    for mention in document.mentions.iter().filter(|it| it.kind != MentionKind::Pronoun) {
        let noun = mention.range.range().rev().find(|token| stands(*token));
        if let (Some(entity), Some(noun)) = (mention.entity, noun) {
            nouns.entry(entity.0).or_insert(noun);
        }
    }
    let one_word = document
        .mentions
        .iter()
        .filter(|it| it.kind == MentionKind::Pronoun && it.range.len() == 1)
        .filter_map(|it| Some((it.range.start as usize, *nouns.get(&it.entity?.0)?)));
    let relative = (0..document.tokens.len())
        .filter_map(|token| Some((token, antecedent(document, token, pool.rules)?)))
        .filter(|(_, noun)| stands(*noun));
    one_word.chain(relative).filter(|(pronoun, _)| !stands(*pronoun)).collect()
}

/// The noun before a relative clause, for the pronoun that stands for it there ("the man who fled").
fn antecedent(document: &Document, token: usize, rules: &Rules) -> Option<usize> {
    let pronoun = document.tokens.get(token)?;
    let is_part = matches!(
        pronoun.relation,
        Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::NmodPoss
    );
    let word = document.token_text(token).to_lowercase();
    if !is_part || !rules.people.pronouns.relative.contains(&word) {
        return None;
    }
    let above = document.tokens.get(pronoun.head as usize)?;
    // "whose house burned": the house is what hangs on the clause.
    let verb = match pronoun.relation {
        Relation::NmodPoss => document.tokens.get(above.head as usize)?,
        _ => above,
    };
    let noun = verb.head as usize;
    (verb.relation == Relation::AclRelcl && noun < token).then_some(noun)
}
