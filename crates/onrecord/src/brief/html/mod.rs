//! The brief as one page that can be mailed: nothing is loaded, nothing runs, and every line links to its words.
//!
//! The template (`templates/brief.html`) escapes whatever is put into it; the only markup made here is that of the marked
//! reports ([`marks`]), which escapes by itself.

mod chart;
mod marks;
mod page;
#[cfg(test)]
mod tests;

use askama::Template;

pub use chart::{Chart, Dot};
pub use marks::{Note, Paragraph, paragraphs};
pub use page::{GroupView, LineView, PageView, PlaceView, SectionView};

use super::{Brief, extract};
use crate::Reading;

/// `brief` as one page of HTML, followed by its reports with source, cue, content, figures and times marked in place.
///
/// `readings` are those that the brief was made of; reports that it does not list are left out.
pub fn html(brief: &Brief, readings: &[Reading]) -> String {
    let page = page::Page::of(brief, readings);
    // The template writes into a string and calls nothing that fails.
    page.render().unwrap_or_default()
}

/// `brief` laid out for a page that stands elsewhere: sections, groups and lines in words, without the reports.
pub fn view(brief: &Brief) -> PageView {
    page::PageView::of(brief)
}

/// `text` without what acts on a reader instead of being read; line breaks stay.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if extract::is_unsafe(c) && c != '\n' && c != '\t' { '\u{FFFD}' } else { c })
        .collect()
}

/// `text` with the characters that HTML takes as its own written as references.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

/// An id that can stand in an attribute and after `#`: letters, digits, `_`, `-`, `.`.
fn anchor(id: &str) -> String {
    id.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '-' })
        .collect()
}
