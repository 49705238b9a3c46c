//! Talks and positions: who talks with whom, and what each demands, offers, refuses, promises or threatens.

use std::collections::BTreeSet;

use onrecord_model::{Act, Talks, Voice};

use super::selection::{Page, Selection};
use super::statements::Told;
use super::{Extract, Group, Line, Named, Section, SectionKind, extract};

/// The acts by which a party takes a position.
const POSITIONS: [Act; 7] =
    [Act::Demand, Act::Offer, Act::Oppose, Act::Support, Act::Promise, Act::Warn, Act::Accuse];

/// Talks first, then the positions of each party.
pub(super) fn section(selection: &Selection<'_>, told: &Told<'_>) -> Section {
    let mut groups: Vec<(String, Group)> = Vec::new();
    for saying in told.sayings.iter().filter(|saying| POSITIONS.contains(&saying.act)) {
        let line = told.line(selection, saying);
        let heading = line.says.first().and_then(|s| s.last()).map(|named| named.name.clone());
        let heading = heading.or_else(|| line.says.first().and_then(|s| s.outlet.clone()));
        let Some((at, statement)) = saying.tellings.first() else { continue };
        let voice = selection.heading_key(*at, statement);
        match groups.iter_mut().find(|(known, _)| *known == voice) {
            Some((_, group)) => group.lines.push(line),
            None => groups
                .push((voice, Group { heading: heading.unwrap_or_default(), lines: vec![line] })),
        }
    }
    for (party, line) in taken(selection) {
        let voice = format!("named {}", selection.names.key(&party));
        match groups.iter_mut().find(|(known, _)| *known == voice) {
            Some((_, group)) => add(group, line),
            None => groups.push((voice, Group { heading: party, lines: vec![line] })),
        }
    }
    let sides = sides(selection);
    groups.retain(|(_, group)| {
        sides.is_empty() || sides.contains(&selection.names.key(&group.heading))
    });
    for (_, group) in &mut groups {
        group.lines.sort_by_cached_key(Line::weight);
    }
    groups.sort_by_cached_key(|(voice, group)| {
        let unnamed = group.lines.iter().all(|l| l.says.iter().all(super::Speaker::is_unnamed));
        let latest = group.lines.iter().filter_map(|line| line.day.clone()).max();
        let reports: usize = group.lines.iter().map(Line::origins).sum();
        (unnamed, std::cmp::Reverse((reports, latest)), voice.clone())
    });
    let positions = groups.into_iter().map(|(_, group)| group);
    Section::new(SectionKind::Positions, talks(selection).into_iter().chain(positions))
}

/// Positions that parties of talks take by what they do ("rejected the offer"), or that others put on record for them;
/// what a party says itself is told with its statements.
fn taken(selection: &Selection<'_>) -> Vec<(String, Line)> {
    let mut lines = Vec::new();
    for (_, page) in selection.latest_first() {
        for talks in &page.reading.findings.talks {
            let sides: Vec<&String> = talks.parties.iter().chain(&talks.mediators).collect();
            for position in talks.positions.iter().filter(|p| sides.contains(&&p.party)) {
                let statement = position.statement.as_ref().and_then(|id| page.statement_of(id));
                let own = statement.and_then(|s| s.chain.last());
                let voice = position.statement.clone().map_or(Voice::Report, Voice::Statement);
                if own.is_some_and(|link| is_same(selection, &link.name, &position.party))
                    || !selection.wants(page, &position.words, &voice)
                {
                    continue;
                }
                let mut line = Line {
                    label: position.act.clone(),
                    extract: Some(page.in_sentence(&position.words)),
                    says: vec![selection.speaker(page, statement)],
                    day: page.day(),
                    evidence: vec![page.evidence(&talks.id, &position.words)],
                    ..Line::default()
                };
                line.mark_unnamed();
                // It is the party's position, through whoever tells it.
                let through = line.says.first_mut().filter(|speaker| !speaker.chain.is_empty());
                if let Some(speaker) = through {
                    let name = position.party.clone();
                    speaker.chain.push(Named { name, ..Named::default() });
                }
                lines.push((position.party.clone(), line));
            }
        }
    }
    lines
}

/// Who takes part in talks, stands between, or takes a position in them; others' demands ("drivers should switch on their
/// lights") stand among the statements.
fn sides(selection: &Selection<'_>) -> BTreeSet<String> {
    let talks = selection.pages.iter().flat_map(|page| &page.reading.findings.talks);
    let names = talks.flat_map(|talks| {
        let positions = talks.positions.iter().map(|position| &position.party);
        talks.parties.iter().chain(&talks.mediators).chain(positions)
    });
    names.map(|name| selection.names.key(name)).collect()
}

fn is_same(selection: &Selection<'_>, one: &str, other: &str) -> bool {
    selection.names.key(one) == selection.names.key(other)
}

/// One act told in the same sentence is one line.
fn add(group: &mut Group, line: Line) {
    let words = |line: &Line| line.extract.as_ref().map(|words| extract::key(&words.text));
    match group.lines.iter_mut().find(|known| words(known) == words(&line)) {
        Some(known) => known.evidence.extend(line.evidence),
        None => group.lines.push(line),
    }
}

/// Talks, the latest first; those of two reports that share two sides are one.
fn talks(selection: &Selection<'_>) -> Vec<Group> {
    let mut found: Vec<(Vec<String>, Group)> = Vec::new();
    for (_, page) in selection.latest_first() {
        for talks in page.reading.findings.talks.iter().filter(|talks| is_told(talks)) {
            let line = talks_line(selection, page, talks);
            let names = talks.parties.iter().chain(&talks.mediators);
            let mut sides: Vec<String> = names.map(|name| selection.names.key(name)).collect();
            let shared =
                |known: &[String]| sides.iter().filter(|side| known.contains(side)).count();
            match found.iter_mut().find(|(known, _)| shared(known) >= 2) {
                Some((known, group)) => {
                    match group
                        .lines
                        .iter_mut()
                        .find(|l| (&l.label, &l.facts) == (&line.label, &line.facts))
                    {
                        Some(line_before) => line_before.evidence.extend(line.evidence),
                        None => group.lines.push(line),
                    }
                    known.append(&mut sides);
                }
                None => {
                    let heading = talks.parties.join(" · ");
                    found.push((sides, Group { heading, lines: vec![line] }));
                }
            }
        }
    }
    found.into_iter().map(|(_, group)| group).collect()
}

/// Two sides at least, or somebody between.
fn is_told(talks: &Talks) -> bool {
    talks.parties.len() >= 2 || !talks.mediators.is_empty()
}

fn talks_line(selection: &Selection<'_>, page: &Page<'_>, talks: &Talks) -> Line {
    let status = talks.status.clone().unwrap_or_default();
    let mut facts = Vec::new();
    if !talks.parties.is_empty() {
        facts.push(talks.parties.join(", "));
    }
    if !talks.mediators.is_empty() {
        facts.push(format!("mediator {}", talks.mediators.join(", ")));
    }
    let position = talks.positions.first().map(|position| &position.words);
    let words = talks.mentions.first().or(position).cloned().unwrap_or_default();
    let subject = talks.subject.clone().map(Extract::of);
    let mut line = Line {
        label: format!("talks {}", status.replace('_', " ")).trim().to_owned(),
        extract: subject,
        facts,
        says: vec![selection.speaker(page, page.statement(&talks.voice))],
        day: page.day(),
        evidence: vec![page.evidence(&talks.id, &words)],
        ..Line::default()
    };
    line.mark_unnamed();
    line
}
