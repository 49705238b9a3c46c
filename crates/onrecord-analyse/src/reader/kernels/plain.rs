//! The product in plain Rust: the reference for the others, and what runs where there is nothing better.

use super::lanes::Plain;
use super::{Packed, Sink};

/// See [`super::product`].
pub(super) fn product<S: Sink>(activations: &[u8], rows: usize, matrix: &Packed, sink: &mut S) {
    let (depth, groups) = (matrix.depth(), matrix.groups);
    for strip in 0..matrix.strips() {
        let lines = &matrix.lines[strip * groups..(strip + 1) * groups];
        for row in 0..rows {
            let a = &activations[row * depth..(row + 1) * depth];
            let mut sums = matrix.start[strip];
            for (line, four) in lines.iter().zip(a.as_chunks::<4>().0) {
                let four = four.map(i32::from);
                for (sum, weights) in sums.iter_mut().zip(line.0) {
                    let w = weights.to_le_bytes().map(|b| i32::from(b.cast_signed()));
                    *sum += (four[0] * w[0] + four[1] * w[1]) + (four[2] * w[2] + four[3] * w[3]);
                }
            }
            sink.put(Plain, row, strip, [sums]);
        }
    }
}
