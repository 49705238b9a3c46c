//! The places of a row of words and slots: what may stand there, told quickly.

use serde::Deserialize;

/// A place in a row that is filled by a class of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names are those of the rule file, which explains them")]
pub enum Slot {
    Number,
    Few,
    Day,
    Ordinal,
    Month,
    Year,
    Weekday,
    Weekdays,
    Unit,
    Units,
    Part,
    Season,
    Holiday,
    Decade,
    Clock,
    /// "9.30", a clock time only before "a.m." or "p.m."
    Pointed,
    Hour,
    Half,
    Zone,
    Iso,
    Slashed,
    Era,
}

pub(crate) const SLOTS: [(&str, Slot); 22] = [
    ("NUMBER", Slot::Number),
    ("FEW", Slot::Few),
    ("DAY", Slot::Day),
    ("ORDINAL", Slot::Ordinal),
    ("MONTH", Slot::Month),
    ("YEAR", Slot::Year),
    ("WEEKDAY", Slot::Weekday),
    ("WEEKDAYS", Slot::Weekdays),
    ("UNIT", Slot::Unit),
    ("UNITS", Slot::Units),
    ("PART", Slot::Part),
    ("SEASON", Slot::Season),
    ("HOLIDAY", Slot::Holiday),
    ("DECADE", Slot::Decade),
    ("CLOCK", Slot::Clock),
    ("POINTED", Slot::Pointed),
    ("HOUR", Slot::Hour),
    ("HALF", Slot::Half),
    ("ZONE", Slot::Zone),
    ("ISO", Slot::Iso),
    ("SLASHED", Slot::Slashed),
    ("ERA", Slot::Era),
];

/// Classes of words, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotSet(u32);

impl SlotSet {
    /// Adds one.
    pub fn add(&mut self, slot: Slot) {
        self.0 |= 1 << slot as u32;
    }

    /// Is it there?
    #[inline]
    pub fn has(self, slot: Slot) -> bool {
        self.0 & (1 << slot as u32) != 0
    }
}

impl FromIterator<Slot> for SlotSet {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> SlotSet {
        let mut set = SlotSet::default();
        slots.into_iter().for_each(|slot| set.add(slot));
        set
    }
}

/// One place of a row.
#[derive(Clone, Debug)]
pub struct TimeElement {
    /// Words that fit.
    pub words: Vec<TimePhrase>,
    /// Slots that fit.
    pub slots: Vec<Slot>,
    /// May be missing.
    pub optional: bool,
    /// Must follow, and is no part of the expression.
    pub ahead: bool,
    /// The numbers of words that may begin it, each as the bit that its remainder by 64 names.
    pub(crate) written: u64,
    /// Its slots as a set.
    pub(crate) fills: SlotSet,
}

impl TimeElement {
    /// A quick no where neither its words nor its slots can begin with a word of this number that fills these slots.
    #[inline]
    pub fn may_begin(&self, written: u16, slots: SlotSet) -> bool {
        self.written & (1 << (written % 64)) != 0 || self.fills.0 & slots.0 != 0
    }
}

/// Words that fit a place of a row, lower case; several in a row where the file joins them with `_`.
#[derive(Clone, Debug)]
pub struct TimePhrase {
    /// Word by word.
    pub words: Vec<String>,
    /// Numbers of the first, as one word and without the possessive that may be a word of its own.
    pub(crate) first: [u16; 2],
}

impl TimePhrase {
    /// Can it begin with the word of this number ([`TimeRules::written`](crate::TimeRules::written))?
    #[inline]
    pub fn may_begin(&self, written: u16) -> bool {
        self.first.contains(&written)
    }
}
