//! Files that pages load: styles, scripts and type, all inside the program. Nothing is fetched from elsewhere, and no
//! other file can be asked for.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const TYPE: &str = "font/woff2";

/// Name, kind and content of every file.
const FILES: &[(&str, &str, &[u8])] = &[
    ("desk.css", STYLE, include_bytes!("../../assets/desk.css")),
    ("desk.js", SCRIPT, include_bytes!("../../assets/desk.js")),
    ("charts.js", SCRIPT, include_bytes!("../../assets/charts.js")),
    ("htmx.min.js", SCRIPT, include_bytes!("../../assets/htmx.min.js")),
    ("uplot.min.js", SCRIPT, include_bytes!("../../assets/uplot.min.js")),
    ("uplot.min.css", STYLE, include_bytes!("../../assets/uplot.min.css")),
    ("sans.woff2", TYPE, include_bytes!("../../assets/source-sans-3-latin-wght-normal.woff2")),
    (
        "sans-ext.woff2",
        TYPE,
        include_bytes!("../../assets/source-sans-3-latin-ext-wght-normal.woff2"),
    ),
    ("serif.woff2", TYPE, include_bytes!("../../assets/source-serif-4-latin-wght-normal.woff2")),
    (
        "serif-ext.woff2",
        TYPE,
        include_bytes!("../../assets/source-serif-4-latin-ext-wght-normal.woff2"),
    ),
    (
        "serif-italic.woff2",
        TYPE,
        include_bytes!("../../assets/source-serif-4-latin-wght-italic.woff2"),
    ),
    ("icon.svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")),
];

/// The file of this name.
pub(crate) async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    let file = FILES.iter().find(|(known, ..)| *known == name);
    let Some((_, kind, bytes)) = file else { return Err(Problem::not_there("no such file")) };
    let keep = HeaderValue::from_static("public, max-age=3600");
    let kind = HeaderValue::from_static(kind);
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], *bytes).into_response())
}
