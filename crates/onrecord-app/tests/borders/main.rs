//! The program from the outside: what goes in, what comes out, and how it ends.

mod bad_input;
mod examples;
mod program;
mod streams;
mod terminal;
