//! What stands against what among readings at hand: the list that the layer across reports keeps, without a ledger.
//!
//! In go readings, each in the version that stands, out come the disputes that [`derive::keep`](crate::derive::keep) writes for the same
//! readings. Brief, trajectories and changes render this list, the board of disputes the one that is kept: there is no other way to
//! find a contradiction.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::across::{Draft, Group, Layer, More};
use onrecord_model::{Id, Reading};
use onrecord_reconcile::across::{self, Decisions, Face, Joining};
use onrecord_rules::Rules;

use crate::derive::Disjoint;

/// What stands against what, the weightiest first.
#[derive(Clone, Debug, Default)]
pub struct Disputes {
    /// Each with its members.
    pub groups: Vec<Group>,
    /// Figures that cannot both hold with another, by version and finding: the numbers of their groups.
    figures: BTreeMap<(String, Id), Vec<usize>>,
}

impl Disputes {
    /// The disputes of `readings`, in whatever order these come.
    pub fn of<'a>(
        readings: impl IntoIterator<Item = &'a Reading>,
        rules: &Rules,
        decisions: &Decisions,
    ) -> Disputes {
        let (mut claims, mut lines) = (Vec::new(), Vec::new());
        for reading in readings {
            let mut seen = BTreeSet::new();
            let drafts = across::disputable(reading, rules, decisions);
            for draft in drafts.into_iter().filter(|it| seen.insert((it.layer, it.finding.clone())))
            {
                let of_layer = if draft.layer == Layer::Claims { &mut claims } else { &mut lines };
                of_layer.push(draft);
            }
        }
        let folded = |layer, drafts| across::fold(layer, drafts, rules, decisions);
        let claims = together(claims, rules).into_iter().flat_map(|all| folded(Layer::Claims, all));
        let lines = under_one_key(lines).into_iter().flat_map(|all| folded(Layer::Series, all));
        let all = claims.chain(lines);
        let mut groups: Vec<Group> = all.filter(|group| group.layer == Layer::Disputes).collect();
        groups.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.id.cmp(&b.id)));
        let mut figures: BTreeMap<(String, Id), Vec<usize>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| group.kind == "figure") {
            for member in &group.members {
                figures.entry(member.clone()).or_default().push(at);
            }
        }
        Disputes { groups, figures }
    }

    /// The figures that cannot hold beside a figure of this version, each with its version.
    pub fn against(&self, version: &str, figure: &Id) -> Vec<&(String, Id)> {
        let own = (version.to_owned(), figure.clone());
        let groups = self.figures.get(&own).into_iter().flatten();
        let groups = groups.filter_map(|at| self.groups.get(*at));
        let mut found = Vec::new();
        for group in groups {
            let More::Dispute(dispute) = &group.more else { continue };
            for (a, b) in &dispute.pairs {
                let pair = group.members.get(*a).zip(group.members.get(*b));
                found.extend(pair.and_then(|(a, b)| match (*a == own, *b == own) {
                    (true, false) => Some(b),
                    (false, true) => Some(a),
                    _ => None,
                }));
            }
        }
        found
    }
}

/// Drafts filed under one key each, key by key.
fn under_one_key(drafts: Vec<Draft>) -> Vec<Vec<Draft>> {
    let mut filed: BTreeMap<String, Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        let key = draft.keys.first().cloned().unwrap_or_default();
        filed.entry(key).or_default().push(draft);
    }
    filed.into_values().collect()
}

/// Drafts of several keys: those that hang together.
fn together(drafts: Vec<Draft>, rules: &Rules) -> Vec<Vec<Draft>> {
    let joining = Joining::by(rules);
    let faces: Vec<Option<Face>> = drafts.iter().map(Face::of).collect();
    let mut hang = Disjoint::default();
    let mut filed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        hang.add(None);
        for key in &draft.keys {
            filed.entry(key).or_default().push(at);
        }
    }
    for met in filed.values() {
        for (place, one) in met.iter().enumerate() {
            for other in met.iter().take(place) {
                let (a, b) = (hang.root(*one), hang.root(*other));
                let faces = faces.get(*one).zip(faces.get(*other));
                let pair = faces.and_then(|(one, other)| one.as_ref().zip(other.as_ref()));
                if a != b && pair.is_some_and(|(one, other)| joining.joins(one, other, 1)) {
                    hang.hang(a.max(b), a.min(b));
                }
            }
        }
    }
    let mut blocks: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
    for (at, draft) in drafts.into_iter().enumerate() {
        blocks.entry(hang.root(at)).or_default().push(draft);
    }
    blocks.into_values().collect()
}
