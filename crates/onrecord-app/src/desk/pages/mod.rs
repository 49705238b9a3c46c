//! The pages, one a file: what each shows, and the template it is laid out by.

pub(crate) mod across;
pub(crate) mod add;
pub(crate) mod changes;
pub(crate) mod copies;
pub(crate) mod figures;
pub(crate) mod login;
pub(crate) mod places;
pub(crate) mod received;
pub(crate) mod report;
pub(crate) mod reports;
pub(crate) mod review;
pub(crate) mod saved;
pub(crate) mod search;
pub(crate) mod section;
pub(crate) mod situation;
pub(crate) mod sources;
pub(crate) mod statements;
pub(crate) mod timeline;

use onrecord::ledger::{Counted, Facet};

use super::asked::Asked;

/// Values of one facet, to choose from.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// What is chosen.
    pub(crate) heading: &'static str,
    /// The values.
    pub(crate) values: Vec<ChoiceValue>,
}

/// One value to choose.
#[derive(Clone, Debug)]
pub(crate) struct ChoiceValue {
    /// In words.
    pub(crate) text: String,
    /// How many.
    pub(crate) count: u64,
    /// The query that chooses it, or takes it back where it is chosen.
    pub(crate) query: String,
    /// Is it chosen?
    pub(crate) is_chosen: bool,
}

/// A facet's values as choices; the most frequent, and whatever is chosen.
pub(crate) fn choice(
    asked: &Asked,
    heading: &'static str,
    name: &'static str,
    counted: &[(String, u64)],
    words: impl Fn(&str) -> String,
) -> Choice {
    const SHOWN: usize = 8;
    let shown = counted.iter().enumerate();
    let shown = shown.filter(|(at, (value, _))| *at < SHOWN || asked.is(name, value));
    let values = shown.map(|(_, (value, count))| ChoiceValue {
        text: words(value),
        count: *count,
        query: asked.turned(name, value),
        is_chosen: asked.is(name, value),
    });
    Choice { heading, values: values.collect() }
}

/// The counts of one facet among those of several; `None` for outlets.
pub(crate) fn counts_of(counts: &[Counted], facet: Option<Facet>) -> &[(String, u64)] {
    counts.iter().find(|(of, _)| *of == facet).map_or(&[], |(_, values)| values)
}
