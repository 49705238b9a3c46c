//! Number words of a language.

use serde::Deserialize;

use crate::{Folder, RuleError, WordMap, WordSet};

/// Number words, by their lower-case form.
#[derive(Debug, Default)]
pub struct Numbers {
    words: WordMap<NumberWord>,
    short_scales: WordMap<u64>,
    ordinals: WordMap<u32>,
    /// Vague amounts of several words ("a number of"), word by word, the longest first.
    pub vague_phrases: Vec<Vec<String>>,
    /// "no one", "not a single", word by word, the longest first.
    pub none_phrases: Vec<Vec<String>>,
    faint: WordSet,
    least: WordMap<u64>,
    recorded: WordMap<[u64; 2]>,
    /// Words with which an amount of several words can begin.
    openings: WordSet,
}

/// What a number word adds to the number it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberWord {
    /// Nought to nineteen.
    One(u64),
    /// Twenty, thirty, up to ninety.
    Ten(u64),
    /// Multiplies what stands before it: "hundred", "million".
    Scale(u64),
    /// An amount of its own that takes an article: "a dozen".
    Group(u64),
    /// One part of so many: "a third".
    Fraction(u64),
    /// No number: "several", "dozens".
    Vague,
    /// None at all: "no", "nobody".
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    vague: Vec<String>,
    vague_phrases: Vec<String>,
    faint: Vec<String>,
    none: Vec<String>,
    none_phrases: Vec<String>,
    least: WordMap<u64>,
    recorded: WordMap<[u64; 2]>,
    ones: WordMap<u64>,
    tens: WordMap<u64>,
    scales: WordMap<u64>,
    short_scales: WordMap<u64>,
    groups: WordMap<u64>,
    fractions: WordMap<u64>,
    ordinals: WordMap<u32>,
}

impl Numbers {
    pub(crate) fn load(folder: &Folder) -> Result<Numbers, RuleError> {
        let file: File = folder.table("numbers.toml")?;
        let mut words = WordMap::default();
        let mut add = |map: WordMap<u64>, word: fn(u64) -> NumberWord| {
            words.extend(map.into_iter().map(|(form, value)| (form, word(value))));
        };
        add(file.fractions, NumberWord::Fraction);
        add(file.groups, NumberWord::Group);
        add(file.scales, NumberWord::Scale);
        add(file.tens, NumberWord::Ten);
        add(file.ones, NumberWord::One);
        words.extend(file.vague.into_iter().map(|form| (form, NumberWord::Vague)));
        words.extend(file.none.into_iter().map(|form| (form, NumberWord::None)));
        let (vague_phrases, none_phrases) =
            (phrases(file.vague_phrases), phrases(file.none_phrases));
        let openings = vague_phrases.iter().chain(&none_phrases);
        Ok(Numbers {
            words,
            short_scales: file.short_scales,
            ordinals: file.ordinals,
            openings: openings.filter_map(|phrase| phrase.first().cloned()).collect(),
            vague_phrases,
            none_phrases,
            least: file.least,
            recorded: file.recorded,
            faint: file.faint.into_iter().collect(),
        })
    }

    /// What a lower-case word adds to a number.
    pub fn word(&self, lower: &str) -> Option<NumberWord> {
        self.words.get(lower).copied()
    }

    /// Can an amount of several words begin with this lower-case word?
    pub fn opens_phrase(&self, lower: &str) -> bool {
        self.openings.contains(lower)
    }

    /// The factor of a letter or two behind digits ("bn").
    pub fn short_scale(&self, lower: &str) -> Option<u64> {
        self.short_scales.get(lower).copied()
    }

    /// The place in a row that a word or a form such as `27th` names.
    pub fn ordinal(&self, lower: &str) -> Option<u32> {
        if let Some(&value) = self.ordinals.get(lower) {
            return Some(value);
        }
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = lower.get(digits.len()..)?;
        if digits.is_empty() || !matches!(ending, "st" | "nd" | "rd" | "th") {
            return None;
        }
        digits.parse().ok()
    }

    /// The least that a word of a vague amount can mean; of several words, their product.
    pub fn least(&self, lower: &str) -> Option<u64> {
        self.least.get(lower).copied()
    }

    /// The ends of the range that casualty recorders write for a vague amount, by its lower-case words.
    pub fn recorded(&self, lower: &str) -> Option<[u64; 2]> {
        self.recorded.get(lower).copied()
    }

    /// Is the word or phrase an amount only beside other signs of one ("many", "a number")?
    pub fn is_faint(&self, lower: &str) -> bool {
        self.faint.contains(lower)
    }
}

fn phrases(list: Vec<String>) -> Vec<Vec<String>> {
    let mut phrases: Vec<Vec<String>> =
        list.iter().map(|text| text.split(' ').map(str::to_owned).collect()).collect();
    phrases.sort_by_key(|words| std::cmp::Reverse(words.len()));
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;

    #[test]
    fn number_words_have_their_value() {
        let numbers = &Rules::embedded().unwrap().numbers;
        for (word, value) in [
            ("seventeen", NumberWord::One(17)),
            ("ninety", NumberWord::Ten(90)),
            ("million", NumberWord::Scale(1_000_000)),
            ("dozen", NumberWord::Group(12)),
            ("thirds", NumberWord::Fraction(3)),
            ("dozens", NumberWord::Vague),
            ("no", NumberWord::None),
        ] {
            assert_eq!(numbers.word(word), Some(value), "{word}");
        }
        assert_eq!(numbers.ordinal("27th"), Some(27));
        assert_eq!(numbers.ordinal("second"), Some(2));
        assert_eq!(numbers.recorded("dozens"), Some([12, 24]));
    }

    #[test]
    fn other_words_have_none() {
        let numbers = &Rules::embedded().unwrap().numbers;
        for word in ["tone", "often", "and", "bn", "a"] {
            assert_eq!(numbers.word(word), None, "{word}");
        }
        assert_eq!(numbers.recorded("several"), None);
        for word in ["27", "th", "27mm", "north"] {
            assert_eq!(numbers.ordinal(word), None, "{word}");
        }
    }
}
