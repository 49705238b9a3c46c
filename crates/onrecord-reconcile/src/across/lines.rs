//! Series: the figures of one thing over as-of time, under one measure, class of who is counted, kind and place.
//!
//! A report's figure without a place is of where the report is. Under one key, points follow each other by day; a new
//! line begins where the days lie too far apart, where windows begin on different days, or where the numbers are no telling of one total.

use std::collections::BTreeSet;

use onrecord_model::across::{Body, Dispute, Draft, Group, Layer, Line, More, Point};
use onrecord_model::{Comparator, Decimal, Figure, FigureKind, Id, Standpoint, Verdict};

use super::incidents::{cell, spot};
use super::{Page, counts, members, span};
use crate::{day, key};

/// A running total that nobody has told for so many days is no longer told; a count over a window holds for its days.
const STOCK_DAYS: i64 = 120;
const FLOW_DAYS: i64 = 7;
/// Totals of one thing do not grow further than this from one telling to the next.
const FARTHEST: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

pub(super) fn drafts(page: &Page<'_>) -> Vec<Draft> {
    let moving = page.reading.findings.figures.iter().filter(|it| it.kind != FigureKind::Static);
    let mut drafts: Vec<Draft> = Vec::new();
    for figure in moving {
        let draft = draft(page, figure);
        // A headline says what a voice says below: the voice is kept.
        match drafts.iter_mut().find(|other| is_again(other, &draft)) {
            Some(other) if other.voice.is_none() => *other = draft,
            Some(_) => {}
            None => drafts.push(draft),
        }
    }
    drafts
}

fn draft(page: &Page<'_>, figure: &Figure) -> Draft {
    let rules = page.rules;
    let vague = figure.comparator == Comparator::Vague;
    let told = figure.as_of.clone().or_else(|| figure.window.as_ref().map(|[_, to]| to.clone()));
    let told = day::of_count(told, page.day.as_deref());
    let told = told.map(|told| told.chars().take(10).collect::<String>());
    let own = figure.place.as_ref().filter(|place| !place.name.is_empty());
    let point = Point {
        measure: figure.measure.clone(),
        population: rules.populations.class(figure.population.as_deref(), &rules.lemmas),
        kind: if figure.window.is_some() { FigureKind::Flow } else { figure.kind },
        place: own.or(page.place).map(spot),
        actor: figure.actor.as_deref().map(key).filter(|actor| !actor.is_empty()),
        since: figure.window.as_ref().map(|[from, _]| from.clone()).or(figure.since.clone()),
        dated: told.is_some(),
        as_of: told.or_else(|| page.day.clone()),
        low: figure.low.filter(|_| !vague),
        high: figure.high.filter(|_| !vague),
        value: figure.value,
        comparator: figure.comparator,
        is_part: figure.subset_of.is_some(),
    };
    let under = format!(
        "{}|{}|{}|{}",
        point.measure,
        point.population,
        point.kind,
        point.place.as_ref().map(cell).unwrap_or_default()
    );
    let voice = page.teller(&figure.voice);
    let mut draft = page.draft(Layer::Series, &figure.id, Some(&figure.words), Body::Point(point));
    draft.voice = voice;
    draft.keys = vec![under];
    draft
}

fn point(draft: &Draft) -> Option<&Point> {
    match &draft.body {
        Body::Point(point) => Some(point),
        _ => None,
    }
}

/// One amount of one class told again in the same report, by the same voice or by the report itself.
fn is_again(one: &Draft, other: &Draft) -> bool {
    let (Some(a), Some(b)) = (point(one), point(other)) else { return false };
    let amount = |point: &Point| (point.low, point.high, point.value, point.comparator);
    a.measure == b.measure
        && a.population == b.population
        && amount(a) == amount(b)
        && (one.voice == other.voice || one.voice.is_none() || other.voice.is_none())
}

/// Points that follow each other.
struct Run<'a> {
    points: Vec<(&'a Draft, &'a Point)>,
    last: Option<i64>,
}

pub(super) fn fold(drafts: &[Draft]) -> Vec<Group> {
    let mut points: Vec<(&Draft, &Point)> =
        drafts.iter().filter_map(|draft| Some((draft, point(draft)?))).collect();
    points.sort_by(|(a, p), (b, q)| {
        (&p.as_of, &a.report, a.start, &a.finding).cmp(&(&q.as_of, &b.report, b.start, &b.finding))
    });
    let mut runs: Vec<Run<'_>> = Vec::new();
    // Runs that a later point can still follow: the others are too old.
    let mut open: Vec<usize> = Vec::new();
    for (draft, point) in points {
        let at = point.as_of.as_deref().and_then(day::number);
        open.retain(|run| runs.get(*run).is_some_and(|run| run.is_open(point, at)));
        let fits = open
            .iter()
            .rev()
            .copied()
            .find(|run| runs.get(*run).is_some_and(|run| run.takes(draft, point)));
        match fits.and_then(|run| runs.get_mut(run)) {
            Some(run) => {
                run.points.push((draft, point));
                run.last = at.or(run.last);
            }
            None => {
                open.push(runs.len());
                runs.push(Run { points: vec![(draft, point)], last: at });
            }
        }
    }
    let mut groups = Vec::new();
    for run in &runs {
        let group = run.group();
        groups.extend(disputes(run, &group));
        groups.push(group);
    }
    groups
}

impl Run<'_> {
    fn is_open(&self, point: &Point, at: Option<i64>) -> bool {
        let most = if point.kind == FigureKind::Flow { FLOW_DAYS } else { STOCK_DAYS };
        self.last.zip(at).is_none_or(|(last, at)| at - last <= most)
    }

    /// Does the point tell of the same thing as the last ones?
    fn takes(&self, draft: &Draft, point: &Point) -> bool {
        let near = self.points.iter().rev().take(8);
        let mut fits = false;
        for (other, told) in near {
            let windows =
                told.since.is_some() && point.since.is_some() && told.since != point.since;
            let actors = told.actor.is_some() && point.actor.is_some() && told.actor != point.actor;
            // A report that gives two numbers for one thing in one voice counts two things.
            let twice = other.version == draft.version
                && other.voice == draft.voice
                && told.dated == point.dated
                && told.as_of == point.as_of;
            if (point.kind == FigureKind::Flow && windows) || actors || twice {
                return false;
            }
            fits |= amounts_fit(told, point);
        }
        fits
    }

    fn group(&self) -> Group {
        let drafts: Vec<&Draft> = self.points.iter().map(|(draft, _)| *draft).collect();
        let (reports, sources) = counts(&drafts);
        let told = || self.points.iter().map(|(_, point)| *point);
        let head = told().next();
        let key = drafts.first().and_then(|draft| draft.keys.first()).map(String::as_str);
        let first = drafts.first().map(|draft| (draft.version.as_str(), draft.finding.as_str()));
        let (version, finding) = first.unwrap_or_default();
        let days: BTreeSet<&String> = told().filter_map(|point| point.as_of.as_ref()).collect();
        let (since, until) = span(&drafts);
        Group {
            layer: Layer::Series,
            id: Id::of("se", [key.unwrap_or_default(), version, finding]),
            title: head
                .map(|point| format!("{} {}", point.measure, point.population))
                .unwrap_or_default(),
            kind: head.map(|point| point.measure.clone()).unwrap_or_default(),
            state: head.map(|point| point.kind.as_str().to_owned()).unwrap_or_default(),
            place: head.and_then(|point| point.place.as_ref()).map(|place| place.name.clone()),
            first: days.first().map(|day| (*day).clone()).or(since),
            last: days.last().map(|day| (*day).clone()).or(until),
            reports,
            sources,
            weight: i64::from(reports),
            members: members(&drafts),
            more: More::Line(Line {
                population: head.map(|point| point.population.clone()).unwrap_or_default(),
                kind: head.map(|point| point.kind).unwrap_or_default(),
                latest: told().filter_map(number).next_back(),
                low: told().filter_map(|point| point.low).min(),
                high: told().filter_map(|point| point.high).max(),
            }),
        }
    }
}

fn number(point: &Point) -> Option<Decimal> {
    point.value.or(point.low).or(point.high)
}

fn overlap(a: &Point, b: &Point) -> bool {
    a.low.is_none_or(|low| b.high.is_none_or(|high| low <= high))
        && b.low.is_none_or(|low| a.high.is_none_or(|high| low <= high))
}

fn amounts_fit(a: &Point, b: &Point) -> bool {
    let (Some(x), Some(y)) = (number(a), number(b)) else { return true };
    let (least, most) = (x.min(y), x.max(y));
    let near = least > Decimal::ZERO && most <= least * FARTHEST;
    near || x == y
}

/// Two voices that give numbers for one day of which none is in both.
fn disputes(run: &Run<'_>, series: &Group) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    for days in run.points.chunk_by(|(_, a), (_, b)| a.as_of == b.as_of) {
        let is_told = |(_, point): &&(&Draft, &Point)| !point.is_part && point.as_of.is_some();
        let told: Vec<&(&Draft, &Point)> = days.iter().filter(is_told).collect();
        let Some((first, given)) = told.first() else { continue };
        let other =
            told.iter().find(|(draft, point)| draft.voice != first.voice && !overlap(given, point));
        let Some((second, counter)) = other else { continue };
        let both_told = given.dated && counter.dated;
        let verdict = Verdict {
            label: Standpoint::Contradiction,
            why: format!(
                "two sources, one day, no number in both: “{}” and “{}”",
                first.words, second.words
            ),
            confidence: if both_told { 0.6 } else { 0.5 },
            same_primary_source: Some(false),
        };
        found.push(Group {
            layer: Layer::Disputes,
            id: Id::of("di", [series.id.as_str(), first.finding.as_str(), second.finding.as_str()]),
            title: format!("{}: “{}” and “{}”", series.title, first.words, second.words),
            kind: "figure".to_owned(),
            state: verdict.label.as_str().to_owned(),
            first: given.as_of.clone(),
            last: given.as_of.clone(),
            reports: 2,
            sources: 2,
            weight: 1_500 + i64::from(both_told),
            members: vec![
                (first.version.clone(), first.finding.clone()),
                (second.version.clone(), second.finding.clone()),
            ],
            more: More::Dispute(Dispute { about: series.id.clone(), verdict }),
            ..series.clone()
        });
    }
    found
}
