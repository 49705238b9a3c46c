//! Quantities as boards print them.

use onrecord_model::{Comparator, Decimal, Figure};

/// The number as the words give it, with what it is measured in: `12`, `> 300`, `60–70`, `12 %`, `1,500,000 USD`; `…` where there is none.
pub fn value(figure: &Figure) -> String {
    with_unit(number(figure), figure)
}

/// Units of what is counted: who or what that is stands beside the number.
const COUNTED: [&str; 3] = ["person", "building", "vehicle"];

/// An amount with its unit, in the report's own form where its words have one ("crowns"). An age is a number.
pub(crate) fn with_unit(amount: String, figure: &Figure) -> String {
    // What a report or a sheet says stands here as a value: letters, and no more.
    let is_plain = |word: &str| {
        word.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '/' | '.' | '-'))
    };
    let told = figure.unit.as_deref().filter(|unit| !COUNTED.contains(unit) && is_plain(unit));
    let Some(unit) = told.filter(|_| figure.measure != "age" && amount != "…") else {
        return amount;
    };
    let words = figure.words.text.split_whitespace();
    let own = words.map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let form = own.rev().find(|word| word.starts_with(unit) && is_plain(word)).unwrap_or(unit);
    let of = figure.population.as_deref().unwrap_or_default();
    let is_told = amount.ends_with(form) || of.contains(form);
    match form {
        _ if is_told => amount,
        "percent" => format!("{amount} %"),
        _ => format!("{amount} {form}"),
    }
}

fn number(figure: &Figure) -> String {
    let shown = |number: Option<Decimal>| number.map(|number| grouped(&number));
    let bound = |sign: &str, number: Option<Decimal>| match shown(number) {
        Some(number) => format!("{sign} {number}"),
        None => "…".to_owned(),
    };
    let beyond = |end: Option<Decimal>, step: Decimal| end.and_then(|end| end.checked_add(step));
    match figure.comparator {
        Comparator::Equal => {
            shown(figure.value.or(figure.low).or(figure.high)).unwrap_or_else(|| "…".to_owned())
        }
        Comparator::About => bound("~", figure.value.or(figure.low).or(figure.high)),
        // Where no number is named, the end of the interval tells it: below 20 the greatest is 19.
        Comparator::Less => bound("<", figure.value.or(beyond(figure.high, Decimal::ONE))),
        Comparator::More => bound(">", figure.value.or(beyond(figure.low, -Decimal::ONE))),
        Comparator::AtMost => bound("≤", figure.high.or(figure.value)),
        Comparator::AtLeast => bound("≥", figure.low.or(figure.value)),
        Comparator::Range => match (shown(figure.low), shown(figure.high)) {
            (Some(low), Some(high)) => format!("{low}–{high}"),
            _ => "…".to_owned(),
        },
        // "dozens": no number is told; the least that the word can mean is.
        Comparator::Vague => match (shown(figure.value), shown(figure.low), shown(figure.high)) {
            (Some(number), _, _) => format!("~ {number}"),
            (None, Some(low), Some(high)) => format!("~ {low}–{high}"),
            (None, Some(low), None) => format!("≥ {low}"),
            (None, None, Some(high)) => format!("≤ {high}"),
            (None, None, None) => "…".to_owned(),
        },
    }
}

/// `9,770`: digits in groups of three.
pub(crate) fn grouped(number: &Decimal) -> String {
    let plain = number.normalize().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(
        comparator: Comparator,
        low: Option<i64>,
        value: Option<i64>,
        high: Option<i64>,
    ) -> String {
        let number = |n: Option<i64>| n.map(Decimal::from);
        let (low, value, high) = (number(low), number(value), number(high));
        super::value(&Figure { comparator, low, high, value, ..Figure::default() })
    }

    #[test]
    fn values_keep_what_the_words_said_about_them() {
        for (said, expected) in [
            ((Comparator::Equal, Some(12), Some(12), Some(12)), "12"),
            ((Comparator::More, Some(9771), Some(9770), None), "> 9,770"),
            ((Comparator::More, Some(9771), None, None), "> 9,770"),
            ((Comparator::AtMost, None, None, Some(1_200_000)), "≤ 1,200,000"),
            ((Comparator::AtLeast, Some(12), Some(12), None), "≥ 12"),
            ((Comparator::Range, Some(60), None, Some(70)), "60–70"),
            ((Comparator::Less, Some(0), None, Some(19)), "< 20"),
            ((Comparator::Less, None, Some(20), Some(19)), "< 20"),
            ((Comparator::Vague, None, None, None), "…"),
            ((Comparator::Vague, Some(12), None, None), "≥ 12"),
        ] {
            assert_eq!(shown(said.0, said.1, said.2, said.3), expected);
        }
    }

    #[test]
    fn what_is_measured_has_its_unit() {
        let of = |number: i64, unit: &str, text: &str| {
            let unit = Some(unit.to_owned());
            let value = Some(Decimal::from(number));
            let mut figure = Figure { unit, value, low: value, high: value, ..Figure::default() };
            figure.words.text = text.to_owned();
            super::value(&figure)
        };
        assert_eq!(of(2_500_000, "USD", "$2.5 million"), "2,500,000 USD");
        assert_eq!(of(250, "crown", "250 crowns"), "250 crowns");
        assert_eq!(of(12, "percent", "12 percent"), "12 %");
        assert_eq!(of(12, "person", "12 people"), "12");
    }

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(grouped(&Decimal::from(1_234_567)), "1,234,567");
        assert_eq!(grouped(&Decimal::from(-1234)), "−1,234");
    }
}
