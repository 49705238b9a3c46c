//! A text as a row of words that can be compared with another's: case, marks and apostrophes aside.

use onrecord_model::Span;

/// How many words in a row make a shingle: the five of Broder (1997) and of most work on reused news text since. Shorter
/// rows stand in any two reports on one event.
pub(super) const SHINGLE: usize = 5;

/// One word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    hash: u64,
    span: Span,
    quoted: bool,
}

/// Parts `text` at everything that is neither letter nor digit nor apostrophe.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut quoted = false;
    let mut open: Option<(usize, u64)> = None;
    for (at, character) in text.char_indices() {
        if character.is_alphanumeric() {
            let (start, hash) = open.unwrap_or((at, FNV_OFFSET));
            open = Some((start, character.to_lowercase().fold(hash, fnv)));
            continue;
        }
        if is_apostrophe(character) && open.is_some() {
            continue;
        }
        if let Some((start, hash)) = open.take() {
            words.extend(Span::of(text, start, at).map(|span| Word { hash, span, quoted }));
        }
        quoted = match character {
            '“' => true,
            '”' | '\n' => false,
            '"' => !quoted,
            _ => quoted,
        };
    }
    if let Some((start, hash)) = open {
        words.extend(Span::of(text, start, text.len()).map(|span| Word { hash, span, quoted }));
    }
    words
}

/// What of the words of a text can be compared: nine bytes a word, since as many texts as share words with each other are held at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Wording {
    /// Of each word, the shingle that begins with it; the last words begin none.
    shingles: Vec<u64>,
    is_quoted: Vec<bool>,
}

impl Wording {
    /// That of a text.
    pub(super) fn of(text: &str) -> Wording {
        Wording::made_of(&words(text))
    }

    /// That of its words.
    pub(super) fn made_of(words: &[Word]) -> Wording {
        let shingles = words
            .windows(SHINGLE)
            .map(|row| row.iter().fold(FNV_OFFSET, |hash, word| mixed(hash ^ word.hash)))
            .collect();
        Wording { shingles, is_quoted: words.iter().map(|word| word.quoted).collect() }
    }

    /// How many words.
    pub(super) fn len(&self) -> usize {
        self.is_quoted.len()
    }

    /// A choice of the shingles that any text with a row of [`SHINGLE`]` + `[`WINDOW`]` - 1` of the same words makes too:
    /// the least of every [`WINDOW`] in a row (winnowing, Schleimer, Wilkerson and Aiken 2003).
    pub(super) fn fingerprints(&self) -> Vec<u64> {
        let mut chosen: Vec<u64> = match self.shingles.len() {
            0 => Vec::new(),
            few if few < WINDOW => self.shingles.iter().min().copied().into_iter().collect(),
            _ => self
                .shingles
                .windows(WINDOW)
                .filter_map(|window| window.iter().min().copied())
                .collect(),
        };
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// For every word: does it stand in a shingle that `other` has too?
    pub(super) fn shared_with(&self, other: &Wording) -> Shared<'_> {
        let mut theirs = other.shingles.clone();
        theirs.sort_unstable();
        let mut is_shared = vec![false; self.len()];
        for (at, shingle) in self.shingles.iter().enumerate() {
            if theirs.binary_search(shingle).is_ok() {
                is_shared.iter_mut().skip(at).take(SHINGLE).for_each(|word| *word = true);
            }
        }
        Shared { of: self, is_shared }
    }
}

/// Shingles of which one is chosen.
pub(super) const WINDOW: usize = 4;

/// Which words of a text stand in another, too.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    of: &'a Wording,
    is_shared: Vec<bool>,
}

impl Shared<'_> {
    /// How many words.
    pub(super) fn words(&self) -> usize {
        self.is_shared.iter().filter(|shared| **shared).count()
    }

    /// Their share of all words.
    pub(super) fn share(&self) -> f32 {
        share(self.is_shared.iter().copied())
    }

    /// The share among the words outside double quotation marks; of all words where nothing else is there.
    pub(super) fn unquoted_share(&self) -> f32 {
        let words = || self.of.is_quoted.iter().zip(&self.is_shared);
        let outside = || words().filter(|(is_quoted, _)| !**is_quoted);
        if outside().next().is_none() {
            return self.share();
        }
        share(outside().map(|(_, shared)| *shared))
    }

    /// The stretches of at least `least` shared words in a row, in text order; `words` are those of the text.
    pub(super) fn passages(&self, words: &[Word], least: usize) -> Vec<Span> {
        let mut passages = Vec::new();
        let mut open: Option<(Span, usize)> = None;
        for (word, shared) in words.iter().zip(&self.is_shared) {
            open = match (open, *shared) {
                (None, true) => Some((word.span, 1)),
                (Some((span, count)), true) => Some((span.join(word.span), count + 1)),
                (Some((span, count)), false) => {
                    passages.extend((count >= least).then_some(span));
                    None
                }
                (None, false) => None,
            };
        }
        passages.extend(open.filter(|(_, count)| *count >= least).map(|(span, _)| span));
        passages
    }
}

fn share(words: impl Iterator<Item = bool>) -> f32 {
    let (mut all, mut shared) = (0_u32, 0_u32);
    for is_shared in words {
        all += 1;
        shared += u32::from(is_shared);
    }
    if all == 0 { 0.0 } else { shared as f32 / all as f32 }
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘')
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): the same on every machine and with every compiler.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(hash: u64, character: char) -> u64 {
    (hash ^ u64::from(u32::from(character))).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Spreads a hash over all bits (the finaliser of SplitMix64, Steele et al. 2014), so that the least of several is any of them.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_and_apostrophes_do_not_count() {
        let one = Wording::of("The mayor’s office: “It WON'T open,” she said.");
        let other = Wording::of("the mayors office it wont open she said");
        assert_eq!(one.shingles, other.shingles);
        assert_eq!(one.len(), 8);
    }

    #[test]
    fn a_row_of_eight_words_is_always_found() {
        let row = "the old mill by the river burned down";
        let one = Wording::of(&format!("On Monday {row} and nobody was hurt in it."));
        let other = Wording::of(&format!("They could not say why {row} last night."));
        let theirs = other.fingerprints();
        assert!(one.fingerprints().iter().any(|print| theirs.contains(print)));
    }

    #[test]
    fn shared_passages_are_slices_of_the_text() {
        let text = "Nobody knows. The old mill by the river burned down on Monday, he said.";
        let other = "Yesterday the old mill by the river burned down. It was empty.";
        let (one, other) = (Wording::of(text), Wording::of(other));
        let passages = one.shared_with(&other).passages(&words(text), 6);
        let slices: Vec<&str> = passages.iter().map(|span| span.text(text)).collect();
        assert_eq!(slices, ["The old mill by the river burned down"]);
    }

    #[test]
    fn any_text_will_do() {
        for text in ["", " ", "🙂🙂🙂", "سلام عليكم يا", &"x".repeat(1 << 20)] {
            let wording = Wording::of(text);
            assert!(wording.shared_with(&wording).share() <= 1.0);
        }
    }
}
