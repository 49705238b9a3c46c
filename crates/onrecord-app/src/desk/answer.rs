//! Answers: pages as HTML, data as JSON, each with a tag by which a browser knows that nothing has changed.

use askama::Template;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use onrecord::ledger::Extent;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::asked::is_for_programs;
use super::problem::Problem;
use super::{Desk, token};

/// Answers up to this many bytes get a tag.
const TAGGED: usize = 16 << 20;

/// What every page has around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// What the page is called.
    pub(crate) title: String,
    /// The path of the part of the desk it belongs to.
    pub(crate) here: &'static str,
    /// Where the same stands as JSON.
    pub(crate) twin: Option<String>,
    /// How much is on record.
    pub(crate) extent: Extent,
    /// Can reports be added?
    pub(crate) writes: bool,
    /// Words that were looked for.
    pub(crate) sought: String,
}

/// The parts of the desk: path, name, and whether a line is drawn above it.
pub(crate) const PARTS: [(&str, &str, bool); 16] = [
    ("/", "Situation", false),
    ("/figures", "Figures", true),
    ("/disputes", "Disputes", false),
    ("/incidents", "Incidents", false),
    ("/timeline", "Timeline", false),
    ("/people", "People", false),
    ("/access", "Access", false),
    ("/talks", "Talks", false),
    ("/places", "Places", false),
    ("/statements", "Statements", true),
    ("/sources", "Sources", false),
    ("/reports", "Reports", false),
    ("/copies", "Copies", false),
    ("/review", "Review", true),
    ("/add", "Add", false),
    ("/api/openapi.json", "API", false),
];

impl Frame {
    /// The frame of a page.
    pub(crate) fn of(desk: &Desk, here: &'static str, title: impl Into<String>) -> Frame {
        Frame {
            title: title.into(),
            here,
            twin: None,
            extent: desk.news.now(),
            writes: desk.adding.is_some(),
            sought: String::new(),
        }
    }

    /// With the same as JSON at `path` and `query`.
    pub(crate) fn twin(mut self, path: &str, query: &str) -> Frame {
        self.twin = Some(format!("{path}.json{query}"));
        self
    }

    /// The parts of the desk.
    pub(crate) fn parts(&self) -> &'static [(&'static str, &'static str, bool)] {
        &PARTS
    }
}

/// A page.
pub(crate) fn page(template: &impl Template) -> Result<Response, Problem> {
    let html = template.render().map_err(|cause| Problem::of_ours(&cause))?;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], html).into_response())
}

/// Data.
pub(crate) fn json(value: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(value)?;
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    problem: &'a Problem,
}

/// Tells problems in words where a page was asked for.
pub(crate) async fn in_words(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let to_program = is_for_programs(path) || path.starts_with("/assets/");
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().filter(|_| !to_program) else {
        return response;
    };
    let frame = Frame { title: problem.title().to_owned(), ..Frame::default() };
    match page(&ProblemPage { frame, problem }) {
        Ok(told) => (problem.status(), told).into_response(),
        Err(_) => response,
    }
}

/// Puts a tag on answers, and says "not modified" to who has it.
pub(crate) async fn tagged(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_stream = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
    if !is_read || is_stream || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes: Bytes = match to_bytes(body, TAGGED).await {
        Ok(bytes) => bytes,
        Err(cause) => return Problem::of_ours(&cause).into_response(),
    };
    let digest = Sha256::digest(&bytes);
    let tag = format!("\"{}\"", token::hex(digest.get(..12).unwrap_or_default()));
    let is_known = known.as_ref().and_then(|known| known.to_str().ok()).is_some_and(|known| {
        known.trim() == "*"
            || known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    if is_known {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}
