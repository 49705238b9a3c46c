//! `onrecord import`

mod sheet;

use std::path::PathBuf;

use onrecord::export::{BundleLine, Recorded, bundle_line};
use onrecord::ledger::{Appended, Ledger, Reading, Taken};
use onrecord::model::Review;
use onrecord::review::{Decisions, conflicts};

use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;
use crate::stream;

const MAPS: &str = "\
With --map, FILE is a sheet kept by hand (CSV, XLSX), and the map says which columns are what (docs/import-a-sheet.md). Each row \
comes on record as added by hand, with the sheet and its line as what it rests on.";

/// Take in what another ledger exported: `--format bundle`, or `jsonl` with `--full-text`; or a sheet.
///
/// Nothing is read anew: the same reports, findings, reviews and ids. What something changed on the way, or whose findings do not stand in its text,
/// is refused. Where two decided differently about the same, both are shown, and the later stands.
#[derive(Debug, clap::Args)]
#[command(after_help = MAPS)]
pub(crate) struct Import {
    /// The exported file, or - for standard input.
    #[arg(value_name = "FILE")]
    path: PathBuf,
    /// The columns of a sheet: a TOML file.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// With --map: who puts it on record.
    #[arg(long, value_name = "NAME", env = "ONRECORD_REVIEWER")]
    by: Option<String>,
}

impl Import {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        if let Some(map) = &self.map {
            return sheet::run(session, &self.path, map, self.by.as_deref());
        }
        let mut ledger = session.ledger_to_write()?;
        let (mut input, name) = stream::open(&self.path)?;
        let (mut new, mut known, mut unusable) = (0, 0, 0);
        let mut reviews = Vec::new();
        let undecoded = stream::chunks(&mut *input, &name, &Session::complain, &mut |lines| {
            let mut recorded = Vec::new();
            for (number, line) in &lines {
                match bundle_line(line) {
                    Ok(BundleLine::Report(one)) => recorded.push(*one),
                    Ok(BundleLine::Review(review)) => reviews.push(*review),
                    Err(error) => {
                        unusable += 1;
                        Session::complain(&format!("{name}:{number}: {error}"));
                    }
                }
            }
            for appended in append(&mut ledger, recorded)? {
                if matches!(appended, Appended::Known { .. }) { known += 1 } else { new += 1 }
            }
            Ok(())
        })?;
        let mut failed = undecoded + unusable;
        writeln!(session.out, "{}: {new} taken in, {known} known already", session.ledger_name())?;
        if !reviews.is_empty() {
            failed += take_reviews(session, &mut ledger, &reviews)?;
        }
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }
}

/// Takes reviews in and shows where they are not of one mind with those here; gives how many are about nothing on record.
fn take_reviews(
    session: &mut Session<'_>,
    ledger: &mut Ledger,
    theirs: &[Review],
) -> anyhow::Result<usize> {
    let ours = Decisions::of(&ledger.reviews()?);
    let (mut fresh, mut known, mut lost) = (Vec::new(), 0, 0);
    for (review, taken) in theirs.iter().zip(ledger.take_reviews(theirs)?) {
        match taken {
            Taken::New => fresh.push(review.clone()),
            Taken::Known => known += 1,
            Taken::NoSubject(subject) => {
                lost += 1;
                Session::complain(&format!(
                    "review {} of {} is about {subject}, which is not on record here; it was left out",
                    review.id.short(),
                    review.by
                ));
            }
        }
    }
    writeln!(session.out, "reviews: {} taken in, {known} known already", fresh.len())?;
    let is_theirs = |review: &Review| theirs.iter().any(|their| their.id == review.id);
    let ours: Vec<Review> = ours.standing().iter().filter(|it| !is_theirs(it)).cloned().collect();
    let now = Decisions::of(&ledger.reviews()?);
    fresh.retain(|review| !now.is_undone(&review.id));
    let all = conflicts(&ours, &fresh);
    // What is withheld is not told here, either.
    let view = session.view(ledger)?;
    let shown = view.reviews()?;
    for (earlier, later) in all {
        let both = [earlier, later].map(|one| shown.iter().find(|it| it.id == one.id));
        let [Some(earlier), Some(later)] = both else { continue };
        writeln!(session.out, "conflict: {} · {} (stands)", told(earlier), told(later))?;
    }
    Ok(lost)
}

fn told(review: &Review) -> String {
    let about: Vec<String> =
        review.decision.subjects().iter().map(|subject| plain(subject.as_str())).collect();
    let day = review.at.get(..16).unwrap_or(&review.at).replace('T', " ");
    let what = review.decision.as_str();
    format!("{} {what} {} by {} {day}", review.id.short(), about.join(" "), plain(&review.by))
}

fn append(ledger: &mut Ledger, recorded: Vec<Recorded>) -> anyhow::Result<Vec<Appended>> {
    let readings: Vec<Reading<'_>> = recorded
        .into_iter()
        .map(|one| Reading {
            report: one.reading.report,
            raw: &[],
            engine: one.engine,
            findings: one.reading.findings,
        })
        .collect();
    Ok(ledger.append(&readings)?)
}
