//! The program under load: a desk and a `watch` on one ledger, each a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use super::site::FEEDS;

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(crate::root().join("target/release/onrecord"));
    command.args(arguments).current_dir(folder).env_remove("ONRECORD_LEDGER");
    command.stdin(Stdio::null());
    command
}

/// Runs a command of the program to its end and gives the lines that it printed.
pub(super) fn lines(folder: &Path, arguments: &[&str]) -> anyhow::Result<Vec<String>> {
    let done = program(folder, arguments).output()?;
    if !done.status.success() {
        bail!("{arguments:?}: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8(done.stdout)?.lines().map(str::to_owned).collect())
}

/// A process that ends with its value.
struct Running(Child);

impl Running {
    /// What it holds in memory, in megabytes (10^6 bytes).
    fn megabytes(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: f64 = kilobytes.context("it has ended")?.trim().parse()?;
        Ok(kilobytes * 1024.0 / 1_000_000.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An open desk.
pub(super) struct Desk {
    /// Host and port.
    pub(super) address: String,
    process: Running,
}

impl Desk {
    pub(super) fn open(folder: &Path) -> anyhow::Result<Desk> {
        let mut process =
            program(folder, &["serve", "--addr", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn()?;
        let stdout = process.stdout.take().context("no standard output")?;
        let process = Running(process);
        let line = BufReader::new(stdout).lines().next().context("the desk did not open")??;
        let address = line.rsplit_once("http://").context("the desk does not say where it is")?.1;
        Ok(Desk { address: address.trim_end_matches('/').to_owned(), process })
    }

    pub(super) fn megabytes(&self) -> anyhow::Result<f64> {
        self.process.megabytes()
    }
}

/// A `watch` of all feeds.
pub(super) struct Watch(Running);

impl Watch {
    pub(super) fn start(folder: &Path, site: &str) -> anyhow::Result<Watch> {
        let mut plan = "every = \"1m\"\npause = \"0s\"\nallow_host = [\"127.0.0.1\"]\n".to_owned();
        for feed in 0..FEEDS {
            plan += &format!("[[feed]]\nurl = \"http://{site}/feed/{feed}\"\nfollow = false\n");
        }
        std::fs::write(folder.join("feeds.toml"), plan)?;
        let watch = program(folder, &["watch", "feeds.toml", "--reader", "swift"])
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Watch(Running(watch)))
    }

    pub(super) fn megabytes(&self) -> anyhow::Result<f64> {
        self.0.megabytes().context("`watch` ended")
    }
}
