//! Who belongs together of what is filed and what comes: each key and each draft is asked of the file once.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::{Deriving, Filing, LedgerError};
use onrecord_model::across::{Draft, Layer};
use onrecord_reconcile::across::{Face, Joining};

use super::ahead::Block;
use super::disjoint::Disjoint;

/// What is known of the drafts that were met.
pub(super) struct Meeting<'a> {
    store: &'a Deriving<'a>,
    joining: Joining,
    /// The numbers of the drafts filed under a key, in order.
    filed: BTreeMap<(Layer, i64), Vec<i64>>,
    /// In which block a draft stands, by its place among these.
    stands: BTreeMap<i64, usize>,
    faces: BTreeMap<i64, Option<Face>>,
    blocks: Vec<Block>,
    places: BTreeMap<Block, usize>,
    /// Which blocks are one, by their places; the lowest is the root.
    together: Disjoint,
}

impl<'a> Meeting<'a> {
    pub(super) fn of(store: &'a Deriving<'a>, joining: Joining) -> Meeting<'a> {
        Meeting {
            store,
            joining,
            filed: BTreeMap::new(),
            stands: BTreeMap::new(),
            faces: BTreeMap::new(),
            blocks: Vec::new(),
            places: BTreeMap::new(),
            together: Disjoint::default(),
        }
    }

    pub(super) fn joining(&self) -> &Joining {
        &self.joining
    }

    /// Finds whom a draft belongs together with that was filed; drafts come in the order of their numbers.
    pub(super) fn join(&mut self, draft: &Draft, filing: &Filing) -> Result<(), LedgerError> {
        let Some(face) = Face::of(draft) else { return Ok(()) };
        let layer = draft.layer;
        let own = self.place((layer, onrecord_ledger::own_block(draft)));
        let least = crate::across::meets(layer).unwrap_or(1);
        let keys: BTreeSet<i64> = filing.keys.iter().copied().collect();
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        for key in keys {
            for near in self.filed_under(layer, key, filing.number)? {
                // What is known to hang together need not be asked again; where one shared key is enough, neither need the others be counted.
                let count = shared.entry(near).or_default();
                *count += 1;
                if least == 1 && *count == 1 {
                    self.hold(&face, own, (layer, near), 1)?;
                }
            }
        }
        if least > 1 {
            for (near, count) in shared.into_iter().filter(|(_, count)| *count >= least) {
                self.hold(&face, own, (layer, near), count)?;
            }
        }
        Ok(())
    }

    /// Those filed under a key, without this one.
    fn filed_under(&mut self, layer: Layer, key: i64, own: i64) -> Result<Vec<i64>, LedgerError> {
        let filed = match self.filed.entry((layer, key)) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                new.insert(self.store.filed_under(layer, key)?)
            }
        };
        // It came after the key was asked for.
        if filed.last().is_none_or(|last| *last < own) {
            filed.push(own);
        }
        let others: Vec<i64> = filed.iter().copied().filter(|number| *number != own).collect();
        Ok(others)
    }

    /// Holds a draft against another.
    fn hold(
        &mut self,
        face: &Face,
        own: usize,
        (layer, near): (Layer, i64),
        shared: usize,
    ) -> Result<(), LedgerError> {
        let block = match self.stands.get(&near) {
            Some(block) => *block,
            None => {
                let block = self.place((layer, self.store.block_at(near)?));
                self.stands.insert(near, block);
                block
            }
        };
        if self.together.root(own) == self.together.root(block) {
            return Ok(());
        }
        if !self.faces.contains_key(&near) {
            self.faces.insert(near, Face::of(&self.store.draft_at(near)?));
        }
        let other = self.faces.get(&near).and_then(Option::as_ref);
        if other.is_some_and(|other| self.joining.joins(face, other, shared)) {
            self.unite(own, block);
        }
        Ok(())
    }

    /// These two blocks are one.
    pub(super) fn are_one(&mut self, layer: Layer, one: &str, other: &str) {
        let (one, other) =
            (self.place((layer, one.to_owned())), self.place((layer, other.to_owned())));
        self.unite(one, other);
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.together.root(one), self.together.root(other));
        let (low, high) =
            if self.blocks.get(one) < self.blocks.get(other) { (one, other) } else { (other, one) };
        self.together.hang(high, low);
    }

    fn place(&mut self, block: Block) -> usize {
        if let Some(place) = self.places.get(&block) {
            return *place;
        }
        let place = self.together.add(None);
        self.blocks.push(block.clone());
        self.places.insert(block, place);
        place
    }

    /// Every block that is one with a lower one, and the lowest.
    pub(super) fn joined(&mut self) -> BTreeMap<Block, String> {
        let mut joined = BTreeMap::new();
        for (at, block) in self.blocks.clone().into_iter().enumerate() {
            let lowest = self.together.root(at);
            if let Some((_, name)) = self.blocks.get(lowest).filter(|_| lowest != at) {
                joined.insert(block, name.clone());
            }
        }
        joined
    }
}
