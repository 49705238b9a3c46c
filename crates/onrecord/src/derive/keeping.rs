//! One bringing up to date of what follows across reports: out with what stands no more, in with what is new, fold what that touches.

use std::collections::BTreeSet;

use onrecord_ledger::{DerivedState, Deriving, LedgerError, StandingVersion};
use onrecord_model::across::{Draft, Group, Layer};
use onrecord_reconcile::across::{self, Decisions, Form, Joining};
use onrecord_rules::Rules;

use super::ahead::{self, Ahead, Block, Changed, Large, Start};
use super::crowd::Crowd;
use super::meeting::Meeting;
use super::{Anew, Kept};

/// Where more reports than this come at once, who belongs with whom is worked out for all together.
const MANY: usize = 500;

/// One bringing up to date.
pub(super) struct Keeping<'a> {
    store: &'a Deriving<'a>,
    rules: &'a Rules,
    decisions: &'a Decisions,
    made_by: &'a str,
    start: Start,
    /// What was worked out for an update that begins as this one; `None` where this one does not wait for anything.
    ahead: Option<&'a Ahead>,
    /// What is still to be worked out.
    large: Large,
    /// Is who belongs with whom worked out for all together?
    at_once: bool,
    /// What is to be folded.
    touched: BTreeSet<Block>,
    meeting: Meeting<'a>,
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
            ahead: ahead.filter(|_| !at_once),
            large: Large::of(start.clone()),
            at_once,
            touched: start.blocks.clone(),
            start,
            meeting: Meeting::of(store, Joining::by(rules)),
        })
    }

    /// Does it; `None` where something [large](Keeping::large) is to be worked out first.
    pub(super) fn update(&mut self) -> Result<Option<Kept>, LedgerError> {
        let changed = self.start.changed.clone();
        if self.ahead.is_some() && self.worked_out().is_none() && !changed.is_empty() {
            self.large.reads();
            return Ok(None);
        }
        let mut files = Vec::new();
        for one in &changed {
            match (&one.stands, &one.taken) {
                (Some(stands), Some(taken)) if stands == taken => {
                    let drafts = self.drafts(stands)?;
                    let revised = self.store.revise(stands.number, drafts, across::meets)?;
                    self.touched.extend(revised.lost);
                    files.push((stands, Some(revised.new)));
                }
                (stands, taken) => {
                    if let Some(taken) = taken {
                        self.touched.extend(self.store.take_out(taken.number)?);
                    }
                    if let Some(stands) = stands {
                        files.push((stands, None));
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
        // What a version brings is made where it is filed: of a hundred thousand reports it would be gigabytes.
        for (version, revised) in files {
            let drafts = revised.map_or_else(|| self.drafts(version), Ok)?;
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
        match self.worked_out().and_then(|ahead| ahead.drafts(version)) {
            Some(drafts) => Ok(drafts.to_vec()),
            None => ahead::drafts(self.store.ledger(), version, self.rules, self.decisions),
        }
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
                    ahead::part(self.store.ledger(), &block, &drafts, self.meeting.joining())?
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
        let filed = self.store.file(version.number, drafts, across::meets)?;
        let is_joined = self.worked_out().is_some_and(|ahead| ahead.joined().is_some());
        for (draft, filing) in drafts.iter().zip(&filed) {
            if !across::meets(draft.layer) {
                let key = draft.keys.first().cloned();
                self.touched.extend(key.map(|key| (draft.layer, key)));
            } else if let Some(filing) = filing {
                self.touched.insert((draft.layer, onrecord_ledger::own_block(draft)));
                if !self.at_once && !is_joined {
                    self.meeting.join(draft, filing)?;
                }
            }
        }
        Ok(())
    }

    /// Finds for all drafts of the layers of several keys whom they belong together with.
    fn join_all(&mut self) -> Result<(), LedgerError> {
        for layer in Layer::ALL.iter().copied().filter(|layer| across::meets(*layer)) {
            let mut crowd =
                Crowd::of(crate::across::meets(layer).unwrap_or(1), self.meeting.joining());
            self.store.each_draft(layer, &mut |seq, block, keys, draft| {
                crowd.add(seq, block, keys, draft);
            })?;
            self.store.each_key(layer, &mut |drafts| crowd.meet(drafts))?;
            for (high, low) in crowd.blocks() {
                self.meeting.are_one(layer, &high, &low);
            }
        }
        Ok(())
    }

    /// Folds what was touched; `false` where something large is to be worked out first.
    fn fold(&mut self) -> Result<bool, LedgerError> {
        let joined = match self.worked_out().and_then(Ahead::joined) {
            Some(joined) => joined.clone(),
            None => self.meeting.joined(),
        };
        for ((layer, block), lowest) in &joined {
            self.store.move_block(*layer, block, lowest)?;
            self.touched.insert((*layer, block.clone()));
            self.touched.insert((*layer, lowest.clone()));
        }
        let high: BTreeSet<Block> = joined.keys().cloned().collect();
        let low: Vec<Block> = self.touched.difference(&high).cloned().collect();
        for block in &low {
            let is_known = self.worked_out().is_some_and(|ahead| ahead.folded(block).is_some());
            if block.0 != Layer::Entities && !is_known && self.waits_for(block)? {
                let drafts = self.store.block(block.0, &block.1)?;
                self.large.fold(block.clone(), drafts);
            }
        }
        if !self.large.is_empty() {
            self.large.joined(&joined);
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
