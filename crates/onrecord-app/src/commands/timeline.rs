//! `onrecord timeline`

use onrecord::boards::{self, TimelineWanted};
use onrecord::model::Event;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List what happened, goes on, is planned or was called off, by the day it is told for.
#[derive(Debug, clap::Args)]
pub(crate) struct Timeline {
    /// Only this type, or PLOVER class: attack, release, talks, protest, disaster, ASSAULT ...
    #[arg(value_name = "TYPE")]
    kind: Option<String>,
    /// Only this status: happened, ongoing, planned, suspended, called_off, denied ...
    #[arg(long)]
    status: Option<String>,
    /// Only what somebody took part in whose name holds these words.
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
    #[command(flatten)]
    part: Part,
}

impl Timeline {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let record = self.part.read(session)?;
        let wanted = TimelineWanted {
            kind: self.kind.clone(),
            status: self.status.clone(),
            who: self.who.clone(),
        };
        let board = boards::timeline(&record, &wanted)?;
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::whole("WHEN"),
            Column::whole("STATUS"),
            Column::whole("TYPE").only_from(100),
            Column::giving("EVENT", 4),
            Column::giving("WHO", 5),
            Column::giving("WHERE", 3),
            Column::giving("VOICE", 3).only_from(100),
            Column::giving("OUTLET", 3).only_from(120),
        ]);
        for row in &board.rows {
            let event = &row.found;
            let voice = Some(describe::said_by(&row.entry.says)).filter(|who| !who.is_empty());
            table.row([
                row.entry.id.short().to_owned(),
                when(event, row.entry.report.day()),
                event.status.clone(),
                describe::kind(event),
                event.words.text.clone(),
                describe::cast(event),
                event.place.as_ref().map_or_else(String::new, |place| place.name.clone()),
                voice.unwrap_or_else(|| describe::REPORT.to_owned()),
                describe::publisher(&row.entry.report),
            ]);
        }
        json::rows(session, &board.rows, &table, "no such event on record")
    }
}

/// The day, or a stretch (`2031-03-01 –`); in brackets the day of the report, where it tells no other.
fn when(event: &Event, published: &str) -> String {
    match (&event.when, &event.since, &event.until) {
        (Some(day), _, _) => day.clone(),
        (None, None, None) if published.is_empty() => String::new(),
        (None, None, None) => format!("({published})"),
        (None, since, until) => {
            let part = |day: &Option<String>| day.clone().unwrap_or_default();
            format!("{} – {}", part(since), part(until)).trim().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_not_told_stands_in_brackets() {
        let told = Event { when: Some("2031-03-04".into()), ..Event::default() };
        let goes_on = Event { since: Some("2031-03-01".into()), ..Event::default() };
        assert_eq!(when(&told, ""), "2031-03-04");
        assert_eq!(when(&goes_on, ""), "2031-03-01 –");
        assert_eq!(when(&Event::default(), "2031-03-05"), "(2031-03-05)");
    }
}
