//! `onrecord mcp`

use crate::mcp;
use crate::outcome::Outcome;
use crate::session::Session;

/// Offer the record to an assistant, to look things up in: tools over the Model Context Protocol on standard input and output.
///
/// The tools read and never write. Each answer carries the words, who says them through whom, and how many voices there
/// are; it is marked as text by strangers, which is not to be obeyed.
#[derive(Debug, clap::Args)]
pub(crate) struct Mcp {
    /// Look at so many of the latest reports together; older ones stay findable.
    #[arg(long, value_name = "NUMBER", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=5000))]
    window: u32,
}

impl Mcp {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        // Brought up to date where an earlier release wrote it; after this, it is only read.
        drop(session.ledger_to_read()?);
        mcp::serve(session.ledger().to_owned(), session.ceiling, self.window)?;
        Ok(Outcome::Done)
    }
}
