//! Which figures of a brief are points of one series, which of them a later one took the place of, and in which order they are told.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Decimal, FigureKind, Id, Reading};
use onrecord_reconcile::{self as reconcile, Decided};
use onrecord_rules::Rules;

use super::figures::{Counted, Figures};
use super::selection::Selection;
use super::{dates, extract};

/// A population counted by so many measures tells nothing of its own ("people").
const GENERIC: usize = 4;

/// Measure, population, place, actor, kind, and the whole of a part.
type SeriesKey = (String, String, String, String, FigureKind, Option<usize>);

impl<'a> Figures<'a> {
    /// Gives every figure the number of its series: that of the boards, or, for what is a point of none, one by its words. A
    /// population that is counted by many measures ("people") tells no more than none.
    pub(super) fn number_series(&mut self, selection: &Selection<'a>, rules: &Rules) {
        let readings: Vec<&Reading> = selection.pages.iter().map(|page| page.reading).collect();
        let decided = Decided::default();
        let series = reconcile::series_with(&readings, &selection.names, &decided, rules);
        let mut of_point: BTreeMap<(usize, &Id), usize> = BTreeMap::new();
        for (number, one) in series.iter().enumerate() {
            of_point.extend(one.points.iter().map(|it| ((it.reading, &it.figure), number)));
        }
        let mut measures: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for counted in &self.counted {
            if let Some(population) = counted.population() {
                measures.entry(extract::key(population)).or_default().insert(counted.measure());
            }
        }
        let is_generic = |measures: &BTreeSet<&str>| measures.len() >= GENERIC;
        let generic: BTreeSet<String> =
            measures.into_iter().filter(|(_, m)| is_generic(m)).map(|(name, _)| name).collect();
        let mut others: BTreeMap<SeriesKey, usize> = BTreeMap::new();
        for counted in &mut self.counted {
            let mut points = counted.tellings.iter().map(|it| (it.at, &it.figure.id));
            let known = points.find_map(|point| of_point.get(&point).copied());
            counted.series = known.unwrap_or_else(|| {
                let next = series.len() + others.len();
                *others.entry(counted.series_key(&generic)).or_insert(next)
            });
        }
        self.find_latest();
    }

    /// Notes the latest day of each series that is kept up to date.
    fn find_latest(&mut self) {
        for counted in self.counted.iter().filter(|it| it.parent.is_none() && it.is_kept()) {
            let (Some(day), Some(_)) = (counted.holds(), counted.number()) else { continue };
            let latest = self.latest.entry(counted.series).or_default();
            if latest.as_str() < day {
                day.clone_into(latest);
            }
        }
    }

    /// Did a later figure of its series, or of its report, take its place?
    pub(super) fn is_replaced(&self, counted: &Counted<'_>) -> bool {
        let latest = self.latest.get(&counted.series).map(|day| dates::day(day));
        let is_older = || {
            latest.is_some_and(|latest| counted.holds().is_some_and(|own| dates::day(own) < latest))
        };
        counted.is_earlier() || counted.parent.is_none() && counted.is_kept() && is_older()
    }

    /// Whole figures of one measure: series by series, the one told most, latest and highest first; within a series the latest
    /// first. What is past history, and what counts nobody, comes last.
    pub(super) fn of_measure(&self, wanted: impl Fn(&Counted<'_>) -> bool) -> Vec<usize> {
        let wholes = || {
            let all = self.counted.iter().enumerate();
            all.filter(|(_, counted)| counted.parent.is_none() && wanted(counted))
        };
        let mut weights: BTreeMap<usize, Weight<'_>> = BTreeMap::new();
        for (_, counted) in wholes() {
            let weight = weights.entry(counted.series).or_default();
            weight.0 |= !self.is_history(counted) && !counted.is_zero();
            weight.1 += counted.tellings.iter().filter(|t| t.origin == t.at).count();
            weight.2 = weight.2.max(counted.holds());
            weight.3 = weight.3.max(counted.number());
        }
        let mut found: Vec<(usize, &Counted<'a>)> = wholes().collect();
        found.sort_by_cached_key(|(at, counted)| {
            let last = self.is_history(counted) || counted.is_zero();
            let series = std::cmp::Reverse((weights.get(&counted.series), counted.series));
            (last, series, std::cmp::Reverse(counted.holds()), *at)
        });
        found.into_iter().map(|(at, _)| at).collect()
    }
}

/// What a series is put in order by: does it hold something of today, how often was it told, as of when last, the most it counts.
type Weight<'a> = (bool, usize, Option<&'a str>, Option<Decimal>);

impl Counted<'_> {
    /// What makes one series of figures that are no points of any.
    fn series_key(&self, generic: &BTreeSet<String>) -> SeriesKey {
        let actor = self.tellings.iter().find_map(|telling| telling.figure.actor.as_deref());
        let population = extract::key(self.population().unwrap_or_default());
        (
            self.measure().to_owned(),
            if generic.contains(&population) { String::new() } else { population },
            extract::key(self.place().unwrap_or_default()),
            extract::key(actor.unwrap_or_default()),
            self.kind(),
            self.parent,
        )
    }
}
