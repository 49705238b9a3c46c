//! `onrecord changes`

use onrecord::boards::{self, AnyFinding, Change, Row, Selection};

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record;
use crate::session::Session;
use crate::table::{Column, Table};

/// List what changed since a day: what is newly disputed, corrected, withdrawn, new; the latest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Changes {
    /// The first day whose reports count as news (2031-03-04). Reports before it tell what was on record till then.
    #[arg(long, value_name = "DAY", required = true)]
    since: String,
    /// Only reports published on this day or earlier.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Only what holds all these words; words in "double quotes" only in that order.
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
}

impl Changes {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let selection = Selection {
            until: self.until.clone(),
            about: self.about.clone(),
            ceiling: session.ceiling,
            ..Selection::default()
        };
        let record = record::read(session, &selection)?;
        let board = boards::changes(&record, &self.since)?;
        let mut table = Table::new(&[
            Column::whole("DAY"),
            Column::whole("CHANGE"),
            Column::whole("ID").faint(),
            Column::giving("BEFORE", 4),
            Column::giving("NOW", 5),
            Column::giving("SAYS", 3).only_from(100),
            Column::giving("WHY", 3).only_from(140),
        ]);
        for row in &board.rows {
            table.row(cells(row));
        }
        json::rows(session, &board.rows, &table, "nothing changed since then")
    }
}

fn cells(row: &Change) -> [String; 7] {
    let shown = row.after.as_ref().or(row.before.as_ref());
    let now = row.after.as_ref().map(words).or(row.note.as_ref().map(|note| note.text.clone()));
    [
        row.day.clone(),
        row.change.as_str().replace('_', " "),
        shown.map(|row| row.entry.id.short().to_owned()).unwrap_or_default(),
        row.before.as_ref().map(words).unwrap_or_default(),
        now.unwrap_or_default(),
        shown.map(|row| describe::says(&row.entry)).unwrap_or_default(),
        row.why.clone(),
    ]
}

/// What a finding rests on.
pub(super) fn words(row: &Row<AnyFinding>) -> String {
    match &row.found {
        AnyFinding::Statement(it) => describe::what(it),
        AnyFinding::Figure(it) => format!("{} {}", describe::measure(&it.measure), it.words.text),
        AnyFinding::Event(it) => it.words.text.clone(),
        AnyFinding::Person(it) => format!("{} {}", it.status.replace('_', " "), it.words.text),
        AnyFinding::Access(it) => it.words.text.clone(),
        AnyFinding::NotSaid(it) => it.words.text.clone(),
        AnyFinding::Talks(it) => it.subject.clone().unwrap_or_default(),
    }
}
