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
    for reader in [Reader::onrecord, Reader::swift] {
        for (threads, on) in [(1, "one thread"), (2, "two threads"), (0, "all threads")] {
            let reader = reader(threads);
            let cost = measured(&reader.command, &input, &wire)?;
            let speed = words as f64 / cost.elapsed;
            writeln!(
                out,
                "{:<26} {speed:>20.0} {:>20.0} {:>8.0}",
                format!("{}, {on}", reader.name),
                words as f64 / cost.processor,
                cost.megabytes
            )?;
            for (metric, value) in [("words per second", speed), ("peak MB", cost.megabytes)] {
                let (metric, data) = (format!("{metric} on {on}"), "speed".to_owned());
                scores.push(Score {
                    metric,
                    data,
                    system: reader.name.clone(),
                    value,
                    speed: None,
                });
            }
        }
    }
    Ok(scores)
}
