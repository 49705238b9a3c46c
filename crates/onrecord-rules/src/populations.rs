//! Who is counted, by class, so that two reports' words for one group meet.

use onrecord_model::Upos;
use serde::Deserialize;

use crate::{Folder, Lemmas, Proof, RuleError, WordMap};

const FILE: &str = "across/populations.toml";
/// The class of whoever is not told apart.
const PEOPLE: &str = "people";

/// Classes of people that are counted, by the dictionary form of their nouns.
#[derive(Debug, Default)]
pub struct Populations {
    classes: WordMap<String>,
    /// Class and what proves it, for the tests.
    proofs: Vec<(String, Proof)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    class: Vec<Class>,
}

#[derive(Debug, Deserialize)]
struct Class {
    name: String,
    words: Vec<String>,
    #[serde(flatten)]
    proof: Proof,
}

impl Populations {
    pub(crate) fn load(folder: &Folder) -> Result<Populations, RuleError> {
        let file: File = folder.table(FILE)?;
        let mut populations = Populations::default();
        for class in file.class {
            class.proof.check(folder, FILE, &class.name)?;
            for word in class.words {
                populations.classes.insert(word, class.name.clone());
            }
            populations.proofs.push((class.name, class.proof));
        }
        Ok(populations)
    }

    /// The class of a counted group in a report's words: of the last of its nouns that has one, else the last word's dictionary
    /// form. Nobody named: `people`.
    pub fn class<'a>(&'a self, words: Option<&str>, lemmas: &'a Lemmas) -> String {
        let Some(words) = words else { return PEOPLE.to_owned() };
        let head = words.split([',', '(']).next().unwrap_or(words);
        let head = match head.split_once(" of ") {
            Some((count, of)) if !count.contains(char::is_alphabetic) => of,
            Some((head, _)) => head,
            None => head,
        };
        let head = head.to_lowercase();
        let forms: Vec<String> =
            head.split_whitespace().map(|word| singular(word, lemmas)).collect();
        let known = forms.iter().rev().find_map(|form| self.classes.get(form));
        known
            .or_else(|| self.inside(&forms))
            .cloned()
            .unwrap_or_else(|| forms.last().cloned().unwrap_or_else(|| PEOPLE.to_owned()))
    }

    /// Is it the class of whoever is not told apart?
    pub fn is_everybody(class: &str) -> bool {
        class == PEOPLE
    }

    /// "schoolgirls": the end of the last word.
    fn inside(&self, forms: &[String]) -> Option<&String> {
        let last = forms.last()?;
        let longest =
            self.classes.iter().filter(|(word, _)| word.len() > 3 && last.ends_with(*word));
        longest.max_by_key(|(word, _)| (word.len(), *word)).map(|(_, class)| class)
    }
}

fn singular(word: &str, lemmas: &Lemmas) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    lemmas.lemma(word, Upos::Noun)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rules, parse_example};

    fn class_of(populations: &Populations, example: &str) -> String {
        let example = parse_example(example).unwrap();
        let mark = &example.marks[0];
        let lemmas = &Rules::embedded().unwrap().lemmas;
        populations.class(example.text.get(mark.start..mark.end), lemmas)
    }

    #[test]
    fn every_class_is_proven_both_ways() {
        let populations = Populations::load(&Folder::embedded()).unwrap();
        for (class, proof) in &populations.proofs {
            for example in &proof.yes {
                assert_eq!(class_of(&populations, example), *class, "{example}");
            }
            for example in &proof.no {
                assert_ne!(class_of(&populations, example), *class, "{example}");
            }
        }
    }

    #[test]
    fn a_noun_without_class_is_its_own() {
        let populations = Populations::load(&Folder::embedded()).unwrap();
        let lemmas = &Rules::embedded().unwrap().lemmas;
        assert_eq!(populations.class(Some("homes"), lemmas), "home");
        assert_eq!(populations.class(None, lemmas), "people");
    }
}
