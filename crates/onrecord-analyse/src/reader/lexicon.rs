//! What a convolutional reader knows of a word before it sees the words around it: its pieces, and hashes of its letters,
//! its beginning, its end and its shape.
//!
//! All of that goes through one linear map whose result depends on nothing but the word. It is kept for words that were seen,
//! and most words of a text are.

use std::collections::HashMap;
use std::ops::Range;

use super::kernels::Level;
use super::numeric::{Affine, affine};
use super::pieces::Vocabulary;
use super::weights::{Tensors, WeightsError};

/// Pieces of a word that count.
const MOST_PIECES: usize = 4;
/// Letters that begin or end a word.
const EDGE: usize = 3;
/// Characters that make a shape.
const LONGEST_SHAPE: usize = 12;
/// When a memory holds this many words it is emptied: 8 MB with vectors of 128 numbers.
const MOST_REMEMBERED: usize = 8192;
/// Words longer than this (in bytes) are not remembered.
const LONGEST_REMEMBERED: usize = 48;
/// The tables of hashes, in the order of their salts; the first two are added up.
const TABLES: [(&str, u8); 5] = [
    ("words.norm", b'n'),
    ("words.also", b'm'),
    ("words.prefix", b'p'),
    ("words.suffix", b's'),
    ("words.shape", b'h'),
];

/// Rows of bytes in the weights' file, a scale each.
#[derive(Debug)]
struct Table {
    bytes: Range<usize>,
    scale: Vec<f32>,
    size: usize,
}

impl Table {
    fn read(t: &Tensors, name: &str) -> Result<Self, WeightsError> {
        let (rows, size) = match t.shape(name) {
            Some(&[rows, size]) if rows > 0 && (1..=1024).contains(&size) => (rows, size),
            found => {
                return Err(WeightsError::Tensor {
                    name: name.to_owned(),
                    expected: "rows of at most 1024 bytes".to_owned(),
                    found: found.map_or("nothing".to_owned(), |s| format!("{s:?}")),
                });
            }
        };
        let bytes = t.place_of_bytes(name, &[rows, size])?;
        Ok(Self { bytes, scale: t.floats(&format!("{name}.scale"), &[rows])?, size })
    }

    /// Adds a share of a row.
    fn add(&self, t: &Tensors, row: usize, share: f32, to: &mut [f32]) {
        let row = row.min(self.scale.len() - 1);
        let bytes = &t.at(self.bytes.clone())[row * self.size..(row + 1) * self.size];
        let by = self.scale[row] * share;
        for (to, byte) in to.iter_mut().zip(bytes) {
            *to += f32::from(byte.cast_signed()) * by;
        }
    }
}

/// The tables and the map they go through.
#[derive(Debug)]
pub(crate) struct Lexicon {
    words: Table,
    tables: [Table; 5],
    input: Affine,
    inputs: usize,
}

/// Words seen, and what the map made of them; for one thread.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    known: HashMap<Box<str>, u32>,
    rows: Vec<f32>,
    ids: Vec<u32>,
    features: Vec<f32>,
    plain: String,
}

impl Lexicon {
    /// Reads `words.*`; `width` is what the map gives.
    pub(crate) fn read(t: &Tensors, width: usize) -> Result<Self, WeightsError> {
        let words = Table::read(t, "words.pieces")?;
        let [a, b, c, d, e] = TABLES.map(|(name, _)| Table::read(t, name));
        let tables = [a?, b?, c?, d?, e?];
        if tables[0].size != tables[1].size {
            return Err(WeightsError::Tensor {
                name: "words.also".to_owned(),
                expected: format!("rows of {} as in words.norm", tables[0].size),
                found: tables[1].size.to_string(),
            });
        }
        let inputs = words.size + tables[1..].iter().map(|t| t.size).sum::<usize>();
        let weight = t.floats("words.input", &[width, inputs])?;
        let bias = t.floats("words.input.bias", &[width])?;
        Ok(Self { words, tables, input: Affine::new(&weight, &bias, inputs), inputs })
    }

    /// Pieces in the vocabulary.
    pub(crate) fn pieces(&self) -> usize {
        self.words.scale.len()
    }

    /// What the map makes of a word.
    pub(crate) fn look_up<'a>(
        &self,
        level: Level,
        t: &Tensors,
        vocabulary: &Vocabulary,
        word: &str,
        memory: &'a mut Memory,
    ) -> &'a [f32] {
        let width = self.input.width();
        if let Some(place) = memory.known.get(word) {
            return &memory.rows[*place as usize * width..][..width];
        }
        if memory.known.len() >= MOST_REMEMBERED {
            memory.known.clear();
        }
        // A word that is not remembered is written behind those that are, where the next one goes.
        let place = memory.known.len();
        if word.len() <= LONGEST_REMEMBERED {
            memory.known.insert(Box::from(word), place as u32);
        }
        self.gather(t, vocabulary, word, memory);
        memory.rows.resize(memory.rows.len().max((place + 1) * width), 0.0);
        let row = &mut memory.rows[place * width..(place + 1) * width];
        affine(level, &self.input, &memory.features, row);
        row
    }

    /// Puts a word's features side by side.
    fn gather(&self, t: &Tensors, vocabulary: &Vocabulary, word: &str, memory: &mut Memory) {
        let features = &mut memory.features;
        features.clear();
        features.resize(self.inputs, 0.0);
        memory.ids.clear();
        vocabulary.cut_anew(word, &mut memory.ids);
        memory.ids.truncate(MOST_PIECES);
        let share = 1.0 / memory.ids.len().max(1) as f32;
        let (pieces, mut rest) = features.split_at_mut(self.words.size);
        for id in &memory.ids {
            self.words.add(t, *id as usize, share, pieces);
        }
        normal(word, &mut memory.plain);
        let plain = memory.plain.as_str();
        let shape = shape(word);
        let texts = [plain, plain, beginning(plain), ending(plain), shape.as_str()];
        for (n, (table, text)) in self.tables.iter().zip(texts).enumerate() {
            let row = hash(TABLES[n].1, text) as usize % table.scale.len();
            table.add(t, row, 1.0, rest);
            if n > 0 {
                rest = &mut rest[table.size..];
            }
        }
    }
}

/// FNV-1a of a salt and a text, its upper half folded in.
fn hash(salt: u8, text: &str) -> u32 {
    let step = |h: u32, byte: u8| (h ^ u32::from(byte)).wrapping_mul(16_777_619);
    let h = text.bytes().fold(step(2_166_136_261, salt), step);
    h ^ (h >> 15)
}

/// In lower case, every digit a zero.
fn normal(word: &str, out: &mut String) {
    out.clear();
    let digit = |c: char| if c.is_ascii_digit() { '0' } else { c };
    if word.is_ascii() {
        out.extend(word.chars().map(|c| digit(c.to_ascii_lowercase())));
    } else {
        out.extend(word.to_lowercase().chars().map(digit));
    }
}

fn beginning(text: &str) -> &str {
    text.char_indices().nth(EDGE).map_or(text, |(end, _)| &text[..end])
}

fn ending(text: &str) -> &str {
    text.char_indices().rev().nth(EDGE - 1).map_or(text, |(start, _)| &text[start..])
}

/// The kinds of a word's first characters, no more than three alike in a row: `X` upper, `x` lower, `d` digit, `o` other;
/// ASCII marks stand for themselves.
fn shape(word: &str) -> String {
    let mut out = String::new();
    let (mut last, mut run) = ('\0', 0);
    for c in word.chars().take(LONGEST_SHAPE) {
        let kind = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_lowercase() => 'x',
            '0'..='9' => 'd',
            c if c.is_ascii() => c,
            _ => 'o',
        };
        run = if kind == last { run + 1 } else { 1 };
        last = kind;
        if run <= 3 {
            out.push(kind);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_apart() {
        let mut plain = String::new();
        let mut parts = |word: &str| {
            normal(word, &mut plain);
            let (a, b) = (beginning(&plain).to_owned(), ending(&plain).to_owned());
            (plain.clone(), a, b, shape(word))
        };
        let table = [
            ("Bridges", ("bridges", "bri", "ges", "Xxxx")),
            ("1,250th", ("0,000th", "0,0", "0th", "d,dddxx")),
            ("É", ("é", "é", "é", "X")),
            ("it", ("it", "it", "it", "xx")),
            ("…", ("…", "…", "…", "o")),
            ("", ("", "", "", "")),
        ];
        for (word, (plain, first, last, shape)) in table {
            assert_eq!(
                parts(word),
                (plain.to_owned(), first.to_owned(), last.to_owned(), shape.to_owned()),
                "{word}"
            );
        }
    }

    /// Numbers from `hashed` in training/onrecord_training/convolution.py.
    #[test]
    fn hashes_as_the_training_does() {
        for (salt, text, want) in HASHES {
            assert_eq!(hash(salt, text), want, "{text}");
        }
    }

    const HASHES: [(u8, &str, u32); 3] = [
        (b'n', "bridge", 1_413_990_282),
        (b'h', "Xxxx", 1_034_574_483),
        (b's', "zoë", 471_608_931),
    ];
}
