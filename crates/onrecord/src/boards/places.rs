//! Where: every place that a finding on record hangs on, with what is told of it.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Id, Place};
use serde::{Deserialize, Serialize};

use super::page::{BoardError, Keyed};
use super::record::{Record, holds};
use super::row::{Board, Says};

/// Which places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlacesWanted {
    /// Only places whose name holds these words.
    pub name: Option<String>,
    /// Only places in this country, ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Also places that are only named, and on which no finding hangs.
    pub named: bool,
}

/// A place, with all that the record tells of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceRow {
    /// GeoNames id as text, else the name in lower case.
    pub key: String,
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
    /// GeoNames feature code, or our own.
    pub feature: Option<String>,
    /// How sure it is, 0 to 1: the surest mention.
    pub confidence: f32,
    /// How often it is named.
    pub mentions: usize,
    /// Reports that name it, by id.
    pub reports: BTreeSet<String>,
    /// Findings that hang on it, by day of publication.
    pub findings: Vec<PlaceFinding>,
}

/// A finding that hangs on a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceFinding {
    /// Its id.
    pub id: Id,
    /// `figure`, `event`, `access`.
    pub finding: &'static str,
    /// Measure, event type or state.
    pub label: String,
    /// The words.
    pub words: String,
    /// The report, by id.
    pub report: String,
    /// Its day.
    pub day: String,
}

impl Keyed for PlaceRow {
    fn key(&self) -> String {
        self.key.clone()
    }
}

/// The places, those with most findings first.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn places(record: &Record<'_>, wanted: &PlacesWanted) -> Result<Board<PlaceRow>, BoardError> {
    let mut rows: BTreeMap<String, PlaceRow> = BTreeMap::new();
    for page in &record.pages {
        let (findings, report) = (&page.reading.findings, &page.reading.report);
        for place in &findings.places {
            add(&mut rows, place, &report.id, 1);
        }
        let mut hang = |place: &Place, finding: PlaceFinding| {
            let row = add(&mut rows, place, &report.id, 0);
            row.findings.push(finding);
        };
        let found = |id: &Id, finding, label: &str, words: &str| PlaceFinding {
            id: id.clone(),
            finding,
            label: label.to_owned(),
            words: words.to_owned(),
            report: report.id.clone(),
            day: page.day().to_owned(),
        };
        let says = |voice| Says::of_voice(&page.reading, voice);
        for figure in &findings.figures {
            if let Some(place) = &figure.place
                && record.wants(page, &figure.id, &says(&figure.voice))
            {
                hang(place, found(&figure.id, "figure", &figure.measure, &figure.words.text));
            }
        }
        for event in &findings.events {
            if let Some(place) = &event.place
                && record.wants(page, &event.id, &says(&event.voice))
            {
                hang(place, found(&event.id, "event", &event.kind, &event.words.text));
            }
        }
        for access in &findings.access {
            let place = findings.places.iter().find(|place| place.name == access.place);
            if let Some(place) = place
                && record.wants(page, &access.id, &says(&access.voice))
            {
                hang(place, found(&access.id, "access", access.state.as_str(), &access.words.text));
            }
        }
    }
    let mut rows: Vec<PlaceRow> = rows.into_values().filter(|row| wanted.wants(row)).collect();
    rows.sort_by_cached_key(|row| {
        (std::cmp::Reverse((row.findings.len(), row.mentions)), row.key.clone())
    });
    Board::of(rows, &record.selection)
}

fn add<'r>(
    rows: &'r mut BTreeMap<String, PlaceRow>,
    place: &Place,
    report: &str,
    mentions: usize,
) -> &'r mut PlaceRow {
    let key = place.geonames.map_or_else(|| place.name.to_lowercase(), |id| id.to_string());
    let row = rows.entry(key.clone()).or_insert_with(|| PlaceRow {
        key,
        name: place.name.clone(),
        geonames: place.geonames,
        lat: place.lat,
        lon: place.lon,
        country: place.country.clone(),
        feature: place.feature.clone(),
        confidence: place.confidence,
        mentions: 0,
        reports: BTreeSet::new(),
        findings: Vec::new(),
    });
    row.mentions += mentions;
    row.confidence = row.confidence.max(place.confidence);
    row.reports.insert(report.to_owned());
    row
}

impl PlacesWanted {
    fn wants(&self, row: &PlaceRow) -> bool {
        (self.named || !row.findings.is_empty())
            && self.name.as_ref().is_none_or(|name| holds(&row.name, name))
            && self.country.as_ref().is_none_or(|country| row.country.as_ref() == Some(country))
    }
}
