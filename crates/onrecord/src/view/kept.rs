//! What a view works out before it shows anything: what reviewers decided, and what that keeps from view.

use std::cell::OnceCell;
use std::ops::Deref;

use onrecord_ledger::{Ledger, LedgerError};
use onrecord_model::Sensitivity;

use super::shadow::Shadow;
use super::withheld::Withholding;
use crate::review::Decisions;

/// What reviewers decided and what is kept from view, as of one state of the record. Whoever asks often keeps it, and gives
/// it to [`View::with`](super::View::with), as long as it [is current](Kept::is_current).
#[derive(Debug)]
pub struct Kept {
    pub(super) ceiling: Sensitivity,
    pub(super) decisions: Decisions,
    pub(super) withholding: Withholding,
    /// Is everything shown as the ledger has it?
    pub(super) is_plain: bool,
    /// Full text of what reads otherwise than the ledger has it.
    pub(super) shadow: OnceCell<Shadow>,
    /// What was added by hand, to be filtered as the ledger filters.
    pub(super) by_hand: OnceCell<Shadow>,
    /// How many reviews there were, and how far the record went.
    reviews: u64,
    last_entry: i64,
}

impl Kept {
    /// Of `ledger` as it stands, up to `ceiling`.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn of(ledger: &Ledger, ceiling: Sensitivity) -> Result<Kept, LedgerError> {
        // Counted before they are read: one that comes in between makes it stale, never wrong.
        let (reviews, last_entry) = (ledger.review_count()?, ledger.last_entry()?);
        let all = ledger.reviews()?;
        let decisions = Decisions::of(&all);
        let mut withholding = Withholding::of(ledger, &decisions, ceiling)?;
        withholding.with_those_of(ledger, &all)?;
        // What reviewers wrote may say what is withheld.
        let decisions = decisions.shown(|review| withholding.review(review));
        let is_plain = withholding.is_empty()
            && decisions.rejected().next().is_none()
            && decisions.added().is_empty();
        Ok(Kept {
            ceiling,
            decisions,
            withholding,
            is_plain,
            shadow: OnceCell::new(),
            by_hand: OnceCell::new(),
            reviews,
            last_entry,
        })
    }

    /// The most sensitive that is shown.
    pub fn ceiling(&self) -> Sensitivity {
        self.ceiling
    }

    /// Does it still hold of `ledger`? Where something is withheld, any report that came since may tell of it.
    ///
    /// # Errors
    ///
    /// Where the ledger cannot be read.
    pub fn is_current(&self, ledger: &Ledger) -> Result<bool, LedgerError> {
        Ok(match self.is_plain {
            true => self.reviews == ledger.review_count()?,
            false => self.last_entry == ledger.last_entry()?,
        })
    }
}

/// What a view holds: its own, or somebody else's for as long as it looks.
#[derive(Debug)]
pub(super) enum Held<'a> {
    Own(Box<Kept>),
    Lent(&'a Kept),
}

impl Deref for Held<'_> {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        match self {
            Held::Own(kept) => kept,
            Held::Lent(kept) => kept,
        }
    }
}
