//! Two versions of one report: which statements and figures came, went and changed, and whether the report says so itself.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Figure, Findings, Statement, Words};
use onrecord_rules::Rules;

/// Words on each side by which a finding is known again.
const CONTEXT: usize = 10;
/// Share of the words around two findings that both have, from which on one is the other, changed.
const SAME_PLACE: f32 = 0.4;

/// A version: its text and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The text.
    pub text: &'a str,
    /// Its findings.
    pub findings: &'a Findings,
}

/// What one version changes in the one before it. Findings that only moved are not told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes<'a> {
    /// Statements.
    pub statements: Changed<&'a Statement>,
    /// Figures.
    pub figures: Changed<&'a Figure>,
    /// Lines of the new version that were not in the old one and say that something was corrected.
    pub corrections: Vec<Words>,
}

/// Findings of one kind that came, went and changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed<T> {
    /// In the new version only.
    pub added: Vec<T>,
    /// In the old version only.
    pub withdrawn: Vec<T>,
    /// The same in both, but for its words or numbers: old, new.
    pub altered: Vec<(T, T)>,
}

impl<T> Default for Changed<T> {
    fn default() -> Changed<T> {
        Changed { added: Vec::new(), withdrawn: Vec::new(), altered: Vec::new() }
    }
}

/// What `new` changes in `old`.
pub fn changes<'a>(old: &Version<'a>, new: &Version<'a>, rules: &Rules) -> Changes<'a> {
    let statements = |version: &Version<'a>| {
        version.findings.statements.iter().map(Told::of_statement).collect::<Vec<_>>()
    };
    let figures = |version: &Version<'a>| {
        let around = Around::of(version.text);
        let told = |figure: &'a Figure| Told::of_figure(figure, &around);
        version.findings.figures.iter().map(told).collect::<Vec<_>>()
    };
    Changes {
        statements: matched(statements(old), statements(new)),
        figures: matched(figures(old), figures(new)),
        corrections: corrections(old.text, new.text, rules),
    }
}

/// A finding with what it is known by.
struct Told<T> {
    finding: T,
    /// Equal in two versions: unchanged.
    key: String,
    /// Must be equal for one to be the other, changed.
    kind: String,
    /// Words in and around it.
    words: BTreeSet<String>,
    start: u32,
}

impl<'a> Told<&'a Statement> {
    fn of_statement(statement: &'a Statement) -> Told<&'a Statement> {
        let parts: Vec<&Words> = statement.content.iter().chain(&statement.cue).collect();
        let text = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" … ");
        let who = statement.chain.last().map_or("", |link| link.name.as_str());
        let words = parts.iter().flat_map(|part| folded(&part.text)).collect();
        let start = parts.iter().map(|part| part.start).min().unwrap_or_default();
        Told {
            finding: statement,
            key: format!("{who}: {text}"),
            kind: String::new(),
            words,
            start,
        }
    }
}

impl<'a> Told<&'a Figure> {
    fn of_figure(figure: &'a Figure, around: &Around) -> Told<&'a Figure> {
        let words: BTreeSet<String> = around.words(&figure.words).into_iter().collect();
        let place = around.behind(&figure.words).join(" ");
        Told {
            finding: figure,
            key: format!("{} {} {place}", figure.measure, figure.words.text),
            kind: figure.measure.clone(),
            words,
            start: figure.words.start,
        }
    }
}

/// Pairs what is unchanged, then what is alike; the rest came or went.
fn matched<T: Copy>(old: Vec<Told<T>>, new: Vec<Told<T>>) -> Changed<T> {
    let (gone, came) = without_unchanged(old, new);
    let pairs = alike(&gone, &came);
    let is_left = |taken: BTreeSet<usize>, all: &[Told<T>]| -> Vec<T> {
        let left = all.iter().enumerate().filter(|(at, _)| !taken.contains(at));
        left.map(|(_, told)| told.finding).collect()
    };
    let altered = pairs
        .iter()
        .filter_map(|(was, is)| Some((gone.get(*was)?.finding, came.get(*is)?.finding)));
    Changed {
        added: is_left(pairs.iter().map(|(_, is)| *is).collect(), &came),
        withdrawn: is_left(pairs.iter().map(|(was, _)| *was).collect(), &gone),
        altered: altered.collect(),
    }
}

/// What is left of both when each finding is struck out with one of the same key.
fn without_unchanged<T>(old: Vec<Told<T>>, new: Vec<Told<T>>) -> (Vec<Told<T>>, Vec<Told<T>>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for told in &new {
        *counts.entry(told.key.clone()).or_default() += 1;
    }
    let mut unchanged: BTreeMap<String, usize> = BTreeMap::new();
    let mut strike = |told: &Told<T>| match counts.get_mut(&told.key).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            *unchanged.entry(told.key.clone()).or_default() += 1;
            false
        }
        None => true,
    };
    let gone = old.into_iter().filter(|told| strike(told)).collect();
    let mut is_new = |told: &Told<T>| match unchanged.get_mut(&told.key).filter(|count| **count > 0)
    {
        Some(count) => {
            *count -= 1;
            false
        }
        None => true,
    };
    (gone, new.into_iter().filter(|told| is_new(told)).collect())
}

/// Pairs of which one is the other, changed: the likest first, of these the nearest; by their place in the new version.
fn alike<T>(gone: &[Told<T>], came: &[Told<T>]) -> Vec<(usize, usize)> {
    let mut likely: Vec<(f32, u32, usize, usize)> = Vec::new();
    for (i, was) in gone.iter().enumerate() {
        for (j, is) in came.iter().enumerate().filter(|(_, is)| is.kind == was.kind) {
            let share = overlap(&was.words, &is.words);
            if share >= SAME_PLACE {
                likely.push((share, was.start.abs_diff(is.start), i, j));
            }
        }
    }
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, _, was, is) in likely {
        if !left.contains(&was) && !right.contains(&is) {
            left.insert(was);
            right.insert(is);
            pairs.push((was, is));
        }
    }
    pairs.sort_by_key(|(_, is)| *is);
    pairs
}

/// Shared words as a part of all (Jaccard 1901).
fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f32 {
    let shared = one.intersection(other).count() as f32;
    let all = one.union(other).count() as f32;
    if all == 0.0 { 0.0 } else { shared / all }
}

/// The words of a text, with where they stand in code points.
struct Around {
    words: Vec<(u32, String)>,
}

impl Around {
    fn of(text: &str) -> Around {
        let mut words: Vec<(u32, String)> = Vec::new();
        let mut open = false;
        for (at, character) in (0_u32..).zip(text.chars()) {
            if !character.is_alphanumeric() {
                open = false;
                continue;
            }
            if !open {
                words.push((at, String::new()));
                open = true;
            }
            if let Some((_, word)) = words.last_mut() {
                word.extend(character.to_lowercase());
            }
        }
        Around { words }
    }

    /// The words around a finding, without those that are digits: they are what changes.
    fn words(&self, finding: &Words) -> Vec<String> {
        let first =
            self.words.partition_point(|(at, _)| *at < finding.start).saturating_sub(CONTEXT);
        let last = self.words.partition_point(|(at, _)| *at < finding.end) + CONTEXT;
        let near = self.words.get(first..last.min(self.words.len())).unwrap_or_default();
        let told = near
            .iter()
            .map(|(_, word)| word)
            .filter(|word| !word.chars().all(|c| c.is_ascii_digit()));
        told.cloned().collect()
    }

    /// Two words behind a finding.
    fn behind(&self, finding: &Words) -> Vec<String> {
        let from = self.words.partition_point(|(at, _)| *at < finding.end);
        self.words.iter().skip(from).take(2).map(|(_, word)| word.clone()).collect()
    }
}

fn folded(text: &str) -> Vec<String> {
    Around::of(text).words.into_iter().map(|(_, word)| word).collect()
}

/// Lines of the new text alone that hold one of the rules' words of correction.
fn corrections(old: &str, new: &str, rules: &Rules) -> Vec<Words> {
    let before: BTreeSet<&str> = old.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut start = 0_u32;
    for line in new.split('\n') {
        let length = line.chars().count() as u32;
        let lower = line.to_lowercase();
        let is_note =
            rules.verdicts.corrections.iter().any(|phrase| lower.contains(phrase.as_str()));
        if is_note && !before.contains(line.trim()) {
            found.push(Words { start, end: start + length, text: line.to_owned() });
        }
        start += length + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str, words: &str) -> Figure {
        let byte = text.find(words).unwrap();
        let start = text[..byte].chars().count() as u32;
        let end = start + words.chars().count() as u32;
        let words = Words { start, end, text: words.to_owned() };
        Figure { words, measure: "killed".into(), ..Figure::default() }
    }

    fn found(text: &str, figures: &[&str]) -> Findings {
        Findings {
            figures: figures.iter().map(|words| figure(text, words)).collect(),
            ..Findings::default()
        }
    }

    #[test]
    fn a_raised_toll_is_altered_and_a_dropped_line_withdrawn() {
        let old = "The flood killed 12 people in Corrun, the clinic said.\nIn Varlow, the storm claimed nine lives on Sunday.";
        let new = "The flood killed 14 people in Corrun, the clinic said.\nCorrection: an earlier version of this report gave a lower toll.";
        let (a, b) = (found(old, &["12 people", "nine lives"]), found(new, &["14 people"]));
        let changes = changes(
            &Version { text: old, findings: &a },
            &Version { text: new, findings: &b },
            Rules::embedded().unwrap(),
        );
        assert_eq!(changes.figures.altered, [(&a.figures[0], &b.figures[0])]);
        assert_eq!(changes.figures.withdrawn, [&a.figures[1]]);
        assert!(changes.figures.added.is_empty());
        assert_eq!(changes.corrections.len(), 1);
    }

    #[test]
    fn what_only_moved_is_not_told() {
        let old = "Rain fell. The flood killed 12 people in Corrun.";
        let new = "On Monday, rain fell all day long. The flood killed 12 people in Corrun.";
        let (a, b) = (found(old, &["12 people"]), found(new, &["12 people"]));
        let changes = changes(
            &Version { text: old, findings: &a },
            &Version { text: new, findings: &b },
            Rules::embedded().unwrap(),
        );
        assert_eq!(changes, Changes::default());
    }
}
