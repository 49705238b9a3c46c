//! What of a draft tells whom it belongs together with, as numbers: so that a hundred thousand can be held against each other.

use onrecord_model::across::{Body, Draft};
use onrecord_rules::Rules;

use super::claims::Said;
use super::incidents::Happened;
use super::texts;
use super::weighing::Scale;

/// A draft of a layer of several keys, as others of its layer see it.
#[derive(Clone, Debug)]
pub struct Face(Of);

#[derive(Clone, Debug)]
enum Of {
    Said(Said),
    Happened(Box<Happened>),
    Text(usize),
}

impl Face {
    /// Of a draft; `None` where its layer is folded key by key.
    pub fn of(draft: &Draft) -> Option<Face> {
        let of = match &draft.body {
            Body::Saying(saying) => Of::Said(Said::of(draft, saying)),
            Body::Happening(happening) => Of::Happened(Box::new(Happened::of(draft, happening))),
            Body::Text(text) => Of::Text(text.prints),
            _ => return None,
        };
        Some(Face(of))
    }
}

/// Tells which drafts belong together.
#[derive(Clone, Debug)]
pub struct Joining {
    scale: Scale,
}

impl Joining {
    /// By the weights of `rules`.
    pub fn by(rules: &Rules) -> Joining {
        Joining { scale: Scale::of(&rules.joining.evidence) }
    }

    /// Do two that share `shared` keys belong together? The same whichever comes first.
    pub fn joins(&self, one: &Face, other: &Face, shared: usize) -> bool {
        match (&one.0, &other.0) {
            (Of::Said(one), Of::Said(other)) => one.joins(other),
            (Of::Happened(one), Of::Happened(other)) => one.joins(other, &self.scale),
            (Of::Text(one), Of::Text(other)) => texts::joins(*one, *other, shared),
            _ => false,
        }
    }
}

/// A word as a number: FNV-1a (Fowler, Noll, Vo), spread over all bits by the finaliser of SplitMix64 (Steele et al. 2014).
pub(super) fn number(word: &str) -> u64 {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Words as numbers in order, each once.
pub(super) fn numbers(words: &[String]) -> Box<[u64]> {
    let mut all: Vec<u64> = words.iter().map(|word| number(word)).collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// How many of `one` stand in `other`, too; both are in order.
pub(super) fn shared(one: &[u64], other: &[u64]) -> usize {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut count = 0;
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(one.next()),
            std::cmp::Ordering::Greater => drop(other.next()),
            std::cmp::Ordering::Equal => {
                count += 1;
                one.next();
                other.next();
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_share_is_counted_once() {
        let words = |all: &str| numbers(&all.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(shared(&words("a b c d"), &words("d x b")), 2);
        assert_eq!(shared(&words("a a b"), &words("a")), 1);
        assert_eq!(shared(&words("a"), &words("b")), 0);
        assert_eq!(shared(&[], &words("b")), 0);
    }
}
