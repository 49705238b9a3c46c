//! Readings to rows.

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use onrecord_model::{Findings, Reading, Report};
use serde::Serialize;

use super::{Kind, layout, schema};

/// What the columns hold that a reading does not settle.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// The engine that read; null without.
    pub engine: Option<&'a str>,
    /// Are the reports' whole texts wanted? They may be under others' rights, so they are left out else.
    pub texts: bool,
}

/// A report that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its id, where one was given.
    pub report: Option<String>,
    /// Where it came from: a row, or a file and a byte.
    pub input: Option<String>,
    /// Why.
    pub error: String,
}

/// A finding, with the report it stands in.
#[derive(Serialize)]
pub(super) struct Row<'a, T> {
    report: &'a str,
    version: &'a str,
    #[serde(flatten)]
    finding: &'a T,
}

/// A report, without its text unless that is wanted.
#[derive(Serialize)]
pub(super) struct ReportRow<'a> {
    id: &'a str,
    version: &'a str,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    byline: Option<&'a str>,
    credit: Option<&'a str>,
    url: Option<&'a str>,
    published: Option<&'a str>,
    published_inferred: bool,
    modified: Option<&'a str>,
    dateline: Option<&'a str>,
    language: Option<&'a str>,
    sha256: &'a str,
    words: usize,
    text: Option<&'a str>,
    notices: &'a [String],
    engine: Option<&'a str>,
}

impl<'a> ReportRow<'a> {
    pub(super) fn of(report: &'a Report, columns: &Columns<'a>) -> ReportRow<'a> {
        ReportRow {
            id: &report.id,
            version: &report.version,
            title: report.title.as_deref(),
            outlet: report.outlet.as_deref(),
            byline: report.byline.as_deref(),
            credit: report.credit.as_deref(),
            url: report.url.as_deref(),
            published: report.published.as_ref().map(|moment| moment.at.as_str()),
            published_inferred: report.published.as_ref().is_some_and(|moment| moment.inferred),
            modified: report.modified.as_ref().map(|moment| moment.at.as_str()),
            dateline: report.dateline.as_deref(),
            language: report.language.as_deref(),
            sha256: &report.sha256,
            words: report.text.split_whitespace().count(),
            text: columns.texts.then_some(report.text.as_str()),
            notices: &report.notices,
            engine: columns.engine,
        }
    }
}

/// The rows of one table, in the order of `readings` and, within one, of its text. The table of errors has none: see
/// [`failures`].
///
/// # Errors
/// Where a finding holds what its column cannot, such as an offset past 2^31.
pub fn batch(
    kind: Kind,
    readings: &[Reading],
    columns: &Columns<'_>,
) -> Result<RecordBatch, ArrowError> {
    match kind {
        Kind::Reports => {
            let rows = readings.iter().map(|reading| ReportRow::of(&reading.report, columns));
            made(kind, &rows.collect::<Vec<_>>())
        }
        Kind::Statements => findings(kind, readings, |findings| &findings.statements),
        Kind::Figures => findings(kind, readings, |findings| &findings.figures),
        Kind::Events => findings(kind, readings, |findings| &findings.events),
        Kind::Times => findings(kind, readings, |findings| &findings.times),
        Kind::Places => findings(kind, readings, |findings| &findings.places),
        Kind::Entities => findings(kind, readings, |findings| &findings.entities),
        Kind::Persons => findings(kind, readings, |findings| &findings.persons),
        Kind::Talks => findings(kind, readings, |findings| &findings.talks),
        Kind::Access => findings(kind, readings, |findings| &findings.access),
        Kind::NotSaid => findings(kind, readings, |findings| &findings.not_said),
        Kind::Notices => findings(kind, readings, |findings| &findings.notices),
        Kind::Errors => failures(&[]),
    }
}

/// The table of errors.
///
/// # Errors
/// None that is known of; what Arrow refuses is passed on.
pub fn failures(failures: &[Failure]) -> Result<RecordBatch, ArrowError> {
    made(Kind::Errors, failures)
}

fn findings<T: Serialize>(
    kind: Kind,
    readings: &[Reading],
    of: impl Fn(&Findings) -> &Vec<T>,
) -> Result<RecordBatch, ArrowError> {
    let rows: Vec<Row<'_, T>> = readings.iter().flat_map(|it| rows_of(Some(it), &of)).collect();
    made(kind, &rows)
}

/// The findings of one reading as rows; none without a reading.
pub(super) fn rows_of<T>(
    reading: Option<&Reading>,
    of: impl Fn(&Findings) -> &Vec<T>,
) -> Vec<Row<'_, T>> {
    let Some(reading) = reading else { return Vec::new() };
    let Report { id: report, version, .. } = &reading.report;
    of(&reading.findings).iter().map(|finding| Row { report, version, finding }).collect()
}

fn made<T: Serialize>(kind: Kind, rows: &[T]) -> Result<RecordBatch, ArrowError> {
    layout::batch(schema(kind), rows)
}
