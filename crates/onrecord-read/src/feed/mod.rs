//! Feeds: RSS, Atom and JSON Feed, each entry a report.

mod json;
mod xml;

pub(crate) use json::{is_json_feed, read_json};
pub(crate) use xml::read_xml;

use crate::html;

/// An entry's text as paragraphs. Feeds carry HTML, once or twice escaped, or plain text with nothing to tell which.
fn paragraphs(text: &str) -> String {
    if text.contains('<') || (text.contains('&') && text.contains(';')) {
        let lines = html::lines(text);
        let is_escaped_twice = lines.contains("</p>") || lines.contains("<br");
        return if is_escaped_twice { html::lines(&lines) } else { lines };
    }
    crate::decode::with_plain_line_ends(text).trim().to_owned()
}
