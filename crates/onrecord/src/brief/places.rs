//! Places and crossings: what is open, closed or limited, since when and for whom.

use onrecord_model::{Access, EntityKind, Words};

use super::selection::{Page, Selection};
use super::statements::Told;
use super::{Group, Line, Section, SectionKind, When, extract, planned};

/// GeoNames feature codes of places that one passes, and our own.
const CROSSINGS: [&str; 14] = [
    "PSTB",
    "PSTC",
    "BDG",
    "AIRP",
    "AIRF",
    "PRT",
    "FY",
    "PASS",
    "RDCR",
    "TNL",
    "GATE",
    "STNR",
    "crossing",
    "checkpoint",
];

/// Events that open or close a way, of the open set of the rules.
const EVENTS: [&str; 2] = ["crossing_change", "closure"];

/// Access by place; where no report yields any, events that open or close, and what
/// is said of the crossings and buildings that are named most.
pub(super) fn section(selection: &Selection<'_>, told: &Told<'_>) -> Section {
    let access = by_place(selection);
    if !access.is_empty() {
        return Section::new(SectionKind::Places, access);
    }
    let mut groups = events(selection);
    groups.extend(
        told.about_places(selection).into_iter().map(|(heading, lines)| Group { heading, lines }),
    );
    Section::new(SectionKind::Places, groups)
}

fn events(selection: &Selection<'_>) -> Vec<Group> {
    let mut lines: Vec<Line> = Vec::new();
    for (_, page) in selection.latest_first() {
        for event in &page.reading.findings.events {
            if EVENTS.contains(&event.kind.as_str())
                && selection.wants(page, &event.words, &event.voice)
            {
                lines.push(planned::event_line(selection, page, event));
            }
        }
    }
    vec![Group { heading: String::new(), lines }]
}

fn by_place(selection: &Selection<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (_, page) in selection.latest_first() {
        for access in &page.reading.findings.access {
            if !selection.wants(page, &access.words, &access.voice) {
                continue;
            }
            let line = access_line(selection, page, access);
            let same_place =
                |group: &&mut Group| extract::key(&group.heading) == extract::key(&access.place);
            match groups.iter_mut().find(same_place) {
                Some(group) => add(group, line),
                None => groups.push(Group { heading: access.place.clone(), lines: vec![line] }),
            }
        }
    }
    groups
}

/// One state told on one day, or in the same words, is one line.
fn add(group: &mut Group, line: Line) {
    let words = |line: &Line| line.extract.as_ref().map(|words| extract::key(&words.text));
    let known = group.lines.iter_mut().find(|known| {
        known.label == line.label
            && (words(known) == words(&line) || (known.day == line.day && known.when == line.when))
    });
    match known {
        Some(known) => known.evidence.extend(line.evidence),
        None => group.lines.push(line),
    }
}

fn access_line(selection: &Selection<'_>, page: &Page<'_>, access: &Access) -> Line {
    let mut line = Line {
        label: access.state.as_str().to_owned(),
        extract: Some(page.in_sentence(&access.words)),
        facts: access.whom.iter().map(|whom| format!("for {whom}")).collect(),
        says: vec![selection.speaker(page, page.statement(&access.voice))],
        when: When { since: access.since.clone(), until: access.until.clone(), ..When::default() },
        day: page.day(),
        evidence: vec![page.evidence(&access.id, &access.words)],
        ..Line::default()
    };
    line.mark_unnamed();
    line
}

/// The crossings and buildings that a passage names.
pub(super) fn named_in<'a>(page: &Page<'a>, passage: &Words) -> Vec<&'a str> {
    let findings = &page.reading.findings;
    let is_crossing = |feature: Option<&str>| feature.is_some_and(|code| CROSSINGS.contains(&code));
    let places = findings
        .places
        .iter()
        .filter(|place| is_crossing(place.feature.as_deref()) && passage.covers(&place.words))
        .map(|place| place.name.as_str());
    let facilities = findings
        .entities
        .iter()
        .filter(|entity| {
            entity.kind == EntityKind::Facility
                && entity.mentions.iter().any(|mention| passage.covers(mention))
        })
        .map(|entity| entity.name.as_str());
    places.chain(facilities).collect()
}
