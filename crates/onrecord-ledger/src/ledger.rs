//! Opening a ledger: making it, bringing it up to date, and refusing what is none.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction};

use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::schema::{self, State};

/// How long one who wants to write waits for another who does.
const PATIENCE: Duration = Duration::from_secs(10);

/// The append-only record in one file: reports with every version, and what each engine found in them.
///
/// Any number of processes read at the same time as one writes. What [`append`](Ledger::append) has returned for is on
/// the disk.
///
/// ```
/// use onrecord_ledger::{Filter, Ledger, Reading};
/// use onrecord_model::{Findings, Report};
///
/// let mut ledger = Ledger::in_memory()?;
/// let report = Report { text: "The bridge is closed.".into(), ..Report::default() }.sealed();
/// let raw = report.text.clone();
/// ledger.append(&[Reading {
///     report,
///     raw: raw.as_bytes(),
///     engine: "0.1.0".into(),
///     findings: Findings::default(),
/// }])?;
/// assert_eq!(ledger.reports(&Filter::default())?.len(), 1);
/// # Ok::<(), onrecord_ledger::LedgerError>(())
/// ```
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
}

impl Ledger {
    /// Opens the ledger at `path` for reading and writing; makes it where there is no file or an empty one.
    ///
    /// # Errors
    ///
    /// Where the folder is missing, something else stands at `path`, a later release wrote it, it may not be written, or
    /// another process holds it for longer than ten seconds. What is not a ledger is left as it was.
    pub fn open(path: impl AsRef<Path>) -> Result<Ledger, LedgerError> {
        let path = path.as_ref();
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            return Err(LedgerError::new(path, LedgerErrorKind::NoFolder));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = connect(path, flags)?;
        schema::up_to_date(schema::state(&connection, path)?, path)?;
        if connection.is_readonly("main").at(path)? {
            return Err(LedgerError::new(path, LedgerErrorKind::ReadOnly));
        }
        Ledger { connection, path: path.to_owned() }.ready()
    }

    /// A ledger that is gone when it is dropped.
    ///
    /// # Errors
    ///
    /// Where memory does not suffice.
    pub fn in_memory() -> Result<Ledger, LedgerError> {
        let path = PathBuf::from("(in memory)");
        let connection = Connection::open_in_memory().at(&path)?;
        protect(&connection).at(&path)?;
        Ledger { connection, path }.ready()
    }

    /// Opens the ledger at `path` for reading only, also from a medium that cannot be written.
    ///
    /// # Errors
    ///
    /// Where there is none, something else stands there, or it is of another release's form: a later one cannot be
    /// read, an earlier one must be opened for writing once.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Ledger, LedgerError> {
        let path = path.as_ref();
        match path.try_exists() {
            Ok(true) => {}
            Ok(false) => return Err(LedgerError::new(path, LedgerErrorKind::Missing)),
            Err(_) => return Err(LedgerError::new(path, LedgerErrorKind::CannotOpen)),
        }
        let (connection, state) = look(path).or_else(|error| look_at_frozen(path, error))?;
        if state == State::Empty {
            return Err(LedgerError::new(path, LedgerErrorKind::Missing));
        }
        if !schema::up_to_date(state, path)? {
            let found = if let State::Ledger(found) = state { found } else { 0 };
            let known = schema::known_version();
            return Err(LedgerError::new(path, LedgerErrorKind::Older { found, known }));
        }
        Ok(Ledger { connection, path: path.to_owned() })
    }

    /// Where the ledger is, as it was named on opening.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets how long [`append`](Ledger::append) waits while another process writes. Ten seconds unless set.
    ///
    /// # Errors
    ///
    /// Where the database refuses.
    pub fn wait_for_writer(&self, most: Duration) -> Result<(), LedgerError> {
        self.connection.busy_timeout(most).at(&self.path)
    }

    /// Holds the record as it stands: until what this gives is dropped, everything asked is of one state, which is looked for once.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn hold(&self) -> Result<Hold<'_>, LedgerError> {
        let alone = self.connection.is_autocommit();
        let held = alone.then(|| self.connection.unchecked_transaction());
        held.transpose().at(&self.path).map(Hold)
    }

    fn ready(mut self) -> Result<Ledger, LedgerError> {
        let path = self.path.as_path();
        // Readers go on while one writes; each commit is on the disk before it is acknowledged.
        self.connection.pragma_update(None, "journal_mode", "WAL").at(path)?;
        self.connection.pragma_update(None, "synchronous", "FULL").at(path)?;
        self.connection.pragma_update(None, "foreign_keys", true).at(path)?;
        // `INSERT OR REPLACE` deletes: with this, the triggers that refuse deletion see it.
        self.connection.pragma_update(None, "recursive_triggers", true).at(path)?;
        schema::migrate(&mut self.connection, &self.path)?;
        Ok(self)
    }
}

/// One state of the record, held ([`Ledger::hold`]); inside another, that one.
#[derive(Debug)]
pub struct Hold<'a>(#[allow(dead_code, reason = "ends with this")] Option<Transaction<'a>>);

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, LedgerError> {
    // SQLite gives names such as `:memory:` a meaning of their own; with a folder before it, a name is a name.
    let plain = if path.is_relative() { Path::new(".").join(path) } else { path.to_owned() };
    if plain.is_dir() {
        return Err(LedgerError::new(path, LedgerErrorKind::Folder));
    }
    let connection =
        Connection::open_with_flags(plain, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).at(path)?;
    protect(&connection).at(path)?;
    Ok(connection)
}

/// Opens for reading and sees what is there.
///
/// Not by SQLite's own flag for that: with it, one can neither finish what a killed writer left nor clear away what readers
/// share. Where the file cannot be written, it comes to the same.
fn look(path: &Path) -> Result<(Connection, State), LedgerError> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true).at(path)?;
    let state = schema::state(&connection, path)?;
    Ok((connection, state))
}

/// A medium that cannot be written has no place for what readers share; a ledger that was closed in order can be read
/// without, since nothing waits beside the file. Gives `error` back where that is not how things are.
fn look_at_frozen(path: &Path, error: LedgerError) -> Result<(Connection, State), LedgerError> {
    let mut waiting = path.as_os_str().to_owned();
    waiting.push("-wal");
    let left_open = Path::new(&waiting).metadata().is_ok_and(|file| file.len() > 0);
    let unshared = matches!(error.kind, LedgerErrorKind::CannotOpen | LedgerErrorKind::ReadOnly);
    let absolute = path.canonicalize().ok().and_then(|path| path.to_str().map(str::to_owned));
    let Some(absolute) = absolute.filter(|_| unshared && !left_open) else {
        return Err(error);
    };
    let escaped: String = absolute
        .chars()
        .map(|c| match c {
            '%' | '?' | '#' => format!("%{:02X}", u32::from(c)),
            other => other.to_string(),
        })
        .collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags).at(path)?;
    protect(&connection).at(path)?;
    let state = schema::state(&connection, path)?;
    Ok((connection, state))
}

/// A ledger may come from anyone: its schema gets no say beyond tables, and cannot be written to behind our back.
fn protect(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Else a statement with a bound LIMIT is prepared anew each time that it is asked.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "cache_size", -32_768)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who may do everything cannot be kept from writing by permissions, so the way round is asked for by itself.
    #[test]
    fn a_ledger_on_a_medium_that_cannot_be_written_is_read_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("50% #1?.ledger");
        drop(Ledger::open(&path).unwrap());
        let error = || LedgerError::new(&path, LedgerErrorKind::ReadOnly);
        let (frozen, state) = look_at_frozen(&path, error()).unwrap();
        assert_eq!(state, State::Ledger(schema::known_version()));
        assert!(frozen.is_readonly("main").unwrap());

        std::fs::write(folder.path().join("50% #1?.ledger-wal"), "left behind").unwrap();
        let refused = look_at_frozen(&path, error()).unwrap_err();
        assert_eq!(refused.kind, LedgerErrorKind::ReadOnly);
        let damaged = LedgerError::new(&path, LedgerErrorKind::Disk);
        assert_eq!(look_at_frozen(&path, damaged).unwrap_err().kind, LedgerErrorKind::Disk);
    }
}
