//! Findings as tables, one a kind: what a spreadsheet or a data frame wants.
//!
//! Every row begins with the finding's id and ends with the report it stands in: day, outlet, address, version, and where in its text.

use onrecord_model::{Access, Event, Figure, Findings, Person, Statement, Voice, Words};

use super::passage::{joined, quote};
use super::{Cell, Depth, Recorded, Table};

/// The columns that end every row.
const ORIGIN: [(&str, &str); 8] = [
    ("published", "#date+reported"),
    ("outlet", "#meta+source+outlet"),
    ("url", "#meta+url"),
    ("report", "#meta+id+report"),
    ("version", "#meta+id+version"),
    ("start", "#meta+start"),
    ("end", "#meta+end"),
    ("report_sha256", "#meta+hash"),
];

/// The columns of who answers for it.
const WHO: [(&str, &str); 4] = [
    ("who", "#meta+source+voice"),
    ("chain", "#meta+source+chain"),
    ("standing", "#meta+source+standing"),
    ("statement", "#meta+id+statement"),
];

/// Every kind of finding in a table of its own, then the reports.
pub fn all(recorded: &[Recorded], depth: Depth) -> Vec<Table> {
    vec![
        statements(recorded, depth),
        figures(recorded, depth),
        events(recorded, depth),
        persons(recorded, depth),
        places(recorded, depth),
        access(recorded, depth),
        talks(recorded, depth),
        reports(recorded),
    ]
}

/// The names of the tables that [`all`] gives.
pub const NAMES: [&str; 8] =
    ["statements", "figures", "events", "persons", "places", "access", "talks", "reports"];

fn table(name: &'static str, parts: &[&[(&'static str, &'static str)]]) -> Table {
    Table::new(name, &parts.concat())
}

/// A table with a row for each finding: its own cells, who answers for it, and where it stands.
fn told<T>(
    mut table: Table,
    recorded: &[Recorded],
    list: impl Fn(&Findings) -> &[T],
    said: impl Fn(&T) -> (&Voice, &Words),
    own: impl Fn(&T) -> Vec<Cell>,
) -> Table {
    for one in recorded {
        for it in list(&one.reading.findings) {
            let (voice, words) = said(it);
            let mut row = own(it);
            row.extend(who(one.voice(voice)));
            row.extend(origin(one, Some(words)));
            table.rows.push(row);
        }
    }
    table
}

fn origin(recorded: &Recorded, words: Option<&Words>) -> Vec<Cell> {
    let report = &recorded.reading.report;
    vec![
        report.published.as_ref().map(|published| published.at.clone()).into(),
        Cell::from(&report.outlet),
        Cell::from(&report.url),
        Cell::from(report.id.as_str()),
        Cell::from(report.version.as_str()),
        words.map(|words| words.start).into(),
        words.map(|words| words.end).into(),
        Cell::from(report.sha256.as_str()),
    ]
}

fn who(statement: Option<&Statement>) -> Vec<Cell> {
    let Some(statement) = statement else {
        return vec![Cell::from("the report"), Cell::Empty, Cell::Empty, Cell::Empty];
    };
    let last = statement.chain.last();
    vec![
        last.map(|link| link.name.clone()).into(),
        Cell::from(chain(statement)),
        last.map(|link| u32::from(link.standing.0)).into(),
        Cell::from(statement.id.as_str()),
    ]
}

/// Who says it, outermost first; `*` where nobody is named.
pub(super) fn chain(statement: &Statement) -> String {
    let links = statement.chain.iter().map(|link| {
        let name = if link.name.is_empty() { &link.words.text } else { &link.name };
        format!("{name}{}", if link.standing.is_unnamed() { "*" } else { "" })
    });
    links.collect::<Vec<_>>().join(" ← ")
}

/// Who said what.
pub fn statements(recorded: &[Recorded], depth: Depth) -> Table {
    let own = [
        ("id", "#meta+id"),
        ("act", "#event+type"),
        ("words", "#description+quote"),
        ("mode", "#description+mode"),
        ("said_on", "#date+occurred"),
        ("to", "#meta+to"),
        ("venue", "#meta+venue"),
        ("certainty", "#status+certainty"),
        ("polarity", "#status+polarity"),
        ("verification", "#status+verification"),
        ("answers", "#meta+id+answers"),
        ("confidence", "#indicator+confidence"),
    ];
    let mut table = table("statements", &[&own, &WHO[..3], &ORIGIN]);
    for one in recorded {
        for it in &one.reading.findings.statements {
            let words = if it.content.is_empty() { &it.cue } else { &it.content };
            let mut row = vec![
                Cell::from(it.id.as_str()),
                Cell::from(it.act.as_str()),
                Cell::from(joined(words, depth)),
                it.mode.map(|mode| mode.as_str().to_owned()).into(),
                Cell::from(&it.said_on),
                Cell::from(&it.to),
                Cell::from(&it.venue),
                Cell::from(it.certainty.as_str()),
                Cell::from(it.polarity.as_str()),
                it.verification.as_ref().map(|found| found.status.as_str().to_owned()).into(),
                it.answers.as_ref().map(|id| id.as_str().to_owned()).into(),
                Cell::from(it.confidence),
            ];
            row.extend(who(Some(it)).into_iter().take(3));
            row.extend(origin(one, words.first()));
            table.rows.push(row);
        }
    }
    table
}

/// How many, of whom, as of when.
pub fn figures(recorded: &[Recorded], depth: Depth) -> Table {
    let own = [
        ("id", "#meta+id"),
        ("measure", "#indicator+name"),
        ("comparator", "#indicator+comparator"),
        ("value", "#indicator+value+num"),
        ("low", "#indicator+value+low"),
        ("high", "#indicator+value+high"),
        ("unit", "#indicator+unit"),
        ("population", "#population+name"),
        ("kind", "#indicator+type"),
        ("as_of", "#date+occurred"),
        ("since", "#date+start"),
        ("until", "#date+end"),
        ("place", "#loc+name"),
        ("lat", "#geo+lat"),
        ("lon", "#geo+lon"),
        ("country", "#country+code+v_iso2"),
        ("actor", "#group+name"),
        ("subset_of", "#meta+id+whole"),
        ("hedge", "#description+hedge"),
        ("words", "#description+quote"),
        ("confidence", "#indicator+confidence"),
    ];
    let table = table("figures", &[&own, &WHO, &ORIGIN]);
    let cells = |it: &Figure| figure(it, depth);
    told(table, recorded, |found| &found.figures, |it| (&it.voice, &it.words), cells)
}

fn figure(it: &Figure, depth: Depth) -> Vec<Cell> {
    let (from, until) = it.window.clone().map_or((None, None), |[a, b]| (Some(a), Some(b)));
    let place = it.place.as_ref();
    vec![
        Cell::from(it.id.as_str()),
        Cell::from(it.measure.as_str()),
        Cell::from(it.comparator.as_str()),
        it.value.into(),
        it.low.into(),
        it.high.into(),
        Cell::from(&it.unit),
        Cell::from(&it.population),
        Cell::from(it.kind.as_str()),
        Cell::from(&it.as_of),
        it.since.clone().or(from).into(),
        until.into(),
        place.map(|place| place.name.clone()).into(),
        place.and_then(|place| place.lat).into(),
        place.and_then(|place| place.lon).into(),
        place.and_then(|place| place.country.clone()).into(),
        Cell::from(&it.actor),
        it.subset_of.as_ref().map(|id| id.as_str().to_owned()).into(),
        Cell::from(&it.hedge),
        Cell::from(quote(&it.words.text, depth)),
        Cell::from(it.confidence),
    ]
}

/// What happened, is planned or was called off.
pub fn events(recorded: &[Recorded], depth: Depth) -> Table {
    let own = [
        ("id", "#meta+id"),
        ("type", "#event+type"),
        ("plover", "#event+code+v_plover"),
        ("status", "#status"),
        ("when", "#date+occurred"),
        ("since", "#date+start"),
        ("until", "#date+end"),
        ("place", "#loc+name"),
        ("lat", "#geo+lat"),
        ("lon", "#geo+lon"),
        ("country", "#country+code+v_iso2"),
        ("actors", "#group+name+actor"),
        ("others", "#group+name+other"),
        ("words", "#description+quote"),
        ("confidence", "#indicator+confidence"),
    ];
    let table = table("events", &[&own, &WHO, &ORIGIN]);
    let cells = |it: &Event| event(it, depth);
    told(table, recorded, |found| &found.events, |it| (&it.voice, &it.words), cells)
}

fn event(it: &Event, depth: Depth) -> Vec<Cell> {
    let acts = |role: &str| matches!(role, "actor" | "party" | "mediator");
    let side = |wanted: bool| {
        let of = it.participants.iter().filter(|one| acts(&one.role) == wanted);
        of.map(|one| one.words.text.as_str()).collect::<Vec<_>>().join("; ")
    };
    let place = it.place.as_ref();
    vec![
        Cell::from(it.id.as_str()),
        Cell::from(it.kind.as_str()),
        Cell::from(&it.plover),
        Cell::from(it.status.as_str()),
        Cell::from(&it.when),
        Cell::from(&it.since),
        Cell::from(&it.until),
        place.map(|place| place.name.clone()).into(),
        place.and_then(|place| place.lat).into(),
        place.and_then(|place| place.lon).into(),
        place.and_then(|place| place.country.clone()).into(),
        Cell::from(side(true)),
        Cell::from(side(false)),
        Cell::from(quote(&it.words.text, depth)),
        Cell::from(it.confidence),
    ]
}

/// Who is held, freed, missing, dead.
pub fn persons(recorded: &[Recorded], depth: Depth) -> Table {
    let own = [
        ("id", "#meta+id"),
        ("name", "#contact+name"),
        ("count", "#affected+num"),
        ("status", "#status"),
        ("when", "#date+occurred"),
        ("age", "#indicator+age"),
        ("relation", "#description+relation"),
        ("role", "#description+role"),
        ("words", "#description+quote"),
        ("confidence", "#indicator+confidence"),
    ];
    let table = table("persons", &[&own, &WHO, &ORIGIN]);
    let cells = |it: &Person| {
        vec![
            Cell::from(it.id.as_str()),
            Cell::from(&it.name),
            it.count.into(),
            Cell::from(it.status.as_str()),
            Cell::from(&it.when),
            it.age.into(),
            Cell::from(&it.relation),
            Cell::from(&it.role),
            Cell::from(quote(&it.words.text, depth)),
            Cell::from(it.confidence),
        ]
    };
    told(table, recorded, |found| &found.persons, |it| (&it.voice, &it.words), cells)
}

/// Where.
pub fn places(recorded: &[Recorded], depth: Depth) -> Table {
    let own = [
        ("name", "#loc+name"),
        ("geonames", "#loc+code+v_geonames"),
        ("lat", "#geo+lat"),
        ("lon", "#geo+lon"),
        ("country", "#country+code+v_iso2"),
        ("feature", "#loc+type"),
        ("words", "#description+quote"),
        ("confidence", "#indicator+confidence"),
    ];
    let mut table = table("places", &[&own, &ORIGIN]);
    for one in recorded {
        for it in &one.reading.findings.places {
            let mut row = vec![
                Cell::from(it.name.as_str()),
                it.geonames.into(),
                it.lat.into(),
                it.lon.into(),
                Cell::from(&it.country),
                Cell::from(&it.feature),
                Cell::from(quote(&it.words.text, depth)),
                Cell::from(it.confidence),
            ];
            row.extend(origin(one, Some(&it.words)));
            table.rows.push(row);
        }
    }
    table
}

/// What is open or closed.
pub fn access(recorded: &[Recorded], depth: Depth) -> Table {
    let own = [
        ("id", "#meta+id"),
        ("place", "#loc+name"),
        ("state", "#access+status"),
        ("for", "#access+for"),
        ("since", "#date+start"),
        ("until", "#date+end"),
        ("words", "#description+quote"),
        ("confidence", "#indicator+confidence"),
    ];
    let table = table("access", &[&own, &WHO, &ORIGIN]);
    let cells = |it: &Access| {
        vec![
            Cell::from(it.id.as_str()),
            Cell::from(it.place.as_str()),
            Cell::from(it.state.as_str()),
            Cell::from(&it.whom),
            Cell::from(&it.since),
            Cell::from(&it.until),
            Cell::from(quote(&it.words.text, depth)),
            Cell::from(it.confidence),
        ]
    };
    told(table, recorded, |found| &found.access, |it| (&it.voice, &it.words), cells)
}

/// Who talks with whom: a row for each position, one for talks without any.
pub fn talks(recorded: &[Recorded], depth: Depth) -> Table {
    let own = [
        ("id", "#meta+id"),
        ("subject", "#description+subject"),
        ("status", "#status"),
        ("parties", "#group+name"),
        ("mediators", "#group+name+mediator"),
        ("party", "#group+name+position"),
        ("act", "#event+type"),
        ("words", "#description+quote"),
        ("confidence", "#indicator+confidence"),
    ];
    let mut table = table("talks", &[&own, &WHO, &ORIGIN]);
    for one in recorded {
        for it in &one.reading.findings.talks {
            let positions: Vec<_> = it.positions.iter().map(Some).collect();
            let lone = [None];
            for position in if positions.is_empty() { &lone[..] } else { &positions } {
                let voice = position
                    .and_then(|position| position.statement.clone())
                    .map_or_else(|| it.voice.clone(), Voice::Statement);
                let words = position.map(|it| &it.words).or(it.mentions.first());
                let mut row = vec![
                    Cell::from(it.id.as_str()),
                    Cell::from(&it.subject),
                    Cell::from(&it.status),
                    Cell::from(it.parties.join("; ")),
                    Cell::from(it.mediators.join("; ")),
                    position.map(|it| it.party.clone()).into(),
                    position.map(|it| it.act.clone()).into(),
                    words.map(|words| quote(&words.text, depth)).into(),
                    Cell::from(it.confidence),
                ];
                row.extend(who(one.voice(&voice)));
                row.extend(origin(one, words));
                table.rows.push(row);
            }
        }
    }
    table
}

/// The reports themselves.
pub fn reports(recorded: &[Recorded]) -> Table {
    let mut table = Table::new(
        "reports",
        &[
            ("report", "#meta+id+report"),
            ("version", "#meta+id+version"),
            ("published", "#date+reported"),
            ("outlet", "#meta+source+outlet"),
            ("title", "#description+title"),
            ("byline", "#contact+name"),
            ("credit", "#meta+source+credit"),
            ("url", "#meta+url"),
            ("dateline", "#loc+name"),
            ("language", "#meta+lang"),
            ("report_sha256", "#meta+hash"),
            ("engine", "#meta+engine"),
        ],
    );
    for one in recorded {
        let report = &one.reading.report;
        table.rows.push(vec![
            Cell::from(report.id.as_str()),
            Cell::from(report.version.as_str()),
            report.published.as_ref().map(|published| published.at.clone()).into(),
            Cell::from(&report.outlet),
            Cell::from(&report.title),
            Cell::from(&report.byline),
            Cell::from(&report.credit),
            Cell::from(&report.url),
            Cell::from(&report.dateline),
            Cell::from(&report.language),
            Cell::from(report.sha256.as_str()),
            Cell::from(one.engine.as_str()),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::ferry;

    #[test]
    fn every_row_has_a_cell_for_every_column() {
        let recorded = [ferry()];
        let tables = all(&recorded, Depth::Quotes);
        assert_eq!(tables.iter().map(|table| table.name).collect::<Vec<_>>(), NAMES);
        for table in tables {
            let names: std::collections::BTreeSet<_> =
                table.columns.iter().map(|c| c.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{}", table.name);
            assert!(
                table.columns.iter().all(|column| column.hxl.starts_with('#')),
                "{}",
                table.name
            );
            assert!(
                table.rows.iter().all(|row| row.len() == table.columns.len()),
                "{}",
                table.name
            );
        }
    }

    #[test]
    fn a_figure_names_who_says_it_and_where_it_stands() {
        let table = figures(&[ferry()], Depth::Quotes);
        let cell = |name: &str| {
            let at = table.columns.iter().position(|column| column.name == name).unwrap();
            table.rows[0][at].to_text()
        };
        assert_eq!(cell("measure"), "affected");
        assert_eq!(cell("value"), "62");
        assert_eq!(cell("chain"), "an official*");
        assert_eq!(cell("standing"), "3");
        assert_eq!((cell("start"), cell("end")), ("22".to_owned(), "31".to_owned()));
    }

    #[test]
    fn what_the_report_says_itself_has_no_chain() {
        let table = persons(&[ferry()], Depth::Quotes);
        let at = table.columns.iter().position(|column| column.name == "who").unwrap();
        assert_eq!(table.rows[0][at].to_text(), "the report");
        assert_eq!(table.rows[0][at + 1], Cell::Empty);
    }
}
