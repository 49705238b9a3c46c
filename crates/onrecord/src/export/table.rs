//! A table, before anybody lays it out as CSV or as a sheet.

use onrecord_model::Decimal;

/// Rows of cells under named columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it holds, as a sheet or a file may be called: `figures`.
    pub name: &'static str,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name: `as_of`.
    pub name: &'static str,
    /// Its hashtag after HXL 1.1 (hxlstandard.org); empty where the standard has none.
    pub hxl: &'static str,
}

/// What one cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Not told.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// An exact number.
    Number(Decimal),
    /// A measured number: degrees, a probability.
    Measured(f64),
}

impl Cell {
    /// The cell as it is written where all is text; a number has no separators but its point.
    pub fn to_text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.normalize().to_string(),
            Cell::Measured(number) => number.to_string(),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::from(text.to_owned())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Cell {
        Cell::Number(number.into())
    }
}

impl From<Decimal> for Cell {
    fn from(number: Decimal) -> Cell {
        Cell::Number(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Measured(number)
    }
}

impl From<f32> for Cell {
    fn from(number: f32) -> Cell {
        // Through its shortest text: 0.9 stays 0.9 and does not become 0.8999999761581421.
        Cell::Measured(number.to_string().parse().unwrap_or_default())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Empty, Into::into)
    }
}

impl<T: Clone + Into<Cell>> From<&Option<T>> for Cell {
    fn from(cell: &Option<T>) -> Cell {
        cell.clone().into()
    }
}

impl Table {
    /// An empty table; columns are given as `(name, hashtag)`.
    pub(crate) fn new(name: &'static str, columns: &[(&'static str, &'static str)]) -> Table {
        let columns = columns.iter().map(|(name, hxl)| Column { name, hxl }).collect();
        Table { name, columns, rows: Vec::new() }
    }
}

/// Text that a spreadsheet does not take for a formula (OWASP, "CSV injection"): a sign, a tab or a line end at its head is
/// kept from the beginning of the cell by an apostrophe. Full-width signs count, since some programs fold them.
pub(super) fn disarmed(text: &str) -> String {
    let dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(dangerous) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_kept_from_running() {
        for text in ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(disarmed(text), format!("'{text}"));
        }
        for text in ["12 people", "a=b", "'quoted'", "#tag", "“–”"] {
            assert_eq!(disarmed(text), text);
        }
    }

    #[test]
    fn numbers_keep_their_exact_value() {
        assert_eq!(Cell::from("1.50".parse::<Decimal>().unwrap()).to_text(), "1.5");
        assert_eq!(Cell::from(0.9_f32).to_text(), "0.9");
        assert_eq!(Cell::from(None::<u32>), Cell::Empty);
        assert_eq!(Cell::from(Decimal::from(1_000_000)).to_text(), "1000000");
    }
}
