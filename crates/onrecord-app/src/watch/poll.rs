//! One look at one feed: what is new there, what was changed, and when to look again.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use anyhow::bail;
use onrecord::model::Report;
use onrecord::read::{self, Entry, Hint};

use super::plan::{Feed, LONGEST, Plan};
use super::state::{EntryState, FeedState};
use crate::fetch::{Asked, Polite, Refused};
use crate::loader::with_causes;

/// Most entries of one feed that are remembered beyond those that it lists.
const REMEMBERED: usize = 2_000;

/// A report that a feed led to, and the bytes of its page.
#[derive(Debug)]
pub(crate) struct Taken {
    /// The report.
    pub(crate) report: Report,
    /// The bytes; empty where the feed's own words were taken.
    pub(crate) raw: Vec<u8>,
    /// Where it was.
    pub(crate) input: String,
}

/// A look at one feed.
pub(crate) struct Poll<'a> {
    /// The plan.
    pub(crate) plan: &'a Plan,
    /// The feed.
    pub(crate) feed: &'a Feed,
    /// Fetches.
    pub(crate) visitor: &'a mut Polite,
    /// Says what could not be had.
    pub(crate) complain: &'a dyn Fn(&str),
    /// The moment, in seconds since 1970.
    pub(crate) now: u64,
}

impl Poll<'_> {
    /// Looks at the feed; gives what is to be put on record. `state` is as after that, once it has been.
    pub(crate) fn look(&mut self, state: &mut FeedState) -> Vec<Taken> {
        let mut taken = Vec::new();
        let mut wait = None;
        state.set_right(self.now);
        // Before the feed, so that no page is asked for twice in one look.
        self.look_again(state, &mut taken);
        match self.feed_itself(state, &mut wait) {
            Ok(Some((entries, own))) => self.entries(entries, own, state, &mut taken),
            Ok(None) => {}
            Err(cause) => {
                (self.complain)(&format!("{cause:#}"));
                state.failures += 1;
            }
        }
        self.forget(state);
        state.due = self.now.saturating_add(self.pause(state.failures, wait).as_secs());
        taken
    }

    /// The feed's entries, and what it says of them itself; nothing where it has not changed.
    fn feed_itself(
        &mut self,
        state: &mut FeedState,
        wait: &mut Option<Duration>,
    ) -> anyhow::Result<Option<(Vec<Entry>, Vec<Report>)>> {
        let url = &self.feed.url;
        let found = self.visitor.get(url, &state.asked)?;
        *wait = found.wait;
        if found.is_unchanged() {
            state.failures = 0;
            return Ok(None);
        }
        if !found.is_success() {
            bail!("{url}: the server answers {}; it is asked again later", found.status);
        }
        let Some(entries) = read::entries(&found.bytes) else {
            bail!("{url}: not a feed; give the address of an RSS, Atom or JSON Feed");
        };
        let hint = Hint {
            outlet: self.feed.outlet.clone(),
            charset: found.charset,
            ..Hint::named(url.clone())
        };
        let own =
            read::read(&found.bytes, &hint).map(|reading| reading.reports).unwrap_or_default();
        state.failures = 0;
        state.asked = found.next;
        Ok(Some((entries, own)))
    }

    fn entries(
        &mut self,
        entries: Vec<Entry>,
        own: Vec<Report>,
        state: &mut FeedState,
        taken: &mut Vec<Taken>,
    ) {
        for known in state.entries.values_mut() {
            known.gone = true;
        }
        for entry in entries {
            let known = state.entries.entry(entry.id.clone()).or_default();
            let is_new = known.first == 0;
            let is_changed = entry.modified.is_some() && entry.modified != known.modified;
            known.gone = false;
            if known.taken && !is_changed {
                continue;
            }
            if is_new {
                known.first = self.now;
            }
            known.url = entry.url.clone();
            known.modified = entry.modified.clone();
            let own = own.iter().find(|report| match &entry.url {
                Some(url) => report.url.as_ref() == Some(url),
                None => report.id == entry.id,
            });
            match (&entry.url, self.feed.follow) {
                (Some(url), true) => {
                    let hint = Hint {
                        outlet: entry.outlet.clone().or(self.feed.outlet.clone()),
                        ..entry.hint()
                    };
                    self.page(url, hint, known, own, taken);
                }
                _ => {
                    known.taken = true;
                    taken.extend(own.map(|own| Taken {
                        report: own.clone(),
                        raw: Vec::new(),
                        input: self.feed.url.clone(),
                    }));
                }
            }
        }
    }

    /// Fetches a page, unless it is as it was.
    fn page(
        &mut self,
        url: &str,
        hint: Hint,
        known: &mut EntryState,
        own: Option<&Report>,
        taken: &mut Vec<Taken>,
    ) {
        known.last = self.now;
        let asked = if known.taken { known.asked.clone() } else { Asked::default() };
        let found = self.visitor.get(url, &asked).and_then(|page| match page.status {
            304 => Ok(None),
            200 => {
                let hint = Hint { charset: page.charset.clone(), ..hint };
                let reading = read::read(&page.bytes, &hint)
                    .map_err(|error| anyhow::anyhow!(with_causes(&error)))?;
                Ok(Some((reading.reports, page)))
            }
            status => bail!("{url}: the server answers {status}"),
        });
        match found {
            Ok(None) => {}
            Ok(Some((reports, page))) => {
                known.taken = true;
                known.asked = page.next;
                let new = |report| Taken { report, raw: page.bytes.clone(), input: url.to_owned() };
                taken.extend(reports.into_iter().map(new));
            }
            Err(cause) => {
                (self.complain)(&format!("{cause:#}"));
                // What programs may not have is not asked for again; the feed's own words are all there is.
                let refused = cause
                    .downcast_ref::<Refused>()
                    .is_some_and(|cause| matches!(cause, Refused::ByRobots(_)));
                if refused && !known.taken {
                    known.taken = true;
                    known.url = None;
                    taken.extend(own.map(|own| Taken {
                        report: own.clone(),
                        raw: Vec::new(),
                        input: self.feed.url.clone(),
                    }));
                }
            }
        }
    }

    /// Pages that were taken not long ago: publishers change them without a word.
    fn look_again(&mut self, state: &mut FeedState, taken: &mut Vec<Taken>) {
        let (after, most) = (self.plan.look_again.as_secs(), self.plan.look_again_for.as_secs());
        let now = self.now;
        let outlet = self.feed.outlet.clone();
        for known in state.entries.values_mut() {
            let is_due = known.taken
                && now >= known.last.saturating_add(after)
                && now <= known.first.saturating_add(most);
            let Some(url) = known.url.clone().filter(|_| is_due && self.feed.follow) else {
                continue;
            };
            let hint =
                Hint { url: Some(url.clone()), outlet: outlet.clone(), ..Hint::named(url.clone()) };
            self.page(&url, hint, known, None, taken);
        }
    }

    /// Lets go of the oldest entries that the feed lists no more.
    fn forget(&self, state: &mut FeedState) {
        let most = self.plan.look_again_for.as_secs();
        let now = self.now;
        state.entries.retain(|_, known| {
            !(known.gone && now > known.first + most.max(30 * LONGEST.as_secs()))
        });
        let mut gone: Vec<(u64, String)> = state
            .entries
            .iter()
            .filter(|(_, known)| known.gone)
            .map(|(id, known)| (known.first, id.clone()))
            .collect();
        gone.sort();
        for (_, id) in gone.iter().take(gone.len().saturating_sub(REMEMBERED)) {
            state.entries.remove(id);
        }
    }

    /// Until the next look: twice as long after each failure, as long as the server asks, and never to the second the same, so
    /// that not all who watch come at once.
    fn pause(&self, failures: u32, wait: Option<Duration>) -> Duration {
        let every = self.plan.every(self.feed).as_secs();
        let backed_off =
            every.saturating_mul(1 << failures.min(10)).min(LONGEST.as_secs().max(every));
        let seconds = backed_off.max(wait.map_or(0, |wait| wait.as_secs()));
        let jitter = RandomState::new().build_hasher().finish() % (seconds / 10 + 1);
        Duration::from_secs(seconds + jitter)
    }
}
