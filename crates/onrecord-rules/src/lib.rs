//! What a language knows, as data files with proven examples: loaded, checked, ready to match.
//!
//! The files under `data/en/` are the linguist's folder. Every entry carries sentences in which it must be found (`yes`)
//! and sentences in which it must not (`no`); they run as tests. [`Rules::embedded`] gives the copy built into the
//! program, [`Rules::from_folder`] reads a changed copy. No stage holds a content word of its own.
#![forbid(unsafe_code)]

mod access;
mod cues;
mod deeds;
mod error;
mod example;
mod figures;
mod file;
mod lemma;
mod numbers;
mod pattern;
mod people;
mod persons;
mod statements;
mod talks;
mod time_words;
mod times;
mod units;

pub use access::{AccessRules, AccessSense};
pub use cues::{Cue, CueKind, CueMatch, Cues};
pub use deeds::DeedWords;
pub use error::{RuleError, RuleErrorKind};
pub use example::{Example, Mark, parse_example};
pub use figures::{Bound, FigureRules, Measure, Role as FigureRole, Sense};
pub use file::{Folder, Proof};
pub use lemma::Lemmas;
pub use numbers::{NumberWord, Numbers};
pub use pattern::{Pattern, PatternError};
pub use people::{Metonym, People, Pronouns, Role};
pub use persons::{PersonRules, PersonStatus, StatusRole, StatusSense};
pub use statements::{Hedge, HedgeStrength, Phrase, Phrases, SilenceKind, SpeechRules, Unnamed};
pub use talks::{PositionWords, TalksRules, TalksState};
pub use time_words::{Holiday, PartOfDay, Season, TimeUnit, TimeWord};
pub use times::{Expression, Meaning, Modifier, Slot, TimeElement, TimeRules};
pub use units::Units;

use std::collections::HashSet;
use std::path::Path;
use std::sync::OnceLock;

/// Everything one language knows.
#[derive(Debug)]
pub struct Rules {
    /// Words that keep the point behind them ("Mr", "Jan"), without it.
    pub abbreviations: HashSet<String>,
    /// Dictionary forms of irregular words.
    pub lemmas: Lemmas,
    /// Words that tie a source to what it says.
    pub cues: Cues,
    /// Titles, roles, offices, pronouns.
    pub people: People,
    /// Hedges, anonymity, verification, silence.
    pub speech: SpeechRules,
    /// Number words.
    pub numbers: Numbers,
    /// Time expressions.
    pub times: TimeRules,
    /// What bounds numbers, what they measure.
    pub figures: FigureRules,
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

    /// Rules from a folder laid out like `data/en`; files that it lacks are taken from the built-in copy.
    ///
    /// # Errors
    /// Names the file and line that cannot be used.
    pub fn from_folder(folder: &Path) -> Result<Rules, RuleError> {
        Rules::load(&Folder::at(folder))
    }

    fn load(folder: &Folder) -> Result<Rules, RuleError> {
        Ok(Rules {
            abbreviations: file::word_list(folder, "abbreviations.toml")?,
            lemmas: Lemmas::load(folder)?,
            cues: Cues::load(folder)?,
            people: People::load(folder)?,
            speech: SpeechRules::load(folder)?,
            numbers: Numbers::load(folder)?,
            times: TimeRules::load(folder)?,
            figures: FigureRules::load(folder)?,
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
}
