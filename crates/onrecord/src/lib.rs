//! onrecord as a library: reads news reports and keeps the record of who said what, how many, when, how openly.
//!
//! ```no_run
//! use onrecord::{Engine, model::Report, read};
//!
//! let engine = Engine::embedded()?;
//! let bytes = std::fs::read("report.txt")?;
//! for report in read::read(&bytes, &read::Hint::named("report.txt"))?.reports {
//!     for statement in engine.findings(&report).statements {
//!         let source = statement.chain.last().map_or("nobody", |link| link.name.as_str());
//!         println!("{source}: {:?} {:?}", statement.act, statement.content);
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub mod across;
pub mod arrow;
pub mod boards;
pub mod brief;
pub mod compare;
pub mod condition;
pub mod derive;
mod disputes;
pub mod export;
mod pipeline;
pub mod proof;
pub mod review;
pub mod series;
pub mod view;
pub mod wire;

pub use disputes::Disputes;
pub use onrecord_ledger as ledger;
pub use onrecord_model as model;
pub use onrecord_model::Reading;
pub use onrecord_read as read;
pub use onrecord_reconcile as reconcile;
pub use onrecord_rules as rules;
pub use pipeline::{Engine, EngineError};
