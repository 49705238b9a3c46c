//! CSV after RFC 4180, in UTF-8.

use super::table::disarmed;
use super::{Cell, Table};

/// `table` as CSV: names of the columns, where `hxl` is set a row of HXL hashtags, then the rows. Lines end in CR LF.
///
/// Words that a spreadsheet would take for a formula begin with an apostrophe.
pub fn csv(table: &Table, hxl: bool) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory, and every row as long as the first: nothing here can fail.
    let _ = writer.write_record(table.columns.iter().map(|column| column.name));
    if hxl {
        let _ = writer.write_record(table.columns.iter().map(|column| column.hxl));
    }
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) => disarmed(text),
            other => other.to_text(),
        }));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_quotes_and_line_ends_stay_one_cell() {
        let mut table = Table::new("t", &[("words", "#description"), ("n", "")]);
        table.rows.push(vec![Cell::from("He said, \"no\"\nand left"), Cell::from(-3.5)]);
        table.rows.push(vec![Cell::from("=1+1"), Cell::Empty]);
        assert_eq!(
            csv(&table, true),
            "words,n\r\n#description,\r\n\"He said, \"\"no\"\"\nand left\",-3.5\r\n'=1+1,\r\n"
        );
        assert!(!csv(&table, false).contains("#description"));
    }
}
