//! People: how many, and who, by what became of them.

use onrecord_model::{Person, Standing};

use super::conflicts::Conflict;
use super::figures::{Counted, Figures, is_of_people, label};
use super::selection::{Page, Selection};
use super::{Extract, Group, Line, Section, SectionKind, Speaker, When, extract};

/// Measures and statuses of people, in the order in which a reader in a crisis asks for them.
pub(super) const ORDER: [&str; 29] = [
    "killed",
    "died",
    "injured",
    "missing",
    "found",
    "rescued",
    "survived",
    "held",
    "taken",
    "released",
    "offered_release",
    "left",
    "evacuated",
    "wanting_to_leave",
    "waiting_to_leave",
    "remaining",
    "displaced",
    "resettled",
    "arrested",
    "charged",
    "convicted",
    "sentenced",
    "affected",
    "infected",
    "recovered",
    "assaulted",
    "returned",
    "appointed",
    "resigned",
];
/// Figures and persons by measure.
pub(super) fn section<'a>(
    selection: &Selection<'a>,
    figures: &Figures<'a>,
    conflicts: &[Conflict],
) -> Section {
    let persons = Persons::of(selection);
    let mut measures: Vec<String> = ORDER.iter().map(|measure| (*measure).to_owned()).collect();
    let told = figures.counted.iter().filter(|c| is_of_people(c)).map(|c| c.measure().to_owned());
    let mut others: Vec<String> =
        told.chain(persons.statuses()).filter(|m| !ORDER.contains(&m.as_str())).collect();
    others.sort();
    others.dedup();
    measures.append(&mut others);
    let groups = measures.iter().map(|measure| {
        let mut lines = Vec::new();
        for whole in figures.of_measure(|counted: &Counted<'_>| {
            counted.measure() == measure && is_of_people(counted)
        }) {
            lines.push(figures.line(selection, conflicts, whole));
            lines.extend(figures.parts(whole).map(|part| figures.line(selection, conflicts, part)));
        }
        lines.extend(persons.lines(measure));
        Group { heading: label(measure), lines }
    });
    Section::new(SectionKind::People, groups)
}

/// Persons, each status told once.
struct Persons {
    lines: Vec<(String, Line)>,
}

impl Persons {
    fn of(selection: &Selection<'_>) -> Persons {
        let mut lines: Vec<(String, String, Line)> = Vec::new();
        for (_, page) in selection.latest_first() {
            for person in &page.reading.findings.persons {
                if !selection.wants(page, &person.words, &person.voice) || is_a_figure(page, person)
                {
                    continue;
                }
                let line = person_line(selection, page, person);
                let name = person.name.as_ref().unwrap_or(&person.words.text);
                let key = selection.names.key(name);
                match lines.iter_mut().find(|(k, status, _)| *k == key && *status == person.status)
                {
                    Some((_, _, known)) => add(known, line),
                    None => lines.push((key, person.status.clone(), line)),
                }
            }
        }
        Persons { lines: lines.into_iter().map(|(_, status, line)| (status, line)).collect() }
    }

    fn statuses(&self) -> impl Iterator<Item = String> {
        self.lines.iter().map(|(status, _)| status.clone())
    }

    fn lines(&self, status: &str) -> Vec<Line> {
        let of_status = self.lines.iter().filter(|(of, _)| of == status);
        let mut lines: Vec<Line> = of_status.map(|(_, line)| line.clone()).collect();
        lines.sort_by_cached_key(Line::weight);
        lines
    }
}

/// A counted group that a figure counts as well is told there.
fn is_a_figure(page: &Page<'_>, person: &Person) -> bool {
    person.name.is_none()
        && page.reading.findings.figures.iter().any(|figure| figure.words.touches(&person.words))
}

fn person_line(selection: &Selection<'_>, page: &Page<'_>, person: &Person) -> Line {
    let name = person.name.clone();
    let mut facts: Vec<String> = Vec::new();
    facts.extend(person.age.map(|age| age.to_string()));
    facts.extend(person.relation.clone());
    facts.extend(person.role.clone());
    let mut line = Line {
        label: label(&person.status),
        value: person.count.filter(|_| name.is_none()).map(|count| count.to_string()),
        extract: Some(Extract::of(name.unwrap_or_else(|| person.words.text.clone()))),
        facts,
        says: vec![selection.speaker(page, page.statement(&person.voice))],
        when: When {
            as_of: person.when.clone().filter(|when| Some(when) != page.day().as_ref()),
            ..When::default()
        },
        day: page.day(),
        evidence: vec![page.evidence(&person.id, &person.words)],
        ..Line::default()
    };
    line.mark_unnamed();
    line
}

/// Adds what an earlier report tells of the same person: what the later one leaves out, and who else says so.
fn add(known: &mut Line, mut line: Line) {
    for fact in line.facts {
        if !known.facts.iter().any(|other| extract::key(other) == extract::key(&fact)) {
            known.facts.push(fact);
        }
    }
    known.evidence.append(&mut line.evidence);
    for speaker in line.says {
        let name = |speaker: &Speaker| speaker.last().map(|named| extract::key(&named.name));
        if !known.says.iter().any(|other| name(other) == name(&speaker)) {
            known.says.push(speaker);
        }
    }
    known.says.sort_by_key(|speaker| (speaker.standing(), speaker.chain.is_empty()));
    if known.says.iter().any(|speaker| speaker.standing() < Standing::ROLE) {
        known.marks.retain(|mark| *mark != super::Mark::Unnamed);
    }
}
