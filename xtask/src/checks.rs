//! The tests, and what CI looks at after them.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::bail;

use crate::run::{cargo, run};
use crate::{arrows, bench, python};

/// Set up what the tests need, then run all of them, doc tests included.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Passed on to `cargo test`, such as `-p onrecord-read`; without it, the whole workspace.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Test {
    /// Runs the tests; cargo's own result lines are what is printed.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        compiler(out)?;
        validators(out, "validators", "requirements.txt")?;
        browser(out)?;
        let mut command = cargo(&["test", "--release", "--locked"]);
        if self.arguments.is_empty() {
            command.arg("--workspace");
        }
        out.flush()?;
        run(command.args(&self.arguments))?;
        if self.arguments.is_empty() || self.arguments.iter().any(|it| it == "onrecord-python") {
            python::test()?;
        }
        Ok(())
    }
}

/// The database inside is C: without a compiler nothing builds, and cargo's message for it is long.
fn compiler(out: &mut dyn Write) -> anyhow::Result<()> {
    if is_there("cc") {
        return Ok(());
    }
    install(out, "no C compiler", &["gcc", "libc6-dev"])
}

/// The desk's pages are looked at in a real browser.
pub(crate) fn browser(out: &mut dyn Write) -> anyhow::Result<()> {
    let missing: Vec<&str> = [("chromium", "chromium"), ("node", "nodejs"), ("npm", "npm")]
        .into_iter()
        .filter(|(program, _)| !is_there(program))
        .map(|(_, package)| package)
        .collect();
    if !missing.is_empty() {
        install(out, "no browser to look at pages with", &missing)?;
    }
    let folder = crate::root().join("crates/onrecord-app/tests/browser");
    if folder.join("node_modules/playwright-core").is_dir() {
        return Ok(());
    }
    run(Command::new("npm").arg("ci").arg("--prefix").arg(folder))
}

/// Apache Spark runs on it.
pub(crate) fn java(out: &mut dyn Write) -> anyhow::Result<()> {
    if is_there("java") {
        return Ok(());
    }
    install(out, "no Java for Apache Spark", &["default-jre-headless"])
}

fn install(out: &mut dyn Write, why: &str, packages: &[&str]) -> anyhow::Result<()> {
    if !is_there("apt-get") {
        bail!("{why}: install {}", packages.join(", "));
    }
    writeln!(out, "{why}: installing {}", packages.join(", "))?;
    out.flush()?;
    run(Command::new("apt-get").args(["update", "--quiet"]))?;
    run(Command::new("apt-get")
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(packages))
}

/// Readers of the exported formats that we did not write, in a virtual environment `name` under `target`. Installed anew only
/// where the list of them has changed.
pub(crate) fn validators(out: &mut dyn Write, name: &str, list: &str) -> anyhow::Result<()> {
    let requirements = format!("crates/onrecord-app/tests/validators/{list}");
    environment(out, name, &requirements, "readers of the exported formats")
}

/// A virtual environment `name` under `target` that holds what `requirements` lists.
pub(crate) fn environment(
    out: &mut dyn Write,
    name: &str,
    requirements: &str,
    what: &str,
) -> anyhow::Result<()> {
    let wanted = std::fs::read(crate::root().join(requirements))?;
    let place = format!("target/{name}");
    let installed = crate::root().join(&place).join("installed.txt");
    if std::fs::read(&installed).is_ok_and(|list| list == wanted) {
        return Ok(());
    }
    writeln!(out, "installing {what} in {place}")?;
    out.flush()?;
    run(Command::new("python3").args(["-m", "venv", &place]))?;
    let pip =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
    run(Command::new(crate::root().join(&place).join("bin/python")).args(pip))?;
    std::fs::write(installed, wanted)?;
    Ok(())
}

fn is_there(program: &str) -> bool {
    let probe = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

/// Format, lints, docs, arrows, scoreboards on a sample.
pub(crate) fn ci(out: &mut dyn Write) -> anyhow::Result<()> {
    let say = |out: &mut dyn Write, what: &str| -> anyhow::Result<()> {
        writeln!(out, "== {what}")?;
        out.flush()?;
        Ok(())
    };
    say(out, "format")?;
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    say(out, "lints")?;
    run(&mut cargo(&[
        "clippy",
        "--release",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    say(out, "docs")?;
    run(cargo(&["doc", "--release", "--locked", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))?;
    say(out, "arrows")?;
    arrows::check(out)?;
    say(out, "the lock file of the fuzzing targets, which no other step builds")?;
    let targets = ["tree", "--locked", "--quiet", "--depth", "0", "--manifest-path"];
    run(cargo(&targets).arg("fuzz/Cargo.toml"))?;
    say(out, "scoreboards")?;
    bench::Bench::sample_if_there().run(out)
}
