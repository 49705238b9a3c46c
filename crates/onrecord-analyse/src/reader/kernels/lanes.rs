//! Sixteen floats at a time, the same sixteen whatever the registers: one of 512 bits, two of 256, or an array.
//!
//! Every operation is one that IEEE 754 or integer arithmetic leaves no freedom in, so all three give the same bits. An
//! implementation's value is the proof that its instructions exist; [`for_each_level`] makes them.
#![allow(unsafe_code)]

use super::LANES;

/// Adding this to a number below 2^22 rounds it to a whole one (halves to even), which then stands in the low bits.
pub(crate) const ROUNDER: f32 = 12_582_912.0;

/// Operations on sixteen floats.
pub(crate) trait Lanes: Copy {
    /// Sixteen floats.
    type F: Copy;
    /// Sixteen whole numbers.
    type I: Copy;

    /// The same number sixteen times.
    fn splat(self, x: f32) -> Self::F;
    /// Reads sixteen floats.
    fn load(self, x: &[f32; LANES]) -> Self::F;
    /// Writes sixteen floats.
    fn store(self, x: Self::F, to: &mut [f32; LANES]);
    /// Whole numbers to floats, rounded to even where they do not fit.
    fn whole(self, x: Self::I) -> Self::F;
    /// Signed bytes to floats.
    fn signed(self, x: &[u8; LANES]) -> Self::F;
    /// a + b
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    /// a - b
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    /// a * b
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    /// a / b
    fn div(self, a: Self::F, b: Self::F) -> Self::F;
    /// The larger; b if one is not a number.
    fn max(self, a: Self::F, b: Self::F) -> Self::F;
    /// The smaller; b if one is not a number.
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    /// Without the sign.
    fn abs(self, x: Self::F) -> Self::F;
    /// `x` times two to the power of the whole number in the low bits of `power`, itself a whole number plus
    /// [`ROUNDER`].
    fn shift(self, x: Self::F, power: Self::F) -> Self::F;
    /// The lowest byte of each number's bits: of a sum with [`ROUNDER`], the whole number as a signed byte.
    fn bytes(self, x: Self::F) -> [u8; LANES];
    /// The lowest bytes of four, those of the first lowest.
    fn four_bytes(self, x: [Self::F; 4]) -> [u32; LANES];

    /// Adds the sixteen in a fixed order.
    #[inline(always)]
    fn sum(self, x: Self::F) -> f32 {
        let mut lanes = [0f32; LANES];
        self.store(x, &mut lanes);
        let mut eight = [0f32; 8];
        for i in 0..8 {
            eight[i] = lanes[i] + lanes[i + 8];
        }
        let four = |i: usize| eight[i] + eight[i + 4];
        (four(0) + four(2)) + (four(1) + four(3))
    }

    /// The largest of the sixteen.
    #[inline(always)]
    fn largest(self, x: Self::F) -> f32 {
        let mut lanes = [0f32; LANES];
        self.store(x, &mut lanes);
        let larger = |a: f32, b: f32| if a > b { a } else { b };
        let mut eight = [0f32; 8];
        for i in 0..8 {
            eight[i] = larger(lanes[i], lanes[i + 8]);
        }
        let four = |i: usize| larger(eight[i], eight[i + 4]);
        larger(larger(four(0), four(2)), larger(four(1), four(3)))
    }
}

/// Sixteen floats in plain Rust.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain;

/// Applies an operation to each of sixteen pairs.
#[inline(always)]
fn each(a: [f32; LANES], b: [f32; LANES], f: impl Fn(f32, f32) -> f32) -> [f32; LANES] {
    let mut out = [0f32; LANES];
    for i in 0..LANES {
        out[i] = f(a[i], b[i]);
    }
    out
}

impl Lanes for Plain {
    type F = [f32; LANES];
    type I = [i32; LANES];

    #[inline(always)]
    fn splat(self, x: f32) -> Self::F {
        [x; LANES]
    }
    #[inline(always)]
    fn load(self, x: &[f32; LANES]) -> Self::F {
        *x
    }
    #[inline(always)]
    fn store(self, x: Self::F, to: &mut [f32; LANES]) {
        *to = x;
    }
    #[inline(always)]
    fn whole(self, x: Self::I) -> Self::F {
        x.map(|n| n as f32)
    }
    #[inline(always)]
    fn signed(self, x: &[u8; LANES]) -> Self::F {
        x.map(|b| f32::from(b.cast_signed()))
    }
    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        each(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        each(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        each(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn div(self, a: Self::F, b: Self::F) -> Self::F {
        each(a, b, |a, b| a / b)
    }
    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        each(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        each(a, b, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn abs(self, x: Self::F) -> Self::F {
        x.map(f32::abs)
    }
    #[inline(always)]
    fn shift(self, x: Self::F, power: Self::F) -> Self::F {
        each(x, power, |x, p| f32::from_bits(x.to_bits().wrapping_add(p.to_bits() << 23)))
    }
    #[inline(always)]
    fn bytes(self, x: Self::F) -> [u8; LANES] {
        x.map(|x| x.to_bits() as u8)
    }
    #[inline(always)]
    fn four_bytes(self, x: [Self::F; 4]) -> [u32; LANES] {
        let mut out = [0u32; LANES];
        for (i, o) in out.iter_mut().enumerate() {
            *o = u32::from_le_bytes(x.map(|x| x[i].to_bits() as u8));
        }
        out
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{LANES, Lanes};

    /// Sixteen floats in one register of 512 bits.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Avx512(());

    impl Avx512 {
        /// # Safety
        /// The processor has AVX-512 F, BW, DQ and VL.
        #[inline(always)]
        pub(crate) unsafe fn new() -> Self {
            Self(())
        }
    }

    // SAFETY of the blocks below: a value of `Avx512` exists only where its instructions do; every pointer is that of
    // an array of just the length that is read or written.
    impl Lanes for Avx512 {
        type F = __m512;
        type I = __m512i;

        #[inline(always)]
        fn splat(self, x: f32) -> __m512 {
            unsafe { _mm512_set1_ps(x) }
        }
        #[inline(always)]
        fn load(self, x: &[f32; LANES]) -> __m512 {
            unsafe { _mm512_loadu_ps(x.as_ptr()) }
        }
        #[inline(always)]
        fn store(self, x: __m512, to: &mut [f32; LANES]) {
            unsafe { _mm512_storeu_ps(to.as_mut_ptr(), x) }
        }
        #[inline(always)]
        fn whole(self, x: __m512i) -> __m512 {
            unsafe { _mm512_cvtepi32_ps(x) }
        }
        #[inline(always)]
        fn signed(self, x: &[u8; LANES]) -> __m512 {
            unsafe { _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(x.as_ptr().cast()))) }
        }
        #[inline(always)]
        fn add(self, a: __m512, b: __m512) -> __m512 {
            unsafe { _mm512_add_ps(a, b) }
        }
        #[inline(always)]
        fn sub(self, a: __m512, b: __m512) -> __m512 {
            unsafe { _mm512_sub_ps(a, b) }
        }
        #[inline(always)]
        fn mul(self, a: __m512, b: __m512) -> __m512 {
            unsafe { _mm512_mul_ps(a, b) }
        }
        #[inline(always)]
        fn div(self, a: __m512, b: __m512) -> __m512 {
            unsafe { _mm512_div_ps(a, b) }
        }
        #[inline(always)]
        fn max(self, a: __m512, b: __m512) -> __m512 {
            unsafe { _mm512_max_ps(a, b) }
        }
        #[inline(always)]
        fn min(self, a: __m512, b: __m512) -> __m512 {
            unsafe { _mm512_min_ps(a, b) }
        }
        #[inline(always)]
        fn abs(self, x: __m512) -> __m512 {
            unsafe { _mm512_abs_ps(x) }
        }
        #[inline(always)]
        fn shift(self, x: __m512, power: __m512) -> __m512 {
            unsafe {
                let power = _mm512_slli_epi32::<23>(_mm512_castps_si512(power));
                _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(x), power))
            }
        }
        #[inline(always)]
        fn bytes(self, x: __m512) -> [u8; LANES] {
            let mut out = [0u8; LANES];
            unsafe {
                let bytes = _mm512_cvtepi32_epi8(_mm512_castps_si512(x));
                _mm_storeu_si128(out.as_mut_ptr().cast(), bytes);
            }
            out
        }
        #[inline(always)]
        fn four_bytes(self, x: [__m512; 4]) -> [u32; LANES] {
            let mut out = [0u32; LANES];
            unsafe {
                let mask = _mm512_set1_epi32(0xFF);
                let [a, b, c, d] = x.map(|x| _mm512_castps_si512(x));
                let ab = _mm512_or_si512(
                    _mm512_and_si512(a, mask),
                    _mm512_slli_epi32::<8>(_mm512_and_si512(b, mask)),
                );
                let cd = _mm512_or_si512(_mm512_and_si512(c, mask), _mm512_slli_epi32::<8>(d));
                let all = _mm512_or_si512(ab, _mm512_slli_epi32::<16>(cd));
                _mm512_storeu_si512(out.as_mut_ptr().cast(), all);
            }
            out
        }
    }

    /// Sixteen floats in two registers of 256 bits.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Avx2(());

    impl Avx2 {
        /// # Safety
        /// The processor has AVX2.
        #[inline(always)]
        pub(crate) unsafe fn new() -> Self {
            Self(())
        }
    }

    type Two = [__m256; 2];

    // SAFETY of the blocks below: a value of `Avx2` exists only where its instructions do; every pointer is that of an
    // array of just the length that is read or written.
    impl Lanes for Avx2 {
        type F = Two;
        type I = [__m256i; 2];

        #[inline(always)]
        fn splat(self, x: f32) -> Two {
            unsafe { [_mm256_set1_ps(x); 2] }
        }
        #[inline(always)]
        fn load(self, x: &[f32; LANES]) -> Two {
            unsafe { [_mm256_loadu_ps(x.as_ptr()), _mm256_loadu_ps(x[8..].as_ptr())] }
        }
        #[inline(always)]
        fn store(self, x: Two, to: &mut [f32; LANES]) {
            unsafe {
                _mm256_storeu_ps(to.as_mut_ptr(), x[0]);
                _mm256_storeu_ps(to[8..].as_mut_ptr(), x[1]);
            }
        }
        #[inline(always)]
        fn whole(self, x: [__m256i; 2]) -> Two {
            unsafe { [_mm256_cvtepi32_ps(x[0]), _mm256_cvtepi32_ps(x[1])] }
        }
        #[inline(always)]
        fn signed(self, x: &[u8; LANES]) -> Two {
            unsafe {
                let low = _mm_loadu_si128(x.as_ptr().cast());
                let high = _mm_unpackhi_epi64(low, low);
                [low, high].map(|b| _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(b)))
            }
        }
        #[inline(always)]
        fn add(self, a: Two, b: Two) -> Two {
            unsafe { [_mm256_add_ps(a[0], b[0]), _mm256_add_ps(a[1], b[1])] }
        }
        #[inline(always)]
        fn sub(self, a: Two, b: Two) -> Two {
            unsafe { [_mm256_sub_ps(a[0], b[0]), _mm256_sub_ps(a[1], b[1])] }
        }
        #[inline(always)]
        fn mul(self, a: Two, b: Two) -> Two {
            unsafe { [_mm256_mul_ps(a[0], b[0]), _mm256_mul_ps(a[1], b[1])] }
        }
        #[inline(always)]
        fn div(self, a: Two, b: Two) -> Two {
            unsafe { [_mm256_div_ps(a[0], b[0]), _mm256_div_ps(a[1], b[1])] }
        }
        #[inline(always)]
        fn max(self, a: Two, b: Two) -> Two {
            unsafe { [_mm256_max_ps(a[0], b[0]), _mm256_max_ps(a[1], b[1])] }
        }
        #[inline(always)]
        fn min(self, a: Two, b: Two) -> Two {
            unsafe { [_mm256_min_ps(a[0], b[0]), _mm256_min_ps(a[1], b[1])] }
        }
        #[inline(always)]
        fn abs(self, x: Two) -> Two {
            unsafe {
                let sign = _mm256_set1_ps(-0.0);
                [_mm256_andnot_ps(sign, x[0]), _mm256_andnot_ps(sign, x[1])]
            }
        }
        #[inline(always)]
        fn shift(self, x: Two, power: Two) -> Two {
            let one = |x: __m256, power: __m256| unsafe {
                let power = _mm256_slli_epi32::<23>(_mm256_castps_si256(power));
                _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x), power))
            };
            [one(x[0], power[0]), one(x[1], power[1])]
        }
        #[inline(always)]
        fn bytes(self, x: Two) -> [u8; LANES] {
            let mut out = [0u8; LANES];
            unsafe {
                let mask = _mm256_set1_epi32(0xFF);
                let [a, b] = x.map(|x| _mm256_and_si256(_mm256_castps_si256(x), mask));
                // Quarters 0 2 1 3 after the packing within halves.
                let both = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(a, b));
                let bytes = _mm_packus_epi16(
                    _mm256_castsi256_si128(both),
                    _mm256_extracti128_si256::<1>(both),
                );
                _mm_storeu_si128(out.as_mut_ptr().cast(), bytes);
            }
            out
        }
        #[inline(always)]
        fn four_bytes(self, x: [Two; 4]) -> [u32; LANES] {
            let mut out = [0u32; LANES];
            for half in 0..2 {
                unsafe {
                    let mask = _mm256_set1_epi32(0xFF);
                    let [a, b, c, d] = x.map(|x| _mm256_castps_si256(x[half]));
                    let ab = _mm256_or_si256(
                        _mm256_and_si256(a, mask),
                        _mm256_slli_epi32::<8>(_mm256_and_si256(b, mask)),
                    );
                    let cd = _mm256_or_si256(_mm256_and_si256(c, mask), _mm256_slli_epi32::<8>(d));
                    let all = _mm256_or_si256(ab, _mm256_slli_epi32::<16>(cd));
                    _mm256_storeu_si256(out[half * 8..].as_mut_ptr().cast(), all);
                }
            }
            out
        }
    }
}

/// Compiles a function for each level of instructions and picks the compiled one at run time. The body is generic over
/// [`Lanes`] and takes them first.
macro_rules! for_each_level {
    ($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) = $body:ident;) => {
        $(#[$doc])*
        #[allow(unsafe_code)]
        #[inline]
        $vis fn $name(level: $crate::reader::kernels::Level, $($arg: $type),*) {
            use $crate::reader::kernels::{Kind, lanes};
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            fn wide($($arg: $type),*) {
                // SAFETY: this function is compiled for these instructions.
                $body(unsafe { lanes::Avx512::new() }, $($arg),*);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn middle($($arg: $type),*) {
                // SAFETY: as above.
                $body(unsafe { lanes::Avx2::new() }, $($arg),*);
            }
            match level.kind() {
                Kind::Plain => $body(lanes::Plain, $($arg),*),
                // SAFETY: a level is made only after the processor reported its instructions.
                #[cfg(target_arch = "x86_64")]
                Kind::Avx512 => unsafe { wide($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                Kind::Avx2 => unsafe { middle($($arg),*) },
            }
        }
    };
}
pub(crate) use for_each_level;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::kernels::Level;

    /// What one set of operations gives, as bits.
    #[inline(always)]
    fn run<L: Lanes>(l: L, numbers: &[f32; 64], out: &mut Vec<u32>) {
        let parts = numbers.as_chunks::<LANES>().0;
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| l.load(&parts[i]));
        let mut keep = |x: L::F| {
            let mut lanes = [0f32; LANES];
            l.store(x, &mut lanes);
            out.extend(lanes.map(f32::to_bits));
        };
        keep(l.add(a, b));
        keep(l.sub(a, b));
        keep(l.mul(a, b));
        keep(l.div(a, l.add(l.abs(b), l.splat(1.0))));
        keep(l.max(a, b));
        keep(l.min(a, b));
        keep(l.abs(c));
        let round = |x| l.add(x, l.splat(ROUNDER));
        keep(l.shift(a, round(b)));
        keep(l.signed(&parts[2].map(|x| x.to_bits() as u8)));
        out.extend(l.bytes(round(a)).map(u32::from));
        out.extend(l.four_bytes([round(a), round(b), round(c), round(d)]));
        out.extend([l.sum(a).to_bits(), l.largest(b).to_bits()]);
    }

    for_each_level! {
        fn run_at(numbers: &[f32; 64], out: &mut Vec<u32>) = run;
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let mut state = 1u32;
        for _ in 0..200 {
            let numbers = [0; 64].map(|_: i32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 65_536.0 - 128.0
            });
            let mut seen: Option<Vec<u32>> = None;
            for level in Level::all() {
                let mut out = Vec::new();
                run_at(level, &numbers, &mut out);
                assert!(*seen.get_or_insert_with(|| out.clone()) == out, "{}", level.name());
            }
        }
    }
}
