//! `/reports`: what was read, latest first.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::ledger::ReportRow;

use crate::commands::describe;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::{Asked, segment};
use crate::desk::problem::Problem;
use crate::desk::rows::{title, visible};

struct Item {
    href: String,
    title: String,
    outlet: String,
    day: String,
    byline: String,
    is_later: bool,
    id: String,
}

#[derive(Template)]
#[template(path = "reports.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    items: Vec<Item>,
    next: Option<String>,
}

/// The page.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let wanted = asked.clone();
    let page = desk
        .readers
        .read(move |view| {
            let mut page =
                view.latest_reports(&wanted.filter(), wanted.after()?, wanted.limit())?;
            for row in &mut page.rows {
                // A list is read without the texts; what has no headline is called by the beginning of its own.
                if row.report.title.is_none() && row.report.url.is_none() {
                    row.report = view.report(&row.report.version)?.unwrap_or_default();
                }
            }
            Ok(page)
        })
        .await?;
    let next = page.next.map(|next| format!("/reports{}", asked.going_on(next)));
    let frame = Frame::of(&desk, "/reports", "Reports").twin("/reports", &asked.query());
    let items = page.rows.iter().map(item).collect();
    answer::page(&Page { frame, asked: &asked, items, next })
}

fn item(row: &ReportRow) -> Item {
    let report = &row.report;
    Item {
        href: format!("/reports/{}", segment(&report.version)),
        title: title(report),
        outlet: visible(&describe::outlet(Some(row))),
        day: describe::day(Some(row)),
        byline: visible(report.byline.as_deref().unwrap_or_default()),
        is_later: row.supersedes.is_some(),
        id: visible(&report.id),
    }
}
