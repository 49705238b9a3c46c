//! Dictionary forms: a list of irregular forms, and the regular endings of English.

use std::collections::BTreeMap;

use onrecord_model::Upos;
use serde::Deserialize;

use crate::{Folder, RuleError, WordSet};

/// Finds the dictionary form of a word.
#[derive(Debug)]
pub struct Lemmas {
    /// By form and word class letter (`v`, `n`, `a`).
    irregular: rustc_hash::FxHashMap<(String, char), String>,
    /// Dictionary forms that the endings alone would not find ("accuse", not "accus").
    known: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    verbs: BTreeMap<String, Vec<String>>,
    nouns: BTreeMap<String, Vec<String>>,
    adjectives: BTreeMap<String, Vec<String>>,
    silent_e: Vec<String>,
}

impl Lemmas {
    pub(crate) fn load(folder: &Folder) -> Result<Lemmas, RuleError> {
        let file: File = folder.table("lemmas.toml")?;
        let mut irregular = rustc_hash::FxHashMap::default();
        for (class, words) in [('v', &file.verbs), ('n', &file.nouns), ('a', &file.adjectives)] {
            for (lemma, forms) in words {
                for form in forms {
                    irregular.insert((form.clone(), class), lemma.clone());
                }
            }
        }
        Ok(Lemmas { irregular, known: file.silent_e.into_iter().collect() })
    }

    /// The dictionary form of `word` as a word of class `upos`: lower case, except that names keep theirs.
    pub fn lemma(&self, word: &str, upos: Upos) -> String {
        if upos == Upos::Propn {
            return word.to_owned();
        }
        let word = word.to_lowercase().replace('’', "'");
        let class = match upos {
            Upos::Verb | Upos::Aux => 'v',
            Upos::Noun => 'n',
            Upos::Adj | Upos::Adv => 'a',
            _ => return word,
        };
        if let Some(lemma) = self.irregular.get(&(word.clone(), class)) {
            return lemma.clone();
        }
        match class {
            'v' => self.verb(&word),
            'n' => plural(&word),
            _ => word,
        }
    }

    /// Takes a regular ending off a verb, and puts the silent e or the single consonant back.
    fn verb(&self, word: &str) -> String {
        if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 1) {
            return format!("{stem}y");
        }
        if let Some(stem) = word.strip_suffix("ied").filter(|s| s.len() > 1) {
            return format!("{stem}y");
        }
        if let Some(stem) = word.strip_suffix("es").filter(|s| ends_hissing(s)) {
            return self.base(stem);
        }
        if let Some(stem) =
            word.strip_suffix('s').filter(|s| s.len() > 2 && !s.ends_with(['s', 'u', 'i']))
        {
            return stem.to_owned();
        }
        for ending in ["ed", "ing"] {
            if let Some(stem) =
                word.strip_suffix(ending).filter(|s| s.contains(is_vowel) && s.len() > 1)
            {
                return self.base(stem);
            }
        }
        word.to_owned()
    }

    /// A stem left by an ending: `accus` to `accuse`, `stopp` to `stop`, `ask` to `ask`.
    fn base(&self, stem: &str) -> String {
        let with_e = format!("{stem}e");
        if self.known.contains(&with_e) {
            return with_e;
        }
        let mut back = stem.chars().rev();
        let (last, before, third) = (back.next(), back.next(), back.next());
        let (Some(last), Some(before)) = (last, before) else { return stem.to_owned() };
        if last == before && !"lsefzo".contains(last) {
            return stem.get(..stem.len() - last.len_utf8()).unwrap_or(stem).to_owned();
        }
        let silent = matches!(last, 'c' | 'v' | 'u' | 'z')
            || (last == 's' && (is_vowel(before) || "rnlp".contains(before)))
            || (last == 'g' && matches!(before, 'n' | 'r' | 'd'))
            || (last == 't' && before == 'a' && third.is_some_and(|c| !is_vowel(c)))
            || (last == 'l' && !is_vowel(before) && before != 'l' && before != 'r');
        if silent && !stem.ends_with("ing") { with_e } else { stem.to_owned() }
    }
}

fn is_vowel(c: char) -> bool {
    "aeiouy".contains(c)
}

fn ends_hissing(stem: &str) -> bool {
    ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| stem.ends_with(end))
}

/// The singular of a regular plural.
fn plural(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 1) {
        return format!("{stem}y");
    }
    if let Some(stem) = word
        .strip_suffix("es")
        .filter(|s| ["ss", "x", "ch", "sh"].iter().any(|end| s.ends_with(end)))
    {
        return stem.to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;

    #[test]
    fn finds_dictionary_forms() {
        let lemmas = &Rules::embedded().unwrap().lemmas;
        for (word, upos, lemma) in [
            ("said", Upos::Verb, "say"),
            ("denies", Upos::Verb, "deny"),
            ("denied", Upos::Verb, "deny"),
            ("accused", Upos::Verb, "accuse"),
            ("stopped", Upos::Verb, "stop"),
            ("killed", Upos::Verb, "kill"),
            ("claiming", Upos::Verb, "claim"),
            ("announced", Upos::Verb, "announce"),
            ("told", Upos::Verb, "tell"),
            ("dispersed", Upos::Verb, "disperse"),
            ("besieged", Upos::Verb, "besiege"),
            ("pressed", Upos::Verb, "press"),
            ("released", Upos::Verb, "release"),
            ("urges", Upos::Verb, "urge"),
            ("pledging", Upos::Verb, "pledge"),
            ("passes", Upos::Verb, "pass"),
            ("confirmed", Upos::Verb, "confirm"),
            ("estimated", Upos::Verb, "estimate"),
            ("warned", Upos::Verb, "warn"),
            ("injured", Upos::Verb, "injure"),
            ("was", Upos::Aux, "be"),
            ("children", Upos::Noun, "child"),
            ("sources", Upos::Noun, "source"),
            ("bodies", Upos::Noun, "body"),
            ("crossings", Upos::Noun, "crossing"),
            ("hostages", Upos::Noun, "hostage"),
            ("wounded", Upos::Verb, "wound"),
            ("responded", Upos::Verb, "respond"),
            ("reported", Upos::Verb, "report"),
            ("rescued", Upos::Verb, "rescue"),
        ] {
            assert_eq!(lemmas.lemma(word, upos), lemma, "{word}");
        }
    }

    #[test]
    fn leaves_alone() {
        let lemmas = &Rules::embedded().unwrap().lemmas;
        for (word, upos) in [
            ("Reuters", Upos::Propn),
            ("bus", Upos::Noun),
            ("crisis", Upos::Noun),
            ("sing", Upos::Verb),
            ("this", Upos::Pron),
        ] {
            assert_eq!(lemmas.lemma(word, upos), word);
        }
    }
}
