//! A sheet out of a workbook (Office Open XML), cell by cell: a cell far out costs no more than any other.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::sheet::{Sheet, SheetReadError};

/// Most bytes that the parts of a workbook unpack to, and most cells that are read: more than anybody kept by hand.
const UNPACKED: u64 = 256 << 20;
const CELLS: usize = 2_000_000;

/// The first sheet of the workbook that holds anything; its first row that does names the columns.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetReadError> {
    refuse_bomb(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for name in book.sheet_names() {
        let sheet = sheet(&mut book, &name)?;
        if !sheet.columns.is_empty() {
            return Ok(sheet);
        }
    }
    Err(broken("it holds no cell"))
}

fn broken(cause: impl std::fmt::Display) -> SheetReadError {
    SheetReadError::Workbook(cause.to_string())
}

/// A small file can unpack to more than any memory holds, and its own list of sizes may lie.
fn refuse_bomb(bytes: &[u8]) -> Result<(), SheetReadError> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = UNPACKED;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(broken)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(broken)?;
        left = left.checked_sub(size).ok_or_else(|| {
            broken(format_args!("it unpacks to more than {} million bytes", UNPACKED >> 20))
        })?;
    }
    Ok(())
}

fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Sheet, SheetReadError> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let mut read = 0;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        read += 1;
        if read > CELLS {
            return Err(broken(format_args!("more than {CELLS} cells")));
        }
        let (row, column) = cell.get_position();
        if let Some(text) = text(cell.get_value()) {
            rows.entry(row).or_default().insert(column, text);
        }
    }
    let Some((_, head)) = rows.pop_first() else { return Ok(Sheet::default()) };
    let named = |row: BTreeMap<u32, String>| {
        row.into_iter().filter_map(|(at, cell)| Some((head.get(&at)?.clone(), cell))).collect()
    };
    let rows = rows.into_iter().map(|(at, row)| (u64::from(at) + 1, named(row))).collect();
    Ok(Sheet { columns: head.values().cloned().collect(), rows })
}

/// What a cell says; nothing where it is empty or holds an error.
fn text(cell: &DataRef<'_>) -> Option<String> {
    let text = match cell {
        DataRef::Empty | DataRef::Error(_) => return None,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_owned()
        }
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::DateTime(time) if time.is_duration() => time.as_f64().to_string(),
        DataRef::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(&mut book);
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn dates_numbers_and_words_come_as_people_see_them() {
        let bytes = book(|book| {
            book.add_worksheet().set_name("empty").unwrap();
            let sheet = book.add_worksheet();
            let day = Format::new().set_num_format("yyyy-mm-dd");
            for (at, name) in (0_u16..).zip(["Date", "Dead", "Where", "Rate"]) {
                sheet.write_string(2, at, name).unwrap();
            }
            let date = ExcelDateTime::from_ymd(2031, 3, 4).unwrap();
            sheet.write_datetime_with_format(3, 0, &date, &day).unwrap();
            sheet.write_number(3, 1, 12.0).unwrap();
            sheet.write_string(3, 2, " Varlow ").unwrap();
            sheet.write_number(5, 3, 2.5).unwrap();
            // Beside the columns that have a name.
            sheet.write_string(5, 40, "aside").unwrap();
        });
        let sheet = read(&bytes).unwrap();
        assert_eq!(sheet.columns, ["Date", "Dead", "Where", "Rate"]);
        let row = |cells: &[(&str, &str)]| {
            cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect()
        };
        let first = row(&[("Date", "2031-03-04"), ("Dead", "12"), ("Where", "Varlow")]);
        assert_eq!(sheet.rows, [(4, first), (6, row(&[("Rate", "2.5")]))]);
    }

    #[test]
    fn a_cell_far_out_costs_nothing_and_an_empty_book_is_told() {
        let far = book(|book| {
            let sheet = book.add_worksheet();
            sheet.write_string(0, 0, "Dead").unwrap();
            sheet.write_number(1_048_575, 16_383, 1.0).unwrap();
        });
        assert_eq!(read(&far).unwrap().columns, ["Dead"]);
        let empty = book(|book| _ = book.add_worksheet());
        assert!(read(&empty).unwrap_err().to_string().contains("holds no cell"));
    }

    #[test]
    fn what_is_no_workbook_or_unpacks_without_end_is_refused() {
        assert!(matches!(read(b"PK\x03\x04..."), Err(SheetReadError::Workbook(_))));
        let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
        bomb.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..=(UNPACKED >> 20) {
            std::io::Write::write_all(&mut bomb, &zeros).unwrap();
        }
        let bytes = bomb.finish().unwrap().into_inner();
        assert!(bytes.len() < 1 << 20);
        assert!(read(&bytes).unwrap_err().to_string().contains("unpacks to more"));
    }
}
