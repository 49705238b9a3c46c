//! Report to document: words, sentences, quotations, and one pass of the trained reader for names, syntax and
//! attributions; then who is who.
//!
//! [`Analyser::analyse`] is total and pure: any text gives a document, the same text the same document. It does not look
//! at the clock, the disk or the network; the weights are handed to it.

mod analyser;
mod contents;
mod coreference;
mod layout;
mod links;
mod mentions;
mod names;
pub mod reader;
mod senses;
mod subjects;
mod tokens;

pub use analyser::{Analyser, AnalyserError};
