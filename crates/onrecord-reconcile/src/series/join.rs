//! Which points are one series.

use std::borrow::Borrow;

use onrecord_model::{Comparator, Decimal, FigureKind, Place, Reading};
use onrecord_rules::{Populations, Rules};

use super::point::{Draft, Over, REPORT, order};
use super::{Series, place, sources};
use crate::{Names, day};

/// Counts of one thing lie no further apart than this.
const FARTHEST: i64 = 3;
/// Nor those of which one is a bound that holds the other.
const FARTHEST_BOUND: i64 = 6;
/// A running total told so many days later may have grown by any factor up to this.
const GROWS_DAYS: i64 = 30;
const FARTHEST_GROWN: i64 = 12;
/// An exact number that falls over more days than this counts another thing.
const FALLS_DAYS: i64 = 10;
/// Ends of one stretch, told by two reports, differ by no more.
const ONE_END: i64 = 2;

/// Points that measure the same thing.
#[derive(Debug)]
pub(super) struct Group {
    drafts: Vec<Draft>,
}

/// Joins each point to the group it fits best, in order of the day that it counts, else of its as-of day; opens a group where none fits.
pub(super) fn join(mut drafts: Vec<Draft>, rules: &Rules) -> Vec<Group> {
    // What a later report tells of an earlier day comes with that day's.
    drafts.sort_by_key(counted_on);
    let mut groups: Vec<Group> = Vec::new();
    // What stood before goes with what took its place, which must be there first.
    let (before, now): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| draft.replaced_by.is_some());
    for draft in now.into_iter().chain(before) {
        if let Some(group) = groups.iter_mut().find(|group| group.holds_new(&draft)) {
            group.drafts.push(draft);
            continue;
        }
        let fitting = groups
            .iter()
            .enumerate()
            .filter_map(|(at, group)| group.fit(&draft, rules).map(|fit| (fit, at)))
            .max_by_key(|(fit, at)| {
                (*fit, groups.get(*at).map(Group::len), std::cmp::Reverse(*at))
            });
        match fitting.and_then(|(_, at)| groups.get_mut(at)) {
            Some(group) => group.drafts.push(draft),
            None => groups.push(Group { drafts: vec![draft] }),
        }
    }
    groups
}

impl Group {
    fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Is here what took its place?
    fn holds_new(&self, draft: &Draft) -> bool {
        draft.replaced_by.as_ref().is_some_and(|new| {
            let point = |it: &Draft| (it.point.reading, it.point.figure.clone());
            self.drafts.iter().any(|it| point(it) == (draft.point.reading, new.clone()))
        })
    }

    /// How well a point fits: higher is better; `None`, not at all.
    fn fit(&self, draft: &Draft, rules: &Rules) -> Option<u32> {
        let last = self.drafts.last().and_then(|last| last.point.as_of.as_deref());
        if day::are_apart(last, draft.point.as_of.as_deref()) {
            return None;
        }
        let mut best = 0;
        let mut like = 0;
        let mut over = 0;
        let (mut equal, mut unlike) = (0, 0);
        for other in &self.drafts {
            if other.measure != draft.measure || !counts_the_same(other, draft) {
                return None;
            }
            let causes = (other.cause.as_deref(), draft.cause.as_deref());
            if other.is_mere_part != draft.is_mere_part
                || rules.joining.are_apart(causes.0, causes.1)
            {
                return None;
            }
            match over_fit(other, draft, rules) {
                Some(fit) => over = over.max(fit),
                None => unlike += 1,
            }
            equal += usize::from(number(other).is_some() && number(other) == number(draft));
            if is_other_count(other, draft) {
                return None;
            }
            let amount = amount_fit(other, draft);
            best = best.max(amount);
            like += usize::from(amount > 0);
        }
        // One number that counts over something else does not part those that most give alike.
        if unlike > 0 && (2 * equal <= self.len() || equal < 2) {
            return None;
        }
        let place = self.place_fit(draft)?;
        // A total that grows leaves its first numbers behind; anything else is like most of its series.
        let last = self.drafts.last().is_some_and(|last| is_total(last) && is_total(draft));
        let is_like = 2 * like >= self.len() || last;
        (best > 0 && is_like).then_some(4 * place + best + 2 * over)
    }

    /// 2 for one place, 1 where one of them is not told, or not known; `None` for two places. Where no gazetteer settles it, a number
    /// that most of the series' reports would tell of elsewhere is of elsewhere.
    fn place_fit(&self, draft: &Draft) -> Option<u32> {
        let told = self.drafts.iter().filter_map(|other| other.place.as_ref());
        let fit = |place: &Place| told.map(|other| place::fit(other, place)).max();
        let fit = draft.place.as_ref().map_or(Some(1), fit).unwrap_or(1);
        let elsewhere = |other: &&Draft| {
            other.around.is_elsewhere(&draft.around) && number(other) != number(draft)
        };
        let elsewhere = self.drafts.iter().filter(elsewhere).count();
        (fit > 1 || fit == 1 && 2 * elsewhere <= self.len()).then_some(fit)
    }

    /// The series, its points in order.
    pub(super) fn finish<R: Borrow<Reading>>(
        mut self,
        readings: &[R],
        names: &Names,
        rules: &Rules,
    ) -> Series {
        self.drafts.sort_by(|a, b| order(a).cmp(&order(b)));
        let place = place::shown(self.drafts.iter().filter_map(|draft| draft.place.as_ref()));
        let plain = |draft: &&Draft| Populations::is_everybody(&draft.population);
        let first = self.drafts.iter().find(plain).or(self.drafts.first());
        let flows = self.drafts.iter().filter(|draft| draft.kind == FigureKind::Flow).count();
        let kind = if 2 * flows > self.drafts.len() { FigureKind::Flow } else { FigureKind::Stock };
        let points: Vec<_> = self.drafts.iter().map(|draft| draft.point.clone()).collect();
        Series {
            measure: first.map(|draft| draft.measure.clone()).unwrap_or_default(),
            population: first.map(|draft| draft.population.clone()).unwrap_or_default(),
            place,
            kind,
            primary_sources: sources::primary_sources(readings, &points, names, rules).len(),
            points,
        }
    }

    /// Is there a number in it?
    pub(super) fn has_number(&self) -> bool {
        self.drafts.iter().any(|draft| number(draft).is_some())
    }
}

/// One class of people; or one exact number that one report gives of people, another of some class of them.
fn counts_the_same(one: &Draft, other: &Draft) -> bool {
    if one.population == other.population {
        return true;
    }
    let everybody = |draft: &Draft| Populations::is_everybody(&draft.population);
    let exact = |draft: &Draft| draft.point.value.filter(|_| draft.point.low == draft.point.high);
    (everybody(one) || everybody(other))
        && one.point.doc != other.point.doc
        && exact(one)
            .is_some_and(|value| value > FARTHEST_BOUND.into() && exact(other) == Some(value))
}

/// Two numbers of one report that are no two tellings of one: of one voice, or one a part of the other.
fn is_other_count(one: &Draft, other: &Draft) -> bool {
    if one.point.reading != other.point.reading {
        return false;
    }
    let tied =
        |part: &Draft, whole: &Draft| part.point.part_of.as_ref() == Some(&whole.point.figure);
    let are_two_parts = one.point.part_of.is_some() && one.point.part_of == other.point.part_of;
    let is_vague = |draft: &Draft| draft.point.comparator == Comparator::Vague;
    let one_voice = one.body == other.body;
    let moves = one.moves || other.moves;
    tied(one, other)
        || tied(other, one)
        || are_two_parts && number(one) != number(other)
        || one_voice && !moves && number(one) != number(other) && !is_vague(one) && !is_vague(other)
        || one_voice && one.point.voice == REPORT && is_vague(one) != is_vague(other) && !moves
}

/// Do two count over the same? 1 where both tell so, 0 where they may; `None` where they do not.
fn over_fit(one: &Draft, other: &Draft, rules: &Rules) -> Option<u32> {
    let apart =
        |days: i64| one.published.zip(other.published).map_or(0, |(a, b)| (a - b).abs()) > days;
    let equal = number(one).is_some() && number(one) == number(other);
    match (one.over, other.over) {
        (Over::Day(a), Over::Day(b)) if a == b => Some(1),
        (Over::Day(a), Over::Day(b)) => {
            let of_a_day = rules.joining.by_day.contains(&one.measure);
            let moves = one.moves || other.moves;
            // What happened on a day may be told as of the next, but then it is no less.
            let (early, late) = if a < b { (one, other) } else { (other, one) };
            let is_less = number(early).zip(number(late)).is_some_and(|(x, y)| y < x);
            ((a - b).abs() <= 1 && !is_less || !of_a_day || moves).then_some(0)
        }
        // What was published before the day tells of another.
        (Over::Day(on), Over::Open | Over::SoFar)
            if other.published.is_some_and(|it| it + 1 < on) =>
        {
            None
        }
        (Over::Open | Over::SoFar, Over::Day(on))
            if one.published.is_some_and(|it| it + 1 < on) =>
        {
            None
        }
        (Over::Total, Over::Total) => Some(1),
        (Over::Stretch(Some(a)), Over::Stretch(Some(b))) => {
            ((a.0 - b.0).abs() <= ONE_END && (a.1 - b.1).abs() <= ONE_END).then_some(1)
        }
        (Over::Stretch(_), Over::Stretch(_) | Over::Total) | (Over::Total, Over::Stretch(_)) => {
            (!apart(1) && overlap(one, other)).then_some(0)
        }
        (Over::Stretch(_), Over::Open | Over::SoFar | Over::Day(_))
        | (Over::Open | Over::SoFar | Over::Day(_), Over::Stretch(_)) => equal.then_some(0),
        (Over::Total, Over::Open | Over::Day(_)) | (Over::Open | Over::Day(_), Over::Total) => {
            let moves = one.moves || other.moves;
            let of_a_day = rules.joining.by_day.contains(&one.measure);
            (equal || moves || !of_a_day).then_some(0)
        }
        _ => Some(0),
    }
}

fn counted_on(draft: &Draft) -> Option<i64> {
    match draft.over {
        Over::Day(on) => Some(on),
        _ => draft.point.as_of.as_deref().and_then(day::number),
    }
}

fn is_total(draft: &Draft) -> bool {
    matches!(draft.over, Over::Total | Over::SoFar)
}

fn number(draft: &Draft) -> Option<Decimal> {
    draft.point.value.or(draft.point.low).or(draft.point.high)
}

fn overlap(one: &Draft, other: &Draft) -> bool {
    let (one, other) = (&one.point, &other.point);
    one.low.is_none_or(|low| other.high.is_none_or(|high| low <= high))
        && other.low.is_none_or(|low| one.high.is_none_or(|high| low <= high))
}

/// 3 where the intervals overlap, 2 where they are near, 1 where one gives no number or a total has grown; 0 for far apart.
fn amount_fit(one: &Draft, other: &Draft) -> u32 {
    let (Some(a), Some(b)) = (number(one), number(other)) else { return 1 };
    if a == b {
        return 3;
    }
    let days = one.published.zip(other.published).map(|(a, b)| b - a);
    let exact = |draft: &Draft| draft.point.comparator == Comparator::Equal;
    // Points come in order of time: the other is the later one.
    let falls = b < a && exact(one) && exact(other) && days.is_some_and(|days| days > FALLS_DAYS);
    let (least, most) = (a.min(b), a.max(b));
    let within = |times: i64| least > Decimal::ZERO && most <= least * Decimal::from(times);
    let grown =
        is_total(one) && is_total(other) && b > a && days.is_some_and(|it| it >= GROWS_DAYS);
    match overlap(one, other) {
        _ if falls => 0,
        true if within(FARTHEST) => 3,
        false if within(FARTHEST) => 2,
        true if within(FARTHEST_BOUND) => 1,
        _ if grown && within(FARTHEST_GROWN) => 1,
        _ => 0,
    }
}
