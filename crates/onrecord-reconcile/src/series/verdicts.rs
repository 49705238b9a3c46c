//! How the reports of a case stand to each other on a number: the closest pair of points of each two reports.

use std::collections::BTreeMap;

use onrecord_model::{Document, Findings, Standpoint};
use onrecord_rules::{Populations, Rules};
use serde::Serialize;

use super::{Point, Series};
use crate::Side;
use crate::verdict::compare_known;

/// How two reports stand on one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesVerdict {
    /// The report that tells first; the same as `b` where one report gives a whole and its part.
    pub a: String,
    /// The other.
    pub b: String,
    /// The measure, with the class of who is counted where that is not people: `killed`, `killed children`.
    pub measure: String,
    /// How `b` stands to `a`.
    pub label: Standpoint,
    /// Why.
    pub why: String,
}

/// Verdicts for each two reports that give numbers to one series, so that every number has one with the other report's closest; and
/// one for each two series of a measure that they give numbers to (a whole and its part, a day and a total), by the closest points.
/// Of one voice before those of two, the earlier in the text before the later. One report has a verdict on itself where it gives
/// two numbers. `read` are the documents and findings of the readings that the series were made of, in the same order.
pub fn verdicts(
    series: &[Series],
    read: &[(Document, Findings)],
    rules: &Rules,
) -> Vec<SeriesVerdict> {
    let mut between: BTreeMap<Between, Vec<Two<'_>>> = BTreeMap::new();
    for (at, one) in series.iter().enumerate() {
        for (beside, other) in series.iter().enumerate().skip(at) {
            if one.measure != other.measure {
                continue;
            }
            let is_one = at == beside;
            for (a, b) in pairs(one, other, is_one) {
                let (a, b) = if order(a) <= order(b) { (a, b) } else { (b, a) };
                // Of one report the part is told apart by who is counted; of two the measure is what they have in common.
                let narrower = if is_one { one } else { narrower(one, other) };
                let in_one = a.reading == b.reading;
                let measure = if in_one || is_one { label(narrower) } else { one.measure.clone() };
                let vague = a.value.is_none() || b.value.is_none();
                let closeness = (vague, a.voice != b.voice, a.start, b.start);
                let key = (measure, (a.reading, b.reading), (!is_one, at, beside));
                between.entry(key).or_default().push((closeness, a, b));
            }
        }
    }
    let mut verdicts: Vec<SeriesVerdict> = Vec::new();
    for ((measure, _, (apart, one, other)), mut twos) in between {
        twos.sort_by_key(|(closeness, ..)| *closeness);
        let closest = if apart { twos.into_iter().take(1).collect() } else { covering(twos) };
        for (_, a, b) in closest {
            let of = [one, other].map(|at| series.get(at));
            let found = match apart.then(|| by_tie(a, b, of)).flatten() {
                Some(why) => Some((Standpoint::Subset, why)),
                None => compared(a, b, !apart, read, rules),
            };
            let Some((label, why)) = found else { continue };
            let (a, b, measure) = (a.doc.clone(), b.doc.clone(), measure.clone());
            let fresh = SeriesVerdict { a, b, measure, label, why };
            let is_told = |known: &SeriesVerdict| {
                (&known.a, &known.b, &known.measure, known.label)
                    == (&fresh.a, &fresh.b, &fresh.measure, fresh.label)
            };
            if !verdicts.iter().any(is_told) {
                verdicts.push(fresh);
            }
        }
    }
    verdicts
}

/// Measure, the readings, whether they are of two series, and which these are.
type Between = (String, (usize, usize), (bool, usize, usize));
/// Less is closer.
type Closeness = (bool, bool, u32, u32);
/// Two points, and how close they are.
type Two<'a> = (Closeness, &'a Point, &'a Point);

/// The closest two, and of the others those of which one stands in none yet: what a second voice of a report says has its verdict too.
fn covering(twos: Vec<Two<'_>>) -> Vec<Two<'_>> {
    let mut cover: Vec<Two<'_>> = Vec::new();
    let is = |one: &Point, other: &Point| (one.reading, one.start) == (other.reading, other.start);
    for (closeness, a, b) in twos {
        let stands = |point: &Point| cover.iter().any(|(_, a, b)| is(a, point) || is(b, point));
        if !stands(a) || !stands(b) {
            cover.push((closeness, a, b));
        }
    }
    cover
}

/// A number that its own report makes a part of one of a series is a part of what other reports give there: "two others were hurt" beside
/// one who is named, and "three were hurt".
fn by_tie(a: &Point, b: &Point, of: [Option<&Series>; 2]) -> Option<String> {
    let whole = |part: &Point, series: &Series| {
        let id = part.part_of.as_ref()?;
        let mut points = series.points.iter();
        points.find(|it| it.reading == part.reading && it.figure == *id).map(|it| it.text.clone())
    };
    let holds = |series: &Series, point: &Point| series.points.contains(point);
    let tied = |part: &Point, other: &Point| {
        let series = of.into_iter().flatten().find(|series| holds(series, other))?;
        let number = |point: &Point| point.value.or(point.low).or(point.high);
        whole(part, series).filter(|_| number(part) < number(other))
    };
    let whole = tied(a, b).or_else(|| tied(b, a))?;
    Some(format!("its report counts it as a part: “{whole}”"))
}

/// Points of two reports, or two of one.
fn pairs<'a>(
    one: &'a Series,
    other: &'a Series,
    same: bool,
) -> impl Iterator<Item = (&'a Point, &'a Point)> {
    one.points.iter().flat_map(move |a| {
        let others = other.points.iter();
        others.filter(move |b| !same || order(a) < order(b)).map(move |b| (a, b))
    })
}

fn order(point: &Point) -> (&Option<String>, &str, u32) {
    (&point.as_of, &point.doc, point.start)
}

/// Of two series the one that counts fewer: children among people.
fn narrower<'a>(one: &'a Series, other: &'a Series) -> &'a Series {
    if Populations::is_everybody(&one.population) { other } else { one }
}

fn label(series: &Series) -> String {
    match Populations::is_everybody(&series.population) {
        true => series.measure.clone(),
        false => format!("{} {}", series.measure, series.population),
    }
}

fn compared(
    a: &Point,
    b: &Point,
    one_thing: bool,
    read: &[(Document, Findings)],
    rules: &Rules,
) -> Option<(Standpoint, String)> {
    let side = |point: &Point| {
        let (document, findings) = read.get(point.reading)?;
        Some(Side { document, findings, mark: (point.start, point.end) })
    };
    let (one, other) = (side(a)?, side(b)?);
    let found = compare_known((&one, &a.figure), (&other, &b.figure), one_thing, rules);
    Some((found.label, found.why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::Id;

    fn point(reading: usize, figure: &str, value: i64, part_of: Option<&str>) -> Point {
        Point {
            reading,
            figure: Id::given(figure),
            value: Some(value.into()),
            part_of: part_of.map(Id::given),
            ..Point::default()
        }
    }

    fn tie(b: &Point, whole: &Point) -> bool {
        let of = |points: Vec<Point>| Series { points, ..Series::default() };
        let a = point(0, "three", 3, None);
        let (one, other) = (of(vec![a.clone(), whole.clone()]), of(vec![b.clone()]));
        by_tie(&a, b, [Some(&one), Some(&other)]).is_some()
    }

    #[test]
    fn a_part_of_one_telling_is_a_part_of_the_others() {
        let whole = point(1, "sum", 3, None);
        assert!(tie(&point(1, "two", 2, Some("sum")), &whole));
    }

    #[test]
    fn what_no_report_ties_to_the_series_is_left_alone() {
        let whole = point(1, "sum", 3, None);
        assert!(!tie(&point(1, "two", 2, None), &whole));
        assert!(!tie(&point(1, "two", 2, Some("another")), &whole));
        assert!(!tie(&point(2, "two", 2, Some("sum")), &whole), "another report's figure");
        assert!(!tie(&point(1, "four", 4, Some("sum")), &whole), "more than the other tells");
    }

    #[test]
    fn every_number_has_its_closest() {
        let (a, b) = (point(0, "a", 58, None), point(1, "b", 58, None));
        let vague = Point { start: 9, value: None, ..point(1, "c", 0, None) };
        let far = |vague: bool| (vague, vague, 0, 0);
        let twos = vec![(far(false), &a, &b), (far(true), &a, &vague)];
        assert_eq!(covering(twos).len(), 2);
        let again = vec![(far(false), &a, &b), (far(true), &a, &b)];
        assert_eq!(covering(again).len(), 1);
    }
}
