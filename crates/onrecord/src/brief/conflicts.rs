//! Figures that cannot both hold, as the list of disputes has them, by their places among the figures of the brief.

use super::figures::Figures;
use super::selection::Selection;
use crate::Disputes;

/// Figures told of one thing for one day that do not overlap.
#[derive(Debug)]
pub(super) struct Conflict {
    /// Which figures.
    pub(super) figures: Vec<usize>,
}

/// All conflicts, latest first.
pub(super) fn of(
    selection: &Selection<'_>,
    figures: &Figures<'_>,
    disputes: &Disputes,
) -> Vec<Conflict> {
    let mut conflicts: Vec<(Option<String>, Conflict)> = Vec::new();
    for group in disputes.groups.iter().filter(|group| group.kind == "figure") {
        let told = group.members.iter().filter_map(|(version, id)| {
            let page = selection.page_of(version)?;
            figures.place_of(page, id)
        });
        let mut told: Vec<usize> = told.collect();
        told.sort_unstable();
        told.dedup();
        if told.len() > 1 {
            conflicts.push((group.first.clone(), Conflict { figures: told }));
        }
    }
    conflicts.sort_by(|(a, one), (b, other)| (b, &one.figures).cmp(&(a, &other.figures)));
    conflicts.into_iter().map(|(_, conflict)| conflict).collect()
}
