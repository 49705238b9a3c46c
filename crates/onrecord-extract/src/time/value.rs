//! From a matched row to a TIMEX3 value (ISO-TimeML, ISO 24617-1:2012).

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use onrecord_model::TimeType;
use onrecord_rules::{Expression, Holiday, Meaning, PartOfDay, Season, TimeUnit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::slots::Caught;
use super::tense::Tense;

/// What times are read against.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Anchors {
    /// Day of publication.
    pub(super) published: Option<Date>,
    /// The last date told.
    pub(super) told: Option<Date>,
}

impl Anchors {
    /// The day of publication; the last date told where there is none.
    fn here(&self) -> Option<Date> {
        self.published.or(self.told)
    }
}

/// A value with what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Valued {
    pub(super) kind: TimeType,
    pub(super) value: Option<String>,
    /// The day, or the first day of what is longer.
    pub(super) date: Option<Date>,
    /// The day it was read against.
    pub(super) anchor: Option<Date>,
    pub(super) modifier: Option<&'static str>,
}

impl Valued {
    fn of(kind: TimeType, value: impl Into<String>) -> Option<Valued> {
        Some(Valued { kind, value: Some(value.into()), ..Valued::default() })
    }

    fn at(date: Date, value: String) -> Option<Valued> {
        Some(Valued { value: Some(value), date: Some(date), ..Valued::default() })
    }

    fn day(date: Date) -> Option<Valued> {
        Valued::at(date, date.to_string())
    }

    /// A date that would need a day to count from.
    fn unanchored(kind: TimeType) -> Option<Valued> {
        Some(Valued { kind, ..Valued::default() })
    }

    fn against(mut self, anchor: Option<Date>) -> Option<Valued> {
        self.anchor = anchor;
        Some(self)
    }
}

/// Works the value out; `None` where the row does not make sense there.
pub(super) fn value(
    row: &Expression,
    c: &Caught,
    anchors: Anchors,
    tense: Tense,
) -> Option<Valued> {
    let way = c.direction.unwrap_or(row.by);
    let unit = c.unit.or(row.unit);
    match row.means {
        Meaning::Ref => {
            let kind = row.kind.as_deref().and_then(TimeType::from_word).unwrap_or_default();
            Valued::of(kind, row.value.clone().unwrap_or_default())
        }
        Meaning::Day => day(c, anchors, tense),
        Meaning::Weekday => weekday(c, way, anchors, tense),
        Meaning::Month => month(c, way, anchors, tense),
        Meaning::Year => {
            let year = c.year?;
            Valued::at(Date::new(year, 1, 1).ok()?, format!("{year:04}"))
        }
        Meaning::YearBc => {
            let given = c.number.and_then(|n| n.to_i16());
            let year = c.year.or(c.hour).or(given)?;
            Valued::of(TimeType::Date, format!("BC{year:04}"))
        }
        Meaning::Decade => decade(c, anchors),
        Meaning::Century => {
            let which = c.ordinal.filter(|n| (1..=30).contains(n))?;
            Valued::of(TimeType::Date, format!("{:02}", which - 1))
        }
        Meaning::Quarter => quarter(c, way, anchors, tense),
        Meaning::Half => {
            let half = if c.ordinal == Some(1) || row.by == 1 { 1 } else { 2 };
            Valued::of(TimeType::Date, format!("{:04}-H{half}", c.year?))
        }
        Meaning::Season => season(c, anchors),
        Meaning::Holiday => holiday(c, way, anchors, tense),
        Meaning::Weekend => weekend(way, c.direction.is_some(), anchors, tense),
        Meaning::Shift => shift(unit?, way, anchors.published),
        Meaning::Same => shift(unit?, row.by, anchors.told.or(anchors.published)),
        Meaning::BareUnit => bare_unit(unit?, anchors),
        Meaning::Clock => clock(c, anchors),
        Meaning::Part => part(row, c, anchors),
        Meaning::Away => away(row, c, anchors),
        Meaning::YearEarlier => shift(TimeUnit::Year, -1, anchors.here()),
        Meaning::Stretch => stretch(unit?, c.number, c.few || (c.number.is_none() && c.plural)),
        Meaning::StretchHalf => stretch(unit?, Some(Decimal::new(5, 1)), false),
        Meaning::StretchSix => stretch(unit?, Some(Decimal::from(6)), false),
        Meaning::Set => {
            let mut found = stretch(unit?, c.number, c.few)?;
            found.kind = TimeType::Set;
            Some(found)
        }
        Meaning::SetWeekday => {
            let part = c.part.map_or(String::new(), |p| format!("T{}", p.as_str()));
            Valued::of(TimeType::Set, format!("XXXX-WXX-{}{part}", c.weekday?))
        }
        Meaning::SetMonth => Valued::of(TimeType::Set, format!("XXXX-{:02}", c.month?)),
    }
}

fn day(c: &Caught, anchors: Anchors, tense: Tense) -> Option<Valued> {
    if let Some(date) = c.date {
        return Valued::day(date);
    }
    let (month, day) = (c.month?, c.day?);
    if let Some(year) = c.year {
        return Valued::day(Date::new(year, month, day).ok()?);
    }
    if let (Some(way), Some(here)) = (c.direction, anchors.here()) {
        let year = here.year() + way as i16;
        return Valued::day(Date::new(year, month, day).ok()?)?.against(Some(here));
    }
    let Some(here) = anchors.here() else {
        return Date::new(2000, month, day).ok().and_then(|_| Valued::unanchored(TimeType::Date));
    };
    let near = |year: i16| Date::new(year, month, day).ok();
    let date = nearest(here, near, anchors.published.is_some(), tense)?;
    Valued::day(date)?.against(Some(here))
}

/// The date of the year that fits best: tense decides, else the distance.
fn nearest(
    here: Date,
    of_year: impl Fn(i16) -> Option<Date>,
    dated: bool,
    tense: Tense,
) -> Option<Date> {
    let candidates = (-1..=1).filter_map(|step| of_year(here.year() + step));
    let cost = |date: &Date| {
        let away = i64::from(days_between(here, *date));
        let penalty = match (dated, tense) {
            // A story told in order seldom goes far back.
            (false, _) if away < 0 => 60,
            (true, Tense::Past) if away > 0 => 200,
            (true, Tense::Ahead) if away < 0 => 200,
            (true, Tense::Open) if away > 0 => 20,
            _ => 0,
        };
        away.abs() + penalty
    };
    candidates.min_by_key(cost)
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn weekday(c: &Caught, way: i32, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let wanted = i32::from(c.weekday?);
    let Some(here) = anchors.published else {
        return match anchors.told {
            Some(told) => after(told, wanted),
            None => Valued::unanchored(TimeType::Date),
        };
    };
    let today = i32::from(here.weekday().to_monday_one_offset());
    let ahead = (wanted - today).rem_euclid(7);
    let back = (today - wanted).rem_euclid(7);
    let days = match (way, tense) {
        (1, _) => {
            if ahead == 0 {
                7
            } else {
                ahead
            }
        }
        (-1, _) => {
            if back == 0 {
                -7
            } else {
                -back
            }
        }
        (_, Tense::Ahead) => ahead,
        _ => -back,
    };
    Valued::day(add(here, TimeUnit::Day, days)?)?.against(Some(here))
}

/// The first such weekday after the last date told.
fn after(told: Date, wanted: i32) -> Option<Valued> {
    let today = i32::from(told.weekday().to_monday_one_offset());
    Valued::day(add(told, TimeUnit::Day, (wanted - today).rem_euclid(7))?)?.against(Some(told))
}

fn month(c: &Caught, way: i32, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let month = c.month?;
    let at = |year: i16| Date::new(year, month, 1).ok();
    let write = |date: Date| Valued::at(date, format!("{:04}-{month:02}", date.year()));
    if let Some(year) = c.year {
        return write(at(year)?);
    }
    let Some(here) = anchors.here() else { return Valued::unanchored(TimeType::Date) };
    let first = Date::new(here.year(), here.month(), 1).ok()?;
    // "last June" is the June before; "June last year" is that of the year before.
    let year_named = c.unit == Some(TimeUnit::Year) || c.plural;
    let date = match way {
        -1 if !year_named => at(here.year()).filter(|d| *d < first).or_else(|| at(here.year() - 1)),
        1 if !year_named => at(here.year()).filter(|d| *d > first).or_else(|| at(here.year() + 1)),
        _ if c.direction.is_some() => at(here.year() + way as i16),
        _ => nearest(first, at, anchors.published.is_some(), tense),
    }?;
    write(date)?.against(Some(here))
}

fn decade(c: &Caught, anchors: Anchors) -> Option<Valued> {
    let decade = c.decade?;
    let start = if decade >= 100 {
        decade
    } else {
        let century = anchors.here().map_or(1900, |d| d.year() / 100 * 100);
        if century + decade > anchors.here().map_or(1999, |d| d.year()) {
            century - 100 + decade
        } else {
            century + decade
        }
    };
    Valued::at(Date::new(start, 1, 1).ok()?, format!("{:03}", start / 10))
}

fn quarter(c: &Caught, way: i32, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let here = anchors.here();
    let index = |d: Date| i32::from(d.year()) * 4 + i32::from((d.month() - 1) / 3);
    let write = |index: i32| {
        let (year, quarter) = (index.div_euclid(4), index.rem_euclid(4));
        let date = Date::new(year as i16, quarter as i8 * 3 + 1, 1).ok()?;
        Valued::at(date, format!("{year:04}-Q{}", quarter + 1))?.against(here)
    };
    let Some(which) = c.ordinal else {
        return write(index(here?) + way);
    };
    let which = i32::try_from(which).ok().filter(|q| (1..=4).contains(q))? - 1;
    if let Some(year) = c.year {
        return write(i32::from(year) * 4 + which);
    }
    let Some(day) = here else { return Valued::unanchored(TimeType::Date) };
    let now = index(day);
    let this_year = i32::from(day.year()) * 4 + which;
    match tense {
        Tense::Ahead if this_year < now => write(this_year + 4),
        Tense::Ahead => write(this_year),
        _ if this_year > now => write(this_year - 4),
        _ => write(this_year),
    }
}

/// Northern months: March, June, September, December begin one.
fn season(c: &Caught, anchors: Anchors) -> Option<Valued> {
    let season = c.season?;
    let begins = match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    };
    let write = |year: i16| {
        Valued::at(Date::new(year, begins, 1).ok()?, format!("{year:04}-{}", season.as_str()))
    };
    if let Some(year) = c.year {
        return write(year);
    }
    let Some(here) = anchors.here() else { return Valued::unanchored(TimeType::Date) };
    let over = here.month() >= begins + 3 && season != Season::Winter;
    let year = match c.direction {
        Some(-1) if over => here.year(),
        Some(-1) => here.year() - 1,
        Some(1) if here.month() >= begins => here.year() + 1,
        _ if season == Season::Winter && here.month() < 6 => here.year() - 1,
        _ => here.year(),
    };
    write(year)?.against(Some(here))
}

fn holiday(c: &Caught, way: i32, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let holiday = c.holiday?;
    let of_year = |year: i16| match holiday {
        Holiday::Fixed { month, day } => Date::new(year, month, day).ok(),
        Holiday::Floating { month, which, weekday } => {
            let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
            Date::new(year, month, 1).ok()?.nth_weekday_of_month(which, weekday).ok()
        }
    };
    if let Some(year) = c.year {
        return Valued::day(of_year(year)?);
    }
    let Some(here) = anchors.here() else { return Valued::unanchored(TimeType::Date) };
    let date = match way {
        -1 => of_year(here.year()).filter(|d| *d < here).or_else(|| of_year(here.year() - 1)),
        1 => of_year(here.year()).filter(|d| *d > here).or_else(|| of_year(here.year() + 1)),
        _ => nearest(here, of_year, anchors.published.is_some(), tense),
    }?;
    Valued::day(date)?.against(Some(here))
}

fn weekend(way: i32, pointed: bool, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let Some(here) = anchors.here() else { return Valued::unanchored(TimeType::Date) };
    let today = i32::from(here.weekday().to_monday_one_offset());
    let back = if today >= 6 { today - 6 } else { today + 1 };
    let days = match (way, tense) {
        (1, _) | (_, Tense::Ahead) => 6 - today + if today >= 6 { 7 } else { 0 },
        (-1, _) if today >= 6 => -back - 7,
        (0, _) if pointed => 6 - today,
        _ => -back,
    };
    let saturday = add(here, TimeUnit::Day, days)?;
    Valued::at(saturday, format!("{}-WE", week(saturday)))?.against(Some(here))
}

fn bare_unit(unit: TimeUnit, anchors: Anchors) -> Option<Valued> {
    let anchor = anchors.here();
    match unit {
        TimeUnit::Quarter => shift(unit, -1, anchor),
        TimeUnit::Week | TimeUnit::Month | TimeUnit::Year => shift(unit, 0, anchor),
        _ => None,
    }
}

/// `by` units from `anchor`, at the unit's own precision.
fn shift(unit: TimeUnit, by: i32, anchor: Option<Date>) -> Option<Valued> {
    let Some(here) = anchor else { return Valued::unanchored(TimeType::Date) };
    if matches!(unit, TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second) {
        return None;
    }
    let date = add(here, unit, by)?;
    Valued::at(date, coarse(unit, date))?.against(Some(here))
}

/// A date as a value of the precision of `unit`.
fn coarse(unit: TimeUnit, date: Date) -> String {
    let year = date.year();
    match unit {
        TimeUnit::Week | TimeUnit::Fortnight => week(date),
        TimeUnit::Month => format!("{year:04}-{:02}", date.month()),
        TimeUnit::Quarter => format!("{year:04}-Q{}", (date.month() - 1) / 3 + 1),
        TimeUnit::Year => format!("{year:04}"),
        TimeUnit::Decade => format!("{:03}", year / 10),
        TimeUnit::Century => format!("{:02}", year / 100),
        TimeUnit::Millennium => format!("{}", year / 1000),
        _ => date.to_string(),
    }
}

fn week(date: Date) -> String {
    let iso = date.iso_week_date();
    format!("{:04}-W{:02}", iso.year(), iso.week())
}

fn add(date: Date, unit: TimeUnit, by: i32) -> Option<Date> {
    let by = i64::from(by);
    let span: Span = match unit {
        TimeUnit::Day => by.days(),
        TimeUnit::Week => by.weeks(),
        TimeUnit::Fortnight => (by * 2).weeks(),
        TimeUnit::Month => by.months(),
        TimeUnit::Quarter => (by * 3).months(),
        TimeUnit::Year => by.years(),
        TimeUnit::Decade => (by * 10).years(),
        TimeUnit::Century => (by * 100).years(),
        TimeUnit::Millennium => (by * 1000).years(),
        _ => return Some(date),
    };
    date.checked_add(span).ok()
}

fn away(row: &Expression, c: &Caught, anchors: Anchors) -> Option<Valued> {
    let unit = c.unit?;
    if c.few || (c.number.is_none() && c.plural) {
        return if row.narrative {
            Valued::of(TimeType::Date, if row.by < 0 { "PAST_REF" } else { "FUTURE_REF" })
        } else {
            stretch(unit, None, true)
        };
    }
    if matches!(unit, TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second) {
        return stretch(unit, c.number, false);
    }
    let number = c.number.unwrap_or(Decimal::ONE).trunc().to_i32()?;
    let anchor = if row.narrative { anchors.told.or(anchors.published) } else { anchors.here() };
    shift(unit, number.checked_mul(row.by)?, anchor)
}

/// `P3D`, `PT2H`, `PXW`.
fn stretch(unit: TimeUnit, number: Option<Decimal>, vague: bool) -> Option<Valued> {
    let number = number.unwrap_or(Decimal::ONE);
    let (number, letter) = match unit {
        TimeUnit::Fortnight => (number * Decimal::from(2), "W"),
        TimeUnit::Decade if !vague => (number * Decimal::from(10), "Y"),
        TimeUnit::Century if !vague => (number * Decimal::from(100), "Y"),
        TimeUnit::Millennium if !vague => (number * Decimal::from(1000), "Y"),
        TimeUnit::Decade => (number, "E"),
        TimeUnit::Minute => (number, "M"),
        other => (number, other.as_str()),
    };
    let clock = matches!(unit, TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second);
    let amount = if vague { "X".to_owned() } else { number.normalize().to_string() };
    let value = format!("P{}{amount}{letter}", if clock { "T" } else { "" });
    Valued::of(TimeType::Duration, value)
}

fn clock(c: &Caught, anchors: Anchors) -> Option<Valued> {
    let hour = c.hour.or_else(|| c.number.and_then(|n| n.to_i16()));
    let minutes = match (c.clock, hour) {
        (Some(minutes), _) => minutes,
        (None, Some(hour)) if hour <= 24 => hour * 60,
        _ => return None,
    };
    let minutes = match c.half {
        Some(half) if minutes <= 12 * 60 + 59 => minutes % (12 * 60) + i16::from(half) * 60,
        _ => minutes,
    };
    let time = format!("T{:02}:{:02}", minutes / 60, minutes % 60);
    on_day(time, anchors.here())
}

fn on_day(time: String, day: Option<Date>) -> Option<Valued> {
    let value = day.map(|date| format!("{date}{time}"));
    Some(Valued { kind: TimeType::Time, value, date: day, anchor: day, modifier: None })
}

fn part(row: &Expression, c: &Caught, anchors: Anchors) -> Option<Valued> {
    let part: PartOfDay = c.part.or(row.part)?;
    let anchor = if row.narrative { anchors.told.or(anchors.published) } else { anchors.here() };
    let by = if row.narrative { 0 } else { row.by };
    let day = anchor.and_then(|date| add(date, TimeUnit::Day, by));
    on_day(format!("T{}", part.as_str()), day)
}
