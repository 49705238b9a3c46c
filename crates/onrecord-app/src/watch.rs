//! Watching feeds: what is asked when, what was seen, what is told to whom.

mod plan;
mod poll;
mod state;
mod tell;

pub(crate) use plan::Plan;
pub(crate) use poll::{Poll, Taken};
pub(crate) use state::{State, now};
pub(crate) use tell::Teller;
