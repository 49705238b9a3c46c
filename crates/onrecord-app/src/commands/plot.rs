//! Trajectories drawn in the terminal: one line a figure, time going down, the interval its words allow as a bar.

use onrecord::boards::{Point, Step, Trajectory};
use onrecord::model::{Decimal, FigureKind};

use crate::commands::describe;
use crate::looks::{FAINT, HEADING, Looks};
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;
use crate::table::cut;
use unicode_width::UnicodeWidthStr;

/// Columns that a bar gets at least and at most.
const BAR: std::ops::RangeInclusive<usize> = 16..=80;
/// Columns of the id, the day and the mark, with a blank behind each.
const BEFORE: usize = 9 + 1 + 10 + 1 + 1 + 1;

/// Prints each trajectory, or one JSON object for each.
pub(super) fn trajectories(
    rows: &[Trajectory],
    session: &mut Session<'_>,
) -> anyhow::Result<Outcome> {
    for (at, row) in rows.iter().enumerate() {
        if session.json {
            session.print_json(&serde_json::to_value(row)?)?;
            continue;
        }
        if at > 0 {
            writeln!(session.out)?;
        }
        for line in drawn(row, session.looks) {
            writeln!(session.out, "{line}")?;
        }
    }
    if rows.is_empty() && !session.json {
        writeln!(session.out, "no such figure on record")?;
    } else if !session.json {
        let legend = "● told   ├ ┤ ends of the interval   ◂ ▸ left open   ≠ another of the day contradicts it";
        writeln!(
            session.out,
            "\n{}",
            session.looks.paint(FAINT, &cut(legend, session.looks.width))
        )?;
    }
    Ok(Outcome::Done)
}

/// Heading, one line a point, and what the policy makes of the last day.
fn drawn(row: &Trajectory, looks: Looks) -> Vec<String> {
    let mut lines = vec![looks.paint(HEADING, &cut(&plain(&heading(row)), looks.width))];
    let values = row.points.iter().map(|point| point.shown.width()).max().unwrap_or_default();
    let room = looks.width.saturating_sub(BEFORE + values + 2);
    let sources =
        row.points.iter().map(|point| plain(&point.source).width()).max().unwrap_or_default();
    let least = sources.min(room / 3).max(room.saturating_sub(*BAR.end() + 2).min(sources));
    let bar = room.saturating_sub(least + 2).clamp(*BAR.start(), *BAR.end());
    let most = most(row);
    for point in &row.points {
        // "Up from 14": the report tells it as an earlier value, and for no day.
        let is_earlier = point.figure.found.replaced_by.is_some();
        let day =
            if is_earlier { "before".to_owned() } else { point.as_of.clone().unwrap_or_default() };
        let mark = if point.contradicted { '≠' } else { ' ' };
        let id = looks.paint(FAINT, point.figure.entry.id.short());
        let value = format!("{}{}", " ".repeat(values - point.shown.width()), point.shown);
        let source = cut(&plain(&point.source), room.saturating_sub(bar + 2).max(8));
        let line =
            format!("{id} {day:<10} {mark} {} {value}  {source}", interval(point, most, bar));
        lines.push(line.trim_end().to_owned());
    }
    lines.extend(row.steps.last().map(|step| cut(&summary(step, row), looks.width)));
    lines
}

/// "killed · people · Bramley · stock · 4 figures, 3 primary sources".
fn heading(row: &Trajectory) -> String {
    let kind = match row.kind {
        FigureKind::Flow => "over a window",
        _ => "in all",
    };
    let measure = describe::measure(&row.measure);
    let parts = [
        Some(measure),
        Some(row.population.clone()),
        row.place.clone(),
        row.actor.as_ref().map(|actor| format!("by {actor}")),
        Some(kind.to_owned()),
        Some(describe::count(row.points.len(), "figure")),
        Some(describe::count(row.counters.primary_sources.len(), "primary source")),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// "2031-03-05: low 12, best 20, high open (latest)".
fn summary(step: &Step, row: &Trajectory) -> String {
    let shown =
        |end: Option<Decimal>| end.map_or_else(|| "open".to_owned(), |n| n.normalize().to_string());
    let best = step.best.map(|best| format!("best {}, ", best.normalize())).unwrap_or_default();
    format!(
        "{:>9} {}   low {}, {best}high {} ({})",
        "",
        step.as_of,
        shown(step.low),
        shown(step.high),
        row.policy
    )
}

/// The greatest number of the trajectory: the right end of every bar. The left end is nought.
fn most(row: &Trajectory) -> f64 {
    let ends = row.points.iter().flat_map(|point| [point.low, point.best, point.high]);
    ends.flatten().filter_map(|end| f64::try_from(end).ok()).fold(0.0, f64::max)
}

/// The interval of a point on a line of `columns`: `├──●──┤`, open ends as arrows.
fn interval(point: &Point, most: f64, columns: usize) -> String {
    let mut line = vec![' '; columns];
    let at = |value: Option<Decimal>| -> Option<usize> {
        let share = f64::try_from(value?).ok()? / most;
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        Some((share * (columns - 1) as f64).round() as usize)
    };
    let told = at(point.best);
    if told.is_none() {
        return line.into_iter().collect();
    }
    let (low, high) = (at(point.low), at(point.high));
    let (from, to) = (low.unwrap_or(0), high.unwrap_or(columns - 1));
    line.iter_mut().take(to + 1).skip(from).for_each(|letter| *letter = '─');
    let mut put = |column: usize, sign: char| {
        if let Some(letter) = line.get_mut(column) {
            *letter = sign;
        }
    };
    put(from, if low.is_some() { '├' } else { '◂' });
    put(to, if high.is_some() { '┤' } else { '▸' });
    told.into_iter().for_each(|column| put(column, '●'));
    line.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::boards::{Entry, Row};
    use onrecord::model::Figure;

    fn point(low: Option<i64>, best: Option<i64>, high: Option<i64>) -> Point {
        let number = |n: Option<i64>| n.map(Decimal::from);
        Point {
            as_of: None,
            low: number(low),
            best: number(best),
            high: number(high),
            shown: String::new(),
            source: String::new(),
            contradicted: false,
            figure: Row { found: Figure::default(), entry: Entry::default() },
        }
    }

    #[test]
    fn intervals_show_what_is_told_and_what_is_left_open() {
        for (given, expected) in [
            ((Some(10), Some(10), Some(10)), "          ●"),
            ((Some(0), Some(0), Some(0)), "●          "),
            ((Some(5), Some(5), None), "     ●────▸"),
            ((None, Some(8), Some(8)), "◂───────●  "),
            ((Some(2), Some(4), Some(6)), "  ├─●─┤    "),
            ((None, None, None), "           "),
        ] {
            assert_eq!(interval(&point(given.0, given.1, given.2), 10.0, 11), expected);
        }
    }

    #[test]
    fn nothing_counted_draws_all_the_same() {
        assert_eq!(interval(&point(Some(0), Some(0), Some(0)), 0.0, 3), "●  ");
    }
}
