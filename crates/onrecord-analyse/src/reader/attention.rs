//! Attention of one window, in bytes: queries are rounded by row, keys and values by column, head by head.
//!
//! Scores are exact sums of byte products, scaled; the softmax gives each key a weight of 0 to 255 against the heaviest,
//! and the values are summed with these weights, again exactly. Blocks of queries keep all of it in the first cache.

use std::ops::Range;

use super::kernels::lanes::{Lanes, ROUNDER, for_each_level};
use super::kernels::{LANES, Level, Packed, Sink, product};
use super::linear::room;
use super::numeric::{quantise_row, scales, weight};

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
    /// One query before it is rounded.
    raw: Vec<f32>,
    keys: Packed,
    /// Scale of each column of the keys; the queries are multiplied with it before they are rounded.
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
            self.key_scale.resize(size / LANES, [0.0; LANES]);
            self.raw.resize(size, 0.0);
            self.values.reset(size / LANES, strips * LANES / 4);
            self.value_scale.resize(size / LANES, [0.0; LANES]);
            room(&mut self.query, asking * size);
            room(&mut self.query_scale, asking);
            prepare(level, task, head, self);
            let mut from = 0;
            while from < asking {
                let to = asking.min(from + BLOCK);
                let out = &mut out[from * h + head * size..];
                self.block(level, rows, from..to, task, out);
                from = to;
            }
        }
    }

    /// Attention of a block of queries; `out` begins with the first one's numbers of this head.
    fn block(
        &mut self,
        level: Level,
        rows: usize,
        asking: Range<usize>,
        task: &Task<'_>,
        out: &mut [f32],
    ) {
        let (size, width) = (task.hidden / task.heads, rows.next_multiple_of(LANES));
        let count = asking.len();
        let scores = room(&mut self.scores, count * width);
        let weights = room(&mut self.weights, count * width);
        let totals = room(&mut self.totals, count);
        let query = &self.query[asking.start * size..asking.end * size];
        let mut sink = Scores { scores, width };
        product(level, query, count, &self.keys, &mut sink);
        let parts =
            Parts { rows, width, scales: &self.query_scale[asking], scores, weights, totals };
        softmax(level, parts);
        let mut sink = Mixed { totals, scale: &self.value_scale, out, width: task.hidden };
        product(level, weights, count, &self.values, &mut sink);
    }
}

struct Scores<'a> {
    scores: &'a mut [f32],
    width: usize,
}

impl Sink for Scores<'_> {
    #[inline(always)]
    fn put<L: Lanes, const M: usize>(&mut self, l: L, row: usize, strip: usize, sums: [L::I; M]) {
        let (width, column) = (self.width, strip * LANES);
        let rows = self.scores[row * width..(row + M) * width].chunks_exact_mut(width);
        for (to, sums) in rows.zip(sums) {
            if let Some(to) = to[column..].first_chunk_mut::<LANES>() {
                l.store(l.whole(sums), to);
            }
        }
    }
}

struct Mixed<'a> {
    totals: &'a [f32],
    scale: &'a [[f32; LANES]],
    out: &'a mut [f32],
    width: usize,
}

impl Sink for Mixed<'_> {
    #[inline(always)]
    fn put<L: Lanes, const M: usize>(&mut self, l: L, row: usize, strip: usize, sums: [L::I; M]) {
        let by = l.load(&self.scale[strip]);
        // The last row is cut short behind this head.
        let rows = self.out[row * self.width..].chunks_mut(self.width);
        for ((to, sums), total) in rows.zip(sums).zip(&self.totals[row..row + M]) {
            if let Some(to) = to[strip * LANES..].first_chunk_mut::<LANES>() {
                l.store(l.mul(l.whole(sums), l.mul(l.splat(*total), by)), to);
            }
        }
    }
}

for_each_level! {
    /// Rounds one head's queries, keys and values to bytes and packs them.
    fn prepare(task: &Task<'_>, head: usize, space: &mut Attention) = prepare_head;
}

#[inline(always)]
fn prepare_head<L: Lanes>(l: L, task: &Task<'_>, head: usize, space: &mut Attention) {
    let (h, size) = (task.hidden, task.hidden / task.heads);
    let from = head * size;
    for strip in 0..size / LANES {
        pack_keys(l, task, from + strip * LANES, strip, space);
        pack_values(l, task, h + from + strip * LANES, strip, space);
    }
    space.keys.start_from_sums();
    let root = LOG2_E / (size as f32).sqrt();
    let queries = task.query.chunks_exact(h).zip(space.query.chunks_exact_mut(size));
    for ((row, out), scale) in queries.zip(&mut space.query_scale) {
        let row = row[from..from + size].as_chunks::<LANES>().0;
        let raw = space.raw.as_chunks_mut::<LANES>().0.iter_mut();
        for ((raw, x), by) in raw.zip(row).zip(&space.key_scale) {
            l.store(l.mul(l.load(x), l.load(by)), raw);
        }
        *scale = quantise_row(l, &space.raw, out) * root;
    }
}

/// Scales of sixteen columns, and what to multiply each with to reach -127..=127.
#[inline(always)]
fn column_scales<L: Lanes>(l: L, task: &Task<'_>, column: usize) -> ([f32; LANES], [f32; LANES]) {
    let mut most = l.splat(0.0);
    for row in task.key_value.chunks_exact(2 * task.hidden) {
        if let Some(part) = row[column..].first_chunk::<LANES>() {
            most = l.max(l.abs(l.load(part)), most);
        }
    }
    let (mut scale, mut inverse) = ([0f32; LANES], [0f32; LANES]);
    l.store(most, &mut scale);
    for (s, i) in scale.iter_mut().zip(&mut inverse) {
        (*s, *i) = scales(*s);
    }
    (scale, inverse)
}

/// Packs sixteen columns of the keys: row `n` goes to lane `n % 16` of its strip, four columns to a line.
#[inline(always)]
fn pack_keys<L: Lanes>(l: L, task: &Task<'_>, column: usize, strip: usize, space: &mut Attention) {
    let (scale, inverse) = column_scales(l, task, column);
    space.key_scale[strip] = scale;
    let (inverse, rounder) = (l.load(&inverse), l.splat(ROUNDER));
    let groups = space.keys.depth() / 4;
    let (lines, _) = space.keys.lines_mut();
    for (n, row) in task.key_value.chunks_exact(2 * task.hidden).enumerate() {
        let Some(part) = row[column..].first_chunk::<LANES>() else { continue };
        let bytes = l.bytes(l.add(l.mul(l.load(part), inverse), rounder));
        let at = n / LANES * groups + strip * (LANES / 4);
        let lines = &mut lines[at..at + LANES / 4];
        for (line, four) in lines.iter_mut().zip(bytes.as_chunks::<4>().0) {
            line.0[n % LANES] = u32::from_le_bytes(*four);
        }
    }
}

/// Packs sixteen columns of the values, four rows to a line.
#[inline(always)]
fn pack_values<L: Lanes>(
    l: L,
    task: &Task<'_>,
    column: usize,
    strip: usize,
    space: &mut Attention,
) {
    let (scale, inverse) = column_scales(l, task, column);
    space.value_scale[strip] = scale;
    let (inverse, rounder) = (l.load(&inverse), l.splat(ROUNDER));
    let groups = space.values.depth() / 4;
    let (lines, starts) = space.values.lines_mut();
    starts[strip] = [0; LANES];
    let width = 2 * task.hidden;
    let lines = &mut lines[strip * groups..(strip + 1) * groups];
    for (line, rows) in lines.iter_mut().zip(task.key_value.chunks(4 * width)) {
        let mut four = [rounder; 4];
        for (x, row) in four.iter_mut().zip(rows.chunks_exact(width)) {
            if let Some(part) = row[column..].first_chunk::<LANES>() {
                *x = l.add(l.mul(l.load(part), inverse), rounder);
            }
        }
        line.0 = l.four_bytes(four);
    }
    let filled = task.key_value.len().div_ceil(4 * width);
    for line in &mut lines[filled..] {
        line.0 = [0; LANES];
    }
}

struct Parts<'a> {
    rows: usize,
    width: usize,
    scales: &'a [f32],
    scores: &'a mut [f32],
    weights: &'a mut [u8],
    totals: &'a mut [f32],
}

for_each_level! {
    /// Turns scores (times a row's scale: powers of two) into weights of 0 to 255 and one over their total.
    fn softmax(parts: Parts<'_>) = softmax_rows;
}

#[inline(always)]
fn softmax_rows<L: Lanes>(l: L, parts: Parts<'_>) {
    let weights = parts.weights.chunks_exact_mut(parts.width);
    let rows = parts.scores.chunks_exact_mut(parts.width).zip(weights);
    let rounder = l.splat(ROUNDER);
    for (((scores, weights), scale), total) in rows.zip(parts.scales).zip(parts.totals) {
        scores[parts.rows..].fill(f32::MIN);
        let scores = scores.as_chunks::<LANES>().0;
        let mut most = l.splat(f32::MIN);
        for s in scores {
            most = l.max(l.load(s), most);
        }
        // Above zero even where the query is nothing, or the filling would count as a key.
        let scale = l.splat(if *scale > 1e-30 { *scale } else { 1e-30 });
        let most = l.splat(l.largest(most));
        let mut sum = l.splat(0.0);
        for (s, w) in scores.iter().zip(weights.as_chunks_mut::<LANES>().0) {
            let exact = weight(l, l.mul(l.sub(l.load(s), most), scale));
            let round = l.add(exact, rounder);
            sum = l.add(sum, l.sub(round, rounder));
            *w = l.bytes(round);
        }
        *total = 1.0 / l.sum(sum);
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
