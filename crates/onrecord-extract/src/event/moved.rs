//! To which day something is put off: what gets another day is planned for it.

use onrecord_model::{Relation, TokenRange};
use onrecord_rules::AheadWords;

use super::syntax::Syntax;
use crate::time::{Times, day_part, is_dated};

/// How many governors are looked at.
const REACH: usize = 4;

/// The day to which the event at `head` is moved ("the vigil was postponed until Friday", "put back to Thursday").
pub(super) fn to_day(
    syntax: &Syntax<'_>,
    words: &AheadWords,
    times: &Times<'_>,
    head: usize,
) -> Option<String> {
    let mut at = head;
    for _ in 0..REACH {
        let governs = matches!(
            syntax.relation(at),
            Relation::Obj | Relation::Nsubj | Relation::NsubjPass | Relation::Compound
        ) || syntax.relation(at) == Relation::Nmod && syntax.preposition(at) == "of";
        let governor = syntax.head(at).filter(|_| governs)?;
        if syntax.is_verb(governor) && syntax.is_listed(governor, &words.moving) {
            return day_behind(syntax, words, times, governor);
        }
        at = governor;
    }
    None
}

/// The day that hangs on the verb behind one of the prepositions.
fn day_behind(
    syntax: &Syntax<'_>,
    words: &AheadWords,
    times: &Times<'_>,
    verb: usize,
) -> Option<String> {
    let behind = |range: TokenRange| {
        let start = range.start as usize;
        let led = || words.moved_to.contains(syntax.words.word(start - 1));
        start > verb && led() && range.range().any(|at| syntax.head(at) == Some(verb))
    };
    let sentence = syntax.doc.sentence_of(verb);
    let mut dated = times.within(sentence).filter(|(range, time)| is_dated(time) && behind(*range));
    dated.find_map(|(_, time)| time.value.as_deref().map(day_part))
}
