//! Numbers that are some of a greater one told before, though no word says so: "two sisters" of nine dead, "rescuers recovered six".

use onrecord_model::Comparator;
use onrecord_rules::{FigureRules, WordSet};
use rust_decimal::Decimal;

use super::Draft;
use super::measure::{AMONG, Measured};
use super::parts::{most, only_joins};
use super::quantity::Quantity;
use super::words::LowerWords;

/// How many words before a number the naming may stand ("identify the names of nine people").
const NAMED: usize = 5;

/// The earlier, greater figure of persons of which "two sisters", "four children" are a part, though no word says so.
pub(super) fn narrowed(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    measured: &Measured,
    drafts: &[Draft],
) -> Option<usize> {
    if !rules.named(&measured.name)?.implied {
        return None;
    }
    let part = quantity.interval.value?;
    if measured.how == AMONG {
        return last_greater(drafts, &measured.name, part, |_| true);
    }
    // "four men and two women" are six.
    let beside = drafts.last().filter(|d| d.measured.name == measured.name && d.whole.is_none());
    if beside.is_some_and(|d| {
        only_joins(words, d.quantity.range.end as usize, quantity.range.start as usize)
    }) {
        return None;
    }
    wider(words, rules, quantity.noun, part, &measured.name, drafts)
        .or_else(|| also_of(words, rules, quantity, part, &measured.name, drafts))
        .or_else(|| named_of(words, rules, quantity, part, &measured.name, drafts))
        .or_else(|| described_of(words, quantity, part, measured, drafts))
        .or_else(|| further_than(words, rules, quantity, part, &measured.name, drafts))
}

/// "Two dead soldiers were flown home", told behind a greater number of dead: the word describes some of them, and counts no new ones.
fn described_of(
    words: &LowerWords<'_>,
    quantity: &Quantity,
    part: Decimal,
    measured: &Measured,
    drafts: &[Draft],
) -> Option<usize> {
    let from = words.sentence(quantity.number.start as usize).start;
    let before = |draft: &Draft| draft.quantity.range.end <= from && is_counted(draft);
    let described = measured.how == "inside";
    described.then(|| last_greater(drafts, &measured.name, part, before)).flatten()
}

/// How many sentences behind a count its "two others" may go on from other persons.
const GOES_ON: u32 = 3;

/// "At least 20 people were killed ... Two other guards died": no more than some of a count that is open, or that is told long before.
fn further_than(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    part: Decimal,
    measure: &str,
    drafts: &[Draft],
) -> Option<usize> {
    let range = quantity.range;
    let before = (range.start as usize).saturating_sub(1);
    let further = (before..range.end as usize)
        .any(|at| rules.further.contains(words.word(at)) && !words.is(at + 1, &["than"]));
    if !further {
        return None;
    }
    let sentence = |at: u32| words.doc.tokens.get(at as usize).map_or(0, |t| t.sentence);
    let here = sentence(range.start);
    last_greater(drafts, measure, part, |draft| {
        let away = here.saturating_sub(sentence(draft.quantity.range.start));
        let comparator = draft.quantity.interval.comparator;
        let open = comparator == Comparator::AtLeast;
        away > 0 && (open || comparator == Comparator::Equal && away > GOES_ON)
    })
}

/// "Eleven people were killed. Her seven daughters were killed ... Two others were also killed": they go on with the parts of the
/// whole, where it has room for them.
fn also_of(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    part: Decimal,
    measure: &str,
    drafts: &[Draft],
) -> Option<usize> {
    let others = quantity.noun.is_some_and(|noun| rules.further.contains(words.word(noun)));
    let end = quantity.range.end as usize;
    let last = words.sentence(quantity.number.start as usize).end as usize;
    let also = others && (end..last).any(|at| words.is(at, &["also"]));
    let before = drafts.iter().rev().find(|d| d.measured.name == measure).filter(|_| also)?;
    let number = before.whole?;
    let whole = drafts.get(number).filter(|whole| whole.measured.name == measure)?;
    let room = most(&whole.quantity)? - most(&before.quantity)?;
    (room >= part).then_some(whole.again.unwrap_or(number))
}

/// "Identified nine people killed there": some of a greater number told before.
fn named_of(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    quantity: &Quantity,
    part: Decimal,
    measure: &str,
    drafts: &[Draft],
) -> Option<usize> {
    let start = quantity.range.start as usize;
    let first = (words.sentence(start).start as usize).max(start.saturating_sub(NAMED));
    // "Nine martyrs and 40 wounded arrived at the hospital"
    let end = quantity.range.end as usize;
    let last = (words.sentence(start).end as usize).min(end + NAMED + 2);
    let found = |at: usize| rules.finding.contains(words.word(at));
    let named = (first..start).any(|at| rules.naming.contains(words.word(at)) || found(at));
    let behind = (end..last).take_while(|&at| !words.is_mark(at)).any(found);
    (named || behind).then(|| last_greater(drafts, measure, part, is_counted)).flatten()
}

/// Does it give a number, and not "dozens"?
fn is_counted(draft: &Draft) -> bool {
    draft.quantity.interval.comparator != Comparator::Vague
}

/// The last of `drafts` that counts more than `part` of the measure, is no part itself, and fits.
fn last_greater(
    drafts: &[Draft],
    measure: &str,
    part: Decimal,
    fits: impl Fn(&Draft) -> bool,
) -> Option<usize> {
    let greater = |draft: &Draft| {
        draft.measured.name == measure
            && draft.whole.is_none()
            && most(&draft.quantity).is_some_and(|whole| whole > part)
    };
    let found = drafts.iter().enumerate().rev().find(|(_, d)| greater(d) && fits(d))?;
    Some(found.1.again.unwrap_or(found.0))
}

/// The last of `drafts` that counts more than `part` of the measure, and of whom those named by the narrow `noun` can be some.
pub(super) fn wider(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    noun: Option<usize>,
    part: Decimal,
    measure: &str,
    drafts: &[Draft],
) -> Option<usize> {
    let is = |noun: Option<usize>, list: &WordSet| {
        noun.is_some_and(|noun| list.contains(words.word(noun)))
    };
    if !is(noun, &rules.narrow) {
        return None;
    }
    let kin = is(noun, &rules.kin);
    let apart = |own: Option<usize>| {
        is(own, &rules.men) && is(noun, &rules.women)
            || is(own, &rules.women) && is(noun, &rules.men)
    };
    last_greater(drafts, measure, part, |draft| {
        let own = draft.quantity.noun;
        (!is(own, &rules.narrow) || !kin && is(own, &rules.kin)) && !apart(own)
    })
}
