//! Rows of a table to reports.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_pyarrow::PyArrowType;
use onrecord::arrow::{ArrowError, Failure};
use onrecord::model::Report;
use onrecord::read::{self, Hint};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use serde_json::{Map, Value};

/// Columns that are taken; others are passed over.
pub(crate) const COLUMNS: [&str; 11] = [
    "id",
    "text",
    "title",
    "outlet",
    "byline",
    "credit",
    "url",
    "published",
    "modified",
    "dateline",
    "language",
];

/// Where it says something, the row is no report, and this is why.
const ERROR: &str = "error";

/// A column of text, in any of the layouts that Arrow has for it.
enum Texts<'a> {
    Small(&'a arrow_array::StringArray),
    Large(&'a arrow_array::LargeStringArray),
    View(&'a arrow_array::StringViewArray),
}

impl<'a> Texts<'a> {
    fn of(array: &'a dyn Array) -> Option<Texts<'a>> {
        array
            .as_string_opt::<i32>()
            .map(Texts::Small)
            .or_else(|| array.as_string_opt::<i64>().map(Texts::Large))
            .or_else(|| array.as_string_view_opt().map(Texts::View))
    }

    fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Texts::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// The rows of `batch` as reports; `before` is how many rows came before. A row without text, or with one that is too long, is a
/// failure, and the others go on.
///
/// # Errors
/// Where there is no column `text`, or a column that is taken does not hold text.
pub(crate) fn reports(
    batch: &RecordBatch,
    before: usize,
) -> Result<Vec<Result<Report, Failure>>, String> {
    let mut columns = Vec::new();
    for name in COLUMNS.into_iter().chain([ERROR]) {
        let Some(array) = batch.column_by_name(name) else { continue };
        if array.data_type().is_null() {
            continue;
        }
        let Some(texts) = Texts::of(array.as_ref()) else {
            return Err(format!("column {name:?} holds {}, and not text", array.data_type()));
        };
        columns.push((name, texts));
    }
    if !columns.iter().any(|(name, _)| *name == "text") {
        let names: Vec<_> = batch.schema().fields().iter().map(|it| it.name().clone()).collect();
        return Err(format!("no column \"text\" among {}", names.join(", ")));
    }
    Ok((0..batch.num_rows()).map(|row| report(&columns, row, before + row)).collect())
}

fn report(columns: &[(&str, Texts<'_>)], row: usize, number: usize) -> Result<Report, Failure> {
    let mut fields = Map::new();
    for (name, texts) in columns {
        if let Some(text) = texts.get(row) {
            fields.insert((*name).to_owned(), Value::from(text));
        }
    }
    let id = fields.get("id").and_then(Value::as_str).map(str::to_owned);
    if let Some(Value::String(error)) = fields.remove(ERROR) {
        return Err(Failure { report: id, input: Some(format!("row {number}")), error });
    }
    of_fields(fields, number).map_err(|error| Failure {
        report: id,
        input: Some(format!("row {number}")),
        error,
    })
}

/// One report of the fields of a line of JSON Lines.
pub(crate) fn of_fields(mut fields: Map<String, Value>, number: usize) -> Result<Report, String> {
    // What a line of JSON Lines needs to be known for one: an id, or a text.
    fields.entry("id").or_insert_with(|| Value::from(""));
    let line = Value::Object(fields).to_string();
    read::json_line(&line, "row", number).map_err(|error| match std::error::Error::source(&error) {
        Some(cause) => format!("{error} ({cause})"),
        None => error.to_string(),
    })
}

/// What a file holds, of any format that `onrecord add` takes, as a table that can be read; what is no report has `error`.
#[pyfunction]
pub(crate) fn reports_of(
    py: Python<'_>,
    bytes: &[u8],
    name: String,
) -> PyResult<PyArrowType<RecordBatch>> {
    py.detach(|| {
        let found = read::read(bytes, &Hint::named(name));
        let found = found.map_err(|error| PyValueError::new_err(told(&error)))?;
        table(&found).map(PyArrowType).map_err(|it| PyRuntimeError::new_err(it.to_string()))
    })
}

fn told(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error} ({cause})"))
}

fn table(found: &read::Reading) -> Result<RecordBatch, ArrowError> {
    let text = |name: &str, report: &Report| match name {
        "id" => Some(report.id.clone()),
        "text" => Some(report.text.clone()),
        "title" => report.title.clone(),
        "outlet" => report.outlet.clone(),
        "byline" => report.byline.clone(),
        "credit" => report.credit.clone(),
        "url" => report.url.clone(),
        "published" => report.published.as_ref().map(|moment| moment.at.clone()),
        "modified" => report.modified.as_ref().map(|moment| moment.at.clone()),
        "dateline" => report.dateline.clone(),
        "language" => report.language.clone(),
        _ => None,
    };
    let lost = found.failed.len();
    let column = |name: &'static str| -> (&'static str, ArrayRef, bool) {
        let told = found.reports.iter().map(|report| text(name, report));
        let array: StringArray = told.chain(std::iter::repeat_n(None, lost)).collect();
        (name, Arc::new(array), true)
    };
    let errors = found.failed.iter().map(|error| Some(self::told(error)));
    let errors: StringArray =
        std::iter::repeat_n(None, found.reports.len()).chain(errors).collect();
    let errors: (&str, ArrayRef, bool) = (ERROR, Arc::new(errors), true);
    RecordBatch::try_from_iter_with_nullable(COLUMNS.into_iter().map(column).chain([errors]))
}
