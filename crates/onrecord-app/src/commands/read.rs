//! `onrecord read`

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use onrecord::model::Voice;
use onrecord::read::json_line;
use onrecord::{Reading, wire};
use rayon::prelude::*;

use crate::commands::describe;
use crate::inputs;
use crate::loader::{self, Given, Loaded, with_causes};
use crate::looks::{HEADING, Looks};
use crate::outcome::Outcome;
use crate::plain::{plain, plain_json};
use crate::session::Session;
use crate::stream::{self, Answer};
use crate::table::{Column, Table};

/// Read reports and show what is found in them; nothing is stored.
#[derive(Debug, clap::Args)]
#[command(after_help = inputs::FOLDERS)]
pub(crate) struct Read {
    /// Files, folders, or - for standard input.
    #[arg(required_unless_present = "jsonl", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Many reports, one JSON object a line (- for standard input): one line of the wire format out for each line in,
    /// in the same order. A line that cannot be read is named on standard error, and the others go on.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "published", "outlet", "title", "url"])]
    jsonl: Option<PathBuf>,
    /// How many threads read at once; all processors unless said.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// With --jsonl: name under `events` also what no rule knows the type of, as type `other`: every word that tells
    /// whether something happened. Scoreboards of certainty and planning ask for it; a timeline would be flooded.
    #[arg(long, requires = "jsonl")]
    every_event: bool,
    #[command(flatten)]
    given: Given,
}

impl Read {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        if let Some(threads) = self.threads {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads.into())
                .build_global()
                .context("cannot start the threads")?;
        }
        let failed = match &self.jsonl {
            Some(path) => self.lines(path, session)?,
            None => self.files(session)?,
        };
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }

    fn lines(&self, path: &Path, session: &mut Session<'_>) -> anyhow::Result<usize> {
        let (mut input, name) = stream::open(path)?;
        let engine = session.engine()?;
        let answer = |line: &str, number: usize| match json_line(line, &name, number) {
            Ok(report) => {
                let findings = match self.every_event {
                    true => engine.findings_with_every_event(&report),
                    false => engine.findings(&report),
                };
                Answer::of(wire::to_line(engine.name(), &Reading { report, findings }))
            }
            Err(error) => Answer::failed(with_causes(&error)),
        };
        let (out, complain) = (&mut *session.out, &Session::complain);
        stream::stream(&mut *input, &name, "reports", &answer, out, complain)
    }

    fn files(&self, session: &mut Session<'_>) -> anyhow::Result<usize> {
        let engine = session.engine()?;
        let found = inputs::find(&self.paths, session.ledger());
        for line in &found.complaints {
            Session::complain(line);
        }
        let (json, looks) = (session.json, session.looks);
        let out = &mut *session.out;
        let failed =
            loader::load(&found.inputs, &self.given, &engine, &Session::complain, &mut |batch| {
                if json {
                    let line = |loaded: &Loaded| wire::to_line(engine.name(), &loaded.reading);
                    let lines: Vec<String> = batch.par_iter().map(line).collect();
                    for line in &lines {
                        writeln!(out, "{}", plain_json(line))?;
                    }
                    return Ok(());
                }
                batch.iter().try_for_each(|loaded| show(&loaded.reading, looks, out))
            })?;
        Ok(failed + found.complaints.len())
    }
}

/// A report's findings for people.
fn show(reading: &Reading, looks: Looks, out: &mut dyn Write) -> anyhow::Result<()> {
    let report = &reading.report;
    let title = report.title.as_deref().unwrap_or(&report.id);
    writeln!(out, "{}", looks.paint(HEADING, &plain(title)))?;
    let published = report.published.as_ref().map(|published| published.at.as_str());
    let facts = [report.outlet.as_deref(), published, report.url.as_deref()];
    let facts: Vec<String> = facts.into_iter().flatten().map(plain).collect();
    if !facts.is_empty() {
        writeln!(out, "{}", facts.join(" · "))?;
    }
    statements(reading, looks, out)?;
    figures(reading, looks, out)?;
    writeln!(out)?;
    Ok(())
}

fn statements(reading: &Reading, looks: Looks, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut table = Table::new(&[
        Column::whole("ID").faint(),
        Column::giving("WHO", 2),
        Column::whole("ACT"),
        Column::giving("WORDS", 5),
    ]);
    for statement in &reading.findings.statements {
        table.row([
            statement.id.short().to_owned(),
            describe::who(statement),
            statement.act.to_string(),
            describe::what(statement),
        ]);
    }
    if !reading.findings.statements.is_empty() {
        writeln!(out)?;
        table.write(looks, out)?;
    }
    Ok(())
}

fn figures(reading: &Reading, looks: Looks, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut table = Table::new(&[
        Column::whole("ID").faint(),
        Column::giving("MEASURE", 2),
        Column::whole("VALUE").right(),
        Column::giving("OF", 3).only_from(120),
        Column::whole("AS OF"),
        Column::giving("WHO", 3),
        Column::giving("WORDS", 4),
    ]);
    for figure in &reading.findings.figures {
        table.row([
            figure.id.short().to_owned(),
            describe::measure(&figure.measure),
            onrecord::boards::value(figure),
            describe::counted(figure),
            describe::when(figure),
            voice(reading, &figure.voice),
            figure.words.text.clone(),
        ]);
    }
    if !reading.findings.figures.is_empty() {
        writeln!(out)?;
        table.write(looks, out)?;
    }
    Ok(())
}

fn voice(reading: &Reading, voice: &Voice) -> String {
    let mut statements = reading.findings.statements.iter();
    let said = voice.statement().and_then(|id| statements.find(|statement| statement.id == *id));
    let who = said.map(describe::who).unwrap_or_default();
    if who.is_empty() { describe::REPORT.to_owned() } else { who }
}
