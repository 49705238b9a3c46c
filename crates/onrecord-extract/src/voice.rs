//! Who answers for words: the innermost statement that holds them, else the report.

use onrecord_model::{Act, Statement, Voice, Words};

/// The innermost statement with a source whose content, or what carries it on, holds the beginning of `words`.
pub(crate) fn of(statements: &[Statement], words: &Words) -> Voice {
    let sourced = || statements.iter().filter(|s| !s.chain.is_empty());
    let said = sourced().filter(|s| holds(&s.content, words)).min_by_key(|s| length(s));
    let carried = || sourced().find(|s| holds(&s.carries_on, words));
    said.or_else(carried).map_or(Voice::Report, |s| Voice::Statement(s.id.clone()))
}

/// The same where what nobody in particular holds inside somebody's words counts too: whoever hands it on as so answers for it, and the
/// report where it is only asked, denied or doubted.
pub(crate) fn handed_on<'s>(statements: &'s [Statement], words: &Words) -> Option<&'s Statement> {
    let carried = || statements.iter().find(|s| holds(&s.carries_on, words));
    innermost(statements, words).or_else(carried).filter(|s| !s.chain.is_empty())
}

/// The innermost statement that says these words, or whoever hands it on where it has no source.
fn innermost<'s>(statements: &'s [Statement], words: &Words) -> Option<&'s Statement> {
    let around = || statements.iter().filter(|s| holds(&s.content, words));
    let told = |s: &&Statement| !s.chain.is_empty() && s.act == Act::Assert;
    let innermost = around().min_by_key(|s| length(s))?;
    match innermost.chain.is_empty() {
        true => around().filter(told).min_by_key(|s| length(s)).or(Some(innermost)),
        false => Some(innermost),
    }
}

fn length(statement: &Statement) -> u32 {
    statement.content.iter().map(|part| part.end - part.start).sum()
}

/// Do the words begin in one of these stretches?
fn holds(stretches: &[Words], words: &Words) -> bool {
    stretches.iter().any(|part| part.start <= words.start && words.start < part.end)
}
