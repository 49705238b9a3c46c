//! What a marked figure counts: how many, of whom, over which stretch.

use onrecord_model::{Comparator, Decimal, Figure, FigureKind, TokenRange, Upos};
use onrecord_rules::{NumberWord, Period, Rules};

use super::passage::Passage;
use crate::day;

/// A marked figure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quantity {
    /// Least and greatest value; open where `None`.
    pub(super) low: Option<Decimal>,
    pub(super) high: Option<Decimal>,
    /// The number that is named.
    pub(super) value: Option<Decimal>,
    pub(super) comparator: Comparator,
    /// Added up from several.
    pub(super) is_sum: bool,
    /// What is measured; `None` where the words do not tell.
    pub(super) measure: Option<String>,
    /// Who is counted, by kind.
    pub(super) people: Option<String>,
    /// "other", "another": beside some who were counted before.
    pub(super) is_rest: bool,
    pub(crate) stretch: Stretch,
    /// The day it holds for, where the text says one.
    pub(crate) day: Option<i64>,
    /// A state at a time.
    pub(super) is_stock: bool,
}

/// Over which stretch a figure counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// Not told.
    #[default]
    Open,
    /// One day.
    Day,
    /// A stretch that is told.
    Told,
    /// Everything so far, as the verb alone tells ("have been killed").
    Perfect,
    /// Everything since a day, or "in total".
    Total,
}

/// How two quantities stand as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// One number, with or without a bound.
    Equal,
    /// The first lies inside the second, or the second inside the first, and says more.
    FirstInside,
    SecondInside,
    /// They overlap.
    Overlap,
    /// No number is in both.
    Apart,
}

impl Quantity {
    pub(super) fn of(passage: &Passage<'_>) -> Quantity {
        let figures = passage.figures();
        let mut quantity = match figures.as_slice() {
            [] => plain_number(passage),
            [one] => from_figure(one, passage.rules),
            several => sum(several, passage.rules),
        };
        quantity.people = people(passage);
        quantity.is_rest = is_rest(passage);
        quantity.stretch = stretch(passage, figures.first().copied());
        quantity.day = day_shifted(passage)
            .or_else(|| figures.first().and_then(|figure| told_day(figure)))
            .or_else(|| day_near(passage));
        if quantity.stretch == Stretch::Open && quantity.day.is_some() {
            quantity.stretch = Stretch::Day;
        }
        quantity
    }

    /// The number to compare sizes by.
    pub(super) fn size(&self) -> Option<Decimal> {
        self.value.or(self.low).or(self.high)
    }

    /// "Several", "dozens": no number.
    pub(super) fn is_vague(&self) -> bool {
        self.comparator == Comparator::Vague
    }

    /// "Up to", "as many as".
    pub(super) fn is_upper_bound(&self) -> bool {
        matches!(self.comparator, Comparator::AtMost)
    }

    /// How the numbers of `self` and `other` stand.
    pub(super) fn against(&self, other: &Quantity) -> Numbers {
        let is_bound = |q: &Quantity| q.is_vague() || q.is_upper_bound();
        let meets = below(self.low, other.high) && below(other.low, self.high);
        if !meets {
            return Numbers::Apart;
        }
        let one_number = self.size().is_some() && self.size() == other.size();
        if one_number && is_bound(self) == is_bound(other) {
            return Numbers::Equal;
        }
        match (self.is_inside(other), other.is_inside(self)) {
            (true, true) => Numbers::Equal,
            (true, false) => Numbers::FirstInside,
            (false, true) => Numbers::SecondInside,
            (false, false) => Numbers::Overlap,
        }
    }

    fn is_inside(&self, other: &Quantity) -> bool {
        let from = other.low.is_none_or(|low| self.low.is_some_and(|own| own >= low));
        let to = other.high.is_none_or(|high| self.high.is_some_and(|own| own <= high));
        from && to
    }
}

/// Is the first end not above the second? Open ends are above and below everything.
fn below(low: Option<Decimal>, high: Option<Decimal>) -> bool {
    low.zip(high).is_none_or(|(low, high)| low <= high)
}

fn from_figure(figure: &Figure, rules: &Rules) -> Quantity {
    let mut quantity = Quantity {
        low: figure.low,
        high: figure.told_high(),
        value: figure.value,
        comparator: figure.comparator,
        measure: told_measure(figure, rules).map(str::to_owned),
        is_stock: figure.kind == FigureKind::Stock,
        ..Quantity::default()
    };
    if figure.comparator == Comparator::Less {
        // "Nearly 60" is not six.
        quantity.low = quantity.low.or_else(|| figure.value?.checked_mul(Decimal::new(9, 1)));
    }
    quantity
}

/// "Three bakers and two sailors".
fn sum(figures: &[&Figure], rules: &Rules) -> Quantity {
    let mut total = figures.first().map(|first| from_figure(first, rules)).unwrap_or_default();
    let add = |a: Option<Decimal>, b: Option<Decimal>| a.zip(b).and_then(|(a, b)| a.checked_add(b));
    let first = figures.first().map(|figure| figure.measure.as_str());
    for figure in figures.iter().skip(1).filter(|figure| Some(figure.measure.as_str()) == first) {
        total.low = add(total.low, figure.low);
        total.high = add(total.high, figure.high);
        total.value = add(total.value, figure.value);
        total.is_sum = true;
    }
    total
}

/// The number of a mark in which no figure was found: digits, or one word.
fn plain_number(passage: &Passage<'_>) -> Quantity {
    let number = passage.mark.range().find_map(|at| {
        let word = passage.doc.token_text(at).to_lowercase().replace(',', "");
        if let Ok(number) = word.parse::<Decimal>() {
            return Some(number);
        }
        match passage.rules.numbers.word(&word)? {
            NumberWord::One(n) | NumberWord::Ten(n) | NumberWord::Group(n) => {
                Some(Decimal::from(n))
            }
            _ => None,
        }
    });
    Quantity { low: number, high: number, value: number, ..Quantity::default() }
}

/// Who is counted: the last noun of the mark that the rules know.
fn people(passage: &Passage<'_>) -> Option<String> {
    let nouns = passage.mark.range().rev().filter_map(|at| {
        let token = passage.doc.tokens.get(at)?;
        let lemma = token.lemma.to_lowercase();
        passage.rules.verdicts.people(&lemma).or_else(|| {
            let form = passage.doc.token_text(at).to_lowercase();
            passage.rules.verdicts.people(form.trim_end_matches('s'))
        })
    });
    nouns.map(str::to_owned).next()
}

fn is_rest(passage: &Passage<'_>) -> bool {
    let near = passage.near(2, 0);
    near.range().any(|at| {
        let word = passage.doc.token_text(at).to_lowercase();
        passage.rules.verdicts.is_rest(&word)
    })
}

/// Over which stretch the figure counts: as it stands in the text nearest to it, else as the figure or its verb tells.
fn stretch(passage: &Passage<'_>, figure: Option<&Figure>) -> Stretch {
    let told = nearest_period(passage);
    let since = figure.and_then(|figure| figure.since.as_deref());
    let is_recent = since
        .and_then(day::number)
        .zip(passage.published)
        .is_some_and(|(from, to)| since.is_some_and(day::is_day) && to - from <= 1);
    match told {
        Some(Period::Stretch) => return Stretch::Told,
        Some(Period::Total) if !is_recent => return Stretch::Total,
        _ => {}
    }
    if figure.is_some_and(|figure| figure.window.is_some()) {
        return Stretch::Told;
    }
    if since.is_some() && !is_recent {
        return Stretch::Total;
    }
    if is_perfect(passage) { Stretch::Perfect } else { Stretch::Open }
}

/// What the words nearest to the mark say of the stretch: "at least nine over the last ten days, with over 40 in total".
fn nearest_period(passage: &Passage<'_>) -> Option<Period> {
    let found = passage.rules.verdicts.periods.find_all(passage.doc, own_part(passage));
    let away = |range: &TokenRange| {
        let (ahead, behind) = (passage.mark.start, passage.mark.end);
        if range.end <= ahead { ahead - range.end } else { range.start.saturating_sub(behind) }
    };
    let nearest = found.iter().min_by_key(|(_, range)| away(range));
    nearest.map(|(phrase, _)| phrase.tells)
}

/// The marked figure's part of its sentence: up to the figures of the same measure before and behind it.
pub(super) fn own_part(passage: &Passage<'_>) -> TokenRange {
    let (mut start, mut end) = (passage.around.start, passage.around.end);
    for at in passage.around.range().filter(|at| is_rival_number(passage, *at)) {
        if (at as u32) < passage.mark.start {
            start = at as u32 + 1;
        } else if (at as u32) >= passage.mark.end {
            end = end.min(at as u32);
        }
    }
    TokenRange { start: start.min(passage.mark.start), end: end.max(passage.mark.end) }
}

/// Is the token the number of a figure that may measure the same as the marked one?
fn is_rival_number(passage: &Passage<'_>, at: usize) -> bool {
    if passage.doc.tokens.get(at).is_none_or(|token| token.upos != Upos::Num) {
        return false;
    }
    let words = passage.doc.words_of(TokenRange::new(at, at + 1));
    let marked = passage.figures();
    let rules = passage.rules;
    let own = marked.first().and_then(|figure| told_measure(figure, rules));
    passage.findings.figures.iter().any(|figure| {
        let is_one_measure =
            told_measure(figure, rules).zip(own).is_none_or(|(measure, own)| measure == own);
        figure.kind != FigureKind::Static && figure.words.touches(&words) && is_one_measure
    })
}

/// What the figure measures; `None` where the words do not tell. Casualties are a measure beside the killed and the injured.
fn told_measure<'f>(figure: &'f Figure, rules: &Rules) -> Option<&'f str> {
    let joins = |name: &str| rules.figures.named(name).is_some_and(|m| !m.joins.is_empty());
    Some(figure.measure.as_str()).filter(|name| !name.starts_with("other:") || joins(name))
}

/// "Have been killed", "has claimed": everything so far.
fn is_perfect(passage: &Passage<'_>) -> bool {
    let Some(verb) = passage.verb() else { return false };
    passage.doc.children(verb).any(|child| {
        let token = passage.doc.tokens.get(child);
        let form = passage.doc.token_text(child).to_lowercase();
        token.is_some_and(|t| t.upos == Upos::Aux && &*t.lemma == "have") && form != "had"
    })
}

fn told_day(figure: &Figure) -> Option<i64> {
    figure.as_of.as_deref().filter(|date| day::is_day(date)).and_then(day::number)
}

/// "Wednesday's raid comes a day after eight were killed": so many days from the day told ahead of the words that say so.
fn day_shifted(passage: &Passage<'_>) -> Option<i64> {
    let ahead = TokenRange { start: passage.around.start, end: passage.mark.start };
    let found = passage.rules.verdicts.shifts.find_all(passage.doc, ahead);
    let (phrase, range) = found.iter().max_by_key(|(_, range)| range.end)?;
    let mut between = range.end as usize..passage.mark.start as usize;
    let is_mark =
        |at: usize| passage.doc.tokens.get(at).is_some_and(|token| token.upos == Upos::Punct);
    if between.any(is_mark) {
        return None;
    }
    let (sentence, words) = (passage.doc.words_of(passage.around), passage.doc.words_of(*range));
    let times = passage.findings.times.iter();
    let before = times.filter(|it| sentence.covers(&it.words) && it.words.end <= words.start);
    let mut days = before.filter_map(|it| it.value.as_deref().filter(|value| day::is_day(value)));
    day::number(days.next_back()?)?.checked_add(phrase.tells)
}

/// The day that stands nearest to the mark in its sentence.
fn day_near(passage: &Passage<'_>) -> Option<i64> {
    let sentence = passage.doc.words_of(passage.around);
    let near = passage.findings.times.iter().filter(|time| sentence.covers(&time.words));
    let days = near.filter_map(|time| {
        let value = time.value.as_deref().filter(|value| day::is_day(value))?;
        let gap = time
            .words
            .start
            .abs_diff(passage.words.1)
            .min(passage.words.0.abs_diff(time.words.end));
        Some((gap, day::number(value)?))
    });
    days.min().map(|(_, day)| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(low: Option<i64>, high: Option<i64>, comparator: Comparator) -> Quantity {
        let number = |n: Option<i64>| n.map(Decimal::from);
        Quantity {
            low: number(low),
            high: number(high),
            value: number(low.or(high)),
            comparator,
            ..Quantity::default()
        }
    }

    #[test]
    fn numbers_are_set_against_each_other() {
        let exactly = |n| quantity(Some(n), Some(n), Comparator::Equal);
        let at_least = |n| quantity(Some(n), None, Comparator::AtLeast);
        let up_to = |n| quantity(None, Some(n), Comparator::AtMost);
        let dozens = quantity(Some(12), None, Comparator::Vague);
        for (one, other, expected) in [
            (exactly(16), at_least(16), Numbers::Equal),
            (exactly(16), exactly(17), Numbers::Apart),
            (at_least(20), exactly(26), Numbers::SecondInside),
            (exactly(60), dozens, Numbers::FirstInside),
            (up_to(5), exactly(5), Numbers::SecondInside),
            (up_to(5), at_least(6), Numbers::Apart),
            (up_to(60), at_least(20), Numbers::Overlap),
        ] {
            assert_eq!(one.against(&other), expected, "{one:?} {other:?}");
        }
    }
}
