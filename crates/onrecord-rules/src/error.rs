//! What can be wrong with a rule file.

use std::path::PathBuf;

use crate::PatternError;

/// A rule file that could not be used: says where and what.
///
/// Read by people who know the language and not Rust, so the place is always there:
/// ``cues/speech.toml:12: `allege` has no `no` example``.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}:{line}: {kind}", .path.display())]
pub struct RuleError {
    /// File, below the rules' folder.
    pub path: PathBuf,
    /// 1-based line; 1 where the whole file is meant.
    pub line: u32,
    /// What is wrong there.
    pub kind: RuleErrorKind,
}

/// The ways a rule file can be wrong. More may come.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleErrorKind {
    /// The disk said no; nothing the author wrote is at fault.
    #[error("cannot be read: {0}")]
    Read(String),
    /// Not TOML, or a field this version does not know.
    #[error("not a rule entry: {0}")]
    Syntax(String),
    /// A pattern that cannot be understood.
    #[error("`{0}` is not a pattern: {1}")]
    Pattern(String, PatternError),
    /// A word that names no known value.
    #[error("`{0}` is not a known {1}")]
    Unknown(String, &'static str),
    /// An entry without proof in one direction; holds its id and `yes` or `no`.
    #[error("`{0}` has no `{1}` example")]
    Unproven(String, &'static str),
    /// An example whose mark stays open.
    #[error("the mark at byte {1} of `{0}` is not closed")]
    OpenMark(String, usize),
}
