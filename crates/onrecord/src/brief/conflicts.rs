//! Figures that cannot both hold: after the decision order of the recorders' codebooks (same measure, population, place and
//! kind; same day; no overlap; not one voice).

use onrecord_model::{Decimal, Figure, FigureKind};

use super::extract;
use super::figures::{Counted, Figures, Telling, is_compatible};

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
    for (one, a) in figures.counted.iter().enumerate() {
        for (two, b) in figures.counted.iter().enumerate().skip(one + 1) {
            if !is_comparable(a, b) || figures.is_history(a) {
                continue;
            }
            let Some(day) = contradicts_on(a, b) else { continue };
            match conflicts
                .iter_mut()
                .find(|c| c.figures.contains(&one) || c.figures.contains(&two))
            {
                Some(conflict) => {
                    for at in [one, two] {
                        if !conflict.figures.contains(&at) {
                            conflict.figures.push(at);
                        }
                    }
                    conflict.day = conflict.day.clone().max(day);
                }
                None => conflicts.push(Conflict { figures: vec![one, two], day }),
            }
        }
    }
    conflicts.sort_by(|a, b| (&b.day, &a.figures).cmp(&(&a.day, &b.figures)));
    conflicts
}

fn is_comparable(a: &Counted<'_>, b: &Counted<'_>) -> bool {
    let (Some(one), Some(two)) = (a.shown(), b.shown()) else { return false };
    let key = |words: Option<&str>| words.map(extract::key);
    one.figure.measure == two.figure.measure
        && one.figure.kind == two.figure.kind
        && a.parent == b.parent
        && is_compatible(key(a.population()), key(b.population()), |a, b| a == b)
        && is_compatible(key(a.place()), key(b.place()), |a, b| a == b)
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
    below(a.low, b.high) && below(b.low, a.high)
}
