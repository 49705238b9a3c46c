//! A report's text with its findings marked in place: properly nested, split only where one mark crosses another.

use std::collections::BTreeSet;

use onrecord_model::{Statement, Words};

use super::super::dates;
use super::super::speakers::standing;
use super::super::statements::{act, anchor as stands_at};
use super::super::wording;
use super::{anchor, escaped, visible};
use crate::Reading;

/// A paragraph, marked, and the statements that begin in it.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its text with spans of the classes `source`, `cue`, `content`, `figure`, `time`, `place`, `event` and `check` around
    /// what was found; the first of a finding has its id. Escaped, and safe to put into a page as it is.
    pub html: String,
    /// The statements that begin in it, in text order.
    pub notes: Vec<Note>,
}

/// A statement in the margin of its paragraph.
#[derive(Clone, Debug)]
pub struct Note {
    /// The statement's id, as it can stand after `#`.
    pub anchor: String,
    /// Who says it, through whom.
    pub who: String,
    /// What sort of saying it is.
    pub act: &'static str,
    /// How openly it is said.
    pub standing: &'static str,
    /// To whom, where and when it was said, and how the source knows.
    pub beyond: String,
}

/// Code points `start..end`, to be set off as `class`.
#[derive(Clone, Debug)]
struct Range {
    start: usize,
    end: usize,
    class: &'static str,
    title: String,
    /// The finding that links lead to, on the first piece only.
    id: Option<String>,
}

/// The paragraphs of a report, with what was found marked in place.
pub fn paragraphs(reading: &Reading) -> Vec<Paragraph> {
    let text: Vec<char> = visible(&reading.report.text).chars().collect();
    let mut ranges = ranges(reading, text.len());
    // Outer before inner, so that closing in reverse order nests.
    ranges.sort_by(|a, b| (a.start, b.end, a.class).cmp(&(b.start, a.end, b.class)));
    let mut paragraphs = Vec::new();
    let mut used = BTreeSet::new();
    let mut start = 0;
    for end in (0..=text.len()).filter(|at| text.get(*at).is_none_or(|c| *c == '\n')) {
        let is_blank =
            text.get(start..end).is_none_or(|line| line.iter().all(|c| c.is_whitespace()));
        if !is_blank {
            paragraphs.push(Paragraph {
                html: marked(&text, start, end, &ranges, &mut used),
                notes: notes(reading, start, end),
            });
        }
        start = end + 1;
    }
    paragraphs
}

/// Every finding's words as a range within the text.
fn ranges(reading: &Reading, length: usize) -> Vec<Range> {
    let findings = &reading.findings;
    let mut ranges = Vec::new();
    let mut add = |words: &Words, class, title: &str, id: Option<&str>| {
        let (start, end) = (words.start as usize, (words.end as usize).min(length));
        if start < end {
            ranges.push(Range { start, end, class, title: title.to_owned(), id: id.map(anchor) });
        }
    };
    for statement in &findings.statements {
        let title = format!("{} · {}", chain(statement), act(statement.act));
        let at = stands_at(statement);
        for part in statement.content.iter().chain(&statement.carries_on) {
            add(part, "content", &title, (part == at).then_some(statement.id.as_str()));
        }
        for cue in &statement.cue {
            add(cue, "cue", &title, (cue == at).then_some(statement.id.as_str()));
        }
        for link in &statement.chain {
            let title = format!("{} · {}", wording::named_link(link), standing(link.standing));
            let id = (&link.words == at).then_some(statement.id.as_str());
            add(&link.words, "source", &title, id);
        }
        if let Some(verification) = &statement.verification {
            add(&verification.words, "check", verification.status.as_str(), None);
        }
    }
    for figure in &findings.figures {
        let title = format!(
            "{} {}",
            super::super::figures::label(&figure.measure),
            super::super::amounts::value(figure)
        );
        add(&figure.words, "figure", &title, Some(figure.id.as_str()));
    }
    for time in &findings.times {
        let value = time.value.as_deref().unwrap_or_default();
        add(&time.words, "time", value, Some(time.id.as_str()));
    }
    for place in &findings.places {
        add(&place.words, "place", &place.name, None);
    }
    for event in &findings.events {
        let title =
            format!("{} · {}", event.kind.replace('_', " "), event.status.replace('_', " "));
        add(&event.words, "event", &title, Some(event.id.as_str()));
    }
    for person in &findings.persons {
        add(&person.words, "event", &person.status, Some(person.id.as_str()));
    }
    for access in &findings.access {
        add(&access.words, "event", access.state.as_str(), Some(access.id.as_str()));
    }
    for silence in &findings.not_said {
        add(&silence.words, "check", "not said", Some(silence.id.as_str()));
    }
    ranges
}

/// The text `start..end` with the parts of `ranges` that lie in it.
fn marked(
    text: &[char],
    start: usize,
    end: usize,
    ranges: &[Range],
    used: &mut BTreeSet<String>,
) -> String {
    let here: Vec<&Range> = ranges.iter().filter(|r| r.start < end && start < r.end).collect();
    let mut cuts: BTreeSet<usize> = [start, end].into_iter().collect();
    for range in &here {
        cuts.insert(range.start.max(start));
        cuts.insert(range.end.min(end));
    }
    let mut out = String::new();
    let mut open: Vec<&Range> = Vec::new();
    let cuts: Vec<usize> = cuts.into_iter().collect();
    for (at, next) in cuts.iter().zip(cuts.iter().skip(1).map(Some).chain([None])) {
        close(&mut out, &mut open, *at, used);
        for range in here.iter().filter(|range| range.start.max(start) == *at && *at < end) {
            opening(&mut out, range, used);
            open.push(range);
        }
        if let Some(next) = next {
            let words: String = text.get(*at..*next).unwrap_or_default().iter().collect();
            out.push_str(&escaped(&words));
        }
    }
    while open.pop().is_some() {
        out.push_str("</span>");
    }
    out
}

/// Ends what ends at `at`. What lies inside but runs on is ended with it, and begun again.
fn close<'a>(out: &mut String, open: &mut Vec<&'a Range>, at: usize, used: &mut BTreeSet<String>) {
    let Some(first) = open.iter().position(|range| range.end <= at) else { return };
    let inner: Vec<&'a Range> = open.drain(first..).collect();
    for _ in &inner {
        out.push_str("</span>");
    }
    for range in inner.into_iter().filter(|range| range.end > at) {
        opening(out, range, used);
        open.push(range);
    }
}

fn opening(out: &mut String, range: &Range, used: &mut BTreeSet<String>) {
    out.push_str("<span class=\"");
    out.push_str(range.class);
    out.push('"');
    if let Some(id) = range.id.as_ref().filter(|id| used.insert((*id).clone())) {
        out.push_str(&format!(" id=\"{}\"", escaped(id)));
    }
    if !range.title.is_empty() {
        out.push_str(&format!(" title=\"{}\"", escaped(&visible(&range.title))));
    }
    out.push('>');
}

/// The statements whose words begin in `start..end`, in text order.
fn notes(reading: &Reading, start: usize, end: usize) -> Vec<Note> {
    let begins_here = |words: &Words| (start..end).contains(&(words.start as usize));
    let mut statements: Vec<&Statement> =
        reading.findings.statements.iter().filter(|s| begins_here(stands_at(s))).collect();
    statements.sort_by_key(|statement| stands_at(statement).start);
    statements
        .into_iter()
        .map(|statement| Note {
            anchor: anchor(statement.id.as_str()),
            who: chain(statement),
            act: act(statement.act),
            standing: statement.chain.last().map_or("", |link| standing(link.standing)),
            beyond: beyond(reading, statement),
        })
        .collect()
}

/// To whom, where and when it was said, and how the source knows.
fn beyond(reading: &Reading, statement: &Statement) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(link) = statement.chain.last() {
        parts.extend(link.knows.clone().filter(|knows| !link.name.contains(knows)));
        parts.extend(link.reason.clone());
    }
    parts.extend(statement.to.as_ref().map(|to| format!("to {to}")));
    parts.extend(statement.venue.clone());
    let day = reading.report.published.as_ref().map(|published| published.day());
    let said_on = statement.said_on.as_deref().filter(|said| Some(dates::day(said)) != day);
    parts.extend(said_on.map(|said| dates::short(said, day.and_then(dates::year))));
    visible(&parts.join(", "))
}

/// Who says it through whom, outermost first.
fn chain(statement: &Statement) -> String {
    if statement.chain.is_empty() {
        return "own voice".to_owned();
    }
    let names: Vec<String> = statement.chain.iter().map(wording::named_link).collect();
    names.join(" ← ")
}
