//! The primary sources of a series: the roots of its points' chains, one body under several names counted once.

use onrecord_model::{Link, Reading};

use super::Point;
use super::point::speaker;
use crate::Names;

/// The names of the primary sources that `points` rest on, in order of their first point. A point that the report itself
/// answers for rests on none that is named.
pub fn primary_sources(readings: &[Reading], points: &[Point], names: &Names) -> Vec<String> {
    let mut roots: Vec<(String, &Link)> = Vec::new();
    for point in points {
        let Some(reading) = readings.get(point.reading) else { continue };
        let figures = &reading.findings.figures;
        let figure = figures.iter().find(|figure| figure.id == point.figure);
        let Some(root) = figure.and_then(|figure| speaker(reading, figure)) else { continue };
        let key = names.key_of(root);
        if !roots.iter().any(|(other, link)| *other == key || is_one(names, link, root)) {
            roots.push((key, root));
        }
    }
    roots.into_iter().map(|(_, link)| names.shown(link)).collect()
}

/// Do two links name one body: does one hold the other's proper name ("monitoring group the Valley Observatory", "the
/// Observatory")?
fn is_one(names: &Names, one: &Link, other: &Link) -> bool {
    let proper = |link: &Link| -> Vec<String> {
        let name = names.shown(link);
        let words = name.split_whitespace().filter(|word| word.starts_with(char::is_uppercase));
        words.map(crate::key).filter(|word| !word.is_empty()).collect()
    };
    let (a, b) = (proper(one), proper(other));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    !short.is_empty() && short.iter().all(|word| long.contains(word))
}
