//! The reader's layers on gold: names, trees, event words, factuality, as the program makes them.
//!
//! The program itself prints findings and no layers, so what is measured here is the facade, through its example `reader_layers`.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::data::Data;
use super::measure::measured;
use super::reader::{self, Reader};
use super::scores::Score;

const SCORER: &str = "bench/scorers/score_layers.py";

/// Numbers that are kept: metric, data set, where it stands in the scorer's JSON, and what to multiply with.
const KEPT: [(&str, &str, &str, f64); 14] = [
    ("name F1", "worldwide dev", "/names/person, organisation, place", 100.0),
    ("person F1", "worldwide dev", "/names/person", 100.0),
    ("organisation F1", "worldwide dev", "/names/organisation", 100.0),
    ("place F1", "worldwide dev", "/names/place", 100.0),
    ("UAS", "ewt dev", "/trees ewt/UAS of equal cuts", 100.0),
    ("LAS", "ewt dev", "/trees ewt/LAS of equal cuts", 100.0),
    ("LAS of all words", "ewt dev", "/trees ewt/LAS", 100.0),
    ("UAS", "gum dev", "/trees gum/UAS of equal cuts", 100.0),
    ("LAS", "gum dev", "/trees gum/LAS of equal cuts", 100.0),
    ("LAS of all words", "gum dev", "/trees gum/LAS", 100.0),
    ("event word F1", "newswire", "/events/F1", 100.0),
    ("factual words found", "it-happened dev", "/factuality/found", 100.0),
    ("factuality error", "it-happened dev", "/factuality/mean absolute error", 1.0),
    ("factuality r", "it-happened dev", "/factuality/r", 1.0),
];

/// Measures and prints one table.
pub(crate) fn run(data: &Data, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    reader::build_layers()?;
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name);
    let rows = [Path::new("--rows"), &data.path("training"), folder.path()];
    data.python(SCORER, &rows, &[])?;
    let mut scores = Vec::new();
    for reader in [Reader::layers("small"), Reader::layers("swift")] {
        measured(&reader.command, &file("input.jsonl"), &file("layers.jsonl"))?;
        let (gold, layers) = (file("gold.jsonl"), file("layers.jsonl"));
        let printed = data.python(SCORER, &[&gold, &layers, Path::new("--json")], &[])?;
        let result: Value =
            serde_json::from_str(&printed).context("the scorer did not print JSON")?;
        writeln!(out, "\nlayers of the reader, {}", reader.name)?;
        scores.extend(kept(&result, &reader.name, out)?);
    }
    Ok(scores)
}

fn kept(result: &Value, system: &str, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    let mut scores = Vec::new();
    for (metric, set, at, times) in KEPT {
        // A reader without a layer has no number for it.
        let Some(value) = result.pointer(at).and_then(Value::as_f64) else { continue };
        let value = value * times;
        let digits = if times > 1.0 { 1 } else { 2 };
        writeln!(out, "{:<60} {value:>16.digits$}", format!("{set}: {metric}"))?;
        let (metric, data, system) = (metric.to_owned(), set.to_owned(), system.to_owned());
        scores.push(Score { metric, data, system, value, speed: None });
    }
    Ok(scores)
}
