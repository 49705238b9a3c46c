//! What follows across reports (`onrecord::across`), whole and in parts, for lists of Python. Everything crosses as JSON.

use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use onrecord::Reading;
use onrecord::across as folds;
use onrecord::across::{Counters, Testimony, Told};
use onrecord::model::across::Layer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize;

use crate::reading::{read_all, the_engine, the_rules};

fn bad(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn layer_named(word: &str) -> PyResult<Layer> {
    Layer::from_word(word).ok_or_else(|| {
        let known: Vec<&str> = Layer::ALL.iter().map(|layer| layer.as_str()).collect();
        PyValueError::new_err(format!("no layer {word:?}; there are {}", known.join(", ")))
    })
}

/// The layers that drafts are filed in, each with the number of keys that drafts must share to meet, or `None` where all of one
/// key are folded together.
#[pyfunction]
pub(crate) fn layers() -> Vec<(&'static str, Option<usize>)> {
    let filed = [
        Layer::Entities,
        Layer::Offices,
        Layer::Claims,
        Layer::Incidents,
        Layer::Series,
        Layer::Copies,
    ];
    filed.into_iter().map(|layer| (layer.as_str(), folds::meets(layer))).collect()
}

/// For each pair of drafts with the number of keys they share, whether they belong together.
#[pyfunction]
pub(crate) fn join(py: Python<'_>, pairs: Vec<(String, String, usize)>) -> PyResult<Vec<bool>> {
    py.detach(|| {
        let rules = the_rules()?;
        let one = |(a, b, shared): &(String, String, usize)| folds::join(a, b, *shared, rules);
        pairs.iter().map(one).collect::<Result<_, _>>().map_err(bad)
    })
}

/// The groups of drafts that hang together, each beside its report's text.
#[pyfunction]
pub(crate) fn fold(
    py: Python<'_>,
    layer: &str,
    block: &str,
    drafts: Vec<(String, String)>,
) -> PyResult<String> {
    let layer = layer_named(layer)?;
    py.detach(|| {
        let groups = folds::fold(layer, block, &drafts, the_rules()?).map_err(bad)?;
        serde_json::to_string(&groups).map_err(bad)
    })
}

/// How independent the voices of one group are.
#[pyfunction]
pub(crate) fn independence(py: Python<'_>, testimonies: Vec<String>) -> PyResult<String> {
    py.detach(|| {
        let parsed = testimonies.iter().map(|it| serde_json::from_str(it));
        let parsed: Vec<Testimony> = parsed.collect::<Result<_, _>>().map_err(bad)?;
        let counters = folds::independence_of(&parsed, the_rules()?);
        serde_json::to_string(&counters).map_err(bad)
    })
}

/// A group, and what it rests on.
#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    told: Told,
    independence: Counters,
}

/// What follows across the reports of a batch, as a JSON list; the groups of `layers`, none for all.
#[pyfunction]
#[pyo3(signature = (batch, layers, threads=1, reader=None))]
pub(crate) fn across(
    py: Python<'_>,
    batch: PyArrowType<RecordBatch>,
    layers: Vec<String>,
    threads: usize,
    reader: Option<&str>,
) -> PyResult<String> {
    let layers: Vec<Layer> =
        layers.iter().map(|word| layer_named(word)).collect::<PyResult<_>>()?;
    py.detach(|| {
        let engine = the_engine(reader)?;
        let outcomes = read_all(engine, &batch.0, 0, threads)?;
        let readings: Vec<Reading> =
            outcomes.into_iter().filter_map(|it| it.ok().map(|(reading, _)| reading)).collect();
        let groups = folds::across(&readings, &layers, engine.rules()).map_err(bad)?;
        let mut ordered: Vec<&Reading> = readings.iter().collect();
        ordered.sort_by(|a, b| a.report.version.cmp(&b.report.version));
        let found = |told: Told| {
            let independence = folds::independence(&told, &ordered, engine.rules());
            Found { told, independence }
        };
        serde_json::to_string(&groups.into_iter().map(found).collect::<Vec<_>>()).map_err(bad)
    })
}
