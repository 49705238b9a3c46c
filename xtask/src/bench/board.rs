//! The scoreboards that `bench/boards.toml` describes: data with a key, one command of the program, a scorer, references
//! in the same run.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

use super::data::Data;
use super::measure::measured;
use super::reader::Reader;
use super::scores::Score;

/// All of `bench/boards.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Boards {
    board: Vec<Board>,
}

/// One scoreboard; the fields are explained at the head of `bench/boards.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Board {
    name: String,
    gold: String,
    input: Option<String>,
    make: Option<String>,
    command: String,
    #[serde(default)]
    options: Vec<String>,
    convert: Option<String>,
    scorers: Vec<String>,
    #[serde(default = "one")]
    every: usize,
    sample: Option<usize>,
    #[serde(default)]
    reference: Vec<Reference>,
    score: Vec<Kept>,
}

/// Another program, measured in the same run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    name: String,
    script: String,
    #[serde(default)]
    arguments: Vec<String>,
    module: Option<String>,
}

/// Numbers of a scorer that are kept, by metric: where each stands in its JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    data: String,
    /// Shares, shown as percentages.
    #[serde(default)]
    metrics: BTreeMap<String, String>,
    /// Shown as they are.
    #[serde(default)]
    numbers: BTreeMap<String, String>,
}

fn one() -> usize {
    1
}

/// What a board's programs read, and the key they are held against.
struct Task {
    folder: tempfile::TempDir,
    gold: PathBuf,
    input: PathBuf,
    words: usize,
}

impl Boards {
    /// Reads `bench/boards.toml`.
    pub(crate) fn load() -> anyhow::Result<Boards> {
        let path = crate::root().join("bench/boards.toml");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).context("bench/boards.toml")
    }

    /// The boards called `name`; all of them for `all`.
    pub(crate) fn named(&self, name: &str) -> Vec<&Board> {
        self.board.iter().filter(|board| name == "all" || board.name == name).collect()
    }

    /// What they are called.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.board.iter().map(|board| board.name.as_str()).collect()
    }
}

impl Board {
    /// Measures the program and the references, and prints one table; with `sample`, a part of the data, or nothing.
    pub(crate) fn run(
        &self,
        data: &Data,
        sample: bool,
        out: &mut dyn Write,
    ) -> anyhow::Result<Vec<Score>> {
        let every = match (sample, self.sample) {
            (true, None) => return Ok(Vec::new()),
            (true, Some(every)) => every,
            (false, _) => self.every,
        };
        let task = self.task(data, every)?;
        let mut own = Reader::command(&self.command, 1);
        own.command.extend(self.options.iter().cloned());
        let mut systems = vec![(own, None)];
        systems.extend(self.reference.iter().map(|other| (other.reader(data), Some(other))));
        let mut columns = Vec::new();
        let mut scores = Vec::new();
        for (reader, reference) in &systems {
            if let Some(module) = reference.and_then(|other| other.lacks()) {
                writeln!(out, "{}: {} left out, Python has no {module}", self.name, reader.name)?;
                continue;
            }
            let answers = task.folder.path().join("answers.jsonl");
            let cost = measured(&reader.command, &task.input, &answers)?;
            let speed = (cost.processor > 0.0).then(|| task.words as f64 / cost.processor);
            let result = self.scored(data, &task, &answers)?;
            let found = self.kept(&result, &reader.name, speed, sample, reference.is_some())?;
            columns.push((reader.name.clone(), speed));
            scores.extend(found);
        }
        self.table(&columns, &scores, task.words, out)?;
        Ok(scores)
    }

    fn task(&self, data: &Data, every: usize) -> anyhow::Result<Task> {
        let folder = tempfile::tempdir()?;
        let rows: Vec<String> = data.lines(&self.gold)?.into_iter().step_by(every).collect();
        let text = rows.join("\n") + "\n";
        let mut gold = folder.path().join("gold.jsonl");
        let mut input = folder.path().join("input.jsonl");
        std::fs::write(&gold, &text)?;
        match (&self.input, &self.make) {
            (Some(name), None) => {
                let made = data.python("eval/to_input.py", &[Path::new(name)], text.as_bytes())?;
                std::fs::write(&input, made)?;
            }
            (None, Some(script)) => {
                let made = folder.path().join("made");
                let all = data.path("");
                // Scripts beside the data know where they stand, and take no more than two.
                let ours = script.starts_with("bench/");
                let given: &[&Path] = if ours { &[&gold, &made, &all] } else { &[&gold, &made] };
                data.python(script, given, &[])?;
                gold = made.join("gold.jsonl");
                input = made.join("input.jsonl");
            }
            _ => bail!("board {}: give either `input` or `make`", self.name),
        }
        let words = std::fs::read_to_string(&input)?.split_whitespace().count();
        Ok(Task { folder, gold, input, words })
    }

    /// What all scorers say, their JSON objects laid into one.
    fn scored(&self, data: &Data, task: &Task, answers: &Path) -> anyhow::Result<Value> {
        let mut answers = answers.to_path_buf();
        if let Some(script) = &self.convert {
            let converted = data.python(script, &[], &std::fs::read(&answers)?)?;
            answers = task.folder.path().join("converted.jsonl");
            std::fs::write(&answers, converted)?;
        }
        let mut all = serde_json::Map::new();
        for scorer in &self.scorers {
            let arguments = [task.gold.as_path(), answers.as_path(), Path::new("--json")];
            let printed = data.python(scorer, &arguments, &[])?;
            let result: Value = serde_json::from_str(&printed)
                .with_context(|| format!("{scorer} did not print JSON"))?;
            all.extend(result.as_object().cloned().unwrap_or_default());
        }
        Ok(Value::Object(all))
    }

    /// The numbers that are kept. A reference may lack what it does not do; the program may not.
    fn kept(
        &self,
        result: &Value,
        system: &str,
        speed: Option<f64>,
        sample: bool,
        lenient: bool,
    ) -> anyhow::Result<Vec<Score>> {
        let mut scores = Vec::new();
        for kept in &self.score {
            let shares = kept.metrics.iter().map(|(metric, at)| (metric, at, 100.0));
            let numbers = kept.numbers.iter().map(|(metric, at)| (metric, at, 1.0));
            for (metric, at, times) in shares.chain(numbers) {
                let value = match result.pointer(at).map(Value::as_f64) {
                    Some(Some(value)) => value * times,
                    Some(None) => continue,
                    None if lenient => continue,
                    None => bail!("board {}: the scorer says nothing at {at}", self.name),
                };
                let data = if sample { sample_of(&kept.data) } else { kept.data.clone() };
                let (metric, system) = (metric.clone(), system.to_owned());
                scores.push(Score { metric, data, system, value, speed });
            }
        }
        Ok(scores)
    }

    fn table(
        &self,
        columns: &[(String, Option<f64>)],
        scores: &[Score],
        words: usize,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        writeln!(out, "\n{}: {words} words of input, one thread", self.name)?;
        write!(out, "{:<60}", "")?;
        for (name, _) in columns {
            write!(out, " {name:>16}")?;
        }
        writeln!(out)?;
        let mut rows: Vec<(&str, &str)> = Vec::new();
        for score in scores {
            let row = (score.data.as_str(), score.metric.as_str());
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        for (data, metric) in rows {
            write!(out, "{:<60}", format!("{data}: {metric}"))?;
            for (name, _) in columns {
                let score = scores
                    .iter()
                    .find(|s| s.data == data && s.metric == metric && s.system == *name);
                match score {
                    Some(score) if score.value.abs() < 5.0 && score.value.fract() != 0.0 => {
                        write!(out, " {:>16.2}", score.value)?;
                    }
                    Some(score) => write!(out, " {:>16.1}", score.value)?,
                    None => write!(out, " {:>16}", "-")?,
                }
            }
            writeln!(out)?;
        }
        write!(out, "{:<60}", "words per CPU second")?;
        for (_, speed) in columns {
            write!(out, " {:>16.0}", speed.unwrap_or(f64::NAN))?;
        }
        writeln!(out)?;
        Ok(())
    }
}

fn sample_of(data: &str) -> String {
    format!("{} sample", data.strip_suffix(" dev").unwrap_or(data))
}

impl Reference {
    fn reader(&self, data: &Data) -> Reader {
        let mut command = vec!["python3".to_owned(), data.path(&self.script).display().to_string()];
        command.extend(self.arguments.iter().cloned());
        Reader { name: self.name.clone(), command, wire: true }
    }

    /// The Python module that it needs and that is not there.
    fn lacks(&self) -> Option<&str> {
        let module = self.module.as_deref()?;
        let there = Command::new("python3")
            .args(["-c", &format!("import {module}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        (!there.is_ok_and(|status| status.success())).then_some(module)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn board() -> Board {
        let text = r#"
            name = "towns"
            gold = "towns.jsonl"
            input = "towns"
            command = "read"
            scorers = ["score.py"]
            [[score]]
            data = "towns dev"
            metrics = { "F1" = "/all/F1" }
            numbers = { "MAE" = "/all/mae" }
        "#;
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_boards_can_be_read() {
        let boards = Boards::load().unwrap();
        assert!(boards.names().contains(&"findings"));
        assert_eq!(boards.named("times").len(), 1);
        assert!(boards.named("nothing").is_empty());
    }

    #[test]
    fn keeps_shares_as_percentages_and_numbers_as_they_are() {
        let result = json!({"all": {"F1": 0.5, "mae": 0.25}});
        let scores = board().kept(&result, "onrecord", None, true, false).unwrap();
        let values: Vec<f64> = scores.iter().map(|score| score.value).collect();
        assert_eq!(values, [50.0, 0.25]);
        assert_eq!(scores[0].data, "towns sample");
    }

    #[test]
    fn a_number_that_the_scorer_does_not_give_is_an_error_for_the_program_alone() {
        let nothing = json!({});
        assert!(board().kept(&nothing, "onrecord", None, false, false).is_err());
        assert!(board().kept(&nothing, "patterns", None, false, true).unwrap().is_empty());
    }
}
