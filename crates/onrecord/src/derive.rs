//! Keeps what follows across reports: takes in what is new on record, folds only the keys that it touches.
//!
//! The layer is a function of the readings that stand, the rules and what persons decided. It does not matter in which order reports
//! came, nor whether they came one by one or at once: the same record gives the same layer, byte for byte.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use onrecord_ledger::{Deriving, Ledger, LedgerError};
use onrecord_model::across::Layer;
use onrecord_reconcile::across::{self, Decisions};
use onrecord_rules::Rules;

use ahead::Ahead;
pub(crate) use disjoint::Disjoint;
use keeping::Keeping;

mod ahead;
mod crowd;
mod disjoint;
mod keeping;
mod meeting;

/// So often what is large is worked out before the ledger is held; whoever was overtaken as often holds it meanwhile.
const TRIES: usize = 8;

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
/// made it. Large blocks are folded while nobody is kept from writing, and the ledger is held only to put down what came of it.
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
    let mut ahead = Ahead::default();
    for _ in 0..TRIES {
        let tried = ledger.derive_or_not(|store| {
            let mut keeping = Keeping::begin(store, rules, decisions, &made_by, Some(&ahead))?;
            let kept = keeping.update()?;
            let large = keeping.large();
            Ok::<_, LedgerError>(kept.map_or(ControlFlow::Break(large), ControlFlow::Continue))
        })?;
        match tried {
            ControlFlow::Continue(kept) => return Ok(kept),
            ControlFlow::Break(large) => ahead.work_out(large, ledger, rules, decisions)?,
        }
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

/// Brings the layer up to date without a pause.
fn update(
    store: &Deriving<'_>,
    rules: &Rules,
    decisions: &Decisions,
    made_by: &str,
) -> Result<Kept, LedgerError> {
    let kept = Keeping::begin(store, rules, decisions, made_by, None)?.update()?;
    Ok(kept.unwrap_or_default())
}
