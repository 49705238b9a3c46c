//! Lists of one sort, a page at a time.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::Response;
use onrecord::brief::SectionKind;
use onrecord::ledger::{Facet, FindingKind};
use onrecord::view::View;
use serde_json::{Value, json};

use super::NewReport;
use crate::desk::Desk;
use crate::desk::answer;
use crate::desk::asked::Asked;
use crate::desk::pages::{statements, timeline};
use crate::desk::problem::Problem;
use crate::desk::rows::Around;
use crate::json as wire_json;

/// A list of findings of one kind.
#[derive(Debug)]
pub(crate) struct List {
    /// Its name in the path.
    pub(crate) name: &'static str,
    /// What it lists.
    pub(crate) about: &'static str,
    /// The kind of findings.
    pub(crate) kind: FindingKind,
    /// By what they are told apart.
    pub(crate) facets: &'static [(&'static str, Facet)],
    /// The page that shows the same.
    pub(crate) twin: Option<&'static str>,
}

/// Every list of findings.
pub(crate) const LISTS: &[List] = &[
    List {
        name: "statements",
        about: "Who said what, through whom, how openly; latest first.",
        kind: FindingKind::Statement,
        facets: &statements::FACETS,
        twin: Some("/statements.json"),
    },
    List {
        name: "figures",
        about: "How many, of whom, as of when; latest first.",
        kind: FindingKind::Figure,
        facets: &[("measure", Facet::Measure), ("kind", Facet::Quantity)],
        twin: None,
    },
    List {
        name: "events",
        about: "What happened, is under way, planned, called off, denied; latest first.",
        kind: FindingKind::Event,
        facets: &timeline::FACETS,
        twin: Some("/timeline.json"),
    },
    List {
        name: "persons",
        about: "Who is held, freed, missing, hurt, dead; latest first.",
        kind: FindingKind::Person,
        facets: &[("status", Facet::Status)],
        twin: None,
    },
    List {
        name: "passages",
        about: "What is open or closed; latest first.",
        kind: FindingKind::Access,
        facets: &[("state", Facet::State)],
        twin: None,
    },
    List {
        name: "negotiations",
        about: "Who talks with whom, and what each demands, offers, refuses; latest first.",
        kind: FindingKind::Talks,
        facets: &[("status", Facet::Status)],
        twin: None,
    },
];

/// What follows across reports, by the page that shows it.
pub(crate) const SECTIONS: &[(&str, &[SectionKind])] = &[
    ("people", &[SectionKind::People]),
    ("access", &[SectionKind::Places]),
    ("talks", &[SectionKind::Positions, SectionKind::Planned]),
];

/// A page of a list.
pub(crate) async fn list(
    desk: Arc<Desk>,
    asked: Asked,
    list: &'static List,
) -> Result<Response, Problem> {
    let value = desk.readers.read(move |view| page(view, &asked, list)).await?;
    answer::json(&value)
}

/// A page of a list, and where to go on.
pub(crate) fn page(view: &View<'_>, asked: &Asked, list: &List) -> Result<Value, Problem> {
    let (rows, next) = found(view, asked, list.kind, &asked.facets(list.facets))?;
    Ok(json!({"findings": rows, "next": next}))
}

/// The findings of one kind that `asked` means, each of `facets` with that value, the latest first; and where to go on.
pub(crate) fn found(
    view: &View<'_>,
    asked: &Asked,
    kind: FindingKind,
    facets: &[(Facet, String)],
) -> Result<(Vec<Value>, Option<String>), Problem> {
    let page =
        view.latest_findings(kind, &asked.filter(), facets, asked.after()?, asked.limit())?;
    let around = Around::of(view, &page.rows)?;
    let rows = page.rows.iter().map(|found| around.json(found)).collect::<Result<_, _>>()?;
    Ok((rows, page.next.map(|next| next.to_string())))
}

/// A page of the reports.
pub(crate) async fn reports(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
) -> Result<Response, Problem> {
    let page = desk
        .readers
        .read(move |view| {
            Ok(view.latest_reports(&asked.filter(), asked.after()?, asked.limit())?)
        })
        .await?;
    let rows: Vec<Value> = page.rows.iter().map(|row| wire_json::report(row, true)).collect();
    let next = page.next.map(|next| next.to_string());
    answer::json(&json!({"reports": rows, "next": next}))
}

/// Takes a report to be read.
pub(crate) async fn add(
    State(desk): State<Arc<Desk>>,
    given: Result<Json<NewReport>, JsonRejection>,
) -> Result<Response, Problem> {
    super::take(&desk, given)
}
