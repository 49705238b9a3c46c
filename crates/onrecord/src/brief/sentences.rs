//! Where the sentences of a report begin and end, for extracts.

/// Where the sentences of `text` begin and end, in code points: at a line's end, or after a full stop, question or
/// exclamation mark that a space and anything but a small letter follow. Rough, but rough in the same way for both of two
/// copies.
pub(super) fn of(text: &str) -> Vec<(u32, u32)> {
    let characters: Vec<char> = text.chars().collect();
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, character) in characters.iter().enumerate() {
        let ends =
            *character == '\n' || (character.is_whitespace() && ends_before(&characters, at));
        if ends {
            push_trimmed(&mut sentences, &characters, start, at);
            start = at + 1;
        }
    }
    push_trimmed(&mut sentences, &characters, start, characters.len());
    sentences
}

fn ends_before(characters: &[char], at: usize) -> bool {
    let mut before = characters.get(..at).unwrap_or_default().iter().rev();
    let last = before.find(|c| !matches!(c, '"' | '”' | '’' | '\'' | '»' | ')' | ']'));
    let next = characters.get(at + 1);
    last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '。'))
        && next.is_some_and(|c| !c.is_lowercase() && !c.is_whitespace())
        && !is_initial(characters, at)
}

/// "J. Doe", "p.m. Monday", "Dr. Fenn": a full stop after one letter or after a capital and one more ends no sentence.
fn is_initial(characters: &[char], at: usize) -> bool {
    let word: Vec<char> = characters
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .skip(1)
        .take_while(|c| c.is_alphabetic())
        .copied()
        .collect();
    match word.as_slice() {
        [_] => true,
        [_, first] => first.is_uppercase(),
        _ => false,
    }
}

fn push_trimmed(out: &mut Vec<(u32, u32)>, characters: &[char], start: usize, end: usize) {
    let (mut start, mut end) = (start, end);
    while start < end && characters.get(start).is_some_and(|c| c.is_whitespace()) {
        start += 1;
    }
    while end > start && characters.get(end - 1).is_some_and(|c| c.is_whitespace()) {
        end -= 1;
    }
    if start < end {
        out.push((start as u32, end as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(text: &str, start: u32, end: u32) -> String {
        text.chars().skip(start as usize).take((end - start) as usize).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text = "Dr. Fenn spoke at 7 p.m. to us. “It is over.” He left.\nNobody followed.";
        let found: Vec<String> =
            of(text).into_iter().map(|(start, end)| slice(text, start, end)).collect();
        assert_eq!(
            found,
            ["Dr. Fenn spoke at 7 p.m. to us.", "“It is over.”", "He left.", "Nobody followed."]
        );
    }
}
