//! `/`: the brief, live.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::brief::PageView;

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::Asked;
use crate::desk::problem::Problem;
use crate::desk::situation::{Across, Selection};

#[derive(Template)]
#[template(path = "situation.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    view: &'a PageView,
}

/// The page.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = desk.situation.across(Selection::of(&asked), desk.news.now()).await?;
    let frame = Frame::of(&desk, "/", "Situation").twin("/situation", &asked.query());
    answer::page(&Page { frame, asked: &asked, across: &across, view: &across.view })
}
