//! `onrecord access`

use onrecord::boards::{self, AccessWanted};
use onrecord::model::AccessState;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List crossings, roads, ports, airports: open, closed, limited, suspended, resumed; for whom, since when; the latest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Access {
    /// Only this state: open, closed, limited, suspended, resumed.
    #[arg(value_parser = state)]
    state: Option<AccessState>,
    /// Only places whose name holds these words.
    #[arg(long, value_name = "NAME")]
    place: Option<String>,
    #[command(flatten)]
    part: Part,
}

fn state(word: &str) -> Result<AccessState, String> {
    let all = || AccessState::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
    AccessState::from_word(word).ok_or_else(|| format!("no such state; one of: {}", all()))
}

impl Access {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let record = self.part.read(session)?;
        let wanted = AccessWanted { state: self.state, place: self.place.clone() };
        let board = boards::access(&record, &wanted)?;
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::whole("PUBLISHED"),
            Column::giving("PLACE", 3),
            Column::whole("STATE"),
            Column::giving("FOR", 2).only_from(90),
            Column::whole("SINCE").only_from(70),
            Column::whole("UNTIL").only_from(100),
            Column::giving("SAYS", 3),
            Column::giving("WORDS", 5).only_from(100),
        ]);
        for row in &board.rows {
            let access = &row.found;
            table.row([
                row.entry.id.short().to_owned(),
                row.entry.report.day().to_owned(),
                access.place.clone(),
                access.state.to_string(),
                access.whom.clone().unwrap_or_default(),
                access.since.clone().unwrap_or_default(),
                access.until.clone().unwrap_or_default(),
                describe::says(&row.entry),
                access.words.text.clone(),
            ]);
        }
        json::rows(session, &board.rows, &table, "no such place on record")
    }
}
