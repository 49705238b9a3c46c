//! `onrecord disputes`

use onrecord::boards::{DisputeRow, DisputesWanted, Telling, disputes};

use crate::outcome::Outcome;
use crate::record::Across;
use crate::session::Session;
use crate::table::{Column, Table};

/// List what stands against what: claims that somebody denies, will not speak of or could not verify, and figures that
/// cannot both hold. Side by side; nothing here says which is right.
#[derive(Debug, clap::Args)]
pub(crate) struct Disputes {
    /// Only of these: claim, figure.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only where the answer is: denied, unverified, no_comment, non_answer, contradiction.
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    #[command(flatten)]
    part: Across,
}

impl Disputes {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_across()?;
        let wanted = DisputesWanted { kind: self.kind.clone(), state: self.state.clone() };
        let board = disputes(&session.view(&ledger)?, &self.part.selection(), &wanted)?;
        let columns = [
            Column::whole("ID").faint(),
            Column::whole("STANDS"),
            Column::giving("SAYS", 3),
            Column::giving("WORDS", 7),
            Column::giving("OUTLET", 2).only_from(90),
            Column::whole("PUBLISHED").only_from(100),
            Column::giving("WHY", 4).only_from(150),
        ];
        Across::print(&board, &columns, rows, "no dispute on record", session)
    }
}

/// Both sides, the claim's own tellings first.
fn rows(row: &DisputeRow, table: &mut Table) {
    let mark = if row.alert { "!" } else { "" };
    for (at, telling) in row.told.iter().enumerate() {
        let head = at == 0;
        let stand =
            telling.stand.map_or(row.state.as_str(), |stand| stand.as_str()).replace('_', " ");
        table.row([
            if head { row.id.short().to_owned() } else { String::new() },
            if head { format!("{stand}{mark}") } else { format!("  {stand}") },
            says(telling),
            telling.words.clone(),
            telling.report.outlet.clone().unwrap_or_default(),
            telling.report.day().to_owned(),
            if head { row.verdict.why.clone() } else { String::new() },
        ]);
    }
}

/// Who says it: `Ada Lund`, `an official*` where nobody is named; the outlet in its own voice.
pub(crate) fn says(telling: &Telling) -> String {
    match &telling.voice {
        Some(voice) => {
            let unnamed = if voice.standing.is_unnamed() { "*" } else { "" };
            format!("{}{unnamed}", voice.name)
        }
        None => telling.report.outlet.clone().unwrap_or_else(|| "the report".to_owned()),
    }
}
