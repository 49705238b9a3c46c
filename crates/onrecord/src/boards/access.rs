//! Crossings, roads, ports, airports: can one pass?

use std::cmp::Reverse;

use onrecord_ledger::FindingKind;
use onrecord_model::{Access, AccessState};
use serde::{Deserialize, Serialize};

use super::page::BoardError;
use super::record::{Record, holds};
use super::row::{Board, Row, Says};

/// Which of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessWanted {
    /// Only this state.
    pub state: Option<AccessState>,
    /// Only places whose name holds these words.
    pub place: Option<String>,
}

/// What is open or closed, the latest first. Counters are over all that tell the same of the same place.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn access(
    record: &Record<'_>,
    wanted: &AccessWanted,
) -> Result<Board<Row<Access>>, BoardError> {
    let mut rows = Vec::new();
    for (at, page) in record.pages.iter().enumerate() {
        for access in &page.reading.findings.access {
            let says = Says::of_voice(&page.reading, &access.voice);
            if wanted.wants(access) && record.wants(page, &access.id, &says) {
                let evidence = vec![access.words.clone()];
                let kind = FindingKind::Access;
                rows.push((at, record.row(page, access.clone(), &access.id, kind, evidence, says)));
            }
        }
    }
    let mut rows = record.counted(rows, |row| {
        Some(format!("{} {}", row.found.state, onrecord_reconcile::key(&row.found.place)))
    });
    rows.sort_by_cached_key(|row| {
        Reverse((row.entry.report.day().to_owned(), row.found.since.clone()))
    });
    Board::of(rows, &record.selection)
}

impl AccessWanted {
    fn wants(&self, access: &Access) -> bool {
        self.state.is_none_or(|state| access.state == state)
            && self.place.as_ref().is_none_or(|name| holds(&access.place, name))
    }
}
