//! What findings do when a report is changed in one way: no key is needed, since a report is its own.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

use super::reader::program;
use super::scores::Score;

/// What `bench/metamorphic.py` prints, examples apart.
#[derive(Debug, Deserialize)]
struct Measured {
    metric: String,
    value: f64,
    of: u64,
}

/// Changes 60 reports (20 for a sample) in every way and prints how much stayed, in per cent.
pub(crate) fn run(sample: bool, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    let shared = std::env::var_os("ONRECORD_SHARED")
        .map_or_else(|| crate::root().join("../shared"), Into::into);
    let reports = std::fs::File::open(shared.join("eval/reports/dev.jsonl"))
        .context("the evaluation data are not at hand")?;
    let folder = tempfile::tempdir()?;
    let lines = folder.path().join("lines.jsonl");
    let made = Command::new("python3")
        .arg(shared.join("eval/to_input.py"))
        .arg("reports")
        .stdin(reports)
        .stdout(std::fs::File::create(&lines)?)
        .status()?;
    if !made.success() {
        bail!("to_input.py failed");
    }
    let printed = Command::new("python3")
        .arg(crate::root().join("bench/metamorphic.py"))
        .arg(program())
        .arg(&lines)
        .arg(if sample { "20" } else { "60" })
        .stderr(Stdio::inherit())
        .output()
        .context("bench/metamorphic.py cannot be started")?;
    if !printed.status.success() {
        bail!("bench/metamorphic.py failed");
    }
    let measured: Vec<Measured> = serde_json::from_slice(&printed.stdout)
        .context("bench/metamorphic.py did not print JSON")?;
    writeln!(out, "\nreports changed in one way, per cent")?;
    let mut scores = Vec::new();
    for Measured { metric, value, of } in measured {
        writeln!(out, "{metric:<44} {value:>6.1} of {of}")?;
        let data = "metamorphic".to_owned();
        scores.push(Score { metric, data, system: "onrecord".to_owned(), value, speed: None });
    }
    Ok(scores)
}
