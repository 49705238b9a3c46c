//! A bundle: findings with their texts, and what reviewers decided, for a colleague who works on them elsewhere and hands them back.
//!
//! It is the wire format a line a report, whole, and a line for each review. Reports of which something is withheld stay behind, and so do reviews
//! that name it: blotted out, a report would be another one, and nothing could be checked there.

use std::collections::BTreeSet;

use onrecord_ledger::{Filter, LedgerError};
use onrecord_model::Review;
use serde_json::{Value, json};

use super::json::json_lines;
use super::{Depth, ImportError, Recorded, import_line};
use crate::view::View;

/// What may be handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Reports, then reviews, a line of JSON each.
    pub lines: String,
    /// How many reports are in it.
    pub reports: usize,
    /// How many reviews.
    pub reviews: usize,
    /// Reports that were meant, too, of which something is withheld.
    pub left_behind: usize,
}

/// The bundle of what `filter` means, of the reports of `case` where one is given, as far as `view` may show it.
///
/// # Errors
/// Where the ledger cannot be read, or a day in `filter` is none.
pub fn bundle(
    view: &View<'_>,
    filter: &Filter,
    case: Option<&BTreeSet<String>>,
) -> Result<Bundle, LedgerError> {
    let (recorded, left_behind) = view.whole(filter, case)?;
    let reviews = view.whole_reviews(&recorded)?;
    let mut lines = json_lines(&recorded, Depth::Whole);
    for review in &reviews {
        lines += &json!({"review": review}).to_string();
        lines.push('\n');
    }
    Ok(Bundle { lines, reports: recorded.len(), reviews: reviews.len(), left_behind })
}

/// A line of a bundle.
#[derive(Clone, Debug, PartialEq)]
pub enum BundleLine {
    /// A report with its findings.
    Report(Box<Recorded>),
    /// What somebody decided.
    Review(Box<Review>),
}

/// One line of a bundle, or of JSON Lines with whole texts, checked.
///
/// # Errors
/// See [`ImportError`].
pub fn bundle_line(line: &str) -> Result<BundleLine, ImportError> {
    let value: Value = serde_json::from_str(line)?;
    let Some(review) = value.get("review") else {
        return import_line(line).map(|one| BundleLine::Report(Box::new(one)));
    };
    let review: Review = serde_json::from_value(review.clone())?;
    let Review { by, at, decision, note, .. } = review.clone();
    let found = Review::new(&by, &at, decision, note).id;
    if found != review.id {
        let (given, found) = (review.id.as_str().to_owned(), found.as_str().to_owned());
        return Err(ImportError::ChangedReview { given, found });
    }
    Ok(BundleLine::Review(Box::new(review)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::{Decision, Id, Subject};

    fn line() -> String {
        let subject = Subject::finding(&Id::given("fi_1"));
        let review = Review::new("Ada", "2031-03-04T00:00:00Z", Decision::Reject { subject }, None);
        json!({"review": review}).to_string()
    }

    #[test]
    fn a_review_comes_back_as_it_left() {
        let BundleLine::Review(review) = bundle_line(&line()).unwrap() else { unreachable!() };
        assert_eq!((review.by.as_str(), review.decision.as_str()), ("Ada", "reject"));
    }

    #[test]
    fn a_review_that_somebody_changed_is_refused() {
        let changed = line().replace("\"reject\"", "\"accept\"");
        assert!(matches!(bundle_line(&changed), Err(ImportError::ChangedReview { .. })));
        assert!(matches!(bundle_line("{\"review\": 1}"), Err(ImportError::NotTheWire(_))));
    }
}
