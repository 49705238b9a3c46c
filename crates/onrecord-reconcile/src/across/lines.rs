//! Series: the figures of one thing over as-of time, under one measure, class of who is counted, kind and place.
//!
//! A report's figure without a place is of where the report is. Under one key, points follow each other by day; a new
//! line begins where the days lie too far apart, where windows begin on different days, or where the numbers are no telling of one total.

use std::collections::BTreeSet;

use onrecord_model::across::{Body, Dispute, Draft, Group, Layer, Line, More, Point, Spot};
use onrecord_model::{Comparator, Decimal, Figure, FigureKind, Id, Standpoint, Verdict};

use onrecord_rules::Rules;

use super::against::{self, Pair};
use super::incidents::{cell, spot};
use super::{Page, counts, members, span};
use crate::counted::Counting;
use crate::{day, key};

/// A running total that nobody has told for so many days is no longer told; a count over a window holds for its days.
const STOCK_DAYS: i64 = 120;
const FLOW_DAYS: i64 = 7;
/// Totals of one thing do not grow further than this from one telling to the next.
const FARTHEST: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

pub(super) fn drafts(page: &Page<'_>) -> Vec<Draft> {
    let moving = page.reading.findings.figures.iter().filter(|it| it.kind != FigureKind::Static);
    let counting = Counting::of(page.reading, page.rules);
    let mut drafts: Vec<Draft> = Vec::new();
    for figure in moving {
        let draft = draft(page, &counting, figure);
        // A headline says what a voice says below: the voice is kept.
        match drafts.iter_mut().find(|other| is_again(other, &draft)) {
            Some(other) if other.voice.is_none() => *other = draft,
            Some(_) => {}
            None => drafts.push(draft),
        }
    }
    drafts
}

/// What a place is filed under. One that no gazetteer knows goes by its name without the word for a town: "Varlow Village" is Varlow,
/// and "Varlow Governorate" another place.
fn town(place: &Spot, rules: &Rules) -> String {
    let filed = cell(place);
    let bare = filed.rsplit_once(' ').filter(|_| place.geonames.is_none());
    let bare = bare.filter(|(_, word)| rules.places.settlements.contains(*word));
    bare.map_or_else(|| filed.clone(), |(name, _)| name.to_owned())
}

fn draft<'a>(page: &Page<'a>, counting: &Counting<'a>, figure: &'a Figure) -> Draft {
    let vague = figure.comparator == Comparator::Vague;
    let told = figure.as_of.clone().or_else(|| figure.window.as_ref().map(|[_, to]| to.clone()));
    let told = day::of_count(told, page.day.as_deref());
    let told = told.map(|told| told.chars().take(10).collect::<String>());
    let own = counting.place(figure);
    let is_earlier = figure.replaced_by.is_some();
    let point = Point {
        measure: figure.measure.clone(),
        population: counting.class(figure),
        kind: if figure.window.is_some() { FigureKind::Flow } else { figure.kind },
        place: own.or(page.place).map(spot),
        actor: figure.actor.as_deref().map(key).filter(|actor| !actor.is_empty()),
        since: figure.window.as_ref().map(|[from, _]| from.clone()).or(figure.since.clone()),
        dated: told.is_some() && !is_earlier,
        as_of: told.or_else(|| page.day.clone()).filter(|_| !is_earlier),
        low: figure.low.filter(|_| !vague),
        high: figure.high.filter(|_| !vague),
        value: figure.value,
        comparator: figure.comparator,
        is_part: counting.part_of(figure).is_some(),
        is_earlier,
        at: page.reading.report.published.as_ref().map(|published| published.at.clone()),
        cause: counting.cause(figure).map(str::to_owned),
    };
    let under = format!(
        "{}|{}|{}|{}{}",
        point.measure,
        point.population,
        point.kind,
        point.place.as_ref().map(|place| town(place, page.rules)).unwrap_or_default(),
        if counting.is_mere_part(figure) { "|part" } else { "" }
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

pub(super) fn fold(drafts: &[Draft], rules: &Rules) -> Vec<Group> {
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
            .find(|run| runs.get(*run).is_some_and(|run| run.takes(draft, point, rules)));
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
    fn takes(&self, draft: &Draft, point: &Point, rules: &Rules) -> bool {
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
            let causes = rules.joining.are_apart(told.cause.as_deref(), point.cause.as_deref());
            if (point.kind == FigureKind::Flow && windows) || actors || causes || twice {
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

fn amounts_fit(a: &Point, b: &Point) -> bool {
    let (Some(x), Some(y)) = (number(a), number(b)) else { return true };
    let (least, most) = (x.min(y), x.max(y));
    let near = least > Decimal::ZERO && most <= least * FARTHEST;
    near || x == y
}

/// What voices tell that cannot all hold: those that hang together by such pairs are one dispute.
fn disputes(run: &Run<'_>, series: &Group) -> Vec<Group> {
    let mut disputes: Vec<Vec<Pair>> = Vec::new();
    for (at, one) in run.points.iter().enumerate() {
        // Points come in order of their days: what is more than a day later cannot stand against it.
        let rest = run.points.iter().enumerate().skip(at + 1);
        let near = rest.take_while(|(_, (_, other))| against::is_near(one.1, other));
        let pairs = near.filter_map(|(beside, other)| {
            let confidence = against::cannot_both_hold(*one, *other)?;
            Some(Pair { a: at, b: beside, confidence })
        });
        for pair in pairs {
            let holds = |it: &Pair| [it.a, it.b].iter().any(|at| [pair.a, pair.b].contains(at));
            match disputes.iter_mut().find(|known| known.iter().any(holds)) {
                Some(known) => known.push(pair),
                None => disputes.push(vec![pair]),
            }
        }
    }
    disputes.iter().filter_map(|pairs| dispute(&run.points, pairs, series)).collect()
}

fn dispute(told: &[(&Draft, &Point)], pairs: &[Pair], series: &Group) -> Option<Group> {
    // The first of the surest.
    let surest = pairs.iter().rev().max_by(|a, b| a.confidence.total_cmp(&b.confidence))?;
    let involved: BTreeSet<usize> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    let drafts: Vec<&Draft> = involved.iter().filter_map(|at| Some(told.get(*at)?.0)).collect();
    let (first, second) = (told.get(surest.a)?.0, told.get(surest.b)?.0);
    let days = |at: usize| told.get(at).and_then(|(_, point)| point.as_of.clone());
    let (first_day, last_day) = (days(surest.a), days(surest.b));
    let verdict = Verdict {
        label: Standpoint::Contradiction,
        why: format!(
            "for {}: “{}” by {}, “{}” by {}; no number is in both",
            last_day.as_deref().unwrap_or_default(),
            first.words,
            teller(first),
            second.words,
            teller(second)
        ),
        confidence: surest.confidence,
        same_primary_source: Some(false),
    };
    let place = |at: usize| involved.iter().position(|other| *other == at);
    let pairs = pairs.iter().filter_map(|pair| Some((place(pair.a)?, place(pair.b)?)));
    let (reports, sources) = counts(&drafts);
    Some(Group {
        layer: Layer::Disputes,
        id: Id::of("di", [series.id.as_str(), first.finding.as_str(), second.finding.as_str()]),
        title: format!("{}: “{}” and “{}”", series.title, first.words, second.words),
        kind: "figure".to_owned(),
        state: verdict.label.as_str().to_owned(),
        first: first_day,
        last: last_day,
        reports,
        sources,
        weight: 1_500 + (surest.confidence * 100.0) as i64,
        members: members(&drafts),
        more: More::Dispute(Dispute { about: series.id.clone(), verdict, pairs: pairs.collect() }),
        ..series.clone()
    })
}

/// Who gives a number: a voice, else the outlet.
fn teller(draft: &Draft) -> &str {
    let voice = draft.voice.as_ref().map(|voice| voice.name.as_str());
    voice.or(draft.outlet.as_deref()).unwrap_or("the report")
}
