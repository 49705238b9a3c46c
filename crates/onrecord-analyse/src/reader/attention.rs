//! Attention of one window, in bytes: queries, keys and values are rounded to a byte each, head by head.
//!
//! Scores are exact sums of byte products, scaled; the softmax gives each key a weight of 0 to 255 against the heaviest,
//! and the values are summed with these weights, again exactly. Blocks of queries keep all of it in the first cache.

use super::kernels::{LANES, Level, Packed, Sink, product};
use super::numeric::{
    for_each_level, larger, largest, magnitude, power_of_two, quantise_row, rounded, scales,
};

/// Queries that are worked on together.
const BLOCK: usize = 24;

/// Two to the power of x / ln 2 is e to the power of x.
const LOG2_E: f32 = std::f32::consts::LOG2_E;

/// One window's attention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Task<'a> {
    /// Queries, `[asking, hidden]`.
    pub(crate) query: &'a [f32],
    /// Keys and values, `[rows, 2 * hidden]`.
    pub(crate) key_value: &'a [f32],
    /// Numbers in a vector.
    pub(crate) hidden: usize,
    /// Heads.
    pub(crate) heads: usize,
}

/// Room for one head of one window.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    query: Vec<u8>,
    query_scale: Vec<f32>,
    keys: Packed,
    key_scale: Vec<[f32; LANES]>,
    values: Packed,
    value_scale: Vec<[f32; LANES]>,
    scores: Vec<f32>,
    weights: Vec<u8>,
    totals: Vec<f32>,
}

impl Attention {
    /// Writes each query's mix of the values to `out`, `[asking, hidden]`.
    pub(crate) fn run(&mut self, level: Level, task: &Task<'_>, out: &mut [f32]) {
        let (h, size) = (task.hidden, task.hidden / task.heads);
        let rows = task.key_value.len() / (2 * h);
        let asking = task.query.len() / h;
        if rows == 0 {
            return;
        }
        let strips = rows.div_ceil(LANES);
        for head in 0..task.heads {
            self.keys.reset(strips, size / 4);
            self.key_scale.resize(strips, [0.0; LANES]);
            self.values.reset(size / LANES, strips * LANES / 4);
            self.value_scale.resize(size / LANES, [0.0; LANES]);
            self.query.resize(asking * size, 0);
            self.query_scale.resize(asking, 0.0);
            prepare(level, task, head, self);
            let mut from = 0;
            while from < asking {
                let to = asking.min(from + BLOCK);
                self.block(level, rows, from..to, size, &mut |row, column, numbers| {
                    let at = row * h + head * size + column;
                    out[at..at + LANES].copy_from_slice(numbers);
                });
                from = to;
            }
        }
    }

    #[inline]
    fn block<F: FnMut(usize, usize, &[f32; LANES])>(
        &mut self,
        level: Level,
        rows: usize,
        asking: std::ops::Range<usize>,
        size: usize,
        put: &mut F,
    ) {
        let width = rows.next_multiple_of(LANES);
        let count = asking.len();
        self.scores.resize(BLOCK * width, 0.0);
        self.weights.resize(BLOCK * width, 0);
        self.totals.resize(BLOCK, 0.0);
        let mut sink = Scores {
            query_scale: &self.query_scale[asking.clone()],
            key_scale: &self.key_scale,
            scores: &mut self.scores,
            width,
        };
        let query = &self.query[asking.start * size..asking.end * size];
        product(level, query, count, &self.keys, &mut sink);
        let parts = Parts {
            rows,
            width,
            scores: &mut self.scores[..count * width],
            weights: &mut self.weights,
            totals: &mut self.totals,
        };
        softmax(level, parts);
        let mut sink = Mixed {
            first: asking.start,
            totals: &self.totals,
            value_scale: &self.value_scale,
            put,
        };
        product(level, &self.weights, count, &self.values, &mut sink);
    }
}

struct Scores<'a> {
    query_scale: &'a [f32],
    key_scale: &'a [[f32; LANES]],
    scores: &'a mut [f32],
    width: usize,
}

impl Sink for Scores<'_> {
    #[inline(always)]
    fn put(&mut self, row: usize, strip: usize, sums: &[i32; LANES]) {
        let (query, key) = (self.query_scale[row], &self.key_scale[strip]);
        let out = &mut self.scores[row * self.width + strip * LANES..][..LANES];
        for i in 0..LANES {
            out[i] = sums[i] as f32 * (query * key[i]);
        }
    }
}

struct Mixed<'a, F> {
    first: usize,
    totals: &'a [f32],
    value_scale: &'a [[f32; LANES]],
    put: &'a mut F,
}

impl<F: FnMut(usize, usize, &[f32; LANES])> Sink for Mixed<'_, F> {
    #[inline(always)]
    fn put(&mut self, row: usize, strip: usize, sums: &[i32; LANES]) {
        let (factor, scale) = (self.totals[row], &self.value_scale[strip]);
        let mut out = [0f32; LANES];
        for i in 0..LANES {
            out[i] = sums[i] as f32 * (factor * scale[i]);
        }
        (self.put)(self.first + row, strip * LANES, &out);
    }
}

for_each_level! {
    /// Rounds one head's queries, keys and values to bytes and packs them.
    fn prepare(task: &Task<'_>, head: usize, space: &mut Attention) = prepare_head;
}

#[inline(always)]
fn prepare_head(task: &Task<'_>, head: usize, space: &mut Attention) {
    let (h, size) = (task.hidden, task.hidden / task.heads);
    let root = LOG2_E / (size as f32).sqrt();
    let from = head * size;
    let queries = task.query.chunks_exact(h).zip(space.query.chunks_exact_mut(size));
    for ((row, out), scale) in queries.zip(&mut space.query_scale) {
        *scale = quantise_row(&row[from..from + size], out) * root;
    }
    pack_keys(task, from, size, space);
    for strip in 0..size / LANES {
        pack_values(task, h + from + strip * LANES, strip, space);
    }
}

#[inline(always)]
fn pack_keys(task: &Task<'_>, from: usize, size: usize, space: &mut Attention) {
    let groups = size / 4;
    let (lines, starts) = space.keys.lines_mut();
    for (n, row) in task.key_value.chunks_exact(2 * task.hidden).enumerate() {
        let row = &row[from..from + size];
        let (strip, lane) = (n / LANES, n % LANES);
        let (scale, inverse) = scales(magnitude(row));
        space.key_scale[strip][lane] = scale;
        let mut total = 0i32;
        let lines = &mut lines[strip * groups..(strip + 1) * groups];
        for (line, four) in lines.iter_mut().zip(row.as_chunks::<4>().0) {
            let mut packed = 0u32;
            for (i, x) in four.iter().enumerate() {
                let n = rounded(x * inverse);
                total = total.wrapping_add(n.cast_signed());
                packed |= (n & 0xFF) << (8 * i);
            }
            line.0[lane] = packed;
        }
        starts[strip][lane] = total.wrapping_mul(-128);
    }
}

/// Packs sixteen columns of the values, four rows to a line.
#[inline(always)]
fn pack_values(task: &Task<'_>, column: usize, strip: usize, space: &mut Attention) {
    let width = 2 * task.hidden;
    let mut most = [0f32; LANES];
    for row in task.key_value.chunks_exact(width) {
        let Some(part) = row[column..].first_chunk::<LANES>() else { continue };
        for i in 0..LANES {
            most[i] = larger(part[i].abs(), most[i]);
        }
    }
    let mut inverse = [0f32; LANES];
    for i in 0..LANES {
        (space.value_scale[strip][i], inverse[i]) = scales(most[i]);
    }
    let groups = space.values.depth() / 4;
    let (lines, starts) = space.values.lines_mut();
    starts[strip] = [0; LANES];
    let mut rows = task.key_value.chunks_exact(width);
    for line in &mut lines[strip * groups..(strip + 1) * groups] {
        line.0 = [0; LANES];
        for shift in 0..4 {
            let Some(row) = rows.next() else { break };
            let Some(part) = row[column..].first_chunk::<LANES>() else { break };
            for i in 0..LANES {
                line.0[i] |= (rounded(part[i] * inverse[i]) & 0xFF) << (8 * shift);
            }
        }
    }
}

struct Parts<'a> {
    rows: usize,
    width: usize,
    scores: &'a mut [f32],
    weights: &'a mut [u8],
    totals: &'a mut [f32],
}

for_each_level! {
    /// Turns scores (in powers of two) into weights of 0 to 255 and one over their total.
    fn softmax(parts: Parts<'_>) = softmax_rows;
}

#[inline(always)]
fn softmax_rows(parts: Parts<'_>) {
    let weights = parts.weights.chunks_exact_mut(parts.width);
    let rows = parts.scores.chunks_exact_mut(parts.width).zip(weights);
    for ((scores, weights), total) in rows.zip(parts.totals) {
        scores[parts.rows..].fill(-1e30);
        let mut lanes = [-1e30f32; LANES];
        for s in scores.as_chunks::<LANES>().0 {
            for i in 0..LANES {
                lanes[i] = larger(s[i], lanes[i]);
            }
        }
        let most = largest(lanes);
        let mut sums = [0u32; LANES];
        let out = weights.as_chunks_mut::<LANES>().0;
        for (s, w) in scores.as_chunks::<LANES>().0.iter().zip(out) {
            for i in 0..LANES {
                let n = rounded(power_of_two(s[i] - most) * 255.0) & 0xFF;
                sums[i] += n;
                w[i] = n as u8;
            }
        }
        let all: u32 = sums.iter().sum();
        *total = 1.0 / (all.max(1) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floats(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((state >> 8) as f32 / 8_388_608.0 - 1.0) * 2.0
            })
            .collect()
    }

    fn exact(task: &Task<'_>) -> Vec<f32> {
        let (h, d) = (task.hidden, task.hidden / task.heads);
        let mut out = Vec::new();
        for q in task.query.chunks_exact(h) {
            for head in 0..task.heads {
                let part = head * d..(head + 1) * d;
                let kv: Vec<_> = task.key_value.chunks_exact(2 * h).collect();
                let score = |k: &&[f32]| {
                    let dot: f32 =
                        q[part.clone()].iter().zip(&k[part.clone()]).map(|(a, b)| a * b).sum();
                    (dot / (d as f32).sqrt()).exp()
                };
                let p: Vec<f32> = kv.iter().map(score).collect();
                let all: f32 = p.iter().sum();
                for c in part.clone() {
                    out.push(kv.iter().zip(&p).map(|(k, p)| k[h + c] * p).sum::<f32>() / all);
                }
            }
        }
        out
    }

    #[test]
    fn is_near_the_exact_one_and_the_same_at_every_level() {
        for (asking, rows) in [(1, 1), (3, 5), (30, 30), (25, 70), (17, 256)] {
            let (query, key_value) = (floats(asking * 64, 1), floats(rows * 128, 2));
            let task = Task { query: &query, key_value: &key_value, hidden: 64, heads: 2 };
            let want = exact(&task);
            let mut first = None;
            for level in Level::all() {
                let mut out = vec![9.0; asking * 64];
                let mut space = Attention::default();
                space.run(level, &task, &mut out);
                // a second time in the same room, now with something left in it
                space.run(level, &task, &mut out);
                for (a, b) in out.iter().zip(&want) {
                    assert!((a - b).abs() < 0.03, "{asking} {rows}: {a} {b}");
                }
                assert!(*first.get_or_insert_with(|| out.clone()) == out, "{}", level.name());
            }
        }
    }
}
