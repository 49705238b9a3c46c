//! `/api/v1`: everything that the pages show and do, for programs, with the names of the wire format. The twin of a page
//! (`/statements.json`) is the same answer.

pub(crate) mod lists;
pub(crate) mod openapi;

use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use onrecord::ledger::{Facet, Filter, StoredFinding};
use onrecord::read::Hint;
use onrecord::view::View;
use onrecord::{brief, wire};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Desk;
use super::adding::Sent as SentReport;
use super::answer;
use super::asked::Asked;
use super::counts::Counts;
use super::pages::{
    across as kept, add as adding_page, changes, received, report, sources as voices, statements,
};
use super::problem::Problem;
use super::reviewing::Sent;
use super::rows::Around;
use super::situation::{Across, Selection};
use crate::json as wire_json;

pub(crate) use lists::{LISTS, SECTIONS, add, reports};

/// The answers for programs, and the twins of pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    let mut routes = Router::new()
        .route("/api/openapi.json", get(openapi::page))
        .route("/api/v1/news", get(news))
        .route("/api/v1/extent", get(extent))
        .route("/api/v1/reports/{id}", get(one_report))
        .route("/api/v1/findings/{id}", get(one_finding))
        .route("/api/v1/sources/{id}", get(one_source))
        .route("/api/v1/batches/{id}", get(one_batch))
        .route("/api/v1/reports/{id}/changes", get(changes::told))
        .route("/api/v1/reports/{id}/received", get(received::told))
        .route("/api/v1/added", get(added))
        .route("/api/v1/facets", get(facets))
        .route("/reports.json", get(reports))
        .route("/review.json", get(reviews));
    for list in LISTS {
        let answer = |State(desk): State<Arc<Desk>>, asked: Asked| lists::list(desk, asked, list);
        routes = routes.route(&format!("/api/v1/{}", list.name), get(answer));
        if let Some(twin) = list.twin {
            routes = routes.route(twin, get(answer));
        }
    }
    for (name, kinds) in SECTIONS {
        let answer = |State(desk): State<Arc<Desk>>, asked: Asked| sections(desk, asked, kinds);
        routes = routes.route(&format!("/api/v1/{name}"), get(answer));
        routes = routes.route(&format!("/{name}.json"), get(answer));
    }
    for (name, answer) in [
        ("search", get(search)),
        ("situation", get(situation)),
        ("trajectories", get(trajectories)),
        ("reviews", get(reviews).post(decide)),
        ("copies", get(copies)),
        ("disputes", get(disputes)),
        ("incidents", get(incidents)),
        ("places", get(places)),
        ("sources", get(sources)),
    ] {
        routes = routes.route(&format!("/api/v1/{name}"), answer.clone());
        let twin = if name == "trajectories" { "figures" } else { name };
        routes = routes.route(&format!("/{twin}.json"), answer);
    }
    routes
}

async fn news(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    desk.news.stream()
}

async fn extent(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    answer::json(&super::news::told(desk.news.now()))
}

/// What came behind an entry of the record, as the first page tells who looks again.
async fn added(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let entry = asked.get("entry").and_then(|entry| entry.parse().ok()).unwrap_or(0);
    let limit = asked.limit();
    let read = desk.readers.read(move |view| Ok((view.extent()?, view.added_since(entry, limit)?)));
    let (extent, added) = read.await?;
    let reports: Vec<Value> = added.latest.iter().map(|row| wire_json::report(row, true)).collect();
    answer::json(&json!({
        "versions": added.reports, "first_added_at": added.at, "reports": reports, "last_entry": extent.last_entry,
    }))
}

/// By what statements can be narrowed down, with how many of the latest there are of each.
async fn facets(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    let counted = Counts::statements(&desk).await?;
    let named = |facet: Option<Facet>| {
        let known = statements::FACETS.iter().find(|(_, known)| Some(*known) == facet);
        known.map_or("outlet", |(name, _)| *name).to_owned()
    };
    let facets = counted.0.iter().map(|(facet, values)| {
        let values = values.iter().map(|(value, count)| json!({"value": value, "count": count}));
        (named(*facet), Value::Array(values.collect()))
    });
    let facets: serde_json::Map<String, Value> = facets.collect();
    answer::json(&json!({"facets": facets, "findings": counted.1}))
}

async fn across(desk: &Desk, asked: &Asked) -> Result<Arc<Across>, Problem> {
    desk.situation.across(Selection::of(asked), desk.news.now()).await
}

/// What an answer across reports rests on.
fn resting(across: &Across) -> Value {
    json!({"reports": across.reports, "cut": across.cut, "last_entry": across.extent.last_entry})
}

async fn situation(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = across(&desk, &asked).await?;
    answer::json(&json!({"rests_on": resting(&across), "brief": across.brief}))
}

async fn sections(
    desk: Arc<Desk>,
    asked: Asked,
    kinds: &[brief::SectionKind],
) -> Result<Response, Problem> {
    let across = across(&desk, &asked).await?;
    let sections: Vec<&brief::Section> =
        across.brief.sections.iter().filter(|section| kinds.contains(&section.kind)).collect();
    answer::json(&json!({"rests_on": resting(&across), "sections": sections}))
}

async fn trajectories(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = across(&desk, &asked).await?;
    answer::json(&json!({"rests_on": resting(&across), "trajectories": across.trajectories}))
}

/// What people decided, the last first, and what waits for a decision.
async fn reviews(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = across(&desk, &asked).await?;
    let mut reviews = desk.readers.read(|view| Ok(view.reviews()?)).await?;
    reviews.reverse();
    let waiting = across.to_review.iter().map(|it| json!({"finding": it.finding, "why": it.why}));
    let waiting: Vec<Value> = waiting.take(200).collect();
    answer::json(&json!({"reviews": reviews, "waiting": waiting}))
}

/// Takes a decision.
async fn decide(
    State(desk): State<Arc<Desk>>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(sent) = sent.map_err(refused)?;
    let review = desk.decide(sent).await?;
    Ok((StatusCode::CREATED, answer::json(&review)?).into_response())
}

/// What a body that cannot be used is told.
fn refused(cause: JsonRejection) -> Problem {
    match cause.status() {
        // Well-formed and of another shape, or not well-formed: for whoever sends it, it is a wrong request.
        StatusCode::UNPROCESSABLE_ENTITY => Problem::asked_wrongly(cause.body_text()),
        status => Problem::given(status, cause.body_text()),
    }
}

async fn disputes(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let board = kept::disputes_of(&desk, &asked).await?;
    answer::json(&kept::told(&board, "disputes"))
}

async fn incidents(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let board = kept::incidents_of(&desk, &asked).await?;
    answer::json(&kept::told(&board, "incidents"))
}

async fn copies(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = across(&desk, &asked).await?;
    let groups = across.copies.iter().map(|text| {
        let members = text.members.iter().map(|member| {
            json!({"version": member.version, "outlet": member.outlet, "title": member.title,
                   "published": member.day, "credit": member.credit, "origin": member.is_origin})
        });
        json!({"share": text.share, "reports": members.collect::<Vec<_>>()})
    });
    let groups: Vec<Value> = groups.collect();
    answer::json(&json!({"rests_on": resting(&across), "groups": groups}))
}

async fn places(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = across(&desk, &asked).await?;
    let places = across.places.iter().map(|spot| {
        json!({"name": spot.name, "country": spot.country, "lat": spot.lat, "lon": spot.lon,
               "mentions": spot.mentions, "versions": spot.reports})
    });
    let places: Vec<Value> = places.collect();
    answer::json(&json!({"rests_on": resting(&across), "places": places}))
}

async fn sources(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let across = across(&desk, &asked).await?;
    answer::json(&json!({"rests_on": resting(&across), "sources": across.sources}))
}

async fn one_source(
    State(desk): State<Arc<Desk>>,
    Path(key): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    answer::json(&voices::told(&desk, &key, asked).await?)
}

async fn search(State(desk): State<Arc<Desk>>, asked: Asked) -> Result<Response, Problem> {
    let found = desk.readers.read(move |view| search_for(view, &asked)).await?;
    answer::json(&found)
}

/// A search looks among so many of the latest findings, and as many reports, that hold the words.
pub(crate) const AMONG: u32 = 500;

/// Findings and reports that hold the words asked for, the findings with their words and who answers for them.
pub(crate) fn search_for(view: &View<'_>, asked: &Asked) -> Result<Value, Problem> {
    let words = asked.get("about").unwrap_or_default();
    let filter = Filter { about: None, limit: Some(asked.limit()), ..asked.filter() };
    let hits = view.search_latest(words, &filter, AMONG)?;
    let mut findings = Vec::new();
    for hit in &hits.findings {
        findings.extend(of_version(view, hit.id.as_str(), &hit.version)?);
    }
    let around = Around::of(view, &findings)?;
    let findings: Vec<Value> =
        findings.iter().map(|found| around.json(found)).collect::<Result<_, _>>()?;
    let reports = hits.reports.iter().map(|hit| {
        json!({"id": hit.report, "version": hit.version, "title": hit.title, "snippet": hit.snippet.text})
    });
    let reports: Vec<Value> = reports.collect();
    Ok(json!({"findings": findings, "reports": reports}))
}

/// The finding of that id in that version.
pub(crate) fn of_version(
    view: &View<'_>,
    id: &str,
    version: &str,
) -> Result<Option<StoredFinding>, Problem> {
    let found = view.find(id)?;
    Ok(found.into_iter().find(|found| found.version == version && found.id.as_str() == id))
}

/// The one finding whose id begins so: the one of the current version where several versions have it.
pub(crate) fn find(view: &View<'_>, beginning: &str) -> Result<StoredFinding, Problem> {
    let mut found = view.find(beginning)?;
    let first = found.first().map(|first| first.id.clone());
    if found.iter().any(|other| Some(&other.id) != first.as_ref()) {
        return Err(Problem::not_there("several findings begin so; give more of the id"));
    }
    let mut standing = None;
    for (at, one) in found.iter().enumerate() {
        let filter = Filter { version: Some(one.version.clone()), ..Filter::default() };
        if view.reports(&filter)?.iter().any(|row| row.current) {
            standing = Some(at);
        }
    }
    match standing.or((!found.is_empty()).then_some(0)) {
        Some(at) => Ok(found.swap_remove(at)),
        None => Err(Problem::not_there("no such finding is on record")),
    }
}

async fn one_finding(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    finding_named(&desk, id).await
}

/// A finding with its sentence, its report and who answers for it.
pub(crate) async fn finding_named(desk: &Desk, id: String) -> Result<Response, Problem> {
    let value = desk.readers.read(move |view| evidence(view, &id)).await?;
    answer::json(&value)
}

/// A finding and the words around it.
pub(crate) fn evidence(view: &View<'_>, id: &str) -> Result<Value, Problem> {
    const AROUND: usize = 300;
    let found = find(view, id)?;
    let around = Around::of(view, std::slice::from_ref(&found))?;
    let mut value = around.json(&found)?;
    let text = view.report(&found.version)?.map(|report| report.text).unwrap_or_default();
    if let (Some(start), Some(end), Value::Object(fields)) = (found.start, found.end, &mut value) {
        let (start, end) = (start as usize, end as usize);
        let before = start.saturating_sub(AROUND);
        let context: String = text.chars().skip(before).take(end - before + AROUND).collect();
        fields.insert("context".into(), json!({"start": before, "text": context}));
    }
    Ok(value)
}

async fn one_report(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    report_named(&desk, id).await
}

/// A report on the wire, with its text and its versions.
pub(crate) async fn report_named(desk: &Desk, name: String) -> Result<Response, Problem> {
    let value = desk
        .readers
        .read(move |view| {
            let (reading, versions) = report::look_up(view, &name)?;
            let row = versions.iter().find(|row| row.report.version == reading.report.version);
            let engine = row.and_then(|row| row.engine.clone()).unwrap_or_default();
            let mut value = wire::to_json(&engine, &reading);
            if let Value::Object(fields) = &mut value {
                fields.insert("text".into(), json!(reading.report.text));
                let versions: Vec<Value> =
                    versions.iter().map(|row| wire_json::report(row, true)).collect();
                fields.insert("versions".into(), json!(versions));
            }
            Ok(value)
        })
        .await?;
    answer::json(&value)
}

async fn one_batch(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let batch = adding_page::look_up(&desk, &id).await?;
    answer::json(&batch)
}

/// A report as a program sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReport {
    #[serde(default)]
    text: String,
    /// Where it is to be fetched from, in place of its text: a page, a file, or a feed, whose entries are fetched.
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    url: Option<String>,
    /// Who sends it.
    #[serde(default)]
    by: Option<String>,
}

/// A field of a report, its text apart, is no longer, in code points.
const FIELD: usize = 2_000;

/// Takes a report to be read.
pub(crate) fn take(
    desk: &Desk,
    given: Result<Json<NewReport>, JsonRejection>,
) -> Result<Response, Problem> {
    let adding = adding_page::adding(desk)?;
    let Json(given) = given.map_err(refused)?;
    if given.text.trim().is_empty() && given.address.is_none() {
        return Err(Problem::asked_wrongly("`text` is empty, and there is no `address`"));
    }
    let fields =
        [&given.address, &given.title, &given.outlet, &given.published, &given.url, &given.by];
    if fields.into_iter().flatten().any(|field| field.chars().count() > FIELD) {
        return Err(Problem::asked_wrongly(format!("a field is longer than {FIELD} characters")));
    }
    let hint = Hint {
        name: "report".to_owned(),
        published: given.published,
        outlet: given.outlet,
        url: given.url,
        title: given.title,
        charset: None,
    };
    let sent = match given.address {
        Some(address) => SentReport::address(&address, hint),
        None => SentReport::bytes(hint, given.text.into_bytes()),
    };
    let id = adding.take(given.by, vec![sent])?;
    let place = format!("/api/v1/batches/{id}");
    let batch = adding.batch(id).unwrap_or_default();
    let mut response = (StatusCode::ACCEPTED, answer::json(&batch)?).into_response();
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}
