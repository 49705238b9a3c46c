//! Incidents: events of several reports that are one, by who is named, where, when, how many, how old.
//!
//! A report's events of one class, near one place, on one day are one happening. Two happenings meet where they share a place within a
//! quarter of their report or of the day told, a neighbourhood within a month, or a person's full name. What speaks for and against their being one is added up with weights (`across/joining.toml`, `evidence`, and `weighing`); those
//! that hang together by enough of it are folded, and parted again where only a chain holds them. Every figure stays a member's: the
//! incident's range is worked out from them.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::across::{
    Body, Draft, Group, Happening, Incident, Layer, More, Range, Spot, Victims,
};
use onrecord_model::{EntityKind, Event, Figure, FigureKind, Id, Place, PlaceSense, Reading};
use onrecord_rules::Evidence;

use super::content::Content;
pub(super) use super::weighing::Happened;
use super::weighing::{Scale, Where};
use super::{Decisions, Page, counts, members, span};
use crate::{day, key};

/// Happenings of one place meet within two overlapping stretches of so many days.
const QUARTER: i64 = 90;
/// So many places and persons of a report make it meet others.
const MOST_KEYS: usize = 6;
/// So many names of a report are kept.
const MOST_NAMES: usize = 80;
/// So many words out of common use.
const MOST_RARE: usize = 60;
/// Happenings of neighbouring towns meet within two overlapping stretches of so many days.
const MONTH: i64 = 30;
/// One mention of a town tells as much of where a report is as so many of a country.
const NARROW: usize = 3;
/// A happening is held against so many of an incident.
const COMPARED: usize = 12;

pub(super) fn drafts(page: &Page<'_>) -> Vec<Draft> {
    let joining = &page.rules.joining;
    let events = || {
        let events = page.reading.findings.events.iter();
        events.filter(|event| is_real(event) && !is_background(page, event))
    };
    let mut found: BTreeMap<(String, String), Vec<&Event>> = BTreeMap::new();
    for event in events() {
        if let Some(class) = joining.incident(&event.kind) {
            found.entry((class.to_owned(), near(page, event))).or_default().push(event);
        }
    }
    if found.is_empty() {
        let following: Vec<&Event> =
            events().filter(|event| joining.follows.contains(&event.kind)).collect();
        if !following.is_empty() {
            found.insert((joining.following_class.clone(), String::new()), following);
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    // What a report tells beside its events belongs to the class and place that have most of them.
    let most = found.iter().max_by_key(|(key, events)| (events.len(), std::cmp::Reverse(*key)));
    let most = most.map(|(key, _)| key.clone());
    let rare = joining.rare_words(&page.reading.report.text);
    let rare: Vec<String> = rare.take(MOST_RARE).collect();
    let mut drafts = Vec::new();
    for (key, events) in &found {
        let days = by_day(page, events);
        let last = days.len().saturating_sub(1);
        for (at, (on, events)) in days.into_iter().enumerate() {
            let is_main = most.as_ref() == Some(key) && at == last;
            drafts.extend(draft(page, &key.0, on, &events, (is_main, &rare)));
        }
    }
    drafts
}

/// Did it happen?
fn is_real(event: &Event) -> bool {
    matches!(event.status.as_str(), "happened" | "ongoing" | "suspended" | "resumed")
}

/// "The last such fire, in 2022, killed 112": long before the report, and of no day that is told.
fn is_background(page: &Page<'_>, event: &Event) -> bool {
    let told = event.when.as_deref().or(event.since.as_deref());
    told.is_some_and(|told| !day::is_day(told) && day::is_bygone(told, page.day.as_deref()))
}

/// Empty for what is near the report's own place, or nowhere told; else the place it is filed under.
fn near(page: &Page<'_>, event: &Event) -> String {
    match (event.place.as_ref().map(spot), page.place.map(spot)) {
        (Some(own), Some(main)) if !may_be_one(&own, &main) => cell(&own),
        _ => String::new(),
    }
}

/// The events of each day told; those without a day go with the last day of the week before publication.
fn by_day<'a>(page: &Page<'_>, events: &[&'a Event]) -> BTreeMap<Option<String>, Vec<&'a Event>> {
    let told = |event: &Event| {
        let when = event.when.as_deref().or(event.since.as_deref())?;
        day::is_day(when).then(|| when.chars().take(10).collect::<String>())
    };
    let mut days: BTreeMap<Option<String>, Vec<&Event>> = BTreeMap::new();
    for event in events {
        days.entry(told(event)).or_default().push(event);
    }
    if let Some(undated) = days.remove(&None) {
        let own = page.day.as_deref().and_then(day::number);
        let fits = |on: &&String| {
            own.zip(day::number(on)).is_none_or(|(own, on)| (0..=7).contains(&(own - on)))
        };
        let under = days.keys().flatten().rev().find(fits).cloned();
        days.entry(under).or_default().extend(undated);
    }
    days
}

fn draft(
    page: &Page<'_>,
    class: &str,
    on: Option<String>,
    events: &[&Event],
    (is_main, rare): (bool, &[String]),
) -> Option<Draft> {
    let first = events.iter().min_by_key(|event| event.words.start)?;
    let own = events.iter().find_map(|event| event.place.as_ref());
    let place = own.or(page.place).map(spot);
    let actors = events.iter().flat_map(|event| &event.participants);
    let actors: BTreeSet<String> = actors
        .filter(|who| who.role == "actor")
        .map(|who| key(&who.words.text))
        .filter(|who| !who.is_empty())
        .collect();
    let mut happening = Happening {
        class: class.to_owned(),
        dated: on.is_some(),
        on: on.or_else(|| page.day.clone()),
        status: first.status.clone(),
        events: events.iter().map(|event| event.id.clone()).collect(),
        actors: actors.into_iter().collect(),
        places: place.iter().filter(|place| !is_wide(place)).map(cell).collect(),
        place,
        rare: rare.to_vec(),
        ..Happening::default()
    };
    if is_main {
        beside(page, &mut happening);
    }
    let keys = keys(&happening, page.day.as_deref());
    let voice = page.teller(&first.voice);
    let body = Body::Happening(happening);
    let mut draft = page.draft(Layer::Incidents, &first.id, Some(&first.words), body);
    draft.voice = voice;
    draft.keys = keys;
    Some(draft)
}

/// What the report tells beside the events of its main happening: victims, persons, ages, places, names.
fn beside(page: &Page<'_>, happening: &mut Happening) {
    let findings = &page.reading.findings;
    happening.victims = victims(page, &happening.class, happening.place.as_ref());
    happening.harmed = harmed(page);
    let rules = page.rules;
    let persons = findings.entities.iter().filter(|entity| entity.kind == EntityKind::Person);
    let persons: BTreeSet<String> =
        persons.filter_map(|it| first_and_last(&it.name, rules)).collect();
    let speaking = findings.statements.iter().flat_map(|statement| &statement.chain);
    let speaking: BTreeSet<String> =
        speaking.filter_map(|link| first_and_last(crate::fuller(link), rules)).collect();
    happening.speakers = persons.intersection(&speaking).cloned().collect();
    let others = persons.difference(&speaking).cloned();
    happening.persons =
        others.chain(happening.harmed.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let ages = findings.figures.iter().filter(|figure| figure.measure == "age");
    let ages = ages.filter_map(|figure| figure.value).map(|age| age.to_string());
    let told = findings.persons.iter().filter_map(|person| person.age).map(|age| age.to_string());
    happening.ages = ages.chain(told).collect::<BTreeSet<_>>().into_iter().collect();
    let literal = findings.places.iter().filter(|place| is_meant(place)).map(spot);
    let cells: BTreeSet<String> =
        literal.filter(|place| !is_wide(place)).map(|place| cell(&place)).collect();
    happening.places = cells.into_iter().collect();
    let mut content = Content::default();
    for sentence in page.reading.report.text.split(['.', '!', '?', '\n', '“', '"']) {
        content.add(sentence, page.rules);
    }
    let of_places: BTreeSet<String> = findings
        .places
        .iter()
        .chain(&findings.demonyms)
        .flat_map(|place| key(&place.name).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let names = content.names.difference(&of_places);
    happening.names = names.take(MOST_NAMES).cloned().collect();
}

/// Each place in the quarters of the report and of the day told, its neighbourhood in the months of the report, each person.
fn keys(happening: &Happening, published: Option<&str>) -> Vec<String> {
    let class = &happening.class;
    let told = happening.on.as_deref().and_then(day::number);
    let published = published.and_then(day::number).or(told);
    let mut quarters: Vec<String> = match published {
        Some(day) => stretches(day, QUARTER).into(),
        None => vec!["undated".to_owned()],
    };
    if let Some(told) = told.filter(|_| happening.dated) {
        quarters.extend(stretches(told, QUARTER));
    }
    let mut cells: Vec<String> = happening.places.iter().take(MOST_KEYS).cloned().collect();
    cells.extend(happening.place.as_ref().map(cell));
    let places = cells
        .iter()
        .flat_map(|cell| quarters.iter().map(move |quarter| format!("{class}|{cell}@{quarter}")));
    let months = published.map(|day| stretches(day, MONTH));
    let around = happening.place.as_ref().filter(|place| !is_wide(place)).and_then(neighbourhoods);
    let around = around.iter().flatten().flat_map(|area| {
        months.iter().flatten().map(move |month| format!("{class}|{area}@{month}"))
    });
    let all = happening.harmed.iter().chain(&happening.persons);
    let people = all.take(2 * MOST_KEYS).map(|name| format!("{class}|p:{name}"));
    let keys: BTreeSet<String> = places.chain(around).chain(people).collect();
    keys.into_iter().collect()
}

/// The two stretches of `long` days that a day lies in, one beginning in the middle of the other.
fn stretches(day: i64, long: i64) -> [String; 2] {
    [
        format!("{}/{long}", day.div_euclid(long)),
        format!("{}h/{long}", (day + long / 2).div_euclid(long)),
    ]
}

/// The two squares of a degree that a place lies in, one beginning in the middle of the other.
fn neighbourhoods(place: &Spot) -> Option<[String; 2]> {
    let (lat, lon) = place.lat.zip(place.lon)?;
    let square =
        |by: f64, mark: &str| format!("{},{}{mark}", (lat + by).floor(), (lon + by).floor());
    Some([square(0.0, ""), square(0.5, "h")])
}

/// Victims as the report counts them, where it gives no other place.
fn victims(page: &Page<'_>, class: &str, place: Option<&Spot>) -> Vec<Victims> {
    let rules = page.rules;
    let here = |of: Option<&Place>| {
        of.is_none_or(|of| place.is_none_or(|place| may_be_one(&spot(of), place)))
    };
    let is_of_background = |figure: &Figure| {
        let told = figure.as_of.as_ref().or(figure.window.as_ref().map(|[_, to]| to));
        told.is_some_and(|told| day::is_bygone(told, page.day.as_deref()))
    };
    let counted = page.reading.findings.figures.iter().filter(|figure| {
        figure.kind != FigureKind::Static
            && figure.replaced_by.is_none()
            && !is_of_background(figure)
            && rules.joining.counts_victims(class, &figure.measure)
            && here(figure.place.as_ref())
    });
    let mut found: Vec<Victims> = Vec::new();
    for figure in counted {
        let victims = Victims {
            figure: Some(figure.id.clone()),
            measure: figure.measure.clone(),
            population: rules.populations.class(figure.population.as_deref(), &rules.lemmas),
            low: figure.low,
            high: figure.high,
        };
        let is_again =
            |it: &Victims| it.measure == victims.measure && it.population == victims.population;
        if !found.iter().any(is_again) {
            found.push(victims);
        }
    }
    found
}

/// The folded full names of persons to whom something happened.
fn harmed(page: &Page<'_>) -> Vec<String> {
    let findings = &page.reading.findings;
    let told = findings.persons.iter().filter(|it| page.rules.joining.fates.contains(&it.status));
    let named = told.filter_map(|person| {
        let entity = findings.entities.iter().find(|it| Some(&it.id) == person.entity.as_ref());
        entity.map(|it| it.name.clone()).or_else(|| person.name.clone())
    });
    let full = named.filter_map(|name| first_and_last(&name, page.rules));
    full.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A full name by its first and last word: what stands between and behind ("Ada K. Lund Jr") is left out by another report. `None` for a
/// single name.
fn first_and_last(name: &str, rules: &onrecord_rules::Rules) -> Option<String> {
    let folded = key(name);
    let told = |word: &&str| {
        word.chars().count() > 1 && !rules.joining.suffixes.iter().any(|suffix| suffix == word)
    };
    let words: Vec<&str> = folded.split(' ').filter(told).collect();
    match words.as_slice() {
        [first, .., last] => Some(format!("{first} {last}")),
        _ => None,
    }
}

/// The place that most of a report is about: named most often, a town counting more than a country, the first among equals.
pub(crate) fn main_place(reading: &Reading) -> Option<&Place> {
    let mut count: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let places = &reading.findings.places;
    for (at, place) in places.iter().enumerate().filter(|(_, place)| is_meant(place)) {
        count.entry(cell(&spot(place))).or_insert((0, at)).0 += 1;
    }
    let rank = |(times, at): (usize, usize)| {
        let is_narrow = places.get(at).is_some_and(|place| !is_wide(&spot(place)));
        (if is_narrow { NARROW * times } else { times }, std::cmp::Reverse(at))
    };
    let (_, at) = count.into_values().max_by_key(|it| rank(*it))?;
    places.get(at)
}

/// The place itself is meant, not its people or a body named for it.
fn is_meant(place: &Place) -> bool {
    place.sense.is_none_or(|sense| sense == PlaceSense::Literal)
}

pub(super) fn spot(place: &Place) -> Spot {
    Spot {
        name: place.name.clone(),
        geonames: place.geonames,
        country: place.country.clone(),
        feature: place.feature.clone(),
        lat: place.lat,
        lon: place.lon,
    }
}

/// What a place is filed under: its entry in the gazetteer, else its name.
pub(super) fn cell(spot: &Spot) -> String {
    spot.geonames.map_or_else(|| key(&spot.name), |id| id.to_string())
}

/// A country, or a first part of one (GeoNames feature codes).
pub(super) fn is_wide(spot: &Spot) -> bool {
    let wide = |code: &str| code.starts_with("PCL") || code == "ADM1" || code == "CONT";
    spot.feature.as_deref().is_some_and(wide)
}

fn may_be_one(one: &Spot, other: &Spot) -> bool {
    Where::of(one).may_be(&Where::of(other))
}

fn happening(draft: &Draft) -> Option<&Happening> {
    match &draft.body {
        Body::Happening(happening) => Some(happening),
        _ => None,
    }
}

/// Those that hang together, parted where only a chain holds them: each must be like most of its incident.
pub(super) fn fold(drafts: &[Draft], evidence: &Evidence, decisions: &Decisions) -> Vec<Group> {
    let scale = Scale::of(evidence);
    let mut told: Vec<(&Draft, &Happening)> =
        drafts.iter().filter_map(|draft| Some((draft, happening(draft)?))).collect();
    told.sort_by(|(a, p), (b, q)| {
        (&p.on, !p.dated, &a.report, &a.finding).cmp(&(&q.on, !q.dated, &b.report, &b.finding))
    });
    let faces: Vec<Happened> = told.iter().map(|(draft, it)| Happened::of(draft, it)).collect();
    let mut incidents: Vec<Vec<usize>> = Vec::new();
    for (number, face) in faces.iter().enumerate() {
        let fits = incidents.iter().enumerate().filter_map(|(at, incident)| {
            let (mut best, mut like, mut compared) = (f64::NEG_INFINITY, 0, 0);
            for other in incident.iter().take(COMPARED).filter_map(|other| faces.get(*other)) {
                let is_beside = other.is_beside(face);
                let score = if is_beside { f64::NEG_INFINITY } else { face.weighed(other, &scale) };
                like += usize::from(score >= scale.least);
                compared += 1;
                best = best.max(score);
            }
            (2 * like >= compared && like > 0).then_some((best, at))
        });
        let best = fits.max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.cmp(x)));
        match best.and_then(|(_, at)| incidents.get_mut(at)) {
            Some(incident) => incident.push(number),
            None => incidents.push(vec![number]),
        }
    }
    let of = |incident: &Vec<usize>| -> Vec<(&Draft, &Happening)> {
        incident.iter().filter_map(|at| told.get(*at).copied()).collect()
    };
    let groups = incidents.iter().filter_map(|incident| group(&of(incident))).collect();
    decisions.unite(groups, unite)
}

fn group(incident: &[(&Draft, &Happening)]) -> Option<Group> {
    let drafts: Vec<&Draft> = incident.iter().map(|(draft, _)| *draft).collect();
    let (first, of) = incident.first()?;
    let (reports, sources) = counts(&drafts);
    let dated = incident.iter().filter(|(_, it)| it.dated);
    let days: BTreeSet<&String> = dated.filter_map(|(_, it)| it.on.as_ref()).collect();
    let (since, until) = span(&drafts);
    let each = |of: fn(&Happening) -> &Vec<String>| -> Vec<String> {
        let all: BTreeSet<&String> = incident.iter().flat_map(|(_, it)| of(it)).collect();
        all.into_iter().cloned().collect()
    };
    let narrow = incident.iter().filter_map(|(_, it)| it.place.as_ref()).find(|it| !is_wide(it));
    let place = narrow.or(of.place.as_ref()).map(|place| place.name.clone());
    let day = days.first().map(|day| (*day).clone()).or(of.on.clone()).or(since);
    let is_ongoing = incident.iter().any(|(_, it)| it.status == "ongoing");
    Some(Group {
        layer: Layer::Incidents,
        id: Id::of("in", [of.class.as_str(), &first.version, first.finding.as_str()]),
        title: first.words.clone(),
        kind: of.class.clone(),
        state: if is_ongoing { "ongoing" } else { "happened" }.to_owned(),
        place,
        first: day.clone(),
        last: days.last().map(|day| (*day).clone()).or(day).or(until),
        reports,
        sources,
        weight: i64::from(reports),
        members: members(&drafts),
        more: More::Incident(Incident {
            actors: each(|it| &it.actors),
            persons: each(|it| &it.harmed),
            victims: ranges(incident.iter().flat_map(|(_, it)| &it.victims)),
        }),
    })
}

fn ranges<'a>(victims: impl Iterator<Item = &'a Victims>) -> Vec<Range> {
    let mut found: BTreeMap<(&str, &str), Range> = BTreeMap::new();
    for it in victims {
        let (measure, population) = (it.measure.clone(), it.population.clone());
        let fresh = || Range { measure, population, ..Range::default() };
        let range = found.entry((&it.measure, &it.population)).or_insert_with(fresh);
        range.low = range.low.into_iter().chain(it.low).min();
        range.high = range.high.into_iter().chain(it.high).max();
        range.figures += 1;
    }
    found.into_values().collect()
}

/// Takes an incident that was decided to be one with `into`.
fn unite(into: &mut Group, from: Group) {
    into.reports += from.reports;
    into.first = into.first.take().into_iter().chain(from.first).min();
    into.last = into.last.take().into_iter().chain(from.last).max();
    into.members.extend(from.members);
    if let (More::Incident(into), More::Incident(from)) = (&mut into.more, from.more) {
        into.actors.extend(from.actors);
        into.persons.extend(from.persons);
        into.victims.extend(from.victims);
    }
}
