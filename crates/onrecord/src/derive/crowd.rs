//! Who of many drafts belongs together: held in memory as numbers, key by key, so that nobody is asked twice who hangs together already.

use std::collections::BTreeMap;

use onrecord_model::across::Draft;
use onrecord_reconcile::across::{Face, Joining};

use super::disjoint::Disjoint;

/// The drafts of one layer.
pub(super) struct Crowd<'a> {
    joining: &'a Joining,
    /// Two meet where they share so many keys.
    least: usize,
    /// The place of the draft of each number.
    places: BTreeMap<i64, usize>,
    faces: Vec<Option<Face>>,
    blocks: Vec<String>,
    /// Their keys, where it matters how many two share.
    keys: Vec<Box<[i64]>>,
    /// Which drafts hang together, by their places; the first is the root.
    together: Disjoint,
    /// The first of each block.
    first: BTreeMap<String, usize>,
}

impl<'a> Crowd<'a> {
    pub(super) fn of(least: usize, joining: &'a Joining) -> Crowd<'a> {
        Crowd {
            joining,
            least,
            places: BTreeMap::new(),
            faces: Vec::new(),
            blocks: Vec::new(),
            keys: Vec::new(),
            together: Disjoint::default(),
            first: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, seq: i64, block: String, mut keys: Vec<i64>, draft: &Draft) {
        // What stands in one block already hangs together.
        let at = self.together.add(self.first.get(&block).copied());
        self.places.insert(seq, at);
        self.faces.push(Face::of(draft));
        if self.least > 1 {
            keys.sort_unstable();
            self.keys.push(keys.into());
        }
        if !self.first.contains_key(&block) {
            self.first.insert(block.clone(), at);
        }
        self.blocks.push(block);
    }

    /// The drafts of one key. What hangs together already is asked as one: of a thousand copies each is held against one.
    pub(super) fn meet(&mut self, drafts: &[i64]) {
        let mut apart: Vec<Vec<usize>> = Vec::new();
        for at in drafts.iter().filter_map(|seq| self.places.get(seq).copied()).collect::<Vec<_>>()
        {
            let (with, without): (Vec<_>, Vec<_>) =
                apart.into_iter().partition(|group| self.hangs(at, group));
            apart = without;
            // The largest takes in the others, so that nobody is moved often.
            let largest = with.into_iter().chain([vec![at]]).reduce(|one, other| {
                let (mut more, less) =
                    if one.len() < other.len() { (other, one) } else { (one, other) };
                more.extend(less);
                more
            });
            apart.extend(largest);
        }
    }

    /// Does a draft hang together with these, who do among themselves? Then it is kept so. Whoever came last is asked first.
    fn hangs(&mut self, at: usize, group: &[usize]) -> bool {
        let Some(first) = group.first() else { return false };
        let (own, root) = (self.together.root(at), self.together.root(*first));
        if own == root {
            return true;
        }
        let joins = group.iter().rev().any(|other| self.joins(at, *other));
        if joins {
            self.together.hang(own.max(root), own.min(root));
        }
        joins
    }

    fn joins(&self, one: usize, other: usize) -> bool {
        let face = |at: usize| self.faces.get(at).and_then(Option::as_ref);
        let Some((a, b)) = face(one).zip(face(other)) else { return false };
        let shared = if self.least > 1 { self.shared(one, other) } else { 1 };
        shared >= self.least && self.joining.joins(a, b, shared)
    }

    /// How many keys two share.
    fn shared(&self, one: usize, other: usize) -> usize {
        let Some((one, other)) = self.keys.get(one).zip(self.keys.get(other)) else { return 0 };
        one.iter().filter(|key| other.binary_search(key).is_ok()).count()
    }

    /// Each draft by its number, and the lowest of the blocks that it hangs together with.
    pub(super) fn placed(self) -> Vec<(i64, String)> {
        let numbers: Vec<(i64, usize)> = self.places.iter().map(|(seq, at)| (*seq, *at)).collect();
        let own = self.blocks.clone();
        let low = self.blocks();
        let placed = numbers.into_iter().filter_map(|(seq, at)| {
            let own = own.get(at)?;
            Some((seq, low.get(own).unwrap_or(own).clone()))
        });
        placed.collect()
    }

    /// Every block that hangs together with a lower one, and the lowest.
    pub(super) fn blocks(mut self) -> BTreeMap<String, String> {
        let roots: Vec<usize> = (0..self.together.len()).map(|at| self.together.root(at)).collect();
        let mut lowest: BTreeMap<usize, &String> = BTreeMap::new();
        for (root, block) in roots.iter().zip(&self.blocks) {
            let low = lowest.entry(*root).or_insert(block);
            *low = block.min(*low);
        }
        let named = roots.iter().zip(&self.blocks).filter_map(|(root, block)| {
            lowest.get(root).filter(|low| **low != block).map(|low| (block.clone(), (*low).clone()))
        });
        named.collect()
    }
}
