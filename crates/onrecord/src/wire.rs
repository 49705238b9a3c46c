//! The wire format, version 1: what `onrecord read --json` prints, and what other programs take.
//!
//! The findings' own types carry the wire's names; this adds the envelope. Spans are Unicode code points, end exclusive.

use std::borrow::Cow;

use onrecord_model::{Findings, Report};
use serde::{Deserialize, Serialize};

use crate::Reading;

/// Version of the format.
pub const VERSION: u32 = 1;

/// One report on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wire<'a> {
    /// Always [`VERSION`].
    pub onrecord: u32,
    /// What read it.
    pub engine: String,
    /// The report, without its text.
    pub report: Head,
    /// What it puts on record.
    #[serde(flatten)]
    pub findings: Cow<'a, Findings>,
}

/// What identifies a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of `onrecord_model::Report`")]
pub struct Head {
    pub id: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub byline: Option<String>,
    pub credit: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    pub dateline: Option<String>,
    pub language: Option<String>,
    pub version: String,
    pub sha256: String,
}

impl Head {
    fn of(report: &Report) -> Head {
        Head {
            id: report.id.clone(),
            title: report.title.clone(),
            outlet: report.outlet.clone(),
            byline: report.byline.clone(),
            credit: report.credit.clone(),
            url: report.url.clone(),
            published: report.published.as_ref().map(|p| p.at.clone()),
            dateline: report.dateline.clone(),
            language: report.language.clone(),
            version: report.version.clone(),
            sha256: report.sha256.clone(),
        }
    }
}

/// The reading as a wire object.
pub fn to_wire<'a>(engine: &str, reading: &'a Reading) -> Wire<'a> {
    Wire {
        onrecord: VERSION,
        engine: engine.to_owned(),
        report: Head::of(&reading.report),
        findings: Cow::Borrowed(&reading.findings),
    }
}

/// The reading as a JSON value.
pub fn to_json(engine: &str, reading: &Reading) -> serde_json::Value {
    // Every key is a string and every number finite, so nothing here can fail to be JSON.
    serde_json::to_value(to_wire(engine, reading)).unwrap_or_default()
}

/// The reading as one line of JSON, without the line break.
pub fn to_line(engine: &str, reading: &Reading) -> String {
    serde_json::to_string(&to_wire(engine, reading)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::{Figure, Id, Statement, Voice, Words};

    #[test]
    fn what_is_written_can_be_read_back() {
        let statement = Statement { id: Id::given("st_1"), ..Statement::default() };
        let figure = Figure {
            words: Words { start: 3, end: 9, text: "more than 1.5 million".into() },
            low: Some("1500001".parse().unwrap()),
            value: Some("1.5".parse().unwrap()),
            voice: Voice::Statement(Id::given("st_1")),
            ..Figure::default()
        };
        let findings =
            Findings { statements: vec![statement], figures: vec![figure], ..Findings::default() };
        let reading = Reading { report: Report { id: "r".into(), ..Report::default() }, findings };
        let line = to_line("test", &reading);
        assert!(line.contains("\"low\":1500001,\"high\":null,\"value\":1.5"), "{line}");
        assert!(line.contains("\"voice\":\"st_1\""), "{line}");
        let back: Wire<'_> = serde_json::from_str(&line).unwrap();
        assert_eq!(back, to_wire("test", &reading));
    }
}
