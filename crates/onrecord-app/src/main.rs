//! The program `onrecord`: it reads news reports on a crisis and keeps the record of who said what.
//!
//! Here are the skins only: what a command takes, what it prints, how it ends. What it says comes from the library.
#![forbid(unsafe_code)]

mod cli;
mod commands;
mod desk;
mod fetch;
mod inputs;
mod json;
mod loader;
mod looks;
mod mcp;
mod outcome;
mod plain;
mod progress;
mod record;
mod session;
mod stream;
mod table;
mod watch;

use std::process::ExitCode;

use clap::Parser;

/// A desk lives for weeks, and what it works out comes and goes: memory that is not used goes back to the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Not locked: `mcp` speaks from another thread.
    let mut out = std::io::BufWriter::new(std::io::stdout());
    outcome::exit_code(cli::Cli::parse().run(&mut out))
}
