//! Puts neighbouring expressions together and takes the words in that modify them.

use onrecord_model::{TimeType, TokenRange};
use onrecord_rules::{Meaning, TimeRules};

use super::FoundTime;
use crate::figure::words::LowerWords;

/// Joins times of day with their day, adds modifiers, drops what needed a neighbour and has none.
pub(super) fn join(
    words: &LowerWords<'_>,
    rules: &TimeRules,
    found: Vec<FoundTime>,
) -> Vec<FoundTime> {
    let mut out: Vec<FoundTime> = Vec::with_capacity(found.len());
    for time in found {
        let joined =
            out.last_mut().is_some_and(|last| near(words, last, &time) && merge(last, &time));
        if !joined {
            out.push(time);
        }
    }
    out.retain(|time| !time.beside_day);
    for time in &mut out {
        modify(words, rules, time);
    }
    drop_covered(out)
}

/// A modifier may reach over an expression before ("the end of").
fn drop_covered(found: Vec<FoundTime>) -> Vec<FoundTime> {
    let mut out: Vec<FoundTime> = Vec::with_capacity(found.len());
    for time in found {
        while out.last().is_some_and(|last| time.range.touches(last.range)) {
            out.pop();
        }
        out.push(time);
    }
    out
}

/// Nothing but a comma, "on" or "of" between the two, in one sentence.
fn near(words: &LowerWords<'_>, first: &FoundTime, second: &FoundTime) -> bool {
    let (end, start) = (first.range.end as usize, second.range.start as usize);
    let same = words.sentence(end.saturating_sub(1)) == words.sentence(start);
    same && start.saturating_sub(end) <= 2
        && (end..start).all(|at| words.is(at, &[",", "on", "of", "(", "in", "the"]))
        && (end..start).filter(|&at| words.is(at, &["in", "("])).count() == 0
}

/// Joins "9 a.m." with "Tuesday", "Monday" with "morning", "Friday" with "7 October".
fn merge(last: &mut FoundTime, time: &FoundTime) -> bool {
    let (first, second) = (is_of_day(last), is_of_day(time));
    let range = TokenRange { start: last.range.start, end: time.range.end };
    let day = |found: &FoundTime| {
        found.kind == TimeType::Date
            && matches!(
                found.means,
                Meaning::Day | Meaning::Weekday | Meaning::Shift | Meaning::Same | Meaning::Holiday
            )
            && found.value.as_ref().is_none_or(|v| v.len() == 10)
    };
    if first && day(time) {
        *last = FoundTime { range, ..on(last, time) };
        return true;
    }
    // Only side by side: "on Monday, the morning" are two.
    if second && day(last) && last.range.end == time.range.start && narrow(time) {
        *last = FoundTime { range, ..on(time, last) };
        return true;
    }
    if last.means == Meaning::Weekday && time.means == Meaning::Day && gap(last, time) <= 1 {
        *last = FoundTime { range, ..time.clone() };
        return true;
    }
    false
}

fn gap(first: &FoundTime, second: &FoundTime) -> u32 {
    second.range.start.saturating_sub(first.range.end)
}

fn is_of_day(time: &FoundTime) -> bool {
    time.kind == TimeType::Time && matches!(time.means, Meaning::Clock | Meaning::Part)
}

fn narrow(time: &FoundTime) -> bool {
    time.beside_day || time.means == Meaning::Clock
}

/// A time of day on a day.
fn on(time: &FoundTime, day: &FoundTime) -> FoundTime {
    let value = match (&day.value, &time.of_day) {
        (Some(date), Some(of_day)) => Some(format!("{date}{of_day}")),
        _ => None,
    };
    FoundTime {
        value,
        date: day.date,
        anchor: day.anchor,
        beside_day: false,
        rule: time.rule.clone(),
        ..time.clone()
    }
}

fn modify(words: &LowerWords<'_>, rules: &TimeRules, time: &mut FoundTime) {
    let start = time.range.start as usize;
    let of_stretch = matches!(time.kind, TimeType::Duration | TimeType::Set);
    for modifier in &rules.modifiers {
        if modifier.stretch && (!of_stretch || words.word(start) == "the") {
            continue;
        }
        let edge = matches!(modifier.tag.as_str(), "START" | "MID" | "END");
        let dated = !of_stretch && time.means != Meaning::Ref;
        if edge && !dated {
            continue;
        }
        if let Some(first) = words.phrase_before(start, &modifier.words) {
            time.range.start = first as u32;
            time.modifier = Some(modifier.tag.clone());
            // "The mid-1990s", "the early summer".
            if edge && first > 0 && words.word(first) != "the" && words.word(first - 1) == "the" {
                time.range.start -= 1;
            }
            return;
        }
    }
}
