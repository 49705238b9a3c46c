//! Talks: words for them, for those who stand between, for how they stand, for what a party wants, offers, refuses.

use serde::Deserialize;

use crate::{Folder, Proof, RuleError, WordMap, WordSet};

/// What a language knows of talks.
#[derive(Debug)]
pub struct TalksRules {
    /// Nouns for talks, in their form.
    pub talks: WordSet,
    /// Verbs of talking, by dictionary form.
    pub talking: WordSet,
    /// Verbs whose subject takes part in the talks that are their object.
    pub holding: WordSet,
    /// Prepositions before a party.
    pub partners: WordSet,
    /// Prepositions before what is talked about.
    pub subjects: WordSet,
    /// Nouns for who stands between.
    pub mediators: WordSet,
    /// Verbs and participles of standing between.
    pub mediating: WordSet,
    /// Nouns whose "of" names who stands between ("under the auspices of").
    pub auspices: WordSet,
    /// Nouns that can name a party beside those of people and bodies.
    pub parties: WordSet,
    /// Nouns that name nobody in particular ("all sides").
    pub nobody: WordSet,
    /// Verbs of saying, refused where nothing is bargained over ("refused to comment").
    pub silence: WordSet,
    /// Nouns for what is asked for and bargained over by nobody.
    pub unbargained: WordSet,
    /// Nouns for what is bargained over.
    pub deals: WordSet,
    /// Words that open a condition.
    pub conditions: WordSet,
    /// Phrases that name a price, word by word.
    pub exchange: Vec<Vec<String>>,
    /// "not".
    pub negations: WordSet,
    /// Auxiliaries that leave it open.
    pub may: WordSet,
    /// How talks can stand, in the order in which a state that is told wins.
    pub states: Vec<TalksState>,
    /// Positions that a party can take.
    pub positions: Vec<PositionWords>,
    verbs: WordMap<Vec<(usize, String)>>,
    nouns: WordMap<usize>,
    adjectives: WordMap<usize>,
}

/// How talks stand, with the words that tell it.
#[derive(Clone, Debug)]
pub struct TalksState {
    /// Name on the wire.
    pub name: String,
    /// Dictionary forms of verbs, nouns, adjectives.
    pub words: WordSet,
    /// Examples.
    pub proof: Proof,
}

/// A kind of position.
#[derive(Clone, Debug)]
pub struct PositionWords {
    /// Name on the wire.
    pub act: String,
    /// Examples.
    pub proof: Proof,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    talks: WordSet,
    talking: WordSet,
    holding: WordSet,
    partners: WordSet,
    subjects: WordSet,
    mediators: WordSet,
    mediating: WordSet,
    auspices: WordSet,
    parties: WordSet,
    nobody: WordSet,
    silence: WordSet,
    unbargained: WordSet,
    deals: WordSet,
    conditions: WordSet,
    exchange: Vec<String>,
    negations: WordSet,
    may: WordSet,
    state: Vec<StateEntry>,
    position: Vec<PositionEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateEntry {
    name: String,
    words: WordSet,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PositionEntry {
    act: String,
    verbs: Vec<String>,
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const NAME: &str = "talks.toml";

impl TalksRules {
    pub(crate) fn load(folder: &Folder) -> Result<TalksRules, RuleError> {
        let file: File = folder.table(NAME)?;
        let words = |phrase: &String| phrase.split_whitespace().map(str::to_owned).collect();
        let mut rules = TalksRules {
            talks: file.talks,
            talking: file.talking,
            holding: file.holding,
            partners: file.partners,
            subjects: file.subjects,
            mediators: file.mediators,
            mediating: file.mediating,
            auspices: file.auspices,
            parties: file.parties,
            nobody: file.nobody,
            silence: file.silence,
            unbargained: file.unbargained,
            deals: file.deals,
            conditions: file.conditions,
            exchange: file.exchange.iter().map(words).collect(),
            negations: file.negations,
            may: file.may,
            states: Vec::new(),
            positions: Vec::new(),
            verbs: WordMap::default(),
            nouns: WordMap::default(),
            adjectives: WordMap::default(),
        };
        for entry in file.state {
            let proof = Proof { yes: entry.yes, no: entry.no };
            proof.check(folder, NAME, &entry.name)?;
            rules.states.push(TalksState { name: entry.name, words: entry.words, proof });
        }
        for entry in file.position {
            let proof = Proof { yes: entry.yes, no: entry.no };
            proof.check(folder, NAME, &entry.act)?;
            let number = rules.positions.len();
            for verb in &entry.verbs {
                let (verb, with) = verb.split_once(' ').unwrap_or((verb, ""));
                rules.verbs.entry(verb.to_owned()).or_default().push((number, with.to_owned()));
            }
            rules.nouns.extend(entry.nouns.into_iter().map(|noun| (noun, number)));
            rules.adjectives.extend(entry.adjectives.into_iter().map(|word| (word, number)));
            rules.positions.push(PositionWords { act: entry.act, proof });
        }
        Ok(rules)
    }

    /// Positions that a verb can tell, each with the word that must follow it (empty: none).
    pub fn of_verb(&self, lemma: &str) -> impl Iterator<Item = (&PositionWords, &str)> {
        let list = self.verbs.get(lemma).into_iter().flatten();
        list.filter_map(|(number, with)| Some((self.positions.get(*number)?, with.as_str())))
    }

    /// The position that a noun tells ("their demand that").
    pub fn of_noun(&self, lemma: &str) -> Option<&PositionWords> {
        self.positions.get(*self.nouns.get(lemma)?)
    }

    /// The position that an adjective tells ("willing to").
    pub fn of_adjective(&self, word: &str) -> Option<&PositionWords> {
        self.positions.get(*self.adjectives.get(word)?)
    }

    /// The state that a word tells.
    pub fn state(&self, lemma: &str) -> Option<&TalksState> {
        self.states.iter().find(|state| state.words.contains(lemma))
    }
}
