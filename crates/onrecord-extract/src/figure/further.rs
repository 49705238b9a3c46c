//! Those told of before and the others, together: "A man was hurt. Three other people were hurt" makes four.

use onrecord_model::{Figure, TokenRange};
use onrecord_rules::Measure;
use rust_decimal::Decimal;

use super::implied::{derived, most, range_of};
use super::measure::Measures;
use super::setting::Setting;
use super::single::{self, Known, Single};

/// How many sentences before the others those may stand whom they are added to.
const NEAR: u32 = 3;

/// Adds the sum of the greatest number of each measure, where it counts further ones, and of the single persons told of before it.
pub(super) fn add(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    singles: &[Single],
    figures: &mut Vec<Figure>,
) {
    for measure in measures.rules.measures.iter().filter(|measure| measure.implied) {
        let Some((others, figure)) = most(figures, &measure.name) else { continue };
        let alone =
            |f: &Figure| f.measure != measure.name || f.subset_of.is_some() || f.id == figure.id;
        if !is_further(measures, figure) || !figures.iter().all(alone) {
            continue;
        }
        let range = range_of(setting.words.doc, &figure.words);
        let before = told_before(setting, measures, measure, singles, range);
        if before.is_empty() {
            continue;
        }
        let count = others + Decimal::from(single::count(&before));
        let id = figure.id.clone();
        let sum = derived(setting, &measure.name, range, count, "sum");
        for part in figures.iter_mut().filter(|f| f.id == id) {
            part.subset_of = Some(sum.id.clone());
        }
        figures.push(sum);
    }
}

/// The single persons told of in the sentences before `range`, of whom the measure tells and who did not die.
fn told_before<'s>(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    measure: &Measure,
    singles: &'s [Single],
    range: TokenRange,
) -> Vec<&'s Single> {
    let sentence =
        |at: u32| setting.words.doc.tokens.get(at as usize).map_or(0, |token| token.sentence);
    let here = sentence(range.start);
    let near = |s: &Single| {
        let there = sentence(s.range.start);
        there < here && here - there < NEAR
    };
    // Whom a shot hit is hurt.
    let source = |name: &str| {
        measures.rules.named(name).is_some_and(|m| m.rest.as_ref() == Some(&measure.name))
    };
    let takes = |s: &Single| {
        measures.rules.measures.iter().any(|m| {
            m.rest.as_ref() == Some(&measure.name) && m.unless.as_ref() == Some(&s.measure)
        })
    };
    let dead = Known::of(singles.iter().filter(|s| takes(s)));
    // Who was shot may be the one that died, unless the report tells them apart.
    let alive = |s: &Single| s.measure == measure.name && !dead.has(s) || dead.excludes(s);
    let mine = singles.iter().filter(|s| s.measure == measure.name || source(&s.measure));
    mine.filter(|s| !s.another && near(s) && alive(s)).collect()
}

/// Does the figure count those told of before out: "three others", "seven more people", "the other three", not "more than seven"?
pub(super) fn is_further(measures: &Measures<'_>, figure: &Figure) -> bool {
    let further = |word: &str| measures.rules.further.contains(word);
    let lower = figure.words.text.to_lowercase();
    let mut words = lower.split(' ').peekable();
    while let Some(word) = words.next() {
        if further(word) && words.peek() != Some(&"than") {
            return true;
        }
    }
    is_of_rest(measures, figure)
}

/// "The other three people": the word stands before the number.
pub(super) fn is_of_rest(measures: &Measures<'_>, figure: &Figure) -> bool {
    let words = measures.words;
    let start = range_of(words.doc, &figure.words).start as usize;
    start > words.sentence(start).start as usize
        && measures.rules.further.contains(words.word(start - 1))
}
