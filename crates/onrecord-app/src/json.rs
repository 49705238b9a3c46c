//! Findings as JSON for programs: the names of the wire format, and the report each stands in.

use onrecord::ledger::{ReportRow, StoredFinding};
use serde::Serialize;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::session::Session;
use crate::table::Table;

/// A finding: the fields of the wire format, `report`, and the `kind` of finding it is.
pub(crate) fn finding(stored: &StoredFinding, row: Option<&ReportRow>) -> anyhow::Result<Value> {
    let mut value = stored.finding.to_json()?;
    if let Value::Object(fields) = &mut value {
        fields.insert("finding".into(), json!(stored.kind().as_str()));
        fields.insert("engine".into(), json!(stored.engine));
        let report = row.map_or_else(
            || json!({"id": stored.report, "version": stored.version}),
            |row| report(row, false),
        );
        fields.insert("report".into(), report);
    }
    Ok(value)
}

/// Prints the rows of a board, one a line, where JSON is wanted; else `table`, or where that is empty, `nothing`.
pub(crate) fn rows<R: Serialize>(
    session: &mut Session<'_>,
    rows: &[R],
    table: &Table,
    nothing: &str,
) -> anyhow::Result<Outcome> {
    if session.json {
        for row in rows {
            session.print_json(&serde_json::to_value(row)?)?;
        }
    } else if table.is_empty() {
        writeln!(session.out, "{nothing}")?;
    } else {
        table.write(session.looks, session.out)?;
    }
    Ok(Outcome::Done)
}

/// A report's own fields, as the wire format has them; with how it stands in the record where `standing` is wanted.
pub(crate) fn report(row: &ReportRow, standing: bool) -> Value {
    let report = &row.report;
    let mut value = json!({
        "id": report.id, "version": report.version, "title": report.title, "outlet": report.outlet,
        "byline": report.byline, "credit": report.credit, "url": report.url,
        "published": report.published.as_ref().map(|published| &published.at),
        "dateline": report.dateline, "language": report.language, "sha256": report.sha256,
    });
    if let (true, Value::Object(fields)) = (standing, &mut value) {
        fields.insert("current".into(), json!(row.current));
        fields.insert("supersedes".into(), json!(row.supersedes));
        fields.insert("added_at".into(), json!(row.added_at));
        fields.insert("engine".into(), json!(row.engine));
    }
    value
}
