//! `onrecord statements`

use onrecord::boards::{self, Selection, StatementsWanted};
use onrecord::model::Act;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::{self, Part};
use crate::session::Session;
use crate::table::{Column, Table};

/// List who said what, each line with an id that `show` opens.
#[derive(Debug, clap::Args)]
pub(crate) struct Statements {
    /// Only what goes through somebody whose name holds these words.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only this speech act: assert, deny, no_comment, demand, offer, plan, warn ...
    #[arg(long, value_parser = act)]
    act: Option<Act>,
    /// Only what somebody said who is not named.
    #[arg(long)]
    unnamed: bool,
    #[command(flatten)]
    part: Part,
}

fn act(word: &str) -> Result<Act, String> {
    let all = || Act::ALL.iter().map(|act| act.as_str()).collect::<Vec<_>>().join(", ");
    Act::from_word(word).ok_or_else(|| format!("no such act; one of: {}", all()))
}

impl Statements {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let selection = Selection { by: self.by.clone(), ..self.part.selection(session) };
        let record = record::read(session, &selection)?;
        let wanted = StatementsWanted { act: self.act, unnamed: self.unnamed };
        let board = boards::statements(&record, &wanted)?;
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::whole("PUBLISHED"),
            Column::giving("OUTLET", 3),
            Column::giving("WHO", 3),
            Column::whole("ACT"),
            Column::giving("WORDS", 6),
        ]);
        for row in &board.rows {
            let report = &row.entry.report;
            table.row([
                row.entry.id.short().to_owned(),
                report.day().to_owned(),
                describe::publisher(report),
                describe::who(&row.found),
                row.found.act.to_string(),
                describe::what(&row.found),
            ]);
        }
        json::rows(session, &board.rows, &table, "no such statement on record")
    }
}
