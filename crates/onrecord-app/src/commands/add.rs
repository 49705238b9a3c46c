//! `onrecord add`

use std::path::PathBuf;

use onrecord::derive;
use onrecord::ledger::{Appended, Ledger, Reading};
use serde_json::json;

use crate::loader::{self, Given, Loaded};
use crate::outcome::Outcome;
use crate::session::Session;
use crate::{fetch, inputs};

/// Read reports and put them on record.
///
/// Adding a report twice adds nothing; a changed text at the same address is a new version of the report, and the old
/// one is kept.
#[derive(Debug, clap::Args)]
#[command(after_help = format!("{}\n\n{}", inputs::FOLDERS, fetch::ADDRESSES))]
pub(crate) struct Add {
    /// Files, folders, addresses, or - for standard input: text, HTML, RSS, Atom, JSON Feed, ninjs, JSON, JSON Lines, CSV, WARC; also
    /// packed with gzip or zstd.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    given: Given,
}

/// How many readings came to what.
#[derive(Debug, Default)]
struct Tally {
    new: usize,
    versions: usize,
    readings: usize,
    known: usize,
    /// Of the new ones, those whose day nobody knows.
    undated: usize,
}

impl Add {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        // Before any reading: a record that cannot be written should not cost the user ten minutes.
        let mut ledger = session.ledger_to_write()?;
        let engine = session.engine()?;
        let found = inputs::find(&self.paths, session.ledger());
        for line in &found.complaints {
            Session::complain(line);
        }
        let mut tally = Tally::default();
        let mut told = Vec::new();
        let failed =
            loader::load(&found.inputs, &self.given, &engine, &Session::complain, &mut |batch| {
                let appended = append(&mut ledger, engine.name(), &batch)?;
                for (loaded, appended) in batch.iter().zip(&appended) {
                    tally.count(appended);
                    let is_new = matches!(appended, Appended::New { .. });
                    let is_undated = loaded.reading.report.published.is_none();
                    tally.undated += usize::from(is_new && is_undated);
                    told.push(line(loaded, appended));
                }
                Ok(())
            })?;
        let decided = derive::decided(&ledger)?;
        derive::keep(&mut ledger, engine.rules(), &decided)?;
        if session.json {
            for line in &told {
                session.print_json(line)?;
            }
        } else {
            writeln!(session.out, "{}: {}", session.ledger_name(), tally.say(found.left_aside))?;
        }
        let some = failed + found.complaints.len() > 0;
        Ok(if some { Outcome::SomeFailed } else { Outcome::Done })
    }
}

/// Puts a batch on record, all of it or nothing.
pub(crate) fn append(
    ledger: &mut Ledger,
    engine: &str,
    batch: &[Loaded],
) -> anyhow::Result<Vec<Appended>> {
    let readings: Vec<Reading<'_>> = batch
        .iter()
        .map(|loaded| Reading {
            report: loaded.reading.report.clone(),
            raw: &loaded.raw,
            engine: engine.to_owned(),
            findings: loaded.reading.findings.clone(),
        })
        .collect();
    Ok(ledger.append(&readings)?)
}

fn line(loaded: &Loaded, appended: &Appended) -> serde_json::Value {
    let (outcome, beside) = match appended {
        Appended::New { .. } => ("new", None),
        Appended::NewVersion { supersedes, .. } => ("new_version", Some(supersedes)),
        Appended::OlderVersion { current, .. } => ("older_version", Some(current)),
        Appended::SeenAgain { .. } => ("seen_again", None),
        Appended::NewReading { .. } => ("new_reading", None),
        _ => ("known", None),
    };
    let findings = &loaded.reading.findings;
    json!({
        "input": loaded.input, "report": loaded.reading.report.id, "version": appended.version(),
        "outcome": outcome,
        "supersedes": beside.filter(|_| outcome == "new_version"),
        "superseded_by": beside.filter(|_| outcome == "older_version"),
        "statements": findings.statements.len(), "figures": findings.figures.len(),
    })
}

impl Tally {
    fn count(&mut self, appended: &Appended) {
        match appended {
            Appended::New { .. } => self.new += 1,
            Appended::NewVersion { .. } | Appended::OlderVersion { .. } => self.versions += 1,
            Appended::NewReading { .. } => self.readings += 1,
            _ => self.known += 1,
        }
    }

    fn say(&self, left_aside: usize) -> String {
        let parts = [
            (self.new, "new", "new"),
            (
                self.undated,
                "of them without a date (--published gives one)",
                "of them without a date (--published gives one)",
            ),
            (self.versions, "other version of a known report", "other versions of known reports"),
            (self.readings, "read anew by this engine", "read anew by this engine"),
            (self.known, "known already", "known already"),
            (left_aside, "file of another kind left aside", "files of other kinds left aside"),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, more)| format!("{count} {}", if *count == 1 { one } else { more }))
            .collect();
        if said.is_empty() { "nothing to add".to_owned() } else { said.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_came_of_it_and_nothing_else() {
        let tally = Tally { new: 24, versions: 1, ..Tally::default() };
        assert_eq!(
            tally.say(2),
            "24 new, 1 other version of a known report, 2 files of other kinds left aside"
        );
        assert_eq!(Tally::default().say(0), "nothing to add");
        let tally = Tally { new: 3, undated: 1, ..Tally::default() };
        assert_eq!(tally.say(0), "3 new, 1 of them without a date (--published gives one)");
    }
}
