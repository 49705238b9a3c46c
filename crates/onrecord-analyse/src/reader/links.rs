//! What `heads.link.*` say about pairs of spans: which cue a content has, which source a cue or a content has.
//!
//! Here are the weights and the scores; which spans are compared, and what is made of the scores, is `crate::links`'
//! business.

use serde_json::Value;

use super::kernels::Level;
use super::logarithm::{exp, ln};
use super::numeric::{Affine, affine};
use super::weights::{Tensors, WeightsError};

/// What is reckoned about a pair, in the order of the weights; the metadata must name the same.
pub(crate) const FEATURES: [&str; 22] = [
    "after",
    "distance",
    "touching",
    "within 2",
    "within 8",
    "within 25",
    "same sentence",
    "same paragraph",
    "sentences",
    "paragraphs",
    "cues between",
    "sources between",
    "contents between",
    "rank on its side",
    "rank",
    "anchor quoted",
    "candidate quoted",
    "quoted throughout",
    "anchor length",
    "candidate length",
    "anchor governs",
    "candidate governs",
];

/// One number for each of [`FEATURES`].
pub(crate) type Features = [f32; FEATURES.len()];

/// What a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Source,
    Cue,
    Content,
}

/// Which spans look for which: the anchor first, then what it looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pair {
    ContentCue,
    CueSource,
    ContentSource,
}

/// Numbers that the weights were trained with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Numbers {
    /// Candidates that an anchor has at most.
    pub(crate) near: usize,
    /// Words between an anchor and a candidate at most.
    pub(crate) far: u32,
    /// Numbers in a span's vector.
    size: usize,
    /// A log probability below this counts as this.
    pub(crate) floor: f64,
    /// Probability above which a statement may lack a source.
    pub(crate) sure: f64,
}

/// The weights that score links.
#[derive(Debug)]
pub(crate) struct LinkHeads {
    spans: [Affine; 3],
    pairs: [PairHead; 3],
    hidden: usize,
    /// What the weights were trained with.
    pub(crate) numbers: Numbers,
    level: Level,
}

#[derive(Debug)]
struct PairHead {
    joint: Affine,
    score: Affine,
    none: Affine,
}

impl LinkHeads {
    /// Reads `heads.link.*`, if the file has them.
    pub(crate) fn read(
        t: &Tensors,
        hidden: usize,
        level: Level,
    ) -> Result<Option<Self>, WeightsError> {
        if t.shape("heads.link.span.Content.weight").is_none() {
            return Ok(None);
        }
        let numbers = Numbers::read(t)?;
        let size = numbers.size;
        let map = |name: String, outputs: usize, inputs: usize| {
            let weight = t.floats(&format!("heads.link.{name}.weight"), &[outputs, inputs])?;
            let bias = t.floats(&format!("heads.link.{name}.bias"), &[outputs])?;
            Ok::<_, WeightsError>(Affine::new(&weight, &bias, inputs))
        };
        let span = |name: &str| map(format!("span.{name}"), size, 2 * hidden);
        let pair = |name: &str| {
            Ok::<_, WeightsError>(PairHead {
                joint: map(format!("pair.{name}"), size, 3 * size + FEATURES.len())?,
                score: map(format!("score.{name}"), 1, size)?,
                none: map(format!("none.{name}"), 1, size)?,
            })
        };
        Ok(Some(Self {
            spans: [span("Source")?, span("Cue")?, span("Content")?],
            pairs: [pair("ContentCue")?, pair("CueSource")?, pair("ContentSource")?],
            hidden,
            numbers,
            level,
        }))
    }

    /// A span's vector, from those of all words (as in [`super::Layers::vectors`]) and its first and last word.
    pub(crate) fn span(&self, role: Role, vectors: &[f32], first: usize, last: usize) -> Vec<f32> {
        let hidden = self.hidden;
        let mut ends = Vec::with_capacity(2 * hidden);
        for (word, filled) in [(first, hidden), (last, 2 * hidden)] {
            let vector = vectors.get(word * hidden..(word + 1) * hidden);
            ends.extend_from_slice(vector.unwrap_or_default());
            ends.resize(filled, 0.0);
        }
        let map = match role {
            Role::Source => &self.spans[0],
            Role::Cue => &self.spans[1],
            Role::Content => &self.spans[2],
        };
        self.through(map, &ends, true)
    }

    /// Log probabilities of an anchor's candidates, in their order, and of none at the end.
    pub(crate) fn score(
        &self,
        pair: Pair,
        anchor: &[f32],
        candidates: &[(&[f32], Features)],
    ) -> Vec<f64> {
        let head = match pair {
            Pair::ContentCue => &self.pairs[0],
            Pair::CueSource => &self.pairs[1],
            Pair::ContentSource => &self.pairs[2],
        };
        let mut scores = Vec::with_capacity(candidates.len() + 1);
        let mut row = Vec::new();
        for (candidate, features) in candidates {
            row.clear();
            row.extend_from_slice(anchor);
            row.extend_from_slice(candidate);
            row.extend(anchor.iter().zip(*candidate).map(|(p, q)| p * q));
            row.extend_from_slice(features);
            let joint = self.through(&head.joint, &row, true);
            scores.push(self.number(&head.score, &joint));
        }
        scores.push(self.number(&head.none, anchor));
        log_softmax(&mut scores);
        scores
    }

    /// A map to `size` numbers, those below 0 set to 0 where wanted.
    fn through(&self, map: &Affine, row: &[f32], cut: bool) -> Vec<f32> {
        let mut out = vec![0.0; map.width()];
        affine(self.level, map, row, &mut out);
        out.truncate(self.numbers.size);
        if cut {
            for x in &mut out {
                *x = x.max(0.0);
            }
        }
        out
    }

    /// A map to one number.
    fn number(&self, map: &Affine, row: &[f32]) -> f64 {
        f64::from(self.through(map, row, false).first().copied().unwrap_or_default())
    }
}

impl Numbers {
    /// Reads them from the metadata's `link`.
    fn read(t: &Tensors) -> Result<Self, WeightsError> {
        let text = t.text("link")?;
        Self::parse(text).ok_or_else(|| WeightsError::Metadata {
            key: "link",
            expected: "JSON with near, far, size, floor, sure, and the features of the format",
            found: format!("`{}`", text.chars().take(80).collect::<String>()),
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let features = value["features"].as_array()?;
        let same = features.len() == FEATURES.len()
            && features.iter().zip(FEATURES).all(|(found, want)| found.as_str() == Some(want));
        let whole = |key: &str, most: u64| value[key].as_u64().filter(|n| (1..=most).contains(n));
        let real = |key: &str, least: f64, most: f64| {
            value[key].as_f64().filter(|x| (least..=most).contains(x))
        };
        same.then_some(())?;
        Some(Self {
            near: whole("near", 1000)? as usize,
            far: whole("far", 1_000_000)? as u32,
            size: whole("size", 4096)? as usize,
            floor: real("floor", -600.0, 0.0)?,
            sure: real("sure", 0.0, 1.0)?,
        })
    }
}

/// Turns scores to log probabilities that sum to 1.
fn log_softmax(scores: &mut [f64]) {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|s| exp(s - most)).sum();
    let level = most + ln(sum);
    for score in scores {
        *score -= level;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const SIZE: usize = 20;

    /// The metadata's `link` of a reader for tests.
    pub(crate) fn metadata() -> String {
        let all = serde_json::json!({"features": FEATURES, "size": SIZE, "near": 6,
            "far": 150, "floor": -8.0, "sure": 0.7});
        all.to_string()
    }

    /// Names and shapes of the tensors of a reader for tests.
    pub(crate) fn shapes(hidden: usize) -> Vec<(String, Vec<usize>)> {
        let spans = ["Source", "Cue", "Content"].map(|s| (format!("span.{s}"), SIZE, 2 * hidden));
        let pairs = ["ContentCue", "CueSource", "ContentSource"].into_iter().flat_map(|p| {
            let joint = (format!("pair.{p}"), SIZE, 3 * SIZE + FEATURES.len());
            [joint, (format!("score.{p}"), 1, SIZE), (format!("none.{p}"), 1, SIZE)]
        });
        let both = |(name, outputs, inputs): (String, usize, usize)| {
            let of = |part: &str| format!("heads.link.{name}.{part}");
            [(of("weight"), vec![outputs, inputs]), (of("bias"), vec![outputs])]
        };
        spans.into_iter().chain(pairs).flat_map(both).collect()
    }

    #[test]
    fn log_probabilities_sum_to_one() {
        let mut scores = [3.0, -2.0, 900.0, 899.0];
        log_softmax(&mut scores);
        assert!((scores[2] - -0.313_261_687_518).abs() < 1e-9, "{scores:?}");
        assert!((scores.iter().map(|s| exp(*s)).sum::<f64>() - 1.0).abs() < 1e-12);
        let mut alone = [7.5];
        log_softmax(&mut alone);
        assert_eq!(alone, [0.0]);
    }

    #[test]
    fn other_features_are_refused() {
        let link = |features: &[&str], near: u32| {
            let all = serde_json::json!({"features": features, "size": 48, "near": near,
                "far": 150, "floor": -8.0, "sure": 0.7});
            Numbers::parse(&all.to_string())
        };
        let want = Numbers { near: 6, far: 150, size: 48, floor: -8.0, sure: 0.7 };
        assert_eq!(link(&FEATURES, 6), Some(want));
        assert_eq!(link(&FEATURES, 0), None);
        assert_eq!(link(&FEATURES[1..], 6), None);
        assert_eq!(Numbers::parse("[]"), None);
    }
}
