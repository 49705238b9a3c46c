//! Linear maps on bytes: rows rounded by their largest number, weights of one byte, exact sums, then floats again.

use std::ops::Range;

use super::kernels::lanes::Lanes;
use super::kernels::{LANES, Level, Packed, Sink, product};
use super::numeric::quantise;
use super::weights::{Tensors, WeightsError};

/// A linear map with weights of one byte: `real = byte * scale[row]`.
#[derive(Debug)]
pub(crate) struct Linear8 {
    matrix: Packed,
    scale: Vec<[f32; LANES]>,
    bias: Vec<[f32; LANES]>,
}

impl Linear8 {
    /// Reads `NAME` i8 `[outputs, inputs]`, `NAME.scale` and `NAME.bias` f32 `[outputs]`.
    pub(super) fn read(
        t: &Tensors,
        name: &str,
        outputs: Range<usize>,
        shape: [usize; 2],
    ) -> Result<Self, WeightsError> {
        let matrix = t.bytes(name, &shape)?;
        let scale = t.floats(&format!("{name}.scale"), &shape[..1])?;
        let bias = t.floats(&format!("{name}.bias"), &shape[..1])?;
        let part = &matrix[outputs.start * shape[1]..outputs.end * shape[1]];
        Ok(Self::new(part, &scale[outputs.clone()], &bias[outputs], shape[1]))
    }

    pub(super) fn new(matrix: &[u8], scale: &[f32], bias: &[f32], inputs: usize) -> Self {
        let matrix = Packed::new(matrix, bias.len(), inputs);
        Self { matrix, scale: lines(scale), bias: lines(bias) }
    }

    /// Rounds a matrix of floats `[outputs, inputs]` to bytes, one scale an output.
    pub(crate) fn round(weights: &[f32], bias: &[f32], inputs: usize) -> Self {
        let (mut bytes, mut scale) = (Vec::with_capacity(weights.len()), Vec::new());
        for row in weights.chunks_exact(inputs) {
            let most = row.iter().fold(1e-12f32, |m, x| m.max(x.abs()));
            scale.push(most / 127.0);
            bytes.extend(row.iter().map(|x| ((x * (127.0 / most)).round_ties_even() as i8) as u8));
        }
        Self::new(&bytes, &scale, bias, inputs)
    }

    /// Numbers an output row takes: a multiple of 16.
    pub(crate) fn width(&self) -> usize {
        self.bias.len() * LANES
    }

    /// Multiplies a range of quantised rows; `out` has [`Linear8::width`] numbers for each, and `then` says what becomes
    /// of what it holds.
    #[inline]
    pub(crate) fn apply<T: Then>(
        &self,
        level: Level,
        rows: &Quantised,
        range: Range<usize>,
        then: T,
        out: &mut [f32],
    ) {
        let depth = self.matrix.depth();
        let bytes = &rows.bytes[range.start * depth..range.end * depth];
        let mut sink = Scaled { map: self, scales: &rows.scales[range.clone()], out, then };
        product(level, bytes, range.len(), &self.matrix, &mut sink);
    }
}

/// Numbers in lines of 16, the last filled up with zeros.
fn lines(numbers: &[f32]) -> Vec<[f32; LANES]> {
    let fill = |part: &[f32]| {
        let mut line = [0f32; LANES];
        line[..part.len()].copy_from_slice(part);
        line
    };
    numbers.chunks(LANES).map(fill).collect()
}

/// The first `count` places of a list that grows when it must and never shrinks; they hold what they held.
pub(crate) fn room<T: Clone + Default>(list: &mut Vec<T>, count: usize) -> &mut [T] {
    if list.len() < count {
        list.resize(count, T::default());
    }
    &mut list[..count]
}

/// What is done with sixteen numbers of a product.
pub(crate) trait Then {
    /// `to` holds what was there before.
    fn then<L: Lanes>(&self, lanes: L, numbers: L::F, to: &mut [f32; LANES]);
}

/// They are written.
pub(crate) struct Write;
/// What is above zero is written, else zero.
pub(crate) struct WriteRelu;

impl Then for Write {
    #[inline(always)]
    fn then<L: Lanes>(&self, l: L, numbers: L::F, to: &mut [f32; LANES]) {
        l.store(numbers, to);
    }
}

impl Then for WriteRelu {
    #[inline(always)]
    fn then<L: Lanes>(&self, l: L, numbers: L::F, to: &mut [f32; LANES]) {
        l.store(l.max(numbers, l.splat(0.0)), to);
    }
}

struct Scaled<'a, T> {
    map: &'a Linear8,
    scales: &'a [f32],
    out: &'a mut [f32],
    then: T,
}

impl<T: Then> Sink for Scaled<'_, T> {
    #[inline(always)]
    fn put<L: Lanes, const M: usize>(&mut self, l: L, row: usize, strip: usize, sums: [L::I; M]) {
        let (width, column) = (self.map.width(), strip * LANES);
        let (by, bias) = (l.load(&self.map.scale[strip]), l.load(&self.map.bias[strip]));
        let rows = self.out[row * width..(row + M) * width].chunks_exact_mut(width);
        for ((to, sums), scale) in rows.zip(sums).zip(&self.scales[row..row + M]) {
            let numbers = l.add(l.mul(l.whole(sums), l.mul(l.splat(*scale), by)), bias);
            if let Some(to) = to[column..].first_chunk_mut::<LANES>() {
                self.then.then(l, numbers, to);
            }
        }
    }
}

/// Rows of bytes around 128, with a scale each.
#[derive(Debug, Default)]
pub(crate) struct Quantised {
    pub(super) bytes: Vec<u8>,
    pub(super) scales: Vec<f32>,
}

impl Quantised {
    /// Quantises rows of `width` floats.
    pub(crate) fn fill(&mut self, level: Level, rows: &[f32], width: usize) {
        let scales = room(&mut self.scales, rows.len() / width.max(1));
        quantise(level, rows, width, room(&mut self.bytes, rows.len()), scales);
    }

    /// Makes room for rows that all have one scale; gives the bytes, to be filled.
    pub(super) fn even(&mut self, rows: usize, width: usize, scale: f32) -> &mut [u8] {
        room(&mut self.scales, rows).fill(scale);
        room(&mut self.bytes, rows * width)
    }

    /// Keeps the wanted rows, which are in order.
    pub(super) fn keep(&mut self, wanted: &[usize], width: usize) {
        for (to, from) in wanted.iter().enumerate() {
            self.bytes.copy_within(from * width..(from + 1) * width, to * width);
            self.scales[to] = self.scales[*from];
        }
    }
}
