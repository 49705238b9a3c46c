//! Numbers that look drawn by lot and are the same in every run.
#![allow(dead_code, reason = "each who draws draws in its own way")]

/// One row of such numbers; another seed gives another row.
pub(crate) struct Lot(pub(crate) u64);

impl Lot {
    /// The next number of 31 bits.
    pub(crate) fn number(&mut self) -> u64 {
        // Knuth's multiplier for 64 bits (The Art of Computer Programming 3, 6.4); the upper bits are the better ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// One below `most`.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.number() as usize % most.max(1)
    }

    /// One of these.
    pub(crate) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let at = self.below(of.len());
        of[at]
    }
}
