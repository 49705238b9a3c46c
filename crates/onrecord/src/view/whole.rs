//! What may be handed over as it stands on record: that of which nothing is withheld.

use std::collections::BTreeSet;

use onrecord_ledger::{Filter, LedgerError, ReportRow, StoredFinding};
use onrecord_model::{Decision, Reading, Review, Subject};

use super::View;
use crate::export::Recorded;

impl View<'_> {
    /// The versions that `filter` means, of `case`'s reports where one is given, of which nothing is withheld, with all their findings as they were read, whatever reviewers decided of
    /// them; and how many others it means.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read, or a day is none.
    pub fn whole(
        &self,
        filter: &Filter,
        case: Option<&BTreeSet<String>>,
    ) -> Result<(Vec<Recorded>, usize), LedgerError> {
        let (mut whole, mut others) = (Vec::new(), 0);
        let is_of_case = |row: &ReportRow| case.is_none_or(|case| case.contains(&row.report.id));
        for row in self.reports(filter)?.into_iter().filter(is_of_case) {
            let version = &row.report.version;
            let (Some(report), shown) = (self.ledger.report(version)?, self.report(version)?)
            else {
                continue;
            };
            if shown.as_ref() != Some(&report) {
                others += 1;
                continue;
            }
            let findings = self.ledger.findings_of(version, None)?.unwrap_or_default();
            let engine = row.engine.unwrap_or_default();
            whole.push(Recorded { reading: Reading { report, findings }, engine });
        }
        Ok((whole, others))
    }

    /// The reviews that are about these reports, about whoever bears a name, or put something on record by hand, undone ones with what
    /// undid them; those that name what is withheld, or judge how sensitive something is that may not be seen, are left out.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn whole_reviews(&self, recorded: &[Recorded]) -> Result<Vec<Review>, LedgerError> {
        let mut known: BTreeSet<Subject> = BTreeSet::new();
        for one in recorded {
            known.insert(Subject::report(&one.reading.report.id));
            let findings = StoredFinding::of(&one.reading, &one.engine);
            known.extend(findings.iter().map(|stored| Subject::finding(&stored.id)));
        }
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut reviews = Vec::new();
        for review in self.ledger.reviews()? {
            if self.kept.withholding.review(&review).as_ref() != Some(&review) {
                continue;
            }
            let is_known = |subject: &Subject| {
                known.contains(subject) || subject.as_name().is_some() || is_of(subject, &taken)
            };
            let goes = match &review.decision {
                Decision::Undo { review } => taken.contains(review.as_str()),
                decision => decision.subjects().iter().all(is_known),
            };
            if goes {
                taken.insert(review.id.as_str().to_owned());
                reviews.push(review);
            }
        }
        Ok(reviews)
    }
}

/// Is it a review that goes along, or what one of them put on record by hand, which bears an id made from the review's?
fn is_of(subject: &Subject, taken: &BTreeSet<String>) -> bool {
    let tail = |id: &str| id.split_once('_').map(|(_, tail)| tail.to_owned());
    let subject = subject.as_report().unwrap_or(subject.as_str());
    taken.contains(subject) || taken.iter().any(|id| tail(id) == tail(subject))
}
