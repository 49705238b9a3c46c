//! Faults and attacks, tried many times: one table, on the screen and in `docs/reliability.md`.

use std::fmt::Write as _;
use std::io::Write;
use std::process::Command;

use anyhow::{Context, bail};

use crate::run::{cargo, run};

/// The page, and where in it the table stands.
const PAGE: &str = "docs/reliability.md";
const BEGIN: &str = "<!-- faults -->";
const END: &str = "<!-- faults end -->";

/// Tries every fault.
#[derive(Debug, clap::Args)]
pub(crate) struct Faults {
    /// How often each is tried.
    #[arg(long, default_value_t = 500)]
    rounds: u32,
    /// Write the table to docs/reliability.md.
    #[arg(long)]
    record: bool,
}

impl Faults {
    /// What `deep` runs.
    pub(crate) fn all() -> Faults {
        Faults { rounds: 500, record: false }
    }

    /// Runs the tests of `borders/faults` so many times and prints what they survived; the first that loses anything ends it.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let rows = crate::root().join("target/faults.tsv");
        if rows.exists() {
            std::fs::remove_file(&rows)?;
        }
        let tests = ["test", "--release", "--locked", "-p", "onrecord-app", "--test", "borders"];
        // One at a time: a moment is to fall where it would without others.
        run(cargo(&tests)
            .args(["--", "faults", "--test-threads=1"])
            .env("ONRECORD_ROUNDS", self.rounds.to_string())
            .env("ONRECORD_FAULTS", &rows))?;
        let commit = Command::new("git").args(["rev-parse", "--short", "HEAD"]).output()?;
        let commit = String::from_utf8(commit.stdout)?;
        let table = table(&std::fs::read_to_string(&rows)?, commit.trim())?;
        write!(out, "{table}")?;
        if self.record {
            let page = crate::root().join(PAGE);
            let before = std::fs::read_to_string(&page)?;
            std::fs::write(&page, with_table(&before, &table)?)?;
        }
        Ok(())
    }
}

/// The rows that tests wrote, as a table.
fn table(rows: &str, commit: &str) -> anyhow::Result<String> {
    let mut rows: Vec<&str> = rows.lines().collect();
    if rows.is_empty() {
        bail!("no fault was tried: no test of `borders/faults` wrote a row");
    }
    rows.sort_unstable();
    let mut table = format!(
        "At commit `{commit}`:\n\n| fault or attack | tried | lost | what came of it |\n|---|---|---|---|\n"
    );
    for row in rows {
        let mut cells = row.split('\t');
        let mut next = || cells.next().context("a row of faults lacks a cell");
        // A test writes its row at its end, which it does not reach if anything is lost.
        writeln!(table, "| {} | {} | nothing | {} |", next()?, next()?, next()?)?;
    }
    Ok(table)
}

fn with_table(page: &str, table: &str) -> anyhow::Result<String> {
    let (before, rest) = page.split_once(BEGIN).context("no place for the table")?;
    let (_, after) = rest.split_once(END).context("no end of the table")?;
    Ok(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_what_was_tried_and_of_nothing_else() {
        let table = table("kill\t4\tall there\n", "abc").unwrap();
        assert!(table.contains("`abc`") && table.contains("| kill | 4 | nothing | all there |"));
        assert!(super::table("", "abc").is_err() && super::table("kill\n", "abc").is_err());
        let page = with_table("a <!-- faults -->\nold\n<!-- faults end --> b", &table).unwrap();
        assert!(!page.contains("old") && page.ends_with("<!-- faults end --> b"));
    }
}
