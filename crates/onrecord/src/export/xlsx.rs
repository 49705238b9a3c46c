//! A workbook of sheets, one a table (Office Open XML).

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Cell, Table};

/// Most characters that a cell of a workbook holds.
const CELL: usize = 32_767;

/// Why a workbook cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("the tables do not fit a workbook ({0}); export a shorter time, or CSV")]
pub struct SheetError(#[from] XlsxError);

/// `tables` as one workbook, a sheet each. Words are written as words, never as formulas.
///
/// # Errors
///
/// A table of more rows than a sheet has (1,048,576).
pub fn xlsx(tables: &[Table]) -> Result<Vec<u8>, SheetError> {
    let mut workbook = Workbook::new();
    let head = Format::new().set_bold();
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0_u16..).zip(&table.columns) {
            sheet.write_string_with_format(0, at, column.name, &head)?;
            sheet.set_column_width(at, width(table, usize::from(at)))?;
        }
        for (line, row) in (1_u32..).zip(&table.rows) {
            for (at, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => sheet.write_string(line, at, shortened(text))?,
                    Cell::Number(number) => match number.to_string().parse::<f64>() {
                        Ok(number) => sheet.write_number(line, at, number)?,
                        Err(_) => sheet.write_string(line, at, number.to_string())?,
                    },
                    Cell::Measured(number) => sheet.write_number(line, at, *number)?,
                };
            }
        }
    }
    // Otherwise it is the time of writing, and the same record would give other bytes.
    let properties = rust_xlsxwriter::DocProperties::new()
        .set_creation_datetime(&rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    Ok(workbook.save_to_buffer()?)
}

fn shortened(text: &str) -> &str {
    text.char_indices().nth(CELL).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

fn width(table: &Table, at: usize) -> f64 {
    let name = table.columns.get(at).map_or(0, |column| column.name.len());
    let cells = table.rows.iter().take(200).filter_map(|row| row.get(at));
    let widest = cells.map(|cell| cell.to_text().chars().count()).max().unwrap_or(0);
    widest.max(name).clamp(6, 60) as f64 + 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_tables_give_the_same_bytes() {
        let mut table = Table::new("figures", &[("words", ""), ("value", "")]);
        table.rows.push(vec![Cell::from("=1+1"), Cell::from(12_u32)]);
        let bytes = xlsx(std::slice::from_ref(&table)).unwrap();
        assert!(bytes.starts_with(b"PK"));
        assert_eq!(bytes, xlsx(&[table]).unwrap());
    }

    #[test]
    fn what_no_cell_holds_is_shortened() {
        assert_eq!(shortened(&"é".repeat(40_000)).chars().count(), CELL);
    }
}
