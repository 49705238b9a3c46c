//! How many, of whom, as of when: the figures one by one, and joined to trajectories.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_ledger::FindingKind;
use onrecord_model::{Decimal, Figure, FigureKind, Id, Reading, Standpoint};
use onrecord_reconcile as reconcile;
use serde::{Deserialize, Serialize};

use super::amounts::value;
use super::page::{BoardError, Keyed};
use super::policy::{Policy, Step, Told};
use super::record::{Page, Record};
use super::row::{Board, Counters, Row, Says};

/// Which figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FiguresWanted {
    /// Only this measure: `killed`, or `crews` for `other:crews`.
    pub measure: Option<String>,
    /// How best is chosen.
    pub policy: Policy,
}

/// The figures that measure the same thing, over the day they hold for. Stock and flow never stand in one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trajectory {
    /// From the measure and the first point: `se_` and sixteen digits.
    pub id: Id,
    /// What is measured.
    pub measure: String,
    /// The class of who or what is counted: `people`, `children`.
    pub population: String,
    /// Where, by the name most points give.
    pub place: Option<String>,
    /// Who did it, where every point that tells says the same.
    pub actor: Option<String>,
    /// A state at a time, or a count over a window.
    pub kind: FigureKind,
    /// The policy by which `steps` were made.
    pub policy: Policy,
    /// Every figure, oldest first; none is dropped.
    pub points: Vec<Point>,
    /// Low, best and high by day.
    pub steps: Vec<Step>,
    /// Points that cannot both hold.
    pub contradictions: Vec<Contradiction>,
    /// How many stand behind all of it.
    pub counters: Counters,
}

/// One figure of a trajectory.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The day it holds for; the report's own where it tells none.
    pub as_of: Option<String>,
    /// Least value; `None` is open.
    #[serde(with = "onrecord_model::decimal")]
    pub low: Option<Decimal>,
    /// The number that is named, or the one end that is given; never outside the ends.
    #[serde(with = "onrecord_model::decimal")]
    pub best: Option<Decimal>,
    /// Greatest value; `None` is open.
    #[serde(with = "onrecord_model::decimal")]
    pub high: Option<Decimal>,
    /// As it is printed: `> 300`.
    pub shown: String,
    /// Who says it: the name of the last of the chain, or the outlet, or `report`.
    pub source: String,
    /// Does another point of the same day contradict it?
    pub contradicted: bool,
    /// The figure itself, with words, chain and counters.
    pub figure: Row<Figure>,
}

/// Two figures that cannot both hold, as the list of disputes has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// One figure.
    pub a: Id,
    /// The other.
    pub b: Id,
    /// The verdict.
    pub label: Standpoint,
    /// The day both are told for.
    pub as_of: String,
    /// Why, in words that can be checked.
    pub why: String,
}

impl Keyed for Trajectory {
    fn key(&self) -> String {
        self.id.as_str().to_owned()
    }
}

impl FiguresWanted {
    fn wants(&self, measure: &str) -> bool {
        self.measure.as_ref().is_none_or(|wanted| {
            measure.eq_ignore_ascii_case(wanted)
                || measure.strip_prefix("other:") == Some(wanted.as_str())
        })
    }
}

/// The figures one by one, by day of publication, report and place in the text. Counters are over all figures of the
/// selection with the same number of the same.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn figures(
    record: &Record<'_>,
    wanted: &FiguresWanted,
) -> Result<Board<Row<Figure>>, BoardError> {
    Board::of(rows(record, wanted), &record.selection)
}

/// The figures joined to trajectories: those with most points first.
///
/// # Errors
///
/// Where the cursor is none of this board's.
pub fn trajectories(
    record: &Record<'_>,
    wanted: &FiguresWanted,
) -> Result<Board<Trajectory>, BoardError> {
    Board::of(joined(record, wanted), &record.selection)
}

/// All trajectories, on one page.
pub(super) fn joined(record: &Record<'_>, wanted: &FiguresWanted) -> Vec<Trajectory> {
    let mut rows: BTreeMap<(String, Id), Row<Figure>> = BTreeMap::new();
    for row in self::rows(record, wanted) {
        rows.insert((row.entry.report.version.clone(), row.entry.id.clone()), row);
    }
    let readings: Vec<&Reading> = record.readings().collect();
    let decided = record.decided_figures();
    let series = reconcile::series_with(&readings, &record.names, &decided, record.rules);
    let mut all: Vec<Trajectory> =
        series.iter().filter_map(|series| trajectory(record, series, &rows, wanted)).collect();
    all.sort_by_cached_key(|one| {
        let last = one.points.iter().filter_map(|point| point.as_of.clone()).max();
        (std::cmp::Reverse((one.points.len(), last)), one.measure.clone(), one.id.clone())
    });
    all
}

fn rows(record: &Record<'_>, wanted: &FiguresWanted) -> Vec<Row<Figure>> {
    let mut rows = Vec::new();
    for (at, page) in record.pages.iter().enumerate() {
        for figure in &page.reading.findings.figures {
            let row = row(record, page, figure);
            if wanted.wants(&figure.measure) && record.wants(page, &figure.id, &row.entry.says) {
                rows.push((at, row));
            }
        }
    }
    record.counted(rows, |row| Some(key(record, &row.found)))
}

/// The row of one figure, not yet counted.
pub(super) fn row(record: &Record<'_>, page: &Page, figure: &Figure) -> Row<Figure> {
    let says = Says::of_voice(&page.reading, &figure.voice);
    let mut evidence = vec![figure.words.clone()];
    evidence.extend(figure.again.iter().cloned());
    record.row(page, figure.clone(), &figure.id, FindingKind::Figure, evidence, says)
}

/// By which two figures tell the same number of the same.
fn key(record: &Record<'_>, figure: &Figure) -> String {
    let rules = record.rules;
    let class = rules.populations.class(figure.population.as_deref(), &rules.lemmas);
    let place = figure.place.as_ref().map(|place| reconcile::key(&place.name)).unwrap_or_default();
    let day = figure.as_of.as_deref().unwrap_or_default();
    format!("{} {class} {} {place} {day} {}", figure.measure, value(figure), figure.kind)
}

fn trajectory(
    record: &Record<'_>,
    series: &reconcile::Series,
    rows: &BTreeMap<(String, Id), Row<Figure>>,
    wanted: &FiguresWanted,
) -> Option<Trajectory> {
    let mut points = Vec::new();
    let mut tellings = Vec::new();
    for point in &series.points {
        let Some(page) = record.pages.get(point.reading) else { continue };
        let key = (page.reading.report.version.clone(), point.figure.clone());
        let Some(figure) = rows.get(&key) else { continue };
        tellings.push(record.telling(point.reading, &point.figure, &figure.entry.says));
        points.push(Point {
            as_of: point.as_of.as_deref().map(|day| day.get(..10).unwrap_or(day).to_owned()),
            low: point.low,
            best: best(point),
            high: point.high,
            shown: value(&figure.found),
            source: source(record, figure),
            contradicted: false,
            figure: figure.clone(),
        });
    }
    let first = points.first()?;
    let contradictions = contradictions(record, &points, rows);
    let id =
        Id::of("se", [series.measure.as_str(), &series.population, first.figure.entry.id.as_str()]);
    let contradicted: BTreeSet<&Id> = contradictions.iter().flat_map(|c| [&c.a, &c.b]).collect();
    for point in &mut points {
        point.contradicted = contradicted.contains(&point.figure.entry.id);
    }
    Some(Trajectory {
        id,
        measure: series.measure.clone(),
        population: series.population.clone(),
        place: series.place.clone(),
        actor: actor(&points),
        kind: series.kind,
        policy: wanted.policy,
        steps: steps(&points, wanted.policy),
        counters: record.counters(&tellings),
        contradictions,
        points,
    })
}

/// The number that is named, kept between the ends: "more than 12" begins at 13.
fn best(point: &reconcile::Point) -> Option<Decimal> {
    let best = point.value.or(point.low).or(point.high)?;
    let best = point.low.map_or(best, |low| best.max(low));
    Some(point.high.map_or(best, |high| best.min(high)))
}

/// Who says it, as a legend has it.
fn source(record: &Record<'_>, figure: &Row<Figure>) -> String {
    match figure.entry.says.chain.last() {
        Some(link) if link.standing.is_unnamed() && link.name.trim().is_empty() => {
            link.words.text.clone()
        }
        Some(link) if link.standing.is_unnamed() => link.name.clone(),
        Some(link) => record.names.shown(link),
        None => figure.entry.report.outlet.clone().unwrap_or_else(|| "report".to_owned()),
    }
}

fn actor(points: &[Point]) -> Option<String> {
    let mut told = points.iter().filter_map(|point| point.figure.found.actor.as_deref());
    let first = told.next()?;
    told.all(|other| reconcile::key(other) == reconcile::key(first)).then(|| first.to_owned())
}

fn steps(points: &[Point], policy: Policy) -> Vec<Step> {
    let mut days: BTreeMap<&str, Vec<Told>> = BTreeMap::new();
    for point in points {
        let Some(day) = point.as_of.as_deref() else { continue };
        let report = &point.figure.entry.report;
        let published = report.published.clone().unwrap_or_default();
        days.entry(day).or_default().push(Told {
            low: point.low,
            value: point.best,
            high: point.high,
            published: (published, point.figure.found.words.clone()),
            source: point.figure.entry.counters.primary_sources.keys().next().cloned(),
        });
    }
    days.into_iter().map(|(day, told)| Step::of(day, &told, policy)).collect()
}

/// The points that stand on the list of disputes, each with what it cannot hold beside.
fn contradictions(
    record: &Record<'_>,
    points: &[Point],
    rows: &BTreeMap<(String, Id), Row<Figure>>,
) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = Vec::new();
    for point in points {
        let entry = &point.figure.entry;
        for other in record.disputes().against(&entry.report.version, &entry.id) {
            let (Some(row), Some(day)) = (rows.get(other), &point.as_of) else { continue };
            let (a, b) = (entry.id.clone(), row.entry.id.clone());
            if found.iter().any(|it| (&it.a, &it.b) == (&b, &a)) {
                continue;
            }
            let why = format!(
                "both for {day}: {} by {}, {} by {}; no number is in both",
                point.shown,
                point.source,
                value(&row.found),
                source(record, row)
            );
            let as_of = day.clone();
            found.push(Contradiction { a, b, label: Standpoint::Contradiction, as_of, why });
        }
    }
    found
}
