//! The points of each report: which of its figures go into a series, who answers for them, over what they count.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::rc::Rc;

use onrecord_model::{
    Comparator, Document, Figure, FigureKind, Findings, Id, Link, Place, Reading,
};
use onrecord_rules::Rules;

use super::Point;
use super::place::Around;
use super::sources::Bodies;
use crate::counted::Counting;
use crate::verdict::{Stretch, counted};
use crate::{Names, Side, day};

/// A point with what decides which series it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) point: Point,
    pub(super) measure: String,
    pub(super) population: String,
    pub(super) place: Option<Place>,
    /// Where its report is.
    pub(super) around: Rc<Around>,
    pub(super) kind: FigureKind,
    pub(super) over: Over,
    /// The day of publication.
    pub(super) published: Option<i64>,
    /// The body that answers for it, by its number among those of its report; `None` where the report does.
    pub(super) body: Option<usize>,
    /// The text puts it before or after another count of the same ("the toll rose to").
    pub(super) moves: bool,
    /// The figure that took its place.
    pub(super) replaced_by: Option<Id>,
    /// Is it a part that nothing but its tie tells from the whole?
    pub(super) is_mere_part: bool,
    /// What it is the toll of, where the report tells.
    pub(super) cause: Option<String>,
}

/// Over what a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// What happened, on a day that is not told.
    Open,
    /// What happened on this day.
    Day(i64),
    /// Everything up to now, as the verb tells ("have been killed"): a total, or one happening.
    SoFar,
    /// Everything since a day, "in total".
    Total,
    /// A stretch, with its ends where they are told.
    Stretch(Option<(i64, i64)>),
}

/// What the words around a report's figures say, by figure.
pub(super) type Told = BTreeMap<Id, (Over, bool)>;

/// Reads over what each figure of a report counts from its text.
pub(super) fn told(document: &Document, findings: &Findings, rules: &Rules) -> Told {
    let moving = findings.figures.iter().filter(|figure| moves(figure));
    let told = moving.map(|figure| {
        let side = Side { document, findings, mark: (figure.words.start, figure.words.end) };
        let (quantity, moves) = counted(&side, &figure.id, rules);
        let over = match quantity.stretch {
            Stretch::Total => Over::Total,
            Stretch::Told => match plain_over(figure, None) {
                Over::Day(on) => Over::Day(on),
                Over::Stretch(ends) => Over::Stretch(ends),
                // "Last week" tells of a stretch or, of one happening, when it was.
                _ if figure.as_of.is_some() && figure.window.is_none() => Over::Open,
                _ => Over::Stretch(None),
            },
            Stretch::Perfect => Over::SoFar,
            Stretch::Day | Stretch::Open => quantity.day.map_or(Over::Open, Over::Day),
        };
        (figure.id.clone(), (over, moves))
    });
    told.collect()
}

/// The points of all readings, in order of as-of day, report and place in the text.
pub(super) fn all<R: Borrow<Reading>>(
    readings: &[R],
    told: &[Told],
    names: &Names,
    rules: &Rules,
) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (at, reading) in readings.iter().enumerate() {
        let reading: &Reading = reading.borrow();
        let mut own: Vec<Draft> = Vec::new();
        let counting = Counting::of(reading, rules);
        // Reports that come with their texts are given as those of one story.
        let around = Rc::new(if told.is_empty() { Around::of(reading) } else { Around::default() });
        let mut bodies = Bodies::of(reading, names, rules);
        let figures = reading.findings.figures.iter();
        for figure in figures.filter(|figure| moves(figure) && !is_one_person(figure)) {
            let mut draft = draft(at, reading, figure, names, (&counting, &around));
            draft.body = bodies.behind(figure);
            if let Some((over, moves)) = told.get(at).and_then(|told| told.get(&figure.id)) {
                draft.over = *over;
                draft.moves |= *moves;
            }
            match own.iter_mut().find(|other| is_again(other, &draft)) {
                Some(other) if other.point.voice == REPORT => *other = draft,
                Some(_) => {}
                None => own.push(draft),
            }
        }
        let exact: Vec<(String, String)> = own
            .iter()
            .filter(|draft| draft.point.comparator != Comparator::Vague)
            .map(|draft| (draft.measure.clone(), draft.population.clone()))
            .collect();
        own.retain(|draft| !is_outdone(draft, &exact));
        drafts.append(&mut own);
    }
    drafts.sort_by(|a, b| order(a).cmp(&order(b)));
    drafts
}

/// The voice of a report that speaks for itself.
pub(super) const REPORT: &str = "report";

/// In which order points come: by as-of day, report and place in the text.
pub(super) fn order(draft: &Draft) -> (&Option<String>, &str, u32) {
    (&draft.point.as_of, &draft.point.doc, draft.point.start)
}

/// Does it move with the story? Ages, distances and single things do not.
fn moves(figure: &Figure) -> bool {
    figure.kind != FigureKind::Static
}

/// A person by name ("Lund was hurt") or "one of the miners": what became of somebody, and no count.
fn is_one_person(figure: &Figure) -> bool {
    let one = figure.value.is_some_and(|value| value == 1.into());
    let words = &figure.words.text;
    let counts = words.chars().any(|c| c.is_ascii_digit()) || !words.contains(' ');
    let is_name = words.starts_with(char::is_uppercase) && figure.population.is_none();
    one && figure.comparator == Comparator::Equal
        && (is_name || !counts && figure.subset_of.is_none())
}

/// A report's own "dozens", where it gives a number of the same as well.
fn is_outdone(draft: &Draft, exact: &[(String, String)]) -> bool {
    draft.point.comparator == Comparator::Vague
        && draft.point.voice == REPORT
        && exact.iter().any(|(measure, population)| {
            *measure == draft.measure && *population == draft.population
        })
}

fn draft<'a>(
    at: usize,
    reading: &'a Reading,
    figure: &'a Figure,
    names: &Names,
    (counting, around): (&Counting<'a>, &Rc<Around>),
) -> Draft {
    let report = &reading.report;
    let published = report.published.as_ref().map(|published| published.day().to_owned());
    let since_day = published.as_deref().and_then(day::number);
    let told = figure.as_of.clone().or_else(|| figure.window.as_ref().map(|[_, to]| to.clone()));
    let vague = figure.comparator == Comparator::Vague;
    let is_earlier = figure.replaced_by.is_some();
    let took_place = |other: &Figure| other.replaced_by.as_ref() == Some(&figure.id);
    Draft {
        point: Point {
            reading: at,
            doc: report.id.clone(),
            figure: figure.id.clone(),
            part_of: counting.part_of(figure).cloned(),
            as_of: day::of_count(told, published.as_deref()).or(published).filter(|_| !is_earlier),
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
        population: counting.class(figure),
        place: counting.place(figure).cloned(),
        around: Rc::clone(around),
        kind: if figure.window.is_some() { FigureKind::Flow } else { figure.kind },
        // Without the text, a day may be the one that a running toll was told for.
        over: match plain_over(figure, since_day) {
            Over::Day(_) => Over::Open,
            over => over,
        },
        published: since_day,
        body: None,
        moves: is_earlier || reading.findings.figures.iter().any(took_place),
        replaced_by: figure.replaced_by.clone(),
        is_mere_part: counting.is_mere_part(figure),
        cause: counting.cause(figure).map(str::to_owned),
    }
}

/// Over what a figure counts, by its own fields.
fn plain_over(figure: &Figure, published: Option<i64>) -> Over {
    if let Some([from, to]) = &figure.window {
        return match day::number(from).zip(day::number(to)) {
            Some((from, to)) if to - from <= 1 => Over::Day(to),
            ends => Over::Stretch(ends),
        };
    }
    let since = figure.since.as_deref();
    let is_recent = since.filter(|since| day::is_day(since)).and_then(day::number);
    let is_recent = is_recent.zip(published).is_some_and(|(from, to)| to - from <= 1);
    if since.is_some() && !is_recent {
        return Over::Total;
    }
    let on = figure.as_of.as_deref().filter(|on| day::is_day(on)).and_then(day::number);
    on.map_or(Over::Open, Over::Day)
}

/// Who answers for a figure; nobody where the report does.
pub(super) fn speaker<'a>(reading: &'a Reading, figure: &Figure) -> Option<&'a Link> {
    reading.statement(&figure.voice).and_then(|statement| statement.chain.last())
}

/// One figure told again in the same report: the same amount of the same people, by the same voice or by the report, whose
/// headline says what a voice says below, if with less care ("16", "at least 16").
fn is_again(one: &Draft, other: &Draft) -> bool {
    let amount = |draft: &Draft| (draft.point.low, draft.point.high, draft.point.value);
    let voiced = one.point.voice != REPORT && other.point.voice != REPORT;
    let same = amount(one) == amount(other) && one.point.comparator == other.point.comparator;
    let alike = one.point.value.is_some() && one.point.value == other.point.value;
    one.measure == other.measure
        && one.population == other.population
        && if voiced { same && one.point.voice == other.point.voice } else { same || alike }
}
