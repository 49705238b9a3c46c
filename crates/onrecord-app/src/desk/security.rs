//! Who may ask, and what a browser may do with the answer.
//!
//! On loopback nobody needs an account, but a page elsewhere must not be able to ask in the reader's name: the desk answers
//! only under its own names (against DNS rebinding) and takes nothing that a page elsewhere sends (against cross-site
//! requests). Elsewhere than on loopback it wants the token. Accounts and roles will go where [`Guard::admits`] stands.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::problem::Problem;
use super::{Desk, asked, routes, token};

/// The cookie of one who has given the token.
const COOKIE: &str = "onrecord_session";
/// Sessions at a time; the desk forgets them when it is closed.
const SESSIONS: usize = 1_000;
/// So many wrong tokens may be given in a minute, by all together.
const GUESSES: u32 = 10;

/// No script, style, picture or connection but the desk's own; no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What stands on every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Knows who may ask.
#[derive(Debug)]
pub(crate) struct Guard {
    hosts: Vec<String>,
    token: Option<[u8; 32]>,
    sessions: Mutex<BTreeSet<[u8; 32]>>,
    guesses: Mutex<(Instant, u32)>,
}

impl Guard {
    /// Answers under `hosts` besides addresses and `localhost`, and to those who know the token of this hash.
    pub(crate) fn new(hosts: Vec<String>, token: Option<[u8; 32]>) -> Guard {
        Guard {
            hosts: hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect(),
            token,
            sessions: Mutex::new(BTreeSet::new()),
            guesses: Mutex::new((Instant::now(), 0)),
        }
    }

    /// Is a token wanted?
    pub(crate) fn wants_token(&self) -> bool {
        self.token.is_some()
    }

    /// Is `host`, as a browser sends it, a name of this desk? An address cannot be rebound, a name can.
    fn is_ours(&self, host: &str) -> bool {
        let name = name_of(host).to_ascii_lowercase();
        let literal = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        name == "localhost"
            || name.parse::<Ipv4Addr>().is_ok()
            || literal.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
            || self.hosts.contains(&name)
    }

    /// May this request be answered?
    fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(kept) = &self.token else { return true };
        let bearer = text(headers, header::AUTHORIZATION).and_then(|it| it.strip_prefix("Bearer "));
        if let Some(given) = bearer {
            return self.is_token(given.trim(), kept);
        }
        let cookies = text(headers, header::COOKIE).unwrap_or_default();
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.split(';').any(|cookie| {
            let given = cookie.trim().strip_prefix(COOKIE).and_then(|it| it.strip_prefix('='));
            // Sessions are as random as the token, and looked up by their hash: nothing can be learnt from the time it takes.
            given.is_some_and(|given| sessions.contains(&token::hash(given)))
        })
    }

    /// Is it the token? After too many wrong ones, none is for a while.
    fn is_token(&self, given: &str, kept: &[u8; 32]) -> bool {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if guesses.0.elapsed() > Duration::from_secs(60) {
            *guesses = (Instant::now(), 0);
        }
        if guesses.1 >= GUESSES {
            return false;
        }
        let is = token::is(given, kept);
        guesses.1 += u32::from(!is);
        is
    }

    /// A cookie for one who gave the token.
    pub(crate) fn session(&self, given: &str) -> Result<HeaderValue, Problem> {
        let Some(kept) = &self.token else { return Err(Problem::not_there("no token is wanted")) };
        if !self.is_token(given.trim(), kept) {
            return Err(Problem::no_token());
        }
        let session = token::new().map_err(|_| Problem::stopping())?;
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= SESSIONS {
            sessions.pop_first();
        }
        sessions.insert(token::hash(&session));
        let cookie = format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict");
        HeaderValue::from_str(&cookie).map_err(|_| Problem::stopping())
    }
}

/// Lets through what may be answered, and puts on every answer what a browser may do with it.
pub(crate) async fn guard(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let refused = refusal(&desk.guard, &request);
    let mut response = match refused {
        Some(response) => response,
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(NO_CACHE);
    response
}

/// What may be kept must be asked for again: the record grows.
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache, private");

fn refusal(guard: &Guard, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let host = text(headers, header::HOST).or_else(|| request.uri().host());
    let Some(host) = host.filter(|host| guard.is_ours(host)) else {
        return Some(Problem::not_ours().into_response());
    };
    if request.uri().authority().is_some_and(|asked| !guard.is_ours(asked.as_str())) {
        return Some(Problem::not_ours().into_response());
    }
    // The only method by which a route writes; every other but GET and HEAD is answered as unknown by the routes.
    let writes = request.method() == Method::POST;
    if writes && !is_from_here(headers, host) {
        if !routes::takes_writes(request.uri().path()) {
            return Some(routes::no_such_way().into_response());
        }
        let detail =
            "this came from a page elsewhere; send it from the desk, or as application/json";
        return Some(Problem::forbidden(detail).into_response());
    }
    let path = request.uri().path();
    // Said before anything of it is read.
    let announced = text(headers, header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    if announced.is_some_and(|length: u64| length > routes::most(path)) {
        return Some(Problem::too_large("more than a request may carry").into_response());
    }
    let is_open = path == "/login" || path.starts_with("/assets/");
    if is_open || guard.admits(headers) {
        return None;
    }
    let is_page = request.method() == Method::GET && !asked::is_for_programs(path);
    Some(match is_page {
        true => Redirect::to("/login").into_response(),
        false => Problem::no_token().into_response(),
    })
}

/// Does a write come from a page of this desk, or from a program? A browser says where a write comes from; what says
/// nothing is no browser, unless it is a form as any page could send it.
fn is_from_here(headers: &HeaderMap, host: &str) -> bool {
    if let Some(origin) = text(headers, header::ORIGIN) {
        let from = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        return from.is_some_and(|from| from.eq_ignore_ascii_case(host));
    }
    match text(headers, HeaderName::from_static("sec-fetch-site")) {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => {
            let kind = text(headers, header::CONTENT_TYPE).unwrap_or_default();
            kind.starts_with("application/json") || headers.contains_key(header::AUTHORIZATION)
        }
    }
}

/// The name in `name:port`; an IPv6 address keeps its brackets.
fn name_of(host: &str) -> &str {
    let end = match host.rfind(']') {
        Some(bracket) => bracket + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    host.get(..end).unwrap_or(host)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn answers_under_addresses_and_names_of_its_own() {
        let guard = Guard::new(vec!["Desk.example".into()], None);
        for host in ["127.0.0.1:8080", "localhost", "[::1]:8080", "desk.example:80", "10.0.0.3"] {
            assert!(guard.is_ours(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example:8080",
            "127.0.0.1.evil.example",
            "",
            "[::1",
            "::1",
        ] {
            assert!(!guard.is_ours(host), "{host}");
        }
    }

    #[test]
    fn takes_writes_from_its_own_pages_and_from_programs() {
        for (given, is) in [
            (headers(&[("origin", "http://127.0.0.1:8080")]), true),
            (headers(&[("origin", "http://evil.example")]), false),
            (headers(&[("origin", "null")]), false),
            (headers(&[("origin", "http://127.0.0.1:9999")]), false),
            (headers(&[("sec-fetch-site", "same-origin")]), true),
            (headers(&[("sec-fetch-site", "cross-site")]), false),
            (headers(&[("content-type", "application/json")]), true),
            (headers(&[("content-type", "application/x-www-form-urlencoded")]), false),
            (headers(&[]), false),
        ] {
            assert_eq!(is_from_here(&given, "127.0.0.1:8080"), is, "{given:?}");
        }
    }

    #[test]
    fn a_token_opens_until_too_many_were_guessed() {
        let right = token::new().unwrap();
        let guard = Guard::new(Vec::new(), Some(token::hash(&right)));
        let with = |token: &str| headers(&[("authorization", &format!("Bearer {token}"))]);
        assert!(guard.admits(&with(&right)));
        assert!(!guard.admits(&headers(&[])));
        let cookie = guard.session(&right).unwrap();
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        assert!(guard.admits(&headers(&[("cookie", &format!("a=b; {cookie}"))])));
        for _ in 0..GUESSES {
            assert!(!guard.admits(&with("onrecord_00")));
        }
        assert!(!guard.admits(&with(&right)), "guessing goes on");
        assert!(guard.admits(&headers(&[("cookie", &cookie)])), "who is in stays in");
    }
}
