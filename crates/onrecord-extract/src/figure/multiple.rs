//! Deeds that tell by a word how many they came to: "a triple homicide", "a double shooting".

use onrecord_model::{Figure, TokenRange, Upos};
use onrecord_rules::{FigureRole, Measure};
use rust_decimal::Decimal;

use super::implied::{derived, most, told};
use super::measure::Measures;
use super::setting::Setting;

/// In so many first sentences a report tells of its own incident; further down of others.
const LEAD: u32 = 8;

/// Adds what such words count where the report gives no number of the measure.
pub(super) fn add(setting: &Setting<'_>, measures: &Measures<'_>, figures: &mut Vec<Figure>) {
    let lead = setting.words.doc.tokens.partition_point(|token| token.sentence < LEAD);
    for at in 0..lead {
        let Some((measure, range, count)) = multiple_at(measures, at) else { continue };
        // "A quadruple shooting ... Two men were shot": the word counts all.
        let fewer = || most(figures, &measure.name).is_some_and(|(told, _)| told < count);
        if !told(figures, &measure.name) || measure.rest.is_some() && fewer() {
            figures.push(derived(setting, &measure.name, range, count, "multiple"));
        }
    }
}

/// The measure, the words and the number of "triple homicide" at `at`.
fn multiple_at<'a>(
    measures: &'a Measures<'_>,
    at: usize,
) -> Option<(&'a Measure, TokenRange, Decimal)> {
    let words = measures.words;
    let count = *measures.rules.multiples.get(words.word(at))?;
    let tied = words.is(at + 1, &["-"]) || words.upos(at + 1) == Upos::Adj;
    let noun = if tied { at + 2 } else { at + 1 };
    let deed = |role: FigureRole| matches!(role, FigureRole::Of | FigureRole::Count);
    let sense = measures.senses(noun).find(|sense| deed(sense.role))?;
    let measure = measures.rules.measure(sense.measure).filter(|measure| measure.implied)?;
    // "a double murder-suicide" has three dead or more, "triple shootings" are several, and "the 2019 double murder" is history.
    let plural = words.word(noun).ends_with('s') && words.doc.lemma(noun) != words.word(noun);
    let year = |i: usize| words.is_digits(i) && words.word(i).len() == 4;
    let past = (at.saturating_sub(3)..at).chain(noun + 1..noun + 4).any(year);
    let one = !plural && !words.is(noun + 1, &["-"]) && !measures.is_attempted(noun);
    let range = TokenRange::new(at, noun + 1);
    (one && !past && words.sentence(at).contains(noun)).then(|| (measure, range, count.into()))
}
