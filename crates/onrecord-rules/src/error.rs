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
    /// No rule file has this name; holds the names there are.
    #[error("no rule file has this name; the rule files are {0}")]
    NoRuleFile(String),
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

impl RuleErrorKind {
    /// What to do about it, in one sentence.
    pub fn remedy(&self) -> String {
        match self {
            RuleErrorKind::Read(_) => "Check that the file is there and may be read.".into(),
            RuleErrorKind::NoRuleFile(_) => {
                "Give the file one of these names, in a folder laid out like the built-in one.".into()
            }
            RuleErrorKind::Syntax(_) => {
                "Write the entry as docs/write-a-rule.md shows: every text in quotes, only fields that it names.".into()
            }
            RuleErrorKind::Pattern(..) => {
                "Write words, `=form`, `a|b`, `word?`, `<NOUN>` and `..3`, with blanks between.".into()
            }
            RuleErrorKind::Unknown(_, what) => format!("Take a {what} that docs/write-a-rule.md names."),
            RuleErrorKind::Unproven(id, side) if *side == "yes" => {
                format!("Add `yes = [\"...\"]` with a sentence in which `{id}` must be found, its words in [brackets].")
            }
            RuleErrorKind::Unproven(id, _) => {
                format!("Add `no = [\"...\"]` with a sentence that looks like `{id}` and must not be taken for it.")
            }
            RuleErrorKind::OpenMark(..) => "Close the mark with `]`.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_comes_with_a_remedy() {
        for side in ["yes", "no"] {
            let remedy = RuleErrorKind::Unproven("rubbish".into(), side).remedy();
            assert!(remedy.contains(side) && remedy.contains("rubbish"), "{remedy}");
        }
    }
}
