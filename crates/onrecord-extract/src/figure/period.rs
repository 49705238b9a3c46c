//! Counts of a whole month or year, told as the background of what a report is about: "Two men were shot. In all 219 were shot this year".

use onrecord_model::{Comparator, Figure};
use rust_decimal::Decimal;

/// Is it a count of a whole month or year?
pub(super) fn is_of_period(figure: &Figure) -> bool {
    figure.as_of.as_deref().is_some_and(|day| {
        day.len() == 4 || day.len() == 7 && day.get(4..).is_some_and(|rest| !rest.contains('W'))
    })
}

/// Does the report give a number of persons who were hit before it, that is of no such stretch?
pub(super) fn is_behind_own(figures: &[Figure], figure: &Figure) -> bool {
    figures.iter().any(|f| {
        let person = f.unit.as_deref() == Some("person") && number(f) < number(figure);
        person && f.words.end < figure.words.start && number(f).is_some() && !is_of_period(f)
    })
}

/// The number that it tells.
fn number(figure: &Figure) -> Option<Decimal> {
    figure.value.or(figure.low).filter(|_| figure.comparator != Comparator::Vague)
}
