//! Can one pass: words for ways and gates, for what goes through, and for what opens and closes them.

use onrecord_model::AccessState;
use serde::Deserialize;

use crate::{Folder, Proof, RuleError, RuleErrorKind, StatusRole, WordMap, WordSet};

/// What a language knows of ways that are open or closed.
#[derive(Debug, Default)]
pub struct AccessRules {
    /// Nouns for ways and gates, by dictionary form.
    pub places: WordSet,
    /// Nouns for what goes through them.
    pub flows: WordSet,
    /// Prepositions between a flow and its place.
    pub through: WordSet,
    /// Prepositions before those for whom a place is open or closed.
    pub whom: WordSet,
    /// Words that make "open" limited.
    pub partly: WordSet,
    /// Nouns for a part of a way, by dictionary form ("a lane"): where it is open, the way is so only in part.
    pub parts: WordSet,
    /// Words behind "of" with which a way is none ("lines of communication").
    pub figurative: WordSet,
    /// Prepositions between a way and the town that tells which it is ("the bridge at Bramley").
    pub lying: WordSet,
    /// Examples, by state.
    pub proofs: Vec<(AccessState, Proof)>,
    senses: WordMap<Vec<AccessSense>>,
}

/// What a word says of a place near it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessSense {
    /// The state that the place is in then.
    pub state: AccessState,
    /// How the place stands to the word.
    pub role: StatusRole,
    /// A word that must stand right behind ("off" of "cut off"); empty for none.
    pub with: String,
    /// Does it tell of a way itself alone, and not of what goes through ("the road was cut")?
    pub ways_only: bool,
    /// Nouns beside the ways of which it tells so too ("the square was sealed off").
    pub also: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    places: WordSet,
    flows: WordSet,
    through: WordSet,
    whom: WordSet,
    partly: WordSet,
    parts: WordSet,
    figurative: WordSet,
    lying: WordSet,
    state: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    done: Vec<String>,
    #[serde(default)]
    doing: Vec<String>,
    #[serde(default)]
    states: Vec<String>,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    ways_only: bool,
    #[serde(default)]
    also: WordSet,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const NAME: &str = "access.toml";

impl AccessRules {
    pub(crate) fn load(folder: &Folder) -> Result<AccessRules, RuleError> {
        let file: File = folder.table(NAME)?;
        let mut rules = AccessRules {
            places: file.places,
            flows: file.flows,
            through: file.through,
            whom: file.whom,
            partly: file.partly,
            parts: file.parts,
            figurative: file.figurative,
            lying: file.lying,
            ..AccessRules::default()
        };
        for entry in file.state {
            let unknown = RuleErrorKind::Unknown(entry.name.clone(), "state of access");
            let state = AccessState::from_word(&entry.name)
                .ok_or_else(|| folder.error_at(NAME, &entry.name, unknown))?;
            let words = [
                (entry.done, StatusRole::Done),
                (entry.doing, StatusRole::Doing),
                (entry.states, StatusRole::State),
                (entry.of, StatusRole::Of),
            ];
            for (list, role) in words {
                for phrase in list {
                    let (word, with) = phrase.split_once(' ').unwrap_or((&phrase, ""));
                    let (with, also) = (with.to_owned(), entry.also.clone());
                    let sense = AccessSense { state, role, with, ways_only: entry.ways_only, also };
                    rules.senses.entry(word.to_owned()).or_default().push(sense);
                }
            }
            let proof = Proof { yes: entry.yes, no: entry.no };
            proof.check(folder, NAME, &entry.name)?;
            rules.proofs.push((state, proof));
        }
        Ok(rules)
    }

    /// What a word says, looked up by its dictionary form or by its form.
    pub fn senses(&self, word: &str) -> &[AccessSense] {
        self.senses.get(word).map_or(&[], Vec::as_slice)
    }
}
