//! What a command works with: where it writes, which record and which reader it uses.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use onrecord::Engine;
use onrecord::ledger::{Ledger, LedgerErrorKind};
use serde_json::Value;

use crate::cli::Options;
use crate::looks::Looks;
use crate::plain::{plain, plain_json};

/// One run of one command.
pub(crate) struct Session<'a> {
    /// Takes what the command has to say.
    pub(crate) out: &'a mut dyn Write,
    /// What that may look like.
    pub(crate) looks: Looks,
    /// Is JSON wanted?
    pub(crate) json: bool,
    ledger: PathBuf,
    reader: Option<PathBuf>,
    rules: Option<PathBuf>,
}

impl<'a> Session<'a> {
    /// A session as the options say.
    pub(crate) fn new(options: &Options, out: &'a mut dyn Write) -> Session<'a> {
        Session {
            out,
            looks: Looks::of_standard_output(),
            json: options.json,
            ledger: options.ledger.clone(),
            reader: options.reader.clone(),
            rules: options.rules.clone(),
        }
    }

    /// The engine that reads: the one inside, or with the rules and the reader that were named.
    pub(crate) fn engine(&self) -> anyhow::Result<Engine> {
        if let Some(folder) = &self.rules {
            return Engine::with_rules(folder, self.reader.as_deref())
                .with_context(|| format!("{}: not a folder of rules", folder.display()));
        }
        match &self.reader {
            None => Engine::embedded().context("the reader inside the program does not load"),
            Some(folder) => Engine::with_reader(folder)
                .with_context(|| format!("{}: not a reader", folder.display())),
        }
    }

    /// The record, to add to; made where it is not there.
    pub(crate) fn ledger_to_write(&self) -> anyhow::Result<Ledger> {
        Ok(Ledger::open(&self.ledger)?)
    }

    /// The record, to look things up in.
    pub(crate) fn ledger_to_read(&self) -> anyhow::Result<Ledger> {
        match Ledger::open_read_only(&self.ledger) {
            // Opening it for writing brings it up to date, and loses nothing.
            Err(error) if matches!(error.kind, LedgerErrorKind::Older { .. }) => {
                self.ledger_to_write()
            }
            opened => Ok(opened?),
        }
    }

    /// Says on standard error, in one line, what could not be used.
    pub(crate) fn complain(line: &str) {
        // Where standard error is closed, the exit code still tells.
        let _ = writeln!(std::io::stderr(), "onrecord: {}", plain(line));
    }

    /// Prints one JSON value on one line.
    pub(crate) fn print_json(&mut self, value: &Value) -> anyhow::Result<()> {
        writeln!(self.out, "{}", plain_json(&value.to_string()))?;
        Ok(())
    }

    /// Where the record is, for people.
    pub(crate) fn ledger_name(&self) -> String {
        plain(&self.ledger.display().to_string())
    }
}
