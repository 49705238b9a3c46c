//! The model case: two reports, and by hand every finding that a careful reader takes from them.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::data::Data;
use super::measure::measured;
use super::reader::Reader;
use super::scores::Score;

const SET: &str = "model case";

/// Rows that become scores of their own: the row's name in the key, and ours.
const ROWS: &[(&str, &str)] = &[
    ("statement found", "statements found"),
    ("source", "statements with the right source"),
    ("act", "statements with the right act"),
    ("figure found", "figures found"),
    ("figure interval", "figures with the right interval"),
    ("figure measure", "figures with the right measure"),
    ("figure voice", "figures with the right voice"),
];

/// Reads both reports, scores them and prints the table.
pub(crate) fn run(data: &Data, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    let key = data.path("reports/gaza-2023/expected.json");
    let folder = tempfile::tempdir()?;
    let input = folder.path().join("input.jsonl");
    let wire = folder.path().join("wire.jsonl");
    std::fs::write(&input, data.python("eval/to_input.py", &[Path::new("case"), &key], &[])?)?;
    let mut scores = Vec::new();
    writeln!(out, "\n{SET}: two reports")?;
    for reader in [Reader::onrecord(1), Reader::baseline()?] {
        measured(&reader.command, &input, &wire)?;
        let arguments = [key.as_path(), wire.as_path(), Path::new("--json")];
        let printed = data.python("eval/case/score_case.py", &arguments, &[])?;
        let result: Value =
            serde_json::from_str(&printed).context("the case scorer did not print JSON")?;
        table(out, &reader.name, &result)?;
        let score = |metric: &str, value| Score {
            metric: metric.to_owned(),
            data: SET.to_owned(),
            system: reader.name.clone(),
            value,
            speed: None,
        };
        for (row, metric) in ROWS {
            if let Some(right) = result["checks"][row]["right"].as_f64() {
                scores.push(score(metric, right));
            }
        }
        if let Some(share) = result["total"]["both"]["share"].as_f64() {
            scores.push(score("all checks percent", share * 100.0));
        }
        if reader.name == "onrecord" {
            let right = across(data, &key, &input, &wire, out)?;
            scores.push(score("across the two reports", right));
        }
    }
    Ok(scores)
}

/// What is found of what follows across both reports.
fn across(
    data: &Data,
    key: &Path,
    input: &Path,
    wire: &Path,
    out: &mut dyn Write,
) -> anyhow::Result<f64> {
    let answers = wire.with_extension("across");
    measured(&Reader::command("across", 1).command, input, &answers)?;
    let arguments = [key, answers.as_path(), wire, Path::new("--json")];
    let printed = data.python("bench/scorers/score_across.py", &arguments, &[])?;
    let result: Value =
        serde_json::from_str(&printed).context("the scorer across did not print JSON")?;
    for (row, count) in result["across"].as_object().into_iter().flatten() {
        writeln!(out, "  across: {row:<12} {:>3} of {:>3}", count["right"], count["of"])?;
    }
    result["across"]["all"]["right"].as_f64().context("the scorer across counts nothing")
}

/// Two checks a line, so that 32 of them fit a screen.
fn table(out: &mut dyn Write, name: &str, result: &Value) -> anyhow::Result<()> {
    let both = &result["total"]["both"];
    let share = both["share"].as_f64().unwrap_or(f64::NAN) * 100.0;
    writeln!(out, "{name}: {} of {} checks, {share:.1} %", both["right"], both["of"])?;
    let cells: Vec<String> = result["checks"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(row, count)| format!("{row:<20} {:>3} of {:>3}", count["right"], count["of"]))
        .collect();
    for cells in cells.chunks(3) {
        writeln!(out, "  {}", cells.join("    "))?;
    }
    Ok(())
}
