//! Times: where a report says when, with the value it can be given and no more exact than that.
//!
//! Rows of words and slots come from `times.toml`; here they are matched, the longest first, given a value against the
//! day of publication or the last date told, and put together ("9 a.m." and "Tuesday"). Relative times of a report
//! without a date keep `value: None`.

mod anchor;
mod calendar;
mod join;
mod period;
mod seen;
mod slots;
mod tense;
mod value;

use std::collections::BTreeMap;

use jiff::civil::Date;
use onrecord_model::{
    Document, Id, MentionKind, TimeExpression, TimeType, Token, TokenRange, Upos,
};
use onrecord_rules::{Expression, Meaning, Rules, TimeUnit};

use crate::figure::words::LowerWords;
use anchor::{Anchors, Told};
pub(crate) use period::days_of;
use slots::{Caught, Matcher};
use tense::Tense;
use value::Valued;

/// Every time expression of a document, in text order.
pub fn times(doc: &Document, rules: &Rules) -> Vec<TimeExpression> {
    let found = read(doc, rules).into_iter().filter(|found| !stands_in_name(doc, found.range));
    found.map(|found| found.expression(doc)).collect()
}

/// Is it part of somebody's name ("the June 9 Brigade", "April Adeyemi")?
fn stands_in_name(doc: &Document, range: TokenRange) -> bool {
    let names = |kind| {
        matches!(
            kind,
            MentionKind::Person
                | MentionKind::Organisation
                | MentionKind::Group
                | MentionKind::Facility
        )
    };
    doc.mentions.iter().any(|m| names(m.kind) && m.range.covers(range) && m.range != range)
}

/// A time expression at its tokens.
#[derive(Clone, Debug)]
pub(crate) struct FoundTime {
    pub(crate) range: TokenRange,
    pub(crate) kind: TimeType,
    pub(crate) value: Option<String>,
    pub(crate) modifier: Option<String>,
    anchor: Option<Date>,
    date: Option<Date>,
    of_day: Option<String>,
    means: Meaning,
    rule: String,
    beside_day: bool,
}

impl FoundTime {
    fn expression(self, doc: &Document) -> TimeExpression {
        let words = doc.words_of(self.range);
        let start = words.start.to_string();
        let id = Id::of("ti", [doc.report.version.as_str(), &start, &words.text]);
        let confidence = if self.value.is_some() { 0.9 } else { 0.6 };
        TimeExpression {
            id,
            words,
            kind: self.kind,
            value: self.value,
            modifier: self.modifier,
            anchor: self.anchor.map(|date| date.to_string()),
            confidence,
            made_by: format!("times#{}", self.rule),
        }
    }
}

/// The times of a document by their tokens, for extractors that ask when something was.
#[derive(Clone, Debug, Default)]
pub struct Times<'a> {
    found: Vec<(TokenRange, &'a TimeExpression)>,
}

impl<'a> Times<'a> {
    /// Lays expressions back on the tokens they were read from.
    pub fn new(doc: &Document, times: &'a [TimeExpression]) -> Times<'a> {
        let by_start: BTreeMap<u32, &TimeExpression> =
            times.iter().map(|time| (time.words.start, time)).collect();
        let mut found = Vec::with_capacity(times.len());
        let before = |token: &Token, time: &TimeExpression| {
            doc.chars.chars_before(&doc.report.text, token.span.start()) < time.words.start
        };
        let mut at = 0;
        for time in by_start.into_values() {
            let rest = doc.tokens.get(at..).unwrap_or_default();
            at += rest.partition_point(|token| before(token, time));
            let Some(token) = doc.tokens.get(at) else { break };
            let mut end = at;
            let stop = token.span.start() + time.words.text.len();
            while doc.tokens.get(end).is_some_and(|t| t.span.start() < stop) {
                end += 1;
            }
            found.push((TokenRange::new(at, end), time));
            at += 1;
        }
        Times { found }
    }

    /// All of them with their tokens, in text order.
    pub fn iter(&self) -> impl Iterator<Item = (TokenRange, &'a TimeExpression)> + '_ {
        self.found.iter().copied()
    }

    /// The expression that covers a token.
    pub fn covering(&self, token: usize) -> Option<(TokenRange, &'a TimeExpression)> {
        let at = self.found.partition_point(|(range, _)| range.end as usize <= token);
        self.found.get(at).copied().filter(|(range, _)| range.contains(token))
    }

    /// The expressions inside a stretch of tokens.
    pub fn within(
        &self,
        range: TokenRange,
    ) -> impl Iterator<Item = (TokenRange, &'a TimeExpression)> + '_ {
        let from = self.found.partition_point(|(found, _)| found.start < range.start);
        self.found.iter().skip(from).take_while(move |(found, _)| range.covers(*found)).copied()
    }

    /// The date or time of day nearest to `token` inside `range`: what tells when its clause happened.
    pub fn day_of(&self, range: TokenRange, token: usize) -> Option<&'a TimeExpression> {
        let away = |found: TokenRange| {
            let (start, end) = (found.start as usize, found.end as usize);
            if token < start { start - token } else { (token + 1).saturating_sub(end) }
        };
        self.within(range)
            .filter(|(_, time)| is_dated(time))
            .min_by_key(|(found, _)| away(*found))
            .map(|(_, time)| time)
    }
}

/// Is it a date or a time of day on the calendar (not `PAST_REF`)?
pub(crate) fn is_dated(time: &TimeExpression) -> bool {
    matches!(time.kind, TimeType::Date | TimeType::Time)
        && time.value.as_deref().is_some_and(is_calendar)
}

/// `2031-03-04` of `2031-03-04TMO`.
pub(crate) fn day_part(value: &str) -> String {
    value.split_once('T').map_or(value, |(day, _)| day).to_owned()
}

/// Does a value lie on the calendar (not `PAST_REF`)?
fn is_calendar(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit())
}

/// Matches, values and joins the times of a document.
fn read(doc: &Document, rules: &Rules) -> Vec<FoundTime> {
    let words = LowerWords::new(doc);
    let matcher = Matcher::new(&words, rules);
    let mut story = Story::new(published(doc));
    let mut found = Vec::new();
    for (number, sentence) in doc.sentences.iter().enumerate() {
        let (mut at, end) = (sentence.start as usize, sentence.end as usize);
        while at < end {
            let time =
                matcher.tells(at).then(|| one(&matcher, rules, story.anchors(number), at, end));
            match time.flatten() {
                Some(time) => {
                    story.tell(&words, &time, number);
                    at = time.range.end as usize;
                    found.push(time);
                }
                None => at += 1,
            }
        }
    }
    join::join(&words, &rules.times, found)
}

/// How far the report has told its story.
struct Story {
    anchors: Anchors,
    /// The sentence in which a quarter was told last.
    quarter_at: usize,
    /// The sentence in which a date was told last.
    told_at: usize,
}

/// A quarter is compared with the same one of other years, and a day goes with a bare time of day, for so many sentences.
const HOLDS: usize = 2;
/// A year alone that lies further back than this is an aside.
const ASIDE_YEARS: i16 = 10;

impl Story {
    fn new(published: Option<Date>) -> Story {
        Story { anchors: Anchors { published, ..Anchors::default() }, quarter_at: 0, told_at: 0 }
    }

    /// What a time in sentence `number` is read against.
    fn anchors(&self, number: usize) -> Anchors {
        let quarter = self.anchors.quarter.filter(|_| number <= self.quarter_at + HOLDS);
        let day = self.anchors.story_day().filter(|_| number <= self.told_at + HOLDS);
        Anchors { quarter, day: day.or(self.anchors.published), ..self.anchors }
    }

    /// Goes on to what `time`, in sentence `number`, tells.
    fn tell(&mut self, words: &LowerWords<'_>, time: &FoundTime, number: usize) {
        let (Some(date), Some(value)) = (time.date, &time.value) else { return };
        if matches!(time.means, Meaning::Quarter | Meaning::BareUnit) && value.contains("-Q") {
            (self.anchors.quarter, self.quarter_at) = (Some(date), number);
        }
        if !matches!(time.means, Meaning::Decade | Meaning::Century) {
            self.anchors.year = Some(date.year());
        }
        let start = time.range.start as usize;
        let moves = match (time.means, self.anchors.told) {
            (Meaning::Decade, _) => false,
            (_, None) => true,
            (_, Some(_)) if in_brackets(words, start) => false,
            // A year alone moves on only where it opens a sentence ("In 1944 ..."): others stand in asides.
            (Meaning::Year, Some(last)) => {
                let opens = start <= words.sentence(start).start as usize + 2;
                let (year, last) = (date.year(), last.date.year());
                opens && year != last && year >= last - ASIDE_YEARS
            }
            _ => true,
        };
        if moves {
            (self.anchors.told, self.told_at) = (Some(Told::of(date, value)), number);
        }
    }
}

/// Does the token stand in brackets of its sentence?
fn in_brackets(words: &LowerWords<'_>, at: usize) -> bool {
    let begin = words.sentence(at).start as usize;
    let mark = (begin..at).rev().find(|&at| words.is(at, &["(", ")", "[", "]"]));
    mark.is_some_and(|at| words.is(at, &["(", "["]))
}

fn one(
    matcher: &Matcher<'_>,
    rules: &Rules,
    anchors: Anchors,
    at: usize,
    end: usize,
) -> Option<FoundTime> {
    let fits = |row: &Expression, to: usize, caught: &Caught| {
        fits(matcher, rules, row, TokenRange::new(at, to), caught)
    };
    let (row, to, caught) = matcher.longest(at, end, fits)?;
    let range = TokenRange::new(at, to);
    let tense = tense::tense(matcher.words, &rules.times, range);
    let anchors = Anchors { day: day_of_clock(matcher.words, anchors, at, tense), ..anchors };
    if row.only_ahead && tense != Tense::Ahead {
        return None;
    }
    let Valued { kind, value, date, anchor, of_day } = value::value(row, &caught, anchors, tense)?;
    Some(FoundTime {
        range,
        kind,
        value,
        modifier: row.modifier.clone(),
        anchor,
        date,
        of_day,
        means: row.means,
        rule: row.id.clone(),
        beside_day: row.beside_day,
    })
}

/// The day that a bare time of day goes with. A speaker who looks back ("I went to bed at 1 o'clock") tells no day by it, unless
/// the report has told one shortly before.
fn day_of_clock(words: &LowerWords<'_>, anchors: Anchors, at: usize, tense: Tense) -> Option<Date> {
    let quoted = words.doc.tokens.get(at).is_some_and(|token| token.quoted);
    let back = matches!(tense, Tense::Past | Tense::Done);
    anchors.day.filter(|day| !(quoted && back && Some(*day) == anchors.published))
}

/// Refuses readings that the words around them forbid.
fn fits(
    matcher: &Matcher<'_>,
    rules: &Rules,
    row: &Expression,
    range: TokenRange,
    caught: &Caught,
) -> bool {
    let words = matcher.words;
    if words.is(range.start as usize, &[","]) {
        return false;
    }
    let (start, end) = (range.start as usize, range.end as usize);
    let sentence = words.sentence(start);
    let before = if start > sentence.start as usize { words.word(start - 1) } else { "" };
    let next = if end < sentence.end as usize { words.word(end) } else { "" };
    let governed = rules.times.before_year.contains(before);
    if !row.after.is_empty() && !row.after.iter().any(|word| word == before) {
        return false;
    }
    if row.not_before.iter().any(|word| word == next) {
        return false;
    }
    match row.means {
        Meaning::Year if range.len() == 1 => {
            caught.year.is_some_and(|year| year < 0) || is_year(words, rules, start, before)
        }
        // "Tuesdays attack", where an apostrophe was lost.
        Meaning::Weekday if caught.plural => possesses(words, end, before),
        Meaning::SetWeekday if range.len() == 1 => !possesses(words, end, before),
        Meaning::Decade if range.len() == 1 => !rules.times.before_age.contains(before),
        // "The 5th", not "the fifth", "the 5th man" or a number.
        Meaning::DayOfMonth if range.len() == 2 => {
            let word = words.word(end - 1);
            let edge = |digit: bool| move |c: char| c.is_ascii_digit() == digit;
            word.starts_with(edge(true))
                && word.ends_with(edge(false))
                && !matches!(words.upos(end), Upos::Noun | Upos::Propn)
        }
        // "5 1/2 hours" are not two.
        Meaning::Stretch if before.ends_with('/') && words.touch(start - 1, start) => false,
        Meaning::Month if range.len() == 1 => {
            !matches!(words.upos(start), Upos::Verb | Upos::Aux) && !before.is_empty()
                || caught.month.is_some_and(|m| m != 5 && m != 3)
        }
        Meaning::Season if range.len() == 1 => governed && words.upos(start) != Upos::Verb,
        // "Man of the Year" is a name.
        Meaning::BareUnit => governed && !words.is_capital(end - 1),
        Meaning::Season => words.word(end - 1) != "of",
        Meaning::Stretch if next == "-" && words.touch(end - 1, end) => false,
        // An age is a figure; "a quarter" is a part of something.
        Meaning::Stretch if rules.figures.units.old.contains(next) => false,
        Meaning::Stretch if caught.unit == Some(TimeUnit::Quarter) && caught.number.is_none() => {
            caught.plural || range.len() > 2
        }
        Meaning::Stretch if caught.unit == Some(TimeUnit::Quarter) && next == "of" => false,
        Meaning::Stretch if range.len() == 1 => {
            !matches!(before, "'s" | "’s" | "-") && words.upos(start) != Upos::Verb
        }
        Meaning::Shift | Meaning::Same | Meaning::Set => words.upos(end - 1) != Upos::Verb,
        _ => true,
    }
}

/// Does a plural form stand where a possessive belongs: before a noun, and not behind "on"?
fn possesses(words: &LowerWords<'_>, end: usize, before: &str) -> bool {
    let noun = |at: usize| words.upos(at) == Upos::Noun;
    let adjective = matches!(words.upos(end), Upos::Adj | Upos::Verb);
    before != "on" && (noun(end) || (adjective && noun(end + 1)))
}

/// Are the four digits at `at` a year, and not an amount or a name?
fn is_year(words: &LowerWords<'_>, rules: &Rules, at: usize, before: &str) -> bool {
    if before.ends_with(|c: char| "$£€¥#".contains(c)) {
        return false;
    }
    let next = at + 1;
    let counts = words.sentence(at).contains(next) && words.upos(next) == Upos::Noun;
    let lemma = words.doc.lemma(next);
    let rules = &rules.times;
    let one = lemma == words.word(next);
    if counts {
        rules.before_year_adjective.contains(before)
            || one && rules.before_year_alone.contains(before)
    } else {
        before.is_empty()
            || rules.before_year.contains(before)
            || rules.before_year_alone.contains(before) && words.upos(next) != Upos::Propn
            || words.is_mark(next)
    }
}

/// The day of publication, in its own zone.
fn published(doc: &Document) -> Option<Date> {
    doc.report.published.as_ref()?.day().parse().ok()
}

#[cfg(test)]
mod tests;
