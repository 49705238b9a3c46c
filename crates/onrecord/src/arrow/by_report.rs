//! All tables in one: a row for each report, each table a list in it.
//!
//! This is what travels where one pass over reports must give every table, as `mapInArrow` in Apache Spark: whoever takes one
//! of the lists apart has that table.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use onrecord_model::{
    Access, Entity, Event, Figure, NotSaid, Notice, Person, Place, Reading, Statement, Talks,
    TimeExpression,
};
use serde::Serialize;

use super::rows::{ReportRow, Row, rows_of};
use super::{Columns, Failure, Kind, layout, schema};
use crate::across::Filed;

#[derive(Serialize)]
struct ByReport<'a> {
    reports: Vec<ReportRow<'a>>,
    statements: Vec<Row<'a, Statement>>,
    figures: Vec<Row<'a, Figure>>,
    events: Vec<Row<'a, Event>>,
    times: Vec<Row<'a, TimeExpression>>,
    places: Vec<Row<'a, Place>>,
    entities: Vec<Row<'a, Entity>>,
    persons: Vec<Row<'a, Person>>,
    talks: Vec<Row<'a, Talks>>,
    access: Vec<Row<'a, Access>>,
    not_said: Vec<Row<'a, NotSaid>>,
    notices: Vec<Row<'a, Notice>>,
    errors: &'a [Failure],
    drafts: &'a [Filed],
}

/// The columns of [`by_report`]: a list for each table, and `drafts`.
pub fn by_report_schema() -> SchemaRef {
    let lists = Kind::ALL.iter().map(|kind| {
        let rows = DataType::Struct(schema(*kind).fields().clone());
        let rows = DataType::List(Arc::new(Field::new("element", rows, false)));
        Field::new(kind.as_str(), rows, false)
    });
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let list = |name: &str, of: DataType| {
        Field::new(name, DataType::List(Arc::new(Field::new("element", of, false))), false)
    };
    let draft = vec![text("layer"), text("block"), list("keys", DataType::Utf8), text("draft")];
    let drafts = list("drafts", DataType::Struct(Fields::from(draft)));
    Arc::new(Schema::new(lists.chain([drafts]).collect::<Vec<_>>()))
}

/// One row for each report, in their order: its tables, and the [`Filed`] drafts by which it meets others. Of a report that
/// failed, only `errors` holds anything.
///
/// # Errors
/// Where a finding holds what its column cannot.
pub fn by_report(
    outcomes: &[Result<(Reading, Vec<Filed>), Failure>],
    columns: &Columns<'_>,
) -> Result<RecordBatch, ArrowError> {
    let rows: Vec<ByReport<'_>> = outcomes.iter().map(|outcome| row(outcome, columns)).collect();
    layout::batch(by_report_schema(), &rows)
}

fn row<'a>(
    outcome: &'a Result<(Reading, Vec<Filed>), Failure>,
    columns: &Columns<'a>,
) -> ByReport<'a> {
    let reading = outcome.as_ref().ok().map(|(reading, _)| reading);
    ByReport {
        reports: reading.map(|it| ReportRow::of(&it.report, columns)).into_iter().collect(),
        statements: rows_of(reading, |findings| &findings.statements),
        figures: rows_of(reading, |findings| &findings.figures),
        events: rows_of(reading, |findings| &findings.events),
        times: rows_of(reading, |findings| &findings.times),
        places: rows_of(reading, |findings| &findings.places),
        entities: rows_of(reading, |findings| &findings.entities),
        persons: rows_of(reading, |findings| &findings.persons),
        talks: rows_of(reading, |findings| &findings.talks),
        access: rows_of(reading, |findings| &findings.access),
        not_said: rows_of(reading, |findings| &findings.not_said),
        notices: rows_of(reading, |findings| &findings.notices),
        errors: outcome.as_ref().err().map_or(&[], std::slice::from_ref),
        drafts: outcome.as_ref().map_or(&[], |(_, drafts)| drafts),
    }
}
