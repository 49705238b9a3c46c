//! What the reviews of a record come to: a pure function from reviews to decisions.
//!
//! The order of the reviews is the order in which they were made: of two that say different things of the same, the later
//! stands. One that was undone says nothing, and undoing the undoing brings it back.

mod across;
mod by_hand;
mod conflicts;
mod groups;
mod mask;
pub mod sheet;
mod terms;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Decision, Grade, Id, Reading, Review, Sensitivity, Subject};
use serde_json::Value;

use crate::boards::ReviewMark;
use groups::Groups;

pub use by_hand::{BY_HAND, reading};
pub use conflicts::conflicts;
pub(crate) use mask::{Mask, MaskedSpan, Withheld, masked, metadata};
pub(crate) use terms::{Term, Terms};

/// What stands of all reviews.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    standing: Vec<Review>,
    undone: BTreeSet<Id>,
    about: BTreeMap<Subject, Vec<usize>>,
    /// Was it accepted? Else rejected.
    judged: BTreeMap<Id, bool>,
    corrected: BTreeMap<Id, BTreeMap<String, Value>>,
    redacted: BTreeSet<Subject>,
    levels: BTreeMap<Subject, Sensitivity>,
    grades: BTreeMap<Subject, Grade>,
    groups: Groups,
    added: Vec<Added>,
}

/// What was put on record by hand, as a reading like any other.
#[derive(Clone, Debug, PartialEq)]
pub struct Added {
    /// When the review was made.
    pub at: String,
    /// The reading: its report holds the reviewer's words.
    pub reading: Reading,
}

impl Decisions {
    /// What `reviews`, in the order in which they were made, come to.
    pub fn of(reviews: &[Review]) -> Decisions {
        let mut undone: BTreeSet<Id> = BTreeSet::new();
        // From the last to the first: who undoes it comes later.
        for review in reviews.iter().rev() {
            if let Decision::Undo { review: other } = &review.decision
                && !undone.contains(&review.id)
            {
                undone.insert(other.clone());
            }
        }
        let mut decisions = Decisions { undone, ..Decisions::default() };
        for review in reviews {
            let is_undo = matches!(review.decision, Decision::Undo { .. });
            if !is_undo && !decisions.undone.contains(&review.id) {
                decisions.take(review);
            }
        }
        decisions
    }

    fn take(&mut self, review: &Review) {
        let number = self.standing.len();
        for subject in review.decision.subjects() {
            self.about.entry(subject).or_default().push(number);
        }
        self.standing.push(review.clone());
        let judged = |subject: &Subject| subject.as_finding();
        match &review.decision {
            Decision::Accept { subject } => {
                self.judged.extend(judged(subject).map(|id| (id, true)));
            }
            Decision::Reject { subject } => {
                self.judged.extend(judged(subject).map(|id| (id, false)));
            }
            Decision::Correct { subject, set } => {
                if let Some(id) = subject.as_finding() {
                    self.corrected.entry(id).or_default().extend(set.clone());
                }
            }
            Decision::Merge { subjects } => self.groups.merge(subjects),
            Decision::Split { subjects } => self.groups.split(subjects),
            Decision::Redact { subject } => drop(self.redacted.insert(subject.clone())),
            Decision::Grade { subject, reliability, credibility } => {
                let grade = self.grades.entry(subject.clone()).or_default();
                grade.reliability = reliability.unwrap_or(grade.reliability);
                grade.credibility = credibility.unwrap_or(grade.credibility);
            }
            Decision::Sensitivity { subject, level } => {
                self.levels.insert(subject.clone(), *level);
            }
            Decision::Add { found } => {
                let reading = by_hand::reading(review, found);
                self.added.push(Added { at: review.at.clone(), reading });
            }
            _ => {}
        }
    }

    /// The same, each review told as `show` gives it; one that it does not give is told without its words.
    pub(crate) fn shown(mut self, show: impl Fn(&Review) -> Option<Review>) -> Decisions {
        for review in &mut self.standing {
            *review = show(review).unwrap_or_else(|| Review { note: None, ..review.clone() });
        }
        self
    }

    /// Did nobody decide anything that still stands?
    pub fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }

    /// The reviews that stand, oldest first.
    pub fn standing(&self) -> &[Review] {
        &self.standing
    }

    /// Was the review taken back?
    pub fn is_undone(&self, review: &Id) -> bool {
        self.undone.contains(review)
    }

    /// Was the finding rejected, and not accepted since?
    pub fn is_rejected(&self, finding: &Id) -> bool {
        self.judged.get(finding) == Some(&false)
    }

    /// Findings that were rejected, and not accepted since.
    pub fn rejected(&self) -> impl Iterator<Item = &Id> {
        self.judged.iter().filter(|(_, accepted)| !**accepted).map(|(id, _)| id)
    }

    /// Did somebody look at the finding: accept, reject or correct it?
    pub fn is_judged(&self, finding: &Id) -> bool {
        self.judged.contains_key(finding) || self.corrected.contains_key(finding)
    }

    /// The fields that were put right, by their names on the wire.
    pub fn correction(&self, finding: &Id) -> Option<&BTreeMap<String, Value>> {
        self.corrected.get(finding)
    }

    /// Findings of which fields were put right.
    pub fn corrected(&self) -> impl Iterator<Item = &Id> {
        self.corrected.keys()
    }

    /// What was redacted.
    pub fn redacted(&self) -> impl Iterator<Item = &Subject> {
        self.redacted.iter()
    }

    /// How sensitive something is; public until somebody says otherwise.
    pub fn level(&self, subject: &Subject) -> Sensitivity {
        self.levels.get(subject).copied().unwrap_or_default()
    }

    /// What is more sensitive than `ceiling`.
    pub fn above(&self, ceiling: Sensitivity) -> impl Iterator<Item = &Subject> {
        let above = self.levels.iter().filter(move |(_, level)| **level > ceiling);
        above.map(|(subject, _)| subject)
    }

    /// How something was graded; `F6` until somebody does.
    pub fn grade(&self, subject: &Subject) -> Grade {
        self.grades.get(subject).copied().unwrap_or_default()
    }

    /// The groups of what was said to be one: the first gives the name.
    pub fn merged(&self) -> impl Iterator<Item = &[Subject]> {
        self.groups.merged()
    }

    /// The first of the group that `subject` was merged into; `None` where it was not.
    pub fn group(&self, subject: &Subject) -> Option<&Subject> {
        self.groups.first_of(subject)
    }

    /// The pairs of what was said not to be one, each once.
    pub fn split(&self) -> impl Iterator<Item = (&Subject, &Subject)> {
        self.groups.apart()
    }

    /// What was put on record by hand, in the order in which that was done.
    pub fn added(&self) -> &[Added] {
        &self.added
    }

    /// Everything that something was decided about.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.about.keys()
    }

    /// What was decided about `subject`, oldest first.
    pub fn marks(&self, subject: &Subject) -> Vec<ReviewMark> {
        let numbers = self.about.get(subject).into_iter().flatten();
        let reviews = numbers.filter_map(|number| self.standing.get(*number));
        reviews.map(ReviewMark::of).collect()
    }
}

impl ReviewMark {
    /// A review in short.
    pub fn of(review: &Review) -> ReviewMark {
        ReviewMark {
            review: review.id.clone(),
            what: review.decision.as_str(),
            by: review.by.clone(),
            at: review.at.clone(),
            note: review.note.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
