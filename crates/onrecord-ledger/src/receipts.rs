//! A receipt as a row: which version came when, with which date of change, digest of the received bytes and notices.
//!
//! Nothing else on record proves a receipt, so each bears the digest of its own row and stands twice: in the table, and in an
//! index over all its columns, which SQLite keeps by itself and which lies on pages of its own. Where the two are not alike, the
//! digest tells which one is as it was written.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::ContentHash;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use crate::walk::{Gap, walk};

/// Behind the number, in the order in which they are digested.
const COLUMNS: &str =
    "version, instant, modified, modified_inferred, language, sha256, raw, notices, added_at";

/// So many values the digest is made from: the number and [`COLUMNS`].
const DIGESTED: usize = 10;

/// The form of a ledger from which on a receipt has a digest and a copy.
const COPIED_SINCE: u32 = 4;

/// The table, and never the copy in its place.
pub(crate) const TABLE: &str = "receipts NOT INDEXED";

/// The same rows out of the copy alone: as it holds every column, the table is not looked at.
pub(crate) const COPY: &str = "receipts INDEXED BY receipts_copy";

/// A row of `receipts`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Receipt {
    pub number: i64,
    /// The version's number.
    pub version: i64,
    pub instant: i64,
    pub modified: Option<String>,
    pub modified_inferred: bool,
    pub language: Option<String>,
    /// Of the item's own bytes, as the reader gave it.
    pub sha256: String,
    /// Of the bytes it came in, where they are kept.
    pub raw: Option<String>,
    /// A list of texts, as JSON.
    pub notices: String,
    pub added_at: String,
}

impl Receipt {
    /// From the number and [`COLUMNS`].
    fn of(row: &Row<'_>) -> rusqlite::Result<Receipt> {
        Ok(Receipt {
            number: row.get(0)?,
            version: row.get(1)?,
            instant: row.get(2)?,
            modified: row.get(3)?,
            modified_inferred: row.get(4)?,
            language: row.get(5)?,
            sha256: row.get(6)?,
            raw: row.get(7)?,
            notices: row.get(8)?,
            added_at: row.get(9)?,
        })
    }

    fn values(&self) -> [ValueRef<'_>; DIGESTED] {
        fn text(text: Option<&str>) -> ValueRef<'_> {
            text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes()))
        }
        [
            ValueRef::Integer(self.number),
            ValueRef::Integer(self.version),
            ValueRef::Integer(self.instant),
            text(self.modified.as_deref()),
            ValueRef::Integer(self.modified_inferred.into()),
            text(self.language.as_deref()),
            ValueRef::Text(self.sha256.as_bytes()),
            text(self.raw.as_deref()),
            ValueRef::Text(self.notices.as_bytes()),
            ValueRef::Text(self.added_at.as_bytes()),
        ]
    }

    /// Adds it with its digest. `false` where its version was received with this date of change before, or its number is taken.
    pub(crate) fn add(&self, into: &Connection) -> rusqlite::Result<bool> {
        let digest = digest(self.values());
        let values = self.values().into_iter().chain([ValueRef::Text(digest.as_bytes())]);
        let added = into
            .prepare_cached(
                "INSERT INTO receipts (seq, version, instant, modified, modified_inferred, language, sha256, raw, notices,
                     added_at, digest)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            )?
            .execute(params_from_iter(values.map(ToSqlOutput::Borrowed)))?;
        Ok(added > 0)
    }
}

/// The number that the next receipt gets. A digest is made from it too, so that it is asked for before.
pub(crate) fn next_number(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT coalesce(max(seq), 0) + 1 FROM receipts")?
        .query_row((), |row| row.get(0))
}

/// SHA-256 over the values as SQLite holds them, each with its kind: a text that is missing is not an empty one.
fn digest<'a>(values: impl IntoIterator<Item = ValueRef<'a>>) -> String {
    let mut digest = ContentHash::new();
    for value in values {
        match value {
            ValueRef::Null => digest.add(b"null"),
            ValueRef::Integer(number) => digest.add(b"integer").add(&number.to_le_bytes()),
            ValueRef::Real(number) => digest.add(b"real").add(&number.to_le_bytes()),
            ValueRef::Text(text) => digest.add(b"text").add(text),
            ValueRef::Blob(bytes) => digest.add(b"blob").add(bytes),
        };
    }
    digest.hex()
}

/// Teaches `connection` the function by which the migration gives a digest to the receipts that a ledger holds.
pub(crate) fn teach_digest(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("receipt_digest", DIGESTED as i32, flags, |context| {
        Ok(digest((0..context.len()).map(|argument| context.get_raw(argument))))
    })
}

/// Is the row, of number, [`COLUMNS`] and digest, what its digest was made from?
fn is_whole(row: &Row<'_>) -> rusqlite::Result<bool> {
    let values: Vec<ValueRef<'_>> =
        (0..DIGESTED).map(|column| row.get_ref(column)).collect::<rusqlite::Result<_>>()?;
    Ok(row.get_ref(DIGESTED)? == ValueRef::Text(digest(values).as_bytes()))
}

/// Takes the rows of [`TABLE`] or [`COPY`], each with whether it is what its digest was made from. Gives the numbers of those that
/// cannot be read.
pub(crate) fn walk_receipts(
    connection: &Connection,
    place: &str,
    mut take: impl FnMut(i64, &Row<'_>, bool) -> rusqlite::Result<()>,
) -> rusqlite::Result<Vec<Gap>> {
    let columns = format!("{COLUMNS}, digest");
    walk(connection, (place, "seq", &columns), |number, row| take(number, row, is_whole(row)?))
}

/// Is the copy there? Where the page that names it is damaged, SQLite does not know of it.
pub(crate) fn has_copy(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare("SELECT 1 FROM pragma_index_info('receipts_copy')")?.exists(())
}

/// Takes each receipt of a file of that form, which may be damaged, once: those that their digest proves, from the table or else
/// from the copy, then with `false` those that can be read and that neither proves. Gives the numbers under which nothing can be read.
///
/// A row under a number that one of the two does not have, though all there can be read, was never written: its number has rotted,
/// and the other has it under the right one.
///
/// In a form without digests, all that can be read is taken as if it were proved.
pub(crate) fn each_receipt(
    connection: &Connection,
    form: u32,
    mut take: impl FnMut(Receipt, bool) -> rusqlite::Result<()>,
) -> rusqlite::Result<Vec<Gap>> {
    if form < COPIED_SINCE {
        let table = (TABLE, "seq", COLUMNS);
        return walk(connection, table, |_, row| take(Receipt::of(row)?, true));
    }
    let (mut proved, mut doubtful) = (BTreeSet::new(), BTreeMap::new());
    let mut unproved = vec![(1, None)];
    for place in [TABLE, COPY] {
        if place == COPY && !has_copy(connection)? {
            continue;
        }
        let mut changed: Vec<Gap> = Vec::new();
        let mut unsure = walk_receipts(connection, place, |number, row, is_whole| {
            let receipt = Receipt::of(row)?;
            if !is_whole {
                changed.push((number, Some(number)));
                doubtful.entry(number).or_insert(receipt);
            } else if proved.insert(number) {
                take(receipt, true)?;
            }
            Ok(())
        })?;
        unsure.append(&mut changed);
        unsure.sort_unstable();
        unproved = in_both(&unproved, &unsure);
    }
    let mut gaps = Vec::new();
    for gap in unproved {
        // What was read in one of the two is a stretch of its own.
        match doubtful.remove(&gap.0) {
            Some(receipt) => take(receipt, false)?,
            None => gaps.push(gap),
        }
    }
    Ok(gaps)
}

/// The numbers that lie in a stretch of each list. Both go upward.
fn in_both(one: &[Gap], other: &[Gap]) -> Vec<Gap> {
    let last = |gap: &Gap| gap.1.unwrap_or(i64::MAX);
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut both = Vec::new();
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        let first = a.0.max(b.0);
        if first <= last(a).min(last(b)) {
            both.push((first, a.1.into_iter().chain(b.1).min()));
        }
        match last(a) <= last(b) {
            true => drop(one.next()),
            false => drop(other.next()),
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            number: 3,
            version: 2,
            instant: 1_929_000_000_000_000,
            modified: Some("2031-03-04T05:06:07Z".to_owned()),
            modified_inferred: false,
            language: None,
            sha256: "0a".repeat(32),
            raw: None,
            notices: "[]".to_owned(),
            added_at: "2031-03-05T00:00:00Z".to_owned(),
        }
    }

    /// Ledgers bear it: it is changed as little as a migration.
    #[test]
    fn the_digest_is_never_another() {
        assert_eq!(
            digest(receipt().values()),
            "4d4c5aed90077a104d144e6450f5b6d9d35b45b879c65f8bcf12dde9b616f08f"
        );
    }

    #[test]
    fn a_digest_follows_every_value_and_its_kind() {
        let as_it_was = digest(receipt().values());
        let (empty, text) = (ValueRef::Text(b""), ValueRef::Text(b"3"));
        for column in 0..DIGESTED {
            for other in [ValueRef::Null, empty, text, ValueRef::Blob(b""), ValueRef::Integer(9)] {
                let receipt = receipt();
                let mut values = receipt.values();
                let is_same = values[column] == other;
                values[column] = other;
                assert_eq!(digest(values) == as_it_was, is_same, "{column}: {other:?}");
            }
        }
    }

    #[test]
    fn a_number_is_lost_where_neither_tells_of_it() {
        let all = [(1, None)];
        let some = [(2, Some(4)), (9, None)];
        assert_eq!(in_both(&all, &some), some);
        assert_eq!(
            in_both(&some, &[(4, Some(9)), (12, Some(12))]),
            [(4, Some(4)), (9, Some(9)), (12, Some(12))]
        );
    }

    #[test]
    fn a_number_that_one_of_the_two_tells_of_is_not_lost() {
        assert_eq!(in_both(&[(1, None)], &[]), []);
        assert_eq!(in_both(&[], &[(1, None)]), []);
        assert_eq!(in_both(&[(2, Some(4)), (9, None)], &[(1, Some(1)), (5, Some(8))]), []);
    }
}
