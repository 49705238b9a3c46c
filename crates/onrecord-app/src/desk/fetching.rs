//! Fetching for the desk: one address at a time, politely, and never from inside the network it runs in.

use std::time::Duration;

use crate::fetch::{Asked, Client, Fetched, Limits, Polite};

/// Between two requests to one site.
const PAUSE: Duration = Duration::from_secs(1);

/// Fetches; what it needs is made when something is fetched first.
pub(crate) struct Fetching {
    allowed: Vec<String>,
    visitor: Option<Polite>,
}

impl Fetching {
    /// From the public Internet, and from the hosts `allowed`.
    pub(crate) fn from(allowed: Vec<String>) -> Fetching {
        Fetching { allowed, visitor: None }
    }

    /// What stands at `address`; else why it cannot be had, in words.
    pub(crate) fn get(&mut self, address: &str) -> Result<Fetched, String> {
        let visitor = self.visitor.get_or_insert_with(|| {
            Polite::new(Client::allowing(&self.allowed, Limits::default()), PAUSE)
        });
        let page = visitor.get(address, &Asked::default()).map_err(|cause| format!("{cause:#}"))?;
        match page.is_success() {
            true => Ok(page),
            false => Err(format!("{address}: the server answers {}", page.status)),
        }
    }
}
