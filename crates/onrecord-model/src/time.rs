//! When: TIMEX3 (ISO-TimeML, ISO 24617-1:2012).

use serde::{Deserialize, Serialize};

use crate::statement::wire_enum;
use crate::{Id, Words};

/// A time expression, read no more exactly than it was said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeExpression {
    /// From the report's version and the words.
    pub id: Id,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Day, time of day, stretch or repetition.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3 value: `2031-03-04`, `2031-W10`, `P3D`, `PAST_REF`; `None` where it cannot be anchored.
    pub value: Option<String>,
    /// TIMEX3 modifier: `START`, `MID`, `END`, `APPROX`, `BEFORE`, `AFTER`, `MORE_THAN`, `LESS_THAN`.
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    /// The day it was read against.
    pub anchor: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}

wire_enum! {
    /// TIMEX3 type.
    TimeType {
        /// A day or something coarser.
        #[default] Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// A stretch.
        Duration = "DURATION",
        /// A repetition.
        Set = "SET",
    }
}
