//! Reading one report, and reading a table of them.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use onrecord::across::Filed;
use onrecord::arrow::{self, Columns, Failure, Kind, Schema};
use onrecord::model::Report;
use onrecord::rules::Rules;
use onrecord::{Engine, Reading, wire};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use serde_json::{Map, Value};

use crate::input;

/// A report with the drafts by which it meets others, or why it could not be read.
pub(crate) type Outcome = Result<(Reading, Vec<Filed>), Failure>;

/// The reader that reads where none is named.
const READER: &str = "small";

/// The engine of a reader, made when first asked for and kept as long as the process lives.
pub(crate) fn the_engine(reader: Option<&str>) -> PyResult<&'static Engine> {
    static ENGINES: Mutex<BTreeMap<String, &'static Engine>> = Mutex::new(BTreeMap::new());
    let name = reader.unwrap_or(READER);
    let mut engines = ENGINES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(engine) = engines.get(name) {
        return Ok(engine);
    }
    let made = Engine::with(Some(Path::new(name)), None)
        .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    let engine: &'static Engine = Box::leak(Box::new(made));
    engines.insert(name.to_owned(), engine);
    Ok(engine)
}

/// The rules, for which no reader has to be there.
pub(crate) fn the_rules() -> PyResult<&'static Rules> {
    Rules::embedded().map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

/// Program and reader, with their versions.
#[pyfunction]
#[pyo3(signature = (reader=None))]
pub(crate) fn engine(py: Python<'_>, reader: Option<&str>) -> PyResult<String> {
    py.detach(|| the_engine(reader).map(|engine| engine.name().to_owned()))
}

/// One report, given as a JSON object, to its reading in the wire format.
#[pyfunction]
#[pyo3(signature = (fields, reader=None))]
pub(crate) fn read(py: Python<'_>, fields: &str, reader: Option<&str>) -> PyResult<String> {
    let fields: Map<String, Value> =
        serde_json::from_str(fields).map_err(|error| PyValueError::new_err(error.to_string()))?;
    py.detach(|| {
        let engine = the_engine(reader)?;
        let report = input::of_fields(fields, 1).map_err(PyValueError::new_err)?;
        let lost = report.notices.iter().find(|notice| notice.contains("is not a date"));
        if let Some(lost) = lost {
            return Err(PyValueError::new_err(lost.clone()));
        }
        guarded(|| wire::to_line(engine.name(), &engine.read(report)))
            .map_err(PyRuntimeError::new_err)
    })
}

/// The columns of a table, or those of `read_by_report` where no table is named.
#[pyfunction]
#[pyo3(signature = (kind=None))]
pub(crate) fn schema(kind: Option<&str>) -> PyResult<PyArrowType<Schema>> {
    let schema = match kind {
        None => arrow::by_report_schema(),
        Some(word) => arrow::schema(table_named(word)?),
    };
    Ok(PyArrowType(schema.as_ref().clone()))
}

/// The table of that name.
pub(crate) fn table_named(word: &str) -> PyResult<Kind> {
    Kind::from_word(word).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        PyValueError::new_err(format!("no table {word:?}; there are {}", known.join(", ")))
    })
}

/// A batch of reports to one row each, which holds all its tables.
#[pyfunction]
#[pyo3(signature = (batch, texts=false, threads=1, before=0, reader=None))]
pub(crate) fn read_by_report(
    py: Python<'_>,
    batch: PyArrowType<RecordBatch>,
    texts: bool,
    threads: usize,
    before: usize,
    reader: Option<&str>,
) -> PyResult<PyArrowType<RecordBatch>> {
    py.detach(|| {
        let engine = the_engine(reader)?;
        let outcomes = read_all(engine, &batch.0, before, threads)?;
        let columns = Columns { engine: Some(engine.name()), texts };
        let rows = arrow::by_report(&outcomes, &columns)
            .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(PyArrowType(rows))
    })
}

/// Reads the reports of a batch, before which `before` rows came, on `threads` threads.
pub(crate) fn read_all(
    engine: &Engine,
    batch: &RecordBatch,
    before: usize,
    threads: usize,
) -> PyResult<Vec<Outcome>> {
    let reports = input::reports(batch, before).map_err(PyValueError::new_err)?;
    Ok(in_parallel(&reports, threads, |report| one(engine, report)))
}

/// Does `work` for each; a thread that has nothing left to do takes the next, so that one long report holds up no other.
fn in_parallel<I: Sync, O: Send>(
    items: &[I],
    threads: usize,
    work: impl Fn(&I) -> O + Sync,
) -> Vec<O> {
    let threads = threads.clamp(1, items.len().max(1));
    if threads == 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done: Vec<(usize, O)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(share)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn one(engine: &Engine, report: &Result<Report, Failure>) -> Outcome {
    let report = report.clone()?;
    let id = report.id.clone();
    let read = || {
        let reading = engine.read(report);
        let filed = Filed::of(&reading, engine.rules());
        (reading, filed)
    };
    guarded(read).map_err(|error| Failure { report: Some(id), input: None, error })
}

/// Whatever goes wrong inside stays with its report.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
        let told = cause.downcast_ref::<String>().map(String::as_str);
        let told = told.or_else(|| cause.downcast_ref::<&str>().copied());
        format!("the reader failed: {}", told.unwrap_or("it did not say why"))
    })
}

/// Reads and throws away: how many findings there are. The whole engine, with nothing around it.
#[pyfunction]
#[pyo3(signature = (batch, threads, reader=None))]
pub(crate) fn count_findings(
    py: Python<'_>,
    batch: PyArrowType<RecordBatch>,
    threads: usize,
    reader: Option<&str>,
) -> PyResult<usize> {
    count(py, &batch, threads, reader, |engine, report| {
        let findings = engine.findings(report);
        findings.statements.len() + findings.figures.len() + findings.events.len()
    })
}

/// From text to the reader's tags and no further: how many tokens there are. What the speed of everything else is held against.
#[pyfunction]
#[pyo3(signature = (batch, threads, reader=None))]
pub(crate) fn count_tokens(
    py: Python<'_>,
    batch: PyArrowType<RecordBatch>,
    threads: usize,
    reader: Option<&str>,
) -> PyResult<usize> {
    count(py, &batch, threads, reader, |engine, report| engine.document(report).tokens.len())
}

fn count(
    py: Python<'_>,
    batch: &PyArrowType<RecordBatch>,
    threads: usize,
    reader: Option<&str>,
    of: impl Fn(&Engine, &Report) -> usize + Sync + Send,
) -> PyResult<usize> {
    py.detach(|| {
        let engine = the_engine(reader)?;
        let reports = input::reports(&batch.0, 0).map_err(PyValueError::new_err)?;
        let of = |report: &Result<Report, Failure>| report.as_ref().map_or(0, |it| of(engine, it));
        Ok(in_parallel(&reports, threads, of).into_iter().sum())
    })
}
