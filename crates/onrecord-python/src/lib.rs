//! `onrecord._onrecord`: what the Python package `onrecord` calls. Users see `python/onrecord`, never this.
//!
//! Arrow crosses by the Arrow PyCapsule interface, without copies; a report crosses as JSON in the wire format. The interpreter
//! is let go while anything is read or compared. One engine serves the process, and no thread outlives a call: an executor
//! of Apache Spark, which runs one process a core, holds one reader and no pool.
// The macros of pyo3 expand to code that has no docs and is unsafe, within this package alone.
#![allow(
    missing_docs,
    reason = "pyo3 makes public items of what Python calls; python/onrecord documents it"
)]

mod across;
mod input;
mod ledger;
mod reading;

use pyo3::prelude::*;

#[pymodule]
mod _onrecord {
    #[pymodule_export]
    use super::across::{across, fold, independence, join, layers};
    #[pymodule_export]
    use super::input::reports_of;
    #[pymodule_export]
    use super::ledger::Record;
    #[pymodule_export]
    use super::reading::{count_findings, count_tokens, engine, read, read_by_report, schema};
}
