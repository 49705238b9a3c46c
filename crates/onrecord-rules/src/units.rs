//! Units of measure, currencies, nouns for persons and things, numbers that are names.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::figures::phrases;
use crate::{Folder, RuleError};

/// Units of measure, currencies, nouns for persons and things.
#[derive(Debug, Default)]
pub struct Units {
    /// By word: measure and unit.
    pub units: HashMap<String, [String; 2]>,
    /// By sign or word: ISO 4217 code, or the word where several countries use it.
    pub currencies: HashMap<String, String>,
    /// Adjectives of the country before a currency.
    pub nations: HashMap<String, String>,
    /// "square", "cubic": the measure they make of the unit behind them.
    pub adjectives: HashMap<String, String>,
    /// Signs and words for a hundredth.
    pub percent: HashSet<String>,
    /// The same in two words.
    pub percent_pairs: Vec<Vec<String>>,
    /// Words beside the number of a scale.
    pub magnitude: HashSet<String>,
    /// Nouns for persons, all forms.
    pub persons: HashSet<String>,
    /// Nouns for buildings and vehicles with their unit.
    pub things: HashMap<String, &'static str>,
    /// Nouns for what is neither person nor living: none of these is killed or released.
    pub items: HashSet<String>,
    /// Words before a number that names something.
    pub names: HashSet<String>,
    /// The same before a number in words ("gate four").
    pub places: HashSet<String>,
    /// Numbers that are names by themselves.
    pub numbers: HashSet<String>,
    /// Words behind an age.
    pub ages: HashSet<String>,
    /// Words before an age.
    pub aged: HashSet<String>,
    /// Words behind the unit of an age.
    pub old: HashSet<String>,
    /// Words behind the number of a weapon.
    pub calibres: HashSet<String>,
    /// Words behind a number that make it an address.
    pub streets: HashSet<String>,
    /// Words of aid.
    pub aid: HashSet<String>,
    /// Words of damage.
    pub damage: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitFile {
    #[serde(rename = "about")]
    _about: String,
    percent: Vec<String>,
    percent_pairs: Vec<String>,
    magnitude: Vec<String>,
    names: Vec<String>,
    places: Vec<String>,
    streets: Vec<String>,
    calibres: Vec<String>,
    ages: Vec<String>,
    aged: Vec<String>,
    old: Vec<String>,
    numbers: Vec<String>,
    aid: Vec<String>,
    damage: Vec<String>,
    currencies: HashMap<String, String>,
    nations: HashMap<String, String>,
    units: HashMap<String, [String; 2]>,
    adjectives: HashMap<String, String>,
    persons: Things,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Things {
    words: Vec<String>,
    building: Vec<String>,
    vehicle: Vec<String>,
    item: Vec<String>,
}

const UNITS: &str = "figures/units.toml";

impl Units {
    pub(crate) fn load(folder: &Folder) -> Result<Units, RuleError> {
        let file: UnitFile = folder.table(UNITS)?;
        let set = |words: Vec<String>| words.into_iter().collect::<HashSet<String>>();
        let buildings = file.persons.building.into_iter().map(|word| (word, "building"));
        let vehicles = file.persons.vehicle.into_iter().map(|word| (word, "vehicle"));
        Ok(Units {
            units: file.units,
            currencies: file.currencies,
            nations: file.nations,
            adjectives: file.adjectives,
            percent: set(file.percent),
            percent_pairs: phrases(file.percent_pairs),
            magnitude: set(file.magnitude),
            persons: set(file.persons.words),
            things: buildings.chain(vehicles).collect(),
            items: set(file.persons.item),
            names: set(file.names),
            places: set(file.places),
            numbers: set(file.numbers),
            ages: set(file.ages),
            aged: set(file.aged),
            old: set(file.old),
            calibres: set(file.calibres),
            streets: set(file.streets),
            aid: set(file.aid),
            damage: set(file.damage),
        })
    }
}
