//! Taking over what holds of a damaged ledger into a new one. The damaged file is read and left as it is.
//!
//! What counts is what can be proved: a version by its id, received bytes by their digest, a reading by the digest of its
//! findings, a review by its id, a receipt by the digest of its row, in the table or in its copy. The rest (the order of arrival,
//! members of cases) is taken over as it can be read. What follows across reports is not looked at: it is made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use onrecord_model::{Decision, Published, Report, Review, sha256_hex};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Row, Transaction, params};

use crate::append::add_version;
use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::finding_row::RowsDigest;
use crate::ledger::Ledger;
use crate::receipts::each_receipt;
use crate::reviews::add_subjects;
use crate::schema;
use crate::walk::{Gap, walk};

/// What came of a repair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Salvaged {
    /// Versions of reports whose id proves them whole.
    pub versions: usize,
    /// Readings whose digest proves them whole.
    pub readings: usize,
    /// Reviews whose id proves them whole.
    pub reviews: usize,
    /// Versions that no whole reading is left of: to be read anew.
    pub unread: Vec<Report>,
    /// Versions whose text is not what it was, while the bytes that they came in are.
    pub in_raw: Vec<InRaw>,
    /// One line for everything that could not be taken over.
    pub lost: Vec<String>,
}

/// A version that may be found again in the bytes in which it was received.
#[derive(Clone, Debug, PartialEq)]
pub struct InRaw {
    /// The report as it stands in the damaged file, with the id of the version that it was. Its text is not to be trusted.
    pub damaged: Report,
    /// The bytes.
    pub raw: Vec<u8>,
}

impl Ledger {
    /// Fills this ledger, which must be new, with what holds of the damaged one at `path`.
    ///
    /// # Errors
    ///
    /// Where `path` cannot be opened as a ledger at all (its first page says what it is), this one holds reports already, or
    /// cannot be written. Then nothing was taken over.
    pub fn salvage(&mut self, path: &Path) -> Result<Salvaged, LedgerError> {
        if self.last_entry()? > 0 {
            let what = "this one holds reports; a repair needs a new file".to_owned();
            return Err(LedgerError::new(&self.path, LedgerErrorKind::Damaged { what }));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let damaged = Connection::open_with_flags(path, flags).at(path)?;
        // A file that is shorter than it says is opened only for those who may mend its schema, so that this comes first. Nothing is
        // written all the same.
        damaged.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).at(path)?;
        damaged.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true).at(path)?;
        damaged.pragma_update(None, "query_only", true).at(path)?;
        let state = schema::state(&damaged, path)?;
        schema::up_to_date(state, path)?;
        let own = self.path.clone();
        let into = self.connection.transaction().at(&own)?;
        let salvage = Salvage {
            from: &damaged,
            into: &into,
            version: if let schema::State::Ledger(version) = state { version } else { 0 },
            numbers: BTreeMap::new(),
            damaged: BTreeMap::new(),
            out: Salvaged::default(),
        };
        let mut out = salvage.run().at(path)?;
        into.commit().at(&own)?;
        // With what their receipts tell, where these are left.
        for report in &mut out.unread {
            if let Some(received) = self.report(&report.version)? {
                *report = received;
            }
        }
        Ok(out)
    }
}

/// A repair under way.
struct Salvage<'a> {
    from: &'a Connection,
    into: &'a Transaction<'a>,
    /// The form of the damaged file.
    version: u32,
    /// Versions taken over, by their number.
    numbers: BTreeMap<i64, String>,
    /// Versions that are not what they were.
    damaged: BTreeMap<i64, Report>,
    out: Salvaged,
}

impl Salvage<'_> {
    fn run(mut self) -> rusqlite::Result<Salvaged> {
        self.versions()?;
        let raw = self.raw()?;
        let received = self.receipts(&raw)?;
        let read = self.readings()?;
        if self.version >= 3 {
            self.reviews()?;
        }
        if self.version >= 2 {
            self.cases()?;
        }
        self.entries()?;
        let whole = |number: &i64| received.contains(number) && read.contains(number);
        for number in self.numbers.keys().filter(|number| !whole(number)) {
            let select = format!("SELECT seq, {VERSION} FROM versions WHERE seq = ?1");
            let bare = self.into.prepare_cached(&select)?.query_row([number], report_of)?;
            self.out.unread.push(bare.sealed());
        }
        self.out.versions = self.numbers.len();
        Ok(self.out)
    }

    fn gaps(&mut self, what: &str, gaps: Vec<Gap>) {
        for (first, last) in gaps {
            self.out.lost.push(match last {
                Some(last) if last == first => format!("{what} {first} cannot be read"),
                Some(last) => format!("{what} {first} to {last} cannot be read"),
                None => format!("{what} {first} and those after it cannot be read"),
            });
        }
    }

    fn versions(&mut self) -> rusqlite::Result<()> {
        let gaps = walk(self.from, ("versions", "seq", VERSION), |number, row| {
            let kept = report_of(row)?;
            let version = kept.version.clone();
            let proved = kept.sealed();
            if proved.id.is_empty() || proved.version != version {
                self.damaged.insert(number, Report { version, ..proved });
                return Ok(());
            }
            let (day, added_at): (_, String) = (row.get(11)?, row.get(12)?);
            add_version(self.into, Some(number), &proved, day, &added_at)?;
            self.numbers.insert(number, version);
            Ok(())
        })?;
        self.gaps("version", gaps);
        Ok(())
    }

    /// Received bytes that have their digest: their digests.
    fn raw(&mut self) -> rusqlite::Result<BTreeSet<String>> {
        let (mut whole, mut changed) = (BTreeSet::new(), Vec::new());
        let gaps = walk(self.from, ("raw", "rowid", "sha256, bytes"), |_, row| {
            let (sha256, bytes): (String, &[u8]) = (row.get(1)?, row.get_ref(2)?.as_blob()?);
            if sha256_hex(bytes) != sha256 {
                changed.push(format!("received bytes {sha256} have changed"));
                return Ok(());
            }
            self.into
                .prepare_cached("INSERT OR IGNORE INTO raw (sha256, bytes) VALUES (?, ?)")?
                .execute(params![sha256, bytes])?;
            whole.insert(sha256);
            Ok(())
        })?;
        self.out.lost.extend(changed);
        self.gaps("received bytes", gaps);
        Ok(whole)
    }

    /// The numbers of versions that were received as far as the file tells.
    fn receipts(&mut self, raw: &BTreeSet<String>) -> rusqlite::Result<BTreeSet<i64>> {
        let (mut received, mut found) = (BTreeSet::new(), BTreeMap::new());
        let mut changed = Vec::new();
        let gaps = each_receipt(self.from, self.version, |mut receipt, is_proved| {
            receipt.raw = receipt.raw.filter(|sha256| raw.contains(sha256));
            let version = receipt.version;
            if let Some(sha256) = &receipt.raw
                && self.damaged.contains_key(&version)
                && (is_proved || !found.contains_key(&version))
            {
                found.insert(version, sha256.clone());
            }
            let can_stand = self.numbers.contains_key(&version)
                && serde_json::from_str::<Vec<String>>(&receipt.notices).is_ok();
            if can_stand && receipt.add(self.into)? {
                received.insert(version);
            }
            if !is_proved {
                let number = receipt.number;
                changed.push(format!("receipt {number} has changed, and so has its copy"));
            }
            Ok(())
        })?;
        self.out.lost.extend(changed);
        self.gaps("receipt", gaps);
        for (number, damaged) in std::mem::take(&mut self.damaged) {
            let raw = found.get(&number).map(|sha256| self.bytes(sha256)).transpose()?;
            match raw {
                Some(raw) => self.out.in_raw.push(InRaw { damaged, raw }),
                None => self
                    .out
                    .lost
                    .push(format!("version {} is not what its id was made from", damaged.version)),
            }
        }
        Ok(received)
    }

    fn bytes(&self, sha256: &str) -> rusqlite::Result<Vec<u8>> {
        self.into
            .prepare_cached("SELECT bytes FROM raw WHERE sha256 = ?1")?
            .query_row([sha256], |row| row.get(0))
    }

    /// The numbers of versions of which a reading is whole.
    fn readings(&mut self) -> rusqlite::Result<BTreeSet<i64>> {
        let mut readings = BTreeMap::new();
        let columns = "version, engine, release, digest, added_at";
        walk(self.from, ("readings", "seq", columns), |number, row| {
            readings.insert(number, ReadingRow::of(row)?);
            Ok(())
        })?;
        let mut digests: BTreeMap<i64, RowsDigest> = BTreeMap::new();
        walk(self.from, ("findings", "seq", FINDING), |_, row| {
            let digest = digests.entry(row.get(1)?).or_default();
            let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
            let span = row.get::<_, Option<u32>>(4)?.zip(row.get::<_, Option<u32>>(5)?);
            digest.add(text(2)?, text(3)?, span, [text(6)?, text(7)?, text(8)?]);
            Ok(())
        })?;
        let (mut whole, mut changed) = (BTreeSet::new(), Vec::new());
        readings.retain(|number, row| {
            let is_whole = digests.remove(number).unwrap_or_default().hex() == row.digest;
            let is_known = self.numbers.contains_key(&row.version);
            if is_known && !is_whole {
                changed.push((row.version, row.engine.clone()));
            }
            is_known && is_whole
        });
        for (number, row) in &readings {
            row.add(self.into, *number)?;
            whole.insert(row.version);
        }
        // Of a version that no other engine read, what was lost is found anew.
        changed.retain(|(version, _)| whole.contains(version));
        for (version, engine) in changed {
            let version = self.numbers.get(&version).map_or("", String::as_str);
            self.out.lost.push(format!("what {engine} found in version {version} has changed"));
        }
        // Twice over the findings, so that no more than one of them is held at a time.
        walk(self.from, ("findings", "seq", FINDING), |number, row| {
            if readings.contains_key(&row.get(1)?) {
                add_finding(self.into, number, row)
            } else {
                Ok(())
            }
        })?;
        self.out.readings = readings.len();
        Ok(whole)
    }

    fn reviews(&mut self) -> rusqlite::Result<()> {
        let mut changed = Vec::new();
        let columns = "id, \"by\", at, what, note, body";
        let mut count = 0;
        let gaps = walk(self.from, ("reviews", "seq", columns), |number, row| {
            let (id, by, at): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let (what, note, body): (String, Option<String>, String) =
                (row.get(4)?, row.get(5)?, row.get(6)?);
            let review = serde_json::from_str::<Decision>(&body)
                .ok()
                .map(|decision| Review::new(&by, &at, decision, note.clone()))
                .filter(|review| review.id.as_str() == id && review.decision.as_str() == what);
            let Some(review) = review else {
                changed.push(format!("review {id} is not what its id was made from"));
                return Ok(());
            };
            self.into
                .prepare_cached("INSERT INTO reviews (seq, id, \"by\", at, what, note, body) VALUES (?, ?, ?, ?, ?, ?, ?)")?
                .execute(params![number, id, by, at, what, note, body])?;
            add_subjects(self.into, number, &review.decision.subjects())?;
            count += 1;
            Ok(())
        })?;
        self.out.reviews = count;
        self.out.lost.extend(changed);
        self.gaps("review", gaps);
        Ok(())
    }

    fn cases(&mut self) -> rusqlite::Result<()> {
        let columns = "at, \"by\", \"case\", what, member";
        let gaps = walk(self.from, ("case_entries", "seq", columns), |number, row| {
            let texts: Vec<String> =
                (1..=5).map(|column| row.get(column)).collect::<Result<_, _>>()?;
            let sql = "INSERT OR IGNORE INTO case_entries (seq, at, \"by\", \"case\", what, member) VALUES (?, ?, ?, ?, ?, ?)";
            let [at, by, case, what, member] = &texts[..] else { return Ok(()) };
            self.into.prepare_cached(sql)?.execute(params![number, at, by, case, what, member])?;
            Ok(())
        })?;
        self.gaps("decision on a case", gaps);
        Ok(())
    }

    /// The order of arrival; what has no entry left comes last.
    fn entries(&mut self) -> rusqlite::Result<()> {
        let gaps = walk(
            self.from,
            ("entries", "seq", "at, what, subject, detail"),
            |number, row| {
                let subject: String = row.get(3)?;
                let known = "SELECT 1 FROM versions WHERE version = ?1 UNION ALL SELECT 1 FROM reviews WHERE id = ?1";
                if !self.into.prepare_cached(known)?.exists([&subject])? {
                    return Ok(());
                }
                let (at, what, detail): (String, String, Option<String>) =
                    (row.get(1)?, row.get(2)?, row.get(4)?);
                self.into
                .prepare_cached("INSERT INTO entries (seq, at, what, subject, detail) VALUES (?, ?, ?, ?, ?)")?
                .execute(params![number, at, what, subject, detail])?;
                Ok(())
            },
        )?;
        self.gaps("entry", gaps);
        self.into.execute_batch(
            "INSERT INTO entries (at, what, subject, detail)
             SELECT added_at, 'report', version, report FROM versions v
             WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.subject = v.version AND e.what IN ('report', 'version', 'older_version'))
             ORDER BY seq;
             INSERT INTO entries (at, what, subject, detail)
             SELECT at, 'review', id, what FROM reviews r
             WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.subject = r.id) ORDER BY seq;",
        )
    }
}

/// In the order of [`report_of`], and two more.
const VERSION: &str =
    "version, report, title, outlet, byline, credit, url, published, published_inferred, dateline,
    published_day, added_at, CAST(text AS BLOB)";

fn report_of(row: &Row<'_>) -> rusqlite::Result<Report> {
    let (published, inferred): (Option<String>, bool) = (row.get(8)?, row.get(9)?);
    Ok(Report {
        version: row.get(1)?,
        id: row.get(2)?,
        title: row.get(3)?,
        outlet: row.get(4)?,
        byline: row.get(5)?,
        credit: row.get(6)?,
        url: row.get(7)?,
        published: published.map(|at| Published { at, inferred }),
        dateline: row.get(10)?,
        text: String::from_utf8_lossy(row.get_ref(13)?.as_blob()?).into_owned(),
        ..Report::default()
    })
}

const FINDING: &str = "reading, kind, id, start, \"end\", words, names, body";

/// A row of `readings`.
struct ReadingRow {
    version: i64,
    engine: String,
    release: i64,
    digest: String,
    added_at: String,
}

impl ReadingRow {
    fn of(row: &Row<'_>) -> rusqlite::Result<ReadingRow> {
        Ok(ReadingRow {
            version: row.get(1)?,
            engine: row.get(2)?,
            release: row.get(3)?,
            digest: row.get(4)?,
            added_at: row.get(5)?,
        })
    }

    fn add(&self, into: &Connection, number: i64) -> rusqlite::Result<()> {
        into.prepare_cached(
            "INSERT INTO readings (seq, version, engine, release, digest, added_at) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![number, self.version, self.engine, self.release, self.digest, self.added_at])
        .map(drop)
    }
}

fn add_finding(into: &Connection, number: i64, row: &Row<'_>) -> rusqlite::Result<()> {
    let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
    let (start, end): (Option<u32>, Option<u32>) = (row.get(4)?, row.get(5)?);
    into.prepare_cached(
        "INSERT INTO findings (seq, reading, kind, id, start, \"end\", words, names, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        number,
        row.get::<_, i64>(1)?,
        text(2)?,
        text(3)?,
        start,
        end,
        text(6)?,
        text(7)?,
        text(8)?
    ])
    .map(drop)
}
