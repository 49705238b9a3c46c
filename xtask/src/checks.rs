//! The tests, and what CI looks at after them.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

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
        let mut command = cargo(&["test", "--release", "--locked"]);
        if self.arguments.is_empty() {
            command.arg("--workspace");
        }
        out.flush()?;
        run(command.args(&self.arguments))?;
        let is_asked_for = |word: &String| word == "onrecord-python";
        if self.arguments.is_empty() || self.arguments.iter().any(is_asked_for) {
            python::test(out)?;
        }
        Ok(())
    }
}

/// The database inside is C: without a compiler nothing builds, and cargo's message for it is long.
fn compiler(out: &mut dyn Write) -> anyhow::Result<()> {
    if is_there("cc") {
        return Ok(());
    }
    writeln!(out, "no C compiler: installing one")?;
    install(out, &["gcc", "libc6-dev"]).context("no C compiler: install one that answers to `cc`")
}

/// Installs packages of Debian, where the machine is one.
pub(crate) fn install(out: &mut dyn Write, packages: &[&str]) -> anyhow::Result<()> {
    if !is_there("apt-get") {
        bail!("cannot be installed from here");
    }
    out.flush()?;
    run(Command::new("apt-get").args(["update", "--quiet"]))?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    run(Command::new("apt-get").args(install).args(packages))
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
    say(out, "scoreboards")?;
    bench::Bench::sample_if_there().run(out)
}
