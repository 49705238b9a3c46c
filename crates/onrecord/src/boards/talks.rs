//! Who talks with whom, through whom, and what each wants.

use std::cmp::Reverse;

use onrecord_ledger::FindingKind;
use onrecord_model::{Position, Talks};
use serde::{Deserialize, Serialize};

use super::page::{BoardError, Keyed};
use super::record::{Record, holds};
use super::row::{Board, Entry, Says};

/// Which of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TalksWanted {
    /// Only talks in which somebody whose name holds these words takes part or has a position.
    pub party: Option<String>,
    /// Only these positions: `demand`, `offer`, `refuse`, `condition`, `concede`, `support`.
    pub act: Option<String>,
}

/// Talks as one report tells them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TalksRow {
    /// The finding, with the fields of the wire.
    #[serde(flatten)]
    pub found: Talks,
    /// Who answers for each of its positions, in their order.
    pub position_says: Vec<Says>,
    /// What is known of it besides.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Keyed for TalksRow {
    fn key(&self) -> String {
        self.entry.key()
    }
}

/// Talks, the latest first; where an act is asked for, with the positions of that act alone.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn talks(record: &Record<'_>, wanted: &TalksWanted) -> Result<Board<TalksRow>, BoardError> {
    let mut rows = Vec::new();
    for (at, page) in record.pages.iter().enumerate() {
        for talks in &page.reading.findings.talks {
            let says = Says::of_voice(&page.reading, &talks.voice);
            if !wanted.wants(talks) || !record.wants(page, &talks.id, &says) {
                continue;
            }
            let mut found = talks.clone();
            found.positions.retain(|position| wanted.wants_position(position));
            let said = |position: &Position| {
                let id = position.statement.as_ref()?;
                page.reading.findings.statements.iter().find(|statement| statement.id == *id)
            };
            let says_of = |position| said(position).map(Says::of_statement).unwrap_or_default();
            let position_says: Vec<Says> = found.positions.iter().map(says_of).collect();
            let positions = talks.positions.iter().map(|position| &position.words);
            let evidence = talks.mentions.iter().chain(positions).cloned().collect();
            let id = talks.id.clone();
            let kind = FindingKind::Talks;
            let row = record.row(page, (found, position_says), &id, kind, evidence, says);
            rows.push((at, row));
        }
    }
    let rows = record.counted(rows, |_| None).into_iter();
    let mut rows: Vec<TalksRow> = rows
        .map(|row| TalksRow { found: row.found.0, position_says: row.found.1, entry: row.entry })
        .collect();
    rows.sort_by_cached_key(|row| Reverse(row.entry.report.day().to_owned()));
    Board::of(rows, &record.selection)
}

impl TalksWanted {
    fn wants(&self, talks: &Talks) -> bool {
        let parties = talks.parties.iter().chain(&talks.mediators);
        let mut all = parties.chain(talks.positions.iter().map(|position| &position.party));
        self.party.as_ref().is_none_or(|name| all.any(|party| holds(party, name)))
            && (self.act.is_none() || talks.positions.iter().any(|p| self.wants_position(p)))
    }

    fn wants_position(&self, position: &Position) -> bool {
        self.act.as_ref().is_none_or(|act| position.act.eq_ignore_ascii_case(act))
    }
}
