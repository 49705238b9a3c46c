//! How many, of whom, as of when.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::statement::wire_enum;
use crate::{Id, Place, Voice, Words};

/// A quantity that a report gives, with everything that keeps it from being compared with the wrong one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// From the report's version, the words and the measure.
    pub id: Id,
    /// From the comparator to the end of the counted noun: "at least 12 people".
    #[serde(flatten)]
    pub words: Words,
    /// Least value the words allow; `None` is open.
    #[serde(with = "crate::decimal")]
    pub low: Option<Decimal>,
    /// Greatest value the words allow; `None` is open.
    #[serde(with = "crate::decimal")]
    pub high: Option<Decimal>,
    /// The number that is named, if one is.
    #[serde(with = "crate::decimal")]
    pub value: Option<Decimal>,
    /// How the words stand to the number.
    pub comparator: Comparator,
    /// What is measured: a name of the open set in the rules (`killed`, `held`, `money`), or `other:WORD`.
    pub measure: String,
    /// Of what: `person`, `USD`, `km`.
    pub unit: Option<String>,
    /// Who or what is counted, in the report's words.
    pub population: Option<String>,
    /// Where.
    pub place: Option<Place>,
    /// Who did it.
    pub actor: Option<String>,
    /// A state at a time, a count over a window, or neither.
    pub kind: FigureKind,
    /// The day the figure holds for.
    pub as_of: Option<String>,
    /// From when it counts.
    pub since: Option<String>,
    /// The stretch it counts over, both ends.
    pub window: Option<[String; 2]>,
    /// The figure it is a part of.
    pub subset_of: Option<Id>,
    /// The figure of the same report that took its place: 84 in "lowered its toll from 84 to 79". It holds for no day that is told.
    #[serde(default)]
    pub replaced_by: Option<Id>,
    /// What the counted group is made of.
    #[serde(default)]
    pub includes: Vec<String>,
    /// Who answers for it.
    pub voice: Voice,
    /// Words that weaken it ("believed to be").
    pub hedge: Option<String>,
    /// Other places of the report that give the same figure.
    #[serde(default)]
    pub again: Vec<Words>,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}

impl Figure {
    /// The upper end as the report's words bound it: that which recorders write for "dozens" bounds nothing.
    pub fn told_high(&self) -> Option<Decimal> {
        self.high.filter(|_| self.comparator != Comparator::Vague)
    }
}

wire_enum! {
    /// How the words stand to the number.
    Comparator {
        /// Exactly.
        #[default] Equal = "=",
        /// About.
        About = "~",
        /// Fewer than.
        Less = "<",
        /// Up to.
        AtMost = "<=",
        /// More than.
        More = ">",
        /// At least.
        AtLeast = ">=",
        /// Between two.
        Range = "range",
        /// No number at all: "dozens", "a number of".
        Vague = "vague",
    }
}

wire_enum! {
    /// A state at a time, a count over a window, or neither.
    FigureKind {
        /// Holds at a time; grows or falls.
        Stock = "stock",
        /// Happened within a window.
        Flow = "flow",
        /// Does not move with the story: an age, a distance.
        #[default] Static = "static",
    }
}
