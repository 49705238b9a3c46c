//! What can go wrong with a request, told as RFC 9457 (problem details) says; for pages, in words.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use onrecord::ledger::{LedgerError, LedgerErrorKind};
use serde::Serialize;

/// Why a request got no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// Always `about:blank`: the status says what sort of problem it is (RFC 9457, 4.2.1).
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What is wrong here, and what helps.
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        let title = status.canonical_reason().unwrap_or("Problem").to_owned();
        Problem { kind: "about:blank", title, status: status.as_u16(), detail: detail.into() }
    }

    /// The request cannot be understood.
    pub(crate) fn asked_wrongly(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// There is no such thing on record.
    pub(crate) fn not_there(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail)
    }

    /// It may be had only with the token.
    pub(crate) fn no_token() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "give the token that the desk showed when it was opened",
        )
    }

    /// It may not be done from there.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, detail)
    }

    /// The desk was asked for under a name that is not its own.
    pub(crate) fn not_ours() -> Problem {
        let detail = "not a name of this desk; name it with --host to let it be used";
        Problem::new(StatusCode::MISDIRECTED_REQUEST, detail)
    }

    /// Too much at a time.
    pub(crate) fn too_much(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, detail)
    }

    /// More than a request may carry.
    pub(crate) fn too_large(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    }

    /// The desk is being closed.
    pub(crate) fn stopping() -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the desk is being closed")
    }

    /// Our own fault.
    pub(crate) fn of_ours(cause: &dyn std::error::Error) -> Problem {
        let _ = std::io::Write::write_fmt(
            &mut std::io::stderr(),
            format_args!("onrecord: {}\n", crate::plain::plain(&cause.to_string())),
        );
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the desk could not do this; its log says why",
        )
    }

    /// A status that another part gave, with what it said.
    pub(crate) fn given(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem::new(status, detail)
    }

    /// Its status.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The status in words.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// What is wrong.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Problem {
        match &error.kind {
            LedgerErrorKind::Day { given } => Problem::asked_wrongly(format!(
                "`{given}` is not a day; write 2031-03-04, 2031-03 or 2031"
            )),
            LedgerErrorKind::Place { .. } => Problem::asked_wrongly(error.kind.to_string()),
            _ => Problem::of_ours(&error),
        }
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Problem {
        Problem::of_ours(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if self.status == StatusCode::UNAUTHORIZED.as_u16() {
            let bearer = HeaderValue::from_static("Bearer realm=\"onrecord\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        // Pages tell it in words: `routes` looks for this.
        response.extensions_mut().insert(self);
        response
    }
}
