//! Tables as Parquet files.

use std::io::Write;

use arrow_schema::ArrowError;
use onrecord_model::Reading;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::{Columns, Kind, batch, schema};

/// Readings that are laid into columns at a time, so that memory does not grow with their number.
const READINGS: usize = 256;

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A finding holds what its column cannot.
    #[error("table {kind}: {cause}")]
    Columns {
        /// The table.
        kind: Kind,
        /// What does not fit.
        cause: ArrowError,
    },
    /// The file could not be written.
    #[error("table {kind}: cannot write Parquet: {cause}")]
    File {
        /// The table.
        kind: Kind,
        /// What Parquet or the writer beneath says.
        cause: ParquetError,
    },
}

/// Writes one table as a Parquet file, and gives how many rows it has.
///
/// ```
/// use onrecord::arrow::{self, Columns, Kind};
/// let mut file = Vec::new();
/// let rows = arrow::parquet(Kind::Statements, &[], &Columns::default(), &mut file)?;
/// assert_eq!((rows, &file[..4]), (0, &b"PAR1"[..]));
/// # Ok::<(), onrecord::arrow::ExportError>(())
/// ```
///
/// # Errors
/// Where a finding holds what its column cannot, or the writer fails.
pub fn parquet(
    kind: Kind,
    readings: &[Reading],
    columns: &Columns<'_>,
    writer: impl Write + Send,
) -> Result<usize, ExportError> {
    let file = |cause| ExportError::File { kind, cause };
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("onrecord {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut out = ArrowWriter::try_new(writer, schema(kind), Some(properties)).map_err(file)?;
    let mut rows = 0;
    for readings in readings.chunks(READINGS) {
        let batch =
            batch(kind, readings, columns).map_err(|cause| ExportError::Columns { kind, cause })?;
        rows += batch.num_rows();
        out.write(&batch).map_err(file)?;
    }
    out.close().map_err(file)?;
    Ok(rows)
}
