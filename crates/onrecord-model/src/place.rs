//! Where.

use serde::{Deserialize, Serialize};

use crate::Words;

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
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    #[serde(default)]
    pub made_by: String,
}
