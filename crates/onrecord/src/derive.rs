//! Keeps what follows across reports: takes in what is new on record, folds only the keys that it touches.
//!
//! The layer is a function of the readings that stand, the rules and what persons decided. It does not matter in which order reports
//! came, nor whether they came one by one or at once: the same record gives the same layer, byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::{DerivedState, Deriving, Ledger, LedgerError, StandingVersion};
use onrecord_model::Reading;
use onrecord_model::across::{Draft, Group, Layer};
use onrecord_reconcile::across::{self, Decisions, Face, Form, Joining};
use onrecord_rules::Rules;

use crowd::Crowd;

mod crowd;

/// Where more reports than this come at once, who belongs with whom is worked out for all together.
const MANY: usize = 500;

/// What it took to bring the layer up to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Reports taken in, out, or anew.
    pub reports: usize,
    /// Keys folded.
    pub folded: usize,
    /// Was all of it made anew?
    pub anew: bool,
}

/// What reviewers decided, as the folds take it.
///
/// # Errors
/// Where the ledger cannot be read.
pub fn decided(ledger: &Ledger) -> Result<Decisions, LedgerError> {
    Ok(crate::review::Decisions::of(&ledger.reviews()?).across())
}

/// Brings the layer up to date with the record and the decisions: what they concern. All of it is made anew where other folds or rules
/// made it.
///
/// # Errors
/// Where the ledger cannot be read or written; then nothing was changed.
pub fn keep(
    ledger: &mut Ledger,
    rules: &Rules,
    decisions: &Decisions,
) -> Result<Kept, LedgerError> {
    let made_by = made_by(rules, decisions);
    let entry = ledger.last_entry()?;
    if ledger.derived_state()?.is_some_and(|state| state.made_by == made_by && state.entry == entry)
    {
        return Ok(Kept::default());
    }
    ledger.derive(|store| update(store, rules, decisions, &made_by))
}

/// Is the layer as far as the record, by these folds and rules?
///
/// # Errors
/// Where the ledger cannot be read.
pub fn is_kept(ledger: &Ledger, rules: &Rules, decisions: &Decisions) -> Result<bool, LedgerError> {
    let (made_by, entry) = (made_by(rules, decisions), ledger.last_entry()?);
    let state = ledger.derived_state()?;
    Ok(state.is_some_and(|state| state.made_by == made_by && state.entry == entry))
}

/// Drops the layer and makes it anew.
///
/// # Errors
/// Where the ledger cannot be read or written; then nothing was changed.
pub fn rebuild(
    ledger: &mut Ledger,
    rules: &Rules,
    decisions: &Decisions,
) -> Result<Kept, LedgerError> {
    let made_by = made_by(rules, decisions);
    ledger.derive(|store| {
        store.clear()?;
        update(store, rules, decisions, &made_by)
    })
}

/// How the layer stands to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Soundness {
    /// It is what the record gives.
    Sound,
    /// It is still to be brought up to date, or was made by other rules.
    Behind,
    /// It is not what the record gives: [`rebuild`] makes it so.
    Unsound,
}

/// Is the layer what the record gives? Makes it anew beside the one kept and compares; changes nothing.
///
/// # Errors
/// Where the ledger cannot be read.
pub fn soundness(
    ledger: &Ledger,
    rules: &Rules,
    decisions: &Decisions,
) -> Result<Soundness, LedgerError> {
    if !is_kept(ledger, rules, decisions)? {
        return Ok(Soundness::Behind);
    }
    let made_by = made_by(rules, decisions);
    let (kept, anew) =
        ledger.derive_aside(|store| update(store, rules, decisions, &made_by).map(drop))?;
    Ok(if kept == anew { Soundness::Sound } else { Soundness::Unsound })
}

/// Names the folds and rules, so that a layer made by others is made anew, and in a second line holds the decisions, so that of
/// others only what they concern is.
fn made_by(rules: &Rules, decisions: &Decisions) -> String {
    let rules = rules.changed().unwrap_or("own");
    let folds = format!("{}+{}+{rules}", env!("CARGO_PKG_VERSION"), across::FOLDS);
    // Ids and keys are strings, so nothing here can fail to be JSON.
    format!("{folds}\n{}", serde_json::to_string(decisions).unwrap_or_default())
}

/// What is to be done anew since the layer was made with other decisions: reports, and blocks to fold.
#[derive(Debug, Default)]
struct Anew {
    reports: BTreeSet<String>,
    blocks: BTreeSet<(Layer, String)>,
}

impl Anew {
    /// `None` where all of the layer is.
    fn of(
        store: &Deriving<'_>,
        old: &str,
        new: &str,
        decisions: &Decisions,
    ) -> Result<Option<Anew>, LedgerError> {
        let mut anew = Anew::default();
        if old == new {
            return Ok(Some(anew));
        }
        let halves = old.split_once('\n').zip(new.split_once('\n'));
        let Some(((_, decided), _)) = halves.filter(|(old, new)| old.0 == new.0) else {
            return Ok(None);
        };
        let change = serde_json::from_str::<Decisions>(decided).ok();
        let Some(change) = change.and_then(|old| decisions.change(&old)) else { return Ok(None) };
        for finding in &change.findings {
            anew.reports.extend(store.reports_with(finding)?);
        }
        for ids in &change.groups {
            let mut known = false;
            for id in ids {
                let block = store.block_of(id)?;
                known |= block.is_some();
                anew.blocks.extend(block);
            }
            if !known {
                return Ok(None);
            }
        }
        Ok(Some(anew))
    }
}

fn update(
    store: &Deriving<'_>,
    rules: &Rules,
    decisions: &Decisions,
    made_by: &str,
) -> Result<Kept, LedgerError> {
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
    let entry = store.ledger().last_entry()?;
    let mut keeping = Keeping {
        store,
        rules,
        decisions,
        joining: Joining::by(rules),
        is_anew: state.is_none(),
        at_once: false,
        touched: blocks,
        blocks: Blocks::default(),
    };
    let mut changed = Vec::new();
    let mut since: BTreeSet<String> =
        store.reports_since(state.as_ref().map(|state| state.entry))?.into_iter().collect();
    since.extend(reports.iter().cloned());
    for report in since {
        let (stands, taken) = (store.stands(&report)?, store.taken_in(&report)?);
        if stands != taken || reports.contains(&report) {
            changed.push((report, stands, taken));
        }
    }
    keeping.at_once = keeping.is_anew || changed.len() > MANY;
    keeping.take_out(changed.iter().filter_map(|(_, _, taken)| taken.as_ref()))?;
    for (report, stands, _) in &changed {
        if let Some(stands) = stands {
            keeping.take_in(report, stands)?;
        }
    }
    if keeping.at_once {
        keeping.join_all()?;
    }
    let folded = keeping.fold()?;
    store.set_state(&DerivedState { made_by: made_by.to_owned(), entry })?;
    Ok(Kept { reports: changed.len(), folded, anew: state.is_none() })
}

/// One bringing up to date.
struct Keeping<'a> {
    store: &'a Deriving<'a>,
    rules: &'a Rules,
    decisions: &'a Decisions,
    joining: Joining,
    /// Was there nothing before?
    is_anew: bool,
    /// Is who belongs with whom worked out for all together?
    at_once: bool,
    /// What is to be folded.
    touched: BTreeSet<(Layer, String)>,
    blocks: Blocks,
}

/// Blocks that were found to be one, each with a lower one; the lowest names all.
#[derive(Debug, Default)]
struct Blocks {
    lower: BTreeMap<(Layer, String), String>,
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

impl Keeping<'_> {
    /// Takes versions out that stand no more. What they held together is parted and joined again without them.
    fn take_out<'a>(
        &mut self,
        versions: impl Iterator<Item = &'a StandingVersion>,
    ) -> Result<(), LedgerError> {
        for version in versions {
            self.touched.extend(self.store.take_out(version.number)?);
        }
        let parted: Vec<(Layer, String)> =
            self.touched.iter().filter(|(layer, _)| across::meets(*layer)).cloned().collect();
        let mut drafts = Vec::new();
        for (layer, block) in parted {
            drafts.extend(self.store.part(layer, &block)?);
        }
        drafts.iter().try_for_each(|draft| self.join(draft))
    }

    fn take_in(&mut self, report: &str, version: &StandingVersion) -> Result<(), LedgerError> {
        let ledger = self.store.ledger();
        let (Some(report_read), Some(findings)) =
            (ledger.report(&version.version)?, ledger.findings_of(&version.version, None)?)
        else {
            return Ok(());
        };
        let reading = Reading { report: report_read, findings };
        let drafts = across::drafts(&reading, self.rules, self.decisions);
        self.store.take_in(report, version, &drafts, across::meets)?;
        for draft in &drafts {
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
            let other = Face::of(&self.store.draft_at(near)?);
            if other.is_some_and(|other| self.joining.joins(&face, &other, shared)) {
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

    /// Folds what was touched; says how many keys.
    fn fold(&mut self) -> Result<usize, LedgerError> {
        let high: BTreeSet<(Layer, String)> = self.blocks.lower.keys().cloned().collect();
        for (layer, block) in &high {
            let lowest = self.blocks.lowest(*layer, block);
            self.store.move_block(*layer, block, &lowest)?;
            self.touched.insert((*layer, block.clone()));
            self.touched.insert((*layer, lowest));
        }
        // A group keeps its id where its block moves: the old ones go before any new one comes.
        if !self.is_anew {
            for (layer, block) in &self.touched {
                self.store.empty(*layer, block)?;
            }
        }
        for (layer, block) in self.touched.iter().filter(|it| !high.contains(*it)) {
            let groups = self.groups(*layer, block)?;
            self.store.put(*layer, block, &groups)?;
        }
        Ok(self.touched.len())
    }

    fn groups(&self, layer: Layer, block: &str) -> Result<Vec<Group>, LedgerError> {
        if layer == Layer::Entities {
            let form = |it: onrecord_ledger::NameForm| Form {
                name: it.name,
                reports: it.reports,
                first: it.first,
                last: it.last,
            };
            let forms = self.store.forms(block)?.into_iter().map(form).collect();
            return Ok(across::fold_names(block, forms, self.decisions));
        }
        let drafts = self.store.block(layer, block)?;
        if layer != Layer::Copies {
            return Ok(across::fold(layer, drafts, self.rules, self.decisions));
        }
        if drafts.len() < 2 {
            return Ok(Vec::new());
        }
        let mut texts = Vec::new();
        for draft in drafts {
            let report = self.store.ledger().report(&draft.version)?;
            texts.push((draft, report.map(|report| report.text).unwrap_or_default()));
        }
        Ok(across::fold_texts(texts))
    }
}
