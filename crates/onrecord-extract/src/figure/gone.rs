//! Whoever is counted with the hurt and told to have died: "Four people were hurt. One of them died" leaves three hurt.

use onrecord_model::{Comparator, Figure, Id, Upos};
use onrecord_rules::Measure;
use rust_decimal::Decimal;

use super::further::is_further;
use super::headline::is_of_persons;
use super::implied::{self, derived, most, range_of};
use super::measure::Measures;
use super::setting::Setting;
use super::single::Single;

/// No figure is a part of a part of more wholes than that.
const DEEPEST: usize = 4;

/// Counts those left over, and makes a number that holds the dead one of casualties.
pub(super) fn take_out(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    singles: &[Single],
    figures: &mut Vec<Figure>,
) {
    let rules = &measures.rules.measures;
    for source in rules {
        let (Some(last), Some(hurt)) = (&source.unless, &source.rest) else { continue };
        let sum = rules.iter().find(|sum| sum.joins.contains(hurt) && sum.joins.contains(last));
        let Some(sum) = sum else { continue };
        let wholes: Vec<(Id, Decimal, Decimal)> = figures
            .iter()
            .filter(|f| f.measure == *hurt && f.subset_of.is_none())
            .filter_map(|f| {
                let dead = dead_among(figures, f, last)
                    .max(dead_in_row(setting, singles, f, last))
                    .max(dead_of_all(setting, measures, figures, f, (&source.name, last)));
                let exact = f.comparator == Comparator::Equal;
                let all = f.value.filter(|all| exact && !dead.is_zero() && *all > dead)?;
                Some((f.id.clone(), all, dead))
            })
            .collect();
        for (id, all, dead) in wholes {
            leave(setting, sum, (&id, hurt), all, dead, figures);
        }
    }
}

/// Makes the whole one of casualties, wherever its number is told, and adds those left over.
fn leave(
    setting: &Setting<'_>,
    sum: &Measure,
    (id, hurt): (&Id, &str),
    all: Decimal,
    dead: Decimal,
    figures: &mut Vec<Figure>,
) {
    let Some(whole) = figures.iter().find(|f| f.id == *id && f.measure == hurt) else {
        return;
    };
    let rest =
        derived(setting, hurt, range_of(setting.words.doc, &whole.words), all - dead, "remainder");
    let same = |f: &&mut Figure| f.measure == hurt && f.value == Some(all) && f.subset_of.is_none();
    for figure in figures.iter_mut().filter(same) {
        figure.measure.clone_from(&sum.name);
    }
    figures.push(rest);
}

/// How many of the dead are a part of `whole`, or of a part of it.
fn dead_among(figures: &[Figure], whole: &Figure, last: &str) -> Decimal {
    let is_inside = |part: &&Figure| {
        let mut part = *part;
        for _ in 0..DEEPEST {
            let Some(of) = &part.subset_of else { return false };
            if *of == whole.id {
                return true;
            }
            let Some(next) = figures.iter().find(|f| f.id == *of) else { return false };
            part = next;
        }
        false
    };
    let dead = figures.iter().filter(|f| f.measure == last).filter(is_inside);
    dead.filter_map(|f| f.value).max().unwrap_or_default()
}

/// "Six people were shot, leaving one dead. Six were hurt": so many are hurt as were hit, the dead among them.
fn dead_of_all(
    setting: &Setting<'_>,
    measures: &Measures<'_>,
    figures: &[Figure],
    hurt: &Figure,
    (hit, last): (&str, &str),
) -> Decimal {
    let all = most(figures, hit).filter(|(all, f)| {
        hurt.value == Some(*all) && !is_further(measures, hurt) && !is_of_persons(f)
    });
    all.and_then(|_| implied::dead_among(setting, figures, hit, last)).unwrap_or_default()
}

/// "A man died after he and four others were hurt": the pronoun that opens the row is the one who died.
fn dead_in_row(setting: &Setting<'_>, singles: &[Single], row: &Figure, last: &str) -> Decimal {
    let words = setting.words;
    let range = range_of(words.doc, &row.words);
    let first = range.start as usize;
    let pronoun = words.upos(first) == Upos::Pron && row.made_by.ends_with("#sum");
    let sentence = words.sentence(first);
    let died = singles.iter().any(|s| {
        let before = sentence.start <= s.range.start && s.range.end <= range.start;
        s.measure == last && before
    });
    if pronoun && died { Decimal::ONE } else { Decimal::ZERO }
}
