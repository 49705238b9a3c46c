//! Pages that show one part of what follows across reports: people, access, talks.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::brief::{SectionKind, SectionView};

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::Asked;
use crate::desk::problem::Problem;
use crate::desk::situation::{Across, Selection};

#[derive(Template)]
#[template(path = "section.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    sections: Vec<&'a SectionView>,
    /// Said where there is nothing.
    nothing: &'static str,
}

async fn show(
    desk: Arc<Desk>,
    asked: Asked,
    path: &'static str,
    title: &'static str,
    kinds: &[SectionKind],
    nothing: &'static str,
) -> Result<Response, Problem> {
    let across = desk.situation.across(Selection::of(&asked), desk.news.now()).await?;
    let sections = across.view.sections.iter().filter(|it| kinds.contains(&it.kind)).collect();
    let frame = Frame::of(&desk, path, title).twin(path, &asked.query());
    answer::page(&Page { frame, asked: &asked, across: &across, sections, nothing })
}

/// `/people`
pub(crate) async fn people(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
) -> Result<Response, Problem> {
    let kinds = [SectionKind::People];
    show(
        desk,
        asked,
        "/people",
        "People",
        &kinds,
        "Nobody is on record as held, freed, missing, hurt or dead.",
    )
    .await
}

/// `/access`
pub(crate) async fn access(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
) -> Result<Response, Problem> {
    let kinds = [SectionKind::Places];
    show(desk, asked, "/access", "Access", &kinds, "No place is on record as open or closed.").await
}

/// `/talks`
pub(crate) async fn talks(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
) -> Result<Response, Problem> {
    let kinds = [SectionKind::Positions, SectionKind::Planned];
    show(desk, asked, "/talks", "Talks", &kinds, "No talks and no positions are on record.").await
}
