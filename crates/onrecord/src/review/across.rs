//! What reviews mean for what follows across reports.

use onrecord_model::{Decision, Id, Subject};
use onrecord_reconcile::across;

use super::Decisions;

/// Ids of what follows across reports begin so: entities, claims, incidents, disputes, series, copies, cases.
const GROUPS: [&str; 8] = ["wh_", "en_", "cl_", "in_", "di_", "se_", "co_", "ca_"];

impl Decisions {
    /// The same for the folds: what was rejected or redacted brings nothing, groups that were merged are one, and a finding
    /// that was split from a group is taken out of it.
    pub fn across(&self) -> across::Decisions {
        let mut decided = across::Decisions::default();
        decided
            .rejected
            .extend(self.judged.iter().filter(|(_, ok)| !**ok).map(|(id, _)| id.clone()));
        decided.rejected.extend(self.redacted.iter().filter_map(Subject::as_finding));
        for review in &self.standing {
            match &review.decision {
                Decision::Merge { subjects } => {
                    let mut groups = subjects.iter().filter_map(group);
                    let Some(first) = groups.next() else { continue };
                    decided.merged.extend(groups.map(|other| (first.clone(), other)));
                }
                Decision::Split { subjects } => {
                    for of in subjects.iter().filter_map(group) {
                        let members = subjects.iter().filter(|member| group(member).is_none());
                        decided
                            .apart
                            .extend(members.map(|member| (member.as_str().to_owned(), of.clone())));
                    }
                }
                _ => {}
            }
        }
        decided
    }
}

fn group(subject: &Subject) -> Option<Id> {
    subject.as_finding().filter(|id| GROUPS.iter().any(|begin| id.as_str().starts_with(begin)))
}
