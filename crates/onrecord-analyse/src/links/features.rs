//! Which spans an anchor is compared with, and what is reckoned about each pair (`docs/reader-format.md`, "Links").

use onrecord_model::TokenRange;

use super::{Place, Spans};
use crate::reader::{Features, log2};

/// What the words of a text say about its links, besides their vectors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    pub(crate) place: Place<'a>,
    /// Whether each word stands inside double quotation marks.
    pub(crate) quoted: &'a [bool],
    /// Syntactic heads; a root is its own.
    pub(crate) heads: &'a [u32],
}

/// Places in `others` (in text order, none overlapping another) of the spans nearest to an anchor, the nearest first,
/// among equals the earlier; `near` at most, with `far` words between at most.
pub(super) fn candidates(
    anchor: TokenRange,
    others: &[TokenRange],
    near: usize,
    far: u32,
) -> Vec<usize> {
    // Spans that do not overlap lie the farther the more of them stand between: no more than `near` count on each side.
    let middle = others.partition_point(|o| o.start < anchor.start);
    let around = middle.saturating_sub(near)..others.len().min(middle.saturating_add(near));
    let mut found: Vec<(u32, usize)> = around
        .filter_map(|i| others.get(i).map(|o| (between(anchor, *o), i)))
        .filter(|(gap, _)| *gap <= far)
        .collect();
    found.sort_unstable();
    found.truncate(near);
    found.into_iter().map(|(_, i)| i).collect()
}

/// Words between two spans.
fn between(a: TokenRange, b: TokenRange) -> u32 {
    a.start.saturating_sub(b.end).max(b.start.saturating_sub(a.end))
}

/// The features of one candidate, whose place among the anchor's candidates is `rank`; `side` counts those before it
/// that lie on its side of the anchor.
pub(super) fn features(
    text: Text<'_>,
    spans: &Spans,
    anchor: TokenRange,
    candidate: TokenRange,
    (rank, side): (usize, usize),
) -> Features {
    let gap = between(anchor, candidate);
    let (low, high) = (anchor.end.min(candidate.end), anchor.start.max(candidate.start));
    let steps = |numbers: &[u32]| {
        let of = |range: TokenRange| numbers.get(range.start as usize).copied().unwrap_or_default();
        of(anchor).abs_diff(of(candidate))
    };
    let (sentences, paragraphs) = (steps(text.place.sentence), steps(text.place.paragraph));
    let quoted = |at: u32| text.quoted.get(at as usize).copied().unwrap_or_default();
    [
        truth(candidate.start > anchor.start),
        length(gap, 8.0),
        truth(gap == 0),
        truth(gap <= 2),
        truth(gap <= 8),
        truth(gap <= 25),
        truth(sentences == 0),
        truth(paragraphs == 0),
        share(sentences, 4),
        share(paragraphs, 4),
        within(&spans.cues, low, high),
        within(&spans.sources, low, high),
        within(&spans.contents, low, high),
        share(side as u32, 3),
        share(rank as u32, 3),
        truth(quoted(anchor.start)),
        truth(quoted(candidate.start)),
        truth((anchor.start.min(candidate.start)..anchor.end.max(candidate.end)).all(quoted)),
        length(anchor.len() as u32, 6.0),
        length(candidate.len() as u32, 6.0),
        truth(governs(text.heads, anchor, candidate)),
        truth(governs(text.heads, candidate, anchor)),
    ]
}

fn truth(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// A count of words on a scale of powers of two.
fn length(words: u32, scale: f64) -> f32 {
    (log2(1.0 + f64::from(words)) / scale) as f32
}

/// A count up to `most`, as a share of it.
fn share(count: u32, most: u8) -> f32 {
    count.min(u32::from(most)) as f32 / f32::from(most)
}

/// How many spans, up to three, lie wholly from `low` to `high`.
fn within(spans: &[TokenRange], low: u32, high: u32) -> f32 {
    let first = spans.partition_point(|s| s.start < low);
    let inside = spans.iter().skip(first).take(3).take_while(|s| s.end <= high);
    share(inside.count() as u32, 3)
}

/// Does a word of `below` hang on a word of `above`?
fn governs(heads: &[u32], above: TokenRange, below: TokenRange) -> bool {
    let heads = heads.get(below.range()).unwrap_or_default();
    heads.iter().any(|head| above.contains(*head as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(list: &[(usize, usize)]) -> Vec<TokenRange> {
        list.iter().map(|&(a, b)| TokenRange::new(a, b)).collect()
    }

    #[test]
    fn the_nearest_come_first_and_the_earlier_of_equals() {
        let others = spans(&[(0, 2), (5, 6), (9, 10), (20, 21), (400, 401)]);
        assert_eq!(candidates(TokenRange::new(7, 8), &others, 6, 150), [1, 2, 0, 3]);
        assert_eq!(candidates(TokenRange::new(7, 8), &others, 2, 150), [1, 2]);
        assert_eq!(candidates(TokenRange::new(250, 251), &others, 6, 150), [4]);
        assert_eq!(candidates(TokenRange::new(7, 8), &[], 6, 150), [0; 0]);
    }

    #[test]
    fn features_in_the_order_of_the_format() {
        // S S U - C C . | " C C C "
        let spans = Spans {
            sources: spans(&[(0, 2)]),
            cues: spans(&[(2, 3)]),
            contents: spans(&[(4, 6), (7, 12)]),
        };
        let sentence = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
        let quoted: Vec<bool> = (0..12).map(|i| i >= 7).collect();
        let text = Text {
            place: Place { sentence: &sentence, paragraph: &[0; 12] },
            quoted: &quoted,
            heads: &[1, 2, 2, 5, 5, 2, 2, 8, 8, 8, 8, 8],
        };
        let near = features(text, &spans, spans.contents[0], spans.cues[0], (0, 0));
        let third = (3f64.log2() / 6.0) as f32;
        assert_eq!(
            near,
            [
                0.0,
                0.125,
                0.0,
                1.0,
                1.0,
                1.0,
                1.0,
                1.0,
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                0.0,
                third,
                1.0 / 6.0,
                0.0,
                1.0
            ]
        );
        let far = features(text, &spans, spans.contents[1], spans.sources[0], (2, 1));
        let six = |scale: f64| (6f64.log2() / scale) as f32;
        assert_eq!(
            far,
            [
                0.0,
                six(8.0),
                0.0,
                0.0,
                1.0,
                1.0,
                0.0,
                1.0,
                0.25,
                0.0,
                1.0 / 3.0,
                0.0,
                1.0 / 3.0,
                1.0 / 3.0,
                2.0 / 3.0,
                1.0,
                0.0,
                0.0,
                six(6.0),
                third,
                0.0,
                0.0
            ]
        );
    }

    #[test]
    fn spans_outside_the_text_do_no_harm() {
        let text = Text { place: Place { sentence: &[], paragraph: &[] }, quoted: &[], heads: &[] };
        let (a, b) = (TokenRange::new(3, 9), TokenRange::new(5, 5));
        let all = features(text, &Spans::default(), a, b, (usize::MAX, 0));
        assert!(all.iter().all(|x| x.is_finite()));
    }
}
