//! How fast, and in how little memory: many reports, on one thread and on all.

use std::io::Write;
use std::path::Path;

use super::data::Data;
use super::measure::measured;
use super::reader::Reader;
use super::scores::Score;

/// How often the development reports are read in a row.
const TIMES: usize = 4;

/// Reads the reports several times over, so that starting up weighs little.
pub(crate) fn run(data: &Data, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    let gold = data.lines("eval/attribution/dev.jsonl")?.join("\n") + "\n";
    let once = data.python("eval/to_input.py", &[Path::new("attribution")], gold.as_bytes())?;
    let folder = tempfile::tempdir()?;
    let input = folder.path().join("input.jsonl");
    let wire = folder.path().join("wire.jsonl");
    std::fs::write(&input, once.repeat(TIMES))?;
    let words = super::attribution::words_of(&once)? * TIMES;
    writeln!(out, "\nspeed: {words} words")?;
    writeln!(
        out,
        "{:<26} {:>20} {:>20} {:>8}",
        "", "words per second", "words per CPU second", "peak MB"
    )?;
    let mut scores = Vec::new();
    for (threads, name, metric, memory) in [
        (1, "onrecord, one thread", "words per second on one thread", "peak MB on one thread"),
        (2, "onrecord, two threads", "words per second on two threads", "peak MB on two threads"),
        (0, "onrecord, all threads", "words per second on all threads", "peak MB on all threads"),
    ] {
        let cost = measured(&Reader::onrecord(threads).command, &input, &wire)?;
        let speed = words as f64 / cost.elapsed;
        writeln!(
            out,
            "{name:<26} {speed:>20.0} {:>20.0} {:>8.0}",
            words as f64 / cost.processor,
            cost.megabytes
        )?;
        for (metric, value) in [(metric, speed), (memory, cost.megabytes)] {
            let (metric, data, system) =
                (metric.to_owned(), "speed".to_owned(), "onrecord".to_owned());
            scores.push(Score { metric, data, system, value, speed: None });
        }
    }
    Ok(scores)
}
