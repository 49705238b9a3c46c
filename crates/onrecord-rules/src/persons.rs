//! What becomes of persons: the words that tell it, and those that keep it from having happened.

use serde::Deserialize;

use crate::{Folder, Proof, RuleError, WordMap, WordSet};

/// What a language knows of what becomes of persons.
#[derive(Debug, Default)]
pub struct PersonRules {
    /// What can become of a person, in the order of the file.
    pub statuses: Vec<PersonStatus>,
    /// Nouns that name a person by its tie to another ("daughter"), by dictionary form.
    pub relations: WordSet,
    /// Words for several persons whose names may follow ("those", "victims").
    pub groups: WordSet,
    /// Verbs behind which the names of a group follow ("include"), by dictionary form.
    pub lists: WordSet,
    /// Verbs that give a description its name ("identify"), by dictionary form.
    pub naming: WordSet,
    /// Prepositions by which somebody is counted among others ("among the dead was ...").
    pub among: WordSet,
    senses: WordMap<Vec<StatusSense>>,
}

/// Something that can become of a person.
#[derive(Clone, Debug)]
pub struct PersonStatus {
    /// Name on the wire.
    pub name: String,
    /// The status where the deed is only offered.
    pub offered: Option<String>,
    /// Does it happen on a day, where others last ("is held")?
    pub happens: bool,
    /// Does it hold only where nobody died ("was shot")?
    pub unless_dead: bool,
    /// Examples.
    pub proof: Proof,
}

/// What a word says of a person near it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusSense {
    /// Number of the status in [`PersonRules::statuses`].
    pub status: usize,
    /// How the person stands to the word.
    pub role: StatusRole,
    /// Groups of words, of each of which one must hang on it or follow it ("captive" of "take captive"), dictionary forms or forms.
    pub with: Vec<Vec<String>>,
    /// A place must hang on it ("left the country").
    pub place: bool,
    /// An office must hang on it ("was named acting minister").
    pub office: bool,
}

/// How a person stands to the word that tells what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusRole {
    /// The verb's object, or its passive subject.
    Done,
    /// The verb's subject.
    Doing,
    /// What the adjective or participle is said of.
    State,
    /// What stands behind "of", or owns the noun ("her release").
    Of,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    relations: WordSet,
    groups: WordSet,
    lists: WordSet,
    naming: WordSet,
    among: WordSet,
    status: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    offered: Option<String>,
    #[serde(default)]
    lasts: bool,
    #[serde(default)]
    unless_dead: bool,
    #[serde(default)]
    done: Vec<String>,
    #[serde(default)]
    doing: Vec<String>,
    #[serde(default)]
    states: Vec<String>,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const NAME: &str = "persons.toml";
/// Written behind a verb, it stands for any place that hangs on the verb.
const PLACE: &str = "<PLACE>";
/// The same for the noun of an office.
const OFFICE: &str = "<OFFICE>";

impl PersonRules {
    pub(crate) fn load(folder: &Folder) -> Result<PersonRules, RuleError> {
        let file: File = folder.table(NAME)?;
        let mut rules = PersonRules {
            relations: file.relations,
            groups: file.groups,
            lists: file.lists,
            naming: file.naming,
            among: file.among,
            ..PersonRules::default()
        };
        for entry in file.status {
            let proof = Proof { yes: entry.yes, no: entry.no };
            proof.check(folder, NAME, &entry.name)?;
            let words = [
                (entry.done, StatusRole::Done),
                (entry.doing, StatusRole::Doing),
                (entry.states, StatusRole::State),
                (entry.of, StatusRole::Of),
            ];
            for (list, role) in words {
                list.iter().for_each(|phrase| rules.add_sense(phrase, role));
            }
            rules.statuses.push(PersonStatus {
                name: entry.name,
                offered: entry.offered,
                happens: !entry.lasts,
                unless_dead: entry.unless_dead,
                proof,
            });
        }
        Ok(rules)
    }

    fn add_sense(&mut self, phrase: &str, role: StatusRole) {
        let (word, with) = phrase.split_once(' ').unwrap_or((phrase, ""));
        let (place, office) = (with == PLACE, with == OFFICE);
        let groups = with.split_whitespace().filter(|_| !place && !office);
        let with = groups.map(|group| group.split('|').map(str::to_owned).collect()).collect();
        let sense = StatusSense { status: self.statuses.len(), role, with, place, office };
        self.senses.entry(word.to_owned()).or_default().push(sense);
    }

    /// What a word says, looked up by its dictionary form; those that need further words first.
    pub fn senses(&self, lemma: &str) -> &[StatusSense] {
        self.senses.get(lemma).map_or(&[], Vec::as_slice)
    }
}
