//! `/timeline`: what happened, is under way, planned, called off, by day of report.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::ledger::{Facet, FindingKind};

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::Asked;
use crate::desk::problem::Problem;
use crate::desk::rows::{Row, latest};
use crate::desk::situation::Selection;

/// By what events are told apart.
pub(crate) const FACETS: [(&str, Facet); 2] = [("type", Facet::Type), ("status", Facet::Status)];

/// The events of one day.
struct Day {
    day: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    days: Vec<Day>,
    next: Option<String>,
}

/// The page.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = desk.situation.across(Selection::default(), desk.news.now()).await?;
    let facets = asked.facets(&FACETS);
    let (rows, next) = latest(&desk, &across, FindingKind::Event, &asked, facets).await?;
    let mut days: Vec<Day> = Vec::new();
    for row in rows {
        match days.last_mut().filter(|day| day.day == row.day) {
            Some(day) => day.rows.push(row),
            None => days.push(Day { day: row.day.clone(), rows: vec![row] }),
        }
    }
    let next = next.map(|next| format!("/timeline{}", asked.going_on(next)));
    let frame = Frame::of(&desk, "/timeline", "Timeline").twin("/timeline", &asked.query());
    answer::page(&Page { frame, asked: &asked, days, next })
}
