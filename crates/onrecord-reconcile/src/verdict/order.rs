//! Which of two findings is the later one: by the words around it, else by the days of publication.

use onrecord_model::TokenRange;
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
    let (one, other) = (sign(a, part(a)), sign(b, part(b)));
    let falls = [one, other].contains(&Some(Order::Falls));
    let rank = |sign: Option<Order>| match sign {
        Some(Order::Earlier) => -1,
        None => 0,
        Some(Order::Later | Order::Falls) => 1,
    };
    let by_words = rank(one) - rank(other);
    let days = a.published.zip(b.published).map_or(0, |(one, other)| one - other);
    let which = |difference: i64| match difference {
        0 => Which::Open,
        more if more > 0 => Which::First,
        _ => Which::Second,
    };
    match by_words {
        0 => Later { which: which(days), by_words: false, falls },
        words => Later { which: which(words), by_words: true, falls },
    }
}

/// The sign that stands nearest ahead of the mark, else behind it.
fn sign(passage: &Passage<'_>, part: TokenRange) -> Option<Order> {
    let found = passage.rules.verdicts.order.find_all(passage.doc, part);
    let ahead = found
        .iter()
        .filter(|(_, range)| range.start < passage.mark.end)
        .min_by_key(|(_, range)| passage.mark.start.abs_diff(range.end));
    let behind = found.iter().min_by_key(|(_, range)| range.start.abs_diff(passage.mark.end));
    ahead.or(behind).map(|(phrase, _)| phrase.tells)
}
