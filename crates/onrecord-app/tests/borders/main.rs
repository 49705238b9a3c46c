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
mod derived;
mod desk;
mod documented;
mod examples;
mod exports;
mod faults;
mod handing_over;
mod program;
mod reviewing;
mod rules;
mod server;
mod streams;
mod terminal;
mod validators;
mod watching;
mod ways_in;
