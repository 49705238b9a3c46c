//! How many findings have which value, for the facets of a page: counted over the latest of them, and kept for a while.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use onrecord::ledger::{Facet, FindingKind};

use super::Desk;
use super::problem::Problem;

/// Counting is done again at most so often where it takes long.
const KEPT: Duration = Duration::from_secs(20);
/// What rests on fewer findings is counted while the reader waits.
const FEW: u64 = 2_000;

/// The values of each facet (`None` for outlets) with their counts, and on how many findings they rest.
pub(crate) type Counted = (Vec<(Option<Facet>, Vec<(String, u64)>)>, u64);

/// Counts that are kept, with when they were made and the record's last entry then.
type Kept = (Instant, u64, Arc<Counted>);

/// Counts facets, and keeps what it counted.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    kept: Mutex<Option<Kept>>,
    is_counting: AtomicBool,
}

impl Counts {
    /// The counts of statements; those made before, where making them takes long.
    pub(crate) async fn statements(desk: &Arc<Desk>) -> Result<Arc<Counted>, Problem> {
        let now = desk.news.now().last_entry;
        let known = desk.counts.lock().clone();
        let Some((at, entry, counted)) = known else { return Counts::count(desk, now).await };
        if entry != now && counted.1 <= FEW {
            return Counts::count(desk, now).await;
        }
        let is_old = entry != now && at.elapsed() > KEPT;
        if is_old && !desk.counts.is_counting.swap(true, Ordering::Relaxed) {
            let desk = Arc::clone(desk);
            tokio::spawn(async move {
                // The next who asks will see what came of it.
                let _ = Counts::count(&desk, now).await;
                desk.counts.is_counting.store(false, Ordering::Relaxed);
            });
        }
        Ok(counted)
    }

    /// Forgets what was counted: somebody decided that it is to be shown otherwise.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    async fn count(desk: &Desk, now: u64) -> Result<Arc<Counted>, Problem> {
        let facets = [Facet::Act, Facet::Standing, Facet::Verification, Facet::Topic];
        let count =
            desk.readers.read(move |view| Ok(view.facets(FindingKind::Statement, &facets)?));
        let counted = Arc::new(count.await?);
        *desk.counts.lock() = Some((Instant::now(), now, Arc::clone(&counted)));
        Ok(counted)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
