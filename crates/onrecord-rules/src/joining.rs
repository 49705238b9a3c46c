//! What tells that findings of several reports are about one thing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{Folder, Proof, RuleError, WordSet};

const FILE: &str = "across/joining.toml";
const COMMON: &str = "across/common.toml";
/// Shorter words tell nothing.
const SHORTEST: usize = 3;

/// Offices, classes of incidents, words without content.
#[derive(Debug, Default)]
pub struct Joining {
    offices: Vec<Office>,
    not_the_holder: WordSet,
    /// Class by type of event.
    incidents: BTreeMap<String, String>,
    causes: Vec<Cause>,
    may_be_one_cause: WordSet,
    /// Types of events that are told beside others.
    pub follows: WordSet,
    /// The class that they are of where they stand alone.
    pub following_class: String,
    /// What speaks for two happenings being one incident, and against it.
    pub evidence: Evidence,
    /// Measures by which victims are counted, by class.
    victims: BTreeMap<String, WordSet>,
    /// Nouns that describe a body which the report goes on to name ("a monitor said").
    pub described: WordSet,
    /// Words that say of a voice that it spoke before ("the same source").
    pub again: WordSet,
    /// Words for somebody who speaks for a body of state that is not told ("an official").
    pub officials: WordSet,
    /// Words in the names of bodies of state.
    pub of_state: WordSet,
    /// Measures of what happens on a day, and is not a state that lasts.
    pub by_day: WordSet,
    /// States of persons that make them part of an incident.
    pub fates: WordSet,
    /// What stands behind a last name ("Jr").
    pub suffixes: Vec<String>,
    /// Endings without which two forms of a word are one, where no dictionary form tells.
    pub endings: Vec<String>,
    /// Words that carry no content.
    pub empty: WordSet,
    /// Words in common use.
    common: WordSet,
}

/// Weights of evidence, as log odds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// As much as this, summed up, makes one of two.
    pub least: f64,
    /// Weight by name.
    weights: BTreeMap<String, f64>,
}

impl Evidence {
    /// The weight of what goes by this name; 0 where none is given.
    pub fn weight(&self, name: &str) -> f64 {
        self.weights.get(name).copied().unwrap_or_default()
    }
}

/// An office that one person at a time holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Office {
    id: String,
    names: Vec<String>,
    /// Is it held for a body, and not for a country or town?
    bodies: bool,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    not_the_holder: WordSet,
    follows: WordSet,
    following_class: String,
    evidence: Evidence,
    described: WordSet,
    again: WordSet,
    officials: WordSet,
    of_state: WordSet,
    by_day: WordSet,
    fates: WordSet,
    suffixes: Vec<String>,
    endings: Vec<String>,
    empty: WordSet,
    office: Vec<Office>,
    incident: Vec<Class>,
    cause: Vec<Cause>,
    may_be_one_cause: WordSet,
}

/// What a toll may be the toll of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    id: String,
    types: WordSet,
    /// Words of events that may be told of another cause as well.
    #[serde(default)]
    not: WordSet,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    #[serde(rename = "about")]
    _about: String,
    words: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    id: String,
    types: Vec<String>,
    victims: WordSet,
}

/// An office in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeName<'a> {
    /// Its id: `foreign minister`.
    pub office: &'a str,
    /// Is it held for a body, and not for a country or town?
    pub of_body: bool,
}

impl Joining {
    pub(crate) fn load(folder: &Folder) -> Result<Joining, RuleError> {
        let file: File = folder.table(FILE)?;
        for office in &file.office {
            let proof = Proof { yes: office.yes.clone(), no: office.no.clone() };
            proof.check(folder, FILE, &office.id)?;
        }
        for cause in &file.cause {
            let proof = Proof { yes: cause.yes.clone(), no: cause.no.clone() };
            proof.check(folder, FILE, &cause.id)?;
        }
        let common: Common = folder.table(COMMON)?;
        let victims = file.incident.iter().map(|class| (class.id.clone(), class.victims.clone()));
        let victims = victims.collect();
        let of = |class: Class| {
            let id = class.id;
            class.types.into_iter().map(move |kind| (kind, id.clone()))
        };
        Ok(Joining {
            offices: file.office,
            not_the_holder: file.not_the_holder,
            incidents: file.incident.into_iter().flat_map(of).collect(),
            causes: file.cause,
            may_be_one_cause: file.may_be_one_cause,
            follows: file.follows,
            following_class: file.following_class,
            evidence: file.evidence,
            victims,
            described: file.described,
            again: file.again,
            officials: file.officials,
            of_state: file.of_state,
            by_day: file.by_day,
            fates: file.fates,
            suffixes: file.suffixes,
            endings: file.endings,
            empty: file.empty,
            common: common.words.split_whitespace().map(str::to_owned).collect(),
        })
    }

    /// The office that `words` name, whatever else stands between its words ("the top Veyland diplomat"): the one with the
    /// longest name; `None` where a word makes it another ("the deputy mayor").
    pub fn office(&self, words: &str) -> Option<OfficeName<'_>> {
        let folded = words.to_lowercase().replace(['’', '\''], " ");
        let words: Vec<&str> =
            folded.split([' ', '-', ',']).filter(|word| !word.is_empty()).collect();
        let fits = |name: &str| -> Option<usize> {
            let mut rest = words.iter().enumerate();
            let parts: Vec<&str> = name.split([' ', '-']).collect();
            let mut first = None;
            for part in &parts {
                let (at, _) = rest.find(|(_, word)| *word == part)?;
                first = first.or(Some(at));
            }
            let before = words.get(..first?).unwrap_or_default();
            let other = before.iter().any(|word| self.not_the_holder.contains(*word));
            (!other || parts.iter().any(|part| self.not_the_holder.contains(*part)))
                .then_some(name.len())
        };
        let named = self.offices.iter().filter_map(|office| {
            office.names.iter().filter_map(|name| fits(name)).max().map(|length| (length, office))
        });
        let (_, office) = named.max_by_key(|(length, _)| *length)?;
        Some(OfficeName { office: &office.id, of_body: office.bodies })
    }

    /// The words of `text` that are not in common use, in small letters, in its order, each once: what tells one story from another.
    pub fn rare_words<'a>(&'a self, text: &'a str) -> impl Iterator<Item = String> + 'a {
        let mut seen = BTreeSet::new();
        let words = text.split(|c: char| !c.is_alphabetic());
        let words = words.filter(|word| word.chars().count() >= SHORTEST).map(str::to_lowercase);
        words.filter(move |word| !self.common.contains(word) && seen.insert(word.clone()))
    }

    /// Are victims of this class of incidents counted by this measure?
    pub fn counts_victims(&self, class: &str, measure: &str) -> bool {
        self.victims.get(class).is_some_and(|measures| measures.contains(measure))
    }

    /// What a toll is the toll of that is told with an event of this type, in this word in small letters.
    pub fn cause(&self, kind: &str, word: &str) -> Option<&str> {
        let told = self.causes.iter().find(|cause| cause.types.contains(kind));
        told.filter(|cause| !cause.not.contains(word)).map(|cause| cause.id.as_str())
    }

    /// Are tolls of these two causes two tolls? Where one is not told, nothing says so.
    pub fn are_apart(&self, one: Option<&str>, other: Option<&str>) -> bool {
        let may_be_one = |cause: &str| self.may_be_one_cause.contains(cause);
        let both = one.zip(other).filter(|(a, b)| a != b);
        both.is_some_and(|(a, b)| !may_be_one(a) || !may_be_one(b))
    }

    /// The class of incidents that an event of this type belongs to.
    pub fn incident(&self, kind: &str) -> Option<&str> {
        self.incidents.get(kind).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Rules, parse_example};

    #[test]
    fn every_office_is_proven_both_ways() {
        let joining = &Rules::embedded().unwrap().joining;
        let read = |example: &str| {
            let example = parse_example(example).unwrap();
            let mark = &example.marks[0];
            let words = example.text.get(mark.start..mark.end).unwrap();
            joining.office(words).map(|found| found.office.to_owned())
        };
        for office in &joining.offices {
            for example in &office.yes {
                assert_eq!(read(example).as_deref(), Some(office.id.as_str()), "{example}");
            }
            for example in &office.no {
                assert_ne!(read(example).as_deref(), Some(office.id.as_str()), "{example}");
            }
        }
    }

    #[test]
    fn every_cause_is_proven() {
        let joining = &Rules::embedded().unwrap().joining;
        for cause in &joining.causes {
            let told = |example: &String| {
                let example = parse_example(example).unwrap();
                let mark = &example.marks[0];
                let word = example.text.get(mark.start..mark.end).unwrap().to_owned();
                cause.types.iter().any(|kind| joining.cause(kind, &word) == Some(&cause.id))
            };
            assert!(cause.yes.iter().all(told), "{}", cause.id);
            assert!(!cause.no.iter().any(told), "{}", cause.id);
        }
    }

    #[test]
    fn words_in_common_use_are_no_rare_ones() {
        let joining = &Rules::embedded().unwrap().joining;
        let text = "Police said the Saltmarsh Road gunman fled. Saltmarsh was quiet in 2024.";
        let read = |text| joining.rare_words(text).collect::<Vec<_>>();
        assert_eq!(read(text), ["saltmarsh", "gunman"]);
        assert!(read("The police said on Monday that it was so.").is_empty());
    }

    #[test]
    fn classes_take_several_types() {
        let joining = &Rules::embedded().unwrap().joining;
        assert_eq!(joining.incident("attack"), joining.incident("accident"));
        assert_eq!(joining.incident("meeting"), None);
    }
}
