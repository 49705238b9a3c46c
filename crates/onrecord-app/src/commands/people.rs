//! `onrecord people`

use std::cmp::Reverse;

use onrecord::ledger::{FindingKind, StoredBody, StoredFinding};
use onrecord::model::{Figure, Person, Statement, Voice};

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::{Part, Record};
use crate::session::Session;
use crate::table::{Column, Table};

/// List who is held, freed, missing, dead: persons by name or description, and counted groups; the latest first.
#[derive(Debug, clap::Args)]
pub(crate) struct People {
    /// Only these: killed, died, injured, missing, held, taken, released, left, arrested, charged, resigned ...
    status: Option<String>,
    /// Only persons whose name, tie or role holds these words.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Only persons, no counted groups.
    #[arg(long)]
    persons: bool,
    /// Only where nobody who says so is named.
    #[arg(long)]
    unnamed: bool,
    #[command(flatten)]
    part: Part,
}

/// A person or a counted group.
struct Row<'a> {
    stored: &'a StoredFinding,
    status: &'a str,
    who: String,
    told: String,
    when: Option<String>,
    voice: &'a Voice,
}

impl People {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let record = self.part.look_up(&ledger, &[FindingKind::Person, FindingKind::Figure])?;
        let mut rows: Vec<Row<'_>> = record.findings.iter().filter_map(row).collect();
        rows.retain(|row| self.wants(&record, row));
        rows.sort_by_cached_key(|row| {
            let day = describe::day(record.report_of(row.stored));
            Reverse((row.when.clone().unwrap_or_else(|| day.clone()), day))
        });
        if session.json {
            for row in &rows {
                let value = json::finding(row.stored, record.report_of(row.stored))?;
                session.print_json(&value)?;
            }
            return Ok(Outcome::Done);
        }
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::giving("STATUS", 2),
            Column::giving("WHO", 4),
            Column::giving("TOLD OF THEM", 3).only_from(110),
            Column::whole("WHEN"),
            Column::giving("SAYS", 3),
            Column::whole("STANDING").only_from(100),
            Column::giving("OUTLET", 2).only_from(90),
        ]);
        for row in &rows {
            let report = record.report_of(row.stored);
            let statement = record.voice(row.stored, row.voice);
            let says = statement.map(describe::who).filter(|who| !who.is_empty());
            table.row([
                row.stored.id.short().to_owned(),
                row.status.replace('_', " "),
                row.who.clone(),
                row.told.clone(),
                row.when.clone().unwrap_or_else(|| describe::day(report)),
                says.unwrap_or_else(|| describe::own_voice(report)),
                statement.map_or("report", standing).to_owned(),
                describe::outlet(report),
            ]);
        }
        if rows.is_empty() {
            writeln!(session.out, "no such person on record")?;
        } else {
            table.write(session.looks, session.out)?;
        }
        Ok(Outcome::Done)
    }

    fn wants(&self, record: &Record, row: &Row<'_>) -> bool {
        let counted = matches!(row.stored.finding, StoredBody::Figure(_));
        let status = |word: &String| row.status.eq_ignore_ascii_case(&word.replace(' ', "_"));
        let told = format!("{} {}", row.who, row.told).to_lowercase();
        let named =
            |name: &String| name.split_whitespace().all(|w| told.contains(&w.to_lowercase()));
        let unnamed = || {
            let link = record.voice(row.stored, row.voice).and_then(|s| s.chain.last());
            link.is_some_and(|link| link.standing.is_unnamed())
        };
        !(self.persons && counted)
            && self.status.as_ref().is_none_or(status)
            && self.name.as_ref().is_none_or(named)
            && (!self.unnamed || unnamed())
    }
}

fn row(stored: &StoredFinding) -> Option<Row<'_>> {
    match &stored.finding {
        StoredBody::Person(person) => Some(Row {
            stored,
            status: &person.status,
            who: person.name.clone().unwrap_or_else(|| person.words.text.clone()),
            told: told(person),
            when: person.when.clone(),
            voice: &person.voice,
        }),
        StoredBody::Figure(figure) if is_of_people(figure) => Some(Row {
            stored,
            status: figure.measure.strip_prefix("other:").unwrap_or(&figure.measure),
            who: format!("{} {}", describe::value(figure), counted(figure)).trim_end().to_owned(),
            told: String::new(),
            when: Some(describe::when(figure)).filter(|when| !when.is_empty()),
            voice: &figure.voice,
        }),
        _ => None,
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

/// How openly the one who says so speaks, in a word.
fn standing(statement: &Statement) -> &'static str {
    const WORDS: [&str; 5] = ["named", "body", "role", "sector", "source"];
    let link = statement.chain.last();
    link.and_then(|link| WORDS.get(usize::from(link.standing.0))).copied().unwrap_or("nobody")
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::model::{Link, Standing};

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
    fn standing_is_a_word() {
        let says = |standing| {
            let chain = vec![Link { standing, ..Link::default() }];
            super::standing(&Statement { chain, ..Statement::default() })
        };
        assert_eq!((says(Standing::NAMED), says(Standing::AGENTLESS)), ("named", "nobody"));
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
