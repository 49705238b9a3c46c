//! The convolutional encoder: what the lexicon knows of each word, then layers that mix each word with two others some words
//! away, gated (Dauphin et al., ICML 2017; Strubell et al., EMNLP 2017).
//!
//! A layer is one product of bytes: its input, brought to mean 0 and variance 1, is rounded to steps of one size, so three
//! rows can lie side by side. A word sees no farther than the layers' distances added up; parts of a document that
//! overlap by that much therefore give the very numbers that the whole would.

use std::ops::Range;

use super::Word;
use super::kernels::lanes::{Lanes, ROUNDER, for_each_level};
use super::kernels::{LANES, Level, OFFSET};
use super::lexicon::{Lexicon, Memory};
use super::linear::{Linear8, Quantised, Write, room};
use super::numeric::{Norm, normalise_row, sigmoid};
use super::pieces::{Vocabulary, case};
use super::weights::{Tensors, WeightsError};

/// Words that pass through a layer's product together.
const PRODUCT_ROWS: usize = 96;
/// Words of a part of a document, without those it borrows on both sides.
const PART: usize = 1024;
/// Farthest that a layer may reach to each side.
const FARTHEST: usize = 256;

/// One layer.
#[derive(Debug)]
struct Block {
    map: Linear8,
    distance: usize,
}

/// The weights.
#[derive(Debug)]
pub(crate) struct Convolution {
    /// Numbers in a vector.
    pub(crate) hidden: usize,
    pub(crate) lexicon: Lexicon,
    /// By case and quotation: added to what the lexicon says.
    marks: Vec<f32>,
    /// By what begins with the word: nothing, a sentence, a paragraph.
    edge: Vec<f32>,
    blocks: Vec<Block>,
    /// What stands for the root of every sentence.
    root: Vec<f32>,
    norm: Norm,
    /// Size of a byte's step in what a layer takes.
    step: f32,
}

/// Room to work in, and what came out.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    memory: Memory,
    /// Vectors on their way, `[words, hidden]`.
    vectors: Vec<f32>,
    /// The same as bytes, between as many rows of zero as a layer reaches.
    bytes: Vec<u8>,
    triples: Quantised,
    between: Vec<f32>,
    out: Vec<f32>,
    rows: usize,
}

impl Workspace {
    /// The root, then the words that were asked for.
    pub(crate) fn vectors(&self) -> &[f32] {
        &self.out[..self.rows]
    }
}

impl Convolution {
    /// Reads the tensors.
    pub(crate) fn read(t: &Tensors) -> Result<Self, WeightsError> {
        let h = t.count("hidden", 4096)?;
        let distances = t.numbers("dilations")?;
        if h % LANES != 0 {
            let found = h.to_string();
            let (key, expected) = ("hidden", "a multiple of 16");
            return Err(WeightsError::Metadata { key, expected, found });
        }
        let block = |(n, distance): (usize, &usize)| {
            if !(1..=FARTHEST).contains(distance) {
                let (key, expected) = ("dilations", "distances of 1 to 256 words");
                let found = distance.to_string();
                return Err(WeightsError::Metadata { key, expected, found });
            }
            let name = format!("blocks.{n}.map");
            let map = Linear8::read(t, &name, 0..2 * h, [2 * h, 3 * h])?;
            Ok(Block { map, distance: *distance })
        };
        Ok(Self {
            hidden: h,
            lexicon: Lexicon::read(t, 2 * h)?,
            marks: t.floats("words.marks", &[8, 2 * h])?,
            edge: t.floats("words.edge", &[3, 2 * h])?,
            blocks: distances.iter().enumerate().map(block).collect::<Result<_, _>>()?,
            root: t.floats("root", &[h])?,
            norm: Norm {
                weight: vec![1.0; h],
                bias: vec![0.0; h],
                epsilon: t.small("norm_epsilon")?,
            },
            step: t.small("step")?,
        })
    }

    /// The parts that a document of so many words is read in.
    pub(crate) fn parts(&self, words: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        (0..words).step_by(PART).map(move |from| from..words.min(from + PART))
    }

    /// Encodes the words of a part; afterwards [`Workspace::vectors`] are the root's and theirs.
    pub(crate) fn run(
        &self,
        level: Level,
        t: &Tensors,
        vocabulary: &Vocabulary,
        words: &[Word<'_>],
        part: Range<usize>,
        space: &mut Workspace,
    ) {
        let h = self.hidden;
        let reach: usize = self.blocks.iter().map(|b| b.distance).sum();
        let from = part.start.saturating_sub(reach);
        let to = words.len().min(part.end + reach);
        let count = to - from;
        room(&mut space.vectors, count * h);
        for (row, i) in (from..to).enumerate() {
            let word = &words[i];
            let entering = Entering {
                lexical: self.lexicon.look_up(level, t, vocabulary, word.text, &mut space.memory),
                mark: line(&self.marks, case(word.text) * 2 + u8::from(word.quoted), 2 * h),
                edge: line(&self.edge, edge_of(i, word), 2 * h),
            };
            enter(level, &entering, &mut space.vectors[row * h..(row + 1) * h]);
        }
        for block in &self.blocks {
            self.pass(level, block, count, space);
        }
        space.rows = (1 + part.len()) * h;
        let (root, kept) = room(&mut space.out, space.rows).split_at_mut(h);
        root.copy_from_slice(&self.root);
        kept.copy_from_slice(&space.vectors[(part.start - from) * h..(part.end - from) * h]);
        finish(level, &self.norm, kept);
    }

    /// Takes all rows through a layer.
    fn pass(&self, level: Level, block: &Block, count: usize, space: &mut Workspace) {
        let (h, d) = (self.hidden, block.distance);
        let vectors = &mut space.vectors[..count * h];
        let bytes = room(&mut space.bytes, (count + 2 * d) * h);
        bytes[..d * h].fill(OFFSET as u8);
        bytes[(d + count) * h..].fill(OFFSET as u8);
        let steps = Steps { norm: &self.norm, many: 1.0 / self.step };
        standardise(level, &steps, vectors, &mut bytes[d * h..(d + count) * h]);
        let mut from = 0;
        while from < count {
            let rows = PRODUCT_ROWS.min(count - from);
            let triples = space.triples.even(rows, 3 * h, self.step);
            for (n, to) in triples.chunks_exact_mut(3 * h).enumerate() {
                for (third, to) in to.chunks_exact_mut(h).enumerate() {
                    let at = (from + n + third * d) * h;
                    to.copy_from_slice(&bytes[at..at + h]);
                }
            }
            let between = room(&mut space.between, rows * 2 * h);
            block.map.apply(level, &space.triples, 0..rows, Write, between);
            gate(level, h, between, &mut vectors[from * h..(from + rows) * h]);
            from += rows;
        }
    }
}

fn line(table: &[f32], row: u8, width: usize) -> &[f32] {
    &table[usize::from(row) * width..][..width]
}

/// 2 where a paragraph begins, 1 where a sentence does, else 0.
fn edge_of(place: usize, word: &Word<'_>) -> u8 {
    match (place == 0 || word.opens_paragraph, word.opens_sentence) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    }
}

struct Entering<'a> {
    lexical: &'a [f32],
    mark: &'a [f32],
    edge: &'a [f32],
}

for_each_level! {
    /// Adds up what is known of a word, and keeps the larger of each number and its twin in the other half.
    fn enter(entering: &Entering<'_>, out: &mut [f32]) = enter_row;
}

#[inline(always)]
fn enter_row<L: Lanes>(l: L, entering: &Entering<'_>, out: &mut [f32]) {
    let half = out.len() / LANES;
    let lexical = entering.lexical.as_chunks::<LANES>().0;
    let mark = entering.mark.as_chunks::<LANES>().0;
    let edge = entering.edge.as_chunks::<LANES>().0;
    for (n, to) in out.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        // Not a closure: that would not be compiled for the level's instructions.
        let first = l.add(l.add(l.load(&lexical[n]), l.load(&mark[n])), l.load(&edge[n]));
        let n = half + n;
        let twin = l.add(l.add(l.load(&lexical[n]), l.load(&mark[n])), l.load(&edge[n]));
        l.store(l.max(first, twin), to);
    }
}

struct Steps<'a> {
    norm: &'a Norm,
    /// Steps in one standard deviation.
    many: f32,
}

for_each_level! {
    /// Brings rows to mean 0 and variance 1 and rounds them to steps, as bytes around 128; the rows stay as they are.
    fn standardise(steps: &Steps<'_>, rows: &[f32], out: &mut [u8]) = standardise_rows;
}

#[inline(always)]
fn standardise_rows<L: Lanes>(l: L, steps: &Steps<'_>, rows: &[f32], out: &mut [u8]) {
    let width = steps.norm.weight.len().max(1);
    for (row, out) in rows.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        let row = row.as_chunks::<LANES>().0;
        let mut sum = l.splat(0.0);
        for x in row {
            sum = l.add(sum, l.load(x));
        }
        let mean = l.splat(l.sum(sum) / width as f32);
        let mut sum = l.splat(0.0);
        for x in row {
            let d = l.sub(l.load(x), mean);
            sum = l.add(sum, l.mul(d, d));
        }
        let spread = (l.sum(sum) / width as f32 + steps.norm.epsilon).sqrt();
        let factor = l.splat(steps.many / spread);
        let (most, rounder) = (l.splat(127.0), l.splat(ROUNDER + OFFSET as f32));
        for (x, o) in row.iter().zip(out.as_chunks_mut::<LANES>().0) {
            let x = l.mul(l.sub(l.load(x), mean), factor);
            let x = l.max(l.min(x, most), l.splat(-127.0));
            *o = l.bytes(l.add(x, rounder));
        }
    }
}

for_each_level! {
    /// Adds to each row the first half of a layer's numbers, let through by the second.
    fn gate(hidden: usize, between: &[f32], rows: &mut [f32]) = gate_rows;
}

#[inline(always)]
fn gate_rows<L: Lanes>(l: L, hidden: usize, between: &[f32], rows: &mut [f32]) {
    for (row, both) in rows.chunks_exact_mut(hidden).zip(between.chunks_exact(2 * hidden)) {
        let (values, gates) = both.split_at(hidden);
        let both = values.as_chunks::<LANES>().0.iter().zip(gates.as_chunks::<LANES>().0);
        for (to, (value, g)) in row.as_chunks_mut::<LANES>().0.iter_mut().zip(both) {
            let through = l.mul(l.load(value), sigmoid(l, l.load(g)));
            l.store(l.add(l.load(to), through), to);
        }
    }
}

for_each_level! {
    /// Brings rows to mean 0 and variance 1.
    fn finish(norm: &Norm, rows: &mut [f32]) = finish_rows;
}

#[inline(always)]
fn finish_rows<L: Lanes>(l: L, norm: &Norm, rows: &mut [f32]) {
    for row in rows.chunks_exact_mut(norm.weight.len().max(1)) {
        normalise_row(l, norm, row);
    }
}
