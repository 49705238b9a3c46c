//! `/disputes` and `/incidents`: what the record keeps across reports, side by side with the words, never settled.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::boards::{self, Board, DisputesWanted, IncidentsWanted, Keyed, Telling};
use onrecord::model::across::Range;
use onrecord::model::{Decimal, Figure};
use onrecord::view::View;
use serde::Serialize;

use crate::commands::describe;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::{Asked, segment};
use crate::desk::problem::Problem;
use crate::desk::rows::visible;

/// What one report says in a dispute or an incident.
struct Said {
    stand: String,
    words: String,
    href: String,
    who: String,
    is_unnamed: bool,
    day: String,
    outlet: String,
}

/// Tellings of one side of a dispute, or of an incident, on the page; its twin has all of them.
const MOST_TOLD: usize = 12;
/// A page ends with the row by which so many tellings are looked at.
const LOOKED_AT: usize = 300;

/// A dispute with its sides.
struct Dispute {
    state: String,
    why: String,
    is_alert: bool,
    counters: String,
    told: Vec<Said>,
    /// How many tellings there are, shown or not.
    tellings: usize,
}

/// An incident with every telling of it.
struct Incident {
    class: String,
    words: String,
    place: String,
    days: String,
    status: String,
    actors: String,
    victims: Vec<String>,
    counters: String,
    told: Vec<Said>,
    /// How many tellings there are, shown or not.
    tellings: usize,
}

#[derive(Template)]
#[template(path = "disputes.html")]
struct DisputesPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    disputes: Vec<Dispute>,
    total: usize,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "incidents.html")]
struct IncidentsPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    incidents: Vec<Incident>,
    total: usize,
    next: Option<String>,
}

/// Which part of what the record keeps across reports is meant.
pub(crate) fn selection(asked: &Asked) -> boards::Selection {
    let given = |name| asked.get(name).map(str::to_owned);
    boards::Selection {
        since: given("since"),
        until: given("until"),
        about: given("about"),
        report: given("report"),
        limit: Some(asked.limit() as usize),
        told: Some(LOOKED_AT),
        cursor: given("after"),
        ..boards::Selection::default()
    }
}

/// The disputes that are asked for.
pub(crate) fn all_disputes(
    view: &View<'_>,
    asked: &Asked,
) -> Result<Board<boards::DisputeRow>, Problem> {
    Ok(boards::disputes(view, &selection(asked), &DisputesWanted::default())?)
}

/// The first tellings of every side, in their order.
fn first_of_each_side(told: impl Iterator<Item = Said>) -> Vec<Said> {
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    told.filter(|said| {
        let of_side = shown.entry(said.stand.clone()).or_default();
        *of_side += 1;
        *of_side <= MOST_TOLD
    })
    .collect()
}

/// The incidents that are asked for.
pub(crate) fn all_incidents(
    view: &View<'_>,
    asked: &Asked,
) -> Result<Board<boards::IncidentRow>, Problem> {
    let wanted = IncidentsWanted {
        class: asked.get("type").map(str::to_owned),
        ..IncidentsWanted::default()
    };
    Ok(boards::incidents(view, &selection(asked), &wanted)?)
}

/// The disputes that are asked for, as the desk found them lately.
pub(crate) async fn disputes_of(
    desk: &Arc<Desk>,
    asked: &Asked,
) -> Result<Arc<Board<boards::DisputeRow>>, Problem> {
    let look = |view: &View<'_>, asked: &Asked| {
        let board = all_disputes(view, asked)?;
        let tellings = board.rows.iter().map(|row| row.told.len()).sum();
        Ok((board, tellings))
    };
    desk.disputes.page(desk, asked, look).await
}

/// The incidents that are asked for, as the desk found them lately.
pub(crate) async fn incidents_of(
    desk: &Arc<Desk>,
    asked: &Asked,
) -> Result<Arc<Board<boards::IncidentRow>>, Problem> {
    let look = |view: &View<'_>, asked: &Asked| {
        let board = all_incidents(view, asked)?;
        let tellings = board.rows.iter().map(|row| row.told.len()).sum();
        Ok((board, tellings))
    };
    desk.incidents.page(desk, asked, look).await
}

/// `/disputes`
pub(crate) async fn disputes(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
) -> Result<Response, Problem> {
    let board = disputes_of(&desk, &asked).await?;
    let next = board.next.as_deref().map(|next| format!("/disputes{}", asked.from(next)));
    let disputes = board.rows.iter().map(|row| Dispute {
        state: row.state.replace('_', " "),
        why: visible(&row.verdict.why),
        is_alert: row.alert,
        counters: counted(&row.counters),
        told: first_of_each_side(row.told.iter().map(|it| said(it, &row.state))),
        tellings: row.told.len(),
    });
    let frame = Frame::of(&desk, "/disputes", "Disputes").twin("/disputes", &asked.query());
    let disputes = disputes.collect();
    answer::page(&DisputesPage { frame, asked: &asked, disputes, total: board.total, next })
}

/// `/incidents`
pub(crate) async fn incidents(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
) -> Result<Response, Problem> {
    let board = incidents_of(&desk, &asked).await?;
    let next = board.next.as_deref().map(|next| format!("/incidents{}", asked.from(next)));
    let incidents = board.rows.iter().map(|row| Incident {
        class: visible(&row.class.replace('_', " ")),
        words: visible(&row.words),
        place: visible(row.place.as_deref().unwrap_or_default()),
        days: match (&row.day, &row.until) {
            (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
            (first, last) => first.clone().or(last.clone()).unwrap_or_default(),
        },
        status: row.status.replace('_', " "),
        actors: visible(&actors(&row.actors)),
        victims: row.victims.iter().map(range).collect(),
        counters: counted(&row.counters),
        told: row.told.iter().take(MOST_TOLD).map(|it| said(&it.telling, "")).collect(),
        tellings: row.told.len(),
    });
    let frame = Frame::of(&desk, "/incidents", "Incidents").twin("/incidents", &asked.query());
    let incidents = incidents.collect();
    answer::page(&IncidentsPage { frame, asked: &asked, incidents, total: board.total, next })
}

/// A page of a board for programs.
pub(crate) fn told<R: Keyed + Serialize>(board: &Board<R>, name: &str) -> serde_json::Value {
    let mut value = serde_json::Map::new();
    value.insert(name.to_owned(), serde_json::json!(board.rows));
    value.insert("total".to_owned(), serde_json::json!(board.total));
    value.insert("next".to_owned(), serde_json::json!(board.next));
    serde_json::Value::Object(value)
}

fn said(telling: &Telling, state: &str) -> Said {
    let report = &telling.report;
    let voice = telling.voice.as_ref();
    let outlet = visible(report.outlet.as_deref().unwrap_or_default());
    Said {
        stand: telling.stand.map_or(state, |stand| stand.as_str()).replace('_', " "),
        words: visible(&telling.words),
        href: format!("/reports/{}#{}", segment(&report.version), telling.finding),
        who: voice.map_or_else(|| format!("{outlet}, own voice"), |voice| visible(&voice.name)),
        is_unnamed: voice.is_some_and(|voice| voice.standing.is_unnamed()),
        day: report.day().to_owned(),
        outlet,
    }
}

/// How many stand behind it.
pub(crate) fn counted(counters: &boards::Counters) -> String {
    let told = |count: usize, one: &str, more: &str| {
        format!("{count} {}", if count == 1 { one } else { more })
    };
    [
        told(counters.reports.len(), "report", "reports"),
        told(counters.families.len(), "house", "houses"),
        told(counters.origins.len(), "origin", "origins"),
        told(counters.primary_sources.len(), "source", "sources"),
    ]
    .join(" · ")
}

/// Who is said to have done it; one letter ("I") tells nobody who that is.
fn actors(names: &[String]) -> String {
    let told: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| name.chars().count() > 1).collect();
    told.join(", ")
}

fn range(range: &Range) -> String {
    let number = |it: Option<Decimal>| {
        it.map(|it| boards::value(&Figure { value: Some(it), ..Figure::default() }))
    };
    let value = match (number(range.low), number(range.high)) {
        (Some(low), Some(high)) if low == high => low,
        (Some(low), Some(high)) => format!("{low}–{high}"),
        (Some(low), None) => format!("≥ {low}"),
        (None, Some(high)) => format!("≤ {high}"),
        (None, None) => "…".to_owned(),
    };
    let measure = describe::measure(&range.measure);
    // "1 injured", as tables say it.
    if range.population == "people" {
        return visible(&format!("{value} {measure}"));
    }
    visible(&format!("{value} {} {measure}", range.population))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_side_hides_no_other_side() {
        let said = |stand: &str| Said {
            stand: stand.into(),
            words: String::new(),
            href: String::new(),
            who: String::new(),
            is_unnamed: false,
            day: String::new(),
            outlet: String::new(),
        };
        let told = (0..40).map(|_| said("says")).chain([said("denies")]);
        let shown = first_of_each_side(told);
        assert_eq!(shown.len(), MOST_TOLD + 1);
        assert_eq!(shown.last().map(|said| said.stand.as_str()), Some("denies"));
        assert_eq!(first_of_each_side([said("says")].into_iter()).len(), 1);
    }
}
