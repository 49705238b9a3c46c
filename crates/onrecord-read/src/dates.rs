//! Dates as publishers write them, to ISO 8601 at the precision and in the zone they were given in.
//!
//! Read are ISO 8601 (from a bare year to fractions of a second), RFC 2822 with its older forms, and dates in English
//! words ("4 March 2031", "March 4, 2031, 6:20 pm"). What could be two dates (`03/04/2031`) is not read.

use jiff::civil::{Date, Time};

/// A date, or what to tell the user about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// ISO 8601; `None` where the value is no date.
    pub at: Option<String>,
    /// What a user should know.
    pub notice: Option<String>,
}

/// English month names, which RFC 2822 (section 3.3) makes part of its date format.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Zones that RFC 2822 (section 4.3) defines. Others (CET, IST) mean different things to different people.
const ZONES: [(&str, &str); 12] = [
    ("z", "Z"),
    ("ut", "Z"),
    ("utc", "Z"),
    ("gmt", "Z"),
    ("est", "-05:00"),
    ("edt", "-04:00"),
    ("cst", "-06:00"),
    ("cdt", "-05:00"),
    ("mst", "-07:00"),
    ("mdt", "-06:00"),
    ("pst", "-08:00"),
    ("pdt", "-07:00"),
];

/// Reads `value`. Only real dates are read: 30 February is not one.
pub(crate) fn read(value: &str) -> Reading {
    let value = value.trim();
    if let Some(at) = iso(value) {
        return Reading { at: Some(at), notice: None };
    }
    match worded(value) {
        Some(Words { date, time: Some(time), zone: Zone::Unknown(name) }) => Reading {
            at: Some(format!("{date}T{time}")),
            notice: Some(format!(
                "zone \"{name}\" is not read; write an offset such as +02:00 (kept without one)"
            )),
        },
        Some(Words { date, time: Some(time), zone: Zone::Known(zone) }) => {
            Reading { at: Some(format!("{date}T{time}{zone}")), notice: None }
        }
        Some(Words { date, .. }) => Reading { at: Some(date), notice: None },
        None => Reading {
            at: None,
            notice: Some(format!(
                "\"{}\" is not a date that can be read; write 2031-03-04 or \
                 2031-03-04T18:20:00+02:00 (left undated)",
                value.chars().take(60).collect::<String>()
            )),
        },
    }
}

/// The month (1 to 12) that `word` names in English, in full or by its first three letters or more.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    (1..=12)
        .zip(MONTHS)
        .find(|(_, name)| word.len() >= 3 && name.starts_with(&word))
        .map(|(n, _)| n)
}

fn real_date(year: i16, month: i8, day: i8) -> Option<String> {
    (year > 0).then(|| Date::new(year, month, day).ok()).flatten().map(|date| date.to_string())
}

/// `2031`, `2031-03`, `2031-03-04`, `20310304`, and with a time after `T` or a space.
fn iso(value: &str) -> Option<String> {
    let value = value.split('[').next()?.trim_end();
    let split = value.find(['T', 't', ' ']).unwrap_or(value.len());
    let (date, rest) = (value.get(..split)?, value.get(split..)?);
    let parts: Vec<&str> = match date.split(['-', '/']).collect::<Vec<_>>()[..] {
        [all] if all.len() == 8 => vec![all.get(..4)?, all.get(4..6)?, all.get(6..)?],
        ref parts => parts.to_vec(),
    };
    if !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let date = match parts[..] {
        [year] if year.len() == 4 => {
            real_date(year.parse().ok()?, 1, 1)?;
            year.to_owned()
        }
        [year, month] if year.len() == 4 && month.len() == 2 => {
            real_date(year.parse().ok()?, month.parse().ok()?, 1)?;
            format!("{year}-{month}")
        }
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            real_date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?
        }
        _ => return None,
    };
    let time = rest.trim_start_matches(['T', 't', ' ']);
    match (rest.is_empty(), date.len()) {
        (true, _) => Some(date),
        (false, 10) => Some(format!("{date}T{}", time_and_zone(time)?)),
        _ => None,
    }
}

/// `18`, `18:20`, `18:20:05.250`, `182005`, each perhaps with a zone.
fn time_and_zone(value: &str) -> Option<String> {
    let split = value.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','));
    let (time, zone) = value.split_at_checked(split.unwrap_or(value.len()))?;
    let time = match (time.contains(':'), time.split(['.', ',']).next()?.len()) {
        (false, 4) => format!("{}:{}", time.get(..2)?, time.get(2..)?),
        (false, 6) => format!("{}:{}:{}", time.get(..2)?, time.get(2..4)?, time.get(4..)?),
        _ => time.to_owned(),
    };
    Some(clock(&time)? + &zone_of(zone.trim())?)
}

/// A time of day at the precision given, checked.
fn clock(value: &str) -> Option<String> {
    let value = value.replace(',', ".");
    let (whole, fraction) = value.split_once('.').unwrap_or((&value, ""));
    let parts: Vec<&str> = whole.split(':').collect();
    let two = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(two) || parts.len() > 3 || (value.contains('.') && parts.len() != 3) {
        return None;
    }
    let number = |n: usize| parts.get(n).map_or(Some(0), |part| part.parse::<i8>().ok());
    Time::new(number(0)?, number(1)?, number(2)?, 0).ok()?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || value.ends_with('.') {
        return None;
    }
    Some(value)
}

/// `""`, `Z`, `+02:00`: an offset as ISO 8601 writes it, from what `value` gives.
fn zone_of(value: &str) -> Option<String> {
    if value.is_empty() {
        return Some(String::new());
    }
    let lower = value.to_ascii_lowercase();
    if let Some((_, zone)) = ZONES.iter().find(|(name, _)| *name == lower) {
        return Some((*zone).to_owned());
    }
    // Publishers also set the minus sign that typographers use.
    let sign = value.chars().next().filter(|c| matches!(c, '+' | '-' | '−'))?;
    let digits: String = value.get(sign.len_utf8()..)?.replace(':', "");
    let digits = if digits.len() == 2 { digits + "00" } else { digits };
    let (hours, minutes) =
        (digits.get(..2)?.parse::<u8>().ok()?, digits.get(2..)?.parse::<u8>().ok()?);
    let sign = if sign == '+' { '+' } else { '-' };
    (digits.len() == 4 && hours <= 14 && minutes < 60)
        .then(|| format!("{sign}{hours:02}:{minutes:02}"))
}

enum Zone {
    Known(String),
    Unknown(String),
}

struct Words {
    date: String,
    time: Option<String>,
    zone: Zone,
}

/// A date in words: day, month and year in any order that leaves no doubt, a weekday and a time where given.
fn worded(value: &str) -> Option<Words> {
    let mut parts = Parts::default();
    for word in value.split([' ', '\t', ',', '\u{a0}', '(', ')']).filter(|word| !word.is_empty()) {
        parts.add(word)?;
    }
    let (year, month) = (parts.year?, parts.month?);
    let date = match parts.day {
        Some(day) => real_date(year, month, day)?,
        None if parts.hour.is_none() => format!("{year:04}-{month:02}"),
        None => return None,
    };
    let time = parts.hour.map(|(hour, rest)| format!("{hour:02}{rest}"));
    if let Some(time) = &time {
        clock(time)?;
    }
    Some(Words { date, time, zone: parts.zone.unwrap_or(Zone::Known(String::new())) })
}

#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    /// The hour of 24, and the rest of the time with its colon.
    hour: Option<(u8, String)>,
    zone: Option<Zone>,
}

impl Parts {
    /// Takes one word; `None` where it has no place in a date.
    fn add(&mut self, word: &str) -> Option<()> {
        let plain = word.trim_end_matches('.').to_lowercase();
        let is_weekday = plain.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&plain));
        if is_weekday || plain == "at" {
            return Some(());
        }
        if let Some(month) = month(&plain) {
            return self.month.replace(month).is_none().then_some(());
        }
        let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
        match (digits, plain.get(digits..)?) {
            (0, _) => self.add_name(word, &plain),
            (1..=2, "" | "st" | "nd" | "rd" | "th") if self.day.is_none() => {
                self.day = Some(plain.get(..digits)?.parse().ok()?);
                Some(())
            }
            // RFC 2822, section 4.3: two digits up to 49 are of this century.
            (2, "") if self.year.is_none() => {
                let year: i16 = plain.parse().ok()?;
                self.year = Some(if year < 50 { 2000 + year } else { 1900 + year });
                Some(())
            }
            (4, "") if self.year.is_none() => {
                self.year = Some(plain.parse().ok()?);
                Some(())
            }
            (1..=2, _) => self.add_time(&plain, digits),
            _ => None,
        }
    }

    /// `18:20`, `18:20:05`, `7.15pm`, `7pm`.
    fn add_time(&mut self, word: &str, digits: usize) -> Option<()> {
        let hour: u8 = word.get(..digits)?.parse().ok()?;
        let half = ["am", "pm", "a.m", "p.m"].into_iter().find(|half| word.ends_with(half));
        let rest = word.get(digits..word.len() - half.map_or(0, str::len))?.replace('.', ":");
        if self.hour.is_some() || (half.is_none() && !rest.starts_with(':')) {
            return None;
        }
        let rest = if rest.is_empty() { ":00".to_owned() } else { rest };
        self.hour = Some((hour, rest));
        half.map_or(Some(()), |half| self.half(half))
    }

    /// "am" or "pm" for the hour that stands before it.
    fn half(&mut self, half: &str) -> Option<()> {
        let (hour, _) = self.hour.as_mut().filter(|(hour, _)| (1..=12).contains(hour))?;
        *hour = *hour % 12 + if half.starts_with('p') { 12 } else { 0 };
        Some(())
    }

    fn add_name(&mut self, word: &str, plain: &str) -> Option<()> {
        if matches!(plain, "am" | "pm" | "a.m" | "p.m") {
            return self.half(plain);
        }
        // A zone follows a time; a comment may follow the zone ("+0200 (CEST)").
        self.hour.as_ref()?;
        if self.zone.is_none() {
            self.zone = Some(match zone_of(word) {
                Some(zone) => Zone::Known(zone),
                None if word.len() <= 5 && word.bytes().all(|b| b.is_ascii_uppercase()) => {
                    Zone::Unknown(word.to_owned())
                }
                None => return None,
            });
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads() {
        for (value, at) in [
            ("2031-03-04", "2031-03-04"),
            ("2031-03", "2031-03"),
            ("2031", "2031"),
            ("20310304", "2031-03-04"),
            ("2031/3/4", "2031-03-04"),
            ("2031-03-04T18:20:00+02:00", "2031-03-04T18:20:00+02:00"),
            ("2031-03-04T18:20:00.250Z", "2031-03-04T18:20:00.250Z"),
            ("2031-03-04 18:20:00 +0200", "2031-03-04T18:20:00+02:00"),
            ("2031-03-04t18:20z", "2031-03-04T18:20Z"),
            ("20310304T182000Z", "2031-03-04T18:20:00Z"),
            ("2031-03-04T18", "2031-03-04T18"),
            ("2031-03-04T18:20:00+01:00[Europe/Oslo]", "2031-03-04T18:20:00+01:00"),
            ("Tue, 04 Mar 2031 18:20:00 +0200", "2031-03-04T18:20:00+02:00"),
            ("Tue, 4 Mar 31 18:20 GMT", "2031-03-04T18:20Z"),
            ("Tue, 04 Mar 2031 18:20:00 EST", "2031-03-04T18:20:00-05:00"),
            ("Tue, 04 Mar 2031 18:20:00 +0200 (EET)", "2031-03-04T18:20:00+02:00"),
            ("4 March 2031", "2031-03-04"),
            ("March 4, 2031", "2031-03-04"),
            ("Sept. 3rd, 2031", "2031-09-03"),
            ("March 2031", "2031-03"),
            ("Tuesday, 4 March 2031, 7.15pm", "2031-03-04T19:15"),
            ("March 4, 2031 at 12:05 a.m. PST", "2031-03-04T00:05-08:00"),
        ] {
            assert_eq!(read(value), Reading { at: Some(at.into()), notice: None }, "{value}");
        }
    }

    #[test]
    fn leaves_alone() {
        for value in [
            "",
            "soon",
            "03/04/2031",
            "2031-02-30",
            "31 February 2031",
            "2031-13",
            "31",
            "March 4",
            "2031-03-04T25:00",
            "2031-03-04T18:20+19:00",
            "4 March 2031 or so",
            "0000-01-01",
            "2031-03T18:20",
            "é031-03-04",
            "1 2 3 4",
            "4 March 2031 13pm",
            "٢٠٣١-٠٣-٠٤",
        ] {
            let read = read(value);
            assert_eq!(read.at, None, "{value}");
            assert!(read.notice.is_some_and(|what| what.contains("2031-03-04")), "{value}");
        }
    }

    #[test]
    fn a_zone_without_one_meaning_is_dropped_and_told() {
        let read = read("4 Mar 2031 18:20 CET");
        assert_eq!(read.at.as_deref(), Some("2031-03-04T18:20"));
        assert!(read.notice.is_some_and(|what| what.contains("CET")));
    }
}
