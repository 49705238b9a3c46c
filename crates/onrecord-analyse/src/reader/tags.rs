//! The best sequence of tags over a document: Viterbi with learned transitions.

use super::weights::{Tensors, WeightsError};

/// Score of a step that the tags forbid.
const BARRED: f32 = -1e9;

/// Scores of one tag following another; an `I-` without its `B-` or `I-` is barred.
#[derive(Debug)]
pub(crate) struct Transitions {
    count: usize,
    /// `[from, to]`
    steps: Vec<f32>,
    first: Vec<f32>,
}

impl Transitions {
    /// Reads `NAME` f32 `[labels, labels]` (from, to).
    pub(crate) fn read(t: &Tensors, name: &str, labels: &[String]) -> Result<Self, WeightsError> {
        let n = labels.len();
        Ok(Self::new(t.floats(name, &[n, n])?, labels))
    }

    fn new(mut steps: Vec<f32>, labels: &[String]) -> Self {
        let count = labels.len();
        let inside = |to: &str| to.strip_prefix("I-").map(str::to_owned);
        for (from, row) in labels.iter().zip(steps.chunks_exact_mut(count.max(1))) {
            for (to, step) in labels.iter().zip(row) {
                if inside(to).is_some_and(|kind| from.get(2..) != Some(&kind)) {
                    *step = BARRED;
                }
            }
        }
        let first = labels.iter().map(|l| if inside(l).is_some() { BARRED } else { 0.0 }).collect();
        Self { count, steps, first }
    }
}

/// A path under way: scores so far, and for each word and tag the tag before.
#[derive(Debug, Default)]
pub(crate) struct Path {
    scores: Vec<f32>,
    next: Vec<f32>,
    back: Vec<u8>,
}

impl Path {
    /// Begins anew.
    pub(crate) fn clear(&mut self) {
        self.scores.clear();
        self.back.clear();
    }

    /// Adds a word by its scores, one a tag.
    pub(crate) fn push(&mut self, transitions: &Transitions, scores: &[f32]) {
        let n = transitions.count;
        if self.scores.is_empty() {
            self.scores.extend(scores.iter().zip(&transitions.first).map(|(s, f)| s + f));
            self.back.resize(n, 0);
            return;
        }
        self.next.clear();
        self.next.resize(n, f32::NEG_INFINITY);
        let at = self.back.len();
        self.back.resize(at + n, 0);
        let back = &mut self.back[at..];
        for (from, (score, steps)) in
            self.scores.iter().zip(transitions.steps.chunks_exact(n)).enumerate()
        {
            for to in 0..n {
                let through = score + steps[to];
                if through > self.next[to] {
                    self.next[to] = through;
                    back[to] = from as u8;
                }
            }
        }
        for (next, score) in self.next.iter_mut().zip(scores) {
            *next += score;
        }
        // What counts is the distance between tags; the level is taken out, or it would drown it in a long text.
        let most = self.next.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for next in &mut self.next {
            *next -= most;
        }
        std::mem::swap(&mut self.scores, &mut self.next);
    }

    /// The best tags, one a word.
    pub(crate) fn finish(&self) -> Vec<u8> {
        let n = self.scores.len();
        if n == 0 {
            return Vec::new();
        }
        let mut tag = largest(&self.scores);
        let words = self.back.len() / n;
        let mut tags = vec![0u8; words];
        for (word, back) in self.back.chunks_exact(n).enumerate().rev() {
            tags[word] = tag as u8;
            tag = usize::from(back[tag]);
        }
        tags
    }
}

/// Place of the largest number, the first among equals.
pub(crate) fn largest(numbers: &[f32]) -> usize {
    let mut best = 0;
    for (i, x) in numbers.iter().enumerate() {
        if *x > numbers[best] {
            best = i;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_the_best_of_all() {
        let labels: Vec<String> = ["O", "B-x", "I-x", "B-y", "I-y"].map(str::to_owned).to_vec();
        let mut state = 3u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        let mut path = Path::default();
        for length in 1..=5usize {
            for _ in 0..20 {
                let steps: Vec<f32> = (0..25).map(|_| random()).collect();
                let transitions = Transitions::new(steps, &labels);
                let words: Vec<Vec<f32>> =
                    (0..length).map(|_| (0..5).map(|_| random()).collect()).collect();
                path.clear();
                for word in &words {
                    path.push(&transitions, word);
                }
                let score = |tags: &[u8]| {
                    let mut total = transitions.first[usize::from(tags[0])];
                    for (i, tag) in tags.iter().enumerate() {
                        total += words[i][usize::from(*tag)];
                        if i > 0 {
                            let from = usize::from(tags[i - 1]);
                            total += transitions.steps[from * 5 + usize::from(*tag)];
                        }
                    }
                    total
                };
                let all = (0..5usize.pow(length as u32)).map(|mut k| {
                    let tags: Vec<u8> = (0..length)
                        .map(|_| {
                            let tag = (k % 5) as u8;
                            k /= 5;
                            tag
                        })
                        .collect();
                    score(&tags)
                });
                let best = all.fold(f32::NEG_INFINITY, f32::max);
                assert!((score(&path.finish()) - best).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn an_inside_needs_its_beginning() {
        let labels: Vec<String> = ["O", "B-x", "I-x"].map(str::to_owned).to_vec();
        let transitions = Transitions::new(vec![0.0; 9], &labels);
        let mut path = Path::default();
        path.push(&transitions, &[1.0, 0.0, 9.0]);
        path.push(&transitions, &[0.0, 0.0, 9.0]);
        assert_eq!(path.finish(), [1, 2]);
        path.clear();
        assert!(path.finish().is_empty());
    }
}
