//! Whether two happenings are one incident: what speaks for it and against it, added up.

use onrecord_model::Decimal;
use onrecord_model::across::{Draft, Happening, Spot, Victims};
use onrecord_rules::Evidence;

use super::face::{number, numbers, shared};
use super::incidents::{cell, is_wide};
use crate::day;

/// Without a person of the same name, reports further apart than this speak for two incidents.
const NEAR_DAYS: i64 = 14;
/// Days told for one event differ by no more, where a night or a time zone lies between.
const ONE_NIGHT: i64 = 1;
/// Two places nearer than this are one town and its surroundings.
const NEAR_KILOMETRES: f64 = 60.0;
/// Kilometres in a degree of latitude.
const DEGREE: f64 = 111.2;

/// What is weighed, by the names of `across/joining.toml`.
const NAMES: [&str; 23] = [
    "base",
    "far",
    "elsewhere",
    "another_day",
    "persons",
    "all_persons",
    "harmed",
    "main_place",
    "places",
    "same_day",
    "two_days",
    "a_week",
    "a_month",
    "two_months",
    "told_day",
    "other_day",
    "names",
    "share_of_names",
    "rare_words",
    "ages",
    "other_ages",
    "victims",
    "other_victims",
];

/// The weights, at hand.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub(super) least: f64,
    weights: [f64; NAMES.len()],
}

impl Scale {
    pub(super) fn of(evidence: &Evidence) -> Scale {
        Scale { least: evidence.least, weights: NAMES.map(|name| evidence.weight(name)) }
    }
}

/// Where something is, as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Where {
    cell: u64,
    country: Option<u64>,
    is_wide: bool,
    at: Option<(f64, f64)>,
}

impl Where {
    pub(super) fn of(spot: &Spot) -> Where {
        Where {
            cell: number(&cell(spot)),
            country: spot.country.as_deref().map(number),
            is_wide: is_wide(spot),
            at: spot.lat.zip(spot.lon),
        }
    }

    pub(super) fn may_be(&self, other: &Where) -> bool {
        let one_country = self.country.is_some() && self.country == other.country;
        self.cell == other.cell
            || one_country
                && (self.is_wide || other.is_wide || self.kilometres(other) < NEAR_KILOMETRES)
    }

    fn kilometres(&self, other: &Where) -> f64 {
        let (Some(a), Some(b)) = (self.at, other.at) else { return f64::INFINITY };
        // Flat is exact enough for places this near.
        let (north, east) = (a.0 - b.0, (a.1 - b.1) * a.0.to_radians().cos());
        north.hypot(east) * DEGREE
    }
}

/// A happening, as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    version: u64,
    class: u64,
    published: Option<i64>,
    /// The day, where it is told.
    on: Option<i64>,
    place: Option<Where>,
    places: Box<[u64]>,
    harmed: Box<[u64]>,
    persons: Box<[u64]>,
    speakers: Box<[u64]>,
    names: Box<[u64]>,
    rare: Box<[u64]>,
    ages: Box<[u64]>,
    /// Measure and class of who is counted, and the number.
    victims: Box<[(u64, Option<Decimal>)]>,
}

impl Happened {
    pub(super) fn of(draft: &Draft, happening: &Happening) -> Happened {
        let at = |it: &Option<String>| it.as_deref().and_then(day::number);
        let counted = |it: &Victims| {
            let of = number(&format!("{}|{}", it.measure, it.population));
            (of, it.low.or(it.high))
        };
        Happened {
            version: number(&draft.version),
            class: number(&happening.class),
            published: at(&draft.day),
            on: at(&happening.on).filter(|_| happening.dated),
            place: happening.place.as_ref().map(Where::of),
            places: numbers(&happening.places),
            harmed: numbers(&happening.harmed),
            persons: numbers(&happening.persons),
            speakers: numbers(&happening.speakers),
            names: numbers(&happening.names),
            rare: numbers(&happening.rare),
            ages: numbers(&happening.ages),
            victims: happening.victims.iter().map(counted).collect(),
        }
    }

    /// Of one report?
    pub(super) fn is_beside(&self, other: &Happened) -> bool {
        self.version == other.version
    }

    pub(super) fn joins(&self, other: &Happened, scale: &Scale) -> bool {
        self.version != other.version
            && self.class == other.class
            && self.weighed(other, scale) >= scale.least
    }

    /// The weight of all that speaks for two happenings being one: log odds, after a logistic regression.
    pub(super) fn weighed(&self, other: &Happened, scale: &Scale) -> f64 {
        let (a, b) = (self, other);
        let apart = |a: Option<i64>, b: Option<i64>| a.zip(b).map(|(a, b)| (a - b).abs());
        let (published, days) = (apart(a.published, b.published), apart(a.on, b.on));
        let people = shared(&a.persons, &b.persons);
        let harmed = shared(&a.harmed, &b.harmed);
        let known = people + harmed > 0;
        let is_far = published.is_none_or(|days| days > NEAR_DAYS);
        let other_day = days.is_some_and(|days| days > ONE_NIGHT);
        let both = a.place.as_ref().zip(b.place.as_ref());
        let elsewhere = both.is_some_and(|(a, b)| !a.may_be(b));
        let places = shared(&a.places, &b.places);
        let other_victims_named = harmed == 0 && !a.harmed.is_empty() && !b.harmed.is_empty();
        // Two towns that no report names together; other victims by name, weeks apart.
        if !known && (elsewhere && places == 0 || is_far && other_victims_named) {
            return f64::NEG_INFINITY;
        }
        let spoke = people + shared(&a.speakers, &b.speakers);
        let within = |most: i64| f64::from(u8::from(published.is_some_and(|days| days <= most)));
        let yes = |it: bool| f64::from(u8::from(it));
        let most = |count: usize, most: usize| count.min(most) as f64;
        let same_place = both.is_some_and(|(a, b)| a.cell == b.cell);
        let names = shared(&a.names, &b.names);
        let fewer = a.names.len().min(b.names.len()).max(1);
        let (same, differ) = victims_agree(&a.victims, &b.victims);
        let ages = shared(&a.ages, &b.ages);
        let told_both = !a.ages.is_empty() && !b.ages.is_empty();
        // In the order of their names above.
        let told: [f64; NAMES.len()] = [
            1.0,
            yes(!known && is_far),
            yes(!known && elsewhere),
            yes(!known && other_day),
            most(people, 2),
            most(spoke, 2),
            yes(harmed > 0),
            yes(same_place),
            most(places, 3),
            within(0),
            within(2),
            within(7),
            within(30),
            yes(published.is_none_or(|days| days > 60)),
            yes(days == Some(0)),
            yes(days.is_some_and(|days| days > 2)),
            most(names, 10),
            names as f64 / fewer as f64,
            most(shared(&a.rare, &b.rare), 8),
            most(ages, 2),
            yes(told_both && ages == 0),
            yes(same),
            yes(differ),
        ];
        scale.weights.iter().zip(told).map(|(weight, value)| weight * value).sum()
    }
}

/// Is there a measure of which the two give one number, and one of which they give two?
fn victims_agree(one: &[(u64, Option<Decimal>)], other: &[(u64, Option<Decimal>)]) -> (bool, bool) {
    let (mut same, mut differ) = (false, false);
    for (of, a) in one {
        for (_, b) in other.iter().filter(|(alike, _)| alike == of) {
            if let (Some(a), Some(b)) = (a, b) {
                same |= a == b;
                differ |= a != b;
            }
        }
    }
    (same, differ)
}
