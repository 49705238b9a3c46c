//! An archive of invented reports: the reader alone, the program end to end, Apache Spark on two local workers.

use std::io::Write;
use std::process::Command;

use anyhow::Context;
use serde::Deserialize;

use super::reader::program;
use super::scores::Score;
use crate::python;
use crate::run::output;

/// What `bench/scale.py` prints.
#[derive(Debug, Deserialize)]
struct Measured {
    metric: String,
    data: String,
    value: f64,
}

/// Measures 5,000 and then 50,000 reports; a tenth of that for a sample.
pub(crate) fn run(sample: bool, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    let counts = if sample { ["500", "5000"] } else { ["5000", "50000"] };
    let python = python::installed(out)?;
    python::spark(&python)?;
    let printed = output(Command::new(&python).arg("bench/scale.py").arg(program()).args(counts))?;
    let measured: Vec<Measured> =
        serde_json::from_str(&printed).context("bench/scale.py did not print JSON")?;
    writeln!(out)?;
    let mut scores = Vec::new();
    for Measured { metric, data, value } in measured {
        writeln!(out, "{:<60} {value:>12.0}", format!("{data}: {metric}"))?;
        scores.push(Score { metric, data, system: "onrecord".to_owned(), value, speed: None });
    }
    Ok(scores)
}
