//! What the ledger promises, asked from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by failing"
)]

mod adding;
mod checking;
mod finding;
mod opening;
mod paging;
mod receipts;
mod reviewing;
mod salvaging;
mod sample;
mod stopping;
