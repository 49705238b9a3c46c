//! What the folds make: dropping what they made before, keeping what they make now, and a digest over all of it.

use onrecord_model::ContentHash;
use onrecord_model::across::{Group, Layer, More};
use rusqlite::{Connection, params};

use crate::deriving::{Deriving, json};
use crate::error::LedgerError;

impl Deriving<'_> {
    /// Drops what the fold of a block made.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn empty(&self, fold: Layer, block: &str) -> Result<(), LedgerError> {
        let fold = fold.as_str();
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "DELETE FROM derived_members WHERE (layer, id) IN
                     (SELECT layer, id FROM derived_groups WHERE fold = ?1 AND block = ?2)",
                )?
                .execute(params![fold, block])?;
            connection
                .prepare_cached("DELETE FROM derived_groups WHERE fold = ?1 AND block = ?2")?
                .execute(params![fold, block])?;
            if fold == Layer::Entities.as_str() {
                connection
                    .prepare_cached("DELETE FROM derived_names WHERE block = ?1")?
                    .execute([block])?;
            }
            Ok(())
        })
    }

    /// Keeps what the fold of a block made, of which nothing is kept.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn put(&self, fold: Layer, block: &str, groups: &[Group]) -> Result<(), LedgerError> {
        let fold = fold.as_str();
        self.ask(|connection| {
            groups.iter().try_for_each(|group| put(connection, fold, block, group))
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
    let (layer, id) = (group.layer.as_str(), group.id.as_str());
    connection
        .prepare_cached(
            "INSERT INTO derived_groups (layer, id, fold, block, title, kind, state, place, first_day, last_day,
                 reports, sources, weight, more)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?
        .execute(params![
            layer, id, fold, block, group.title, group.kind, group.state, group.place, group.first, group.last,
            group.reports, group.sources, group.weight, json(&group.more)
        ])?;
    let mut add = connection.prepare_cached(
        "INSERT INTO derived_members (layer, id, place, version, finding) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (place, (version, finding)) in (0_i64..).zip(&group.members) {
        add.execute(params![layer, id, place, version, finding.as_str()])?;
    }
    if let (More::Entity(entity), Layer::Entities) = (&group.more, group.layer) {
        let mut name = connection.prepare_cached(
            "INSERT OR REPLACE INTO derived_names (entity, block, form) VALUES (?1, ?2, ?3)",
        )?;
        for merged in &entity.names {
            name.execute(params![id, block, merged.key])?;
        }
    }
    Ok(())
}
