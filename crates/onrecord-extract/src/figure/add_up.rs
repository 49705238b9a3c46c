//! Two numbers that count different persons of one fate, where the report tells how many they are together: "Two men were hurt ...
//! Two others were hurt" in a report of four who were taken to hospital.

use onrecord_model::{Comparator, Figure, TokenRange};
use onrecord_rules::Measure;
use rust_decimal::Decimal;

use super::further::is_further;
use super::implied::{derived, range_of};
use super::measure::Measures;
use super::setting::Setting;

/// How many sentences may lie between the two.
const NEAR: u32 = 3;

/// Adds the sums of such pairs.
pub(super) fn add(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    headline: &[Figure],
    figures: &mut Vec<Figure>,
) {
    let counted = |m: &&Measure| m.implied || m.taken_for.is_some();
    for measure in measures.rules.measures.iter().filter(counted) {
        let whole = |f: &&Figure| f.measure == measure.name && f.subset_of.is_none();
        let mut tops: Vec<&Figure> = figures.iter().filter(whole).collect();
        tops.sort_by_key(|f| f.words.start);
        let &[first, second] = tops.as_slice() else { continue };
        let exact = |f: &Figure| f.value.filter(|_| f.comparator == Comparator::Equal);
        let (Some(one), Some(other)) = (exact(first), exact(second)) else { continue };
        // Another fate told between them is the one that the others are told from.
        let between = |f: &Figure| {
            let inside = f.words.start > first.words.start && f.words.start < second.words.start;
            inside && f.measure != measure.name && measures.rules.is_fate(&f.measure)
        };
        if !are_apart(setting, measures, first, second) || figures.iter().any(between) {
            continue;
        }
        let ids = [first.id.clone(), second.id.clone()];
        let ends = [first, second].map(|f| range_of(setting.words.doc, &f.words));
        let range = TokenRange { start: ends[0].start, end: ends[1].end };
        let known = |f: &Figure| is_count(measures, f, one + other) && !ids.contains(&f.id);
        if !headline.iter().chain(figures.iter()).any(known) {
            continue;
        }
        let sum = derived(setting, &measure.name, range, one + other, "sum");
        for part in figures.iter_mut().filter(|f| ids.contains(&f.id)) {
            part.subset_of = Some(sum.id.clone());
        }
        figures.push(sum);
    }
}

/// Does the second count others than the first: "two others" told soon behind, or both in one sentence?
fn are_apart(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    first: &Figure,
    second: &Figure,
) -> bool {
    let doc = setting.words.doc;
    let sentence = |f: &Figure| {
        let start = range_of(doc, &f.words).start as usize;
        doc.tokens.get(start).map_or(0, |token| token.sentence)
    };
    let away = sentence(second).saturating_sub(sentence(first));
    let others = is_further(measures, second) && !is_further(measures, first);
    let several = |f: &Figure| f.value.is_some_and(|value| value > Decimal::ONE);
    away == 0 && several(first) && several(second) || others && away < NEAR
}

/// Does the figure count so many persons who were hit, or of whom no more is told?
fn is_count(measures: &Measures<'_>, figure: &Figure, count: Decimal) -> bool {
    let person = measures.rules.named(&figure.measure).map_or_else(
        || figure.measure.starts_with("other:") && figure.unit.as_deref() == Some("person"),
        |measure| measure.implied || measure.taken_for.is_some(),
    );
    person && figure.value == Some(count) && figure.subset_of.is_none()
}
