//! The tables of [`arrow`](crate::arrow) as Parquet files, as they may leave.

use std::io::Write;

use onrecord_model::Reading;

use super::json::shortened;
use super::{Depth, Recorded};
use crate::arrow::{self, Columns, ExportError, Kind};

/// Writes one table and gives how many rows it has. Words are cut as everywhere; a column for the digest of what was cut is none, since
/// every engine must read these tables as they are: place and report say where the words stand.
///
/// # Errors
/// Where a finding holds what its column cannot, or the writer fails.
pub fn parquet(
    kind: Kind,
    recorded: &[Recorded],
    depth: Depth,
    writer: impl Write + Send,
) -> Result<usize, ExportError> {
    let leaving = |one: &Recorded| match depth {
        Depth::Whole => one.reading.clone(),
        Depth::Quotes => Reading {
            report: one.reading.report.clone(),
            findings: shortened(&one.reading.findings),
        },
    };
    let readings: Vec<Reading> = recorded.iter().map(leaving).collect();
    // The engine is one for a whole table; where several read, none is named.
    let first = recorded.first().map(|one| one.engine.as_str());
    let engine = first.filter(|first| recorded.iter().all(|one| one.engine == *first));
    arrow::parquet(kind, &readings, &Columns { engine, texts: depth == Depth::Whole }, writer)
}
