//! What can go wrong with a ledger, in words that say which file, what, and what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A ledger that could not be opened, written or read. Its text names the file, what is wrong, and what helps.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", .path.display())]
pub struct LedgerError {
    /// The ledger, as the caller named it.
    pub path: PathBuf,
    /// What is wrong.
    pub kind: LedgerErrorKind,
    /// What the database said, where it was asked.
    #[source]
    cause: Option<Box<rusqlite::Error>>,
}

/// The ways a ledger can fail. More may come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerErrorKind {
    /// Opened for reading, and there is no file.
    #[error("no ledger here; give the path of one, or add a report to begin one")]
    Missing,
    /// To be made, and its folder is not there.
    #[error("its folder does not exist; make the folder first, or give another path")]
    NoFolder,
    /// A folder stands where the file should.
    #[error("a folder, not a ledger; name a file in it, for instance record.ledger")]
    Folder,
    /// A file of something else. It was not touched.
    #[error("not a ledger but {0}; give another path (nothing was changed)")]
    NotALedger(Found),
    /// A later release made or changed it. It was not touched.
    #[error(
        "a newer onrecord keeps this ledger (its form is {found}, this release knows up to \
         {known}); update onrecord (nothing was changed)"
    )]
    Newer {
        /// The file's schema version.
        found: u32,
        /// The last schema version this release knows.
        known: u32,
    },
    /// Opened for reading only, and needs to be brought up to date first.
    #[error(
        "an older onrecord made this ledger (its form is {found}, now {known}); open it once for \
         writing, which brings it up to date and loses nothing"
    )]
    Older {
        /// The file's schema version.
        found: u32,
        /// The schema version this release needs.
        known: u32,
    },
    /// File, folder or connection does not allow writing.
    #[error(
        "cannot be written; allow writing to the file and its folder, or copy it where you may write"
    )]
    ReadOnly,
    /// File or folder does not allow opening.
    #[error(
        "cannot be opened; allow this user to read and write the file and its folder, or give \
         another path"
    )]
    CannotOpen,
    /// No room left.
    #[error(
        "no room left on the disk; nothing of this batch was added and all that was there before \
         is safe; make room and add it again"
    )]
    Full,
    /// Another process was writing for longer than this one waits.
    #[error(
        "{} is writing to it; wait until that is done or end it, then try again",
        .by.as_ref().map_or_else(|| "another program".to_owned(), Writer::to_string)
    )]
    Locked {
        /// Who wrote last, where it could be read.
        by: Option<Writer>,
    },
    /// The file is a ledger, and its content is not as it was written.
    #[error(
        "damaged: {what}; keep a copy of the file, then bring back your last backup, or take what holds into a new file with `onrecord doctor --repair FILE`"
    )]
    Damaged {
        /// What is not as it should be.
        what: String,
    },
    /// The disk did not do what it was told.
    #[error("the disk failed to read or write; check the disk, nothing half-done was kept")]
    Disk,
    /// A report whose version was not made from its content.
    #[error("report `{report}` was not sealed; its version must come from `Report::sealed`")]
    NotSealed {
        /// The report's id.
        report: String,
    },
    /// A reading that does not say which engine made it.
    #[error("report `{report}` comes without the name of the engine that read it; give one")]
    NoEngine {
        /// The report's id.
        report: String,
    },
    /// A finding that could not be written down so that it can be read back.
    #[error(
        "finding `{id}` holds what JSON cannot keep (a number that is none?); nothing was added"
    )]
    Unkeepable {
        /// The finding's id.
        id: String,
    },
    /// A review by nobody.
    #[error("a review needs the name of who decides; give one")]
    NoReviewer,
    /// A review about what is not on record.
    #[error("`{subject}` is not on record; give the id of a finding, report:ID, or name:NAME")]
    NoSubject {
        /// As given.
        subject: String,
    },
    /// A day that is none.
    #[error("`{given}` is no day; write it as 2031-03-04 (or 2031-03, or 2031)")]
    Day {
        /// As given.
        given: String,
    },
    /// A place to go on from that this record does not have.
    #[error("`{given}` is no place in this record; begin again without it")]
    Place {
        /// As given.
        given: String,
    },
    /// Anything else the database says.
    #[error("the database refused; if it happens again, report it with the cause given")]
    Unexpected,
}

/// What stands where a ledger was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// An SQLite file that another program made.
    OtherDatabase,
    /// No SQLite file.
    OtherFile,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Found::OtherDatabase => "a database of another program",
            Found::OtherFile => "some other kind of file",
        })
    }
}

/// A process that writes to a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Process number.
    pub process: u32,
    /// Name of the program.
    pub program: String,
    /// From when on it was the only one, RFC 3339.
    pub since: String,
}

impl std::fmt::Display for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (process {}, since {})", self.program, self.process, self.since)
    }
}

impl LedgerError {
    /// An error that the database had no part in.
    pub(crate) fn new(path: &Path, kind: LedgerErrorKind) -> LedgerError {
        LedgerError { path: path.to_owned(), kind, cause: None }
    }

    /// What the database said, put into our words.
    pub(crate) fn from_database(path: &Path, cause: rusqlite::Error) -> LedgerError {
        let kind = kind_of(&cause);
        LedgerError { path: path.to_owned(), kind, cause: Some(Box::new(cause)) }
    }
}

fn kind_of(cause: &rusqlite::Error) -> LedgerErrorKind {
    use LedgerErrorKind as Kind;
    match cause.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Kind::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Locked { by: None },
        Some(ErrorCode::ReadOnly) => Kind::ReadOnly,
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Kind::CannotOpen,
        Some(ErrorCode::NotADatabase) => Kind::NotALedger(Found::OtherFile),
        Some(ErrorCode::DatabaseCorrupt) => {
            Kind::Damaged { what: "the file does not hold together".into() }
        }
        Some(ErrorCode::SystemIoFailure) => Kind::Disk,
        Some(_) => Kind::Unexpected,
        // No code: SQLite gave a row, and the row is not what only we write.
        None => match cause {
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => {
                Kind::Damaged { what: "a row holds what was never written there".into() }
            }
            _ => Kind::Unexpected,
        },
    }
}

/// Names the file in an error of the database.
pub(crate) trait At<T> {
    /// The same result, with `path` in the error.
    fn at(self, path: &Path) -> Result<T, LedgerError>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T, LedgerError> {
        self.map_err(|cause| LedgerError::from_database(path, cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_file_what_and_what_to_do() {
        let error = LedgerError::new(Path::new("a/b.ledger"), LedgerErrorKind::Missing);
        assert_eq!(
            error.to_string(),
            "a/b.ledger: no ledger here; give the path of one, or add a report to begin one"
        );
    }

    #[test]
    fn a_lock_names_its_holder_where_known() {
        let by =
            Writer { process: 7, program: "onrecord".into(), since: "2031-03-04T05:06:07Z".into() };
        let known = LedgerErrorKind::Locked { by: Some(by) }.to_string();
        assert!(known.starts_with("onrecord (process 7, since 2031-03-04T05:06:07Z) is writing"));
        let unknown = LedgerErrorKind::Locked { by: None }.to_string();
        assert!(unknown.starts_with("another program is writing"));
    }
}
