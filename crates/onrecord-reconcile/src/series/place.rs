//! Whether two places that reports give for a number may be one.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Place, Reading};

use crate::across::main_place;
use crate::key;

/// Where a report is, for its figures that tell no place.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    main: Option<Place>,
    /// The names of all places that it names, folded.
    named: BTreeSet<String>,
}

impl Around {
    pub(super) fn of(reading: &Reading) -> Around {
        let named = reading.findings.places.iter().map(|place| key(&place.name)).collect();
        Around { main: main_place(reading).cloned(), named }
    }

    /// Do two reports speak of two places: they name none in common, and are not near each other?
    pub(super) fn is_elsewhere(&self, other: &Around) -> bool {
        let (Some(own), Some(theirs)) = (&self.main, &other.main) else { return false };
        !may_be_one(own, theirs) && self.named.is_disjoint(&other.named)
    }
}

/// Two points nearer than this are one town and its surroundings for who counts its dead.
const NEAR_KILOMETRES: f64 = 60.0;
/// Kilometres in a degree of latitude.
const DEGREE: f64 = 111.2;

/// 2 for the same entry or name, one within the other by name, near each other, or a country and a place in it: a report that says
/// where in the country, and one that says no more than the country, may speak of one thing. 1 where the gazetteer does not
/// know one of them; 0 for two places.
pub(super) fn fit(one: &Place, other: &Place) -> u32 {
    let is_known = |place: &Place| place.geonames.is_some();
    match may_be_one(one, other) {
        true => 2,
        false if is_known(one) && is_known(other) => 0,
        false => 1,
    }
}

fn may_be_one(one: &Place, other: &Place) -> bool {
    let (a, b) = (key(&one.name), key(&other.name));
    let within = |longer: &str, name: &str| {
        let words: Vec<&str> = longer.split(' ').collect();
        name.split(' ').all(|word| words.contains(&word))
    };
    if one.geonames.is_some() && one.geonames == other.geonames || within(&a, &b) || within(&b, &a)
    {
        return true;
    }
    let one_country = one.country.is_some() && one.country == other.country;
    one_country && (is_wide(one) || is_wide(other) || kilometres(one, other) < NEAR_KILOMETRES)
}

/// A country, or a first part of one (GeoNames feature codes).
fn is_wide(place: &Place) -> bool {
    place.feature.as_deref().is_some_and(|code| code.starts_with("PCL") || code == "ADM1")
}

fn kilometres(one: &Place, other: &Place) -> f64 {
    let (Some(a), Some(b)) = (one.lat.zip(one.lon), other.lat.zip(other.lon)) else {
        return f64::INFINITY;
    };
    // Flat is exact enough for places this near.
    let (north, east) = (a.0 - b.0, (a.1 - b.1) * a.0.to_radians().cos());
    north.hypot(east) * DEGREE
}

/// The name that most points give; among equals the one that tells more than a country, then the longest.
pub(super) fn shown<'a>(places: impl Iterator<Item = &'a Place>) -> Option<String> {
    let mut count: BTreeMap<&str, (bool, usize)> = BTreeMap::new();
    for place in places {
        let entry = count.entry(&place.name).or_insert((!is_wide(place), 0));
        entry.1 += 1;
    }
    let best = count.into_iter().max_by_key(|(name, rank)| (*rank, name.len(), *name));
    best.map(|(name, _)| name.to_owned())
}
