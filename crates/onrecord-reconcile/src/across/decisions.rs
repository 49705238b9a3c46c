//! What persons decided that the folds must follow.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::Id;
use onrecord_model::across::Group;
use serde::{Deserialize, Serialize};

/// What persons decided, as the folds take it: the one seam between reviews and what follows across reports. Empty: nothing was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// What other decisions concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Findings whose reports are taken in anew.
    pub findings: Vec<Id>,
    /// Of each set, one is the id of a group that is folded anew.
    pub groups: Vec<Vec<Id>>,
}

impl Decisions {
    /// What differs between these decisions and `old`: findings that are to be taken in anew, and groups that are to be folded anew, each with the
    /// ids of which one is known to the folds. `None` where that is not told by these.
    pub fn change(&self, old: &Decisions) -> Option<Change> {
        if self.filed_under != old.filed_under {
            return None;
        }
        let merged = self.merged.symmetric_difference(&old.merged);
        let apart = self.apart.symmetric_difference(&old.apart);
        let groups = merged.map(|(one, other)| vec![one.clone(), other.clone()]);
        Some(Change {
            findings: self.rejected.symmetric_difference(&old.rejected).cloned().collect(),
            groups: groups.chain(apart.map(|(_, group)| vec![group.clone()])).collect(),
        })
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
