//! Adding reports: one thread reads them and puts them on record, and tells how far it is and what failed.
//!
//! It is the only part of the desk that writes. What is sent waits in memory, and only so much of it.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use onrecord::Engine;
use onrecord::ledger::{Appended, Ledger, Reading};
use onrecord::read::{self, Entry, Hint};
use serde::Serialize;

use super::fetching::Fetching;
use super::problem::Problem;
use crate::loader::with_causes;

/// Bytes that may wait.
const WAITING: usize = 64 << 20;
/// Batches whose outcome is remembered.
const REMEMBERED: usize = 200;

/// Entries of one feed that are fetched.
const ENTRIES: usize = 100;

/// Something to read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    /// What it is called.
    pub(crate) hint: Hint,
    /// What it is; empty where it is still to be fetched.
    pub(crate) bytes: Vec<u8>,
    /// Where it is to be fetched from: a page, a file, a feed.
    pub(crate) address: Option<String>,
    /// Is it an entry of a feed? Then it is not followed further.
    is_entry: bool,
}

impl Sent {
    /// Bytes that came along.
    pub(crate) fn bytes(hint: Hint, bytes: Vec<u8>) -> Sent {
        Sent { hint, bytes, ..Sent::default() }
    }

    /// What stands at an address.
    pub(crate) fn address(address: &str, hint: Hint) -> Sent {
        let hint = Hint { name: address.to_owned(), ..hint };
        Sent { hint, address: Some(address.to_owned()), ..Sent::default() }
    }
}

/// What was sent together.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Batch {
    /// Its number.
    pub(crate) id: u64,
    /// Who sent it.
    pub(crate) by: Option<String>,
    /// Is everything done, one way or the other?
    pub(crate) done: bool,
    /// What was sent, and how far each is.
    pub(crate) items: Vec<Item>,
}

/// One file or text.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Item {
    /// What it is called.
    pub(crate) name: String,
    /// `waiting`, `reading`, `added`, `followed` (a feed whose entries stand below it) or `failed`.
    pub(crate) state: &'static str,
    /// Why it failed, or what was not understood in it.
    pub(crate) why: Vec<String>,
    /// The reports that came of it.
    pub(crate) reports: Vec<Added>,
}

/// A report that came of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Added {
    /// Its id.
    pub(crate) report: String,
    /// Its version.
    pub(crate) version: String,
    /// Its headline.
    pub(crate) title: Option<String>,
    /// `new`, `new_version`, `older_version`, `seen_again`, `new_reading` or `known`.
    pub(crate) outcome: &'static str,
    /// Statements found.
    pub(crate) statements: usize,
    /// Figures found.
    pub(crate) figures: usize,
}

/// Takes what is sent.
#[derive(Debug)]
pub(crate) struct Adding {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    last: u64,
    bytes: usize,
    waiting: VecDeque<(u64, usize, Sent)>,
    batches: BTreeMap<u64, Batch>,
}

impl Adding {
    /// Starts the thread that reads, and fetches also from the hosts `allowed`; the reader's weights are loaded when there is something to read.
    pub(crate) fn start(
        ledger: PathBuf,
        reader: Option<PathBuf>,
        rules: Option<PathBuf>,
        allowed: Vec<String>,
    ) -> anyhow::Result<Adding> {
        let shared = Arc::new(Shared::default());
        let worker = Worker {
            shared: Arc::clone(&shared),
            ledger,
            reader,
            rules,
            engine: None,
            fetching: Fetching::from(allowed),
        };
        std::thread::Builder::new().name("adding".into()).spawn(move || worker.run())?;
        Ok(Adding { shared })
    }

    /// Takes a batch; gives its number.
    pub(crate) fn take(&self, by: Option<String>, sent: Vec<Sent>) -> Result<u64, Problem> {
        let mut queue = self.shared.lock();
        let bytes: usize = sent.iter().map(|one| one.bytes.len()).sum();
        if queue.bytes + bytes > WAITING {
            return Err(Problem::too_much("too much is waiting to be read; try again in a while"));
        }
        queue.bytes += bytes;
        queue.last += 1;
        let id = queue.last;
        let items = sent.iter().map(Item::waiting).collect();
        queue.batches.insert(id, Batch { id, by, done: sent.is_empty(), items });
        while queue.batches.len() > REMEMBERED
            && queue.batches.values().next().is_some_and(|b| b.done)
        {
            queue.batches.pop_first();
        }
        queue.waiting.extend(sent.into_iter().enumerate().map(|(at, one)| (id, at, one)));
        self.shared.more.notify_one();
        Ok(id)
    }

    /// How far a batch is.
    pub(crate) fn batch(&self, id: u64) -> Option<Batch> {
        self.shared.lock().batches.get(&id).cloned()
    }

    /// The batches that are remembered, the last first.
    pub(crate) fn batches(&self) -> Vec<Batch> {
        self.shared.lock().batches.values().rev().take(20).cloned().collect()
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, id: u64, at: usize, change: impl FnOnce(&mut Item)) {
        let mut queue = self.lock();
        let Some(batch) = queue.batches.get_mut(&id) else { return };
        if let Some(item) = batch.items.get_mut(at) {
            change(item);
        }
        let is_done = |item: &Item| matches!(item.state, "added" | "followed" | "failed");
        batch.done = batch.items.iter().all(is_done);
    }

    /// Adds to a batch what was found on the way, before anything else that waits.
    fn also(&self, id: u64, sent: Vec<Sent>) {
        let mut queue = self.lock();
        let Some(batch) = queue.batches.get_mut(&id) else { return };
        let first = batch.items.len();
        batch.items.extend(sent.iter().map(Item::waiting));
        let places = sent.into_iter().enumerate().rev();
        places.for_each(|(at, one)| queue.waiting.push_front((id, first + at, one)));
    }
}

impl Item {
    fn waiting(sent: &Sent) -> Item {
        Item { name: sent.hint.name.clone(), state: "waiting", ..Item::default() }
    }
}

struct Worker {
    shared: Arc<Shared>,
    ledger: PathBuf,
    reader: Option<PathBuf>,
    rules: Option<PathBuf>,
    engine: Option<Engine>,
    fetching: Fetching,
}

/// What came of something that was sent.
enum Came {
    /// Reports, and what was not understood.
    Reports(Vec<Added>, Vec<String>),
    /// A feed: its entries wait to be fetched.
    Feed(usize),
}

impl Worker {
    fn run(mut self) {
        loop {
            let (id, at, sent) = self.next();
            self.shared.tell(id, at, |item| item.state = "reading");
            let bytes = sent.bytes.len();
            let read = self.take(id, sent);
            self.shared.lock().bytes -= bytes;
            self.shared.tell(id, at, |item| match read {
                Ok(Came::Feed(entries)) => {
                    item.state = "followed";
                    item.why = vec![format!("a feed of {entries} entries")];
                }
                Ok(Came::Reports(reports, notices)) => {
                    item.state = if reports.is_empty() { "failed" } else { "added" };
                    (item.reports, item.why) = (reports, notices);
                }
                Err(why) => {
                    item.state = "failed";
                    item.why = vec![why];
                }
            });
        }
    }

    fn next(&self) -> (u64, usize, Sent) {
        let mut queue = self.shared.lock();
        loop {
            match queue.waiting.pop_front() {
                Some(next) => return next,
                None => {
                    let woken = self.shared.more.wait(queue);
                    queue = woken.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Fetches what is still to be fetched, reads and adds.
    fn take(&mut self, id: u64, mut sent: Sent) -> Result<Came, String> {
        if let Some(address) = sent.address.take() {
            let page = self.fetching.get(&address)?;
            let entries = if sent.is_entry { None } else { read::entries(&page.bytes) };
            if let Some(entries) = entries {
                return self.follow(id, &entries, &sent.hint);
            }
            sent.hint.url = Some(page.url);
            sent.hint.charset = page.charset;
            sent.bytes = page.bytes;
        }
        let (added, notices) = self.add(&sent)?;
        Ok(Came::Reports(added, notices))
    }

    /// The entries of a feed, each to be fetched on its own; what has no page of its own is left out.
    fn follow(&self, id: u64, entries: &[Entry], feed: &Hint) -> Result<Came, String> {
        let pages = entries.iter().filter_map(|entry| {
            let address = entry.url.as_ref()?;
            let outlet = entry.outlet.clone().or(feed.outlet.clone());
            let hint = Hint { outlet, ..entry.hint() };
            Some(Sent { is_entry: true, ..Sent::address(address, hint) })
        });
        let pages: Vec<Sent> = pages.take(ENTRIES).collect();
        if pages.is_empty() {
            return Err("a feed none of whose entries has an address".to_owned());
        }
        let count = pages.len();
        self.shared.also(id, pages);
        Ok(Came::Feed(count))
    }

    /// Reads and adds; gives what came of it and what was not understood, or why nothing did.
    fn add(&mut self, sent: &Sent) -> Result<(Vec<Added>, Vec<String>), String> {
        let found = read::read(&sent.bytes, &sent.hint).map_err(|error| with_causes(&error))?;
        let mut notices: Vec<String> =
            found.failed.iter().map(|error| with_causes(error)).collect();
        notices.extend(found.reports.iter().flat_map(|report| report.notices.clone()));
        if self.engine.is_none() {
            let engine = Engine::with(self.reader.as_deref(), self.rules.as_deref());
            self.engine = Some(engine.map_err(|error| with_causes(&error))?);
        }
        let Some(engine) = &self.engine else { return Ok((Vec::new(), notices)) };
        let mut ledger = Ledger::open(&self.ledger).map_err(|error| with_causes(&error))?;
        let mut added = Vec::new();
        for report in found.reports {
            let findings = engine.findings(&report);
            let (statements, figures) = (findings.statements.len(), findings.figures.len());
            let (id, title) = (report.id.clone(), report.title.clone());
            let engine = engine.name().to_owned();
            let reading = Reading { report, raw: &sent.bytes, engine, findings };
            let appended = ledger.append(&[reading]).map_err(|error| with_causes(&error))?;
            let Some(appended) = appended.first() else { continue };
            let version = appended.version().to_owned();
            let outcome = outcome(appended);
            added.push(Added { report: id, version, title, outcome, statements, figures });
        }
        Ok((added, notices))
    }
}

fn outcome(appended: &Appended) -> &'static str {
    match appended {
        Appended::New { .. } => "new",
        Appended::NewVersion { .. } => "new_version",
        Appended::OlderVersion { .. } => "older_version",
        Appended::SeenAgain { .. } => "seen_again",
        Appended::NewReading { .. } => "new_reading",
        _ => "known",
    }
}
