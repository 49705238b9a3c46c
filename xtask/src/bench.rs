//! The scoreboards: the program and a baseline on data with a key, in one run.
//!
//! The data stand beside the repository and not in it (their terms allow measuring, not passing on), and so do the
//! scorers. What is kept here is the outcome: `bench/scores.csv`, and the least that CI lets pass: `bench/floors.toml`.

mod attribution;
pub(crate) mod baseline;
mod board;
mod case;
mod data;
mod desk;
mod layers;
pub(crate) mod measure;
mod metamorphic;
mod reader;
mod scale;
mod scores;
mod speed;

use std::io::Write;

use anyhow::bail;
use board::Boards;
use data::Data;
use scores::Score;

/// Measure the program on data with a key, beside a baseline, in one run.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// What to measure: `attribution` (who said what), `case` (two reports, every finding), `layers` (names, trees, event
    /// words), `speed`, `reader` (attribution beside the prototype, layers, speed), `desk` (how fast pages answer on a large ledger), `scale` (an archive of made reports, also on Apache Spark), `metamorphic` (reports changed in one way), a board of bench/boards.toml, or `all`.
    #[arg(default_value = "all")]
    what: String,
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
    /// For `desk`: a ledger of so many reports instead of 100,000.
    #[arg(long, value_name = "NUMBER")]
    reports: Option<usize>,
}

impl Bench {
    /// What CI runs.
    pub(crate) fn sample_if_there() -> Bench {
        Bench {
            what: "all".to_owned(),
            sample: true,
            record: false,
            prototype: false,
            if_present: true,
            reports: None,
        }
    }

    /// Measures, prints the tables, and checks or records what was asked for.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        if self.what == "scale" {
            // Its reports are made, too.
            reader::build()?;
            let measured = scale::run(self.reports, self.sample, out)?;
            return if self.record { scores::record(&measured, out) } else { Ok(()) };
        }
        if self.what == "metamorphic" {
            // Its reports need no key.
            reader::build()?;
            let measured = metamorphic::run(self.sample, out)?;
            return if self.record { scores::record(&measured, out) } else { Ok(()) };
        }
        if self.what == "desk" {
            // It makes its own data.
            let measured = desk::run_desk(self.reports, out)?;
            return if self.record { scores::record(&measured, out) } else { Ok(()) };
        }
        let data = Data::beside_the_repository();
        if let Some(missing) = data.missing() {
            let message = format!("no evaluation data at {}", missing.display());
            if self.if_present {
                writeln!(out, "{message}: nothing measured")?;
                return Ok(());
            }
            bail!("{message}: put them there, or use --if-present to go on without");
        }
        let boards = Boards::load()?;
        self.is_known(&boards)?;
        reader::build()?;
        let mut measured: Vec<Score> = Vec::new();
        if self.asks_for("attribution") {
            let prototype = self.prototype || self.what == "reader";
            measured.extend(attribution::run(&data, self.sample, prototype, out)?);
        }
        if self.asks_for("layers") && !self.sample {
            measured.extend(layers::run(&data, out)?);
        }
        if self.asks_for("case") {
            measured.extend(case::run(&data, out)?);
        }
        if self.what == "speed" || (self.asks_for("speed") && !self.sample) {
            measured.extend(speed::run(&data, out)?);
        }
        for board in boards.named(&self.what) {
            measured.extend(board.run(&data, self.sample, out)?);
        }
        if self.sample {
            scores::hold_against_floors(&measured, out)?;
        }
        if self.record {
            scores::record(&measured, out)?;
        }
        Ok(())
    }

    fn asks_for(&self, what: &str) -> bool {
        let part_of_reader = matches!(what, "attribution" | "layers" | "speed");
        self.what == what || self.what == "all" || (self.what == "reader" && part_of_reader)
    }

    fn is_known(&self, boards: &Boards) -> anyhow::Result<()> {
        let own = ["all", "attribution", "case", "layers", "reader", "speed"];
        let names: Vec<&str> = own.into_iter().chain(boards.names()).collect();
        if !names.contains(&self.what.as_str()) {
            bail!("nothing is called {}: there are {}", self.what, names.join(", "));
        }
        Ok(())
    }
}
