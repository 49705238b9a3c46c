//! `onrecord import`

use std::path::PathBuf;

use onrecord::export::{Recorded, import_line};
use onrecord::ledger::{Appended, Ledger, Reading};

use crate::outcome::Outcome;
use crate::session::Session;
use crate::stream;

/// Take in what another ledger exported with `export --format jsonl --full-text`: the same reports, findings and ids.
///
/// Nothing is read anew. A report that something changed on the way, or whose findings do not stand in its text, is refused.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// The exported file, or - for standard input.
    #[arg(value_name = "FILE")]
    path: PathBuf,
}

/// Reports that are put on record together.
const BATCH: usize = 256;

impl Import {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let mut ledger = session.ledger_to_write()?;
        let (mut input, name) = stream::open(&self.path)?;
        let (lines, mut failed) = stream::lines(&mut *input, &name, &Session::complain)?;
        let (mut new, mut known) = (0, 0);
        for batch in lines.chunks(BATCH) {
            let mut recorded = Vec::new();
            for (number, line) in batch {
                match import_line(line) {
                    Ok(one) => recorded.push(one),
                    Err(error) => {
                        failed += 1;
                        Session::complain(&format!("{name}:{number}: {error}"));
                    }
                }
            }
            for appended in append(&mut ledger, recorded)? {
                if matches!(appended, Appended::Known { .. }) { known += 1 } else { new += 1 }
            }
        }
        writeln!(session.out, "{}: {new} taken in, {known} known already", session.ledger_name())?;
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }
}

fn append(ledger: &mut Ledger, recorded: Vec<Recorded>) -> anyhow::Result<Vec<Appended>> {
    let readings: Vec<Reading<'_>> = recorded
        .into_iter()
        .map(|one| Reading {
            report: one.reading.report,
            raw: &[],
            engine: one.engine,
            findings: one.reading.findings,
        })
        .collect();
    Ok(ledger.append(&readings)?)
}
