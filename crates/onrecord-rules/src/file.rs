//! Where rule files come from, and how one is read.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{RuleError, RuleErrorKind, WordSet, parse_example};

/// A folder of rule files: the built-in copy, perhaps overlaid by files on disk.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Files on disk, by their name below the folder.
    disk: BTreeMap<String, PathBuf>,
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
    "across/populations.toml",
    "across/joining.toml",
    "across/common.toml",
    "places.toml",
    "verdicts.toml",
    "agencies.toml",
    "confidence.toml",
    "deeds.toml",
    "persons.toml",
    "access.toml",
    "talks.toml",
);

/// The built-in files of `events`, listed when the program is built.
const EVENTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/events.rs"));

impl Folder {
    /// The built-in copy alone.
    pub fn embedded() -> Folder {
        Folder::default()
    }

    /// Files of `path`, and the built-in ones where `path` has none. `path` may also be one of the files, in a folder
    /// of its name (`my/cues/speech.toml`).
    ///
    /// # Errors
    /// Where nothing is there, where it holds no rule file, or one with a name that no rule file has: it would be
    /// passed over without a word.
    pub fn at(path: &Path) -> Result<Folder, RuleError> {
        let fail = |path: &Path, kind| RuleError { path: path.to_owned(), line: 1, kind };
        let unknown = |path: &Path| fail(path, RuleErrorKind::NoRuleFile(names_of_all()));
        if path.is_file() {
            let name = Folder::names().find(|name| path.ends_with(name)).map(str::to_owned);
            let name = name.or_else(|| domain(path)).ok_or_else(|| unknown(path))?;
            return Ok(Folder { disk: BTreeMap::from([(name, path.to_owned())]) });
        }
        let found = toml_files(path, 0)
            .map_err(|cause| fail(path, RuleErrorKind::Read(cause.to_string())))?;
        let mut disk = BTreeMap::new();
        for file in found {
            let below = file.strip_prefix(path).unwrap_or(&file);
            let name = Folder::names().find(|name| Path::new(name) == below).map(str::to_owned);
            disk.insert(name.or_else(|| domain(below)).ok_or_else(|| unknown(&file))?, file);
        }
        if disk.is_empty() { Err(unknown(path)) } else { Ok(Folder { disk }) }
    }

    /// Names of the files that are taken from disk.
    pub fn on_disk(&self) -> impl Iterator<Item = &str> {
        self.disk.keys().map(String::as_str)
    }

    /// Names of all files, built-in and on disk.
    pub(crate) fn all(&self) -> BTreeSet<String> {
        self.names_in("")
    }

    /// Paths of all built-in files.
    pub fn names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().chain(EVENTS).map(|(name, _)| *name)
    }

    /// Paths of all files below `folder` (`events/`), built-in and on disk, in alphabetical order.
    pub(crate) fn names_in(&self, folder: &str) -> BTreeSet<String> {
        let on_disk = self.on_disk().map(str::to_owned);
        let all = Folder::names().map(str::to_owned).chain(on_disk);
        all.filter(|name| name.starts_with(folder)).collect()
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Result<Cow<'static, str>, RuleError> {
        if let Some(path) = self.disk.get(name) {
            return std::fs::read_to_string(path)
                .map(Cow::Owned)
                .map_err(|e| whole(name, RuleErrorKind::Read(e.to_string())));
        }
        let built_in = EMBEDDED.iter().chain(EVENTS).find(|(n, _)| *n == name);
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

/// The name of a domain's file, which need not be a built-in one: `events/strikes.toml`.
fn domain(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let inside = path.parent()?.file_name()? == "events";
    (inside && name.ends_with(".toml")).then(|| format!("events/{name}"))
}

/// Folders inside folders deeper than this hold no rule files.
const DEEPEST: usize = 4;

/// Every `.toml` file below `folder`.
fn toml_files(folder: &Path, depth: usize) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && depth < DEEPEST {
            found.extend(toml_files(&path, depth + 1)?);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn names_of_all() -> String {
    Folder::names().collect::<Vec<_>>().join(", ")
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

pub(crate) fn word_list(folder: &Folder, name: &str) -> Result<WordSet, RuleError> {
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
        let folder = Folder::at(&folder).unwrap();
        let error = word_list(&folder, "abbreviations.toml").unwrap_err();
        assert_eq!((error.path.to_str(), error.line), (Some("abbreviations.toml"), 3), "{error}");
    }

    #[test]
    fn an_entry_without_a_counter_example_is_refused() {
        let proof =
            Proof { yes: vec!["[source: She] [cue: said] [content: so].".into()], no: vec![] };
        let error = proof.check(&Folder::embedded(), "cues/speech.toml", "say").unwrap_err();
        assert!(error.to_string().contains("`say` has no `no` example"), "{error}");
    }

    #[test]
    fn a_name_that_no_rule_file_has_is_refused() {
        let folder = tempdir_with("time.toml", "about = \"x\"\n");
        for path in [folder.join("time.toml"), folder.join("nowhere"), folder] {
            assert!(Folder::at(&path).is_err(), "{}", path.display());
        }
    }

    fn tempdir_with(name: &str, text: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("onrecord-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
        folder
    }
}
