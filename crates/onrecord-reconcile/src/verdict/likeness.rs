//! How much two stretches of text speak of the same: shared content words, names and numbers weighing most.

use std::collections::BTreeMap;

use onrecord_model::{Document, TokenRange, Upos};
use onrecord_rules::Rules;

/// Content words of a stretch, in dictionary form and lower case, with their weights.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    words: BTreeMap<String, f32>,
}

/// Letters from which on two spellings of a name can be one ("Hesk" and "Hask" are not, "Brennholt" and "Brenholt" are).
const LONG_NAME: usize = 6;

impl Content {
    pub(super) fn of(doc: &Document, within: TokenRange, rules: &Rules) -> Content {
        let mut words = BTreeMap::new();
        for at in within.range() {
            let Some(token) = doc.tokens.get(at) else { continue };
            let form = doc.token_text(at);
            let lemma = token.lemma.to_lowercase();
            let weight = match token.upos {
                Upos::Propn => 2.0,
                Upos::Num => 1.5,
                Upos::Noun | Upos::Adj => 1.0,
                Upos::Verb if rules.cues.lemma(&lemma).is_some() => 0.2,
                Upos::Verb => 0.8,
                _ => 0.0,
            };
            if weight > 0.0 && form.chars().any(char::is_alphanumeric) && form.chars().count() > 1 {
                let kept = words.entry(lemma).or_insert(weight);
                *kept = f32::max(*kept, weight);
            }
        }
        Content { words }
    }

    /// Does the word, in dictionary form, stand here?
    pub(super) fn has(&self, lemma: &str) -> bool {
        self.words.contains_key(lemma)
    }

    /// The words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    fn weight(&self) -> f32 {
        self.words.values().sum()
    }

    /// The weight of the words here that stand in `other`, too.
    fn shared(&self, other: &Content) -> f32 {
        let stands = |word: &str| {
            other.has(word) || other.words.keys().any(|theirs| is_one_name(word, theirs))
        };
        self.words.iter().filter(|(word, _)| stands(word)).map(|(_, weight)| weight).sum()
    }

    /// The part of this content that stands in `other`, 0 to 1.
    pub(super) fn covered_by(&self, other: &Content) -> f32 {
        let weight = self.weight();
        if weight > 0.0 { self.shared(other).max(0.0) / weight } else { 0.0 }
    }

    /// The part of the lighter of the two that the other covers, 0 to 1.
    pub(super) fn likeness(&self, other: &Content) -> f32 {
        if self.weight() <= other.weight() {
            self.covered_by(other)
        } else {
            other.covered_by(self)
        }
    }
}

/// Are two long words one but for a letter or two: a name spelt in two ways, a noun and its verb?
fn is_one_name(one: &str, other: &str) -> bool {
    let shorter = one.len().min(other.len());
    if shorter < LONG_NAME || one.len().abs_diff(other.len()) > 2 {
        return false;
    }
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let tail = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    same >= 3 && same + tail + 1 >= shorter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name() {
        assert!(is_one_name("brennholt", "brenholt") && is_one_name("hasaka", "hasakeh"));
        assert!(!is_one_name("hesk", "hask") && !is_one_name("corrun", "varlow"));
    }
}
