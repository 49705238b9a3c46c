//! How many findings have which value, for the facets of a page: counted over the latest of them, and kept for a while.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use onrecord::ledger::{Facet, FindingKind};

use super::Desk;
use super::problem::Problem;

/// Counting is done again at most so often.
const KEPT: Duration = Duration::from_secs(20);

/// The values of each facet (`None` for outlets) with their counts, and on how many findings they rest.
pub(crate) type Counted = (Vec<(Option<Facet>, Vec<(String, u64)>)>, u64);

/// Counts that are kept, with the record's last entry when they were made.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    kept: Mutex<Option<(Instant, u64, Arc<Counted>)>>,
}

impl Counts {
    /// The counts of statements.
    pub(crate) async fn statements(&self, desk: &Desk) -> Result<Arc<Counted>, Problem> {
        let now = desk.news.now().last_entry;
        if let Some((at, entry, counted)) =
            &*self.kept.lock().unwrap_or_else(PoisonError::into_inner)
            && (*entry == now || (at.elapsed() < KEPT && counted.1 > 2_000))
        {
            return Ok(Arc::clone(counted));
        }
        let facets = [Facet::Act, Facet::Standing, Facet::Verification];
        let count =
            desk.readers.read(move |ledger| Ok(ledger.facets(FindingKind::Statement, &facets)?));
        let counted = Arc::new(count.await?);
        let kept = Some((Instant::now(), now, Arc::clone(&counted)));
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        Ok(counted)
    }
}
