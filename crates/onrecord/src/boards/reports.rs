//! The reports on record.

use std::collections::BTreeMap;

use onrecord_model::Findings;
use serde::{Deserialize, Serialize};

use super::page::{BoardError, Keyed};
use super::record::{Page, Record};
use super::row::{Board, ReportRef};

/// Which reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportsWanted {
    /// Also versions that a later one has replaced.
    pub replaced: bool,
}

/// One version of a report, and how it stands to the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportEntry {
    /// The report's own fields.
    #[serde(flatten)]
    pub report: ReportRef,
    /// Is it the version that stands?
    pub current: bool,
    /// The version it took the place of.
    pub supersedes: Option<String>,
    /// When it was added, RFC 3339.
    pub added_at: String,
    /// The engine whose findings stand.
    pub engine: Option<String>,
    /// How many findings of each kind that puts something on record.
    pub found: BTreeMap<&'static str, usize>,
}

impl Keyed for ReportEntry {
    fn key(&self) -> String {
        self.report.version.clone()
    }
}

/// The reports, by day of publication (undated first), id and version.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn reports(
    record: &Record<'_>,
    wanted: &ReportsWanted,
) -> Result<Board<ReportEntry>, BoardError> {
    let replaced = record.replaced.iter().filter(|_| wanted.replaced);
    let mut pages: Vec<&Page> = record.pages.iter().chain(replaced).collect();
    pages.retain(|page| record.wants_report(page));
    pages.sort_by_key(|page| {
        let report = &page.reading.report;
        (page.day(), &report.id, &report.version)
    });
    Board::of(pages.into_iter().map(entry).collect(), &record.selection)
}

fn entry(page: &Page) -> ReportEntry {
    ReportEntry {
        report: page.report(),
        current: page.row.current,
        supersedes: page.row.supersedes.clone(),
        added_at: page.row.added_at.clone(),
        engine: page.row.engine.clone(),
        found: found(&page.reading.findings),
    }
}

fn found(findings: &Findings) -> BTreeMap<&'static str, usize> {
    let counts = [
        ("statement", findings.statements.len()),
        ("figure", findings.figures.len()),
        ("event", findings.events.len()),
        ("person", findings.persons.len()),
        ("talks", findings.talks.len()),
        ("access", findings.access.len()),
        ("not_said", findings.not_said.len()),
    ];
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}
