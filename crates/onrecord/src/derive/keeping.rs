//! One bringing up to date of what follows across reports: out with what stands no more, in with what is new, fold what that touches.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::{DerivedState, Deriving, LedgerError, StandingVersion};
use onrecord_model::Reading;
use onrecord_model::across::{Draft, Group, Layer};
use onrecord_reconcile::across::{self, Decisions, Face, Form, Joining};
use onrecord_rules::Rules;

use super::ahead::{self, Ahead, Block, Changed, Large, Start};
use super::crowd::Crowd;
use super::{Anew, Kept};

/// Where more reports than this come at once, who belongs with whom is worked out for all together.
const MANY: usize = 500;

/// One bringing up to date.
pub(super) struct Keeping<'a> {
    store: &'a Deriving<'a>,
    rules: &'a Rules,
    decisions: &'a Decisions,
    made_by: &'a str,
    joining: Joining,
    start: Start,
    /// What was worked out for an update that begins as this one; `None` where this one does not wait for anything.
    ahead: Option<&'a Ahead>,
    /// What is still to be worked out.
    large: Large,
    /// Is who belongs with whom worked out for all together?
    at_once: bool,
    /// What is to be folded.
    touched: BTreeSet<Block>,
    blocks: Blocks,
    /// Drafts that others were held against.
    faces: BTreeMap<i64, Option<Face>>,
}

/// Blocks that were found to be one, each with a lower one; the lowest names all.
#[derive(Debug, Default)]
struct Blocks {
    lower: BTreeMap<Block, String>,
}

impl Blocks {
    fn lowest(&self, layer: Layer, block: &str) -> String {
        let mut at = block.to_owned();
        while let Some(lower) = self.lower.get(&(layer, at.clone())) {
            at.clone_from(lower);
        }
        at
    }

    fn are_one(&self, layer: Layer, one: &str, other: &str) -> bool {
        self.lowest(layer, one) == self.lowest(layer, other)
    }

    fn join(&mut self, layer: Layer, one: &str, other: &str) {
        let (one, other) = (self.lowest(layer, one), self.lowest(layer, other));
        if one != other {
            let (low, high) = if one < other { (one, other) } else { (other, one) };
            self.lower.insert((layer, high), low);
        }
    }
}

impl<'a> Keeping<'a> {
    /// Finds out what is to be done. The layer is dropped where other folds or rules made it.
    pub(super) fn begin(
        store: &'a Deriving<'a>,
        rules: &'a Rules,
        decisions: &'a Decisions,
        made_by: &'a str,
        ahead: Option<&'a Ahead>,
    ) -> Result<Keeping<'a>, LedgerError> {
        let mut state = store.state()?;
        let anew = match &state {
            Some(state) => Anew::of(store, &state.made_by, made_by, decisions)?,
            None => None,
        };
        if anew.is_none() {
            store.clear()?;
            state = None;
        }
        let Anew { reports, blocks } = anew.unwrap_or_default();
        // What was worked out holds as far as the record went then; what came since is taken in next.
        let begun = ahead.filter(|ahead| state.is_some() && ahead.start.state == state);
        let entry = match begun {
            Some(ahead) => ahead.start.entry,
            None => store.ledger().last_entry()?,
        };
        let since = state.as_ref().map(|state| state.entry);
        let mut since: BTreeSet<String> = store.reports_since(since, entry)?.into_iter().collect();
        since.extend(reports.iter().cloned());
        let mut changed = Vec::new();
        for report in since {
            let (stands, taken) = (store.stands(&report)?, store.taken_in(&report)?);
            if stands != taken || reports.contains(&report) {
                changed.push(Changed { report, stands, taken });
            }
        }
        let at_once = state.is_none() || changed.len() > MANY;
        let start = Start { state, entry, changed, blocks };
        Ok(Keeping {
            store,
            rules,
            decisions,
            made_by,
            joining: Joining::by(rules),
            ahead: ahead.filter(|_| !at_once),
            large: Large::of(start.clone()),
            at_once,
            touched: start.blocks.clone(),
            start,
            blocks: Blocks::default(),
            faces: BTreeMap::new(),
        })
    }

    /// Does it; `None` where something [large](Keeping::large) is to be worked out first.
    pub(super) fn update(&mut self) -> Result<Option<Kept>, LedgerError> {
        let changed = self.start.changed.clone();
        let mut files = Vec::new();
        for one in &changed {
            match (&one.stands, &one.taken) {
                (Some(stands), Some(taken)) if stands == taken => {
                    let drafts = self.drafts(stands)?;
                    let (lost, new) = self.store.revise(stands.number, drafts, across::meets)?;
                    self.touched.extend(lost);
                    files.push((stands, new));
                }
                (stands, taken) => {
                    if let Some(taken) = taken {
                        self.touched.extend(self.store.take_out(taken.number)?);
                    }
                    if let Some(stands) = stands {
                        files.push((stands, self.drafts(stands)?));
                    }
                }
            }
        }
        self.part()?;
        if !self.large.is_empty() {
            return Ok(None);
        }
        for one in changed.iter().filter(|one| one.stands != one.taken) {
            if let Some(stands) = &one.stands {
                self.store.take_in(&one.report, stands)?;
            }
        }
        for (version, drafts) in files {
            self.file(version, &drafts)?;
        }
        if self.at_once {
            self.join_all()?;
        }
        if !self.fold()? {
            return Ok(None);
        }
        let made_by = self.made_by.to_owned();
        self.store.set_state(&DerivedState { made_by, entry: self.start.entry })?;
        let (reports, anew) = (changed.len(), self.start.state.is_none());
        Ok(Some(Kept { reports, folded: self.touched.len(), anew }))
    }

    /// What is still to be worked out.
    pub(super) fn large(&mut self) -> Large {
        std::mem::take(&mut self.large)
    }

    /// What a version brings.
    fn drafts(&self, version: &StandingVersion) -> Result<Vec<Draft>, LedgerError> {
        let ledger = self.store.ledger();
        let (report, findings) =
            (ledger.report(&version.version)?, ledger.findings_of(&version.version, None)?);
        let Some((report, findings)) = report.zip(findings) else { return Ok(Vec::new()) };
        Ok(across::drafts(&Reading { report, findings }, self.rules, self.decisions))
    }

    /// What was worked out, where it was for what is done here.
    fn worked_out(&self) -> Option<&'a Ahead> {
        self.ahead.filter(|ahead| ahead.start == self.start)
    }

    /// Parts what those held together who went.
    fn part(&mut self) -> Result<(), LedgerError> {
        let lost: Vec<Block> =
            self.touched.iter().filter(|(layer, _)| across::meets(*layer)).cloned().collect();
        for block in lost {
            let (layer, name) = (block.0, block.1.as_str());
            let placed = match self.worked_out().and_then(|ahead| ahead.parted(&block)) {
                Some(placed) => placed.to_vec(),
                None if self.waits_for(&block)? => {
                    let drafts = self.store.block(layer, name)?;
                    self.large.part(block, drafts);
                    continue;
                }
                None => {
                    let drafts = self.store.block(layer, name)?;
                    ahead::part(self.store.ledger(), &block, &drafts, &self.joining)?
                }
            };
            for (number, to) in placed {
                self.store.move_draft(number, &to)?;
                self.touched.insert((layer, to));
            }
        }
        Ok(())
    }

    /// Is this block to be worked out before the ledger is held?
    fn waits_for(&self, (layer, block): &Block) -> Result<bool, LedgerError> {
        Ok(self.ahead.is_some() && self.large.takes(self.store.size_of(*layer, block)?))
    }

    fn file(&mut self, version: &StandingVersion, drafts: &[Draft]) -> Result<(), LedgerError> {
        self.store.file(version.number, drafts, across::meets)?;
        for draft in drafts {
            if across::meets(draft.layer) {
                self.join(draft)?;
            } else if let Some(key) = draft.keys.first() {
                self.touched.insert((draft.layer, key.clone()));
            }
        }
        Ok(())
    }

    /// Finds whom a draft belongs together with.
    fn join(&mut self, draft: &Draft) -> Result<(), LedgerError> {
        let own = onrecord_ledger::own_block(draft);
        self.touched.insert((draft.layer, own.clone()));
        let Some(face) = Face::of(draft).filter(|_| !self.at_once) else { return Ok(()) };
        let least = crate::across::meets(draft.layer).unwrap_or(1);
        for (near, shared) in self.store.neighbours(draft, least)? {
            let block = self.store.block_at(near)?;
            // What is known to hang together need not be asked again.
            if self.blocks.are_one(draft.layer, &own, &block) {
                continue;
            }
            let other = match self.faces.entry(near) {
                std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::btree_map::Entry::Vacant(new) => {
                    new.insert(Face::of(&self.store.draft_at(near)?))
                }
            };
            if other.as_ref().is_some_and(|other| self.joining.joins(&face, other, shared)) {
                self.blocks.join(draft.layer, &own, &block);
            }
        }
        Ok(())
    }

    /// Finds for all drafts of the layers of several keys whom they belong together with.
    fn join_all(&mut self) -> Result<(), LedgerError> {
        for layer in Layer::ALL.iter().copied().filter(|layer| across::meets(*layer)) {
            let mut crowd = Crowd::of(crate::across::meets(layer).unwrap_or(1), &self.joining);
            self.store.each_draft(layer, &mut |seq, block, keys, draft| {
                crowd.add(seq, block, keys, draft);
            })?;
            self.store.each_key(layer, &mut |drafts| crowd.meet(drafts))?;
            for (high, low) in crowd.blocks() {
                self.blocks.join(layer, &high, &low);
            }
        }
        Ok(())
    }

    /// Folds what was touched; `false` where something large is to be worked out first.
    fn fold(&mut self) -> Result<bool, LedgerError> {
        let high: BTreeSet<Block> = self.blocks.lower.keys().cloned().collect();
        for (layer, block) in &high {
            let lowest = self.blocks.lowest(*layer, block);
            self.store.move_block(*layer, block, &lowest)?;
            self.touched.insert((*layer, block.clone()));
            self.touched.insert((*layer, lowest));
        }
        let low: Vec<Block> = self.touched.difference(&high).cloned().collect();
        for block in &low {
            let is_known = self.worked_out().is_some_and(|ahead| ahead.folded(block).is_some());
            if block.0 != Layer::Entities && !is_known && self.waits_for(block)? {
                let drafts = self.store.block(block.0, &block.1)?;
                self.large.fold(block.clone(), drafts);
            }
        }
        if !self.large.is_empty() {
            return Ok(false);
        }
        // A group keeps its id where it comes into another block: what was made goes only where nothing makes it again.
        let mut gone = BTreeSet::new();
        if self.start.state.is_some() {
            for (layer, block) in &self.touched {
                gone.extend(self.store.made_of(*layer, block)?);
            }
        }
        for block in &low {
            let groups = match self.worked_out().and_then(|ahead| ahead.folded(block)) {
                Some(groups) => groups.to_vec(),
                None => self.groups(block)?,
            };
            self.store.put(block.0, &block.1, &groups)?;
            for group in groups {
                gone.remove(&(group.layer, group.id));
            }
        }
        for (layer, id) in gone {
            self.store.drop_group(layer, &id)?;
        }
        Ok(true)
    }

    fn groups(&self, block: &Block) -> Result<Vec<Group>, LedgerError> {
        let (layer, name) = (block.0, block.1.as_str());
        if layer == Layer::Entities {
            let form = |it: onrecord_ledger::NameForm| Form {
                name: it.name,
                reports: it.reports,
                first: it.first,
                last: it.last,
            };
            let forms = self.store.forms(name)?.into_iter().map(form).collect();
            return Ok(across::fold_names(name, forms, self.decisions));
        }
        let drafts = self.store.block(layer, name)?;
        ahead::fold(self.store.ledger(), block, &drafts, self.rules, self.decisions)
    }
}
