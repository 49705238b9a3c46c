//! What stands around a statement: hedges, anonymity, checking, silence, setting.

use onrecord_model::{Act, Certainty, Document, TokenRange, VerificationStatus};
use serde::Deserialize;

use crate::{Folder, Pattern, Proof, RuleError, RuleErrorKind};

/// Phrases around statements, by what they tell.
#[derive(Debug)]
pub struct SpeechRules {
    /// "reportedly", "may".
    pub hedges: Vec<Hedge>,
    /// "briefed on", "not authorised to speak".
    pub unnamed: Vec<Phrase<Unnamed>>,
    /// "could not be independently verified".
    pub verification: Vec<Phrase<VerificationStatus>>,
    /// "did not respond", "declined to comment", "did not specify".
    pub silence: Vec<Phrase<SilenceKind>>,
    /// Content that is an act of its own whatever its cue: "We deny this".
    pub acts: Vec<Phrase<Act>>,
    /// "in a statement", "at a news conference".
    pub venues: Vec<Phrase<()>>,
    /// How a sentence begins that goes on in the mouth of the one before: "This includes".
    pub continuations: Vec<Phrase<()>>,
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
struct Entry<T> {
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
            continuations: phrases(folder, CONTINUATIONS, more.continuation, "", |_| Some(()))?,
        })
    }
}

fn phrases<W: std::fmt::Debug, T>(
    folder: &Folder,
    name: &str,
    entries: Vec<Entry<W>>,
    what: &'static str,
    tells: impl Fn(&W) -> Option<T>,
) -> Result<Vec<Phrase<T>>, RuleError> {
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
    entries.into_iter().map(read).collect()
}
