//! Units of measure, currencies, nouns for persons and things, numbers that are names.

use serde::Deserialize;

use crate::figures::phrases;
use crate::{Folder, RuleError, WordMap, WordSet};

/// Units of measure, currencies, nouns for persons and things.
#[derive(Debug, Default)]
pub struct Units {
    /// By word: measure and unit.
    pub units: WordMap<[String; 2]>,
    /// By sign or word: ISO 4217 code, or the word where several countries use it.
    pub currencies: WordMap<String>,
    /// Adjectives of the country before a currency.
    pub nations: WordMap<String>,
    /// Letters that mean a currency right before a figure, in capitals ("N7.9 million").
    pub letters: WordMap<String>,
    /// "square", "cubic": the measure they make of the unit behind them.
    pub adjectives: WordMap<String>,
    /// Signs and words for a hundredth.
    pub percent: WordSet,
    /// The same in two words.
    pub percent_pairs: Vec<Vec<String>>,
    /// Words beside the number of a scale.
    pub magnitude: WordSet,
    /// Nouns for persons, all forms.
    pub persons: WordSet,
    /// Nouns for buildings and vehicles with their unit.
    pub things: WordMap<&'static str>,
    /// Nouns for what is neither person nor living: none of these is killed or released.
    pub items: WordSet,
    /// Words before a number that names something.
    pub names: WordSet,
    /// The same before a number in words ("gate four").
    pub places: WordSet,
    /// Numbers that are names by themselves.
    pub numbers: WordSet,
    /// Words behind an age.
    pub ages: WordSet,
    /// Words before an age.
    pub aged: WordSet,
    /// Words between persons and an age that bounds theirs ("children under five").
    pub age_limits: WordSet,
    /// Words behind the unit of an age.
    pub old: WordSet,
    /// Words behind the number of a weapon.
    pub calibres: WordSet,
    /// Words behind a number that make it an address.
    pub streets: WordSet,
    /// Words of aid.
    pub aid: WordSet,
    /// Words of damage.
    pub damage: WordSet,
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
    age_limits: WordSet,
    old: Vec<String>,
    numbers: Vec<String>,
    aid: Vec<String>,
    damage: Vec<String>,
    currencies: WordMap<String>,
    nations: WordMap<String>,
    letters: WordMap<String>,
    units: WordMap<[String; 2]>,
    adjectives: WordMap<String>,
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
        let set = |words: Vec<String>| words.into_iter().collect::<WordSet>();
        let buildings = file.persons.building.into_iter().map(|word| (word, "building"));
        let vehicles = file.persons.vehicle.into_iter().map(|word| (word, "vehicle"));
        Ok(Units {
            units: file.units,
            currencies: file.currencies,
            nations: file.nations,
            letters: file.letters,
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
            age_limits: file.age_limits,
            old: set(file.old),
            calibres: set(file.calibres),
            streets: set(file.streets),
            aid: set(file.aid),
            damage: set(file.damage),
        })
    }
}
