//! The command line: what can be said, before anything is done.

use std::io::Write;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands::{
    add, brief, compare, copies, doctor, figures, read, reports, search, show, statements,
};
use crate::outcome::Outcome;
use crate::session::Session;

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 failed; 2 the command line was wrong; 3 some inputs could not be used (each is named on \
standard error, the others were done, what was stored stays).";

/// Reads news reports on a crisis and keeps the record: who said what, how many, as of when, in which words.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Options {
    /// The record.
    #[arg(long, global = true, value_name = "FILE", env = "ONRECORD_LEDGER")]
    #[arg(default_value = "onrecord.db")]
    pub(crate) ledger: PathBuf,
    /// Print JSON instead of text: one object a line, or one document.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Folder with another trained reader than the one inside.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) reader: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Add),
    Read(read::Read),
    Brief(brief::Brief),
    Statements(statements::Statements),
    Figures(figures::Figures),
    Show(show::Show),
    Search(search::Search),
    Reports(reports::Reports),
    Copies(copies::Copies),
    Compare(compare::Compare),
    Doctor(doctor::Doctor),
}

impl Cli {
    /// Runs the command; `out` takes what it has to say, and nothing else.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let mut session = Session::new(&self.options, out);
        let outcome = match &self.command {
            Command::Add(add) => add.run(&mut session),
            Command::Read(read) => read.run(&mut session),
            Command::Brief(brief) => brief.run(&mut session),
            Command::Statements(statements) => statements.run(&mut session),
            Command::Figures(figures) => figures.run(&mut session),
            Command::Show(show) => show.run(&mut session),
            Command::Search(search) => search.run(&mut session),
            Command::Reports(reports) => reports.run(&mut session),
            Command::Copies(copies) => copies.run(&mut session),
            Command::Compare(compare) => compare.run(&mut session),
            Command::Doctor(doctor) => doctor.run(&mut session),
        }?;
        session.out.flush()?;
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn everything_says_what_it_is_for() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
        }
    }
}
