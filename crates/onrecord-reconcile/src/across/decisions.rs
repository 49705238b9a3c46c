//! What persons decided that the folds must follow.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::Id;
use onrecord_model::across::Group;

/// What persons decided, as the folds take it: the one seam between reviews and what follows across reports. Empty: nothing was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Findings that were rejected: they bring nothing.
    pub rejected: BTreeSet<Id>,
    /// Keys whose drafts are filed under another, so that what was merged is folded together.
    pub filed_under: BTreeMap<String, String>,
    /// Groups that are one: the second goes into the first.
    pub merged: BTreeSet<(Id, Id)>,
    /// Members that do not belong: the finding (of a name, its key) and the group that it is taken out of.
    pub apart: BTreeSet<(String, Id)>,
}

impl Decisions {
    /// Stands for what was decided: nothing is `none`, and other decisions have other names.
    pub fn name(&self) -> String {
        if *self == Decisions::default() {
            return "none".to_owned();
        }
        let rejected = self.rejected.iter().map(Id::as_str);
        let filed = self.filed_under.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]);
        let merged = self.merged.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]);
        let apart = self.apart.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]);
        let parts = rejected.chain(["filed"]).chain(filed).chain(["merged"]).chain(merged);
        Id::of("by", parts.chain(["apart"]).chain(apart)).as_str().to_owned()
    }

    /// Joins the groups that were decided to be one, in the order of the groups.
    pub(super) fn unite(&self, groups: Vec<Group>, join: impl Fn(&mut Group, Group)) -> Vec<Group> {
        let mut kept: Vec<Group> = Vec::new();
        let (into, others): (Vec<Group>, Vec<Group>) = groups
            .into_iter()
            .partition(|group| !self.merged.iter().any(|(_, from)| *from == group.id));
        kept.extend(into);
        for group in others {
            let target = kept
                .iter()
                .position(|other| self.merged.contains(&(other.id.clone(), group.id.clone())));
            match target.and_then(|at| kept.get_mut(at)) {
                Some(other) => join(other, group),
                None => kept.push(group),
            }
        }
        kept
    }
}
