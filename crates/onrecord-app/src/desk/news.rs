//! News: how much is on record now, watched once for all who want to know.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use onrecord::ledger::{Extent, ReviewsSoFar};
use onrecord::view::View;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};

use super::problem::Problem;
use super::readers::Readers;

/// How often the record is looked at. Another process may add to it.
const EVERY: Duration = Duration::from_secs(1);
/// Listeners at a time: each holds a connection.
const LISTENERS: usize = 100;

/// How much is on record, and how many reviews there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Now {
    extent: Extent,
    reviews: ReviewsSoFar,
}

/// Knows how much is on record, and tells when that changes.
#[derive(Clone, Debug)]
pub(crate) struct News {
    now: watch::Receiver<Now>,
    places: Arc<Semaphore>,
}

impl News {
    /// Begins to look.
    pub(crate) fn watch(readers: Arc<Readers>) -> News {
        let look =
            |view: &View<'_>| Ok(Now { extent: view.extent()?, reviews: view.reviews_so_far()? });
        let (tell, now) = watch::channel(readers.now(look).unwrap_or_default());
        tokio::spawn(async move {
            while !tell.is_closed() {
                tokio::time::sleep(EVERY).await;
                if let Ok(found) = readers.read(look).await {
                    tell.send_if_modified(|known| std::mem::replace(known, found) != found);
                }
            }
        });
        News { now, places: Arc::new(Semaphore::new(LISTENERS)) }
    }

    /// How much is on record, as of the last look.
    pub(crate) fn now(&self) -> Extent {
        self.now.borrow().extent
    }

    /// How many reviews there are, as of the last look.
    pub(crate) fn reviews(&self) -> ReviewsSoFar {
        self.now.borrow().reviews
    }

    /// Waits until there is more.
    pub(crate) async fn more(&mut self) -> Option<Extent> {
        self.now.changed().await.ok()?;
        Some(self.now.borrow_and_update().extent)
    }

    /// The news as they come, for a browser or a program.
    pub(crate) fn stream(&self) -> Result<Response, Problem> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Problem::too_much("too many listen to the news already"))?;
        let mut extent = self.now.clone();
        extent.mark_changed();
        let events = futures_util::stream::unfold((extent, place), |(mut extent, place)| async {
            extent.changed().await.ok()?;
            let told = told(extent.borrow_and_update().extent);
            let event = Event::default().event("extent").id(told["last_entry"].to_string());
            let event = event.data(told.to_string());
            Some((Ok::<_, Infallible>(event), (extent, place)))
        });
        Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
    }
}

/// How much is on record, for programs.
pub(crate) fn told(extent: Extent) -> Value {
    json!({
        "reports": extent.reports, "versions": extent.versions, "findings": extent.findings,
        "last_entry": extent.last_entry,
    })
}
