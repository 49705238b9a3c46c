//! `/figures`: how many, over time, and who says so: one chart a trajectory, stock and flow never in one.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::boards::{Point, Policy, Trajectory};
use onrecord::model::{Decimal, FigureKind, SourceKind};
use serde_json::{Value, json};

use super::across::counted;
use crate::commands::describe;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::{Asked, segment};
use crate::desk::problem::Problem;
use crate::desk::rows::visible;
use crate::desk::situation::{Across, Selection};

/// Trajectories of fewer points with a day are listed and not drawn.
const LEAST: usize = 2;
/// Charts on a page, and figures that stand alone.
const MOST: usize = 12;
const MOST_ALONE: usize = 60;

/// Size of a picture, and where its axes stand.
const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 166.0;
const TOP: f64 = 14.0;

/// A trajectory, drawn for whoever runs no scripts; `data` is for a script that draws it better.
struct Drawn {
    heading: String,
    note: String,
    kind: &'static str,
    counters: String,
    data: String,
    top: String,
    first: String,
    last: String,
    band: String,
    best: String,
    dots: Vec<Dot>,
    disputes: Vec<String>,
}

/// A point of it.
pub(crate) struct Dot {
    href: String,
    class: &'static str,
    shape: String,
    bar: String,
    is_disputed: bool,
    shown: String,
    day: String,
    source: String,
    words: String,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    drawn: Vec<Drawn>,
    listed: Vec<Listed>,
    next: Option<String>,
    behind: usize,
    policies: &'static [Policy],
    policy: Policy,
    size: String,
}

/// A figure that stands alone.
struct Listed {
    measure: String,
    value: String,
    href: String,
    words: String,
    who: String,
    day: String,
}

/// The page.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let selection = Selection::of(&asked);
    let policy = selection.policy;
    let across = desk.situation.across(selection, desk.news.now()).await?;
    let wanted = |one: &&Trajectory| {
        asked.get("measure").is_none_or(|it| one.measure.trim_start_matches("other:") == it)
    };
    let all = || across.trajectories.iter().filter(wanted);
    let is_drawn = |one: &&Trajectory| {
        one.points.iter().filter(|point| point.as_of.as_deref().and_then(days).is_some()).count()
            >= LEAST
    };
    let before: usize = asked.get("after").and_then(|after| after.parse().ok()).unwrap_or(0);
    let behind = all().filter(is_drawn).count().saturating_sub(before + MOST);
    let next =
        (behind > 0).then(|| format!("/figures{}", asked.from(&(before + MOST).to_string())));
    let many = all().filter(is_drawn).skip(before).take(MOST);
    // Those told once stand behind the last of the others.
    let few = all().filter(|one| !is_drawn(one)).flat_map(|one| &one.points);
    let alone = if behind > 0 { 0 } else { MOST_ALONE };
    let few = few.take(alone);
    let frame = Frame::of(&desk, "/figures", "Figures").twin("/figures", &asked.query());
    answer::page(&Page {
        frame,
        asked: &asked,
        across: &across,
        drawn: many.map(draw).collect(),
        listed: few.map(list).collect(),
        next,
        behind,
        policies: Policy::ALL,
        policy,
        size: format!("0 0 {WIDTH} {HEIGHT}"),
    })
}

fn label(measure: &str) -> String {
    visible(&describe::measure(measure))
}

fn list(point: &Point) -> Listed {
    let figure = &point.figure;
    Listed {
        measure: label(&figure.found.measure),
        value: visible(&point.shown),
        href: words_of(point),
        words: visible(&figure.found.words.text),
        who: source(point),
        day: point.as_of.clone().unwrap_or_default(),
    }
}

/// Who says it.
fn source(point: &Point) -> String {
    match point.source.as_str() {
        "report" => "the report, own voice".to_owned(),
        source => visible(source),
    }
}

fn words_of(point: &Point) -> String {
    let entry = &point.figure.entry;
    format!("/reports/{}#{}", segment(&entry.report.version), entry.id)
}

/// What sort of voice a point is, by which it is coloured and shaped.
fn sort(point: &Point) -> &'static str {
    let says = &point.figure.entry.says;
    match says.chain.last() {
        None => "own",
        Some(_) if says.is_unnamed() => "unnamed",
        Some(link) if link.kind == SourceKind::Person => "person",
        Some(_) => "body",
    }
}

fn number(value: Decimal) -> f64 {
    f64::try_from(value).unwrap_or_default()
}

/// Days since some day, so that they can be laid on an axis.
fn days(day: &str) -> Option<f64> {
    let mut parts = day.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // Days from civil (Hinnant, chrono-compatible low-level date algorithms).
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    Some((era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year) as f64)
}

/// Where days and numbers lie in the picture.
struct Scale {
    first: f64,
    span: f64,
    most: f64,
}

impl Scale {
    fn x(&self, day: f64) -> f64 {
        LEFT + 14.0 + (day - self.first) / self.span * (WIDTH - LEFT - 34.0)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (value / self.most).clamp(0.0, 1.0) * (BOTTOM - TOP)
    }
}

fn draw(trajectory: &Trajectory) -> Drawn {
    let dated = || {
        trajectory.points.iter().filter_map(|point| Some((point, days(point.as_of.as_deref()?)?)))
    };
    let (first, last) = dated()
        .fold((f64::MAX, f64::MIN), |(least, most), (_, day)| (least.min(day), most.max(day)));
    let ends =
        trajectory.points.iter().flat_map(|point| [point.low, point.best, point.high]).flatten();
    let most = ends.map(number).fold(1.0, f64::max) * 1.1;
    let scale = Scale { first, span: (last - first).max(1.0), most };
    let label_of = |day: f64| {
        let of_day = dated().find(|(_, other)| (other - day).abs() < 0.5);
        of_day.and_then(|(point, _)| point.as_of.clone()).unwrap_or_default()
    };
    let heading = label(&trajectory.measure);
    let about =
        [Some(&trajectory.population), trajectory.place.as_ref(), trajectory.actor.as_ref()];
    let about: Vec<String> =
        about.into_iter().flatten().filter(|it| !it.is_empty()).map(|it| visible(it)).collect();
    Drawn {
        heading,
        note: about.join(" · "),
        kind: match trajectory.kind {
            FigureKind::Stock => "as of the day",
            FigureKind::Flow => "within a window",
            FigureKind::Static => "once",
        },
        counters: counted(&trajectory.counters),
        data: data(trajectory).to_string(),
        top: format!("{:.0}", most / 1.1),
        first: label_of(first),
        last: if last > first { label_of(last) } else { String::new() },
        band: band(trajectory, &scale),
        best: best(trajectory, &scale),
        dots: dated().map(|(point, day)| dot(point, scale.x(day), &scale)).collect(),
        disputes: disputes(trajectory),
    }
}

/// What contradicts what, the first few and how many more there are.
fn disputes(trajectory: &Trajectory) -> Vec<String> {
    const TOLD: usize = 6;
    let all = &trajectory.contradictions;
    let (mut told, mut seen) = (Vec::new(), 0);
    for it in all {
        if told.len() == TOLD {
            break;
        }
        seen += 1;
        // Two reports of one source contradict a third in the same words.
        let why = visible(&it.why);
        if !told.contains(&why) {
            told.push(why);
        }
    }
    if all.len() > seen {
        told.push(format!("and {} more", all.len() - seen));
    }
    told
}

/// Low to high by day, as a path that goes there and back.
fn band(trajectory: &Trajectory, scale: &Scale) -> String {
    let steps: Vec<(f64, f64, f64)> = trajectory
        .steps
        .iter()
        .filter_map(|step| {
            Some((
                scale.x(days(&step.as_of)?),
                scale.y(number(step.low?)),
                scale.y(number(step.high?)),
            ))
        })
        .collect();
    if steps.len() < 2 {
        return String::new();
    }
    let there = steps.iter().map(|(x, _, high)| format!("{x:.1} {high:.1}"));
    let back = steps.iter().rev().map(|(x, low, _)| format!("{x:.1} {low:.1}"));
    format!("M{}Z", there.chain(back).collect::<Vec<_>>().join("L"))
}

fn best(trajectory: &Trajectory, scale: &Scale) -> String {
    let steps = trajectory.steps.iter();
    let points =
        steps.filter_map(|step| Some((scale.x(days(&step.as_of)?), scale.y(number(step.best?)))));
    let points: Vec<String> = points.map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    if points.len() < 2 { String::new() } else { format!("M{}", points.join("L")) }
}

fn dot(point: &Point, x: f64, scale: &Scale) -> Dot {
    let y = scale.y(point.best.map(number).unwrap_or_default());
    let class = sort(point);
    let shape = match class {
        "person" => format!("M{:.1} {y:.1}a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0z", x - 4.2),
        "body" => format!("M{:.1} {:.1}h8v8h-8z", x - 4.0, y - 4.0),
        "unnamed" => format!("M{x:.1} {:.1}l5 9h-10z", y - 5.0),
        _ => format!("M{x:.1} {:.1}l5.4 5.4l-5.4 5.4l-5.4 -5.4z", y - 5.4),
    };
    let low = point.low.map_or(BOTTOM, |low| scale.y(number(low)));
    let high = point.high.map_or(TOP, |high| scale.y(number(high)));
    let bar = if (low - high).abs() < 1.0 {
        String::new()
    } else {
        format!("M{x:.1} {low:.1}V{high:.1}")
    };
    Dot {
        href: words_of(point),
        class,
        shape,
        bar,
        is_disputed: point.contradicted,
        shown: visible(&point.shown),
        day: point.as_of.clone().unwrap_or_default(),
        source: source(point),
        words: visible(&point.figure.found.words.text),
    }
}

/// What a script needs to draw it.
fn data(trajectory: &Trajectory) -> Value {
    let value = |it: Option<Decimal>| it.map(number);
    let points =
        trajectory.points.iter().filter(|point| point.as_of.is_some() && point.best.is_some());
    let points = points.map(|point| {
        json!({
            "day": point.as_of, "low": value(point.low), "high": value(point.high), "value": value(point.best),
            "shown": point.shown, "source": source(point), "href": words_of(point), "sort": sort(point),
            "contradicted": point.contradicted,
        })
    });
    let steps = trajectory.steps.iter().map(|step| {
        json!({"day": step.as_of, "low": value(step.low), "best": value(step.best), "high": value(step.high)})
    });
    json!({"points": points.collect::<Vec<_>>(), "steps": steps.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_one_another() {
        assert_eq!(days("1970-01-02").zip(days("1970-01-01")).map(|(a, b)| a - b), Some(1.0));
        assert_eq!(days("2032-03-01").zip(days("2032-02-28")).map(|(a, b)| a - b), Some(2.0));
        assert_eq!(days("2031-01-01").zip(days("2030-12-31")).map(|(a, b)| a - b), Some(1.0));
        assert_eq!(days("2031"), None);
    }
}
