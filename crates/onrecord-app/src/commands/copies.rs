//! `onrecord copies`

use std::path::{Path, PathBuf};

use onrecord::ledger::{Filter, Ledger};
use onrecord::model::Report;
use onrecord::read::json_line;
use onrecord::reconcile::{self, CopyGroup, CopyText};
use serde_json::json;

use crate::commands::describe;
use crate::loader::with_causes;
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;
use crate::stream;
use crate::table::{Column, Table};

/// List the reports on record that are one text: wire copy, light edits, cut versions.
///
/// A copy is never a second voice. Reports that stand in no group are their own.
#[derive(Debug, clap::Args)]
pub(crate) struct Copies {
    /// Compare these reports instead, one JSON object a line (- for standard input), all of them one pool; nothing is
    /// stored. One line out for each group.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["since", "until"])]
    jsonl: Option<PathBuf>,
    /// Only reports published on this day or later (2031-03-04, 2031-03, 2031).
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Only reports published on this day or earlier.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

impl Copies {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let (reports, failed) = match &self.jsonl {
            Some(path) => of_lines(path)?,
            None => (self.of_ledger(&session.ledger_to_read()?)?, 0),
        };
        let groups = reconcile::copies(&texts(&reports));
        if session.json || self.jsonl.is_some() {
            for group in &groups {
                session.print_json(&as_json(group, &reports))?;
            }
        } else if groups.is_empty() {
            writeln!(session.out, "no copies among {} reports", reports.len())?;
        } else {
            table(&groups, &reports, session)?;
        }
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }

    fn of_ledger(&self, ledger: &Ledger) -> anyhow::Result<Vec<Report>> {
        let filter =
            Filter { since: self.since.clone(), until: self.until.clone(), ..Filter::default() };
        let mut reports = Vec::new();
        for row in ledger.reports(&filter)? {
            reports.extend(ledger.report(&row.report.version)?);
        }
        Ok(reports)
    }
}

/// The reports of a file of JSON Lines, and how many lines could not be used.
fn of_lines(path: &Path) -> anyhow::Result<(Vec<Report>, usize)> {
    let (mut input, name) = stream::open(path)?;
    let (lines, mut failed) = stream::lines(&mut *input, &name, &Session::complain)?;
    let mut reports = Vec::with_capacity(lines.len());
    for (number, line) in &lines {
        match json_line(line, &name, *number) {
            Ok(report) => reports.push(report),
            Err(error) => {
                failed += 1;
                Session::complain(&with_causes(&error));
            }
        }
    }
    Ok((reports, failed))
}

fn texts(reports: &[Report]) -> Vec<CopyText<'_>> {
    reports
        .iter()
        .map(|report| CopyText {
            name: &report.id,
            text: &report.text,
            published: report.published.as_ref().map(|published| published.at.as_str()),
        })
        .collect()
}

fn as_json(group: &CopyGroup, reports: &[Report]) -> serde_json::Value {
    let id = |at: &usize| reports.get(*at).map(|report| report.id.as_str());
    let members: Vec<&str> = group.members.iter().filter_map(id).collect();
    json!({"group": members, "origin": group.origin.as_ref().and_then(id), "why": why(group)})
}

fn why(group: &CopyGroup) -> String {
    format!(
        "{} of the words of the shorter one, or more, stand in the other, five or more in a row",
        share(group)
    )
}

fn share(group: &CopyGroup) -> String {
    format!("{:.0} %", group.least_share * 100.0)
}

fn table(
    groups: &[CopyGroup],
    reports: &[Report],
    session: &mut Session<'_>,
) -> anyhow::Result<()> {
    let mut table = Table::new(&[
        Column::whole("ONE TEXT"),
        Column::giving("REPORT", 2).faint(),
        Column::whole("PUBLISHED"),
        Column::giving("OUTLET", 3),
        Column::giving("TITLE", 5),
        Column::whole("SHARED").right(),
    ]);
    for (number, group) in (1..).zip(groups) {
        for at in &group.members {
            let Some(report) = reports.get(*at) else { continue };
            let origin = if group.origin == Some(*at) { " first" } else { "" };
            table.row([
                format!("{number}{origin}"),
                report.id.clone(),
                report.published.as_ref().map_or(String::new(), |it| it.day().to_owned()),
                report.outlet.clone().unwrap_or_else(|| describe::REPORT.to_owned()),
                report.title.clone().unwrap_or_default(),
                share(group),
            ]);
        }
    }
    table.write(session.looks, session.out)?;
    let copies: usize = groups.iter().map(|group| group.members.len() - 1).sum();
    writeln!(
        session.out,
        "{}",
        plain(&format!("{} reports, {} texts", reports.len(), reports.len() - copies))
    )?;
    Ok(())
}
