//! The same in parts that can each be made apart: for an archive that no machine holds.
//!
//! A report yields [`Filed`] drafts, a pure function of it. Whoever brings together what is filed under one key (a database, Apache
//! Spark, a sort), asks [`join`] of those that meet where [`meets`] says so, and gives all that hang together to [`fold`], gets the
//! groups that [`across`](super::across()) gives for all reports at once.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::own_block;
use onrecord_model::Reading;
use onrecord_model::across::{Body, Draft, Entity, Group, Layer, More};
use onrecord_reconcile::across::{self, Decisions, Form};
use onrecord_rules::Rules;
use serde::Serialize;

use super::{Member, Told};

/// A draft as it travels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Filed {
    /// The layer.
    pub layer: Layer,
    /// Its own name among all drafts of the layer.
    pub block: String,
    /// Under what it is filed.
    pub keys: Vec<String>,
    /// The draft as JSON, its keys left out.
    pub draft: String,
}

impl Filed {
    /// What a reading brings to every layer.
    pub fn of(reading: &Reading, rules: &Rules) -> Vec<Filed> {
        let mut seen = BTreeSet::new();
        let drafts = across::drafts(reading, rules, &Decisions::default());
        let fresh = drafts.into_iter().filter(|it| seen.insert((it.layer, it.finding.clone())));
        fresh
            .map(|draft| Filed {
                layer: draft.layer,
                block: own_block(&draft),
                // Every key is a string and every number finite, so nothing here can fail to be JSON.
                draft: serde_json::to_string(&draft).unwrap_or_default(),
                keys: draft.keys,
            })
            .collect()
    }
}

/// Drafts of a layer that are filed under several keys meet where they share so many; `None` for a layer of one key each, whose
/// drafts of one key are folded together.
pub fn meets(layer: Layer) -> Option<usize> {
    across::meets(layer).then_some(if layer == Layer::Copies { 2 } else { 1 })
}

/// Do two drafts that share so many keys belong together?
///
/// # Errors
/// Where one is not the JSON of a draft.
pub fn join(one: &str, other: &str, shared: usize, rules: &Rules) -> serde_json::Result<bool> {
    Ok(across::joins(&serde_json::from_str(one)?, &serde_json::from_str(other)?, shared, rules))
}

/// The groups of drafts that hang together, in any order. `block` is their key; in a layer where they [`meets`], the least of their
/// names. Copies need the report's text beside each draft; no other layer asks for it.
///
/// # Errors
/// Where one is not the JSON of a draft.
pub fn fold(
    layer: Layer,
    block: &str,
    drafts: &[(String, String)],
    rules: &Rules,
) -> serde_json::Result<Vec<Told>> {
    let mut parsed: Vec<(Draft, String)> = Vec::with_capacity(drafts.len());
    for (draft, text) in drafts {
        let mut draft: Draft = serde_json::from_str(draft)?;
        draft.keys = vec![block.to_owned()];
        parsed.push((draft, text.clone()));
    }
    let all: Vec<Draft> = parsed.iter().map(|(draft, _)| draft.clone()).collect();
    let none = Decisions::default();
    let groups = match layer {
        Layer::Entities => across::fold_names(block, forms(&all)?, &none),
        Layer::Copies if all.len() < 2 => Vec::new(),
        Layer::Copies => across::fold_texts(parsed),
        _ => across::fold(layer, all.clone(), rules, &none),
    };
    Ok(groups.into_iter().map(|group| told(group, &all)).collect())
}

/// The names of drafts, each with the reports that give it.
fn forms(drafts: &[Draft]) -> serde_json::Result<Vec<Form>> {
    let mut found: BTreeMap<String, (Form, BTreeSet<&str>)> = BTreeMap::new();
    for draft in drafts {
        let Body::Name(name) = &draft.body else { continue };
        let (form, reports) = found.entry(serde_json::to_string(name)?).or_default();
        form.name.clone_from(name);
        let days = || draft.day.iter().cloned();
        form.first = form.first.take().into_iter().chain(days()).min();
        form.last = form.last.take().into_iter().chain(days()).max();
        reports.insert(&draft.version);
    }
    let counted = |(form, reports): (Form, BTreeSet<&str>)| Form {
        reports: u32::try_from(reports.len()).unwrap_or(u32::MAX),
        ..form
    };
    Ok(found.into_values().map(counted).collect())
}

/// The order of an entity's members, which no fold gives.
pub(super) fn by_day<D: std::borrow::Borrow<Draft>>(drafts: &mut [D]) {
    drafts.sort_by(|a, b| {
        let (a, b): (&Draft, &Draft) = (a.borrow(), b.borrow());
        (&a.day, &a.version, &a.finding).cmp(&(&b.day, &b.version, &b.finding))
    });
}

/// A group with those of the drafts that are its members, in its order; the spans are left to who has the readings.
fn told(group: Group, drafts: &[Draft]) -> Told {
    let mut of: Vec<&Draft> = match &group.more {
        More::Entity(Entity { names, .. }) => {
            let is_of = |draft: &&Draft| match &draft.body {
                Body::Name(name) => names.iter().any(|merged| merged.key == name.key),
                _ => false,
            };
            let mut of: Vec<&Draft> = drafts.iter().filter(is_of).collect();
            by_day(&mut of);
            of
        }
        _ => {
            let by_name: BTreeMap<_, &Draft> =
                drafts.iter().map(|it| ((it.version.as_str(), it.finding.as_str()), it)).collect();
            let find = |(version, finding): &(String, onrecord_model::Id)| {
                by_name.get(&(version.as_str(), finding.as_str())).copied()
            };
            group.members.iter().filter_map(find).collect()
        }
    };
    let member = |it: &Draft| {
        let draft = Draft { keys: Vec::new(), ..it.clone() };
        Member { draft, spans: Vec::new() }
    };
    let told = of.drain(..).map(member).collect();
    // As the ledger gives a group: its members stand beside it.
    Told { group: Group { members: Vec::new(), ..group }, told }
}
