//! `onrecord reports`

use onrecord::boards::{self, ReportsWanted};
use onrecord::model::Sensitivity;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List the reports on record.
#[derive(Debug, clap::Args)]
pub(crate) struct Reports {
    /// Also the versions that a later one has replaced.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    part: Part,
}

impl Reports {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let record = self.part.read(session)?;
        let board = boards::reports(&record, &ReportsWanted { replaced: self.all })?;
        let mut table = Table::new(&[
            Column::giving("ID", 2).faint(),
            Column::whole("VERSION").faint(),
            Column::whole("PUBLISHED"),
            Column::giving("OUTLET", 3),
            Column::giving("TITLE", 5),
            Column::whole("REPLACED"),
            Column::whole("WHO MAY SEE IT"),
        ]);
        for row in &board.rows {
            let report = &row.report;
            let level = Some(report.sensitivity).filter(|level| *level != Sensitivity::Public);
            table.row([
                report.id.clone(),
                report.version.get(..9).unwrap_or(&report.version).to_owned(),
                report.day().to_owned(),
                describe::publisher(report),
                report.title.clone().unwrap_or_default(),
                if row.current { "" } else { "yes" }.to_owned(),
                level.map(|level| level.to_string()).unwrap_or_default(),
            ]);
        }
        json::rows(session, &board.rows, &table, "no such report on record")
    }
}
