//! iCalendar (RFC 5545): what is planned, suspended or called off, and has a date.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use onrecord_model::{Event, Published};

use super::passage::{Passages, quote};
use super::tables::chain;
use super::{Depth, Recorded};

/// Most bytes of a line before it is folded (RFC 5545, 3.1), its end not counted.
const LINE: usize = 75;

/// One calendar of the events that are planned, offered, suspended or called off and have a date. Others are left out.
///
/// An entry's time is that of the words: a day, a week, a month, or an hour of no named zone.
pub fn icalendar(recorded: &[Recorded], depth: Depth) -> String {
    let mut calendar = Calendar::default();
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar.line("PRODID", "-//onrecord//planned events//EN");
    for one in recorded {
        let passages = Passages::of(&one.reading.report);
        for event in &one.reading.findings.events {
            let status = match event.status.as_str() {
                "planned" | "offered" | "suspended" => "TENTATIVE",
                "called_off" => "CANCELLED",
                _ => continue,
            };
            if let Some(time) = event.when.as_deref().or(event.since.as_deref()).and_then(time) {
                calendar.event(
                    one,
                    event,
                    status,
                    &time,
                    &passages.around(&event.words, 200),
                    depth,
                );
            }
        }
    }
    calendar.line("END", "VCALENDAR");
    calendar.text
}

/// When an entry begins, and where it says so, ends (exclusive), as values of a property.
#[derive(Debug, PartialEq, Eq)]
enum Time {
    Days(Date, Date),
    Moment(DateTime),
}

/// Reads ISO 8601 at any precision down to the minute.
fn time(value: &str) -> Option<Time> {
    let days =
        |first: Date, count: i64| Some(Time::Days(first, first.checked_add(count.days()).ok()?));
    if let Some((year, week)) = value.split_once("-W") {
        let first = jiff::civil::ISOWeekDate::new(
            year.parse().ok()?,
            week.get(..2)?.parse().ok()?,
            jiff::civil::Weekday::Monday,
        );
        return days(first.ok()?.date(), 7);
    }
    match value.len() {
        7 => {
            let first: Date = format!("{value}-01").parse().ok()?;
            days(first, first.days_in_month().into())
        }
        10 => days(value.parse().ok()?, 1),
        // `2031-03-11T15`, `2031-03-11T15:30`; a part of a day ("TMO") is the day.
        13.. => {
            let hour = value.get(11..13)?;
            if hour.bytes().all(|byte| byte.is_ascii_digit()) {
                let clock = value.get(11..16).map_or(format!("{hour}:00"), str::to_owned);
                let moment = format!("{}T{clock}", value.get(..10)?);
                moment.parse().ok().map(Time::Moment)
            } else {
                days(value.get(..10)?.parse().ok()?, 1)
            }
        }
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Calendar {
    text: String,
}

impl Calendar {
    fn event(
        &mut self,
        one: &Recorded,
        event: &Event,
        status: &str,
        time: &Time,
        passage: &str,
        depth: Depth,
    ) {
        let report = &one.reading.report;
        self.line("BEGIN", "VEVENT");
        self.line("UID", &format!("{}@onrecord", event.id));
        self.line("DTSTAMP", &stamp(report.published.as_ref()));
        match time {
            Time::Days(first, end) => {
                self.line("DTSTART;VALUE=DATE", &first.strftime("%Y%m%d").to_string());
                self.line("DTEND;VALUE=DATE", &end.strftime("%Y%m%d").to_string());
            }
            Time::Moment(moment) => {
                self.line("DTSTART", &moment.strftime("%Y%m%dT%H%M%S").to_string())
            }
        }
        let kind = event.kind.strip_prefix("other:").unwrap_or(&event.kind).replace('_', " ");
        let said = event.status.replace('_', " ");
        self.line("SUMMARY", &escaped(&format!("{kind} ({said}): {}", quote(passage, depth))));
        let who = one.voice(&event.voice).map(chain).filter(|who| !who.is_empty());
        let parts = [
            Some(who.unwrap_or_else(|| "the report".to_owned())),
            report.outlet.clone(),
            report.published.as_ref().map(|published| published.day().to_owned()),
            Some(event.id.as_str().to_owned()),
        ];
        let told: Vec<String> = parts.into_iter().flatten().collect();
        self.line("DESCRIPTION", &escaped(&told.join(" · ")));
        if let Some(place) = &event.place {
            self.line("LOCATION", &escaped(&place.name));
            if let Some((lat, lon)) = place.lat.zip(place.lon) {
                self.line("GEO", &format!("{lat};{lon}"));
            }
        }
        if let Some(url) = &report.url {
            self.line("URL", &url.replace(char::is_control, ""));
        }
        self.line("STATUS", status);
        self.line("END", "VEVENT");
    }

    /// Writes a line, folded where it is too long, never inside a character.
    fn line(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.text.push_str("\r\n ");
                room = LINE - 1;
            }
            self.text.push(c);
            room -= c.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// When the entry was made: when the report was published, so that the same record gives the same calendar.
fn stamp(published: Option<&Published>) -> String {
    let at = published.map_or("", |published| published.at.as_str());
    let moment: Option<Timestamp> = at.parse().ok();
    match (moment, at.get(..10).and_then(|day| day.parse::<Date>().ok())) {
        (Some(moment), _) => moment.strftime("%Y%m%dT%H%M%SZ").to_string(),
        (None, Some(day)) => day.strftime("%Y%m%dT000000Z").to_string(),
        (None, None) => "19700101T000000Z".to_owned(),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::ferry;

    fn unfolded(calendar: &str) -> String {
        calendar.replace("\r\n ", "")
    }

    #[test]
    fn a_planned_event_is_an_entry() {
        let calendar = icalendar(&[ferry()], Depth::Quotes);
        assert!(calendar.lines().all(|line| line.len() <= LINE), "{calendar}");
        let text = unfolded(&calendar);
        for line in [
            "UID:ev_1@onrecord",
            "DTSTAMP:20310309T162000Z",
            "DTSTART;VALUE=DATE:20310311",
            "DTEND;VALUE=DATE:20310312",
            "SUMMARY:meeting (planned): The ferry's owner\\, Varlow Lines\\, will meet the coastguard on Tuesday.",
            "DESCRIPTION:the report · Valley Post · 2031-03-09 · ev_1",
            "LOCATION:Corrun",
            "GEO:51.5;-0.25",
            "STATUS:TENTATIVE",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in {text}");
        }
    }

    #[test]
    fn what_has_happened_or_has_no_date_is_left_out() {
        let mut one = ferry();
        one.reading.findings.events[0].status = "happened".into();
        assert!(!icalendar(std::slice::from_ref(&one), Depth::Quotes).contains("VEVENT"));
        one.reading.findings.events[0].status = "planned".into();
        one.reading.findings.events[0].when = Some("FUTURE_REF".into());
        assert!(!icalendar(&[one], Depth::Quotes).contains("VEVENT"));
    }

    #[test]
    fn dates_keep_their_precision() {
        for (value, read) in [
            ("2031-03-11", Some("2031-03-11 2031-03-12")),
            ("2031-03", Some("2031-03-01 2031-04-01")),
            ("2031-W11", Some("2031-03-10 2031-03-17")),
            ("2031-03-11T15", Some("2031-03-11T15:00:00")),
            ("2031-03-11T15:30", Some("2031-03-11T15:30:00")),
            ("2031-03-11TMO", Some("2031-03-11 2031-03-12")),
            ("2031", None),
            ("soon", None),
            ("2031-02-30", None),
        ] {
            let found = time(value).map(|time| match time {
                Time::Days(first, end) => format!("{first} {end}"),
                Time::Moment(moment) => moment.to_string(),
            });
            assert_eq!(found.as_deref(), read, "{value}");
        }
    }
}
