//! What takes too long for every change: tests left out, property tests with many cases, the training's smoke test.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::python;
use crate::run::{cargo, run};

/// Cases that a property test tries, instead of 256.
const CASES: &str = "20000";

/// Runs all of it; the first failure ends it.
pub(crate) fn all(out: &mut dyn Write) -> anyhow::Result<()> {
    let tests = ["test", "--release", "--locked"];
    say(out, "tests that `test` leaves out")?;
    run(cargo(&tests).args(["--workspace", "--", "--ignored"]))?;
    say(out, "property tests, with many cases")?;
    let properties =
        ["-p", "onrecord-read", "--test", "bytes", "-p", "onrecord-ledger", "--test", "ledger"];
    run(cargo(&tests).args(properties).env("PROPTEST_CASES", CASES))?;
    say(out, "scorers")?;
    run(Command::new("python3").args(["-m", "unittest", "discover", "-s", "bench/scorers"]))?;
    say(out, "the Python package: notebook, Apache Spark")?;
    python::deep(out)?;
    say(out, "training: ten steps, and what they export")?;
    let python = python_with_torch(out)?;
    run(Command::new(python)
        .args(["-m", "unittest", "discover", "-s", "training/tests"])
        .env("PYTHONPATH", "training"))
}

fn say(out: &mut dyn Write, what: &str) -> anyhow::Result<()> {
    writeln!(out, "== {what}")?;
    out.flush()?;
    Ok(())
}

/// A Python that has PyTorch: the one that is there, else one in a virtual environment under `target`.
fn python_with_torch(out: &mut dyn Write) -> anyhow::Result<String> {
    let own = crate::root().join("target/training/bin/python").display().to_string();
    for python in ["python3", own.as_str()] {
        if has_torch(python) {
            return Ok(python.to_owned());
        }
    }
    say(out, "no PyTorch: installing it in target/training")?;
    run(Command::new("python3").args(["-m", "venv", "target/training"]))?;
    let requirements = ["-m", "pip", "install", "--quiet", "-r", "training/requirements.txt"];
    run(Command::new(&own).args(requirements))?;
    Ok(own)
}

fn has_torch(python: &str) -> bool {
    let probe = Command::new(python)
        .args(["-c", "import torch, numpy, safetensors"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}
