//! Drafts: finding what one meets, and reading those of a block.

use onrecord_model::across::{Draft, Layer};
use rusqlite::params;

use crate::deriving::Deriving;
use crate::error::LedgerError;
use crate::filing::unpacked;
use crate::ledger::Ledger;

/// A name with the reports that give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameForm {
    /// The name.
    pub name: onrecord_model::across::Name,
    /// In how many reports.
    pub reports: u32,
    /// Day of the first.
    pub first: Option<String>,
    /// Day of the last.
    pub last: Option<String>,
}

/// A draft as it is kept, still to be parsed.
#[derive(Clone, Debug)]
pub struct Filed {
    /// Its number.
    pub number: i64,
    /// Its keys as numbers, in a layer of several.
    pub keys: Vec<i64>,
    body: String,
}

impl Ledger {
    /// A kept draft; its keys stay behind.
    ///
    /// # Errors
    ///
    /// Where it is damaged.
    pub fn draft(&self, filed: &Filed) -> Result<Draft, LedgerError> {
        self.parsed(&filed.body)
    }
}

/// Takes a draft: its number, its block, its keys as numbers.
pub type TakeDraft<'a> = dyn FnMut(i64, String, Vec<i64>, &Draft) + 'a;

impl Deriving<'_> {
    /// The numbers of the drafts of a layer that are filed under a key, in order.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn filed_under(&self, layer: Layer, key: i64) -> Result<Vec<i64>, LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT draft FROM derived_keys WHERE layer = ?1 AND key = ?2 ORDER BY draft",
                )?
                .query_map(params![layer.as_str(), key], |row| row.get(0))?
                .collect()
        })
    }

    /// The block that the draft of this number stands in.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or there is no such draft.
    pub fn block_at(&self, seq: i64) -> Result<String, LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached("SELECT block FROM derived_drafts WHERE seq = ?1")?
                .query_row([seq], |row| row.get(0))
        })
    }

    /// The draft of this number.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or there is no such draft.
    pub fn draft_at(&self, seq: i64) -> Result<Draft, LedgerError> {
        let body: String = self.ask(|connection| {
            connection
                .prepare_cached("SELECT body FROM derived_drafts WHERE seq = ?1")?
                .query_row([seq], |row| row.get(0))
        })?;
        self.ledger().parsed(&body)
    }

    /// Every draft of a layer of several keys, one after the other: its number, its block, its keys as numbers.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn each_draft(&self, layer: Layer, take: &mut TakeDraft<'_>) -> Result<(), LedgerError> {
        let mut broken = Ok(());
        self.ask(|connection| {
            let mut select = connection.prepare(
                "SELECT seq, block, keys, body FROM derived_drafts WHERE layer = ?1 ORDER BY seq",
            )?;
            let mut rows = select.query([layer.as_str()])?;
            while let Some(row) = rows.next()? {
                let body: String = row.get(3)?;
                match self.ledger().parsed::<Draft>(&body) {
                    Ok(draft) => {
                        let keys: Option<Vec<u8>> = row.get(2)?;
                        let keys = unpacked(&keys.unwrap_or_default());
                        take(row.get(0)?, row.get(1)?, keys, &draft);
                    }
                    Err(error) => broken = Err(error),
                }
            }
            Ok(())
        })?;
        broken
    }

    /// The numbers of the drafts filed under each key of a layer that several share, key by key.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn each_key(&self, layer: Layer, take: &mut dyn FnMut(&[i64])) -> Result<(), LedgerError> {
        self.ask(|connection| {
            let mut select = connection.prepare(
                "SELECT key, draft FROM derived_keys WHERE layer = ?1 ORDER BY key, draft",
            )?;
            let mut rows = select.query([layer.as_str()])?;
            let (mut last, mut drafts): (Option<i64>, Vec<i64>) = (None, Vec::new());
            while let Some(row) = rows.next()? {
                let key = Some(row.get(0)?);
                if key != last {
                    take(&drafts);
                    drafts.clear();
                    last = key;
                }
                drafts.push(row.get(1)?);
            }
            take(&drafts);
            Ok(())
        })
    }

    /// How many drafts a block holds.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn size_of(&self, layer: Layer, block: &str) -> Result<usize, LedgerError> {
        let size: i64 = self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT count(*) FROM derived_drafts WHERE layer = ?1 AND block = ?2",
                )?
                .query_row(params![layer.as_str(), block], |row| row.get(0))
        })?;
        Ok(usize::try_from(size).unwrap_or_default())
    }

    /// The drafts of a block.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn block(&self, layer: Layer, block: &str) -> Result<Vec<Filed>, LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT seq, keys, body FROM derived_drafts WHERE layer = ?1 AND block = ?2",
                )?
                .query_map(params![layer.as_str(), block], |row| {
                    let keys: Option<Vec<u8>> = row.get(1)?;
                    let keys = unpacked(&keys.unwrap_or_default());
                    Ok(Filed { number: row.get(0)?, keys, body: row.get(2)? })
                })?
                .collect()
        })
    }

    /// The names filed under one key, each with the reports that give it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn forms(&self, block: &str) -> Result<Vec<NameForm>, LedgerError> {
        let rows: Vec<(String, u32, Option<String>, Option<String>)> = self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT form, count(DISTINCT version), min(day), max(day) FROM derived_drafts
                     WHERE layer = 'entity' AND block = ?1 GROUP BY form",
                )?
                .query_map([block], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
                .collect()
        })?;
        rows.into_iter()
            .map(|(form, reports, first, last)| {
                Ok(NameForm { name: self.ledger().parsed(&form)?, reports, first, last })
            })
            .collect()
    }
}
