//! Finds where a row of words and slots stands in the text.

use std::cell::OnceCell;

use jiff::civil::Date;
use onrecord_rules::{
    Expression, Holiday, NumberWord, Numbers, PartOfDay, Rules, Season, Slot, TimeElement,
    TimeRules, TimeUnit, TimeWord,
};
use rust_decimal::Decimal;

use super::seen::{Seen, bare};
use crate::figure::number::{Amount, NumberFound, number_at};
use crate::figure::words::LowerWords;

/// What the slots of a row were filled with: of two of a kind the first ("two to three weeks").
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Caught {
    pub(super) number: Option<Decimal>,
    pub(super) few: bool,
    pub(super) unit: Option<TimeUnit>,
    pub(super) plural: bool,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    /// Negative before Christ: -480 is 480 BC.
    pub(super) year: Option<i16>,
    pub(super) weekday: Option<i8>,
    pub(super) part: Option<PartOfDay>,
    pub(super) season: Option<Season>,
    pub(super) holiday: Option<Holiday>,
    pub(super) ordinal: Option<u32>,
    /// First year of the decade; under 100 where the century is not told.
    pub(super) decade: Option<i16>,
    /// Minutes of the day.
    pub(super) clock: Option<i16>,
    pub(super) hour: Option<i16>,
    pub(super) half: Option<i8>,
    pub(super) date: Option<Date>,
    /// The same digits with day and month the other way round, where they can be.
    pub(super) turned: Option<Date>,
    /// Its digits are joined by dashes.
    pub(super) dashed: bool,
    /// The way a word such as "last" points.
    pub(super) direction: Option<i32>,
    /// "BC" stands behind.
    pub(super) before_christ: bool,
    /// Where the expression ends, if more was matched behind it.
    end: Option<usize>,
}

/// Reads rows at tokens of one document.
pub(super) struct Matcher<'a> {
    pub(super) words: &'a LowerWords<'a>,
    pub(super) rules: &'a TimeRules,
    pub(super) numbers: &'a Numbers,
    /// What rows may make of each token.
    seen: Vec<Seen<'a>>,
    /// The number that begins at each token, once a row has asked for it: dozens of rows do.
    read: Vec<OnceCell<Option<NumberFound>>>,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(words: &'a LowerWords<'a>, rules: &'a Rules) -> Matcher<'a> {
        let (times, numbers) = (&rules.times, &rules.numbers);
        let tokens = words.doc.tokens.len();
        let seen = (0..tokens).map(|at| Seen::of(words, at, times, numbers)).collect();
        Matcher { words, rules: times, numbers, seen, read: vec![OnceCell::new(); tokens] }
    }

    /// Can a time begin with this token? A quick no for most of a text.
    pub(super) fn tells(&self, at: usize) -> bool {
        self.seen(at).tells
    }

    fn seen(&self, at: usize) -> Seen<'a> {
        self.seen.get(at).copied().unwrap_or_default()
    }

    /// The longest row that begins at `at`, with its end and what filled it; `fits` may refuse a reading.
    pub(super) fn longest(
        &self,
        at: usize,
        end: usize,
        fits: impl Fn(&Expression, usize, &Caught) -> bool,
    ) -> Option<(&'a Expression, usize, Caught)> {
        let mut best: Option<(&'a Expression, usize, Caught)> = None;
        let mut furthest = (0, 0);
        let mut try_rows = |rows: &[u32]| {
            for &number in rows {
                let Some(row) = self.rules.expression(number) else { continue };
                let Some((reach, caught)) = self.step(&row.elements, at, end, Caught::default())
                else {
                    continue;
                };
                let mut to = caught.end.unwrap_or(reach);
                // "The week of March 6, she said".
                while to > at + 1 && self.words.is(to - 1, &[","]) {
                    to -= 1;
                }
                if (to, reach) > furthest && fits(row, to, &caught) {
                    furthest = (to, reach);
                    best = Some((row, to, caught));
                }
            }
        };
        let word = self.words.word(at);
        try_rows(self.rules.beginning_with_word(word));
        if self.may_fill_slot(at) {
            for (slot, rows) in self.rules.beginning_with_slot() {
                let may_fill = self.seen(at).slots.has(*slot);
                if may_fill && self.fill(*slot, at, end, Caught::default()).is_some() {
                    try_rows(rows);
                }
            }
        }
        best
    }

    /// A quick no for most words of a text.
    fn may_fill_slot(&self, at: usize) -> bool {
        let word = self.words.word(at);
        word.starts_with(|c: char| c.is_ascii_digit() || c == '\'' || c == '’')
            || !self.seen(at).known.is_empty()
            || self.numbers.word(word).is_some()
            || self.numbers.ordinal(word).is_some()
            || (self.words.is_capital(at) && self.holiday(at).is_some())
            || matches!(word, "a" | "an" | "half")
    }

    fn step(
        &self,
        elements: &[TimeElement],
        at: usize,
        end: usize,
        mut caught: Caught,
    ) -> Option<(usize, Caught)> {
        let Some((element, rest)) = elements.split_first() else { return Some((at, caught)) };
        if element.ahead {
            caught.end.get_or_insert(at);
        }
        let mut best: Option<(usize, Caught)> = None;
        let mut offer = |found: Option<(usize, Caught)>| {
            if let Some((to, c)) = found.filter(|(to, _)| best.is_none_or(|(b, _)| *to > b)) {
                best = Some((to, c));
            }
        };
        let seen = self.seen(at);
        if at < end && element.may_begin(seen.written, seen.slots) {
            for phrase in element.words.iter().filter(|phrase| phrase.may_begin(seen.written)) {
                let past = self.apart(at, &phrase.words);
                if let Some(to) = past.filter(|to| *to <= end && self.may_go_on(rest, *to)) {
                    offer(self.step(rest, to, end, self.word_of_row(at, caught)));
                }
            }
            for &slot in element.slots.iter().filter(|slot| seen.slots.has(**slot)) {
                if let Some((to, here)) = self.fill(slot, at, end, caught) {
                    offer(self.step(rest, to, end, here));
                }
            }
        }
        if element.optional {
            offer(self.step(rest, at, end, caught));
        }
        best
    }

    /// A quick no where the rest of a row cannot stand at `at`: most rows that begin with "the" end behind it.
    fn may_go_on(&self, rest: &[TimeElement], at: usize) -> bool {
        let seen = self.seen(at);
        for element in rest {
            if element.may_begin(seen.written, seen.slots) {
                return true;
            }
            if !element.optional {
                return false;
            }
        }
        true
    }

    /// What a word that the row names tells besides.
    fn word_of_row(&self, at: usize, mut caught: Caught) -> Caught {
        let word = self.words.word(at);
        for entry in self.rules.word(word) {
            match entry {
                TimeWord::PartClock(minutes) => caught.clock = Some(*minutes),
                TimeWord::Part(part) => caught.part = Some(*part),
                _ => {}
            }
        }
        if let Some(&way) = self.rules.directions.get(word) {
            caught.direction = Some(way);
        }
        caught
    }

    fn fill(&self, slot: Slot, at: usize, end: usize, mut c: Caught) -> Option<(usize, Caught)> {
        let word = self.words.word(at);
        let mut to = at + 1;
        match slot {
            Slot::Number | Slot::Few => {
                let found = self.number(at, end)?;
                to = found.end;
                match (found.amount, slot, self.numbers.word(word)) {
                    (Amount::Exact(n), Slot::Number, _) => _ = c.number.get_or_insert(n),
                    (Amount::Vague, Slot::Few, _) => c.few = true,
                    // "Two quarters" of a year are no half.
                    (Amount::Share(_), Slot::Number, Some(NumberWord::One(n))) => {
                        c.number.get_or_insert(n.into());
                        to = at + 1;
                    }
                    _ => return None,
                }
            }
            Slot::Day => _ = c.day.get_or_insert(self.day(word)?),
            Slot::Ordinal => _ = c.ordinal.get_or_insert(self.numbers.ordinal(word)?),
            Slot::Year => {
                let (year, past) = self.year(at)?;
                c.year.get_or_insert(year);
                to = past;
            }
            Slot::Hour => _ = c.hour.get_or_insert(small(word).filter(|h| *h <= 24)?),
            Slot::Decade => _ = c.decade.get_or_insert(self.decade(at)?),
            Slot::Clock => _ = c.clock.get_or_insert(clock(word)?),
            Slot::Pointed => {
                _ = c.clock.get_or_insert(clock(
                    word.contains('.').then(|| word.replace('.', ":"))?.as_str(),
                )?);
            }
            Slot::Iso | Slot::Slashed => {
                let ([date, turned], past) = self.written_date(slot, at)?;
                (c.date, c.turned, c.dashed, to) = (date, turned, slot == Slot::Iso, past);
            }
            Slot::Holiday => {
                let (holiday, past) = self.holiday(at)?;
                (c.holiday, to) = (Some(holiday), past);
            }
            _ => self.lexical(slot, at, &mut c)?,
        }
        (to <= end).then_some((to, c))
    }

    /// The number that begins at `at`; `end` is that of its sentence.
    fn number(&self, at: usize, end: usize) -> Option<NumberFound> {
        let read = || number_at(self.words, self.numbers, at, end);
        *self.read.get(at)?.get_or_init(read)
    }

    /// Slots that one word of the vocabulary fills.
    fn lexical(&self, slot: Slot, at: usize, c: &mut Caught) -> Option<()> {
        let entries = self.seen(at).known;
        let find = |wanted: fn(&TimeWord) -> bool| entries.iter().find(|w| wanted(w)).copied();
        let entry = match slot {
            Slot::Month => find(|w| matches!(w, TimeWord::Month(_))),
            Slot::Weekday => find(|w| matches!(w, TimeWord::Weekday(_))),
            Slot::Weekdays => find(|w| matches!(w, TimeWord::Weekdays(_))),
            Slot::Unit => find(|w| matches!(w, TimeWord::Unit(_))),
            Slot::Units => find(|w| matches!(w, TimeWord::Units(_))),
            Slot::Part => find(|w| matches!(w, TimeWord::Part(_))),
            Slot::Season => find(|w| matches!(w, TimeWord::Season(_))),
            Slot::Half => find(|w| matches!(w, TimeWord::Half(_))),
            Slot::Zone => find(|w| matches!(w, TimeWord::Zone)),
            Slot::Era => find(|w| matches!(w, TimeWord::BeforeChrist)),
            _ => None,
        }?;
        match entry {
            TimeWord::Month(n) if self.is_name(at) => _ = c.month.get_or_insert(n),
            TimeWord::Weekday(n) if self.is_name(at) => _ = c.weekday.get_or_insert(n),
            TimeWord::Weekdays(n) if self.is_name(at) => (c.weekday, c.plural) = (Some(n), true),
            TimeWord::Unit(u) => _ = c.unit.get_or_insert(u),
            TimeWord::Units(u) => (c.unit, c.plural) = (Some(u), true),
            TimeWord::Part(p) => _ = c.part.get_or_insert(p),
            TimeWord::Season(s) => _ = c.season.get_or_insert(s),
            TimeWord::Half(h) => _ = c.half.get_or_insert(h),
            TimeWord::Zone => {}
            TimeWord::BeforeChrist => c.before_christ = true,
            _ => return None,
        }
        Some(())
    }

    /// Is the word written as a name of the calendar: capital, and pointed or before a number if it is short?
    fn is_name(&self, at: usize) -> bool {
        if !self.words.is_capital(at) {
            return false;
        }
        let word = self.words.word(at);
        let short = self.rules.short.contains(bare(word));
        let next = self.words.word(at + 1);
        !short
            || word.ends_with('.')
            || next == "."
            || next.starts_with(|c: char| c.is_ascii_digit())
    }

    fn day(&self, word: &str) -> Option<i8> {
        let number = match small(word) {
            Some(n) => n,
            None => i16::try_from(self.numbers.ordinal(word)?).ok()?,
        };
        i8::try_from(number).ok().filter(|d| (1..=31).contains(d))
    }

    /// A year, and the token behind it: "1998", "480 BC", "490" of "490-480 BC".
    fn year(&self, at: usize) -> Option<(i16, usize)> {
        let is_era =
            |at: usize| self.rules.word(self.words.word(at)).contains(&TimeWord::BeforeChrist);
        let digits = |at: usize| {
            let word = self.words.word(at);
            (word.len() <= 4).then(|| word.parse::<i16>().ok()).flatten().filter(|y| *y > 0)
        };
        let first = digits(at)?;
        if is_era(at + 1) {
            return Some((-first, at + 2));
        }
        let later = digits(at + 2).filter(|last| *last < first && is_era(at + 3));
        if later.is_some() && self.words.is(at + 1, &["-", "–", "to", "and"]) {
            return Some((-first, at + 1));
        }
        year(self.words.word(at)).map(|year| (year, at + 1))
    }

    /// "1990s", "1980's", "'80s", "sixties".
    fn decade(&self, at: usize) -> Option<i16> {
        let word = self.words.word(at);
        for entry in self.rules.word(word) {
            if let TimeWord::Decade(digit) = entry {
                return Some(i16::from(*digit) * 10);
            }
        }
        let digits = word
            .trim_start_matches(['\'', '’'])
            .strip_suffix('s')
            .map(|d| d.trim_end_matches(['\'', '’']))
            .or_else(|| {
                let apart = self.words.is(at + 1, &["s", "'s", "’s"]);
                Some(word).filter(|_| apart && self.words.touch(at, at + 1))
            })?;
        let value: i16 = digits.parse().ok()?;
        let fits = match digits.len() {
            2 => true,
            3 => self.rules.word(self.words.word(at + 1)).contains(&TimeWord::BeforeChrist),
            _ => digits.len() == 4 && (1000..2100).contains(&value),
        };
        (fits && value % 10 == 0).then_some(value)
    }

    fn holiday(&self, at: usize) -> Option<(Holiday, usize)> {
        if !self.words.is_capital(at) {
            return None;
        }
        let list = self.rules.holidays();
        list.iter().find_map(|(words, h)| self.apart(at, words).map(|end| (*h, end)))
    }

    /// A phrase whose possessive the tokeniser may have cut off ("year 's").
    fn apart(&self, at: usize, phrase: &[String]) -> Option<usize> {
        let mut next = at;
        for word in phrase {
            match word.strip_suffix("'s") {
                Some(stem) if self.words.word(next) == stem => {
                    self.words.is(next + 1, &["'s", "’s"]).then_some(())?;
                    next += 2;
                }
                _ => next = self.words.phrase_at(next, std::slice::from_ref(word))?,
            }
        }
        Some(next)
    }

    /// A date in digits, as one token or as several that touch.
    fn written_date(&self, slot: Slot, at: usize) -> Option<([Option<Date>; 2], usize)> {
        let mark = if slot == Slot::Iso { "-" } else { "/" };
        let word = self.words.word(at);
        if word.contains(mark) {
            return dates_of(slot, word.split(mark)).map(|dates| (dates, at + 1));
        }
        let joined = (0..4).all(|i| self.words.touch(at + i, at + i + 1));
        let marks = self.words.word(at + 1) == mark && self.words.word(at + 3) == mark;
        if !joined || !marks {
            return None;
        }
        let parts = [0, 2, 4].map(|i| self.words.word(at + i));
        dates_of(slot, parts.into_iter()).map(|dates| (dates, at + 5))
    }
}

/// The date of three numbers and the one with day and month the other way round. Which is meant is for the
/// reader's day to say.
fn dates_of<'w>(slot: Slot, mut parts: impl Iterator<Item = &'w str>) -> Option<[Option<Date>; 2]> {
    let texts = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() {
        return None;
    }
    let number = |text: &str| text.parse::<i16>().ok();
    let [first, second, third] = [number(texts[0])?, number(texts[1])?, number(texts[2])?];
    let (year, month, day) = match slot {
        Slot::Iso if texts[0].len() == 4 => (first, second, third),
        Slot::Iso if texts[2].len() == 4 => (third, second, first),
        Slot::Slashed if texts[2].len() == 4 => (third, first, second),
        Slot::Slashed if texts[2].len() == 2 => {
            (if third < 50 { 2000 + third } else { 1900 + third }, first, second)
        }
        _ => return None,
    };
    let date = |month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    // Twelve or less could be either in the middle; a day there cannot.
    let (month, day) = if month > 12 { (day, month) } else { (month, day) };
    let turns = texts[0].len() < 4 && day <= 12 && day != month;
    let dates = [date(month, day), date(day, month).filter(|_| turns)];
    dates[0]?;
    Some(dates)
}

fn small(word: &str) -> Option<i16> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten()
}

fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|y| (1000..2100).contains(y))
}

/// "9:30", "14.30" only with a colon; "9:30pm", "9.30pm", "9pm".
fn clock(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let add = match word.get(digits.len()..)? {
        "" => None,
        "am" => Some(0),
        "pm" => Some(12),
        _ => return None,
    };
    let parted =
        digits.split_once(':').or_else(|| digits.split_once('.').filter(|_| add.is_some()));
    let (hour, minute) = match parted {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse::<i16>().ok()?),
        None if add.is_some() => (digits, 0),
        _ => return None,
    };
    let hour: i16 = small(hour)?;
    if hour > 24 || minute > 59 {
        return None;
    }
    Some(minute + 60 * add.map_or(hour, |half| hour % 12 + half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_clocks_and_years() {
        assert_eq!(clock("9:30"), Some(570));
        assert_eq!(clock("9:30pm"), Some(1290));
        assert_eq!(clock("9.30pm"), Some(1290));
        assert_eq!(clock("12pm"), Some(720));
        assert_eq!(year("1998"), Some(1998));
        let one = |year, month, day| Some([Date::new(year, month, day).ok(), None]);
        assert_eq!(dates_of(Slot::Slashed, "10/26/89".split('/')), one(1989, 10, 26));
        assert_eq!(dates_of(Slot::Iso, "27-07-2031".split('-')), one(2031, 7, 27));
        assert_eq!(dates_of(Slot::Iso, "2031-07-05".split('-')), one(2031, 7, 5));
        let both = [Date::new(2031, 4, 5).ok(), Date::new(2031, 5, 4).ok()];
        assert_eq!(dates_of(Slot::Iso, "05-04-2031".split('-')), Some(both));
    }

    #[test]
    fn leaves_other_digits_alone() {
        for word in ["930", "9.30", "9:3", "25:00", "9x", "3-1"] {
            assert_eq!(clock(word), None, "{word}");
        }
        for word in ["2,000", "0998", "2999", "98"] {
            assert_eq!(year(word), None, "{word}");
        }
        assert_eq!(dates_of(Slot::Slashed, "3/4".split('/')), None);
        assert_eq!(dates_of(Slot::Iso, "3-4-31".split('-')), None);
        assert_eq!(dates_of(Slot::Iso, "31-31-2031".split('-')), None);
    }
}
