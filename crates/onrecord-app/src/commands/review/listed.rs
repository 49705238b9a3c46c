//! `onrecord review list`, `onrecord review queue`

use clap::Args;
use onrecord::boards::{self, Selection};
use onrecord::model::{Decision, Review};
use serde_json::{Value, json};

use super::subject;
use crate::commands::changes::words;
use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::{self, Part};
use crate::session::Session;
use crate::table::{Column, Table};

/// The reviews.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Only those of this finding, report or name.
    #[arg(value_name = "SUBJECT")]
    subject: Option<String>,
}

/// What should be looked at first.
#[derive(Debug, Args)]
pub(super) struct Queue {
    /// At most so many.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    part: Part,
}

impl List {
    /// Runs the command.
    pub(super) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let view = session.view(&ledger)?;
        let wanted = match &self.subject {
            None => None,
            Some(given) => Some(subject::of(&view, given)?),
        };
        let is_meant = |review: &&Review| {
            wanted.as_ref().is_none_or(|subject| review.decision.subjects().contains(subject))
        };
        let all = view.reviews()?;
        let mut table = Table::new(&[
            Column::whole("REVIEW").faint(),
            Column::whole("WHEN"),
            Column::giving("BY", 2),
            Column::whole("WHAT"),
            Column::giving("ABOUT", 4),
            Column::giving("HOW", 3),
            Column::giving("NOTE", 4),
            Column::whole("UNDONE"),
        ]);
        let mut rows: Vec<Value> = Vec::new();
        for review in all.iter().filter(is_meant) {
            let is_undone = view.decisions().is_undone(&review.id);
            let mut value = serde_json::to_value(review)?;
            if let Value::Object(fields) = &mut value {
                fields.insert("undone".into(), json!(is_undone));
            }
            rows.push(value);
            let about: Vec<String> = review
                .decision
                .subjects()
                .iter()
                .map(|it| it.as_finding().map_or(it.to_string(), |id| id.short().to_owned()))
                .collect();
            table.row([
                review.id.short().to_owned(),
                review.at.get(..16).unwrap_or(&review.at).replace('T', " "),
                review.by.clone(),
                review.decision.as_str().to_owned(),
                about.join(", "),
                how(&review.decision),
                review.note.clone().unwrap_or_default(),
                if is_undone { "yes" } else { "" }.to_owned(),
            ]);
        }
        json::rows(session, &rows, &table, "no such review")
    }
}

/// What a decision says besides what it is about.
fn how(decision: &Decision) -> String {
    match decision {
        Decision::Correct { set, .. } => {
            set.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        }
        Decision::Grade { reliability, credibility, .. } => {
            let letter = reliability.map(|it| it.to_string()).unwrap_or_default();
            letter + &credibility.map(|it| it.to_string()).unwrap_or_default()
        }
        Decision::Sensitivity { level, .. } => level.to_string(),
        Decision::Add { found } => found.words.clone(),
        _ => String::new(),
    }
}

impl Queue {
    /// Runs the command.
    pub(super) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let selection = Selection { limit: Some(self.limit), ..self.part.selection(session) };
        let board = boards::queue(&record::read(session, &selection)?)?;
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::whole("PUBLISHED").only_from(70),
            Column::whole("WHY"),
            Column::giving("WORDS", 5),
            Column::giving("AGAINST", 4),
            Column::giving("SAYS", 3).only_from(100),
            Column::whole("SURE").right(),
        ]);
        for row in &board.rows {
            table.row([
                row.row.entry.id.short().to_owned(),
                row.row.entry.report.day().to_owned(),
                row.queued.as_str().to_owned(),
                words(&row.row),
                row.against.as_ref().map(words).unwrap_or_default(),
                describe::says(&row.row.entry),
                format!("{:.2}", row.sure),
            ]);
        }
        let outcome = json::rows(session, &board.rows, &table, "nothing waits to be looked at")?;
        if !session.json && board.total > board.rows.len() {
            writeln!(session.out, "{} of {}; --limit shows more", board.rows.len(), board.total)?;
        }
        Ok(outcome)
    }
}
