//! Places: where, by name, point and country.
//!
//! Names that the reader tagged, and those inside the names of bodies, are looked up in the gazetteer; the report's own places
//! choose between namesakes. What the gazetteer lacks (a bridge, a hospital, "the upper valley") hangs on the known place that
//! its name or its sentence gives, with less confidence; what cannot be told stays open.

mod find;
mod resolve;

use std::collections::BTreeMap;

use onrecord_model::{Document, Event, Place, PlaceSense, Rival, TokenRange};
use onrecord_rules::{Entry, Gazetteer, Rules};

use find::{Finder, Spot};
use resolve::{Home, Name};

/// The places of one document, in text order, with where they stand among its words.
#[derive(Clone, Debug, Default)]
pub struct Places {
    ranges: Vec<TokenRange>,
    places: Vec<Place>,
}

impl Places {
    /// Finds and resolves every place of `doc`.
    pub fn read(doc: &Document, rules: &Rules) -> Places {
        let index = Gazetteer::embedded();
        let finder = Finder { doc, rules: &rules.places, people: &rules.people, index };
        let spots = finder.all();
        let held = held(doc, rules, &spots);
        let names = resolve::resolve(index, &spots, &held, &home(doc, rules, index));
        let mut places: Vec<Place> =
            spots.iter().map(|spot| place(doc, spot, names.get(&spot.key))).collect();
        hang(&spots, &mut places);
        Places { ranges: spots.iter().map(|spot| spot.tokens).collect(), places }
    }

    /// All of them, in text order.
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// All of them, in text order, by value.
    pub fn into_all(self) -> Vec<Place> {
        self.places
    }

    /// Places with their words that begin inside `range`, in text order.
    pub fn within(&self, range: TokenRange) -> impl Iterator<Item = (TokenRange, &Place)> {
        let from = self.ranges.partition_point(|r| r.start < range.start);
        let ranges = self.ranges.get(from..).unwrap_or_default();
        let places = self.places.get(from..).unwrap_or_default();
        ranges.iter().copied().zip(places).take_while(move |(r, _)| r.start < range.end)
    }

    /// The place whose words share a word with `range`, the longest first.
    pub fn touching(&self, range: TokenRange) -> Option<&Place> {
        let from = self.ranges.partition_point(|r| r.end <= range.start);
        let rest = self.ranges.iter().zip(&self.places).skip(from);
        rest.take_while(|(r, _)| r.start < range.end).max_by_key(|(r, _)| r.len()).map(|(_, p)| p)
    }

    /// Gives a place that another extractor found by its words alone what is known of these words.
    pub fn complete(&self, place: &mut Place) {
        complete(place, &self.places);
    }

    /// The place nearest to word `at` inside `within` that is meant as a place (no demonym, no part of a body's name).
    pub fn nearest(&self, at: usize, within: TokenRange) -> Option<&Place> {
        let literal = |place: &&Place| place.sense == Some(PlaceSense::Literal);
        self.within(within)
            .filter(|(_, place)| literal(place))
            .min_by_key(|(range, _)| (range.start as usize).abs_diff(at))
            .map(|(_, place)| place)
    }
}

/// Is a name only part of a compound that says whose or of what kind something is ("Norland-led", "pro-Norland")? Nothing happens
/// there. In "the Norland-Sund border" both are places.
pub(crate) fn is_in_compound(doc: &Document, range: TokenRange) -> bool {
    let small = |word: &str| word.starts_with(char::is_lowercase);
    let hyphen = |at: usize| doc.token_text(at) == "-";
    let (start, end) = (range.start as usize, range.end as usize);
    let close = |at: usize| at > 0 && doc.touch(at - 1, at);
    let behind = hyphen(end) && close(end) && close(end + 1) && small(doc.token_text(end + 1));
    let before = start >= 2 && hyphen(start - 1) && close(start) && close(start - 1);
    behind || before && small(doc.token_text(start - 2))
}

/// Gives the places of events what `places` tell of their words.
pub(crate) fn locate(events: &mut [Event], places: &[Place]) {
    events.iter_mut().filter_map(|e| e.place.as_mut()).for_each(|place| complete(place, places));
}

fn complete(place: &mut Place, places: &[Place]) {
    let from = places.partition_point(|known| known.words.end <= place.words.start);
    if let Some(known) = places.get(from).filter(|known| known.words.touches(&place.words)) {
        *place = known.clone();
    }
}

/// Pairs of spots of which the text says that the second holds the first: "Halland, Ohio", "Halland in Norway".
fn held(doc: &Document, rules: &Rules, spots: &[Spot]) -> Vec<(usize, usize)> {
    let pairs = spots.iter().zip(spots.iter().skip(1)).enumerate();
    let holds = |(number, (a, b)): (usize, (&Spot, &Spot))| {
        let (from, to) = (a.tokens.end as usize, b.tokens.start as usize);
        let close = to >= from && to - from <= 2;
        let tie = |i: usize| {
            let word = doc.token_text(i);
            matches!(word, "," | "(" | "'s" | "’s")
                || rules.places.within.contains(&word.to_lowercase())
        };
        (close && (from..to).all(tie)).then_some((number, number + 1))
    };
    pairs.filter_map(holds).collect()
}

/// What dateline and outlet tell.
fn home<'a>(doc: &'a Document, rules: &Rules, index: &Gazetteer<'_>) -> Home<'a> {
    let report = &doc.report;
    let host = report.url.as_deref().or(report.outlet.as_deref()).unwrap_or_default();
    let host = host.split_once("//").map_or(host, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let end = host.rsplit_once('.').map_or("", |(_, end)| end);
    let country = (end.len() == 2 && !rules.places.everywhere.contains(end))
        .then(|| end.to_ascii_uppercase())
        .map(|code| if code == "UK" { "GB".to_owned() } else { code });
    let country = country
        .and_then(|code| index.country(&code))
        .and_then(|entry| Gazetteer::embedded().entry(entry))
        .and_then(|entry| entry.country);
    let dateline = report.dateline.as_deref().unwrap_or_default();
    let first = dateline.split([',', '(', '-', '–', '—']).next().unwrap_or_default();
    Home {
        country,
        dateline: index.key(first),
        host: host.chars().filter(char::is_ascii_alphanumeric).collect(),
    }
}

/// Hung places are trusted so much at most.
const HUNG: f32 = 0.5;

/// To three digits: more would differ between processors.
fn rounded(chance: f32) -> f32 {
    (chance * 1000.0).round() / 1000.0
}

fn place(doc: &Document, spot: &Spot, name: Option<&Name<'_>>) -> Place {
    let words = doc.words(spot.span);
    let own = || plainly(spot.name.clone().unwrap_or_else(|| words.text.clone()));
    let best = name.and_then(|name| Some((name, name.best()?)));
    let Some((name, best)) = best else {
        return Place {
            name: own(),
            words,
            feature: spot.feature.clone(),
            sense: Some(spot.sense),
            confidence: 0.2,
            made_by: "places#open".into(),
            ..Place::default()
        };
    };
    let entry = best.entry;
    // "Halland City" is Halland, if that is a town.
    let hung = spot.hung && !(spot.town && entry.feature.starts_with("PPL"));
    Place {
        name: if hung || !best.by_name { own() } else { entry.name.to_owned() },
        words,
        geonames: entry.geonames.filter(|_| !hung),
        lat: Some(entry.lat),
        lon: Some(entry.lon),
        country: entry.country.map(str::to_owned),
        feature: spot.feature.clone().or_else(|| Some(entry.feature.to_owned())),
        sense: Some(spot.sense),
        rivals: rivals(name, &entry),
        confidence: rounded(best.chance * if hung { HUNG } else { 0.95 }),
        made_by: if hung { "places#hung".into() } else { "places#gazetteer".into() },
    }
}

/// A name in capitals, as a dateline sets it ("CORRUN"), the way a name is written. Short ones may be letters that stand for words.
fn plainly(name: String) -> String {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < SPELT_OUT || name.chars().any(char::is_lowercase) {
        return name;
    }
    let mut begins = true;
    let lower = |c: char| {
        let opens = std::mem::replace(&mut begins, !c.is_alphabetic());
        if opens { c } else { c.to_lowercase().next().unwrap_or(c) }
    };
    name.chars().map(lower).collect()
}

/// Fewer capitals than these may stand for words.
const SPELT_OUT: usize = 5;

/// The two likeliest others that are worth a thought.
fn rivals(name: &Name<'_>, best: &Entry<'_>) -> Vec<Rival> {
    let mut others: Vec<_> =
        name.candidates.iter().filter(|c| c.entry != *best && c.chance >= 0.05).collect();
    others.sort_by(|a, b| b.chance.total_cmp(&a.chance));
    let rival = |c: &&resolve::Candidate<'_>| Rival {
        name: c.entry.name.to_owned(),
        geonames: c.entry.geonames,
        lat: c.entry.lat,
        lon: c.entry.lon,
        country: c.entry.country.map(str::to_owned),
        confidence: rounded(c.chance),
    };
    others.iter().take(2).map(rival).collect()
}

/// A building whose name holds no known place lies where the nearest known town before it, else behind it, lies.
fn hang(spots: &[Spot], places: &mut [Place]) {
    let town = |place: &Place| {
        place.made_by == "places#gazetteer"
            && !place.feature.as_deref().is_some_and(resolve::is_area)
    };
    let towns: BTreeMap<usize, Place> =
        places.iter().enumerate().filter(|(_, p)| town(p)).map(|(i, p)| (i, p.clone())).collect();
    for (number, (spot, place)) in spots.iter().zip(places.iter_mut()).enumerate() {
        if place.lat.is_some() || !spot.hung {
            continue;
        }
        let before = towns.range(..number).next_back();
        let Some((_, town)) = before.or_else(|| towns.range(number..).next()) else { continue };
        place.lat = town.lat;
        place.lon = town.lon;
        place.country = town.country.clone();
        place.confidence = rounded(town.confidence * HUNG * 0.6);
        place.made_by = "places#hung".into();
    }
}

#[cfg(test)]
mod tests;
