//! The figures that were asked for, each told once: the same number of the same, by whomever and wherever told, is one.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Comparator, Decimal, Figure, FigureKind, Id, Statement, VerificationStatus};
use onrecord_rules::Rules;

use super::amounts::value;
use super::conflicts::Conflict;
use super::selection::{Page, Selection};
use super::{Group, Line, Mark, Section, SectionKind, Speaker, When, dates, extract};

/// Measures that say nothing about how a crisis goes.
const LEFT_OUT: [&str; 4] = ["age", "distance", "duration", "area"];

/// A figure told once is one telling; days further apart than this are two figures that happen to be equal.
const DAYS_APART: i64 = 31;

/// All figures, folded.
#[derive(Debug, Default)]
pub(super) struct Figures<'a> {
    pub(super) counted: Vec<Counted<'a>>,
    first_day: Option<i64>,
    /// Figures that may be one: by measure, value and whole.
    by_value: BTreeMap<(String, String, Option<usize>), Vec<usize>>,
    /// Page and figure to its place among `counted`.
    places: BTreeMap<(usize, &'a Id), usize>,
    /// The latest day for which a series tells a number.
    pub(super) latest: BTreeMap<usize, String>,
}

/// One figure, wherever it was told.
#[derive(Debug)]
pub(super) struct Counted<'a> {
    /// Latest first; among those of a day the most openly named.
    pub(super) tellings: Vec<Telling<'a>>,
    /// The figure it is a part of.
    pub(super) parent: Option<usize>,
    /// The series it is a point of.
    pub(super) series: usize,
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
    /// The page itself, or the one it is a copy of.
    pub(super) origin: usize,
}

impl Telling<'_> {
    /// The day the figure holds for: as told, else the day of the report; none where the report tells it as an earlier value.
    pub(super) fn holds(&self) -> Option<&str> {
        if self.is_earlier() {
            return None;
        }
        let window = self.figure.window.as_ref().map(|[_, until]| until);
        self.figure.as_of.as_ref().or(window).or(self.day.as_ref()).map(String::as_str)
    }

    /// Did another figure of the report take its place?
    pub(super) fn is_earlier(&self) -> bool {
        self.figure.replaced_by.is_some()
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

    /// What kind of quantity it is.
    pub(super) fn kind(&self) -> FigureKind {
        self.shown().map(|telling| telling.figure.kind).unwrap_or_default()
    }

    /// Is it told as an earlier value only?
    pub(super) fn is_earlier(&self) -> bool {
        self.tellings.iter().all(Telling::is_earlier)
    }

    /// The number that is named, or the one end that is given.
    pub(super) fn number(&self) -> Option<Decimal> {
        self.shown().and_then(|t| t.figure.value.or(t.figure.low).or(t.figure.high))
    }

    /// Is it one that is kept up to date, so that a later one takes its place? What a window counted stays.
    pub(super) fn is_kept(&self) -> bool {
        let is_window = self.tellings.iter().any(|telling| telling.figure.window.is_some());
        self.kind() == FigureKind::Stock && !is_window
    }

    /// Is nothing or nobody counted? That is told, but nothing to begin with.
    pub(super) fn is_zero(&self) -> bool {
        self.shown().and_then(|telling| telling.figure.value).is_some_and(|v| v.is_zero())
    }

    /// The value as it is printed.
    pub(super) fn value(&self) -> String {
        self.shown().map(|telling| value(telling.figure)).unwrap_or_default()
    }
}

impl<'a> Figures<'a> {
    pub(super) fn of(selection: &Selection<'a>, rules: &Rules) -> Figures<'a> {
        let mut figures = Figures {
            first_day: selection
                .pages
                .iter()
                .filter_map(Page::day)
                .min()
                .and_then(|d| dates::number(&d)),
            ..Figures::default()
        };
        let mut waiting = tellings(selection);
        // Parts come after the wholes they belong to, whichever stands first in the text.
        while !waiting.is_empty() {
            let known: BTreeSet<(usize, &Id)> =
                waiting.iter().map(|t| (t.at, &t.figure.id)).collect();
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
                    .and_then(|whole| figures.places.get(&(telling.at, whole)).copied());
                let key = (telling.at, &telling.figure.id);
                let place = figures.fold(telling, parent);
                figures.places.insert(key, place);
            }
            waiting = later;
        }
        for counted in &mut figures.counted {
            counted.tellings.sort_by(|a, b| {
                let rank = |t: &Telling<'_>| {
                    (t.origin != t.at, t.speaker.standing(), t.at, t.figure.words.start)
                };
                // An earlier value is shown where it was told as what holds.
                let later = b.day.cmp(&a.day).then_with(|| rank(a).cmp(&rank(b)));
                a.is_earlier().cmp(&b.is_earlier()).then(later)
            });
        }
        figures.number_series(selection, rules);
        figures
    }

    /// The place of a figure of a page.
    pub(super) fn place_of(&self, page: usize, figure: &Id) -> Option<usize> {
        self.places.get(&(page, figure)).copied()
    }

    fn fold(&mut self, telling: Telling<'a>, parent: Option<usize>) -> usize {
        let key = (telling.figure.measure.clone(), value(telling.figure), parent);
        let candidates = self.by_value.entry(key).or_default();
        let same = candidates.iter().copied().find(|index| {
            self.counted
                .get(*index)
                .is_some_and(|known| known.tellings.iter().all(|other| is_same(other, &telling)))
        });
        if let Some((index, counted)) = same.and_then(|at| Some((at, self.counted.get_mut(at)?))) {
            counted.tellings.push(telling);
            return index;
        }
        candidates.push(self.counted.len());
        self.counted.push(Counted { tellings: vec![telling], parent, series: 0 });
        self.counted.len() - 1
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
            earlier: self.is_replaced(counted),
            value: Some(counted.value()),
            series: Some(counted.series),
            of: counted.population().map(str::to_owned),
            extract: selection.pages.get(shown.at).map(|page| page.in_sentence(&figure.words)),
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

    /// Quantities of things.
    pub(super) fn other(&self, selection: &Selection<'a>, conflicts: &[Conflict]) -> Section {
        let mut groups: Vec<(bool, Group)> = Vec::new();
        for at in self.of_measure(|counted| !is_of_people(counted)) {
            let known = self.counted.get(at).is_some_and(is_known);
            let line = self.line(selection, conflicts, at);
            let heading = line.label.clone();
            let mut lines = vec![line];
            lines.extend(self.parts(at).map(|part| self.line(selection, conflicts, part)));
            match groups.iter_mut().find(|(_, group)| group.heading == heading) {
                Some((_, group)) => group.lines.append(&mut lines),
                None => groups.push((known, Group { heading, lines })),
            }
        }
        groups.sort_by_cached_key(|(known, group)| {
            let reports: usize = group.lines.iter().map(Line::origins).sum();
            (!known, std::cmp::Reverse(reports), group.heading.clone())
        });
        let groups = groups.into_iter().map(|(_, group)| group);
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
                origin: page.copy_of.unwrap_or(at),
            });
        }
    }
    tellings
}

/// Is it a figure of people, and so one for the first section? A measure that only names who is counted ("foreigners") tells
/// not what became of them.
pub(super) fn is_of_people(counted: &Counted<'_>) -> bool {
    let Some(figure) = counted.shown().map(|telling| telling.figure) else { return false };
    let unit = figure.unit.as_deref();
    let Some(word) = figure.measure.strip_prefix("other:").filter(|_| !is_plain(figure)) else {
        if is_plain(figure) {
            return false;
        }
        // Money is released, and lorries leave, as well.
        return unit.is_none_or(|unit| unit == "person")
            && super::people::ORDER.contains(&figure.measure.as_str());
    };
    let population = counted.population().map(str::to_lowercase).unwrap_or_default();
    unit == Some("person") && word != "person" && !population.contains(&word.to_lowercase())
}

/// Is it a count of which nothing more is said than who is counted ("30 men have not returned")?
fn is_plain(figure: &Figure) -> bool {
    figure.made_by == "figures#plain"
}

/// Is it known what the figure measures, and not only what it counts?
pub(super) fn is_known(counted: &Counted<'_>) -> bool {
    !counted.measure().starts_with("other:") && counted.measure() != "count_of_units"
}

/// Do the two tell the same number of the same?
fn is_same(a: &Telling<'_>, b: &Telling<'_>) -> bool {
    let (one, two) = (a.figure, b.figure);
    let number = |figure: &Figure| (figure.low, figure.high, figure.value, figure.comparator);
    let place = |figure: &Figure| figure.place.as_ref().map(|place| extract::key(&place.name));
    // A copy may have been read with another place: its words are the same all the same.
    let is_copied = a.at != b.at && a.origin == b.origin && one.words.text == two.words.text;
    let days = a.holds().and_then(dates::number).zip(b.holds().and_then(dates::number));
    one.measure == two.measure
        && one.kind == two.kind
        && number(one) == number(two)
        && (one.comparator != Comparator::Vague || value(one) == value(two))
        && (is_copied || is_compatible(place(one), place(two), |a, b| a == b))
        && (is_copied || is_compatible(one.actor.as_deref(), two.actor.as_deref(), |a, b| a == b))
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
    match measure.strip_prefix("other:").unwrap_or(measure) {
        "count_of_units" => "counted".to_owned(),
        plain => plain.replace('_', " "),
    }
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
