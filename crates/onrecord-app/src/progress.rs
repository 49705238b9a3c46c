//! Telling how far a long work is: on standard error, on a terminal only, and only after a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Work below this is not worth a word.
const QUIET: Duration = Duration::from_secs(1);

/// How far a work is. Threads that share it may all advance it.
#[derive(Debug)]
pub(crate) struct Progress {
    began: Instant,
    bar: OnceLock<ProgressBar>,
    total: AtomicU64,
    done: AtomicU64,
    noun: &'static str,
    wanted: bool,
}

impl Progress {
    /// Of things called `noun`; nobody knows yet of how many.
    pub(crate) fn of(noun: &'static str) -> Progress {
        Progress {
            began: Instant::now(),
            bar: OnceLock::new(),
            total: AtomicU64::new(0),
            done: AtomicU64::new(0),
            noun,
            wanted: std::io::stderr().is_terminal(),
        }
    }

    /// There are `total` of them, as far as can be told now.
    pub(crate) fn expect(&self, total: usize) {
        self.total.store(total as u64, Ordering::Relaxed);
    }

    /// One more is done.
    pub(crate) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.wanted || self.began.elapsed() < QUIET {
            return;
        }
        let total = self.total.load(Ordering::Relaxed);
        let bar = self.bar.get_or_init(|| self.begin(total));
        if total > 0 {
            bar.set_length(total.max(done));
        }
        bar.set_position(done);
    }

    /// Writes a line above the bar without breaking it.
    pub(crate) fn aside(&self, write: impl FnOnce()) {
        match self.bar.get() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn begin(&self, total: u64) -> ProgressBar {
        let (bar, template) = if total > 0 {
            (ProgressBar::new(total), "{bar:30} {pos} of {len} {prefix}, {eta} left")
        } else {
            (ProgressBar::new_spinner(), "{spinner} {pos} {prefix}, {elapsed}")
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.with_prefix(self.noun)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
