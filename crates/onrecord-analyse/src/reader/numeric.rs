//! Arithmetic on 32-bit floats that gives the same bits on every processor.
//!
//! Only sums, products, quotients and roots, which IEEE 754 rounds in one way; never a fused multiply-add, never a
//! library's `exp` or `erf`. Sums over a row run in sixteen lanes that are added in one fixed order, so it does not
//! matter how wide the processor's registers are.

use super::kernels::LANES;
use super::kernels::lanes::{Lanes, ROUNDER, for_each_level};

/// Scalar product over a multiple of 16 numbers.
#[inline(always)]
pub(crate) fn dot<L: Lanes>(l: L, a: &[f32], b: &[f32]) -> f32 {
    let mut sum = l.splat(0.0);
    for (x, y) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        sum = l.add(sum, l.mul(l.load(x), l.load(y)));
    }
    l.sum(sum)
}

/// Largest magnitude in a row.
#[inline(always)]
pub(crate) fn magnitude<L: Lanes>(l: L, row: &[f32]) -> f32 {
    let mut most = l.splat(0.0);
    for x in row.as_chunks::<LANES>().0 {
        most = l.max(l.abs(l.load(x)), most);
    }
    l.largest(most)
}

/// Scale of a row of that magnitude, and what to multiply with to reach -127..=127.
#[inline(always)]
pub(crate) fn scales(magnitude: f32) -> (f32, f32) {
    if magnitude > 1e-20 { (magnitude / 127.0, 127.0 / magnitude) } else { (0.0, 0.0) }
}

/// A polynomial, the highest power's factor first.
#[inline(always)]
fn polynomial<L: Lanes, const N: usize>(l: L, x: L::F, factors: [f32; N]) -> L::F {
    let mut sum = l.splat(factors[0]);
    for factor in &factors[1..] {
        sum = l.add(l.mul(sum, x), l.splat(*factor));
    }
    sum
}

/// Gaussian error linear unit, within 2e-4 of the exact one (below 6; 3e-5 of it beyond), which is a hundredth of the
/// step to which its result is rounded. A polynomial of degree seven in the square, fitted to the normal distribution up
/// to 4.2 deviations.
#[inline(always)]
pub(crate) fn gelu<L: Lanes>(l: L, x: L::F) -> L::F {
    const FACTORS: [f32; 8] = [
        -0.003_991_782,
        0.011_273_602,
        -0.016_128_527,
        0.023_672_16,
        -0.038_053_636,
        0.055_975_277,
        -0.081_560_105,
        0.167_853_67,
    ];
    let y = l.max(l.min(x, l.splat(4.2)), l.splat(-4.2));
    let t = l.sub(l.mul(l.mul(y, y), l.splat(2.0 / (4.2 * 4.2))), l.splat(1.0));
    let distribution = l.add(l.splat(0.5), l.mul(y, polynomial(l, t, FACTORS)));
    l.mul(x, distribution)
}

/// 255 times two to the power of a number that is not above 100, within a part in ten thousand; below -100 next to nothing.
#[inline(always)]
pub(crate) fn weight<L: Lanes>(l: L, x: L::F) -> L::F {
    const FACTORS: [f32; 4] = [14.068_775, 61.865_837, 176.781_55, 254.981_66];
    let x = l.max(x, l.splat(-100.0));
    let whole = l.add(x, l.splat(ROUNDER));
    let rest = l.sub(x, l.sub(whole, l.splat(ROUNDER)));
    l.shift(polynomial(l, rest, FACTORS), whole)
}

/// One over one plus e to the power of minus `x`, within a part in ten thousand.
#[inline(always)]
pub(crate) fn sigmoid<L: Lanes>(l: L, x: L::F) -> L::F {
    let x = l.max(l.min(x, l.splat(20.0)), l.splat(-20.0));
    let power = weight(l, l.mul(x, l.splat(-std::f32::consts::LOG2_E)));
    l.div(l.splat(255.0), l.add(l.splat(255.0), power))
}

/// Quantises one row to bytes around 128; gives its scale.
#[inline(always)]
pub(crate) fn quantise_row<L: Lanes>(l: L, row: &[f32], out: &mut [u8]) -> f32 {
    let (scale, inverse) = scales(magnitude(l, row));
    let (inverse, rounder) = (l.splat(inverse), l.splat(ROUNDER + 128.0));
    for (x, o) in row.as_chunks::<LANES>().0.iter().zip(out.as_chunks_mut::<LANES>().0) {
        *o = l.bytes(l.add(l.mul(l.load(x), inverse), rounder));
    }
    scale
}

for_each_level! {
    /// Quantises rows of `width` floats (a multiple of 16) to bytes around 128; `scales` receives one scale a row.
    pub(crate) fn quantise(
        rows: &[f32],
        width: usize,
        out: &mut [u8],
        scales: &mut [f32],
    ) = quantise_rows;
}

#[inline(always)]
fn quantise_rows<L: Lanes>(l: L, rows: &[f32], width: usize, out: &mut [u8], scales: &mut [f32]) {
    let out = out.chunks_exact_mut(width);
    for ((row, out), scale) in rows.chunks_exact(width).zip(out).zip(scales) {
        *scale = quantise_row(l, row, out);
    }
}

/// Weight and bias of a layer norm, and what keeps its root from zero.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    pub(crate) epsilon: f32,
}

for_each_level! {
    /// Brings each row to mean 0 and variance 1, scales and shifts it, and quantises it.
    pub(crate) fn normalise(
        norm: &Norm,
        rows: &mut [f32],
        out: &mut [u8],
        scales: &mut [f32],
    ) = normalise_rows;
}

#[inline(always)]
fn normalise_rows<L: Lanes>(
    l: L,
    norm: &Norm,
    rows: &mut [f32],
    out: &mut [u8],
    scales: &mut [f32],
) {
    let width = norm.weight.len().max(1);
    let out = out.chunks_exact_mut(width);
    for ((row, out), scale) in rows.chunks_exact_mut(width).zip(out).zip(scales) {
        normalise_row(l, norm, row);
        *scale = quantise_row(l, row, out);
    }
}

/// Brings a row to mean 0 and variance 1, then scales and shifts it.
#[inline(always)]
pub(crate) fn normalise_row<L: Lanes>(l: L, norm: &Norm, row: &mut [f32]) {
    let count = row.len() as f32;
    let row = row.as_chunks_mut::<LANES>().0;
    let mut sum = l.splat(0.0);
    for x in row.iter() {
        sum = l.add(sum, l.load(x));
    }
    let mean = l.splat(l.sum(sum) / count);
    let mut sum = l.splat(0.0);
    for x in row.iter() {
        let d = l.sub(l.load(x), mean);
        sum = l.add(sum, l.mul(d, d));
    }
    let factor = l.splat(1.0 / (l.sum(sum) / count + norm.epsilon).sqrt());
    let parts = norm.weight.as_chunks::<LANES>().0.iter().zip(norm.bias.as_chunks::<LANES>().0);
    for (x, (w, b)) in row.iter_mut().zip(parts) {
        let standard = l.mul(l.sub(l.load(x), mean), factor);
        l.store(l.add(l.mul(standard, l.load(w)), l.load(b)), x);
    }
}

/// A small linear map in floats: `outputs` (padded to strips of 16) from `inputs`.
#[derive(Debug)]
pub(crate) struct Affine {
    inputs: usize,
    /// Strip by strip, one line for each input.
    weights: Vec<[f32; LANES]>,
    bias: Vec<[f32; LANES]>,
}

impl Affine {
    /// From rows of weights `[outputs, inputs]` and one bias an output.
    pub(crate) fn new(weights: &[f32], bias: &[f32], inputs: usize) -> Self {
        let strips = bias.len().div_ceil(LANES);
        let mut lines = vec![[0f32; LANES]; strips * inputs];
        let mut starts = vec![[0f32; LANES]; strips];
        for (output, row) in weights.chunks_exact(inputs).take(bias.len()).enumerate() {
            let (strip, lane) = (output / LANES, output % LANES);
            for (i, w) in row.iter().enumerate() {
                lines[strip * inputs + i][lane] = *w;
            }
            starts[strip][lane] = bias[output];
        }
        Self { inputs, weights: lines, bias: starts }
    }

    /// Numbers an output row takes: a multiple of 16.
    pub(crate) fn width(&self) -> usize {
        self.bias.len() * LANES
    }
}

for_each_level! {
    /// Maps each row of `rows` to a row of `out`.
    pub(crate) fn affine(map: &Affine, rows: &[f32], out: &mut [f32]) = affine_rows;
}

#[inline(always)]
fn affine_rows<L: Lanes>(l: L, map: &Affine, rows: &[f32], out: &mut [f32]) {
    let (inputs, width) = (map.inputs, map.width());
    let (mut rows, mut out) = (rows, out);
    while rows.len() >= 4 * inputs && out.len() >= 4 * width {
        let (now, later) = rows.split_at(4 * inputs);
        let (to, after) = out.split_at_mut(4 * width);
        affine_block::<L, 4>(l, map, now, to);
        (rows, out) = (later, after);
    }
    for (row, to) in rows.chunks_exact(inputs).zip(out.chunks_exact_mut(width)) {
        affine_block::<L, 1>(l, map, row, to);
    }
}

#[inline(always)]
fn affine_block<L: Lanes, const R: usize>(l: L, map: &Affine, rows: &[f32], out: &mut [f32]) {
    let (inputs, width) = (map.inputs, map.width());
    let mut from = [&rows[..0]; R];
    for r in 0..R {
        from[r] = &rows[r * inputs..(r + 1) * inputs];
    }
    for (strip, start) in map.bias.iter().enumerate() {
        let mut sums = [l.load(start); R];
        for (i, w) in map.weights[strip * inputs..(strip + 1) * inputs].iter().enumerate() {
            let w = l.load(w);
            for r in 0..R {
                sums[r] = l.add(sums[r], l.mul(l.splat(from[r][i]), w));
            }
        }
        for (r, sum) in sums.into_iter().enumerate() {
            if let Some(to) = out[r * width + strip * LANES..].first_chunk_mut::<LANES>() {
                l.store(sum, to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::kernels::Level;
    use crate::reader::kernels::lanes::Plain;

    /// An operation on one number.
    fn one(x: f32, f: impl Fn([f32; LANES]) -> [f32; LANES]) -> f32 {
        f([x; LANES])[0]
    }

    /// A fixed stream of floats around zero.
    fn floats(n: usize) -> Vec<f32> {
        let mut state = 12345u32;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 8_388_608.0 - 1.0
            })
            .collect()
    }

    #[test]
    fn gelu_is_near_the_exact_one() {
        // x, exact
        let table = [
            (-6.0, -5.9195e-9),
            (-3.0, -0.004_049_694),
            (-1.0, -0.158_655_25),
            (-0.25, -0.100_323_42),
            (0.0, 0.0),
            (0.5, 0.345_731_23),
            (1.0, 0.841_344_7),
            (2.5, 2.484_475_8),
            (4.9, 4.899_997_7),
            (9.0, 9.0),
        ];
        for (x, want) in table {
            assert!(
                (one(x, |x| gelu(Plain, x)) - want).abs() < 2e-4f32.max(3e-5 * x.abs()),
                "{x} {want}"
            );
        }
    }

    #[test]
    fn weights_are_near_the_exact_ones() {
        let weight = |x| one(x, |x| weight(Plain, x));
        for i in 0..2000 {
            let x = i as f32 * -0.0137;
            let want = f64::from(x).exp2() * 255.0;
            assert!((f64::from(weight(x)) / want - 1.0).abs() < 1e-4, "{x}");
        }
        assert!(weight(-1e9) > 0.0 && weight(-1e9) < 1e-20);
        assert!(weight(f32::NAN).is_finite());
        assert_eq!(weight(0.0).round_ties_even(), 255.0);
    }

    #[test]
    fn sigmoids_are_near_the_exact_ones() {
        for i in -2500..2500 {
            let x = i as f32 * 0.01;
            let want = 1.0 / (1.0 + (-f64::from(x)).exp());
            let got = f64::from(one(x, |x| sigmoid(Plain, x)));
            assert!((got - want).abs() < 1e-4 * want + 1e-8, "{x}: {got} {want}");
        }
        assert!(one(f32::NAN, |x| sigmoid(Plain, x)).is_finite());
    }

    #[test]
    fn rows_come_out_the_same_at_every_level() {
        let width = 384;
        let norm = Norm { weight: floats(width), bias: floats(width), epsilon: 1e-12 };
        let map = Affine::new(&floats(57 * width), &floats(57), width);
        let mut seen = Vec::new();
        for level in Level::all() {
            let mut rows = floats(7 * width);
            let (mut bytes, mut scales) = (vec![0; rows.len()], vec![0.0; 7]);
            normalise(level, &norm, &mut rows, &mut bytes, &mut scales);
            let once = (bytes.clone(), scales.clone());
            quantise(level, &rows, width, &mut bytes, &mut scales);
            assert_eq!(once, (bytes.clone(), scales.clone()));
            let mut out = vec![0.0; 7 * map.width()];
            affine(level, &map, &rows, &mut out);
            let bits = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            seen.push((bits(&rows), bytes, bits(&scales), bits(&out)));
        }
        assert!(seen.iter().all(|s| *s == seen[0]));
    }

    #[test]
    fn quantised_rows_keep_their_numbers() {
        let row = floats(64);
        let mut bytes = vec![0; 64];
        let scale = quantise_row(Plain, &row, &mut bytes);
        for (x, b) in row.iter().zip(&bytes) {
            assert!((x - (f32::from(*b) - 128.0) * scale).abs() <= scale * 0.5001);
        }
        assert_eq!(quantise_row(Plain, &[0.0; 16], &mut bytes[..16]), 0.0);
        assert_eq!(bytes[..16], [128; 16]);
    }
}
