//! `onrecord sources`

use onrecord::boards::{self, SourceRow, SourcesWanted};
use onrecord::model::Grade;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List who speaks: how often, how openly, through whom, how often denied or corrected; the unnamed by what they are called.
#[derive(Debug, clap::Args)]
pub(crate) struct Sources {
    /// Only whose name, or description, holds these words.
    name: Option<String>,
    /// Only those who are not named.
    #[arg(long)]
    unnamed: bool,
    #[command(flatten)]
    part: Part,
}

impl Sources {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let record = self.part.read(session)?;
        let wanted = SourcesWanted { name: self.name.clone(), unnamed: self.unnamed };
        let board = boards::sources(&record, &wanted)?;
        let mut table = Table::new(&[
            Column::giving("WHO", 4),
            Column::whole("STANDING"),
            Column::whole("SAYS").right(),
            Column::whole("DENIED").right(),
            Column::whole("CORRECTED").right().only_from(90),
            Column::whole("NOT VERIFIED").right().only_from(100),
            Column::whole("REPORTS").right().only_from(70),
            Column::whole("ORIGINS").right().only_from(80),
            Column::whole("GRADE"),
            Column::giving("THROUGH", 2).only_from(120),
            Column::whole("LAST").only_from(70),
        ]);
        for row in &board.rows {
            table.row(cells(row));
        }
        json::rows(session, &board.rows, &table, "nobody of that name speaks on record")
    }
}

fn cells(row: &SourceRow) -> [String; 11] {
    let many = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let through: Vec<&str> = row.through.iter().map(String::as_str).collect();
    [
        format!("{}{}", row.name, if row.unnamed { "*" } else { "" }),
        describe::rung(row.standing).to_owned(),
        many(row.statements),
        many(row.denied.len()),
        many(row.corrected.len()),
        many(row.unverified.len()),
        many(row.counters.reports.len()),
        many(row.counters.origins.len()),
        if row.grade == Grade::default() { String::new() } else { row.grade.to_string() },
        through.join(", "),
        row.last.clone().unwrap_or_default(),
    ]
}
