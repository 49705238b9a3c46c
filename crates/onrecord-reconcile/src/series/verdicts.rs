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

/// A verdict for each two reports that give numbers to one series, and for each two series of a measure that they give numbers to (a
/// whole and its part, a day and a total): by the closest points. Of one voice before those of two, the earlier in the text before
/// the later. One report has a verdict on itself where it gives two numbers. `read` are the documents and findings of the
/// readings that the series were made of, in the same order.
pub fn verdicts(
    series: &[Series],
    read: &[(Document, Findings)],
    rules: &Rules,
) -> Vec<SeriesVerdict> {
    let mut best: BTreeMap<Between, (Closeness, &Point, &Point)> = BTreeMap::new();
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
                let entry = best.entry(key).or_insert((closeness, a, b));
                if closeness < entry.0 {
                    *entry = (closeness, a, b);
                }
            }
        }
    }
    let mut verdicts: Vec<SeriesVerdict> = Vec::new();
    for ((measure, _, (apart, ..)), (_, a, b)) in best {
        let found = verdict(measure, a, b, !apart, read, rules);
        let is_told = |it: &SeriesVerdict| {
            verdicts.iter().any(|known| {
                (&known.a, &known.b, &known.measure, known.label)
                    == (&it.a, &it.b, &it.measure, it.label)
            })
        };
        let fresh = found.filter(|it| !is_told(it));
        verdicts.extend(fresh);
    }
    verdicts
}

/// Measure, the readings, whether they are of two series, and which these are.
type Between = (String, (usize, usize), (bool, usize, usize));
/// Less is closer.
type Closeness = (bool, bool, u32, u32);

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

fn verdict(
    measure: String,
    a: &Point,
    b: &Point,
    one_thing: bool,
    read: &[(Document, Findings)],
    rules: &Rules,
) -> Option<SeriesVerdict> {
    let side = |point: &Point| {
        let (document, findings) = read.get(point.reading)?;
        Some(Side { document, findings, mark: (point.start, point.end) })
    };
    let found = compare_known(&side(a)?, &side(b)?, one_thing, rules);
    let (a, b) = (a.doc.clone(), b.doc.clone());
    Some(SeriesVerdict { a, b, measure, label: found.label, why: found.why })
}
