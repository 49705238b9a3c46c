//! `onrecord series`

use std::path::PathBuf;

use onrecord::series::{Case, series};

use crate::outcome::Outcome;
use crate::session::Session;
use crate::stream::{self, Answer};

/// Join the figures of several reports that measure the same thing; nothing is stored.
#[derive(Debug, clap::Args)]
pub(crate) struct Series {
    /// Cases as JSON Lines, `{"case", "reports": [{"doc", "date", "outlet", "text"}]}`; one line out for each line in.
    /// `-` is standard input.
    #[arg(long, value_name = "FILE")]
    jsonl: PathBuf,
}

impl Series {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let (mut input, name) = stream::open(&self.jsonl)?;
        let engine = session.engine()?;
        let answer = |line: &str, number: usize| {
            let answered = serde_json::from_str::<Case>(line)
                .and_then(|case| serde_json::to_string(&series(case, &engine)));
            match answered {
                Ok(line) => Answer::of(line),
                Err(broken) => Answer::failed(format!(
                    "{name}:{number}:{}: not a case: {broken}; wanted is {{\"case\", \"reports\": [{{\"doc\", \"date\", \
                     \"outlet\", \"text\"}}]}}",
                    broken.column()
                )),
            }
        };
        let (out, complain) = (&mut *session.out, &Session::complain);
        let failed = stream::stream(&mut *input, &name, "cases", &answer, out, complain)?;
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }
}
