//! Talks and positions: who talks with whom, and what each demands, offers, refuses, promises or threatens.

use onrecord_model::{Act, Talks};

use super::selection::{Page, Selection};
use super::statements::{self, Told};
use super::{Group, Line, Section, SectionKind};

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

/// Talks, by what they are about.
fn talks(selection: &Selection<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (_, page) in selection.latest_first() {
        for talks in &page.reading.findings.talks {
            let line = talks_line(selection, page, talks);
            let heading = talks.subject.clone().unwrap_or_default();
            match groups.iter_mut().find(|group| group.heading == heading) {
                Some(group) => match group
                    .lines
                    .iter_mut()
                    .find(|l| (&l.label, &l.facts) == (&line.label, &line.facts))
                {
                    Some(known) => known.evidence.extend(line.evidence),
                    None => group.lines.push(line),
                },
                None => groups.push(Group { heading, lines: vec![line] }),
            }
        }
    }
    groups
}

fn talks_line(selection: &Selection<'_>, page: &Page<'_>, talks: &Talks) -> Line {
    let mut facts = Vec::new();
    if !talks.parties.is_empty() {
        facts.push(talks.parties.join(", "));
    }
    if !talks.mediators.is_empty() {
        facts.push(format!("mediator {}", talks.mediators.join(", ")));
    }
    let position = talks.positions.iter().find_map(|position| position.statement.as_ref());
    let statement = position.and_then(|id| page.statement_of(id));
    let words = statement.map(|s| statements::anchor(s).clone()).unwrap_or_default();
    let mut line = Line {
        label: format!("talks {}", talks.status.replace('_', " ")).trim().to_owned(),
        facts,
        says: vec![selection.speaker(page, page.statement(&talks.voice))],
        day: page.day(),
        evidence: vec![page.evidence(&talks.id, &words)],
        ..Line::default()
    };
    line.mark_unnamed();
    line
}
