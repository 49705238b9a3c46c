//! Connections to the record for looking things up: a few, each used by one request at a time.
//!
//! Everything that is looked up goes through a [`View`]: what reviewers decided, and what the desk may show, is worked out
//! once for each connection and state of the record.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use onrecord::ledger::Ledger;
use onrecord::model::Sensitivity;
use onrecord::view::{Kept, View};
use tokio::sync::Semaphore;

use super::problem::Problem;

/// Connections at most. Each has a cache of its own.
const MOST: usize = 3;

/// The record, to look things up in.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    ceiling: Sensitivity,
    idle: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

/// A connection, and what is kept from view as of its last look.
#[derive(Debug)]
struct Connection {
    ledger: Ledger,
    kept: Kept,
}

impl Connection {
    /// Does `work` on the record as it is now, whatever comes meanwhile.
    fn read<T>(
        &mut self,
        work: impl FnOnce(&View<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let _held = self.ledger.hold()?;
        if !self.kept.is_current(&self.ledger)? {
            self.kept = Kept::of(&self.ledger, self.kept.ceiling())?;
        }
        work(&View::with(&self.ledger, &self.kept))
    }
}

impl Readers {
    /// Of the record at `path`, up to `ceiling`. Opens nothing yet.
    pub(crate) fn of(path: PathBuf, ceiling: Sensitivity) -> Readers {
        Readers { path, ceiling, idle: Mutex::new(Vec::new()), turns: Semaphore::new(MOST) }
    }

    /// The most sensitive that is shown.
    pub(crate) fn ceiling(&self) -> Sensitivity {
        self.ceiling
    }

    /// Does `work` with a connection, beside the asynchronous threads; waits for one where all are in use.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&View<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.turns.acquire().await.map_err(|_| Problem::stopping())?;
        let readers = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || readers.now(work)).await;
        done.unwrap_or_else(|cause| Err(Problem::of_ours(&cause)))
    }

    /// The same on this thread, and without waiting.
    pub(crate) fn now<T>(
        &self,
        work: impl FnOnce(&View<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => {
                let ledger = Ledger::open_read_only(&self.path)?;
                let kept = Kept::of(&ledger, self.ceiling)?;
                Connection { ledger, kept }
            }
        };
        let done = connection.read(work);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST {
            idle.push(connection);
        }
        done
    }
}
