//! Compares findings across reports: which reports are one text, which figures are one series, how two findings stand to each
//! other, how independent the voices are.
//!
//! Everything here is total and pure, and none of it depends on the order in which reports came. Nothing says what is true: a
//! verdict tells how two findings stand, and why.
#![forbid(unsafe_code)]

pub mod across;
mod copies;
mod counted;
mod credits;
mod day;
mod independence;
mod names;
mod series;
mod verdict;
mod versions;

pub use copies::{CopyGroup, CopyText, copies, likeness, passages};
pub use credits::{Credit, credit};
pub use independence::{Independence, Members, Telling, independence, origins, outlet, root};
pub use names::{Names, fuller, key};
pub use series::{
    Decided, Point, Series, SeriesVerdict, primary_sources, series, series_of_texts, series_with,
    verdicts,
};
pub use verdict::{ALERT, Side, StanceVerdict, compare_figures, compare_statements, stance};
pub use versions::{Changed, Changes, Version, changes};
