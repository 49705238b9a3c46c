//! The files of figures as they are written.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::{WordMap, WordSet};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComparatorFile {
    #[serde(rename = "about")]
    pub(super) _about: String,
    pub(super) changes: Vec<String>,
    pub(super) against: WordSet,
    pub(super) records: WordSet,
    pub(super) between: Vec<String>,
    pub(super) topical: Vec<String>,
    #[serde(default)]
    pub(super) spanning: Vec<String>,
    #[serde(default)]
    pub(super) stretches: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) comparator: Vec<ComparatorEntry>,
    #[serde(default)]
    pub(super) earlier: Vec<EarlierEntry>,
    #[serde(default)]
    pub(super) provisional: Vec<EarlierEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EarlierEntry {
    pub(super) words: Vec<String>,
    #[serde(default)]
    pub(super) after: bool,
    pub(super) yes: Vec<String>,
    pub(super) no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComparatorEntry {
    pub(super) words: Vec<String>,
    pub(super) sign: String,
    #[serde(default)]
    pub(super) near: bool,
    #[serde(default)]
    pub(super) after: bool,
    #[serde(default)]
    pub(super) yes: Vec<String>,
    #[serde(default)]
    pub(super) no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureFile {
    #[serde(rename = "about")]
    pub(super) _about: String,
    pub(super) links: Vec<String>,
    pub(super) hedges: Vec<String>,
    pub(super) passive: Vec<String>,
    pub(super) present: Vec<String>,
    pub(super) to_toll: Vec<String>,
    pub(super) offers: Vec<String>,
    pub(super) demands: Vec<String>,
    pub(super) collective: Vec<String>,
    pub(super) alongside: Vec<String>,
    pub(super) steps: Vec<String>,
    pub(super) tellers: Vec<String>,
    pub(super) sufferers: Vec<String>,
    pub(super) others: Vec<String>,
    pub(super) further: Vec<String>,
    pub(super) single: Vec<String>,
    pub(super) speakers: WordSet,
    pub(super) surviving: WordSet,
    pub(super) tended: WordSet,
    pub(super) couples: WordSet,
    pub(super) unborn: WordSet,
    pub(super) apposed: WordSet,
    pub(super) multiples: WordMap<u32>,
    pub(super) definite: Vec<String>,
    pub(super) quakes: Vec<String>,
    pub(super) totals: Vec<String>,
    pub(super) out_of: Vec<String>,
    pub(super) sums: Vec<String>,
    pub(super) excepting: Vec<String>,
    pub(super) naming: WordSet,
    pub(super) finding: WordSet,
    pub(super) averting: WordSet,
    pub(super) setting: WordSet,
    pub(super) passing: WordSet,
    pub(super) exchanges: Vec<String>,
    pub(super) care: WordSet,
    pub(super) ceremonies: WordSet,
    pub(super) owned: WordSet,
    pub(super) men: WordSet,
    pub(super) women: WordSet,
    pub(super) settlements: WordSet,
    pub(super) unions: WordSet,
    pub(super) narrow: Vec<String>,
    pub(super) kin: Vec<String>,
    pub(super) parents: Vec<String>,
    pub(super) none_of: Vec<String>,
    pub(super) negations: Vec<String>,
    pub(super) unreal: Vec<String>,
    pub(super) attempts: Vec<String>,
    pub(super) parts: Vec<String>,
    pub(super) forms: WordMap<Vec<String>>,
    pub(super) measure: Vec<MeasureEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureEntry {
    pub(crate) name: String,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) person: bool,
    #[serde(default)]
    pub(crate) done: Vec<String>,
    #[serde(default)]
    pub(crate) doing: Vec<String>,
    #[serde(default)]
    pub(crate) states: Vec<String>,
    #[serde(default)]
    pub(crate) counts: Vec<String>,
    #[serde(default)]
    pub(crate) of: Vec<String>,
    #[serde(default)]
    pub(crate) to: Vec<String>,
    #[serde(default)]
    pub(crate) states_with: Vec<String>,
    #[serde(default)]
    pub(crate) after: Vec<String>,
    #[serde(default)]
    pub(crate) done_after: Vec<String>,
    #[serde(default)]
    pub(crate) members: Vec<String>,
    #[serde(default)]
    pub(crate) tolls: Vec<String>,
    #[serde(default)]
    pub(crate) pairs: Vec<String>,
    #[serde(default)]
    pub(crate) done_with: Vec<String>,
    #[serde(default)]
    pub(crate) doing_with: Vec<String>,
    #[serde(default)]
    pub(crate) turns: Vec<String>,
    #[serde(default)]
    pub(crate) gapped: BTreeSet<String>,
    #[serde(default)]
    pub(crate) negated: BTreeSet<String>,
    #[serde(default)]
    pub(crate) joins: BTreeSet<String>,
    #[serde(default)]
    pub(crate) yearly: BTreeSet<String>,
    pub(crate) taken_for: Option<String>,
    #[serde(default)]
    pub(crate) suicides: Vec<String>,
    pub(crate) offered: Option<String>,
    pub(crate) demanded: Option<String>,
    pub(crate) standing: Option<String>,
    pub(crate) unless: Option<String>,
    pub(crate) rest: Option<String>,
    #[serde(default)]
    pub(crate) implied: bool,
    #[serde(default)]
    pub(crate) acts: Vec<String>,
    #[serde(default)]
    pub(crate) yes: Vec<String>,
    #[serde(default)]
    pub(crate) no: Vec<String>,
}
