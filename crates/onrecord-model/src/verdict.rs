//! How two findings stand to each other. Never true or false.

use serde::{Deserialize, Serialize};

use crate::statement::wire_enum;

wire_enum! {
    /// How two findings stand to each other (domain rules 3.5).
    Standpoint {
        /// One proposition, or one quantity, told twice.
        Same = "same",
        /// The same, and one says more exactly how many, who or where.
        Refines = "refines",
        /// The same thing counted later.
        Update = "update",
        /// A number that falls with a later count, or a statement taken back.
        RevisionDown = "revision_down",
        /// The same thing and time, and both cannot hold.
        Contradiction = "contradiction",
        /// One says that the other is not so.
        Denial = "denial",
        /// One is asked about the other, and does not say.
        NoComment = "no_comment",
        /// Other people, another place, another measure.
        Scope = "scope",
        /// One is a part of the other.
        Subset = "subset",
        /// Another period.
        Window = "window",
        /// One repeats the other's words: one origin.
        Copy = "copy",
        /// Not about the same thing.
        #[default] Different = "different",
    }
}

impl Standpoint {
    /// Do the two dispute each other?
    pub fn is_dispute(self) -> bool {
        matches!(self, Standpoint::Contradiction | Standpoint::Denial)
    }
}

wire_enum! {
    /// How a report stands to a claim.
    Stance {
        /// It says so itself, or by a source that it does not question.
        For = "for",
        /// It says, or shows a source who says, that the claim is false.
        Against = "against",
        /// It passes the claim on as somebody's.
        #[default] Observing = "observing",
    }
}

/// How two findings stand, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The verdict.
    pub label: Standpoint,
    /// The reason, in words that a reader can check.
    pub why: String,
    /// 0 to 1.
    pub confidence: f32,
    /// Do both rest on one root of the chain of sources? `None` where one of them names nobody.
    pub same_primary_source: Option<bool>,
}
