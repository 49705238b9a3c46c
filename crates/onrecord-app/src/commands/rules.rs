//! `onrecord rules`: the tools of those who write rules.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use onrecord::model::{Findings, Report, TimeExpression};
use onrecord::proof::{Failure, Proven, prove};
use onrecord::read::{self, Hint};
use onrecord::rules::Folder;
use onrecord::{Reading, wire};
use serde_json::{Value, json};

use crate::commands::{describe, layers};
use crate::looks::{FAINT, HEADING, Looks};
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;
use crate::table::{Column, Table};

/// Try out and check rules: what is found in a sentence and by which rule, and whether a rule file holds.
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Try(Try),
    Check(Check),
    Copy(CopyOut),
}

/// Show what is found in a sentence, each finding with the rule that made it; nothing is stored.
#[derive(Debug, clap::Args)]
struct Try {
    /// The sentence, in quotes, or several; - for standard input.
    sentence: String,
    /// Show what the reader saw word by word too: class, syntax, who says what, names.
    #[arg(long)]
    layers: bool,
    /// The day of the report that it would stand in (2031-03-04): what "yesterday" is read against.
    #[arg(long, value_name = "DAY")]
    published: Option<String>,
}

/// Check rule files and run their examples; names the file, the line and what to do about it.
///
/// Ends with 1 where a file cannot be used, and with 3 where it can but some of its examples come out otherwise.
#[derive(Debug, clap::Args)]
struct Check {
    /// A folder of rule files, or one of them.
    path: PathBuf,
}

/// Write the rules inside the program into a folder, to change them there.
#[derive(Debug, clap::Args)]
struct CopyOut {
    /// The folder; made where it is not there. Files in it are not written over.
    folder: PathBuf,
}

impl Rules {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        match &self.command {
            Command::Try(it) => it.run(session),
            Command::Check(it) => it.run(session),
            Command::Copy(it) => it.run(session),
        }
    }
}

impl Try {
    fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let engine = session.engine()?;
        let sentence = match self.sentence.as_str() {
            "-" => std::io::read_to_string(std::io::stdin())?,
            given => given.to_owned(),
        };
        let hint = Hint { published: self.published.clone(), ..Hint::named("rules try") };
        let report = Report { published: published(&hint)?, text: sentence, ..Report::default() };
        let doc = engine.document(&report.sealed());
        let findings = engine.findings_of(&doc);
        if session.json {
            let reading = Reading { report: doc.report.clone(), findings };
            let mut value = wire::to_json(engine.name(), &reading);
            if let (true, Value::Object(fields)) = (self.layers, &mut value) {
                fields.insert("layers".into(), json!(layers::json(&doc, &doc.sentences)));
            }
            session.print_json(&value)?;
            return Ok(Outcome::Done);
        }
        let (looks, out) = (session.looks, &mut *session.out);
        found(&findings, looks, out)?;
        if self.layers {
            writeln!(out)?;
            layers::write(&doc, &doc.sentences, looks, out)?;
        }
        Ok(Outcome::Done)
    }
}

/// The day that was given, as the reader of reports understands it.
fn published(hint: &Hint) -> anyhow::Result<Option<onrecord::model::Published>> {
    if hint.published.is_none() {
        return Ok(None);
    }
    let read = read::read(b"a report", hint)?;
    let report = read.reports.into_iter().next().unwrap_or_default();
    match report.published {
        Some(published) => Ok(Some(published)),
        None => anyhow::bail!("--published: {}", report.notices.join("; ")),
    }
}

/// Every finding on a line: what it is, its words, what they were read as, and the rule.
fn found(findings: &Findings, looks: Looks, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut table = Table::new(&[
        Column::whole("FOUND"),
        Column::giving("WORDS", 3),
        Column::giving("READ AS", 3),
        Column::giving("BY", 3),
    ]);
    let mut row = |kind: &str, words: &str, read: String, by: &str| {
        table.row([kind.into(), words.into(), read, by.into()]);
    };
    for it in &findings.statements {
        let who = describe::who(it);
        let who = if who.is_empty() { String::new() } else { format!(" by {who}") };
        row("statement", &describe::what(it), format!("{}{who}", it.act), &it.made_by);
    }
    for it in &findings.figures {
        let of = describe::counted(it);
        let read = format!("{} {} {of}", it.measure, onrecord::boards::value(it));
        row("figure", &it.words.text, read.trim_end().to_owned(), &it.made_by);
    }
    for it in &findings.times {
        row("time", &it.words.text, time(it), &it.made_by);
    }
    for it in &findings.events {
        row("event", &it.words.text, format!("{} {}", it.kind, it.status), &it.made_by);
    }
    for it in &findings.persons {
        let name = it.name.clone().unwrap_or_default();
        row("person", &it.words.text, format!("{} {name}", it.status), &it.made_by);
    }
    for it in &findings.places {
        row("place", &it.words.text, it.name.clone(), &it.made_by);
    }
    for it in &findings.demonyms {
        row("demonym", &it.words.text, it.name.clone(), &it.made_by);
    }
    for it in &findings.access {
        row("access", &it.words.text, format!("{} {}", it.place, it.state), &it.made_by);
    }
    for it in &findings.not_said {
        row("not said", &it.words.text, it.about.clone().unwrap_or_default(), &it.made_by);
    }
    if table.is_empty() {
        writeln!(out, "nothing is found")?;
    } else {
        table.write(looks, out)?;
    }
    Ok(())
}

/// `DATE 2031-03-02 END`.
fn time(it: &TimeExpression) -> String {
    let value = it.value.as_deref().unwrap_or("without a day to count from");
    let modifier = it.modifier.as_deref().unwrap_or_default();
    format!("{} {value} {modifier}", it.kind).trim_end().to_owned()
}

impl Check {
    fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let engine = session.engine_with(Some(&self.path))?;
        let folder = Folder::at(&self.path)?;
        let files: Vec<&str> = folder.on_disk().collect();
        let proven = prove(&engine, |file| files.contains(&file));
        if session.json {
            session.print_json(&json(&files, &proven))?;
        } else {
            self.tell(&files, &proven, session)?;
        }
        Ok(if proven.failures.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
    }

    fn tell(
        &self,
        files: &[&str],
        proven: &Proven,
        session: &mut Session<'_>,
    ) -> anyhow::Result<()> {
        let (looks, out) = (session.looks, &mut *session.out);
        for it in &proven.failures {
            let place =
                if self.path.is_file() { self.path.clone() } else { self.path.join(&it.file) };
            let head = format!("{}:{}: `{}`", place.display(), it.line, it.entry);
            writeln!(out, "{} {}", looks.paint(HEADING, &plain(&head)), said(it))?;
            writeln!(out, "  {}", plain(&it.example))?;
            let read = if it.read.is_empty() { "nothing" } else { &it.read };
            writeln!(out, "  {}", looks.paint(FAINT, &format!("read: {}", plain(read))))?;
            writeln!(out, "  {}\n", remedy(it))?;
        }
        let (all, failed) = (proven.examples, proven.failures.len());
        let files = files.join(", ");
        match all {
            0 => writeln!(out, "{files}: well formed, without examples")?,
            _ => writeln!(out, "{files}: well formed; {} of {all} examples hold", all - failed)?,
        }
        Ok(())
    }
}

impl CopyOut {
    fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let built_in = Folder::embedded();
        for name in Folder::names() {
            let path = self.folder.join(name);
            let failed = || format!("{}: cannot be written", path.display());
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).with_context(failed)?;
            }
            let mut file = File::create_new(&path).with_context(failed)?;
            file.write_all(built_in.text(name)?.as_bytes()).with_context(failed)?;
            writeln!(session.out, "{}", plain(&path.display().to_string()))?;
        }
        Ok(Outcome::Done)
    }
}

fn said(it: &Failure) -> &'static str {
    if it.wanted { "is not found in its `yes` example" } else { "is found in its `no` example" }
}

fn remedy(it: &Failure) -> &'static str {
    if it.wanted {
        "Write the example plainer, or widen the pattern; `onrecord rules try --layers` shows what was seen."
    } else {
        "Narrow the pattern, or find out with `onrecord rules try --layers` which words it takes."
    }
}

fn json(files: &[&str], proven: &Proven) -> Value {
    let failures: Vec<Value> = proven
        .failures
        .iter()
        .map(|it| {
            json!({
                "file": it.file, "line": it.line, "entry": it.entry, "example": it.example,
                "expected": if it.wanted { "found" } else { "not found" }, "read": it.read,
                "remedy": remedy(it),
            })
        })
        .collect();
    json!({"files": files, "examples": proven.examples, "failures": failures})
}
