//! Pages of what the record keeps across reports, as they were looked up lately.
//!
//! A page of a few groups costs little and is looked up whenever somebody asks. Where one group has thousands of tellings, all of them are read
//! to count who stands behind it; such a page is looked up again beside the requests, in a part of the time, and shows what was found last.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use onrecord::view::View;

use super::Desk;
use super::asked::Asked;
use super::problem::Problem;

/// What rests on fewer tellings is looked up while the reader waits, and not kept.
const FEW: usize = 300;
/// Pages that are kept.
const KEPT: usize = 12;
/// Looking up one page again and again takes at most one part in so many of the time.
const SHARE: u32 = 10;

/// How a page is looked up: what stands on it, and on how many tellings it rests.
pub(crate) type Look<T> = fn(&View<'_>, &Asked) -> Result<(T, usize), Problem>;

/// Pages by what was asked.
#[derive(Debug)]
pub(crate) struct Lately<T>(Arc<Mutex<BTreeMap<String, Kept<T>>>>);

#[derive(Debug)]
struct Kept<T> {
    page: Arc<T>,
    /// How many reviews there were that may keep something from view.
    withholding: u64,
    at: Instant,
    took: Duration,
    is_awaited: bool,
}

impl<T> Default for Lately<T> {
    fn default() -> Lately<T> {
        Lately(Arc::default())
    }
}

impl<T> Clone for Lately<T> {
    fn clone(&self) -> Lately<T> {
        Lately(Arc::clone(&self.0))
    }
}

impl<T: Send + Sync + 'static> Lately<T> {
    /// The page that is asked for.
    pub(crate) async fn page(
        &self,
        desk: &Arc<Desk>,
        asked: &Asked,
        look: Look<T>,
    ) -> Result<Arc<T>, Problem> {
        let Some((page, is_due)) = self.known(desk, &asked.query()) else {
            return self.look(desk, asked, look).await;
        };
        if is_due {
            let (lately, desk, asked) = (self.clone(), Arc::clone(desk), asked.clone());
            // The next who asks will see what came of it.
            tokio::spawn(async move {
                let _ = lately.look(&desk, &asked, look).await;
                if let Some(kept) = lately.lock().get_mut(&asked.query()) {
                    kept.is_awaited = false;
                }
            });
        }
        Ok(page)
    }

    /// The page as it was found last, and whether it is to be looked up again; `None` where whoever asks must wait for that.
    fn known(&self, desk: &Desk, query: &str) -> Option<(Arc<T>, bool)> {
        let withholding = desk.situation.reviews().withholding;
        let mut pages = self.lock();
        let kept = pages.get_mut(query)?;
        // What may show something that is withheld now is shown to nobody.
        if kept.withholding < withholding {
            pages.remove(query);
            return None;
        }
        let is_due = !kept.is_awaited && kept.at.elapsed() > kept.took * SHARE;
        kept.is_awaited |= is_due;
        Some((Arc::clone(&kept.page), is_due))
    }

    async fn look(&self, desk: &Desk, asked: &Asked, look: Look<T>) -> Result<Arc<T>, Problem> {
        let wanted = asked.clone();
        let read = desk.readers.read(move |view| {
            let begun = Instant::now();
            let (page, tellings) = look(view, &wanted)?;
            let withholding = view.reviews_so_far()?.withholding;
            let (page, at, took) = (Arc::new(page), Instant::now(), begun.elapsed());
            let kept = Kept { page, withholding, at, took, is_awaited: false };
            Ok((kept, tellings))
        });
        let (kept, tellings) = read.await?;
        let page = Arc::clone(&kept.page);
        let mut pages = self.lock();
        if tellings < FEW {
            pages.remove(&asked.query());
            return Ok(page);
        }
        if pages.len() >= KEPT && !pages.contains_key(&asked.query()) {
            let oldest = pages.iter().min_by_key(|(_, kept)| kept.at);
            let oldest = oldest.map(|(query, _)| query.clone());
            oldest.map(|query| pages.remove(&query));
        }
        pages.insert(asked.query(), kept);
        Ok(page)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Kept<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
