//! From a number and the words beside it to an interval (domain rules 3.2).

use onrecord_model::{Comparator, Upos};
use onrecord_rules::{Bound, FigureRules};
use rust_decimal::Decimal;

use super::number::half_step;
use super::words::LowerWords;

/// An interval as the words give it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Interval {
    pub(super) low: Option<Decimal>,
    pub(super) high: Option<Decimal>,
    pub(super) value: Option<Decimal>,
    pub(super) comparator: Comparator,
}

impl Interval {
    /// No number at all; perhaps the least that the words allow, perhaps the range that recorders write for them.
    pub(super) fn vague(low: Option<Decimal>, high: Option<Decimal>) -> Interval {
        Interval { low, high, comparator: Comparator::Vague, ..Interval::default() }
    }

    /// Both ends told.
    pub(super) fn between(low: Decimal, high: Decimal) -> Interval {
        Interval { low: Some(low), high: Some(high), value: None, comparator: Comparator::Range }
    }

    /// A number with the sign of the words beside it. What is measured and not counted has no next whole number, so
    /// there "more than 5" begins at 5.
    pub(super) fn of(number: Decimal, sign: Comparator, near: bool, continuous: bool) -> Interval {
        let whole = !continuous && number.fract().is_zero();
        let step = if whole { Decimal::ONE } else { Decimal::ZERO };
        let (low, high, value) = match sign {
            Comparator::AtLeast => (Some(number), None, Some(number)),
            Comparator::More => (Some(number + step), None, Some(number)),
            Comparator::Less if near => (None, Some(number - step), Some(number)),
            Comparator::Less => (Some(Decimal::ZERO), Some(number - step), None),
            Comparator::AtMost => (None, Some(number), None),
            Comparator::About => {
                let half = half_step(number);
                let (least, most) = (number - half, number + half);
                // Of what is counted there are no halves.
                let ends = if whole { (least.ceil(), most.floor()) } else { (least, most) };
                (Some(ends.0), Some(ends.1), Some(number))
            }
            _ => (Some(number), Some(number), Some(number)),
        };
        let clean = |bound: Option<Decimal>| bound.map(|b| b.normalize());
        Interval { low: clean(low), high: clean(high), value: clean(value), comparator: sign }
    }
}

/// The comparator right before token `at`, with its first token.
pub(super) fn before<'r>(
    words: &LowerWords<'_>,
    rules: &'r FigureRules,
    at: usize,
) -> Option<(usize, &'r Bound)> {
    let first = words.sentence(at).start as usize;
    // "at least another 12": one word may stand between.
    let steps = [Some(at), at.checked_sub(1).filter(|&b| b > first && is_between(words, rules, b))];
    steps.into_iter().flatten().find_map(|end| {
        rules
            .comparators
            .iter()
            .filter(|bound| !bound.after)
            .find_map(|bound| words.phrase_before(end, &bound.words).map(|start| (start, bound)))
            .filter(|&(start, bound)| !is_topic(words, rules, start, bound, first))
            .filter(|&(start, _)| start == first || !is_span(words, rules, start, at))
    })
}

/// "asked about the seven": there "about" tells the topic.
fn is_topic(
    words: &LowerWords<'_>,
    rules: &FigureRules,
    start: usize,
    bound: &Bound,
    first: usize,
) -> bool {
    start > first
        && bound.words.len() == 1
        && bound.words.first().is_some_and(|word| rules.topical.contains(word))
        && rules.topics.contains(words.word(start - 1))
        && rules.definite.contains(words.word(start + 1))
}

/// "five percent over two years", "talks over three days": there "over" tells how long, and bounds nothing.
fn is_span(words: &LowerWords<'_>, rules: &FigureRules, start: usize, number: usize) -> bool {
    let noun = matches!(words.upos(start - 1), Upos::Noun | Upos::Num | Upos::Propn | Upos::Sym);
    noun && rules.spanning.contains(words.word(start))
        && (number + 1..number + 3).any(|at| rules.stretches.contains(words.word(at)))
}

fn is_between(words: &LowerWords<'_>, rules: &FigureRules, at: usize) -> bool {
    rules.between.contains(words.word(at))
}

/// The comparator right behind token `at` (one past the number), with its end.
pub(super) fn behind<'r>(
    words: &LowerWords<'_>,
    rules: &'r FigureRules,
    at: usize,
) -> Option<(usize, &'r Bound)> {
    let end = words.sentence(at.saturating_sub(1)).end as usize;
    rules.comparators.iter().filter(|bound| bound.after).find_map(|bound| {
        words.phrase_at(at, &bound.words).filter(|&to| to <= end).map(|to| (to, bound))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(number: &str, sign: &str, near: bool, continuous: bool) -> String {
        let sign = Comparator::from_word(sign).unwrap();
        let i = Interval::of(number.parse().unwrap(), sign, near, continuous);
        let show = |bound: Option<Decimal>| bound.map_or(String::new(), |b| b.to_string());
        format!("{}..{} {}", show(i.low), show(i.high), show(i.value))
    }

    #[test]
    fn words_become_intervals() {
        for (number, sign, near, wanted) in [
            ("12", "=", false, "12..12 12"),
            ("12", ">=", false, "12.. 12"),
            ("240", ">", false, "241.. 240"),
            ("500", "<", true, "..499 500"),
            ("50", "<", false, "0..49 "),
            ("300", "<=", false, "..300 "),
            ("400", "~", false, "350..450 400"),
            ("1400", "~", false, "1350..1450 1400"),
            ("7", "~", false, "7..7 7"),
        ] {
            assert_eq!(interval(number, sign, near, false), wanted, "{sign} {number}");
        }
    }

    #[test]
    fn what_is_measured_has_no_next_whole_number() {
        assert_eq!(interval("35", ">", false, true), "35.. 35");
        assert_eq!(interval("7", "~", false, true), "6.5..7.5 7");
        assert_eq!(interval("2.5", ">", false, false), "2.5.. 2.5");
        assert_eq!(interval("2", "<", true, true), "..2 2");
    }
}
