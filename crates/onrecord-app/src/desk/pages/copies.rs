//! `/copies`: which reports are one text, and so one voice, as a picture.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::Asked;
use crate::desk::problem::Problem;
use crate::desk::situation::{Across, OneText, Selection};

/// Height of one report in the picture.
const STEP: usize = 34;

/// A group, drawn: its members below each other, each joined to the first.
struct Drawn<'a> {
    text: &'a OneText,
    share: String,
    height: usize,
    /// Where each member stands, and the line that joins it to the origin.
    lines: Vec<(usize, String)>,
}

#[derive(Template)]
#[template(path = "copies.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    drawn: Vec<Drawn<'a>>,
    copies: usize,
}

/// The page.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = desk.situation.across(Selection::of(&asked), desk.news.now()).await?;
    let drawn: Vec<Drawn<'_>> = across.copies.iter().map(draw).collect();
    let copies = across.copies.iter().map(|text| text.members.len() - 1).sum();
    let frame = Frame::of(&desk, "/copies", "Copies").twin("/copies", &asked.query());
    answer::page(&Page { frame, asked: &asked, across: &across, drawn, copies })
}

fn draw(text: &OneText) -> Drawn<'_> {
    let origin = text.members.iter().position(|member| member.is_origin).unwrap_or_default();
    let middle = |at: usize| at * STEP + STEP / 2;
    let from = middle(origin);
    let lines = (0..text.members.len()).map(|at| {
        let to = middle(at);
        let line = match at == origin {
            true => String::new(),
            false => format!("M16 {from}C40 {from} 40 {to} 16 {to}"),
        };
        (to, line)
    });
    Drawn {
        text,
        share: format!("{:.0} %", text.share * 100.0),
        height: text.members.len() * STEP,
        lines: lines.collect(),
    }
}
