//! Faults and attacks: what is lost, what falls. Each test tries a few; `cargo xtask deep` sets `ONRECORD_ROUNDS` and tries
//! many, and collects a line from each for `docs/reliability.md`.

mod add;
mod bombs;
mod clock;
mod damage;
mod disk;
mod migration;
mod review;
mod watch;
mod writers;

use std::io::Write;
use std::time::Duration;

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

/// A row of moments that is the same in every run (Knuth's constants).
struct Moments(u64);

impl Moments {
    fn below(&mut self, most: u64) -> Duration {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_micros((self.0 >> 33) % (most * 1000))
    }
}
