//! Numbers that stood before: 84 in "lowered its toll from 84 to 79", 29 in "27, not 29 as first reported".

use onrecord_rules::FigureRules;
use rust_decimal::Decimal;

use super::Draft;
use super::setting::Setting;
use super::words::LowerWords;

/// The draft that took the place of an earlier value: of the same measure, the nearest in its sentence, else in the one before.
/// `None` for what is no earlier value, or where the report does not give what came after.
pub(super) fn taken_by(words: &LowerWords<'_>, drafts: &[Draft], at: usize) -> Option<usize> {
    let own = drafts.get(at).filter(|draft| draft.quantity.is_earlier)?;
    let here = own.quantity.number.start as usize;
    let sentence = words.sentence(here);
    let fits = |draft: &Draft| {
        let start = draft.quantity.number.start as usize;
        let same = draft.measured.name == own.measured.name;
        let near = words.sentence(start).end >= sentence.start && start < sentence.end as usize;
        same && near && !draft.quantity.is_earlier && draft.whole.is_none()
    };
    let others = drafts.iter().enumerate().filter(|(_, draft)| fits(draft));
    let nearest = others.min_by_key(|(_, draft)| {
        let start = draft.quantity.number.start as usize;
        (!sentence.contains(start), start.abs_diff(here))
    });
    nearest.map(|(at, _)| at)
}

/// How many words into its sentence the hour of a telling stands.
const OPENING: u32 = 4;

/// "At 15:02 the agency spoke of seven deaths": does the sentence open with the hour of the telling?
pub(super) fn is_of_hour(setting: &Setting<'_>, draft: &Draft) -> bool {
    let start = draft.quantity.range.start;
    let sentence = setting.words.sentence(start as usize);
    let near = draft.measured.word.unwrap_or(start as usize);
    setting.times.within(sentence).any(|(range, time)| {
        let hour = time.value.as_deref().is_some_and(|value| value.contains('T'));
        let opens = range.start < sentence.start + OPENING && range.end <= start;
        hour && opens && setting.is_of_speech(range, near)
    })
}

/// The draft that a first count grew to: "Initial reports spoke of nine deaths" in a report of 21. The next greater one of the measure,
/// else the last before. `timed` says that somebody gave it at an hour.
pub(super) fn grown_to(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    drafts: &[Draft],
    at: usize,
    timed: bool,
) -> Option<usize> {
    let own = drafts.get(at)?;
    let timed = timed && rules.is_fate(&own.measured.name);
    let count = most(own).filter(|_| timed || is_provisional(words, rules, drafts, at))?;
    let greater = |number: &usize| {
        drafts.get(*number).is_some_and(|draft| {
            let same = draft.measured.name == own.measured.name && draft.whole.is_none();
            same && !draft.quantity.is_earlier && most(draft).is_some_and(|other| other > count)
        })
    };
    let last = |number: &usize| !is_provisional(words, rules, drafts, *number);
    (at + 1..drafts.len()).find(|n| greater(n) && last(n)).or_else(|| (0..at).rev().find(greater))
}

/// Do words of a first count stand before it in its sentence, and no other number of its measure between?
fn is_provisional(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    drafts: &[Draft],
    at: usize,
) -> bool {
    let Some(own) = drafts.get(at).filter(|d| rules.is_fate(&d.measured.name)) else {
        return false;
    };
    let start = own.quantity.range.start as usize;
    let first = words.sentence(start).start as usize;
    let before = drafts.get(..at).unwrap_or_default().iter().rev();
    let mut same = before.filter(|draft| draft.measured.name == own.measured.name);
    let from = same.next().map_or(first, |other| (other.quantity.range.end as usize).max(first));
    let behind = own.quantity.range.end as usize;
    let told = |place: usize| rules.provisional.iter().any(|p| words.phrase_at(place, p).is_some());
    // "nine deaths at the time"
    (from..start).chain([behind, behind + 1]).any(told)
}

/// The number that a draft names, the least where it names only one end.
fn most(draft: &Draft) -> Option<Decimal> {
    let interval = draft.quantity.interval;
    interval.value.or(interval.low).or(interval.high)
}
