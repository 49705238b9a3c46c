//! Heads and relations of the words of a sentence: biaffine scores, the best tree, the best label of each arc
//! (Dozat and Manning 2017).

use super::kernels::lanes::{Lanes, for_each_level};
use super::kernels::{LANES, Level};
use super::linear::{Linear8, Quantised, Write, WriteRelu, room};
use super::numeric::{Affine, affine, dot};
use super::tags::largest;
use super::tree::best_tree;
use super::weights::{Tensors, WeightsError};

/// Words that are parsed together at most: arcs grow with the square.
pub(crate) const LONGEST_PARSED: usize = 200;
/// Words whose relations are scored together.
const RELATION_ROWS: usize = 24;

/// The weights of the parser.
#[derive(Debug)]
pub(crate) struct Syntax {
    /// The four projections in one: arc dependent, arc head, relation dependent, relation head.
    project: Linear8,
    /// `[d; 1]` times the arc matrix.
    arc: Affine,
    /// For each label and number of a head: what the dependent gives it.
    relation: Linear8,
    /// The head's constant.
    relation_alone: Linear8,
    arc_size: usize,
    relation_size: usize,
    labels: usize,
}

/// Projections of words (or of windows, which stand for the root), and room to work in.
#[derive(Debug, Default)]
pub(crate) struct SyntaxSpace {
    bytes: Quantised,
    arc: Vec<f32>,
    scores: Vec<f32>,
    dependents: Vec<f32>,
    through: Vec<f32>,
    alone: Vec<f32>,
    labels: Vec<f32>,
}

/// A sentence to be parsed: rows of projections.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sentence<'a> {
    /// One row a word, [`Syntax::width`] numbers each.
    pub(crate) words: &'a [f32],
    /// One row a window.
    pub(crate) roots: &'a [f32],
    /// The window of each word.
    pub(crate) root_of: &'a [u32],
}

impl Syntax {
    /// Reads `heads.arc.*` and `heads.relation.*`.
    pub(crate) fn read(t: &Tensors, hidden: usize, labels: usize) -> Result<Self, WeightsError> {
        let size = |name: &str| t.shape(name).and_then(|s| s.first()).copied().unwrap_or(0);
        let (a, r) = (size("heads.arc.dependent"), size("heads.relation.dependent"));
        for (name, size) in [("heads.arc.dependent", a), ("heads.relation.dependent", r)] {
            if size == 0 || size % LANES != 0 || size > 4096 {
                return Err(WeightsError::Tensor {
                    name: name.to_owned(),
                    expected: "a multiple of 16 rows".to_owned(),
                    found: format!("{size}"),
                });
            }
        }
        let (mut weights, mut bias) = (Vec::new(), Vec::new());
        for (name, size) in [("arc.dependent", a), ("arc.head", a)]
            .into_iter()
            .chain([("relation.dependent", r), ("relation.head", r)])
        {
            weights.extend(t.floats(&format!("heads.{name}"), &[size, hidden])?);
            bias.extend(t.floats(&format!("heads.{name}.bias"), &[size])?);
        }
        let bilinear = t.floats("heads.arc.bilinear", &[a + 1, a])?;
        let (relation, alone) = relation_maps(t, labels, r)?;
        Ok(Self {
            project: Linear8::round(&weights, &bias, hidden),
            arc: Affine::new(&transposed(&bilinear[..a * a], a), &bilinear[a * a..], a),
            relation,
            relation_alone: alone,
            arc_size: a,
            relation_size: r,
            labels,
        })
    }

    /// Numbers in a row of projections.
    pub(crate) fn width(&self) -> usize {
        2 * (self.arc_size + self.relation_size)
    }

    /// Projects vectors `[rows, hidden]` to rows of `out`.
    pub(crate) fn project(
        &self,
        level: Level,
        vectors: &[f32],
        space: &mut SyntaxSpace,
        out: &mut [f32],
    ) {
        let rows = out.len() / self.width();
        space.bytes.fill(level, vectors, vectors.len() / rows.max(1));
        self.project.apply(level, &space.bytes, 0..rows, WriteRelu, out);
    }

    /// Head (0 the root, else place plus one) and relation of each word of a sentence.
    pub(crate) fn parse(
        &self,
        level: Level,
        sentence: &Sentence<'_>,
        space: &mut SyntaxSpace,
    ) -> (Vec<u32>, Vec<u8>) {
        let words = sentence.root_of.len();
        self.score_arcs(level, sentence, space);
        let heads = best_tree(&space.scores, words);
        let mut relations = Vec::with_capacity(words);
        let mut from = 0;
        while from < words {
            let to = words.min(from + RELATION_ROWS);
            self.label(level, sentence, &heads, from..to, space, &mut relations);
            from = to;
        }
        (heads, relations)
    }

    /// Fills `space.scores`, `[words, 1 + words]`.
    fn score_arcs(&self, level: Level, sentence: &Sentence<'_>, space: &mut SyntaxSpace) {
        let (words, a) = (sentence.root_of.len(), self.arc_size);
        space.dependents.clear();
        for row in sentence.words.chunks_exact(self.width()) {
            space.dependents.extend_from_slice(&row[..a]);
        }
        let arc = room(&mut space.arc, words * a);
        affine(level, &self.arc, &space.dependents, arc);
        let scores = room(&mut space.scores, words * (words + 1));
        let root = sentence.root_of.first().map_or(0, |r| *r as usize);
        let arcs = Arcs {
            dependents: arc,
            size: a,
            root: &sentence.roots[root * self.width() + a..][..a],
            words: sentence.words,
            width: self.width(),
        };
        arc_scores(level, &arcs, scores);
    }

    /// Appends the best relation of each word of a range.
    fn label(
        &self,
        level: Level,
        sentence: &Sentence<'_>,
        heads: &[u32],
        range: std::ops::Range<usize>,
        space: &mut SyntaxSpace,
        out: &mut Vec<u8>,
    ) {
        let (width, r, labels) = (self.width(), self.relation_size, self.labels);
        let first = 2 * self.arc_size;
        space.dependents.clear();
        for row in sentence.words[range.start * width..range.end * width].chunks_exact(width) {
            space.dependents.extend_from_slice(&row[first..first + r]);
        }
        space.bytes.fill(level, &space.dependents, r);
        let (through, alone) = (self.relation.width(), self.relation_alone.width());
        let rows = 0..range.len();
        let pairs = room(&mut space.through, range.len() * through);
        self.relation.apply(level, &space.bytes, rows.clone(), Write, pairs);
        let constants = room(&mut space.alone, range.len() * alone);
        self.relation_alone.apply(level, &space.bytes, rows, Write, constants);
        let scores = room(&mut space.labels, labels);
        for (row, word) in range.enumerate() {
            let (rows, at) = match heads[word] {
                0 => (sentence.roots, sentence.root_of[word] as usize),
                h => (sentence.words, h as usize - 1),
            };
            let pair = Pair {
                head: &rows[at * width + first + r..][..r],
                through: &pairs[row * through..][..labels * r],
                alone: &constants[row * alone..][..labels],
            };
            label_scores(level, &pair, scores);
            out.push(largest(scores) as u8);
        }
    }
}

/// The relation matrices `[L, R + 1, R + 1]` as maps of the dependent: to `L * R` numbers that meet the head's, and to
/// `L` that meet its constant.
fn relation_maps(t: &Tensors, labels: usize, r: usize) -> Result<(Linear8, Linear8), WeightsError> {
    let side = r + 1;
    let b = t.floats("heads.relation.bilinear", &[labels, side, side])?;
    let at = |l: usize, d: usize, h: usize| b[(l * side + d) * side + h];
    let (mut through, mut through_bias) = (Vec::with_capacity(labels * r * r), Vec::new());
    let (mut alone, mut alone_bias) = (Vec::new(), Vec::new());
    for l in 0..labels {
        for h in 0..r {
            through.extend((0..r).map(|d| at(l, d, h)));
            through_bias.push(at(l, r, h));
        }
        alone.extend((0..r).map(|d| at(l, d, r)));
        alone_bias.push(at(l, r, r));
    }
    Ok((Linear8::round(&through, &through_bias, r), Linear8::round(&alone, &alone_bias, r)))
}

fn transposed(matrix: &[f32], size: usize) -> Vec<f32> {
    (0..size * size).map(|i| matrix[(i % size) * size + i / size]).collect()
}

struct Arcs<'a> {
    dependents: &'a [f32],
    size: usize,
    root: &'a [f32],
    words: &'a [f32],
    width: usize,
}

for_each_level! {
    /// Scores of every head for every dependent.
    fn arc_scores(arcs: &Arcs<'_>, out: &mut [f32]) = arc_scores_of;
}

#[inline(always)]
fn arc_scores_of<L: Lanes>(l: L, arcs: &Arcs<'_>, out: &mut [f32]) {
    let a = arcs.size;
    let count = arcs.dependents.len() / a;
    for (d, out) in arcs.dependents.chunks_exact(a).zip(out.chunks_exact_mut(count + 1)) {
        out[0] = dot(l, d, arcs.root);
        for (o, row) in out[1..].iter_mut().zip(arcs.words.chunks_exact(arcs.width)) {
            *o = dot(l, d, &row[a..2 * a]);
        }
    }
}

struct Pair<'a> {
    head: &'a [f32],
    through: &'a [f32],
    alone: &'a [f32],
}

for_each_level! {
    /// Scores of the relations of one arc.
    fn label_scores(pair: &Pair<'_>, out: &mut [f32]) = label_scores_of;
}

#[inline(always)]
fn label_scores_of<L: Lanes>(l: L, pair: &Pair<'_>, out: &mut [f32]) {
    let through = pair.through.chunks_exact(pair.head.len());
    for ((o, t), alone) in out.iter_mut().zip(through).zip(pair.alone) {
        *o = dot(l, t, pair.head) + alone;
    }
}
