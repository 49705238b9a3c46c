//! Rows laid into columns: values as the wire writes them, under the fields of a schema. Strict both ways: a field without a column
//! is an error, and so is a value that its column cannot hold.
//!
//! Our own in place of `arrow-json`, whose casts and orders were a sixth of all that a build from nothing compiles
//! (`docs/decisions/0006p-tables-from-the-wire.md`).

use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Float32Type, Float64Type, Int32Type};
use arrow_array::{
    ArrayRef, BooleanArray, ListArray, PrimitiveArray, RecordBatch, RecordBatchOptions,
    StringArray, StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, SchemaRef};
use serde::Serialize;
use serde_json::Value;

/// Lays rows into the columns of `schema`, by name.
///
/// # Errors
/// Where a row has a field without a column, a value that its column cannot hold, or none where one must be.
pub(super) fn batch<T: Serialize>(
    schema: SchemaRef,
    rows: &[T],
) -> Result<RecordBatch, ArrowError> {
    let rows: Result<Vec<Value>, _> = rows.iter().map(serde_json::to_value).collect();
    let rows = rows.map_err(|error| ArrowError::ExternalError(Box::new(error)))?;
    let rows: Vec<Option<&Value>> = rows.iter().map(Some).collect();
    let columns = columns(schema.fields(), &rows)?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(schema, columns, &options)
}

/// The columns of rows, each of which is an object or missing.
fn columns(fields: &Fields, rows: &[Option<&Value>]) -> Result<Vec<ArrayRef>, ArrowError> {
    for row in rows.iter().flatten() {
        let names = row.as_object().into_iter().flat_map(serde_json::Map::keys);
        if let Some(name) = names.into_iter().find(|name| fields.find(name).is_none()) {
            return Err(ArrowError::SchemaError(format!("field {name:?} has no column")));
        }
    }
    let of = |field: &FieldRef| {
        let values: Vec<_> =
            rows.iter().map(|row| present(row.and_then(|row| row.get(field.name())))).collect();
        column(field, &values)
    };
    fields.iter().map(of).collect()
}

fn column(field: &Field, values: &[Option<&Value>]) -> Result<ArrayRef, ArrowError> {
    Ok(match field.data_type() {
        DataType::Utf8 => Arc::new(StringArray::from(cells(field, values, Value::as_str)?)),
        DataType::Boolean => Arc::new(BooleanArray::from(cells(field, values, Value::as_bool)?)),
        DataType::Int32 => numbers::<Int32Type>(field, values, |value| {
            value.as_i64().and_then(|number| i32::try_from(number).ok())
        })?,
        DataType::Float64 => numbers::<Float64Type>(field, values, Value::as_f64)?,
        DataType::Float32 => {
            numbers::<Float32Type>(field, values, |value| value.as_f64().map(|it| it as f32))?
        }
        DataType::List(element) => list(field, element, values)?,
        DataType::Struct(fields) => {
            cells(field, values, Value::as_object)?;
            let columns = columns(fields, values)?;
            let rows = values.len();
            let fields = fields.clone();
            Arc::new(StructArray::try_new_with_length(fields, columns, nulls(values), rows)?)
        }
        other => {
            let told = format!("column {:?}: no way to lay values out as {other}", field.name());
            return Err(ArrowError::NotYetImplemented(told));
        }
    })
}

fn numbers<T: ArrowPrimitiveType>(
    field: &Field,
    values: &[Option<&Value>],
    of: impl Fn(&Value) -> Option<T::Native>,
) -> Result<ArrayRef, ArrowError> {
    let cells = cells(field, values, of)?;
    Ok(Arc::new(cells.into_iter().collect::<PrimitiveArray<T>>()))
}

fn list(
    field: &Field,
    element: &FieldRef,
    values: &[Option<&Value>],
) -> Result<ArrayRef, ArrowError> {
    let lists = cells(field, values, Value::as_array)?;
    let offsets = OffsetBuffer::from_lengths(lists.iter().map(|it| it.map_or(0, Vec::len)));
    let held: Vec<_> = lists.into_iter().flatten().flatten().map(|it| present(Some(it))).collect();
    let held = column(element, &held)?;
    Ok(Arc::new(ListArray::try_new(element.clone(), offsets, held, nulls(values))?))
}

/// What each value is as the column's type.
fn cells<'a, T>(
    field: &Field,
    values: &[Option<&'a Value>],
    of: impl Fn(&'a Value) -> Option<T>,
) -> Result<Vec<Option<T>>, ArrowError> {
    let cell = |value: &Option<&'a Value>| {
        let Some(value) = value else { return Ok(None) };
        of(value).map(Some).ok_or_else(|| misfit(field, value))
    };
    values.iter().map(cell).collect()
}

fn misfit(field: &Field, value: &Value) -> ArrowError {
    let (name, kind) = (field.name(), field.data_type());
    ArrowError::SchemaError(format!("column {name:?} of {kind} cannot hold {value}"))
}

fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

/// Which are missing; nothing where none is.
fn nulls(values: &[Option<&Value>]) -> Option<NullBuffer> {
    let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
    (nulls.null_count() > 0).then_some(nulls)
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_schema::Schema;
    use serde_json::json;

    use super::*;

    fn laid(rows: &[Value]) -> Result<RecordBatch, ArrowError> {
        let element = Field::new("element", DataType::Utf8, false);
        let inner = Fields::from(vec![
            Field::new("names", DataType::List(Arc::new(element)), true),
            Field::new("ok", DataType::Boolean, true),
        ]);
        let fields = vec![
            Field::new("n", DataType::Int32, false),
            Field::new("share", DataType::Float32, true),
            Field::new("place", DataType::Struct(inner), true),
        ];
        batch(Arc::new(Schema::new(fields)), rows)
    }

    #[test]
    fn what_is_missing_is_null_at_every_depth() {
        let rows = [
            json!({"n": 1, "share": 0.5, "place": {"names": ["a", "b"], "ok": true}}),
            json!({"n": 2, "place": null}),
            json!({"n": 3, "share": null, "place": {"names": [], "ok": null}}),
        ];
        let table = laid(&rows).unwrap();
        assert_eq!((table.num_rows(), table["share"].null_count()), (3, 2));
        let place = table["place"].as_struct();
        assert_eq!((place.is_null(0), place.is_null(1), place.is_null(2)), (false, true, false));
        let names = place.column(0).as_list::<i32>();
        assert_eq!((names.value_length(0), names.value_length(2)), (2, 0));
        assert!(place.column(1).is_null(2));
        assert_eq!(laid(&[]).unwrap().num_rows(), 0);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        for (row, told) in [
            (json!({"n": 1, "more": 2}), "\"more\" has no column"),
            (json!({"n": 1, "place": {"town": "x"}}), "\"town\" has no column"),
            (json!({"n": 3_000_000_000_i64}), "\"n\" of Int32 cannot hold 3000000000"),
            (json!({"n": 1.5}), "cannot hold 1.5"),
            (json!({"n": 1, "place": []}), "cannot hold []"),
            (json!({"n": 1, "place": {"names": [null]}}), "element"),
            (json!({"share": 1}), "n"),
        ] {
            let error = laid(std::slice::from_ref(&row)).unwrap_err().to_string();
            assert!(error.contains(told), "{row}: {error}");
        }
    }
}
