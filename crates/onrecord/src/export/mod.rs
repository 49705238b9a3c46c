//! Ways out: what is on record, in the formats that others work with.
//!
//! In come readings ([`recorded`] takes them from a view of the record, by the filters that the commands have); out come bytes. Every format is a
//! pure function of the readings and a [`Depth`]: no clock, no network. Quotes are cut at [`QUOTE`] code points, and whole texts stay at home,
//! unless [`Depth::Whole`] is asked for: a list of findings may be handed on where an article may not. What is cut keeps its place and the
//! SHA-256 of all its words.
//!
//! ```
//! use onrecord::export::{Depth, json_lines, tables};
//! assert_eq!(json_lines(&[], Depth::Quotes), "");
//! let figures = tables::figures(&[], Depth::Quotes);
//! assert_eq!(onrecord::export::csv(&figures, false).lines().count(), 1); // the names of the columns
//! ```
//!
//! Offsets are Unicode code points everywhere, as on the wire (W3C Web Annotation counts so too).

mod bundle;
mod claim_review;
mod csv;
mod ftm;
mod geojson;
mod icalendar;
mod import;
mod json;
mod json_ld;
mod parquet;
mod passage;
mod recorded;
mod table;
pub mod tables;
mod xlsx;

#[cfg(test)]
mod fixture;

pub use bundle::{Bundle, BundleLine, bundle, bundle_line};
pub use claim_review::{Reviewed, claim_reviews, reviewed};
pub use csv::csv;
pub use ftm::ftm;
pub use geojson::geojson;
pub use icalendar::icalendar;
pub use import::{ImportError, import_line};
pub use json::{json, json_lines};
pub use json_ld::json_ld;
pub use parquet::parquet;
pub use recorded::{Recorded, meeting, recorded};
pub use table::{Cell, Column, Table};
pub use xlsx::{SheetError, xlsx};

/// Longest quote, in code points, that leaves by default.
pub const QUOTE: usize = 300;

/// How much of the reports' own words goes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Quotes of at most [`QUOTE`] code points, and digests.
    #[default]
    Quotes,
    /// Quotes and texts whole.
    Whole,
}
