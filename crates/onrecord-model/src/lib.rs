//! The vocabulary of onrecord: what a report is, what stands in it, what it puts on record.
//!
//! Every other package speaks in these types and none of them is known here:
//!
//! ```text
//!  bytes --read--> Report --analyse--> Document --extract--> Findings --reconcile--> claims
//! ```
//!
//! Two measures of place are used, and their types keep them apart. Inside one document everything stands in **bytes**
//! ([`Span`]) or in **tokens** ([`TokenRange`]). What leaves the document as a finding carries [`Words`]: **Unicode code
//! points** and the exact text, so that any language can slice (W3C Web Annotation, 2017).
#![forbid(unsafe_code)]

pub mod across;
pub mod decimal;
mod document;
mod event;
mod figure;
mod finding;
mod id;
mod place;
mod report;
mod review;
mod span;
mod statement;
mod time;
mod verdict;
mod word_key;
mod words;

pub use document::{
    Attribution, CorefReason, Document, EntityIdx, EventMention, Layer, Mention, MentionKind,
    NamedEntity, Relation, Token, TokenRange, Upos,
};
pub use event::{Access, AccessState, Event, EventLink, Participant, Person, Position, Talks};
pub use figure::{Comparator, Figure, FigureKind};
pub use finding::{Entity, EntityKind, Findings, NotSaid, Notice, Reading, Voice};
pub use id::{ContentHash, Id, sha256_hex};
pub use place::{Place, PlaceSense, Rival};
pub use report::{Published, Report};
pub use review::{
    ByHand, Credibility, Decision, Grade, HandFinding, HandSource, Medium, Reliability, Review,
    Sensitivity, Subject,
};
pub use rust_decimal::Decimal;
pub use span::{CharIndex, Span};
pub use statement::{
    Act, Certainty, Link, Mode, Polarity, SourceKind, Standing, Statement, Verification,
    VerificationStatus,
};
pub use time::{TimeExpression, TimeType};
pub use verdict::{Stance, Standpoint, Verdict};
pub use word_key::WordKey;
pub use words::Words;
