//! Which reports repeat an earlier one: by the sentences they share, letter for letter.
//!
//! The measure is Media Cloud's: sentences of 32 characters and more that stand in both. Half of a report's such sentences
//! make it a copy, so that a story that was trimmed, or given another headline and lead, is still known.

use std::collections::BTreeMap;

use super::extract::key;

const LEAST_CHARS: usize = 32;

/// Where the sentences of `text` begin and end, in code points: at a line's end, or after a full stop, question or
/// exclamation mark that a space and anything but a small letter follow. Rough, but rough in the same way for both of two
/// copies.
pub(super) fn sentences(text: &str) -> Vec<(u32, u32)> {
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

/// For each text, the earlier one that it copies, if any; a copy of a copy points at the first.
pub(super) fn origins(texts: &[&str]) -> Vec<Option<usize>> {
    let mut first_seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut origins: Vec<Option<usize>> = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let keys: Vec<String> = sentences(text)
            .into_iter()
            .map(|(start, end)| key(&slice(text, start, end)))
            .filter(|key| key.chars().count() >= LEAST_CHARS)
            .collect();
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for earlier in keys.iter().filter_map(|key| first_seen.get(key)) {
            *shared.entry(*earlier).or_default() += 1;
        }
        let origin = shared
            .into_iter()
            .max_by_key(|(earlier, count)| (*count, std::cmp::Reverse(*earlier)))
            .filter(|(_, count)| *count >= 2 && *count * 2 >= keys.len())
            .map(|(earlier, _)| origins.get(earlier).copied().flatten().unwrap_or(earlier));
        for key in keys {
            first_seen.entry(key).or_insert(index);
        }
        origins.push(origin);
    }
    origins
}

/// The code points `start..end` of `text`.
fn slice(text: &str, start: u32, end: u32) -> String {
    text.chars().skip(start as usize).take(end.saturating_sub(start) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text = "Dr. Fenn spoke at 7 p.m. to us. “It is over.” He left.\nNobody followed.";
        let found: Vec<String> =
            sentences(text).into_iter().map(|(start, end)| slice(text, start, end)).collect();
        assert_eq!(
            found,
            ["Dr. Fenn spoke at 7 p.m. to us.", "“It is over.”", "He left.", "Nobody followed."]
        );
    }

    #[test]
    fn a_lightly_edited_copy_is_a_copy() {
        let wire = "The dam was seized before dawn on Monday. Forty-six people are held in the power \
                    house, the company said. Troops are on their way to the mining town of Belvik.";
        let copy = "The dam was seized before dawn on Monday. Forty-six people are held in the power \
                    house, the company said. More follows here as soon as it is known to us.";
        let other = "A flood swept through the lower valley on Tuesday night and took the bridge.";
        assert_eq!(origins(&[wire, other, copy]), [None, None, Some(0)]);
    }
}
