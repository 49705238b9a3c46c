//! `onrecord compare`

use std::path::PathBuf;

use onrecord::compare::Question;

use crate::outcome::Outcome;
use crate::session::Session;
use crate::stream::{self, Answer};

/// Tell how two findings stand to each other, and why: the same, an update, a contradiction, a denial ...; nothing is stored.
///
/// Each line holds two passages with a marked finding each, `{"pair", "a": {"doc", "date", "outlet", "text", "start", "end"}, "b": {...}, "kind": "figure"
/// or "statement"}`, or a claim and a report, `{"pair", "claim", "body": {"text"}}`. One line out for each line in, in the same
/// order: `{"pair", "label", "why", "confidence"}`; for a line that cannot be used, `{"pair", "error"}`.
#[derive(Debug, clap::Args)]
pub(crate) struct Compare {
    /// The lines (- for standard input).
    #[arg(long, value_name = "FILE")]
    jsonl: PathBuf,
}

impl Compare {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let (mut input, name) = stream::open(&self.jsonl)?;
        let engine = session.engine()?;
        let answer = |line: &str, number: usize| match Question::of_line(line) {
            Ok(question) => Answer::of(question.answer(&engine).to_string()),
            Err(bad) => Answer {
                line: Some(bad.to_json().to_string()),
                complaint: Some(format!("{name}:{number}: {}", bad.error)),
            },
        };
        let (out, complain) = (&mut *session.out, &Session::complain);
        let failed = stream::stream(&mut *input, &name, "pairs", &answer, out, complain)?;
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }
}
