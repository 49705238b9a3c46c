//! Findings in a few words, as tables need them. Nothing is phrased here: names, values, and signs that join them.

use onrecord::boards::{Entry, ReportRef, Says};
use onrecord::ledger::ReportRow;
use onrecord::model::{Event, Figure, Link, Standing, Statement, Words};
use onrecord::review::BY_HAND;

/// Said where nobody else answers for a figure.
pub(crate) const REPORT: &str = "the report";

/// Who says it, outermost first: `Northern Wire ← unnamed official*`. `*` where nobody is named; empty where the report
/// speaks itself.
pub(crate) fn who(statement: &Statement) -> String {
    chain(&statement.chain)
}

fn chain(links: &[Link]) -> String {
    links.iter().map(link).collect::<Vec<_>>().join(" ← ")
}

fn link(link: &Link) -> String {
    let name = if link.name.is_empty() { &link.words.text } else { &link.name };
    let unnamed = if link.standing.is_unnamed() { "*" } else { "" };
    format!("{name}{unnamed}")
}

/// Who answers; empty where the report does.
pub(crate) fn said_by(says: &Says) -> String {
    chain(&says.chain)
}

/// Who answers for a row; where nobody else does, its outlet, or who wrote it down by hand.
pub(crate) fn says(entry: &Entry) -> String {
    match chain(&entry.says.chain) {
        said if !said.is_empty() => said,
        _ => own(entry),
    }
}

fn own(entry: &Entry) -> String {
    let report = &entry.report;
    match (&report.outlet, &report.byline) {
        (Some(outlet), _) => format!("{outlet}, own voice"),
        (None, Some(by)) if entry.engine == BY_HAND => format!("{by}, {BY_HAND}"),
        _ => REPORT.to_owned(),
    }
}

/// The outlet, where it speaks itself.
pub(crate) fn own_voice(row: Option<&ReportRow>) -> String {
    match row.and_then(|row| row.report.outlet.as_ref()) {
        Some(outlet) => format!("{outlet}, own voice"),
        None => REPORT.to_owned(),
    }
}

/// Who publishes it.
pub(crate) fn publisher(report: &ReportRef) -> String {
    report.outlet.clone().unwrap_or_default()
}

/// How openly the one who says so speaks, in a word.
pub(crate) fn standing(says: &Says) -> &'static str {
    match says.standing {
        None if says.statement.is_none() => "report",
        standing => rung(standing.unwrap_or(Standing::AGENTLESS)),
    }
}

/// A rung of the anonymity ladder, in a word.
pub(crate) fn rung(standing: Standing) -> &'static str {
    const WORDS: [&str; 5] = ["named", "body", "role", "sector", "source"];
    WORDS.get(usize::from(standing.0)).copied().unwrap_or("nobody")
}

/// What is said, its parts joined by `…`; where there is no content, the words that say so.
pub(crate) fn what(statement: &Statement) -> String {
    let parts = if statement.content.is_empty() { &statement.cue } else { &statement.content };
    joined(parts)
}

fn joined(parts: &[Words]) -> String {
    parts.iter().map(|part| part.text.trim()).collect::<Vec<_>>().join(" … ")
}

/// What is counted. A unit of measure stands with the value, and whoever is not told apart needs no word.
pub(crate) fn counted(figure: &Figure) -> String {
    figure.population.clone().unwrap_or_default()
}

/// `1 report`, `2 reports`.
pub(crate) fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A measure, as people write it: `wanting to leave`, not `wanting_to_leave`, `crews`, not `other:crews`.
pub(crate) fn measure(name: &str) -> String {
    let plain = spelt(name);
    if plain == "count of units" { "counted".to_owned() } else { plain }
}

/// A name of the wire as people write it.
fn spelt(name: &str) -> String {
    name.strip_prefix("other:").unwrap_or(name).replace('_', " ")
}

/// As of when: the day, the end of a window, or from when on (`2031-03-03 –`).
pub(crate) fn when(figure: &Figure) -> String {
    let end = figure.as_of.as_ref().or(figure.window.as_ref().map(|[_, to]| to));
    match (end, &figure.since) {
        (Some(day), _) => day.clone(),
        (None, Some(since)) => format!("{since} –"),
        (None, None) => String::new(),
    }
}

/// Its type, as people write it: `state of emergency`, not `other:state_of_emergency`.
pub(crate) fn kind(event: &Event) -> String {
    spelt(&event.kind)
}

/// Who took part, those who act before an arrow and those it is done to behind it: `rebels → two engineers`.
pub(crate) fn cast(event: &Event) -> String {
    let acts = |role: &str| matches!(role, "actor" | "party" | "mediator" | "instrument");
    let side = |wanted: bool| {
        let of = event.participants.iter().filter(|p| acts(&p.role) == wanted);
        of.map(|p| p.words.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    match (side(true), side(false)) {
        (by, to) if to.is_empty() => by,
        (by, to) if by.is_empty() => format!("→ {to}"),
        (by, to) => format!("{by} → {to}"),
    }
}

/// Day of publication.
pub(crate) fn day(row: Option<&ReportRow>) -> String {
    let published = row.and_then(|row| row.report.published.as_ref());
    published.map_or_else(String::new, |published| published.day().to_owned())
}

/// Who published it.
pub(crate) fn outlet(row: Option<&ReportRow>) -> String {
    row.and_then(|row| row.report.outlet.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standing_is_a_word() {
        let of = |standing, statement| Says { standing, statement, ..Says::default() };
        let id = || Some(onrecord::model::Id::given("st_1"));
        assert_eq!(standing(&of(Some(Standing::NAMED), id())), "named");
        assert_eq!(standing(&of(Some(Standing::AGENTLESS), id())), "nobody");
        assert_eq!(standing(&of(None, id())), "nobody");
        assert_eq!(standing(&of(None, None)), "report");
    }

    #[test]
    fn a_chain_reads_from_the_outside_in() {
        let link = |name: &str, standing| Link { name: name.into(), standing, ..Link::default() };
        let statement = Statement {
            chain: vec![link("Northern Wire", Standing::BODY), link("an official", Standing::ROLE)],
            ..Statement::default()
        };
        assert_eq!(who(&statement), "Northern Wire ← an official*");
        assert_eq!(who(&Statement::default()), "");
    }
}
