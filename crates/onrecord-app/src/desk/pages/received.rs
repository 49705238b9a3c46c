//! `/reports/ID/received`: the original beside what was read of it, as text, so that nothing in it can run.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use onrecord::Reading;
use onrecord::brief::{Paragraph, paragraphs};
use serde_json::json;

use super::report::look_up;
use crate::desk::Desk;
use crate::desk::answer::{self, Frame};
use crate::desk::asked::segment;
use crate::desk::problem::Problem;
use crate::desk::rows::{title, visible};

/// Of a longer original this many bytes are shown; all of it can be saved.
const SHOWN: usize = 200_000;

/// The bytes of an original as text.
struct Original {
    text: String,
    /// Were these all of its bytes?
    is_whole: bool,
    /// Could some of them not be read as UTF-8?
    is_mended: bool,
}

#[derive(Template)]
#[template(path = "received.html")]
struct Page {
    frame: Frame,
    title: String,
    version: String,
    original: Original,
    paragraphs: Vec<Paragraph>,
}

impl Original {
    fn of(bytes: &[u8]) -> Original {
        let shown = bytes.get(..SHOWN).unwrap_or(bytes);
        let text = String::from_utf8_lossy(shown);
        // A character that the end cut in two is no fault of the original.
        let cut = text.trim_end_matches('\u{fffd}');
        let text = if shown.len() < bytes.len() { cut } else { &text };
        Original {
            is_whole: shown.len() == bytes.len(),
            is_mended: text.contains('\u{fffd}'),
            text: lines(text.trim_start_matches('\u{feff}')),
        }
    }
}

/// Text as it may be shown, its lines kept.
fn lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// The page.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let (reading, original) = both(&desk, name).await?;
    let report = &reading.report;
    let title = title(report);
    let version = segment(&report.version);
    answer::page(&Page {
        frame: Frame::of(&desk, "/reports", format!("The original of {title}"))
            .twin(&format!("/reports/{version}/received"), ""),
        title,
        version,
        original,
        paragraphs: paragraphs(&reading),
    })
}

/// The same for programs.
pub(crate) async fn told(
    State(desk): State<Arc<Desk>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let (reading, original) = both(&desk, name).await?;
    let report = &reading.report;
    answer::json(&json!({
        "report": report.id, "version": report.version, "sha256": report.sha256,
        "received": original.text, "whole": original.is_whole, "text": report.text,
    }))
}

async fn both(desk: &Desk, name: String) -> Result<(Reading, Original), Problem> {
    let read = desk.readers.read(move |view| {
        let (reading, _) = look_up(view, &name)?;
        let raw = view.raw(&reading.report.version)?.filter(|raw| !raw.is_empty());
        let missing = "its bytes were not kept, or something in them is withheld";
        let raw = raw.ok_or_else(|| Problem::not_there(missing))?;
        Ok((reading, Original::of(&raw)))
    });
    read.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_original_is_cut_between_characters_and_a_broken_one_is_told() {
        let long = format!("a{}", "é".repeat(SHOWN));
        let original = Original::of(long.as_bytes());
        assert!(!original.is_whole && !original.is_mended, "{}", original.text.len());
        let original = Original::of(b"\xef\xbb\xbfcaf\xe9\r\nshut\x1b");
        assert!(original.is_whole && original.is_mended);
        assert!(original.text.starts_with("caf\u{fffd}\nshut") && !original.text.contains('\x1b'));
    }
}
