//! `onrecord copies`

use std::path::{Path, PathBuf};

use onrecord::boards::{self, Selection};
use onrecord::model::Report;
use onrecord::read::json_line;
use onrecord::reconcile::{self, CopyGroup, CopyText};

use crate::commands::describe;
use crate::json;
use crate::loader::with_causes;
use crate::outcome::Outcome;
use crate::record;
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
        let Some(path) = &self.jsonl else { return self.of_ledger(session) };
        let (reports, failed) = of_lines(path)?;
        for group in &reconcile::copies(&texts(&reports)) {
            session.print_json(&as_json(group, &reports))?;
        }
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }

    fn of_ledger(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let selection = Selection {
            since: self.since.clone(),
            until: self.until.clone(),
            ceiling: session.ceiling,
            ..Selection::default()
        };
        let record = record::read(session, &selection)?;
        let reports = record.readings().count();
        let board = boards::copies(&record)?;
        let mut table = Table::new(&[
            Column::whole("ONE TEXT"),
            Column::giving("REPORT", 2).faint(),
            Column::whole("PUBLISHED"),
            Column::giving("OUTLET", 3),
            Column::giving("TITLE", 5),
            Column::whole("SHARED").right(),
        ]);
        for (number, row) in (1..).zip(&board.rows) {
            for report in &row.group {
                let origin = if row.origin.as_ref() == Some(&report.id) { " first" } else { "" };
                table.row([
                    format!("{number}{origin}"),
                    report.id.clone(),
                    report.day().to_owned(),
                    report.outlet.clone().unwrap_or_else(|| describe::REPORT.to_owned()),
                    report.title.clone().unwrap_or_default(),
                    share(row.share),
                ]);
            }
        }
        let nothing = format!("no copies among {}", describe::count(reports, "report"));
        let outcome = json::rows(session, &board.rows, &table, &nothing)?;
        if !session.json && !table.is_empty() {
            let copies: usize = board.rows.iter().map(|row| row.group.len() - 1).sum();
            let texts = describe::count(reports - copies, "text");
            writeln!(session.out, "{}, {texts}", describe::count(reports, "report"))?;
        }
        Ok(outcome)
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
    serde_json::json!({"group": members, "origin": group.origin.as_ref().and_then(id), "why": why(group)})
}

fn why(group: &CopyGroup) -> String {
    format!(
        "{} of the words of the shorter one, or more, stand in the other, five or more in a row",
        share(group.least_share)
    )
}

fn share(of: f32) -> String {
    format!("{:.0} %", of * 100.0)
}
