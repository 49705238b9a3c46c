//! libFuzzer, guided by coverage, on every parser and stage (`fuzz/targets.rs`). Built by the same stable compiler as the program, with
//! its coverage counters switched on by flags, so that no other tool is needed.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::page;
use crate::reliability::Table;
use crate::run::{cargo, run};

/// What `cargo fuzz` sets as well: counters in every block, and what is compared with what.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=16";

/// The only platform that it is tried on. Naming it keeps the flags away from build scripts.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// Throws changed inputs at parsers and stages.
#[derive(Debug, clap::Args)]
pub(crate) struct Fuzz {
    /// How long at each target, in seconds.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Only these targets.
    targets: Vec<String>,
    /// Write the table to docs/reliability.md.
    #[arg(long)]
    record: bool,
}

impl Fuzz {
    /// What `deep` runs: ten minutes each.
    pub(crate) fn all() -> Fuzz {
        Fuzz { seconds: 600, targets: Vec::new(), record: false }
    }

    /// Tries each target, prints the table and, where wanted, records it.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut table = Table::default();
        self.tried(&mut table, out)?;
        let table = table.to_text()?;
        write!(out, "{table}")?;
        if self.record {
            page::write("fuzz", &table)?;
        }
        Ok(())
    }

    /// Adds a row for each target; the first find ends it.
    pub(crate) fn tried(&self, table: &mut Table, out: &mut dyn Write) -> anyhow::Result<()> {
        let program = build()?;
        for target in self.names()? {
            writeln!(out, "== fuzzing {target}, {} s", self.seconds)?;
            out.flush()?;
            let found = one(&program, &target, self.seconds)?;
            let mut outcome = format!("{} s; nothing fell", self.seconds);
            let _ = write!(outcome, "; {} inputs kept, {} edges seen", found.kept, found.edges);
            table.row(&format!("fuzzing `{target}`"), found.tried, &outcome);
        }
        Ok(())
    }

    fn names(&self) -> anyhow::Result<Vec<String>> {
        if !self.targets.is_empty() {
            return Ok(self.targets.clone());
        }
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder().join("corpus"))? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }
}

fn folder() -> PathBuf {
    crate::root().join("fuzz")
}

fn build() -> anyhow::Result<PathBuf> {
    let manifest = folder().join("Cargo.toml");
    let arguments = ["build", "--release", "--locked", "--target", PLATFORM, "--manifest-path"];
    run(cargo(&arguments).arg(manifest).env("RUSTFLAGS", FLAGS))?;
    Ok(folder().join("target").join(PLATFORM).join("release/attack"))
}

/// What libFuzzer tells at its end.
#[derive(Debug, PartialEq)]
struct Found {
    tried: u64,
    edges: u64,
    kept: usize,
}

fn one(program: &Path, target: &str, seconds: u64) -> anyhow::Result<Found> {
    let (grown, artifacts) = (folder().join("grown").join(target), folder().join("artifacts"));
    std::fs::create_dir_all(&grown)?;
    std::fs::create_dir_all(&artifacts)?;
    let done = Command::new(program)
        .arg(&grown)
        .arg(folder().join("corpus").join(target))
        .args((target == "page").then(|| crate::root().join("crates/onrecord-read/tests/data")))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/{target}-", artifacts.display()))
        // A minute for one input and two gigabytes are more than any may take; input of a megabyte is what an editor would call long.
        .args(["-timeout=60", "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=1"])
        .env("ONRECORD_TARGET", target)
        .output()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        let mut end: Vec<&str> = said.lines().rev().take(40).collect();
        end.reverse();
        bail!(
            "a find of target {target}; the input is in {}:\n{}",
            artifacts.display(),
            end.join("\n")
        );
    }
    let (tried, edges) = told(&said).context("libFuzzer did not say what it tried")?;
    Ok(Found { tried, edges, kept: std::fs::read_dir(&grown)?.count() })
}

/// Inputs tried and edges seen, as libFuzzer says them.
fn told(said: &str) -> Option<(u64, u64)> {
    let tried =
        said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?;
    let edges = said.lines().rev().find_map(|line| line.split(" cov: ").nth(1))?;
    let edges = edges.split_whitespace().next()?;
    Some((tried.trim().parse().ok()?, edges.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_says_at_its_end_is_read() {
        let said = "#2\tINITED cov: 120 ft: 121\n#900\tDONE   cov: 4501 ft: 9000 corp: 12/3Kb\nstat::number_of_executed_units: 900\n";
        assert_eq!(told(said), Some((900, 4501)));
        assert_eq!(told("#900\tDONE cov: 1 ft"), None);
    }

    #[test]
    fn every_target_has_a_corpus_and_every_corpus_a_target() {
        let targets = std::fs::read_to_string(folder().join("targets.rs")).unwrap();
        let names = Fuzz::all().names().unwrap();
        assert!(names.iter().all(|name| targets.contains(&format!("(\"{name}\", "))), "{names:?}");
        assert!(targets.contains(&format!("TARGETS: [(&str, Target); {}]", names.len())));
    }
}
