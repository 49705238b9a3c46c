//! Keeping what follows across reports: taking drafts in and out, and what their folds make.
//!
//! This file knows tables; what is folded and how, the caller knows. All of one [`Ledger::derive`] is one transaction.

use std::ops::ControlFlow;

use onrecord_model::Id;
use onrecord_model::across::Layer;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{At, LedgerError};
use crate::ledger::Ledger;

/// The tables that hold the layer, in an order in which they can be emptied.
const TABLES: [&str; 7] = [
    "derived_members",
    "derived_names",
    "derived_groups",
    "derived_keys",
    "derived_drafts",
    "derived_versions",
    "derived_state",
];

/// What made the layer, and how far it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedState {
    /// Release of the folds, rules and decisions that made it.
    pub made_by: String,
    /// The last entry of the record that it takes in.
    pub entry: i64,
}

/// A version of a report that stands, or was taken in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StandingVersion {
    /// Its number in the file.
    pub number: i64,
    /// Its id.
    pub version: String,
    /// The number of the reading that stands.
    pub reading: i64,
}

/// The layer, open to be changed.
#[derive(Debug)]
pub struct Deriving<'a> {
    ledger: &'a Ledger,
}

impl Ledger {
    /// Changes what follows across reports: all that `work` does, or on an error nothing.
    ///
    /// # Errors
    ///
    /// What `work` gives back, or where the file cannot be written.
    pub fn derive<T, E: From<LedgerError>>(
        &mut self,
        work: impl FnOnce(&Deriving<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self.derive_or_not(|store| work(store).map(ControlFlow::<T, T>::Continue))? {
            ControlFlow::Continue(value) | ControlFlow::Break(value) => Ok(value),
        }
    }

    /// Changes what follows across reports: all that `work` does where it goes on, nothing where it breaks off or fails.
    ///
    /// # Errors
    ///
    /// What `work` gives back, or where the file cannot be written.
    pub fn derive_or_not<B, C, E: From<LedgerError>>(
        &mut self,
        work: impl FnOnce(&Deriving<'_>) -> Result<ControlFlow<B, C>, E>,
    ) -> Result<ControlFlow<B, C>, E> {
        self.connection.execute_batch("BEGIN IMMEDIATE").at(&self.path)?;
        let done = work(&Deriving { ledger: self });
        let is_wanted = matches!(done, Ok(ControlFlow::Continue(_)));
        let end = if is_wanted { "COMMIT" } else { "ROLLBACK" };
        let ended = self.connection.execute_batch(end).at(&self.path);
        let value = done?;
        ended?;
        Ok(value)
    }

    /// Makes the layer anew beside the one kept, without a change to the file, and gives the digests of both: kept, then new.
    ///
    /// # Errors
    ///
    /// What `work` gives back, or where the file cannot be read.
    pub fn derive_aside<E: From<LedgerError>>(
        &self,
        work: impl FnOnce(&Deriving<'_>) -> Result<(), E>,
    ) -> Result<(String, String), E> {
        let deriving = Deriving { ledger: self };
        let kept = deriving.digest()?;
        let path = &self.path;
        let only_reads: bool =
            self.connection.pragma_query_value(None, "query_only", |row| row.get(0)).at(path)?;
        self.connection.pragma_update(None, "query_only", false).at(path)?;
        // A table of the same name in the temporary schema is found before the one in the file.
        let made =
            shadow(&self.connection).at(path).map_err(E::from).and_then(|()| work(&deriving));
        let anew = made.and_then(|()| Ok(deriving.digest()?));
        for table in TABLES {
            self.connection
                .execute_batch(&format!("DROP TABLE IF EXISTS temp.{table}"))
                .at(path)?;
        }
        self.connection.pragma_update(None, "query_only", only_reads).at(path)?;
        Ok((kept, anew?))
    }

    /// A digest over all that the layer holds: two ledgers of the same reports have the same.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn derived_digest(&self) -> Result<String, LedgerError> {
        Deriving { ledger: self }.digest()
    }

    /// What made the layer, and how far it goes; `None` where it is still to be made.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn derived_state(&self) -> Result<Option<DerivedState>, LedgerError> {
        Deriving { ledger: self }.state()
    }

    /// The number of the last entry of the record.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn last_entry(&self) -> Result<i64, LedgerError> {
        self.connection
            .query_row("SELECT coalesce(max(seq), 0) FROM entries", (), |row| row.get(0))
            .at(&self.path)
    }
}

/// Empty temporary tables and indexes of the layer's names.
fn shadow(connection: &Connection) -> rusqlite::Result<()> {
    let mut made: Vec<String> = Vec::new();
    {
        let mut select = connection.prepare(
            "SELECT sql FROM main.sqlite_master WHERE tbl_name LIKE 'derived\\_%' ESCAPE '\\' AND sql IS NOT NULL
             AND type IN ('table', 'index') ORDER BY type DESC",
        )?;
        let mut rows = select.query(())?;
        while let Some(row) = rows.next()? {
            made.push(row.get(0)?);
        }
    }
    for sql in made {
        let aside = sql.replacen("CREATE TABLE ", "CREATE TEMP TABLE ", 1).replacen(
            "CREATE INDEX ",
            "CREATE INDEX temp.",
            1,
        );
        connection.execute_batch(&aside)?;
    }
    Ok(())
}

impl Deriving<'_> {
    /// The ledger, to read from.
    pub fn ledger(&self) -> &Ledger {
        self.ledger
    }

    /// What made the layer, and how far it goes.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn state(&self) -> Result<Option<DerivedState>, LedgerError> {
        self.ask(|connection| {
            connection
                .query_row("SELECT made_by, entry FROM derived_state", (), |row| {
                    Ok(DerivedState { made_by: row.get(0)?, entry: row.get(1)? })
                })
                .optional()
        })
    }

    /// Writes down what made the layer, and how far it goes now.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn set_state(&self, state: &DerivedState) -> Result<(), LedgerError> {
        self.ask(|connection| {
            connection.execute(
                "INSERT INTO derived_state (one, made_by, entry) VALUES (1, ?1, ?2)
                 ON CONFLICT (one) DO UPDATE SET made_by = ?1, entry = ?2",
                params![state.made_by, state.entry],
            )
        })
        .map(drop)
    }

    /// Drops the layer.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn clear(&self) -> Result<(), LedgerError> {
        self.ask(|connection| {
            TABLES.iter().try_for_each(|table| {
                connection.execute(&format!("DELETE FROM {table}"), ()).map(drop)
            })
        })
    }

    /// The reports that entries behind `entry`, up to `last`, are about, in order; all reports where `entry` is `None`.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn reports_since(&self, entry: Option<i64>, last: i64) -> Result<Vec<String>, LedgerError> {
        let sql = match entry {
            None => {
                "SELECT report FROM current_versions WHERE ?1 IS NULL AND ?2 IS NOT NULL ORDER BY report"
            }
            Some(_) => {
                "SELECT DISTINCT v.report FROM entries e JOIN versions v ON v.version = e.subject
                 WHERE e.seq > ?1 AND e.seq <= ?2 ORDER BY v.report"
            }
        };
        self.ask(|connection| {
            connection
                .prepare_cached(sql)?
                .query_map(params![entry, last], |row| row.get(0))?
                .collect()
        })
    }

    /// The version of a report that stands, where an engine read it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn stands(&self, report: &str) -> Result<Option<StandingVersion>, LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT v.seq, v.version, r.reading FROM current_versions c
                     JOIN versions v ON v.seq = c.version
                     JOIN current_readings r ON r.version = c.version WHERE c.report = ?1",
                )?
                .query_row([report], version)
                .optional()
        })
    }

    /// The version of a report that was taken in.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn taken_in(&self, report: &str) -> Result<Option<StandingVersion>, LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT d.version, v.version, d.reading FROM derived_versions d
                     JOIN versions v ON v.seq = d.version WHERE d.report = ?1",
                )?
                .query_row([report], version)
                .optional()
        })
    }

    /// The reports of which some reading found this.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn reports_with(&self, finding: &Id) -> Result<Vec<String>, LedgerError> {
        self.ask(|connection| {
            connection
                .prepare_cached(
                    "SELECT DISTINCT v.report FROM findings f JOIN readings r ON r.seq = f.reading
                     JOIN versions v ON v.seq = r.version WHERE f.id = ?1 ORDER BY v.report",
                )?
                .query_map([finding.as_str()], |row| row.get(0))?
                .collect()
        })
    }

    /// The fold and block that a group was made from; `None` where there is no such group.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn block_of(&self, group: &Id) -> Result<Option<(Layer, String)>, LedgerError> {
        for layer in Layer::ALL {
            let found: Option<(String, String)> = self.ask(|connection| {
                connection
                    .prepare_cached(
                        "SELECT fold, block FROM derived_groups WHERE layer = ?1 AND id = ?2",
                    )?
                    .query_row([layer.as_str(), group.as_str()], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .optional()
            })?;
            let found = found.and_then(|(fold, block)| Some((Layer::from_word(&fold)?, block)));
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    pub(crate) fn ask<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        work(&self.ledger.connection).at(&self.ledger.path)
    }
}

fn version(row: &rusqlite::Row<'_>) -> rusqlite::Result<StandingVersion> {
    Ok(StandingVersion { number: row.get(0)?, version: row.get(1)?, reading: row.get(2)? })
}

/// Keys are strings and numbers finite, so nothing here can fail to be JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
