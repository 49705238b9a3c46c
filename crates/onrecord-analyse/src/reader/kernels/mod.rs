//! Products of bytes: rows of unsigned activations times a matrix of signed weights, exact in 32 bits.
//!
//! Three kernels give the same integers: AVX-512 VNNI, AVX2, and plain Rust. Which one runs is decided once, from what
//! the processor reports. This folder is the only place with `unsafe`.

pub(crate) mod lanes;
mod plain;
#[cfg(target_arch = "x86_64")]
mod x86;

use lanes::Lanes;

/// Columns that lie side by side in a [`Packed`] matrix.
pub(crate) const LANES: usize = 16;

/// Added to a signed activation so that it fits the unsigned operand.
pub(crate) const OFFSET: i32 = 128;

/// Which instructions this processor has; made only by [`Level::best`] and [`Level::all`], so holding one is the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// Every level that this processor has, the plain one first.
    pub(crate) fn all() -> Vec<Level> {
        #[allow(unused_mut)]
        let mut all = vec![Level(Kind::Plain)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(Level(Kind::Avx2));
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
            {
                all.push(Level(Kind::Avx512));
            }
        }
        all
    }

    /// The fastest level of this processor.
    pub(crate) fn best() -> Level {
        Self::all().last().copied().unwrap_or(Level(Kind::Plain))
    }

    /// What the level stands for.
    pub(crate) fn kind(self) -> Kind {
        self.0
    }

    /// A word for people: `avx512-vnni`, `avx2`, `plain`.
    pub(crate) fn name(self) -> &'static str {
        match self.0 {
            Kind::Plain => "plain",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512-vnni",
        }
    }
}

/// Four signed bytes of depth for each of 16 columns; byte 0 is the lowest of each number.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [u32; LANES]);

/// A matrix `[columns, depth]` of signed bytes in the order the kernels read: strips of 16 columns, each a run of lines
/// down the depth. Columns beyond the last and depth beyond the last hold zeros.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    lines: Vec<Line>,
    /// What the sum starts from in each column: -128 times the column's sum takes the activations' offset out again.
    start: Vec<[i32; LANES]>,
    groups: usize,
}

impl Packed {
    /// Packs a row-major matrix `[columns, depth]`, its bytes read as signed.
    pub(crate) fn new(matrix: &[u8], columns: usize, depth: usize) -> Self {
        let (strips, groups) = (columns.div_ceil(LANES), depth.div_ceil(4));
        let mut packed = Packed::default();
        packed.reset(strips, groups);
        for (column, row) in matrix.chunks_exact(depth.max(1)).take(columns).enumerate() {
            let (strip, lane) = (column / LANES, column % LANES);
            for (group, four) in row.chunks(4).enumerate() {
                let mut bytes = [0u8; 4];
                bytes[..four.len()].copy_from_slice(four);
                packed.lines[strip * groups + group].0[lane] = u32::from_le_bytes(bytes);
            }
            let sum: i32 = row.iter().map(|b| i32::from(b.cast_signed())).sum();
            packed.start[strip][lane] = -OFFSET * sum;
        }
        packed
    }

    /// Makes room for `strips` of `groups` lines; what the lines hold is left to [`Packed::lines_mut`].
    pub(crate) fn reset(&mut self, strips: usize, groups: usize) {
        self.lines.resize(strips * groups, Line([0; LANES]));
        self.start.resize(strips, [0; LANES]);
        self.groups = groups;
    }

    /// The lines (strip by strip, `groups` each) and the starting sums, to fill by hand.
    pub(crate) fn lines_mut(&mut self) -> (&mut [Line], &mut [[i32; LANES]]) {
        (&mut self.lines, &mut self.start)
    }

    /// Sets the starting sums from what the lines hold, for activations around 128.
    #[inline(always)]
    pub(crate) fn start_from_sums(&mut self) {
        for (start, lines) in self.start.iter_mut().zip(self.lines.chunks_exact(self.groups.max(1)))
        {
            let mut sums = [0i32; LANES];
            for line in lines {
                for (sum, bytes) in sums.iter_mut().zip(line.0) {
                    let word = bytes.cast_signed();
                    *sum +=
                        (word >> 24) + (word << 8 >> 24) + (word << 16 >> 24) + (word << 24 >> 24);
                }
            }
            *start = sums.map(|sum| -OFFSET * sum);
        }
    }

    /// How many strips of 16 columns.
    pub(crate) fn strips(&self) -> usize {
        self.start.len()
    }

    /// How many bytes of depth a row of activations must have: a multiple of 4.
    pub(crate) fn depth(&self) -> usize {
        self.groups * 4
    }
}

/// What becomes of the sums: called once for each strip of a few rows.
pub(crate) trait Sink {
    /// `sums[m]` are the 16 columns from `strip * 16` on in row `row + m`; `lanes` are the best to go on with.
    fn put<L: Lanes, const M: usize>(
        &mut self,
        lanes: L,
        row: usize,
        strip: usize,
        sums: [L::I; M],
    );
}

/// Multiplies `rows` rows of activations (each `matrix.depth()` bytes, one behind the other) with the matrix.
#[inline]
pub(crate) fn product<S: Sink>(
    level: Level,
    activations: &[u8],
    rows: usize,
    matrix: &Packed,
    sink: &mut S,
) {
    // The kernels read by pointer; these two lines are what they rest on.
    assert!(activations.len() >= rows * matrix.depth());
    assert!(matrix.lines.len() == matrix.start.len() * matrix.groups);
    match level.kind() {
        Kind::Plain => plain::product(activations, rows, matrix, sink),
        #[cfg(target_arch = "x86_64")]
        kind => x86::product(kind, activations, rows, matrix, sink),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Keep {
        strips: usize,
        /// As floats, which hold every whole number below 2^24 and the others as rounded alike.
        sums: Vec<f32>,
    }

    impl Sink for Keep {
        fn put<L: Lanes, const M: usize>(
            &mut self,
            l: L,
            row: usize,
            strip: usize,
            sums: [L::I; M],
        ) {
            for (m, sums) in sums.into_iter().enumerate() {
                let at = ((row + m) * self.strips + strip) * LANES;
                let mut numbers = [0f32; LANES];
                l.store(l.whole(sums), &mut numbers);
                self.sums[at..at + LANES].copy_from_slice(&numbers);
            }
        }
    }

    /// A fixed stream of bytes.
    fn bytes(seed: u64, n: usize) -> Vec<u8> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn every_kernel_gives_the_schoolbook_sums() {
        let shapes: [(usize, usize, usize); 7] = [
            (1, 1, 1),
            (1, 16, 4),
            (5, 17, 7),
            (6, 64, 384),
            (7, 65, 33),
            (13, 112, 64),
            (30, 200, 97),
        ];
        for (case, (rows, columns, depth)) in shapes.into_iter().enumerate() {
            let deep = depth.next_multiple_of(4);
            let a = bytes(case as u64 + 1, rows * deep);
            let w = bytes(case as u64 + 77, columns * depth);
            let packed = Packed::new(&w, columns, depth);
            for level in Level::all() {
                let strips = packed.strips();
                let mut keep = Keep { strips, sums: vec![1.0; rows * strips * LANES] };
                product(level, &a, rows, &packed, &mut keep);
                for r in 0..rows {
                    for c in 0..strips * LANES {
                        let want: i32 = (0..depth)
                            .filter(|_| c < columns)
                            .map(|k| {
                                (i32::from(a[r * deep + k]) - OFFSET)
                                    * i32::from(w[c * depth + k].cast_signed())
                            })
                            .sum();
                        let got = keep.sums[r * strips * LANES + c];
                        assert_eq!(
                            got,
                            want as f32,
                            "{} {rows}x{columns}x{depth} at {r},{c}",
                            level.name()
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn extremes_do_not_saturate() {
        let a = vec![255u8; 2 * 1536];
        let w = vec![128u8; 64 * 1536]; // -128 each
        let packed = Packed::new(&w, 64, 1536);
        for level in Level::all() {
            let mut keep = Keep { strips: 4, sums: vec![0.0; 128] };
            product(level, &a, 2, &packed, &mut keep);
            assert!(keep.sums.iter().all(|s| *s == (127 * -128 * 1536) as f32), "{}", level.name());
        }
    }
}
