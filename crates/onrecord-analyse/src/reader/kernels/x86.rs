//! The product on x86-64: AVX-512 VNNI, which multiplies and adds 64 bytes an instruction, and AVX2, which widens to 16
//! bits first (its byte product saturates, so it would not be exact).
#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m128i, __m256i, _mm_loadu_si128, _mm_set1_epi32, _mm256_add_epi32, _mm256_cvtepi8_epi16,
    _mm256_cvtepu8_epi16, _mm256_hadd_epi32, _mm256_loadu_si256, _mm256_madd_epi16,
    _mm256_permute4x64_epi64, _mm256_setzero_si256, _mm512_dpbusd_epi32, _mm512_load_si512,
    _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512,
};

use super::lanes::{Avx2, Avx512};
use super::{Kind, LANES, Line, Packed, Sink};

/// Rows in a full tile. With four strips: 24 sums, four weights and an activation of the 32 registers.
const TALL: usize = 6;

/// See [`super::product`], which checks the lengths; `kind` comes from a [`super::Level`].
#[inline]
pub(super) fn product<S: Sink>(
    kind: Kind,
    activations: &[u8],
    rows: usize,
    matrix: &Packed,
    sink: &mut S,
) {
    // SAFETY: a `Level` is made only after the processor reported these instructions, and `super::product` has
    // checked that the activations hold `rows * depth` bytes and the matrix its strips times groups.
    match kind {
        Kind::Avx512 => unsafe { product512(activations, rows, matrix, sink) },
        _ => unsafe { product2(activations, rows, matrix, sink) },
    }
}

/// # Safety
/// As [`product`] says, for AVX-512.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
unsafe fn product512<S: Sink>(activations: &[u8], rows: usize, matrix: &Packed, sink: &mut S) {
    let strips = matrix.strips();
    let mut strip = 0;
    while strip < strips {
        let wide = match strips - strip {
            4.. => 4,
            2.. => 2,
            _ => 1,
        };
        let mut row = 0;
        while row < rows {
            let tall = if rows - row >= TALL { TALL } else { 1 };
            let a = activations[row * matrix.depth()..].as_ptr();
            // SAFETY: `tall` rows from `row` on and `wide` strips from `strip` on lie inside.
            unsafe {
                match (tall, wide) {
                    (TALL, 4) => tile512::<TALL, 4, S>(a, matrix, row, strip, sink),
                    (TALL, 2) => tile512::<TALL, 2, S>(a, matrix, row, strip, sink),
                    (TALL, _) => tile512::<TALL, 1, S>(a, matrix, row, strip, sink),
                    (_, 4) => tile512::<1, 4, S>(a, matrix, row, strip, sink),
                    (_, 2) => tile512::<1, 2, S>(a, matrix, row, strip, sink),
                    _ => tile512::<1, 1, S>(a, matrix, row, strip, sink),
                }
            }
            row += tall;
        }
        strip += wide;
    }
}

/// Sums of `M` rows by `N` strips.
///
/// # Safety
/// `a` points at `M` rows of `matrix.depth()` bytes; strips `strip..strip + N` exist.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
unsafe fn tile512<const M: usize, const N: usize, S: Sink>(
    a: *const u8,
    matrix: &Packed,
    row: usize,
    strip: usize,
    sink: &mut S,
) {
    let (groups, depth) = (matrix.groups, matrix.depth());
    let lines: *const Line = matrix.lines[strip * groups..].as_ptr();
    let mut start = [_mm512_setzero_si512(); N];
    for (start, numbers) in start.iter_mut().zip(&matrix.start[strip..strip + N]) {
        // SAFETY: sixteen numbers of 32 bits fill the register.
        *start = unsafe { _mm512_loadu_si512(numbers.as_ptr().cast()) };
    }
    let mut sums = [start; M];
    for group in 0..groups {
        let mut weights = [_mm512_setzero_si512(); N];
        for (n, w) in weights.iter_mut().enumerate() {
            // SAFETY: line `group` of strip `strip + n`; lines are aligned to 64 bytes.
            *w = unsafe { _mm512_load_si512(lines.add(n * groups + group).cast()) };
        }
        for (m, row_sums) in sums.iter_mut().enumerate() {
            // SAFETY: four bytes of row `m`, below its depth.
            let four = unsafe { a.add(m * depth + group * 4).cast::<i32>().read_unaligned() };
            let four = _mm512_set1_epi32(four);
            for (sum, w) in row_sums.iter_mut().zip(weights) {
                *sum = _mm512_dpbusd_epi32(*sum, four, w);
            }
        }
    }
    // SAFETY: this function is compiled for these instructions.
    let lanes = unsafe { Avx512::new() };
    for (n, start) in start.into_iter().enumerate() {
        let mut column = [start; M];
        for (to, row_sums) in column.iter_mut().zip(&sums) {
            *to = row_sums[n];
        }
        sink.put(lanes, row, strip + n, column);
    }
}

/// # Safety
/// As [`product`] says, for AVX2.
#[target_feature(enable = "avx2")]
unsafe fn product2<S: Sink>(activations: &[u8], rows: usize, matrix: &Packed, sink: &mut S) {
    for strip in 0..matrix.strips() {
        let mut row = 0;
        while row < rows {
            let a = activations[row * matrix.depth()..].as_ptr();
            let tall = if rows - row >= 2 { 2 } else { 1 };
            // SAFETY: `tall` rows from `row` on lie inside, and `strip` exists.
            unsafe {
                match tall {
                    2 => tile2::<2, S>(a, matrix, row, strip, sink),
                    _ => tile2::<1, S>(a, matrix, row, strip, sink),
                }
            }
            row += tall;
        }
    }
}

/// Sums of `M` rows by one strip. Each register holds two halves of the sum of four columns.
///
/// # Safety
/// `a` points at `M` rows of `matrix.depth()` bytes; `strip` exists.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn tile2<const M: usize, S: Sink>(
    a: *const u8,
    matrix: &Packed,
    row: usize,
    strip: usize,
    sink: &mut S,
) {
    let (groups, depth) = (matrix.groups, matrix.depth());
    let lines: *const Line = matrix.lines[strip * groups..].as_ptr();
    let mut sums = [[_mm256_setzero_si256(); 4]; M];
    for group in 0..groups {
        let mut fours = [_mm256_setzero_si256(); M];
        for (m, four) in fours.iter_mut().enumerate() {
            // SAFETY: four bytes of row `m`, below its depth.
            let bytes = unsafe { a.add(m * depth + group * 4).cast::<i32>().read_unaligned() };
            *four = _mm256_cvtepu8_epi16(_mm_set1_epi32(bytes));
        }
        for quarter in 0..4usize {
            // SAFETY: line `group` of the strip has four quarters of 16 bytes.
            let w = unsafe {
                let line = lines.add(group).cast::<__m128i>().add(quarter);
                _mm256_cvtepi8_epi16(_mm_loadu_si128(line))
            };
            for (row_sums, four) in sums.iter_mut().zip(fours) {
                let both = _mm256_madd_epi16(four, w);
                row_sums[quarter] = _mm256_add_epi32(row_sums[quarter], both);
            }
        }
    }
    // SAFETY: this function is compiled for these instructions.
    let lanes = unsafe { Avx2::new() };
    let mut numbers = [[_mm256_setzero_si256(); 2]; M];
    for (m, s) in sums.iter().enumerate() {
        numbers[m] = numbers2(s, &matrix.start[strip]);
    }
    sink.put(lanes, row, strip, numbers);
}

/// Adds the halves, and the starting sums.
#[inline]
#[target_feature(enable = "avx2")]
fn numbers2(sums: &[__m256i; 4], start: &[i32; LANES]) -> [__m256i; 2] {
    let mut out = [_mm256_setzero_si256(); 2];
    for (half, out) in out.iter_mut().enumerate() {
        // Columns 0 1 4 5 2 3 6 7 of the eight, put in order by the permutation.
        let added = _mm256_hadd_epi32(sums[half * 2], sums[half * 2 + 1]);
        let added = _mm256_permute4x64_epi64::<0b11_01_10_00>(added);
        // SAFETY: eight of the sixteen numbers, from 0 or from 8 on.
        let start = unsafe { _mm256_loadu_si256(start[half * 8..].as_ptr().cast()) };
        *out = _mm256_add_epi32(added, start);
    }
    out
}
