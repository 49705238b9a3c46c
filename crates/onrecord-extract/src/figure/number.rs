//! Numbers as reports write them: digits, words, scaled, fractions, and amounts without a number.

use onrecord_model::Upos;
use onrecord_rules::{NumberWord, Numbers};
use rust_decimal::Decimal;

use super::words::LowerWords;

/// How much a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// This many.
    Exact(Decimal),
    /// This part of a whole, in percent.
    Share(Decimal),
    /// Some, without a number.
    Vague,
    /// None at all.
    None,
}

/// A number and the token behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberFound {
    /// One past its last token.
    pub(crate) end: usize,
    /// What it says.
    pub(crate) amount: Amount,
}

/// The number that begins at token `at`, the longest reading. Never reaches past `end`.
pub(crate) fn number_at(
    words: &LowerWords<'_>,
    numbers: &Numbers,
    at: usize,
    end: usize,
) -> Option<NumberFound> {
    if at >= end || !may_begin(words.word(at), numbers) {
        return None;
    }
    let reader = Reader { words, numbers, end };
    reader
        .phrases(at)
        .or_else(|| reader.fraction(at))
        .or_else(|| reader.grouped(at))
        .or_else(|| reader.exact(at))
        .or_else(|| reader.vague(at))
}

/// A quick no for most words of a text: can a number begin with this one?
pub(crate) fn may_begin(word: &str, numbers: &Numbers) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || !c.is_ascii())
        || matches!(word, "a" | "an" | "half")
        || numbers.word(word).is_some()
        || numbers.opens_phrase(word)
        // A rule may write with the straight apostrophe what the text sets with the curly one.
        || word.contains('’')
}

/// So many words back those stand whom "a third" goes on from.
const RECENT: usize = 50;

struct Reader<'a> {
    words: &'a LowerWords<'a>,
    numbers: &'a Numbers,
    end: usize,
}

impl Reader<'_> {
    fn class(&self, at: usize) -> Option<NumberWord> {
        if at < self.end { self.numbers.word(self.words.word(at)) } else { None }
    }

    fn word(&self, at: usize) -> &str {
        if at < self.end { self.words.word(at) } else { "" }
    }

    fn is_article(&self, at: usize) -> bool {
        matches!(self.word(at), "a" | "an")
    }

    /// "a number of", "not a single".
    fn phrases(&self, at: usize) -> Option<NumberFound> {
        let starts = self.word(at);
        // "a no-confidence vote" counts nothing.
        if starts == "no" && self.word(at + 1) == "-" {
            return None;
        }
        // A rule may write with the straight apostrophe what the text sets with the curly one.
        let opens = self.numbers.opens_phrase(starts) || !starts.is_ascii();
        let longest = |list: &[Vec<String>]| {
            let mut phrases = list.iter().filter(|_| opens);
            phrases.find_map(|p| self.words.phrase_at(at, p)).filter(|&e| e <= self.end)
        };
        let none = matches!(starts, "no" | "not").then(|| longest(&self.numbers.none_phrases));
        if let Some(end) = none.flatten() {
            return Some(NumberFound { end, amount: Amount::None });
        }
        if self.class(at) == Some(NumberWord::None) && starts != "zero" {
            return Some(NumberFound { end: at + 1, amount: Amount::None });
        }
        let end = longest(&self.numbers.vague_phrases)?;
        let end = self.more_vague(end);
        let of = end.checked_sub(1).is_some_and(|last| self.word(last) == "of");
        Some(NumberFound { end: if of { end - 1 } else { end }, amount: Amount::Vague })
    }

    /// "two-thirds", "a quarter of", "one in five", "half".
    fn fraction(&self, at: usize) -> Option<NumberFound> {
        if let Some(found) = self.one_in(at) {
            return Some(found);
        }
        let share = |part: u64, of: u64, end: usize| {
            let amount = Amount::Share(Decimal::from(part * 100) / Decimal::from(of));
            Some(NumberFound { end, amount: rounded(amount) })
        };
        if self.word(at) == "half" {
            let whole = matches!(self.word(at + 1), "of" | "the" | "its" | "their" | "his" | "all");
            return if whole { share(1, 2, at + 1) } else { None };
        }
        let (part, mut next) = match self.class(at) {
            Some(NumberWord::One(n)) if n < 20 => (n, at + 1),
            _ if self.is_article(at) => (1, at + 1),
            _ => return None,
        };
        if self.word(next) == "-" {
            next += 1;
        }
        let Some(NumberWord::Fraction(of)) = self.class(next) else { return None };
        if self.is_next_one(at, next) {
            return None;
        }
        let plain = matches!(self.word(next + 1), "of" | "the" | "as" | "more" | "less" | "part")
            || self.words.is_mark(next + 1)
            || part > 1;
        if plain && part < of { share(part, of, next + 1) } else { None }
    }

    /// "Two were held. A third, Ada Okoro, is believed to have left": the next of those just counted, and no part of a whole.
    fn is_next_one(&self, at: usize, next: usize) -> bool {
        let Some(which) = self.numbers.ordinal(self.word(next)).filter(|_| self.is_article(at))
        else {
            return false;
        };
        let one_less = |i: usize| {
            let word = self.words.word(i);
            let counted = matches!(self.numbers.word(word), Some(NumberWord::One(n)) if n + 1 == u64::from(which));
            counted || self.numbers.ordinal(word) == Some(which - 1)
        };
        self.word(next + 1) == "," && (at.saturating_sub(RECENT)..at).any(one_less)
    }

    /// "one in five", "one out of every ten".
    fn one_in(&self, at: usize) -> Option<NumberFound> {
        let part = self.small(at)?;
        let next = match (self.word(at + 1), self.word(at + 2)) {
            ("in", "every") => at + 3,
            ("in", _) => at + 2,
            ("out", "of") if self.word(at + 3) == "every" => at + 4,
            ("out", "of") if part == 1 => at + 3,
            _ => return None,
        };
        let of = self.small(next).filter(|&of| of > part && of <= 20)?;
        let both_words = self.digits(at).is_none();
        if part != 1 && !both_words {
            return None;
        }
        let amount = Amount::Share(Decimal::from(part * 100) / Decimal::from(of));
        Some(NumberFound { end: next + 1, amount: rounded(amount) })
    }

    fn small(&self, at: usize) -> Option<u64> {
        match self.class(at) {
            Some(NumberWord::One(n)) if n > 0 => Some(n),
            _ => self.digits(at).and_then(|(n, whole)| {
                (whole && n <= Decimal::from(20)).then(|| u64::try_from(n).ok()).flatten()
            }),
        }
    }

    /// "a dozen", "half a million", "a couple", "a hundred".
    fn grouped(&self, at: usize) -> Option<NumberFound> {
        let half = self.word(at) == "half" && self.is_article(at + 1);
        let noun = if half { at + 2 } else { at + 1 };
        if !half && !self.is_article(at) {
            return None;
        }
        let value = match self.class(noun)? {
            NumberWord::Group(n) => n,
            NumberWord::Scale(n) if half || n >= 100 => n,
            _ => return None,
        };
        let value = Decimal::from(value) / Decimal::from(if half { 2 } else { 1 });
        if !half && let Some(longer) = self.exact_from(noun, Some(Decimal::ONE)) {
            return Some(longer);
        }
        Some(NumberFound { end: noun + 1, amount: Amount::Exact(value) })
    }

    fn exact(&self, at: usize) -> Option<NumberFound> {
        self.exact_from(at, None)
    }

    /// Digits or words from `at` on; `given` is what an article before them stands for.
    fn exact_from(&self, at: usize, given: Option<Decimal>) -> Option<NumberFound> {
        let (mut total, mut current) = (Decimal::ZERO, given);
        let (mut next, mut last_scale, mut floor) = (at, None::<u64>, 0_u64);
        while next < self.end {
            let joint = matches!(self.word(next), "and" | "-") && next > at;
            let here = if joint { next + 1 } else { next };
            if let Some((end, half)) = self.half_more(next).filter(|_| next > at) {
                current = Some(current? + half);
                next = end;
                continue;
            }
            if self.word(next) == "and" && last_scale.is_none_or(|s| s < 100) {
                break;
            }
            match self.class(here) {
                Some(NumberWord::One(n))
                    if current.is_none() || (floor >= 10 && n < 10) || floor >= 100 =>
                {
                    current = Some(current.unwrap_or_default() + Decimal::from(n));
                    floor = 1;
                }
                Some(NumberWord::Ten(n)) if current.is_none() || floor >= 100 => {
                    current = Some(current.unwrap_or_default() + Decimal::from(n));
                    floor = 10;
                }
                Some(NumberWord::Scale(100)) if current.is_some_and(|c| c < 100.into()) => {
                    current = current.map(|c| c * Decimal::from(100));
                    (last_scale, floor) = (Some(100), 100);
                }
                Some(NumberWord::Scale(n)) if current.is_some() => {
                    total += current.take()?.checked_mul(Decimal::from(n))?;
                    (last_scale, floor) = (Some(n), n);
                }
                Some(NumberWord::Group(12)) if current.is_some() && !joint => {
                    current = current.map(|c| c * Decimal::from(12));
                    next = here + 1;
                    break;
                }
                _ => match self.digits(here) {
                    Some((value, _)) if next == at && current.is_none() => {
                        let scale = self.scale_behind(here);
                        current = Some(value.checked_mul(Decimal::from(scale.unwrap_or(1)))?);
                        if scale.is_some() {
                            next = here + 2;
                            break;
                        }
                        floor = 1;
                    }
                    _ => break,
                },
            }
            next = here + 1;
        }
        if next == at {
            return None;
        }
        Some(NumberFound { end: next, amount: Amount::Exact(total + current.unwrap_or_default()) })
    }

    /// "and a half", "-and-a-half", "1/2".
    fn half_more(&self, at: usize) -> Option<(usize, Decimal)> {
        let half = Decimal::new(5, 1);
        for words in [&["and", "a", "half"][..], &["-", "and", "-", "a", "-", "half"][..]] {
            if let Some(end) = self.words.phrase_at(at, words).filter(|&e| e <= self.end) {
                return Some((end, half));
            }
        }
        match self.word(at) {
            "1/2" | "½" => Some((at + 1, half)),
            "1/4" | "¼" => Some((at + 1, Decimal::new(25, 2))),
            "3/4" | "¾" => Some((at + 1, Decimal::new(75, 2))),
            _ => None,
        }
    }

    /// The value of a token of digits, and whether it is a plain whole number.
    fn digits(&self, at: usize) -> Option<(Decimal, bool)> {
        let word = self.word(at);
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let bare = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '+');
        let suffix = word.get(bare.len()..)?.trim_end_matches('+');
        let value = plain_digits(bare)?;
        if suffix.is_empty() {
            return Some((value, !bare.contains('.')));
        }
        let scale = self.numbers.short_scale(suffix)?;
        Some((value.checked_mul(Decimal::from(scale))?, false))
    }

    /// The factor of the letters that touch the digits at `at` ("2.5bn"); a single letter is one behind a currency's sign only
    /// ("$3m"), since "3m" is a length as well.
    fn scale_behind(&self, at: usize) -> Option<u64> {
        let letters = self.word(at + 1);
        let scale = self.numbers.short_scale(letters)?;
        let sign = |before: usize| self.words.upos(before) == Upos::Sym;
        let priced = at.checked_sub(1).is_some_and(sign);
        (self.words.touch(at, at + 1) && (letters.len() > 1 || priced)).then_some(scale)
    }

    /// "several", "dozens", "hundreds of thousands", "a few hundred".
    fn vague(&self, at: usize) -> Option<NumberFound> {
        if self.class(at) != Some(NumberWord::Vague) {
            return None;
        }
        Some(NumberFound { end: self.more_vague(at + 1), amount: Amount::Vague })
    }

    /// Past further words of the same amount: "hundred" of "several hundred", "of thousands".
    fn more_vague(&self, mut at: usize) -> usize {
        loop {
            let more = |i: usize| match self.class(i) {
                // "a number of others": the others are counted, they do not count.
                Some(NumberWord::Vague) => !self.numbers.is_faint(self.word(i)),
                Some(NumberWord::Scale(_) | NumberWord::Group(_)) => true,
                _ => false,
            };
            if more(at) {
                at += 1;
            } else if self.word(at) == "of" && more(at + 1) {
                at += 2;
            } else {
                return at;
            }
        }
    }
}

/// "1,400", "12", "3.5", "1400"; `None` for "3.5.2", "1,40", "007-".
fn plain_digits(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if first.is_empty() || (grouped && first.len() > 3) || groups.any(|g| g.len() != 3) {
        return None;
    }
    if text.ends_with('.') || !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let joined: String = text.chars().filter(|&c| c != ',').collect();
    if joined.len() > 24 { None } else { joined.parse().ok() }
}

/// Thirds are given to three places.
fn rounded(amount: Amount) -> Amount {
    match amount {
        Amount::Share(value) => Amount::Share(value.round_dp(3).normalize()),
        other => other,
    }
}

/// Half of the unit of the last digit that is not nought: 50 for 400, 0.5 for 24, 50,000 for 1.2 million.
pub(crate) fn half_step(value: Decimal) -> Decimal {
    let value = value.normalize();
    if value.is_zero() {
        return Decimal::ZERO;
    }
    let mut unit = Decimal::new(1, value.scale());
    if value.scale() == 0 {
        let ten = Decimal::from(10);
        while (value / (unit * ten)).fract().is_zero() {
            unit *= ten;
        }
    }
    unit / Decimal::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare::document;
    use onrecord_rules::Rules;

    fn read(text: &str) -> Option<(String, Amount)> {
        let doc = document(text);
        let words = LowerWords::new(&doc);
        let found = number_at(&words, &Rules::embedded().unwrap().numbers, 0, doc.tokens.len())?;
        let range = onrecord_model::TokenRange::new(0, found.end);
        Some((doc.text_of(range).to_owned(), found.amount))
    }

    #[test]
    fn reads_numbers() {
        for (text, length, value) in [
            ("1,400 people", "1,400", "1400"),
            ("31 soldiers", "31", "31"),
            ("seventeen", "seventeen", "17"),
            ("twenty-five men", "twenty-five", "25"),
            ("two hundred and fifty men", "two hundred and fifty", "250"),
            ("three hundred thousand", "three hundred thousand", "300000"),
            ("1.2 million people", "1.2 million", "1200000"),
            ("2.5bn", "2.5bn", "2500000000"),
            ("half a dozen men", "half a dozen", "6"),
            ("half a million", "half a million", "500000"),
            ("a dozen", "a dozen", "12"),
            ("two dozen men", "two dozen", "24"),
            ("a hundred and ten men", "a hundred and ten", "110"),
            ("three-and-a-half million", "three-and-a-half million", "3500000"),
            ("three and a half years", "three and a half", "3.5"),
            ("twelve and four", "twelve", "12"),
            ("one thousand two hundred", "one thousand two hundred", "1200"),
        ] {
            let value = Amount::Exact(value.parse().unwrap());
            assert_eq!(read(text), Some((length.into(), value)), "{text}");
        }
        for (text, length, value) in [
            ("two-thirds of them", "two-thirds", "66.667"),
            ("a third of them", "a third", "33.333"),
            ("one in five men", "one in five", "20"),
            ("half of them", "half", "50"),
        ] {
            let value = Amount::Share(value.parse().unwrap());
            assert_eq!(read(text), Some((length.into(), value)), "{text}");
        }
        for (text, length) in [
            ("dozens of men", "dozens"),
            ("hundreds of thousands of men", "hundreds of thousands"),
            ("a number of men", "a number"),
            ("several hundred men", "several hundred"),
            ("dozens of others", "dozens"),
            ("a few men", "a few"),
        ] {
            assert_eq!(read(text), Some((length.into(), Amount::Vague)), "{text}");
        }
        assert_eq!(read("not a single life"), Some(("not a single".into(), Amount::None)));
    }

    #[test]
    fn leaves_other_words_alone() {
        for text in ["a third man", "a man", "half past", "3.5.2", "27th of", "1990s", "F-16"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_step_of_a_round_number_is_that_of_its_last_digit() {
        for (value, half) in [("400", "50"), ("24", "0.5"), ("1200000", "50000"), ("1150", "5")] {
            let (value, half): (Decimal, Decimal) = (value.parse().unwrap(), half.parse().unwrap());
            assert_eq!(half_step(value), half, "{value}");
        }
    }
}
