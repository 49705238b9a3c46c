//! `/review`: what a person should look at first, and what people decided.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use onrecord::model::{Credibility, Decision, Reliability, Review, Sensitivity};
use onrecord::view::View;

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::api;
use crate::desk::asked::Asked;
use crate::desk::cookies;
use crate::desk::problem::Problem;
use crate::desk::reviewing::Sent;
use crate::desk::rows::{Around, Row, visible};
use crate::desk::situation::Selection;

/// The cookie that remembers a reviewer's name for the next form. It opens nothing.
const NAME: &str = "onrecord_reviewer";
/// Findings shown to be looked at.
const SHOWN: usize = 60;
/// Decisions shown, the last first.
const PAST: usize = 100;

/// A finding to look at, and why.
struct Item {
    row: Row,
    why: String,
}

/// A decision in words.
pub(crate) struct Decided {
    pub(crate) id: String,
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) what: &'static str,
    pub(crate) about: Vec<String>,
    pub(crate) told: String,
    pub(crate) note: String,
    pub(crate) is_undone: bool,
}

#[derive(Template)]
#[template(path = "review.html")]
struct Page {
    frame: Frame,
    reviewer: String,
    levels: &'static [Sensitivity],
    items: Vec<Item>,
    waiting: usize,
    decided: Vec<Decided>,
}

#[derive(Template)]
#[template(path = "review_one.html")]
struct OnePage {
    frame: Frame,
    reviewer: String,
    row: Row,
    before: String,
    words: String,
    behind: String,
    fields: Vec<&'static str>,
    reliabilities: &'static [Reliability],
    credibilities: &'static [Credibility],
    levels: &'static [Sensitivity],
    decided: Vec<Decided>,
}

/// The queue, and the decisions so far.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let across = desk.situation.across(Selection::of(&asked), desk.news.now()).await?;
    let queue = Arc::clone(&across);
    let (items, decided, waiting) = desk
        .readers
        .read(move |view| {
            let reviews = view.reviews()?;
            let judged: Vec<String> = reviews
                .iter()
                .flat_map(|it| it.decision.subjects())
                .map(|it| it.to_string())
                .collect();
            let open = queue.to_review.iter().filter(|it| !judged.contains(&it.finding));
            let open: Vec<_> = open.collect();
            let mut items = Vec::new();
            for one in open.iter().take(SHOWN) {
                let Ok(found) = api::find(view, &one.finding) else { continue };
                let around = Around::of(view, std::slice::from_ref(&found))?;
                items.push(Item { row: around.row(&found), why: visible(&one.why) });
            }
            Ok((items, decisions(&reviews, None), open.len()))
        })
        .await?;
    let frame = Frame::of(&desk, "/review", "Review").twin("/review", "");
    let levels = Sensitivity::ALL;
    answer::page(&Page { frame, reviewer: reviewer(&headers), levels, items, waiting, decided })
}

/// One finding, and everything that can be decided about it.
pub(crate) async fn one(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let read = desk.readers.read(move |view| look_at(view, &id));
    let (row, [before, words, behind], fields, decided) = read.await?;
    let frame = Frame::of(&desk, "/review", format!("Review of {}", row.short))
        .twin(&format!("/findings/{}", row.id), "");
    answer::page(&OnePage {
        frame,
        reviewer: reviewer(&headers),
        row,
        before,
        words,
        behind,
        fields,
        reliabilities: Reliability::ALL,
        credibilities: Credibility::ALL,
        levels: Sensitivity::ALL,
        decided,
    })
}

type Looked = (Row, [String; 3], Vec<&'static str>, Vec<Decided>);

fn look_at(view: &View<'_>, id: &str) -> Result<Looked, Problem> {
    const AROUND: usize = 400;
    let found = api::find(view, id)?;
    let around = Around::of(view, std::slice::from_ref(&found))?;
    let text = view.report(&found.version)?.map(|report| report.text).unwrap_or_default();
    let (start, end) =
        (found.start.unwrap_or_default() as usize, found.end.unwrap_or_default() as usize);
    let cut = |from: usize, to: usize| {
        visible(&text.chars().skip(from).take(to.saturating_sub(from)).collect::<String>())
    };
    let parts = [cut(start.saturating_sub(AROUND), start), cut(start, end), cut(end, end + AROUND)];
    let fields = match found.kind() {
        onrecord::ledger::FindingKind::Statement => {
            vec!["content", "cue", "act", "to", "venue", "said_on"]
        }
        onrecord::ledger::FindingKind::Figure => {
            vec!["words", "measure", "low", "high", "value", "population", "as_of", "kind"]
        }
        onrecord::ledger::FindingKind::Event => vec!["words", "type", "status", "when"],
        onrecord::ledger::FindingKind::Person => vec!["words", "name", "count", "status", "when"],
        onrecord::ledger::FindingKind::Access => vec!["words", "place", "state"],
        _ => vec!["words"],
    };
    let reviews = view.reviews()?;
    Ok((around.row(&found), parts, fields, decisions(&reviews, Some(found.id.as_str()))))
}

/// Decides, and goes back.
pub(crate) async fn decide(
    State(desk): State<Arc<Desk>>,
    sent: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(sent) = sent.map_err(|cause| Problem::given(cause.status(), cause.body_text()))?;
    let by = sent.by.trim().to_owned();
    // Only a path of this desk: an address elsewhere would lead away.
    let is_here =
        sent.back.starts_with('/') && !sent.back.starts_with("//") && !sent.back.contains('\\');
    let back = if is_here { sent.back.clone() } else { "/review".to_owned() };
    desk.decide(sent).await?;
    let mut response = Redirect::to(&back).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookies::keep(NAME, &by, "/"));
    Ok(response)
}

/// Decides about the finding that the path names.
pub(crate) async fn decide_one(
    state: State<Arc<Desk>>,
    Path(id): Path<String>,
    sent: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let sent = sent.map(|Form(sent)| Form(Sent { subject: id, ..sent }));
    decide(state, sent).await
}

/// Decides about whoever bears the name that stands in `with`.
pub(crate) async fn decide_person(
    state: State<Arc<Desk>>,
    sent: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let named = |sent: Sent| {
        let subject = format!("name:{}", sent.with.trim());
        Form(Sent { subject, with: String::new(), ..sent })
    };
    decide(state, sent.map(|Form(sent)| named(sent))).await
}

/// The name that was given last in this browser.
pub(crate) fn reviewer(headers: &HeaderMap) -> String {
    cookies::get(headers, NAME).map(|name| visible(&name)).unwrap_or_default()
}

/// The decisions about `subject`, or all, the last first.
pub(crate) fn decisions(reviews: &[Review], subject: Option<&str>) -> Vec<Decided> {
    let undone = |review: &Review| {
        reviews.iter().any(
            |other| matches!(&other.decision, Decision::Undo { review: id } if *id == review.id),
        )
    };
    let wanted = reviews.iter().rev().filter(|review| {
        subject.is_none_or(|subject| {
            review.decision.subjects().iter().any(|it| it.as_str() == subject)
        })
    });
    let decided = wanted.take(PAST).map(|review| Decided {
        id: review.id.as_str().to_owned(),
        by: visible(&review.by),
        at: review.at.get(..16).unwrap_or(&review.at).replace('T', " "),
        what: review.decision.as_str(),
        about: review.decision.subjects().iter().map(|it| visible(it.as_str())).collect(),
        told: told(&review.decision),
        note: visible(review.note.as_deref().unwrap_or_default()),
        is_undone: undone(review),
    });
    decided.collect()
}

/// What a decision says besides what it is about.
fn told(decision: &Decision) -> String {
    match decision {
        Decision::Correct { set, .. } => {
            let fields = set.iter().filter(|(name, _)| !matches!(name.as_str(), "start" | "end"));
            visible(
                &fields
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect::<Vec<_>>()
                    .join(", "),
            )
        }
        Decision::Grade { reliability, credibility, .. } => {
            let first = reliability.map(|it| it.as_str()).unwrap_or_default();
            format!("{first}{}", credibility.map(|it| it.as_str()).unwrap_or_default())
        }
        Decision::Sensitivity { level, .. } => level.as_str().to_owned(),
        _ => String::new(),
    }
}
