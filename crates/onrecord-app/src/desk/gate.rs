//! What reviewers keep from view: reports and findings more sensitive than public, findings that were rejected.
//!
//! Whoever may not see a report is not told that it is there.

use std::collections::BTreeSet;

use onrecord::Reading;
use onrecord::boards::{Telling, Trajectory};
use onrecord::ledger::{Filter, Hits, Ledger, StoredFinding};
use onrecord::model::{Id, Report, Sensitivity, Subject};
use onrecord::review::Decisions;

use super::problem::Problem;

/// A search looks among so many of the latest findings, and as many reports, that hold the words.
const AMONG: u32 = 2_000;

/// Stands for a letter that is withheld.
const BLOCK: char = '█';

/// A name as texts have it: whole, and the last word alone where that is long enough to be meant.
fn said(name: &str) -> Vec<String> {
    let whole = name.to_lowercase();
    let last = whole.rsplit(' ').next().filter(|last| last.chars().count() > 3);
    let last = last.map(str::to_owned);
    std::iter::once(whole).chain(last).collect()
}

/// Knows what is kept from view.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    sensitive: BTreeSet<Subject>,
    /// Names of whom nothing is told, in lower case, in full and the last word alone.
    names: BTreeSet<String>,
    decisions: Decisions,
}

impl Gate {
    /// What the reviews that stand say.
    pub(crate) fn of(ledger: &Ledger) -> Result<Gate, Problem> {
        let decisions = Decisions::of(&ledger.reviews()?);
        let above = decisions.above(Sensitivity::Public);
        let sensitive: BTreeSet<Subject> = above.chain(decisions.redacted()).cloned().collect();
        let names = sensitive.iter().filter_map(Subject::as_name).flat_map(said).collect();
        Ok(Gate { sensitive, names, decisions })
    }

    /// Does it tell of somebody of whom nothing is to be told? More is left out than must be, rather than less.
    fn tells_of_withheld(&self, what: &impl std::fmt::Debug) -> bool {
        if self.names.is_empty() {
            return false;
        }
        let all = format!("{what:?}").to_lowercase();
        self.names.iter().any(|name| all.contains(name.as_str()))
    }

    /// The text with withheld names blotted out, letter for letter, so that every offset stays.
    pub(crate) fn masked(&self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        let lower: Vec<char> =
            letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        for name in &self.names {
            let name: Vec<char> = name.chars().collect();
            for at in 0..lower.len() {
                if lower.get(at..at + name.len()) == Some(name.as_slice()) {
                    letters.iter_mut().skip(at).take(name.len()).for_each(|c| *c = BLOCK);
                }
            }
        }
        letters.into_iter().collect()
    }

    /// What identifies a report, with withheld names blotted out.
    pub(crate) fn named(&self, report: &mut Report) {
        for text in [&mut report.title, &mut report.byline].into_iter().flatten() {
            *text = self.masked(text);
        }
    }

    /// May this finding be seen, and nothing in it tell of somebody withheld?
    pub(crate) fn may_show(&self, found: &StoredFinding) -> bool {
        self.may_be_seen(&found.report, &found.id) && !self.tells_of_withheld(&found.finding)
    }

    /// May it be seen that there is this report?
    pub(crate) fn shows_report(&self, id: &str) -> bool {
        !self.sensitive.contains(&Subject::report(id))
    }

    /// May this finding be seen, rejected or not?
    pub(crate) fn may_be_seen(&self, report: &str, id: &Id) -> bool {
        self.shows_report(report) && !self.sensitive.contains(&Subject::finding(id))
    }

    /// May this finding be seen, and does it stand?
    pub(crate) fn shows(&self, report: &str, id: &Id) -> bool {
        self.may_be_seen(report, id) && !self.decisions.is_rejected(id)
    }

    /// May this finding be seen, does it stand, and does `what` it says tell of nobody withheld?
    fn stands(&self, report: &str, id: &Id, what: &impl std::fmt::Debug) -> bool {
        self.shows(report, id) && !self.tells_of_withheld(what)
    }

    /// Those that may be seen and stand.
    pub(crate) fn shown(&self, found: Vec<StoredFinding>) -> Vec<StoredFinding> {
        let stands = |it: &StoredFinding| self.stands(&it.report, &it.id, &it.finding);
        found.into_iter().filter(stands).collect()
    }

    /// What a search finds, as far as it may be seen.
    pub(crate) fn search(
        &self,
        ledger: &Ledger,
        words: &str,
        filter: &Filter,
    ) -> Result<Hits, Problem> {
        let mut hits = ledger.search_latest(words, filter, AMONG)?;
        hits.findings.retain(|hit| self.stands(&hit.report, &hit.id, hit));
        hits.reports.retain(|hit| self.shows_report(&hit.report) && !self.tells_of_withheld(hit));
        Ok(hits)
    }

    /// May all of this be seen?
    pub(crate) fn shows_all(&self, told: &[Telling]) -> bool {
        told.iter().all(|telling| {
            self.may_be_seen(&telling.report.id, &telling.finding)
                && !self.tells_of_withheld(&(&telling.words, &telling.voice))
        })
    }

    /// The reading without what is kept from view.
    pub(crate) fn reading(&self, mut reading: Reading) -> Reading {
        let report = reading.report.id.clone();
        let findings = &mut reading.findings;
        findings.statements.retain(|it| self.stands(&report, &it.id, it));
        findings.figures.retain(|it| self.stands(&report, &it.id, it));
        findings.events.retain(|it| self.stands(&report, &it.id, it));
        findings.persons.retain(|it| self.stands(&report, &it.id, it));
        findings.talks.retain(|it| self.stands(&report, &it.id, it));
        findings.access.retain(|it| self.stands(&report, &it.id, it));
        findings.not_said.retain(|it| self.stands(&report, &it.id, it));
        findings.entities.retain(|it| !self.tells_of_withheld(it));
        if !self.names.is_empty() {
            reading.report.text = self.masked(&reading.report.text);
            self.named(&mut reading.report);
        }
        reading
    }

    /// The trajectories without what is kept from view.
    pub(crate) fn trajectories(&self, all: Vec<Trajectory>) -> Vec<Trajectory> {
        let shown = all.into_iter().map(|mut one| {
            let before = one.points.len();
            one.points
                .retain(|point| self.shows(&point.figure.entry.report.id, &point.figure.entry.id));
            if one.points.len() < before {
                // What was made of all points would tell of those that are gone.
                one.steps.clear();
                one.contradictions.clear();
            }
            one
        });
        shown.filter(|one| !one.points.is_empty()).collect()
    }
}
