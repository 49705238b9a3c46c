//! Which words are read together: windows of whole sentences, and which window speaks for a word.
//!
//! A window that begins with a sentence repeats nothing of the one before: measured on news, repeated sentences cost a
//! fifth of the time and changed no score (docs/decisions/0003-own-encoder.md). Only a sentence too long for a window is
//! cut, and then the next window repeats some of it.

use std::ops::Range;

/// Pieces of a window, `[CLS]` and `[SEP]` included.
pub(crate) const LONGEST: usize = 256;
/// Pieces that a window repeats from the one before, where the cut goes through a sentence.
pub(crate) const CONTEXT: usize = 64;

/// A run of words read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// The words in it.
    pub(crate) words: Range<usize>,
    /// The words it speaks for: those that stand nowhere farther from a cut.
    pub(crate) keeps: Range<usize>,
}

/// Cuts a text into windows.
///
/// `pieces[i]` is how many pieces word `i` takes, `starts[i]` whether it begins a sentence.
pub(crate) fn windows(
    pieces: &[u8],
    starts: &[bool],
    longest: usize,
    context: usize,
) -> Vec<Window> {
    let count = pieces.len().min(starts.len());
    let mut out: Vec<Window> = Vec::new();
    let (mut from, mut read) = (0, 0);
    while read < count {
        let to = end(pieces, starts, from, read, longest);
        out.push(Window { words: from..to, keeps: from..to });
        from = if starts.get(to).is_none_or(|s| *s) {
            to
        } else {
            next_start(pieces, starts, from, to, context)
        };
        read = to;
    }
    share(&mut out, count);
    out
}

/// Where a window that begins at `from` ends, beyond `read`: at a sentence's end if one fits, else where it is full.
fn end(pieces: &[u8], starts: &[bool], from: usize, read: usize, longest: usize) -> usize {
    let count = pieces.len().min(starts.len());
    let (mut size, mut to, mut whole) = (2, from, read);
    while to < count && (size + usize::from(pieces[to]) <= longest || to <= read) {
        size += usize::from(pieces[to]);
        to += 1;
        if to > read && (to == count || starts[to]) {
            whole = to;
        }
    }
    if whole > read { whole } else { to }
}

/// Where the window after `from..to` begins: as far back as the context allows, at a sentence's start if there is one.
fn next_start(pieces: &[u8], starts: &[bool], from: usize, to: usize, context: usize) -> usize {
    let (mut back, mut size) = (to, 0);
    while back > from + 1 && size + usize::from(pieces[back - 1]) <= context {
        back -= 1;
        size += usize::from(pieces[back]);
    }
    (back..to).find(|i| starts[*i]).unwrap_or(back)
}

/// Gives each word to the window in which it stands farthest from an edge that cuts the text.
fn share(windows: &mut [Window], count: usize) {
    let edge = |w: &Window, i: usize| {
        let left = if w.words.start == 0 { usize::MAX } else { i - w.words.start + 1 };
        let right = if w.words.end == count { usize::MAX } else { w.words.end - i };
        left.min(right)
    };
    let mut owner = 0;
    for i in 0..count {
        let mut best = owner;
        while best + 1 < windows.len() && windows[best].words.end <= i {
            best += 1;
        }
        let mut k = best + 1;
        while k < windows.len() && windows[k].words.start <= i {
            if edge(&windows[k], i) > edge(&windows[best], i) {
                best = k;
            }
            k += 1;
        }
        if best != owner {
            windows[owner].keeps.end = i;
            for skipped in &mut windows[owner + 1..best] {
                skipped.keeps = i..i;
            }
            windows[best].keeps.start = i;
            owner = best;
        }
    }
    for unused in windows.iter_mut().skip(owner + 1) {
        unused.keeps = count..count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(pieces: &[u8], starts: &[bool], longest: usize, context: usize) -> Vec<Window> {
        let out = windows(pieces, starts, longest, context);
        let mut next = 0;
        for w in &out {
            assert_eq!(w.keeps.start, next, "{out:?}");
            assert!(w.keeps.end <= w.words.end && w.keeps.start >= w.words.start, "{out:?}");
            let size = 2 + pieces[w.words.clone()].iter().map(|p| usize::from(*p)).sum::<usize>();
            assert!(size <= longest, "{out:?}");
            next = w.keeps.end;
        }
        assert_eq!(next, pieces.len());
        out
    }

    #[test]
    fn a_short_text_is_one_window() {
        let out = checked(&[1; 20], &[false; 20], 256, 64);
        assert_eq!(out, [Window { words: 0..20, keeps: 0..20 }]);
        assert!(checked(&[], &[], 256, 64).is_empty());
    }

    #[test]
    fn windows_end_with_sentences() {
        // sentences of five words, one piece each; room for 10 words
        let starts: Vec<bool> = (0..30).map(|i| i % 5 == 0).collect();
        let out = checked(&[1; 30], &starts, 14, 6);
        let words: Vec<_> = out.iter().map(|w| w.words.clone()).collect();
        assert_eq!(words, [0..10, 10..20, 20..30]);
    }

    #[test]
    fn a_sentence_longer_than_a_window_is_cut() {
        let out = checked(&[2; 1000], &[false; 1000], 256, 64);
        assert_eq!(out[0].words, 0..127);
        assert_eq!(out[1].words.start, 127 - 32);
        assert_eq!(out[0].keeps, 0..111);
        let mut starts = [false; 1000];
        starts[100] = true; // the first sentence fits, the second must be cut
        let out = checked(&[2; 1000], &starts, 256, 64);
        assert_eq!(out[0].words, 0..100);
        assert_eq!(out[1].words, 100..227);
        assert_eq!(out[2].words.start, 227 - 32);
    }

    #[test]
    fn any_shape_is_covered_once() {
        let mut state = 7u32;
        let mut random = |n: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % n
        };
        for _ in 0..500 {
            let count = random(120) as usize;
            let pieces: Vec<u8> = (0..count).map(|_| 1 + random(13) as u8).collect();
            let often = 1 + random(20);
            let starts: Vec<bool> = (0..count).map(|_| random(often) == 0).collect();
            checked(&pieces, &starts, 40 + random(60) as usize, random(26) as usize);
        }
    }
}
