//! The command line: what can be said, before anything is done.

use std::io::Write;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use onrecord::model::Sensitivity;

use crate::commands::{
    access, across, add, brief, cases, changes, compare, copies, disputes, doctor, export, figures,
    import, incidents, mcp, people, read, reports, review, rules, search, series, serve, show,
    sources, statements, talks, timeline, watch, why,
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
    /// What reads: `small`; `swift`, several times faster and less often right, for archives; or a folder with another trained reader.
    #[arg(long, global = true, value_name = "small|swift|DIR")]
    pub(crate) reader: Option<PathBuf>,
    /// Folder (or one file) with rules that add to those inside, or replace them file by file.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// The most sensitive that is shown: public, restricted, confidential.
    #[arg(long, global = true, value_name = "LEVEL", env = "ONRECORD_CEILING")]
    #[arg(default_value = "public", value_parser = sensitivity)]
    pub(crate) ceiling: Sensitivity,
}

pub(crate) fn sensitivity(word: &str) -> Result<Sensitivity, String> {
    let all = || Sensitivity::ALL.iter().map(|level| level.as_str()).collect::<Vec<_>>().join(", ");
    Sensitivity::from_word(word).ok_or_else(|| format!("no such level; one of: {}", all()))
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Add),
    Read(read::Read),
    Brief(brief::Brief),
    Statements(statements::Statements),
    Figures(figures::Figures),
    Timeline(timeline::Timeline),
    People(people::People),
    Access(access::Access),
    Talks(talks::Talks),
    Sources(sources::Sources),
    Changes(changes::Changes),
    Review(review::Review),
    Show(show::Show),
    Search(search::Search),
    Serve(serve::Serve),
    Mcp(mcp::Mcp),
    Reports(reports::Reports),
    Disputes(disputes::Disputes),
    Incidents(incidents::Incidents),
    Cases(cases::Cases),
    Series(series::Series),
    Across(across::Across),
    Copies(copies::Copies),
    Compare(compare::Compare),
    Doctor(doctor::Doctor),
    Export(export::Export),
    Import(import::Import),
    Watch(watch::Watch),
    Why(why::Why),
    Rules(rules::Rules),
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
            Command::Timeline(timeline) => timeline.run(&mut session),
            Command::People(people) => people.run(&mut session),
            Command::Access(access) => access.run(&mut session),
            Command::Talks(talks) => talks.run(&mut session),
            Command::Sources(sources) => sources.run(&mut session),
            Command::Changes(changes) => changes.run(&mut session),
            Command::Review(review) => review.run(&mut session),
            Command::Show(show) => show.run(&mut session),
            Command::Search(search) => search.run(&mut session),
            Command::Serve(serve) => serve.run(&mut session),
            Command::Mcp(mcp) => mcp.run(&mut session),
            Command::Reports(reports) => reports.run(&mut session),
            Command::Disputes(disputes) => disputes.run(&mut session),
            Command::Incidents(incidents) => incidents.run(&mut session),
            Command::Cases(cases) => cases.run(&mut session),
            Command::Series(series) => series.run(&mut session),
            Command::Across(across) => across.run(&mut session),
            Command::Copies(copies) => copies.run(&mut session),
            Command::Compare(compare) => compare.run(&mut session),
            Command::Doctor(doctor) => doctor.run(&mut session),
            Command::Export(export) => export.run(&mut session),
            Command::Import(import) => import.run(&mut session),
            Command::Watch(watch) => watch.run(&mut session),
            Command::Why(why) => why.run(&mut session),
            Command::Rules(rules) => rules.run(&mut session),
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
