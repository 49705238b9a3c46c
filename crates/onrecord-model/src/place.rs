//! Where.

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::statement::wire_enum;

/// A place that a report names, and the gazetteer entry it was read as.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Its name.
    pub name: String,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// GeoNames feature code, or our own for crossings, camps, hospitals.
    pub feature: Option<String>,
    /// How the words use the name; none where that is not told.
    #[serde(default)]
    pub sense: Option<PlaceSense>,
    /// What else it may be, likeliest first.
    #[serde(default)]
    pub rivals: Vec<Rival>,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    #[serde(default)]
    pub made_by: String,
}

wire_enum! {
    /// How words use the name of a place, after Gritta, Pilehvar and Collier (2020).
    PlaceSense {
        /// The place itself.
        #[default] Literal = "literal",
        /// Those who rule it, live there, play for it.
        Metonymic = "metonymic",
        /// Its people or things, by a word made from its name.
        Demonym = "demonym",
        /// Within the name of a body or a work.
        Embedded = "embedded",
    }
}

/// Another entry that a name may stand for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// Its name.
    pub name: String,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
}
