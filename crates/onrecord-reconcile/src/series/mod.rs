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

use std::borrow::Borrow;

use onrecord_model::{Decimal, Document, FigureKind, Findings, Id, Reading};
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
    /// The figure of its report that it is a part of.
    #[serde(skip)]
    pub part_of: Option<Id>,
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
    let names = Names::of_readings(readings, rules);
    series_with(readings, &names, &Decided::default(), rules)
}

/// What reviewers decided about figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Figures of one series.
    pub merged: Vec<Vec<Id>>,
    /// Figures that are not of one series.
    pub apart: Vec<(Id, Id)>,
}

/// The same by `names`, and as reviewers left it. What is merged stays one kind: a count over a window never joins a total.
pub fn series_with<R: Borrow<Reading>>(
    readings: &[R],
    names: &Names,
    decided: &Decided,
    rules: &Rules,
) -> Vec<Series> {
    joined(readings, &[], names, decided, rules)
}

/// The same for reports whose text is at hand: the words around a figure tell over what it counts. `read` are the documents
/// and findings of the readings, in the same order.
pub fn series_of_texts(
    readings: &[Reading],
    read: &[(Document, Findings)],
    rules: &Rules,
) -> Vec<Series> {
    let told: Vec<point::Told> =
        read.iter().map(|(document, findings)| point::told(document, findings, rules)).collect();
    joined(readings, &told, &Names::of_readings(readings, rules), &Decided::default(), rules)
}

fn joined<R: Borrow<Reading>>(
    readings: &[R],
    told: &[point::Told],
    names: &Names,
    decided: &Decided,
    rules: &Rules,
) -> Vec<Series> {
    let drafts = point::all(readings, told, names, rules);
    let groups = join::join(drafts, rules).into_iter();
    // "Dozens" alone has no course over time; a reviewer's series keeps what it has.
    let groups = groups.filter(|group| told.is_empty() || group.has_number());
    let mut series: Vec<Series> =
        groups.map(|group| group.finish(readings, names, rules)).collect();
    for group in &decided.merged {
        merge(&mut series, group);
    }
    for (one, other) in &decided.apart {
        part(&mut series, one, other);
    }
    if *decided != Decided::default() {
        for one in &mut series {
            one.primary_sources = primary_sources(readings, &one.points, names, rules).len();
        }
    }
    series.sort_by(|a, b| key(a).cmp(&key(b)));
    series
}

fn merge(series: &mut Vec<Series>, group: &[Id]) {
    let has = |one: &Series, id: &Id| one.points.iter().any(|point| point.figure == *id);
    let holds = |one: &Series| group.iter().any(|id| has(one, id));
    // The first that is on record says what is merged into.
    let first = group.iter().find_map(|id| series.iter().position(|one| has(one, id)));
    let Some(first) = first else { return };
    let kind = series.get(first).map(|one| one.kind);
    let (joined, others): (Vec<Series>, Vec<Series>) =
        series.drain(..).partition(|one| holds(one) && Some(one.kind) == kind);
    *series = others;
    let points = joined.iter().flat_map(|one| one.points.clone());
    let mut points: Vec<Point> = points.collect();
    points.sort_by(|a, b| order(a).cmp(&order(b)));
    let place = joined.iter().find_map(|one| one.place.clone());
    series.extend(joined.into_iter().next().map(|first| Series { points, place, ..first }));
}

fn part(series: &mut Vec<Series>, one: &Id, other: &Id) {
    let has = |of: &Series, id: &Id| of.points.iter().any(|point| point.figure == *id);
    let Some(both) = series.iter_mut().find(|s| has(s, one) && has(s, other)) else { return };
    let (stays, leaves) = both.points.drain(..).partition(|point| point.figure != *other);
    both.points = stays;
    let own = Series { points: leaves, ..both.clone() };
    series.push(own);
}

fn order(point: &Point) -> (&Option<String>, &str, u32) {
    (&point.as_of, &point.doc, point.start)
}

fn key(series: &Series) -> (&str, &str, Option<&str>, Option<(&str, u32)>) {
    let first = series.points.first().map(|point| (point.doc.as_str(), point.start));
    (&series.measure, &series.population, series.place.as_deref(), first)
}

#[cfg(test)]
mod tests;
