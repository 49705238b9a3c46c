//! How many stand behind each finding, without the findings.

use std::collections::BTreeMap;

use onrecord_model::Id;

use super::record::Record;
use super::row::{Counters, Entry, Row, Says};
use super::{Trajectory, statements};

/// Reports, houses, origins and primary sources behind each finding: how many of each.
pub type Counts = BTreeMap<Id, [usize; 4]>;

/// How many stand behind every statement and every event of the record, and behind every figure of `trajectories`.
pub fn counts(record: &Record<'_>, trajectories: &[Trajectory]) -> Counts {
    let statements = statements::rows(record, |_| true);
    let points = trajectories.iter().flat_map(|one| &one.points);
    let entries = statements.iter().map(entry).chain(points.map(|point| &point.figure.entry));
    let mut counts: Counts = entries.map(|entry| (entry.id.clone(), of(&entry.counters))).collect();
    // What is one event is told by incidents; here each telling counts alone, as on the timeline.
    for (at, page) in record.pages.iter().enumerate() {
        for event in &page.reading.findings.events {
            let says = Says::of_voice(&page.reading, &event.voice);
            let alone = record.counters(&[record.telling(at, &event.id, &says)]);
            counts.insert(event.id.clone(), of(&alone));
        }
    }
    counts
}

fn entry<F>(row: &Row<F>) -> &Entry {
    &row.entry
}

fn of(counters: &Counters) -> [usize; 4] {
    [&counters.reports, &counters.families, &counters.origins, &counters.primary_sources]
        .map(BTreeMap::len)
}
