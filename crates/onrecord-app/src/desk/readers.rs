//! Connections to the record for looking things up: a few, each used by one request at a time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use onrecord::ledger::Ledger;
use tokio::sync::Semaphore;

use super::problem::Problem;

/// Connections at most. Each has a cache of its own.
const MOST: usize = 3;

/// The record, to look things up in.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Ledger>>,
    turns: Semaphore,
}

impl Readers {
    /// Opens nothing yet.
    pub(crate) fn of(path: PathBuf) -> Readers {
        Readers { path, idle: Mutex::new(Vec::new()), turns: Semaphore::new(MOST) }
    }

    /// Does `work` with a connection, beside the asynchronous threads; waits for one where all are in use.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.turns.acquire().await.map_err(|_| Problem::stopping())?;
        let readers = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || readers.now(work)).await;
        done.unwrap_or_else(|cause| Err(Problem::of_ours(&cause)))
    }

    /// The same on this thread, and without waiting.
    pub(crate) fn now<T>(
        &self,
        work: impl FnOnce(&Ledger) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let ledger = match idle {
            Some(ledger) => ledger,
            None => Ledger::open_read_only(&self.path)?,
        };
        let done = work(&ledger);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST {
            idle.push(ledger);
        }
        done
    }
}
