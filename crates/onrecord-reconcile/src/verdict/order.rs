//! Which of two findings is the later one: by the words around it, else by the days of publication.

use onrecord_model::{TokenRange, Upos};
use onrecord_rules::Order;

use super::passage::Passage;

/// Which of two is later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Later {
    pub(super) which: Which,
    /// The text says so; else the dates do.
    pub(super) by_words: bool,
    /// The text says that the later one is lower.
    pub(super) falls: bool,
}

/// One of two, or neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Second,
    #[default]
    Open,
}

/// Which of `a` and `b` is later; `part` gives the words that belong to a mark.
pub(super) fn later(
    a: &Passage<'_>,
    b: &Passage<'_>,
    part: fn(&Passage<'_>) -> TokenRange,
) -> Later {
    let (one, other) = (sign(a, part(a), b), sign(b, part(b), a));
    let falls = |p: &Passage<'_>| {
        let found = p.rules.verdicts.order.find_all(p.doc, part(p));
        found.iter().any(|(phrase, _)| phrase.tells == Order::Falls)
    };
    let rank = |sign: Option<Order>| match sign {
        Some(Order::Earlier) => -1,
        None => 0,
        Some(Order::Later | Order::Falls) => 1,
    };
    let days = a.published.zip(b.published).map_or(0, |(one, other)| one - other);
    // "Has risen to" puts a number after what was told before it, and not after what was published a day later.
    let rises = |rank: i64, since: i64| if since < 0 { rank.min(0) } else { rank };
    let by_words = rises(rank(one), days) - rises(rank(other), -days);
    let which = |difference: i64| match difference {
        0 => Which::Open,
        more if more > 0 => Which::First,
        _ => Which::Second,
    };
    let (which, by_words) = match by_words {
        0 => (which(days), false),
        words => (which(words), true),
    };
    Later { which, by_words, falls: falls(a) || falls(b) }
}

/// The sign that stands nearest ahead of the mark. One behind it speaks of another number in the same breath ("updating an earlier
/// toll of nine"): it counts where that is the other side's.
fn sign(passage: &Passage<'_>, part: TokenRange, other: &Passage<'_>) -> Option<Order> {
    let found = passage.rules.verdicts.order.find_all(passage.doc, part);
    let ahead = found
        .iter()
        .filter(|(_, range)| range.start < passage.mark.end)
        .min_by_key(|(_, range)| passage.mark.start.abs_diff(range.end));
    let behind = found.iter().min_by_key(|(_, range)| range.start.abs_diff(passage.mark.end));
    let names_other = || {
        let numbers = numbers(other, other.mark);
        numbers.iter().any(|number| self::numbers(passage, passage.around).contains(number))
    };
    ahead.or_else(|| behind.filter(|_| names_other())).map(|(phrase, _)| phrase.tells)
}

/// The digits and number words of a stretch, lower case.
fn numbers(passage: &Passage<'_>, within: TokenRange) -> Vec<String> {
    let is_number =
        |at: &usize| passage.doc.tokens.get(*at).is_some_and(|token| token.upos == Upos::Num);
    within.range().filter(is_number).map(|at| passage.doc.token_text(at).to_lowercase()).collect()
}
