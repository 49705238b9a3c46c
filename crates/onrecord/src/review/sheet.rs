//! Sheets that people kept by hand: the rows of a CSV file or a workbook, and a map from its columns to findings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::workbook;

/// A sheet: the names of its columns, and each row with its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// The line a row begins in, and its cells by column; empty cells are left out.
    pub rows: Vec<(u64, BTreeMap<String, String>)>,
}

/// Why a sheet or its map cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SheetReadError {
    /// A workbook that is damaged, too large, of another make or without a cell.
    #[error("the workbook cannot be read ({0}); save it as XLSX, or the sheet as CSV (UTF-8)")]
    Workbook(String),
    /// Not UTF-8.
    #[error("not UTF-8; save the sheet as CSV (UTF-8)")]
    NotUtf8,
    /// Not a table.
    #[error("line {line}: {cause}")]
    Row {
        /// The line.
        line: u64,
        /// What the parser says.
        cause: csv::Error,
    },
    /// The map is no TOML of this shape.
    #[error("the map: {0}")]
    Map(String),
    /// The map names a column that is not there.
    #[error("the map names a column \"{column}\", and the sheet has {}", known.join(", "))]
    NoColumn {
        /// The column.
        column: String,
        /// Those there are.
        known: Vec<String>,
    },
}

impl Sheet {
    /// Reads a workbook (XLSX), of it the first sheet that holds anything; or a CSV file, parted by comma, semicolon or tab,
    /// whichever its first line has most of.
    ///
    /// # Errors
    /// Where it is neither a workbook that can be read nor CSV in UTF-8.
    pub fn read(bytes: &[u8]) -> Result<Sheet, SheetReadError> {
        if bytes.starts_with(b"PK\x03\x04") {
            return workbook::read(bytes);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| SheetReadError::NotUtf8)?;
        let text = text.trim_start_matches('\u{feff}');
        let head = text.lines().next().unwrap_or_default();
        let count = |separator: &u8| head.bytes().filter(|byte| byte == separator).count();
        let separator = [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
        let broken = |cause: csv::Error| {
            let line = cause.position().map_or(1, csv::Position::line);
            SheetReadError::Row { line, cause }
        };
        let columns: Vec<String> =
            reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells =
                columns.iter().cloned().zip(record.iter().map(|cell| cell.trim().to_owned()));
            rows.push((line, cells.filter(|(_, cell)| !cell.is_empty()).collect()));
        }
        Ok(Sheet { columns, rows })
    }
}

/// How a sheet is read: each `[[finding]]` makes one finding of a row, where the row has what it needs.
///
/// ```toml
/// [[finding]]
/// kind = "figure"                       # or statement, person, access, event
/// measure = "killed"                    # the same in every row
/// value = { column = "Dead" }           # or what the row has
/// day = { column = "Date" }
/// source = { column = "Source" }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetMap {
    /// What a row gives.
    pub finding: Vec<BTreeMap<String, Given>>,
}

/// What a field is given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// The same in every row.
    Always(String),
    /// What stands in a column.
    Column {
        /// Its name.
        column: String,
    },
}

impl SheetMap {
    /// Reads a map and holds it against the sheet.
    ///
    /// # Errors
    /// Where it is no map, or names a column that is not there.
    pub fn read(toml: &str, sheet: &Sheet) -> Result<SheetMap, SheetReadError> {
        let map: SheetMap =
            toml::from_str(toml).map_err(|cause| SheetReadError::Map(cause.to_string()))?;
        if let Some(column) = map.columns().find(|column| !sheet.columns.contains(column)) {
            let known = sheet.columns.iter().map(|name| format!("\"{name}\"")).collect();
            return Err(SheetReadError::NoColumn { column: column.clone(), known });
        }
        Ok(map)
    }

    /// The columns that are used.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        self.finding.iter().flat_map(BTreeMap::values).filter_map(|given| match given {
            Given::Column { column } => Some(column),
            Given::Always(_) => None,
        })
    }
}

/// The fields of one finding of a row; `None` where the row has nothing in any column that this finding alone is made from.
pub fn fields(
    finding: &BTreeMap<String, Given>,
    row: &BTreeMap<String, String>,
) -> Option<BTreeMap<String, String>> {
    /// What makes a finding; the others say where it is from.
    const OWN: [&str; 6] = ["value", "name", "status", "state", "type", "act"];
    let has_own = |(field, given): (&String, &Given)| matches!(given, Given::Column { column } if OWN.contains(&field.as_str()) && row.contains_key(column));
    let asks_own = finding.iter().any(|(field, given)| {
        OWN.contains(&field.as_str()) && matches!(given, Given::Column { .. })
    });
    if asks_own && !finding.iter().any(has_own) {
        return None;
    }
    let cell = |given: &Given| match given {
        Given::Always(text) => Some(text.clone()),
        Given::Column { column } => row.get(column).cloned(),
    };
    Some(finding.iter().filter_map(|(field, given)| Some((field.clone(), cell(given)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str =
        "[[finding]]\nkind = \"figure\"\nmeasure = \"killed\"\nvalue = { column = \"Dead\" }\n";

    #[test]
    fn sheets_are_read_whatever_parts_their_columns() {
        for text in ["\u{feff}Dead,Where\n12,Varlow\n,Corrun\n", "Dead;Where\n12;Varlow\n;Corrun\n"]
        {
            let sheet = Sheet::read(text.as_bytes()).unwrap();
            assert_eq!(sheet.columns, ["Dead", "Where"]);
            let map = SheetMap::read(MAP, &sheet).unwrap();
            let found: Vec<_> = sheet
                .rows
                .iter()
                .map(|(line, row)| (*line, fields(&map.finding[0], row)))
                .collect();
            assert_eq!(found[0].1.as_ref().unwrap()["value"], "12");
            assert_eq!((found[1].0, &found[1].1), (3, &None));
        }
    }

    #[test]
    fn what_is_no_sheet_or_no_map_is_told() {
        assert!(matches!(Sheet::read(b"PK\x03\x04..."), Err(SheetReadError::Workbook(_))));
        assert!(matches!(Sheet::read(b"a,b\n\xff,1"), Err(SheetReadError::NotUtf8)));
        assert!(matches!(Sheet::read(b"a,b\n1\n"), Err(SheetReadError::Row { line: 2, .. })));
        let sheet = Sheet::read(b"Tote,Where\n1,Varlow\n").unwrap();
        let told = SheetMap::read(MAP, &sheet).unwrap_err().to_string();
        assert!(told.contains("\"Dead\"") && told.contains("\"Tote\""), "{told}");
        assert!(matches!(SheetMap::read("finding = 1", &sheet), Err(SheetReadError::Map(_))));
    }
}
