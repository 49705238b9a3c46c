//! Who answers for words: the innermost statement that holds them, else the report.

use onrecord_model::{Statement, Voice, Words};

/// The innermost statement with a source whose content, or what carries it on, holds the beginning of `words`.
pub(crate) fn of(statements: &[Statement], words: &Words) -> Voice {
    let length = |s: &&Statement| -> u32 { s.content.iter().map(|c| c.end - c.start).sum() };
    let holds = |list: &[Words]| list.iter().any(|p| p.start <= words.start && words.start < p.end);
    let sourced = || statements.iter().filter(|s| !s.chain.is_empty());
    let said = sourced().filter(|s| holds(&s.content)).min_by_key(length);
    let carried = || sourced().find(|s| holds(&s.carries_on));
    said.or_else(carried).map_or(Voice::Report, |s| Voice::Statement(s.id.clone()))
}
