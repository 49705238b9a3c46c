//! Rows of a table to reports.

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use onrecord::arrow::Failure;
use onrecord::model::Report;
use onrecord::read;
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
    for name in COLUMNS {
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
