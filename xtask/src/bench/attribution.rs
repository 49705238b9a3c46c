//! Who said what: the scoreboard on PolNeAR's development part (Newell, Margolin, Ruths 2018).

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use super::data::Data;
use super::measure::{Cost, measured};
use super::reader::Reader;
use super::scores::Score;

/// Every how many-th report goes into the sample of CI.
const SAMPLE: usize = 7;

/// Measures all systems on the same reports and prints one table.
pub(crate) fn run(
    data: &Data,
    sample: bool,
    prototype: bool,
    out: &mut dyn Write,
) -> anyhow::Result<Vec<Score>> {
    let gold: Vec<String> = data
        .lines("eval/attribution/dev.jsonl")?
        .into_iter()
        .step_by(if sample { SAMPLE } else { 1 })
        .collect();
    let folder = tempfile::tempdir()?;
    let gold_file = folder.path().join("gold.jsonl");
    let input_file = folder.path().join("input.jsonl");
    let gold_text = gold.join("\n") + "\n";
    std::fs::write(&gold_file, &gold_text)?;
    let input =
        data.python("eval/to_input.py", &[Path::new("attribution")], gold_text.as_bytes())?;
    std::fs::write(&input_file, &input)?;
    let words = words_of(&input)?;

    super::reader::build_tags()?;
    let mut readers = vec![Reader::onrecord(1), Reader::swift(1)];
    readers.extend([Reader::tags("small"), Reader::tags("swift"), Reader::baseline()?]);
    if prototype {
        readers.push(Reader::prototype(data, "small", "prototype small (Python)"));
        readers.push(Reader::prototype(data, "swift", "prototype swift (Python)"));
    }
    let set = if sample { "attribution sample" } else { "attribution dev" };
    writeln!(out, "\n{set}: {} reports, {words} words, one thread", gold.len())?;
    writeln!(
        out,
        "{:<26} {:>7} {:>6} {:>6}   {:>22} {:>8} {:>11} {:>8}",
        "", "content", "match", "full", "direct/mixed/indirect", "strict", "words/s", "peak MB"
    )?;
    let mut scores = Vec::new();
    for reader in &readers {
        let wire = folder.path().join("wire.jsonl");
        let cost = measured(&reader.command, &input_file, &wire)?;
        let raw = std::fs::read_to_string(&wire)?;
        let predicted = if reader.wire { from_wire(data, &raw)? } else { raw };
        let result = scored(data, &gold_file, &predicted, folder.path())?;
        let speed = words as f64 / cost.processor;
        row(out, &reader.name, &result, Some((speed, cost)))?;
        scores.extend(scores_of(set, &reader.name, &result, speed, cost));
        if reader.wire && reader.name.starts_with("onrecord") {
            let outer = scored(data, &gold_file, &without_inner(&predicted)?, folder.path())?;
            row(out, "  without inner statements", &outer, None)?;
        }
    }
    Ok(scores)
}

/// Runs of letters between spaces, over all texts of the input: how the published speeds count.
pub(crate) fn words_of(input: &str) -> anyhow::Result<usize> {
    input.lines().try_fold(0, |sum, line| {
        let report: Value = serde_json::from_str(line)?;
        Ok(sum + report["text"].as_str().unwrap_or_default().split_whitespace().count())
    })
}

fn from_wire(data: &Data, wire: &str) -> anyhow::Result<String> {
    data.python("eval/attribution/from_wire.py", &[], wire.as_bytes())
}

fn scored(data: &Data, gold: &Path, predicted: &str, folder: &Path) -> anyhow::Result<Value> {
    let file = folder.join("predicted.jsonl");
    std::fs::write(&file, predicted)?;
    let arguments = [gold, file.as_path(), Path::new("--json")];
    let printed = data.python("eval/attribution/score_attribution.py", &arguments, &[])?;
    serde_json::from_str(&printed).context("the attribution scorer did not print JSON")
}

/// Leaves out each attribution whose content lies wholly inside another's: the key nests none, so a correct inner
/// statement counts against us.
fn without_inner(predicted: &str) -> anyhow::Result<String> {
    let mut kept = String::new();
    for line in predicted.lines().filter(|line| !line.trim().is_empty()) {
        let report: Value = serde_json::from_str(line)?;
        let all = report["attributions"].as_array().cloned().unwrap_or_default();
        let contents: Vec<BTreeSet<u64>> = all.iter().map(places).collect();
        let outer: Vec<&Value> = all
            .iter()
            .zip(&contents)
            .filter(|(_, inside)| {
                !contents.iter().any(|c| c.len() > inside.len() && c.is_superset(inside))
            })
            .map(|(attribution, _)| attribution)
            .collect();
        kept += &json!({"id": report["id"], "attributions": outer}).to_string();
        kept.push('\n');
    }
    Ok(kept)
}

/// The code points that an attribution's content covers.
fn places(attribution: &Value) -> BTreeSet<u64> {
    attribution["content"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|part| part[0].as_u64().unwrap_or(0)..part[1].as_u64().unwrap_or(0))
        .collect()
}

fn percent(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN) * 100.0
}

fn row(
    out: &mut dyn Write,
    name: &str,
    result: &Value,
    cost: Option<(f64, Cost)>,
) -> anyhow::Result<()> {
    let full = &result["full_attribution"];
    let by_type = ["direct", "mixed", "indirect"]
        .map(|kind| format!("{:.1}", percent(&full["by_type"][kind]["f1"])))
        .join(" / ");
    write!(
        out,
        "{name:<26} {:>7.1} {:>6.1} {:>6.1}   {by_type:>22} {:>8.1}",
        percent(&result["content_token"]["f1"]),
        percent(&result["content_match"]["f1"]),
        percent(&full["f1"]),
        percent(&result["content_strict"]["f1"]),
    )?;
    match cost {
        Some((speed, cost)) => writeln!(out, " {speed:>11.0} {:>8.0}", cost.megabytes)?,
        None => writeln!(out)?,
    }
    Ok(())
}

fn scores_of(data: &str, system: &str, result: &Value, speed: f64, cost: Cost) -> Vec<Score> {
    let score = |metric: &str, value| Score {
        metric: metric.to_owned(),
        data: data.to_owned(),
        system: system.to_owned(),
        value,
        speed: Some(speed),
    };
    vec![
        score("content token F1", percent(&result["content_token"]["f1"])),
        score("match F1", percent(&result["content_match"]["f1"])),
        score("full F1", percent(&result["full_attribution"]["f1"])),
        score("strict content F1", percent(&result["content_strict"]["f1"])),
        score("words per second", speed),
        score("peak MB", cost.megabytes),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_lies_inside_another() {
        let line = r#"{"id":"a","attributions":[{"content":[[0,9],[12,20]]},{"content":[[13,20]]},{"content":[[8,13]]}]}"#;
        let kept: Value = serde_json::from_str(&without_inner(line).unwrap()).unwrap();
        assert_eq!(kept["attributions"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn counts_words_as_runs_between_spaces() {
        assert_eq!(words_of("{\"text\":\"one two\\n\\n- three\"}\n").unwrap(), 4);
    }
}
