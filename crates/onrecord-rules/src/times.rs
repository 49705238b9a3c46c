//! Time expressions: the words of each slot, and rows of words and slots with what they mean.

use std::collections::BTreeMap;

use onrecord_model::WordKey;
use serde::Deserialize;

use crate::time_rows::{SLOTS, Slot, SlotSet, TimeElement, TimePhrase};
use crate::time_words::{Holiday, PartOfDay, Season, TimeUnit, TimeWord};
use crate::{Folder, KeyMap, Proof, RuleError, RuleErrorKind, WordMap, WordSet};

/// What a language knows of times.
#[derive(Debug, Default)]
pub struct TimeRules {
    words: WordMap<Vec<TimeWord>>,
    /// Holidays, by their words.
    holidays: Vec<(Vec<String>, Holiday)>,
    /// Words before or in a clause that looks ahead.
    pub ahead: WordSet,
    /// Several words that look ahead together ("is to", "planned for").
    pub ahead_phrases: Vec<Vec<String>>,
    /// Of the words that look ahead, those that look back before a perfect ("would have opened").
    pub back_in_perfect: WordSet,
    /// Words that call for something, which lies ahead where it is a gathering ("called for a strike on Friday").
    pub calls: Vec<Vec<String>>,
    /// What one can call for on a day.
    pub gatherings: WordSet,
    /// Words right before a time that look ahead ("until", "as soon as").
    pub ahead_before: Vec<Vec<String>>,
    /// Verbs that look ahead in the present tense ("the talks open on Monday"), in their dictionary form.
    pub ahead_present: WordSet,
    /// What makes an infinitive behind it look ahead ("agreed to meet on Monday"), in dictionary form.
    pub governs_ahead: WordSet,
    /// Verbs whose past tense looks like the present ("they hit").
    pub same_in_past: WordSet,
    /// Words that put a clause into the past.
    pub past: WordSet,
    /// Auxiliaries of the perfect.
    pub perfect: WordSet,
    /// Forms that need a point or a number beside them ("sun").
    pub short: WordSet,
    /// Which way a word points: -1 back, 0 here, 1 on.
    pub directions: WordMap<i32>,
    /// Words before four digits that make them a year.
    pub before_year: WordSet,
    /// Words before four digits that make them a year even where a noun follows ("the 1998 floods").
    pub before_year_adjective: WordSet,
    /// Words before four digits that make them a year where one thing follows ("a 1998 law").
    pub before_year_alone: WordSet,
    /// Words that make "thirties" an age.
    pub before_age: WordSet,
    /// Words before an expression that modify it, the longest first.
    pub modifiers: Vec<Modifier>,
    expressions: Vec<Expression>,
    by_word: WordMap<Vec<u32>>,
    /// Numbers, from 1, of the words with which some place of some row, or a holiday, can begin.
    written: KeyMap<u16>,
    by_slot: Vec<(Slot, Vec<u32>)>,
}

/// Words before an expression that narrow or loosen it.
#[derive(Clone, Debug)]
pub struct Modifier {
    /// Word by word.
    pub words: Vec<String>,
    /// TIMEX3 `mod`.
    pub tag: String,
    /// Goes with a stretch of time only.
    pub stretch: bool,
}

/// A row of words and slots with what it means.
#[derive(Clone, Debug)]
pub struct Expression {
    /// Its name, which findings carry.
    pub id: String,
    /// The row.
    pub elements: Vec<TimeElement>,
    /// What it means.
    pub means: Meaning,
    /// By how many units from the anchor.
    pub by: i32,
    /// The unit, where the row names none.
    pub unit: Option<TimeUnit>,
    /// The part of the day, where the row names none.
    pub part: Option<PartOfDay>,
    /// A TIMEX3 modifier that goes with it.
    pub modifier: Option<String>,
    /// A fixed value.
    pub value: Option<String>,
    /// A fixed TIMEX3 type.
    pub kind: Option<String>,
    /// Counts from the last date told, not from the day of the report.
    pub narrative: bool,
    /// Stands only beside a day.
    pub beside_day: bool,
    /// Stands only in a clause that looks ahead.
    pub only_ahead: bool,
    /// Words of which one must stand right before.
    pub after: Vec<String>,
    /// Words of which none may stand right behind.
    pub not_before: Vec<String>,
    /// Examples.
    pub proof: Proof,
}

/// What a row means; the extractor works the value out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are those of the rule file")]
pub enum Meaning {
    Day,
    Weekday,
    Month,
    Year,
    WeekOf,
    DayOfMonth,
    Decade,
    Century,
    Quarter,
    Half,
    Season,
    Holiday,
    Weekend,
    Shift,
    Same,
    BareUnit,
    Clock,
    Part,
    Away,
    YearEarlier,
    Stretch,
    StretchHalf,
    StretchSix,
    StretchAndHalf,
    Set,
    SetWeekday,
    SetMonth,
    Ref,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    vocabulary: Vocabulary,
    modifier: Vec<ModifierEntry>,
    expression: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    months: BTreeMap<String, i8>,
    weekdays: BTreeMap<String, i8>,
    weekdays_plural: BTreeMap<String, i8>,
    units: BTreeMap<String, TimeUnit>,
    units_plural: BTreeMap<String, TimeUnit>,
    parts: BTreeMap<String, PartOfDay>,
    part_clocks: BTreeMap<String, String>,
    seasons: BTreeMap<String, Season>,
    holidays: BTreeMap<String, String>,
    decades: BTreeMap<String, i8>,
    halves: BTreeMap<String, i8>,
    zones: Vec<String>,
    before_christ: Vec<String>,
    short: Vec<String>,
    directions: BTreeMap<String, i32>,
    ahead: Vec<String>,
    ahead_phrases: Vec<String>,
    back_in_perfect: WordSet,
    calls: Vec<String>,
    gatherings: WordSet,
    ahead_before: Vec<String>,
    ahead_present: Vec<String>,
    governs_ahead: Vec<String>,
    same_in_past: WordSet,
    past: Vec<String>,
    perfect: Vec<String>,
    before_year: Vec<String>,
    before_year_adjective: Vec<String>,
    before_year_alone: Vec<String>,
    before_age: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModifierEntry {
    words: String,
    #[serde(rename = "mod")]
    tag: String,
    #[serde(default)]
    stretch: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    pattern: String,
    means: Meaning,
    #[serde(default)]
    by: i32,
    unit: Option<TimeUnit>,
    part: Option<PartOfDay>,
    value: Option<String>,
    kind: Option<String>,
    #[serde(rename = "mod")]
    modifier: Option<String>,
    #[serde(default)]
    narrative: bool,
    #[serde(default)]
    beside_day: bool,
    #[serde(default)]
    only_ahead: bool,
    after: Option<String>,
    not_before: Option<String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const NAME: &str = "times.toml";

impl TimeRules {
    pub(crate) fn load(folder: &Folder) -> Result<TimeRules, RuleError> {
        let file: File = folder.table(NAME)?;
        let mut rules = TimeRules::default();
        rules.add_vocabulary(folder, file.vocabulary)?;
        rules.modifiers = file
            .modifier
            .into_iter()
            .map(|m| Modifier { words: split(&m.words), tag: m.tag, stretch: m.stretch })
            .collect();
        rules.modifiers.sort_by_key(|m| std::cmp::Reverse(m.words.len()));
        for entry in file.expression {
            let proof = Proof { yes: entry.yes.clone(), no: entry.no.clone() };
            proof.check(folder, NAME, &entry.id)?;
            rules.add(expression(entry, proof));
        }
        Ok(rules)
    }

    fn add_vocabulary(&mut self, folder: &Folder, v: Vocabulary) -> Result<(), RuleError> {
        let words = &mut self.words;
        fn put<T>(
            words: &mut WordMap<Vec<TimeWord>>,
            map: BTreeMap<String, T>,
            word: fn(T) -> TimeWord,
        ) {
            for (form, value) in map {
                words.entry(form).or_default().push(word(value));
            }
        }
        put(words, v.months, TimeWord::Month);
        put(words, v.weekdays, TimeWord::Weekday);
        put(words, v.weekdays_plural, TimeWord::Weekdays);
        put(words, v.units, TimeWord::Unit);
        put(words, v.units_plural, TimeWord::Units);
        put(words, v.parts, TimeWord::Part);
        put(words, v.seasons, TimeWord::Season);
        put(words, v.decades, TimeWord::Decade);
        put(words, v.halves, TimeWord::Half);
        for zone in v.zones {
            words.entry(zone).or_default().push(TimeWord::Zone);
        }
        for era in v.before_christ {
            words.entry(era).or_default().push(TimeWord::BeforeChrist);
        }
        let unknown = |text: &str, what| {
            folder.error_at(NAME, text, RuleErrorKind::Unknown(text.to_owned(), what))
        };
        for (form, clock) in v.part_clocks {
            let minutes = clock_minutes(&clock).ok_or_else(|| unknown(&clock, "clock time"))?;
            words.entry(form).or_default().push(TimeWord::PartClock(minutes));
        }
        for (form, rule) in v.holidays {
            let day = holiday(&rule).ok_or_else(|| unknown(&rule, "holiday"))?;
            self.holidays.push((split(&form), day));
        }
        let openings = self.holidays.iter().filter_map(|(words, _)| words.first());
        let openings: Vec<String> = openings.cloned().collect();
        openings.iter().for_each(|word| _ = self.number(word));
        self.holidays.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        self.short = v.short.into_iter().collect();
        self.directions = v.directions.into_iter().collect();
        let phrases = |list: Vec<String>| list.iter().map(|words| split(words)).collect();
        self.ahead_before = phrases(v.ahead_before);
        self.ahead_phrases = phrases(v.ahead_phrases);
        self.calls = phrases(v.calls);
        self.back_in_perfect = v.back_in_perfect;
        self.gatherings = v.gatherings;
        self.same_in_past = v.same_in_past;
        self.ahead = v.ahead.into_iter().collect();
        self.ahead_present = v.ahead_present.into_iter().collect();
        self.governs_ahead = v.governs_ahead.into_iter().collect();
        self.past = v.past.into_iter().collect();
        self.perfect = v.perfect.into_iter().collect();
        self.before_year_alone = v.before_year_alone.into_iter().collect();
        self.before_age = v.before_age.into_iter().collect();
        self.before_year_adjective = v.before_year_adjective.into_iter().collect();
        self.before_year = v.before_year.into_iter().collect();
        Ok(())
    }

    /// Numbers of a word with which something begins, as one word and without a possessive, which may be a word of its own.
    fn number(&mut self, word: &str) -> [u16; 2] {
        let stem = word.strip_suffix("'s").filter(|stem| !stem.is_empty()).unwrap_or(word);
        [word, stem].map(|word| {
            let next = self.written.len() as u16 + 1;
            *self.written.entry(WordKey::of(word)).or_insert(next)
        })
    }

    fn add(&mut self, mut expression: Expression) {
        let number = self.expressions.len() as u32;
        for element in &mut expression.elements {
            for phrase in &mut element.words {
                phrase.first = self.number(phrase.words.first().map_or("", String::as_str));
                element.written |= phrase.first.iter().fold(0, |all, word| all | 1 << (word % 64));
            }
            element.fills = element.slots.iter().copied().collect();
        }
        for element in &expression.elements {
            for word in element.words.iter().filter_map(|phrase| phrase.words.first()) {
                self.by_word.entry(word.clone()).or_default().push(number);
                // A possessive may be one word or two.
                if let Some(stem) = word.strip_suffix("'s").filter(|stem| !stem.is_empty()) {
                    self.by_word.entry(stem.to_owned()).or_default().push(number);
                }
            }
            for &slot in &element.slots {
                match self.by_slot.iter_mut().find(|(s, _)| *s == slot) {
                    Some((_, list)) => list.push(number),
                    None => self.by_slot.push((slot, vec![number])),
                }
            }
            if !element.optional {
                break;
            }
        }
        self.expressions.push(expression);
    }

    /// What a lower-case word can be.
    pub fn word(&self, lower: &str) -> &[TimeWord] {
        self.words.get(lower).map_or(&[], Vec::as_slice)
    }

    /// The number of a word with which some place of some row, or a holiday, begins as it is written; 0 for any other.
    pub fn written(&self, word: WordKey) -> u16 {
        self.written.get(&word).copied().unwrap_or(0)
    }

    /// Does a word go on with a time of day before it ("9 a.m. Tuesday", "9 a.m. GMT")?
    pub fn is_date_word(&self, word: &str) -> bool {
        let word = word.trim_end_matches('.').to_lowercase();
        let of_date =
            |w: &TimeWord| matches!(w, TimeWord::Month(_) | TimeWord::Weekday(_) | TimeWord::Zone);
        self.word(&word).iter().any(of_date)
    }

    /// Holidays by their words, the longest first.
    pub fn holidays(&self) -> &[(Vec<String>, Holiday)] {
        &self.holidays
    }

    /// Rows that can begin with a lower-case word.
    pub fn beginning_with_word(&self, lower: &str) -> &[u32] {
        self.by_word.get(lower).map_or(&[], Vec::as_slice)
    }

    /// Rows that can begin with a slot, slot by slot.
    pub fn beginning_with_slot(&self) -> &[(Slot, Vec<u32>)] {
        &self.by_slot
    }

    /// A row by its number.
    pub fn expression(&self, number: u32) -> Option<&Expression> {
        self.expressions.get(number as usize)
    }

    /// All rows, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Expression> {
        self.expressions.iter()
    }
}

fn split(words: &str) -> Vec<String> {
    words.split(' ').map(str::to_owned).collect()
}

fn expression(entry: Entry, proof: Proof) -> Expression {
    Expression {
        elements: elements(&entry.pattern),
        id: entry.id,
        means: entry.means,
        by: entry.by,
        unit: entry.unit,
        part: entry.part,
        value: entry.value,
        kind: entry.kind,
        modifier: entry.modifier,
        narrative: entry.narrative,
        beside_day: entry.beside_day,
        only_ahead: entry.only_ahead,
        after: one_of(entry.after),
        not_before: one_of(entry.not_before),
        proof,
    }
}

fn one_of(words: Option<String>) -> Vec<String> {
    words.map(|words| words.split('|').map(str::to_owned).collect()).unwrap_or_default()
}

/// The places of a row; those behind `>>` must follow it.
fn elements(pattern: &str) -> Vec<TimeElement> {
    let (row, ahead) = pattern.split_once(">>").unwrap_or((pattern, ""));
    let row = row.split_whitespace().map(|written| element(written, false));
    row.chain(ahead.split_whitespace().map(|written| element(written, true))).collect()
}

fn element(written: &str, ahead: bool) -> TimeElement {
    let (written, optional) = match written.strip_suffix('?') {
        Some(rest) if !rest.is_empty() => (rest, true),
        _ => (written, false),
    };
    let (words, slots, fills) = (Vec::new(), Vec::new(), SlotSet::default());
    let mut element = TimeElement { words, slots, optional, ahead, written: 0, fills };
    for option in written.split('|').filter(|option| !option.is_empty()) {
        match SLOTS.iter().find(|(name, _)| *name == option) {
            Some(&(_, slot)) => element.slots.push(slot),
            None => {
                let words = option.split('_').map(str::to_owned).collect();
                element.words.push(TimePhrase { words, first: [0; 2] });
            }
        }
    }
    element
}

/// "12:00" as minutes of the day.
fn clock_minutes(text: &str) -> Option<i16> {
    let (hour, minute) = text.split_once(':')?;
    Some(hour.parse::<i16>().ok()? * 60 + minute.parse::<i16>().ok()?)
}

/// "12-25", "11/4/4" or "easter-2".
fn holiday(text: &str) -> Option<Holiday> {
    if let Some(days) = text.strip_prefix("easter") {
        return Some(Holiday::Easter { days: days.parse().ok()? });
    }
    if let Some((month, day)) = text.split_once('-').filter(|_| !text.contains('/')) {
        return Some(Holiday::Fixed { month: month.parse().ok()?, day: day.parse().ok()? });
    }
    let mut parts = text.split('/').map(|part| part.parse::<i8>().ok());
    Some(Holiday::Floating {
        month: parts.next()??,
        which: parts.next()??,
        weekday: parts.next()??,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;

    #[test]
    fn words_and_holidays_are_read() {
        let times = &Rules::embedded().unwrap().times;
        assert_eq!(times.word("sept"), [TimeWord::Month(9)]);
        assert_eq!(holiday("12-25"), Some(Holiday::Fixed { month: 12, day: 25 }));
        assert_eq!(holiday("05/-1/1"), Some(Holiday::Floating { month: 5, which: -1, weekday: 1 }));
        assert_eq!(holiday("easter-2"), Some(Holiday::Easter { days: -2 }));
        assert_eq!(clock_minutes("12:30"), Some(750));
    }

    #[test]
    fn other_words_are_left_alone() {
        let times = &Rules::embedded().unwrap().times;
        for word in ["maybe", "sundae", "daylight", ""] {
            assert_eq!(times.word(word), [], "{word}");
        }
        for text in ["christmas", "12-", "11/4", "easter", "easter-x"] {
            assert_eq!(holiday(text), None, "{text}");
        }
    }
}
