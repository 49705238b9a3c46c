//! What a stretch of words is about: its content words in dictionary form, its names, its numbers.

use std::collections::BTreeSet;

use onrecord_model::Upos;
use onrecord_rules::Rules;

/// What words are about.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// In dictionary form.
    pub(super) words: BTreeSet<String>,
    /// Words in capitals, folded.
    pub(super) names: BTreeSet<String>,
    /// In digits.
    pub(super) numbers: BTreeSet<String>,
}

impl Content {
    /// Reads `text`, given without layers: a capital makes a name, endings make the dictionary form.
    pub(super) fn add(&mut self, text: &str, rules: &Rules) {
        let marks = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '.' | ','));
        for (at, word) in text.split(marks).enumerate() {
            let word = word.trim_matches(['.', ',', '\'', '’']);
            let word = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
            let lower = word.to_lowercase();
            let is_empty = |word: &str| rules.joining.empty.contains(word);
            if word.chars().any(|c| c.is_ascii_digit()) {
                self.numbers.insert(lower.replace([',', '.'], ""));
            } else if word.chars().count() < 2 || is_empty(&lower) {
            } else if word.starts_with(char::is_uppercase) && (at > 0 || !is_known(&lower, rules)) {
                self.names.insert(lower);
            } else {
                let lemma = lemma(&lower, rules);
                if !is_empty(&lemma) {
                    self.words.insert(lemma);
                }
            }
        }
    }

    /// How much there is.
    pub(super) fn len(&self) -> usize {
        self.words.len() + self.names.len()
    }
}

/// Is it a word that begins a sentence, and no name? Told by its verb or noun ending having a dictionary form other than itself.
fn is_known(lower: &str, rules: &Rules) -> bool {
    lemma(lower, rules) != lower
}

fn lemma(lower: &str, rules: &Rules) -> String {
    let verb = lower.ends_with("ed") || lower.ends_with("ing");
    let lemma = rules.lemmas.lemma(lower, if verb { Upos::Verb } else { Upos::Noun });
    if lemma == lower { rules.lemmas.lemma(lower, Upos::Verb) } else { lemma }
}
