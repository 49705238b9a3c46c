//! What times are read against: the day of publication, or the story told so far.

use jiff::civil::Date;
use onrecord_rules::TimeUnit;

use super::calendar::days_between;
use super::tense::Tense;

/// The last date told, and how finely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Its first day.
    pub(super) date: Date,
    /// A day, or the longer stretch that it is.
    pub(super) unit: TimeUnit,
}

impl Told {
    /// A date with its TIMEX3 value, whose form tells the precision.
    pub(super) fn of(date: Date, value: &str) -> Told {
        let value = value.trim_start_matches("BC");
        let unit = match value.split_once('-') {
            None if value.len() == 2 => TimeUnit::Century,
            None if value.len() == 3 => TimeUnit::Decade,
            None => TimeUnit::Year,
            Some((_, rest)) if rest.starts_with('W') => TimeUnit::Week,
            Some((_, rest)) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => {
                TimeUnit::Quarter
            }
            Some((_, rest)) if rest.len() == 2 => TimeUnit::Month,
            Some(_) => TimeUnit::Day,
        };
        Told { date, unit }
    }

    /// Is it a day?
    pub(super) fn is_day(self) -> bool {
        self.unit == TimeUnit::Day
    }

    /// Can one count from it in `unit`s and know which one is meant?
    pub(super) fn is_as_fine_as(self, unit: TimeUnit) -> bool {
        rank(self.unit) <= rank(unit)
    }
}

fn rank(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => 0,
        TimeUnit::Day => 1,
        TimeUnit::Week | TimeUnit::Fortnight => 2,
        TimeUnit::Month => 3,
        TimeUnit::Quarter => 4,
        TimeUnit::Year => 5,
        TimeUnit::Decade => 6,
        TimeUnit::Century | TimeUnit::Millennium => 7,
    }
}

/// What times are read against.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Anchors {
    /// Day of publication.
    pub(super) published: Option<Date>,
    /// The last date told.
    pub(super) told: Option<Told>,
    /// The day that a bare time of day goes with: one told shortly before, else that of publication.
    pub(super) day: Option<Date>,
    /// The last year told, in an aside too: "that year".
    pub(super) year: Option<i16>,
    /// The quarter that figures are compared for, where one was told shortly before.
    pub(super) quarter: Option<Date>,
}

/// A date some days before the last one told costs so many days more than one as far ahead: stories go on.
const BACKWARD: i64 = 60;

/// What was done cannot lie ahead; a day or two may lie between calendars and zones.
const ZONES: i64 = 2;

impl Anchors {
    /// The day of publication; the last date told where there is none.
    pub(super) fn here(&self) -> Option<Date> {
        self.published.or(self.told.map(|told| told.date))
    }

    /// The last date told; the day of publication where there is none.
    pub(super) fn story(&self) -> Option<Date> {
        self.told.map(|told| told.date).or(self.published)
    }

    /// The last date told, if it was a day.
    pub(super) fn story_day(&self) -> Option<Date> {
        match self.told {
            Some(told) => told.is_day().then_some(told.date),
            None => self.published,
        }
    }

    /// The date of the year that fits best: tense decides, else the distance.
    pub(super) fn nearest(
        &self,
        of_year: impl Fn(i16) -> Option<Date>,
        tense: Tense,
    ) -> Option<Date> {
        let here = self.here()?;
        if self.published.is_none() && self.told.is_some_and(|told| told.unit == TimeUnit::Year) {
            return of_year(here.year());
        }
        let candidates = (-1..=1).filter_map(|step| of_year(here.year() + step));
        let cost = |date: &Date| {
            let away = i64::from(days_between(here, *date));
            let penalty = match (self.published, tense) {
                (None, _) if away < 0 => BACKWARD,
                (Some(_), Tense::Done) if away > ZONES => 400,
                (Some(_), Tense::Past | Tense::Done) if away > 0 => 200,
                (Some(_), Tense::Ahead) if away < 0 => 200,
                (Some(_), Tense::Open | Tense::Habit) if away > 0 => 30,
                _ => 0,
            };
            away.abs() + penalty
        };
        candidates.min_by_key(cost)
    }
}
