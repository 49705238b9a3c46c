//! Dates as a brief prints them: `6 Nov`, `4–6 Mar`, `Nov 2027`. Anything else stays as it came.

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day or month in short; the year where it is not `year`.
pub(super) fn short(date: &str, year: Option<&str>) -> String {
    if let Some(monday) = monday(date) {
        return format!("week of {}", short(&monday, year));
    }
    let Some(parts) = Parts::of(date) else { return date.to_owned() };
    let tail = if year == Some(parts.year) { String::new() } else { format!(" {}", parts.year) };
    let time = parts.time.map_or_else(String::new, |time| format!(" {time}"));
    match parts.day {
        Some(day) => format!("{day} {}{tail}{time}", parts.month),
        None => format!("{} {}", parts.month, parts.year),
    }
}

/// Two days as one stretch.
pub(super) fn stretch(from: &str, until: &str, year: Option<&str>) -> String {
    match (Parts::of(from), Parts::of(until)) {
        _ if from == until => short(from, year),
        (Some(a), Some(b))
            if (a.year, a.month, a.time, b.time) == (b.year, b.month, None, None)
                && a.day.is_some()
                && b.day.is_some() =>
        {
            format!("{}–{}", a.day.unwrap_or_default(), short(until, year))
        }
        (Some(a), Some(b)) if a.year == b.year && a.day.is_some() && b.day.is_some() => {
            format!("{} – {}", short(from, Some(b.year)), short(until, year))
        }
        _ => format!("{} – {}", short(from, year), short(until, year)),
    }
}

/// The day of an ISO date or moment.
pub(super) fn day(at: &str) -> &str {
    at.get(..10).unwrap_or(at)
}

/// The year of an ISO date.
pub(super) fn year(at: &str) -> Option<&str> {
    at.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))
}

/// Days since the epoch of the civil calendar (Hinnant's `days_from_civil`), for the distance between two dates.
pub(super) fn number(date: &str) -> Option<i64> {
    if let Some(monday) = monday(date) {
        return number(&monday);
    }
    let mut parts = day(date).split('-').map(str::parse::<i64>);
    let year = parts.next()?.ok()?;
    let month = parts.next().and_then(Result::ok).filter(|m| (1..=12).contains(m)).unwrap_or(1);
    let day = parts.next().and_then(Result::ok).filter(|d| (1..=31).contains(d)).unwrap_or(1);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468,
    )
}

/// The Monday of an ISO week, `2031-W10`.
fn monday(date: &str) -> Option<String> {
    let (year, week) = date.split_once("-W")?;
    let week: i64 = week.get(..2)?.parse().ok()?;
    // Week 1 is the one that holds 4 January; the epoch was a Thursday.
    let fourth = number(&format!("{year}-01-04"))?;
    let first_monday = fourth - (fourth + 3).rem_euclid(7);
    civil(first_monday + 7 * (week - 1))
}

/// The day of the civil calendar with this number (Hinnant's `civil_from_days`).
fn civil(number: i64) -> Option<String> {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted - era * 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (0..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

struct Parts<'a> {
    year: &'a str,
    month: &'static str,
    day: Option<u8>,
    time: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(date: &'a str) -> Option<Parts<'a>> {
        let (date, time) = match date.split_once('T') {
            Some((date, time)) => (date, time.get(..5)),
            None => (date, None),
        };
        let mut parts = date.split('-');
        let year =
            parts.next().filter(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))?;
        let month: usize = parts.next()?.parse().ok()?;
        let day = match parts.next() {
            Some(day) => Some(day.parse().ok()?),
            None => None,
        };
        if parts.next().is_some() {
            return None;
        }
        Some(Parts { year, month: MONTHS.get(month.checked_sub(1)?)?, day, time })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_in_short() {
        assert_eq!(short("2031-03-04", Some("2031")), "4 Mar");
        assert_eq!(short("2027-11", Some("2031")), "Nov 2027");
        assert_eq!(short("2027-11-05", Some("2031")), "5 Nov 2027");
        assert_eq!(short("2031-03-04T18:20:00+02:00", Some("2031")), "4 Mar 18:20");
        assert_eq!(short("2031-W10", Some("2031")), "week of 3 Mar");
        assert_eq!(short("2023-W44", None), "week of 30 Oct 2023");
        assert_eq!(short("last week", None), "last week");
    }

    #[test]
    fn stretches_say_nothing_twice() {
        assert_eq!(stretch("2031-03-04", "2031-03-06", Some("2031")), "4–6 Mar");
        assert_eq!(stretch("2031-02-27", "2031-03-06", Some("2031")), "27 Feb – 6 Mar");
        assert_eq!(stretch("2031-03-04", "2031-03-06", None), "4–6 Mar 2031");
        assert_eq!(stretch("2030-12-30", "2031-01-02", None), "30 Dec 2030 – 2 Jan 2031");
    }

    #[test]
    fn every_day_has_one_number() {
        assert_eq!(number("1970-01-01"), Some(0));
        for day in (-200_000..200_000).step_by(37) {
            assert_eq!(civil(day).as_deref().and_then(number), Some(day));
        }
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        assert_eq!(
            number("1970-01-01").zip(number("2000-03-01")).map(|(a, b)| b - a),
            Some(11_017)
        );
        assert_eq!(number("2031-03-06").zip(number("2031-02-27")).map(|(a, b)| a - b), Some(7));
    }
}
