//! Spans of the attribution tags, which of them may be linked, and what is told about a pair of them.

use super::numeric::logarithm;

/// A run of words: the first, and the one after the last.
pub(crate) type Span = (usize, usize);

/// Candidates of an anchor at most.
const NEAR: usize = 6;
/// Words between an anchor and a candidate at most.
const FAR: usize = 150;
/// Numbers that tell about a pair.
pub(crate) const FEATURES: usize = 22;

/// The spans of a document by role (source, cue, content), and where its words stand.
#[derive(Debug)]
pub(crate) struct Spans<'a> {
    /// In text order; spans of a role do not overlap.
    pub(crate) of: [Vec<Span>; 3],
    /// Number of each word's sentence.
    pub(crate) sentence: &'a [u32],
    /// Number of each word's paragraph.
    pub(crate) paragraph: &'a [u32],
    /// How many words before each word are not quoted (one number more than words).
    pub(crate) unquoted: &'a [u32],
    /// Head of each word.
    pub(crate) heads: &'a [u32],
}

/// Words between two spans; 0 if they touch or overlap.
fn gap(a: Span, b: Span) -> usize {
    b.0.saturating_sub(a.1).max(a.0.saturating_sub(b.1))
}

/// Places in `others` of the nearest spans, nearest first, among equals the earlier.
pub(crate) fn candidates(anchor: Span, others: &[Span]) -> Vec<usize> {
    let middle = others.partition_point(|s| s.0 < anchor.0);
    let near = middle.saturating_sub(NEAR)..others.len().min(middle + NEAR);
    let mut found: Vec<(usize, usize)> =
        near.map(|i| (gap(anchor, others[i]), i)).filter(|(gap, _)| *gap <= FAR).collect();
    found.sort_unstable();
    found.truncate(NEAR);
    found.into_iter().map(|(_, i)| i).collect()
}

/// How many of the spans, which are in order, lie wholly between two places.
fn count_between(spans: &[Span], low: usize, high: usize) -> usize {
    let first = spans.partition_point(|s| s.0 < low);
    spans.partition_point(|s| s.1 <= high).saturating_sub(first)
}

impl Spans<'_> {
    /// What is told about an anchor and the candidate of that rank.
    pub(crate) fn features(
        &self,
        anchor: Span,
        others: &[Span],
        found: &[usize],
        rank: usize,
    ) -> [f32; FEATURES] {
        let candidate = found.get(rank).map_or(anchor, |i| others[*i]);
        let distance = gap(anchor, candidate);
        let (low, high) = (anchor.1.min(candidate.1), anchor.0.max(candidate.0));
        let after = candidate.0 > anchor.0;
        let nearer = found.iter().take(rank);
        let side = nearer.filter(|i| (others[**i].0 > anchor.0) == after).count();
        let sentences = apart(self.sentence, anchor.0, candidate.0);
        let paragraphs = apart(self.paragraph, anchor.0, candidate.0);
        let [sources, cues, contents] = &self.of;
        let between = |spans: &[Span]| capped(count_between(spans, low, high), 3);
        [
            truth(after),
            log2(1 + distance) / 8.0,
            truth(distance == 0),
            truth(distance <= 2),
            truth(distance <= 8),
            truth(distance <= 25),
            truth(sentences == 0),
            truth(paragraphs == 0),
            capped(sentences, 4),
            capped(paragraphs, 4),
            between(cues),
            between(sources),
            between(contents),
            capped(side, 3),
            capped(rank, 3),
            truth(self.quoted(anchor.0, anchor.0 + 1)),
            truth(self.quoted(candidate.0, candidate.0 + 1)),
            truth(self.quoted(anchor.0.min(candidate.0), anchor.1.max(candidate.1))),
            log2(1 + anchor.1 - anchor.0) / 6.0,
            log2(1 + candidate.1 - candidate.0) / 6.0,
            truth(self.governs(anchor, candidate)),
            truth(self.governs(candidate, anchor)),
        ]
    }

    /// Whether all words of a range are quoted.
    fn quoted(&self, from: usize, to: usize) -> bool {
        self.unquoted.get(from) == self.unquoted.get(to)
    }

    /// Whether a word of the second span hangs on a word of the first.
    fn governs(&self, head: Span, dependent: Span) -> bool {
        let heads = self.heads.get(dependent.0..dependent.1).unwrap_or_default();
        heads.iter().any(|h| (head.0..head.1).contains(&(*h as usize)))
    }
}

fn truth(is: bool) -> f32 {
    f32::from(u8::from(is))
}

fn capped(n: usize, most: usize) -> f32 {
    n.min(most) as f32 / most as f32
}

/// How far the numbers of two words are apart.
fn apart(numbers: &[u32], a: usize, b: usize) -> usize {
    let number = |i: usize| numbers.get(i).copied().unwrap_or_default();
    number(a).abs_diff(number(b)) as usize
}

fn log2(n: usize) -> f32 {
    (logarithm(n as f64) * std::f64::consts::LOG2_E) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_none_from_afar() {
        let others = [(0, 2), (10, 12), (30, 31), (400, 410)];
        assert_eq!(candidates((20, 25), &others), [2, 1, 0]);
        assert_eq!(candidates((12, 20), &others), [1, 0, 2]);
        assert_eq!(candidates((405, 406), &others[..3]), [0; 0]);
        let many: Vec<Span> = (0..40).map(|i| (i * 4, i * 4 + 2)).collect();
        let found = candidates((82, 83), &many);
        assert_eq!(found, [20, 21, 19, 22, 18, 23]);
    }

    #[test]
    fn features_of_a_pair() {
        // he said "good news" . / none came
        let spans = Spans {
            of: [vec![(0, 1)], vec![(1, 2)], vec![(2, 6), (7, 8)]],
            sentence: &[0, 0, 0, 0, 0, 0, 0, 1, 1],
            paragraph: &[0, 0, 0, 0, 0, 0, 0, 1, 1],
            unquoted: &[0, 1, 2, 2, 2, 2, 2, 3, 4, 5],
            heads: &[1, 1, 4, 4, 1, 4, 1, 8, 8],
        };
        let f = spans.features((2, 6), &spans.of[0], &[0], 0);
        assert_eq!(f[..8], [0.0, 0.125, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(f[10..13], [1.0 / 3.0, 0.0, 0.0]);
        assert_eq!(f[15..18], [1.0, 0.0, 0.0]);
        let f = spans.features((2, 6), &spans.of[1], &[0], 0);
        assert_eq!(f[20..], [0.0, 1.0]);
        let f = spans.features((7, 8), &spans.of[1], &[0], 0);
        assert_eq!(f[6..10], [0.0, 0.0, 0.25, 0.25]);
    }
}
