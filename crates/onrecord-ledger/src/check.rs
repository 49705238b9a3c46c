//! Is the record still what was written?

use onrecord_model::{Decision, Published, Report, Review, sha256_hex};
use rusqlite::{Connection, ErrorCode};
use serde_json::Value;

use crate::error::{At, LedgerError};
use crate::finding_kind::FindingKind;
use crate::finding_row::RowsDigest;
use crate::findings::StoredBody;
use crate::ledger::Ledger;
use crate::receipts::{self, walk_receipts};
use crate::reviews;
use crate::walk::{Gap, is_damage, walk};

/// Something in the file that is not as it was written. Its text says what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The database's own check of its pages, indexes and references failed.
    #[error("the file does not hold together: {0}")]
    File(String),
    /// A version's id is not the one its content has.
    #[error("version {version} is not what its id was made from")]
    Version {
        /// The version.
        version: String,
    },
    /// Received bytes do not have their digest.
    #[error("received bytes {sha256} have changed")]
    Raw {
        /// The digest they are kept under.
        sha256: String,
    },
    /// A receipt that is not what its digest was made from.
    #[error("receipt {receipt} has changed")]
    Receipt {
        /// Its number in the order of arrival.
        receipt: i64,
    },
    /// The second copy of a receipt is not what its digest was made from.
    #[error("the copy of receipt {receipt} has changed")]
    ReceiptCopy {
        /// The number of the receipt.
        receipt: i64,
    },
    /// A version that stands, and should not, or the other way round.
    #[error("report {report} shows the wrong version as current")]
    Current {
        /// The report's id.
        report: String,
    },
    /// What an engine found is not what was written down.
    #[error("what {engine} found in version {version} has changed")]
    Reading {
        /// The version.
        version: String,
        /// The engine.
        engine: String,
    },
    /// Findings that stand on a damaged page.
    #[error("what was found in version {version} cannot be read")]
    Unreadable {
        /// The version.
        version: String,
    },
    /// A finding that cannot be read.
    #[error("finding {id} cannot be read")]
    Body {
        /// The finding.
        id: String,
    },
    /// A finding kept under an id that it does not have.
    #[error("finding {id} calls itself {own}")]
    Id {
        /// The id it is kept under.
        id: String,
        /// The id it carries.
        own: String,
    },
    /// A review that is not what its id was made from.
    #[error("review {id} is not what its id was made from")]
    Review {
        /// The review.
        id: String,
    },
    /// A review of something that is not on record.
    #[error("review {id} is about {subject}, which is not on record")]
    ReviewSubject {
        /// The review.
        id: String,
        /// What it is about.
        subject: String,
    },
    /// Words of a finding that do not stand where it says.
    #[error(
        "finding {id} rests on words that do not stand at {start} to {end} of version {version}"
    )]
    Words {
        /// The finding.
        id: String,
        /// The version it was found in.
        version: String,
        /// First code point.
        start: u64,
        /// One past the last.
        end: u64,
    },
}

type Check = fn(&Connection, &mut Vec<Problem>) -> rusqlite::Result<()>;

impl Ledger {
    /// Looks at everything: the database's own structure, each version's id and bytes, which version stands, and whether
    /// the words of each finding stand in the text where it says. Reads the whole file; changes nothing. Empty: all is
    /// as it was written.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read at all.
    pub fn check(&self) -> Result<Vec<Problem>, LedgerError> {
        let mut problems = Vec::new();
        let checks: [Check; 8] = [
            check_file,
            check_references,
            check_full_text,
            check_raw,
            check_receipts,
            check_current,
            check_versions,
            check_reviews,
        ];
        for check in checks {
            match check(&self.connection, &mut problems) {
                // A page that cannot be read ends one check, and the others may still have something to say.
                Err(cause) if is_damage(&cause) => problems.push(Problem::File(cause.to_string())),
                other => other.at(&self.path)?,
            }
        }
        Ok(problems)
    }
}

fn check_file(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    let mut check = connection.prepare("PRAGMA integrity_check")?;
    let mut rows = check.query(())?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if said != "ok" {
            problems.push(Problem::File(said));
        }
    }
    Ok(())
}

fn check_references(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    let mut check = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = check.query(())?;
    while let Some(row) = rows.next()? {
        let (table, number): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        let number = number.map_or_else(String::new, |number| format!(" {number}"));
        problems.push(Problem::File(format!("row{number} of {table} refers to nothing")));
    }
    Ok(())
}

/// Compares the full-text indexes with the words they were made from. It is asked as an insertion, which adds nothing and
/// is refused all the same where the file is open for reading only: then it is left out.
fn check_full_text(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    for index in ["report_words", "finding_words"] {
        let ask = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
        match connection.execute(&ask, ()) {
            Err(cause) if cause.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
                problems.push(Problem::File(format!("{index} is not the index of what is kept")));
            }
            Err(cause) if cause.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {}
            other => drop(other?),
        }
    }
    Ok(())
}

/// Names the rows that cannot be read.
fn tell_gaps(table: &str, gaps: Vec<Gap>, problems: &mut Vec<Problem>) {
    for (first, last) in gaps {
        let rows = match last {
            Some(last) if last == first => format!("row {first}"),
            Some(last) => format!("rows {first} to {last}"),
            None => format!("rows {first} and on"),
        };
        problems.push(Problem::File(format!("{rows} of {table} cannot be read")));
    }
}

fn check_raw(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    let gaps = walk(connection, ("raw", "rowid", "sha256, bytes"), |_, row| {
        let sha256 = row.get_ref(1)?.as_str()?;
        if sha256_hex(row.get_ref(2)?.as_blob()?) != sha256 {
            problems.push(Problem::Raw { sha256: sha256.to_owned() });
        }
        Ok(())
    })?;
    tell_gaps("raw", gaps, problems);
    Ok(())
}

/// Each receipt and the copy of each against its digest. That the two are alike is for the database's own check, which compares a
/// table with its indexes.
fn check_receipts(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    let gaps = walk_receipts(connection, receipts::TABLE, |receipt, _, is_whole| {
        problems.extend((!is_whole).then_some(Problem::Receipt { receipt }));
        Ok(())
    })?;
    tell_gaps("receipts", gaps, problems);
    if !receipts::has_copy(connection)? {
        problems.push(Problem::File("there is no copy of receipts".to_owned()));
        return Ok(());
    }
    let gaps = walk_receipts(connection, receipts::COPY, |receipt, _, is_whole| {
        problems.extend((!is_whole).then_some(Problem::ReceiptCopy { receipt }));
        Ok(())
    })?;
    tell_gaps("the copy of receipts", gaps, problems);
    Ok(())
}

/// Works out again which version of each report and which reading of each version stands.
fn check_current(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    let mut wrong = connection.prepare(
        "WITH stands (report, version) AS (
             SELECT report, seq FROM (
                 SELECT report, seq, row_number() OVER (
                     PARTITION BY report ORDER BY instant DESC, receipt DESC) AS place
                 FROM dated_versions)
             WHERE place = 1),
         reads (version, reading) AS (
             SELECT version, seq FROM (
                 SELECT version, seq, row_number() OVER (
                     PARTITION BY version ORDER BY release DESC, seq DESC) AS place
                 FROM readings)
             WHERE place = 1)
         SELECT s.report FROM stands s LEFT JOIN current_versions c ON c.report = s.report
         WHERE c.version IS NOT s.version
         UNION
         SELECT v.report FROM reads r JOIN versions v ON v.seq = r.version
         LEFT JOIN current_readings c ON c.version = r.version
         WHERE c.reading IS NOT r.reading
         ORDER BY 1",
    )?;
    let mut rows = wrong.query(())?;
    while let Some(row) = rows.next()? {
        problems.push(Problem::Current { report: row.get(0)? });
    }
    Ok(())
}

/// Each review against its id, and what it is about against the record.
fn check_reviews(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    let mut reviews =
        connection.prepare("SELECT id, \"by\", at, note, body, what FROM reviews ORDER BY seq")?;
    let mut rows = reviews.query(())?;
    while let Some(row) = rows.next()? {
        let (id, by, at): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let decision = serde_json::from_str::<Decision>(row.get_ref(4)?.as_str()?).ok();
        let what = row.get_ref(5)?.as_str()?;
        let Some(decision) = decision.filter(|decision| decision.as_str() == what) else {
            problems.push(Problem::Review { id });
            continue;
        };
        let review = Review::new(&by, &at, decision, row.get(3)?);
        if review.id.as_str() != id {
            problems.push(Problem::Review { id: id.clone() });
        }
        for subject in review.decision.subjects() {
            if !reviews::knows(connection, &subject)? {
                let (id, subject) = (id.clone(), subject.to_string());
                problems.push(Problem::ReviewSubject { id, subject });
            }
        }
    }
    Ok(())
}

fn check_versions(connection: &Connection, problems: &mut Vec<Problem>) -> rusqlite::Result<()> {
    let columns = "version, report, title, outlet, byline, credit, url, published, dateline, text";
    let gaps = walk(connection, ("versions", "seq", columns), |number, row| {
        let published: Option<String> = row.get(8)?;
        let kept = Report {
            version: row.get(1)?,
            id: row.get(2)?,
            title: row.get(3)?,
            outlet: row.get(4)?,
            byline: row.get(5)?,
            credit: row.get(6)?,
            url: row.get(7)?,
            published: published.map(|at| Published { at, inferred: false }),
            dateline: row.get(9)?,
            text: row.get(10)?,
            ..Report::default()
        };
        let version = kept.version.clone();
        let kept = kept.sealed();
        if kept.version != version {
            problems.push(Problem::Version { version: version.clone() });
        }
        match check_readings(connection, number, &kept, problems) {
            Err(cause) if is_damage(&cause) => {
                problems.push(Problem::Unreadable { version });
                Ok(())
            }
            other => other,
        }
    })?;
    tell_gaps("versions", gaps, problems);
    Ok(())
}

fn check_readings(
    connection: &Connection,
    number: i64,
    report: &Report,
    problems: &mut Vec<Problem>,
) -> rusqlite::Result<()> {
    let text = CodePoints::of(&report.text);
    let mut readings =
        connection.prepare_cached("SELECT seq, engine, digest FROM readings WHERE version = ?1")?;
    let mut findings = connection.prepare_cached(
        "SELECT kind, id, start, \"end\", words, names, body FROM findings
         WHERE reading = ?1 ORDER BY seq",
    )?;
    let mut rows = readings.query([number])?;
    while let Some(reading) = rows.next()? {
        let mut digest = RowsDigest::default();
        let mut found = findings.query([reading.get::<_, i64>(0)?])?;
        while let Some(row) = found.next()? {
            let text_at = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
            let (kind, id, body) = (text_at(0)?, text_at(1)?, text_at(6)?);
            let span = row.get::<_, Option<u32>>(2)?.zip(row.get::<_, Option<u32>>(3)?);
            digest.add(kind, id, span, [text_at(4)?, text_at(5)?, body]);
            check_finding(&report.version, &text, (id, kind, body), problems);
        }
        if digest.hex() != reading.get_ref(2)?.as_str()? {
            let version = report.version.clone();
            problems.push(Problem::Reading { version, engine: reading.get(1)? });
        }
    }
    Ok(())
}

fn check_finding(
    version: &str,
    text: &CodePoints<'_>,
    (id, kind, body): (&str, &str, &str),
    problems: &mut Vec<Problem>,
) {
    let readable = FindingKind::from_word(kind)
        .is_some_and(|kind| StoredBody::read(kind, body).is_ok())
        .then(|| serde_json::from_str::<Value>(body).ok())
        .flatten();
    let Some(body) = readable else {
        problems.push(Problem::Body { id: id.to_owned() });
        return;
    };
    if let Some(own) = body.get("id").and_then(Value::as_str)
        && own != id
    {
        problems.push(Problem::Id { id: id.to_owned(), own: own.to_owned() });
    }
    each_words(&body, &mut |start, end, words| {
        if text.slice(start, end) != Some(words) {
            let (id, version) = (id.to_owned(), version.to_owned());
            problems.push(Problem::Words { id, version, start, end });
        }
    });
}

/// Everything with `start`, `end` and `text`, however deep: a form of the wire that none of its kinds departs from.
fn each_words(value: &Value, take: &mut impl FnMut(u64, u64, &str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_words(item, take)),
        Value::Object(fields) => {
            let number = |name: &str| fields.get(name).and_then(Value::as_u64);
            let text = fields.get("text").and_then(Value::as_str);
            if let (Some(start), Some(end), Some(text)) = (number("start"), number("end"), text) {
                take(start, end, text);
            }
            fields.values().for_each(|field| each_words(field, take));
        }
        _ => {}
    }
}

/// A text that can be sliced by code points.
struct CodePoints<'a> {
    text: &'a str,
    /// Byte of each code point, and the end.
    bytes: Vec<usize>,
}

impl<'a> CodePoints<'a> {
    fn of(text: &'a str) -> CodePoints<'a> {
        let bytes = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        CodePoints { text, bytes }
    }

    fn slice(&self, start: u64, end: u64) -> Option<&'a str> {
        let byte = |point: u64| self.bytes.get(usize::try_from(point).ok()?).copied();
        self.text.get(byte(start)?..byte(end)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_by_code_point() {
        let text = CodePoints::of("Más 🙂 x");
        assert_eq!(text.slice(0, 3), Some("Más"));
        assert_eq!(text.slice(4, 5), Some("🙂"));
        assert_eq!(text.slice(6, 7), Some("x"));
        assert_eq!(text.slice(6, 8), None);
        assert_eq!(text.slice(3, 1), None);
    }

    #[test]
    fn finds_words_however_deep() {
        let body = serde_json::json!({
            "start": 0, "end": 1, "text": "a",
            "chain": [{"name": "x", "start": 2, "end": 3, "text": "b"}],
            "place": {"name": "y"},
        });
        let mut found = Vec::new();
        each_words(&body, &mut |start, end, text| found.push((start, end, text.to_owned())));
        assert_eq!(found, [(0, 1, "a".to_owned()), (2, 3, "b".to_owned())]);
    }
}
