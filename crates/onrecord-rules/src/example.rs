//! The notation for marked-up example sentences.
//!
//! `[source: The ministry] [cue: said] [content: the dam held].` is the sentence without the marks, plus three labelled
//! spans. Only a known label followed by a colon opens a mark, so an editor's `[sic]` is plain text. A number tells
//! several findings apart: `[source1: …] … [source2: …]`; the same label twice under one number is one thing in two pieces.

/// Labels that open a mark.
const LABELS: [&str; 11] = [
    "source",
    "cue",
    "content",
    "figure",
    "time",
    "place",
    "event",
    "mention",
    "statement",
    "person",
    "access",
];

/// A sentence with its marks taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The sentence as an extractor sees it.
    pub text: String,
    /// In order of closing.
    pub marks: Vec<Mark>,
}

/// One labelled span of an [`Example`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Label, with its number if it has one.
    pub label: String,
    /// First byte in the example's text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Takes the marks out of `input`; `Err` holds the byte where a mark stays open.
pub fn parse_example(input: &str) -> Result<Example, usize> {
    let mut out = Example::default();
    let mut open: Vec<(Option<&str>, usize, usize)> = Vec::new();
    let mut rest = input;
    while let Some(c) = rest.chars().next() {
        let at = input.len() - rest.len();
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '[' => {
                let label =
                    rest.split_once(": ").map(|(label, _)| label).filter(|label| is_label(label));
                open.push((label, out.text.len(), at));
                match label {
                    Some(label) => rest = rest.get(label.len() + 2..).unwrap_or_default(),
                    None => out.text.push(c),
                }
            }
            ']' => match open.pop() {
                Some((Some(label), start, _)) => {
                    out.marks.push(Mark { label: label.to_owned(), start, end: out.text.len() });
                }
                _ => out.text.push(c),
            },
            _ => out.text.push(c),
        }
    }
    match open.iter().find(|(label, ..)| label.is_some()) {
        Some(&(_, _, at)) => Err(at),
        None => Ok(out),
    }
}

fn is_label(word: &str) -> bool {
    LABELS.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(input: &str) -> Vec<(String, String)> {
        let e = parse_example(input).unwrap();
        e.marks.iter().map(|m| (m.label.clone(), e.text[m.start..m.end].to_owned())).collect()
    }

    #[test]
    fn takes_marks_out_and_leaves_sic() {
        let e = parse_example("[source: The ministry] [cue: said] [content: “it [sic] held”].")
            .unwrap();
        assert_eq!(e.text, "The ministry said “it [sic] held”.");
        assert_eq!(
            spans("[source1: The mayor] [cue1: said] [content1: [source2: police] left]")[3].1,
            "police left"
        );
    }

    #[test]
    fn says_where_a_mark_stays_open() {
        assert_eq!(parse_example("a [source: b"), Err(2));
    }
}
