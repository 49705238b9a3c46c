//! `/statements`: who said what, told apart by how, how openly, through whom, when.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use onrecord::brief;
use onrecord::ledger::{Cursor, Facet, FindingKind};
use onrecord::model::{Act, Standing};

use super::saved::{self, Saved};
use super::{Choice, choice, counts_of};
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::Asked;
use crate::desk::counts::Counts;
use crate::desk::problem::Problem;
use crate::desk::rows::{Row, latest, plain_label};
use crate::desk::situation::Selection;

/// By what statements are told apart.
pub(crate) const FACETS: [(&str, Facet); 5] = [
    ("act", Facet::Act),
    ("standing", Facet::Standing),
    ("verification", Facet::Verification),
    ("topic", Facet::Topic),
    ("who", Facet::Who),
];

#[derive(Template)]
#[template(path = "statements.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    rows: Vec<Row>,
    next: Option<String>,
    choices: Vec<Choice>,
    saved: Vec<Saved>,
    /// What is asked for now, where it can be saved.
    query: String,
    /// On how many findings the counts of the choices rest.
    counted: u64,
}

/// The page.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let counts = Counts::statements(&desk).await?;
    let across = desk.situation.across(Selection::default(), desk.news.now()).await?;
    let facets = asked.facets(&FACETS);
    let (rows, next) = latest(&desk, &across, FindingKind::Statement, &asked, facets).await?;
    let (counts, counted) = &*counts;
    let values = |facet| counts_of(counts, facet);
    let mut topics = choice(&asked, "Topic", "topic", values(Some(Facet::Topic)), plain_label);
    // A statement may speak of several things and is counted by the first, so these counts would be too low.
    topics.values.iter_mut().for_each(|value| value.count = 0);
    let choices = vec![
        topics,
        choice(&asked, "Act", "act", values(Some(Facet::Act)), act),
        choice(&asked, "Standing", "standing", values(Some(Facet::Standing)), standing),
        choice(
            &asked,
            "Verification",
            "verification",
            values(Some(Facet::Verification)),
            str::to_owned,
        ),
        choice(&asked, "Outlet", "outlet", values(None), str::to_owned),
    ];
    let next = next.map(|next: Cursor| format!("/statements{}", asked.going_on(next)));
    let mut frame =
        Frame::of(&desk, "/statements", "Statements").twin("/statements", &asked.query());
    frame.sought = asked.text("about").to_owned();
    let (saved, query) = (saved::of(&headers), asked.turned("after", asked.text("after")));
    answer::page(&Page {
        frame,
        asked: &asked,
        rows,
        next,
        choices,
        saved,
        query,
        counted: *counted,
    })
}

fn act(word: &str) -> String {
    // A statement of another act "says", too; as a value to choose it needs a name of its own.
    let known = Act::from_word(word).filter(|act| *act != Act::Other);
    known.map_or_else(|| word.to_owned(), |act| brief::act(act).to_owned())
}

fn standing(step: &str) -> String {
    match step.parse() {
        Ok(step) => brief::standing(Standing(step)).to_owned(),
        Err(_) => "the report’s own voice".to_owned(),
    }
}
