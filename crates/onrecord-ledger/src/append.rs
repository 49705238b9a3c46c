//! Adding to the record.

use onrecord_model::{Findings, Report, sha256_hex};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::dates;
use crate::entries::EntryKind;
use crate::error::{LedgerError, LedgerErrorKind, Writer};
use crate::finding_row::{RowsDigest, Unkeepable, rows};
use crate::ledger::Ledger;
use crate::receipts::{self, Receipt};

/// One version of a report, as received and as one engine read it.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The report, sealed.
    pub report: Report,
    /// The bytes it came in; empty where they are not to be kept.
    pub raw: &'a [u8],
    /// Release and reader that made the findings, for instance `0.1.0+reader-small-1`. Whatever changes what is found must
    /// change this, since a version is kept once for each engine.
    pub engine: String,
    /// What was found.
    pub findings: Findings,
}

/// What came of one reading.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Appended {
    /// The first version of a report.
    New {
        /// The version.
        version: String,
    },
    /// A later version: it is the current one now.
    NewVersion {
        /// The version.
        version: String,
        /// The one it took the place of. That is kept.
        supersedes: String,
    },
    /// A version that its dates place before the current one: kept, and not current.
    OlderVersion {
        /// The version.
        version: String,
        /// The one that stays current.
        current: String,
    },
    /// A known version received with another date of change: current again where that is the latest.
    SeenAgain {
        /// The version.
        version: String,
    },
    /// A known version read by another engine.
    NewReading {
        /// The version.
        version: String,
    },
    /// Nothing new: nothing was added.
    Known {
        /// The version.
        version: String,
    },
}

impl Appended {
    /// The version it is about.
    pub fn version(&self) -> &str {
        match self {
            Appended::New { version }
            | Appended::NewVersion { version, .. }
            | Appended::OlderVersion { version, .. }
            | Appended::SeenAgain { version }
            | Appended::NewReading { version }
            | Appended::Known { version } => version,
        }
    }
}

impl Ledger {
    /// Adds all of `batch` or, on an error, none of it. What is returned stands in the order of `batch`; when this
    /// returns, all of it is on the disk. A thousand readings in one call cost far less than a thousand calls.
    ///
    /// # Errors
    ///
    /// A report that is not sealed, a finding that JSON cannot hold; no room, no permission, another writer that does not
    /// come to an end.
    pub fn append(&mut self, batch: &[Reading<'_>]) -> Result<Vec<Appended>, LedgerError> {
        for reading in batch {
            self.accept(reading)?;
        }
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let done = self.announce().and_then(|()| self.append_all(batch));
        done.map_err(|failure| self.failed(failure))
    }

    /// What went wrong, with the file and, where another writes, who does.
    pub(crate) fn failed(&self, failure: Failure) -> LedgerError {
        match failure {
            Failure::Database(cause) => self.name_the_writer(cause),
            Failure::Unkeepable(Unkeepable(id)) => LedgerError::new(
                &self.path,
                LedgerErrorKind::Unkeepable { id: id.as_str().to_owned() },
            ),
        }
    }

    fn accept(&self, reading: &Reading<'_>) -> Result<(), LedgerError> {
        let given = &reading.report;
        let sealed = given.clone().sealed();
        let report = sealed.id.clone();
        if sealed.id != given.id || sealed.version != given.version {
            return Err(LedgerError::new(&self.path, LedgerErrorKind::NotSealed { report }));
        }
        if reading.engine.is_empty() {
            return Err(LedgerError::new(&self.path, LedgerErrorKind::NoEngine { report }));
        }
        Ok(())
    }

    fn append_all(&mut self, batch: &[Reading<'_>]) -> Result<Vec<Appended>, Failure> {
        let at = dates::now();
        let batch_of_all =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let appended = batch
            .iter()
            .map(|reading| append_one(&batch_of_all, reading, &at))
            .collect::<Result<Vec<_>, Failure>>()?;
        batch_of_all.commit()?;
        Ok(appended)
    }

    /// Writes down, where all can read it, who is about to write: one who waits in vain can then be told for whom. In
    /// a transaction of its own, since what an open transaction wrote nobody else sees.
    pub(crate) fn announce(&mut self) -> Result<(), Failure> {
        let process = std::process::id();
        if last_writer(&self.connection)?.is_some_and(|writer| writer.process == process) {
            return Ok(());
        }
        let program = std::env::current_exe()
            .ok()
            .and_then(|path| path.file_stem().map(|name| name.to_string_lossy().into_owned()))
            .unwrap_or_else(|| "a program".to_owned());
        let alone = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        alone.execute(
            "INSERT INTO writer (one, process, program, since) VALUES (1, ?1, ?2, ?3)
             ON CONFLICT (one) DO UPDATE SET process = ?1, program = ?2, since = ?3",
            params![process, program, dates::now()],
        )?;
        Ok(alone.commit()?)
    }

    fn name_the_writer(&self, cause: rusqlite::Error) -> LedgerError {
        let mut error = LedgerError::from_database(&self.path, cause);
        if let LedgerErrorKind::Locked { by } = &mut error.kind {
            let other = last_writer(&self.connection).ok().flatten();
            *by = other.filter(|writer| writer.process != std::process::id());
        }
        error
    }
}

fn last_writer(connection: &Connection) -> rusqlite::Result<Option<Writer>> {
    connection
        .query_row("SELECT process, program, since FROM writer", (), |row| {
            Ok(Writer { process: row.get(0)?, program: row.get(1)?, since: row.get(2)? })
        })
        .optional()
}

/// What can go wrong while writing.
#[derive(Debug)]
pub(crate) enum Failure {
    Database(rusqlite::Error),
    Unkeepable(Unkeepable),
}

impl From<rusqlite::Error> for Failure {
    fn from(cause: rusqlite::Error) -> Failure {
        Failure::Database(cause)
    }
}

impl From<Unkeepable> for Failure {
    fn from(finding: Unkeepable) -> Failure {
        Failure::Unkeepable(finding)
    }
}

fn append_one(
    batch: &Transaction<'_>,
    reading: &Reading<'_>,
    at: &str,
) -> Result<Appended, Failure> {
    let report = &reading.report;
    let version = report.version.clone();
    let before = current_version(batch, &report.id)?;
    let known: Option<i64> = batch
        .prepare_cached("SELECT seq FROM versions WHERE version = ?1")?
        .query_row([&version], |row| row.get(0))
        .optional()?;
    let number = match known {
        Some(number) => number,
        None => add_version(batch, None, report, dates::published_day(report), at)?,
    };
    let received = add_receipt(batch, number, report, reading.raw, at)?;
    let read = add_reading(batch, number, reading, at)?;
    let appended = match (known, before) {
        (None, None) => Appended::New { version },
        (None, Some(before)) => match current_version(batch, &report.id)? {
            Some(now) if now != version => Appended::OlderVersion { version, current: now },
            _ => Appended::NewVersion { version, supersedes: before },
        },
        (Some(_), _) if read => Appended::NewReading { version },
        (Some(_), _) if received => Appended::SeenAgain { version },
        (Some(_), _) => Appended::Known { version },
    };
    match &appended {
        Appended::New { .. } => note(batch, at, EntryKind::Report, report, Some(&report.id))?,
        Appended::NewVersion { supersedes, .. } => {
            note(batch, at, EntryKind::Version, report, Some(supersedes))?;
        }
        Appended::OlderVersion { current, .. } => {
            note(batch, at, EntryKind::OlderVersion, report, Some(current))?;
        }
        Appended::SeenAgain { .. } | Appended::NewReading { .. } | Appended::Known { .. } => {
            if received {
                let modified = report.modified.as_ref().map(|modified| modified.at.as_str());
                note(batch, at, EntryKind::SeenAgain, report, modified)?;
            }
            if read {
                note(batch, at, EntryKind::Reading, report, Some(&reading.engine))?;
            }
        }
    }
    Ok(appended)
}

fn note(
    batch: &Transaction<'_>,
    at: &str,
    what: EntryKind,
    report: &Report,
    detail: Option<&str>,
) -> rusqlite::Result<()> {
    batch
        .prepare_cached("INSERT INTO entries (at, what, subject, detail) VALUES (?, ?, ?, ?)")?
        .execute(params![at, what.as_str(), report.version, detail])
        .map(drop)
}

fn current_version(connection: &Connection, report: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(
            "SELECT v.version FROM current_versions c JOIN versions v ON v.seq = c.version
             WHERE c.report = ?1",
        )?
        .query_row([report], |row| row.get(0))
        .optional()
}

/// Adds a version, with the number it is to have or the next one; gives that.
pub(crate) fn add_version(
    into: &Connection,
    number: Option<i64>,
    report: &Report,
    day: Option<String>,
    at: &str,
) -> rusqlite::Result<i64> {
    let published = report.published.as_ref();
    into.prepare_cached(
        "INSERT INTO versions (seq, version, report, published_day, outlet, published, published_inferred, title, byline,
             credit, url, dateline, added_at, text)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .insert(params![
        number,
        report.version,
        report.id,
        day,
        report.outlet,
        published.map(|published| &published.at),
        published.is_some_and(|published| published.inferred),
        report.title,
        report.byline,
        report.credit,
        report.url,
        report.dateline,
        at,
        report.text,
    ])
}

/// `false` where this version was received with this date of change before.
fn add_receipt(
    batch: &Transaction<'_>,
    version: i64,
    report: &Report,
    raw: &[u8],
    at: &str,
) -> Result<bool, Failure> {
    let modified = report.modified.as_ref();
    let known = batch
        .prepare_cached(
            "SELECT 1 FROM receipts WHERE version = ?1 AND coalesce(modified, '') = ?2",
        )?
        .exists(params![version, modified.map_or("", |modified| modified.at.as_str())])?;
    if known {
        return Ok(false);
    }
    let kept = (!raw.is_empty()).then(|| sha256_hex(raw));
    if let Some(digest) = &kept {
        batch
            .prepare_cached(
                "INSERT INTO raw (sha256, bytes) VALUES (?1, ?2) ON CONFLICT (sha256) DO NOTHING",
            )?
            .execute(params![digest, raw])?;
    }
    let receipt = Receipt {
        number: receipts::next_number(batch)?,
        version,
        instant: dates::instant(report),
        modified: modified.map(|modified| modified.at.clone()),
        modified_inferred: modified.is_some_and(|modified| modified.inferred),
        language: report.language.clone(),
        sha256: report.sha256.clone(),
        raw: kept,
        notices: serde_json::Value::from(report.notices.clone()).to_string(),
        added_at: at.to_owned(),
    };
    Ok(receipt.add(batch)?)
}

/// `false` where this engine has read this version before.
fn add_reading(
    batch: &Transaction<'_>,
    version: i64,
    reading: &Reading<'_>,
    at: &str,
) -> Result<bool, Failure> {
    let known = batch
        .prepare_cached("SELECT 1 FROM readings WHERE version = ?1 AND engine = ?2")?
        .exists(params![version, reading.engine])?;
    if known {
        return Ok(false);
    }
    let found = rows(&reading.report.version, &reading.findings)?;
    let release = release(&reading.engine);
    let number = batch
        .prepare_cached(
            "INSERT INTO readings (version, engine, release, digest, added_at)
             VALUES (?, ?, ?, ?, ?)",
        )?
        .insert(params![version, reading.engine, release, RowsDigest::of(&found), at])?;
    let mut add = batch.prepare_cached(
        "INSERT INTO findings (reading, kind, id, start, \"end\", words, names, body)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    for row in found {
        let (start, end) = row.span.unzip();
        let (kind, id) = (row.kind.as_str(), row.id.as_str());
        add.execute(params![number, kind, id, start, end, row.words, row.names, row.body])?;
    }
    Ok(true)
}

/// The three numbers that an engine's name begins with, as one number in their order: 21 bits each. 0 where it begins
/// otherwise.
fn release(engine: &str) -> i64 {
    const MOST: i64 = (1 << 21) - 1;
    let numbers = engine.split(['+', '-', ' ']).next().unwrap_or_default();
    let mut parts = numbers.split('.').map(|part| part.parse::<i64>().unwrap_or(0).clamp(0, MOST));
    let mut next = || parts.next().unwrap_or(0);
    (next() << 42) | (next() << 21) | next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;

    #[test]
    fn releases_are_ordered_by_number() {
        assert!(release("0.10.0+reader-small-1") > release("0.9.12+reader-swift-9"));
        assert!(release("1.0.0") > release("0.99.99"));
        assert_eq!(release("0.1.0+a"), release("0.1.0+b"));
        assert_eq!(release("by hand"), 0);
    }

    fn flood(number: usize, length: usize) -> Reading<'static> {
        let (id, text) = (format!("flood-{number}"), "flood ".repeat(length));
        Reading {
            report: Report { id, text, ..Report::default() }.sealed(),
            raw: b"",
            engine: "0.1.0".to_owned(),
            findings: Findings::default(),
        }
    }

    #[test]
    fn a_full_disk_keeps_all_that_was_there_before_and_nothing_by_halves() {
        let mut ledger = Ledger::in_memory().unwrap();
        ledger.append(&[flood(1, 10)]).unwrap();
        let pages: u32 =
            ledger.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        ledger.connection.pragma_update(None, "max_page_count", pages + 4).unwrap();
        let error = ledger.append(&[flood(2, 10), flood(3, 100_000)]).unwrap_err();
        assert_eq!(error.kind, LedgerErrorKind::Full);
        assert_eq!(ledger.reports(&Filter::default()).unwrap().len(), 1);
        assert_eq!(ledger.check().unwrap(), []);

        ledger.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        ledger.append(&[flood(2, 10), flood(3, 100_000)]).unwrap();
        assert_eq!(ledger.reports(&Filter::default()).unwrap().len(), 3);
        assert_eq!(ledger.check().unwrap(), []);
    }
}
