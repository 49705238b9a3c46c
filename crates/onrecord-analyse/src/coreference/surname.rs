//! A surname alone that was tagged as a body or a place: whoever bears it is named in full elsewhere in the report.

use std::collections::BTreeSet;

use onrecord_model::{Document, Mention, MentionKind, Relation, Upos};
use onrecord_rules::Rules;

use crate::names::bare_name;

/// Makes persons of names of one word that were tagged as bodies, peoples or places, where a person's full name in the same report
/// ends with that word ("Ada Okoro ... Okoro said"); a place only where nothing is said to be in it, at it, from it.
///
/// A sentence with a surname alone looks the same as one with a body's name, and the reader sees no farther than its window.
pub(super) fn retype(doc: &Document, rules: &Rules, mentions: &mut [Mention]) {
    let surnames: BTreeSet<String> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Person)
        .filter_map(|m| surname(&bare_name(doc, rules, m)))
        .collect();
    let located: BTreeSet<String> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Place && is_located(doc, rules, m))
        .map(|m| doc.bare_words(m.range))
        .collect();
    for mention in mentions.iter_mut().filter(|m| is_lone(doc, m)) {
        let word = doc.bare_words(mention.range);
        let there = mention.kind == MentionKind::Place && located.contains(&word);
        if surnames.contains(&word) && !there {
            mention.kind = MentionKind::Person;
        }
    }
}

/// Does it stand behind a word for where ("in Okoro")?
fn is_located(doc: &Document, rules: &Rules, mention: &Mention) -> bool {
    let before = (mention.range.start as usize).checked_sub(1).map(|i| doc.token_text(i));
    before.is_some_and(|word| rules.events.small.located.contains(&word.to_lowercase()))
}

/// Makes bodies of names of one word that were tagged as persons, where one of them stands right behind the body it names ("the
/// power company, Nordkraft,").
pub(super) fn retype_bodies(doc: &Document, rules: &Rules, mentions: &mut [Mention]) {
    let lone = |m: &Mention| m.kind == MentionKind::Person && m.range.len() == 1;
    let full = mentions.iter().filter(|m| m.kind == MentionKind::Person);
    let surnames: BTreeSet<String> =
        full.filter_map(|m| surname(&bare_name(doc, rules, m))).collect();
    let bodies: BTreeSet<String> = mentions
        .iter()
        .filter(|m| lone(m) && names_body_before(doc, rules, m))
        .map(|m| doc.bare_words(m.range))
        .filter(|name| !surnames.contains(name))
        .collect();
    for mention in mentions.iter_mut().filter(|m| lone(m)) {
        if bodies.contains(&doc.bare_words(mention.range)) {
            mention.kind = MentionKind::Organisation;
        }
    }
}

/// Makes bodies of names that were tagged as places and that everybody knows for bodies ("U.N.").
pub(super) fn retype_known(doc: &Document, rules: &Rules, mentions: &mut [Mention]) {
    for mention in mentions.iter_mut().filter(|m| m.kind == MentionKind::Place) {
        if rules.people.known_bodies.contains(&doc.bare_words(mention.range).to_lowercase()) {
            mention.kind = MentionKind::Organisation;
        }
    }
}

/// Does a noun for a body stand before the comma before the name, and hang on nothing that the name could name instead ("the
/// head of the company, Okoro,")?
fn names_body_before(doc: &Document, rules: &Rules, name: &Mention) -> bool {
    let (start, end) = (name.range.start as usize, name.range.end as usize);
    let comma = start.checked_sub(1).filter(|&i| doc.token_text(i) == ",");
    let noun = comma.and_then(|i| i.checked_sub(1)).and_then(|i| doc.tokens.get(i));
    matches!(doc.token_text(end), "," | ".")
        && noun.is_some_and(|t| {
            t.upos == Upos::Noun
                && rules.people.bodies.contains(&t.lemma.to_lowercase())
                && !matches!(t.relation, Relation::Nmod | Relation::NmodPoss | Relation::Conj)
        })
}

/// The last word of a name of two words or more.
fn surname(name: &str) -> Option<String> {
    name.split_once(char::is_whitespace)?;
    name.split_whitespace().last().map(str::to_owned)
}

/// A body's, people's or place's name of one word that has no article ("the Okoro") and describes nothing ("Cuban officials").
fn is_lone(doc: &Document, mention: &Mention) -> bool {
    let (start, end) = (mention.range.start as usize, mention.range.end as usize);
    let upos = |i: usize| doc.tokens.get(i).map(|t| t.upos);
    let before = start.checked_sub(1).filter(|&i| i >= doc.sentence_of(start).start as usize);
    matches!(mention.kind, MentionKind::Organisation | MentionKind::Group | MentionKind::Place)
        && doc.bare_words(mention.range).split_whitespace().count() == 1
        && upos(start) == Some(Upos::Propn)
        && before.and_then(upos) != Some(Upos::Det)
        && !matches!(upos(end), Some(Upos::Noun | Upos::Propn | Upos::Adj))
}
