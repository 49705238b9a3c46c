//! The desk from the outside: the real server, asked over real connections.

mod attack;
mod browser;
mod handy;
mod leaks;
mod mcp;
mod open;
mod pages;

pub use open::Open;
