//! Words on their way out: cut where they are long, with what stands before and behind them.

use onrecord_model::{Report, Words, sha256_hex};

use super::{Depth, QUOTE};

/// Code points before and behind a quote that tell it from the same words elsewhere in the text.
const BESIDE: usize = 32;

/// A report's text, to be sliced by code points.
pub(super) struct Passages<'a> {
    text: &'a str,
    /// Byte of every code point, and the length of the text.
    bytes: Vec<usize>,
}

impl<'a> Passages<'a> {
    pub(super) fn of(report: &'a Report) -> Passages<'a> {
        let mut bytes: Vec<usize> = report.text.char_indices().map(|(byte, _)| byte).collect();
        bytes.push(report.text.len());
        Passages { text: &report.text, bytes }
    }

    /// The words at code points `start..end`; empty where there are none.
    fn slice(&self, start: usize, end: usize) -> &'a str {
        let byte = |at: usize| self.bytes.get(at.min(self.bytes.len() - 1)).copied();
        byte(start).zip(byte(end)).and_then(|(from, to)| self.text.get(from..to)).unwrap_or("")
    }

    /// What stands right before the words.
    pub(super) fn before(&self, words: &Words) -> &'a str {
        let start = words.start as usize;
        self.slice(start.saturating_sub(BESIDE), start)
    }

    /// What stands right behind them.
    pub(super) fn behind(&self, words: &Words) -> &'a str {
        let end = words.end as usize;
        self.slice(end, end + BESIDE)
    }

    /// The paragraph that the words begin in, at most `most` code points of it, from a word's beginning to a word's end,
    /// with the words inside.
    pub(super) fn around(&self, words: &Words, most: usize) -> String {
        let (start, end) = (words.start as usize, words.end as usize);
        let head = self.slice(0, start);
        let line_start = head.rfind('\n').map_or(0, |at| head.get(..=at).map_or(0, count));
        let tail = self.slice(start, self.bytes.len() - 1);
        let line_end =
            start + tail.find('\n').map_or(count(tail), |at| tail.get(..at).map_or(0, count));
        if line_end - line_start <= most {
            return self.slice(line_start, line_end).trim().to_owned();
        }
        let room = most.saturating_sub(end.saturating_sub(start)) / 2;
        let from = start.saturating_sub(room).max(line_start);
        let to = (end + room).min(line_end);
        let mut passage = self.slice(from, to);
        if from > line_start {
            passage = passage.split_once(' ').map_or(passage, |(_, rest)| rest);
        }
        if to < line_end {
            passage = passage.rsplit_once(' ').map_or(passage, |(rest, _)| rest);
        }
        let sign = |there: bool| if there { "…" } else { "" };
        format!("{}{}{}", sign(from > line_start), passage.trim(), sign(to < line_end))
    }
}

fn count(text: &str) -> usize {
    text.chars().count()
}

/// The words as they may leave.
pub(super) fn quote(text: &str, depth: Depth) -> String {
    match cut(text, depth) {
        Some(cut) => format!("{cut}…"),
        None => text.to_owned(),
    }
}

/// The beginning of words that are too long to leave whole; `None` where they are not.
pub(super) fn cut(text: &str, depth: Depth) -> Option<&str> {
    if depth == Depth::Whole {
        return None;
    }
    let (end, _) = text.char_indices().nth(QUOTE)?;
    text.get(..end)
}

/// Several stretches as one quote.
pub(super) fn joined(parts: &[Words], depth: Depth) -> String {
    let all: Vec<&str> = parts.iter().map(|part| part.text.trim()).collect();
    quote(&all.join(" … "), depth)
}

/// The digest that stands for words that were cut.
pub(super) fn digest(text: &str) -> String {
    sha256_hex(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, of: &str) -> Words {
        let start = text[..text.find(of).unwrap()].chars().count() as u32;
        Words { start, end: start + of.chars().count() as u32, text: of.to_owned() }
    }

    #[test]
    fn what_stands_beside_is_counted_in_code_points() {
        let text = "Łódź: “Más de 300” left.\nThe bridge is shut.";
        let report = Report { text: text.into(), ..Report::default() };
        let passages = Passages::of(&report);
        let bridge = words(text, "bridge");
        assert_eq!(passages.before(&bridge), "Łódź: “Más de 300” left.\nThe ");
        assert_eq!(passages.behind(&bridge), " is shut.");
        assert_eq!(passages.around(&bridge, 100), "The bridge is shut.");
        assert_eq!(passages.around(&words(text, "300"), 100), "Łódź: “Más de 300” left.");
    }

    #[test]
    fn a_long_paragraph_is_cut_at_words() {
        let text = format!("{}needle {}", "straw ".repeat(50), "hay ".repeat(50));
        let report = Report { text: text.clone(), ..Report::default() };
        let around = Passages::of(&report).around(&words(&text, "needle"), 40);
        assert!(around.starts_with("…straw") && around.ends_with("hay…"), "{around}");
        assert!(around.contains("needle") && around.chars().count() <= 42, "{around}");
    }

    #[test]
    fn only_long_quotes_are_cut() {
        let long = "é".repeat(QUOTE + 1);
        assert_eq!(quote(&long, Depth::Quotes).chars().count(), QUOTE + 1);
        assert_eq!(quote(&long, Depth::Whole), long);
        assert_eq!(cut(&"é".repeat(QUOTE), Depth::Quotes), None);
    }

    #[test]
    fn a_place_beyond_the_text_is_empty() {
        let report = Report { text: "Rain.".into(), ..Report::default() };
        let beyond = Words { start: 90, end: 99, text: String::new() };
        let passages = Passages::of(&report);
        assert_eq!((passages.before(&beyond), passages.behind(&beyond)), ("", ""));
    }
}
