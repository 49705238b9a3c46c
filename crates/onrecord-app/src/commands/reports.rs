//! `onrecord reports`

use onrecord::ledger::{Filter, Versions};

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
        let ledger = session.ledger_to_read()?;
        let filter = Filter {
            since: self.part.since.clone(),
            until: self.part.until.clone(),
            about: self.part.about.clone(),
            versions: if self.all { Versions::All } else { Versions::Current },
            ..Filter::default()
        };
        let rows = ledger.reports(&filter)?;
        let is_meant = |id: &str| self.part.report.as_ref().is_none_or(|part| id.starts_with(part));
        let mut table = Table::new(&[
            Column::giving("ID", 2).faint(),
            Column::whole("VERSION").faint(),
            Column::whole("PUBLISHED"),
            Column::giving("OUTLET", 3),
            Column::giving("TITLE", 5),
            Column::whole("REPLACED"),
        ]);
        let mut written = 0;
        for row in rows.iter().filter(|row| is_meant(&row.report.id)) {
            if session.json {
                session.print_json(&json::report(row, true))?;
                continue;
            }
            written += 1;
            table.row([
                row.report.id.clone(),
                row.report.version.get(..9).unwrap_or(&row.report.version).to_owned(),
                describe::day(Some(row)),
                describe::outlet(Some(row)),
                row.report.title.clone().unwrap_or_default(),
                if row.current { "" } else { "yes" }.to_owned(),
            ]);
        }
        if written > 0 {
            table.write(session.looks, session.out)?;
        } else if !session.json {
            writeln!(session.out, "no such report on record")?;
        }
        Ok(Outcome::Done)
    }
}
