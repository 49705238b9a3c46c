//! The schema, as an ordered list of migrations that only ever grows. Its length is the schema version, kept in the
//! file's `user_version`; `application_id` tells our files from other programs' databases.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::error::{At, Found, LedgerError, LedgerErrorKind};
use crate::receipts;

/// `onrc` in ASCII.
const APPLICATION_ID: i32 = 0x6f6e_7263;

/// A file in use is never edited, since ledgers exist that have run it: what is to change comes as a further file.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_ledger.sql"),
    include_str!("../migrations/0002_derived.sql"),
    include_str!("../migrations/0003_reviews.sql"),
    include_str!("../migrations/0004_receipts.sql"),
];

/// The schema version that this release writes.
pub(crate) fn known_version() -> u32 {
    MIGRATIONS.len() as u32
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// A database without anything in it.
    Empty,
    /// A ledger of this schema version.
    Ledger(u32),
}

/// Looks and changes nothing. A database that is neither empty nor ours is an error.
pub(crate) fn state(connection: &Connection, path: &Path) -> Result<State, LedgerError> {
    let number = |pragma: &str| {
        connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).at(path)
    };
    let (application, version) = (number("application_id")?, number("user_version")?);
    if application == i64::from(APPLICATION_ID) {
        return match u32::try_from(version) {
            Ok(0) | Err(_) => Err(LedgerError::new(
                path,
                LedgerErrorKind::Damaged { what: format!("its form is given as {version}") },
            )),
            Ok(found) => Ok(State::Ledger(found)),
        };
    }
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_master", (), |row| row.get(0))
        .at(path)?;
    if application == 0 && version == 0 && tables == 0 {
        return Ok(State::Empty);
    }
    Err(LedgerError::new(path, LedgerErrorKind::NotALedger(Found::OtherDatabase)))
}

/// Runs what the file has not run yet, all of it or none.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    if up_to_date(state(connection, path)?, path)? {
        return Ok(());
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    // Asked again, now that nobody else can write: another process may have done it while this one waited.
    let state = state(&change, path)?;
    if !up_to_date(state, path)? {
        let done = match state {
            State::Empty => 0,
            State::Ledger(version) => version as usize,
        };
        receipts::teach_digest(&change).at(path)?;
        for migration in MIGRATIONS.iter().skip(done) {
            change.execute_batch(migration).map_err(|cause| refused(path, cause))?;
        }
        change.pragma_update(None, "application_id", APPLICATION_ID).at(path)?;
        change.pragma_update(None, "user_version", known_version()).at(path)?;
    }
    change.commit().at(path)
}

/// Our statements are right: what breaks a rule of the tables while they run is a row that was never written so.
fn refused(path: &Path, cause: rusqlite::Error) -> LedgerError {
    let code = cause.sqlite_error_code();
    let mut error = LedgerError::from_database(path, cause);
    if matches!(code, Some(ErrorCode::ConstraintViolation | ErrorCode::Unknown)) {
        let what = "a row holds what was never written there".to_owned();
        error.kind = LedgerErrorKind::Damaged { what };
    }
    error
}

/// Is the schema ours? An error where it is later than ours.
pub(crate) fn up_to_date(state: State, path: &Path) -> Result<bool, LedgerError> {
    let known = known_version();
    match state {
        State::Ledger(found) if found > known => {
            Err(LedgerError::new(path, LedgerErrorKind::Newer { found, known }))
        }
        State::Ledger(found) => Ok(found == known),
        State::Empty => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use onrecord_model::sha256_hex;

    use super::*;

    /// A line is added with each migration; none is ever changed, for the reason given at [`MIGRATIONS`].
    const FROZEN: &[&str] = &[
        "76f56ceab9c247560bb18c1a15d7250adeedb9d589e8686fb54a7f42112bbace",
        "19e6b7887ffa075bf4f8dd4e8b695035adfe8e4f79ea1a32811ec22f44b312a8",
        "b4e3c3bcddf7bfa96f807c46c296291cb358f9cc82c9675843b8cfaffa796da1",
        "87b6ecf7fc34018c93f4ddf16fe1753d39c8faeb400662e6a96d81cf9f74297a",
    ];

    #[test]
    fn migrations_are_never_edited() {
        let digests: Vec<String> =
            MIGRATIONS.iter().map(|sql| sha256_hex(sql.as_bytes())).collect();
        assert_eq!(digests, FROZEN);
    }

    #[test]
    fn running_them_twice_does_nothing_more() {
        let mut connection = Connection::open_in_memory().unwrap();
        let path = Path::new("memory");
        migrate(&mut connection, path).unwrap();
        migrate(&mut connection, path).unwrap();
        assert_eq!(state(&connection, path).unwrap(), State::Ledger(known_version()));
    }
}
