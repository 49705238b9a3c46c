//! What a reviewer should look at first: new contradictions, then what matters and is unsure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::FindingKind;
use onrecord_model::{Act, Figure, Id, Person, Statement, VerificationStatus};
use serde::{Deserialize, Serialize};

use super::changes::any;
use super::figures::{self, FiguresWanted, Point, Trajectory};
use super::page::{BoardError, Keyed};
use super::record::Record;
use super::row::{AnyFinding, Board, Row, Says};
use super::statements;

/// Findings surer than this come last in the queue, if at all.
const SURE: f32 = 0.7;
/// Measures and states on which lives hang: a slip in one of them harms most.
const GRAVE: [&str; 9] =
    ["killed", "died", "held", "taken", "missing", "released", "found", "injured", "arrested"];

/// Why a finding is in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueReason {
    /// Another figure of the same day contradicts it.
    Contradiction,
    /// It denies what another says.
    Denial,
    /// Lives hang on it, and it is unsure.
    GraveAndUnsure,
    /// The report says that it could not be verified.
    Unverified,
    /// It is unsure.
    Unsure,
}

impl QueueReason {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            QueueReason::Contradiction => "contradiction",
            QueueReason::Denial => "denial",
            QueueReason::GraveAndUnsure => "grave, unsure",
            QueueReason::Unverified => "not verified",
            QueueReason::Unsure => "unsure",
        }
    }
}

/// A finding to be looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueueRow {
    /// Why.
    pub queued: QueueReason,
    /// What it is set against, where there is such.
    pub against: Option<Row<AnyFinding>>,
    /// The same in words that can be checked.
    pub why: String,
    /// How sure it is, 0 to 1.
    pub sure: f32,
    /// The finding.
    #[serde(flatten)]
    pub row: Row<AnyFinding>,
}

impl Keyed for QueueRow {
    fn key(&self) -> String {
        self.row.entry.key()
    }
}

/// What nobody accepted, rejected or corrected yet: by reason, in each the latest day first, then the least sure. Each finding
/// once.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn queue(record: &Record<'_>) -> Result<Board<QueueRow>, BoardError> {
    queue_with(record, &figures::joined(record, &FiguresWanted::default()))
}

/// The same for whoever has the trajectories of the record already.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn queue_with(
    record: &Record<'_>,
    trajectories: &[Trajectory],
) -> Result<Board<QueueRow>, BoardError> {
    let mut rows = contradictions(trajectories);
    rows.extend(unsure(record));
    rows.retain(|row| !record.decisions.is_judged(&row.row.entry.id));
    rows.sort_by_cached_key(|row| {
        let sure = (row.sure * 100.0) as u32;
        (row.queued, Reverse(row.row.entry.report.day().to_owned()), sure, row.key())
    });
    let mut seen = BTreeSet::new();
    rows.retain(|row| seen.insert(row.key()));
    Board::of(rows, &record.selection)
}

fn contradictions(trajectories: &[Trajectory]) -> Vec<QueueRow> {
    let mut rows = Vec::new();
    // One is enough to be looked at, however many contradict it.
    let mut seen: BTreeSet<&Id> = BTreeSet::new();
    for trajectory in trajectories {
        let points: BTreeMap<&Id, &Point> =
            trajectory.points.iter().map(|point| (&point.figure.entry.id, point)).collect();
        for found in &trajectory.contradictions {
            let (Some(a), Some(b)) = (points.get(&found.a), points.get(&found.b)) else { continue };
            for (one, other) in [(a, b), (b, a)] {
                if !seen.insert(&one.figure.entry.id) {
                    continue;
                }
                rows.push(QueueRow {
                    queued: QueueReason::Contradiction,
                    against: Some(any(other.figure.clone())),
                    why: found.why.clone(),
                    sure: one.figure.found.confidence,
                    row: any(one.figure.clone()),
                });
            }
        }
    }
    rows
}

fn unsure(record: &Record<'_>) -> Vec<QueueRow> {
    let mut rows = Vec::new();
    for page in &record.pages {
        let findings = &page.reading.findings;
        for statement in &findings.statements {
            let Some((queued, why)) = of_statement(statement) else { continue };
            let row = statements::row(record, page, statement);
            if !record.wants(page, &statement.id, &row.entry.says) {
                continue;
            }
            let claim = statement.answers.as_ref().filter(|_| queued == QueueReason::Denial);
            let claim = claim.and_then(|id| findings.statements.iter().find(|s| s.id == *id));
            let against = claim.map(|claim| any(statements::row(record, page, claim)));
            rows.push(QueueRow { queued, against, why, sure: statement.confidence, row: any(row) });
        }
        for figure in &findings.figures {
            let Some((queued, why)) = of_figure(figure) else { continue };
            let row = figures::row(record, page, figure);
            if record.wants(page, &figure.id, &row.entry.says) {
                let sure = figure.confidence;
                rows.push(QueueRow { queued, against: None, why, sure, row: any(row) });
            }
        }
        for person in &findings.persons {
            let Some((queued, why)) = of_person(person) else { continue };
            let says = Says::of_voice(&page.reading, &person.voice);
            if record.wants(page, &person.id, &says) {
                let evidence = vec![person.words.clone()];
                let kind = FindingKind::Person;
                let row = record.row(page, person.clone(), &person.id, kind, evidence, says);
                let sure = person.confidence;
                rows.push(QueueRow { queued, against: None, why, sure, row: any(row) });
            }
        }
    }
    rows
}

fn of_statement(statement: &Statement) -> Option<(QueueReason, String)> {
    let unverified = statement.verification.as_ref().filter(|verification| {
        matches!(verification.status, VerificationStatus::Unverified | VerificationStatus::Disputed)
    });
    if statement.act == Act::Deny {
        return Some((QueueReason::Denial, "denies it".to_owned()));
    }
    if let Some(verification) = unverified {
        return Some((QueueReason::Unverified, verification.words.text.clone()));
    }
    by_sureness(statement.confidence, false)
}

fn of_figure(figure: &Figure) -> Option<(QueueReason, String)> {
    let is_grave = GRAVE.contains(&figure.measure.as_str());
    let is_plain = figure.measure.starts_with("other:") || figure.measure == "count_of_units";
    if is_plain { None } else { by_sureness(figure.confidence, is_grave) }
}

fn of_person(person: &Person) -> Option<(QueueReason, String)> {
    by_sureness(person.confidence, GRAVE.contains(&person.status.as_str()))
}

fn by_sureness(confidence: f32, is_grave: bool) -> Option<(QueueReason, String)> {
    let why = format!("read with confidence {confidence:.2}");
    let reason = if is_grave { QueueReason::GraveAndUnsure } else { QueueReason::Unsure };
    (confidence < SURE).then_some((reason, why))
}
