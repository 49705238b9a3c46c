//! The program from the outside: what goes in, what comes out, and how it ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by failing"
)]

mod across;
mod bad_input;
mod examples;
mod program;
mod rules;
mod streams;
mod terminal;
