//! The exact words a finding rests on.

use serde::{Deserialize, Serialize};

/// A stretch of a report's text, in **Unicode code points**, end exclusive, with the words that stand there.
///
/// Made by [`Document::words`](crate::Document::words), which is why `text` is always the slice.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Words {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The words, as they stand.
    pub text: String,
}

impl Words {
    /// Does `other` lie wholly inside?
    pub fn covers(&self, other: &Words) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Do the two share a code point?
    pub fn touches(&self, other: &Words) -> bool {
        self.start < other.end && other.start < self.end
    }
}
