//! `/search`: words in what is on record.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::ledger::{Filter, Snippet};
use onrecord::view::View;

use crate::commands::describe;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::api::AMONG;
use crate::desk::asked::{Asked, segment};
use crate::desk::problem::Problem;
use crate::desk::rows::visible;

/// Words around what was sought, in pieces: text, and whether it was sought.
type Pieces = Vec<(String, bool)>;

struct Hit {
    href: String,
    kind: &'static str,
    title: String,
    outlet: String,
    day: String,
    pieces: Pieces,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    findings: Vec<Hit>,
    reports: Vec<Hit>,
}

/// The page.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let wanted = asked.clone();
    let (findings, reports) = desk.readers.read(move |view| look_up(view, &wanted)).await?;
    let mut frame = Frame::of(&desk, "/search", "Search").twin("/search", &asked.query());
    frame.sought = asked.text("about").to_owned();
    answer::page(&Page { frame, asked: &asked, findings, reports })
}

fn look_up(view: &View<'_>, asked: &Asked) -> Result<(Vec<Hit>, Vec<Hit>), Problem> {
    let Some(words) = asked.get("about") else { return Ok((Vec::new(), Vec::new())) };
    let filter = Filter { about: None, limit: Some(asked.limit()), ..asked.filter() };
    let found = view.search_latest(words, &filter, AMONG)?;
    let hit = |version: &str, href: String, kind, snippet: &Snippet| -> Result<Hit, Problem> {
        let one = Filter { version: Some(version.to_owned()), ..Filter::default() };
        let rows = view.reports(&one)?;
        let row = rows.first();
        let title = row.and_then(|row| row.report.title.clone()).unwrap_or_default();
        Ok(Hit {
            href,
            kind,
            title: visible(&title),
            outlet: visible(&describe::outlet(row)),
            day: describe::day(row),
            pieces: pieces(snippet),
        })
    };
    let findings = found.findings.iter().map(|it| {
        let href = format!("/reports/{}#{}", segment(&it.version), it.id);
        hit(&it.version, href, it.kind.as_str(), &it.snippet)
    });
    let reports = found.reports.iter().map(|it| {
        hit(&it.version, format!("/reports/{}", segment(&it.version)), "report", &it.snippet)
    });
    Ok((findings.collect::<Result<_, _>>()?, reports.collect::<Result<_, _>>()?))
}

fn pieces(snippet: &Snippet) -> Pieces {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut add = |from: usize, to: usize, is_sought: bool| {
        if let Some(text) = snippet.text.get(from..to).filter(|text| !text.is_empty()) {
            pieces.push((visible(text), is_sought));
        }
    };
    for mark in &snippet.marks {
        add(at, mark.start, false);
        add(mark.start, mark.end, true);
        at = mark.end;
    }
    add(at, snippet.text.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sought_stands_out() {
        let snippet =
            Snippet { text: "the dam broke".into(), marks: std::iter::once(4..7).collect() };
        let told: Vec<(&str, bool)> = [("the ", false), ("dam", true), (" broke", false)].into();
        let found = pieces(&snippet);
        assert_eq!(found.iter().map(|(t, s)| (t.as_str(), *s)).collect::<Vec<_>>(), told);
    }
}
