//! Which cue a content belongs to, and whose it is: spans linked by learned scores
//! (`docs/reader-format.md`, "Links").

use std::collections::BTreeMap;
use std::ops::Range;

use super::candidates::{FEATURES, Span, Spans, candidates};
use super::encoder::room;
use super::kernels::{LANES, Level};
use super::numeric::{Affine, affine, exponential, logarithm};
use super::weights::{Tensors, WeightsError};

/// Numbers in a span's vector.
const SIZE: usize = 48;
/// Least log probability that a link counts with, and what it has where it was no candidate.
const FLOOR: f64 = -8.0;
/// A statement without a source stands only if "none" is at least this probable.
const SURE: f64 = 0.7;

/// A statement: contents that share a cue, and who said them. Spans are runs of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Who said it, if the text says.
    pub source: Option<Range<u32>>,
    /// The words that attribute it, if there are any.
    pub cue: Option<Range<u32>>,
    /// What was said: one span or more, in order.
    pub contents: Vec<Range<u32>>,
    /// Log probability of the source, the mean over the contents and the cue.
    pub weight: f32,
}

/// The roles of spans, in the order in which the label list numbers them.
pub(crate) const ROLES: [&str; 3] = ["Source", "Cue", "Content"];
const SOURCE: usize = 0;
const CUE: usize = 1;
const CONTENT: usize = 2;

/// Weights of the three spans and the three pairs.
#[derive(Debug)]
pub(crate) struct Linker {
    spans: [Affine; 3],
    content_cue: Pair,
    cue_source: Pair,
    content_source: Pair,
}

/// Weights of a pair of roles.
#[derive(Debug)]
struct Pair {
    anchor: usize,
    candidate: usize,
    pair: Affine,
    score: Vec<f32>,
    none: Vec<f32>,
}

/// What the scores of an anchor's candidates are: log probabilities, "none" last.
type Scored = Vec<(Option<Span>, f64)>;

impl Linker {
    /// Reads `heads.link.*`, if the file has them.
    pub(crate) fn read(t: &Tensors, hidden: usize) -> Result<Option<Self>, WeightsError> {
        if t.shape("heads.link.span.Cue.weight").is_none() {
            return Ok(None);
        }
        let map = |name: &str, inputs: usize| -> Result<Affine, WeightsError> {
            let weights = t.floats(&format!("heads.link.{name}.weight"), &[SIZE, inputs])?;
            let bias = t.floats(&format!("heads.link.{name}.bias"), &[SIZE])?;
            Ok(Affine::new(&weights, &bias, inputs))
        };
        let row = |name: &str| -> Result<Vec<f32>, WeightsError> {
            let mut row = t.floats(&format!("heads.link.{name}.weight"), &[1, SIZE])?;
            row.extend(t.floats(&format!("heads.link.{name}.bias"), &[1])?);
            Ok(row)
        };
        let pair = |anchor: usize, candidate: usize| -> Result<Pair, WeightsError> {
            let name = format!("{}{}", ROLES[anchor], ROLES[candidate]);
            Ok(Pair {
                anchor,
                candidate,
                pair: map(&format!("pair.{name}"), 3 * SIZE + FEATURES)?,
                score: row(&format!("score.{name}"))?,
                none: row(&format!("none.{name}"))?,
            })
        };
        let span = |role: usize| map(&format!("span.{}", ROLES[role]), 2 * hidden);
        Ok(Some(Self {
            spans: [span(SOURCE)?, span(CUE)?, span(CONTENT)?],
            content_cue: pair(CONTENT, CUE)?,
            cue_source: pair(CUE, SOURCE)?,
            content_source: pair(CONTENT, SOURCE)?,
        }))
    }

    /// Links the spans of a document.
    pub(crate) fn link(&self, level: Level, spans: &Spans<'_>, words: &Vectors) -> Vec<Link> {
        let vectors = [SOURCE, CUE, CONTENT].map(|role| self.vectors(level, spans, role, words));
        let table = |pair: &Pair| pair.table(level, spans, &vectors);
        let (to_cue, cue_source) = (table(&self.content_cue), table(&self.cue_source));
        let content_source = table(&self.content_source);
        // A group is named by its cue, or by its only content.
        let mut groups: BTreeMap<(bool, Span), Vec<usize>> = BTreeMap::new();
        for (i, content) in spans.of[CONTENT].iter().enumerate() {
            let key = match best(&to_cue[i]) {
                Some((Some(cue), _)) => (true, cue),
                _ => (false, *content),
            };
            groups.entry(key).or_default().push(i);
        }
        let mut links = Vec::new();
        for ((has_cue, name), contents) in groups {
            let mut votes: Vec<&Scored> = contents.iter().map(|i| &content_source[*i]).collect();
            let cue = if has_cue { Some(name) } else { None };
            let place = cue.and_then(|cue| spans.of[CUE].iter().position(|s| *s == cue));
            votes.extend(place.map(|i| &cue_source[i]));
            let (source, weight) = elect(&votes);
            if source.is_some() || (has_cue && weight > logarithm(SURE)) {
                let words = |s: Span| s.0 as u32..s.1 as u32;
                links.push(Link {
                    source: source.map(words),
                    cue: cue.map(words),
                    contents: contents.iter().map(|i| words(spans.of[CONTENT][*i])).collect(),
                    weight: weight as f32,
                });
            }
        }
        links.sort_by_key(|l| l.contents.first().map(|c| c.start));
        links
    }

    /// `ReLU(span · [first word; last word])` of each span of a role.
    fn vectors(&self, level: Level, spans: &Spans<'_>, role: usize, words: &Vectors) -> Vec<f32> {
        let list = &spans.of[role];
        let mut rows = Vec::with_capacity(list.len() * 2 * words.width);
        for (from, to) in list {
            words.append(*from, &mut rows);
            words.append(to.saturating_sub(1), &mut rows);
        }
        let mut out = vec![0.0; list.len() * SIZE];
        affine(level, &self.spans[role], &rows, &mut out);
        out.iter_mut().for_each(|x| *x = x.max(0.0));
        out
    }
}

impl Pair {
    /// For each anchor its candidates' log probabilities.
    fn table(&self, level: Level, spans: &Spans<'_>, vectors: &[Vec<f32>; 3]) -> Vec<Scored> {
        let anchors = spans.of[self.anchor].iter().zip(vectors[self.anchor].chunks_exact(SIZE));
        anchors.map(|(a, p)| self.scored(level, spans, *a, p, &vectors[self.candidate])).collect()
    }

    fn scored(
        &self,
        level: Level,
        spans: &Spans<'_>,
        anchor: Span,
        p: &[f32],
        qs: &[f32],
    ) -> Scored {
        let others = &spans.of[self.candidate];
        let found = candidates(anchor, others);
        let mut rows = Vec::with_capacity(found.len() * (3 * SIZE + FEATURES));
        for (rank, i) in found.iter().enumerate() {
            let q = &qs[i * SIZE..(i + 1) * SIZE];
            rows.extend_from_slice(p);
            rows.extend_from_slice(q);
            rows.extend(p.iter().zip(q).map(|(p, q)| p * q));
            rows.extend(spans.features(anchor, others, &found, rank));
        }
        let mut hidden = vec![0.0; found.len() * SIZE];
        affine(level, &self.pair, &rows, &mut hidden);
        hidden.iter_mut().for_each(|x| *x = x.max(0.0));
        let weigh = |row: &[f32], by: &[f32]| {
            row.iter().zip(by).map(|(x, w)| f64::from(*x) * f64::from(*w)).sum::<f64>()
                + f64::from(by[SIZE])
        };
        let mut scored: Scored = found
            .iter()
            .zip(hidden.chunks_exact(SIZE))
            .map(|(i, row)| (Some(others[*i]), weigh(row, &self.score)))
            .collect();
        scored.push((None, weigh(p, &self.none)));
        let most = scored.iter().map(|s| s.1).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scored.iter().map(|s| exponential(s.1 - most)).sum();
        for s in &mut scored {
            s.1 -= most + logarithm(total);
        }
        scored
    }
}

/// The most probable, the first among equals.
fn best(scored: &Scored) -> Option<(Option<Span>, f64)> {
    scored.iter().copied().reduce(|best, s| if s.1 > best.1 { s } else { best })
}

/// The source with the greatest sum of log probabilities (the earlier among equals, none last), and the mean of them.
fn elect(votes: &[&Scored]) -> (Option<Span>, f64) {
    let mut names: Vec<Option<Span>> = votes.iter().flat_map(|v| v.iter().map(|s| s.0)).collect();
    names.sort_by_key(|name| (name.is_none(), *name));
    names.dedup();
    let mut chosen = (None, f64::NEG_INFINITY);
    for name in names {
        let vote = |v: &&Scored| {
            let found = v.iter().find(|s| s.0 == name);
            found.map_or(FLOOR, |s| s.1.max(FLOOR))
        };
        let total: f64 = votes.iter().map(vote).sum();
        if total > chosen.1 {
            chosen = (name, total);
        }
    }
    (chosen.0, chosen.1 / votes.len().max(1) as f64)
}

/// The vectors of a document's words, a byte a number.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    width: usize,
    bytes: Vec<u8>,
    scales: Vec<f32>,
}

impl Vectors {
    /// Forgets the last document.
    pub(crate) fn clear(&mut self, width: usize) {
        self.width = width;
        self.bytes.clear();
        self.scales.clear();
    }

    /// Takes rows of floats, quantised.
    pub(crate) fn push(&mut self, level: Level, rows: &[f32], room_for: &mut Rounded) {
        let count = rows.len() / self.width.max(LANES);
        let bytes = room(&mut room_for.0, rows.len());
        let scales = room(&mut room_for.1, count);
        super::numeric::quantise(level, rows, self.width.max(LANES), bytes, scales);
        self.bytes.extend_from_slice(bytes);
        self.scales.extend_from_slice(scales);
    }

    /// Appends a word's vector.
    fn append(&self, word: usize, out: &mut Vec<f32>) {
        let scale = self.scales.get(word).copied().unwrap_or_default();
        let bytes = self.bytes.get(word * self.width..(word + 1) * self.width).unwrap_or_default();
        let from = out.len();
        out.extend(bytes.iter().map(|b| (f32::from(*b) - 128.0) * scale));
        out.resize(from + self.width, 0.0);
    }
}

/// Room for rows that are rounded.
#[derive(Debug, Default)]
pub(crate) struct Rounded(Vec<u8>, Vec<f32>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_elected_by_all_votes() {
        let (a, b) = (Some((1, 2)), Some((5, 6)));
        let first: Scored = vec![(a, -0.5), (b, -1.0), (None, -3.0)];
        let second: Scored = vec![(b, -0.2), (None, -2.0)];
        assert_eq!(elect(&[&first]), (a, -0.5));
        // a is no candidate of the second and counts -8 there
        assert_eq!(elect(&[&first, &second]), (b, -0.6));
        assert_eq!(elect(&[]).0, None);
    }

    #[test]
    fn vectors_come_back_rounded() {
        let mut vectors = Vectors::default();
        vectors.clear(16);
        let rows: Vec<f32> = (0..32).map(|i| i as f32 - 7.0).collect();
        for level in Level::all() {
            vectors.push(level, &rows, &mut Rounded::default());
        }
        let mut out = Vec::new();
        vectors.append(1, &mut out);
        vectors.append(1_000_000, &mut out);
        assert_eq!(out.len(), 32);
        assert!(out.iter().zip(&rows[16..]).all(|(a, b)| (a - b).abs() < 0.1));
    }
}
