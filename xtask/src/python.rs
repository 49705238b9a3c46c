//! The Python package: its wheel, built once into the workspace's own target folder, and its tests, which use the wheel as
//! a user would, installed in a virtual environment.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

use crate::checks;
use crate::run::{output, run};

const PACKAGE: &str = "crates/onrecord-python";
/// What the notebook needs beyond the tests.
const NOTEBOOK: &[&str] = &["nbclient==0.11.0", "ipykernel", "matplotlib"];
/// The same version that the functions for Apache Spark are tested with.
const SPARK: &[&str] = &["pyspark==4.3.0"];

/// Builds the wheel, installs it in `target/python`, and runs the tests of the package.
pub(crate) fn test(out: &mut dyn Write) -> anyhow::Result<()> {
    let python = installed(out)?;
    run(Command::new(&python)
        .args(["-m", "unittest", "discover", "--start-directory"])
        .arg(format!("{PACKAGE}/tests")))
}

/// What takes long: the notebook, and Apache Spark with two workers of which one is killed.
pub(crate) fn deep(out: &mut dyn Write) -> anyhow::Result<()> {
    let python = installed(out)?;
    pip(&python, NOTEBOOK)?;
    run(Command::new(&python).arg(format!("{PACKAGE}/tests/notebook.py")))?;
    spark(&python)?;
    run(Command::new(&python)
        .args(["-m", "unittest", "discover", "--start-directory"])
        .arg(format!("{PACKAGE}/tests/spark")))
}

/// Puts Apache Spark into the environment.
pub(crate) fn spark(python: &Path) -> anyhow::Result<()> {
    pip(python, SPARK)
}

/// A Python that has the wheel of what stands here, and what its tests need.
pub(crate) fn installed(out: &mut dyn Write) -> anyhow::Result<PathBuf> {
    let python = environment(out)?;
    let wheel = wheel(&python)?;
    let install = ["-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall"];
    run(Command::new(&python).args(install).arg(wheel))?;
    Ok(python)
}

/// Builds the wheel and says where it is.
pub(crate) fn build(out: &mut dyn Write) -> anyhow::Result<()> {
    let wheel = wheel(&environment(out)?)?;
    writeln!(out, "{}", wheel.display())?;
    Ok(())
}

/// The virtual environment `target/python`, made anew where what it must hold has changed; its Python.
fn environment(out: &mut dyn Write) -> anyhow::Result<PathBuf> {
    let folder = crate::root().join("target/python");
    let python = folder.join("bin/python");
    let wanted = std::fs::read_to_string(crate::root().join(PACKAGE).join("requirements.txt"))?;
    let stamp = folder.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|held| held == wanted) {
        return Ok(python);
    }
    writeln!(out, "setting up target/python for the tests of the Python package")?;
    out.flush()?;
    if !has_python() {
        writeln!(out, "no Python 3.11 or later with venv: installing it")?;
        checks::install(out, &["python3", "python3-venv"])
            .context("the tests of the Python package need python3 3.11 or later with venv")?;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear", "target/python"]))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    run(Command::new(&python).args(install).arg(format!("{PACKAGE}/requirements.txt")))?;
    std::fs::write(&stamp, &wanted)?;
    Ok(python)
}

fn has_python() -> bool {
    let probe = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))";
    let probe = Command::new("python3").args(["-c", probe]).stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success())
}

fn pip(python: &Path, packages: &[&str]) -> anyhow::Result<()> {
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(python).args(install).args(packages))
}

/// The wheel, made by maturin with the workspace's profile and target folder, so that what the tests built serves it.
fn wheel(python: &Path) -> anyhow::Result<PathBuf> {
    let wheels = crate::root().join("target/wheels");
    if wheels.exists() {
        std::fs::remove_dir_all(&wheels)?;
    }
    let maturin = python.with_file_name("maturin");
    let printed = output(
        Command::new(maturin)
            .args(["build", "--release", "--locked", "--quiet", "--out", "target/wheels"])
            .arg("--manifest-path")
            .arg(format!("{PACKAGE}/Cargo.toml"))
            .arg("--interpreter")
            .arg(python),
    )?;
    let made = std::fs::read_dir(&wheels)?.next().context(printed)??;
    Ok(made.path())
}
