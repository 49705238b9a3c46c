//! What the headline says of a number that the text leaves open: "Four injured in Holm" above "Four others were taken away".
//!
//! Figures rest on words of the text. A headline gives no figure of its own here; it tells what a number of the text measures.

use onrecord_model::{Comparator, Figure};
use onrecord_rules::FigureRules;
use rust_decimal::Decimal;

use super::implied::{derived, most, range_of};
use super::setting::Setting;

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

/// Was it made by counting persons, and not by what a number says?
pub(super) fn is_of_persons(figure: &Figure) -> bool {
    ["#names", "#rank", "#remainder", "#multiple", "#part"]
        .iter()
        .any(|how| figure.made_by.ends_with(how))
}

/// "Four dead in Holm" above a report that tells of three of them by name: the headline knows how many.
pub(super) fn raise(
    setting: &Setting<'_>,
    rules: &FigureRules,
    headline: &[Figure],
    figures: &mut Vec<Figure>,
) {
    for measure in rules.measures.iter().filter(|measure| measure.implied) {
        let mine = |f: &&Figure| f.measure == measure.name && f.subset_of.is_none();
        if !figures.iter().filter(mine).all(is_of_persons) {
            continue;
        }
        let Some(most) = figures.iter().filter(mine).max_by_key(|f| f.value).cloned() else {
            continue;
        };
        let above = said(rules, headline, figures, &measure.name);
        let Some(above) = above.filter(|above| Some(*above) > most.value) else { continue };
        let range = range_of(setting.words.doc, &most.words);
        let sum = derived(setting, &measure.name, range, above, "headline");
        for part in figures.iter_mut().filter(|f| f.measure == measure.name) {
            part.subset_of.get_or_insert_with(|| sum.id.clone());
        }
        figures.push(sum);
    }
}

/// How many the headline says: by their measure, or by those hit, of whom the dead go off ("Six shot").
fn said(
    rules: &FigureRules,
    headline: &[Figure],
    figures: &[Figure],
    measure: &str,
) -> Option<Decimal> {
    let told = |name: &str| most(headline, name).filter(|(_, f)| is_count(rules, f));
    let own = told(measure).map(|(count, _)| count);
    own.or_else(|| {
        let hit = rules.measures.iter().find(|m| m.rest.as_deref() == Some(measure))?;
        let (all, _) = most(headline, &hit.name)?;
        let last = hit.unless.as_deref()?;
        let dead = most(headline, last).or_else(|| most(figures, last));
        Some(all - dead.map_or(Decimal::ZERO, |(dead, _)| dead))
    })
}
