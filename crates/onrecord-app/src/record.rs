//! Looking things up in the record: which part of it is meant, and who answers for one finding.

use std::collections::BTreeMap;

use onrecord::boards::{Board, Record as BoardRecord, Selection};
use onrecord::ledger::{Filter, FindingKind, ReportRow, StoredBody, StoredFinding};
use onrecord::model::{Id, Statement};
use onrecord::rules::Rules;
use onrecord::view::View;
use serde::Serialize;
use serde_json::json;

use crate::outcome::Outcome;
use crate::session::Session;
use crate::table::{Column, Table};

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
    /// Only the reports of this case.
    #[arg(long, value_name = "CASE")]
    pub(crate) case: Option<String>,
}

/// Which part of what follows across reports is meant.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Across {
    /// Only what reaches to this day or later (2031-03-04).
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Only what began on this day or earlier.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Only what holds all these words.
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
    /// Only what the report with this id, or whose id begins so, is part of.
    #[arg(long, value_name = "ID")]
    report: Option<String>,
    /// Only what the reports of this case are part of.
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    /// At most so many.
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    limit: usize,
    /// Only what comes behind: as the page before said.
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

impl Across {
    /// The same in the boards' words.
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            since: self.since.clone(),
            until: self.until.clone(),
            about: self.about.clone(),
            report: self.report.clone(),
            case: self.case.clone(),
            limit: Some(self.limit),
            cursor: self.after.clone(),
            ..Selection::default()
        }
    }

    /// Prints a page of a board: a JSON object a row, or a table of `columns` that `lay` fills row by row, with how more are
    /// had; `none` where nothing is on it.
    pub(crate) fn print<R: Serialize>(
        board: &Board<R>,
        columns: &[Column],
        lay: impl Fn(&R, &mut Table),
        none: &str,
        session: &mut Session<'_>,
    ) -> anyhow::Result<Outcome> {
        if session.json {
            for row in &board.rows {
                session.print_json(&json!(row))?;
            }
            return Ok(Outcome::Done);
        }
        if board.rows.is_empty() {
            writeln!(session.out, "{none}")?;
            return Ok(Outcome::Done);
        }
        let mut table = Table::new(columns);
        board.rows.iter().for_each(|row| lay(row, &mut table));
        table.write(session.looks, session.out)?;
        if let Some(next) = &board.next {
            let (shown, total) = (board.rows.len(), board.total);
            writeln!(session.out, "{shown} of {total}; the next: --after '{next}'")?;
        }
        Ok(Outcome::Done)
    }
}

/// A finding of the record, with the report it stands in and the statements it hangs on.
#[derive(Debug)]
pub(crate) struct Record {
    /// The findings asked for, in the record's order.
    pub(crate) findings: Vec<StoredFinding>,
    reports: BTreeMap<String, ReportRow>,
    statements: BTreeMap<(String, Id), Statement>,
}

impl Part {
    /// The same for boards.
    pub(crate) fn selection(&self, session: &Session<'_>) -> Selection {
        Selection {
            since: self.since.clone(),
            until: self.until.clone(),
            about: self.about.clone(),
            report: self.report.clone(),
            case: self.case.clone(),
            ceiling: session.ceiling,
            ..Selection::default()
        }
    }

    /// Reads that part of the record.
    pub(crate) fn read(&self, session: &Session<'_>) -> anyhow::Result<BoardRecord<'static>> {
        read(session, &self.selection(session))
    }
}

/// Reads the part of the record that is selected.
pub(crate) fn read(
    session: &Session<'_>,
    selection: &Selection,
) -> anyhow::Result<BoardRecord<'static>> {
    Ok(BoardRecord::of(&session.ledger_to_read()?, selection, Rules::embedded()?)?)
}

impl Record {
    /// One finding, and what it hangs on.
    pub(crate) fn around(view: &View<'_>, stored: StoredFinding) -> anyhow::Result<Record> {
        let mut record =
            Record { findings: Vec::new(), reports: BTreeMap::new(), statements: BTreeMap::new() };
        for row in view.versions_of(&stored.report)? {
            record.reports.insert(row.report.version.clone(), row);
        }
        let filter = Filter {
            kinds: vec![FindingKind::Statement],
            version: Some(stored.version.clone()),
            ..Filter::default()
        };
        for statement in view.findings(&filter)? {
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
}
