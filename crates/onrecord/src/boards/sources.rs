//! Who said what, how openly, how often denied or corrected: one row per actor, and per descriptor of the unnamed.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Act, Grade, Id, Link, SourceKind, Standing, Statement, VerificationStatus};
use serde::{Deserialize, Serialize};

use super::page::{BoardError, Keyed};
use super::record::{Page, Record, holds};
use super::row::{Board, Counters, ReviewMark, Row};
use super::statements;

/// Which sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourcesWanted {
    /// Only whose name or descriptor holds these words.
    pub name: Option<String>,
    /// Only the unnamed.
    pub unnamed: bool,
}

/// One voice, or all unnamed voices of one descriptor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceRow {
    /// What it goes by: `named ada okoro`, `unnamed a senior official`.
    pub key: String,
    /// Its name as it is shown, or the descriptor.
    pub name: String,
    /// What sort of voice.
    pub kind: SourceKind,
    /// How openly it speaks: the most open rung on which it was met.
    pub standing: Standing,
    /// Is nobody named? Then it is a descriptor, and may be several people.
    pub unnamed: bool,
    /// How many statements.
    pub statements: usize,
    /// Of these, by speech act.
    pub acts: BTreeMap<Act, usize>,
    /// Its statements that somebody denies.
    pub denied: BTreeSet<Id>,
    /// Its statements that it took back or put right itself.
    pub corrected: BTreeSet<Id>,
    /// Its statements that a report says it could not verify.
    pub unverified: BTreeSet<Id>,
    /// Statements by which it denies somebody else's.
    pub denies: BTreeSet<Id>,
    /// How it is said to know ("briefed on the talks").
    pub knows: BTreeSet<String>,
    /// Why it is not named.
    pub reasons: BTreeSet<String>,
    /// Through whom it spoke: the links outside of it.
    pub through: BTreeSet<String>,
    /// Who published it.
    pub outlets: BTreeSet<String>,
    /// First day of publication.
    pub first: Option<String>,
    /// Last day of publication.
    pub last: Option<String>,
    /// How many stand behind it, over all its statements.
    pub counters: Counters,
    /// How it was graded; `F6` until somebody does.
    pub grade: Grade,
    /// What reviewers decided about it.
    pub reviews: Vec<ReviewMark>,
}

/// A source with what it said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourcePage {
    /// The source.
    pub source: SourceRow,
    /// Its statements, by day of publication.
    pub statements: Board<Row<Statement>>,
}

impl Keyed for SourceRow {
    fn key(&self) -> String {
        self.key.clone()
    }
}

/// The sources: named ones by number of statements, then descriptors of the unnamed likewise.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn sources(
    record: &Record<'_>,
    wanted: &SourcesWanted,
) -> Result<Board<SourceRow>, BoardError> {
    let rows = gathered(record).into_values().filter(|row| wanted.wants(row)).collect();
    Board::of(sorted(rows), &record.selection)
}

/// The source that goes by `key`, with what it said; `None` where there is none.
///
/// # Errors
///
/// Where the cursor is none of its statements'.
pub fn source(record: &Record<'_>, key: &str) -> Result<Option<SourcePage>, BoardError> {
    let Some(source) = gathered(record).remove(key) else { return Ok(None) };
    let said = statements::rows(record, |row| {
        row.found.chain.last().is_some_and(|link| key_of(record, link) == key)
    });
    let statements = Board::of(said, &record.selection)?;
    Ok(Some(SourcePage { source, statements }))
}

fn sorted(mut rows: Vec<SourceRow>) -> Vec<SourceRow> {
    rows.sort_by_cached_key(|row| {
        (row.unnamed, std::cmp::Reverse(row.statements), row.standing, row.key.clone())
    });
    rows
}

/// What a voice goes by across reports.
fn key_of(record: &Record<'_>, link: &Link) -> String {
    if link.standing.is_unnamed() {
        let words = if link.name.trim().is_empty() { &link.words.text } else { &link.name };
        return format!("unnamed {}", onrecord_reconcile::key(words));
    }
    format!("named {}", record.names.key_of(link))
}

fn gathered(record: &Record<'_>) -> BTreeMap<String, SourceRow> {
    let mut rows: BTreeMap<String, SourceRow> = BTreeMap::new();
    let mut tellings = BTreeMap::new();
    for (at, page) in record.pages.iter().enumerate() {
        for statement in &page.reading.findings.statements {
            let Some(link) = statement.chain.last() else { continue };
            let row = statements::row(record, page, statement);
            if !record.wants(page, &statement.id, &row.entry.says) {
                continue;
            }
            let key = key_of(record, link);
            let telling = record.telling(at, &statement.id, &row.entry.says);
            tellings.entry(key.clone()).or_insert_with(Vec::new).push(telling);
            rows.entry(key.clone())
                .or_insert_with(|| fresh(record, key, link))
                .add(page, statement, link);
        }
    }
    for (key, tellings) in tellings {
        if let Some(row) = rows.get_mut(&key) {
            row.counters = record.counters(&tellings);
        }
    }
    rows
}

fn fresh(record: &Record<'_>, key: String, link: &Link) -> SourceRow {
    let unnamed = link.standing.is_unnamed();
    let words = if link.name.trim().is_empty() { &link.words.text } else { &link.name };
    let (grade, reviews) = record.source(link);
    SourceRow {
        key,
        name: if unnamed { words.clone() } else { record.names.shown(link) },
        kind: link.kind,
        standing: link.standing,
        unnamed,
        statements: 0,
        acts: BTreeMap::new(),
        denied: BTreeSet::new(),
        corrected: BTreeSet::new(),
        unverified: BTreeSet::new(),
        denies: BTreeSet::new(),
        knows: BTreeSet::new(),
        reasons: BTreeSet::new(),
        through: BTreeSet::new(),
        outlets: BTreeSet::new(),
        first: None,
        last: None,
        counters: Counters::default(),
        grade,
        reviews,
    }
}

impl SourceRow {
    fn add(&mut self, page: &Page, statement: &Statement, link: &Link) {
        let id = &statement.id;
        self.statements += 1;
        *self.acts.entry(statement.act).or_default() += 1;
        self.standing = self.standing.min(link.standing);
        self.knows.extend(link.knows.clone());
        self.reasons.extend(link.reason.clone());
        let outer = statement.chain.iter().rev().skip(1);
        self.through.extend(outer.map(|link| link.name.clone()).filter(|name| !name.is_empty()));
        self.outlets.extend(page.reading.report.outlet.clone());
        let day = Some(page.day().to_owned()).filter(|day| !day.is_empty());
        self.first = self.first.take().into_iter().chain(day.clone()).min();
        self.last = self.last.take().into_iter().chain(day).max();
        let answers = || {
            let all = page.reading.findings.statements.iter();
            all.filter(|other| other.answers.as_ref() == Some(id))
        };
        let verification = statement.verification.as_ref().map(|v| v.status);
        if answers().any(|answer| answer.act == Act::Deny)
            || verification == Some(VerificationStatus::Disputed)
        {
            self.denied.insert(id.clone());
        }
        if matches!(statement.act, Act::Correct | Act::Retract)
            || verification == Some(VerificationStatus::Revised)
        {
            self.corrected.insert(id.clone());
        }
        if verification == Some(VerificationStatus::Unverified) {
            self.unverified.insert(id.clone());
        }
        if statement.act == Act::Deny {
            self.denies.insert(id.clone());
        }
    }
}

impl SourcesWanted {
    fn wants(&self, row: &SourceRow) -> bool {
        (!self.unnamed || row.unnamed)
            && self.name.as_ref().is_none_or(|name| holds(&row.name, name))
    }
}
