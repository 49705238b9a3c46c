//! The wire format as one document, or a line a report.

use onrecord_model::Findings;
use serde_json::{Map, Value, json};

use super::passage::{cut, digest};
use super::{Depth, Recorded};
use crate::wire;

/// One JSON document: `{"onrecord": 1, "reports": [...]}`, each report as on the wire.
pub fn json(recorded: &[Recorded], depth: Depth) -> String {
    let reports: Vec<Value> = recorded.iter().map(|one| value(one, depth)).collect();
    json!({"onrecord": wire::VERSION, "reports": reports}).to_string() + "\n"
}

/// A line of the wire format for each report. With [`Depth::Whole`] another ledger takes them in with the same ids
/// ([`import_line`](super::import_line)); without the texts nothing could be checked there.
pub fn json_lines(recorded: &[Recorded], depth: Depth) -> String {
    recorded.iter().map(|one| value(one, depth).to_string() + "\n").collect()
}

fn value(recorded: &Recorded, depth: Depth) -> Value {
    let report = &recorded.reading.report;
    let mut value = wire::to_json(&recorded.engine, &recorded.reading);
    if depth == Depth::Quotes {
        shorten(&mut value);
    }
    if let Some(Value::Object(head)) = value.get_mut("report") {
        // Beside the wire's own names: what another ledger needs to put the version where it stands here.
        let published = report.published.as_ref();
        head.insert("published_inferred".into(), json!(published.is_some_and(|at| at.inferred)));
        head.insert("modified".into(), json!(report.modified));
        head.insert("notices".into(), json!(report.notices));
        if depth == Depth::Whole {
            head.insert("text".into(), json!(report.text));
        }
    }
    value
}

/// The same findings, the words of every span that is too long cut.
pub(super) fn shortened(findings: &Findings) -> Findings {
    let Ok(mut value) = serde_json::to_value(findings) else { return findings.clone() };
    shorten(&mut value);
    // The digests that stand beside what was cut are no fields of a finding, and are passed over.
    serde_json::from_value(value).unwrap_or_default()
}

/// Cuts the words of every span that is too long, and puts the digest of all of them beside.
fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => {
            let is_span = fields.contains_key("start") && fields.contains_key("end");
            fields.values_mut().for_each(shorten);
            if is_span {
                shorten_span(fields);
            }
        }
        _ => {}
    }
}

fn shorten_span(fields: &mut Map<String, Value>) {
    let Some(Value::String(text)) = fields.get("text") else { return };
    let Some(beginning) = cut(text, Depth::Quotes) else { return };
    let (beginning, digest) = (beginning.to_owned(), digest(text));
    fields.insert("text".into(), Value::String(beginning + "…"));
    fields.insert("text_sha256".into(), Value::String(digest));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::ferry;
    use onrecord_model::{Statement, Words};

    #[test]
    fn a_text_leaves_only_when_asked_for() {
        let recorded = [ferry()];
        let line = json_lines(&recorded, Depth::Quotes);
        assert!(!line.contains("The ferry's owner"), "{line}");
        let whole: Value = serde_json::from_str(&json_lines(&recorded, Depth::Whole)).unwrap();
        assert_eq!(whole["report"]["text"], recorded[0].reading.report.text);
        assert_eq!(
            serde_json::from_str::<Value>(&json(&recorded, Depth::Whole)).unwrap()["reports"][0],
            whole
        );
    }

    #[test]
    fn findings_that_are_cut_are_findings() {
        let mut findings = ferry().reading.findings;
        assert_eq!(shortened(&findings), findings);
        let words = Words { start: 3, end: 403, text: "a".repeat(400) };
        findings.statements.push(Statement { content: vec![words], ..Statement::default() });
        let cut = shortened(&findings);
        assert_eq!(cut.statements.len(), findings.statements.len());
        let text = &cut.statements.last().unwrap().content[0].text;
        assert_eq!((text.chars().count(), text.ends_with('…')), (301, true));
    }

    #[test]
    fn a_long_quote_is_cut_and_keeps_its_place_and_its_digest() {
        let mut recorded = ferry();
        let text = "a".repeat(400);
        let words = Words { start: 3, end: 403, text: text.clone() };
        recorded
            .reading
            .findings
            .statements
            .push(Statement { content: vec![words], ..Statement::default() });
        let value: Value = serde_json::from_str(&json_lines(&[recorded], Depth::Quotes)).unwrap();
        let statements = value["statements"].as_array().unwrap();
        let span = &statements.last().unwrap()["content"][0];
        assert_eq!((span["start"].as_u64(), span["end"].as_u64()), (Some(3), Some(403)));
        assert_eq!(span["text"].as_str().unwrap().chars().count(), 301);
        assert_eq!(span["text_sha256"], digest(&text));
    }
}
