//! Series: the figures of one measure, population and place over time, for whoever draws them.

use std::collections::BTreeMap;

use onrecord_model::{Decimal, FigureKind, Id, SourceKind, Standing};
use serde::{Deserialize, Serialize};

use super::dates;
use super::figures::{Counted, Figures, is_known, label};
use super::selection::Selection;

/// Fewer points than this are read faster than drawn.
const LEAST_POINTS: usize = 3;

/// The figures that measure the same thing, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The measure, as a heading.
    pub label: String,
    /// Who or what is counted.
    pub population: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// A state at a time, or a count over a window.
    pub kind: FigureKind,
    /// Every telling; none is dropped.
    pub points: Vec<Point>,
}

/// One figure as one voice told it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The day it holds for.
    pub day: String,
    /// Least value; open where `None`.
    pub low: Option<f64>,
    /// Greatest value; open where `None`.
    pub high: Option<f64>,
    /// The number that is named.
    pub value: Option<f64>,
    /// As it is printed.
    pub shown: String,
    /// Who says it.
    pub source: String,
    /// What sort of voice; `None` for the report itself.
    pub source_kind: Option<SourceKind>,
    /// How openly.
    pub standing: Standing,
    /// The finding.
    pub finding: Id,
}

/// Every series with points enough, the longest first.
pub(super) fn of(selection: &Selection<'_>, figures: &Figures<'_>) -> Vec<Series> {
    let mut by_key: BTreeMap<usize, Series> = BTreeMap::new();
    for counted in &figures.counted {
        if counted.kind() == FigureKind::Static || !is_known(counted) || figures.is_history(counted)
        {
            continue;
        }
        let key = counted.series;
        let series = by_key.entry(key).or_insert_with(|| Series {
            label: label(counted.measure()),
            population: counted.population().map(str::to_owned),
            place: counted.place().map(str::to_owned),
            actor: counted.shown().and_then(|telling| telling.figure.actor.clone()),
            kind: counted.shown().map(|telling| telling.figure.kind).unwrap_or_default(),
            points: Vec::new(),
        });
        series.points.extend(points(selection, counted));
    }
    let mut all: Vec<Series> = by_key.into_values().filter(is_worth_drawing).collect();
    for series in &mut all {
        series
            .points
            .sort_by(|a, b| (&a.day, &a.shown, &a.finding).cmp(&(&b.day, &b.shown, &b.finding)));
    }
    all.sort_by_cached_key(|series| (std::cmp::Reverse(series.points.len()), series.label.clone()));
    all
}

/// Each voice's telling of a figure for a day, once.
fn points(selection: &Selection<'_>, counted: &Counted<'_>) -> Vec<Point> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut points = Vec::new();
    for telling in &counted.tellings {
        let Some(day) = telling.holds().map(dates::day) else { continue };
        let figure = telling.figure;
        let bounds = figure.value.or(figure.low).or(figure.high);
        if dates::number(day).is_none() || bounds.is_none() || seen.contains(&(day, &telling.voice))
        {
            continue;
        }
        seen.push((day, &telling.voice));
        let last = telling.speaker.last();
        let outlet = selection.pages.get(telling.at).and_then(|p| p.reading.report.outlet.clone());
        points.push(Point {
            day: day.to_owned(),
            low: drawn(figure.low),
            high: drawn(figure.high),
            value: drawn(bounds),
            shown: counted.value(),
            source: last.map(|named| named.name.clone()).or(outlet).unwrap_or_default(),
            source_kind: last.map(|named| named.kind),
            standing: telling.speaker.standing(),
            finding: figure.id.clone(),
        });
    }
    points
}

/// A number to draw with; the exact one is `shown`.
fn drawn(number: Option<Decimal>) -> Option<f64> {
    number.and_then(|number| f64::try_from(number).ok())
}

fn is_worth_drawing(series: &Series) -> bool {
    let first = series.points.first();
    let moves =
        |of: fn(&Point) -> String| series.points.iter().any(|p| first.map(of) != Some(of(p)));
    series.points.len() >= LEAST_POINTS && moves(|p| p.day.clone()) && moves(|p| p.shown.clone())
}
