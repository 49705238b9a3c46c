//! Faults and attacks, tried many times: one table, on the screen and in `docs/reliability.md`.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::page;
use crate::run::{cargo, run};

/// Tries every fault.
#[derive(Debug, clap::Args)]
pub(crate) struct Faults {
    /// How often each is tried.
    #[arg(long, default_value_t = 500)]
    rounds: u32,
    /// Try only the tests of `borders/faults` whose name holds this.
    #[arg(long, default_value = "")]
    only: String,
    /// Write the table to docs/reliability.md.
    #[arg(long)]
    record: bool,
}

impl Faults {
    /// What `deep` runs.
    pub(crate) fn all() -> Faults {
        Faults { rounds: 500, only: String::new(), record: false }
    }

    /// Tries them, prints the table and, where wanted, records it.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let table = self.tried()?.to_text()?;
        write!(out, "{table}")?;
        if self.record {
            page::write("faults", &table)?;
        }
        Ok(())
    }

    /// Runs the tests of `borders/faults` so many times and gives what they survived; the first that loses anything ends it.
    pub(crate) fn tried(&self) -> anyhow::Result<Table> {
        let rows = rows_file();
        if rows.exists() {
            std::fs::remove_file(&rows)?;
        }
        let tests = ["test", "--release", "--locked", "-p", "onrecord-app", "--test", "borders"];
        // One at a time: a moment is to fall where it would without others.
        run(cargo(&tests)
            .args(["--", &format!("faults::{}", self.only), "--test-threads=1"])
            .env("ONRECORD_ROUNDS", self.rounds.to_string())
            .env("ONRECORD_FAULTS", &rows))?;
        let rows = std::fs::read_to_string(&rows)
            .context("no fault was tried: no test of `borders/faults` wrote a row")?;
        Ok(Table { rows: rows.lines().map(str::to_owned).collect() })
    }
}

/// Where the tests write what they survived.
fn rows_file() -> PathBuf {
    crate::root().join("target/faults.tsv")
}

/// What was tried, how often, and what came of it; what is here was survived, since a run ends at the first loss.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<String>,
}

impl Table {
    /// A row more.
    pub(crate) fn row(&mut self, what: &str, tried: u64, outcome: &str) {
        self.rows.push(format!("{what}\t{tried}\t{outcome}"));
    }

    /// The table, with the commit.
    ///
    /// # Errors
    /// Where nothing was tried, or a row lacks a cell.
    pub(crate) fn to_text(&self) -> anyhow::Result<String> {
        if self.rows.is_empty() {
            bail!("nothing was tried");
        }
        let mut rows: Vec<&String> = self.rows.iter().collect();
        rows.sort_unstable();
        let mut table = format!(
            "At commit `{}`:\n\n| fault or attack | tried | lost | what came of it |\n|---|---|---|---|\n",
            crate::run::commit()
        );
        for row in rows {
            let mut cells = row.split('\t');
            let mut next = || cells.next().context("a row of faults lacks a cell");
            // A test writes its row at its end, which it does not reach if anything is lost.
            writeln!(table, "| {} | {} | nothing | {} |", next()?, next()?, next()?)?;
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_what_was_tried_and_of_nothing_else() {
        let mut table = Table::default();
        assert!(table.to_text().is_err());
        table.row("kill", 4, "all there");
        let text = table.to_text().unwrap();
        assert!(text.contains("| kill | 4 | nothing | all there |"), "{text}");
        table.rows.push("kill".to_owned());
        assert!(table.to_text().is_err());
    }
}
