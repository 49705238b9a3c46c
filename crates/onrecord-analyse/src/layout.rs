//! Paragraphs, sentences and quotation over the words of a text.

use onrecord_model::TokenRange;

use crate::tokens::Word;

/// How words lie in paragraphs and sentences, and which stand inside double quotation marks.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) paragraphs: Vec<TokenRange>,
    pub(crate) sentences: Vec<TokenRange>,
    pub(crate) quoted: Vec<bool>,
}

/// Reads the layout of `words`, which were cut from `text`. `dates` tells a word that goes on with a time of day:
/// "9 a.m. Tuesday" is one sentence.
pub(crate) fn layout(text: &str, words: &[Word], dates: impl Fn(&str) -> bool) -> Layout {
    let paragraphs = parts(words.len(), |i| words.get(i).is_some_and(|w| w.new_paragraph));
    let sentences = parts(words.len(), |i| begins_sentence(text, words, i, &dates));
    let sentences = sentences.into_iter().flat_map(|one| cut(text, words, one)).collect();
    Layout { quoted: quoted(text, words), paragraphs, sentences }
}

/// The longest that a sentence may be, in words; the longest that newspapers print (lists of names) have about half of it. Whatever
/// looks about in a sentence would otherwise take time by the square of a text that never ends one.
const LONGEST: usize = 800;

/// A sentence that is longer ends after the last comma or semicolon before that, else there.
fn cut(text: &str, words: &[Word], whole: TokenRange) -> Vec<TokenRange> {
    let (mut from, to) = (whole.start as usize, whole.end as usize);
    let mut out = Vec::new();
    while to - from > LONGEST {
        let parts =
            |i: &usize| words.get(*i).is_some_and(|w| matches!(w.span.text(text), "," | ";" | "|"));
        let most = from + LONGEST;
        let end = (from + LONGEST / 2..most).rev().find(parts).map_or(most, |at| at + 1);
        out.push(TokenRange::new(from, end));
        from = end;
    }
    out.push(TokenRange::new(from, to));
    out
}

/// Cuts `0..count` before every word for which `begins` holds.
fn parts(count: usize, begins: impl Fn(usize) -> bool) -> Vec<TokenRange> {
    let mut out = Vec::new();
    let mut start = 0;
    for i in 1..count {
        if begins(i) {
            out.push(TokenRange::new(start, i));
            start = i;
        }
    }
    if count > 0 {
        out.push(TokenRange::new(start, count));
    }
    out
}

/// A sentence begins with a paragraph, and behind an end mark (and the closing marks that follow it) where the next
/// word could open one. Sentences are cut inside quotations too, since syntax is read a sentence at a time.
fn begins_sentence(text: &str, words: &[Word], at: usize, dates: &impl Fn(&str) -> bool) -> bool {
    let (Some(word), Some(before)) = (words.get(at), at.checked_sub(1).and_then(|i| words.get(i)))
    else {
        return true;
    };
    if word.new_paragraph {
        return true;
    }
    if word.span.start() == before.span.end() {
        return false;
    }
    let mut last = at - 1;
    let is_closing = |i: usize| {
        words.get(i).is_some_and(|w| CLOSING.contains(&w.span.text(text)) && !w.new_paragraph)
    };
    // More than a few close nothing; looking back past all of them would take time by the square of their number.
    while last > 0 && at - last < 8 && is_closing(last) {
        last -= 1;
    }
    let end = words.get(last).map_or("", |w| w.span.text(text));
    let of_clock = matches!(end, "a.m." | "p.m.");
    let next = word.span.text(text);
    if of_clock && last + 1 == at && dates(next) {
        return false;
    }
    let ends = matches!(end, "?" | "!")
        || of_clock
        || (!end.is_empty() && end.trim_start_matches('.').is_empty());
    let opens = next.chars().next().is_some_and(|c| {
        c.is_uppercase() || c.is_ascii_digit() || OPENING.contains(&c) || c == '"'
    });
    ends && opens
}

const CLOSING: [&str; 6] = ["”", "\"", "'", ")", "’", "»"];
const OPENING: [char; 3] = ['“', '«', '„'];

/// Inside double quotation marks, marks included. A quotation that is not closed ends with its paragraph, unless the
/// next paragraph opens with a mark: then it goes on there (a quotation over several paragraphs).
fn quoted(text: &str, words: &[Word]) -> Vec<bool> {
    let mut inside = false;
    let mut out = Vec::with_capacity(words.len());
    for (i, word) in words.iter().enumerate() {
        let mark = word.span.text(text).chars().next().unwrap_or(' ');
        let (opens, closes, either) =
            (OPENING.contains(&mark), matches!(mark, '”' | '»'), mark == '"');
        if word.new_paragraph && i > 0 && inside {
            if opens || either {
                out.push(true);
                continue;
            }
            inside = false;
        }
        if opens || either || closes {
            out.push(opens || either || inside);
            inside = opens || (either && !inside);
        } else {
            out.push(inside);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::words;

    fn read(text: &str) -> (Vec<String>, String) {
        let abbreviations = ["Mr".to_owned()].into_iter().collect();
        let words = words(text, &abbreviations);
        let layout = layout(text, &words, |word| word == "Friday");
        let sentence = |r: &TokenRange| {
            let (first, last) = (words[r.start as usize], words[r.end as usize - 1]);
            first.span.join(last.span).text(text).to_owned()
        };
        let inside =
            words.iter().zip(&layout.quoted).filter(|(_, q)| **q).map(|(w, _)| w.span.text(text));
        (layout.sentences.iter().map(sentence).collect(), inside.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn parts_sentences() {
        let text = "Mr. Ash left. “We go. Now,” he said at 9 a.m. on Friday.\nLeft at 9 p.m. Friday. It rained... then \"it stopped.\" Dr Oz slept!";
        let (sentences, quoted) = read(text);
        assert_eq!(
            sentences,
            [
                "Mr. Ash left.",
                "“We go.",
                "Now,” he said at 9 a.m. on Friday.",
                "Left at 9 p.m. Friday.",
                "It rained... then \"it stopped.\"",
                "Dr Oz slept!",
            ]
        );
        assert_eq!(quoted, "“ We go . Now , ” \" it stopped . \"");
    }

    #[test]
    fn a_quotation_goes_on_in_a_paragraph_that_opens_with_a_mark() {
        assert_eq!(read("“One.\n“Two.” Three").1, "“ One . “ Two . ”");
        assert_eq!(read("“One.\nTwo.").1, "“ One .");
    }

    #[test]
    fn a_sentence_without_end_is_cut_behind_a_comma_and_others_are_left_alone() {
        let (sentences, _) = read(&"one two three, ".repeat(500));
        let lengths: Vec<usize> =
            sentences.iter().map(|it| it.replace(',', " ,").split_whitespace().count()).collect();
        assert_eq!(lengths, [800, 800, 400]);
        assert!(sentences[0].ends_with(','), "{}", sentences[0]);
        let (sentences, _) = read(&"word ".repeat(LONGEST + 1));
        assert_eq!(sentences.len(), 2);
        assert_eq!(read(&"word ".repeat(LONGEST)).0.len(), 1);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(read(""), (vec![], String::new()));
    }
}
