//! From raw text to who said what, and nothing more: `reader_tags small|swift|FOLDER < REPORTS.jsonl`, one report a line with its
//! `id` and `text`. Prints what the attribution scorer reads. Used to measure speed and memory beside the prototypes, which do
//! the same; all heads are run.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use onrecord_analyse::Analyser;
use onrecord_model::{Document, Report, TokenRange};
use onrecord_rules::Rules;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let reader = std::env::args().nth(1).ok_or("usage: reader_tags READER < REPORTS.jsonl")?;
    let (analyser, rules) = (Analyser::named(Path::new(&reader))?, Rules::embedded()?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let doc = analyser.tag(&Report { text: text.into(), ..Report::default() }, rules);
        let spans = |parts: &[TokenRange]| -> Vec<[usize; 2]> {
            parts.iter().map(|part| code_points(&doc, *part)).collect()
        };
        let found: Vec<Value> = doc
            .attributions
            .iter()
            .map(|a| json!({"source": spans(&a.source), "cue": spans(&a.cue), "content": spans(&a.content)}))
            .collect();
        writeln!(out, "{}", json!({"id": row["id"], "attributions": found}))?;
    }
    out.flush()?;
    Ok(())
}

fn code_points(doc: &Document, part: TokenRange) -> [usize; 2] {
    let words = doc.words_of(part);
    [words.start as usize, words.end as usize]
}
