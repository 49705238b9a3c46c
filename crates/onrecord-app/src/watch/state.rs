//! What was seen, in a file beside the ledger, so that a restart asks for nothing again.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::fetch::Asked;
use crate::plain::plain;

/// What was seen of all feeds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// Feeds, by address.
    #[serde(default)]
    pub(crate) feeds: BTreeMap<String, FeedState>,
    /// The ledger's entry up to which matches were told; `None` before the first run.
    #[serde(default)]
    pub(crate) told: Option<u64>,
    #[serde(skip)]
    path: PathBuf,
}

/// What was seen of one feed. Moments are seconds since 1970, UTC.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct FeedState {
    /// When it is to be looked at next.
    pub(crate) due: u64,
    /// Failures in a row.
    pub(crate) failures: u32,
    /// To ask with.
    #[serde(flatten)]
    pub(crate) asked: Asked,
    /// Its entries, by what the feed knows them by.
    pub(crate) entries: BTreeMap<String, EntryState>,
}

/// What was seen of one entry.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct EntryState {
    /// Where its page is.
    pub(crate) url: Option<String>,
    /// When it was first seen.
    pub(crate) first: u64,
    /// When its page was last asked for.
    pub(crate) last: u64,
    /// As the feed gave it.
    pub(crate) modified: Option<String>,
    /// To ask with.
    #[serde(flatten)]
    pub(crate) asked: Asked,
    /// Was it put on record? What could not be had is tried again.
    pub(crate) taken: bool,
    /// Is the feed done with it? Kept until it is old.
    #[serde(default)]
    pub(crate) gone: bool,
}

impl FeedState {
    /// Is its next look still to come? Not where that lies further ahead than any pause is long: then it was set while the
    /// clock was wrong, and would not come for years.
    pub(crate) fn waits(&self, now: u64, longest: Duration) -> bool {
        self.due > now && self.due - now <= longest.as_secs()
    }

    /// Moments that have not come yet were taken from a clock that was ahead: they count as now.
    pub(crate) fn set_right(&mut self, now: u64) {
        for entry in self.entries.values_mut() {
            entry.first = entry.first.min(now);
            entry.last = entry.last.min(now);
        }
    }
}

/// Seconds since 1970, UTC.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl State {
    /// The state that belongs to a ledger: `onrecord.db.watch.json` beside `onrecord.db`.
    pub(crate) fn beside(ledger: &Path) -> anyhow::Result<State> {
        let mut name: OsString = ledger.as_os_str().to_owned();
        name.push(".watch.json");
        let path = PathBuf::from(name);
        let shown = plain(&path.display().to_string());
        let read = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{shown}: not what `watch` has seen; move it away to begin anew")
            })?,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => State::default(),
            Err(cause) => return Err(cause).with_context(|| format!("{shown}: cannot be read")),
        };
        Ok(State { path, ..read })
    }

    /// Writes it down, whole or not at all.
    pub(crate) fn keep(&self) -> anyhow::Result<()> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let written = std::fs::File::create(&beside).and_then(|mut file| {
            serde_json::to_writer(&mut file, self)?;
            file.sync_all()?;
            std::fs::rename(&beside, &self.path)
        });
        written.with_context(|| {
            format!("{}: cannot be written", plain(&self.path.display().to_string()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_ahead_stops_no_feed() {
        let day = Duration::from_secs(86_400);
        let entry = EntryState { first: 4_000_000_000, last: 5, ..EntryState::default() };
        let mut feed = FeedState { due: 4_000_000_000, ..FeedState::default() };
        feed.entries.insert("a".into(), entry);
        assert!(!feed.waits(1_900_000_000, day));
        feed.due = 1_900_000_060;
        assert!(feed.waits(1_900_000_000, day) && !feed.waits(1_900_000_060, day));
        feed.set_right(1_900_000_000);
        assert_eq!((feed.entries["a"].first, feed.entries["a"].last), (1_900_000_000, 5));
    }

    #[test]
    fn what_was_seen_is_there_again_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("a.db");
        let mut state = State::beside(&ledger).unwrap();
        assert_eq!(state.told, None);
        let asked = Asked { etag: Some("\"1\"".into()), modified: None };
        let entry = EntryState { taken: true, asked: asked.clone(), ..EntryState::default() };
        let feed = FeedState {
            due: 7,
            asked,
            entries: [("g1".to_owned(), entry)].into(),
            ..FeedState::default()
        };
        state.feeds.insert("https://p.example/rss".into(), feed);
        state.told = Some(3);
        state.keep().unwrap();
        let again = State::beside(&ledger).unwrap();
        let feed = &again.feeds["https://p.example/rss"];
        assert_eq!((again.told, feed.due), (Some(3), 7));
        assert!(feed.entries["g1"].taken && feed.entries["g1"].asked.etag.is_some());
        std::fs::write(folder.path().join("b.db.watch.json"), "nonsense").unwrap();
        assert!(State::beside(&folder.path().join("b.db")).is_err());
    }
}
