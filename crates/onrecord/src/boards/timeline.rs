//! What happened, goes on, is planned or was called off, by the day it is told for.

use onrecord_ledger::FindingKind;
use onrecord_model::{Event, Words};
use serde::{Deserialize, Serialize};

use super::page::{BoardError, Keyed};
use super::record::{Record, holds};
use super::row::{Board, Entry, Says};

/// Which events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TimelineWanted {
    /// Only this type, or PLOVER class.
    pub kind: Option<String>,
    /// Only this status.
    pub status: Option<String>,
    /// Only what somebody took part in whose name holds these words.
    pub who: Option<String>,
}

/// One event as one report tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventRow {
    /// The day it stands under: as told, else from when it goes on, else the report's own.
    pub day: Option<String>,
    /// Does the report tell that day?
    pub day_is_told: bool,
    /// The finding, with the fields of the wire.
    #[serde(flatten)]
    pub found: Event,
    /// What is known of it besides.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Keyed for EventRow {
    fn key(&self) -> String {
        self.entry.key()
    }
}

/// Events by day; those of one day report by report, in text order.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn timeline(
    record: &Record<'_>,
    wanted: &TimelineWanted,
) -> Result<Board<EventRow>, BoardError> {
    let mut rows = Vec::new();
    for (at, page) in record.pages.iter().enumerate() {
        for event in &page.reading.findings.events {
            let says = Says::of_voice(&page.reading, &event.voice);
            if wanted.wants(event) && record.wants(page, &event.id, &says) {
                let kind = FindingKind::Event;
                rows.push((
                    at,
                    record.row(page, event.clone(), &event.id, kind, evidence(event), says),
                ));
            }
        }
    }
    let with_day = |row: super::Row<Event>| {
        let told = row.found.when.clone().or_else(|| row.found.since.clone());
        let own = Some(row.entry.report.day().to_owned()).filter(|day| !day.is_empty());
        EventRow {
            day_is_told: told.is_some(),
            day: told.or(own),
            found: row.found,
            entry: row.entry,
        }
    };
    let mut rows: Vec<EventRow> =
        record.counted(rows, |_| None).into_iter().map(with_day).collect();
    rows.sort_by_cached_key(|row| row.day.clone());
    Board::of(rows, &record.selection)
}

/// Trigger, participants, place.
fn evidence(event: &Event) -> Vec<Words> {
    let participants = event.participants.iter().map(|participant| &participant.words);
    let place = event.place.iter().map(|place| &place.words);
    let all = std::iter::once(&event.words).chain(participants).chain(place).chain(&event.again);
    all.cloned().collect()
}

impl TimelineWanted {
    fn wants(&self, event: &Event) -> bool {
        let kind = self.kind.as_ref().is_none_or(|kind| {
            event.kind.eq_ignore_ascii_case(kind)
                || event.kind.strip_prefix("other:") == Some(kind.as_str())
                || event.plover.as_ref().is_some_and(|code| code.split('/').any(|c| c == kind))
        });
        let takes_part =
            |name: &String| event.participants.iter().any(|p| holds(&p.words.text, name));
        kind && self.status.as_ref().is_none_or(|status| event.status == *status)
            && self.who.as_ref().is_none_or(takes_part)
    }
}
