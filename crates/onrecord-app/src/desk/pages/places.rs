//! `/places`: what is named, on a map that needs no network.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::{Asked, segment};
use crate::desk::map::Map;
use crate::desk::problem::Problem;
use crate::desk::rows::visible;
use crate::desk::situation::{Across, Selection};

struct Item {
    name: String,
    country: String,
    mentions: usize,
    reports: Vec<(String, usize)>,
}

#[derive(Template)]
#[template(path = "places.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    map: Option<&'a Map>,
    items: Vec<Item>,
}

/// The page.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    const LISTED: usize = 200;
    let across = desk.situation.across(Selection::of(&asked), desk.news.now()).await?;
    let shown = Arc::clone(&across);
    tokio::task::spawn_blocking(move || shown.map().is_some())
        .await
        .map_err(|cause| Problem::of_ours(&cause))?;
    let items = across.places.iter().take(LISTED).map(|spot| Item {
        name: visible(&spot.name),
        country: visible(&spot.country),
        mentions: spot.mentions,
        reports: spot
            .reports
            .iter()
            .rev()
            .take(6)
            .zip(1..)
            .map(|(v, at)| (segment(v), at))
            .collect(),
    });
    let frame = Frame::of(&desk, "/places", "Places").twin("/places", &asked.query());
    let items = items.collect();
    answer::page(&Page { frame, asked: &asked, across: &across, map: across.map(), items })
}
