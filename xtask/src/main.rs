//! Checks, benches and set-up of this repository: what a developer runs, and what CI runs, are the same commands.
#![forbid(unsafe_code)]

mod arrows;
mod bench;
mod checks;
mod deep;
mod fuzz;
mod load;
mod page;
mod python;
mod reliability;
mod run;
mod running;
mod sbom;
mod stranger;
mod supply;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Checks, benches and set-up of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Set up what the tests need, then run all of them, doc tests included.
    Test(checks::Test),
    /// Check that no package uses another outside the table of ARCHITECTURE.md.
    Arrows,
    /// What follows the tests in CI: format, lints, docs, arrows, scoreboards on a sample.
    Ci,
    /// What takes long: the tests left out of `test`, property tests with many more cases, ten steps of training.
    Deep,
    /// Kill, fill, cut, flip and flood, many times, and print one table of what was lost; part of `deep`.
    Faults(reliability::Faults),
    /// Throw changed inputs at every parser and stage, guided by coverage; part of `deep`.
    Fuzz(fuzz::Fuzz),
    /// Put a desk under the load of a busy day; part of `deep`.
    Load(load::Load),
    /// Check licences, bans and sources of all packages, and whether two builds give the same bytes; part of `deep`.
    Supply(supply::Supply),
    /// Do what the README says on a machine that has only a compiler; part of `deep`.
    Stranger(stranger::Stranger),
    /// List what the program is made of, as CycloneDX.
    Sbom,
    /// Build the wheel of the Python package, and say where it is.
    Wheel,
    /// Measure the program on data with a key, beside a baseline, in one run.
    Bench(bench::Bench),
    /// Run one program and print what it cost as JSON (used by `bench`).
    #[command(hide = true)]
    Measure(bench::measure::Measure),
    /// Attribute by regular expressions: the baseline (used by `bench`).
    #[command(hide = true)]
    Baseline,
}

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let done = match Task::parse() {
        Task::Test(test) => test.run(&mut out),
        Task::Arrows => arrows::check(&mut out),
        Task::Ci => checks::ci(&mut out),
        Task::Deep => deep::all(&mut out),
        Task::Faults(faults) => faults.run(&mut out),
        Task::Fuzz(fuzz) => fuzz.run(&mut out),
        Task::Load(load) => load.run(&mut out),
        Task::Supply(supply) => supply.run(&mut out),
        Task::Stranger(stranger) => stranger.run(&mut out),
        Task::Sbom => sbom::write(&mut out),
        Task::Wheel => python::build(&mut out),
        Task::Bench(bench) => bench.run(&mut out),
        Task::Measure(measure) => measure.run(&mut out),
        Task::Baseline => bench::baseline::run(&mut std::io::stdin().lock(), &mut out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            let _ = out.flush();
            let _ = writeln!(std::io::stderr(), "xtask: {cause:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
