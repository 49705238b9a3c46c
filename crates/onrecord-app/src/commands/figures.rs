//! `onrecord figures`

use onrecord::boards::{self, FiguresWanted, Policy};

use crate::commands::{describe, plot};
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List the figures on record: how many, of whom, as of when, and who says so.
///
/// With --plot, figures that measure the same thing stand together over the day they hold for, each as the interval its
/// words allow, and low, best and high follow from a named policy. No policy drops a figure.
#[derive(Debug, clap::Args)]
pub(crate) struct Figures {
    /// Only this measure: killed, injured, missing, held, released, left, displaced, money ...
    measure: Option<String>,
    /// Join them to trajectories, and draw these.
    #[arg(long)]
    plot: bool,
    /// How best is chosen among the figures of a day: lowest, latest, median, most-sources, or range for none. Draws
    /// trajectories.
    #[arg(long, value_name = "POLICY", value_parser = policy)]
    policy: Option<Policy>,
    #[command(flatten)]
    part: Part,
}

fn policy(word: &str) -> Result<Policy, String> {
    let all = || Policy::ALL.iter().map(|policy| policy.as_str()).collect::<Vec<_>>().join(", ");
    Policy::from_word(word).ok_or_else(|| format!("no such policy; one of: {}", all()))
}

impl Figures {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let record = self.part.read(session)?;
        let wanted = FiguresWanted {
            measure: self.measure.clone(),
            policy: self.policy.unwrap_or_default(),
        };
        if self.plot || self.policy.is_some() {
            let board = boards::trajectories(&record, &wanted)?;
            return plot::trajectories(&board.rows, session);
        }
        let board = boards::figures(&record, &wanted)?;
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::giving("MEASURE", 2),
            Column::whole("VALUE").right(),
            Column::giving("OF", 3).only_from(120),
            Column::whole("AS OF"),
            Column::giving("WHO", 3),
            Column::giving("OUTLET", 3).only_from(100),
            Column::giving("WORDS", 4),
        ]);
        for row in &board.rows {
            let when = Some(describe::when(&row.found)).filter(|when| !when.is_empty());
            table.row([
                row.entry.id.short().to_owned(),
                describe::measure(&row.found.measure),
                boards::value(&row.found),
                describe::counted(&row.found),
                when.unwrap_or_else(|| row.entry.report.day().to_owned()),
                describe::says(&row.entry),
                describe::publisher(&row.entry.report),
                row.found.words.text.clone(),
            ]);
        }
        json::rows(session, &board.rows, &table, "no such figure on record")
    }
}
