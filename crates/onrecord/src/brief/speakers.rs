//! Who speaks: each voice with what it is on record for, how often and how openly.

use std::collections::BTreeMap;

use onrecord_model::Standing;

use super::selection::Selection;
use super::statements::anchor;
use super::{Group, Line, Mark, Section, SectionKind};

/// Named voices by number of statements, then the unnamed by how little is told of them.
pub(super) fn section(selection: &Selection<'_>) -> Section {
    let mut voices: BTreeMap<String, Line> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (at, page) in selection.latest_first() {
        for statement in &page.reading.findings.statements {
            let Some(link) = statement.chain.last() else { continue };
            let unnamed = link.standing.is_unnamed();
            let key = if unnamed {
                format!("unnamed {}", link.standing.0)
            } else {
                selection.heading_key(at, statement)
            };
            *counts.entry(key.clone()).or_default() += 1;
            let line = voices.entry(key).or_insert_with(|| {
                let mut speaker = selection.speaker(page, Some(statement));
                speaker.chain = speaker.chain.split_off(speaker.chain.len().saturating_sub(1));
                (speaker.to, speaker.venue) = (None, None);
                Line {
                    label: standing(link.standing).to_owned(),
                    says: if unnamed { Vec::new() } else { vec![speaker] },
                    marks: if unnamed { vec![Mark::Unnamed] } else { Vec::new() },
                    day: page.day(),
                    ..Line::default()
                }
            });
            line.evidence.push(page.evidence(&statement.id, anchor(statement)));
        }
    }
    let mut lines: Vec<(bool, usize, Line)> = voices
        .into_iter()
        .map(|(key, line)| {
            let count = counts.get(&key).copied().unwrap_or_default();
            let line = Line { value: Some(count.to_string()), ..line };
            (line.marks.contains(&Mark::Unnamed), count, line)
        })
        .collect();
    lines.sort_by_cached_key(|(unnamed, count, line)| {
        (*unnamed, if *unnamed { 0 } else { usize::MAX - count }, line.weight())
    });
    let lines = lines.into_iter().map(|(_, _, line)| line).collect();
    Section::new(SectionKind::Speakers, [Group { heading: String::new(), lines }])
}

/// A rung of the anonymity ladder, as a heading.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::NAMED => "named person",
        Standing::BODY => "named body",
        Standing::ROLE => "unnamed, role and body told",
        Standing::SECTOR => "unnamed, only the sector told",
        Standing::BARE => "unnamed, nothing told",
        _ => "nobody given",
    }
}
