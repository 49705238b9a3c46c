//! How far an event has come, told by what governs its word and what stands beside it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Folder, Proof, RuleError, RuleErrorKind, WordMap, WordSet};

/// Words that tell how far an event has come.
#[derive(Debug, Default)]
pub struct EventStatusRules {
    governors: Vec<Governor>,
    by_word: rustc_hash::FxHashMap<(String, Govern), usize>,
    /// Auxiliaries with what they make of their verb.
    pub modals: WordMap<String>,
    /// Auxiliaries that look ahead in somebody's words, and only suppose in others ("would").
    pub reported: WordSet,
    /// Words that deny.
    pub negations: WordSet,
    /// Words before a clause that is only supposed.
    pub conditions: WordSet,
    /// Words beside a verb that make a purpose of its infinitive.
    pub purposes: WordSet,
    /// Conjunctions behind which what was denied before is not denied.
    pub contrasts: WordSet,
    /// Conjunctions behind which what was denied before is denied along.
    pub alternatives: WordSet,
    /// Verbs that say of their infinitive that it came about ("managed to").
    pub fulfilled: WordSet,
    /// Words whose infinitive came about, as it was so of one of several ("the first to leave").
    pub singled_out: WordSet,
    /// Verbs whose object is there before them ("marched to condemn the killing").
    pub presupposing: WordSet,
    /// Verbs of telling: what hangs above their infinitive says nothing of what they tell ("sorry to report that he has died").
    pub telling: WordSet,
    /// Verbs by which somebody says that something is not so.
    pub disputing: WordSet,
    /// Of the verbs that call something off, those that end what is in force ("lift the siege").
    pub ending: WordSet,
    /// Words before a clause whose present tense looks ahead ("before they free the pilots").
    pub awaited: WordSet,
    /// Auxiliaries that make a modal look back ("would not have sunk").
    pub perfect: WordSet,
    /// Auxiliaries that suppose their clause where they stand before its subject ("had they known").
    pub inverted: WordSet,
    /// Words right before a verb that did not come about ("nearly drowned").
    pub short_of: WordSet,
    /// Comparatives with which a denied "could" tells that something is so ("could not have come at a worse time").
    pub comparing: WordSet,
    /// Words behind a negation that leaves what it stands before as it is ("not only").
    pub merely: WordSet,
    /// Verbs that say of their subject that it comes about ("the talks opened"), and verbs with their object ("took place").
    pub comes_about: WordSet,
    /// Words that tell that something is ahead otherwise than by governing it.
    pub ahead: AheadWords,
    /// Words by which something is there, whatever is denied or planned above them.
    pub there: ThereWords,
}

/// Words that tell that something is ahead, or keep it from being so.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AheadWords {
    /// Verbs whose passive tells what is thought to be so now ("is believed to have left").
    pub reckoned: WordSet,
    /// Words that hand on to what stands behind them what is said of themselves ("proceed with a trial").
    pub passing: WordSet,
    /// Nouns for what is set for a day ("election"): behind one of `leading` they are ahead.
    pub scheduled: WordSet,
    /// Prepositions before what is to come.
    pub leading: WordSet,
    /// Prepositions before the "which" of a clause that tells the terms of an accord.
    pub stipulating: WordSet,
    /// Predicates that with a span of time say that their subject is ahead ("two weeks away").
    pub distant: WordSet,
    /// Predicates that say so by themselves ("near").
    pub close: WordSet,
    /// Verbs by which what is planned gets another day ("put back to Thursday").
    pub moving: WordSet,
    /// Prepositions before that day.
    pub moved_to: WordSet,
    /// Words that tell a plan for a noun of such a type as their object ("announced the layoff").
    pub announcing: WordSet,
}

/// Words by which something is there, whatever is denied, planned or wanted above them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThereWords {
    /// Verbs that take for granted what is done to their object ("did not survive the attack").
    pub existing: WordSet,
    /// Of these, those that are to end it: until then it goes on ("met to end a strike").
    pub stopping: WordSet,
    /// Verbs of which the subject goes on no more.
    pub ceasing: WordSet,
    /// Nouns for one side of what stands behind them with "of" ("the nature of the attack").
    pub facets: WordSet,
    /// Nouns for what is said or known of what stands behind them ("no comment on the attack").
    pub aside: WordSet,
    /// Prepositions behind which a noun is governed no more ("a lack of order in the election").
    pub apart: WordSet,
}

/// Words that give the events they govern a status.
#[derive(Clone, Debug)]
pub struct Governor {
    /// The status.
    pub status: String,
    /// Examples.
    pub proof: Proof,
    /// Its first word.
    pub id: String,
}

/// From where a word gives an event its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Govern {
    /// A verb, adjective or noun, over its complement, object, passive subject.
    Complement,
    /// Any of these, over a clause alone ("told them to leave", "efforts to free them").
    Clause,
    /// A verb over its subject ("the talks resumed").
    Subject,
    /// A word right on the event's noun ("planned", "failed").
    Beside,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    modals: BTreeMap<String, Vec<String>>,
    reported: WordSet,
    negations: WordSet,
    conditions: WordSet,
    purposes: WordSet,
    contrasts: WordSet,
    alternatives: WordSet,
    fulfilled: WordSet,
    singled_out: WordSet,
    presupposing: WordSet,
    telling: WordSet,
    disputing: WordSet,
    ending: WordSet,
    awaited: WordSet,
    perfect: WordSet,
    inverted: WordSet,
    short_of: WordSet,
    comparing: WordSet,
    merely: WordSet,
    comes_about: WordSet,
    ahead: AheadWords,
    there: ThereWords,
    governor: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    status: String,
    #[serde(default)]
    over: Vec<String>,
    #[serde(default)]
    clauses: Vec<String>,
    #[serde(default)]
    subjects: Vec<String>,
    #[serde(default)]
    beside: Vec<String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const NAME: &str = "events/status.toml";
/// The statuses of the wire format.
const STATUSES: [&str; 11] = [
    "happened",
    "ongoing",
    "planned",
    "attempted",
    "offered",
    "demanded",
    "suspended",
    "resumed",
    "called_off",
    "denied",
    "hypothetical",
];

impl EventStatusRules {
    pub(crate) fn load(folder: &Folder) -> Result<EventStatusRules, RuleError> {
        let file: File = folder.table(NAME)?;
        let mut rules = EventStatusRules {
            reported: file.reported,
            negations: file.negations,
            conditions: file.conditions,
            purposes: file.purposes,
            contrasts: file.contrasts,
            alternatives: file.alternatives,
            fulfilled: file.fulfilled,
            singled_out: file.singled_out,
            presupposing: file.presupposing,
            telling: file.telling,
            disputing: file.disputing,
            ending: file.ending,
            awaited: file.awaited,
            perfect: file.perfect,
            inverted: file.inverted,
            short_of: file.short_of,
            comparing: file.comparing,
            merely: file.merely,
            comes_about: file.comes_about,
            ahead: file.ahead,
            there: file.there,
            ..EventStatusRules::default()
        };
        for (status, words) in file.modals {
            check(folder, &status)?;
            rules.modals.extend(words.into_iter().map(|word| (word, status.clone())));
        }
        for entry in file.governor {
            rules.add(folder, entry)?;
        }
        Ok(rules)
    }

    fn add(&mut self, folder: &Folder, entry: Entry) -> Result<(), RuleError> {
        check(folder, &entry.status)?;
        let lists = [
            (Govern::Complement, &entry.over),
            (Govern::Clause, &entry.clauses),
            (Govern::Subject, &entry.subjects),
            (Govern::Beside, &entry.beside),
        ];
        let id = lists.iter().find_map(|(_, words)| words.first()).cloned().unwrap_or_default();
        let number = self.governors.len();
        for (side, words) in lists {
            for word in words {
                self.by_word.entry((word.clone(), side)).or_insert(number);
            }
        }
        let proof = Proof { yes: entry.yes, no: entry.no };
        proof.check(folder, NAME, &id)?;
        self.governors.push(Governor { status: entry.status, proof, id });
        Ok(())
    }

    /// Every group of governing words.
    pub fn iter(&self) -> impl Iterator<Item = &Governor> {
        self.governors.iter()
    }

    /// What the word of this dictionary form makes of an event on that side.
    pub fn given_by(&self, lemma: &str, side: Govern) -> Option<&str> {
        let number = self.by_word.get(&(lemma.to_lowercase(), side))?;
        self.governors.get(*number).map(|governor| governor.status.as_str())
    }
}

fn check(folder: &Folder, status: &str) -> Result<(), RuleError> {
    if STATUSES.contains(&status) {
        return Ok(());
    }
    let kind = RuleErrorKind::Unknown(status.to_owned(), "event status");
    Err(folder.error_at(NAME, &format!("\"{status}\""), kind))
}
