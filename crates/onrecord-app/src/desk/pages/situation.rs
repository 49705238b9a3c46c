//! `/`: the brief, live: what came since one last looked, then what is on record, part by part, as far as fits a screen.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use onrecord::brief::{GroupView, PageView, SectionKind, SectionView};

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::{Asked, segment};
use crate::desk::cookies;
use crate::desk::problem::Problem;
use crate::desk::rows::{title, visible};
use crate::desk::situation::{Across, Selection};

/// The cookie that remembers up to which entry of the record one has looked. It opens nothing.
const LOOKED: &str = "onrecord_looked";
/// Reports that are named as new; the rest are counted.
const NEW: usize = 12;
/// Groups of a section, and lines of a group, that stand here; the part's own page has all.
const GROUPS: usize = 12;
const LINES: usize = 12;

/// A section as far as it stands here, and where all of it does.
#[derive(Debug)]
pub(crate) struct Front {
    section: SectionView,
    left_out: usize,
    href: &'static str,
}

/// What came since one last looked.
struct Since {
    /// The day and time of the first of it.
    at: String,
    reports: u64,
    named: Vec<New>,
}

struct New {
    href: String,
    title: String,
    outlet: String,
    is_later: bool,
}

#[derive(Template)]
#[template(path = "situation.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    view: &'a PageView,
    sections: &'a [Front],
    since: Option<Since>,
}

/// The page.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let now = desk.news.now();
    let across = desk.situation.across(Selection::of(&asked), now).await?;
    let looked = cookies::get(&headers, LOOKED).and_then(|entry| entry.parse::<u64>().ok());
    let since = match looked.filter(|entry| *entry < now.last_entry) {
        Some(entry) => desk.readers.read(move |view| since(view, entry)).await?,
        None => None,
    };
    let frame = Frame::of(&desk, "/", "Situation").twin("/situation", &asked.query());
    let view = &across.view;
    let sections = &across.front;
    let page = Page { frame, asked: &asked, across: &across, view, sections, since };
    let mut response = answer::page(&page)?;
    if looked.is_none() {
        let first = cookies::keep(LOOKED, &now.last_entry.to_string(), "/");
        response.headers_mut().insert(header::SET_COOKIE, first);
    }
    Ok(response)
}

/// Remembers that one has looked at everything up to now.
pub(crate) async fn looked(State(desk): State<Arc<Desk>>) -> Response {
    let mark: HeaderValue = cookies::keep(LOOKED, &desk.news.now().last_entry.to_string(), "/");
    ([(header::SET_COOKIE, mark)], Redirect::to("/")).into_response()
}

fn since(view: &onrecord::view::View<'_>, entry: u64) -> Result<Option<Since>, Problem> {
    let added = view.added_since(entry, NEW as u32)?;
    let Some(at) = added.at else { return Ok(None) };
    let named = added.latest.iter().map(|row| {
        let report = &row.report;
        New {
            href: format!("/reports/{}", segment(&report.version)),
            title: title(report),
            outlet: visible(report.outlet.as_deref().unwrap_or_default()),
            is_later: row.supersedes.is_some(),
        }
    });
    let at = at.get(..16).unwrap_or(&at).replace('T', " ");
    Ok(Some(Since { at, reports: added.reports, named: named.collect() }))
}

/// The sections as far as they stand here.
pub(crate) fn front(view: &PageView) -> Vec<Front> {
    view.sections.iter().map(shortened).collect()
}

fn shortened(section: &SectionView) -> Front {
    let all = |groups: &[GroupView]| -> usize {
        groups.iter().map(|group| group.open.len() + group.folded.len()).sum()
    };
    let groups = section.groups.iter().take(GROUPS).map(|group| GroupView {
        heading: group.heading.clone(),
        open: group.open.iter().take(LINES).cloned().collect(),
        folded: group.folded.iter().take(LINES).cloned().collect(),
    });
    let groups: Vec<GroupView> = groups.collect();
    let left_out = all(&section.groups) - all(&groups);
    let section = SectionView { groups, note: section.note.clone(), ..*section };
    let href = match section.kind {
        SectionKind::People => "/people",
        SectionKind::OtherFigures => "/figures",
        SectionKind::Places => "/access",
        SectionKind::Positions | SectionKind::Planned => "/talks",
        SectionKind::Disputed => "/disputes",
        SectionKind::NotSaid | SectionKind::Changed => "/statements",
        SectionKind::Speakers => "/sources",
    };
    Front { section, left_out, href }
}
