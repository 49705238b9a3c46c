//! Where something stands in a report's text, in bytes, and the way from bytes to code points.

/// A stretch of a report's text, in **bytes**, half-open like `0..3`.
///
/// It falls on character boundaries of the text it was made for, so slicing that text cannot panic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span `start..end` of `text`, or `None` where `text` has no such slice: out of bounds, reversed, inside a
    /// character, or past 4 GiB.
    ///
    /// ```
    /// use onrecord_model::Span;
    /// assert!(Span::of("café", 0, 5).is_some());
    /// assert!(Span::of("café", 0, 4).is_none()); // inside `é`
    /// ```
    pub fn of(text: &str, start: usize, end: usize) -> Option<Span> {
        text.get(start..end)?;
        Some(Span { start: start.try_into().ok()?, end: end.try_into().ok()? })
    }

    /// First byte.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes covered, as a range to slice with.
    #[inline]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start()..self.end()
    }

    /// The words under the span; empty where `text` is not the text it was made for.
    #[inline]
    pub fn text(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// The smallest span that covers both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Do the two share a byte?
    pub fn touches(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Does `other` lie wholly inside?
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Counts code points up to a byte of one text, without walking it from the start each time.
#[derive(Clone, Debug, Default)]
pub struct CharIndex {
    /// Code points before byte `i * STRIDE` (before the first character that begins at or after it).
    counts: Vec<u32>,
    ascii: bool,
}

const STRIDE: usize = 64;

impl CharIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> CharIndex {
        if text.is_ascii() {
            return CharIndex { counts: Vec::new(), ascii: true };
        }
        let mut counts = Vec::with_capacity(text.len() / STRIDE + 1);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            while counts.len() * STRIDE <= byte {
                counts.push(n as u32);
            }
        }
        CharIndex { counts, ascii: false }
    }

    /// Code points of `text` before byte `byte`, which must be a character boundary; `text` is the one indexed.
    pub fn chars_before(&self, text: &str, byte: usize) -> u32 {
        if self.ascii {
            return byte as u32;
        }
        // A stored count belongs to the first character at or after its byte: find that character, then count on.
        let block = (byte / STRIDE).min(self.counts.len().saturating_sub(1));
        let mut from = block * STRIDE;
        while from < byte && !text.is_char_boundary(from) {
            from += 1;
        }
        let base = self.counts.get(block).copied().unwrap_or(0);
        base + text.get(from..byte).map_or(0, |s| s.chars().count()) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_code_points_like_a_plain_walk() {
        let text = "“Más de 300” — люди ".repeat(60) + "🙂 end";
        let index = CharIndex::new(&text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(index.chars_before(&text, byte), n as u32, "byte {byte}");
        }
        assert_eq!(index.chars_before(&text, text.len()), text.chars().count() as u32);
    }

    #[test]
    fn ascii_needs_no_table() {
        assert_eq!(CharIndex::new("plain").chars_before("plain", 3), 3);
    }

    #[test]
    fn refuses_what_cannot_be_sliced() {
        assert!(Span::of("café", 4, 2).is_none());
        assert!(Span::of("café", 0, 9).is_none());
        assert_eq!(Span::of("café", 3, 5).map(|s| s.text("café").to_owned()).as_deref(), Some("é"));
    }
}
