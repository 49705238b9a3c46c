//! `/reports/ID/changes`: a version beside the one it took the place of, or beside any other of the report.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use onrecord::Reading;
use onrecord::brief::{Paragraph, paragraphs};
use onrecord::view::View;

use super::report::look_up;
use crate::commands::replaced;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::{Asked, segment};
use crate::desk::problem::Problem;
use crate::desk::rows::{title, visible};

/// What became of one finding.
#[derive(serde::Serialize)]
struct Change {
    what: &'static str,
    finding: &'static str,
    was: String,
    is: String,
}

/// A paragraph of either version; those that both have stand beside each other.
struct Pair {
    old: Option<Paragraph>,
    new: Option<Paragraph>,
    is_same: bool,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct Page {
    frame: Frame,
    title: String,
    old: String,
    new: String,
    changes: Vec<Change>,
    pairs: Vec<Pair>,
}

/// The page.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    Path(name): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let with = asked.get("with").map(str::to_owned);
    let query = with.as_ref().map(|with| format!("?with={}", segment(with)));
    let (new, old, changes) =
        desk.readers.read(move |view| compare(view, &name, with.as_deref())).await?;
    let title = title(&new.report);
    let (was, is) = (segment(&old.report.version), segment(&new.report.version));
    answer::page(&Page {
        frame: Frame::of(&desk, "/reports", format!("Changes in {title}"))
            .twin(&format!("/reports/{is}/changes"), query.as_deref().unwrap_or_default()),
        title,
        old: was,
        new: is,
        changes,
        pairs: pairs(&old, &new),
    })
}

/// The same for programs.
pub(crate) async fn told(
    State(desk): State<Arc<Desk>>,
    Path(name): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let with = asked.get("with").map(str::to_owned);
    let (new, old, changes) =
        desk.readers.read(move |view| compare(view, &name, with.as_deref())).await?;
    answer::json(&serde_json::json!({
        "report": new.report.id, "version": new.report.version, "replaces": old.report.version, "changes": changes,
    }))
}

/// A version, the one that it took the place of or that is asked for, and what became of the findings.
fn compare(
    view: &View<'_>,
    name: &str,
    with: Option<&str>,
) -> Result<(Reading, Reading, Vec<Change>), Problem> {
    let (new, versions) = look_up(view, name)?;
    let (found, missing) = match with {
        None => {
            (replaced::by(view, &new.report, &versions), "this is the first version of the report")
        }
        Some(with) => {
            // Another report's version is no version of this one.
            let is_own = versions.iter().any(|row| row.report.version == with);
            let found = match is_own {
                true => replaced::between(view, with, &new.report),
                false => Ok(None),
            };
            (found, "the report has no such version")
        }
    };
    let replaced = found
        .map_err(|cause| Problem::of_ours(&*cause))?
        .ok_or_else(|| Problem::not_there(missing))?;
    let (old, _) = look_up(view, &replaced.version)?;
    let text = |words: Option<String>| visible(&words.unwrap_or_default());
    let changes = replaced.changes.into_iter().map(|it| Change {
        what: it.what,
        finding: it.finding,
        was: text(it.was),
        is: text(it.is),
    });
    Ok((new, old, changes.collect()))
}

/// The paragraphs of both, in order, by the longest common run of equal ones.
fn pairs(old: &Reading, new: &Reading) -> Vec<Pair> {
    let lines = |reading: &Reading| -> Vec<String> {
        let lines = reading.report.text.lines().map(str::trim);
        lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let (was, is) = (lines(old), lines(new));
    let (mut olds, mut news) = (paragraphs(old).into_iter(), paragraphs(new).into_iter());
    let mut pairs = Vec::new();
    let (mut at, mut to) = (0, 0);
    for (same_old, same_new) in common(&was, &is).into_iter().chain([(was.len(), is.len())]) {
        while at < same_old || to < same_new {
            let old = if at < same_old { olds.next() } else { None };
            let new = if to < same_new { news.next() } else { None };
            (at, to) = ((at + 1).min(same_old), (to + 1).min(same_new));
            pairs.push(Pair { old, new, is_same: false });
        }
        if let (Some(old), Some(new)) = (olds.next(), news.next()) {
            pairs.push(Pair { old: Some(old), new: Some(new), is_same: true });
            (at, to) = (at + 1, to + 1);
        }
    }
    pairs
}

/// Places of the longest common subsequence.
fn common(was: &[String], is: &[String]) -> Vec<(usize, usize)> {
    const MOST: usize = 2_000;
    if was.len() > MOST || is.len() > MOST {
        return Vec::new();
    }
    let width = is.len() + 1;
    let mut lengths = vec![0_u32; (was.len() + 1) * width];
    let length =
        |lengths: &[u32], a: usize, b: usize| lengths.get(a * width + b).copied().unwrap_or(0);
    for (a, old) in was.iter().enumerate().rev() {
        for (b, new) in is.iter().enumerate().rev() {
            let longest = match old == new {
                true => length(&lengths, a + 1, b + 1) + 1,
                false => length(&lengths, a + 1, b).max(length(&lengths, a, b + 1)),
            };
            if let Some(cell) = lengths.get_mut(a * width + b) {
                *cell = longest;
            }
        }
    }
    let (mut a, mut b, mut places) = (0, 0, Vec::new());
    while a < was.len() && b < is.len() {
        if was.get(a) == is.get(b) {
            places.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if length(&lengths, a + 1, b) >= length(&lengths, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_versions_have_is_found_in_order() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(common(&lines("a b c d"), &lines("a x c d e")), [(0, 0), (2, 2), (3, 3)]);
        assert_eq!(common(&lines("a"), &lines("b")), []);
    }
}
