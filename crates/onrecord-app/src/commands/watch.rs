//! `onrecord watch`

use std::path::PathBuf;
use std::time::Duration;

use onrecord::Engine;
use onrecord::ledger::{Appended, Ledger, LedgerError, LedgerErrorKind};

use crate::commands::add::append;
use crate::fetch::{Client, Limits, Polite};
use crate::loader;
use crate::outcome::Outcome;
use crate::session::Session;
use crate::watch::{Plan, Poll, State, Taken, Teller, now};

/// Look at feeds again and again, and put what they lead to on record.
///
/// Sites' rules for programs are kept to, what has not changed is not sent again, and a feed that fails is left alone for longer each
/// time. What was seen is kept in a file beside the ledger, so that a restart begins where the last run ended. Pages are looked at
/// again for some days: what a publisher changes becomes a new version. `docs/watch.md` tells how feeds.toml is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// The feeds, and what is to be told to whom.
    #[arg(value_name = "FEEDS.TOML")]
    plan: PathBuf,
    /// Look at every feed that is due once, and end: for a timer of the system.
    #[arg(long)]
    once: bool,
}

impl Watch {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let plan = Plan::read(&self.plan)?;
        let mut ledger = session.ledger_to_write()?;
        let engine = session.engine()?;
        let mut state = State::beside(ledger.path())?;
        // What was on record before anybody watched is told to nobody.
        if state.told.is_none() {
            state.told = Some(last_entry(&ledger)?);
            // Before anything comes on record: whoever is killed after that still knows where telling begins.
            state.keep()?;
        }
        let client = || Client::allowing(&plan.allow_host, Limits::default());
        let mut visitor = Polite::new(client(), plan.pause);
        let teller = Teller {
            matches: &plan.matches,
            client: &client(),
            rules: engine.rules(),
            complain: &Session::complain,
        };
        loop {
            let told = state.told.unwrap_or(0);
            let mut news = 0;
            for feed in &plan.feed {
                let mut seen = state.feeds.get(&feed.url).cloned().unwrap_or_default();
                if seen.waits(now(), plan.longest_pause(feed)) {
                    continue;
                }
                let mut poll = Poll {
                    plan: &plan,
                    feed,
                    visitor: &mut visitor,
                    complain: &Session::complain,
                    now: now(),
                };
                let taken = poll.look(&mut seen);
                match put(&mut ledger, &engine, taken) {
                    Ok(new) => news += new,
                    // It runs for months: who waits in vain says so and comes again, and what was met is met again.
                    Err(cause) if !self.once && is_locked(&cause) => {
                        Session::complain(&format!("{cause:#}"));
                        continue;
                    }
                    Err(cause) => return Err(cause),
                }
                // Only now: what was not put on record must be met again.
                state.feeds.insert(feed.url.clone(), seen);
                state.keep()?;
            }
            let (last, count) = teller.since(&ledger, told)?;
            state.told = Some(last);
            state.keep()?;
            if news + count > 0 || self.once {
                writeln!(session.out, "{}: {news} new, {count} told", session.ledger_name())?;
                session.out.flush()?;
            }
            if self.once {
                return Ok(Outcome::Done);
            }
            let due =
                plan.feed.iter().filter_map(|feed| state.feeds.get(&feed.url)).map(|seen| seen.due);
            let next = due.min().unwrap_or(0).saturating_sub(now()).clamp(1, 3600);
            std::thread::sleep(Duration::from_secs(next));
        }
    }
}

/// Is it only that another process was writing for longer than one waits?
fn is_locked(cause: &anyhow::Error) -> bool {
    let kind = cause.downcast_ref::<LedgerError>().map(|error| &error.kind);
    matches!(kind, Some(LedgerErrorKind::Locked { .. }))
}

fn last_entry(ledger: &Ledger) -> anyhow::Result<u64> {
    Ok(ledger.last_entry_before("9999")?)
}

/// Reads and puts on record; gives how many reports or versions were new.
fn put(ledger: &mut Ledger, engine: &Engine, taken: Vec<Taken>) -> anyhow::Result<usize> {
    let mut new = 0;
    let loaded =
        loader::read_all(engine, taken.into_iter().map(|one| (one.report, one.raw, one.input)));
    for appended in append(ledger, engine.name(), &loaded)? {
        new += usize::from(matches!(
            appended,
            Appended::New { .. } | Appended::NewVersion { .. } | Appended::OlderVersion { .. }
        ));
    }
    Ok(new)
}
