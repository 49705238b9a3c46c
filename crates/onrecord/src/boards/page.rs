//! Pages of a board, and what can go wrong with one.

use onrecord_ledger::{Ledger, LedgerError};
use onrecord_model::Id;

use super::row::{Board, Row};
use super::selection::Selection;
use crate::view::NameError;

/// Why a board cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BoardError {
    /// The ledger cannot be read, or a day is none.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No such report, or several.
    #[error(transparent)]
    Report(#[from] NameError),
    /// No such case.
    #[error("no case `{0}` on record")]
    Case(String),
    /// The cursor is none of this board's.
    #[error("cursor `{0}`: no row of this board; begin again without one")]
    Cursor(String),
}

/// The case of that name.
///
/// # Errors
/// Where there is none, or the ledger cannot be read.
pub fn case_named(ledger: &Ledger, name: &str) -> Result<Id, BoardError> {
    ledger.case_named(name)?.ok_or_else(|| BoardError::Case(name.to_owned()))
}

/// What a row goes by on its board; a cursor is the key of the last row shown.
pub trait Keyed {
    /// The key: no two rows of a board share one.
    fn key(&self) -> String;
}

impl<F> Keyed for Row<F> {
    fn key(&self) -> String {
        self.entry.key()
    }
}

impl<R: Keyed> Board<R> {
    /// The page of `rows` that `selection` asks for.
    pub(super) fn of(mut rows: Vec<R>, selection: &Selection) -> Result<Board<R>, BoardError> {
        let total = rows.len();
        if let Some(cursor) = &selection.cursor {
            let at = rows.iter().position(|row| row.key() == *cursor);
            let at = at.ok_or_else(|| BoardError::Cursor(cursor.clone()))?;
            rows.drain(..=at);
        }
        let limit = selection.limit.unwrap_or(usize::MAX);
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let next = if is_more { rows.last().map(Keyed::key) } else { None };
        Ok(Board { rows, total, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Keyed for u8 {
        fn key(&self) -> String {
            self.to_string()
        }
    }

    #[test]
    fn pages_follow_one_another_and_end() {
        let page = |cursor: Option<&str>| {
            let selection = Selection {
                limit: Some(2),
                cursor: cursor.map(str::to_owned),
                ..Selection::default()
            };
            Board::of(vec![1_u8, 2, 3, 4, 5], &selection)
        };
        let first = page(None).unwrap();
        assert_eq!((first.rows, first.total, first.next.as_deref()), (vec![1, 2], 5, Some("2")));
        let last = page(Some("4")).unwrap();
        assert_eq!((last.rows, last.next), (vec![5], None));
        assert!(matches!(page(Some("9")), Err(BoardError::Cursor(_))));
    }
}
