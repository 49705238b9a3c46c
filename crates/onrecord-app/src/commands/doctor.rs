//! `onrecord doctor`

use onrecord::derive::{self, Soundness};
use serde_json::json;

use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;

/// Check that the record is as it was written.
///
/// The file's pages, its references, every finding's words against its report, and what follows across reports against what
/// the record gives.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {}

impl Doctor {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let mut problems: Vec<String> =
            ledger.check()?.iter().map(|problem| plain(&problem.to_string())).collect();
        let decided = derive::decided(&ledger)?;
        let across = session.with_rules(|rules| derive::soundness(&ledger, rules, &decided));
        if problems.is_empty() && across?? == Soundness::Unsound {
            problems.push("what follows across reports is not what the record gives".to_owned());
        }
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
