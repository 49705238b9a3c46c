//! Arithmetic on 32-bit floats that gives the same bits on every processor.
//!
//! Only sums, products, quotients and roots, which IEEE 754 rounds in one way; never a fused multiply-add, never a
//! library's `exp` or `erf`. Sums over a row run in 16 lanes that are added in one fixed order, so it does not matter how
//! wide the processor's registers are. Each function is compiled once for each [`Level`]; the text is the same.

use super::kernels::{Kind, LANES, Level};

/// Adding this to a number below 2^22 rounds it to a whole one, which then stands in the low bits.
const ROUNDER: f32 = 12_582_912.0;

/// Compiles a function for each level of instructions and picks the compiled one at run time.
macro_rules! for_each_level {
    ($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) = $body:path;) => {
        $(#[$doc])*
        #[allow(unsafe_code)]
        #[inline]
        $vis fn $name(level: $crate::reader::kernels::Level, $($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            fn wide($($arg: $type),*) {
                $body($($arg),*);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn middle($($arg: $type),*) {
                $body($($arg),*);
            }
            match level.kind() {
                $crate::reader::kernels::Kind::Plain => $body($($arg),*),
                // SAFETY: a level is made only after the processor reported its instructions.
                #[cfg(target_arch = "x86_64")]
                $crate::reader::kernels::Kind::Avx512 => unsafe { wide($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::reader::kernels::Kind::Avx2 => unsafe { middle($($arg),*) },
            }
        }
    };
}
pub(crate) use for_each_level;

/// Adds sixteen lanes in a fixed order.
#[inline(always)]
pub(crate) fn sum(lanes: [f32; LANES]) -> f32 {
    let mut eight = [0f32; 8];
    for i in 0..8 {
        eight[i] = lanes[i] + lanes[i + 8];
    }
    let four = [eight[0] + eight[4], eight[1] + eight[5], eight[2] + eight[6], eight[3] + eight[7]];
    (four[0] + four[2]) + (four[1] + four[3])
}

/// The largest of sixteen lanes.
#[inline(always)]
pub(crate) fn largest(lanes: [f32; LANES]) -> f32 {
    let mut most = lanes[0];
    for x in lanes {
        most = larger(most, x);
    }
    most
}

/// The larger of two numbers, as the processor's own instruction has it.
#[inline(always)]
pub(crate) fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The nearest whole number of a number between -2^22 and 2^22, as a signed number's bits; halves go to even.
#[inline(always)]
pub(crate) fn rounded(x: f32) -> u32 {
    (x + ROUNDER).to_bits().wrapping_sub(ROUNDER.to_bits())
}

/// Scalar product over a multiple of 16 numbers.
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; LANES];
    for (x, y) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for i in 0..LANES {
            lanes[i] += x[i] * y[i];
        }
    }
    sum(lanes)
}

/// Largest magnitude in a row.
#[inline(always)]
pub(crate) fn magnitude(row: &[f32]) -> f32 {
    let mut lanes = [0f32; LANES];
    for x in row.as_chunks::<LANES>().0 {
        for i in 0..LANES {
            lanes[i] = larger(x[i].abs(), lanes[i]);
        }
    }
    largest(lanes)
}

/// Scale of a row of that magnitude, and what to multiply with to reach -127..=127.
#[inline(always)]
pub(crate) fn scales(magnitude: f32) -> (f32, f32) {
    if magnitude > 1e-20 { (magnitude / 127.0, 127.0 / magnitude) } else { (0.0, 0.0) }
}

/// Gaussian error linear unit, within 1e-5 of the exact one: a polynomial of degree ten in the square, fitted to the
/// normal distribution up to five deviations.
#[inline(always)]
pub(crate) fn gelu(x: f32) -> f32 {
    const C: [f32; 11] = [
        0.141_364_3,
        -0.070_300_51,
        0.051_488,
        -0.040_319_16,
        0.031_744_134,
        -0.024_215_156,
        0.015_547_927,
        -0.008_329_814,
        0.007_021_205_5,
        -0.006_278_015_7,
        0.002_277_314_4,
    ];
    let y = if x > 5.0 { 5.0 } else { x };
    let y = if y < -5.0 { -5.0 } else { y };
    let t = y * y * 0.08 - 1.0;
    let mut p = C[10];
    for k in (0..10).rev() {
        p = p * t + C[k];
    }
    x * (0.5 + y * p)
}

/// Two to the power of a number that is not above 0, within a part in ten thousand; below -100 it gives 2^-100.
#[inline(always)]
pub(crate) fn power_of_two(x: f32) -> f32 {
    let x = if x > -100.0 { x } else { -100.0 };
    let whole = x + ROUNDER;
    let rest = x - (whole - ROUNDER);
    let p = ((0.055_171_67 * rest + 0.242_611_12) * rest + 0.693_261) * rest + 0.999_928_06;
    let shift = whole.to_bits().wrapping_sub(ROUNDER.to_bits()) << 23;
    f32::from_bits(p.to_bits().wrapping_add(shift))
}

for_each_level! {
    /// Quantises rows of `width` floats (a multiple of 16) to bytes around 128; `scales` receives one scale a row.
    pub(crate) fn quantise(rows: &[f32], width: usize, out: &mut [u8], scales: &mut [f32]) = quantise_rows;
}

#[inline(always)]
fn quantise_rows(rows: &[f32], width: usize, out: &mut [u8], row_scales: &mut [f32]) {
    let out = out.chunks_exact_mut(width);
    for ((row, out), scale) in rows.chunks_exact(width).zip(out).zip(row_scales) {
        *scale = quantise_row(row, out);
    }
}

/// Quantises one row to bytes around 128; gives its scale.
#[inline(always)]
pub(crate) fn quantise_row(row: &[f32], out: &mut [u8]) -> f32 {
    let (scale, inverse) = scales(magnitude(row));
    for (x, o) in row.as_chunks::<LANES>().0.iter().zip(out.as_chunks_mut::<LANES>().0) {
        for i in 0..LANES {
            o[i] = (rounded(x[i] * inverse) as u8) ^ 0x80;
        }
    }
    scale
}

/// Weight and bias of a layer norm, and what keeps its root from zero.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    pub(crate) epsilon: f32,
}

for_each_level! {
    /// Brings each row to mean 0 and variance 1, then scales and shifts it.
    pub(crate) fn normalise(norm: &Norm, rows: &mut [f32]) = normalise_rows;
}

#[inline(always)]
fn normalise_rows(norm: &Norm, rows: &mut [f32]) {
    for row in rows.chunks_exact_mut(norm.weight.len().max(1)) {
        normalise_row(norm, row);
    }
}

#[inline(always)]
pub(crate) fn normalise_row(norm: &Norm, row: &mut [f32]) {
    let count = row.len() as f32;
    let mut lanes = [0f32; LANES];
    for x in row.as_chunks::<LANES>().0 {
        for i in 0..LANES {
            lanes[i] += x[i];
        }
    }
    let mean = sum(lanes) / count;
    let mut lanes = [0f32; LANES];
    for x in row.as_chunks::<LANES>().0 {
        for i in 0..LANES {
            let d = x[i] - mean;
            lanes[i] += d * d;
        }
    }
    let factor = 1.0 / (sum(lanes) / count + norm.epsilon).sqrt();
    let parts = norm.weight.as_chunks::<LANES>().0.iter().zip(norm.bias.as_chunks::<LANES>().0);
    for (x, (w, b)) in row.as_chunks_mut::<LANES>().0.iter_mut().zip(parts) {
        for i in 0..LANES {
            x[i] = (x[i] - mean) * factor * w[i] + b[i];
        }
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
fn affine_rows(map: &Affine, rows: &[f32], out: &mut [f32]) {
    let (inputs, width) = (map.inputs, map.width());
    let (mut rows, mut out) = (rows, out);
    while rows.len() >= 4 * inputs && out.len() >= 4 * width {
        let (now, later) = rows.split_at(4 * inputs);
        let (to, after) = out.split_at_mut(4 * width);
        affine_block::<4>(map, now, to);
        (rows, out) = (later, after);
    }
    for (row, to) in rows.chunks_exact(inputs).zip(out.chunks_exact_mut(width)) {
        affine_block::<1>(map, row, to);
    }
}

#[inline(always)]
fn affine_block<const R: usize>(map: &Affine, rows: &[f32], out: &mut [f32]) {
    let (inputs, width) = (map.inputs, map.width());
    let mut from = [&rows[..0]; R];
    for r in 0..R {
        from[r] = &rows[r * inputs..(r + 1) * inputs];
    }
    for (strip, start) in map.bias.iter().enumerate() {
        let mut sums = [*start; R];
        for (i, w) in map.weights[strip * inputs..(strip + 1) * inputs].iter().enumerate() {
            for r in 0..R {
                let x = from[r][i];
                for lane in 0..LANES {
                    sums[r][lane] += x * w[lane];
                }
            }
        }
        for (r, s) in sums.iter().enumerate() {
            out[r * width + strip * LANES..][..LANES].copy_from_slice(s);
        }
    }
}

/// Silences the unused import where only the plain level exists.
const _: fn(Level) -> Kind = Level::kind;

#[cfg(test)]
mod tests {
    use super::*;

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
            assert!((gelu(x) - want).abs() < 2e-5, "{x}: {} {want}", gelu(x));
        }
    }

    #[test]
    fn power_of_two_is_near_the_exact_one() {
        for i in 0..2000 {
            let x = i as f32 * -0.0137;
            let want = f64::from(x).exp2();
            assert!((f64::from(power_of_two(x)) / want - 1.0).abs() < 1e-4, "{x}");
        }
        assert!(power_of_two(-1e9) > 0.0 && power_of_two(-1e9) < 1e-20);
        assert!(power_of_two(f32::NAN).is_finite());
    }

    #[test]
    fn rows_come_out_the_same_at_every_level() {
        let width = 384;
        let norm = Norm { weight: floats(width), bias: floats(width), epsilon: 1e-12 };
        let map = Affine::new(&floats(57 * width), &floats(57), width);
        let mut seen = Vec::new();
        for level in Level::all() {
            let mut rows = floats(7 * width);
            normalise(level, &norm, &mut rows);
            let (mut bytes, mut scales) = (vec![0; rows.len()], vec![0.0; 7]);
            quantise(level, &rows, width, &mut bytes, &mut scales);
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
        let scale = quantise_row(&row, &mut bytes);
        for (x, b) in row.iter().zip(&bytes) {
            assert!((x - (f32::from(*b) - 128.0) * scale).abs() <= scale * 0.5001);
        }
        assert_eq!(quantise_row(&[0.0; 16], &mut bytes[..16]), 0.0);
        assert_eq!(bytes[..16], [128; 16]);
    }
}
