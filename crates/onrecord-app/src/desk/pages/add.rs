//! `/add`: reports to read, pasted or as files, and what came of them.

use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use onrecord::read::Hint;
use onrecord::view::View;

use crate::desk::Desk;
use crate::desk::adding::{Adding, Batch, Item, Sent};
use crate::desk::answer::{self, Frame};
use crate::desk::problem::Problem;
use crate::desk::rows::visible;

/// Files at a time.
const FILES: usize = 500;
/// A name or address is no longer.
const FIELD: usize = 2_000;

#[derive(Template)]
#[template(path = "add.html")]
struct Page {
    frame: Frame,
    batches: Vec<Batch>,
}

#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    frame: Frame,
    batch: Batch,
    waiting: usize,
    failed: usize,
    added: usize,
}

/// Where reports can be added.
pub(crate) fn adding(desk: &Desk) -> Result<&Adding, Problem> {
    let detail = "the record may not be written; open the desk where it may";
    desk.adding.as_ref().ok_or_else(|| Problem::forbidden(detail))
}

/// The form.
pub(crate) async fn page(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    let batches = batches(&desk).await?;
    answer::page(&Page { frame: Frame::of(&desk, "/add", "Add").twin("/add", ""), batches })
}

/// The batch of this number, with what may be seen of the reports that came of it.
pub(crate) async fn look_up(desk: &Desk, number: &str) -> Result<Batch, Problem> {
    let batch = number.parse().ok().and_then(|number| desk.adding.as_ref()?.batch(number));
    let mut batch =
        batch.ok_or_else(|| Problem::not_there("no such batch since the desk was opened"))?;
    desk.readers
        .read(move |view| {
            batch.by = batch.by.map(|by| view.words(&by));
            for item in &mut batch.items {
                withhold(view, item);
                for mut added in std::mem::take(&mut item.reports) {
                    if let Some(report) = view.report(&added.version)? {
                        added.title = report.title;
                        item.reports.push(added);
                    }
                }
            }
            Ok(batch)
        })
        .await
}

/// The batches that are remembered, the last first, as far as they may be seen.
async fn batches(desk: &Desk) -> Result<Vec<Batch>, Problem> {
    let mut batches = desk.adding.as_ref().map(Adding::batches).unwrap_or_default();
    let read = desk.readers.read(move |view| {
        let items = batches.iter_mut().flat_map(|batch| &mut batch.items);
        items.for_each(|item| withhold(view, item));
        Ok(batches)
    });
    read.await
}

/// The name of a file or an address may tell what its report is about, and so may what was not understood in it.
fn withhold(view: &View<'_>, item: &mut Item) {
    if item.reports.iter().any(|added| view.level(&added.report) > view.ceiling()) {
        item.name = "█".to_owned();
        item.why.clear();
        return;
    }
    item.name = view.words(&item.name);
    item.why.iter_mut().for_each(|why| *why = view.words(why));
}

/// What was added before, for programs.
pub(crate) async fn told(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    let batches = batches(&desk).await?;
    let told = batches.iter().map(|batch| {
        let items = batch
            .items
            .iter()
            .map(|item| serde_json::json!({"name": item.name, "state": item.state}));
        serde_json::json!({"id": batch.id, "done": batch.done, "items": items.collect::<Vec<_>>()})
    });
    let told: Vec<serde_json::Value> = told.collect();
    answer::json(&serde_json::json!({"batches": told}))
}

/// How far a batch is.
pub(crate) async fn batch(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (number, is_json) = match number.strip_suffix(".json") {
        Some(number) => (number.to_owned(), true),
        None => (number, false),
    };
    let batch = look_up(&desk, &number).await?;
    if is_json {
        return answer::json(&batch);
    }
    let count = |state: &str| batch.items.iter().filter(|item| item.state == state).count();
    let (failed, added) = (count("failed"), count("added"));
    let waiting = batch.items.len() - failed - added - count("followed");
    let frame = Frame::of(&desk, "/add", "Added").twin(&format!("/add/{}", batch.id), "");
    answer::page(&BatchPage { frame, waiting, failed, added, batch })
}

/// Takes what the form sends.
pub(crate) async fn take(
    State(desk): State<Arc<Desk>>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let adding = adding(&desk)?;
    let form = form.map_err(|cause| Problem::given(cause.status(), cause.body_text()))?;
    let (hint, mut sent) = read(form).await?;
    for one in &mut sent {
        one.hint = Hint { name: visible(&one.hint.name), ..hint.clone() };
    }
    // An address and a headline belong to one report.
    if sent.len() > 1 {
        sent.iter_mut().for_each(|one| (one.hint.url, one.hint.title) = (None, None));
    }
    if sent.is_empty() {
        return Err(Problem::asked_wrongly(
            "nothing was sent: paste a report, choose files, or give an address",
        ));
    }
    let number = adding.take(None, sent)?;
    Ok(Redirect::to(&format!("/add/{number}")).into_response())
}

async fn read(mut form: Multipart) -> Result<(Hint, Vec<Sent>), Problem> {
    let (mut hint, mut sent) = (Hint::default(), Vec::new());
    loop {
        let field = form
            .next_field()
            .await
            .map_err(|cause| Problem::given(cause.status(), cause.body_text()))?;
        let Some(field) = field else { return Ok((hint, sent)) };
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(visible);
        let bytes = field
            .bytes()
            .await
            .map_err(|cause| Problem::given(cause.status(), cause.body_text()))?;
        let text = || {
            let text = String::from_utf8(bytes.to_vec())
                .map_err(|_| Problem::asked_wrongly(format!("`{name}` is not UTF-8")))?;
            let text = text.trim().to_owned();
            match text.len() > FIELD {
                true => Err(Problem::too_large(format!("`{name}` is longer than {FIELD} bytes"))),
                false => Ok(Some(text).filter(|text| !text.is_empty())),
            }
        };
        match name.as_str() {
            "title" => hint.title = text()?,
            "outlet" => hint.outlet = text()?,
            "published" => hint.published = text()?,
            "url" => hint.url = text()?,
            "text" if bytes.iter().any(|byte| !byte.is_ascii_whitespace()) => {
                sent.push(Sent::bytes(Hint::named("pasted text"), bytes.to_vec()));
            }
            "files" if !bytes.is_empty() => {
                let name = file.unwrap_or_else(|| "a file without a name".to_owned());
                sent.push(Sent::bytes(Hint::named(name), bytes.to_vec()));
            }
            "addresses" => {
                let lines = String::from_utf8_lossy(&bytes);
                let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
                sent.extend(lines.map(|line| Sent::address(line, Hint::default())));
            }
            _ => {}
        }
        if sent.len() > FILES {
            return Err(Problem::too_large(format!(
                "more than {FILES} at once; send them in parts"
            )));
        }
    }
}
