//! Whom a description stands for that no report resolves: the person or body of which the story tells the same under a name.
//!
//! One report of a story tells that a woman was hit, another that Ada Lund was. What is said of a description (which verb it is subject
//! or object of, what is its own), how old it is, and which name some report gives it are held against the same of each name.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Document, EntityKind, Figure, Relation, TokenRange, Upos};

use super::heads::Head;
use super::{Key, Pool, stem};

/// What speaks for a name weighs at least this much, ...
const LEAST: f64 = 1.5;
/// ... and at least this share of what speaks for any.
const LEAST_SHARE: f64 = 0.5;
/// So much weighs a report that gives a description the name, and an age that both have.
const TOLD: f64 = 2.0;
/// What is said of more than this many tells none of them.
const MOST_USERS: usize = 8;

/// What is said of something: by which word, and as what.
type Said = (String, Part);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Subject,
    Object,
    Owner,
}

/// What a story tells of a description or a name.
#[derive(Default)]
struct Profile {
    /// Persons or bodies.
    kind: EntityKind,
    /// In which readings something is said of it.
    said: BTreeMap<Said, BTreeSet<usize>>,
    /// How often an age is told.
    ages: BTreeMap<String, usize>,
    /// How often it is told as a woman, as a man.
    genders: BTreeMap<char, usize>,
    /// Names that a report gives it.
    called: BTreeMap<Key, usize>,
}

/// Is it a description of one person or body that its report gives no name?
pub(super) fn is_open(pool: &Pool<'_>, head: &Head) -> bool {
    name_of(head).is_none() && kind(pool, head).is_some()
}

/// The person or body that a head word names.
fn name_of(head: &Head) -> Option<EntityKind> {
    let kind = head.named.as_ref().map(|named| named.kind);
    kind.filter(|kind| matches!(kind, EntityKind::Person | EntityKind::Organisation))
}

/// What the noun of a description of one describes.
fn kind(pool: &Pool<'_>, head: &Head) -> Option<EntityKind> {
    let (document, _) = pool.read.get(head.reading).filter(|_| !head.plural)?;
    let people = &pool.rules.people;
    let lemma = document.tokens.get(head.token).filter(|it| it.upos == Upos::Noun)?.lemma.as_ref();
    let ends = || people.person_endings.iter().any(|ending| lemma.ends_with(ending.as_str()));
    match lemma {
        _ if people.roles.contains_key(lemma) || people.gender.contains_key(lemma) => {
            Some(EntityKind::Person)
        }
        _ if people.bodies.contains(lemma) || people.any_body.contains(lemma) => {
            Some(EntityKind::Organisation)
        }
        _ if ends() => Some(EntityKind::Person),
        _ => None,
    }
}

/// By the form of a description, what goes by the name that it stands for.
pub(super) fn names(pool: &Pool<'_>, heads: &[Head], keys: &[Key]) -> BTreeMap<String, Key> {
    let mut described: BTreeMap<String, Profile> = BTreeMap::new();
    let mut names: BTreeMap<&Key, Profile> = BTreeMap::new();
    for (head, key) in heads.iter().zip(keys) {
        let Some((document, findings)) = pool.read.get(head.reading) else { continue };
        let noun = kind(pool, head);
        let profile = match (name_of(head), noun) {
            (Some(named), noun) => {
                // "the mayor", whom its report names.
                if let Some(kind) = noun {
                    let form = stem(document.token_text(head.token), pool.rules);
                    let profile = described.entry(form).or_default();
                    profile.kind = kind;
                    *profile.called.entry(key.clone()).or_default() += 1;
                }
                let profile = names.entry(key).or_default();
                profile.kind = named;
                profile
            }
            (None, Some(kind)) => {
                let profile = described.entry(head.form.clone()).or_default();
                profile.kind = kind;
                profile
            }
            (None, None) => continue,
        };
        profile.note(pool, document, &findings.figures, head);
    }
    let users = users(described.values().chain(names.values()));
    let stands = |(form, profile): (&String, &Profile)| {
        Some((form.clone(), (*profile.name(&names, &users)?).clone()))
    };
    described.iter().filter_map(stands).collect()
}

/// Of how many things something is said.
fn users<'p>(profiles: impl Iterator<Item = &'p Profile>) -> BTreeMap<&'p Said, usize> {
    let mut users: BTreeMap<&Said, usize> = BTreeMap::new();
    for said in profiles.flat_map(|profile| profile.said.keys()) {
        *users.entry(said).or_default() += 1;
    }
    users
}

impl Profile {
    fn note(&mut self, pool: &Pool<'_>, document: &Document, figures: &[Figure], head: &Head) {
        if let Some(said) = said(pool, document, head.token) {
            self.said.entry(said).or_default().insert(head.reading);
        }
        if let Some(age) = age(document, figures, head.token) {
            *self.ages.entry(age).or_default() += 1;
        }
        let people = &pool.rules.people;
        let is_noun = document.tokens.get(head.token).is_some_and(|it| it.upos == Upos::Noun);
        let first = head.named.as_ref().and_then(|named| named.name.split_whitespace().next());
        let gender = match first {
            _ if is_noun => people.gender.get(document.lemma(head.token)),
            Some(first) => people.given_names.get(&first.to_lowercase()),
            None => None,
        };
        if let Some(gender) = gender {
            *self.genders.entry(*gender).or_default() += 1;
        }
    }

    /// The name that more speaks for than for all others together.
    fn name<'k>(
        &self,
        names: &BTreeMap<&'k Key, Profile>,
        users: &BTreeMap<&Said, usize>,
    ) -> Option<&'k Key> {
        let weighed = names.iter().filter(|(_, name)| self.kind == name.kind && self.agrees(name));
        let weighed: Vec<(f64, &Key)> =
            weighed.map(|(key, name)| (self.weight(key, name, users), *key)).collect();
        let all: f64 = weighed.iter().map(|(weight, _)| weight).sum();
        let (weight, best) = weighed.into_iter().rev().max_by(|(a, _), (b, _)| a.total_cmp(b))?;
        (weight >= LEAST && weight >= LEAST_SHARE * all).then_some(best)
    }

    fn weight(&self, key: &Key, name: &Profile, users: &BTreeMap<&Said, usize>) -> f64 {
        let mut weight = 0.0;
        for (said, here) in &self.said {
            let count = users.get(said).copied().unwrap_or_default();
            let there = name.said.get(said).map_or(0, BTreeSet::len);
            if count <= MOST_USERS && there > 0 {
                weight += here.len().min(there) as f64 / (count - 1) as f64;
            }
        }
        let ages = self
            .ages
            .iter()
            .map(|(age, here)| name.ages.get(age).map_or(0, |there| *here.min(there)));
        let told = ages.sum::<usize>() + self.called.get(key).copied().unwrap_or_default();
        weight + TOLD * told as f64
    }

    /// No woman is a man.
    fn agrees(&self, name: &Profile) -> bool {
        let gender =
            |of: &Profile| of.genders.iter().max_by_key(|(_, times)| **times).map(|it| *it.0);
        gender(self).zip(gender(name)).is_none_or(|(one, other)| one == other)
    }
}

/// What the sentence says of a noun.
fn said(pool: &Pool<'_>, document: &Document, at: usize) -> Option<Said> {
    let token = document.tokens.get(at)?;
    let governor =
        document.tokens.get(token.head as usize).filter(|_| token.head as usize != at)?;
    let is_verb = governor.upos == Upos::Verb;
    let of = || document.children(at).any(|it| document.token_text(it).eq_ignore_ascii_case("of"));
    let part = match token.relation {
        Relation::Nsubj if is_verb => Part::Subject,
        Relation::OblAgent => Part::Subject,
        Relation::NsubjPass | Relation::Obj if is_verb => Part::Object,
        Relation::NmodPoss if governor.upos == Upos::Noun => Part::Owner,
        Relation::Nmod if governor.upos == Upos::Noun && of() => Part::Owner,
        _ => return None,
    };
    Some((stem(document.token_text(token.head as usize), pool.rules), part))
}

/// How old the report says one is: "59-year-old Ada Lund", "Ada Lund, 59,".
fn age(document: &Document, figures: &[Figure], at: usize) -> Option<String> {
    let mut ages = figures.iter().filter(|figure| figure.measure == "age").peekable();
    ages.peek()?;
    let phrase = document.words_of(document.noun_phrase(at));
    let head = document.words_of(TokenRange::new(at, at + 1));
    let is_set_off = document.token_text(at + 1) == "," && document.token_text(at + 3) == ",";
    let behind = is_set_off.then(|| document.words_of(TokenRange::new(at + 2, at + 3)).start);
    let own = ages.find(|figure| {
        let start = figure.words.start;
        (phrase.start..head.start).contains(&start) || Some(start) == behind
    });
    own?.value.map(|age| age.to_string())
}
