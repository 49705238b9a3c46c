//! Which of many hang together, by their numbers: a forest whose paths are halved as they are walked (Tarjan and van Leeuwen, 1984).

/// Numbers from 0, each with another that it hangs on; itself where it is a root.
#[derive(Debug, Default)]
pub(crate) struct Disjoint {
    above: Vec<usize>,
}

impl Disjoint {
    pub(crate) fn len(&self) -> usize {
        self.above.len()
    }

    /// Adds the next number; it hangs on `above`, or on nothing.
    pub(crate) fn add(&mut self, above: Option<usize>) -> usize {
        let own = self.above.len();
        self.above.push(above.unwrap_or(own));
        own
    }

    /// The root that all hang on that hang together with `at`; the way there is made shorter.
    pub(crate) fn root(&mut self, at: usize) -> usize {
        let mut at = at;
        while let Some(above) = self.above.get(at).copied().filter(|above| *above != at) {
            let next = self.above.get(above).copied().unwrap_or(above);
            self.hang(at, next);
            at = next;
        }
        at
    }

    /// Makes `at` hang on `above`. Which of two roots stays one is for the caller to say.
    pub(crate) fn hang(&mut self, at: usize, above: usize) {
        if let Some(own) = self.above.get_mut(at) {
            *own = above;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Disjoint;

    fn five() -> Disjoint {
        let mut five = Disjoint::default();
        (0..5).for_each(|_| {
            five.add(None);
        });
        five
    }

    #[test]
    fn what_hangs_together_has_one_root() {
        let mut five = five();
        for (at, above) in [(4, 3), (3, 1), (1, 0)] {
            five.hang(at, above);
        }
        assert_eq!([0, 1, 3, 4].map(|at| five.root(at)), [0; 4]);
        let sixth = five.add(Some(4));
        assert_eq!((sixth, five.root(sixth), five.len()), (5, 0, 6));
    }

    #[test]
    fn what_hangs_on_nothing_is_left_alone() {
        let mut five = five();
        five.hang(1, 0);
        assert_eq!([2, 3, 4].map(|at| five.root(at)), [2, 3, 4]);
        // A number that was never added.
        five.hang(9, 0);
        assert_eq!(five.root(9), 9);
    }
}
