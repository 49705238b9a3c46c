//! `onrecord statements`

use onrecord::ledger::{FindingKind, StoredBody};
use onrecord::model::{Act, Statement};

use crate::commands::describe;
use crate::json;
use crate::outcome::Outcome;
use crate::record::Part;
use crate::session::Session;
use crate::table::{Column, Table};

/// List who said what, each line with an id that `show` opens.
#[derive(Debug, clap::Args)]
pub(crate) struct Statements {
    /// Only what goes through somebody whose name holds these words.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only this speech act: assert, deny, no_comment, demand, offer, plan, warn ...
    #[arg(long, value_parser = act)]
    act: Option<Act>,
    /// Only what somebody said who is not named.
    #[arg(long)]
    unnamed: bool,
    #[command(flatten)]
    part: Part,
}

fn act(word: &str) -> Result<Act, String> {
    let all = || Act::ALL.iter().map(|act| act.as_str()).collect::<Vec<_>>().join(", ");
    Act::from_word(word).ok_or_else(|| format!("no such act; one of: {}", all()))
}

impl Statements {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let record = self.part.look_up(&ledger, &[FindingKind::Statement])?;
        let mut table = Table::new(&[
            Column::whole("ID").faint(),
            Column::whole("PUBLISHED"),
            Column::giving("OUTLET", 3),
            Column::giving("WHO", 3),
            Column::whole("ACT"),
            Column::giving("WORDS", 6),
        ]);
        let mut rows = 0;
        for stored in &record.findings {
            let StoredBody::Statement(statement) = &stored.finding else { continue };
            if !self.wants(statement) {
                continue;
            }
            let report = record.report_of(stored);
            if session.json {
                session.print_json(&json::finding(stored, report)?)?;
                continue;
            }
            rows += 1;
            table.row([
                stored.id.short().to_owned(),
                describe::day(report),
                describe::outlet(report),
                describe::who(statement),
                statement.act.to_string(),
                describe::what(statement),
            ]);
        }
        if rows > 0 {
            table.write(session.looks, session.out)?;
        } else if !session.json {
            writeln!(session.out, "no such statement on record")?;
        }
        Ok(Outcome::Done)
    }

    fn wants(&self, statement: &Statement) -> bool {
        let by = self.by.as_ref().is_none_or(|name| is_by(statement, name));
        let act = self.act.is_none_or(|act| statement.act == act);
        let unnamed =
            !self.unnamed || statement.chain.last().is_some_and(|link| link.standing.is_unnamed());
        by && act && unnamed
    }
}

/// Does somebody in the chain bear all words of `name`?
fn is_by(statement: &Statement, name: &str) -> bool {
    let sought: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    statement.chain.iter().any(|link| {
        let known = format!("{} {}", link.name, link.words.text).to_lowercase();
        sought.iter().all(|word| known.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use onrecord::model::Link;

    use super::*;

    #[test]
    fn a_name_is_found_in_any_order_and_case() {
        let link =
            Link { name: "Saskia Brond, the League's spokeswoman".into(), ..Link::default() };
        let statement = Statement { chain: vec![link], ..Statement::default() };
        for (name, is) in [("brond", true), ("League Brond", true), ("Halveg", false)] {
            assert_eq!(is_by(&statement, name), is, "{name}");
        }
    }
}
