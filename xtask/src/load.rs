//! A day of a busy desk in an hour: feeds that bring reports, people who read and people who review, on loopback only and bounded in
//! count and time; no error, quick answers, flat memory, nothing lost.

mod desk;
mod people;
mod site;
mod texts;

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::page;
use crate::run::{cargo, run};
use crate::running::Memory;
use desk::Watch;
use people::{Asked, Crowd};
use site::Site;

/// Of a hundred answers, ninety-five come within this many milliseconds.
const SLOWEST: f64 = 250.0;
/// How much more memory the last quarter may take than the second: a quarter, and ten megabytes.
const GROWTH: (f64, f64) = (1.25, 10.0);
/// How long after the last report all must be on record.
const SETTLES: Duration = Duration::from_secs(240);

/// Puts a desk under the load of a day.
#[derive(Debug, clap::Args)]
pub(crate) struct Load {
    /// How long, in minutes.
    #[arg(long, default_value_t = 60)]
    minutes: u64,
    /// How many reports five feeds bring in that time.
    #[arg(long, default_value_t = 10_000)]
    reports: usize,
    /// How many read, a page every three seconds each.
    #[arg(long, default_value_t = 20)]
    readers: usize,
    /// How many review, a finding every ten seconds each.
    #[arg(long, default_value_t = 3)]
    reviewers: usize,
    /// Write the table to docs/reliability.md.
    #[arg(long)]
    record: bool,
}

/// What a run came to.
struct Outcome {
    asked: Vec<Asked>,
    memory: Vec<[f64; 2]>,
    on_record: usize,
    acknowledged: usize,
    lost_reviews: usize,
    sound: bool,
}

impl Load {
    /// What `deep` runs.
    pub(crate) fn day() -> Load {
        Load { minutes: 60, reports: 10_000, readers: 20, reviewers: 3, record: false }
    }

    /// How many reports it brings.
    pub(crate) fn reports(&self) -> u64 {
        self.reports as u64
    }

    /// Runs it, prints the table and fails where anything was not held.
    pub(crate) fn run(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        run(&mut cargo(&["build", "--release", "--locked", "-p", "onrecord-app"]))?;
        let outcome = self.outcome()?;
        let (table, missed) = self.table(&outcome);
        write!(out, "{table}")?;
        if self.record {
            page::write("load", &table)?;
        }
        if !missed.is_empty() {
            bail!("under load: {}", missed.join("; "));
        }
        Ok(())
    }

    fn outcome(&self) -> anyhow::Result<Outcome> {
        let folder = tempfile::tempdir()?;
        let lasts = Duration::from_secs(self.minutes * 60);
        let site = Site::open(self.reports, lasts)?;
        let desk = desk::open(folder.path())?;
        let watch = Watch::start(folder.path(), &site.address)?;
        let over = AtomicBool::new(false);
        let begun = Instant::now();
        let crowd = Crowd { address: &desk.address, over: &over };
        let (mut memory, mut asked, mut reviews) = (Vec::new(), Vec::new(), Vec::new());
        std::thread::scope(|scope| -> anyhow::Result<()> {
            let readers: Vec<_> =
                (0..self.readers).map(|one| scope.spawn(move || crowd.read(one))).collect();
            let reviewers: Vec<_> =
                (0..self.reviewers).map(|one| scope.spawn(move || crowd.review(one))).collect();
            while begun.elapsed() < lasts {
                std::thread::sleep(Duration::from_secs(5).min(lasts));
                memory.push([
                    desk.process.megabytes(Memory::Now).unwrap_or(f64::NAN),
                    watch.megabytes()?,
                ]);
            }
            over.store(true, Ordering::Relaxed);
            for one in readers {
                asked.extend(one.join().map_err(|_| anyhow::anyhow!("a reader gave up"))?);
            }
            for one in reviewers {
                let (some, ids) = one.join().map_err(|_| anyhow::anyhow!("a reviewer gave up"))?;
                asked.extend(some);
                reviews.extend(ids);
            }
            Ok(())
        })?;
        let mut on_record = 0;
        while on_record < self.reports && begun.elapsed() < lasts + SETTLES {
            std::thread::sleep(Duration::from_secs(2));
            on_record = desk::lines(folder.path(), &["reports", "--json"])?.len();
        }
        drop((watch, desk));
        let kept = desk::lines(folder.path(), &["review", "list", "--json"])?;
        let is_lost = |id: &&String| !kept.iter().any(|line| line.contains(id.as_str()));
        Ok(Outcome {
            asked,
            memory,
            on_record,
            acknowledged: reviews.len(),
            lost_reviews: reviews.iter().filter(is_lost).count(),
            sound: desk::lines(folder.path(), &["doctor"]).is_ok(),
        })
    }

    /// The table, and what was not held.
    fn table(&self, outcome: &Outcome) -> (String, Vec<String>) {
        let mut missed = Vec::new();
        let mut rows = String::new();
        let mut row = |what: &str, found: String, wanted: &str, held: bool| {
            let verdict = if held { "held" } else { "**missed**" };
            rows.push_str(&format!("| {what} | {found} | {wanted} | {verdict} |\n"));
            if !held {
                missed.push(format!("{what}: {found}"));
            }
        };
        let errors: Vec<&Asked> = outcome.asked.iter().filter(|one| one.error.is_some()).collect();
        let first = errors.first().and_then(|one| one.error.clone()).unwrap_or_default();
        let found = format!("{} of {} {first}", errors.len(), outcome.asked.len());
        row("answers that were errors", found.trim_end().to_owned(), "0", errors.is_empty());
        for (what, writes) in [("pages and lists", false), ("reviews put on record", true)] {
            let some = outcome.asked.iter().filter(|one| one.writes == writes);
            let some: Vec<f64> = some.map(|one| one.milliseconds).collect();
            let [half, most, worst] = [0.5, 0.95, 1.0].map(|part| share(&some, part));
            let found = format!("{half:.0} / {most:.0} / {worst:.0} of {}", some.len());
            row(&format!("{what}, ms p50 / p95 / most"), found, "p95 250", most <= SLOWEST);
        }
        for (at, what) in ["the desk", "`watch`"].into_iter().enumerate() {
            let all: Vec<f64> = outcome.memory.iter().map(|two| two[at]).collect();
            let (second, last) = (quarter(&all, 1), quarter(&all, 3));
            let found = format!("{second:.0}, {last:.0}");
            let held = last <= second * GROWTH.0 + GROWTH.1;
            row(&format!("memory of {what}, MB, second and last quarter"), found, "flat", held);
        }
        let found = format!("{} of {}", outcome.on_record, self.reports);
        row("reports on record", found, "all", outcome.on_record == self.reports);
        let kept = outcome.acknowledged - outcome.lost_reviews;
        let found = format!("{kept} of {}", outcome.acknowledged);
        row("acknowledged reviews on record", found, "all", outcome.lost_reviews == 0);
        let doctor = if outcome.sound { "sound" } else { "not sound" };
        row("`onrecord doctor`", doctor.to_owned(), "sound", outcome.sound);
        let Load { minutes, reports, readers, reviewers, .. } = self;
        let head = format!(
            "{minutes} minutes, 5 feeds, {reports} reports read with `swift`, {readers} readers (a page every 3 seconds each), {reviewers} \
             reviewers (a finding every 10 seconds each), one desk; at commit `{}`:\n\n| | found | wanted | |\n|---|---|---|---|\n",
            crate::run::commit()
        );
        (format!("{head}{rows}"), missed)
    }
}

/// The value that this part of all does not exceed.
fn share(all: &[f64], part: f64) -> f64 {
    let mut all = all.to_vec();
    all.sort_by(f64::total_cmp);
    let at = (all.len() as f64 * part).ceil() as usize;
    all.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// The most of one quarter of a run.
fn quarter(all: &[f64], number: usize) -> f64 {
    let part = all.len() * number / 4..all.len() * (number + 1) / 4;
    all.get(part).unwrap_or_default().iter().copied().fold(f64::NAN, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(milliseconds: f64, lost_reviews: usize) -> Outcome {
        let asked = |writes| Asked { writes, milliseconds, error: None };
        Outcome {
            asked: vec![asked(false), asked(true)],
            memory: vec![[100.0, 50.0]; 8],
            on_record: 10_000,
            acknowledged: 3,
            lost_reviews,
            sound: true,
        }
    }

    #[test]
    fn what_was_not_held_is_said() {
        let (table, missed) = Load::day().table(&outcome(20.0, 0));
        assert!(missed.is_empty() && !table.contains("missed"), "{table}");
        let (table, missed) = Load::day().table(&outcome(251.0, 1));
        assert_eq!(missed.len(), 3, "{missed:?}");
        assert!(table.contains("| 2 of 3 | all | **missed** |"), "{table}");
    }

    #[test]
    fn quarters_and_shares() {
        let all = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        assert_eq!((quarter(&all, 1), quarter(&all, 3)), (4.0, 8.0));
        assert_eq!((share(&all, 0.5), share(&all, 1.0)), (4.0, 8.0));
    }
}
