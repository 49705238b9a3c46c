//! `onrecord talks`

use std::cmp::Reverse;

use onrecord::ledger::{FindingKind, StoredBody};
use onrecord::model::{Position, Talks as Finding};

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List talks: who with whom, through whom, about what, how they stand, and the positions of each side; the latest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Talks {
    /// Only talks in which somebody whose name holds these words takes part or has a position.
    #[arg(long, value_name = "NAME")]
    party: Option<String>,
    /// Only these positions: demand, offer, refuse, condition, concede, support.
    #[arg(long, value_name = "ACT")]
    act: Option<String>,
    #[command(flatten)]
    part: Part,
}

impl Talks {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let record = self.part.look_up(&ledger, &[FindingKind::Talks])?;
        let mut found: Vec<_> = record
            .findings
            .iter()
            .filter_map(|stored| match &stored.finding {
                StoredBody::Talks(talks) if self.wants(talks) => Some((stored, talks)),
                _ => None,
            })
            .collect();
        found.sort_by_cached_key(|(stored, _)| Reverse(describe::day(record.report_of(stored))));
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::whole("PUBLISHED"),
            Column::giving("PARTY", 3),
            Column::giving("ACT", 2),
            Column::giving("WORDS", 6),
            Column::giving("SAYS", 3).only_from(110),
            Column::giving("OUTLET", 2).only_from(90),
        ]);
        for (stored, talks) in &found {
            let report = record.report_of(stored);
            if session.json {
                session.print_json(&json::finding(stored, report)?)?;
                continue;
            }
            let outlet = describe::outlet(report);
            table.row([
                stored.id.short().to_owned(),
                describe::day(report),
                sides(talks),
                talks.status.as_deref().unwrap_or("").replace('_', " "),
                talks.subject.clone().unwrap_or_default(),
                record.voice(stored, &talks.voice).map(describe::who).unwrap_or_default(),
                outlet.clone(),
            ]);
            for position in talks.positions.iter().filter(|p| self.wants_position(p)) {
                let said = position.statement.as_ref().and_then(|id| record.statement(stored, id));
                table.row([
                    String::new(),
                    String::new(),
                    format!("  {}", position.party),
                    position.act.clone(),
                    position.words.text.clone(),
                    said.map(describe::who).unwrap_or_default(),
                    String::new(),
                ]);
            }
        }
        if found.is_empty() && !session.json {
            writeln!(session.out, "no such talks on record")?;
        } else if !session.json {
            table.write(session.looks, session.out)?;
        }
        Ok(Outcome::Done)
    }

    fn wants(&self, talks: &Finding) -> bool {
        let parties = talks.parties.iter().chain(&talks.mediators);
        let all = parties.chain(talks.positions.iter().map(|position| &position.party));
        let named = |name: &String| {
            all.clone().any(|party| {
                let party = party.to_lowercase();
                name.split_whitespace().all(|word| party.contains(&word.to_lowercase()))
            })
        };
        self.party.as_ref().is_none_or(named)
            && (self.act.is_none() || talks.positions.iter().any(|p| self.wants_position(p)))
    }

    fn wants_position(&self, position: &Position) -> bool {
        self.act.as_ref().is_none_or(|act| position.act.eq_ignore_ascii_case(act))
    }
}

/// "the union, the port; mediator Ostmark"
fn sides(talks: &Finding) -> String {
    let mut parties = talks.parties.clone();
    if parties.is_empty() && talks.mediators.is_empty() {
        parties = talks.positions.iter().map(|position| position.party.clone()).collect();
        parties.dedup();
    }
    let parties = parties.join(", ");
    if talks.mediators.is_empty() {
        return parties;
    }
    let mediators = talks.mediators.join(", ");
    let between = if parties.is_empty() { "" } else { "; " };
    format!("{parties}{between}mediator {mediators}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_name_who_stands_between() {
        let talks = |parties: &[&str], mediators: &[&str]| Finding {
            parties: parties.iter().map(|p| (*p).to_owned()).collect(),
            mediators: mediators.iter().map(|m| (*m).to_owned()).collect(),
            ..Finding::default()
        };
        assert_eq!(
            sides(&talks(&["the union", "the port"], &["Ostmark"])),
            "the union, the port; mediator Ostmark"
        );
        assert_eq!(sides(&talks(&["the union"], &[])), "the union");
        assert_eq!(sides(&talks(&[], &["Ostmark"])), "mediator Ostmark");
    }
}
