//! The program as a process of its own, while something is asked of it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::Context;

/// The program of the last release build.
pub(crate) fn program() -> Command {
    Command::new(crate::root().join("target/release/onrecord"))
}

/// Which count of resident memory of `/proc/PID/status` is meant.
#[derive(Clone, Copy)]
pub(crate) enum Memory {
    /// Now.
    Now,
    /// The most at once so far.
    Peak,
}

/// A process that ends with its value.
pub(crate) struct Running(Child);

impl Running {
    /// Starts `command`.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Running> {
        Ok(Running(command.spawn()?))
    }

    /// What it holds in memory, in megabytes (10^6 bytes).
    pub(crate) fn megabytes(&self, memory: Memory) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let field = match memory {
            Memory::Now => "VmRSS:",
            Memory::Peak => "VmHWM:",
        };
        let line = status.lines().find_map(|line| line.strip_prefix(field));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: f64 = kilobytes.context("it has ended")?.trim().parse()?;
        Ok(kilobytes * 1024.0 / 1_000_000.0)
    }

    /// The processor time that it has used, all its threads together, in seconds.
    pub(crate) fn seconds(&self) -> anyhow::Result<f64> {
        /// Ticks a second, as Linux tells them to everybody.
        const TICKS: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // The name of the program stands in brackets and may hold anything; behind it, the twelfth and thirteenth are user and system time.
        let fields = stat.rsplit_once(')').context("it has ended")?.1;
        let mut ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
        let mut next = || -> anyhow::Result<f64> { Ok(ticks.next().context("it has ended")??) };
        Ok((next()? + next()?) / TICKS)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A desk that is open.
pub(crate) struct Desk {
    /// Host and port.
    pub(crate) address: String,
    pub(crate) process: Running,
}

impl Desk {
    /// Opens one on loopback, by the program with whatever says where its ledger is; waits until it says where it is.
    pub(crate) fn open(program: &mut Command) -> anyhow::Result<Desk> {
        program.args(["serve", "--addr", "127.0.0.1:0"]).stdout(Stdio::piped());
        let mut process = Running::start(program)?;
        let stdout = process.0.stdout.take().context("no standard output")?;
        let line = BufReader::new(stdout).lines().next().context("the desk did not open")??;
        let address = line.rsplit_once("http://").context("the desk does not say where it is")?.1;
        Ok(Desk { address: address.trim_end_matches('/').to_owned(), process })
    }
}
