//! How two findings stand to each other, and why: in go two sides with a marked finding each, out comes a verdict.
//!
//! The first rule that fits wins, in the order of the decision rules (domain rules 3.5): one text, another incident, other people or another
//! measure, another period, a part, then time and numbers. Neither side comes first: swapped, they give the same verdict.

mod figures;
mod likeness;
mod order;
mod passage;
mod quantity;
mod source;
mod stance;
mod statements;
#[cfg(test)]
mod tests;

use onrecord_model::{Id, Standpoint, Verdict};
use onrecord_rules::Rules;

pub use passage::Side;
pub use stance::{StanceVerdict, stance};

use crate::copies;
use passage::Passage;
pub(crate) use quantity::{Quantity, Stretch};

/// A verdict of contradiction or denial as sure as this is worth an alert: it goes to the front of the queue.
pub const ALERT: f32 = 0.5;

/// A verdict with its reason, before the sources are looked at.
#[derive(Clone, Debug)]
struct Reason {
    label: Standpoint,
    confidence: f32,
    why: String,
}

impl Reason {
    fn new(label: Standpoint, confidence: f32, why: String) -> Reason {
        Reason { label, confidence, why }
    }
}

/// How two marked figures stand.
pub fn compare_figures(a: &Side<'_>, b: &Side<'_>, rules: &Rules) -> Verdict {
    judged(a, b, rules, figures::judge)
}

/// The same for two known figures of which it is known, too, whether they measure one thing: those of one series are never of two
/// incidents, those of two series are no earlier and later count of one.
pub(crate) fn compare_known(
    (a, one): (&Side<'_>, &Id),
    (b, other): (&Side<'_>, &Id),
    one_thing: bool,
    rules: &Rules,
) -> Verdict {
    let judge = if one_thing { figures::judge_one } else { figures::judge_two };
    verdict(&Passage::of(a, rules).about(one), &Passage::of(b, rules).about(other), judge)
}

/// What a figure counts, and whether words beside it put it before or after another count of the same.
pub(crate) fn counted(side: &Side<'_>, figure: &Id, rules: &Rules) -> (Quantity, bool) {
    let passage = Passage::of(side, rules).about(figure);
    let part = quantity::own_part(&passage);
    let moves = !passage.rules.verdicts.order.find_all(passage.doc, part).is_empty();
    (Quantity::of(&passage), moves)
}

/// How two marked statements stand. Where one is given as a figure and the other as words, they are statements.
pub fn compare_statements(a: &Side<'_>, b: &Side<'_>, rules: &Rules) -> Verdict {
    judged(a, b, rules, statements::judge)
}

fn judged(
    a: &Side<'_>,
    b: &Side<'_>,
    rules: &Rules,
    judge: fn(&Passage<'_>, &Passage<'_>) -> Reason,
) -> Verdict {
    verdict(&Passage::of(a, rules), &Passage::of(b, rules), judge)
}

fn verdict(
    a: &Passage<'_>,
    b: &Passage<'_>,
    judge: fn(&Passage<'_>, &Passage<'_>) -> Reason,
) -> Verdict {
    let Reason { label, confidence, why } = judge(a, b);
    Verdict { label, why, confidence, same_primary_source: source::is_same(a, b) }
}

/// Why two sentences are one text: the share of words in common, and the longest passage.
fn one_text(likeness: f32, one: &str, other: &str) -> String {
    let passages = copies::passages(one, other);
    let longest = passages.iter().map(|span| span.text(one)).max_by_key(|text| text.len());
    let share = format!("{:.0} % of the words stand in both, in the same order", likeness * 100.0);
    longest.map_or(share.clone(), |words| format!("{share}: “{words}”"))
}
