//! Days as numbers, so that two can be compared.

/// The day number of an ISO 8601 date (`2031-03-04`, longer forms cut), counted from 1970-01-01 in the Gregorian calendar; the
/// middle of a week, month or year where no more is told.
pub(crate) fn number(date: &str) -> Option<i64> {
    let year: i64 = date.get(..4)?.parse().ok()?;
    let rest = date.get(4..).unwrap_or_default();
    if let Some(week) = rest.strip_prefix("-W") {
        let week: i64 = week.get(..2)?.parse().ok()?;
        let first = civil(year, 1, 4);
        return Some(first - (first + 3).rem_euclid(7) + (week - 1) * 7 + 3);
    }
    let part = |from: usize| rest.get(from..from + 2).and_then(|digits| digits.parse::<i64>().ok());
    match (part(1), part(4)) {
        (Some(month @ 1..=12), Some(day @ 1..=31)) => Some(civil(year, month, day)),
        (Some(month @ 1..=12), None) => Some(civil(year, month, 15)),
        _ => Some(civil(year, 7, 1)),
    }
}

/// Does the date name a day?
pub(crate) fn is_day(date: &str) -> bool {
    let digits = date.get(..10).unwrap_or_default();
    digits.len() == 10 && digits.bytes().filter(u8::is_ascii_digit).count() == 8
}

/// The hour of a moment (`2031-03-04T18:20:00+02:00`), counted from 1970 in universal time; `None` where no more than a day is told.
pub(crate) fn hour(moment: &str) -> Option<i64> {
    let own: i64 = moment.get(11..13).filter(|_| is_day(moment))?.parse().ok()?;
    let offset = moment.get(19..).and_then(|rest| rest.find(['+', '-']).map(|at| rest.get(at..)));
    let offset = offset.flatten().and_then(|zone| zone.get(..3)?.parse().ok()).unwrap_or(0);
    Some(number(moment)? * 24 + own - offset)
}

/// A count of a year or a month so many days before its report is of something else than what is told now.
const BYGONE: i64 = 183;

/// Is the day, month or year told so long before the report that it is told as background ("the last such fire, in 2022")?
pub(crate) fn is_bygone(told: &str, published: Option<&str>) -> bool {
    let days = number(told).zip(published.and_then(number));
    days.is_some_and(|(of, now)| now - of > BYGONE)
}

/// The day that a count is of, as far as series go: the one told; a year or month told only where it is long gone ("the fire of 2022 killed
/// 112"), since else the report's own day says it better.
pub(crate) fn of_count(told: Option<String>, published: Option<&str>) -> Option<String> {
    let told = told?;
    (is_day(&told) || is_bygone(&told, published)).then_some(told)
}

/// Is one of a year long gone, and the other not? Days of one count may lie far apart: the dead of a war are told for years.
pub(crate) fn are_apart(one: Option<&str>, other: Option<&str>) -> bool {
    if one.is_none_or(is_day) && other.is_none_or(is_day) {
        return false;
    }
    let days = one.and_then(number).zip(other.and_then(number));
    days.is_some_and(|(one, other)| (one - other).abs() > BYGONE)
}

/// After Hinnant, "chrono-compatible low-level date algorithms" (2013).
fn civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        assert_eq!(number("1970-01-01"), Some(0));
        assert_eq!(number("2031-03-01").unwrap() - number("2031-02-28").unwrap(), 1);
        assert_eq!(number("2032-03-01").unwrap() - number("2032-02-28").unwrap(), 2);
        assert_eq!(number("2031-W10"), number("2031-03-06"));
        assert_eq!(number("2031-03"), number("2031-03-15"));
        assert_eq!(number("2031-03-04T10:00"), number("2031-03-04"));
    }

    #[test]
    fn a_count_of_a_year_long_gone_keeps_its_year() {
        let of = |told: &str| of_count(Some(told.to_owned()), Some("2032-09-13"));
        assert_eq!(of("2022").as_deref(), Some("2022"));
        assert_eq!(of("2032-09-11").as_deref(), Some("2032-09-11"));
        assert_eq!((of("2032"), of("2032-08")), (None, None));
        assert!(are_apart(Some("2022"), Some("2032-09-13")));
        assert!(!are_apart(Some("2031-06-13"), Some("2032-09-13")));
        assert!(!are_apart(None, Some("2032")));
    }

    #[test]
    fn hours_are_told_in_universal_time() {
        let between = |a: &str, b: &str| Some(hour(b)? - hour(a)?);
        let (early, late) = ("2031-03-04T08:20:00+02:00", "2031-03-04T11:00:00Z");
        assert_eq!(between(early, late), Some(5));
        assert_eq!(between("2031-03-04T22:00:00-03:00", "2031-03-05T02:00:00+00:00"), Some(1));
        assert_eq!(between("2031-03-04", late), None);
    }

    #[test]
    fn what_is_no_date_has_no_number() {
        for text in ["", "x", "20", "PAST_REF", "éé-ü"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert!(is_day("2031-03-04T10") && !is_day("2031-W10-1") && !is_day("2031-03"));
    }
}
