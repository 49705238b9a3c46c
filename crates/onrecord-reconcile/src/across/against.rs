//! When two numbers told of one thing cannot both hold: the one rule that every board, brief and plot goes by.
//!
//! They are told for one day, no number is in both, neither is a part or an earlier value, and two voices answer for them. A toll that grows
//! between two reports of a day is no contradiction (domain rules 3.5, steps 2 to 4).

use onrecord_model::FigureKind;
use onrecord_model::across::{Draft, Point, Teller};

use crate::{day, key};

/// One report that sets two numbers beside each other means them so.
const ONE_REPORT: f32 = 0.75;
/// Two reports that say for which day they count.
const BOTH_DATED: f32 = 0.6;
/// Two reports of one day.
const ONE_DAY: f32 = 0.5;
/// A number that grew since a report so many hours older is an update.
const GROWS_HOURS: i64 = 3;

/// Two points that cannot both hold, by their places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) confidence: f32,
}

/// How surely two points of one series cannot both hold; `None` where they can.
pub(super) fn cannot_both_hold(
    (one, a): (&Draft, &Point),
    (other, b): (&Draft, &Point),
) -> Option<f32> {
    let is_whole = |point: &Point| !point.is_part && !point.is_earlier;
    let in_one = one.version == other.version;
    // A report that sets two voices side by side may have taken one's day from the night before.
    let one_day = if in_one { is_near(a, b) } else { a.as_of.is_some() && a.as_of == b.as_of };
    let one_stretch =
        a.since == b.since && (in_one || a.kind != FigureKind::Flow || a.since.is_some());
    if !is_whole(a) || !is_whole(b) || !one_day || !one_stretch || overlap(a, b) {
        return None;
    }
    if !are_two_voices(one, other) || !in_one && grows(one, a, b) {
        return None;
    }
    Some(match (in_one, a.dated && b.dated) {
        (true, _) => ONE_REPORT,
        (false, true) => BOTH_DATED,
        (false, false) => ONE_DAY,
    })
}

/// Are both told for one day, or for two that follow each other?
pub(super) fn is_near(a: &Point, b: &Point) -> bool {
    let number = |point: &Point| point.as_of.as_deref().and_then(day::number);
    match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1,
        (None, None) => true,
        _ => false,
    }
}

/// Can both hold? A figure without any bound can stand beside anything.
fn overlap(a: &Point, b: &Point) -> bool {
    a.low.is_none_or(|low| b.high.is_none_or(|high| low <= high))
        && b.low.is_none_or(|low| a.high.is_none_or(|high| low <= high))
}

/// Do two voices answer for them? A report that speaks itself is one beside those it quotes; against another report's source it is none,
/// since nobody tells on whose word it counts.
fn are_two_voices(one: &Draft, other: &Draft) -> bool {
    match (&one.voice, &other.voice) {
        (Some(a), Some(b)) => !may_be_one(a, b),
        (None, None) => false,
        _ => one.version == other.version,
    }
}

/// One name, or one that ends in the other: "the health ministry" and "the ministry", "Col. Ada Lund" and "Lund".
fn may_be_one(a: &Teller, b: &Teller) -> bool {
    let (a, b) = (key(&a.name), key(&b.name));
    let ends_in = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|head| head.is_empty() || head.ends_with(' '))
    };
    a.is_empty() || b.is_empty() || ends_in(&a, &b) || ends_in(&b, &a)
}

/// Was the lower one told some hours before the higher, on the day it was told?
fn grows(one: &Draft, a: &Point, b: &Point) -> bool {
    if one.day != a.as_of {
        return false;
    }
    let hours = a.at.as_deref().and_then(day::hour).zip(b.at.as_deref().and_then(day::hour));
    let is_below = |low: &Point, high: &Point| low.high.zip(high.low).is_some_and(|(x, y)| x < y);
    hours.is_some_and(|(x, y)| {
        y - x >= GROWS_HOURS && is_below(a, b) || x - y >= GROWS_HOURS && is_below(b, a)
    })
}
