//! Sheets that people kept by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use onrecord::model::Decision;
use onrecord::review::sheet::{Sheet, SheetMap, fields};

use crate::commands::review::decision_of;
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;
use crate::stream;

/// More than anybody kept by hand.
const LARGEST_SHEET: usize = 64 << 20;

/// Puts the findings of a sheet on record, and shows what did not map.
pub(super) fn run(
    session: &mut Session<'_>,
    path: &Path,
    map: &Path,
    by: Option<&str>,
) -> anyhow::Result<Outcome> {
    let Some(by) = by.filter(|by| !by.trim().is_empty()) else {
        bail!("what comes on record by hand needs a name: --by NAME, or ONRECORD_REVIEWER")
    };
    let (input, name) = stream::open(path)?;
    let mut bytes = Vec::new();
    let most = LARGEST_SHEET as u64 + 1;
    input.take(most).read_to_end(&mut bytes).with_context(|| format!("{name}: cannot be read"))?;
    if bytes.len() > LARGEST_SHEET {
        bail!(
            "{name}: a sheet of more than {} million bytes; cut it in parts",
            LARGEST_SHEET >> 20
        );
    }
    let sheet = Sheet::read(&bytes).with_context(|| name.clone())?;
    let toml = std::fs::read_to_string(map)
        .with_context(|| format!("{}: cannot be read", map.display()))?;
    let map = SheetMap::read(&toml, &sheet).with_context(|| map.display().to_string())?;
    let mut ledger = session.ledger_to_write()?;
    let known: BTreeSet<String> =
        ledger.reviews()?.iter().filter_map(|review| content(&review.decision)).collect();
    let (mut added, mut there, mut failed, mut empty) = (0, 0, 0, Vec::new());
    for (line, row) in &sheet.rows {
        let mut gave = false;
        for finding in &map.finding {
            let Some(fields) = fields(finding, row) else { continue };
            gave = true;
            match decision_of(&with_origin(fields, row, &sheet.columns, &name, *line)) {
                Ok(decision) if content(&decision).is_some_and(|it| known.contains(&it)) => {
                    there += 1;
                }
                Ok(decision) => {
                    ledger.review(by, decision, None)?;
                    added += 1;
                }
                Err(error) => {
                    failed += 1;
                    Session::complain(&format!("{name}:{line}: {error}"));
                }
            }
        }
        if !gave {
            empty.push(line.to_string());
        }
    }
    writeln!(
        session.out,
        "{}: {added} added by hand, {there} known already",
        session.ledger_name()
    )?;
    let used: BTreeSet<&String> = map.columns().collect();
    let unused: Vec<String> =
        sheet.columns.iter().filter(|it| !used.contains(it)).map(|it| plain(it)).collect();
    if !unused.is_empty() {
        writeln!(session.out, "columns that the map does not name: {}", unused.join(", "))?;
    }
    if !empty.is_empty() {
        writeln!(session.out, "lines that give no finding: {}", empty.join(", "))?;
    }
    Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// What was added, without who and when: the same row twice is one finding.
fn content(decision: &Decision) -> Option<String> {
    match decision {
        Decision::Add { found } => serde_json::to_string(found).ok(),
        _ => None,
    }
}

/// The fields with what a sheet says of itself: the row's own cells as words, the file and line as what they rest on.
fn with_origin(
    mut fields: BTreeMap<String, String>,
    row: &BTreeMap<String, String>,
    columns: &[String],
    name: &str,
    line: u64,
) -> BTreeMap<String, String> {
    let cells = || {
        let cell = |column: &String| row.get(column).map(|cell| format!("{column}: {cell}"));
        columns.iter().filter_map(cell).collect::<Vec<_>>().join("; ")
    };
    fields.entry("words".to_owned()).or_insert_with(cells);
    let origin = format!("{name}, line {line}");
    fields
        .entry("evidence".to_owned())
        .and_modify(|given| *given = format!("{given} ({origin})"))
        .or_insert(origin);
    fields.entry("medium".to_owned()).or_insert_with(|| "table".to_owned());
    fields
}
