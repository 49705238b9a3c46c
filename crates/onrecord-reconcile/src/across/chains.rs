//! Chains: the words of several reports of one story that tell of one thing or one event, whatever their kind.
//!
//! Beyond names, which are one across all reports, a noun or a verb means the same thing only inside one story. There, words of one
//! dictionary form are one chain, and a pronoun or a description that a report resolves to a person goes with that person's name.
//! Where a last word would join two different full names ("Ost Bank", "West Bank"), each stays by itself.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Document, Entity, EntityKind, Findings, Id, Upos};
use onrecord_rules::Rules;
use serde::Serialize;

use super::stories::{Features, stories};
use crate::key;

/// Reports that are on average this much alike are of one story.
const ONE_STORY: f64 = 0.15;
/// A name weighs as much as so many other words.
const NAME: f64 = 2.0;
/// Shorter endings than what would leave fewer letters stay on.
const LEAST_STEM: usize = 3;

/// Words of one story that tell of one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Chain {
    /// `chain`
    pub layer: String,
    /// From the story's first report and what the chain goes by.
    pub id: Id,
    /// Its commonest word.
    pub title: String,
    /// The reports of its story, by id.
    pub story: Vec<String>,
    /// The words.
    pub told: Vec<Link>,
}

/// The words of one report in a chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Link {
    /// The report.
    pub report: String,
    /// First code point and one past the last of each head word.
    pub spans: Vec<[u32; 2]>,
}

/// A head word.
struct Head {
    reading: usize,
    span: [u32; 2],
    word: String,
    /// The dictionary form that it goes by in its story.
    form: String,
    /// The group of the entity layer that it names.
    named: Option<(Id, String)>,
}

/// Every chain of two or more words over the reports of one story. `named` gives the group across reports of an entity of a reading,
/// where it has one. In order of story and dictionary form.
pub fn chains(
    read: &[(Document, Findings)],
    named: &dyn Fn(usize, &Id) -> Option<Id>,
    rules: &Rules,
) -> Vec<Chain> {
    let features: Vec<Features> =
        read.iter().map(|(document, _)| features(document, rules)).collect();
    let mut found = Vec::new();
    for story in stories(&features, ONE_STORY) {
        let heads: Vec<Head> = story
            .iter()
            .filter_map(|at| Some((*at, read.get(*at)?)))
            .flat_map(|(at, (document, findings))| heads(at, document, findings, named, rules))
            .collect();
        found.extend(of_story(&story, heads, read));
    }
    found
}

/// The content words of a report.
fn features(document: &Document, rules: &Rules) -> Features {
    let mut found = Features::new();
    for (at, token) in document.tokens.iter().enumerate() {
        let form = document.token_text(at);
        let is_word = form.chars().all(char::is_alphabetic) && form.chars().count() > 2;
        if is_word && !rules.joining.empty.contains(&form.to_lowercase()) {
            let weight = if form.starts_with(char::is_uppercase) { NAME } else { 1.0 };
            *found.entry(stem(&token.lemma, rules)).or_default() += weight;
        }
    }
    found
}

/// A word without its ending, in lower case.
fn stem(word: &str, rules: &Rules) -> String {
    let word = key(word).replace(' ', "");
    let endings = rules.joining.endings.iter();
    let bare = endings.filter_map(|ending| word.strip_suffix(ending.as_str()));
    let bare = bare.filter(|bare| bare.chars().count() >= LEAST_STEM).min_by_key(|bare| bare.len());
    bare.unwrap_or(&word).trim_end_matches('e').to_owned()
}

fn heads(
    reading: usize,
    document: &Document,
    findings: &Findings,
    named: &dyn Fn(usize, &Id) -> Option<Id>,
    rules: &Rules,
) -> Vec<Head> {
    let mut mentions: Vec<(u32, u32, &Entity)> = findings
        .entities
        .iter()
        .flat_map(|entity| entity.mentions.iter().map(move |it| (it.start, it.end, entity)))
        .collect();
    mentions.sort_by_key(|(start, end, entity)| (end - start, *start, entity.id.clone()));
    let mut found = Vec::new();
    for (at, token) in document.tokens.iter().enumerate() {
        let words = document.words_of(onrecord_model::TokenRange::new(at, at + 1));
        let word = document.token_text(at);
        // The head of a name or description is its last word.
        let entity =
            mentions.iter().find(|(start, end, _)| *start <= words.start && *end == words.end);
        let entity = entity.map(|(.., entity)| *entity);
        let is_content =
            matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Num | Upos::Adj);
        let person = entity.filter(|it| it.kind == EntityKind::Person && is_name(&it.name));
        let form = match (person, is_content) {
            (Some(person), _) => last(&person.name),
            (None, true) => word,
            (None, false) => match entity.filter(|it| is_name(&it.name)) {
                Some(entity) => last(&entity.name),
                None => continue,
            },
        };
        let named = entity
            .filter(|it| is_name(&it.name))
            .filter(|it| person.is_some() || stem(last(&it.name), rules) == stem(form, rules))
            .and_then(|it| Some((named(reading, &it.id)?, it.name.clone())));
        found.push(Head {
            reading,
            span: [words.start, words.end],
            word: word.to_owned(),
            form: stem(form, rules),
            named,
        });
    }
    found
}

fn last(name: &str) -> &str {
    name.split_whitespace().last().unwrap_or(name)
}

fn is_name(name: &str) -> bool {
    last(name).starts_with(char::is_uppercase)
}

/// The chains of one story: by form; and by name where one form is the last word of two that are not one.
fn of_story(story: &[usize], heads: Vec<Head>, read: &[(Document, Findings)]) -> Vec<Chain> {
    let mut names: BTreeMap<&str, BTreeMap<&Id, BTreeSet<String>>> = BTreeMap::new();
    for head in &heads {
        if let Some((group, name)) = &head.named {
            let words = key(name).split(' ').map(str::to_owned).collect();
            names.entry(&head.form).or_default().entry(group).or_insert(words);
        }
    }
    let rival = |form: &str| {
        names.get(form).is_some_and(|groups| {
            let all: Vec<&BTreeSet<String>> = groups.values().collect();
            let longest = all.iter().max_by_key(|words| words.len());
            longest.is_some_and(|longest| all.iter().any(|words| !words.is_subset(longest)))
        })
    };
    let mut sets: BTreeMap<String, Vec<&Head>> = BTreeMap::new();
    for head in &heads {
        let by = match &head.named {
            Some((group, _)) if rival(&head.form) => format!("{} {}", head.form, group.as_str()),
            _ => head.form.clone(),
        };
        sets.entry(by).or_default().push(head);
    }
    let reports: Vec<String> =
        story.iter().filter_map(|at| read.get(*at)).map(|(it, _)| it.report.id.clone()).collect();
    let first = reports.iter().min().cloned().unwrap_or_default();
    let chained = sets.into_iter().filter(|(_, heads)| heads.len() > 1);
    chained.map(|(by, heads)| chain(&first, &by, &heads, &reports, read)).collect()
}

fn chain(
    first: &str,
    by: &str,
    heads: &[&Head],
    story: &[String],
    read: &[(Document, Findings)],
) -> Chain {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told: BTreeMap<usize, Vec<[u32; 2]>> = BTreeMap::new();
    for head in heads {
        *count.entry(&head.word).or_default() += 1;
        told.entry(head.reading).or_default().push(head.span);
    }
    let title = count.into_iter().max_by_key(|(word, count)| (*count, std::cmp::Reverse(*word)));
    let report = |at: usize| read.get(at).map(|(it, _)| it.report.id.clone()).unwrap_or_default();
    let told = told.into_iter().map(|(at, spans)| Link { report: report(at), spans });
    Chain {
        layer: "chain".to_owned(),
        id: Id::of("ch", [first, by]),
        title: title.map(|(word, _)| word.to_owned()).unwrap_or_default(),
        story: story.to_vec(),
        told: told.collect(),
    }
}
