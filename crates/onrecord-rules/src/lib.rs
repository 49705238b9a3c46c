//! What a language knows, as data files with proven examples: loaded, checked, ready to match.
//!
//! The files under `data/en/` are the linguist's folder. Every entry carries sentences in which it must be found (`yes`)
//! and sentences in which it must not (`no`); they run as tests. [`Rules::embedded`] gives the copy built into the
//! program, [`Rules::from_folder`] reads a changed copy. No stage holds a content word of its own.
#![forbid(unsafe_code)]

mod access;
mod agencies;
mod confidence;
mod cues;
mod deeds;
mod entry;
mod error;
mod event_status;
mod events;
mod example;
mod figures;
mod file;
mod gazetteer;
mod joining;
mod lemma;
mod numbers;
mod pattern;
mod people;
mod persons;
mod places;
mod populations;
mod senses;
mod statements;
mod talks;
mod time_rows;
mod time_words;
mod times;
mod units;
mod verdicts;

pub use access::{AccessRules, AccessSense};
pub use agencies::Agencies;
pub use confidence::Calibration;
pub use cues::{Cue, CueKind, CueMatch, Cues};
pub use deeds::DeedWords;
pub use entry::RuleEntry;
pub use error::{RuleError, RuleErrorKind};
pub use event_status::{AheadWords, EventStatusRules, Govern, Governor, ThereWords};
pub use events::{
    EventMatch, EventPart, EventRules, EventSense, EventTrigger, EventType, Mode as EventMode,
    SmallWords,
};
pub use example::{Example, Mark, parse_example};
pub use figures::{Bound, FigureRules, Measure};
pub use file::{Folder, Proof};
pub use gazetteer::{Entry, EntryIdx, Gazetteer};
pub use joining::{Evidence, Joining, OfficeName};
pub use lemma::Lemmas;
pub use numbers::{NumberWord, Numbers};
pub use pattern::{Pattern, PatternError};
pub use people::{Metonym, People, Pronouns, Role};
pub use persons::{PersonRules, PersonStatus, StatusRole, StatusSense};
pub use places::PlaceRules;
pub use populations::Populations;
pub use senses::{Role as FigureRole, Sense};
pub use statements::{Hedge, HedgeStrength, Phrase, Phrases, SilenceKind, SpeechRules, Unnamed};
pub use talks::{PositionWords, TalksRules, TalksState};
pub use time_rows::{Slot, SlotSet, TimeElement, TimePhrase};
pub use time_words::{Holiday, PartOfDay, Season, TimeUnit, TimeWord};
pub use times::{Expression, Meaning, Modifier, TimeRules};
pub use units::Units;
pub use verdicts::{Order, Period, VerdictRules};

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use onrecord_model::{ContentHash, WordKey};

/// What is known of each of many words, which are looked up for every word of a text: found by a hash that is quick and not
/// made to withstand keys that an attacker chose. The keys are those of rule files; a text only asks.
pub type WordMap<T> = rustc_hash::FxHashMap<String, T>;
/// What is known of words by their keys.
pub type KeyMap<T> = rustc_hash::FxHashMap<WordKey, T>;
/// Many words of one class, looked up in the same way.
pub type WordSet = rustc_hash::FxHashSet<String>;

/// Everything one language knows.
#[derive(Debug)]
pub struct Rules {
    /// Words that keep the point behind them ("Mr", "Jan"), without it.
    pub abbreviations: WordSet,
    /// Dictionary forms of irregular words.
    pub lemmas: Lemmas,
    /// Words that tie a source to what it says.
    pub cues: Cues,
    /// Titles, roles, offices, pronouns.
    pub people: People,
    /// Hedges, anonymity, verification, silence.
    pub speech: SpeechRules,
    /// How often a reader is right where it says how sure it is.
    pub confidence: Calibration,
    /// Number words.
    pub numbers: Numbers,
    /// Time expressions.
    pub times: TimeRules,
    /// What bounds numbers, what they measure.
    pub figures: FigureRules,
    /// Who is counted, by class.
    pub populations: Populations,
    /// What tells that findings of several reports are about one thing.
    pub joining: Joining,
    texts: Vec<(String, Cow<'static, str>)>,
    changed: Option<String>,
    /// What words say of places.
    pub places: PlaceRules,
    /// How two findings stand to each other.
    pub verdicts: VerdictRules,
    /// News agencies.
    pub agencies: Agencies,
    /// What happened.
    pub events: EventRules,
    /// What tells a deed that was done from one that was not.
    pub deeds: DeedWords,
    /// What becomes of persons.
    pub persons: PersonRules,
    /// What opens and closes ways.
    pub access: AccessRules,
    /// Who talks with whom.
    pub talks: TalksRules,
}

impl Rules {
    /// The rules built into the program.
    ///
    /// # Errors
    /// Where a built-in file is wrong; a test keeps that from being released.
    pub fn embedded() -> Result<&'static Rules, RuleError> {
        static RULES: OnceLock<Result<Rules, RuleError>> = OnceLock::new();
        RULES.get_or_init(|| Rules::load(&Folder::embedded())).as_ref().map_err(RuleError::clone)
    }

    /// Rules from a folder laid out like `data/en`, or from one file of it; what it lacks is taken from the built-in copy, and a file
    /// more below `events` is a domain more.
    ///
    /// # Errors
    /// Names the file and line that cannot be used.
    pub fn from_folder(folder: &Path) -> Result<Rules, RuleError> {
        Rules::load(&Folder::at(folder)?)
    }

    /// Eight hexadecimal digits that stand for the changed files, where these are not the built-in rules.
    pub fn changed(&self) -> Option<&str> {
        self.changed.as_deref()
    }

    /// The entry that a finding's `made_by` names: `times#weekday`, `small-1 + cue:deny`.
    pub fn entry(&self, made_by: &str) -> Option<RuleEntry> {
        let rule = made_by.rsplit(" + ").next()?;
        let (kind, id) = rule.split_once(['#', ':'])?;
        let of_kind = |name: &str| {
            name.starts_with(kind)
                || kind == "speech" && name == "continuations.toml"
                || kind == "cue" && name.starts_with("cues/")
        };
        let mut texts = self.texts.iter().filter(|(name, _)| of_kind(name));
        texts.find_map(|(name, text)| entry::entry_in(name, text, id))
    }

    /// The entry of file `name` called `id`.
    pub fn entry_of(&self, name: &str, id: &str) -> Option<RuleEntry> {
        let (name, text) = self.texts.iter().find(|(file, _)| *file == name)?;
        entry::entry_in(name, text, id)
    }

    fn load(folder: &Folder) -> Result<Rules, RuleError> {
        let texts = folder.all().into_iter().map(|name| Ok((name.clone(), folder.text(&name)?)));
        let texts: Vec<_> = texts.collect::<Result<_, RuleError>>()?;
        let mut changed = ContentHash::new();
        let mut same = true;
        for (name, text) in &texts {
            if Folder::embedded().text(name).ok().as_ref() != Some(text) {
                changed.add(name.as_bytes()).add(text.as_bytes());
                same = false;
            }
        }
        let digits = changed.hex();
        Ok(Rules {
            abbreviations: file::word_list(folder, "abbreviations.toml")?,
            lemmas: Lemmas::load(folder)?,
            cues: Cues::load(folder)?,
            people: People::load(folder)?,
            speech: SpeechRules::load(folder)?,
            confidence: Calibration::load(folder)?,
            numbers: Numbers::load(folder)?,
            times: TimeRules::load(folder)?,
            figures: FigureRules::load(folder)?,
            populations: Populations::load(folder)?,
            joining: Joining::load(folder)?,
            texts,
            changed: (!same).then(|| digits.get(..8).unwrap_or_default().to_owned()),
            places: PlaceRules::load(folder)?,
            verdicts: VerdictRules::load(folder)?,
            agencies: Agencies::load(folder)?,
            events: EventRules::load(folder)?,
            deeds: DeedWords::load(folder)?,
            persons: PersonRules::load(folder)?,
            access: AccessRules::load(folder)?,
            talks: TalksRules::load(folder)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_files_load() {
        if let Err(error) = Rules::embedded() {
            panic!("{error}");
        }
    }

    #[test]
    fn a_finding_leads_to_its_entry() {
        let rules = Rules::embedded().unwrap();
        let weekday = rules.entry("times#weekday").unwrap();
        assert_eq!(weekday.file, "times.toml");
        assert!(weekday.text.contains("WEEKDAY"), "{}", weekday.text);
        assert_eq!(rules.entry("small-1 + cue:deny").unwrap().file, "cues/speech.toml");
        for other in ["small-1", "times#nothing", "", "figures"] {
            assert_eq!(rules.entry(other), None, "{other}");
        }
    }

    #[test]
    fn changed_files_have_another_name_and_the_same_ones_none() {
        assert_eq!(Rules::embedded().unwrap().changed(), None);
        let folder = std::env::temp_dir().join(format!("onrecord-changed-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("abbreviations.toml");
        let built_in = Folder::embedded().text("abbreviations.toml").unwrap();
        std::fs::write(&file, built_in.as_bytes()).unwrap();
        assert_eq!(Rules::from_folder(&folder).unwrap().changed(), None);
        std::fs::write(&file, "about = \"x\"\nwords = [\"Mr\"]\n").unwrap();
        let changed = Rules::from_folder(&folder).unwrap();
        assert_eq!(changed.changed().map(str::len), Some(8));
    }
}
