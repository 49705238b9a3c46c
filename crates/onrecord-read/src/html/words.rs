//! Words of a text, to compare texts by, whatever their spaces, marks and capitals.

use std::collections::BTreeMap;

/// A text's words as numbers: letters and digits in lower case, hashed by FNV-1a (the same on every machine).
fn words(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| hash(word.chars().flat_map(char::to_lowercase).map(u64::from))).collect()
}

fn hash(parts: impl Iterator<Item = u64>) -> u64 {
    parts.fold(0xcbf2_9ce4_8422_2325, |hash, part| (hash ^ part).wrapping_mul(0x0100_0000_01b3))
}

/// A text's words, to look for in another's.
#[derive(Debug)]
pub(crate) struct Words(Vec<u64>);

impl Words {
    pub fn of(text: &str) -> Words {
        Words(words(text))
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Does it hold all words of `other`, in a row, and more?
    pub fn hold(&self, other: &Words) -> bool {
        self.0.len() > other.0.len()
            && !other.0.is_empty()
            && self.0.windows(other.0.len()).any(|row| row == other.0)
    }
}

/// How many words.
pub(crate) fn count(text: &str) -> usize {
    words(text).len()
}

/// Are these the same words?
pub(crate) fn same(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

/// Does the text end as a sentence does, closing marks aside?
pub(crate) fn ends_a_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»“)]*_".contains(c));
    bare.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '؟', '۔', '।', '։'])
}

/// The runs of three words of a text, each to be used as often as it stands there.
#[derive(Debug)]
pub(crate) struct Shingles {
    runs: BTreeMap<u64, u32>,
    lines: BTreeMap<Vec<u64>, u32>,
}

const RUN: usize = 3;

impl Shingles {
    pub fn of(text: &str) -> Shingles {
        let mut shingles = Shingles { runs: BTreeMap::new(), lines: BTreeMap::new() };
        for run in words(text).windows(RUN) {
            *shingles.runs.entry(hash(run.iter().copied())).or_default() += 1;
        }
        for line in text.lines() {
            *shingles.lines.entry(words(line)).or_default() += 1;
        }
        shingles
    }

    /// Is `text` in it, by `share` of its runs or by `row` words in a row? If so, its runs are used up, so that a
    /// teaser which repeats a paragraph is not taken for it. A text of fewer than three words has to be a whole line.
    pub fn take(&mut self, text: &str, share: f64, row: usize) -> bool {
        let words = words(text);
        if words.len() < RUN {
            let left = self.lines.get_mut(&words).filter(|left| **left > 0);
            return left.is_some_and(|left| {
                *left -= 1;
                true
            });
        }
        let runs: Vec<u64> = words.windows(RUN).map(|run| hash(run.iter().copied())).collect();
        let (mut found, mut longest, mut current) = (0_usize, 0, 0);
        for run in &runs {
            let is_there = self.runs.get(run).is_some_and(|left| *left > 0);
            found += usize::from(is_there);
            current = if is_there { current + 1 } else { 0 };
            longest = longest.max(current);
        }
        let takes = found as f64 >= share * runs.len() as f64 || longest + RUN > row;
        if takes {
            for run in runs {
                if let Some(left) = self.runs.get_mut(&run) {
                    *left = left.saturating_sub(1);
                }
            }
        }
        takes && found > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_told_whatever_their_marks() {
        assert!(same("“Rain” fell — on Corrun.", "rain fell, on CORRUN"));
        assert!(!same("Rain fell", "Rain fell again"));
        let long = Words::of("“Rain,” she said, “fell on Corrun.”");
        assert!(long.hold(&Words::of("fell on corrun")));
        assert!(!long.hold(&Words::of("Rain fell")) && !long.hold(&Words::of("")));
    }

    #[test]
    fn a_broken_off_paragraph_is_found_and_a_repeated_one_only_once() {
        let long = "The number of people known to have died in the flood has been revised down from 97 to 91 by the \
                    agency that had counted six of them twice over in its daily list of names.";
        let mut shingles =
            Shingles::of("The number of people known to have died in the flood has been\nHere");
        assert!(shingles.take(long, 0.5, 8));
        assert!(!shingles.take(long, 0.5, 8));
        assert!(shingles.take("“Here”", 0.5, 8));
        assert!(!shingles.take("Rain fell on the whole of Corrun.", 0.5, 8));
    }

    #[test]
    fn sentences_end_in_many_scripts() {
        for text in ["He left.", "“He left.”", "他走了。", "غادر؟", "He said:"] {
            assert!(ends_a_sentence(text), "{text}");
        }
        for text in ["By A. Writer", "Rain, again", "", "4 March 2031, 13:25"] {
            assert!(!ends_a_sentence(text), "{text}");
        }
    }
}
