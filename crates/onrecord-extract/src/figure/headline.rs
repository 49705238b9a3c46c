//! What the headline says of a number that the text leaves open: "Four injured in Holm" above "Four others were taken away".
//!
//! Figures rest on words of the text. A headline gives no figure of its own here; it tells what a number of the text measures.

use onrecord_model::{Comparator, Figure};
use onrecord_rules::FigureRules;
use rust_decimal::Decimal;

/// Measures open numbers of persons in `figures` by the headline's figures.
pub(super) fn lend(rules: &FigureRules, headline: &[Figure], figures: &mut [Figure]) {
    for told in headline.iter().filter(|f| is_count(rules, f)) {
        let same = |f: &Figure| f.value == told.value && f.subset_of.is_none();
        if figures.iter().any(|f| f.measure == told.measure && same(f)) {
            continue;
        }
        let open = |f: &&mut Figure| same(f) && is_open(rules, f, &told.measure);
        if let Some(figure) = figures.iter_mut().find(open) {
            figure.measure.clone_from(&told.measure);
            figure.kind = told.kind;
            figure.made_by = "figures#headline".into();
            figure.confidence = figure.confidence.min(0.6);
        }
    }
}

/// Does it count several persons with a fate, exactly?
fn is_count(rules: &FigureRules, figure: &Figure) -> bool {
    let several = figure.value.is_some_and(|value| value > Decimal::ONE);
    rules.is_fate(&figure.measure)
        && several
        && figure.comparator == Comparator::Equal
        && figure.subset_of.is_none()
}

/// Is it a number of persons of whom the text says nothing, or only what may stand for `measure`?
fn is_open(rules: &FigureRules, figure: &Figure, measure: &str) -> bool {
    match rules.named(&figure.measure) {
        None => figure.measure.starts_with("other:") && figure.made_by.ends_with("#plain"),
        Some(own) => {
            own.taken_for.as_deref() == Some(measure) || own.rest.as_deref() == Some(measure)
        }
    }
}
