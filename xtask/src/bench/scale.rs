//! An archive of invented reports: the reader alone, the program end to end, Apache Spark on two local workers.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

use super::reader::program;
use super::scores::Score;
use crate::{checks, python};

/// What `bench/scale.py` prints.
#[derive(Debug, Deserialize)]
struct Measured {
    metric: String,
    data: String,
    value: f64,
}

/// Measures a tenth of `reports` (50,000 unless said, 5,000 for a sample) and then all of them.
pub(crate) fn run(
    reports: Option<usize>,
    sample: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Vec<Score>> {
    let reports = reports.unwrap_or(if sample { 5000 } else { 50_000 });
    checks::java(out)?;
    let python = python::installed(out)?;
    out.flush()?;
    let printed = Command::new(&python)
        .arg("bench/scale.py")
        .arg(program())
        .args([(reports / 10).to_string(), reports.to_string()])
        .current_dir(crate::root())
        // It says on standard error how far it is, for it takes long.
        .stderr(Stdio::inherit())
        .output()
        .context("bench/scale.py cannot be started")?;
    if !printed.status.success() {
        bail!("bench/scale.py failed");
    }
    let printed = String::from_utf8(printed.stdout)?;
    let last = printed.lines().last().unwrap_or_default();
    let measured: Vec<Measured> =
        serde_json::from_str(last).context("bench/scale.py did not print JSON")?;
    writeln!(out)?;
    let mut scores = Vec::new();
    for Measured { metric, data, value } in measured {
        writeln!(out, "{:<64} {value:>12.0}", format!("{data}: {metric}"))?;
        scores.push(Score { metric, data, system: "onrecord".to_owned(), value, speed: None });
    }
    Ok(scores)
}
