//! The first and the last day of a date, however coarse.

use jiff::Span;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// The days of `2031`, `2031-05`, `2031-Q2`, `2031-H1`, `2031-W10`; `None` of a day, a season, what is counted from no year.
pub(crate) fn days_of(value: &str) -> Option<(Date, Date)> {
    let (year, rest) = value.split_once('-').unwrap_or((value, ""));
    let year: i16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let number = |text: &str| text.parse::<i8>().ok();
    let months = |first: i8, count: i64| {
        let from = Date::new(year, first, 1).ok()?;
        let to = from.checked_add(Span::new().months(count)).ok()?;
        Some((from, to.yesterday().ok()?))
    };
    if rest.is_empty() {
        return months(1, 12);
    }
    match rest.split_at_checked(1)? {
        _ if rest.len() == 2 && number(rest).is_some() => months(number(rest)?, 1),
        ("Q", which) => months(number(which).filter(|n| (1..=4).contains(n))? * 3 - 2, 3),
        ("H", which) => months(number(which).filter(|n| (1..=2).contains(n))? * 6 - 5, 6),
        ("W", which) if which.len() == 2 => {
            let week = ISOWeekDate::new(year, number(which)?, Weekday::Monday).ok()?;
            let from = week.date();
            Some((from, from.checked_add(Span::new().days(6)).ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(value: &str) -> Option<String> {
        days_of(value).map(|(from, to)| format!("{from}/{to}"))
    }

    #[test]
    fn coarse_dates_have_a_first_and_a_last_day() {
        for (value, expected) in [
            ("2031", "2031-01-01/2031-12-31"),
            ("2028-02", "2028-02-01/2028-02-29"),
            ("2031-Q2", "2031-04-01/2031-06-30"),
            ("2031-H2", "2031-07-01/2031-12-31"),
            ("2031-W10", "2031-03-03/2031-03-09"),
        ] {
            assert_eq!(days(value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn days_and_vague_dates_have_none() {
        for value in [
            "2031-03-05",
            "203",
            "2031-WI",
            "2031-W10-WE",
            "XXXX-05",
            "PAST_REF",
            "2031-Q9",
            "é-05",
            "2031-é",
        ] {
            assert_eq!(days(value), None, "{value}");
        }
    }
}
