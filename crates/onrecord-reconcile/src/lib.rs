//! Compares findings across reports: which figures are one series, who is one voice, how two findings stand to each other.
//!
//! Everything here is total and pure, and none of it depends on the order in which reports came. Nothing says what is true: a
//! verdict tells how two findings stand, and why.
#![forbid(unsafe_code)]

mod names;
mod series;

pub use names::{Names, fuller, key};
pub use series::{Point, Series, primary_sources, series};
