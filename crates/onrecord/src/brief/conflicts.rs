//! Figures that cannot both hold: after the decision order of the recorders' codebooks (same measure, population, place and
//! kind; same day; no overlap; not one voice).

use std::collections::BTreeMap;

use onrecord_model::{Decimal, Figure, FigureKind};

use super::extract;
use super::figures::{Counted, Figures, Telling, is_compatible, is_known};

/// Figures told of one thing for one day that do not overlap.
#[derive(Debug)]
pub(super) struct Conflict {
    /// Which figures.
    pub(super) figures: Vec<usize>,
    /// The day they are told for.
    pub(super) day: String,
}

/// All conflicts, latest first.
pub(super) fn of(figures: &Figures<'_>) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut by_measure: BTreeMap<&str, Vec<(usize, &Counted<'_>)>> = BTreeMap::new();
    for (at, counted) in figures.counted.iter().enumerate() {
        if is_known(counted) && !figures.is_history(counted) {
            by_measure.entry(counted.measure()).or_default().push((at, counted));
        }
    }
    let pairs = by_measure.values().flat_map(|of| {
        of.iter()
            .enumerate()
            .flat_map(|(at, one)| of.iter().skip(at + 1).map(move |two| (one, two)))
    });
    for ((one, a), (two, b)) in pairs.filter(|((_, a), (_, b))| is_comparable(a, b)) {
        let Some(day) = contradicts_on(a, b) else { continue };
        let known = |c: &&mut Conflict| c.figures.contains(one) || c.figures.contains(two);
        match conflicts.iter_mut().find(known) {
            Some(conflict) => {
                for at in [*one, *two] {
                    if !conflict.figures.contains(&at) {
                        conflict.figures.push(at);
                    }
                }
                conflict.day = conflict.day.clone().max(day);
            }
            None => conflicts.push(Conflict { figures: vec![*one, *two], day }),
        }
    }
    conflicts.sort_by(|a, b| (&b.day, &a.figures).cmp(&(&a.day, &b.figures)));
    conflicts
}

/// Two figures of "people" that lie further apart than this are likely not about the same people.
const FARTHEST: Decimal = Decimal::from_parts(16, 0, 0, false, 1);

fn is_comparable(a: &Counted<'_>, b: &Counted<'_>) -> bool {
    let key = |words: Option<&str>| words.map(extract::key);
    let same_people = a.population().is_some() && key(a.population()) == key(b.population());
    is_known(a)
        && a.measure() == b.measure()
        && a.kind() == b.kind()
        && a.parent == b.parent
        && is_compatible(key(a.population()), key(b.population()), |a, b| a == b)
        && is_compatible(key(a.place()), key(b.place()), |a, b| a == b)
        && ((same_people && a.series == b.series && a.place().is_some()) || are_near(a, b))
}

fn are_near(a: &Counted<'_>, b: &Counted<'_>) -> bool {
    let number = |counted: &Counted<'_>| counted.shown().and_then(|telling| telling.figure.value);
    number(a).zip(number(b)).is_some_and(|(a, b)| {
        let (least, most) = (a.min(b), a.max(b));
        least > Decimal::ZERO && most <= least * FARTHEST
    })
}

/// The latest day for which two voices tell what does not overlap. Where nothing says that both speak of one place, only a
/// report that tells both counts: two reports may well speak of two places.
fn contradicts_on(a: &Counted<'_>, b: &Counted<'_>) -> Option<String> {
    let one_place = a.place().is_some() && b.place().is_some();
    let pairs = a.tellings.iter().flat_map(|one| b.tellings.iter().map(move |two| (one, two)));
    pairs
        .filter(|(one, two)| {
            one.holds() == two.holds()
                && one.voice != two.voice
                && !overlap(one.figure, two.figure)
                && (one.at == two.at || (one_place && is_of_one_time(one, two)))
        })
        .filter_map(|(one, _)| one.holds().map(str::to_owned))
        .max()
}

fn is_of_one_time(one: &Telling<'_>, two: &Telling<'_>) -> bool {
    match one.figure.kind {
        FigureKind::Stock => true,
        _ => one.figure.window.is_some() && one.figure.window == two.figure.window,
    }
}

/// Can both hold? A figure without any bound can stand beside anything.
fn overlap(a: &Figure, b: &Figure) -> bool {
    let below =
        |low: Option<Decimal>, high: Option<Decimal>| low.zip(high).is_none_or(|(l, h)| l <= h);
    below(a.low, b.told_high()) && below(b.low, a.told_high())
}
