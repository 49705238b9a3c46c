//! Which of many are about one story: those that are like most of the others, so that no chain of neighbours joins two ends.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// A word that more of all than this use tells no story apart.
const MOST_USE: f64 = 0.25;
/// Nor does one that so many use: the work would grow with their pairs.
const MOST_USERS: usize = 400;
/// Likenesses below this are none.
const LEAST_LIKENESS: f64 = 0.03;

/// How often each feature (a word, something shared) occurs in one of the things to be told apart.
pub type Features = BTreeMap<String, f64>;

/// Sets of numbers of `things`: each set is joined while its members are on average at least `least` alike (0 to 1, the cosine of their
/// features, a feature weighing less the more have it). In order of their first member. The same whatever the order of work: ties
/// go to the first members. Costs what the pairs cost that share a feature that is not in common use.
pub fn stories(things: &[Features], least: f64) -> Vec<Vec<usize>> {
    let mut clusters = Clusters::of(likenesses(things), things.len());
    clusters.join(least);
    clusters.members()
}

/// The cosine of each two that share what tells apart.
fn likenesses(things: &[Features]) -> BTreeMap<(usize, usize), f64> {
    let mut users: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for (at, features) in things.iter().enumerate() {
        for (feature, times) in features {
            users.entry(feature).or_default().push((at, 1.0 + times.max(1.0).ln()));
        }
    }
    let all = things.len() as f64;
    let most = ((all * MOST_USE) as usize).clamp(2, MOST_USERS);
    let mut norm = vec![0.0_f64; things.len()];
    let mut products: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for of in users.values().filter(|of| of.len() <= most) {
        let weight = (all / of.len() as f64).ln().max(f64::EPSILON);
        for (place, (one, x)) in of.iter().enumerate() {
            if let Some(norm) = norm.get_mut(*one) {
                *norm += (x * weight).powi(2);
            }
            for (other, y) in of.iter().skip(place + 1) {
                *products.entry((*one, *other)).or_default() += x * y * weight * weight;
            }
        }
    }
    let length = |at: usize| norm.get(at).copied().unwrap_or_default().sqrt().max(f64::EPSILON);
    products
        .into_iter()
        .map(|((one, other), product)| ((one, other), product / (length(one) * length(other))))
        .filter(|(_, likeness)| *likeness >= LEAST_LIKENESS)
        .collect()
}

/// Two clusters and how alike their members are on average; the most alike first, then those with the first members.
#[derive(PartialEq)]
struct Near {
    likeness: f64,
    one: usize,
    other: usize,
}

impl Eq for Near {}

impl Ord for Near {
    fn cmp(&self, other: &Near) -> Ordering {
        let first = (other.one, other.other).cmp(&(self.one, self.other));
        self.likeness.total_cmp(&other.likeness).then(first)
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Near) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Clusters by the number of their first member, with the sums of likenesses between them.
struct Clusters {
    members: BTreeMap<usize, Vec<usize>>,
    sums: BTreeMap<usize, BTreeMap<usize, f64>>,
    queue: BinaryHeap<Near>,
}

impl Clusters {
    fn of(likenesses: BTreeMap<(usize, usize), f64>, count: usize) -> Clusters {
        let mut sums: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        let mut queue = BinaryHeap::new();
        for ((one, other), likeness) in likenesses {
            sums.entry(one).or_default().insert(other, likeness);
            sums.entry(other).or_default().insert(one, likeness);
            queue.push(Near { likeness, one, other });
        }
        Clusters { members: (0..count).map(|at| (at, vec![at])).collect(), sums, queue }
    }

    fn likeness(&self, one: usize, other: usize) -> Option<f64> {
        let sum = self.sums.get(&one)?.get(&other)?;
        let size = |at: usize| self.members.get(&at).map(Vec::len);
        Some(sum / (size(one)? * size(other)?) as f64)
    }

    fn join(&mut self, least: f64) {
        while let Some(near) = self.queue.pop() {
            if near.likeness < least {
                return;
            }
            // What was joined since stands in the queue again, with its new likeness.
            if self.likeness(near.one, near.other) == Some(near.likeness) {
                self.merge(near.one, near.other);
            }
        }
    }

    /// `other` becomes part of `one`, whose first member is before its own.
    fn merge(&mut self, one: usize, other: usize) {
        let taken = self.members.remove(&other).unwrap_or_default();
        self.members.entry(one).or_default().extend(taken);
        let mut sums = self.sums.remove(&one).unwrap_or_default();
        for (third, sum) in self.sums.remove(&other).unwrap_or_default() {
            *sums.entry(third).or_default() += sum;
        }
        sums.remove(&one);
        sums.remove(&other);
        for (third, sum) in &sums {
            if let Some(theirs) = self.sums.get_mut(third) {
                theirs.remove(&other);
                theirs.insert(one, *sum);
            }
        }
        let thirds: BTreeSet<usize> = sums.keys().copied().collect();
        self.sums.insert(one, sums);
        for third in thirds {
            if let Some(likeness) = self.likeness(one.min(third), one.max(third)) {
                self.queue.push(Near { likeness, one: one.min(third), other: one.max(third) });
            }
        }
    }

    fn members(self) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = self.members.into_values().collect();
        for one in &mut all {
            one.sort_unstable();
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(words: &str) -> Features {
        words.split(' ').map(|word| (word.to_owned(), 1.0)).collect()
    }

    #[test]
    fn what_shares_most_is_one_story_and_a_go_between_joins_no_two() {
        let things = [
            features("dam valley flood varlow sluice"),
            features("dam valley flood varlow gate"),
            features("strike harbour union belvik quay"),
            features("strike harbour union belvik crane"),
            // Speaks of both.
            features("flood dam strike union minister"),
            features("fair cake prize"),
        ];
        let found = stories(&things, 0.3);
        assert!(found.contains(&vec![0, 1]) && found.contains(&vec![2, 3]), "{found:?}");
        assert!(found.contains(&vec![5]));
    }

    #[test]
    fn the_order_of_the_things_does_not_matter() {
        let words = ["a b c x", "a b c y", "d e f x", "d e f y", "a b f z"];
        let named = |order: &[usize]| -> BTreeSet<BTreeSet<usize>> {
            let things: Vec<Features> =
                order.iter().filter_map(|at| words.get(*at)).map(|words| features(words)).collect();
            let sets = stories(&things, 0.2).into_iter();
            sets.map(|set| set.iter().filter_map(|at| order.get(*at).copied()).collect()).collect()
        };
        assert_eq!(named(&[0, 1, 2, 3, 4]), named(&[4, 2, 0, 3, 1]));
    }
}
