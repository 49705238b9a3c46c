//! The tables as a page for people: `docs/arrow.md`.

use arrow_schema::{DataType, Field};

use super::columns::ABOUT;
use super::{Kind, schema};

const HEAD: &str = "# The tables

What `onrecord export --format parquet`, the Python wheel and the functions for Apache Spark give: a table for each kind of finding, as Arrow and as
Parquet. Columns have the names of the wire format. `start` and `end` are **Unicode code points** into the report's text, end exclusive, so that
`text[start:end]` in Python is the words. Dates are ISO 8601 text at the precision given. Ids come from content: the same finding in the same version
of a report has the same id everywhere. `report` and `version` join every table to `reports`. Numbers are 64-bit floats, exact for whole
numbers up to 2^53.

Columns may be added; none changes its name, type or meaning without a new major version. This page is made from the schemas in
`crates/onrecord/src/arrow/columns.rs`, and a test fails where it differs from them: `ONRECORD_BLESS=1 cargo test -p onrecord --lib arrow` writes it anew.
";

/// `docs/arrow.md`, from the schemas.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    for kind in Kind::ALL {
        page.push_str(&format!(
            "\n## {kind}\n\n{}\n\n| column | type | null | |\n|---|---|---|---|\n",
            kind.about()
        ));
        for field in schema(*kind).fields() {
            row(field, "", &mut page);
        }
    }
    page
}

fn row(field: &Field, within: &str, page: &mut String) {
    let name = format!("{within}{}", field.name());
    let about = field.metadata().get(ABOUT).map_or("", String::as_str);
    let null = if field.is_nullable() { "yes" } else { "" };
    let kind = type_name(field.data_type());
    page.push_str(&format!("| `{name}` | {kind} | {null} | {about} |\n"));
    let (fields, joint) = match field.data_type() {
        DataType::Struct(fields) => (Some(fields), "."),
        DataType::List(element) => match element.data_type() {
            DataType::Struct(fields) => (Some(fields), "[]."),
            _ => (None, ""),
        },
        _ => (None, ""),
    };
    // The fields of a place are those of the table of places.
    if field.name() == "place" || field.name() == "where" {
        return;
    }
    for inner in fields.into_iter().flatten() {
        row(inner, &format!("{name}{joint}"), page);
    }
}

fn type_name(kind: &DataType) -> String {
    match kind {
        DataType::Utf8 => "text".to_owned(),
        DataType::Int32 => "int32".to_owned(),
        DataType::Float64 => "float64".to_owned(),
        DataType::Float32 => "float32".to_owned(),
        DataType::Boolean => "bool".to_owned(),
        DataType::Struct(_) => "struct".to_owned(),
        DataType::List(element) => format!("list of {}", type_name(element.data_type())),
        other => other.to_string(),
    }
}
