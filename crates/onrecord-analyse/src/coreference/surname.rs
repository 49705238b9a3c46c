//! A surname alone that was tagged as a body: whoever bears it is named in full elsewhere in the report.

use std::collections::BTreeSet;

use onrecord_model::{Document, Mention, MentionKind, Upos};
use onrecord_rules::Rules;

use crate::names::bare_name;

/// Makes persons of names of one word that were tagged as bodies or peoples, where a person's full name in the same report
/// ends with that word ("Ada Okoro ... Okoro said").
///
/// A sentence with a surname alone looks the same as one with a body's name, and the reader sees no farther than its window.
pub(super) fn retype(doc: &Document, rules: &Rules, mentions: &mut [Mention]) {
    let surnames: BTreeSet<String> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Person)
        .filter_map(|m| surname(&bare_name(doc, rules, m)))
        .collect();
    for mention in mentions.iter_mut().filter(|m| is_lone_body(doc, m)) {
        if surnames.contains(&doc.bare_words(mention.range)) {
            mention.kind = MentionKind::Person;
        }
    }
}

/// The last word of a name of two words or more.
fn surname(name: &str) -> Option<String> {
    name.split_once(char::is_whitespace)?;
    name.split_whitespace().last().map(str::to_owned)
}

/// A body's or people's name of one word that has no article ("the Okoro") and describes nothing ("Cuban officials").
fn is_lone_body(doc: &Document, mention: &Mention) -> bool {
    let (start, end) = (mention.range.start as usize, mention.range.end as usize);
    let upos = |i: usize| doc.tokens.get(i).map(|t| t.upos);
    let before = start.checked_sub(1).filter(|&i| i >= doc.sentence_of(start).start as usize);
    matches!(mention.kind, MentionKind::Organisation | MentionKind::Group)
        && doc.bare_words(mention.range).split_whitespace().count() == 1
        && upos(start) == Some(Upos::Propn)
        && before.and_then(upos) != Some(Upos::Det)
        && !matches!(upos(end), Some(Upos::Noun | Upos::Propn | Upos::Adj))
}
