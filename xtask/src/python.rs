//! The Python package. Its tests run on the extension that the workspace's own build made, laid beside the package's files, so
//! that nothing is built twice; the wheel itself, which maturin builds with features of its own, is for `wheel` and `deep`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::checks;
use crate::run::{cargo, output, run};

const PACKAGE: &str = "crates/onrecord-python";

/// Lays the package out in `target/python-package` and runs its tests there.
pub(crate) fn test() -> anyhow::Result<()> {
    let package = laid_out()?;
    let python = crate::root().join("target/validators/bin/python");
    let tests = format!("{PACKAGE}/tests");
    run(Command::new(python)
        .args(["-m", "unittest", "discover", "--start-directory", &tests])
        .env("PYTHONPATH", package))
}

/// What takes long, all of it with the wheel installed as a user has it: the same tests, the notebook, and Apache Spark with two
/// workers of which one is killed.
pub(crate) fn deep(out: &mut dyn Write) -> anyhow::Result<()> {
    let python = installed(out)?;
    checks::java(out)?;
    let tests = format!("{PACKAGE}/tests");
    for start in [&tests, &format!("{tests}/spark")] {
        run(Command::new(&python).args([
            "-m",
            "unittest",
            "discover",
            "--start-directory",
            start,
        ]))?;
    }
    run(Command::new(&python).arg(format!("{tests}/notebook.py")))
}

/// A Python that has the wheel of what stands here, Apache Spark, and what the notebook needs.
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

fn environment(out: &mut dyn Write) -> anyhow::Result<PathBuf> {
    let list = format!("{PACKAGE}/tests/requirements-deep.txt");
    checks::environment(out, "python", &list, "what builds and tries the wheel")?;
    Ok(crate::root().join("target/python/bin/python"))
}

/// The package's folder as a wheel would install it.
fn laid_out() -> anyhow::Result<PathBuf> {
    // With the flags under which `cargo test --workspace` resolves features, so that only the linking is left to do.
    run(&mut cargo(&["build", "--release", "--locked", "--workspace", "--lib", "--tests"]))?;
    let root = crate::root();
    let package = root.join("target/python-package");
    let files = package.join("onrecord");
    std::fs::create_dir_all(&files)?;
    for entry in std::fs::read_dir(root.join(PACKAGE).join("python/onrecord"))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), files.join(entry.file_name()))?;
        }
    }
    let built = root.join("target/release/lib_onrecord.so");
    std::fs::copy(&built, files.join("_onrecord.abi3.so"))
        .with_context(|| format!("{}: not built", built.display()))?;
    Ok(package)
}

/// The wheel, made by maturin into the workspace's target folder.
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
