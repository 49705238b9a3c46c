//! `onrecord brief`

use std::path::PathBuf;

use anyhow::Context;
use clap::ValueEnum;
use onrecord::Reading;
use onrecord::brief::{self, BriefOptions};
use onrecord::ledger::{Filter, Ledger, Versions};
use onrecord::reconcile::across::Decisions;

use crate::commands::add::append;
use crate::inputs;
use crate::loader::{self, Given};
use crate::looks::Looks;
use crate::outcome::Outcome;
use crate::plain::{plain, plain_json};
use crate::session::Session;

/// Print what is on record, on one page.
///
/// People, places, talks, pauses, plans, what is disputed, what changed last: each line is an extract or a value with who
/// says it, and an id that `show` opens.
#[derive(Debug, clap::Args)]
#[command(after_help = inputs::FOLDERS)]
pub(crate) struct Brief {
    /// Files, folders, or - for standard input: read into a record that is gone afterwards. Without any, the ledger.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only reports published on this day or later (2031-03-04).
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<String>,
    /// Only reports published on this day or earlier.
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<String>,
    /// Only what holds all these words, or whose source does.
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
    /// How it is laid out; html is one page that stands alone.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Write it to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
}

/// How a brief is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// Markdown.
    Md,
    /// One page that can be mailed.
    Html,
    /// For programs.
    Json,
}

fn day(given: &str) -> Result<String, String> {
    let parts: Vec<&str> = given.split('-').collect();
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            Ok(given.to_owned())
        }
        _ => Err("a day is written as 2031-03-04".to_owned()),
    }
}

impl Brief {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let mut failed = 0;
        let (readings, decided) = if self.paths.is_empty() {
            on_record(&session.ledger_to_read()?, session)?
        } else {
            let (ledger, not_read) = self.temporary(session)?;
            failed = not_read;
            on_record(&ledger, session)?
        };
        let format = if session.json { Format::Json } else { self.format };
        let looks = Looks { colour: session.looks.colour && self.out.is_none(), ..session.looks };
        let options = self.options(looks);
        let brief =
            session.with_rules(|rules| brief::Brief::of(&readings, &options, rules, &decided))?;
        let page = laid_out(&brief, &readings, format, looks)?;
        match &self.out {
            None => session.out.write_all(page.as_bytes())?,
            Some(path) => std::fs::write(path, page)
                .with_context(|| format!("{}: cannot be written", path.display()))?,
        }
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }

    /// A record of what stands under the paths, in memory; and how many inputs could not be used.
    fn temporary(&self, session: &Session<'_>) -> anyhow::Result<(Ledger, usize)> {
        let mut ledger = Ledger::in_memory()?;
        let engine = session.engine()?;
        let found = inputs::find(&self.paths, session.ledger());
        for line in &found.complaints {
            Session::complain(line);
        }
        let mut take =
            |batch: Vec<loader::Loaded>| append(&mut ledger, engine.name(), &batch).map(drop);
        let failed =
            loader::load(&found.inputs, &self.given, &engine, &Session::complain, &mut take)?;
        Ok((ledger, failed + found.complaints.len()))
    }

    fn options(&self, looks: Looks) -> BriefOptions {
        BriefOptions {
            since: self.since.clone(),
            until: self.until.clone(),
            about: self.about.clone(),
            width: looks.width,
            colour: looks.colour,
        }
    }
}

fn laid_out(
    brief: &brief::Brief,
    readings: &[Reading],
    format: Format,
    looks: Looks,
) -> anyhow::Result<String> {
    Ok(match format {
        Format::Text => brief::text(&disarmed(brief)?, looks.width, looks.colour),
        Format::Md => brief::markdown(&disarmed(brief)?),
        Format::Html => brief::html(brief, readings),
        Format::Json => plain_json(&serde_json::to_string(brief)?).into_owned() + "\n",
    })
}

/// The brief with nothing in its words that a terminal would obey.
fn disarmed(brief: &brief::Brief) -> anyhow::Result<brief::Brief> {
    fn walk(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) => *text = plain(text),
            serde_json::Value::Array(items) => items.iter_mut().for_each(walk),
            serde_json::Value::Object(fields) => fields.values_mut().for_each(walk),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(brief)?;
    walk(&mut value);
    Ok(serde_json::from_value(value)?)
}

/// Every version of every report, with what stands of it, and what reviewers decided.
fn on_record(ledger: &Ledger, session: &Session<'_>) -> anyhow::Result<(Vec<Reading>, Decisions)> {
    let all = Filter { versions: Versions::All, ..Filter::default() };
    let view = session.view(ledger)?;
    Ok((view.readings(&all)?, view.decisions().across()))
}
