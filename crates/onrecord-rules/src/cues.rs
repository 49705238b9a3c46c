//! Words that tie a source to what it says, each with the act that is done by using it.

use onrecord_model::{Act, Document, TokenRange};
use serde::Deserialize;

use crate::{Folder, KeyMap, Pattern, Proof, RuleError, RuleErrorKind, WordMap};

/// All cues of a language.
#[derive(Debug, Default)]
pub struct Cues {
    cues: Vec<Cue>,
    /// Single-word cues by dictionary form.
    by_lemma: WordMap<usize>,
    /// Cues of several words, by the words a match can begin with.
    by_first: KeyMap<Vec<usize>>,
}

/// One cue.
#[derive(Clone, Debug)]
pub struct Cue {
    /// Its dictionary form, or its pattern.
    pub id: String,
    /// The file it stands in.
    pub file: &'static str,
    /// What sort of cue.
    pub kind: CueKind,
    /// What is done by using it, where the content does not say otherwise.
    pub act: Act,
    /// Does the writer keep a distance ("claimed")?
    pub distance: bool,
    /// Examples.
    pub proof: Proof,
    pattern: Option<Pattern>,
}

/// What sort of cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CueKind {
    /// Somebody speaks or writes.
    Speech,
    /// Somebody wants, holds, intends: not speech.
    Attitude,
    /// A document or finding shows.
    Document,
}

/// A cue found in a document.
#[derive(Clone, Copy, Debug)]
pub struct CueMatch<'a> {
    /// The cue.
    pub cue: &'a Cue,
    /// Where it stands.
    pub range: TokenRange,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    kind: CueKind,
    #[serde(default)]
    cue: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    lemma: Option<String>,
    pattern: Option<String>,
    act: String,
    #[serde(default)]
    distance: bool,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const FILES: [&str; 3] = ["cues/speech.toml", "cues/attitude.toml", "cues/document.toml"];

impl Cues {
    pub(crate) fn load(folder: &Folder) -> Result<Cues, RuleError> {
        let mut cues = Cues::default();
        for name in FILES {
            let file: File = folder.table(name)?;
            for entry in file.cue {
                cues.add(cue(folder, name, file.kind, entry)?);
            }
        }
        Ok(cues)
    }

    fn add(&mut self, cue: Cue) {
        let number = self.cues.len();
        match &cue.pattern {
            None => {
                self.by_lemma.entry(cue.id.clone()).or_insert(number);
            }
            Some(pattern) => {
                for word in pattern.first_words().unwrap_or_default() {
                    self.by_first.entry(word).or_default().push(number);
                }
            }
        }
        self.cues.push(cue);
    }

    /// Every cue, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Cue> {
        self.cues.iter()
    }

    /// The cue whose dictionary form is `lemma`.
    pub fn lemma(&self, lemma: &str) -> Option<&Cue> {
        self.by_lemma.get(lemma).and_then(|&n| self.cues.get(n))
    }

    /// The cue in a tagged stretch: the longest of several words; else the first word whose act is more than asserting
    /// ("denied in a statement"), else the last word that is a cue at all.
    pub fn find(&self, doc: &Document, within: TokenRange) -> Option<CueMatch<'_>> {
        let word = |at: usize| {
            let cue = self.lemma(doc.tokens.get(at)?.lemma.as_ref())?;
            Some(CueMatch { cue, range: TokenRange::new(at, at + 1) })
        };
        self.phrase(doc, within)
            .or_else(|| within.range().filter_map(word).find(|m| m.cue.act != Act::Assert))
            .or_else(|| within.range().rev().find_map(word))
    }

    /// The longest cue of several words that begins inside `within`; it may reach past its end.
    fn phrase(&self, doc: &Document, within: TokenRange) -> Option<CueMatch<'_>> {
        let mut best: Option<CueMatch<'_>> = None;
        for at in within.range() {
            let Some(token) = doc.tokens.get(at) else { continue };
            let [form, lemma] = token.keys;
            let numbers = |word| self.by_first.get(&word).map_or(&[][..], Vec::as_slice);
            let of_form = if form == lemma { &[] } else { numbers(form) };
            for cue in numbers(lemma).iter().chain(of_form).filter_map(|&n| self.cues.get(n)) {
                let found = cue.pattern.as_ref().and_then(|p| p.match_at(doc, at));
                if let Some(range) = found.filter(|r| best.is_none_or(|b| r.len() > b.range.len()))
                {
                    best = Some(CueMatch { cue, range });
                }
            }
        }
        best
    }
}

fn cue(folder: &Folder, file: &'static str, kind: CueKind, entry: Entry) -> Result<Cue, RuleError> {
    let id = entry.lemma.clone().or_else(|| entry.pattern.clone()).unwrap_or_default();
    let place = format!("\"{id}\"");
    // Words with a hyphen are several words to the reader.
    let written = entry.lemma.as_ref().filter(|l| l.contains('-')).map(|l| l.replace('-', " - "));
    let pattern = match entry.pattern.as_ref().or(written.as_ref()) {
        None => None,
        Some(text) => Some(Pattern::parse(text).map_err(|error| {
            folder.error_at(file, &place, RuleErrorKind::Pattern(text.clone(), error))
        })?),
    };
    let act = Act::from_word(&entry.act).ok_or_else(|| {
        folder.error_at(file, &place, RuleErrorKind::Unknown(entry.act.clone(), "act"))
    })?;
    let proof = Proof { yes: entry.yes, no: entry.no };
    proof.check(folder, file, &id)?;
    Ok(Cue { id, file, kind, act, distance: entry.distance, proof, pattern })
}

#[cfg(test)]
mod tests {
    use crate::Rules;

    #[test]
    fn no_cue_stands_twice() {
        let mut seen = std::collections::BTreeMap::new();
        for cue in Rules::embedded().unwrap().cues.iter() {
            if let Some(other) = seen.insert(cue.id.clone(), cue.file) {
                panic!("`{}` stands in {} and in {}", cue.id, other, cue.file);
            }
        }
    }
}
