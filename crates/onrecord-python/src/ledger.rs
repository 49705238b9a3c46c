//! A ledger, read and added to.

use std::path::PathBuf;
use std::sync::Mutex;

use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use onrecord::Reading;
use onrecord::arrow::{self, Columns, Failure};
use onrecord::brief::{self, Brief, BriefOptions};
use onrecord::ledger::{self, Filter, Ledger, Versions};
use onrecord::model::{Report, Sensitivity};
use onrecord::read::{self, Hint};
use onrecord::reconcile::across::Decisions;
use onrecord::view::View;
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::input;
use crate::reading::{table_named, the_engine, the_rules};

/// One ledger. A lock serves threads one after the other: the database inside belongs to one at a time.
#[pyclass(frozen)]
#[derive(Debug)]
pub(crate) struct Record {
    ledger: Mutex<Ledger>,
    /// The most sensitive that is given out.
    ceiling: Sensitivity,
}

fn failed(error: impl std::fmt::Display) -> PyErr {
    PyOSError::new_err(error.to_string())
}

#[pymethods]
impl Record {
    /// Opens a ledger: to look things up in, or also to add to.
    #[new]
    fn open(py: Python<'_>, path: PathBuf, writable: bool, ceiling: &str) -> PyResult<Record> {
        let open = || if writable { Ledger::open(path) } else { Ledger::open_read_only(path) };
        let ceiling = Sensitivity::from_word(ceiling).ok_or_else(|| {
            let known: Vec<&str> = Sensitivity::ALL.iter().map(|level| level.as_str()).collect();
            let known = known.join(", ");
            PyValueError::new_err(format!("no level {ceiling:?}; there are {known}"))
        })?;
        Ok(Record { ledger: Mutex::new(py.detach(open).map_err(failed)?), ceiling })
    }

    /// A table of what stands.
    fn table(
        &self,
        py: Python<'_>,
        kind: &str,
        since: Option<String>,
        until: Option<String>,
        texts: bool,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        let kind = table_named(kind)?;
        py.detach(|| {
            let filter = Filter { since, until, ..Filter::default() };
            let readings = self.readings(&filter)?;
            let batch = arrow::batch(kind, &readings, &Columns { engine: None, texts });
            batch.map(PyArrowType).map_err(|it| PyRuntimeError::new_err(it.to_string()))
        })
    }

    /// Writes a table of what stands as a Parquet file; gives how many rows it has.
    fn parquet(&self, py: Python<'_>, kind: &str, path: PathBuf, texts: bool) -> PyResult<usize> {
        let kind = table_named(kind)?;
        py.detach(|| {
            let readings = self.readings(&Filter::default())?;
            let file = std::fs::File::create(path).map_err(failed)?;
            arrow::parquet(kind, &readings, &Columns { engine: None, texts }, file).map_err(failed)
        })
    }

    /// The brief, laid out as `text`, `md`, `html` or `json`.
    fn brief(
        &self,
        py: Python<'_>,
        layout: &str,
        since: Option<String>,
        until: Option<String>,
        about: Option<String>,
        width: usize,
    ) -> PyResult<String> {
        py.detach(|| {
            let all = Filter { versions: Versions::All, ..Filter::default() };
            let readings = self.readings(&all)?;
            let options = BriefOptions { since, until, about, width, colour: false };
            let made = Brief::of(&readings, &options, the_rules()?, &self.decided()?);
            match layout {
                "text" => Ok(brief::text(&made, width, false)),
                "md" => Ok(brief::markdown(&made)),
                "html" => Ok(brief::html(&made, &readings)),
                "json" => serde_json::to_string(&made).map_err(failed),
                other => Err(PyValueError::new_err(format!(
                    "no layout {other:?}; there are text, md, html, json"
                ))),
            }
        })
    }

    /// Reads reports and puts them on record; gives the versions' names.
    fn add(&self, py: Python<'_>, batch: PyArrowType<RecordBatch>) -> PyResult<Vec<String>> {
        py.detach(|| {
            let reports = input::reports(&batch.0, 0).map_err(PyValueError::new_err)?;
            let reports = reports.into_iter().collect::<Result<Vec<Report>, Failure>>();
            self.append(reports.map_err(|lost| PyValueError::new_err(lost.error))?, &[])
        })
    }

    /// Reads a file, of any format that `onrecord add` takes, and puts its reports on record; gives the versions' names.
    fn add_file(&self, py: Python<'_>, path: PathBuf) -> PyResult<Vec<String>> {
        py.detach(|| {
            let bytes = std::fs::read(&path).map_err(failed)?;
            let found = read::read(&bytes, &Hint::named(path.display().to_string()));
            let found = found.map_err(|error| PyValueError::new_err(error.to_string()))?;
            if let Some(lost) = found.failed.first() {
                return Err(PyValueError::new_err(lost.to_string()));
            }
            self.append(found.reports, &bytes)
        })
    }
}

impl Record {
    fn held(&self) -> PyResult<std::sync::MutexGuard<'_, Ledger>> {
        self.ledger
            .lock()
            .map_err(|_| PyRuntimeError::new_err("an earlier call failed halfway; open it anew"))
    }

    fn append(&self, reports: Vec<Report>, raw: &[u8]) -> PyResult<Vec<String>> {
        let engine = the_engine(None)?;
        let reading = |report: Report| ledger::Reading {
            findings: engine.findings(&report),
            engine: engine.name().to_owned(),
            raw,
            report,
        };
        let readings: Vec<_> = reports.into_iter().map(reading).collect();
        let added = self.held()?.append(&readings).map_err(failed)?;
        Ok(added.iter().map(|one| one.version().to_owned()).collect())
    }

    /// What reviewers decided, as far as it bears on what follows across reports.
    fn decided(&self) -> PyResult<Decisions> {
        let ledger = self.held()?;
        Ok(View::of(&ledger, self.ceiling).map_err(failed)?.decisions().across())
    }

    /// What may be shown: reviews, redactions and the ceiling are applied.
    fn readings(&self, filter: &Filter) -> PyResult<Vec<Reading>> {
        let ledger = self.held()?;
        View::of(&ledger, self.ceiling).and_then(|view| view.readings(filter)).map_err(failed)
    }
}
