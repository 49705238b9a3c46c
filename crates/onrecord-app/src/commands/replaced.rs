//! What a version of a report changes in the one before it, for people.

use onrecord::ledger::{Filter, Ledger, ReportRow, StoredBody, Versions};
use onrecord::model::{Findings, Report};
use onrecord::reconcile::{Changed, Changes, Version, changes};
use onrecord::rules::Rules;

use crate::commands::describe;
use crate::looks::{FAINT, HEADING};
use crate::plain::plain;
use crate::session::Session;

/// Lists what `report` changes in the version that stands before it in `versions`; nothing where it is the first.
pub(super) fn show(
    ledger: &Ledger,
    report: &Report,
    versions: &[ReportRow],
    session: &mut Session<'_>,
) -> anyhow::Result<()> {
    let at = versions.iter().position(|row| row.report.version == report.version);
    let before = at.and_then(|at| versions.get(at.checked_sub(1)?));
    let Some(before) = before else { return Ok(()) };
    let Some(old) = ledger.report(&before.report.version)? else { return Ok(()) };
    let (was, is) = (findings(ledger, &old.version)?, findings(ledger, &report.version)?);
    let (old_version, new_version) = (
        Version { text: &old.text, findings: &was },
        Version { text: &report.text, findings: &is },
    );
    let found = changes(&old_version, &new_version, Rules::embedded()?);
    let lines = lines(&found);
    if !lines.is_empty() {
        let heading = format!("changes in version {}", old.version);
        writeln!(session.out, "\n{}", session.looks.paint(HEADING, &plain(&heading)))?;
    }
    for (label, line) in lines {
        let label = session.looks.paint(FAINT, &format!("{label:<10}"));
        writeln!(session.out, "{label} {}", plain(&line))?;
    }
    Ok(())
}

fn findings(ledger: &Ledger, version: &str) -> anyhow::Result<Findings> {
    let filter =
        Filter { version: Some(version.to_owned()), versions: Versions::All, ..Filter::default() };
    let mut findings = Findings::default();
    for stored in ledger.findings(&filter)? {
        match stored.finding {
            StoredBody::Statement(it) => findings.statements.push(it),
            StoredBody::Figure(it) => findings.figures.push(it),
            _ => {}
        }
    }
    Ok(findings)
}

fn lines(found: &Changes<'_>) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&'static str, String)> =
        found.corrections.iter().map(|note| ("corrected", note.text.clone())).collect();
    lines.extend(told(&found.figures, |figure| figure.words.text.clone()));
    lines.extend(told(&found.statements, |statement| {
        format!("{}: {}", describe::who(statement), describe::what(statement))
    }));
    lines
}

fn told<T>(changed: &Changed<T>, words: impl Fn(&T) -> String) -> Vec<(&'static str, String)> {
    let altered = changed
        .altered
        .iter()
        .map(|(was, is)| ("altered", format!("{} → {}", words(was), words(is))));
    let added = changed.added.iter().map(|it| ("added", words(it)));
    let withdrawn = changed.withdrawn.iter().map(|it| ("withdrawn", words(it)));
    altered.chain(added).chain(withdrawn).collect()
}
