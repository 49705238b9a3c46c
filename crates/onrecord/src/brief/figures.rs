//! The figures that were asked for, each told once: the same number of the same, by whomever and wherever told, is one.

use std::collections::BTreeMap;

use onrecord_model::{Comparator, Figure, FigureKind, Id, Statement, VerificationStatus};

use super::amounts::value;
use super::conflicts::Conflict;
use super::selection::{Page, Selection};
use super::{Extract, Group, Line, Mark, Section, SectionKind, Speaker, When, dates, extract};

/// Measures that say nothing about how a crisis goes.
const LEFT_OUT: [&str; 4] = ["age", "distance", "duration", "area"];

/// A figure told once is one telling; days further apart than this are two figures that happen to be equal.
const DAYS_APART: i64 = 31;

/// All figures, folded.
#[derive(Debug, Default)]
pub(super) struct Figures<'a> {
    pub(super) counted: Vec<Counted<'a>>,
    first_day: Option<i64>,
}

/// One figure, wherever it was told.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    /// Latest first; among those of a day the most openly named.
    pub(super) tellings: Vec<Telling<'a>>,
    /// The figure it is a part of.
    pub(super) parent: Option<usize>,
}

/// One place where it was told.
#[derive(Debug)]
pub(super) struct Telling<'a> {
    /// The page.
    pub(super) at: usize,
    pub(super) figure: &'a Figure,
    pub(super) statement: Option<&'a Statement>,
    pub(super) voice: String,
    pub(super) speaker: Speaker,
    /// The day of the report.
    pub(super) day: Option<String>,
    is_copy: bool,
}

impl Telling<'_> {
    /// The day the figure holds for: as told, else the day of the report.
    pub(super) fn holds(&self) -> Option<&str> {
        let window = self.figure.window.as_ref().map(|[_, until]| until);
        self.figure.as_of.as_ref().or(window).or(self.day.as_ref()).map(String::as_str)
    }
}

impl<'a> Counted<'a> {
    /// The telling that is shown.
    pub(super) fn shown(&self) -> Option<&Telling<'a>> {
        self.tellings.first()
    }

    /// The latest day it holds for.
    pub(super) fn holds(&self) -> Option<&str> {
        self.tellings.iter().filter_map(Telling::holds).max()
    }

    /// What is counted, in the first words that say so.
    pub(super) fn population(&self) -> Option<&'a str> {
        self.tellings.iter().find_map(|telling| telling.figure.population.as_deref())
    }

    /// Where, if any telling says so.
    pub(super) fn place(&self) -> Option<&'a str> {
        self.tellings.iter().find_map(|t| t.figure.place.as_ref().map(|place| place.name.as_str()))
    }

    /// What it measures.
    pub(super) fn measure(&self) -> &'a str {
        self.shown().map_or("", |telling| telling.figure.measure.as_str())
    }

    /// What makes it a point of a series: measure, population, place, actor and kind.
    pub(super) fn series(&self) -> (String, String, String, String, FigureKind) {
        let actor = self.tellings.iter().find_map(|telling| telling.figure.actor.as_deref());
        (
            self.measure().to_owned(),
            extract::key(self.population().unwrap_or_default()),
            extract::key(self.place().unwrap_or_default()),
            extract::key(actor.unwrap_or_default()),
            self.shown().map(|telling| telling.figure.kind).unwrap_or_default(),
        )
    }

    /// The value as it is printed.
    pub(super) fn value(&self) -> String {
        self.shown().map(|telling| value(telling.figure)).unwrap_or_default()
    }
}

impl<'a> Figures<'a> {
    pub(super) fn of(selection: &Selection<'a>) -> Figures<'a> {
        let mut figures = Figures {
            counted: Vec::new(),
            first_day: selection
                .pages
                .iter()
                .filter_map(Page::day)
                .min()
                .and_then(|d| dates::number(&d)),
        };
        let mut placed: BTreeMap<(usize, &Id), usize> = BTreeMap::new();
        let mut waiting = tellings(selection);
        // Parts come after the wholes they belong to, whichever stands first in the text.
        while !waiting.is_empty() {
            let known: Vec<(usize, &Id)> = waiting.iter().map(|t| (t.at, &t.figure.id)).collect();
            let (later, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|telling| {
                telling.figure.subset_of.as_ref().is_some_and(|whole| {
                    known.contains(&(telling.at, whole)) && *whole != telling.figure.id
                })
            });
            // A ring of parts has no whole: take it as it comes.
            let (ready, later) =
                if ready.is_empty() { (later, Vec::new()) } else { (ready, later) };
            for telling in ready {
                let parent = telling
                    .figure
                    .subset_of
                    .as_ref()
                    .and_then(|whole| placed.get(&(telling.at, whole)).copied());
                let key = (telling.at, &telling.figure.id);
                placed.insert(key, figures.fold(telling, parent));
            }
            waiting = later;
        }
        for counted in &mut figures.counted {
            counted.tellings.sort_by(|a, b| {
                (&b.day, a.is_copy, a.speaker.standing(), a.at, a.figure.words.start).cmp(&(
                    &a.day,
                    b.is_copy,
                    b.speaker.standing(),
                    b.at,
                    b.figure.words.start,
                ))
            });
        }
        figures
    }

    fn fold(&mut self, telling: Telling<'a>, parent: Option<usize>) -> usize {
        let same = self.counted.iter().position(|counted| {
            counted.parent == parent
                && counted.tellings.iter().all(|other| is_same(other, &telling))
        });
        match same.and_then(|index| self.counted.get_mut(index).map(|counted| (index, counted))) {
            Some((index, counted)) => {
                counted.tellings.push(telling);
                index
            }
            None => {
                self.counted.push(Counted { tellings: vec![telling], parent });
                self.counted.len() - 1
            }
        }
    }

    /// The parts of a figure.
    pub(super) fn parts(&self, whole: usize) -> impl Iterator<Item = usize> {
        (0..self.counted.len())
            .filter(move |at| self.counted.get(*at).is_some_and(|c| c.parent == Some(whole)))
    }

    /// Does it tell of a time well before the reports (an earlier flood)?
    pub(super) fn is_history(&self, counted: &Counted<'_>) -> bool {
        let holds = counted.holds().and_then(dates::number);
        holds.zip(self.first_day).is_some_and(|(holds, first)| holds < first - DAYS_APART)
    }

    /// Whole figures of one measure: series by series, each latest first, what is past history last.
    pub(super) fn of_measure(&self, wanted: impl Fn(&Counted<'_>) -> bool) -> Vec<usize> {
        let mut latest: BTreeMap<_, (bool, Option<&str>, usize)> = BTreeMap::new();
        let mut found = Vec::new();
        for (at, counted) in self.counted.iter().enumerate() {
            if counted.parent.is_some() || !wanted(counted) {
                continue;
            }
            let series = counted.series();
            let entry = latest.entry(series.clone()).or_insert((false, None, 0));
            entry.0 |= !self.is_history(counted);
            entry.1 = entry.1.max(counted.holds());
            entry.2 += counted.tellings.len();
            found.push((at, series));
        }
        found.sort_by(|(a, a_series), (b, b_series)| {
            let rank = |at: &usize| self.counted.get(*at).and_then(Counted::holds);
            (latest.get(b_series), a_series, rank(b), a).cmp(&(
                latest.get(a_series),
                b_series,
                rank(a),
                b,
            ))
        });
        found.into_iter().map(|(at, _)| at).collect()
    }

    /// The line of one figure.
    pub(super) fn line(
        &self,
        selection: &Selection<'a>,
        conflicts: &[Conflict],
        at: usize,
    ) -> Line {
        let Some((counted, shown)) = self.counted.get(at).and_then(|c| Some((c, c.shown()?)))
        else {
            return Line::default();
        };
        let figure = shown.figure;
        let mut line = Line {
            label: label(&figure.measure),
            depth: u8::from(counted.parent.is_some()),
            value: Some(counted.value()),
            extract: Some(Extract { text: self.counted_words(selection, counted), mode: None }),
            facts: facts(counted),
            says: speakers(counted),
            when: when(shown),
            day: shown.day.clone(),
            evidence: counted
                .tellings
                .iter()
                .filter_map(|t| {
                    let page = selection.pages.get(t.at)?;
                    Some(page.evidence(&t.figure.id, &t.figure.words))
                })
                .collect(),
            ..Line::default()
        };
        line.mark_unnamed();
        if conflicts.iter().any(|conflict| conflict.figures.contains(&at)) {
            line.mark(Mark::Contradicted);
        }
        let unverified = |t: &Telling<'_>| {
            t.statement.and_then(|s| s.verification.as_ref()).is_some_and(|v| {
                matches!(v.status, VerificationStatus::Unverified | VerificationStatus::Disputed)
            })
        };
        if counted.tellings.iter().any(unverified) {
            line.mark(Mark::Unverified);
        }
        if figure.value.is_none() && figure.low.is_none() && figure.high.is_none() {
            line.mark(Mark::Open);
        }
        line
    }

    /// What is counted, in the report's words: the population; else the words of the figure; else, where these are a bare
    /// number, the sentence.
    fn counted_words(&self, selection: &Selection<'a>, counted: &Counted<'a>) -> String {
        if let Some(population) = counted.population() {
            return population.to_owned();
        }
        let Some(shown) = counted.shown() else { return String::new() };
        let words = &shown.figure.words;
        if words.text.chars().filter(|c| c.is_alphabetic()).count() > 3 && words.text.contains(' ')
        {
            return words.text.clone();
        }
        selection
            .pages
            .get(shown.at)
            .map(|page| page.sentence(words))
            .unwrap_or_default()
            .to_owned()
    }

    /// Quantities of things.
    pub(super) fn other(&self, selection: &Selection<'a>, conflicts: &[Conflict]) -> Section {
        let mut groups: Vec<Group> = Vec::new();
        for at in self.of_measure(|counted| !is_of_people(counted)) {
            let mut line = self.line(selection, conflicts, at);
            // Here the noun is half of the value ("60,000 crowns"): the words of the figure say both.
            if let Some(shown) = self.counted.get(at).and_then(Counted::shown) {
                line.extract = Some(Extract { text: shown.figure.words.text.clone(), mode: None });
            }
            let heading = line.label.clone();
            let mut lines = vec![line];
            lines.extend(self.parts(at).map(|part| self.line(selection, conflicts, part)));
            match groups.iter_mut().find(|group| group.heading == heading) {
                Some(group) => group.lines.append(&mut lines),
                None => groups.push(Group { heading, lines }),
            }
        }
        groups.sort_by_cached_key(|group| {
            let reports: usize = group.lines.iter().map(Line::reports).sum();
            (std::cmp::Reverse(reports), group.heading.clone())
        });
        Section::new(SectionKind::OtherFigures, groups)
    }
}

/// Every figure that was asked for, with who answers for it.
fn tellings<'a>(selection: &Selection<'a>) -> Vec<Telling<'a>> {
    let mut tellings = Vec::new();
    for (at, page) in selection.pages.iter().enumerate() {
        for figure in &page.reading.findings.figures {
            if LEFT_OUT.contains(&figure.measure.as_str())
                || !selection.wants(page, &figure.words, &figure.voice)
            {
                continue;
            }
            let statement = page.statement(&figure.voice);
            tellings.push(Telling {
                at,
                figure,
                statement,
                voice: selection.voice_key(at, statement),
                speaker: selection.speaker(page, statement),
                day: page.day(),
                is_copy: page.copy_of.is_some(),
            });
        }
    }
    tellings
}

/// Is it a figure of people, and so one for the first section?
pub(super) fn is_of_people(counted: &Counted<'_>) -> bool {
    let Some(shown) = counted.shown() else { return false };
    super::people::ORDER.contains(&shown.figure.measure.as_str())
        || (shown.figure.measure.starts_with("other:")
            && shown.figure.unit.as_deref() == Some("person"))
}

/// Do the two tell the same number of the same?
fn is_same(a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let (one, two) = (a.figure, b.figure);
    let number = |figure: &Figure| (figure.low, figure.high, figure.value, figure.comparator);
    let place = |figure: &Figure| figure.place.as_ref().map(|place| extract::key(&place.name));
    let days = a.holds().and_then(dates::number).zip(b.holds().and_then(dates::number));
    one.measure == two.measure
        && one.kind == two.kind
        && number(one) == number(two)
        && (one.comparator != Comparator::Vague || value(one) == value(two))
        && is_compatible(place(one), place(two), |a, b| a == b)
        && is_compatible(one.actor.as_deref(), two.actor.as_deref(), |a, b| a == b)
        && is_compatible(population(one), population(two), |a, b| {
            a.ends_with(b.as_str()) || b.ends_with(a.as_str())
        })
        && match one.kind {
            // "Two were killed" on two days may be four people.
            FigureKind::Flow => {
                is_compatible(one.window.as_ref(), two.window.as_ref(), |a, b| a == b)
                    && days.is_none_or(|(a, b)| a == b)
            }
            _ => days.is_none_or(|(a, b)| (a - b).abs() <= DAYS_APART),
        }
}

fn population(figure: &Figure) -> Option<String> {
    figure.population.as_deref().map(extract::key)
}

/// Does nothing speak against the two being one?
pub(super) fn is_compatible<T>(a: Option<T>, b: Option<T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (&a, &b) {
        (Some(a), Some(b)) => same(a, b),
        _ => true,
    }
}

/// A measure as a heading: `wanting to leave`.
pub(super) fn label(measure: &str) -> String {
    measure.strip_prefix("other:").unwrap_or(measure).replace('_', " ")
}

/// Who tells it, each voice once, the most openly named first.
fn speakers(counted: &Counted<'_>) -> Vec<Speaker> {
    let mut seen: Vec<(&str, Option<String>)> = Vec::new();
    let mut speakers: Vec<Speaker> = Vec::new();
    for telling in &counted.tellings {
        let name = telling.speaker.last().map(|named| extract::key(&named.name));
        let known = |(voice, other): &(&str, Option<String>)| {
            *voice == telling.voice || (name.is_some() && *other == name)
        };
        if !seen.iter().any(known) {
            seen.push((&telling.voice, name));
            speakers.push(telling.speaker.clone());
        }
    }
    speakers.sort_by_key(|speaker| (speaker.standing(), speaker.chain.is_empty()));
    speakers
}

/// Where, by whom, with what doubt; what the counted words say already is left out.
fn facts(counted: &Counted<'_>) -> Vec<String> {
    let said = extract::key(counted.population().unwrap_or_default());
    let actor = counted.tellings.iter().find_map(|telling| telling.figure.actor.as_deref());
    let mut facts: Vec<String> = counted
        .place()
        .filter(|place| !said.contains(&extract::key(place)))
        .map(str::to_owned)
        .into_iter()
        .collect();
    facts.extend(actor.map(|actor| format!("by {actor}")));
    if let Some(hedge) = counted.shown().and_then(|telling| telling.figure.hedge.as_deref()) {
        facts.push(format!("“{hedge}”"));
    }
    facts
}

fn when(telling: &Telling<'_>) -> When {
    let figure = telling.figure;
    let day = telling.day.as_deref();
    let said_on = telling.statement.and_then(|statement| statement.said_on.clone());
    When {
        as_of: figure.as_of.clone().filter(|as_of| Some(dates::day(as_of)) != day),
        since: figure.since.clone(),
        until: None,
        window: figure.window.clone(),
        said_on: said_on.filter(|said| {
            Some(dates::day(said)) != day && Some(said.as_str()) != figure.as_of.as_deref()
        }),
    }
}
