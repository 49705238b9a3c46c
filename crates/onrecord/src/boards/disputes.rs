//! What stands against what: claims that somebody denies, will not speak of or could not verify, and figures that cannot both hold. Side by side,
//! never settled.

use onrecord_ledger::GroupFilter;
use onrecord_model::across::{Dispute, Layer, More};
use onrecord_model::{Id, Verdict};
use onrecord_reconcile::ALERT;
use serde::{Deserialize, Serialize};

use super::claims::{Telling, board};
use super::page::{BoardError, Keyed};
use super::row::{Board, Counters};
use super::selection::Selection;
use crate::view::View;

/// Which disputes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisputesWanted {
    /// Only of these: `claim`, `figure`.
    pub kind: Option<String>,
    /// Only with this verdict on the answer: `denied`, `unverified`, `no_comment`, `non_answer`, `contradiction`.
    pub state: Option<String>,
}

/// A dispute with both its sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisputeRow {
    /// Its id.
    pub id: Id,
    /// `claim` or `figure`.
    pub kind: String,
    /// What it is about, in the words of its first telling.
    pub words: String,
    /// How the answer stands: `denied`, `contradiction`.
    pub state: String,
    /// The verdict, with its reason and how sure it is.
    pub verdict: Verdict,
    /// Is it a contradiction or denial, sure enough for the front of the queue?
    pub alert: bool,
    /// The claim or series it is about.
    pub about: Id,
    /// First day.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
    /// Both sides.
    pub told: Vec<Telling>,
    /// How many stand behind it, counted in four ways.
    pub counters: Counters,
    #[serde(skip)]
    cursor: String,
}

impl Keyed for DisputeRow {
    fn key(&self) -> String {
        self.cursor.clone()
    }
}

/// Disputes: denials first, then figures that cannot both hold, then what nobody would speak of or verify.
///
/// # Errors
///
/// Where the ledger cannot be read, the cursor is none of this board's, or there is no such case.
pub fn disputes(
    view: &View<'_>,
    selection: &Selection,
    wanted: &DisputesWanted,
) -> Result<Board<DisputeRow>, BoardError> {
    let filter = GroupFilter {
        layer: Layer::Disputes,
        kind: wanted.kind.clone(),
        state: wanted.state.clone(),
        ..GroupFilter::default()
    };
    board(view, selection, filter, |group, told, counters, cursor| {
        let more = match group.more {
            More::Dispute(dispute) => dispute,
            _ => Dispute::default(),
        };
        DisputeRow {
            id: group.id,
            kind: group.kind,
            words: group.title,
            state: group.state,
            alert: more.verdict.label.is_dispute() && more.verdict.confidence >= ALERT,
            verdict: more.verdict,
            about: more.about,
            first: group.first,
            last: group.last,
            told,
            counters,
            cursor,
        }
    })
}
