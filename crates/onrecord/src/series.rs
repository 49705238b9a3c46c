//! Several reports in, what they say of the same number out: the protocol of `onrecord series --jsonl`.
//!
//! In goes `{"case", "reports": [{"doc", "date", "outlet", "text"}]}`; out come the case's series, each point with its report,
//! words and voice, and how the figures of one measure stand to each other. No case knows another, and the order of
//! its reports means nothing.

use onrecord_model::{Document, Findings, Published, Reading, Report};
use onrecord_reconcile::{Series, SeriesVerdict};
use serde::{Deserialize, Serialize};

use crate::Engine;

/// Reports that belong together.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// What it goes by.
    pub case: String,
    /// Its reports, in any order.
    pub reports: Vec<Told>,
}

/// One report of a case.
#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    /// What it goes by.
    pub doc: String,
    /// When it was published, ISO 8601.
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Its text.
    pub text: String,
}

/// What a case's reports say of the same numbers.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The case.
    pub case: String,
    /// Its series.
    pub series: Vec<Series>,
    /// How each two reports stand on each measure.
    pub verdicts: Vec<SeriesVerdict>,
}

impl Told {
    fn report(self) -> Report {
        let published = self.date.map(|at| Published { at, inferred: false });
        let (id, outlet, text) = (self.doc, self.outlet, self.text);
        Report { id, outlet, text, published, ..Report::default() }.sealed()
    }
}

/// Reads a case's reports and joins their figures.
pub fn series(case: Case, engine: &Engine) -> Answer {
    let reports = case.reports.into_iter().map(Told::report);
    let read: Vec<(Document, Findings)> = reports.map(|it| engine.documented(&it)).collect();
    let readings: Vec<Reading> = read
        .iter()
        .map(|(document, findings)| Reading {
            report: document.report.clone(),
            findings: findings.clone(),
        })
        .collect();
    let series = onrecord_reconcile::series_of_texts(&readings, &read, engine.rules());
    let verdicts = onrecord_reconcile::verdicts(&series, &read, engine.rules());
    Answer { case: case.case, series, verdicts }
}
