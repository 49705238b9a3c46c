//! Persons told by which one they are: "A third man has died" makes three dead.

use onrecord_model::Figure;
use onrecord_rules::Measure;
use rust_decimal::Decimal;

use super::further::is_further;
use super::implied::{derived, most};
use super::measure::Measures;
use super::setting::Setting;
use super::single::Single;

/// The number that the highest rank among those of a measure makes: one more than the report counts, or the first that the report
/// tells of the dead. "Two men were hurt. A third man died" makes no three dead.
pub(super) fn count(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    measure: &Measure,
    mine: &[&Single],
    singles: &[Single],
    figures: &mut [Figure],
) -> Option<Figure> {
    let last = mine.iter().filter(|s| s.rank.is_some()).max_by_key(|s| s.rank)?;
    let rank = Decimal::from(last.rank?);
    let dies = measures.rules.is_last_fate(&measure.name);
    let next = match most(figures, &measure.name) {
        // "Six were shot, one fatally. A seventh person was hurt": the dead are counted along.
        Some((told, _)) => {
            let dead = if dies { Decimal::ZERO } else { dead(measures, figures) };
            told + dead + Decimal::ONE == rank
        }
        None => dies && is_first(setting, last, singles, figures),
    };
    if !next {
        return None;
    }
    let sum = derived(setting, &measure.name, last.range, rank, "rank");
    // "A fourth man has died after the fire that killed three others": the three are of the four.
    for part in figures.iter_mut().filter(|f| f.measure == measure.name && f.subset_of.is_none()) {
        if is_further(measures, part) {
            part.subset_of = Some(sum.id.clone());
        }
    }
    Some(sum)
}

/// How many the report counts as dead.
fn dead(measures: &Measures<'_>, figures: &[Figure]) -> Decimal {
    let measures = measures.rules.measures.iter();
    let told = measures.filter_map(|m| most(figures, m.unless.as_deref()?));
    told.map(|(dead, _)| dead).max().unwrap_or_default()
}

/// Has the report told of nobody and of no number before?
fn is_first(setting: &Setting<'_>, last: &Single, singles: &[Single], figures: &[Figure]) -> bool {
    let start = setting.words.doc.words_of(last.range).start;
    let rules = &setting.rules.figures;
    // "Multiple people shot" gives no number.
    let fated = |f: &Figure| f.value.is_some() && rules.is_fate(&f.measure);
    singles.iter().all(|s| s.range.start >= last.range.start)
        && !figures.iter().any(|f| fated(f) && f.words.start < start)
}
