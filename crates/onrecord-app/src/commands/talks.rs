//! `onrecord talks`

use onrecord::boards::{self, TalksWanted};
use onrecord::model::Talks as Finding;

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
        let record = self.part.read(session)?;
        let wanted = TalksWanted { party: self.party.clone(), act: self.act.clone() };
        let board = boards::talks(&record, &wanted)?;
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::whole("PUBLISHED"),
            Column::giving("PARTY", 3),
            Column::giving("ACT", 2),
            Column::giving("WORDS", 6),
            Column::giving("SAYS", 3).only_from(110),
            Column::giving("OUTLET", 2).only_from(90),
        ]);
        for row in &board.rows {
            let talks = &row.found;
            table.row([
                row.entry.id.short().to_owned(),
                row.entry.report.day().to_owned(),
                sides(talks),
                talks.status.as_deref().unwrap_or("").replace('_', " "),
                talks.subject.clone().unwrap_or_default(),
                describe::said_by(&row.entry.says),
                describe::publisher(&row.entry.report),
            ]);
            for (position, says) in talks.positions.iter().zip(&row.position_says) {
                table.row([
                    String::new(),
                    String::new(),
                    format!("  {}", position.party),
                    position.act.clone(),
                    position.words.text.clone(),
                    describe::said_by(says),
                    String::new(),
                ]);
            }
        }
        json::rows(session, &board.rows, &table, "no such talks on record")
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
