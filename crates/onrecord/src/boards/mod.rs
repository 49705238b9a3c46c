//! Boards: views over the record. Command line, pages, API and exports render the same rows.
//!
//! A [`Record`] is the part of a ledger that a [`Selection`] means, as reviewers left it; each board is a pure function of it.
//! How a board comes by its rows is no part of what a row says.
//!
//! ```
//! use onrecord::boards::{self, Record, Selection};
//! use onrecord::ledger::Ledger;
//! use onrecord::rules::Rules;
//!
//! let ledger = Ledger::in_memory()?;
//! let record = Record::of(&ledger, &Selection::default(), Rules::embedded()?)?;
//! let board = boards::statements(&record, &boards::StatementsWanted::default())?;
//! assert_eq!((board.total, board.next), (0, None));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod amounts;
mod changes;
mod claims;
mod copies;
mod counts;
mod disputes;
mod figures;
mod incidents;
mod lookups;
mod page;
mod people;
mod places;
mod policy;
mod queue;
mod record;
mod reports;
mod row;
mod seen;
mod selection;
mod sources;
mod statements;
mod talks;
mod timeline;

pub use access::{AccessWanted, access};
pub use amounts::value;
pub(crate) use amounts::{grouped, with_unit};
pub use changes::{Change, ChangeKind, changes};
pub use claims::{ClaimRow, ClaimsWanted, Telling, claims};
pub use copies::{CopyRow, copies};
pub use counts::{Counts, counts};
pub use disputes::{DisputeRow, DisputesWanted, disputes};
pub use figures::{Contradiction, FiguresWanted, Point, Trajectory, figures, trajectories};
pub use incidents::{IncidentRow, IncidentTelling, IncidentsWanted, incidents};
pub use page::{BoardError, Keyed, case_named};
pub use people::{Fate, FateShown, PeopleWanted, PersonRow, people};
pub use places::{PlaceFinding, PlaceRow, PlacesWanted, places};
pub use policy::{Policy, Step};
pub use queue::{QueueReason, QueueRow, queue, queue_with};
pub use record::Record;
pub use reports::{ReportEntry, ReportsWanted, reports};
pub use row::{AnyFinding, Board, Counters, Entry, Members, ReportRef, ReviewMark, Row, Says};
pub use selection::Selection;
pub use sources::{SourcePage, SourceRow, SourcesWanted, source, sources};
pub use statements::{StatementsWanted, statements};
pub use talks::{TalksRow, TalksWanted, talks};
pub use timeline::{EventRow, TimelineWanted, timeline};

#[cfg(test)]
mod tests;
