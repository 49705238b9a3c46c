//! What a command works with: where it writes, which record and which reader it uses.

use std::io::Write;
use std::path::{Path, PathBuf};

use onrecord::derive;
use onrecord::ledger::{Ledger, LedgerErrorKind};
use onrecord::model::Sensitivity;
use onrecord::rules::Rules;
use onrecord::view::View;
use onrecord::{Engine, EngineError};
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
    /// The most sensitive that is shown.
    pub(crate) ceiling: Sensitivity,
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
            ceiling: options.ceiling,
            ledger: options.ledger.clone(),
            reader: options.reader.clone(),
            rules: options.rules.clone(),
        }
    }

    /// The engine that reads: with the reader and the rules that were named, else those inside.
    pub(crate) fn engine(&self) -> anyhow::Result<Engine> {
        self.engine_with(self.rules.as_deref())
    }

    /// The same with the rules of a folder or file.
    pub(crate) fn engine_with(&self, rules: Option<&Path>) -> anyhow::Result<Engine> {
        let reader = self.reader.as_deref();
        Engine::with(reader, rules).map_err(|error| match (error, rules, reader) {
            (EngineError::Rules(error), Some(rules), _) => {
                anyhow::anyhow!("{}: {error}. {}", rules.display(), error.kind.remedy())
            }
            (error, _, Some(reader)) => {
                anyhow::Error::new(error).context(format!("{}: not a reader", reader.display()))
            }
            (error, ..) => {
                anyhow::Error::new(error).context("what is built into the program does not load")
            }
        })
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

    /// Where the record is.
    pub(crate) fn ledger(&self) -> &Path {
        &self.ledger
    }

    /// The folders of another reader and of other rules, where they were named.
    pub(crate) fn folders(&self) -> (Option<PathBuf>, Option<PathBuf>) {
        (self.reader.clone(), self.rules.clone())
    }

    /// The record with what follows across reports, brought up to date where it was not.
    pub(crate) fn ledger_across(&self) -> anyhow::Result<Ledger> {
        let ledger = self.ledger_to_read()?;
        let decided = derive::decided(&ledger)?;
        let kept = self.with_rules(|rules| derive::is_kept(&ledger, rules, &decided))?;
        if kept? {
            return Ok(ledger);
        }
        drop(ledger);
        let mut ledger = self.ledger_to_write()?;
        self.with_rules(|rules| derive::keep(&mut ledger, rules, &decided))??;
        Ok(ledger)
    }

    /// What `ask` gives for the rules that were named, else those inside; without a reader, which takes longer to load.
    pub(crate) fn with_rules<T>(&self, ask: impl FnOnce(&Rules) -> T) -> anyhow::Result<T> {
        match self.rules.as_deref() {
            None => Ok(ask(Rules::embedded()?)),
            Some(folder) => {
                let rules = Rules::from_folder(folder).map_err(|error| {
                    anyhow::anyhow!("{}: {error}. {}", folder.display(), error.kind.remedy())
                })?;
                Ok(ask(&rules))
            }
        }
    }

    /// What of the record may be shown.
    pub(crate) fn view<'l>(&self, ledger: &'l Ledger) -> anyhow::Result<View<'l>> {
        Ok(View::of(ledger, self.ceiling)?)
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
