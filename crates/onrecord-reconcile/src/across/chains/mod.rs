//! Chains: the words of several reports that tell of one thing or one event, whatever their kind.
//!
//! Names that are one across reports are one chain wherever they stand. A noun or a verb means the same thing only inside one story.
//! There, words of one dictionary form are one chain ([`forms`]); a pronoun or a description that a report resolves goes with what it
//! stands for ([`heads`]); and a description that no report resolves goes with the name of which the story tells the same: the woman who
//! was hit is whom others say was hit, by name ([`described`]).

mod described;
mod forms;
mod heads;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Document, Findings, Id, TokenRange};
use onrecord_rules::Rules;
use serde::Serialize;

use super::stories::{Features, stories};
use crate::key;
use heads::Head;

/// Reports that are on average this much alike are of one story.
const ONE_STORY: f64 = 0.15;
/// A name weighs as much as so many other words.
const NAME: f64 = 2.0;
/// Shorter endings than what would leave fewer letters stay on.
const LEAST_STEM: usize = 3;

/// Words that tell of one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Chain {
    /// `chain`
    pub layer: String,
    /// From what the chain goes by: the entity of a name, else a word and its story's first report.
    pub id: Id,
    /// Its commonest word.
    pub title: String,
    /// The reports of the stories that tell of it, by id.
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

/// What a chain goes by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A dictionary form in the story of this number, told of several or not; where names part it, with the group of one.
    Word { story: usize, form: String, several: bool, group: Option<Id> },
    /// A group of the entity layer.
    Entity(Id),
}

/// A word of a chain.
struct Told {
    story: usize,
    reading: usize,
    token: usize,
}

/// The readings, and which of their entities are one.
struct Pool<'a> {
    read: &'a [(Document, Findings)],
    named: &'a dyn Fn(usize, &Id) -> Option<Id>,
    rules: &'a Rules,
}

/// Every chain of two or more words. `named` gives the group across reports of an entity of a reading, where it has one. Those of
/// words in order of story and dictionary form, then those of names.
pub fn chains(
    read: &[(Document, Findings)],
    named: &dyn Fn(usize, &Id) -> Option<Id>,
    rules: &Rules,
) -> Vec<Chain> {
    let pool = Pool { read, named, rules };
    let features: Vec<Features> =
        read.iter().map(|(document, _)| features(document, rules)).collect();
    let stories = stories(&features, ONE_STORY);
    let mut found: BTreeMap<Key, Vec<Told>> = BTreeMap::new();
    for (number, story) in stories.iter().enumerate() {
        for (key, reading, token) in pool.of_story(number, story) {
            found.entry(key).or_default().push(Told { story: number, reading, token });
        }
    }
    let chained = found.into_iter().filter(|(_, told)| told.len() > 1);
    chained.map(|(key, told)| pool.chain(&key, &told, &stories)).collect()
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

impl Pool<'_> {
    /// Every word of a story that tells of something, with what its chain goes by.
    fn of_story(&self, number: usize, story: &[usize]) -> Vec<(Key, usize, usize)> {
        let told = heads::event_forms(self, story);
        let heads: Vec<Head> = story.iter().flat_map(|at| heads::heads(self, *at, &told)).collect();
        let mut keys = forms::keys(self, number, &heads);
        let names = described::names(self, &heads, &keys);
        for (head, key) in heads.iter().zip(&mut keys) {
            if let Some(name) = names.get(&head.form).filter(|_| described::is_open(self, head)) {
                key.clone_from(name);
            }
        }
        let at: BTreeMap<(usize, usize), &Key> =
            heads.iter().zip(&keys).map(|(head, key)| ((head.reading, head.token), key)).collect();
        let mut found = Vec::new();
        for reading in story {
            let stands = |token: usize| at.contains_key(&(*reading, token));
            for (pronoun, noun) in heads::pronouns(self, *reading, &stands) {
                if let Some(key) = at.get(&(*reading, noun)) {
                    found.push(((*key).clone(), *reading, pronoun));
                }
            }
        }
        found.extend(at.into_iter().map(|((reading, token), key)| (key.clone(), reading, token)));
        found
    }

    fn chain(&self, key: &Key, words: &[Told], stories: &[Vec<usize>]) -> Chain {
        let report =
            |at: usize| self.read.get(at).map(|(it, _)| it.report.id.clone()).unwrap_or_default();
        let told_in: BTreeSet<usize> = words.iter().map(|word| word.story).collect();
        let story = told_in.iter().filter_map(|at| stories.get(*at)).flatten();
        let story: Vec<String> = story.map(|at| report(*at)).collect();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let mut told: BTreeMap<usize, Vec<[u32; 2]>> = BTreeMap::new();
        for word in words {
            let Some((document, _)) = self.read.get(word.reading) else { continue };
            *count.entry(document.token_text(word.token)).or_default() += 1;
            let words = document.words_of(TokenRange::new(word.token, word.token + 1));
            told.entry(word.reading).or_default().push([words.start, words.end]);
        }
        let title =
            count.into_iter().max_by_key(|(word, count)| (*count, std::cmp::Reverse(*word)));
        let first = story.iter().min().cloned().unwrap_or_default();
        let links = told.into_iter().map(|(at, mut spans)| {
            spans.sort_unstable();
            Link { report: report(at), spans }
        });
        Chain {
            layer: "chain".to_owned(),
            id: id(key, &first),
            title: title.map(|(word, _)| word.to_owned()).unwrap_or_default(),
            story,
            told: links.collect(),
        }
    }
}

fn id(key: &Key, first: &str) -> Id {
    match key {
        Key::Entity(group) => Id::of("ch", [group.as_str()]),
        Key::Word { form, several, group, .. } => {
            let number = if *several { "several" } else { "" };
            Id::of("ch", [first, form, number, group.as_ref().map_or("", Id::as_str)])
        }
    }
}
