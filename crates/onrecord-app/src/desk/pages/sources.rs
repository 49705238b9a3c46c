//! `/sources`: whose voices these are; and a page for each, and for each descriptor of the unnamed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use onrecord::boards::SourceRow;
use onrecord::brief;
use onrecord::ledger::{Facet, FindingKind};
use onrecord::model::Act;
use serde_json::{Value, json};

use super::across::counted;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::api::lists;
use crate::desk::asked::{Asked, segment};
use crate::desk::problem::Problem;
use crate::desk::rows::{Row, latest, visible};
use crate::desk::situation::{Across, Selection};

/// Voices on a page.
const MOST: usize = 200;

/// A voice in words.
struct Voice {
    href: String,
    name: String,
    standing: &'static str,
    is_unnamed: bool,
    statements: usize,
    acts: Vec<(&'static str, usize)>,
    denied: usize,
    corrected: usize,
    unverified: usize,
    denies: usize,
    outlets: Vec<String>,
    through: Vec<String>,
    knows: Vec<String>,
    reasons: Vec<String>,
    days: String,
    grade: String,
    counters: String,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct Page<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    voices: Vec<Voice>,
    left_out: usize,
}

#[derive(Template)]
#[template(path = "source.html")]
struct OnePage<'a> {
    frame: Frame,
    asked: &'a Asked,
    across: &'a Across,
    voice: Voice,
    rows: Vec<Row>,
    next: Option<String>,
}

/// All voices of the latest reports.
pub(crate) async fn page(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = desk.situation.across(Selection::of(&asked), desk.news.now()).await?;
    let frame = Frame::of(&desk, "/sources", "Sources").twin("/sources", &asked.query());
    let voices: Vec<Voice> = across.sources.iter().take(MOST).map(voice).collect();
    let left_out = across.sources.len() - voices.len();
    answer::page(&Page { frame, asked: &asked, across: &across, voices, left_out })
}

/// One voice, with what it said: all that is on record of it, the latest first.
pub(crate) async fn one(
    State(desk): State<Arc<Desk>>,
    Path(key): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    if let Some(key) = key.strip_suffix(".json") {
        return answer::json(&told(&desk, key, asked).await?);
    }
    let across = desk.situation.across(Selection::default(), desk.news.now()).await?;
    let row = find(&across, &key)?;
    let (rows, next) = latest(&desk, &across, FindingKind::Statement, &asked, through(row)).await?;
    let path = format!("/sources/{}", segment(&key));
    let next = next.map(|next| format!("{path}{}", asked.going_on(next)));
    let voice = voice(row);
    let frame = Frame::of(&desk, "/sources", voice.name.clone()).twin(&path, &asked.query());
    answer::page(&OnePage { frame, asked: &asked, across: &across, voice, rows, next })
}

/// One voice for programs.
pub(crate) async fn told(desk: &Desk, key: &str, asked: Asked) -> Result<Value, Problem> {
    let across = desk.situation.across(Selection::default(), desk.news.now()).await?;
    let row = find(&across, key)?;
    let (facets, source) = (through(row), json!(row));
    let kind = FindingKind::Statement;
    let read = desk.readers.read(move |view| lists::found(view, &asked, kind, &facets));
    let (rows, next) = read.await?;
    Ok(json!({"source": source, "findings": rows, "next": next}))
}

fn find<'a>(across: &'a Across, key: &str) -> Result<&'a SourceRow, Problem> {
    let found = across.sources.iter().find(|row| row.key == key);
    found.ok_or_else(|| {
        Problem::not_there("the latest reports know no such voice; /sources lists all")
    })
}

/// What goes through whoever bears the name.
fn through(row: &SourceRow) -> Vec<(Facet, String)> {
    vec![(Facet::Who, row.name.clone())]
}

fn voice(row: &SourceRow) -> Voice {
    let list = |names: &std::collections::BTreeSet<String>| {
        names.iter().take(12).map(|name| visible(name)).collect::<Vec<_>>()
    };
    let acts = row.acts.iter().map(|(act, count)| (word(*act), *count));
    Voice {
        href: format!("/sources/{}", segment(&row.key)),
        name: visible(&row.name),
        standing: brief::standing(row.standing),
        is_unnamed: row.unnamed,
        statements: row.statements,
        acts: acts.collect(),
        denied: row.denied.len(),
        corrected: row.corrected.len(),
        unverified: row.unverified.len(),
        denies: row.denies.len(),
        outlets: list(&row.outlets),
        through: list(&row.through),
        knows: list(&row.knows),
        reasons: list(&row.reasons),
        days: match (&row.first, &row.last) {
            (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
            (first, last) => first.clone().or(last.clone()).unwrap_or_default(),
        },
        grade: format!("{}{}", row.grade.reliability, row.grade.credibility),
        counters: counted(&row.counters),
    }
}

fn word(act: Act) -> &'static str {
    if act == Act::Other { "other" } else { brief::act(act) }
}
