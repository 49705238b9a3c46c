//! `onrecord cases`

use anyhow::bail;
use clap::Subcommand;
use onrecord::across::proposals;
use onrecord::ledger::Ledger;
use onrecord::model::{Id, Sensitivity};
use onrecord::view::View;
use serde_json::json;

use crate::commands::describe;
use crate::outcome::Outcome;
use crate::session::Session;
use crate::table::{Column, Table};

/// List the cases on record, name one, put reports and what follows from them into it, or see what may be one.
///
/// A case is a name that a person gives to what belongs to one crisis. `--case NAME` limits the boards to its reports.
#[derive(Debug, clap::Args)]
pub(crate) struct Cases {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Name a case; with --id, give one that is there another name.
    Name {
        /// The name.
        name: String,
        /// The case that is there.
        #[arg(long, value_name = "CASE")]
        id: Option<String>,
        #[command(flatten)]
        by: By,
    },
    /// Put members into a case: ids of reports, incidents, claims, series, disputes.
    Add {
        /// The case, by its name or id.
        case: String,
        /// Ids, or their beginnings.
        #[arg(required = true)]
        members: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// Take members out of a case. That they were in it stays on record.
    Remove {
        /// The case, by its name or id.
        case: String,
        /// Ids, or their beginnings.
        #[arg(required = true)]
        members: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// Show which reports hang together and may be a case.
    Propose,
}

/// Who decides.
#[derive(Debug, clap::Args)]
struct By {
    /// Who decides; the user of this computer unless given.
    #[arg(long, value_name = "NAME", env = "USER")]
    by: String,
}

impl Cases {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        match &self.what {
            None => list(session)?,
            Some(What::Propose) => propose(session)?,
            Some(What::Name { name, id, by }) => {
                let mut ledger = session.ledger_to_write()?;
                let known = id.as_ref().map(|id| case(&ledger, id)).transpose()?;
                let id = ledger.name_case(&by.by, known.as_ref(), name)?;
                writeln!(session.out, "{id}  {name}")?;
            }
            Some(What::Add { case: name, members, by }) => {
                let mut ledger = session.ledger_to_write()?;
                let (id, members) = (case(&ledger, name)?, found(&ledger, members)?);
                ledger.add_to_case(&by.by, &id, &members)?;
                let reports = describe::count(ledger.case_reports(&id)?.len(), "report");
                writeln!(session.out, "{name}: {reports}")?;
            }
            Some(What::Remove { case: name, members, by }) => {
                let mut ledger = session.ledger_to_write()?;
                let (id, members) = (case(&ledger, name)?, found(&ledger, members)?);
                ledger.remove_from_case(&by.by, &id, &members)?;
                let reports = describe::count(ledger.case_reports(&id)?.len(), "report");
                writeln!(session.out, "{name}: {reports}")?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn case(ledger: &Ledger, name: &str) -> anyhow::Result<Id> {
    match ledger.case_named(name)? {
        Some(id) => Ok(id),
        None => {
            bail!("no case `{name}`; `onrecord cases` lists all, `onrecord cases name` makes one")
        }
    }
}

/// The whole ids of reports and groups, each given by its beginning.
fn found(ledger: &Ledger, members: &[String]) -> anyhow::Result<Vec<String>> {
    let view = View::of(ledger, Sensitivity::Confidential)?;
    members
        .iter()
        .map(|member| {
            let groups = ledger.find_groups(member)?;
            match groups.as_slice() {
                [one] => Ok(one.id.as_str().to_owned()),
                [] => Ok(view.report_named(member)?),
                several => bail!("`{member}` begins {} ids; give more of it", several.len()),
            }
        })
        .collect()
}

fn list(session: &mut Session<'_>) -> anyhow::Result<()> {
    let ledger = session.ledger_across()?;
    let cases = ledger.cases()?;
    let mut table = Table::new(&[
        Column::whole("ID").faint(),
        Column::giving("NAME", 4),
        Column::whole("REPORTS").right(),
        Column::giving("MEMBERS", 5),
        Column::giving("NAMED BY", 2).only_from(90),
    ]);
    for case in &cases {
        if session.json {
            session.print_json(&json!({
                "id": case.id, "name": case.name, "by": case.by, "members": case.members,
                "reports": ledger.case_reports(&case.id)?,
            }))?;
            continue;
        }
        table.row([
            case.id.short().to_owned(),
            case.name.clone(),
            case.reports.to_string(),
            case.members.join(" "),
            case.by.clone(),
        ]);
    }
    if cases.is_empty() && !session.json {
        writeln!(session.out, "no case on record; `onrecord cases propose` shows what may be one")?;
    } else if !session.json {
        table.write(session.looks, session.out)?;
    }
    Ok(())
}

fn propose(session: &mut Session<'_>) -> anyhow::Result<()> {
    let ledger = session.ledger_across()?;
    let found = proposals(&ledger)?;
    let mut table = Table::new(&[
        Column::whole("REPORTS").right(),
        Column::giving("HANG TOGETHER BY", 6),
        Column::whole("FROM"),
        Column::whole("TO"),
        Column::giving("IDS", 4),
    ]);
    for proposal in &found {
        if session.json {
            session.print_json(&json!(proposal))?;
            continue;
        }
        table.row([
            proposal.reports.len().to_string(),
            proposal.shared.join("; "),
            proposal.first.clone().unwrap_or_default(),
            proposal.last.clone().unwrap_or_default(),
            proposal.groups.iter().map(|id| id.short()).collect::<Vec<_>>().join(" "),
        ]);
    }
    if found.is_empty() && !session.json {
        writeln!(session.out, "no reports that hang together")?;
    } else if !session.json {
        table.write(session.looks, session.out)?;
    }
    Ok(())
}
