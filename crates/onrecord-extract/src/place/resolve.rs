//! Which entry a name stands for: by size and kind, by what the text says holds it, and by the other places of the report.
//!
//! Each name has one sense within a report (Leidner 2007), and the places of a report lie near each other in space and in the
//! same divisions (Leidner's minimality; Lieberman and Samet 2012). So every candidate of a name gets a chance from its own
//! size and kind, then a few rounds in which likely candidates of the other names lend weight to those beside them.

use std::collections::BTreeMap;

use onrecord_model::PlaceSense;
use onrecord_rules::{Entry, EntryIdx, Gazetteer};

use super::find::Spot;

/// Candidates kept of a name.
const CANDIDATES: usize = 24;
/// Names that lend weight, and candidates of each.
const CONTEXT: usize = 48;
const LIKELIEST: usize = 3;
const ROUNDS: usize = 4;

// Weights, in log-odds, set on texts whose places are known.
/// Of ten times the inhabitants.
const SIZE: f32 = 0.9;
/// Of another language's or a former name.
const OTHER_NAME: f32 = -1.5;
/// Of lying in the country that the outlet's address ends in.
const AT_HOME: f32 = 2.5;
/// Of the other places of the report, and of what the text says holds the place.
const CONTEXT_WEIGHT: f32 = 8.0;
const HELD: f32 = 7.0;
/// Of a name that says "county": for counties, against the rest.
const COUNTY: f32 = 4.0;
const NO_COUNTY: f32 = -2.0;

/// What speaks for a kind of place before anything else is known.
fn of_kind(feature: &str) -> f32 {
    match feature {
        "PCLI" => 5.0,
        "PPLC" => 4.0,
        "SEA" | "GULF" | "STRT" | "DSRT" | "MTS" => 3.0,
        "ADM1" | "CONT" | "RGN" | "OCN" => 1.5,
        "PPLA" => 0.5,
        "PCLH" | "ADM1H" => -0.5,
        "ADM2" => -1.0,
        _ => 0.0,
    }
}

/// A country, a division, a region, a sea: no town.
pub(super) fn is_area(feature: &str) -> bool {
    feature.starts_with("PCL")
        || feature.starts_with("ADM1")
        || matches!(feature, "CONT" | "RGN" | "OCN" | "SEA" | "ISLS")
}

/// One name of a report with the entries it may stand for.
#[derive(Debug)]
pub(super) struct Name<'a> {
    pub(super) candidates: Vec<Candidate<'a>>,
    count: f32,
    county: bool,
    /// Names that the text says hold it.
    holders: Vec<usize>,
}

/// An entry that a name may stand for.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'a> {
    pub(super) entry: Entry<'a>,
    /// Is it its chief name, rather than another language's, a former, a short one?
    pub(super) by_name: bool,
    own: f32,
    pub(super) chance: f32,
}

/// What is known of a report's place beside its text.
#[derive(Debug, Default)]
pub(super) struct Home<'a> {
    /// The country that the address of the outlet ends in.
    pub(super) country: Option<&'a str>,
    /// The key of the dateline.
    pub(super) dateline: String,
    /// Host of the outlet's address, in letters and digits alone.
    pub(super) host: String,
}

impl Home<'_> {
    /// Is the place where the outlet or the writer is at home?
    fn names(&self, key: &str) -> bool {
        let word: String = key.split(' ').collect();
        key == self.dateline || word.len() > 4 && self.host.contains(&word)
    }
}

/// The names of a report by key, resolved.
pub(super) fn resolve<'a>(
    index: &Gazetteer<'a>,
    spots: &[Spot],
    held: &[(usize, usize)],
    home: &Home<'_>,
) -> BTreeMap<String, Name<'a>> {
    let (order, mut names) = gather(index, spots);
    link(&mut names, &order, spots, held);
    for (name, key) in names.iter_mut().zip(&order) {
        if home.names(key) {
            name.count += 3.0;
        }
        name.weigh(home);
    }
    for _ in 0..ROUNDS {
        round(&mut names);
    }
    order.into_iter().zip(names).collect()
}

/// The keys of a report in the order of their first spot, each with its name.
fn gather<'a>(index: &Gazetteer<'a>, spots: &[Spot]) -> (Vec<String>, Vec<Name<'a>>) {
    // Who speaks of Norwegians means the country by "Norway".
    let peoples: BTreeMap<&str, &[EntryIdx]> = spots
        .iter()
        .filter(|spot| spot.sense == PlaceSense::Demonym)
        .map(|spot| (spot.key.as_str(), spot.entries.as_slice()))
        .collect();
    let (mut order, mut names) = (Vec::new(), Vec::new());
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for spot in spots.iter().filter(|spot| !spot.entries.is_empty()) {
        let number = *known.entry(&spot.key).or_insert_with(|| {
            let entries = peoples.get(spot.key.as_str()).copied().unwrap_or(&spot.entries);
            order.push(spot.key.clone());
            names.push(name(index, &spot.key, entries));
            names.len() - 1
        });
        if let Some(name) = names.get_mut(number) {
            name.count += 1.0;
            name.county |= spot.county;
        }
    }
    (order, names)
}

/// Tells names which others hold them.
fn link(names: &mut [Name<'_>], order: &[String], spots: &[Spot], held: &[(usize, usize)]) {
    let numbers: BTreeMap<&str, usize> =
        order.iter().enumerate().map(|(number, key)| (key.as_str(), number)).collect();
    let number = |spot: usize| numbers.get(spots.get(spot)?.key.as_str()).copied();
    for (inner, outer) in held {
        if let (Some(inner), Some(outer)) = (number(*inner), number(*outer))
            && inner != outer
            && let Some(name) = names.get_mut(inner)
            && !name.holders.contains(&outer)
        {
            name.holders.push(outer);
        }
    }
}

fn name<'a>(index: &Gazetteer<'a>, key: &str, entries: &[EntryIdx]) -> Name<'a> {
    let key = key.trim_end_matches(super::find::IN_SHORT);
    let candidate = |i: &EntryIdx| {
        let entry = index.entry(*i)?;
        let of_many_names = is_area(entry.feature) && entry.feature != "ADM1";
        let by_name = of_many_names || index.key(entry.name) == key;
        Some(Candidate { entry, by_name, own: 0.0, chance: 0.0 })
    };
    let mut candidates: Vec<_> = entries.iter().filter_map(candidate).collect();
    candidates.sort_by(|a, b| b.entry.size.total_cmp(&a.entry.size));
    candidates.truncate(CANDIDATES);
    Name { candidates, count: 0.0, county: false, holders: Vec::new() }
}

impl Name<'_> {
    /// Chances by size and kind alone.
    fn weigh(&mut self, home: &Home<'_>) {
        for candidate in &mut self.candidates {
            let entry = &candidate.entry;
            let kind = match (self.county, entry.feature) {
                (true, "ADM2") => COUNTY,
                (true, feature) => of_kind(feature) + NO_COUNTY,
                (false, feature) => of_kind(feature),
            };
            let other_name = !candidate.by_name && !self.county;
            let at_home = home.country.is_some() && entry.country == home.country;
            candidate.own = SIZE * entry.size
                + kind
                + if other_name { OTHER_NAME } else { 0.0 }
                + if at_home { AT_HOME } else { 0.0 };
        }
        let own: Vec<f32> = self.candidates.iter().map(|c| c.own).collect();
        self.set(&own);
    }

    /// Scores to chances.
    fn set(&mut self, scores: &[f32]) {
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
        for (candidate, score) in self.candidates.iter_mut().zip(scores) {
            candidate.chance = (score - top).exp() / sum;
        }
    }

    /// The likeliest candidate.
    pub(super) fn best(&self) -> Option<&Candidate<'_>> {
        self.candidates.iter().reduce(|best, c| if c.chance > best.chance { c } else { best })
    }

    /// The likeliest few, with their chances.
    fn likeliest(&self) -> Vec<(Entry<'_>, f32)> {
        let mut sorted: Vec<_> = self.candidates.iter().map(|c| (c.entry, c.chance)).collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
        sorted.truncate(LIKELIEST);
        sorted
    }
}

/// A name that lends weight: its number, how much, and what it likely stands for.
struct Witness<'a> {
    number: usize,
    weight: f32,
    entries: Vec<(Entry<'a>, f32)>,
}

/// All names lend each other weight once.
fn round(names: &mut [Name<'_>]) {
    let mut often: Vec<usize> = (0..names.len()).collect();
    let count = |i: usize| names.get(i).map_or(0.0, |n| n.count);
    often.sort_by(|a, b| count(*b).total_cmp(&count(*a)));
    often.truncate(CONTEXT);
    let witness = |&number: &usize| {
        let name = names.get(number)?;
        let weight = name.count.min(4.0).sqrt();
        Some(Witness { number, weight, entries: name.likeliest() })
    };
    let witnesses: Vec<_> = often.iter().filter_map(witness).collect();
    let scores_of = |(number, name): (usize, &Name<'_>)| -> Vec<f32> {
        let others: Vec<_> = witnesses.iter().filter(|w| w.number != number).collect();
        let holders: Vec<_> =
            name.holders.iter().filter_map(|&i| names.get(i)).map(Name::likeliest).collect();
        let score = |c: &Candidate<'_>| {
            c.own + CONTEXT_WEIGHT * company(&c.entry, &others) + HELD * held(&c.entry, &holders)
        };
        name.candidates.iter().map(score).collect()
    };
    let scores: Vec<Vec<f32>> = names.iter().enumerate().map(scores_of).collect();
    for (name, scores) in names.iter_mut().zip(&scores) {
        name.set(scores);
    }
}

/// How well a candidate goes with the other names; a report of few names says less.
fn company(candidate: &Entry<'_>, others: &[&Witness<'_>]) -> f32 {
    let (mut sum, mut all) = (0.0, 1.0);
    for other in others {
        let near = other.entries.iter().map(|(e, chance)| chance * nearness(candidate, e));
        sum += other.weight * near.sum::<f32>();
        all += other.weight;
    }
    sum / all
}

/// The chance that what the text says holds the place does.
fn held(candidate: &Entry<'_>, holders: &[Vec<(Entry<'_>, f32)>]) -> f32 {
    let chance = |holder: &Vec<(Entry<'_>, f32)>| {
        holder.iter().filter(|(e, _)| holds(e, candidate)).map(|(_, chance)| chance).sum::<f32>()
    };
    holders.iter().map(chance).fold(0.0, f32::max)
}

/// How much a place speaks for another beside it: same country, same division, close by.
fn nearness(candidate: &Entry<'_>, witness: &Entry<'_>) -> f32 {
    let mut sum = 0.0;
    if candidate.country.is_some() && candidate.country == witness.country {
        sum += if witness.feature == "PCLI" { 1.0 } else { 0.6 };
        if candidate.division.is_some() && candidate.division == witness.division {
            sum += if witness.feature == "ADM1" { 1.5 } else { 1.0 };
        }
    }
    if !is_area(witness.feature) && !is_area(candidate.feature) {
        sum += match kilometres(candidate, witness) {
            near if near < 60.0 => 1.5,
            near if near < 200.0 => 0.5,
            _ => 0.0,
        };
    }
    sum
}

/// Does `outer` hold `inner`?
fn holds(outer: &Entry<'_>, inner: &Entry<'_>) -> bool {
    match outer.feature {
        "PCLI" => inner.country == outer.country && inner.feature != "PCLI",
        "ADM1" if outer.division.is_some() => {
            inner.division == outer.division && inner.feature != "ADM1"
        }
        "ADM2" if outer.county.is_some() => inner.county == outer.county && inner.feature != "ADM2",
        "CONT" | "OCN" => false,
        feature if is_area(feature) => !is_area(inner.feature) && kilometres(outer, inner) < 500.0,
        _ => !is_area(inner.feature) && inner.size < outer.size && kilometres(outer, inner) < 60.0,
    }
}

/// On a sphere, by the chord: near enough for towns.
pub(super) fn kilometres(a: &Entry<'_>, b: &Entry<'_>) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half((b.lon - a.lon).to_radians());
    2.0 * 6371.0088 * h.clamp(0.0, 1.0).sqrt().asin()
}
