//! Whom a figure counts, as a part of whom, and as the toll of what: what every way of joining figures asks of one report.

use std::collections::BTreeSet;

use onrecord_model::{Event, Figure, Findings, Place, Reading};
use onrecord_rules::{Populations, Rules};

/// A rival's number that leaves out who is counted stands no further behind the one it answers than this.
const NEAR: u32 = 240;

/// A report, and what is asked of it for each of its figures.
pub(crate) struct Counting<'a> {
    findings: &'a Findings,
    rules: &'a Rules,
    /// Where its sentences begin, in code points.
    begins: Vec<u32>,
    /// Each event that tells of what it is the toll of: its first code point, and the cause.
    causes: Vec<(u32, &'a str)>,
}

impl<'a> Counting<'a> {
    pub(crate) fn of(reading: &'a Reading, rules: &'a Rules) -> Counting<'a> {
        let findings = &reading.findings;
        let cause = |event: &'a Event| {
            let happened = matches!(event.status.as_str(), "happened" | "ongoing");
            let cause = rules.joining.cause(&event.kind, &event.words.text.to_lowercase());
            cause.filter(|_| happened).map(|cause| (event.words.start, cause))
        };
        let causes = findings.events.iter().filter_map(cause).collect();
        Counting { findings, rules, begins: begins(&reading.report.text), causes }
    }

    /// The class of who is counted. A number that leaves it out and stands right behind another voice's number of the same
    /// counts whom that counts: "police arrested 17 pickets; the union said 26 had been arrested".
    pub(crate) fn class(&self, figure: &Figure) -> String {
        self.own_class(self.answered(figure).unwrap_or(figure))
    }

    /// Where it is counted: as it tells, else as the number that it answers does.
    pub(crate) fn place(&self, figure: &'a Figure) -> Option<&'a Place> {
        let own = figure.place.as_ref();
        let told = own.or_else(|| self.answered(figure)?.place.as_ref());
        told.filter(|place| !place.name.is_empty())
    }

    /// The number of another voice that a number answers which leaves out who is counted.
    fn answered(&self, figure: &Figure) -> Option<&'a Figure> {
        if figure.population.is_some() || figure.subset_of.is_some() {
            return None;
        }
        let (from, until) = (figure.words.start.saturating_sub(NEAR), figure.words.start);
        let before = self.findings.figures.iter().rfind(|other| {
            other.measure == figure.measure && (from..until).contains(&other.words.start)
        });
        before.filter(|other| {
            other.voice != figure.voice && other.subset_of.is_none() && other.population.is_some()
        })
    }

    fn own_class(&self, figure: &Figure) -> String {
        let words = figure.population.as_deref().filter(|words| !is_name(words));
        self.rules.populations.class(words, &self.rules.lemmas)
    }

    /// Is it a part of a number of the same class of the same measure, so that nothing but the tie tells them apart?
    pub(crate) fn is_mere_part(&self, figure: &Figure) -> bool {
        let whole = figure
            .subset_of
            .as_ref()
            .and_then(|whole| self.findings.figures.iter().find(|other| other.id == *whole));
        whole.is_some_and(|whole| {
            let (part, whole_class) = (self.own_class(figure), self.own_class(whole));
            let number = |it: &Figure| it.value.or(it.low).or(it.high);
            whole.measure == figure.measure
                && number(whole) != number(figure)
                && (part == whole_class || Populations::is_everybody(&part))
        })
    }

    /// What it is the toll of: what its sentence tells, else the one thing that the report tells of.
    pub(crate) fn cause(&self, figure: &Figure) -> Option<&'a str> {
        let at = self.begins.partition_point(|begin| *begin <= figure.words.start);
        let from = at.checked_sub(1).and_then(|at| self.begins.get(at)).copied().unwrap_or(0);
        let until = self.begins.get(at).copied().unwrap_or(u32::MAX);
        let within = self.causes.iter().filter(|(start, _)| (from..until).contains(start));
        let told: BTreeSet<&str> = within.map(|(_, cause)| *cause).collect();
        let all = || self.causes.iter().map(|(_, cause)| *cause).collect();
        let told: BTreeSet<&str> = if told.is_empty() { all() } else { told };
        told.first().copied().filter(|_| told.len() == 1)
    }
}

/// Words that are all a name ("seven Governor Ada Lund", a headline run into its byline) count nobody apart.
fn is_name(words: &str) -> bool {
    words.contains(' ') && words.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// Where sentences begin: behind a line break, and behind a full stop and a blank.
fn begins(text: &str) -> Vec<u32> {
    let mut begins = vec![0];
    let (mut ended, mut at) = (false, 0);
    for letter in text.chars() {
        if ended && letter.is_uppercase() {
            begins.push(at);
        }
        ended = match letter {
            '.' | '!' | '?' | '\n' => true,
            _ => ended && (letter.is_whitespace() || matches!(letter, '"' | '”' | '“' | '’')),
        };
        at += 1;
    }
    begins
}
