//! Findings as Arrow record batches and as Parquet: in go readings, out comes a table for each kind of finding.
//!
//! The columns are the fields of the wire format under the wire's names, with the report and its version in front; offsets
//! are Unicode code points. `docs/arrow.md` lists them, and is made from [`schema`], so that no column changes unseen. A
//! table never holds less than the wire: a field without a column is an error, not a loss.
//!
//! ```
//! use onrecord::arrow::{self, Columns, Kind};
//!
//! let engine = onrecord::Engine::embedded()?;
//! let report = onrecord::model::Report { text: "Nine miners died, the mayor said.".into(), ..Default::default() };
//! let readings = [engine.read(report.sealed())];
//! let figures = arrow::batch(Kind::Figures, &readings, &Columns::default())?;
//! assert_eq!(figures.num_rows(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod by_report;
mod columns;
mod docs;
mod file;
mod kind;
mod layout;
mod rows;

pub use arrow_array::RecordBatch;
pub use arrow_schema::{ArrowError, Schema, SchemaRef};
pub use by_report::{by_report, by_report_schema};
pub use docs::markdown;
pub use file::{ExportError, parquet};
pub use kind::Kind;
pub use rows::{Columns, Failure, batch, failures};

/// The columns of a kind's table; the same for every reading and every engine.
pub fn schema(kind: Kind) -> SchemaRef {
    columns::schema(kind)
}

#[cfg(test)]
mod tests;
