//! The folds of `onrecord::across` and `onrecord::reconcile`, for lists of Python.

use onrecord::Reading;
use onrecord::across::{self, Told};
use onrecord::reconcile::{self, Alias, CopyLink, CopyText, NameForm, NameKey, Names};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use crate::reading::{read_all, the_engine};

fn bad(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// How texts meet: each with so many of the next that share a fingerprint; and two are compared that share at least so many, and
/// one in so many of the fingerprints of the one that has fewer.
#[pyfunction]
pub(crate) fn copy_rule() -> (usize, usize, usize) {
    (reconcile::NEIGHBOURS, reconcile::LEAST_SHARED, reconcile::ONE_IN)
}

/// For each pair of texts how many words of the shorter stand in the longer, and their share; `None` for no copy.
#[pyfunction]
pub(crate) fn copy_links(
    py: Python<'_>,
    pairs: Vec<(String, String)>,
) -> Vec<Option<(usize, f32)>> {
    let link = |(one, other): &(String, String)| {
        reconcile::copy_link(one, other).map(|link| (link.words, link.share))
    };
    py.detach(|| pairs.iter().map(link).collect())
}

/// The groups of texts `(name, text, published)`: the members' numbers, the number of the origin, the least share. Without links
/// they are looked for.
#[pyfunction]
#[pyo3(signature = (texts, links=None))]
#[allow(clippy::type_complexity, reason = "tuples are what Python reads")]
pub(crate) fn copy_groups(
    py: Python<'_>,
    texts: Vec<(String, String, Option<String>)>,
    links: Option<Vec<(usize, usize, usize, f32)>>,
) -> Vec<(Vec<usize>, Option<usize>, f32)> {
    py.detach(|| {
        let texts: Vec<CopyText<'_>> = texts
            .iter()
            .map(|(name, text, published)| CopyText { name, text, published: published.as_deref() })
            .collect();
        let groups = match links {
            None => reconcile::copies(&texts),
            Some(links) => {
                let link = |(one, other, words, share)| CopyLink { one, other, words, share };
                reconcile::joined(&texts, &links.into_iter().map(link).collect::<Vec<_>>())
            }
        };
        groups.into_iter().map(|it| (it.members, it.origin, it.least_share)).collect()
    })
}

/// What is known of each key once all forms and short names, JSON objects each, are heard.
#[pyfunction]
pub(crate) fn names(
    py: Python<'_>,
    forms: Vec<String>,
    aliases: Vec<(String, String)>,
) -> PyResult<Vec<(String, String, Option<String>, bool)>> {
    py.detach(|| {
        let forms: Vec<NameForm> = forms
            .iter()
            .map(|it| serde_json::from_str(it))
            .collect::<Result<_, _>>()
            .map_err(bad)?;
        let aliases: Vec<Alias> =
            aliases.into_iter().map(|(short, longer)| Alias { short, longer }).collect();
        let keys = Names::told(&forms, &aliases).keys();
        Ok(keys.into_iter().map(|it| (it.key, it.shared, it.shown, it.common)).collect())
    })
}

/// The series of the parts of reports that share measure and population, as a JSON list.
#[pyfunction]
pub(crate) fn series(
    py: Python<'_>,
    readings: Vec<String>,
    names: Vec<(String, String, Option<String>, bool)>,
) -> PyResult<String> {
    py.detach(|| {
        let known = |(key, shared, shown, common)| NameKey { key, shared, shown, common };
        let names: Vec<NameKey> = names.into_iter().map(known).collect();
        let series = across::series_of(&readings, &names, the_engine()?.rules()).map_err(bad)?;
        serde_json::to_string(&series).map_err(bad)
    })
}

/// The four counters of one claim; each telling is a JSON object of the report's fields and its `chain`.
#[pyfunction]
pub(crate) fn counters(py: Python<'_>, told: Vec<String>) -> PyResult<String> {
    py.detach(|| {
        let told: Vec<Told> = told
            .iter()
            .map(|it| serde_json::from_str(it))
            .collect::<Result<_, _>>()
            .map_err(bad)?;
        let counters = across::independence_of(&told, the_engine()?.rules());
        serde_json::to_string(&counters).map_err(bad)
    })
}

/// The series of all reports of a batch, and how independent the voices behind each are, as a JSON list.
#[pyfunction]
#[pyo3(signature = (batch, threads=1))]
pub(crate) fn series_of_reports(
    py: Python<'_>,
    batch: PyRecordBatch,
    threads: usize,
) -> PyResult<String> {
    py.detach(|| {
        let engine = the_engine()?;
        let outcomes = read_all(engine, batch.as_ref(), 0, threads)?;
        let readings: Vec<Reading> =
            outcomes.into_iter().filter_map(|it| it.ok().map(|(reading, _)| reading)).collect();
        let found = across::series_with_independence(&readings, engine.rules());
        serde_json::to_string(&found).map_err(bad)
    })
}
