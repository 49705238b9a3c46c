//! Small charts of the figure series: a point for each telling, a bar for what its words allow.
//!
//! A colour **and** a shape tell the kind of source; every point is a link to its words, and a list below says the same in text.

use onrecord_model::{FigureKind, SourceKind};

use super::super::wording::Wording;
use super::super::{Point, Series, dates};
use super::{anchor, visible};

/// Most charts on a page; the longest series come first.
const MOST: usize = 12;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 338.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 124.0;

/// A chart as a template draws it.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What is counted.
    pub heading: String,
    /// Of whom, where.
    pub note: String,
    /// Stock, flow or static.
    pub kind: &'static str,
    /// Paths that join the points of one source.
    pub lines: Vec<String>,
    /// The points.
    pub dots: Vec<Dot>,
    /// The greatest value on the scale.
    pub top: String,
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
}

/// One point.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "paths, places and words, each as its name says")]
pub struct Dot {
    pub class: &'static str,
    pub shape: String,
    pub bar: String,
    pub x: String,
    pub label_y: String,
    pub label: String,
    pub href: String,
    pub day: String,
    pub value: String,
    pub source: String,
}

/// Where days and numbers lie on the drawing.
struct Scale {
    first: i64,
    days: i64,
    most: f64,
}

impl Scale {
    fn of(series: &Series) -> Option<Scale> {
        let days = || series.points.iter().filter_map(|point| dates::number(&point.day));
        let (first, last) = (days().min()?, days().max()?);
        let most = series
            .points
            .iter()
            .flat_map(|point| [point.low, point.high, point.value])
            .flatten()
            .fold(0.0, f64::max);
        Some(Scale {
            first,
            days: (last - first).max(1),
            most: if most > 0.0 { most * 1.08 } else { 1.0 },
        })
    }

    fn x(&self, day: &str) -> f64 {
        let day = dates::number(day).unwrap_or(self.first) - self.first;
        LEFT + 8.0 + (RIGHT - LEFT - 16.0) * day as f64 / self.days as f64
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * (value / self.most).clamp(0.0, 1.0)
    }
}

/// The charts of a brief.
pub(super) fn all(series: &[Series], wording: &Wording<'_>) -> Vec<Chart> {
    series.iter().filter_map(|series| chart(series, wording)).take(MOST).collect()
}

fn chart(series: &Series, wording: &Wording<'_>) -> Option<Chart> {
    let scale = Scale::of(series)?;
    let (first, last) = (series.points.first()?, series.points.last()?);
    let mut note: Vec<String> = Vec::new();
    note.extend(series.population.clone());
    note.extend(series.place.clone());
    note.extend(series.actor.as_ref().map(|actor| format!("by {actor}")));
    let kind = if series.kind == FigureKind::Flow { "within a window" } else { "as of the day" };
    let dots: Vec<Dot> = series
        .points
        .iter()
        .enumerate()
        .map(|(at, point)| dot(series, &scale, at, point, wording))
        .collect();
    Some(Chart {
        heading: visible(&series.label),
        note: visible(&note.join(", ")),
        kind,
        lines: if series.kind == FigureKind::Stock { lines(series, &scale) } else { Vec::new() },
        dots,
        top: crate::boards::grouped(&onrecord_model::Decimal::from(
            (scale.most / 1.08).round() as i64
        )),
        first: wording.day(&first.day),
        last: wording.day(&last.day),
    })
}

fn dot(series: &Series, scale: &Scale, at: usize, point: &Point, wording: &Wording<'_>) -> Dot {
    let value = point.value.unwrap_or_default();
    let (x, y) = (scale.x(&point.day), scale.y(value));
    let is_labelled = at + 1 == series.points.len() || at == 0;
    Dot {
        class: class(point),
        shape: shape(point, x, y),
        bar: bar(series, scale, point, x, y),
        x: format!("{x:.1}"),
        label_y: format!("{:.1}", (y - 9.0).max(10.0)),
        label: if is_labelled { point.shown.clone() } else { String::new() },
        href: anchor(point.finding.as_str()),
        day: wording.day(&point.day),
        value: visible(&point.shown),
        source: visible(&point.source),
    }
}

/// What the words allow: from the least to the greatest value; an open end runs on with an arrow. A flow stands on the ground.
fn bar(series: &Series, scale: &Scale, point: &Point, x: f64, y: f64) -> String {
    let low = point.low.map_or(BOTTOM, |low| scale.y(low));
    let mut path = match (point.high, point.low) {
        (Some(high), _) => format!("M{x:.1} {low:.1}V{:.1}", scale.y(high)),
        (None, Some(_)) => {
            let end = (y - 18.0).max(TOP - 8.0);
            format!("M{x:.1} {low:.1}V{end:.1}m-3 4l3 -4l3 4")
        }
        (None, None) => String::new(),
    };
    if series.kind == FigureKind::Flow {
        path.push_str(&format!("M{x:.1} {BOTTOM:.1}V{y:.1}"));
    }
    path
}

/// Tellings of one voice are joined; those of several are not one line.
fn lines(series: &Series, scale: &Scale) -> Vec<String> {
    let mut sources: Vec<&str> = series.points.iter().map(|point| point.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let path = |source: &str| {
        let of_source = || series.points.iter().filter(|point| point.source == source);
        // Two numbers of one voice for one day are not a way from one to the other.
        let points: Vec<&Point> = of_source()
            .filter(|point| of_source().filter(|other| other.day == point.day).count() == 1)
            .collect();
        let steps = points.iter().enumerate().map(|(at, point)| {
            let (x, y) = (scale.x(&point.day), scale.y(point.value.unwrap_or_default()));
            if at == 0 { format!("M{x:.1} {y:.1}") } else { format!("L{x:.1} {y:.1}") }
        });
        (points.len() > 1).then(|| steps.collect::<String>())
    };
    sources.into_iter().filter_map(path).collect()
}

/// What sort of voice, for colour and legend.
fn class(point: &Point) -> &'static str {
    match point.source_kind {
        None => "own",
        Some(_) if point.standing.is_unnamed() => "unnamed",
        Some(SourceKind::Person) => "person",
        Some(_) => "body",
    }
}

/// The same as a shape: person round, body square, unnamed a triangle, the report's own voice a diamond.
fn shape(point: &Point, x: f64, y: f64) -> String {
    match class(point) {
        "person" => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", x - 4.0),
        "body" => format!("M{:.1} {:.1}h7v7h-7z", x - 3.5, y - 3.5),
        "unnamed" => format!("M{x:.1} {:.1}l4.5 8h-9z", y - 5.0),
        _ => format!("M{x:.1} {:.1}l5 5l-5 5l-5 -5z", y - 5.0),
    }
}

/// Width and height of the drawing.
pub(super) fn size() -> String {
    format!("0 0 {WIDTH} {HEIGHT}")
}
