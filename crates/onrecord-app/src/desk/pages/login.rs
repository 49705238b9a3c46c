//! `/login`: the token, where the desk wants one.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::problem::Problem;

#[derive(Template)]
#[template(path = "login.html")]
struct Page {
    frame: Frame,
    wanted: bool,
    failed: bool,
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Given {
    token: String,
}

fn form(desk: &Desk, failed: bool) -> Result<Response, Problem> {
    let frame = Frame { title: "Token".to_owned(), here: "/login", ..Frame::default() };
    answer::page(&Page { frame, wanted: desk.guard.wants_token(), failed })
}

/// The form.
pub(crate) async fn page(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    form(&desk, false)
}

/// Opens a session, or says no.
pub(crate) async fn give(
    State(desk): State<Arc<Desk>>,
    given: Result<Form<Given>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(given) = given.map_err(|cause| Problem::given(cause.status(), cause.body_text()))?;
    match desk.guard.session(&given.token) {
        Ok(cookie) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()),
        Err(_) => Ok((StatusCode::UNAUTHORIZED, form(&desk, true)?).into_response()),
    }
}
