//! What the latest day of reports adds to the days before, and what corrected versions changed.

use std::collections::BTreeSet;

use onrecord_model::{Act, Words};

use super::figures::{Counted, Figures, is_known, is_of_people};
use super::selection::{Page, Selection};
use super::statements::Told;
use super::{Evidence, Extract, Group, Line, Section, SectionKind, Speaker, extract, people};

/// New and moved figures, denials, states of crossings, and corrections.
pub(super) fn section<'a>(
    selection: &Selection<'a>,
    told: &Told<'a>,
    figures: &Figures<'a>,
) -> Section {
    let first = selection.pages.iter().filter_map(Page::day).min();
    let last = selection.last_day();
    let mut groups = Vec::new();
    if let Some(last) = last.as_ref().filter(|last| first.as_ref() != Some(last)) {
        groups.push(Group { heading: "figures".into(), lines: moved(selection, figures, last) });
        let denials = told.lines(selection, |saying| {
            let days =
                || saying.tellings.iter().filter_map(|(at, _)| selection.pages.get(*at)?.day());
            matches!(saying.act, Act::Deny | Act::Retract | Act::Correct)
                && days().all(|day| day == *last)
        });
        groups.push(Group { heading: "denied".into(), lines: denials });
    }
    groups.push(Group { heading: "corrected".into(), lines: corrected(selection) });
    Section { note: last, ..Section::new(SectionKind::Changed, groups) }
}

/// Figures first told on the last day: what they were before, if anybody told them before.
fn moved<'a>(selection: &Selection<'a>, figures: &Figures<'a>, last: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (at, counted) in figures.counted.iter().enumerate() {
        let is_new = counted.tellings.iter().all(|telling| telling.day.as_deref() == Some(last));
        if !is_new || counted.is_earlier() || figures.is_history(counted) {
            continue;
        }
        let before = before(figures, counted, last);
        let was = before.map(Counted::value);
        // What is new of unknown measure, or of things, is told above.
        if !is_known(counted) || (was.is_none() && !is_of_people(counted)) {
            continue;
        }
        let mut line = figures.line(selection, &[], at);
        line.depth = 0;
        line.value = Some(match was {
            Some(was) => format!("{was} → {}", counted.value()),
            None => counted.value(),
        });
        if before.is_none() {
            line.facts.insert(0, "new".into());
        }
        if let Some(known) = before.and_then(Counted::shown)
            && let Some(page) = selection.pages.get(known.at)
        {
            line.before = Some(page.evidence(&known.figure.id, &known.figure.words));
        }
        lines.push((before.is_none(), rank(counted), line));
    }
    lines.sort_by_cached_key(|(new, rank, line)| (*new, *rank, line.weight()));
    lines.into_iter().map(|(_, _, line)| line).collect()
}

/// Where its measure stands among the measures of people.
fn rank(counted: &Counted<'_>) -> usize {
    people::ORDER.iter().position(|measure| *measure == counted.measure()).unwrap_or(usize::MAX)
}

/// The latest earlier figure of the series: of the same voice where it told one, else of anybody; of one day, the nearest.
fn before<'a, 'b>(
    figures: &'b Figures<'a>,
    counted: &Counted<'a>,
    last: &str,
) -> Option<&'b Counted<'a>> {
    let voices: BTreeSet<&str> = counted.tellings.iter().map(|t| t.voice.as_str()).collect();
    let number = |counted: &Counted<'_>| {
        counted.shown().and_then(|t| t.figure.value.or(t.figure.low).or(t.figure.high))
    };
    let distance =
        |other: &Counted<'_>| number(other).zip(number(counted)).map(|(a, b)| (a - b).abs());
    figures
        .counted
        .iter()
        .filter(|other| {
            other.series == counted.series
                && number(other).is_some()
                && !figures.is_history(other)
                && !std::ptr::eq(*other, counted)
                && (other.is_earlier()
                    || other.shown().is_some_and(|telling| telling.day.as_deref() < Some(last)))
        })
        .max_by_key(|other| {
            let same_voice = other.tellings.iter().any(|t| voices.contains(t.voice.as_str()));
            let nearest = std::cmp::Reverse(distance(other));
            (same_voice, other.holds().map(str::to_owned), nearest)
        })
}

/// Sentences that a later version of a report adds and withdraws.
fn corrected(selection: &Selection<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (old, by) in &selection.replaced {
        let Some(page) = selection.pages.get(*by) else { continue };
        let before = super::sentences::of(&old.report.text);
        let old_text: Vec<char> = old.report.text.chars().collect();
        let old_sentences: Vec<(Words, String)> = before
            .iter()
            .map(|(start, end)| {
                let text: String = old_text
                    .get(*start as usize..*end as usize)
                    .unwrap_or_default()
                    .iter()
                    .collect();
                let key = extract::key(&text);
                (Words { start: *start, end: *end, text }, key)
            })
            .collect();
        let new_sentences: Vec<(Words, String)> = page
            .sentences
            .iter()
            .map(|(start, end)| {
                let text = page.slice(*start, *end).to_owned();
                let key = extract::key(&text);
                (Words { start: *start, end: *end, text }, key)
            })
            .collect();
        let lacks = |sentences: &[(Words, String)], key: &str| {
            !sentences.iter().any(|(_, other)| other == key)
        };
        for (words, key) in &old_sentences {
            if lacks(&new_sentences, key) {
                lines.push(change("withdrawn", page, &old.report.version, words));
            }
        }
        for (words, key) in &new_sentences {
            if lacks(&old_sentences, key) {
                lines.push(change("added", page, &page.reading.report.version, words));
            }
        }
    }
    lines
}

fn change(label: &str, page: &Page<'_>, version: &str, words: &Words) -> Line {
    let outlet = page.reading.report.outlet.clone();
    Line {
        label: label.to_owned(),
        extract: Some(Extract::of(words.text.clone())),
        says: vec![Speaker { outlet: outlet.clone(), ..Speaker::default() }],
        day: page.day(),
        evidence: vec![Evidence {
            report: version.to_owned(),
            finding: onrecord_model::Id::given(page.reading.report.id.clone()),
            words: words.clone(),
            day: page.day(),
            outlet,
            is_copy: false,
        }],
        ..Line::default()
    }
}
