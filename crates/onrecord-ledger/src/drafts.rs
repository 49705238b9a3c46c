//! Drafts: taking in what a version brings, and finding what it meets.

use std::collections::BTreeMap;

use onrecord_model::Id;
use onrecord_model::across::{Body, Draft, Layer};
use rusqlite::{OptionalExtension, params};

use crate::deriving::{Deriving, StandingVersion, json};
use crate::error::LedgerError;

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

/// Takes a draft: its number, its block, its keys as numbers.
pub type TakeDraft<'a> = dyn FnMut(i64, String, Vec<i64>, &Draft) + 'a;

impl Deriving<'_> {
    /// Takes a version out; gives the layers and blocks that it was part of.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn take_out(&self, version: i64) -> Result<Vec<(Layer, String)>, LedgerError> {
        self.ask(|connection| {
            let mut touched = Vec::new();
            let mut drafts = connection.prepare_cached(
                "SELECT seq, layer, block, keys FROM derived_drafts WHERE version = ?1",
            )?;
            let mut rows = drafts.query([version])?;
            let mut unfile = connection.prepare_cached(
                "DELETE FROM derived_keys WHERE layer = ?1 AND key = ?2 AND draft = ?3",
            )?;
            while let Some(row) = rows.next()? {
                let (seq, layer): (i64, String) = (row.get(0)?, row.get(1)?);
                for key in unpacked(&row.get::<_, Option<Vec<u8>>>(3)?.unwrap_or_default()) {
                    unfile.execute(params![layer, key, seq])?;
                }
                touched.push((Layer::from_word(&layer).unwrap_or_default(), row.get(2)?));
            }
            connection.execute("DELETE FROM derived_drafts WHERE version = ?1", [version])?;
            connection.execute("DELETE FROM derived_versions WHERE version = ?1", [version])?;
            Ok(touched)
        })
    }

    /// Takes a version in, with what it brings; `meets` tells whether a layer's drafts are filed under several keys. These stand in a
    /// block of their own name until [`move_block`](Deriving::move_block) joins it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn take_in(
        &self,
        report: &str,
        version: &StandingVersion,
        drafts: &[Draft],
        meets: fn(Layer) -> bool,
    ) -> Result<(), LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached("INSERT INTO derived_versions (version, reading, report) VALUES (?1, ?2, ?3)")?
                .execute(params![version.number, version.reading, report])?;
            let mut add = connection.prepare_cached(
                "INSERT OR IGNORE INTO derived_drafts (layer, version, finding, block, form, day, keys, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            let mut file = connection
                .prepare_cached("INSERT OR IGNORE INTO derived_keys (layer, key, draft) VALUES (?1, ?2, ?3)")?;
            for draft in drafts {
                let layer = draft.layer.as_str();
                let several = meets(draft.layer);
                let keys: Vec<i64> = if several { draft.keys.iter().map(|key| hashed(key)).collect() } else { Vec::new() };
                let block = if several { own_block(draft) } else { draft.keys.first().cloned().unwrap_or_default() };
                let form = match &draft.body {
                    Body::Name(name) if draft.layer == Layer::Entities => Some(json(name)),
                    _ => None,
                };
                let packed = several.then(|| packed(&keys));
                let added = add.execute(params![
                    layer, version.number, draft.finding.as_str(), block, form, draft.day, packed, json(draft)
                ])?;
                if added == 0 {
                    continue;
                }
                let seq = connection.last_insert_rowid();
                for key in keys {
                    file.execute(params![layer, key, seq])?;
                }
            }
            Ok(())
        })
    }

    /// The numbers of the drafts of the layer that share at least `least` keys with `draft`, which was taken in, and how many; itself
    /// left out.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn neighbours(
        &self,
        draft: &Draft,
        least: usize,
    ) -> Result<Vec<(i64, usize)>, LedgerError> {
        let layer = draft.layer.as_str();
        self.ask(|connection| {
            let own = connection
                .prepare_cached(
                    "SELECT d.seq, d.keys FROM versions v JOIN derived_drafts d ON d.version = v.seq
                     WHERE v.version = ?1 AND d.layer = ?2 AND d.finding = ?3",
                )?
                .query_row(params![draft.version, layer, draft.finding.as_str()], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Vec<u8>>>(1)?))
                })
                .optional()?;
            let Some((own, keys)) = own else { return Ok(Vec::new()) };
            let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
            let mut filed = connection
                .prepare_cached("SELECT draft FROM derived_keys WHERE layer = ?1 AND key = ?2")?;
            for key in unpacked(&keys.unwrap_or_default()) {
                let mut rows = filed.query(params![layer, key])?;
                while let Some(row) = rows.next()? {
                    *shared.entry(row.get(0)?).or_default() += 1;
                }
            }
            shared.retain(|seq, count| *count >= least && *seq != own);
            Ok(shared.into_iter().collect())
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
        self.parse(&body)
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
                match self.parse::<Draft>(&body) {
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

    /// The drafts that are folded together.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn block(&self, layer: Layer, block: &str) -> Result<Vec<Draft>, LedgerError> {
        let bodies: Vec<String> = self.ask(|connection| {
            connection
                .prepare_cached("SELECT body FROM derived_drafts WHERE layer = ?1 AND block = ?2")?
                .query_map(params![layer.as_str(), block], |row| row.get(0))?
                .collect()
        })?;
        let keyed = |body: String| {
            let mut draft = self.parse::<Draft>(&body)?;
            draft.keys = vec![block.to_owned()];
            Ok(draft)
        };
        bodies.into_iter().map(keyed).collect()
    }

    /// The drafts of a block of a layer of several keys, each put back into a block of its own.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn part(&self, layer: Layer, block: &str) -> Result<Vec<Draft>, LedgerError> {
        let drafts = self.block(layer, block)?;
        self.ask(|connection| {
            let mut own = connection.prepare_cached(
                "UPDATE derived_drafts SET block = ?1 WHERE layer = ?2 AND block = ?3 AND finding = ?4",
            )?;
            for draft in &drafts {
                own.execute(params![own_block(draft), layer.as_str(), block, draft.finding.as_str()])?;
            }
            Ok(())
        })?;
        Ok(drafts)
    }

    /// Puts the drafts of one block into another.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn move_block(&self, layer: Layer, from: &str, to: &str) -> Result<(), LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "UPDATE derived_drafts SET block = ?1 WHERE layer = ?2 AND block = ?3",
                )?
                .execute(params![to, layer.as_str(), from])
        })
        .map(drop)
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
                Ok(NameForm { name: self.parse(&form)?, reports, first, last })
            })
            .collect()
    }
}

/// The block of a draft that hangs together with no other.
pub fn own_block(draft: &Draft) -> String {
    format!("{} {}", draft.version, draft.finding)
}

/// A key as a number: the first eight bytes of its digest.
fn hashed(key: &str) -> i64 {
    let id = Id::of("", [key]);
    let digits = id.as_str().trim_start_matches('_');
    u64::from_str_radix(digits, 16).unwrap_or_default().cast_signed()
}

fn packed(keys: &[i64]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.to_le_bytes()).collect()
}

fn unpacked(keys: &[u8]) -> Vec<i64> {
    keys.chunks_exact(8)
        .filter_map(|bytes| Some(i64::from_le_bytes(bytes.try_into().ok()?)))
        .collect()
}
