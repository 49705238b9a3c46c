//! What is worked out before the ledger is held: a block of thousands takes seconds, and meanwhile nobody else could write.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::{DerivedState, Filed, Ledger, LedgerError, StandingVersion};
use onrecord_model::Reading;
use onrecord_model::across::{Draft, Group, Layer};
use onrecord_reconcile::across::{self, Decisions, Joining};
use onrecord_rules::Rules;

use super::crowd::Crowd;

/// A block of more drafts than this is large.
const LARGE: usize = 100;
/// More drafts than this are not held in memory at once.
const MOST: usize = 15_000;

/// A layer and one of its blocks.
pub(super) type Block = (Layer, String);

/// A report of which another version stands than was taken in, or about which something was decided.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Changed {
    pub(super) report: String,
    pub(super) stands: Option<StandingVersion>,
    pub(super) taken: Option<StandingVersion>,
}

/// What an update begins with. Updates by the same rules and decisions that begin with the same do the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Start {
    pub(super) state: Option<DerivedState>,
    /// The entry of the record up to which it goes.
    pub(super) entry: i64,
    pub(super) changed: Vec<Changed>,
    /// To be folded for what was decided.
    pub(super) blocks: BTreeSet<Block>,
}

/// What an update met that is to be worked out first.
#[derive(Debug, Default)]
pub(super) struct Large {
    pub(super) start: Start,
    /// Is what the reports bring still to be worked out?
    reads: bool,
    part: Vec<(Block, Vec<Filed>)>,
    /// Which blocks were found to be one with a lower one, where that was asked.
    joined: Option<BTreeMap<Block, String>>,
    fold: Vec<(Block, Vec<Filed>)>,
    drafts: usize,
}

impl Large {
    /// Nothing yet, of an update that begins so.
    pub(super) fn of(start: Start) -> Large {
        Large { start, ..Large::default() }
    }

    /// Is a block of so many drafts to be worked out first, and is there room for it?
    pub(super) fn takes(&self, size: usize) -> bool {
        size > LARGE && self.drafts + size <= MOST
    }

    pub(super) fn reads(&mut self) {
        self.reads = true;
    }

    pub(super) fn joined(&mut self, joined: &BTreeMap<Block, String>) {
        self.joined = Some(joined.clone());
    }

    pub(super) fn part(&mut self, block: Block, drafts: Vec<Filed>) {
        self.drafts += drafts.len();
        self.part.push((block, drafts));
    }

    pub(super) fn fold(&mut self, block: Block, drafts: Vec<Filed>) {
        self.drafts += drafts.len();
        self.fold.push((block, drafts));
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.reads && self.part.is_empty() && self.fold.is_empty()
    }
}

/// What was worked out for an update that begins so.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    pub(super) start: Start,
    /// What each version brings that is to be taken in, by its number.
    drafts: BTreeMap<i64, Vec<Draft>>,
    joined: Option<BTreeMap<Block, String>>,
    /// Of each block that loses somebody: who goes to another block, by number.
    parted: BTreeMap<Block, Vec<(i64, String)>>,
    folded: BTreeMap<Block, Vec<Group>>,
}

impl Ahead {
    /// Works out what an update met.
    pub(super) fn work_out(
        &mut self,
        large: Large,
        ledger: &Ledger,
        rules: &Rules,
        decisions: &Decisions,
    ) -> Result<(), LedgerError> {
        if self.start != large.start {
            *self = Ahead { start: large.start, ..Ahead::default() };
        }
        if large.reads {
            for stands in self.start.changed.iter().filter_map(|one| one.stands.as_ref()) {
                self.drafts.insert(stands.number, drafts(ledger, stands, rules, decisions)?);
            }
        }
        self.joined = large.joined.or(self.joined.take());
        for (block, drafts) in large.part {
            let parted = part(ledger, &block, &drafts, &Joining::by(rules))?;
            self.parted.insert(block, parted);
        }
        for (block, drafts) in large.fold {
            let groups = fold(ledger, &block, &drafts, rules, decisions)?;
            self.folded.insert(block, groups);
        }
        Ok(())
    }

    pub(super) fn drafts(&self, version: &StandingVersion) -> Option<&[Draft]> {
        self.drafts.get(&version.number).map(Vec::as_slice)
    }

    pub(super) fn joined(&self) -> Option<&BTreeMap<Block, String>> {
        self.joined.as_ref()
    }

    pub(super) fn parted(&self, block: &Block) -> Option<&[(i64, String)]> {
        self.parted.get(block).map(Vec::as_slice)
    }

    pub(super) fn folded(&self, block: &Block) -> Option<&[Group]> {
        self.folded.get(block).map(Vec::as_slice)
    }
}

/// What a version brings.
pub(super) fn drafts(
    ledger: &Ledger,
    version: &StandingVersion,
    rules: &Rules,
    decisions: &Decisions,
) -> Result<Vec<Draft>, LedgerError> {
    let report = ledger.report(&version.version)?;
    let findings = ledger.findings_of(&version.version, None)?;
    let Some((report, findings)) = report.zip(findings) else { return Ok(Vec::new()) };
    Ok(across::drafts(&Reading { report, findings }, rules, decisions))
}

/// Joins the drafts of a block that lost somebody. Nobody else can hang together with them, since nobody else stood there. Gives those that
/// go to another block.
pub(super) fn part(
    ledger: &Ledger,
    (layer, block): &Block,
    drafts: &[Filed],
    joining: &Joining,
) -> Result<Vec<(i64, String)>, LedgerError> {
    let mut crowd = Crowd::of(crate::across::meets(*layer).unwrap_or(1), joining);
    let mut met: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for filed in drafts {
        let draft = ledger.draft(filed)?;
        crowd.add(filed.number, onrecord_ledger::own_block(&draft), filed.keys.clone(), &draft);
        for key in filed.keys.iter().collect::<BTreeSet<_>>() {
            met.entry(*key).or_default().push(filed.number);
        }
    }
    met.values().for_each(|drafts| crowd.meet(drafts));
    let mut placed = crowd.placed();
    placed.retain(|(_, now)| now != block);
    Ok(placed)
}

/// The groups of the drafts of a block.
pub(super) fn fold(
    ledger: &Ledger,
    (layer, block): &Block,
    drafts: &[Filed],
    rules: &Rules,
    decisions: &Decisions,
) -> Result<Vec<Group>, LedgerError> {
    let keyed = |filed: &Filed| {
        let draft = ledger.draft(filed)?;
        Ok::<_, LedgerError>(Draft { keys: vec![block.clone()], ..draft })
    };
    let drafts = drafts.iter().map(keyed).collect::<Result<Vec<Draft>, _>>()?;
    if *layer != Layer::Copies {
        return Ok(across::fold(*layer, drafts, rules, decisions));
    }
    if drafts.len() < 2 {
        return Ok(Vec::new());
    }
    let mut texts = Vec::new();
    for draft in drafts {
        let report = ledger.report(&draft.version)?;
        texts.push((draft, report.map(|report| report.text).unwrap_or_default()));
    }
    Ok(across::fold_texts(texts))
}
