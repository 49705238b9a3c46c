//! `onrecord incidents`

use onrecord::boards::{IncidentRow, IncidentTelling, IncidentsWanted, incidents};
use onrecord::model::Decimal;
use onrecord::model::across::{Range, Victims};

use crate::commands::describe;
use crate::commands::disputes::says;
use crate::outcome::Outcome;
use crate::record::Across;
use crate::session::Session;
use crate::table::{Column, Table};

/// List incidents: events of several reports that are one, with day, place, victims and who tells it; those that most
/// reports tell first. Ranges are the least and the most that any report gives; each report's own figures stand below.
#[derive(Debug, clap::Args)]
pub(crate) struct Incidents {
    /// Only of this class: violence, disaster, abduction, release, protest, outbreak, strike.
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Only those told by at least so many reports.
    #[arg(long, value_name = "COUNT", default_value_t = 1)]
    reports: u32,
    #[command(flatten)]
    part: Across,
}

impl Incidents {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_across()?;
        let wanted = IncidentsWanted { class: self.class.clone(), reports: self.reports };
        let board = incidents(&session.view(&ledger)?, &self.part.selection(), &wanted)?;
        let columns = [
            Column::whole("ID").faint(),
            Column::whole("DAY"),
            Column::giving("PLACE", 3),
            Column::giving("CLASS", 2),
            Column::giving("VICTIMS", 4),
            Column::giving("TOLD BY", 4),
            Column::giving("BY WHOM", 3).only_from(120),
        ];
        Across::print(&board, &columns, rows, "no incident on record", session)
    }
}

fn rows(row: &IncidentRow, table: &mut Table) {
    let victims: Vec<String> = row.victims.iter().map(range).collect();
    table.row([
        row.id.short().to_owned(),
        row.day.clone().unwrap_or_default(),
        row.place.clone().unwrap_or_default(),
        row.class.clone(),
        victims.join(", "),
        format!(
            "{}, {}",
            describe::count(row.counters.reports.len(), "report"),
            describe::count(row.counters.origins.len(), "origin")
        ),
        row.actors.join(" | "),
    ]);
    for telling in &row.told {
        table.row([
            String::new(),
            if telling.dated { telling.on.clone().unwrap_or_default() } else { String::new() },
            String::new(),
            format!("  {}", telling.telling.words),
            telling.victims.iter().map(own).collect::<Vec<_>>().join(", "),
            told_by(telling),
            String::new(),
        ]);
    }
}

fn told_by(telling: &IncidentTelling) -> String {
    let outlet =
        telling.telling.report.outlet.clone().unwrap_or_else(|| telling.telling.report.id.clone());
    let voice = says(&telling.telling);
    if voice == outlet { outlet } else { format!("{outlet}: {voice}") }
}

/// "killed 12–17"
fn range(range: &Range) -> String {
    format!("{} {}", measured(&range.measure, &range.population), between(range.low, range.high))
}

fn own(victims: &Victims) -> String {
    format!(
        "{} {}",
        measured(&victims.measure, &victims.population),
        between(victims.low, victims.high)
    )
}

fn measured(measure: &str, population: &str) -> String {
    let measure = describe::measure(measure);
    if population == "people" { measure } else { format!("{measure} ({population})") }
}

fn between(low: Option<Decimal>, high: Option<Decimal>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}–{high}"),
        (Some(low), None) => format!("≥ {low}"),
        (None, Some(high)) => format!("≤ {high}"),
        (None, None) => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_show_what_is_open() {
        let number = |n: i64| Some(Decimal::from(n));
        assert_eq!(between(number(12), number(12)), "12");
        assert_eq!(between(number(12), number(17)), "12–17");
        assert_eq!(between(number(12), None), "≥ 12");
        assert_eq!(between(None, None), "…");
        assert_eq!(measured("other:bodies_recovered", "children"), "bodies recovered (children)");
    }
}
