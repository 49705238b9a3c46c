//! Planned, and called off.

use onrecord_model::{Act, Event};

use super::selection::{Page, Selection};
use super::statements::Told;
use super::{Group, Line, Section, SectionKind, When, extract};

/// Statuses of an event that has not happened yet, or will not.
const STATUSES: [&str; 3] = ["planned", "called_off", "suspended"];

/// Plans on record, then events that are planned or called off.
pub(super) fn section(selection: &Selection<'_>, told: &Told<'_>) -> Section {
    let mut lines: Vec<Line> = Vec::new();
    for (_, page) in selection.latest_first() {
        for event in &page.reading.findings.events {
            if !STATUSES.contains(&event.status.as_str())
                || !selection.wants(page, &event.words, &event.voice)
            {
                continue;
            }
            let line = event_line(selection, page, event);
            match lines.iter_mut().find(|known| is_same(known, &line)) {
                Some(known) => known.evidence.extend(line.evidence),
                None => lines.push(line),
            }
        }
    }
    // An event told by a statement that plans is told there, in more words.
    let planned = told.lines(selection, |saying| saying.act == Act::Plan);
    lines.retain(|line| !planned.iter().any(|plan| stands_inside(plan, line)));
    lines.extend(planned);
    lines.sort_by_cached_key(Line::weight);
    Section::new(SectionKind::Planned, [Group { heading: String::new(), lines }])
}

/// The line of an event: its sentence, as the trigger alone says little.
pub(super) fn event_line(selection: &Selection<'_>, page: &Page<'_>, event: &Event) -> Line {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(event.place.as_ref().map(|place| place.name.clone()));
    let mut line = Line {
        label: event.status.replace('_', " "),
        value: None,
        extract: Some(page.in_sentence(&event.words)),
        facts,
        says: vec![selection.speaker(page, page.statement(&event.voice))],
        when: When {
            as_of: event.when.clone(),
            since: event.since.clone(),
            until: event.until.clone(),
            ..When::default()
        },
        day: page.day(),
        evidence: vec![page.evidence(&event.id, &event.words)],
        ..Line::default()
    };
    line.mark_unnamed();
    line
}

/// The same status told in the same sentence, of one report or of its copy.
fn is_same(a: &Line, b: &Line) -> bool {
    let sentence = |line: &Line| line.extract.as_ref().map(|words| extract::key(&words.text));
    a.label == b.label && sentence(a) == sentence(b)
}

fn stands_inside(outer: &Line, inner: &Line) -> bool {
    outer
        .evidence
        .iter()
        .any(|a| inner.evidence.iter().any(|b| a.report == b.report && a.words.touches(&b.words)))
}
