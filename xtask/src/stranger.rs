//! A stranger's machine: an empty Debian root with git, a linker and Rust, in which what the README says is done.

use std::io::Write;
use std::process::Command;

use anyhow::Context;

use crate::run::{output, run};

/// What the README tells to type, and what a user of Rust would try.
const BRIEF: &str =
    "cargo run --release -- brief examples/ > /root/brief.txt; grep -q PEOPLE /root/brief.txt";
const INSTALL: &str =
    "cargo install --path crates/onrecord-app --locked; /root/.cargo/bin/onrecord --version";
const TEST: &str = "cargo xtask test";

/// Does what the README says on a machine that has only a compiler. Needs to be root, debootstrap and the network.
#[derive(Debug, clap::Args)]
pub(crate) struct Stranger {
    /// Leave out `cargo xtask test`, which takes longest.
    #[arg(long)]
    without_tests: bool,
}

impl Stranger {
    /// What `deep` runs.
    pub(crate) fn all() -> Stranger {
        Stranger { without_tests: false }
    }

    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let toolchain = output(Command::new("rustc").args(["--print", "sysroot"]))?;
        let root = crate::root().join("target/stranger");
        std::fs::create_dir_all(&root)?;
        let mut commands = vec![BRIEF, INSTALL];
        if !self.without_tests {
            commands.push(TEST);
        }
        run(Command::new("xtask/src/stranger.sh")
            .arg(root)
            .arg(crate::root())
            .arg(toolchain.trim())
            .args(&commands))
        .context("in an empty root")?;
        writeln!(out, "in an empty root: {} commands did what the README says", commands.len())?;
        Ok(())
    }
}
