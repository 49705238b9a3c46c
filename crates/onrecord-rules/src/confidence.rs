//! How often a reader is right where it says how sure it is.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Folder, RuleError};

/// For each reader, points of a rising map from the probability it gives to the share of its statements that were right.
#[derive(Clone, Debug, Default)]
pub struct Calibration {
    readers: BTreeMap<String, Vec<(f32, f32)>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    statements: BTreeMap<String, Vec<(f32, f32)>>,
}

impl Calibration {
    /// What a probability given by `reader` ("small-1") has come to: linear between the points, flat beyond them, and the
    /// probability itself for a reader that was not measured. 0 to 1.
    pub fn statement(&self, reader: &str, probability: f32) -> f32 {
        let Some(points) = self.readers.get(reader) else { return probability };
        let above = points.iter().position(|(given, _)| *given > probability);
        match above.unwrap_or(points.len()) {
            0 => points.first().map_or(probability, |p| p.1),
            at => match (points.get(at - 1), points.get(at)) {
                (Some((a, low)), Some((b, high))) => {
                    low + (high - low) * (probability - a) / (b - a).max(f32::EPSILON)
                }
                (Some((_, last)), None) => *last,
                _ => probability,
            },
        }
    }

    pub(crate) fn load(folder: &Folder) -> Result<Calibration, RuleError> {
        let file: File = folder.table("confidence.toml")?;
        Ok(Calibration { readers: file.statements })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_and_beyond_the_points() {
        let readers = [("tiny-1".to_owned(), vec![(0.5, 0.25), (0.75, 0.75)])];
        let map = Calibration { readers: readers.into_iter().collect() };
        for (given, expected) in [(0.1, 0.25), (0.5, 0.25), (0.625, 0.5), (0.75, 0.75), (1.0, 0.75)]
        {
            assert!((map.statement("tiny-1", given) - expected).abs() < 1e-6, "{given}");
        }
        assert_eq!(map.statement("unmeasured-1", 0.9).to_bits(), 0.9_f32.to_bits());
    }

    #[test]
    fn the_points_rise() {
        let map = Calibration::load(&Folder::embedded()).unwrap();
        assert!(!map.readers.is_empty());
        for points in map.readers.values() {
            assert!(points.windows(2).all(|p| p[0].0 < p[1].0 && p[0].1 <= p[1].1), "{points:?}");
        }
    }
}
