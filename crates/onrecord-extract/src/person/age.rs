//! How old: the age among the figures that stands beside a person ("Ada Okoro, 17", "a 17-year-old girl").

use onrecord_model::{Document, Figure, TokenRange, Upos};

use super::Reader;

/// The measure of ages among figures.
const AGE: &str = "age";
/// How many words may stand between an age and the head behind it.
const BEFORE: usize = 4;

/// Every age of the report at its tokens.
pub(super) fn ages(doc: &Document, figures: &[Figure]) -> Vec<(TokenRange, u32)> {
    let token = |offset: u32| {
        doc.tokens
            .partition_point(|t| doc.chars.chars_before(&doc.report.text, t.span.start()) < offset)
    };
    let of_age = figures.iter().filter(|f| f.measure == AGE);
    let years = |f: &Figure| u32::try_from(f.value?.trunc().mantissa()).ok();
    of_age
        .filter_map(|f| {
            Some((TokenRange::new(token(f.words.start), token(f.words.end)), years(f)?))
        })
        .collect()
}

impl Reader<'_> {
    /// The age right behind the words of a person, or before their head.
    pub(super) fn age(&self, range: TokenRange) -> Option<u32> {
        let head = self.words.doc.head_of(range);
        let marks = |from: usize, to: usize| (from..to).all(|i| self.words.is_mark(i));
        let behind = |age: &TokenRange| {
            let (from, to) = (range.end as usize, age.start as usize);
            from <= to && to <= from + 1 && marks(from, to)
        };
        let before = |age: &TokenRange| {
            let end = age.end as usize;
            // "a 61-year-old doctor and a nurse": the nurse is no 61.
            let joined = |i: usize| matches!(self.words.upos(i), Upos::Cconj | Upos::Det);
            let apart = |i: usize| self.words.is_mark(i) || joined(i);
            end <= head && head - end <= BEFORE && !(end..head).any(apart)
        };
        let behind = self.ages.iter().find(|(age, _)| behind(age));
        behind.or_else(|| self.ages.iter().find(|(age, _)| before(age))).map(|(_, years)| *years)
    }
}
