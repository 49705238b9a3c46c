//! `exp` and logarithms that give the same bits on every processor, which a platform's own need not.
//!
//! Short series in double precision: sums, products and quotients only.

use std::f64::consts::{LN_2, SQRT_2};

/// Natural logarithm of a positive number, within 1e-14 of the exact one; of anything else, that of the smallest number.
pub(crate) fn ln(x: f64) -> f64 {
    let (power, rest) = parts(x);
    power * LN_2 + ln_of_rest(rest)
}

/// Logarithm to the base of two; exact for whole powers.
pub(crate) fn log2(x: f64) -> f64 {
    let (power, rest) = parts(x);
    power + ln_of_rest(rest) / LN_2
}

/// e to the power of `x`, within a part in 1e12; beyond what a double can hold, the last that it can. What is not a
/// number counts as the least.
pub(crate) fn exp(x: f64) -> f64 {
    let x = if x.is_nan() { -700.0 } else { x.clamp(-700.0, 700.0) };
    let power = (x / LN_2).round_ties_even();
    let rest = x - power * LN_2;
    let mut sum = 1.0;
    for n in (1..=14u8).rev() {
        sum = 1.0 + sum * rest / f64::from(n);
    }
    sum * f64::from_bits(((power as i64 + BIAS) as u64) << FRACTION)
}

/// Bits of a double's fraction.
const FRACTION: u32 = 52;
/// What a double's exponent is stored with.
const BIAS: i64 = 1023;

/// `x` as two to a power, times a number from half the root of two up to the root of two.
fn parts(x: f64) -> (f64, f64) {
    let x = if x.is_finite() { x.max(f64::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
    let bits = x.to_bits();
    let power = (bits >> FRACTION) as i64 - BIAS;
    let fraction = bits & ((1 << FRACTION) - 1);
    let rest = f64::from_bits(fraction | ((BIAS as u64) << FRACTION));
    if rest > SQRT_2 { ((power + 1) as f64, rest / 2.0) } else { (power as f64, rest) }
}

/// The series of the inverse hyperbolic tangent: its argument is at most 0.172, so that eleven terms suffice.
fn ln_of_rest(rest: f64) -> f64 {
    let t = (rest - 1.0) / (rest + 1.0);
    let square = t * t;
    let mut sum = 0.0;
    for n in (0..11u8).rev() {
        sum = sum * square + 1.0 / f64::from(2 * n + 1);
    }
    2.0 * t * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_the_exact_ones() {
        for i in -2000..2000 {
            let x = f64::from(i) * 0.317;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-12, "exp {x}");
            let y = exp(x);
            assert!((ln(y) - y.ln()).abs() < 1e-12 * y.ln().abs().max(1.0), "ln {y}");
        }
        for n in 1..3000 {
            assert!((log2(f64::from(n)) - f64::from(n).log2()).abs() < 1e-13, "log2 {n}");
        }
        for n in 0..60 {
            assert_eq!(log2(f64::from(n).exp2()), f64::from(n));
        }
        assert_eq!((exp(0.0), ln(1.0)), (1.0, 0.0));
    }

    #[test]
    fn odd_numbers_give_numbers() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, f64::MAX, f64::MIN] {
            assert!(exp(x).is_finite() && ln(x).is_finite() && log2(x).is_finite(), "{x}");
        }
    }
}
