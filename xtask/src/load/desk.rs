//! The program under load: a desk and a `watch` on one ledger, each a process of its own.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use super::site::FEEDS;
use crate::running::{self, Desk, Memory, Running};

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = running::program();
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

/// Opens the desk on the ledger of `folder`.
pub(super) fn open(folder: &Path) -> anyhow::Result<Desk> {
    Desk::open(&mut program(folder, &[]))
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
        let mut watch = program(folder, &["watch", "feeds.toml", "--reader", "swift"]);
        Ok(Watch(Running::start(watch.stdout(Stdio::null()))?))
    }

    pub(super) fn megabytes(&self) -> anyhow::Result<f64> {
        self.0.megabytes(Memory::Now).context("`watch` ended")
    }
}
