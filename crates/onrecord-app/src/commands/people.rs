//! `onrecord people`

use onrecord::boards::{self, PeopleWanted};

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
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

impl People {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let record = self.part.read(session)?;
        let wanted = PeopleWanted {
            status: self.status.clone(),
            name: self.name.clone(),
            persons: self.persons,
            unnamed: self.unnamed,
        };
        let board = boards::people(&record, &wanted)?;
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
        for row in &board.rows {
            let (shown, report) = (&row.shown, &row.entry.report);
            table.row([
                row.entry.id.short().to_owned(),
                shown.status.replace('_', " "),
                shown.who.clone(),
                shown.told.clone(),
                shown.when.clone().unwrap_or_else(|| report.day().to_owned()),
                describe::says(&row.entry),
                describe::standing(&row.entry.says).to_owned(),
                describe::publisher(report),
            ]);
        }
        json::rows(session, &board.rows, &table, "no such person on record")
    }
}
