//! Reading reports back, in each of their versions.

use onrecord_model::{Published, Report};
use rusqlite::{OptionalExtension, Row, params_from_iter};

use crate::error::{At, LedgerError};
use crate::filter::{Conditions, Filter, Versions};
use crate::ledger::Ledger;

/// One version of a report, without its text, and how it stands to the others.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportRow {
    /// The report, `text` and `notices` left empty: [`Ledger::report`] gives all of it.
    pub report: Report,
    /// Is it the version that stands now?
    pub current: bool,
    /// The version it took the place of, by date and not by arrival.
    pub supersedes: Option<String>,
    /// When it was first added, RFC 3339 in UTC.
    pub added_at: String,
    /// The engine whose findings stand.
    pub engine: Option<String>,
}

const COLUMNS: &str = "SELECT v.report, v.version, v.title, v.outlet, v.byline, v.credit, v.url, \
                       v.published, v.published_inferred, v.modified, v.modified_inferred, \
                       v.dateline, v.language, v.sha256";

const STANDING: &str = ",
    EXISTS (SELECT 1 FROM current_versions c WHERE c.version = v.seq),
    (SELECT p.version FROM dated_versions p
     WHERE p.report = v.report AND (p.instant, p.receipt) < (v.instant, v.receipt)
     ORDER BY p.instant DESC, p.receipt DESC LIMIT 1),
    v.added_at,
    (SELECT r.engine FROM current_readings c JOIN readings r ON r.seq = c.reading
     WHERE c.version = v.seq)
    FROM dated_versions v";

impl Ledger {
    /// The reports that `filter` means (what it says of findings is left aside), by day of publication (undated first),
    /// report and version.
    ///
    /// # Errors
    ///
    /// Where a day in `filter` is none, the file cannot be read, or it is damaged.
    pub fn reports(&self, filter: &Filter) -> Result<Vec<ReportRow>, LedgerError> {
        self.report_rows(filter, "v.published_day, v.report, v.version")
    }

    /// All versions of the report `id`, the one that stands last. Dates decide; arrival only where they do not.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn versions_of(&self, id: &str) -> Result<Vec<ReportRow>, LedgerError> {
        let filter =
            Filter { report: Some(id.to_owned()), versions: Versions::All, ..Filter::default() };
        self.report_rows(&filter, "v.instant, v.receipt")
    }

    /// A report with its text: the version `name`, or the one that stands of the report `name`. `None` where there is
    /// neither.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn report(&self, name: &str) -> Result<Option<Report>, LedgerError> {
        let sql = format!(
            "{COLUMNS}, v.text, v.notices FROM dated_versions v
             WHERE v.seq = coalesce((SELECT seq FROM versions WHERE version = ?1),
                                    (SELECT version FROM current_versions WHERE report = ?1))"
        );
        let whole = |row: &Row<'_>| {
            let notices: String = row.get(15)?;
            Ok(Report {
                text: row.get(14)?,
                notices: serde_json::from_str(&notices).unwrap_or_default(),
                ..report(row)?
            })
        };
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut select| select.query_row([name], whole).optional())
            .at(&self.path)
    }

    /// A version without its text and notices, and without asking how it stands to others. `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn head(&self, version: &str) -> Result<Option<Report>, LedgerError> {
        self.connection
            .prepare_cached(&format!("{COLUMNS} FROM dated_versions v WHERE v.version = ?1"))
            .and_then(|mut select| select.query_row([version], report).optional())
            .at(&self.path)
    }

    /// The bytes that `version` was last received in. `None` where there is no such version or its bytes were not kept.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn raw(&self, version: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        self.connection
            .prepare_cached(
                "SELECT b.bytes FROM dated_versions v JOIN raw b ON b.sha256 = v.raw
                 WHERE v.version = ?1",
            )
            .and_then(|mut select| select.query_row([version], |row| row.get(0)).optional())
            .at(&self.path)
    }

    fn report_rows(&self, filter: &Filter, order: &str) -> Result<Vec<ReportRow>, LedgerError> {
        let mut sql = Conditions::on_versions(filter, &self.path)?;
        sql.and_about(
            "v.seq IN (SELECT rowid FROM report_words WHERE report_words MATCH ?)",
            filter.about.as_deref(),
        );
        let query = sql.query(&format!("{COLUMNS}{STANDING}"), order, filter);
        let standing = |row: &Row<'_>| {
            Ok(ReportRow {
                report: report(row)?,
                current: row.get(14)?,
                supersedes: row.get(15)?,
                added_at: row.get(16)?,
                engine: row.get(17)?,
            })
        };
        self.connection
            .prepare_cached(&query)
            .and_then(|mut select| {
                select.query_map(params_from_iter(sql.values()), standing)?.collect()
            })
            .at(&self.path)
    }
}

/// A report from the first fourteen columns.
fn report(row: &Row<'_>) -> rusqlite::Result<Report> {
    let moment = |at: usize| -> rusqlite::Result<Option<Published>> {
        let (given, inferred) = (row.get::<_, Option<String>>(at)?, row.get(at + 1)?);
        Ok(given.map(|at| Published { at, inferred }))
    };
    Ok(Report {
        id: row.get(0)?,
        version: row.get(1)?,
        title: row.get(2)?,
        outlet: row.get(3)?,
        byline: row.get(4)?,
        credit: row.get(5)?,
        url: row.get(6)?,
        published: moment(7)?,
        modified: moment(9)?,
        dateline: row.get(11)?,
        language: row.get(12)?,
        sha256: row.get(13)?,
        ..Report::default()
    })
}
