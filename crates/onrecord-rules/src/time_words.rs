//! What words can be inside a time expression.

use serde::Deserialize;

/// What a word can be inside a time expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeWord {
    /// 1 to 12.
    Month(i8),
    /// 1 (Monday) to 7.
    Weekday(i8),
    /// "Mondays".
    Weekdays(i8),
    /// "day".
    Unit(TimeUnit),
    /// "days".
    Units(TimeUnit),
    /// Part of the day.
    Part(PartOfDay),
    /// "noon", in minutes of the day.
    PartClock(i16),
    /// Season.
    Season(Season),
    /// "sixties", by its digit.
    Decade(i8),
    /// "a.m." 0, "p.m." 12.
    Half(i8),
    /// "GMT".
    Zone,
    /// "BC".
    BeforeChrist,
}

macro_rules! letters {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// As it stands in a TIMEX3 value.
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $word),+ } }
        }
    };
}

letters! {
    /// A unit of time.
    TimeUnit {
        /// Seconds.
        Second = "S",
        /// Minutes (`M` behind `T` in a value).
        Minute = "M1",
        /// Hours.
        Hour = "H",
        /// Days.
        Day = "D",
        /// Weeks.
        Week = "W",
        /// Two weeks.
        Fortnight = "F",
        /// Months.
        Month = "M",
        /// Quarters of a year.
        Quarter = "Q",
        /// Years.
        Year = "Y",
        /// Ten years.
        Decade = "E",
        /// A hundred years.
        Century = "C",
        /// A thousand years.
        Millennium = "L",
    }
}

letters! {
    /// A part of the day.
    PartOfDay {
        /// Morning.
        Morning = "MO",
        /// Afternoon.
        Afternoon = "AF",
        /// Evening.
        Evening = "EV",
        /// Night.
        Night = "NI",
        /// Daytime.
        Daytime = "DT",
    }
}

letters! {
    /// A season.
    Season {
        /// Spring.
        Spring = "SP",
        /// Summer.
        Summer = "SU",
        /// Autumn.
        Autumn = "FA",
        /// Winter.
        Winter = "WI",
    }
}

/// When a holiday falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// On this day of this month.
    Fixed {
        /// Month.
        month: i8,
        /// Day.
        day: i8,
    },
    /// On the so-manieth weekday of a month; -1 is the last.
    Floating {
        /// Month.
        month: i8,
        /// Which.
        which: i8,
        /// 1 (Monday) to 7.
        weekday: i8,
    },
    /// So many days from Easter Sunday (of the western churches).
    Easter {
        /// Days after it; less than 0 before it.
        days: i8,
    },
}
