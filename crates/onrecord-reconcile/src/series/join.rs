//! Which points are one series.

use onrecord_model::{Decimal, FigureKind, Reading};

use super::point::Draft;
use super::{Series, place, sources};
use crate::Names;

/// Totals of one thing do not grow further than this from one telling to the next.
const FARTHEST: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// Points that measure the same thing.
#[derive(Debug)]
pub(super) struct Group {
    drafts: Vec<Draft>,
}

/// Joins each point to the group it fits best, in order of as-of day; opens a group where none fits.
pub(super) fn join(drafts: Vec<Draft>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for draft in drafts {
        let fitting = groups
            .iter()
            .enumerate()
            .filter_map(|(at, group)| group.fit(&draft).map(|fit| (fit, at)))
            .max_by_key(|(fit, at)| (*fit, std::cmp::Reverse(*at)));
        match fitting.and_then(|(_, at)| groups.get_mut(at)) {
            Some(group) => group.drafts.push(draft),
            None => groups.push(Group { drafts: vec![draft] }),
        }
    }
    groups
}

impl Group {
    /// How well a point fits: higher is better; `None`, not at all.
    fn fit(&self, draft: &Draft) -> Option<u32> {
        let comparable = |other: &Draft| {
            other.measure == draft.measure
                && other.population == draft.population
                && window(other) == window(draft)
        };
        if !self.drafts.iter().all(comparable) {
            return None;
        }
        let place = self.place_fit(draft)?;
        let amount = self.drafts.iter().map(|other| amount_fit(other, draft)).max()?;
        (amount > 0).then_some(4 * place + amount)
    }

    /// 2 for one place, 1 where one of them is not told; `None` for two places.
    fn place_fit(&self, draft: &Draft) -> Option<u32> {
        let Some(place) = &draft.place else { return Some(1) };
        let mut told = self.drafts.iter().filter_map(|other| other.place.as_ref()).peekable();
        if told.peek().is_none() {
            return Some(1);
        }
        told.any(|other| place::may_be_one(other, place)).then_some(2)
    }

    /// The series, its points in order.
    pub(super) fn finish(self, readings: &[Reading], names: &Names) -> Series {
        let place = place::shown(self.drafts.iter().filter_map(|draft| draft.place.as_ref()));
        let first = self.drafts.first();
        let flows = self.drafts.iter().filter(|draft| draft.kind == FigureKind::Flow).count();
        let kind = if 2 * flows > self.drafts.len() { FigureKind::Flow } else { FigureKind::Stock };
        let points: Vec<_> = self.drafts.iter().map(|draft| draft.point.clone()).collect();
        Series {
            measure: first.map(|draft| draft.measure.clone()).unwrap_or_default(),
            population: first.map(|draft| draft.population.clone()).unwrap_or_default(),
            place,
            kind,
            primary_sources: sources::primary_sources(readings, &points, names).len(),
            points,
        }
    }
}

/// The first day of a window, which two counts over a window must share.
fn window(draft: &Draft) -> Option<(&str, Option<&str>)> {
    (draft.kind == FigureKind::Flow && draft.since.is_some())
        .then_some(("since", draft.since.as_deref()))
}

/// 3 where the intervals overlap, 2 where they are near, 1 where one gives no number; 0 for far apart.
fn amount_fit(one: &Draft, other: &Draft) -> u32 {
    let (one, other) = (&one.point, &other.point);
    let number = |point: &super::Point| point.value.or(point.low).or(point.high);
    let (Some(a), Some(b)) = (number(one), number(other)) else { return 1 };
    let overlap = one.low.is_none_or(|low| other.high.is_none_or(|high| low <= high))
        && other.low.is_none_or(|low| one.high.is_none_or(|high| low <= high));
    let (least, most) = (a.min(b), a.max(b));
    let near = least > Decimal::ZERO && most <= least * FARTHEST;
    match (overlap, near) {
        (true, true) => 3,
        (false, true) => 2,
        _ if a == b => 3,
        _ => 0,
    }
}
