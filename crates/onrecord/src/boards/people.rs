//! Who is held, freed, missing, dead: persons by name or description, and counted groups.

use std::cmp::Reverse;

use onrecord_ledger::FindingKind;
use onrecord_model::{Figure, Id, Person};
use serde::{Deserialize, Serialize};

use super::amounts::value;
use super::page::{BoardError, Keyed};
use super::record::{Page, Record, holds};
use super::row::{Board, Entry, Row, Says};

/// Which of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleWanted {
    /// Only this status: `held`, `killed`, `waiting_to_leave`.
    pub status: Option<String>,
    /// Only persons whose name, tie or role holds these words.
    pub name: Option<String>,
    /// Only persons, no counted groups.
    pub persons: bool,
    /// Only where nobody who says so is named.
    pub unnamed: bool,
}

/// A person or a counted group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonRow {
    /// What tables show of it.
    pub shown: FateShown,
    /// The finding, with the fields of the wire.
    #[serde(flatten)]
    pub found: Fate,
    /// What is known of it besides.
    #[serde(flatten)]
    pub entry: Entry,
}

/// The finding behind a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Fate {
    /// A person, or a described group.
    Person(Box<Person>),
    /// A counted group.
    Figure(Box<Figure>),
}

/// What tables show of a person or group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FateShown {
    /// What became of them.
    pub status: String,
    /// Name or description; for a group, number and who is counted.
    pub who: String,
    /// Age, tie to others, role.
    pub told: String,
    /// When, where the report tells.
    pub when: Option<String>,
}

impl Keyed for PersonRow {
    fn key(&self) -> String {
        self.entry.key()
    }
}

/// Persons and groups, the latest first.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn people(record: &Record<'_>, wanted: &PeopleWanted) -> Result<Board<PersonRow>, BoardError> {
    let mut drafts = Vec::new();
    for (at, page) in record.pages.iter().enumerate() {
        let findings = &page.reading.findings;
        let groups = findings.figures.iter().filter(|figure| is_of_people(figure));
        let all =
            findings.persons.iter().map(|p| draft(record, page, Fate::Person(Box::new(p.clone()))));
        let all = all.chain(groups.map(|f| draft(record, page, Fate::Figure(Box::new(f.clone())))));
        let asked = all.filter(|row| wanted.wants(row));
        drafts.extend(
            asked.filter(|row| record.wants(page, &row.entry.id, &row.entry.says)).map(|r| (at, r)),
        );
    }
    let mut rows: Vec<PersonRow> = record
        .counted(drafts, |row| key(&row.found))
        .into_iter()
        .map(|Row { found: (shown, found), entry }| PersonRow { shown, found, entry })
        .collect();
    rows.sort_by_cached_key(|row| {
        let day = row.entry.report.day().to_owned();
        Reverse((row.shown.when.clone().unwrap_or_else(|| day.clone()), day))
    });
    Board::of(rows, &record.selection)
}

type Draft = Row<(FateShown, Fate)>;

fn draft(record: &Record<'_>, page: &Page, fate: Fate) -> Draft {
    let (id, kind, words, voice): (&Id, _, _, _) = match &fate {
        Fate::Person(it) => (&it.id, FindingKind::Person, &it.words, &it.voice),
        Fate::Figure(it) => (&it.id, FindingKind::Figure, &it.words, &it.voice),
    };
    let says = Says::of_voice(&page.reading, voice);
    let (id, words) = (id.clone(), words.clone());
    record.row(page, (shown(&fate), fate), &id, kind, vec![words], says)
}

fn shown(fate: &Fate) -> FateShown {
    match fate {
        Fate::Person(person) => FateShown {
            status: person.status.clone(),
            who: person.name.clone().unwrap_or_else(|| person.words.text.clone()),
            told: told(person),
            when: person.when.clone(),
        },
        Fate::Figure(figure) => FateShown {
            status: figure.measure.strip_prefix("other:").unwrap_or(&figure.measure).to_owned(),
            who: format!("{} {}", value(figure), counted(figure)).trim_end().to_owned(),
            told: String::new(),
            when: figure.as_of.clone().or_else(|| figure.window.as_ref().map(|[_, to]| to.clone())),
        },
    }
}

impl PeopleWanted {
    fn wants(&self, row: &Draft) -> bool {
        let (shown, fate) = &row.found;
        let status = |word: &String| shown.status.eq_ignore_ascii_case(&word.replace(' ', "_"));
        let told = format!("{} {}", shown.who, shown.told);
        !(self.persons && matches!(fate, Fate::Figure(_)))
            && self.status.as_ref().is_none_or(status)
            && self.name.as_ref().is_none_or(|name| holds(&told, name))
            && (!self.unnamed || row.entry.says.is_unnamed())
    }
}

/// By which two tell the same of the same: named persons by name and fate.
fn key((shown, fate): &(FateShown, Fate)) -> Option<String> {
    match fate {
        Fate::Person(person) => person
            .name
            .as_ref()
            .map(|name| format!("{} {}", shown.status, onrecord_reconcile::key(name))),
        Fate::Figure(_) => Some(format!("{} {}", shown.status, shown.who.to_lowercase())),
    }
}

/// A count of people by what became of them.
fn is_of_people(figure: &Figure) -> bool {
    let counts = ["age", "participants", "votes", "count_of_units"];
    let made = figure.made_by.ends_with("#names") || figure.made_by.ends_with("#plain");
    figure.unit.as_deref() == Some("person") && !counts.contains(&figure.measure.as_str()) && !made
}

/// Who is counted, where more than "them" is told.
fn counted(figure: &Figure) -> &str {
    let told = figure.population.as_deref().filter(|words| words.chars().count() > SHORT);
    told.unwrap_or_default()
}

/// Words as short as this name nobody ("them", "its").
const SHORT: usize = 4;

/// Age, tie to others, role.
fn told(person: &Person) -> String {
    let age = person.age.map(|age| age.to_string());
    let parts = [age, person.relation.clone(), person.role.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_a_person_is_joined() {
        let person = Person {
            age: Some(17),
            relation: Some("daughter of Ada Okoro".into()),
            ..Person::default()
        };
        assert_eq!(told(&person), "17; daughter of Ada Okoro");
        assert_eq!(told(&Person::default()), "");
    }

    #[test]
    fn only_counts_of_people_by_fate_are_listed() {
        let figure = |measure: &str, unit: &str| Figure {
            measure: measure.into(),
            unit: Some(unit.into()),
            ..Figure::default()
        };
        assert!(is_of_people(&figure("killed", "person")));
        assert!(!is_of_people(&figure("age", "person")));
        assert!(!is_of_people(&figure("destroyed", "home")));
    }
}
