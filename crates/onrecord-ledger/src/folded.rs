//! What the folds make: dropping what they made before, keeping what they make now, and a digest over all of it.

use onrecord_model::across::{Group, Layer, More};
use onrecord_model::{ContentHash, Id};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use crate::deriving::{Deriving, json};
use crate::error::LedgerError;

impl Deriving<'_> {
    /// The groups that the fold of a block made: their layers and ids.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn made_of(&self, fold: Layer, block: &str) -> Result<Vec<(Layer, Id)>, LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT layer, id FROM derived_groups WHERE fold = ?1 AND block = ?2",
                )?
                .query_map(params![fold.as_str(), block], |row| {
                    let layer = Layer::from_word(&row.get::<_, String>(0)?).unwrap_or_default();
                    Ok((layer, Id::given(row.get::<_, String>(1)?)))
                })?
                .collect()
        })
    }

    /// Drops a group.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn drop_group(&self, layer: Layer, id: &Id) -> Result<(), LedgerError> {
        let (layer, id) = (layer.as_str(), id.as_str());
        self.ask(|connection| {
            forget_members(connection, layer, id, 0)?;
            connection
                .prepare_cached("DELETE FROM derived_groups WHERE layer = ?1 AND id = ?2")?
                .execute(params![layer, id])
        })
        .map(drop)
    }

    /// Keeps what the fold of a block makes; of a group that is kept already, only what is other than before.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn put(&self, fold: Layer, block: &str, groups: &[Group]) -> Result<(), LedgerError> {
        self.ask(|connection| {
            if fold == Layer::Entities {
                connection
                    .prepare_cached("DELETE FROM derived_names WHERE block = ?1")?
                    .execute([block])?;
            }
            groups.iter().try_for_each(|group| {
                put(connection, fold.as_str(), block, group)?;
                put_names(connection, block, group)
            })
        })
    }

    /// A digest over all that the layer holds, whatever the order in which it came.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn digest(&self) -> Result<String, LedgerError> {
        self.ask(|connection| {
            let mut hash = ContentHash::new();
            for sql in [
                "SELECT d.layer || ' ' || v.version || ' ' || d.finding || ' ' || d.block || ' ' || d.body
                 FROM derived_drafts d JOIN versions v ON v.seq = d.version ORDER BY d.layer, v.version, d.finding",
                "SELECT layer || ' ' || id || ' ' || fold || ' ' || block || ' ' || title || ' ' || kind || ' ' || state || ' ' ||
                 coalesce(place, '') || ' ' || coalesce(first_day, '') || ' ' || coalesce(last_day, '') || ' ' || reports || ' ' ||
                 sources || ' ' || weight || ' ' || more FROM derived_groups ORDER BY layer, id",
                "SELECT layer || ' ' || id || ' ' || place || ' ' || version || ' ' || finding FROM derived_members
                 ORDER BY layer, id, place",
                "SELECT entity || ' ' || block || ' ' || form FROM derived_names ORDER BY block, form",
            ] {
                let mut select = connection.prepare(sql)?;
                let mut rows = select.query(())?;
                while let Some(row) = rows.next()? {
                    hash.add(row.get_ref(0)?.as_bytes()?);
                }
            }
            Ok(hash.hex())
        })
    }
}

fn put(connection: &Connection, fold: &str, block: &str, group: &Group) -> rusqlite::Result<()> {
    let row = row(fold, block, group);
    let kept: Option<Vec<Value>> = connection
        .prepare_cached(
            "SELECT layer, id, fold, block, title, kind, state, place, first_day, last_day, reports, sources, weight, more
             FROM derived_groups WHERE layer = ?1 AND id = ?2",
        )?
        .query_row(params![group.layer.as_str(), group.id.as_str()], |kept| {
            (0..row.len()).map(|at| kept.get(at)).collect()
        })
        .optional()?;
    if kept.as_deref() != Some(row.as_slice()) {
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO derived_groups (layer, id, fold, block, title, kind, state, place, first_day, last_day,
                     reports, sources, weight, more)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params_from_iter(row))?;
    }
    put_members(connection, group, kept.is_some())
}

/// A group as it is kept.
fn row(fold: &str, block: &str, group: &Group) -> [Value; 14] {
    let text = |text: &str| Value::from(text.to_owned());
    [
        text(group.layer.as_str()),
        text(group.id.as_str()),
        text(fold),
        text(block),
        text(&group.title),
        text(&group.kind),
        text(&group.state),
        Value::from(group.place.clone()),
        Value::from(group.first.clone()),
        Value::from(group.last.clone()),
        Value::from(i64::from(group.reports)),
        Value::from(i64::from(group.sources)),
        Value::from(group.weight),
        Value::from(json(&group.more)),
    ]
}

fn put_members(connection: &Connection, group: &Group, is_kept: bool) -> rusqlite::Result<()> {
    let (layer, id) = (group.layer.as_str(), group.id.as_str());
    let kept: Vec<(String, String)> = match is_kept {
        false => Vec::new(),
        true => connection
            .prepare_cached(
                "SELECT version, finding FROM derived_members WHERE layer = ?1 AND id = ?2 ORDER BY place",
            )?
            .query_map(params![layer, id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?,
    };
    let mut add = connection.prepare_cached(
        "INSERT OR REPLACE INTO derived_members (layer, id, place, version, finding) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (at, (version, finding)) in group.members.iter().enumerate() {
        let is_there = kept.get(at).is_some_and(|it| it.0 == *version && it.1 == finding.as_str());
        if !is_there {
            add.execute(params![layer, id, at as i64, version, finding.as_str()])?;
        }
    }
    match kept.len() > group.members.len() {
        true => forget_members(connection, layer, id, group.members.len() as i64),
        false => Ok(()),
    }
}

/// Drops the members of a group from this place on.
fn forget_members(
    connection: &Connection,
    layer: &str,
    id: &str,
    from: i64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM derived_members WHERE layer = ?1 AND id = ?2 AND place >= ?3")?
        .execute(params![layer, id, from])
        .map(drop)
}

fn put_names(connection: &Connection, block: &str, group: &Group) -> rusqlite::Result<()> {
    let (More::Entity(entity), Layer::Entities) = (&group.more, group.layer) else { return Ok(()) };
    let mut name = connection.prepare_cached(
        "INSERT OR REPLACE INTO derived_names (entity, block, form) VALUES (?1, ?2, ?3)",
    )?;
    for merged in &entity.names {
        name.execute(params![group.id.as_str(), block, merged.key])?;
    }
    Ok(())
}
