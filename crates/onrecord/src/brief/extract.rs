//! Extracts: a report's words as they stand, cut only between words, and shown only with what is safe to print.

pub(super) use onrecord_reconcile::key;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` in at most `width` columns, cut between words; `…` stands only where something was cut off, and a quotation
/// that is cut open is closed again.
pub(super) fn cut(text: &str, width: usize) -> String {
    let text = text.trim();
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut end, mut seen) = (0, 0);
    for (at, character) in text.char_indices() {
        if character.is_whitespace() {
            end = at;
        }
        seen += character.width().unwrap_or(0);
        if seen + 2 > width {
            break;
        }
    }
    let kept =
        text.get(..end).unwrap_or_default().trim_end_matches([' ', ',', ';', ':', '—', '–', '…']);
    if kept.is_empty() {
        return cut_inside_a_word(text, width);
    }
    format!("{kept}…{}", closing(kept))
}

/// `text` in at most `width` columns with the word at code point `focus` in it: cut on either side, between words.
pub(super) fn around(text: &str, focus: usize, width: usize) -> String {
    let before: usize = text.chars().take(focus).map(|c| c.width().unwrap_or(0)).sum();
    if text.width() <= width || before * 3 <= width {
        return cut(text, width);
    }
    // A third of the room goes to what leads up to the word, more where the rest of the text needs less.
    let after = text.width() - before;
    let lead = (width / 3).max(width.saturating_sub(after + 1));
    let mut left = before;
    let mut begin = 0;
    for (at, character) in text.char_indices() {
        if left < lead && text.get(..at).is_some_and(|head| head.ends_with(char::is_whitespace)) {
            begin = at;
            break;
        }
        if left == 0 {
            begin = at;
            break;
        }
        left = left.saturating_sub(character.width().unwrap_or(0));
    }
    let tail = text.get(begin..).unwrap_or(text);
    if begin == 0 { cut(tail, width) } else { format!("…{}", cut(tail, width.saturating_sub(1))) }
}

/// A single word that is too long: an address, a hash.
fn cut_inside_a_word(text: &str, width: usize) -> String {
    let mut kept = String::new();
    for character in text.chars() {
        if kept.width() + character.width().unwrap_or(0) + 1 > width {
            break;
        }
        kept.push(character);
    }
    kept + "…"
}

/// The mark that closes the quotation which `text` leaves open.
fn closing(text: &str) -> &'static str {
    let mut open = Vec::new();
    for character in text.chars() {
        match character {
            '“' => open.push("”"),
            '«' => open.push("»"),
            '„' => open.push("“"),
            '”' | '»' => drop(open.pop()),
            '"' if open.last() == Some(&"\"") => drop(open.pop()),
            '"' => open.push("\""),
            _ => {}
        }
    }
    open.last().copied().unwrap_or_default()
}

/// `text` on one line and without anything that could move the cursor, recolour the terminal or turn the reading order:
/// white space becomes one space, a control or direction character becomes `�`.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_unsafe(character) {
            out.push('\u{FFFD}');
        } else {
            out.push(character);
        }
    }
    out
}

/// Does it act on a terminal or on the order of reading, instead of being read?
pub(super) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_between_words_and_closes_quotations() {
        assert_eq!(cut("short enough", 20), "short enough");
        assert_eq!(cut("“We have counted eleven dead”", 20), "“We have counted…”");
        assert_eq!(cut("one two, three", 10), "one two…");
        assert_eq!(cut("https://a.example/very/long", 10), "https://a…");
    }

    #[test]
    fn a_cut_never_exceeds_the_width() {
        let text = "“Der Damm 洪水 ist gebrochen”, sagte sie, und “niemand weiß warum”";
        for width in 12..70 {
            assert!(cut(text, width).width() <= width, "{width}: {}", cut(text, width));
        }
    }

    #[test]
    fn cuts_around_what_matters() {
        let text =
            "The agency said in the morning that 58 people had died in the flood below the dam";
        let focus = text.find("58").unwrap();
        assert_eq!(around(text, focus, 40), "…that 58 people had died in the flood…");
        assert_eq!(around(text, 0, 20), "The agency said in…");
        assert_eq!(around(text, text.find("dam").unwrap(), 30), "…in the flood below the dam");
        for (at, _) in text.char_indices() {
            for width in 20..60 {
                let cut = around(text, at, width);
                assert!(cut.width() <= width, "{at} {width}: {cut}");
            }
        }
    }

    #[test]
    fn neutralises_escape_sequences_and_direction_marks() {
        assert_eq!(printable("a\u{1b}[31mred\u{202e}x\r\n\tb"), "a�[31mred�x b");
    }
}
