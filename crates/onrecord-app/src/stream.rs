//! Many lines in, one line each out, in the same order: parallel, and in memory that does not grow.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use anyhow::bail;
use rayon::prelude::*;

use crate::inputs::complaint;
use crate::plain::plain_json;
use crate::progress::Progress;

/// Lines are worked on when there are so many for each thread,
const LINES_A_THREAD: usize = 16;
/// or so many bytes of them.
const CHUNK_BYTES: usize = 8 << 20;
/// Every line is shorter: a report of the largest size, written as JSON at its longest, and what was found in it.
const LONGEST_LINE: usize = 256 << 20;

/// What one line gives.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What is written for it, if anything.
    pub(crate) line: Option<String>,
    /// Why it could not be used.
    pub(crate) complaint: Option<String>,
}

impl Answer {
    /// A line that could be used.
    pub(crate) fn of(line: String) -> Answer {
        Answer { line: Some(line), complaint: None }
    }

    /// A line that could not, for which nothing is written.
    pub(crate) fn failed(complaint: String) -> Answer {
        Answer { line: None, complaint: Some(complaint) }
    }
}

/// Where lines come from: a file, or standard input for `-`; with the name it has in errors.
pub(crate) fn open(path: &Path) -> anyhow::Result<(Box<dyn BufRead>, String)> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(std::io::stdin().lock()), "-".to_owned()));
    }
    let file = File::open(path).map_err(|cause| anyhow::anyhow!(complaint(path, &cause)))?;
    if file.metadata().is_ok_and(|what| what.is_dir()) {
        bail!("{}: a folder where a file of JSON Lines is wanted", path.display());
    }
    Ok((Box::new(BufReader::new(file)), path.display().to_string()))
}

/// Takes every line of `input`, called `name` in errors, through `answer`, and writes what it gives to `out`. Gives how many
/// lines could not be used; each is named to `complain`. `things` is what the lines hold, for whoever waits.
pub(crate) fn stream(
    input: &mut dyn BufRead,
    name: &str,
    things: &'static str,
    answer: &(dyn Fn(&str, usize) -> Answer + Sync),
    out: &mut dyn Write,
    complain: &dyn Fn(&str),
) -> anyhow::Result<usize> {
    let mut failed = 0;
    let progress = Progress::of(things);
    let mut number = 0;
    loop {
        let chunk = next_chunk(input, &mut number)?;
        if chunk.is_empty() {
            break;
        }
        let answers: Vec<Answer> = chunk
            .par_iter()
            .map(|(number, line)| {
                let answer = match decoded(line, name, *number) {
                    Ok(line) => answer(line, *number),
                    Err(complaint) => Answer::failed(complaint),
                };
                progress.advance();
                answer
            })
            .collect();
        for answer in &answers {
            if let Some(line) = &answer.line {
                writeln!(out, "{}", plain_json(line))?;
            }
            if let Some(complaint) = &answer.complaint {
                failed += 1;
                progress.aside(|| complain(complaint));
            }
        }
        // What is done is on its way before the next lines are waited for: the other end may be a person, or a pipe.
        out.flush()?;
    }
    Ok(failed)
}

/// All lines of `input` that hold something and are UTF-8, with their numbers; gives how many were not.
pub(crate) fn lines(
    input: &mut dyn BufRead,
    name: &str,
    complain: &dyn Fn(&str),
) -> anyhow::Result<(Vec<(usize, String)>, usize)> {
    let mut lines = Vec::new();
    let failed = chunks(input, name, complain, &mut |chunk| {
        lines.extend(chunk);
        Ok(())
    })?;
    Ok((lines, failed))
}

/// The same, some at a time, so that memory does not grow with the input.
pub(crate) fn chunks(
    input: &mut dyn BufRead,
    name: &str,
    complain: &dyn Fn(&str),
    take: &mut dyn FnMut(Vec<(usize, String)>) -> anyhow::Result<()>,
) -> anyhow::Result<usize> {
    let (mut failed, mut number) = (0, 0);
    loop {
        let chunk = next_chunk(input, &mut number)?;
        if chunk.is_empty() {
            return Ok(failed);
        }
        let mut good = Vec::with_capacity(chunk.len());
        for (number, line) in &chunk {
            match decoded(line, name, *number) {
                Ok(line) => good.push((*number, line.to_owned())),
                Err(complaint) => {
                    failed += 1;
                    complain(&complaint);
                }
            }
        }
        take(good)?;
    }
}

/// A line as it was read; nothing where it is longer than any may be.
type Line = Option<Vec<u8>>;

/// The next lines that hold something, with their numbers.
fn next_chunk(input: &mut dyn BufRead, number: &mut usize) -> std::io::Result<Vec<(usize, Line)>> {
    let most = rayon::current_num_threads() * LINES_A_THREAD;
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < most && bytes < CHUNK_BYTES {
        let mut line = Vec::new();
        // Not a byte more: what holds the line grows by doubling.
        if (&mut *input).take(LONGEST_LINE as u64).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        *number += 1;
        if line.len() == LONGEST_LINE && !line.ends_with(b"\n") {
            drop(line);
            pass_over(input)?;
            chunk.push((*number, None));
        } else if line.iter().any(|byte| !byte.is_ascii_whitespace()) {
            bytes += line.len();
            chunk.push((*number, Some(line)));
        }
    }
    Ok(chunk)
}

/// Reads to the end of the line and keeps nothing of it.
fn pass_over(input: &mut dyn BufRead) -> std::io::Result<()> {
    loop {
        let waiting = input.fill_buf()?;
        let end = waiting.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(waiting.len(), |end| end + 1);
        let is_over = end.is_some() || waiting.is_empty();
        input.consume(used);
        if is_over {
            return Ok(());
        }
    }
}

fn decoded<'a>(line: &'a Line, name: &str, number: usize) -> Result<&'a str, String> {
    let Some(line) = line else {
        return Err(format!(
            "{name}:{number}: a line of more than {} million bytes; is this JSON Lines? give one report a line",
            LONGEST_LINE >> 20
        ));
    };
    std::str::from_utf8(line).map_err(|broken| {
        let column = broken.valid_up_to() + 1;
        format!("{name}:{number}:{column}: not UTF-8; JSON Lines are written in UTF-8")
    })
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

    #[test]
    fn a_line_without_end_is_passed_over_and_the_next_ones_are_read() {
        let endless = std::io::Read::take(std::io::repeat(b'a'), LONGEST_LINE as u64 + 10);
        let mut input = BufReader::new(std::io::Read::chain(endless, &b"\n{}\n"[..]));
        let mut complaints = Vec::new();
        let said = std::cell::RefCell::new(&mut complaints);
        let (lines, failed) =
            lines(&mut input, "in", &|line| said.borrow_mut().push(line.to_owned())).unwrap();
        assert_eq!((lines, failed), (vec![(2, "{}\n".to_owned())], 1));
        assert!(complaints[0].starts_with("in:1: a line of more than 256"), "{complaints:?}");
    }
}
