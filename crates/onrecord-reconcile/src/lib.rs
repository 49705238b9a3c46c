//! Compares findings across reports: which reports are one text, which figures are one series, how two findings stand to each
//! other, how independent the voices are.
//!
//! Everything here is total and pure, and none of it depends on the order in which reports came. Nothing says what is true: a
//! verdict tells how two findings stand, and why.
#![forbid(unsafe_code)]

mod copies;
mod credits;
mod day;
mod independence;
mod names;
mod series;
mod verdict;
mod versions;

pub use copies::{
    CopyGroup, CopyLink, CopyText, LEAST_SHARED, NEIGHBOURS, ONE_IN, are_worth_comparing, copies,
    copy_link, fingerprints, joined, likeness, passages,
};
pub use credits::{Credit, credit};
pub use independence::{Independence, Members, Telling, independence};
pub use names::{Alias, NameForm, NameKey, Names, fuller, key, name_key, names_told};
pub use series::{
    Point, Series, SeriesVerdict, primary_sources, series, series_among, series_key, verdicts,
};
pub use verdict::{ALERT, Side, StanceVerdict, compare_figures, compare_statements, stance};
pub use versions::{Changed, Changes, Version, changes};
