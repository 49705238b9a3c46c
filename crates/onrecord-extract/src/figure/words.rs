//! The document's words in lower case, borrowed: what rules look up.

use onrecord_model::{Document, Relation, TokenRange, Upos, WordKey};

/// A document beside its text in lower case.
#[derive(Debug)]
pub(crate) struct LowerWords<'a> {
    /// The document.
    pub(crate) doc: &'a Document,
    /// ASCII letters only are lowered, so that every span keeps its place.
    lower: String,
}

impl<'a> LowerWords<'a> {
    pub(crate) fn new(doc: &'a Document) -> LowerWords<'a> {
        LowerWords { doc, lower: doc.report.text.to_ascii_lowercase() }
    }

    /// Token `at` in lower case; empty past the end.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.doc.tokens.get(at).map_or("", |token| token.span.text(&self.lower))
    }

    /// The key of token `at`.
    pub(crate) fn key(&self, at: usize) -> WordKey {
        let [form, _] = self.doc.tokens.get(at).map(|token| token.keys).unwrap_or_default();
        form
    }

    /// Tokens `start` to `end` in lower case, as they stand; empty where there are none.
    pub(crate) fn lower(&self, start: usize, end: usize) -> &str {
        let tokens = &self.doc.tokens;
        let ends = tokens.get(start).zip(end.checked_sub(1).and_then(|last| tokens.get(last)));
        ends.and_then(|(first, last)| self.lower.get(first.span.start()..last.span.end()))
            .unwrap_or("")
    }

    /// Is token `at` one of `words`?
    pub(crate) fn is(&self, at: usize, words: &[&str]) -> bool {
        let word = self.word(at);
        !word.is_empty() && words.contains(&word)
    }

    /// Do the words of `phrase` stand at `at`? Then the end.
    pub(crate) fn phrase_at<S: AsRef<str>>(&self, at: usize, phrase: &[S]) -> Option<usize> {
        phrase
            .iter()
            .enumerate()
            .all(|(i, word)| same_apart_from_apostrophe(self.word(at + i), word.as_ref()))
            .then_some(at + phrase.len())
    }

    /// Do the words of `phrase` stand right before `at`, inside its sentence? Then the start.
    pub(crate) fn phrase_before<S: AsRef<str>>(&self, at: usize, phrase: &[S]) -> Option<usize> {
        let start = at.checked_sub(phrase.len())?;
        // The last word first: of many phrases that end here, few end alike.
        let last = phrase.last()?.as_ref();
        if !same_apart_from_apostrophe(self.word(at.checked_sub(1)?), last) {
            return None;
        }
        (start >= self.sentence(at).start as usize)
            .then(|| self.phrase_at(start, phrase).map(|_| start))
            .flatten()
    }

    /// Is nothing but nothing between the two tokens ("$" and "400", "17" and "-")?
    pub(crate) fn touch(&self, first: usize, second: usize) -> bool {
        self.doc.touch(first, second)
    }

    /// The sentence of token `at`.
    pub(crate) fn sentence(&self, at: usize) -> TokenRange {
        self.doc.sentence_of(at)
    }

    /// What the word is to its head; `None` behind the end.
    pub(crate) fn relation(&self, at: usize) -> Option<Relation> {
        self.doc.tokens.get(at).map(|token| token.relation)
    }

    /// Its part of speech.
    pub(crate) fn upos(&self, at: usize) -> Upos {
        self.doc.tokens.get(at).map_or(Upos::X, |token| token.upos)
    }

    /// Does token `at` begin with a capital letter?
    pub(crate) fn is_capital(&self, at: usize) -> bool {
        self.doc.token_text(at).starts_with(|c: char| c.is_uppercase())
    }

    /// Does token `at` begin with a digit?
    pub(crate) fn is_digits(&self, at: usize) -> bool {
        self.word(at).starts_with(|c: char| c.is_ascii_digit())
    }

    /// Is token `at` made of punctuation marks alone?
    pub(crate) fn is_mark(&self, at: usize) -> bool {
        let word = self.word(at);
        !word.is_empty() && !word.chars().any(char::is_alphanumeric)
    }
}

/// Typeset text has the curly apostrophe where rule files have the straight one.
fn same_apart_from_apostrophe(text: &str, word: &str) -> bool {
    text == word || (!text.is_ascii() && text.contains('’') && text.replace('’', "'") == word)
}
