//! Adding reports: one thread reads them and puts them on record, and tells how far it is and what failed.
//!
//! It is the only part of the desk that writes. What is sent waits in memory, and only so much of it.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use onrecord::Engine;
use onrecord::ledger::{Appended, Ledger, Reading};
use onrecord::read::{self, Hint};
use serde::Serialize;

use super::problem::Problem;
use crate::loader::with_causes;

/// Bytes that may wait.
const WAITING: usize = 64 << 20;
/// Batches whose outcome is remembered.
const REMEMBERED: usize = 200;

/// Something to read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    /// What it is called.
    pub(crate) hint: Hint,
    /// What it is.
    pub(crate) bytes: Vec<u8>,
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
    /// `waiting`, `reading`, `added` or `failed`.
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
    /// Starts the thread that reads; the reader's weights are loaded when there is something to read.
    pub(crate) fn start(
        ledger: PathBuf,
        reader: Option<PathBuf>,
        rules: Option<PathBuf>,
    ) -> anyhow::Result<Adding> {
        let shared = Arc::new(Shared::default());
        let worker = Worker { shared: Arc::clone(&shared), ledger, reader, rules, engine: None };
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
        let item =
            |one: &Sent| Item { name: one.hint.name.clone(), state: "waiting", ..Item::default() };
        let items = sent.iter().map(item).collect();
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
        batch.done = batch.items.iter().all(|item| matches!(item.state, "added" | "failed"));
    }
}

struct Worker {
    shared: Arc<Shared>,
    ledger: PathBuf,
    reader: Option<PathBuf>,
    rules: Option<PathBuf>,
    engine: Option<Engine>,
}

impl Worker {
    fn run(mut self) {
        loop {
            let (id, at, sent) = self.next();
            self.shared.tell(id, at, |item| item.state = "reading");
            let bytes = sent.bytes.len();
            let read = self.add(&sent);
            self.shared.lock().bytes -= bytes;
            self.shared.tell(id, at, |item| match read {
                Ok((reports, notices)) => {
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
