//! From a matched row to a TIMEX3 value (ISO-TimeML, ISO 24617-1:2012).

use jiff::civil::Date;
use onrecord_model::TimeType;
use onrecord_rules::{Expression, Meaning, PartOfDay, Season, TimeUnit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::anchor::Anchors;
use super::calendar::{self, add, coarse, days_between};
use super::slots::Caught;
use super::tense::Tense;

/// A value with what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Valued {
    pub(super) kind: TimeType,
    pub(super) value: Option<String>,
    /// The day, or the first day of what is longer.
    pub(super) date: Option<Date>,
    /// The day it was read against.
    pub(super) anchor: Option<Date>,
    /// The time of day: `T09:30`, `TMO`.
    pub(super) of_day: Option<String>,
}

impl Valued {
    fn of(kind: TimeType, value: impl Into<String>) -> Option<Valued> {
        Some(Valued { kind, value: Some(value.into()), ..Valued::default() })
    }

    fn at(date: Date, value: String) -> Option<Valued> {
        Some(Valued { value: Some(value), date: Some(date), ..Valued::default() })
    }

    fn day(date: Date) -> Option<Valued> {
        Valued::at(date, calendar::day(date))
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
        Meaning::Weekday if row.narrative => neighbouring_weekday(c, row.by, anchors),
        Meaning::Weekday => weekday(c, way, anchors, tense),
        Meaning::Month => month(row, c, way, anchors, tense),
        Meaning::Year => {
            let date = Date::new(c.year?, 1, 1).ok()?;
            Valued::at(date, coarse(TimeUnit::Year, date))
        }
        Meaning::WeekOf => {
            let mut found = day(c, anchors, tense)?;
            found.value = found.date.map(calendar::week);
            Some(found)
        }
        Meaning::DayOfMonth => day_of_month(c, anchors),
        Meaning::Decade => decade(c, anchors),
        Meaning::Century => {
            let which = i16::try_from(c.ordinal.filter(|n| (1..=30).contains(n))?).ok()?;
            let first = if c.before_christ { which * -100 + 100 } else { (which - 1) * 100 };
            let era = if c.before_christ && first == 0 { "BC" } else { "" };
            Valued::of(TimeType::Date, format!("{era}{}", calendar::years(first, 2)))
        }
        Meaning::Quarter => quarter(row, c, way, anchors, tense),
        Meaning::Half => {
            let half = if c.ordinal == Some(1) || row.by == 1 { 1 } else { 2 };
            Valued::of(TimeType::Date, format!("{}-H{half}", calendar::year(c.year?)))
        }
        Meaning::Season => season(c, anchors, tense),
        Meaning::Holiday => holiday(c, way, anchors, tense),
        Meaning::Weekend => weekend(way, c.direction.is_some(), anchors, tense),
        Meaning::Shift => shift(unit?, way, anchors.published),
        Meaning::Same => same(unit?, row.by, anchors),
        Meaning::BareUnit => bare_unit(unit?, anchors),
        Meaning::Clock => clock(c, anchors, tense),
        Meaning::Part => part(row, c, anchors, tense),
        Meaning::Away => away(row, c, anchors),
        Meaning::YearEarlier => match anchors.quarter {
            Some(quarter) => shift(TimeUnit::Quarter, -4, Some(quarter)),
            None => shift(TimeUnit::Year, -1, anchors.here()),
        },
        Meaning::Stretch => stretch(unit?, c.number, c.few || (c.number.is_none() && c.plural)),
        Meaning::StretchHalf => stretch(unit?, Some(Decimal::new(5, 1)), false),
        Meaning::StretchAndHalf => {
            let half = Decimal::new(5, 1) + c.number.unwrap_or(Decimal::ONE);
            stretch(unit?, Some(half), false)
        }
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
        return digits(date, c, anchors);
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
    let date = anchors.nearest(|year| Date::new(year, month, day).ok(), tense)?;
    Valued::day(date)?.against(Some(here))
}

/// So near the day of publication, one way round of a date in digits is meant and the other is not.
const NEAR: i32 = 10;

/// A date in digits: of its two ways round the one near the day of publication, else the usual one: with strokes the month
/// first; with dashes neither, and only the year is sure.
fn digits(date: Date, c: &Caught, anchors: Anchors) -> Option<Valued> {
    let Some(turned) = c.turned else { return Valued::day(date) };
    let near =
        |date: Date| anchors.published.is_some_and(|here| days_between(here, date).abs() <= NEAR);
    match (near(date), near(turned)) {
        (true, false) => Valued::day(date),
        (false, true) => Valued::day(turned),
        _ if c.dashed => Valued::at(date, calendar::year(date.year())),
        _ => Valued::day(date),
    }
}

/// "The 5th": of the month told last, else of the month of the report.
fn day_of_month(c: &Caught, anchors: Anchors) -> Option<Valued> {
    let Some(here) = anchors.story() else { return Valued::unanchored(TimeType::Date) };
    Valued::day(Date::new(here.year(), here.month(), c.day?).ok()?)?.against(Some(here))
}

fn weekday(c: &Caught, way: i32, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let wanted = i32::from(c.weekday?);
    let Some(here) = anchors.published else {
        return match anchors.told {
            Some(told) if told.is_day() => after(told.date, wanted),
            _ => Valued::unanchored(TimeType::Date),
        };
    };
    let today = i32::from(here.weekday().to_monday_one_offset());
    let ahead = (wanted - today).rem_euclid(7);
    let back = (today - wanted).rem_euclid(7);
    let days = match (way, tense) {
        (1, _) if ahead == 0 => 7,
        (1, _) => ahead,
        (-1, _) if back == 0 => -7,
        (-1, _) => -back,
        (_, Tense::Ahead) => ahead,
        _ => -back,
    };
    Valued::day(add(here, TimeUnit::Day, days)?)?.against(Some(here))
}

/// "The previous Friday", "the following Friday": of the story.
fn neighbouring_weekday(c: &Caught, by: i32, anchors: Anchors) -> Option<Valued> {
    let Some(told) = anchors.story_day() else { return Valued::unanchored(TimeType::Date) };
    let from = add(told, TimeUnit::Day, if by > 0 { 1 } else { -7 })?;
    after(from, i32::from(c.weekday?))
}

/// The first such weekday after the last date told.
fn after(told: Date, wanted: i32) -> Option<Valued> {
    let today = i32::from(told.weekday().to_monday_one_offset());
    Valued::day(add(told, TimeUnit::Day, (wanted - today).rem_euclid(7))?)?.against(Some(told))
}

fn month(row: &Expression, c: &Caught, way: i32, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let month = c.month?;
    let at = |year: i16| Date::new(year, month, 1).ok();
    let write = |date: Date| Valued::at(date, calendar::month(date));
    if let Some(year) = c.year {
        return write(at(year)?);
    }
    let Some(here) = anchors.here() else { return Valued::unanchored(TimeType::Date) };
    if row.narrative {
        let year = anchors.year.or(anchors.published.map(Date::year));
        return match year {
            Some(year) => write(at(year)?),
            None => Valued::unanchored(TimeType::Date),
        };
    }
    let first = Date::new(here.year(), here.month(), 1).ok()?;
    // "last June" is the June before; "June last year" is that of the year before.
    let year_named = c.unit == Some(TimeUnit::Year) || c.plural;
    let date = match way {
        -1 if !year_named => at(here.year()).filter(|d| *d < first).or_else(|| at(here.year() - 1)),
        1 if !year_named => at(here.year()).filter(|d| *d > first).or_else(|| at(here.year() + 1)),
        _ if c.direction.is_some() => at(here.year() + way as i16),
        _ => anchors.nearest(at, tense),
    }?;
    write(date)?.against(Some(here))
}

fn decade(c: &Caught, anchors: Anchors) -> Option<Valued> {
    let decade = c.decade?;
    let start = if c.before_christ {
        -decade
    } else if decade >= 100 {
        decade
    } else {
        let century = anchors.here().map_or(1900, |d| d.year() / 100 * 100);
        if century + decade > anchors.here().map_or(1999, |d| d.year()) {
            century - 100 + decade
        } else {
            century + decade
        }
    };
    Valued::at(Date::new(start, 1, 1).ok()?, calendar::years(start, 3))
}

fn quarter(
    row: &Expression,
    c: &Caught,
    way: i32,
    anchors: Anchors,
    tense: Tense,
) -> Option<Valued> {
    let here = anchors.here();
    let index = |d: Date| i32::from(d.year()) * 4 + i32::from((d.month() - 1) / 3);
    let write = |index: i32| {
        let (year, quarter) = (index.div_euclid(4), index.rem_euclid(4));
        let date = Date::new(i16::try_from(year).ok()?, quarter as i8 * 3 + 1, 1).ok()?;
        Valued::at(date, coarse(TimeUnit::Quarter, date))?.against(here)
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
        _ if row.unit == Some(TimeUnit::Year) => write(this_year + 4 * way),
        // What was before is spoken of for long: results, arrears.
        Tense::Ahead if this_year < now - 1 => write(this_year + 4),
        Tense::Ahead => write(this_year),
        _ if this_year > now => write(this_year - 4),
        _ => write(this_year),
    }
}

/// Northern months: March, June, September, December begin one.
fn season(c: &Caught, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let season = c.season?;
    if tense == Tense::Habit && c.year.is_none() && c.direction.is_none() {
        return Valued::of(TimeType::Date, format!("XXXX-{}", season.as_str()));
    }
    let begins = match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    };
    let write = |year: i16| {
        let value = format!("{}-{}", calendar::year(year), season.as_str());
        Valued::at(Date::new(year, begins, 1).ok()?, value)
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
    let of_year = |year: i16| calendar::holiday(holiday, year);
    if let Some(year) = c.year {
        return Valued::day(of_year(year)?);
    }
    let Some(here) = anchors.here() else { return Valued::unanchored(TimeType::Date) };
    let date = match way {
        -1 => of_year(here.year()).filter(|d| *d < here).or_else(|| of_year(here.year() - 1)),
        1 => of_year(here.year()).filter(|d| *d > here).or_else(|| of_year(here.year() + 1)),
        _ => anchors.nearest(of_year, tense),
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
    Valued::at(saturday, format!("{}-WE", calendar::week(saturday)))?.against(Some(here))
}

fn bare_unit(unit: TimeUnit, anchors: Anchors) -> Option<Valued> {
    let anchor = anchors.here();
    match unit {
        TimeUnit::Quarter => match anchors.quarter {
            Some(quarter) => shift(unit, 0, Some(quarter)),
            None => shift(unit, -1, anchor),
        },
        TimeUnit::Week | TimeUnit::Month | TimeUnit::Year => shift(unit, 0, anchor),
        _ => None,
    }
}

/// `by` units from the last date told, and no finer than that was.
fn same(unit: TimeUnit, by: i32, anchors: Anchors) -> Option<Valued> {
    if matches!(unit, TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second) {
        return None;
    }
    let year = anchors.year.and_then(|year| Date::new(year, 1, 1).ok());
    match anchors.told {
        _ if unit == TimeUnit::Year && by == 0 && year.is_some() => shift(unit, by, year),
        Some(told) if told.is_as_fine_as(unit) => shift(unit, by, Some(told.date)),
        Some(told) if by == 0 => shift(told.unit, 0, Some(told.date)),
        Some(_) => Valued::unanchored(TimeType::Date),
        None => shift(unit, by, anchors.published),
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
    let by = number.checked_mul(row.by)?;
    match anchors.quarter {
        Some(quarter) if unit == TimeUnit::Year && by == -1 => {
            shift(TimeUnit::Quarter, -4, Some(quarter))
        }
        _ if row.narrative => same(unit, by, anchors),
        _ => shift(unit, by, anchors.here()),
    }
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

fn clock(c: &Caught, anchors: Anchors, tense: Tense) -> Option<Valued> {
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
    if tense == Tense::Habit { on_any_day(time) } else { on_day(time, anchors.day) }
}

/// A time of day of no one day.
fn on_any_day(time: String) -> Option<Valued> {
    let value = Some(format!("XXXX-XX-XX{time}"));
    Some(Valued { kind: TimeType::Time, value, of_day: Some(time), ..Valued::default() })
}

fn on_day(time: String, day: Option<Date>) -> Option<Valued> {
    let value = day.map(|date| format!("{}{time}", calendar::day(date)));
    Some(Valued { kind: TimeType::Time, value, date: day, anchor: day, of_day: Some(time) })
}

fn part(row: &Expression, c: &Caught, anchors: Anchors, tense: Tense) -> Option<Valued> {
    let part: PartOfDay = c.part.or(row.part)?;
    // "in the morning", not "that morning", "overnight".
    if tense == Tense::Habit && row.narrative && row.by == 0 {
        return on_any_day(format!("T{}", part.as_str()));
    }
    let anchor = if row.narrative { anchors.story_day() } else { anchors.here() };
    let day = anchor.and_then(|date| add(date, TimeUnit::Day, row.by));
    on_day(format!("T{}", part.as_str()), day)
}
