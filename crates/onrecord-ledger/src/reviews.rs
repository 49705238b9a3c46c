//! What people decided about the record: adding reviews, reading them back.

use onrecord_model::{Decision, Id, Review, Subject};
use rusqlite::{Connection, Row, TransactionBehavior, params};

use crate::append::Failure;
use crate::dates;
use crate::entries::EntryKind;
use crate::error::{At, LedgerError, LedgerErrorKind};
use crate::ledger::Ledger;

impl Ledger {
    /// Adds what `by` decided, now. When this returns it is on the disk; nothing else on record is changed.
    ///
    /// # Errors
    ///
    /// Where no name is given, what it is about is not on record, or there is nothing to undo; and as for
    /// [`append`](Ledger::append).
    pub fn review(
        &mut self,
        by: &str,
        decision: Decision,
        note: Option<&str>,
    ) -> Result<Review, LedgerError> {
        if by.trim().is_empty() {
            return Err(LedgerError::new(&self.path, LedgerErrorKind::NoReviewer));
        }
        let note = note.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned);
        let subjects = decision.subjects();
        for subject in &subjects {
            if !knows(&self.connection, subject).at(&self.path)? {
                let subject = subject.to_string();
                return Err(LedgerError::new(&self.path, LedgerErrorKind::NoSubject { subject }));
            }
        }
        let done = self.announce().and_then(|()| self.decide(by.trim(), decision, note, &subjects));
        done.map_err(|failure| self.failed(failure))
    }

    fn decide(
        &mut self,
        by: &str,
        decision: Decision,
        note: Option<String>,
        subjects: &[Subject],
    ) -> Result<Review, Failure> {
        let alone = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Two reviews at one moment would be one, were they the same; and a clock may be set back.
        let last: Option<String> =
            alone.prepare_cached("SELECT max(at) FROM reviews")?.query_row((), |row| row.get(0))?;
        let review = Review::new(by, &dates::now_after(last.as_deref()), decision, note);
        insert(&alone, &review, subjects)?;
        alone.commit()?;
        Ok(review)
    }

    /// Takes in what others decided elsewhere, as they did: their names, their times, their ids. In the order given; an addition comes
    /// before what is about it. Gives for each what became of it.
    ///
    /// # Errors
    ///
    /// As for [`append`](Ledger::append); then nothing was taken in.
    pub fn take_reviews(&mut self, reviews: &[Review]) -> Result<Vec<Taken>, LedgerError> {
        let done = self.announce().and_then(|()| self.take(reviews));
        done.map_err(|failure| self.failed(failure))
    }

    fn take(&mut self, reviews: &[Review]) -> Result<Vec<Taken>, Failure> {
        let alone = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut taken = Vec::with_capacity(reviews.len());
        for review in reviews {
            let is_known = alone
                .prepare_cached("SELECT 1 FROM reviews WHERE id = ?1")?
                .exists([review.id.as_str()])?;
            if is_known {
                taken.push(Taken::Known);
                continue;
            }
            let subjects = review.decision.subjects();
            let mut unknown = None;
            for subject in &subjects {
                if unknown.is_none() && !knows(&alone, subject)? {
                    unknown = Some(subject.clone());
                }
            }
            if let Some(subject) = unknown {
                taken.push(Taken::NoSubject(subject));
                continue;
            }
            insert(&alone, review, &subjects)?;
            taken.push(Taken::New);
        }
        alone.commit()?;
        Ok(taken)
    }

    /// All reviews, in the order in which they were made, here or elsewhere.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn reviews(&self) -> Result<Vec<Review>, LedgerError> {
        let read = || {
            self.connection
                .prepare_cached("SELECT id, \"by\", at, note, body FROM reviews ORDER BY at, seq")?
                .query_map((), columns)?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().at(&self.path)?.into_iter().map(|row| self.read_review(row)).collect()
    }

    /// How many reviews there are: where that has not changed, [`reviews`](Ledger::reviews) gives what it gave before.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn review_count(&self) -> Result<u64, LedgerError> {
        self.connection
            .prepare_cached("SELECT count(*) FROM reviews")
            .and_then(|mut select| select.query_row((), |row| row.get::<_, i64>(0)))
            .map(i64::unsigned_abs)
            .at(&self.path)
    }

    /// How many reviews there are, of these those that may keep something from view, or all.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged.
    pub fn reviews_so_far(&self) -> Result<ReviewsSoFar, LedgerError> {
        self.connection
            .prepare_cached(
                "SELECT count(*), coalesce(sum(what IN ('redact', 'sensitivity', 'undo')), 0) FROM reviews",
            )
            .and_then(|mut select| {
                select.query_row((), |row| {
                    let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
                    Ok(ReviewsSoFar { all: count(0)?, withholding: count(1)? })
                })
            })
            .at(&self.path)
    }

    fn read_review(&self, (id, by, at, note, body): Columns) -> Result<Review, LedgerError> {
        match serde_json::from_str::<Decision>(&body) {
            Ok(decision) => Ok(Review { id: Id::given(id), by, at, decision, note }),
            Err(_) => {
                let what = format!("review `{id}` cannot be read");
                Err(LedgerError::new(&self.path, LedgerErrorKind::Damaged { what }))
            }
        }
    }
}

/// How many reviews there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewsSoFar {
    /// All of them.
    pub all: u64,
    /// Those that may keep something from view: redactions, levels of sensitivity, and what is undone.
    pub withholding: u64,
}

/// What became of a review that was made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is on record now.
    New,
    /// It was.
    Known,
    /// What it is about is not on record here, so that it was left out.
    NoSubject(Subject),
}

type Columns = (String, String, String, Option<String>, String);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn insert(batch: &Connection, review: &Review, subjects: &[Subject]) -> rusqlite::Result<()> {
    let what = review.decision.as_str();
    let body = serde_json::to_string(&review.decision)
        .map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))?;
    let number = batch
        .prepare_cached(
            "INSERT INTO reviews (id, \"by\", at, what, note, body) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .insert(params![review.id.as_str(), review.by, review.at, what, review.note, body])?;
    add_subjects(batch, number, subjects)?;
    batch
        .prepare_cached("INSERT INTO entries (at, what, subject, detail) VALUES (?, ?, ?, ?)")?
        .execute(params![review.at, EntryKind::Review.as_str(), review.id.as_str(), what])
        .map(drop)
}

/// Says what a review is about.
pub(crate) fn add_subjects(
    into: &Connection,
    review: i64,
    subjects: &[Subject],
) -> rusqlite::Result<()> {
    for subject in subjects {
        into.prepare_cached(
            "INSERT INTO review_subjects (review, subject) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![review, subject.as_str()])?;
    }
    Ok(())
}

/// Is what a review is about on record? A name need not be: somebody may be at risk before any report names her.
pub(crate) fn knows(connection: &Connection, subject: &Subject) -> rusqlite::Result<bool> {
    let exists = |sql: &str, key: &str| connection.prepare_cached(sql)?.exists([key]);
    if let Some(name) = subject.as_name() {
        return Ok(name.chars().any(char::is_alphanumeric));
    }
    if let Some(report) = subject.as_report() {
        return Ok(exists("SELECT 1 FROM versions WHERE report = ?1", report)?
            || exists("SELECT 1 FROM reviews WHERE what = 'add' AND id = ?1", report)?);
    }
    // What was added by hand bears an id made from its review's, and stands in no reading.
    Ok(exists("SELECT 1 FROM findings WHERE id = ?1", subject.as_str())?
        || exists("SELECT 1 FROM reviews WHERE id = ?1", subject.as_str())?
        || exists(
            "SELECT 1 FROM reviews WHERE what = 'add' AND substr(id, 4) = substr(?1, 4)",
            subject.as_str(),
        )?)
}
