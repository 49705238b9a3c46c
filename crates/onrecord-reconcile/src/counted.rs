//! Whom a figure counts, as a part of whom, and as the toll of what: what every way of joining figures asks of one report.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{
    Comparator, Decimal, Event, Figure, FigureKind, Findings, Id, Place, Reading,
};
use onrecord_rules::{Populations, Rules};

/// A rival's number that leaves out who is counted stands no further behind the one it answers than this.
const NEAR: u32 = 240;
/// Of smaller totals, numbers that add up to them may be of something else.
const LEAST_TOTAL: i64 = 10;

/// A report, and what is asked of it for each of its figures.
pub(crate) struct Counting<'a> {
    findings: &'a Findings,
    rules: &'a Rules,
    /// Where its sentences begin, in code points.
    begins: Vec<u32>,
    /// Each event that tells of what it is the toll of: its first code point, and the cause.
    causes: Vec<(u32, &'a str)>,
    /// Parts that no word ties to their whole, with the whole.
    added: BTreeMap<&'a Id, &'a Id>,
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
        let (begins, added) = (begins(&reading.report.text), BTreeMap::new());
        let counting = Counting { findings, rules, begins, causes, added };
        Counting { added: counting.added_up(), ..counting }
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

    /// The number of its report that it is a part of: as the words tell, or as the numbers add up.
    pub(crate) fn part_of(&self, figure: &'a Figure) -> Option<&'a Id> {
        figure.subset_of.as_ref().or_else(|| self.added.get(&figure.id).copied())
    }

    /// Numbers that follow a total and add up to it are its parts: "killed 51 people on Monday. Shells killed 15 in the east and nine in the
    /// west, and 27 died in the villages around."
    fn added_up(&self) -> BTreeMap<&'a Id, &'a Id> {
        let mut added = BTreeMap::new();
        let plain = |figure: &&Figure| {
            figure.kind != FigureKind::Static
                && figure.subset_of.is_none()
                && figure.replaced_by.is_none()
        };
        let classed = |figure: &'a Figure| (figure, self.own_class(figure));
        let figures: Vec<(&Figure, String)> =
            self.findings.figures.iter().filter(plain).map(classed).collect();
        for (at, (whole, class)) in figures.iter().enumerate() {
            let Some(total) = whole.value.filter(|total| *total >= LEAST_TOTAL.into()) else {
                continue;
            };
            let behind = figures.iter().skip(at + 1).filter(|(other, others)| {
                other.measure == whole.measure && other.value != Some(total) && others == class
            });
            let behind = behind.map(|(other, _)| *other);
            added.extend(parts(behind, total).map(|part| (&part.id, &whole.id)));
        }
        added
    }

    /// Is it a part of a number of the same class of the same measure, so that nothing but the tie tells them apart?
    pub(crate) fn is_mere_part(&self, figure: &'a Figure) -> bool {
        let whole = self
            .part_of(figure)
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

/// The first figures, two or more and each an exact number, that add up to the total; none where they go beyond it.
fn parts<'a>(
    figures: impl Iterator<Item = &'a Figure>,
    total: Decimal,
) -> impl Iterator<Item = &'a Figure> {
    let mut found: Vec<&Figure> = Vec::new();
    let mut sum = Decimal::ZERO;
    for figure in figures {
        let exact = figure.value.filter(|_| figure.comparator == Comparator::Equal);
        let Some(next) = exact.and_then(|value| sum.checked_add(value)) else { break };
        sum = next;
        found.push(figure);
        if sum >= total {
            break;
        }
    }
    if sum != total || found.len() < 2 {
        found.clear();
    }
    found.into_iter()
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

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::Words;

    /// Of a report's numbers, those that are parts of the first.
    fn parts_of_first(numbers: &[(i64, &str)]) -> Vec<u32> {
        let mut reading = Reading::default();
        for (at, (value, population)) in (0..).zip(numbers) {
            reading.findings.figures.push(Figure {
                id: Id::given(format!("fi_{at}")),
                words: Words { start: at, end: at + 1, text: value.to_string() },
                value: Some((*value).into()),
                comparator: Comparator::Equal,
                measure: "killed".into(),
                population: Some((*population).into()),
                kind: FigureKind::Stock,
                ..Figure::default()
            });
        }
        let counting = Counting::of(&reading, Rules::embedded().unwrap());
        let figures = reading.findings.figures.iter();
        let first = Some(Id::given("fi_0"));
        figures
            .filter(|figure| counting.part_of(figure) == first.as_ref())
            .map(|f| f.words.start)
            .collect()
    }

    #[test]
    fn numbers_that_add_up_to_the_total_ahead_are_its_parts() {
        let told =
            [(51, "people"), (4, "children"), (15, "people"), (9, "victims"), (27, "people")];
        assert_eq!(parts_of_first(&told), [2, 3, 4]);
        assert_eq!(parts_of_first(&[(19, "people"), (17, "people"), (2, "people")]), [1, 2]);
    }

    #[test]
    fn others_are_left_alone() {
        for told in [
            &[(51, "people"), (15, "people"), (9, "people")][..],
            &[(51, "people"), (15, "people"), (9, "people"), (28, "people")],
            // So few add up by chance.
            &[(5, "people"), (3, "people"), (2, "people")],
            // Another class, one number alone, the same told again.
            &[(26, "people"), (17, "people"), (9, "children")],
            &[(26, "people"), (26, "people")],
        ] {
            assert!(parts_of_first(told).is_empty(), "{told:?}");
        }
    }
}
