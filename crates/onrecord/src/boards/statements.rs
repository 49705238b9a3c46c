//! Who said what.

use onrecord_ledger::FindingKind;
use onrecord_model::{Act, Statement, Words};
use serde::{Deserialize, Serialize};

use super::page::BoardError;
use super::record::{Page, Record};
use super::row::{Board, Row, Says};

/// Which statements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementsWanted {
    /// Only this speech act.
    pub act: Option<Act>,
    /// Only what somebody said who is not named.
    pub unnamed: bool,
}

/// Fewer words than this and two statements are not known to be one by their words.
const LEAST_WORDS: usize = 4;

/// The statements, by day of publication, report and place in the text. Its counters are over all statements of the
/// selection with the same words.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn statements(
    record: &Record<'_>,
    wanted: &StatementsWanted,
) -> Result<Board<Row<Statement>>, BoardError> {
    let rows = rows(record, |row| {
        wanted.act.is_none_or(|act| row.found.act == act)
            && (!wanted.unnamed || row.entry.says.is_unnamed())
    });
    Board::of(rows, &record.selection)
}

/// The statements asked for of which `is_meant` holds, with their counters.
pub(super) fn rows(
    record: &Record<'_>,
    is_meant: impl Fn(&Row<Statement>) -> bool,
) -> Vec<Row<Statement>> {
    let mut rows = Vec::new();
    for (at, page) in record.pages.iter().enumerate() {
        for statement in &page.reading.findings.statements {
            let row = row(record, page, statement);
            if record.wants(page, &statement.id, &row.entry.says) && is_meant(&row) {
                rows.push((at, row));
            }
        }
    }
    record.counted(rows, |row| key(&row.found))
}

/// The row of one statement, not yet counted.
pub(super) fn row(record: &Record<'_>, page: &Page, statement: &Statement) -> Row<Statement> {
    let says = Says::of_statement(statement);
    let kind = FindingKind::Statement;
    record.row(page, statement.clone(), &statement.id, kind, evidence(statement), says)
}

/// Source, cue and content, in text order.
pub(super) fn evidence(statement: &Statement) -> Vec<Words> {
    let links = statement.chain.iter().map(|link| &link.words);
    let all = links.chain(&statement.cue).chain(&statement.content).chain(&statement.carries_on);
    let mut evidence: Vec<Words> = all.filter(|words| words.start < words.end).cloned().collect();
    evidence.sort();
    evidence.dedup();
    evidence
}

/// By which two statements are one: act and content, case and marks aside; `None` where too little is said.
fn key(statement: &Statement) -> Option<String> {
    let parts: Vec<&str> = statement.content.iter().map(|part| part.text.as_str()).collect();
    let said = onrecord_reconcile::key(&parts.join(" "));
    (said.split(' ').count() >= LEAST_WORDS).then(|| format!("{} {said}", statement.act))
}
