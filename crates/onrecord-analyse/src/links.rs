//! Which source and which contents belong to which cue.
//!
//! A reader with weights for links has each pair scored ([`learned`]). For a reader without, a rule holds: the nearest,
//! within bounds. Each content goes to its nearest cue in the paragraph; each cue takes the nearest source of its
//! sentence, which two cues may share, else the nearest within reach.

mod features;
mod learned;

use onrecord_model::{Attribution, TokenRange};

pub(crate) use features::Text;
pub(crate) use learned::link;
#[cfg(test)]
pub(crate) use learned::{Choice, Tables};

/// Tagged spans by role, in text order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    pub(crate) sources: Vec<TokenRange>,
    pub(crate) cues: Vec<TokenRange>,
    pub(crate) contents: Vec<TokenRange>,
}

/// Numbers of the sentence and paragraph of each token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) sentence: &'a [u32],
    pub(crate) paragraph: &'a [u32],
}

/// A break between paragraphs counts as this many words.
const PARAGRAPH: u32 = 1000;
/// A break between sentences counts as this many words.
const SENTENCE: u32 = 30;
/// No source is looked for farther than this many words away.
const REACH: u32 = 200;

impl Spans {
    /// Reads tags `label(i)` such as `B-Cue` for each of `count` words.
    pub(crate) fn of<'a>(count: usize, label: impl Fn(usize) -> &'a str) -> Spans {
        let mut spans = Spans::default();
        let mut at = 0;
        while at < count {
            let Some((_, role)) = label(at).split_once('-') else {
                at += 1;
                continue;
            };
            let mut end = at + 1;
            while end < count
                && label(end).split_once('-').is_some_and(|(bio, r)| bio == "I" && r == role)
            {
                end += 1;
            }
            let list = match role {
                "Source" => &mut spans.sources,
                "Cue" => &mut spans.cues,
                _ => &mut spans.contents,
            };
            list.push(TokenRange::new(at, end));
            at = end;
        }
        spans
    }

    /// Joins the spans to attributions by rule, in text order of their first word.
    pub(crate) fn link(&self, place: Place<'_>) -> Vec<Attribution> {
        let mut found: Vec<Attribution> = self
            .cues
            .iter()
            .map(|&cue| Attribution { cue: vec![cue], score: 1.0, ..Attribution::default() })
            .collect();
        let mut loose = Vec::new();
        for &content in &self.contents {
            let nearest = (0..self.cues.len()).min_by_key(|&i| place.gap(self.cue(i), content));
            match nearest
                .filter(|&i| place.gap(self.cue(i), content) < PARAGRAPH)
                .and_then(|i| found.get_mut(i))
            {
                Some(attribution) => attribution.content.push(content),
                None => loose.push(Attribution {
                    content: vec![content],
                    score: 0.5,
                    ..Attribution::default()
                }),
            }
        }
        for attribution in &mut found {
            attribution.source = self.source_of(attribution, place).into_iter().collect();
        }
        found.extend(loose);
        found.sort_by_key(first_token);
        found
    }

    fn cue(&self, number: usize) -> TokenRange {
        self.cues.get(number).copied().unwrap_or_default()
    }

    fn source_of(&self, attribution: &Attribution, place: Place<'_>) -> Option<TokenRange> {
        let cue = attribution.cue.first().copied()?;
        let sentence = |range: TokenRange| place.sentence.get(range.start as usize);
        // A source before its cue is half a word nearer than one behind it.
        let key = |s: &TokenRange| 2 * place.gap(*s, cue) + u32::from(s.end > cue.start);
        let same =
            self.sources.iter().filter(|s| sentence(**s) == sentence(cue)).min_by_key(|s| key(s));
        same.or_else(|| {
            self.sources.iter().filter(|s| place.gap(**s, cue) < REACH).min_by_key(|s| key(s))
        })
        .copied()
    }
}

impl Place<'_> {
    /// Words between two spans, breaks between sentences and paragraphs counted in.
    fn gap(&self, a: TokenRange, b: TokenRange) -> u32 {
        let of = |list: &[u32], token: u32| list.get(token as usize).copied().unwrap_or_default();
        let words = a.start.saturating_sub(b.end).max(b.start.saturating_sub(a.end));
        let near_end = if b.start < a.start { b.end.saturating_sub(1) } else { b.start };
        let paragraphs = u32::from(of(self.paragraph, a.start) != of(self.paragraph, b.start));
        let sentences = of(self.sentence, a.start).abs_diff(of(self.sentence, near_end));
        words + PARAGRAPH * paragraphs + SENTENCE * sentences
    }
}

pub(crate) fn first_token(attribution: &Attribution) -> u32 {
    let parts = [&attribution.source, &attribution.cue, &attribution.content];
    parts.iter().flat_map(|part| part.iter().map(|r| r.start)).min().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(tags: &str, sentences: &[u32]) -> Vec<(usize, usize, usize)> {
        let tags: Vec<&str> = tags.split(' ').collect();
        let label = |i: usize| match tags[i] {
            "S" => "B-Source",
            "U" => "B-Cue",
            "C" => "B-Content",
            "c" => "I-Content",
            _ => "O",
        };
        let paragraph = vec![0; tags.len()];
        let place = Place { sentence: sentences, paragraph: &paragraph };
        let attributions = Spans::of(tags.len(), label).link(place);
        attributions.iter().map(|a| (a.source.len(), a.cue.len(), a.content.len())).collect()
    }

    #[test]
    fn two_cues_share_a_source_and_one_cue_has_two_contents() {
        assert_eq!(linked("S U C c - U C", &[0; 7]), [(1, 1, 1), (1, 1, 1)]);
        assert_eq!(linked("C c S U C c", &[0; 6]), [(1, 1, 2)]);
    }

    #[test]
    fn a_source_of_the_same_sentence_goes_before_a_nearer_one() {
        assert_eq!(linked("S - U C S", &[0, 0, 0, 0, 1]), [(1, 1, 1)]);
    }

    #[test]
    fn content_without_a_cue_stands_alone() {
        assert_eq!(linked("- C c -", &[0; 4]), [(0, 0, 1)]);
        assert_eq!(linked("- -", &[0; 2]), []);
    }
}
