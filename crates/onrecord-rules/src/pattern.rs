//! Patterns over words, in a notation that reads like the words themselves.
//!
//! | written | matches |
//! |---|---|
//! | `deny` | a word that is `deny` or has it as its dictionary form |
//! | `=denied` | this very form, in any case |
//! | `decline\|refuse` | one of several |
//! | `immediately?` | the word, or nothing |
//! | `<NOUN>`, `<NOUN\|PROPN>` | a word of that part of speech |
//! | `..4` | up to four words of any kind, as few as will do |
//!
//! Quotation marks inside a phrase are passed over.

use onrecord_model::{Document, Token, TokenRange, Upos, WordKey};

/// A sequence of words to look for. Matching never leaves a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern(Vec<Element>);

#[derive(Clone, Debug, PartialEq)]
enum Element {
    One(Choice),
    Gap(usize),
}

/// What may stand at one place.
#[derive(Clone, Debug, PartialEq)]
struct Choice {
    options: Vec<Test>,
    /// Keys of the words among them: where a token has none of these, no word need be compared.
    keys: Vec<WordKey>,
    /// Is a part of speech among them?
    of_parts: bool,
    optional: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    WordOrLemma(String, WordKey),
    Form(String, WordKey),
    Part(Upos),
}

/// Why a pattern cannot be understood.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// Not a part of speech of Universal Dependencies.
    #[error("`{0}` is not a part of speech")]
    PartOfSpeech(String),
    /// `..` without a number.
    #[error("`{0}` should be two points and a number")]
    Gap(String),
}

impl Pattern {
    /// Reads the notation.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        let elements: Vec<Element> =
            text.split_whitespace().map(element).collect::<Result<_, _>>()?;
        if elements.is_empty() { Err(PatternError::Empty) } else { Ok(Pattern(elements)) }
    }

    /// The words that match from token `at` on, as the shortest such stretch.
    pub fn match_at(&self, doc: &Document, at: usize) -> Option<TokenRange> {
        let end = doc.sentence_of(at).end as usize;
        let stop = self.step(doc, 0, at, end)?;
        (stop > at).then(|| TokenRange::new(at, stop))
    }

    /// The first match inside `within`.
    pub fn find(&self, doc: &Document, within: TokenRange) -> Option<TokenRange> {
        within.range().find_map(|at| self.match_at(doc, at).filter(|m| m.end <= within.end))
    }

    /// The keys of the dictionary forms or words with which a match can begin; `None` where it can begin with anything.
    pub fn first_words(&self) -> Option<Vec<WordKey>> {
        let mut words = Vec::new();
        for element in &self.0 {
            let Element::One(choice) = element else { return None };
            if choice.of_parts {
                return None;
            }
            words.extend(&choice.keys);
            if !choice.optional {
                return Some(words);
            }
        }
        None
    }

    fn step(&self, doc: &Document, element: usize, at: usize, end: usize) -> Option<usize> {
        match self.0.get(element) {
            None => Some(at),
            Some(Element::Gap(most)) => {
                (at..=(at + most).min(end)).find_map(|next| self.step(doc, element + 1, next, end))
            }
            Some(Element::One(choice)) => {
                let token = doc.tokens.get(at).filter(|_| at < end);
                // A quotation mark inside a phrase parts nothing: would "continue to".
                if element > 0 && token.is_some_and(|token| is_quotation_mark(doc, token)) {
                    return self.step(doc, element, at + 1, end);
                }
                let here = token
                    .filter(|token| choice.holds(doc, token))
                    .and_then(|_| self.step(doc, element + 1, at + 1, end));
                let without = || self.step(doc, element + 1, at, end);
                here.or_else(|| if choice.optional { without() } else { None })
            }
        }
    }
}

impl Choice {
    fn new(options: Vec<Test>, optional: bool) -> Choice {
        let key = |test: &Test| match test {
            Test::WordOrLemma(_, key) | Test::Form(_, key) => Some(*key),
            Test::Part(_) => None,
        };
        let keys: Vec<WordKey> = options.iter().filter_map(key).collect();
        Choice { of_parts: keys.len() < options.len(), options, keys, optional }
    }

    fn holds(&self, doc: &Document, token: &Token) -> bool {
        let [form, lemma] = token.keys;
        let may_hold = self.of_parts || self.keys.iter().any(|key| *key == form || *key == lemma);
        may_hold && self.options.iter().any(|test| test.holds(doc, token))
    }
}

impl Test {
    fn holds(&self, doc: &Document, token: &Token) -> bool {
        match self {
            Test::WordOrLemma(word, key) => {
                let [_, lemma] = token.keys;
                lemma == *key && token.lemma.eq_ignore_ascii_case(word)
                    || is_form(doc, token, word, *key)
            }
            Test::Form(word, key) => is_form(doc, token, word, *key),
            Test::Part(part) => token.upos == *part,
        }
    }
}

fn is_form(doc: &Document, token: &Token, word: &str, key: WordKey) -> bool {
    let [form, _] = token.keys;
    form == key && same_word(token.span.text(&doc.report.text), word)
}

/// Case apart, and with the curly apostrophe read as the straight one.
fn same_word(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word)
        || !text.is_ascii()
            && (text.to_lowercase() == word
                || text.contains('’') && text.replace('’', "'").eq_ignore_ascii_case(word))
}

fn is_quotation_mark(doc: &Document, token: &Token) -> bool {
    // None is longer than three bytes.
    token.span.range().len() <= 3
        && matches!(token.span.text(&doc.report.text), "\"" | "“" | "”" | "«" | "»")
}

fn element(written: &str) -> Result<Element, PatternError> {
    if let Some(number) = written.strip_prefix("..") {
        return number.parse().map(Element::Gap).map_err(|_| PatternError::Gap(written.into()));
    }
    let (written, optional) = match written.strip_suffix('?') {
        Some(rest) if !rest.is_empty() => (rest, true),
        _ => (written, false),
    };
    let options = if let Some(parts) = written.strip_prefix('<').and_then(|w| w.strip_suffix('>')) {
        let part = |tag: &str| {
            Upos::from_tag(tag)
                .map(Test::Part)
                .ok_or_else(|| PatternError::PartOfSpeech(tag.into()))
        };
        parts.split('|').map(part).collect::<Result<_, _>>()?
    } else {
        written.split('|').filter(|w| !w.is_empty()).map(word_test).collect()
    };
    Ok(Element::One(Choice::new(options, optional)))
}

fn word_test(word: &str) -> Test {
    match word.strip_prefix('=') {
        Some(form) if !form.is_empty() => Test::Form(form.to_lowercase(), WordKey::of(form)),
        _ => Test::WordOrLemma(word.to_lowercase(), WordKey::of(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::{Report, Span, Token};

    fn document(text: &str) -> Document {
        let mut doc = Document {
            report: Report { text: text.into(), ..Report::default() },
            ..Document::default()
        };
        let mut at = 0;
        for word in text.split(' ') {
            let span = Span::of(text, at, at + word.len()).unwrap();
            let lemma = word.trim_end_matches("ed").to_lowercase();
            let keys = [WordKey::of(word), WordKey::of(&lemma)];
            doc.tokens.push(Token { span, lemma: lemma.into(), keys, ..Token::default() });
            at += word.len() + 1;
        }
        doc.sentences = vec![TokenRange::new(0, doc.tokens.len())];
        doc
    }

    fn found(pattern: &str, text: &str) -> Option<String> {
        let doc = document(text);
        let range =
            Pattern::parse(pattern).unwrap().find(&doc, TokenRange::new(0, doc.tokens.len()))?;
        Some(doc.text_of(range).to_owned())
    }

    #[test]
    fn reads() {
        for (pattern, text, match_) in [
            (
                "=did not immediately? respond",
                "She did not immediately respond here",
                "did not immediately respond",
            ),
            ("=did not immediately? respond", "She did not respond here", "did not respond"),
            (
                "declin|refus to ..2 comment",
                "He declined to publicly comment",
                "declined to publicly comment",
            ),
            ("no truth ..3 report", "there is no truth in that report", "no truth in that report"),
        ] {
            assert_eq!(found(pattern, text).as_deref(), Some(match_), "{pattern} in {text}");
        }
    }

    #[test]
    fn leaves_alone() {
        for (pattern, text) in [
            ("=decline to comment", "He declined to comment"),
            ("no truth ..1 report", "there is no truth in that report"),
            ("not respond", "respond not"),
        ] {
            assert_eq!(found(pattern, text), None, "{pattern} in {text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(Pattern::parse(" "), Err(PatternError::Empty));
        assert_eq!(Pattern::parse("a <NOU>"), Err(PatternError::PartOfSpeech("NOU".into())));
        assert_eq!(Pattern::parse("a ..x"), Err(PatternError::Gap("..x".into())));
    }
}
