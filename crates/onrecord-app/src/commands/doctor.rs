//! `onrecord doctor`

use serde_json::json;

use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;

/// Check that the record is as it was written.
///
/// The file's pages, its references, and every finding's words against its report.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {}

impl Doctor {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let problems: Vec<String> =
            ledger.check()?.iter().map(|problem| plain(&problem.to_string())).collect();
        if session.json {
            session.print_json(&json!({"ledger": session.ledger_name(), "problems": problems}))?;
        } else {
            for problem in &problems {
                writeln!(session.out, "{problem}")?;
            }
            if problems.is_empty() {
                writeln!(session.out, "{}: sound", session.ledger_name())?;
            }
        }
        if problems.is_empty() {
            return Ok(Outcome::Done);
        }
        session.out.flush()?;
        anyhow::bail!(
            "{}: not as it was written; keep a copy of the file, then bring back your last backup",
            session.ledger_name()
        )
    }
}
