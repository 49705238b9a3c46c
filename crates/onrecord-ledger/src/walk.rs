//! Reading a table of a damaged file row by row, past what cannot be read.

use rusqlite::{Connection, ErrorCode, Row};

/// After so many numbers in a row under which nothing can be read, nothing more is expected.
const TRIES: i64 = 100_000;

/// Numbers of rows, first and last, that cannot be read; open where the end of the table cannot.
pub(crate) type Gap = (i64, Option<i64>);

/// Takes the rows of `table` in the order of `key`, its number of rows. A row that cannot be read, or that holds what was never
/// written there, is passed over. Gives what was.
///
/// A damaged page takes all its rows with it; the others stand in other pages, and are found by their numbers.
pub(crate) fn walk(
    connection: &Connection,
    (table, key, columns): (&str, &str, &str),
    mut take: impl FnMut(i64, &Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<Vec<Gap>> {
    let select = format!("SELECT {key}, {columns} FROM {table} WHERE {key} > ?1 ORDER BY {key}");
    let mut gaps: Vec<Gap> = Vec::new();
    // The last number that was tried, and the first of those tried in vain since a row was read.
    let (mut tried, mut lost) = (0, None::<i64>);
    loop {
        let done = rows_after(connection, &select, tried, &mut |number, row| {
            // A damaged page may lead back to rows that were read: without this, there would be no end.
            if number <= tried {
                return Err(rusqlite::Error::IntegralValueOutOfRange(0, number));
            }
            tried = number - 1;
            take(number, row)?;
            gaps.extend(lost.take().map(|first| (first, Some(number - 1))));
            tried = number;
            Ok(())
        });
        match done {
            Ok(()) => {
                gaps.extend(lost.map(|first| (first, Some(tried))));
                return Ok(gaps);
            }
            Err(cause) if is_damage(&cause) => {
                tried += 1;
                let first = *lost.get_or_insert(tried);
                if tried - first > TRIES {
                    gaps.push((first, None));
                    return Ok(gaps);
                }
            }
            Err(cause) => return Err(cause),
        }
    }
}

fn rows_after(
    connection: &Connection,
    select: &str,
    tried: i64,
    take: &mut dyn FnMut(i64, &Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query([tried])?;
    while let Some(row) = rows.next()? {
        take(row.get(0)?, row)?;
    }
    Ok(())
}

/// Is this what a damaged file gives, and not a disk or a program that fails?
pub(crate) fn is_damage(cause: &rusqlite::Error) -> bool {
    use rusqlite::Error as Cause;
    cause.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt)
        || matches!(
            cause,
            Cause::InvalidColumnType(..)
                | Cause::FromSqlConversionFailure(..)
                | Cause::IntegralValueOutOfRange(..)
                | Cause::Utf8Error(..)
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE t (seq INTEGER PRIMARY KEY, a);
                 INSERT INTO t VALUES (1, 'a'), (2, x'ff'), (3, x'ff'), (5, 'e'), (9, x'00');",
            )
            .unwrap();
        connection
    }

    #[test]
    fn what_cannot_be_read_is_passed_over_and_named() {
        let mut read = Vec::new();
        let gaps = walk(&table(), ("t", "seq", "a"), |number, row| {
            read.push((number, row.get::<_, String>(1)?));
            Ok(())
        });
        assert_eq!(read, [(1, "a".to_owned()), (5, "e".to_owned())]);
        assert_eq!(gaps.unwrap(), [(2, Some(4)), (9, Some(9))]);
    }

    #[test]
    fn what_is_whole_has_no_gap() {
        let connection = table();
        connection.execute_batch("DELETE FROM t WHERE a <> 'a'").unwrap();
        assert_eq!(walk(&connection, ("t", "seq", "a"), |_, _| Ok(())).unwrap(), []);
        assert!(walk(&connection, ("t", "seq", "b"), |_, _| Ok(())).is_err());
    }
}
