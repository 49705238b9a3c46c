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
    if !rules.is_fate(&measured.name) {
        return None;
    }
    let measure = measured.name.as_str();
    let count = quantity.interval.value?;
    if measured.how == AMONG {
        return last_greater(drafts, measure, count, |_| true);
    }
    // "four men and two women" are six.
    let beside = drafts.last().filter(|d| d.measured.name == measure && d.whole.is_none());
    if beside.is_some_and(|d| {
        only_joins(words, d.quantity.range.end as usize, quantity.range.start as usize)
    }) {
        return None;
    }
    let part = Part { words, rules, quantity, count, measure, drafts };
    wider(words, rules, quantity.noun, count, measure, drafts)
        .or_else(|| part.also_of())
        .or_else(|| part.named_of())
        .or_else(|| part.described_of(measured))
        .or_else(|| part.further_than())
}

/// How many sentences behind a count its "two others" may go on from other persons.
const GOES_ON: u32 = 3;

/// A number of persons that may be some of a greater one of its measure, told in one of the drafts before.
struct Part<'a> {
    words: &'a LowerWords<'a>,
    rules: &'a FigureRules,
    quantity: &'a Quantity,
    count: Decimal,
    measure: &'a str,
    drafts: &'a [Draft],
}

impl Part<'_> {
    fn greater(&self, fits: impl Fn(&Draft) -> bool) -> Option<usize> {
        last_greater(self.drafts, self.measure, self.count, fits)
    }

    /// "Two dead soldiers were flown home", told behind a greater number of dead: the word describes some of them, and counts no new ones.
    fn described_of(&self, measured: &Measured) -> Option<usize> {
        if measured.how != "inside" {
            return None;
        }
        let from = self.words.sentence(self.quantity.number.start as usize).start;
        self.greater(|draft| draft.quantity.range.end <= from && is_counted(draft))
    }

    /// "At least 20 people were killed ... Two other guards died": no more than some of a count that is open, or that is told long before.
    fn further_than(&self) -> Option<usize> {
        let (words, range) = (self.words, self.quantity.range);
        let before = (range.start as usize).saturating_sub(1);
        let further = (before..range.end as usize)
            .any(|at| self.rules.further.contains(words.word(at)) && !words.is(at + 1, &["than"]));
        if !further {
            return None;
        }
        let sentence = |at: u32| words.doc.tokens.get(at as usize).map_or(0, |t| t.sentence);
        let here = sentence(range.start);
        self.greater(|draft| {
            let away = here.saturating_sub(sentence(draft.quantity.range.start));
            let comparator = draft.quantity.interval.comparator;
            let open = comparator == Comparator::AtLeast;
            away > 0 && (open || comparator == Comparator::Equal && away > GOES_ON)
        })
    }

    /// "Eleven people were killed. Her seven daughters were killed ... Two others were also killed": they go on with the parts of the
    /// whole, where it has room for them.
    fn also_of(&self) -> Option<usize> {
        let (words, quantity) = (self.words, self.quantity);
        let others =
            quantity.noun.is_some_and(|noun| self.rules.further.contains(words.word(noun)));
        let end = quantity.range.end as usize;
        let last = words.sentence(quantity.number.start as usize).end as usize;
        let also = others && (end..last).any(|at| words.is(at, &["also"]));
        let mine = |draft: &&Draft| draft.measured.name == self.measure;
        let before = self.drafts.iter().rev().find(mine).filter(|_| also)?;
        let number = before.whole?;
        let whole = self.drafts.get(number).filter(mine)?;
        let room = most(&whole.quantity)? - most(&before.quantity)?;
        (room >= self.count).then_some(whole.again.unwrap_or(number))
    }

    /// "Identified nine people killed there": some of a greater number told before.
    fn named_of(&self) -> Option<usize> {
        let (words, rules, range) = (self.words, self.rules, self.quantity.range);
        let start = range.start as usize;
        let first = (words.sentence(start).start as usize).max(start.saturating_sub(NAMED));
        // "Nine martyrs and 40 wounded arrived at the hospital"
        let end = range.end as usize;
        let last = (words.sentence(start).end as usize).min(end + NAMED + 2);
        let found = |at: usize| rules.finding.contains(words.word(at));
        let named = (first..start).any(|at| rules.naming.contains(words.word(at)) || found(at));
        let behind = (end..last).take_while(|&at| !words.is_mark(at)).any(found);
        (named || behind).then(|| self.greater(is_counted)).flatten()
    }
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
