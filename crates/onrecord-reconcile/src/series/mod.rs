//! Series: the figures that measure the same thing, over as-of time; in go readings, out come series.
//!
//! A series holds figures of one measure, one class of people or things, and one place; what was counted over a day or
//! a week never stands in one line with a running total. Each point keeps its report, its words and its voice. How many
//! primary sources a series rests on is the number of roots of its points' chains (`sources`).

mod join;
mod place;
mod point;
mod sources;
mod verdicts;

use onrecord_model::{Decimal, Figure, FigureKind, Id, Reading};
use onrecord_rules::Rules;
use serde::Serialize;

use crate::Names;

pub use sources::primary_sources;
pub use verdicts::{SeriesVerdict, verdicts};

/// The figures that measure the same thing, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Series {
    /// The measure: `killed`, `held`.
    pub measure: String,
    /// The class of who or what is counted: `people`, `children`, `home`.
    pub population: String,
    /// Where, by the name most points give.
    pub place: Option<String>,
    /// A state at a time, or a count over a window.
    pub kind: FigureKind,
    /// In order of as-of, then of the report's name and the place in its text.
    pub points: Vec<Point>,
    /// How many distinct roots the points' chains have; points that name nobody add none.
    pub primary_sources: usize,
}

/// One figure as one voice of one report tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Point {
    /// Number of its reading in the list that was given.
    #[serde(skip)]
    pub reading: usize,
    /// The report's id.
    pub doc: String,
    /// The figure.
    pub figure: Id,
    /// The day it holds for; the report's own where it says none.
    pub as_of: Option<String>,
    /// Least value; `None` is open.
    #[serde(serialize_with = "onrecord_model::decimal::serialize")]
    pub low: Option<Decimal>,
    /// Greatest value; `None` is open.
    #[serde(serialize_with = "onrecord_model::decimal::serialize")]
    pub high: Option<Decimal>,
    /// The number that is named.
    #[serde(serialize_with = "onrecord_model::decimal::serialize")]
    pub value: Option<Decimal>,
    /// How the words stand to the number.
    pub comparator: onrecord_model::Comparator,
    /// Who answers for it: the fullest name of the last link of its chain, or `report`.
    pub voice: String,
    /// First code point of its words.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Its words.
    pub text: String,
}

/// Every series of the readings, by measure, population, place and first point.
pub fn series(readings: &[Reading], rules: &Rules) -> Vec<Series> {
    series_among(readings, &Names::of_readings(readings), rules)
}

/// The same with names that are known already. Figures of another [`series_key`] never meet, so that those of each can be
/// joined apart.
pub fn series_among(readings: &[Reading], names: &Names, rules: &Rules) -> Vec<Series> {
    let drafts = point::all(readings, names, rules);
    let mut series: Vec<Series> =
        join::join(drafts).into_iter().map(|group| group.finish(readings, names)).collect();
    series.sort_by(|a, b| key(a).cmp(&key(b)));
    series
}

/// What two figures must have in common to stand in one series: measure, and class of who or what is counted. `None` for a
/// figure that stands in none.
pub fn series_key(figure: &Figure, rules: &Rules) -> Option<(String, String)> {
    point::moves(figure).then(|| (figure.measure.clone(), point::population(figure, rules)))
}

fn key(series: &Series) -> (&str, &str, Option<&str>, Option<(&str, u32)>) {
    let first = series.points.first().map(|point| (point.doc.as_str(), point.start));
    (&series.measure, &series.population, series.place.as_deref(), first)
}

#[cfg(test)]
mod tests;
