//! The desk: pages to look at, an interface for programs, and a place to add reports, over HTTP.
//!
//! A request comes in through [`server`], which has patience with nobody, and [`security`], which knows who may ask; a
//! page ([`pages`]) or an answer for programs ([`api`]) looks up what it shows through [`readers`], a page at a time, and
//! what follows across reports in [`situation`], which is worked out beside the requests. What is added goes through
//! [`adding`], the only one here that writes.
//!
//! Only here, and in [`crate::mcp`], is anything asynchronous; what is looked up and shown is not.

pub(crate) mod adding;
mod answer;
mod api;
mod asked;
mod assets;
mod beside;
mod cookies;
mod counts;
mod fetching;
mod keeping;
mod lately;
mod looking;
mod map;
mod news;
mod pages;
mod problem;
pub(crate) mod readers;
mod reviewing;
mod routes;
mod rows;
mod security;
mod server;
pub(crate) mod situation;
pub(crate) mod token;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use asked::{PARAMETERS, Takes};
pub(crate) use looking::Looking;

use adding::Adding;
use beside::Beside;
use counts::Counts;
use lately::Lately;
use news::News;
use onrecord::boards::{Board, DisputeRow, IncidentRow};
use onrecord::ledger::Ledger;
use onrecord::model::{Review, Sensitivity};
use problem::Problem;
use readers::Readers;
use security::Guard;
use situation::Situation;

/// What a desk is opened with.
#[derive(Debug)]
pub(crate) struct Opening {
    /// The record.
    pub(crate) ledger: PathBuf,
    /// Folder of another reader.
    pub(crate) reader: Option<PathBuf>,
    /// Folder of other rules.
    pub(crate) rules: Option<PathBuf>,
    /// Where it listens.
    pub(crate) listener: TcpListener,
    /// Names by which it may be asked for, besides addresses and `localhost`.
    pub(crate) hosts: Vec<String>,
    /// Hosts that may be fetched from although they are not on the public Internet.
    pub(crate) allowed: Vec<String>,
    /// SHA-256 of the token that guards it.
    pub(crate) token: Option<[u8; 32]>,
    /// The most sensitive that it shows.
    pub(crate) ceiling: Sensitivity,
    /// May it write to the record?
    pub(crate) writes: bool,
    /// So many of the latest reports are looked at together.
    pub(crate) window: u32,
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Desk {
    readers: Arc<Readers>,
    situation: Situation,
    adding: Option<Adding>,
    guard: Guard,
    news: News,
    counts: Counts,
    disputes: Lately<Board<DisputeRow>>,
    incidents: Lately<Board<IncidentRow>>,
    /// Where reviews are written; `None` where the record may not be.
    ledger: Option<PathBuf>,
}

impl Desk {
    /// Puts a decision on record.
    async fn decide(&self, sent: reviewing::Sent) -> Result<Review, Problem> {
        let refused =
            || Problem::forbidden("the record may not be written; open the desk where it may");
        let path = self.ledger.clone().ok_or_else(refused)?;
        let ceiling = self.readers.ceiling();
        let write = move || {
            let mut ledger = Ledger::open(path)?;
            let review = sent.decide(&mut ledger, ceiling)?;
            Ok((review, ledger.reviews_so_far()?))
        };
        let done = tokio::task::spawn_blocking(write).await;
        let (review, reviews) = done.unwrap_or_else(|cause| Err(Problem::of_ours(&cause)))?;
        self.situation.decided(reviews);
        self.counts.forget();
        Ok(review)
    }
}

/// Serves until it is told to stop.
pub(crate) fn serve(opening: Opening) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        opening.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(opening.listener)?;
        let readers = Arc::new(Readers::of(opening.ledger.clone(), opening.ceiling));
        let ledger = opening.writes.then(|| opening.ledger.clone());
        let rules = opening.rules.clone();
        let adding = opening
            .writes
            .then(|| Adding::start(opening.ledger, opening.reader, opening.rules, opening.allowed))
            .transpose()?;
        let desk = Arc::new(Desk {
            situation: Situation::of(Arc::clone(&readers), opening.window, Beside::start()),
            news: News::watch(Arc::clone(&readers)),
            readers,
            adding,
            counts: Counts::default(),
            disputes: Lately::default(),
            incidents: Lately::default(),
            ledger,
            guard: Guard::new(opening.hosts, opening.token),
        });
        desk.situation.heed_reviews(desk.news.clone());
        desk.situation.keep_current(desk.news.clone());
        if let Some(ledger) = desk.ledger.clone() {
            // It may wait for who writes, so it has a thread of its own.
            keeping::keep(ledger, rules, desk.news.clone(), Beside::start());
        }
        server::run(listener, routes::all(desk)).await
    })
}
