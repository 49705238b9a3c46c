//! The scoreboards: the program and a baseline on data with a key, in one run.
//!
//! The data stand beside the repository and not in it (their terms allow measuring, not passing on), and so do the
//! scorers. What is kept here is the outcome: `bench/scores.csv`, and the least that CI lets pass: `bench/floors.toml`.

mod attribution;
pub(crate) mod baseline;
mod case;
mod data;
pub(crate) mod measure;
mod reader;
mod scores;
mod speed;

use std::io::Write;

use anyhow::bail;
use clap::ValueEnum;

use data::Data;
use scores::Score;

/// Measure the program on data with a key, beside a baseline, in one run.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// What to measure.
    #[arg(value_enum, default_value = "all")]
    what: What,
    /// A small fixed part of the data, held against bench/floors.toml.
    #[arg(long)]
    sample: bool,
    /// Write the outcome to bench/scores.csv.
    #[arg(long, conflicts_with = "sample")]
    record: bool,
    /// Run the Python prototype too (needs onnxruntime, tokenizers and numpy).
    #[arg(long)]
    prototype: bool,
    /// Say so and succeed where the data are not there.
    #[arg(long)]
    if_present: bool,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Who said what, on 84 reports.
    Attribution,
    /// The model case: two reports, every finding.
    Case,
    /// Words per second and memory on many reports, one thread and all.
    Speed,
    /// All of these.
    All,
}

impl Bench {
    /// What CI runs.
    pub(crate) fn sample_if_there() -> Bench {
        Bench { what: What::All, sample: true, record: false, prototype: false, if_present: true }
    }

    /// Measures, prints the tables, and checks or records what was asked for.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let data = Data::beside_the_repository();
        if let Some(missing) = data.missing() {
            let message = format!("no evaluation data at {}", missing.display());
            if self.if_present {
                writeln!(out, "{message}: nothing measured")?;
                return Ok(());
            }
            bail!("{message}: put them there, or use --if-present to go on without");
        }
        reader::build()?;
        let mut measured: Vec<Score> = Vec::new();
        if matches!(self.what, What::Attribution | What::All) {
            measured.extend(attribution::run(&data, self.sample, self.prototype, out)?);
        }
        if matches!(self.what, What::Case | What::All) {
            measured.extend(case::run(&data, out)?);
        }
        if self.what == What::Speed || (self.what == What::All && !self.sample) {
            measured.extend(speed::run(&data, out)?);
        }
        if self.sample {
            scores::hold_against_floors(&measured, out)?;
        }
        if self.record {
            scores::record(&measured, out)?;
        }
        Ok(())
    }
}
