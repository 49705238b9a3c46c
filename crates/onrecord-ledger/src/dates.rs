//! Dates as publishers print them, brought to what can be compared.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use onrecord_model::Report;

/// Now, RFC 3339 in UTC, to the millisecond.
pub(crate) fn now() -> String {
    let now = Timestamp::now();
    format!("{now:.3}")
}

/// Now, or a millisecond after `last` where the clock does not stand later than that.
pub(crate) fn now_after(last: Option<&str>) -> String {
    let now = now();
    match last {
        Some(last) if *last >= *now => {
            let next = last.parse::<Timestamp>().ok();
            let next = next.and_then(|at| at.checked_add(Span::new().milliseconds(1)).ok());
            next.map_or(now, |at| format!("{at:.3}"))
        }
        _ => now,
    }
}

/// Microseconds since 1970 of the later of published and modified; before everything where neither can be read, so
/// that an undated text never takes the place of a dated one, in whichever order the two come.
pub(crate) fn instant(report: &Report) -> i64 {
    [&report.published, &report.modified]
        .into_iter()
        .flatten()
        .filter_map(|published| instant_of(&published.at))
        .max()
        .unwrap_or(i64::MIN)
}

/// The day of publication as the publisher counts it, `YYYY-MM-DD`; a month or a year stands for its first day.
pub(crate) fn published_day(report: &Report) -> Option<String> {
    let at = report.published.as_ref()?.at.as_str();
    let day = at.get(..10).unwrap_or(at);
    date_of(day).map(|date| date.to_string())
}

/// The first day of what is given as `2031-03-04`, `2031-03` or `2031`; `None` where it is none of these.
pub(crate) fn first_day(given: &str) -> Option<String> {
    date_of(given).map(|date| date.to_string())
}

/// The last day of what is given as `2031-03-04`, `2031-03` or `2031`; `None` where it is none of these.
pub(crate) fn last_day(given: &str) -> Option<String> {
    let first = date_of(given)?;
    let last = match given.len() {
        4 => first.last_of_year(),
        7 => first.last_of_month(),
        _ => first,
    };
    Some(last.to_string())
}

fn date_of(given: &str) -> Option<Date> {
    let whole = match given.len() {
        4 => format!("{given}-01-01"),
        7 => format!("{given}-01"),
        10 => given.to_owned(),
        _ => return None,
    };
    whole.parse().ok()
}

/// A time without a zone is taken as UTC, a day as its beginning: the least it can mean.
fn instant_of(at: &str) -> Option<i64> {
    if let Ok(instant) = at.parse::<Timestamp>() {
        return Some(instant.as_microsecond());
    }
    let civil = at.parse::<DateTime>().ok().or_else(|| date_of(at).map(DateTime::from))?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_microsecond())
}

#[cfg(test)]
mod tests {
    use onrecord_model::Published;

    use super::*;

    fn at(published: &str, modified: Option<&str>) -> Report {
        let moment = |at: &str| Published { at: at.into(), inferred: false };
        Report {
            published: Some(moment(published)),
            modified: modified.map(moment),
            ..Report::default()
        }
    }

    #[test]
    fn moments_follow_one_another_though_a_clock_is_set_back() {
        assert_eq!(now_after(Some("2999-12-31T23:59:59.999Z")), "3000-01-01T00:00:00.000Z");
        assert!(now_after(Some("2001-01-01T00:00:00.000Z")).starts_with("2"));
        assert!(*now_after(None) > *"2020");
    }

    #[test]
    fn zones_are_compared_by_instant() {
        let east = instant(&at("2031-03-04T01:00:00+02:00", None));
        let utc = instant(&at("2031-03-03T23:00:00Z", None));
        assert_eq!(east, utc);
    }

    #[test]
    fn the_later_of_published_and_modified_counts() {
        let changed = at("2031-03-04T10:00:00Z", Some("2031-03-04T12:00:00Z"));
        assert_eq!(instant(&changed), instant(&at("2031-03-04T12:00:00Z", None)));
        let odd = at("2031-03-04T10:00:00Z", Some("2031-03-04T09:00:00Z"));
        assert_eq!(instant(&odd), instant(&at("2031-03-04T10:00:00Z", None)));
    }

    #[test]
    fn a_day_begins_before_its_hours() {
        assert!(instant(&at("2031-03-04", None)) < instant(&at("2031-03-04T00:00:01", None)));
        assert!(instant(&at("2031-03", None)) < instant(&at("2031-03-02", None)));
    }

    #[test]
    fn what_is_no_date_stands_before_all() {
        assert_eq!(instant(&at("yesterday", None)), i64::MIN);
        assert_eq!(instant(&Report::default()), i64::MIN);
        assert_eq!(published_day(&at("yesterday", None)), None);
    }

    #[test]
    fn the_day_is_the_publishers_own() {
        assert_eq!(
            published_day(&at("2031-03-04T01:00:00+02:00", None)).as_deref(),
            Some("2031-03-04")
        );
        assert_eq!(published_day(&at("2031-03", None)).as_deref(), Some("2031-03-01"));
    }

    #[test]
    fn windows_end_with_the_last_day_of_a_month_or_year() {
        assert_eq!(last_day("2032-02").as_deref(), Some("2032-02-29"));
        assert_eq!(last_day("2031").as_deref(), Some("2031-12-31"));
        assert_eq!(first_day("2031-02").as_deref(), Some("2031-02-01"));
        assert_eq!(first_day("5/11/2031"), None);
        assert_eq!(last_day("2031-02-30"), None);
    }
}
