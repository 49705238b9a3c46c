//! Words to word pieces, and to the features that stand beside them.
//!
//! A word is brought to lower case without accents and cut greedily into the longest pieces that the vocabulary holds,
//! as BERT's tokeniser does. What a word was cut into is remembered, since most words of a text come again.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::weights::WeightsError;

/// Pieces kept of one word.
pub(crate) const MOST_PIECES: usize = 12;
/// Words longer than this (in bytes) are cut anew each time.
const LONGEST_REMEMBERED: usize = 48;
/// When a memory holds this many words it is emptied, so that no text can make it grow without end.
const MOST_REMEMBERED: usize = 60_000;

/// The vocabulary: pieces that begin a word, and pieces that go on.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    first: HashMap<Box<str>, u32>,
    further: HashMap<Box<str>, u32>,
    /// Bytes of the longest piece.
    longest: usize,
    pub(crate) unknown: u32,
    pub(crate) begin: u32,
    pub(crate) separator: u32,
}

impl Vocabulary {
    /// Reads one piece a line, its number the line's; `size` is how many rows the weights have.
    pub(crate) fn new(text: &str, size: usize) -> Result<Self, WeightsError> {
        let wrong = |reason: String| WeightsError::Vocabulary { reason };
        let (mut first, mut further) = (HashMap::new(), HashMap::new());
        let (mut longest, mut count) = (1, 0u32);
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let (map, piece) = match line.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut further, rest),
                _ => (&mut first, line),
            };
            longest = longest.max(piece.len());
            map.insert(Box::from(piece), count);
            count += 1;
        }
        if count as usize != size {
            return Err(wrong(format!("has {count} pieces; the weights have {size}")));
        }
        let special = |piece: &str| {
            first.get(piece).copied().ok_or_else(|| wrong(format!("lacks the piece {piece}")))
        };
        let (unknown, begin, separator) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Ok(Self { first, further, longest, unknown, begin, separator })
    }

    /// Appends the pieces of a word to `out`: one at least, [`MOST_PIECES`] at most.
    pub(crate) fn cut(&self, word: &str, memory: &mut Memory, out: &mut Vec<u32>) {
        if let Some((count, ids)) = memory.words.get(word) {
            out.extend_from_slice(&ids[..usize::from(*count)]);
            return;
        }
        let from = out.len();
        self.cut_anew(word, out);
        if word.len() <= LONGEST_REMEMBERED {
            if memory.words.len() >= MOST_REMEMBERED {
                memory.words.clear();
            }
            let found = &out[from..];
            let mut ids = [0u32; MOST_PIECES];
            ids[..found.len()].copy_from_slice(found);
            memory.words.insert(Box::from(word), (found.len() as u8, ids));
        }
    }

    /// The same without remembering.
    pub(crate) fn cut_anew(&self, word: &str, out: &mut Vec<u32>) {
        let from = out.len();
        let plain: String = word.nfd().filter(|c| !is_dropped(*c)).collect();
        let plain = plain.to_lowercase();
        let mut start = 0;
        for (at, c) in plain.char_indices() {
            if c.is_whitespace() || stands_alone(c) {
                self.cut_part(&plain[start..at], out);
                start = at + c.len_utf8();
                if !c.is_whitespace() {
                    self.cut_part(&plain[at..start], out);
                }
            }
            if out.len() >= from + MOST_PIECES {
                break;
            }
        }
        if out.len() < from + MOST_PIECES {
            self.cut_part(&plain[start..], out);
        }
        out.truncate(from + MOST_PIECES);
        if out.len() == from {
            out.push(self.unknown);
        }
    }

    /// Cuts a run without punctuation, the longest piece first; all of it is unknown when an end is left over.
    fn cut_part(&self, part: &str, out: &mut Vec<u32>) {
        let from = out.len();
        let mut rest = part;
        while !rest.is_empty() {
            let map = if rest.len() == part.len() { &self.first } else { &self.further };
            let mut end = rest.floor_char_boundary(self.longest);
            let found = loop {
                if let Some(id) = map.get(&rest[..end]) {
                    break Some(*id);
                }
                if end <= 1 {
                    break None;
                }
                end = rest.floor_char_boundary(end - 1);
            };
            let Some(id) = found else {
                out.truncate(from);
                out.push(self.unknown);
                return;
            };
            // Further pieces are counted but not kept, so that a long word cannot fill the memory.
            if out.len() < from + MOST_PIECES {
                out.push(id);
            }
            rest = &rest[end..];
        }
    }
}

/// What words were cut into, for one thread.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    words: HashMap<Box<str>, (u8, [u32; MOST_PIECES])>,
}

/// Accents and characters without a shape.
fn is_dropped(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    matches!(
        c.general_category(),
        GeneralCategory::NonspacingMark | GeneralCategory::Control | GeneralCategory::Format
    )
}

/// Punctuation and Han characters, each a part of its own.
fn stands_alone(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let han = matches!(u32::from(c), 0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2CEAF
        | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F);
    han || c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// The case of a word: 0 all lower, 1 first letter upper, 2 all upper, 3 anything else.
pub(crate) fn case(word: &str) -> u8 {
    if word.is_ascii() {
        return case_of(word.bytes().map(|b| (b.is_ascii_lowercase(), b.is_ascii_uppercase())));
    }
    case_of(word.chars().map(|c| {
        let title = !c.is_ascii() && c.general_category() == GeneralCategory::TitlecaseLetter;
        // A letter such as the title form of "dz" is neither: it keeps a word from being all lower or all upper.
        if title { (true, true) } else { (c.is_lowercase(), c.is_uppercase()) }
    }))
}

/// From (lower, upper) of each letter; both together stand for a letter in title case.
fn case_of(letters: impl Iterator<Item = (bool, bool)>) -> u8 {
    let (mut lower, mut upper, mut count) = (false, false, 0usize);
    let mut first = false;
    for (l, u) in letters {
        if count == 0 {
            first = u && !l;
        }
        count += 1;
        lower |= l;
        upper |= u;
    }
    match (lower, upper) {
        (true, false) => 0,
        (false, true) if count > 1 => 2,
        _ if first => 1,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_of_words() {
        let table = [
            ("bridge", 0),
            ("don't", 0),
            ("Ruiz", 1),
            ("McKay", 1),
            ("A", 1),
            ("J.", 2),
            ("NATO", 2),
            ("U.S.", 2),
            ("3rd", 0),
            ("17", 3),
            ("iPhone", 3),
            ("“", 3),
            ("Zoë", 1),
            ("ÉTÉ", 2),
            ("السلام", 3),
            ("", 3),
        ];
        for (word, want) in table {
            assert_eq!(case(word), want, "{word}");
        }
    }

    /// `pieces.json` was written with the tokeniser of the model that the small reader grew from.
    #[test]
    fn cuts_words_as_the_base_model_does() {
        let file: serde_json::Value = serde_json::from_str(include_str!("pieces.json")).unwrap();
        let list = |value: &serde_json::Value| -> Vec<String> {
            serde_json::from_value(value.clone()).unwrap()
        };
        let pieces = list(&file["vocabulary"]);
        let vocabulary = Vocabulary::new(&pieces.join("\n"), pieces.len()).unwrap();
        let mut memory = Memory::default();
        for _ in 0..2 {
            for row in file["words"].as_array().unwrap() {
                let word = row[0].as_str().unwrap();
                let mut ids = Vec::new();
                vocabulary.cut(word, &mut memory, &mut ids);
                let cut: Vec<&String> = ids.iter().map(|id| &pieces[*id as usize]).collect();
                assert_eq!(cut, list(&row[1]).iter().collect::<Vec<_>>(), "{word}");
            }
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_vocabulary() {
        let said = |text, size| Vocabulary::new(text, size).unwrap_err().to_string();
        assert_eq!(said("[UNK]\n[CLS]\n", 3), "the vocabulary has 2 pieces; the weights have 3");
        assert_eq!(said("[UNK]\n[CLS]\n", 2), "the vocabulary lacks the piece [SEP]");
    }

    #[test]
    fn cuts_the_longest_piece_first() {
        let text = "[UNK]\n[CLS]\n[SEP]\nspoke\nspokes\n##man\n##woman\n'\no\n##s\n##w\n";
        let vocabulary = Vocabulary::new(text, 11).unwrap();
        let mut memory = Memory::default();
        let mut cut = |word: &str| {
            let mut out = Vec::new();
            vocabulary.cut(word, &mut memory, &mut out);
            out
        };
        for _ in 0..2 {
            assert_eq!(cut("Spokesman"), [4, 5]);
            assert_eq!(cut("spokeswoman"), [4, 6]);
            assert_eq!(cut("spokez"), [0]);
            assert_eq!(cut("O'spoke"), [8, 7, 3]);
            assert_eq!(cut(""), [0]);
            assert_eq!(cut("\u{301}"), [0]);
        }
        assert_eq!(cut(&format!("o{}", "s".repeat(1_000_000))).len(), MOST_PIECES);
        assert_eq!(cut(&format!("o{}z", "s".repeat(1_000))), [0]);
        assert_eq!(cut(&"'".repeat(1_000)).len(), MOST_PIECES);
    }
}
