//! Quantities as a brief prints them.

use onrecord_model::{Comparator, Decimal, Figure};

use crate::boards::{grouped, with_unit};

/// The value as it is printed: `> 300`, `~ 400`, `40–60`, `≥ 12`; for "dozens of", the words.
pub(super) fn value(figure: &Figure) -> String {
    with_unit(amount(figure), figure)
}

fn amount(figure: &Figure) -> String {
    let number = |value: Option<Decimal>| value.map(|value| grouped(&value)).unwrap_or_default();
    match (figure.comparator, figure.value, figure.low, figure.high) {
        (Comparator::Equal, Some(_), _, _) => number(figure.value),
        (Comparator::About, Some(_), _, _) => format!("~ {}", number(figure.value)),
        (Comparator::Less, Some(_), _, _) => format!("< {}", number(figure.value)),
        (Comparator::AtMost, Some(_), _, _) => format!("≤ {}", number(figure.value)),
        (Comparator::More, Some(_), _, _) => format!("> {}", number(figure.value)),
        (Comparator::AtLeast, Some(_), _, _) => format!("≥ {}", number(figure.value)),
        (Comparator::AtMost, None, _, Some(_)) => format!("≤ {}", number(figure.high)),
        (Comparator::Less, None, _, Some(_)) => {
            format!("< {}", number(figure.high.map(|h| h + Decimal::ONE)))
        }
        (Comparator::Vague, _, _, _) => vague_words(figure),
        (_, _, Some(low), Some(high)) if low == high => grouped(&low),
        (_, _, Some(low), Some(high)) => format!("{}–{}", grouped(&low), grouped(&high)),
        (_, _, Some(low), None) => format!("≥ {}", grouped(&low)),
        (_, _, None, Some(high)) => format!("≤ {}", grouped(&high)),
        (_, value, None, None) => number(value),
    }
}

/// The words of a vague figure without what is counted: "dozens of".
fn vague_words(figure: &Figure) -> String {
    let text = figure.words.text.as_str();
    let head = figure
        .population
        .as_deref()
        .and_then(|population| text.find(population))
        .and_then(|at| text.get(..at))
        .map(str::trim)
        .filter(|head| !head.is_empty());
    head.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(comparator: Comparator, number: i64) -> Figure {
        let value = Some(Decimal::from(number));
        Figure { comparator, value, low: value, ..Figure::default() }
    }

    #[test]
    fn values_keep_their_comparator() {
        let shown = |comparator| value(&figure(comparator, 9770));
        assert_eq!(shown(Comparator::Equal), "9,770");
        assert_eq!(shown(Comparator::More), "> 9,770");
        assert_eq!(shown(Comparator::About), "~ 9,770");
        assert_eq!(shown(Comparator::AtLeast), "≥ 9,770");
        let range = Figure {
            comparator: Comparator::Range,
            low: Some(Decimal::from(40)),
            high: Some(Decimal::from(60)),
            ..Figure::default()
        };
        assert_eq!(value(&range), "40–60");
    }

    #[test]
    fn a_vague_figure_stays_in_its_words() {
        let mut dozens = Figure {
            comparator: Comparator::Vague,
            population: Some("workers".into()),
            ..Figure::default()
        };
        dozens.words.text = "dozens of workers".into();
        assert_eq!(value(&dozens), "dozens of");
    }

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(grouped(&Decimal::from(1_234_567)), "1,234,567");
        assert_eq!(grouped(&Decimal::from(-1234)), "−1,234");
        assert_eq!(grouped(&"4.50".parse().unwrap()), "4.5");
    }
}
