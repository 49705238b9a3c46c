//! Counting on the calendar, and writing dates as TIMEX3 values. Years before Christ are negative: -480 is 480 BC.

use jiff::Span;
use jiff::civil::{Date, Weekday};
use onrecord_rules::{Holiday, TimeUnit};

/// `date` and so many units on; `None` past the end of the calendar.
pub(super) fn add(date: Date, unit: TimeUnit, by: i32) -> Option<Date> {
    let by = i64::from(by);
    let none = Span::new();
    let span = match unit {
        TimeUnit::Day => none.try_days(by),
        TimeUnit::Week => none.try_weeks(by),
        TimeUnit::Fortnight => none.try_weeks(by * 2),
        TimeUnit::Month => none.try_months(by),
        TimeUnit::Quarter => none.try_months(by * 3),
        TimeUnit::Year => none.try_years(by),
        TimeUnit::Decade => none.try_years(by * 10),
        TimeUnit::Century => none.try_years(by * 100),
        TimeUnit::Millennium => none.try_years(by * 1000),
        _ => return Some(date),
    };
    let span = span.ok()?;
    date.checked_add(span).ok()
}

/// How many days from one to the other.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// `1998`, `BC0480`.
pub(super) fn year(year: i16) -> String {
    if year < 0 { format!("BC{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
}

/// `1998-03-04`, `BC0480-03-04`.
pub(super) fn day(date: Date) -> String {
    format!("{}-{:02}-{:02}", year(date.year()), date.month(), date.day())
}

/// `1998-03`.
pub(super) fn month(date: Date) -> String {
    format!("{}-{:02}", year(date.year()), date.month())
}

/// `1998-W10`, the week that begins on Monday (ISO 8601).
pub(super) fn week(date: Date) -> String {
    let iso = date.iso_week_date();
    format!("{}-W{:02}", year(iso.year()), iso.week())
}

/// The years of a decade or century: `199`, `BC048`, `19`.
pub(super) fn years(from: i16, width: usize) -> String {
    let era = if from < 0 { "BC" } else { "" };
    let count = from.unsigned_abs() / 10_u16.pow(4 - width as u32);
    format!("{era}{count:0width$}")
}

/// A date as a value of the precision of `unit`.
pub(super) fn coarse(unit: TimeUnit, date: Date) -> String {
    match unit {
        TimeUnit::Week | TimeUnit::Fortnight => week(date),
        TimeUnit::Month => month(date),
        TimeUnit::Quarter => format!("{}-Q{}", year(date.year()), (date.month() - 1) / 3 + 1),
        TimeUnit::Year => year(date.year()),
        TimeUnit::Decade => years(date.year(), 3),
        TimeUnit::Century => years(date.year(), 2),
        TimeUnit::Millennium => years(date.year(), 1),
        _ => day(date),
    }
}

/// On which day a holiday falls.
pub(super) fn holiday(holiday: Holiday, year: i16) -> Option<Date> {
    match holiday {
        Holiday::Fixed { month, day } => Date::new(year, month, day).ok(),
        Holiday::Floating { month, which, weekday } => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            Date::new(year, month, 1).ok()?.nth_weekday_of_month(which, weekday).ok()
        }
        Holiday::Easter { days } => add(easter(year)?, TimeUnit::Day, days.into()),
    }
}

/// Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, 2nd ed. 1998, chapter 8).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year).max(0);
    let (a, century, rest) = (year % 19, year / 100, year % 100);
    let skipped = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * a + skipped + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let shift = (a + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * shift + 114;
    Date::new(year as i16, (days / 31) as i8, (days % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_tables_say() {
        for (year, expected) in [(1961, "04-02"), (2024, "03-31"), (2025, "04-20"), (2031, "04-13")]
        {
            let found = easter(year).map(day).unwrap();
            assert_eq!(found, format!("{year}-{expected}"));
        }
    }

    #[test]
    fn years_before_christ_are_written_as_such() {
        let date = Date::new(-480, 8, 11).unwrap();
        assert_eq!(day(date), "BC0480-08-11");
        assert_eq!(coarse(TimeUnit::Decade, date), "BC048");
        assert_eq!(coarse(TimeUnit::Century, date), "BC04");
        assert_eq!(coarse(TimeUnit::Decade, Date::new(1987, 1, 1).unwrap()), "198");
    }

    #[test]
    fn the_calendar_has_an_end() {
        let last = Date::new(9999, 12, 31).unwrap();
        assert_eq!(add(last, TimeUnit::Day, 1), None);
        assert_eq!(add(last, TimeUnit::Millennium, i32::MAX), None);
    }
}
