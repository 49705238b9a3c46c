//! Faults and attacks: what is lost, what falls. Each test tries a few; `cargo xtask deep` sets `ONRECORD_ROUNDS` and tries
//! many, and collects a line from each for `docs/reliability.md`.

mod add;
mod bombs;
mod clock;
mod damage;
mod disk;
#[path = "../../../../../fuzz/lot.rs"]
mod lot;
mod migration;
mod review;
mod watch;
mod writers;

use std::io::Write;
use std::time::Duration;

use lot::Lot;

/// How often to try: `few`, or as the environment says.
fn rounds(few: u64) -> u64 {
    std::env::var("ONRECORD_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(few)
}

/// A row of the table of faults, where somebody collects it: what was done, how often, and what came of it. A test that gets
/// here lost nothing, since it would have failed before.
fn survived(fault: &str, tried: u64, outcome: &str) {
    let Some(path) = std::env::var_os("ONRECORD_FAULTS") else { return };
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    // One write a line: tests run side by side.
    file.write_all(format!("{fault}\t{tried}\t{outcome}\n").as_bytes()).unwrap();
}

/// A row of moments that is the same in every run.
struct Moments(Lot);

impl Moments {
    fn of(seed: u64) -> Moments {
        Moments(Lot(seed))
    }

    /// One within so many milliseconds.
    fn below(&mut self, most: u64) -> Duration {
        Duration::from_micros(self.0.number() % (most * 1000))
    }
}
