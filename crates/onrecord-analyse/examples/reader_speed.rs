//! Speed of the reader alone: `reader_speed FOLDER < REPORTS.jsonl`, one report a line with its `text`.
//!
//! Words are cut roughly here (letters and digits together, anything else alone), so that only the reader is timed; the
//! words counted are those between white space, as in the other measurements.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;
use std::io::Read;
use std::time::Instant;

use onrecord_analyse::reader::{Reader, Scratch, Word};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: reader_speed FOLDER < REPORTS.jsonl")?;
    let start = Instant::now();
    let weights = std::fs::read(format!("{folder}/reader.safetensors"))?;
    let vocabulary = std::fs::read_to_string(format!("{folder}/vocabulary.txt"))?;
    let reader = Reader::load(weights, &vocabulary)?;
    println!("{} loaded in {:.0} ms", reader.name(), start.elapsed().as_secs_f64() * 1e3);
    let mut lines = String::new();
    std::io::stdin().read_to_string(&mut lines)?;
    let (mut spaced, mut count, mut sum) = (0, 0, 0u64);
    let mut scratch = Scratch::default();
    let (start, busy) = (Instant::now(), processor_seconds());
    for line in lines.lines() {
        let report: serde_json::Value = serde_json::from_str(line)?;
        let text = report["text"].as_str().unwrap_or_default();
        let words = rough_words(text);
        let layers = reader.read(&words, &mut scratch);
        spaced += text.split_whitespace().count();
        count += words.len();
        for part in [&layers.attribution, &layers.entities, &layers.upos, &layers.relations] {
            sum = part.iter().fold(sum, |s, x| s.wrapping_mul(31).wrapping_add(u64::from(*x)));
        }
    }
    let (wall, busy) = (start.elapsed().as_secs_f64(), processor_seconds() - busy);
    println!(
        "{}: {spaced} words ({count} tokens), {:.0} words per CPU second ({wall:.2} s, {busy:.2} s busy), sum {sum:x}",
        reader.instructions(),
        spaced as f64 / if busy > 0.0 { busy } else { wall },
    );
    println!("peak memory {}", status("VmHWM").unwrap_or_default());
    Ok(())
}

/// Seconds this process has used a processor; 0 where the system does not say.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// An entry of the system's account of this process.
fn status(key: &str) -> Option<String> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|l| l.starts_with(key))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

fn rough_words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let (mut paragraph, mut sentence, mut quoted) = (true, true, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(run.max(c.len_utf8()));
        rest = after;
        if c.is_whitespace() {
            paragraph |= c == '\n';
            continue;
        }
        quoted |= matches!(c, '“' | '"');
        words.push(Word {
            text: word,
            opens_paragraph: paragraph,
            opens_sentence: sentence,
            quoted,
        });
        quoted &= c != '”';
        paragraph = false;
        sentence = matches!(c, '.' | '?' | '!') && rest.starts_with(' ');
    }
    words
}
