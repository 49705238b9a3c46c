//! The brief as one page that can be mailed.

use super::{Brief, text};
use crate::Reading;

/// `brief` as a page of HTML that needs nothing else.
pub fn html(brief: &Brief, _readings: &[Reading]) -> String {
    let escaped =
        text(brief, 110, false).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<!doctype html><meta charset=utf-8><title>onrecord</title><pre>{escaped}</pre>")
}
