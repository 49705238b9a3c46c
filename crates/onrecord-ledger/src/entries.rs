//! What was added, in order: so that one can ask what has changed since.

use rusqlite::{Row, params};

use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::ledger::Ledger;

/// One thing that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number: greater than that of everything added before.
    pub seq: u64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What.
    pub what: EntryKind,
    /// The version it is about, or the review.
    pub version: String,
    /// By [`what`](Entry::what): the report's id, the version replaced, the version that stays current, the date of change,
    /// the engine, what was decided.
    pub detail: Option<String>,
}

/// What was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// A report not known before.
    Report,
    /// A version that took the place of another.
    Version,
    /// A version that is older than the current one.
    OlderVersion,
    /// A known version with another date of change.
    SeenAgain,
    /// What another engine found in a known version.
    Reading,
    /// What a person decided.
    Review,
}

impl EntryKind {
    const ALL: [EntryKind; 6] = [
        EntryKind::Report,
        EntryKind::Version,
        EntryKind::OlderVersion,
        EntryKind::SeenAgain,
        EntryKind::Reading,
        EntryKind::Review,
    ];

    /// The word that stands for it.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Report => "report",
            EntryKind::Version => "version",
            EntryKind::OlderVersion => "older_version",
            EntryKind::SeenAgain => "seen_again",
            EntryKind::Reading => "reading",
            EntryKind::Review => "review",
        }
    }
}

impl Ledger {
    /// What was added after entry `after` (0: from the beginning), in order, at most `most` entries.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn log_since(&self, after: u64, most: u32) -> Result<Vec<Entry>, LedgerError> {
        let read = || {
            self.connection
                .prepare_cached(
                    "SELECT seq, at, what, subject, detail FROM entries
                     WHERE seq > ?1 ORDER BY seq LIMIT ?2",
                )?
                .query_map(params![i64::try_from(after).unwrap_or(i64::MAX), most], entry)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().at(&self.path)?.into_iter().map(|entry| self.known(entry)).collect()
    }

    /// The number of the last entry made before the moment `at` (RFC 3339 in UTC), to go on from with
    /// [`log_since`](Ledger::log_since); 0 where there is none.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn last_entry_before(&self, at: &str) -> Result<u64, LedgerError> {
        self.connection
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM entries WHERE at < ?1")
            .and_then(|mut select| select.query_row([at], |row| row.get::<_, i64>(0)))
            .map(i64::unsigned_abs)
            .at(&self.path)
    }

    /// The versions added after entry `after`, reports of the ids `without` left out: when the first was added, how many they
    /// are, and the last `most`, the latest first.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn versions_since(
        &self,
        after: u64,
        without: &[String],
        most: u32,
    ) -> Result<(Option<String>, u64, Vec<String>), LedgerError> {
        const FROM: &str = "FROM entries e JOIN versions v ON v.version = e.subject
             WHERE e.seq > ?1 AND e.what IN ('report', 'version', 'older_version')
             AND v.report NOT IN (SELECT value FROM json_each(?2))";
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let without = serde_json::json!(without).to_string();
        let read = || {
            let (at, count): (Option<String>, i64) = self
                .connection
                .prepare_cached(&format!("SELECT min(e.at), count(*) {FROM}"))?
                .query_row(params![after, without], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let latest = self
                .connection
                .prepare_cached(&format!("SELECT e.subject {FROM} ORDER BY e.seq DESC LIMIT ?3"))?
                .query_map(params![after, without, most], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            Ok((at, count.unsigned_abs(), latest))
        };
        read().at(&self.path)
    }

    fn known(&self, (seq, at, what, version, detail): Columns) -> Result<Entry, LedgerError> {
        match EntryKind::ALL.into_iter().find(|kind| kind.as_str() == what) {
            Some(what) => Ok(Entry { seq, at, what, version, detail }),
            None => {
                let what = format!("entry {seq} is of kind `{what}`");
                Err(LedgerError::new(&self.path, LedgerErrorKind::Damaged { what }))
            }
        }
    }
}

type Columns = (u64, String, String, String, Option<String>);

fn entry(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}
