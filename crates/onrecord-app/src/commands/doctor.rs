//! `onrecord doctor`

use std::path::{Path, PathBuf};

use onrecord::derive::{self, Soundness};
use onrecord::ledger::{InRaw, Ledger, Salvaged};
use onrecord::model::Report;
use onrecord::read::{self, Hint};
use serde_json::json;

use crate::commands::add::append;
use crate::loader;
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;

/// Versions that are read anew and put on record together.
const BATCH: usize = 64;

/// Check that the record is as it was written.
///
/// The file's pages, its references, every finding's words against its report, and what follows across reports against what
/// the record gives.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {
    /// Write what holds of a damaged record into this new file: every report, reading and review that its checksum proves; what was
    /// found in a report is read anew where it is lost. The damaged file stays as it is.
    #[arg(long, value_name = "NEW FILE")]
    repair: Option<PathBuf>,
}

impl Doctor {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        match &self.repair {
            Some(new) => repair(session, new),
            None => check(session),
        }
    }
}

fn check(session: &mut Session<'_>) -> anyhow::Result<Outcome> {
    let ledger = session.ledger_to_read()?;
    let mut problems: Vec<String> =
        ledger.check()?.iter().map(|problem| plain(&problem.to_string())).collect();
    // What follows from a damaged record is not worth a look, and may not be readable.
    if problems.is_empty() {
        let decided = derive::decided(&ledger)?;
        let across = session.with_rules(|rules| derive::soundness(&ledger, rules, &decided));
        if across?? == Soundness::Unsound {
            problems.push("what follows across reports is not what the record gives".to_owned());
        }
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
        "{}: not as it was written; keep a copy of the file, then bring back your last backup, or take what holds into a new file \
         with `doctor --repair FILE`",
        session.ledger_name()
    )
}

fn repair(session: &mut Session<'_>, new: &Path) -> anyhow::Result<Outcome> {
    let name = plain(&new.display().to_string());
    if new.try_exists().unwrap_or(true) {
        anyhow::bail!("{name}: there is something already; name a new file");
    }
    let damaged = session.ledger().to_owned();
    if !damaged.exists() {
        // The one message for a ledger that is not there.
        session.ledger_to_read()?;
    }
    let engine = session.engine()?;
    let mut ledger = Ledger::open(new)?;
    let mut found = match ledger.salvage(&damaged) {
        Ok(found) => found,
        Err(cause) => {
            drop(ledger);
            let _ = std::fs::remove_file(new);
            return Err(cause.into());
        }
    };
    let mut anew: Vec<(Report, Vec<u8>, String)> = std::mem::take(&mut found.unread)
        .into_iter()
        .map(|it| (it, Vec::new(), name.clone()))
        .collect();
    for lost in std::mem::take(&mut found.in_raw) {
        let version = lost.damaged.version.clone();
        match again(&lost) {
            Some(report) => anew.push((report, lost.raw, name.clone())),
            None => found.lost.push(format!("version {version} is not what its id was made from")),
        }
    }
    let count = anew.len();
    while !anew.is_empty() {
        let some: Vec<_> = anew.drain(..anew.len().min(BATCH)).collect();
        append(&mut ledger, engine.name(), &loader::read_all(&engine, some))?;
    }
    let decided = derive::decided(&ledger)?;
    derive::keep(&mut ledger, engine.rules(), &decided)?;
    tell(session, &name, &found, count)
}

fn tell(
    session: &mut Session<'_>,
    name: &str,
    found: &Salvaged,
    anew: usize,
) -> anyhow::Result<Outcome> {
    let lost: Vec<String> = found.lost.iter().map(|line| plain(line)).collect();
    if session.json {
        session.print_json(&json!({
            "ledger": name, "versions": found.versions, "readings": found.readings, "reviews": found.reviews, "read_anew": anew,
            "lost": lost,
        }))?;
    } else {
        for line in &lost {
            writeln!(session.out, "lost: {line}")?;
        }
        writeln!(
            session.out,
            "{name}: {} versions, {} readings and {} reviews taken over, {anew} read anew, {} lost; check it with \
             `doctor`, then put it in the place of the damaged one",
            found.versions,
            found.readings,
            found.reviews,
            lost.len()
        )?;
    }
    Ok(if lost.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}

/// The report as it was, read again from the bytes that it came in; only where its id proves that it is the same.
fn again(lost: &InRaw) -> Option<Report> {
    let damaged = &lost.damaged;
    let hint = Hint {
        name: damaged.id.clone(),
        published: damaged.published.as_ref().map(|published| published.at.clone()),
        outlet: damaged.outlet.clone(),
        title: damaged.title.clone(),
        url: damaged.url.clone(),
        charset: None,
    };
    let reading = read::read(&lost.raw, &hint).ok()?;
    reading.reports.into_iter().find(|report| report.version == damaged.version)
}
