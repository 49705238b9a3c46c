//! Filing drafts: taking in and out what a version brings, and putting drafts into blocks.

use onrecord_model::Id;
use onrecord_model::across::{Body, Draft, Layer};
use rusqlite::{Connection, params};

use crate::deriving::{Deriving, StandingVersion, json};
use crate::error::LedgerError;

/// How a draft was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Its number.
    pub number: i64,
    /// Its keys as numbers, in a layer of several.
    pub keys: Vec<i64>,
}

/// What became of what a version brought.
#[derive(Clone, Debug)]
pub struct Revised {
    /// The layers and blocks that what was taken out was part of.
    pub lost: Vec<(Layer, String)>,
    /// What is still to be filed.
    pub new: Vec<Draft>,
}

/// A draft as it is kept.
struct Row {
    keys: Vec<i64>,
    block: String,
    form: Option<String>,
    body: String,
}

impl Row {
    fn of(draft: &Draft, meets: fn(Layer) -> bool) -> Row {
        let several = meets(draft.layer);
        let form = match &draft.body {
            Body::Name(name) if draft.layer == Layer::Entities => Some(json(name)),
            _ => None,
        };
        Row {
            keys: match several {
                true => draft.keys.iter().map(|key| hashed(key)).collect(),
                false => Vec::new(),
            },
            block: match several {
                true => own_block(draft),
                false => draft.keys.first().cloned().unwrap_or_default(),
            },
            form,
            body: json(draft),
        }
    }
}

/// A draft that is kept.
struct Kept {
    seq: i64,
    layer: String,
    finding: String,
    block: String,
    keys: Option<Vec<u8>>,
    body: String,
}

impl Kept {
    /// All of a version.
    fn of(connection: &Connection, version: i64) -> rusqlite::Result<Vec<Kept>> {
        connection
            .prepare_cached(
                "SELECT seq, layer, finding, block, keys, body FROM derived_drafts WHERE version = ?1",
            )?
            .query_map([version], |row| {
                Ok(Kept {
                    seq: row.get(0)?,
                    layer: row.get(1)?,
                    finding: row.get(2)?,
                    block: row.get(3)?,
                    keys: row.get(4)?,
                    body: row.get(5)?,
                })
            })?
            .collect()
    }

    fn is_of(&self, draft: &Draft) -> bool {
        self.layer == draft.layer.as_str() && self.finding == draft.finding.as_str()
    }

    /// Is it filed as this would be?
    fn is_as(&self, row: &Row) -> bool {
        let is_filed_so = match &self.keys {
            Some(keys) => *keys == packed(&row.keys),
            None => self.block == row.block,
        };
        is_filed_so && self.body == row.body
    }

    fn take_out(&self, connection: &Connection) -> rusqlite::Result<(Layer, String)> {
        let mut unfile = connection.prepare_cached(
            "DELETE FROM derived_keys WHERE layer = ?1 AND key = ?2 AND draft = ?3",
        )?;
        for key in unpacked(self.keys.as_deref().unwrap_or_default()) {
            unfile.execute(params![self.layer, key, self.seq])?;
        }
        connection
            .prepare_cached("DELETE FROM derived_drafts WHERE seq = ?1")?
            .execute([self.seq])?;
        Ok((Layer::from_word(&self.layer).unwrap_or_default(), self.block.clone()))
    }
}

impl Deriving<'_> {
    /// Takes a version out; gives the layers and blocks that it was part of.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn take_out(&self, version: i64) -> Result<Vec<(Layer, String)>, LedgerError> {
        self.ask(|connection| {
            let kept = Kept::of(connection, version)?;
            connection.execute("DELETE FROM derived_versions WHERE version = ?1", [version])?;
            kept.iter().map(|kept| kept.take_out(connection)).collect()
        })
    }

    /// Of a version that was taken in, takes out what is not among `drafts`, which are all that it brings now. Gives the layers and blocks that
    /// this was part of, and those of `drafts` that are still to be [filed](Deriving::file).
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn revise(
        &self,
        version: i64,
        mut drafts: Vec<Draft>,
        meets: fn(Layer) -> bool,
    ) -> Result<Revised, LedgerError> {
        self.ask(|connection| {
            let mut lost = Vec::new();
            for kept in Kept::of(connection, version)? {
                // Of two drafts of one finding in a layer, the first is kept.
                let same = drafts.iter().find(|draft| kept.is_of(draft));
                if same.is_some_and(|draft| kept.is_as(&Row::of(draft, meets))) {
                    drafts.retain(|draft| !kept.is_of(draft));
                } else {
                    lost.push(kept.take_out(connection)?);
                }
            }
            Ok(Revised { lost, new: drafts })
        })
    }

    /// Takes a version in, what it brings still to be [filed](Deriving::file).
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn take_in(&self, report: &str, version: &StandingVersion) -> Result<(), LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO derived_versions (version, reading, report) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![version.number, version.reading, report])
        })
        .map(drop)
    }

    /// Files what a version brings; `meets` tells whether a layer's drafts are filed under several keys. These stand in a
    /// block of their own name until [`move_block`](Deriving::move_block) joins it. Gives for each how it was filed, and `None` where one of its
    /// finding and layer was before.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn file(
        &self,
        version: i64,
        drafts: &[Draft],
        meets: fn(Layer) -> bool,
    ) -> Result<Vec<Option<Filing>>, LedgerError> {
        self.ask(|connection| {
            let mut filed = Vec::with_capacity(drafts.len());
            let mut add = connection.prepare_cached(
                "INSERT OR IGNORE INTO derived_drafts (layer, version, finding, block, form, day, keys, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            let mut file = connection.prepare_cached(
                "INSERT OR IGNORE INTO derived_keys (layer, key, draft) VALUES (?1, ?2, ?3)",
            )?;
            for draft in drafts {
                let (layer, finding) = (draft.layer.as_str(), draft.finding.as_str());
                let Row { keys, block, form, body } = Row::of(draft, meets);
                let packed = meets(draft.layer).then(|| packed(&keys));
                let added = add.execute(params![
                    layer, version, finding, block, form, draft.day, packed, body
                ])?;
                if added == 0 {
                    filed.push(None);
                    continue;
                }
                let number = connection.last_insert_rowid();
                for key in &keys {
                    file.execute(params![layer, key, number])?;
                }
                filed.push(Some(Filing { number, keys }));
            }
            Ok(filed)
        })
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

    /// Puts the draft of this number into another block.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn move_draft(&self, number: i64, to: &str) -> Result<(), LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached("UPDATE derived_drafts SET block = ?1 WHERE seq = ?2")?
                .execute(params![to, number])
        })
        .map(drop)
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

pub(crate) fn unpacked(keys: &[u8]) -> Vec<i64> {
    keys.chunks_exact(8)
        .filter_map(|bytes| Some(i64::from_le_bytes(bytes.try_into().ok()?)))
        .collect()
}
