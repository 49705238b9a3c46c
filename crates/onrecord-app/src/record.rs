//! Looking things up in the record: which part of it is meant, and who answers for what.

use std::collections::BTreeMap;

use anyhow::bail;
use onrecord::ledger::{
    Filter, FindingKind, Ledger, ReportRow, StoredBody, StoredFinding, Versions,
};
use onrecord::model::{Id, Statement, Voice};

/// Which part of the record is meant.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Part {
    /// Only reports published on this day or later (2031-03-04, 2031-03, 2031).
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,
    /// Only reports published on this day or earlier.
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,
    /// Only what holds all these words; words in "double quotes" only in that order.
    #[arg(long, value_name = "WORDS")]
    pub(crate) about: Option<String>,
    /// Only the report with this id, or whose id begins so.
    #[arg(long, value_name = "ID")]
    pub(crate) report: Option<String>,
}

/// Findings of the record, with the reports they stand in and the statements they hang on.
#[derive(Debug)]
pub(crate) struct Record {
    /// The findings asked for, in the record's order.
    pub(crate) findings: Vec<StoredFinding>,
    reports: BTreeMap<String, ReportRow>,
    statements: BTreeMap<(String, Id), Statement>,
}

impl Part {
    /// Reads the findings of `kinds` that are meant.
    pub(crate) fn look_up(&self, ledger: &Ledger, kinds: &[FindingKind]) -> anyhow::Result<Record> {
        let report = match &self.report {
            None => None,
            Some(beginning) => Some(report_named(ledger, beginning)?),
        };
        let place = Filter {
            report,
            since: self.since.clone(),
            until: self.until.clone(),
            ..Filter::default()
        };
        let filter = Filter { kinds: kinds.to_vec(), about: self.about.clone(), ..place.clone() };
        let findings = ledger.findings(&filter)?;
        let mut record = Record {
            findings,
            reports: ledger
                .reports(&place)?
                .into_iter()
                .map(|row| (row.report.version.clone(), row))
                .collect(),
            statements: BTreeMap::new(),
        };
        let of_statements = Filter { kinds: vec![FindingKind::Statement], ..place };
        for stored in ledger.findings(&of_statements)? {
            record.hear(stored);
        }
        Ok(record)
    }
}

impl Record {
    /// One finding, and what it hangs on.
    pub(crate) fn around(ledger: &Ledger, stored: StoredFinding) -> anyhow::Result<Record> {
        let mut record =
            Record { findings: Vec::new(), reports: BTreeMap::new(), statements: BTreeMap::new() };
        for row in ledger.versions_of(&stored.report)? {
            record.reports.insert(row.report.version.clone(), row);
        }
        let filter = Filter {
            kinds: vec![FindingKind::Statement],
            version: Some(stored.version.clone()),
            ..Filter::default()
        };
        for statement in ledger.findings(&filter)? {
            record.hear(statement);
        }
        record.findings.push(stored);
        Ok(record)
    }

    fn hear(&mut self, stored: StoredFinding) {
        if let StoredBody::Statement(statement) = stored.finding {
            self.statements.insert((stored.version, stored.id), statement);
        }
    }

    /// The report that a finding stands in.
    pub(crate) fn report_of(&self, stored: &StoredFinding) -> Option<&ReportRow> {
        self.reports.get(&stored.version)
    }

    /// All versions at hand of the report.
    pub(crate) fn reports(&self) -> impl Iterator<Item = &ReportRow> {
        self.reports.values()
    }

    /// The statement `id` of the version that `stored` stands in.
    pub(crate) fn statement(&self, stored: &StoredFinding, id: &Id) -> Option<&Statement> {
        self.statements.get(&(stored.version.clone(), id.clone()))
    }

    /// The statement that answers for a finding; `None` where the report does so itself.
    pub(crate) fn voice(&self, stored: &StoredFinding, voice: &Voice) -> Option<&Statement> {
        voice.statement().and_then(|id| self.statement(stored, id))
    }
}

/// The one report whose id, or one of whose versions, begins so.
pub(crate) fn report_named(ledger: &Ledger, beginning: &str) -> anyhow::Result<String> {
    let rows = ledger.reports(&Filter { versions: Versions::All, ..Filter::default() })?;
    let is_meant = |row: &&ReportRow| {
        row.report.id.starts_with(beginning) || row.report.version.starts_with(beginning)
    };
    if let Some(exact) = rows.iter().find(|row| row.report.id == beginning) {
        return Ok(exact.report.id.clone());
    }
    let mut ids: Vec<&str> =
        rows.iter().filter(is_meant).map(|row| row.report.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    match ids.as_slice() {
        [one] => Ok((*one).to_owned()),
        [] => bail!("no report `{beginning}`; `onrecord reports` lists all"),
        several => bail!("`{beginning}` begins {} reports; give more of the id", several.len()),
    }
}
