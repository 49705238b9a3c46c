//! The points of each report: which of its figures go into a series, who answers for them, for which day.

use onrecord_model::{Comparator, Figure, FigureKind, Link, Place, Reading};
use onrecord_rules::Rules;

use super::Point;
use crate::Names;

/// A point with what decides which series it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) point: Point,
    pub(super) measure: String,
    pub(super) population: String,
    pub(super) place: Option<Place>,
    pub(super) kind: FigureKind,
    /// The first day of the window it counts over, where the report gives one.
    pub(super) since: Option<String>,
}

/// The points of all readings, in order of as-of day, report and place in the text.
pub(super) fn all(readings: &[Reading], names: &Names, rules: &Rules) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (at, reading) in readings.iter().enumerate() {
        let mut own: Vec<Draft> = Vec::new();
        let figures = reading.findings.figures.iter().filter(|figure| moves(figure));
        for figure in figures {
            let draft = draft(at, reading, figure, names, rules);
            match own.iter_mut().find(|other| is_again(other, &draft)) {
                Some(other) if other.point.voice == REPORT => *other = draft,
                Some(_) => {}
                None => own.push(draft),
            }
        }
        drafts.append(&mut own);
    }
    drafts.sort_by(|a, b| order(a).cmp(&order(b)));
    drafts
}

/// The voice of a report that speaks for itself.
const REPORT: &str = "report";

fn order(draft: &Draft) -> (&Option<String>, &str, u32) {
    (&draft.point.as_of, &draft.point.doc, draft.point.start)
}

/// Does it move with the story? Ages, distances and single things do not.
pub(super) fn moves(figure: &Figure) -> bool {
    figure.kind != FigureKind::Static
}

fn draft(at: usize, reading: &Reading, figure: &Figure, names: &Names, rules: &Rules) -> Draft {
    let report = &reading.report;
    let published = report.published.as_ref().map(|published| published.day().to_owned());
    let told = figure.as_of.clone().or_else(|| figure.window.as_ref().map(|[_, to]| to.clone()));
    let vague = figure.comparator == Comparator::Vague;
    let since = figure.window.as_ref().map(|[from, _]| from.clone()).or(figure.since.clone());
    Draft {
        point: Point {
            reading: at,
            doc: report.id.clone(),
            figure: figure.id.clone(),
            as_of: told.filter(|day| is_day(day)).or(published),
            low: figure.low.filter(|_| !vague),
            high: figure.high.filter(|_| !vague),
            value: figure.value,
            comparator: figure.comparator,
            voice: speaker(reading, figure).map_or(REPORT.to_owned(), |link| names.shown(link)),
            start: figure.words.start,
            end: figure.words.end,
            text: figure.words.text.clone(),
        },
        measure: figure.measure.clone(),
        population: population(figure, rules),
        place: figure.place.clone().filter(|place| !place.name.is_empty()),
        kind: if figure.window.is_some() { FigureKind::Flow } else { figure.kind },
        since,
    }
}

/// The class of who or what is counted.
pub(super) fn population(figure: &Figure, rules: &Rules) -> String {
    rules.populations.class(figure.population.as_deref(), &rules.lemmas)
}

/// Who answers for a figure; nobody where the report does.
pub(super) fn speaker<'a>(reading: &'a Reading, figure: &Figure) -> Option<&'a Link> {
    reading.statement(&figure.voice).and_then(|statement| statement.chain.last())
}

/// `YYYY-MM-DD`, perhaps with a time behind it.
fn is_day(value: &str) -> bool {
    value.len() >= 10 && value.get(4..5) == Some("-") && value.get(7..8) == Some("-")
}

/// One figure told again in the same report: the same amount of the same people, by the same voice or by the report, whose
/// headline says what a voice says below.
fn is_again(one: &Draft, other: &Draft) -> bool {
    let amount = |draft: &Draft| (draft.point.low, draft.point.high, draft.point.value);
    one.measure == other.measure
        && one.population == other.population
        && amount(one) == amount(other)
        && one.point.comparator == other.point.comparator
        && (one.point.voice == other.point.voice
            || one.point.voice == REPORT
            || other.point.voice == REPORT)
}
