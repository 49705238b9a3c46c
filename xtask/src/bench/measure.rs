//! What running a program costs: processor time and peak memory.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};

/// Run one program and print what it cost as JSON.
///
/// A process of its own, because the system counts the cost of *all* children of a process together.
#[derive(Debug, clap::Args)]
pub(crate) struct Measure {
    /// Standard input of the program.
    input: PathBuf,
    /// Standard output of the program.
    output: PathBuf,
    /// The program and its arguments.
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

impl Measure {
    /// Runs it.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let (program, arguments) = self.command.split_first().context("no program")?;
        let started = std::time::Instant::now();
        let status = Command::new(program)
            .args(arguments)
            .stdin(File::open(&self.input)?)
            .stdout(File::create(&self.output)?)
            .status()
            .with_context(|| format!("cannot start {program}"))?;
        let elapsed = started.elapsed().as_secs_f64();
        if !status.success() {
            bail!("{program} failed ({status})");
        }
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let seconds = |time: nix::sys::time::TimeVal| {
            time.tv_sec() as f64 + time.tv_usec() as f64 / 1_000_000.0
        };
        let processor = seconds(usage.user_time()) + seconds(usage.system_time());
        let cost =
            json!({"processor": processor, "elapsed": elapsed, "kilobytes": usage.max_rss()});
        writeln!(out, "{cost}")?;
        Ok(())
    }
}

/// What a run cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// User and system time, in seconds, over all threads.
    pub(crate) processor: f64,
    /// By the clock on the wall, in seconds.
    pub(crate) elapsed: f64,
    /// The most memory resident at once, in megabytes (10^6 bytes).
    pub(crate) megabytes: f64,
}

/// Runs `command` from the file `input` to the file `output`, and gives what it cost.
pub(crate) fn measured(command: &[String], input: &Path, output: &Path) -> anyhow::Result<Cost> {
    let mut measure = Command::new(std::env::current_exe()?);
    measure.arg("measure").arg(input).arg(output).arg("--").args(command);
    let printed = crate::run::output(&mut measure)?;
    let cost: Value = serde_json::from_str(&printed)?;
    let number = |name: &str| cost[name].as_f64().with_context(|| format!("no {name} measured"));
    Ok(Cost {
        processor: number("processor")?,
        elapsed: number("elapsed")?,
        megabytes: number("kilobytes")? * 1024.0 / 1_000_000.0,
    })
}
