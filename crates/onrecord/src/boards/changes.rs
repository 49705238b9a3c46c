//! What changed since a date: new, withdrawn, corrected, newly disputed.

use std::collections::BTreeSet;

use onrecord_model::{Act, Figure, FigureKind, Id, Person, Statement, VerificationStatus, Words};
use onrecord_reconcile::{self as reconcile, Version};
use serde::Serialize;

use super::figures::{self, FiguresWanted};
use super::page::{BoardError, Keyed};
use super::record::{Page, Record};
use super::row::{AnyFinding, Board, ReportRef, Row, Says};
use super::statements;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// How.
    pub change: ChangeKind,
    /// The day of the report that brought it, `YYYY-MM-DD`.
    pub day: String,
    /// The report that brought it.
    pub report: ReportRef,
    /// What was on record before.
    pub before: Option<Row<AnyFinding>>,
    /// What is on record now.
    pub after: Option<Row<AnyFinding>>,
    /// The line by which a report says that it was corrected.
    pub note: Option<Words>,
    /// Why it is told, in words that can be checked.
    pub why: String,
}

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Told for the first time.
    New,
    /// A later version of the report tells it no more.
    Withdrawn,
    /// A later version tells it otherwise, or says that it was corrected.
    Corrected,
    /// Denied, or contradicted by a figure of the same day, for the first time.
    NewlyDisputed,
}

impl ChangeKind {
    /// The word the wire uses.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::New => "new",
            ChangeKind::Withdrawn => "withdrawn",
            ChangeKind::Corrected => "corrected",
            ChangeKind::NewlyDisputed => "newly_disputed",
        }
    }
}

impl Keyed for Change {
    fn key(&self) -> String {
        let id = |row: &Option<Row<AnyFinding>>| {
            row.as_ref().map(|row| row.entry.key()).unwrap_or_default()
        };
        let note = self.note.as_ref().map(|words| words.start.to_string()).unwrap_or_default();
        let (before, after) = (id(&self.before), id(&self.after));
        format!("{} {before} {after} {} {note}", self.change.as_str(), self.report.version)
    }
}

/// What reports published on `since` or later changed, latest first; within a day what is disputed before what is
/// corrected, withdrawn, new. The record must reach back before `since`: its own `since` is left open for that.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn changes(record: &Record<'_>, since: &str) -> Result<Board<Change>, BoardError> {
    let mut all = Vec::new();
    for page in record.pages.iter().filter(|page| page.day() >= since) {
        if let Some(old) = replaced_by(record, page) {
            of_versions(record, old, page, &mut all);
        }
    }
    all.extend(new_statements(record, since));
    all.extend(figure_changes(record, since));
    all.sort_by_cached_key(|change| {
        (std::cmp::Reverse((change.day.clone(), change.change)), change.key())
    });
    all.dedup_by_key(|change| change.key());
    Board::of(all, &record.selection)
}

/// The version that `page` took the place of.
fn replaced_by<'r>(record: &'r Record<'_>, page: &Page) -> Option<&'r Page> {
    let old = page.row.supersedes.as_ref()?;
    record.replaced.iter().find(|other| other.reading.report.version == *old)
}

fn of_versions(record: &Record<'_>, old: &Page, new: &Page, all: &mut Vec<Change>) {
    fn version(page: &Page) -> Version<'_> {
        Version { text: &page.reading.report.text, findings: &page.reading.findings }
    }
    let changes = reconcile::changes(&version(old), &version(new), record.rules);
    let change =
        |kind, before: Option<Row<AnyFinding>>, after: Option<Row<AnyFinding>>, why: &str| Change {
            change: kind,
            day: new.day().to_owned(),
            report: new.report(),
            before,
            after,
            note: None,
            why: why.to_owned(),
        };
    let statement = |page: &Page, it: &Statement| Some(any(statements::row(record, page, it)));
    let figure = |page: &Page, it: &Figure| Some(any(figures::row(record, page, it)));
    const GONE: &str = "a later version of the report tells it no more";
    const OTHERWISE: &str = "a later version of the report tells it otherwise";
    for gone in &changes.statements.withdrawn {
        all.push(change(ChangeKind::Withdrawn, statement(old, gone), None, GONE));
    }
    for gone in &changes.figures.withdrawn {
        all.push(change(ChangeKind::Withdrawn, figure(old, gone), None, GONE));
    }
    for (was, is) in &changes.statements.altered {
        let (was, is) = (statement(old, was), statement(new, is));
        all.push(change(ChangeKind::Corrected, was, is, OTHERWISE));
    }
    for (was, is) in &changes.figures.altered {
        let (was, is) = (figure(old, was), figure(new, is));
        all.push(change(ChangeKind::Corrected, was, is, OTHERWISE));
    }
    for note in changes.corrections {
        let said =
            change(ChangeKind::Corrected, None, None, "the report says that it was corrected");
        all.push(Change { note: Some(note), ..said });
    }
}

/// Statements whose words no earlier report has, and claims that somebody denies for the first time.
fn new_statements(record: &Record<'_>, since: &str) -> Vec<Change> {
    let mut told_before: BTreeSet<String> = BTreeSet::new();
    let mut all = Vec::new();
    for page in &record.pages {
        for statement in &page.reading.findings.statements {
            let is_first = told_before.insert(said(statement));
            let says = Says::of_statement(statement);
            if page.day() < since || !record.wants(page, &statement.id, &says) {
                continue;
            }
            let is_denial = statement.act == Act::Deny;
            let denied =
                statement.answers.as_ref().filter(|_| is_denial).and_then(|id| of_id(page, id));
            let is_disputed =
                is_denial || verification(statement) == Some(VerificationStatus::Disputed);
            if !is_first || !(is_disputed || is_new_kind(statement.act)) {
                continue;
            }
            let change = if is_disputed { ChangeKind::NewlyDisputed } else { ChangeKind::New };
            all.push(Change {
                change,
                day: page.day().to_owned(),
                report: page.report(),
                before: denied.map(|claim| any(statements::row(record, page, claim))),
                after: Some(any(statements::row(record, page, statement))),
                note: None,
                why: if is_denial { "denied" } else { "first told" }.to_owned(),
            });
        }
    }
    all
}

/// What silence says is no news.
fn is_new_kind(act: Act) -> bool {
    !matches!(act, Act::NoComment | Act::NonAnswer | Act::Unreachable)
}

fn verification(statement: &Statement) -> Option<VerificationStatus> {
    statement.verification.as_ref().map(|verification| verification.status)
}

fn of_id<'p>(page: &'p Page, id: &Id) -> Option<&'p Statement> {
    page.reading.findings.statements.iter().find(|statement| statement.id == *id)
}

/// The words of a statement with who says them, case and marks aside.
fn said(statement: &Statement) -> String {
    let parts = if statement.content.is_empty() { &statement.cue } else { &statement.content };
    let words: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    let who = statement.chain.last().map_or("", |link| link.name.as_str());
    reconcile::key(&format!("{who} {} {}", statement.act, words.join(" ")))
}

/// Figures that move their trajectory, or contradict another of the same day. An earlier value ("up from 14") is no news.
fn figure_changes(record: &Record<'_>, since: &str) -> Vec<Change> {
    let mut all = Vec::new();
    for trajectory in figures::joined(record, &FiguresWanted::default()) {
        let points = &trajectory.points;
        let now = points
            .iter()
            .enumerate()
            .filter(|(_, point)| point.figure.entry.report.day() >= since && is_now(point));
        for (at, point) in now {
            let id = &point.figure.entry.id;
            let against = trajectory.contradictions.iter().find(|c| c.a == *id || c.b == *id);
            let before = before(points, point, since);
            let is_told = points.iter().take(at).any(|p| p.shown == point.shown && is_now(p))
                || before.is_some_and(|p| p.shown == point.shown);
            let (change, before, why) = match against {
                Some(against) => {
                    let rival = if against.a == *id { &against.b } else { &against.a };
                    let rival = points.iter().find(|p| p.figure.entry.id == *rival);
                    (ChangeKind::NewlyDisputed, rival, against.why.clone())
                }
                None if is_told => continue,
                None => (ChangeKind::New, before, moved(before, point)),
            };
            all.push(Change {
                change,
                day: point.figure.entry.report.day().to_owned(),
                report: point.figure.entry.report.clone(),
                before: before.map(|point| any(point.figure.clone())),
                after: Some(any(point.figure.clone())),
                note: None,
                why,
            });
        }
    }
    all
}

/// Does the report that gives it tell it as what holds now?
fn is_now(point: &figures::Point) -> bool {
    point.figure.found.replaced_by.is_none()
}

/// What was on record before: the value that the report itself says it takes the place of, else the latest of the reports before.
fn before<'p>(
    points: &'p [figures::Point],
    point: &figures::Point,
    since: &str,
) -> Option<&'p figures::Point> {
    let id = &point.figure.entry.id;
    let own = points.iter().find(|other| other.figure.found.replaced_by.as_ref() == Some(id));
    let earlier = || {
        let before = points.iter().filter(|p| p.figure.entry.report.day() < since && is_now(p));
        before.max_by_key(|p| (p.as_of.clone(), p.figure.entry.report.published.clone()))
    };
    own.or_else(earlier)
}

/// "84 before, 79 now"; where a number that is kept up to date has fallen, that it was revised.
fn moved(before: Option<&figures::Point>, point: &figures::Point) -> String {
    let Some(before) = before else { return "first told".to_owned() };
    let falls = point.high.zip(before.low).is_some_and(|(now, then)| now < then);
    let is_stock = point.figure.found.kind == FigureKind::Stock;
    let how = if falls && is_stock { ", a revision down" } else { "" };
    format!("{} before, {} now{how}", before.shown, point.shown)
}

impl From<Statement> for AnyFinding {
    fn from(it: Statement) -> AnyFinding {
        AnyFinding::Statement(it)
    }
}

impl From<Figure> for AnyFinding {
    fn from(it: Figure) -> AnyFinding {
        AnyFinding::Figure(it)
    }
}

impl From<Person> for AnyFinding {
    fn from(it: Person) -> AnyFinding {
        AnyFinding::Person(it)
    }
}

/// A row of any finding.
pub(super) fn any<F: Into<AnyFinding>>(row: Row<F>) -> Row<AnyFinding> {
    Row { found: row.found.into(), entry: row.entry }
}
