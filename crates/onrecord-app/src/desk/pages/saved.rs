//! Saved searches: kept by the browser that saved them, in a cookie, so that they need neither an account nor a script.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::desk::Desk;
use crate::desk::asked::Asked;
use crate::desk::cookies;
use crate::desk::problem::Problem;

/// The cookie that keeps them.
const SAVED: &str = "onrecord_searches";
/// So many are kept; saving one more drops the oldest.
const MOST: usize = 12;
/// A name is no longer, in code points.
const NAME: usize = 40;
/// Bytes that a browser keeps of one cookie, with room for its name.
const BYTES: usize = 3_600;

/// A saved search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Saved {
    /// What it is called.
    pub(crate) name: String,
    /// What it asks, as the query of an address.
    pub(crate) query: String,
}

/// What the form sends: a name and a query to keep, or a name to forget.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    forget: String,
}

/// The saved searches of this browser.
pub(crate) fn of(headers: &HeaderMap) -> Vec<Saved> {
    let kept = cookies::get(headers, SAVED).unwrap_or_default();
    let pairs = form_urlencoded::parse(kept.as_bytes());
    let known = pairs.filter_map(|(name, query)| {
        // A query that is none any more is left aside.
        let query = Asked::read(query.trim_start_matches('?')).ok()?.query();
        Some(Saved { name: name.chars().take(NAME).collect(), query })
    });
    known.take(MOST).collect()
}

/// Keeps a search, or forgets one, and goes back to the statements.
pub(crate) async fn take(
    _: axum::extract::State<Arc<Desk>>,
    headers: HeaderMap,
    sent: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(sent) = sent.map_err(|cause| Problem::given(cause.status(), cause.body_text()))?;
    let mut saved = of(&headers);
    let query = Asked::read(sent.query.trim_start_matches('?'))?.query();
    let name: String = sent.name.trim().chars().take(NAME).collect();
    saved.retain(|one| one.name != sent.forget && one.name != name);
    if sent.forget.is_empty() {
        if name.is_empty() || query.is_empty() {
            return Err(Problem::asked_wrongly("give a name, and something to search for"));
        }
        saved.push(Saved { name, query: query.clone() });
    }
    let mut kept = written(&saved);
    while saved.len() > MOST || kept.len() > BYTES {
        saved.remove(0);
        kept = written(&saved);
    }
    let mark = cookies::keep(SAVED, &kept, "/");
    Ok(([(header::SET_COOKIE, mark)], Redirect::to(&format!("/statements{query}"))).into_response())
}

fn written(saved: &[Saved]) -> String {
    let pairs = saved.iter().map(|one| (&one.name, &one.query));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn what_is_saved_is_read_back_and_what_is_no_search_is_not() {
        let all = [
            Saved { name: "Dam; denials".into(), query: "?about=dam&act=deny".into() },
            Saved { name: "No".into(), query: "?act=shout".into() },
        ];
        let cookie = cookies::keep(SAVED, &written(&all), "/");
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&cookie).unwrap());
        assert_eq!(
            of(&headers),
            [Saved { name: all[0].name.clone(), query: "?about=dam&act=deny".into() }]
        );
        assert_eq!(of(&HeaderMap::new()), []);
    }
}
