//! Telling how far a long work is: on standard error, on a terminal only, and only after a second.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Work below this is not worth a word.
const QUIET: Duration = Duration::from_secs(1);

/// How far a work is.
#[derive(Debug)]
pub(crate) struct Progress {
    began: Instant,
    bar: Option<ProgressBar>,
    total: u64,
    done: u64,
    noun: &'static str,
    wanted: bool,
}

impl Progress {
    /// Of `total` things to do (0: nobody knows), called `noun`.
    pub(crate) fn new(total: usize, noun: &'static str) -> Progress {
        let wanted = std::io::stderr().is_terminal();
        Progress { began: Instant::now(), bar: None, total: total as u64, done: 0, noun, wanted }
    }

    /// `more` of them are done.
    pub(crate) fn advance(&mut self, more: usize) {
        self.done += more as u64;
        if self.bar.is_none() && self.wanted && self.began.elapsed() > QUIET {
            self.bar = Some(self.begin());
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }

    /// Writes a line above the bar without breaking it.
    pub(crate) fn aside(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn begin(&self) -> ProgressBar {
        let (bar, template) = if self.total > 0 {
            (ProgressBar::new(self.total), "{bar:30} {pos} of {len} {prefix}, {eta} left")
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
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
