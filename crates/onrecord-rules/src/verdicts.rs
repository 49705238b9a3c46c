//! The words that tell how two findings stand to each other.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::statements::{Entry, phrases};
use crate::{Folder, Phrases, RuleError, WordMap, WordSet};

/// What a language says of two findings.
#[derive(Debug)]
pub struct VerdictRules {
    /// It is not so.
    pub denials: Phrases<bool>,
    /// One of them came before the other.
    pub order: Phrases<Order>,
    /// They are set against each other.
    pub rivals: Phrases<bool>,
    /// One is a part of the other.
    pub parts: Phrases<bool>,
    /// Over which stretch something is counted.
    pub periods: Phrases<Period>,
    /// How many days from the day that the sentence tells ("a day after nine died").
    pub shifts: Phrases<i64>,
    /// Passed on and not vouched for.
    pub relayed: Phrases<bool>,
    /// Asked, and not said, where no cue tells so.
    pub unsaid: Phrases<bool>,
    /// Two statements of one sentence set against each other.
    pub contrast: Phrases<bool>,
    /// Two states counted together.
    pub joined: Phrases<bool>,
    /// One beside those who are counted.
    pub beside: Phrases<bool>,
    /// Words in lower case that make a line a note of correction.
    pub corrections: Vec<String>,
    /// Words in dictionary form, each with those that cannot hold beside it.
    opposites: WordMap<Vec<String>>,
    /// Kind of people by noun in dictionary form.
    peoples: WordMap<String>,
    alike: Vec<Vec<String>>,
    rest: WordSet,
}

/// When a figure or statement was made, against another of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Before it.
    Earlier,
    /// After it.
    Later,
    /// After it, and lower.
    Falls,
}

/// Over which stretch something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Everything up to now.
    Total,
    /// A stretch that is told.
    Stretch,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    alike: Vec<Vec<String>>,
    rest: WordSet,
    corrections: Vec<String>,
    peoples: BTreeMap<String, Vec<String>>,
    opposites: BTreeMap<String, Vec<String>>,
    denial: Vec<Entry<bool>>,
    order: Vec<Entry<Order>>,
    rival: Vec<Entry<bool>>,
    part: Vec<Entry<bool>>,
    period: Vec<Entry<Period>>,
    shift: Vec<Entry<i64>>,
    relayed: Vec<Entry<bool>>,
    unsaid: Vec<Entry<bool>>,
    contrast: Vec<Entry<bool>>,
    joined: Vec<Entry<bool>>,
    beside: Vec<Entry<bool>>,
}

const NAME: &str = "verdicts.toml";
/// The kind of people that may hold any other.
const EVERYONE: &str = "everyone";

impl VerdictRules {
    pub(crate) fn load(folder: &Folder) -> Result<VerdictRules, RuleError> {
        let file: File = folder.table(NAME)?;
        let mut opposites: WordMap<Vec<String>> = WordMap::default();
        for (word, others) in file.opposites {
            for other in others {
                opposites.entry(other.clone()).or_default().push(word.clone());
                opposites.entry(word.clone()).or_default().push(other);
            }
        }
        let peoples = file
            .peoples
            .into_iter()
            .flat_map(|(kind, words)| words.into_iter().map(move |word| (word, kind.clone())))
            .collect();
        Ok(VerdictRules {
            denials: phrases(folder, NAME, file.denial, "", |tells| Some(*tells))?,
            order: phrases(folder, NAME, file.order, "", |tells| Some(*tells))?,
            rivals: phrases(folder, NAME, file.rival, "", |tells| Some(*tells))?,
            parts: phrases(folder, NAME, file.part, "", |tells| Some(*tells))?,
            periods: phrases(folder, NAME, file.period, "", |tells| Some(*tells))?,
            shifts: phrases(folder, NAME, file.shift, "", |tells| Some(*tells))?,
            relayed: phrases(folder, NAME, file.relayed, "", |tells| Some(*tells))?,
            unsaid: phrases(folder, NAME, file.unsaid, "", |tells| Some(*tells))?,
            contrast: phrases(folder, NAME, file.contrast, "", |tells| Some(*tells))?,
            joined: phrases(folder, NAME, file.joined, "", |tells| Some(*tells))?,
            beside: phrases(folder, NAME, file.beside, "", |tells| Some(*tells))?,
            opposites,
            peoples,
            alike: file.alike,
            rest: file.rest,
            corrections: file.corrections,
        })
    }

    /// Can the two words, in dictionary form, not both hold of one thing?
    pub fn are_opposites(&self, one: &str, other: &str) -> bool {
        self.opposites.get(one).is_some_and(|others| others.iter().any(|word| word == other))
    }

    /// The kind of people that a noun in dictionary form counts; `None` where it is none of ours.
    pub fn people(&self, noun: &str) -> Option<&str> {
        self.peoples.get(noun).map(String::as_str)
    }

    /// Does a lower-case word count those who are left when some were counted before ("another")?
    pub fn is_rest(&self, word: &str) -> bool {
        self.rest.contains(word)
    }

    /// May `kind` hold people of any other kind?
    pub fn is_everyone(&self, kind: &str) -> bool {
        kind == EVERYONE
    }

    /// Do reports count the same people under both measures?
    pub fn is_one_measure(&self, one: &str, other: &str) -> bool {
        one == other
            || self.alike.iter().any(|group| {
                group.iter().any(|name| name == one) && group.iter().any(|name| name == other)
            })
    }
}

#[cfg(test)]
mod tests {
    use crate::Rules;

    #[test]
    fn opposites_hold_both_ways() {
        let verdicts = &Rules::embedded().unwrap().verdicts;
        assert!(verdicts.are_opposites("dead", "alive") && verdicts.are_opposites("alive", "dead"));
        assert!(!verdicts.are_opposites("dead", "killed"));
    }

    #[test]
    fn measures_of_the_same_people_are_one() {
        let verdicts = &Rules::embedded().unwrap().verdicts;
        assert!(verdicts.is_one_measure("held", "arrested"));
        assert!(!verdicts.is_one_measure("killed", "injured"));
    }
}
