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
use crate::desk::api::{self, AMONG};
use crate::desk::asked::{Asked, segment};
use crate::desk::problem::Problem;
use crate::desk::rows::{Around, Row, title, visible};

/// Words around what was sought, in pieces: text, and whether it was sought.
type Pieces = Vec<(String, bool)>;

struct Hit {
    href: String,
    /// What sort of thing it is, and whether that was sought.
    label: String,
    is_label_sought: bool,
    /// A number, where the words do not tell it.
    value: String,
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
    let (mut findings, mut reports) = (Vec::new(), Vec::new());
    for hit in &found.findings {
        let Some(stored) = api::of_version(view, hit.id.as_str(), &hit.version)? else { continue };
        let around = Around::of(view, std::slice::from_ref(&stored))?;
        let row = around.row(&stored);
        let (pieces, is_label_sought) = told(&row, &hit.snippet);
        let Row { href, label, value, outlet, day, .. } = row;
        let title = around.report(&hit.version).map(|row| title(&row.report)).unwrap_or_default();
        findings.push(Hit { href, label, is_label_sought, value, title, outlet, day, pieces });
    }
    for hit in &found.reports {
        let one = Filter { version: Some(hit.version.clone()), ..Filter::default() };
        let rows = view.reports(&one)?;
        let row = rows.first();
        reports.push(Hit {
            href: format!("/reports/{}", segment(&hit.version)),
            label: "report".to_owned(),
            is_label_sought: false,
            value: String::new(),
            title: row.map(|row| title(&row.report)).unwrap_or_default(),
            outlet: visible(&describe::outlet(row)),
            day: describe::day(row),
            pieces: pieces(&hit.snippet),
        });
    }
    Ok((findings, reports))
}

/// The words of a finding with what was sought in them, and whether its label is what was sought: what a finding was read as is
/// searched, too, and is no words of the report.
fn told(row: &Row, snippet: &Snippet) -> (Pieces, bool) {
    let pieces = pieces(snippet);
    let whole: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
    if row.words.contains(whole.trim_matches('…').trim()) {
        return (pieces, false);
    }
    let label = row.label.to_lowercase();
    let is_sought =
        pieces.iter().any(|(text, sought)| *sought && label.contains(&text.to_lowercase()));
    (vec![(row.words.clone(), false)], is_sought)
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
    fn what_a_finding_was_read_as_is_not_shown_as_its_words() {
        let row = Row { label: "killed".into(), words: "12 of them".into(), ..Row::default() };
        let mark = std::iter::once(8..14).collect();
        let read_as = Snippet { text: "person; killed".into(), marks: mark };
        assert_eq!(told(&row, &read_as), (vec![("12 of them".to_owned(), false)], true));
        let mark = std::iter::once(0..2).collect();
        let (pieces, is_label) = told(&row, &Snippet { text: "12 of them".into(), marks: mark });
        assert!(!is_label && pieces[0] == ("12".to_owned(), true));
    }

    #[test]
    fn what_was_sought_stands_out() {
        let snippet =
            Snippet { text: "the dam broke".into(), marks: std::iter::once(4..7).collect() };
        let told: Vec<(&str, bool)> = [("the ", false), ("dam", true), (" broke", false)].into();
        let found = pieces(&snippet);
        assert_eq!(found.iter().map(|(t, s)| (t.as_str(), *s)).collect::<Vec<_>>(), told);
    }
}
