//! Which part of the record a board is to show, in the same words for every board, skin and export.

use onrecord_model::Sensitivity;
use serde::{Deserialize, Serialize};

/// Which part of the record is meant. The default is all that stands and may be seen by everybody; whatever is set narrows
/// it, except `ceiling`, which widens it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Only reports published on this day or later: `2031-03-04`, `2031-03`, `2031`. Leaves out undated ones.
    pub since: Option<String>,
    /// Only reports published on this day or earlier, written likewise. Leaves out undated ones.
    pub until: Option<String>,
    /// Only what holds all these words, in any form; words in `"double quotes"` only in that order.
    pub about: Option<String>,
    /// Only what goes through somebody whose name holds all these words.
    pub by: Option<String>,
    /// Only the report with this id.
    pub report: Option<String>,
    /// Only what belongs to the case of this name.
    pub case: Option<String>,
    /// The most sensitive that is shown; public unless set, so that nothing is shown to the many by mistake. Reports above it
    /// are not there; of persons above it nothing is told, and their names are `█` in the texts of others.
    pub ceiling: Sensitivity,
    /// At most so many rows.
    pub limit: Option<usize>,
    /// The page ends with the row by which so many findings are told: one row may have thousands.
    #[serde(skip)]
    pub told: Option<usize>,
    /// Where the page before ended: [`Board::next`](super::Board::next) of that page.
    pub cursor: Option<String>,
}
