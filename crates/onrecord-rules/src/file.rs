//! Where rule files come from, and how one is read.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{RuleError, RuleErrorKind, parse_example};

/// A folder of rule files: the built-in copy, perhaps overlaid by one on disk.
#[derive(Clone, Debug)]
pub struct Folder {
    disk: Option<PathBuf>,
}

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        /// The built-in files, by their path below `data/en`.
        const EMBEDDED: &[(&str, &str)] = &[$(($name, include_str!(concat!("../data/en/", $name)))),+];
    };
}

embedded!(
    "abbreviations.toml",
    "lemmas.toml",
    "cues/speech.toml",
    "cues/attitude.toml",
    "cues/document.toml",
    "people.toml",
    "speech.toml",
    "numbers.toml",
    "times.toml",
    "figures/comparators.toml",
    "figures/measures.toml",
    "figures/units.toml",
    "continuations.toml",
    "deeds.toml",
    "persons.toml",
    "access.toml",
    "talks.toml",
);

impl Folder {
    /// The built-in copy alone.
    pub fn embedded() -> Folder {
        Folder { disk: None }
    }

    /// Files of `path`, and the built-in ones where `path` has none.
    pub fn at(path: &Path) -> Folder {
        Folder { disk: Some(path.to_owned()) }
    }

    /// Paths of all built-in files.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Result<Cow<'static, str>, RuleError> {
        if let Some(path) =
            self.disk.as_ref().map(|disk| disk.join(name)).filter(|path| path.exists())
        {
            return std::fs::read_to_string(&path)
                .map(Cow::Owned)
                .map_err(|e| whole(name, RuleErrorKind::Read(e.to_string())));
        }
        let built_in = EMBEDDED.iter().find(|(n, _)| *n == name);
        built_in
            .map(|(_, text)| Cow::Borrowed(*text))
            .ok_or_else(|| whole(name, RuleErrorKind::Read("there is no such file".into())))
    }

    /// A file as a typed table.
    pub fn table<T: DeserializeOwned>(&self, name: &str) -> Result<T, RuleError> {
        let text = self.text(name)?;
        toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.get(..at).map_or(1, |before| before.matches('\n').count() as u32 + 1);
            let message = error.message().to_owned();
            RuleError { path: name.into(), line, kind: RuleErrorKind::Syntax(message) }
        })
    }

    /// An error at the line on which `needle` first stands in the file.
    pub fn error_at(&self, name: &str, needle: &str, kind: RuleErrorKind) -> RuleError {
        let text = self.text(name).unwrap_or_default();
        let line = text
            .find(needle)
            .and_then(|at| text.get(..at))
            .map_or(1, |s| s.matches('\n').count() as u32 + 1);
        RuleError { path: name.into(), line, kind }
    }
}

fn whole(name: &str, kind: RuleErrorKind) -> RuleError {
    RuleError { path: name.into(), line: 1, kind }
}

/// A list of plain words; needs no examples, since a word list has no grammar of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordList {
    #[serde(rename = "about")]
    _about: String,
    words: Vec<String>,
}

pub(crate) fn word_list(folder: &Folder, name: &str) -> Result<HashSet<String>, RuleError> {
    Ok(folder.table::<WordList>(name)?.words.into_iter().collect())
}

/// The examples of an entry: sentences in which it must be found, and in which it must not.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Proof {
    /// Found, with the marked spans.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Not found.
    #[serde(default)]
    pub no: Vec<String>,
}

impl Proof {
    /// Refuses an entry that lacks proof in one direction, or has a broken mark.
    pub fn check(&self, folder: &Folder, name: &str, id: &str) -> Result<(), RuleError> {
        for (side, list) in [("yes", &self.yes), ("no", &self.no)] {
            if list.is_empty() {
                return Err(folder.error_at(
                    name,
                    &format!("\"{id}\""),
                    RuleErrorKind::Unproven(id.into(), side),
                ));
            }
            for example in list {
                parse_example(example).map_err(|at| {
                    folder.error_at(name, example, RuleErrorKind::OpenMark(example.clone(), at))
                })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_names_its_line() {
        let folder = tempdir_with("abbreviations.toml", "about = \"x\"\nwords = [\n  3,\n]\n");
        let error = word_list(&Folder::at(&folder), "abbreviations.toml").unwrap_err();
        assert_eq!((error.path.to_str(), error.line), (Some("abbreviations.toml"), 3), "{error}");
    }

    #[test]
    fn an_entry_without_a_counter_example_is_refused() {
        let proof =
            Proof { yes: vec!["[source: She] [cue: said] [content: so].".into()], no: vec![] };
        let error = proof.check(&Folder::embedded(), "cues/speech.toml", "say").unwrap_err();
        assert!(error.to_string().contains("`say` has no `no` example"), "{error}");
    }

    fn tempdir_with(name: &str, text: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("onrecord-rules-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
        folder
    }
}
