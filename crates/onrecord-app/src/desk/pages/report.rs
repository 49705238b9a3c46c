//! `/reports/ID`: a report with everything that was found in it marked in place.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use onrecord::Reading;
use onrecord::brief::{Paragraph, paragraphs};
use onrecord::ledger::ReportRow;
use onrecord::model::Report;
use onrecord::view::View;

use crate::commands::describe;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::api;
use crate::desk::asked::segment;
use crate::desk::problem::Problem;
use crate::desk::rows::{title, visible};
use crate::desk::situation::{Across, OneText};

/// Layers that can be switched: name, what it marks.
const LAYERS: [(&str, &str); 8] = [
    ("source", "source"),
    ("cue", "cue"),
    ("content", "what is attributed"),
    ("figure", "figure"),
    ("time", "time"),
    ("place", "place"),
    ("event", "event"),
    ("check", "not verified, not said"),
];

/// A version to choose.
struct VersionLink {
    href: String,
    version: String,
    at: String,
    is_shown: bool,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    frame: Frame,
    title: String,
    outlet: String,
    published: String,
    byline: String,
    credit: String,
    url: Option<String>,
    id: String,
    version: String,
    engine: String,
    sha256: String,
    is_current: bool,
    is_first: bool,
    has_original: bool,
    versions: Vec<VersionLink>,
    paragraphs: Vec<Paragraph>,
    counters: Vec<(usize, &'static str)>,
    copies: Option<OneText>,
    /// For how many stand behind a statement.
    across: Arc<Across>,
    notices: Vec<String>,
    layers: [(&'static str, &'static str); 8],
}

/// The version that `name` means, of a report or a version, with everything found in it, and all versions of the report.
pub(crate) fn look_up(view: &View<'_>, name: &str) -> Result<(Reading, Vec<ReportRow>), Problem> {
    let report: Report = view
        .report(name)?
        .ok_or_else(|| Problem::not_there("no such report is on record; /reports lists all"))?;
    let findings = view.findings_of(&report.version)?.unwrap_or_default();
    let versions = view.versions_of(&report.id)?;
    Ok((Reading { report, findings }, versions))
}

/// The page; as JSON where the path ends so.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    if let Some(name) = name.strip_suffix(".json") {
        return api::report_named(&desk, name.to_owned()).await;
    }
    let wanted = name.clone();
    let (reading, versions, has_original) = desk
        .readers
        .read(move |view| {
            let (reading, versions) = look_up(view, &wanted)?;
            let has_original =
                view.raw(&reading.report.version)?.is_some_and(|raw| !raw.is_empty());
            Ok((reading, versions, has_original))
        })
        .await?;
    let across = desk.situation.across(Default::default(), desk.news.now()).await?;
    let report = &reading.report;
    let is_one =
        |text: &&OneText| text.members.iter().any(|member| member.version == report.version);
    let row = versions.iter().find(|row| row.report.version == report.version);
    let is_web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    let path = format!("/reports/{}", segment(&report.version));
    let text = |field: &Option<String>| visible(field.as_deref().unwrap_or_default());
    answer::page(&Page {
        frame: Frame::of(&desk, "/reports", title(report)).twin(&path, ""),
        title: title(report),
        outlet: text(&report.outlet),
        published: report.published.as_ref().map_or(String::new(), |it| visible(&it.at)),
        byline: text(&report.byline),
        credit: text(&report.credit),
        url: report.url.clone().filter(is_web),
        id: visible(&report.id),
        version: report.version.clone(),
        engine: row.and_then(|row| row.engine.clone()).unwrap_or_default(),
        sha256: report.sha256.clone(),
        is_current: row.is_some_and(|row| row.current),
        is_first: versions.first().is_some_and(|row| row.report.version == report.version),
        has_original,
        versions: links(&versions, &report.version),
        paragraphs: paragraphs(&reading),
        counters: counters(&reading),
        copies: across.copies.iter().find(is_one).cloned(),
        across: Arc::clone(&across),
        notices: report.notices.iter().map(|notice| visible(notice)).collect(),
        layers: LAYERS,
    })
}

fn links(versions: &[ReportRow], shown: &str) -> Vec<VersionLink> {
    let link = |row: &ReportRow| {
        let changed = row.report.modified.as_ref().or(row.report.published.as_ref());
        VersionLink {
            href: format!("/reports/{}", segment(&row.report.version)),
            version: segment(&row.report.version),
            at: changed.map_or_else(|| describe::day(Some(row)), |it| visible(&it.at)),
            is_shown: row.report.version == shown,
            is_current: row.current,
        }
    };
    versions.iter().map(link).collect()
}

fn counters(reading: &Reading) -> Vec<(usize, &'static str)> {
    let findings = &reading.findings;
    let statements = &findings.statements;
    let unnamed = statements
        .iter()
        .filter(|statement| statement.chain.last().is_some_and(|link| link.standing.is_unnamed()));
    let all = [
        (statements.len(), "statements"),
        (unnamed.count(), "with nobody named"),
        (findings.figures.len(), "figures"),
        (findings.events.len(), "events"),
        (findings.persons.len(), "persons"),
        (findings.access.len(), "access"),
        (findings.not_said.len(), "not said"),
    ];
    all.into_iter().filter(|(count, _)| *count > 0).collect()
}

/// `/reports/ID/original`: the bytes as they were received. A browser is made to save them, never to show them.
pub(crate) async fn original(
    State(desk): State<Arc<Desk>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let bytes = desk
        .readers
        .read(move |view| {
            let (reading, _) = look_up(view, &name)?;
            let raw = view.raw(&reading.report.version)?;
            raw.ok_or_else(|| {
                Problem::not_there("its bytes were not kept, or something in them is withheld")
            })
        })
        .await?;
    let kind = HeaderValue::from_static("application/octet-stream");
    let save = HeaderValue::from_static("attachment; filename=\"original\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, save)], bytes).into_response())
}

/// `/findings/ID`: leads to the words of a finding.
pub(crate) async fn finding(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if let Some(id) = id.strip_suffix(".json") {
        return api::finding_named(&desk, id.to_owned()).await;
    }
    let found = desk.readers.read(move |view| api::find(view, &id)).await?;
    let words = format!("/reports/{}#{}", segment(&found.version), found.id);
    Ok(Redirect::to(&words).into_response())
}
