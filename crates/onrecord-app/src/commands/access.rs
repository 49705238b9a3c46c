//! `onrecord access`

use std::cmp::Reverse;

use onrecord::ledger::{FindingKind, StoredBody};
use onrecord::model::{Access as Finding, AccessState};

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
        let ledger = session.ledger_to_read()?;
        let record = self.part.look_up(&ledger, &[FindingKind::Access])?;
        let mut rows: Vec<_> = record
            .findings
            .iter()
            .filter_map(|stored| match &stored.finding {
                StoredBody::Access(access) if self.wants(access) => Some((stored, access)),
                _ => None,
            })
            .collect();
        rows.sort_by_cached_key(|(stored, access)| {
            let day = describe::day(record.report_of(stored));
            Reverse((day, access.since.clone()))
        });
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
        for (stored, access) in &rows {
            let report = record.report_of(stored);
            if session.json {
                session.print_json(&json::finding(stored, report)?)?;
                continue;
            }
            let says = record.voice(stored, &access.voice).map(describe::who);
            table.row([
                stored.id.short().to_owned(),
                describe::day(report),
                access.place.clone(),
                access.state.to_string(),
                access.whom.clone().unwrap_or_default(),
                access.since.clone().unwrap_or_default(),
                access.until.clone().unwrap_or_default(),
                says.filter(|who| !who.is_empty()).unwrap_or_else(|| describe::own_voice(report)),
                access.words.text.clone(),
            ]);
        }
        if rows.is_empty() && !session.json {
            writeln!(session.out, "no such place on record")?;
        } else if !session.json {
            table.write(session.looks, session.out)?;
        }
        Ok(Outcome::Done)
    }

    fn wants(&self, access: &Finding) -> bool {
        let place = access.place.to_lowercase();
        let named = |name: &String| {
            name.split_whitespace().all(|word| place.contains(&word.to_lowercase()))
        };
        self.state.is_none_or(|state| access.state == state)
            && self.place.as_ref().is_none_or(named)
    }
}
