//! What the reader sees in a report, as JSON: `reader_layers [READER] < REPORTS.jsonl`, one report a line with its `id` and `text`;
//! READER is `small`, `swift` or a reader's folder.
//!
//! Used to measure the reader through the program (`cargo xtask bench reader`), and to look at it. Offsets are Unicode code
//! points, words are numbered from 0. `words` holds start, end, part of speech, head (itself: the root) and relation;
//! `names` start, end and kind; `events` word, probability and factuality.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use onrecord::Engine;
use onrecord::model::{Document, Report, Span};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let engine = match std::env::args().nth(1) {
        Some(folder) => Engine::with(Some(Path::new(&folder)), None)?,
        None => Engine::embedded()?,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let report = Report { text: text.into(), ..Report::default() };
        let mut layers = layers(&engine.document(&report));
        layers["id"] = row["id"].clone();
        writeln!(out, "{layers}")?;
    }
    out.flush()?;
    Ok(())
}

fn layers(doc: &Document) -> Value {
    let place = |span: Span| {
        let words = doc.words(span);
        (words.start, words.end)
    };
    let words: Vec<Value> = doc
        .tokens
        .iter()
        .map(|t| {
            let (start, end) = place(t.span);
            json!([start, end, t.upos.as_str(), t.head, t.relation.as_str()])
        })
        .collect();
    let names: Vec<Value> = doc
        .mentions
        .iter()
        .map(|m| {
            let (start, end) = place(doc.span(m.range));
            json!([start, end, format!("{:?}", m.kind).to_lowercase()])
        })
        .collect();
    let events: Vec<Value> =
        doc.events.iter().map(|e| json!([e.token, e.score, e.factuality])).collect();
    json!({"words": words, "names": names, "events": events})
}
