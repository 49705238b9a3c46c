//! What stands around a statement: hedges, anonymity, checking, silence, setting.

use std::collections::BTreeMap;

use onrecord_model::{Act, Certainty, Document, TokenRange, VerificationStatus};
use serde::Deserialize;

use crate::{Folder, KeyMap, Pattern, Proof, RuleError, RuleErrorKind};

/// Phrases around statements, by what they tell.
#[derive(Debug)]
pub struct SpeechRules {
    /// "reportedly", "may".
    pub hedges: Phrases<HedgeStrength>,
    /// "briefed on", "not authorised to speak".
    pub unnamed: Phrases<Unnamed>,
    /// "could not be independently verified".
    pub verification: Phrases<VerificationStatus>,
    /// "did not respond", "declined to comment", "did not specify".
    pub silence: Phrases<SilenceKind>,
    /// Content that is an act of its own whatever its cue: "We deny this".
    pub acts: Phrases<Act>,
    /// "in a statement", "at a news conference".
    pub venues: Phrases<()>,
    /// What the report itself leaves open, up to the word that opens what is open: "it was not clear if".
    pub judgements: Phrases<HedgeStrength>,
    /// Words of saying that tell a deed in this company: "called off".
    pub deeds: Phrases<()>,
    /// Words by which somebody gives a number without a verb of saying: "put the toll at 12".
    pub countings: Phrases<()>,
    /// A noun that somebody whom the report does not name says there is, with the word that tells so: "alleged attack".
    pub allegations: Phrases<HedgeStrength>,
    /// How a sentence begins that goes on in the mouth of the one before: "This includes".
    pub continuations: Phrases<()>,
}

/// A phrase with what it tells.
#[derive(Clone, Debug)]
pub struct Phrase<T> {
    /// Its name, which findings carry.
    pub id: String,
    /// The words.
    pub pattern: Pattern,
    /// What they tell.
    pub tells: T,
    /// Examples.
    pub proof: Proof,
}

/// Phrases of one sort, found by the word they begin with, so that a sentence is walked once and not once a phrase.
#[derive(Clone, Debug, Default)]
pub struct Phrases<T> {
    list: Vec<Phrase<T>>,
    /// Numbers of the phrases by the words with which they can begin.
    by_first: KeyMap<Vec<usize>>,
    /// Numbers of those that can begin with a word of any kind.
    anywhere: Vec<usize>,
}

impl Phrases<String> {
    /// Phrases that tie one event to another, from a file that holds nothing else.
    pub(crate) fn of_ties(
        folder: &Folder,
        name: &'static str,
    ) -> Result<Phrases<String>, RuleError> {
        let file: Ties = folder.table(name)?;
        let known = |how: &String| TIES.contains(&how.as_str()).then(|| how.clone());
        phrases(folder, name, file.tie, "tie", known)
    }
}

impl<T> Phrases<T> {
    fn new(list: Vec<Phrase<T>>) -> Phrases<T> {
        let mut by_first: KeyMap<Vec<usize>> = KeyMap::default();
        let mut anywhere = Vec::new();
        for (number, phrase) in list.iter().enumerate() {
            match phrase.pattern.first_words() {
                Some(words) => {
                    for word in words {
                        by_first.entry(word).or_default().push(number);
                    }
                }
                None => anywhere.push(number),
            }
        }
        Phrases { list, by_first, anywhere }
    }

    /// Every phrase, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Phrase<T>> {
        self.list.iter()
    }

    /// Every phrase that stands inside `within`, at its first place there, in the order of the file.
    pub fn find_all(&self, doc: &Document, within: TokenRange) -> Vec<(&Phrase<T>, TokenRange)> {
        let mut places: BTreeMap<usize, TokenRange> = BTreeMap::new();
        for at in within.range() {
            for number in self.beginning_at(doc, at) {
                if places.contains_key(&number) {
                    continue;
                }
                let phrase = self.list.get(number);
                let found = phrase
                    .and_then(|p| p.pattern.match_at(doc, at))
                    .filter(|m| m.end <= within.end);
                if let Some(range) = found {
                    places.insert(number, range);
                }
            }
        }
        places
            .into_iter()
            .filter_map(|(number, range)| Some((self.list.get(number)?, range)))
            .collect()
    }

    /// Numbers of the phrases that could begin with token `at`.
    fn beginning_at(&self, doc: &Document, at: usize) -> impl Iterator<Item = usize> {
        let [form, lemma] = doc.tokens.get(at).map(|token| token.keys).unwrap_or_default();
        let numbers = |word| self.by_first.get(&word).map_or(&[][..], Vec::as_slice);
        let of_form = if form == lemma { &[] } else { numbers(form) };
        self.anywhere.iter().chain(numbers(lemma)).chain(of_form).copied()
    }

    /// Does some phrase begin with token `at`?
    pub fn begin_at(&self, doc: &Document, at: usize) -> bool {
        let phrases = self.beginning_at(doc, at).filter_map(|number| self.list.get(number));
        phrases.into_iter().any(|phrase| phrase.pattern.match_at(doc, at).is_some())
    }
}

/// A phrase that makes what it governs less than certain.
pub type Hedge = Phrase<HedgeStrength>;

/// How far a hedge goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HedgeStrength(pub Certainty);

/// What a phrase tells about an unnamed source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unnamed {
    /// How it knows.
    Knows,
    /// Why it is not named.
    Reason,
}

/// What a phrase of silence tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SilenceKind {
    /// Asked, and said nothing.
    NoComment,
    /// Could not be asked.
    Unreachable,
    /// Spoke, and left something out.
    NotSaid,
}

impl<T> Phrase<T> {
    /// The first place of the phrase inside `within`.
    pub fn find(&self, doc: &Document, within: TokenRange) -> Option<TokenRange> {
        self.pattern.find(doc, within)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    hedge: Vec<Entry<String>>,
    unnamed: Vec<Entry<Unnamed>>,
    verification: Vec<Entry<String>>,
    silence: Vec<Entry<SilenceKind>>,
    act: Vec<Entry<String>>,
    venue: Vec<Entry<bool>>,
    judgement: Vec<Entry<String>>,
    deed: Vec<Entry<bool>>,
    counting: Vec<Entry<bool>>,
    allegation: Vec<Entry<String>>,
}

/// How one event may be tied to another.
const TIES: [&str; 5] = ["purpose", "cause", "condition", "means", "response"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ties {
    #[serde(rename = "about")]
    _about: String,
    tie: Vec<Entry<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Continuations {
    #[serde(rename = "about")]
    _about: String,
    continuation: Vec<Entry<bool>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry<T> {
    id: String,
    pattern: String,
    tells: T,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const NAME: &str = "speech.toml";
const CONTINUATIONS: &str = "continuations.toml";

impl SpeechRules {
    pub(crate) fn load(folder: &Folder) -> Result<SpeechRules, RuleError> {
        let file: File = folder.table(NAME)?;
        let more: Continuations = folder.table(CONTINUATIONS)?;
        let certainty = |word: &String| Certainty::from_word(word).map(HedgeStrength);
        Ok(SpeechRules {
            hedges: phrases(folder, NAME, file.hedge, "certainty", certainty)?,
            unnamed: phrases(folder, NAME, file.unnamed, "", |kind| Some(*kind))?,
            verification: phrases(folder, NAME, file.verification, "status", |w| {
                VerificationStatus::from_word(w)
            })?,
            silence: phrases(folder, NAME, file.silence, "", |kind| Some(*kind))?,
            acts: phrases(folder, NAME, file.act, "act", |word| Act::from_word(word))?,
            venues: phrases(folder, NAME, file.venue, "", |_| Some(()))?,
            judgements: phrases(folder, NAME, file.judgement, "certainty", certainty)?,
            deeds: phrases(folder, NAME, file.deed, "", |_| Some(()))?,
            countings: phrases(folder, NAME, file.counting, "", |_| Some(()))?,
            allegations: phrases(folder, NAME, file.allegation, "certainty", certainty)?,
            continuations: phrases(folder, CONTINUATIONS, more.continuation, "", |_| Some(()))?,
        })
    }
}

pub(crate) fn phrases<W: std::fmt::Debug, T>(
    folder: &Folder,
    name: &str,
    entries: Vec<Entry<W>>,
    what: &'static str,
    tells: impl Fn(&W) -> Option<T>,
) -> Result<Phrases<T>, RuleError> {
    let read = |entry: Entry<W>| {
        let at = |kind| folder.error_at(name, &format!("\"{}\"", entry.id), kind);
        let pattern = Pattern::parse(&entry.pattern)
            .map_err(|error| at(RuleErrorKind::Pattern(entry.pattern.clone(), error)))?;
        let tells = tells(&entry.tells)
            .ok_or_else(|| at(RuleErrorKind::Unknown(format!("{:?}", entry.tells), what)))?;
        let proof = Proof { yes: entry.yes, no: entry.no };
        proof.check(folder, name, &entry.id)?;
        Ok(Phrase { id: entry.id, pattern, tells, proof })
    };
    Ok(Phrases::new(entries.into_iter().map(read).collect::<Result<_, _>>()?))
}
