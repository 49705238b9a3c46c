//! The append-only record: adding reports with what was found in them, reading them back, searching.
//!
//! In comes a [`Reading`]: one version of a report with its bytes and the findings of one engine. Out come reports,
//! findings and the order in which they were added. Nothing on record is changed or taken away: another text of a report
//! is another version, another engine another reading, and both stay beside what they replace. What follows *across*
//! reports is not kept here, since it can be worked out again.
//!
//! Which version of a report stands follows from its dates, so that it does not depend on the order of arrival.
#![forbid(unsafe_code)]

mod append;
mod cases;
mod check;
mod dates;
mod derived;
mod deriving;
mod drafts;
mod entries;
mod error;
mod facet;
mod filing;
mod filter;
mod finding_kind;
mod finding_row;
mod findings;
mod folded;
mod ledger;
mod pages;
mod receipts;
mod reports;
mod reviews;
mod salvage;
mod schema;
mod search;
mod walk;

pub use append::{Appended, Reading};
pub use cases::CaseRow;
pub use check::Problem;
pub use derived::{GroupFilter, Origin};
pub use deriving::{DerivedState, Deriving, StandingVersion};
pub use drafts::{Filed, NameForm, TakeDraft};
pub use entries::{Entry, EntryKind};
pub use error::{Found, LedgerError, LedgerErrorKind, Writer};
pub use facet::Facet;
pub use filing::{Filing, Revised, own_block};
pub use filter::{Filter, Readings, Versions};
pub use finding_kind::FindingKind;
pub use findings::{StoredBody, StoredFinding};
pub use ledger::{Hold, Ledger};
pub use pages::{Counted, Cursor, Extent, Page, Placed};
pub use reports::ReportRow;
pub use reviews::{ReviewsSoFar, Taken};
pub use salvage::{InRaw, Salvaged};
pub use search::{FindingHit, Hits, ReportHit, Snippet};
