//! `onrecord search`

use std::collections::BTreeMap;

use onrecord::ledger::{Filter, ReportRow, Snippet, Versions};
use serde_json::json;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// Find words in what is on record: findings first, then the texts of reports.
#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// All of these words; words in "double quotes" only in that order.
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// At most so many findings, and as many reports.
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: u32,
    #[command(flatten)]
    part: Part,
}

impl Search {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let view = session.view(&ledger)?;
        let report = match &self.part.report {
            None => None,
            Some(beginning) => Some(view.report_named(beginning)?),
        };
        let filter = Filter {
            report,
            since: self.part.since.clone(),
            until: self.part.until.clone(),
            about: self.part.about.clone(),
            limit: Some(self.limit),
            ..Filter::default()
        };
        let hits = view.search(&self.words.join(" "), &filter)?;
        let rows: BTreeMap<String, ReportRow> = view
            .reports(&Filter { versions: Versions::All, ..Filter::default() })?
            .into_iter()
            .map(|row| (row.report.version.clone(), row))
            .collect();
        let found = hits
            .findings
            .iter()
            .map(|hit| (hit.id.as_str(), hit.kind.as_str(), &hit.version, &hit.snippet))
            .chain(
                hits.reports
                    .iter()
                    .map(|hit| (hit.report.as_str(), "report", &hit.version, &hit.snippet)),
            );
        let mut table = Table::new(&[
            Column::giving("ID", 1).faint(),
            Column::whole("KIND"),
            Column::whole("PUBLISHED"),
            Column::giving("OUTLET", 3),
            Column::giving("WORDS", 6),
        ]);
        let mut written = 0;
        for (id, kind, version, snippet) in found {
            let row = rows.get(version);
            if session.json {
                let report = row.map(|row| json::report(row, false));
                let value =
                    json!({"id": id, "finding": kind, "report": report, "snippet": snippet.text});
                session.print_json(&value)?;
                continue;
            }
            written += 1;
            let id = if kind == "report" { id } else { id.get(..9).unwrap_or(id) };
            table.row([
                id.to_owned(),
                kind.to_owned(),
                describe::day(row),
                describe::outlet(row),
                from_the_mark(snippet),
            ]);
        }
        if written > 0 {
            table.write(session.looks, session.out)?;
        } else if !session.json {
            writeln!(session.out, "nothing on record holds these words")?;
        }
        Ok(Outcome::Done)
    }
}

/// The snippet from a few words before what was sought, so that a narrow table still shows it.
fn from_the_mark(snippet: &Snippet) -> String {
    const BEFORE: usize = 4;
    let first = snippet.marks.first().map_or(0, |mark| mark.start);
    let head = snippet.text.get(..first).unwrap_or_default();
    let from = head.rmatch_indices(' ').nth(BEFORE).map(|(at, _)| at + 1);
    match from {
        Some(from) => format!("…{}", snippet.text.get(from..).unwrap_or_default()),
        None => snippet.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_begins_a_few_words_before_what_was_sought() {
        let text = "one two three four five six seven eight";
        let at = text.find("seven").unwrap();
        let marked = |from: usize, to: usize| {
            from_the_mark(&Snippet {
                text: text.into(),
                marks: std::iter::once(from..to).collect(),
            })
        };
        assert_eq!(marked(at, at + 5), "…three four five six seven eight");
        assert_eq!(marked(4, 7), text);
    }
}
