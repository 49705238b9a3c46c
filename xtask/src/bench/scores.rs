//! What was measured: kept in `bench/scores.csv`, held against `bench/floors.toml`.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, bail};

use crate::run::commit;

const HEAD: &str = "metric,data set,system,value,words per second,date,commit";

/// One number.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    /// What is measured.
    pub(crate) metric: String,
    /// On what.
    pub(crate) data: String,
    /// Of which program.
    pub(crate) system: String,
    /// The number; percentages as 0 to 100.
    pub(crate) value: f64,
    /// Words per second of processor time in the same run, where that was measured on one thread.
    pub(crate) speed: Option<f64>,
}

impl Score {
    /// The first three fields of its row; a comma in a name would make two fields of it.
    fn key(&self) -> String {
        [&self.metric, &self.data, &self.system].map(|name| name.replace(',', "")).join(",")
    }
}

/// Puts the scores into `bench/scores.csv`: each replaces the row of its metric, data set and system.
pub(crate) fn record(scores: &[Score], out: &mut dyn Write) -> anyhow::Result<()> {
    let path = crate::root().join("bench/scores.csv");
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for row in std::fs::read_to_string(&path).unwrap_or_default().lines().skip(1) {
        let key: Vec<&str> = row.splitn(4, ',').take(3).collect();
        rows.insert(key.join(","), row.to_owned());
    }
    let commit = commit();
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    for score in scores {
        let speed = score.speed.map_or_else(String::new, |speed| format!("{speed:.0}"));
        let row = format!("{},{},{speed},{date},{commit}", score.key(), shown(score.value));
        rows.insert(score.key(), row);
    }
    let text: String = std::iter::once(HEAD)
        .chain(rows.values().map(String::as_str))
        .fold(String::new(), |text, row| text + row + "\n");
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(out, "written: bench/scores.csv, {} scores", scores.len())?;
    Ok(())
}

/// Fails where one of our scores lies below its floor in `bench/floors.toml`, or a floor was not measured at all.
pub(crate) fn hold_against_floors(scores: &[Score], out: &mut dyn Write) -> anyhow::Result<()> {
    let path = crate::root().join("bench/floors.toml");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let floors: BTreeMap<String, BTreeMap<String, f64>> =
        toml::from_str(&text).context("bench/floors.toml")?;
    let mut low = Vec::new();
    let mut held = 0;
    for (data, floors) in &floors {
        for (metric, floor) in floors {
            let found = scores.iter().find(|score| {
                score.system == "onrecord" && score.data == *data && score.metric == *metric
            });
            match found {
                Some(score) if score.value >= *floor => held += 1,
                Some(score) => {
                    low.push(format!("{metric} on {data}: {:.1}, floor {floor}", score.value));
                }
                None => low.push(format!("{metric} on {data}: not measured, floor {floor}")),
            }
        }
    }
    if !low.is_empty() {
        bail!("below bench/floors.toml:\n  {}", low.join("\n  "));
    }
    writeln!(out, "floors: {held} held")?;
    Ok(())
}

/// One digit behind the point for percentages and speeds, three for what lies below five.
fn shown(value: f64) -> String {
    if value.abs() < 5.0 && value.fract() != 0.0 {
        format!("{value:.3}")
    } else {
        format!("{value:.1}")
    }
}
