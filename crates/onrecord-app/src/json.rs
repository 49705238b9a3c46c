//! Findings as JSON for programs: the names of the wire format, and the report each stands in.

use onrecord::ledger::{ReportRow, StoredBody, StoredFinding};
use serde_json::{Value, json};

/// A finding: the fields of the wire format, `report`, and the `kind` of finding it is.
pub(crate) fn finding(stored: &StoredFinding, row: Option<&ReportRow>) -> anyhow::Result<Value> {
    let mut value = match &stored.finding {
        StoredBody::Statement(it) => serde_json::to_value(it)?,
        StoredBody::Figure(it) => serde_json::to_value(it)?,
        StoredBody::Event(it) => serde_json::to_value(it)?,
        StoredBody::Time(it) => serde_json::to_value(it)?,
        StoredBody::Place(it) => serde_json::to_value(it)?,
        StoredBody::Entity(it) => serde_json::to_value(it)?,
        StoredBody::Person(it) => serde_json::to_value(it)?,
        StoredBody::Talks(it) => serde_json::to_value(it)?,
        StoredBody::Access(it) => serde_json::to_value(it)?,
        StoredBody::NotSaid(it) => serde_json::to_value(it)?,
        StoredBody::Notice(it) => serde_json::to_value(it)?,
        _ => json!({}),
    };
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
