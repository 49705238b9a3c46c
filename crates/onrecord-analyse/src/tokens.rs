//! Words: a text cut the way Universal Dependencies cuts English.
//!
//! The reader was trained on words cut this way; the alternatives and their order are laid down in
//! `docs/reader-format.md`. Every character that is not white space stands in exactly one word.

use onrecord_model::Span;

/// One word and whether a line break stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) span: Span,
    pub(crate) new_paragraph: bool,
}

/// Cuts `text` into words. `abbreviations` keep the point behind them.
pub(crate) fn words(text: &str, abbreviations: &onrecord_rules::WordSet) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let wrapped = is_wrapped(text);
    let (mut at, mut new_paragraph, mut breaks) = (0, true, 0);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_whitespace() {
            breaks += u32::from(c == '\n');
            new_paragraph |= breaks > u32::from(wrapped);
            at += c.len_utf8();
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let length = word_length(rest, c, abbreviations);
        if let Some(span) = Span::of(text, at, at + length) {
            out.push(Word { span, new_paragraph });
        }
        (new_paragraph, breaks) = (false, 0);
        at += length;
    }
    out
}

/// Was the text broken into lines of about one length, so that only an empty line parts paragraphs? So it is where the text
/// has empty lines, no long ones, and one full line in three or more ends inside a sentence.
fn is_wrapped(text: &str) -> bool {
    let (mut full, mut inside, mut empty) = (0, 0, 0);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let length = line.chars().count();
        if length > LONGEST_LINE {
            return false;
        }
        if line.trim().is_empty() {
            empty += 1;
        } else if length > SHORTEST_LINE && lines.peek().is_some_and(|next| !next.trim().is_empty())
        {
            full += 1;
            inside += u32::from(!line.trim_end().ends_with(ENDS));
        }
    }
    full >= 2 && inside * 3 >= full && (empty > 0 || full > 3)
}

/// Characters of the longest line that a writer, an editor or a mail program breaks at.
const LONGEST_LINE: usize = 130;
/// Shorter lines are headings, datelines, or the last of a paragraph.
const SHORTEST_LINE: usize = 45;
/// Marks with which a sentence, and so perhaps a paragraph, ends.
const ENDS: [char; 10] = ['.', '?', '!', ':', ';', '”', '"', '’', ')', '…'];

/// Bytes of the word at the head of `rest`, which begins with `first`.
fn word_length(rest: &str, first: char, abbreviations: &onrecord_rules::WordSet) -> usize {
    if let Some(length) = lettered_points(rest) {
        return length;
    }
    if first.is_alphabetic() {
        return letters_or_contraction(rest, first, abbreviations);
    }
    if first.is_ascii_digit() {
        return number(rest);
    }
    if is_apostrophe(first) {
        return clitic(rest).unwrap_or(first.len_utf8());
    }
    if matches!(first, '-' | '.' | '_') {
        return rest.len() - rest.trim_start_matches(first).len();
    }
    first.len_utf8()
}

/// `U.S.`, `a.m.`: two or more times a letter and a point.
fn lettered_points(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut length = 0;
    while bytes.get(length).is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(length + 1) == Some(&b'.')
    {
        length += 2;
    }
    (length >= 4).then_some(length)
}

/// Letters: an abbreviation with its point, the part before `n't`, `n't` itself, or a plain word.
fn letters_or_contraction(
    rest: &str,
    first: char,
    abbreviations: &onrecord_rules::WordSet,
) -> usize {
    let run = run_of_letters(rest);
    let letters = rest.get(..run).unwrap_or_default();
    let point = rest.as_bytes().get(run) == Some(&b'.');
    let initial = letters.len() == first.len_utf8() && first.is_ascii_uppercase();
    if point && (initial || abbreviations.contains(letters)) {
        return run + 1;
    }
    if let Some(length) = negation(rest) {
        return length;
    }
    if letters.ends_with(['n', 'N'])
        && negation(rest.get(run - 1..).unwrap_or_default()).is_some()
        && run > 1
    {
        return run - 1;
    }
    inner_apostrophes(rest, run)
}

/// Goes on over `'Brien` of `O'Brien`, but not over `'s`.
fn inner_apostrophes(rest: &str, run: usize) -> usize {
    let mut end = run;
    loop {
        let tail = rest.get(end..).unwrap_or_default();
        let Some(mark) = tail.chars().next().filter(|c| is_apostrophe(*c)) else { return end };
        let more = run_of_letters(tail.get(mark.len_utf8()..).unwrap_or_default());
        if more == 0 || clitic(tail).is_some() {
            return end;
        }
        end += mark.len_utf8() + more;
    }
}

/// `n't` with no letter behind.
fn negation(rest: &str) -> Option<usize> {
    let mut chars = rest.chars();
    let (n, mark, t) = (chars.next()?, chars.next()?, chars.next()?);
    let fits = matches!(n, 'n' | 'N') && is_apostrophe(mark) && matches!(t, 't' | 'T');
    (fits && !chars.next().is_some_and(char::is_alphabetic)).then(|| 2 + mark.len_utf8())
}

/// `'s`, `'re`, `'ve`, `'ll`, `'d`, `'m`, `'t` with no letter behind; `rest` begins with the apostrophe.
fn clitic(rest: &str) -> Option<usize> {
    let mark = rest.chars().next()?.len_utf8();
    let tail = rest.get(mark..)?;
    let run = run_of_letters(tail);
    let letters = tail.get(..run)?;
    ["s", "re", "ve", "ll", "d", "m", "t"]
        .iter()
        .any(|c| letters.eq_ignore_ascii_case(c))
        .then_some(mark + run)
}

/// Digits, with points, commas and colons between digits, and a plain ordinal or plural ending.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    while matches!(bytes.get(end), Some(b'.' | b',' | b':')) && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    let tail = rest.get(end..).unwrap_or_default();
    let letters = tail.get(..run_of_letters(tail)).unwrap_or_default();
    if matches!(letters, "st" | "nd" | "rd" | "th" | "s") { end + letters.len() } else { end }
}

fn run_of_letters(text: &str) -> usize {
    text.len() - text.trim_start_matches(char::is_alphabetic).len()
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '’'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let abbreviations = ["Mr", "Gen", "Jan"].iter().map(|s| s.to_string()).collect();
        words(text, &abbreviations).iter().map(|w| w.span.text(text)).collect()
    }

    #[test]
    fn cuts_as_the_treebanks_do() {
        for (text, expected) in [
            ("Mr. Ilic didn't say.", "Mr.|Ilic|did|n't|say|."),
            (
                "The U.S. 17-year-old's $2.5bn, 9,770 dead",
                "The|U.S.|17|-|year|-|old|'s|$|2.5|bn|,|9,770|dead",
            ),
            ("We’re O'Brien’s, can’t we?", "We|’re|O'Brien|’s|,|ca|n’t|we|?"),
            (
                "at 10:30 a.m. on the 27th, in the 1990s...",
                "at|10:30|a.m.|on|the|27th|,|in|the|1990s|...",
            ),
            ("J. Ash (IDA) said: “No.”", "J.|Ash|(|IDA|)|said|:|“|No|.|”"),
            ("Sana'a--now 20% up", "Sana'a|--|now|20|%|up"),
        ] {
            assert_eq!(cut(text).join("|"), expected);
        }
    }

    fn paragraphs(text: &str) -> usize {
        words(text, &onrecord_rules::WordSet::default()).iter().filter(|w| w.new_paragraph).count()
    }

    #[test]
    fn lines_of_one_length_are_one_paragraph() {
        let wrapped = "The harbour wall at Lessen gave way on Tuesday morning, and two\n\
                       cranes fell into the basin, where a barge was being loaded with\n\
                       grain.\n\nNobody was hurt, the harbour office said in a note it sent to\n\
                       all the shipping lines.\n";
        assert_eq!(paragraphs(wrapped), 2);
    }

    #[test]
    fn paragraphs_on_lines_of_their_own_stay_apart() {
        let plain = "Wall fails at Lessen\nThe harbour wall at Lessen gave way on Tuesday morning.\n\
                     Two cranes fell into the basin, the harbour office said on Tuesday.\nNobody was hurt.";
        assert_eq!(paragraphs(plain), 4);
    }

    #[test]
    fn every_character_but_white_space_stands_in_one_word() {
        for text in [
            "",
            " \n ",
            "a\u{301}b 🙂🙂 'tis n't ''",
            "مرحبا بالعالم",
            "中文。",
            "x\u{0}y",
            "''''",
            "n't",
            "12,",
            "-",
            "it's'",
        ] {
            let joined: String = cut(text).concat();
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            assert_eq!(joined, plain, "{text:?}");
        }
    }
}
