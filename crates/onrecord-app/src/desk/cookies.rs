//! Cookies that remember something for whoever looks, and open nothing.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of the cookie `name`.
pub(crate) fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let kept =
        cookies.split(';').find_map(|one| one.trim().strip_prefix(name)?.strip_prefix('='))?;
    form_urlencoded::parse(kept.as_bytes()).next().map(|(value, _)| value.into_owned())
}

/// A cookie that keeps `value` for a year, and is sent back under `path` alone.
pub(crate) fn keep(name: &str, value: &str, path: &str) -> HeaderValue {
    let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let cookie =
        format!("{name}={value}; Path={path}; Max-Age=31536000; SameSite=Strict; HttpOnly");
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}
