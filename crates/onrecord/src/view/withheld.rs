//! What of the record is withheld, and from which versions.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use onrecord_ledger::{Filter, Ledger, LedgerError, StoredFinding, Versions};
use onrecord_model::{Decision, Id, Report, Review, Sensitivity, Subject};
use serde_json::Value;

use super::exact;
use crate::review::{self, Decisions, Mask, MaskedSpan, Term, Terms, Withheld};

/// Words in a row that make a passage known again in another report; fewer are anybody's.
const PASSAGE: usize = 4;
/// The same within versions of one report.
const PHRASE: usize = 2;

/// Stands for what may not be named.
const BLANK: &str = "█";

/// What may not be seen.
#[derive(Debug, Default)]
pub(super) struct Withholding {
    /// Reports that are not there.
    hidden: BTreeSet<String>,
    /// Words that are withheld wherever they stand.
    terms: Terms,
    /// Stretches withheld with a finding, by version.
    spans: BTreeMap<String, Vec<MaskedSpan>>,
    /// Findings that were redacted; their entry stays.
    redacted: BTreeSet<Id>,
    /// Findings above the ceiling; they go.
    gone: BTreeSet<Id>,
    /// Versions that read otherwise than the ledger has them.
    touched: BTreeSet<String>,
    /// Texts already blotted out, by version.
    texts: RefCell<BTreeMap<String, Arc<Vec<MaskedSpan>>>>,
    /// The report read last: findings come version by version.
    last: RefCell<Option<Arc<Report>>>,
}

impl Withholding {
    pub(super) fn of(
        ledger: &Ledger,
        decisions: &Decisions,
        ceiling: Sensitivity,
    ) -> Result<Withholding, LedgerError> {
        let mut all = Withholding::default();
        for subject in decisions.redacted() {
            all.add(ledger, decisions, subject, false)?;
        }
        for subject in decisions.above(ceiling) {
            all.add(ledger, decisions, subject, true)?;
        }
        for id in decisions.corrected() {
            let found = ledger.find(id.as_str())?;
            all.touched.extend(exact(&found, id).map(|stored| stored.version.clone()));
        }
        all.touch(ledger)?;
        Ok(all)
    }

    fn add(
        &mut self,
        ledger: &Ledger,
        decisions: &Decisions,
        subject: &Subject,
        is_above: bool,
    ) -> Result<(), LedgerError> {
        if let Some(name) = subject.as_name() {
            let why = if is_above { Withheld::Ceiling } else { Withheld::Name };
            self.terms.add(Term::of_name(name), why);
            return Ok(());
        }
        if let Some(report) = subject.as_report() {
            // A report cannot be redacted as a whole; who must not see it is told by its level.
            self.hidden.extend(is_above.then(|| report.to_owned()));
            return Ok(());
        }
        let Some(id) = subject.as_finding() else { return Ok(()) };
        let why = if is_above { Withheld::Ceiling } else { Withheld::Finding };
        if is_above { &mut self.gone } else { &mut self.redacted }.insert(id.clone());
        let mut found = ledger.find(id.as_str())?;
        for added in decisions.added() {
            found.extend(StoredFinding::of(&added.reading, review::BY_HAND));
        }
        if let Some(stored) = exact(&found, &id) {
            self.withhold(stored, why);
        }
        Ok(())
    }

    /// Withholds the words of a finding: there, in the other versions of its report, and, where they are many enough to be
    /// known again, in every report.
    fn withhold(&mut self, stored: &StoredFinding, why: Withheld) {
        let Ok(value) = stored.finding.to_json() else { return };
        let mut pieces = Vec::new();
        each_piece(&value, &mut |start, end, text| pieces.push((start, end, text.to_owned())));
        let spans = self.spans.entry(stored.version.clone()).or_default();
        spans.extend(pieces.iter().map(|(start, end, _)| MaskedSpan {
            start: *start,
            end: *end,
            why,
        }));
        self.touched.insert(stored.version.clone());
        for (_, _, text) in pieces {
            let words = text.split_whitespace().count();
            let scope = (words < PASSAGE).then_some(stored.report.as_str());
            if words >= PHRASE {
                self.terms.add(Term::words(&text, scope).into_iter().collect(), why);
            }
        }
    }

    /// Finds the versions in which a term stands: the full-text index gives all of them, and some more.
    fn touch(&mut self, ledger: &Ledger) -> Result<(), LedgerError> {
        for term in &self.terms.all {
            let filter = Filter {
                about: Some(format!("\"{}\"", term.text().replace('"', " "))),
                versions: Versions::All,
                report: term.report.clone(),
                ..Filter::default()
            };
            for row in ledger.reports(&filter)? {
                self.touched.insert(row.report.version);
            }
        }
        Ok(())
    }

    /// Does the report read otherwise than it came, for something in it is withheld?
    pub(super) fn masks(&self, report: &Report) -> bool {
        !self.spans_of(report).is_empty() || self.metadata(report.clone()) != *report
    }

    /// Is nothing withheld and nothing put right?
    pub(super) fn is_empty(&self) -> bool {
        self.hidden.is_empty()
            && self.terms.all.is_empty()
            && self.redacted.is_empty()
            && self.gone.is_empty()
            && self.touched.is_empty()
    }

    /// The reports that are not there.
    pub(super) fn hidden(&self) -> impl Iterator<Item = &String> {
        self.hidden.iter()
    }

    /// The findings that were taken from view, or their words.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Id> {
        self.redacted.iter().chain(&self.gone)
    }

    pub(super) fn is_hidden(&self, report: &str) -> bool {
        self.hidden.contains(report)
    }

    pub(super) fn is_touched(&self, version: &str) -> bool {
        self.touched.contains(version)
    }

    pub(super) fn touched(&self) -> impl Iterator<Item = &String> {
        self.touched.iter()
    }

    /// Does nothing that is withheld stand in `name`?
    pub(super) fn shows(&self, name: &str) -> bool {
        review::masked(name, &self.terms, "") == name
    }

    /// Words that stand apart from their report, with what is withheld blotted out.
    pub(super) fn words(&self, words: &str) -> String {
        review::masked(words, &self.terms, "")
    }

    /// Was this finding taken from view, or its words?
    pub(super) fn is_withheld(&self, finding: &Id) -> bool {
        self.redacted.contains(finding) || self.gone.contains(finding)
    }

    /// A row's report, its text left out.
    pub(super) fn metadata(&self, report: Report) -> Report {
        if self.terms.all.is_empty() { report } else { review::metadata(report, &self.terms) }
    }

    /// A report with what may be seen of it.
    pub(super) fn report(&self, report: Report) -> Report {
        if self.terms.all.is_empty() && !self.spans.contains_key(&report.version) {
            return report;
        }
        let spans = self.spans_of(&report);
        Mask::of(&report, spans.to_vec(), &self.terms).report(report)
    }

    /// A finding with what may be seen of it, and as it was put right.
    pub(super) fn finding(
        &self,
        ledger: &Ledger,
        decisions: &Decisions,
        stored: StoredFinding,
    ) -> Result<Option<StoredFinding>, LedgerError> {
        if self.gone.contains(&stored.id) {
            return Ok(None);
        }
        let correction = decisions.correction(&stored.id);
        let is_added = decisions.added().iter().any(|a| a.reading.report.version == stored.version);
        if correction.is_none() && !self.is_touched(&stored.version) && !is_added {
            return Ok(Some(stored));
        }
        let Some(report) = self.report_of(ledger, decisions, &stored.version)? else {
            return Ok(Some(stored));
        };
        let spans = self.spans_of(&report);
        let mask = Mask::of(&report, spans.to_vec(), &self.terms);
        let stored = match correction {
            Some(set) => corrected(stored, set, &report, &self.terms),
            None => stored,
        };
        Ok(mask.finding(&stored, self.redacted.contains(&stored.id)))
    }

    /// The report that a version's findings stand in.
    fn report_of(
        &self,
        ledger: &Ledger,
        decisions: &Decisions,
        version: &str,
    ) -> Result<Option<Arc<Report>>, LedgerError> {
        let known = self.last.borrow().as_ref().filter(|it| it.version == version).map(Arc::clone);
        if known.is_some() {
            return Ok(known);
        }
        let mut added = decisions.added().iter().map(|added| &added.reading.report);
        let report = match added.find(|report| report.version == version) {
            Some(report) => Some(report.clone()),
            None => ledger.report(version)?,
        };
        let report = report.map(Arc::new);
        self.last.replace(report.clone());
        Ok(report)
    }

    /// Findings of reports that are not there are not there, either: what was decided about them may hold their words.
    pub(super) fn with_those_of(
        &mut self,
        ledger: &Ledger,
        reviews: &[Review],
    ) -> Result<(), LedgerError> {
        if self.hidden.is_empty() {
            return Ok(());
        }
        let subjects = reviews.iter().flat_map(|review| review.decision.subjects());
        for id in subjects.filter_map(|subject| subject.as_finding()) {
            let found = ledger.find(id.as_str())?;
            if exact(&found, &id).is_some_and(|stored| self.is_hidden(&stored.report)) {
                self.gone.insert(id);
            }
        }
        Ok(())
    }

    /// A review with what may be seen of it. Where it is about something that is not there, that it was made, by whom and when.
    pub(super) fn review(&self, review: &Review) -> Option<Review> {
        let subjects = review.decision.subjects();
        let is_gone = |subject: &Subject| {
            subject.as_report().is_some_and(|report| self.is_hidden(report))
                || subject.as_finding().is_some_and(|id| self.gone.contains(&id))
        };
        if subjects.iter().any(is_gone) {
            return Some(Review {
                decision: blank(&review.decision),
                note: None,
                ..review.clone()
            });
        }
        let mut value = serde_json::to_value(&review.decision).ok()?;
        blot(&mut value, &self.terms);
        let decision: Decision = serde_json::from_value(value).ok()?;
        let note = review.note.as_ref().map(|note| review::masked(note, &self.terms, ""));
        Some(Review { decision, note, ..review.clone() })
    }

    /// What is withheld of a report's text.
    fn spans_of(&self, report: &Report) -> Arc<Vec<MaskedSpan>> {
        if let Some(known) = self.texts.borrow().get(&report.version) {
            return Arc::clone(known);
        }
        let text: Vec<char> = report.text.chars().collect();
        let mut spans = self.spans.get(&report.version).cloned().unwrap_or_default();
        for (term, why) in self.terms.all.iter().zip(&self.terms.whys) {
            if term.is_for(&report.id) {
                let places = term.places(&text).into_iter();
                spans.extend(places.map(|(start, end)| MaskedSpan { start, end, why: *why }));
            }
        }
        let spans = Arc::new(spans);
        self.texts.borrow_mut().insert(report.version.clone(), Arc::clone(&spans));
        spans
    }
}

/// A finding with some of its fields put right; as it was where that makes no finding of it.
fn corrected(
    stored: StoredFinding,
    set: &BTreeMap<String, Value>,
    report: &Report,
    terms: &Terms,
) -> StoredFinding {
    let Ok(Value::Object(mut fields)) = stored.finding.to_json() else { return stored };
    for (name, value) in set {
        fields.insert(name.clone(), value.clone());
    }
    let plain = Mask::of(report, Vec::new(), terms);
    match plain.settled(stored.kind(), Value::Object(fields)) {
        Some(finding) => stored.with(finding),
        None => stored,
    }
}

/// Everything with `start`, `end` and `text`, however deep.
fn each_piece(value: &Value, take: &mut impl FnMut(u32, u32, &str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_piece(item, take)),
        Value::Object(fields) => {
            let number = |name: &str| fields.get(name).and_then(Value::as_u64);
            let text = fields.get("text").and_then(Value::as_str);
            if let (Some(start), Some(end), Some(text)) = (number("start"), number("end"), text) {
                take(start as u32, end as u32, text);
            }
            fields.values().for_each(|field| each_piece(field, take));
        }
        _ => {}
    }
}

/// The decision without what it is about, and without anything that it says of that.
fn blank(decision: &Decision) -> Decision {
    let subject = Subject::given(BLANK);
    match decision {
        Decision::Accept { .. } => Decision::Accept { subject },
        Decision::Reject { .. } => Decision::Reject { subject },
        Decision::Correct { .. } => Decision::Correct { subject, set: BTreeMap::new() },
        Decision::Merge { .. } => Decision::Merge { subjects: vec![subject] },
        Decision::Split { .. } => Decision::Split { subjects: vec![subject] },
        Decision::Redact { .. } => Decision::Redact { subject },
        Decision::Grade { .. } => Decision::Grade { subject, reliability: None, credibility: None },
        Decision::Sensitivity { level, .. } => Decision::Sensitivity { subject, level: *level },
        Decision::Undo { review } => Decision::Undo { review: review.clone() },
        _ => Decision::Note { subject },
    }
}

/// Blots the terms out of every text of a review but the ids and words of its own.
fn blot(value: &mut Value, terms: &Terms) {
    match value {
        Value::String(text) => *text = review::masked(text, terms, ""),
        Value::Array(items) => items.iter_mut().for_each(|item| blot(item, terms)),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if !matches!(name.as_str(), "what" | "kind" | "medium" | "act" | "count" | "level")
                {
                    blot(field, terms);
                }
            }
        }
        _ => {}
    }
}
