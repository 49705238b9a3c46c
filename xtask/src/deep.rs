//! What takes too long for every change: tests left out, property tests with many cases, the training's smoke test.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::fuzz::Fuzz;
use crate::load::Load;
use crate::python;
use crate::reliability::Faults;
use crate::run::{cargo, run};
use crate::running::{Desk, program};
use crate::stranger::Stranger;
use crate::supply::Supply;

/// Cases that a property test tries, instead of 256.
const CASES: &str = "20000";

/// What the desk's interface must hold: no failure of its own, no answer that is not described.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method";

/// Runs all of it; the first failure ends it.
pub(crate) fn all(out: &mut dyn Write) -> anyhow::Result<()> {
    let tests = ["test", "--release", "--locked"];
    crate::checks::validators(out, "validators", "requirements.txt")?;
    crate::checks::validators(out, "validators-deep", "requirements-deep.txt")?;
    say(out, "tests that `test` leaves out")?;
    run(cargo(&tests).args(["--workspace", "--", "--ignored"]))?;
    say(out, "property tests, with many cases")?;
    for (package, test) in
        [("onrecord-read", "bytes"), ("onrecord-ledger", "ledger"), ("onrecord", "hostile")]
    {
        run(cargo(&tests).args(["-p", package, "--test", test]).env("PROPTEST_CASES", CASES))?;
    }
    say(out, "faults and attacks")?;
    let mut table = Faults::all().tried()?;
    say(out, "parsers and stages under changed inputs, guided by coverage")?;
    Fuzz::all().tried(&mut table, out)?;
    say(out, "a day of a busy desk in an hour")?;
    let load = Load::day();
    load.run(out)?;
    table.row(
        "a day of a busy desk in an hour",
        load.reports(),
        "no error, quick, memory flat; table above",
    );
    say(out, "the desk's interface, asked at random by its own description")?;
    interface(out)?;
    say(out, "scorers")?;
    run(Command::new("python3").args(["-m", "unittest", "discover", "-s", "bench/scorers"]))?;
    say(out, "the Python package: its wheel, the notebook, Apache Spark with a worker that dies")?;
    python::deep(out)?;
    say(out, "training: ten steps, and what they export")?;
    let python = python_with_torch(out)?;
    run(Command::new(python)
        .args(["-m", "unittest", "discover", "-s", "training/tests"])
        .env("PYTHONPATH", "training"))?;
    say(out, "licences, bans, sources; two builds in two folders")?;
    Supply::all().run(out)?;
    say(out, "a machine that has only a compiler")?;
    Stranger::all().run(out)?;
    say(out, "what was tried, how often, and what came of it")?;
    write!(out, "{}", table.to_text()?)?;
    Ok(())
}

/// Schemathesis against a desk on the examples: no failure of the desk's own, no answer that is not described.
fn interface(out: &mut dyn Write) -> anyhow::Result<()> {
    run(&mut cargo(&["build", "--release", "--locked", "-p", "onrecord-app"]))?;
    let folder = tempfile::tempdir()?;
    let ledger = folder.path().join("examples.db");
    run(program().arg("add").arg("examples").arg("--ledger").arg(&ledger))?;
    let list = "xtask/requirements/schemathesis.txt";
    crate::checks::environment(out, "schemathesis", list, "schemathesis")?;
    let tool = crate::root().join("target/schemathesis/bin/schemathesis");
    let desk = Desk::open(program().arg("--ledger").arg(&ledger))?;
    let address = format!("http://{}", desk.address);
    run(Command::new(tool)
        .arg("run")
        .arg(format!("{address}/api/openapi.json"))
        .args(["--url", &address, "--checks", CHECKS, "--max-examples", "60", "--seed", "1"])
        // A stream of news never ends.
        .args(["--exclude-path", "/api/v1/news"])
        .args(["--suppress-health-check", "all"]))
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
