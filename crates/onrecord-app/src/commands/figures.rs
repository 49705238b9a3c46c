//! `onrecord figures`

use onrecord::ledger::{FindingKind, StoredBody};
use onrecord::model::Figure;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List the figures on record: how many, of whom, as of when, and who says so.
#[derive(Debug, clap::Args)]
pub(crate) struct Figures {
    /// Only this measure: killed, injured, missing, held, released, left, displaced, money ...
    measure: Option<String>,
    #[command(flatten)]
    part: Part,
}

impl Figures {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let record = self.part.look_up(&ledger, &[FindingKind::Figure])?;
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
        let mut rows = 0;
        for stored in &record.findings {
            let StoredBody::Figure(figure) = &stored.finding else { continue };
            if !self.wants(figure) {
                continue;
            }
            let report = record.report_of(stored);
            if session.json {
                session.print_json(&json::finding(stored, report)?)?;
                continue;
            }
            rows += 1;
            let who = record.voice(stored, &figure.voice).map(describe::who);
            let when = Some(describe::when(figure)).filter(|when| !when.is_empty());
            table.row([
                stored.id.short().to_owned(),
                figure.measure.clone(),
                describe::value(figure),
                describe::counted(figure),
                when.unwrap_or_else(|| describe::day(report)),
                who.filter(|who| !who.is_empty()).unwrap_or_else(|| describe::own_voice(report)),
                describe::outlet(report),
                figure.words.text.clone(),
            ]);
        }
        if rows > 0 {
            table.write(session.looks, session.out)?;
        } else if !session.json {
            writeln!(session.out, "no such figure on record")?;
        }
        Ok(Outcome::Done)
    }

    fn wants(&self, figure: &Figure) -> bool {
        self.measure.as_ref().is_none_or(|measure| {
            figure.measure.eq_ignore_ascii_case(measure)
                || figure.measure.strip_prefix("other:") == Some(measure.as_str())
        })
    }
}
