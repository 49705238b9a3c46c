//! Which reports are one text, and so one voice.

use onrecord_reconcile::{self as reconcile, CopyText};
use serde::Serialize;

use super::page::{BoardError, Keyed};
use super::record::{Page, Record};
use super::row::{Board, ReportRef};

/// Two or more reports that are one text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CopyRow {
    /// The reports, by id.
    pub group: Vec<ReportRef>,
    /// The id of the one that was published before all others; `None` where that is not known.
    pub origin: Option<String>,
    /// The least share of words, 0 to 1, that a member has in common with the one it was joined to.
    pub share: f32,
    /// Why they are one, in words that can be checked.
    pub why: String,
}

impl Keyed for CopyRow {
    fn key(&self) -> String {
        self.group.first().map(|report| report.version.clone()).unwrap_or_default()
    }
}

/// The groups of reports that are one text, by the id of their first member.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn copies(record: &Record<'_>) -> Result<Board<CopyRow>, BoardError> {
    let texts: Vec<CopyText<'_>> = record
        .readings()
        .map(|reading| CopyText {
            name: &reading.report.id,
            text: &reading.report.text,
            published: reading.report.published.as_ref().map(|it| it.at.as_str()),
        })
        .collect();
    let report = |at: &usize| record.pages.get(*at).map(Page::report);
    let rows = reconcile::copies(&texts)
        .into_iter()
        .map(|group| CopyRow {
            group: group.members.iter().filter_map(report).collect(),
            origin: group.origin.as_ref().and_then(report).map(|report| report.id),
            share: group.least_share,
            why: format!(
                "{:.0} % of the words of the shorter one, or more, stand in the other, five or more in a row",
                group.least_share * 100.0
            ),
        })
        .collect();
    Board::of(rows, &record.selection)
}
