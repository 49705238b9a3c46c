//! What `heads.event.*` and `heads.factuality.*` say about a word: does it name an event, and did that happen?
//!
//! Their rows stand in one map with the tags' (the map's last strip has room for them), so a reader that has them takes no
//! longer.

use super::logarithm::exp;
use super::weights::{Tensors, WeightsError};

/// A word that may name an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// Number of the word.
    pub word: u32,
    /// Probability that it names an event, 0 to 1.
    pub probability: f32,
    /// From -3, certainly did not happen, to 3, certainly did.
    pub factuality: f32,
}

/// Largest factuality of the scale.
const CERTAIN: f32 = 3.0;

/// Adds the two rows of weights behind those of the tags, if the file has them; says whether it has.
pub(super) fn read(
    t: &Tensors,
    hidden: usize,
    weight: &mut Vec<f32>,
    bias: &mut Vec<f32>,
) -> Result<bool, WeightsError> {
    if t.shape("heads.event.weight").is_none() {
        return Ok(false);
    }
    for name in ["event", "factuality"] {
        weight.extend(t.floats(&format!("heads.{name}.weight"), &[1, hidden])?);
        bias.extend(t.floats(&format!("heads.{name}.bias"), &[1])?);
    }
    Ok(true)
}

/// The occurrence that the two scores of a word stand for, if it is at least as probable as `least`.
pub(super) fn occurrence(word: usize, scores: &[f32], least: f32) -> Option<Occurrence> {
    let &[event, factuality, ..] = scores else { return None };
    let probability = (1.0 / (1.0 + exp(-f64::from(event)))) as f32;
    (probability >= least).then(|| Occurrence {
        word: word as u32,
        probability,
        factuality: factuality.clamp(-CERTAIN, CERTAIN),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_become_a_probability_and_a_place_on_the_scale() {
        let even = occurrence(7, &[0.0, 9.0, 1.0], 0.2).unwrap();
        assert_eq!(even, Occurrence { word: 7, probability: 0.5, factuality: 3.0 });
        let sure = occurrence(7, &[90.0, -1.5], 0.2).unwrap();
        assert_eq!((sure.probability, sure.factuality), (1.0, -1.5));
    }

    #[test]
    fn the_improbable_is_left_out() {
        assert_eq!(occurrence(0, &[-1.5, 3.0], 0.2), None);
        assert_eq!(occurrence(0, &[-9000.0, 3.0], 0.2), None);
        assert_eq!(occurrence(0, &[], 0.2), None);
    }
}
