//! Text of reports on its way to a terminal: whatever a terminal would obey instead of showing is made visible.

use std::borrow::Cow;

/// One line of text that a terminal shows and does not obey: line breaks become spaces, control characters their pictures
/// (`␛`), characters that turn the reading direction of what follows are left out.
pub(crate) fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => line.push(' '),
            '\u{0}'..='\u{1f}' => line.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('␛')),
            '\u{7f}' => line.push('␡'),
            '\u{80}'..='\u{9f}' => line.push('\u{fffd}'),
            c if turns_direction(c) => {}
            c => line.push(c),
        }
    }
    line
}

/// JSON in which nothing is left that a terminal would obey: such characters are written as escapes, which mean the same.
pub(crate) fn plain_json(json: &str) -> Cow<'_, str> {
    let dangerous = |c: char| ('\u{7f}'..='\u{9f}').contains(&c) || turns_direction(c);
    // By bytes first: nearly all JSON has none.
    let bytes = json.as_bytes();
    let may_hold = |(at, byte): (usize, &u8)| {
        *byte >= 0x7f
            && matches!(
                bytes.get(at..).unwrap_or_default(),
                [0x7f, ..] | [0xc2, 0x80..=0x9f, ..] | [0xe2, 0x80 | 0x81, 0xa6..=0xae, ..]
            )
    };
    if !bytes.iter().enumerate().any(may_hold) {
        return Cow::Borrowed(json);
    }
    // Outside strings JSON has only ASCII, so every such character stands where an escape may stand.
    let escaped = json.chars().fold(String::with_capacity(json.len() + 16), |mut line, c| {
        if dangerous(c) {
            line.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            line.push(c);
        }
        line
    });
    Cow::Owned(escaped)
}

/// Unicode's explicit directional formatting (UAX #9): it can make a line read otherwise than it is stored.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_a_terminal_would_obey() {
        for (text, line) in [
            ("\u{1b}[31mred\u{7}", "␛[31mred␇"),
            ("two\r\nlines", "two  lines"),
            ("\u{9b}31m", "\u{fffd}31m"),
            ("a\u{202e}b", "ab"),
        ] {
            assert_eq!(plain(text), line);
        }
    }

    #[test]
    fn leaves_words_alone() {
        for text in ["“Más de 300” — люди", "🙂 שלום"] {
            assert_eq!(plain(text), text);
            assert_eq!(plain_json(text), text);
        }
    }

    #[test]
    fn json_means_the_same() {
        let value = serde_json::json!({"text": "\u{9b}31m \u{202e} \u{7f} ok"});
        let json = value.to_string();
        let safe = plain_json(&json);
        assert!(!safe.contains('\u{9b}') && !safe.contains('\u{202e}') && !safe.contains('\u{7f}'));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
