//! Which path leads where.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::timeout::TimeoutLayer;

use super::problem::Problem;
use super::{Desk, answer, api, assets, pages, security};

/// Whatever is asked must be answered by then; what is sent must have come.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a request may carry, in bytes; only reports may be larger.
const BODY: usize = 256 << 10;
/// What may be sent to be read at a time.
const REPORTS: usize = 32 << 20;

/// How many bytes a request to `path` may carry.
pub(crate) fn most(path: &str) -> u64 {
    let most = if matches!(path, "/add" | "/api/v1/reports") { REPORTS } else { BODY };
    u64::try_from(most).unwrap_or(u64::MAX)
}

/// Everything the desk answers.
pub(crate) fn all(desk: Arc<Desk>) -> Router {
    let pages = Router::new()
        .route("/", get(pages::situation::page))
        .route("/looked", post(pages::situation::looked))
        .route("/reports", get(pages::reports::page))
        .route("/reports/{id}", get(pages::report::page))
        .route("/reports/{id}/changes", get(pages::changes::page))
        .route("/reports/{id}/changes.json", get(pages::changes::told))
        .route("/reports/{id}/original", get(pages::report::original))
        .route("/reports/{id}/received", get(pages::received::page))
        .route("/reports/{id}/received.json", get(pages::received::told))
        .route("/findings/{id}", get(pages::report::finding))
        .route("/statements", get(pages::statements::page))
        .route("/statements/saved", post(pages::saved::take))
        .route("/timeline", get(pages::timeline::page))
        .route("/search", get(pages::search::page))
        .route("/figures", get(pages::figures::page))
        .route("/disputes", get(pages::across::disputes))
        .route("/incidents", get(pages::across::incidents))
        .route("/people", get(pages::section::people))
        .route("/access", get(pages::section::access))
        .route("/talks", get(pages::section::talks))
        .route("/sources", get(pages::sources::page))
        .route("/sources/{key}", get(pages::sources::one))
        .route("/places", get(pages::places::page))
        .route("/copies", get(pages::copies::page))
        .route("/review", get(pages::review::page).post(pages::review::decide))
        .route("/review/person", post(pages::review::decide_person))
        .route("/review/{id}", get(pages::review::one).post(pages::review::decide_one))
        .route("/login", get(pages::login::page).post(pages::login::give))
        .route("/add/{batch}", get(pages::add::batch))
        .route("/add.json", get(pages::add::told))
        .route("/assets/{name}", get(assets::file));
    let adding = Router::new()
        .route("/add", get(pages::add::page).post(pages::add::take))
        .route("/api/v1/reports", get(api::reports).post(api::add))
        .layer(DefaultBodyLimit::max(REPORTS));
    pages
        .merge(api::routes())
        .layer(DefaultBodyLimit::max(BODY))
        .merge(adding)
        .route("/api/v1/{*rest}", post(no_such).get(no_such))
        .fallback(no_such)
        .method_not_allowed_fallback(not_that_way)
        .with_state(Arc::clone(&desk))
        .layer(from_fn(answer::tagged))
        .layer(from_fn(answer::in_words))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .layer(from_fn_with_state(desk, security::guard))
}

async fn no_such() -> Problem {
    Problem::not_there("there is no such page")
}

async fn not_that_way() -> Problem {
    no_such_way()
}

/// The routes do not know the method.
pub(super) fn no_such_way() -> Problem {
    Problem::given(StatusCode::METHOD_NOT_ALLOWED, "this cannot be done here")
}

/// May something be written under this path? Of the interface for programs two take it; what is forgotten here is refused to pages
/// elsewhere all the same, only as unknown.
pub(super) fn takes_writes(path: &str) -> bool {
    !path.starts_with("/api/v1/") || matches!(path, "/api/v1/reports" | "/api/v1/reviews")
}
