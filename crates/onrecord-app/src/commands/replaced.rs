//! What a version of a report changes in the one before it.

use onrecord::ledger::{Filter, ReportRow, StoredBody, Versions};
use onrecord::model::{Findings, Report};
use onrecord::reconcile::{Changed, Changes, Version, changes};
use onrecord::rules::Rules;
use onrecord::view::View;
use serde_json::{Value, json};

use crate::commands::describe;
use crate::looks::{FAINT, HEADING};
use crate::plain::plain;
use crate::session::Session;

/// One finding that came, went or changed, or a note of correction.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) what: &'static str,
    pub(crate) finding: &'static str,
    pub(crate) was: Option<String>,
    pub(crate) is: Option<String>,
}

/// The changes of one version.
#[derive(Debug)]
pub(crate) struct Replaced {
    pub(crate) version: String,
    pub(crate) changes: Vec<Change>,
}

/// What `report` changes in the version that stands before it in `versions`; `None` where it is the first.
pub(crate) fn by(
    view: &View<'_>,
    report: &Report,
    versions: &[ReportRow],
) -> anyhow::Result<Option<Replaced>> {
    let at = versions.iter().position(|row| row.report.version == report.version);
    let before = at.and_then(|at| versions.get(at.checked_sub(1)?));
    before.map_or(Ok(None), |before| between(view, &before.report.version, report))
}

/// What `report` changes in another version of it; `None` where there is no such version.
pub(crate) fn between(
    view: &View<'_>,
    version: &str,
    report: &Report,
) -> anyhow::Result<Option<Replaced>> {
    let Some(old) = view.report(version)? else { return Ok(None) };
    let (was, is) = (findings(view, &old.version)?, findings(view, &report.version)?);
    let before = Version { text: &old.text, findings: &was };
    let after = Version { text: &report.text, findings: &is };
    let found = changes(&before, &after, Rules::embedded()?);
    Ok(Some(Replaced { version: old.version.clone(), changes: list(&found) }))
}

fn findings(view: &View<'_>, version: &str) -> anyhow::Result<Findings> {
    let filter =
        Filter { version: Some(version.to_owned()), versions: Versions::All, ..Filter::default() };
    let mut findings = Findings::default();
    for stored in view.findings(&filter)? {
        match stored.finding {
            StoredBody::Statement(it) => findings.statements.push(it),
            StoredBody::Figure(it) => findings.figures.push(it),
            _ => {}
        }
    }
    Ok(findings)
}

fn list(found: &Changes<'_>) -> Vec<Change> {
    let note = |text: &str| Change {
        what: "corrected",
        finding: "note",
        was: None,
        is: Some(text.to_owned()),
    };
    let mut list: Vec<Change> = found.corrections.iter().map(|line| note(&line.text)).collect();
    list.extend(told(&found.figures, "figure", |figure| figure.words.text.clone()));
    list.extend(told(&found.statements, "statement", |statement| {
        format!("{}: {}", describe::who(statement), describe::what(statement))
    }));
    list
}

fn told<T>(
    changed: &Changed<T>,
    finding: &'static str,
    words: impl Fn(&T) -> String,
) -> Vec<Change> {
    let change = |what, was: Option<&T>, is: Option<&T>| Change {
        what,
        finding,
        was: was.map(&words),
        is: is.map(&words),
    };
    let altered = changed.altered.iter().map(|(was, is)| change("altered", Some(was), Some(is)));
    let added = changed.added.iter().map(|it| change("added", None, Some(it)));
    let withdrawn = changed.withdrawn.iter().map(|it| change("withdrawn", Some(it), None));
    altered.chain(added).chain(withdrawn).collect()
}

impl Replaced {
    /// For programs.
    pub(crate) fn to_json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            json!({"change": change.what, "finding": change.finding, "was": change.was, "is": change.is})
        });
        json!({"in": self.version, "changes": changes.collect::<Vec<_>>()})
    }

    /// For people.
    pub(super) fn write(&self, session: &mut Session<'_>) -> anyhow::Result<()> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let heading = format!("changes in version {}", self.version);
        writeln!(session.out, "\n{}", session.looks.paint(HEADING, &plain(&heading)))?;
        for change in &self.changes {
            let label = session.looks.paint(FAINT, &format!("{:<10}", change.what));
            let words: Vec<&str> =
                [&change.was, &change.is].into_iter().flatten().map(String::as_str).collect();
            writeln!(session.out, "{label} {}", plain(&words.join(" → ")))?;
        }
        Ok(())
    }
}
