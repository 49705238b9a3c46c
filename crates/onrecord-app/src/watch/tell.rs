//! Telling: what came on record since the last time and meets a condition goes to a program or an address.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use onrecord::boards::{self, FiguresWanted, Record, Selection};
use onrecord::ledger::{EntryKind, Ledger};
use onrecord::model::{Act, Reading, Sensitivity, VerificationStatus};
use onrecord::rules::Rules;
use onrecord::view::View;
use serde_json::{Value, json};

use super::plan::Match;
use crate::fetch::Client;

/// Entries of the ledger that are looked at together.
const BATCH: u32 = 500;

/// Tells.
pub(crate) struct Teller<'a> {
    /// Of what, and to whom.
    pub(crate) matches: &'a [Match],
    /// Posts.
    pub(crate) client: &'a Client,
    /// By which figures are joined.
    pub(crate) rules: &'a Rules,
    /// Says what could not be told.
    pub(crate) complain: &'a dyn Fn(&str),
}

impl Teller<'_> {
    /// Tells what came on record after entry `told`; gives the last entry looked at, and how much was told.
    ///
    /// Whoever is told may be told twice, where the program was stopped between; never not at all.
    pub(crate) fn since(&self, ledger: &Ledger, told: u64) -> anyhow::Result<(u64, usize)> {
        let (mut last, mut count) = (told, 0);
        loop {
            let entries = ledger.log_since(last, BATCH)?;
            let Some(end) = entries.last().map(|entry| entry.seq) else { return Ok((last, count)) };
            let brings = |what: EntryKind| {
                matches!(what, EntryKind::Report | EntryKind::Version | EntryKind::OlderVersion)
            };
            let versions: BTreeSet<String> = entries
                .into_iter()
                .filter(|entry| brings(entry.what))
                .map(|entry| entry.version)
                .collect();
            let disputed = self.disputed(ledger, &versions)?;
            for version in &versions {
                count += self.version(ledger, version, &disputed)?;
            }
            last = end;
        }
    }

    fn version(
        &self,
        ledger: &Ledger,
        version: &str,
        disputed: &BTreeSet<String>,
    ) -> anyhow::Result<usize> {
        let view = View::of(ledger, Sensitivity::default())?;
        let (Some(report), Some(findings)) = (view.report(version)?, view.findings_of(version)?)
        else {
            return Ok(0);
        };
        let reading = Reading { report, findings };
        let mut count = 0;
        for wish in self.matches {
            let found = if wish.when.is_dispute() {
                in_dispute(&reading, disputed)
            } else {
                wish.when.of(&reading)
            };
            for finding in found {
                count += 1;
                if let Err(cause) = self.tell(wish, &message(&reading, finding)) {
                    (self.complain)(&format!("{cause:#}"));
                }
            }
        }
        Ok(count)
    }

    /// Figures that a figure of `versions` contradicts, or that do so; only where somebody asks.
    fn disputed(
        &self,
        ledger: &Ledger,
        versions: &BTreeSet<String>,
    ) -> anyhow::Result<BTreeSet<String>> {
        if versions.is_empty() || !self.matches.iter().any(|wish| wish.when.is_dispute()) {
            return Ok(BTreeSet::new());
        }
        let record = Record::of(ledger, &Selection::default(), self.rules)?;
        let board = boards::trajectories(&record, &FiguresWanted::default())?;
        let sides =
            board.rows.into_iter().flat_map(|row| row.contradictions).flat_map(|it| [it.a, it.b]);
        Ok(sides.map(|id| id.as_str().to_owned()).collect())
    }

    fn tell(&self, wish: &Match, message: &Value) -> anyhow::Result<()> {
        let line = format!("{message}\n");
        if let Some(address) = &wish.post {
            return self.client.post(address, line.as_bytes());
        }
        let [program, arguments @ ..] = &wish.run[..] else { return Ok(()) };
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{program}` cannot be run"))?;
        if let Some(mut input) = child.stdin.take() {
            // A program that wants to know no more may close its end.
            let _ = input.write_all(line.as_bytes());
        }
        let status = child.wait()?;
        if !status.success() {
            bail!("`{program}` ended with {status}");
        }
        Ok(())
    }
}

/// Denials, what a report calls disputed, and figures that another contradicts.
fn in_dispute(reading: &Reading, disputed: &BTreeSet<String>) -> Vec<Value> {
    let statements = reading.findings.statements.iter().filter(|statement| {
        let found = statement.verification.as_ref().map(|found| found.status);
        statement.act == Act::Deny || found == Some(VerificationStatus::Disputed)
    });
    let statements = statements.filter_map(|it| serde_json::to_value(it).ok());
    let figures =
        reading.findings.figures.iter().filter(|figure| disputed.contains(figure.id.as_str()));
    statements.chain(figures.filter_map(|it| serde_json::to_value(it).ok())).collect()
}

/// The finding with the wire's fields, and the report it stands in.
fn message(reading: &Reading, mut finding: Value) -> Value {
    let report = &reading.report;
    if let Some(fields) = finding.as_object_mut() {
        fields.insert(
            "report".into(),
            json!({
                "id": report.id, "version": report.version, "title": report.title, "outlet": report.outlet,
                "url": report.url, "published": report.published.as_ref().map(|published| &published.at),
            }),
        );
    }
    finding
}
