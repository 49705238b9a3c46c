//! `onrecord timeline`

use onrecord::ledger::{FindingKind, ReportRow, StoredBody, StoredFinding};
use onrecord::model::Event;

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::{Part, Record};
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
        let ledger = session.ledger_to_read()?;
        let record = self.part.look_up(&ledger, &[FindingKind::Event])?;
        let mut events: Vec<(&StoredFinding, &Event)> = record
            .findings
            .iter()
            .filter_map(|stored| match &stored.finding {
                StoredBody::Event(event) if self.wants(event) => Some((stored, event)),
                _ => None,
            })
            .collect();
        // Those of one day stay as the record has them: report by report, in text order.
        events.sort_by_key(|(stored, event)| day(event, record.report_of(stored)));
        if session.json {
            for (stored, _) in events {
                session.print_json(&json::finding(stored, record.report_of(stored))?)?;
            }
            return Ok(Outcome::Done);
        }
        if events.is_empty() {
            writeln!(session.out, "no such event on record")?;
            return Ok(Outcome::Done);
        }
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
        for (stored, event) in events {
            table.row(row(&record, stored, event));
        }
        table.write(session.looks, session.out)?;
        Ok(Outcome::Done)
    }

    fn wants(&self, event: &Event) -> bool {
        let kind = self.kind.as_ref().is_none_or(|kind| {
            event.kind.eq_ignore_ascii_case(kind)
                || event.kind.strip_prefix("other:") == Some(kind.as_str())
                || event.plover.as_ref().is_some_and(|code| code.split('/').any(|c| c == kind))
        });
        let status = self.status.as_ref().is_none_or(|status| event.status == *status);
        kind && status && self.who.as_ref().is_none_or(|name| takes_part(event, name))
    }
}

/// Does somebody with all words of `name` take part?
fn takes_part(event: &Event, name: &str) -> bool {
    let sought: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    event.participants.iter().any(|participant| {
        let known = participant.words.text.to_lowercase();
        sought.iter().all(|word| known.contains(word))
    })
}

/// The day the event is told for, or since when it goes on; where the report tells none, the day of the report.
fn day(event: &Event, report: Option<&ReportRow>) -> String {
    event.when.clone().or_else(|| event.since.clone()).unwrap_or_else(|| describe::day(report))
}

fn row(record: &Record, stored: &StoredFinding, event: &Event) -> [String; 9] {
    let report = record.report_of(stored);
    let voice = record.voice(stored, &event.voice).map(describe::who);
    [
        stored.id.short().to_owned(),
        when(event, report),
        event.status.clone(),
        describe::kind(event),
        event.words.text.clone(),
        describe::cast(event),
        event.place.as_ref().map_or_else(String::new, |place| place.name.clone()),
        voice.filter(|who| !who.is_empty()).unwrap_or_else(|| describe::REPORT.to_owned()),
        describe::outlet(report),
    ]
}

/// The day, or a stretch (`2031-03-01 –`); in brackets the day of the report, where it tells no other.
fn when(event: &Event, report: Option<&ReportRow>) -> String {
    match (&event.when, &event.since, &event.until) {
        (Some(day), _, _) => day.clone(),
        (None, None, None) => match describe::day(report) {
            day if day.is_empty() => day,
            day => format!("({day})"),
        },
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
        assert_eq!(when(&told, None), "2031-03-04");
        assert_eq!(when(&goes_on, None), "2031-03-01 –");
        assert_eq!(when(&Event::default(), None), "");
    }
}
