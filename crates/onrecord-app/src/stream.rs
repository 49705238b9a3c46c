//! Many reports in, one line each out, in the same order: parallel, and in memory that does not grow.

use std::io::{BufRead, Write};

use onrecord::read::json_line;
use onrecord::{Engine, Reading, wire};
use rayon::prelude::*;

use crate::loader::with_causes;
use crate::plain::plain_json;
use crate::progress::Progress;

/// Lines are worked on when there are so many for each thread,
const LINES_A_THREAD: usize = 16;
/// or so many bytes of them.
const CHUNK_BYTES: usize = 8 << 20;

/// Reads report lines from `input`, called `name` in errors, and writes the wire format to `out`. Gives how many lines could
/// not be used; each is named to `complain`.
pub(crate) fn stream(
    input: &mut dyn BufRead,
    name: &str,
    engine: &Engine,
    out: &mut dyn Write,
    complain: &dyn Fn(&str),
) -> anyhow::Result<usize> {
    let mut failed = 0;
    let progress = Progress::of("reports");
    let mut number = 0;
    loop {
        let chunk = next_chunk(input, &mut number)?;
        if chunk.is_empty() {
            break;
        }
        let lines: Vec<Result<String, String>> = chunk
            .par_iter()
            .map(|(number, line)| {
                let line = one(line, name, *number, engine);
                progress.advance();
                line
            })
            .collect();
        for line in &lines {
            match line {
                Ok(line) => writeln!(out, "{}", plain_json(line))?,
                Err(line) => {
                    failed += 1;
                    progress.aside(|| complain(line));
                }
            }
        }
        // What is done is on its way before the next lines are waited for: the other end may be a person, or a pipe.
        out.flush()?;
    }
    Ok(failed)
}

/// The next lines that hold something, with their numbers.
fn next_chunk(
    input: &mut dyn BufRead,
    number: &mut usize,
) -> std::io::Result<Vec<(usize, Vec<u8>)>> {
    let most = rayon::current_num_threads() * LINES_A_THREAD;
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < most && bytes < CHUNK_BYTES {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        *number += 1;
        if line.iter().any(|byte| !byte.is_ascii_whitespace()) {
            bytes += line.len();
            chunk.push((*number, line));
        }
    }
    Ok(chunk)
}

fn one(line: &[u8], name: &str, number: usize, engine: &Engine) -> Result<String, String> {
    let line = std::str::from_utf8(line).map_err(|broken| {
        let column = broken.valid_up_to() + 1;
        format!("{name}:{number}:{column}: not UTF-8; JSON Lines are written in UTF-8")
    })?;
    let report = json_line(line, name, number).map_err(|error| with_causes(&error))?;
    let findings = engine.findings(&report);
    Ok(wire::to_line(engine.name(), &Reading { report, findings }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers_and_empty_ones_are_passed_over() {
        let mut input = &b"{}\n\n  \r\n[]\nlast"[..];
        let mut number = 0;
        let chunk = next_chunk(&mut input, &mut number).unwrap();
        let numbers: Vec<usize> = chunk.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 4, 5]);
        assert!(next_chunk(&mut input, &mut number).unwrap().is_empty());
    }
}
