//! Which words beside names are mentions: pronouns, the sources that are described, and noun phrases for people, bodies
//! and places.

use std::collections::{HashMap, HashSet};

use onrecord_model::{CorefReason, Document, Mention, MentionKind, Relation, TokenRange, Upos};
use onrecord_rules::Rules;

use crate::mentions::{is_name, name_in, pronoun};

/// Mentions that the reader does not tag.
pub(super) fn pronouns_and_descriptions(
    doc: &Document,
    rules: &Rules,
    names: &[Mention],
) -> Vec<Mention> {
    let mut found = Found { out: Vec::new(), heads: HashSet::new() };
    for name in names.iter().filter(|m| is_name(m.kind)) {
        found.heads.extend(name.range.range());
    }
    for &range in doc.attributions.iter().flat_map(|a| &a.source) {
        let near = within(names, doc.sentence_of(range.start as usize));
        if !range.is_empty() && name_in(doc, rules, near, range).is_none() {
            let is_pronoun =
                range.len() == 1 && pronoun(rules, doc.token_text(range.start as usize));
            let kind = if is_pronoun { MentionKind::Pronoun } else { MentionKind::Description };
            found.add(rules.people.head_of(doc, range), range, kind);
        }
        if let Some(noun) = antecedent(doc, rules, range.start as usize) {
            found.add(noun, doc.noun_phrase(noun), MentionKind::Description);
        }
    }
    for (i, token) in doc.tokens.iter().enumerate() {
        if matches!(token.upos, Upos::Pron | Upos::Det) && personal(rules, doc.token_text(i)) {
            found.add(i, TokenRange::new(i, i + 1), MentionKind::Pronoun);
        } else if token.upos == Upos::Noun && describes(rules, &token.lemma) && heads_phrase(doc, i)
        {
            let phrase = doc.noun_phrase(i);
            if !titles_somebody(doc, rules, names, phrase) {
                found.add(i, phrase, MentionKind::Description);
            }
        }
    }
    found.out
}

/// Further places of the names that were tagged elsewhere in the text: the same words, as a proper noun and not inside
/// another name.
pub(super) fn untagged_names(doc: &Document, names: &[Mention]) -> Vec<Mention> {
    let mut known: HashMap<&str, Vec<(TokenRange, MentionKind)>> = HashMap::new();
    let mut taken = vec![false; doc.tokens.len()];
    for name in names {
        for i in name.range.range() {
            if let Some(taken) = taken.get_mut(i) {
                *taken = true;
            }
        }
        let first = doc.token_text(name.range.start as usize);
        let list = known.entry(first).or_default();
        let told = list.iter().any(|(range, _)| doc.text_of(*range) == doc.text_of(name.range));
        if is_name(name.kind) && first.starts_with(char::is_uppercase) && !told {
            list.push((name.range, name.kind));
        }
    }
    let free = |i: usize| {
        doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Propn) && taken.get(i) == Some(&false)
    };
    let mut out: Vec<Mention> = Vec::new();
    for at in 0..doc.tokens.len() {
        if !free(at) || out.last().is_some_and(|m| m.range.end as usize > at) {
            continue;
        }
        let Some(list) = known.get(doc.token_text(at)) else { continue };
        let fits = |(range, _): &&(TokenRange, MentionKind)| {
            let end = at + range.len();
            (at..end).all(free)
                && doc.text_of(*range) == doc.text_of(TokenRange::new(at, end))
                && doc.tokens.get(end).is_none_or(|t| t.upos != Upos::Propn)
                && at
                    .checked_sub(1)
                    .is_none_or(|i| doc.tokens.get(i).is_none_or(|t| t.upos != Upos::Propn))
        };
        if let Some((range, kind)) = list.iter().filter(fits).max_by_key(|(range, _)| range.len()) {
            let range = TokenRange::new(at, at + range.len());
            out.push(Mention { range, kind: *kind, entity: None, reason: CorefReason::Itself });
        }
    }
    out
}

struct Found {
    out: Vec<Mention>,
    /// Tokens that head a mention already.
    heads: HashSet<usize>,
}

impl Found {
    fn add(&mut self, head: usize, range: TokenRange, kind: MentionKind) {
        if self.heads.insert(head) && !range.is_empty() {
            self.out.push(Mention { range, kind, entity: None, reason: CorefReason::Itself });
        }
    }
}

/// Those of `mentions` (in text order) that begin in `range`.
pub(super) fn within(mentions: &[Mention], range: TokenRange) -> &[Mention] {
    let from = mentions.partition_point(|m| m.range.start < range.start);
    let to = mentions.partition_point(|m| m.range.start < range.end);
    mentions.get(from..to).unwrap_or_default()
}

/// "minister Ada Okoro": the noun is a title of the one named.
fn titles_somebody(doc: &Document, rules: &Rules, names: &[Mention], phrase: TokenRange) -> bool {
    let near = within(names, phrase);
    let named = name_in(doc, rules, near, phrase).and_then(|i| near.get(i));
    named.is_some_and(|m| m.kind == MentionKind::Person)
}

/// The token by which a mention hangs in its sentence.
pub(super) fn head_of(doc: &Document, rules: &Rules, mention: &Mention) -> usize {
    match mention.kind {
        MentionKind::Description => rules.people.head_of(doc, mention.range),
        MentionKind::Pronoun => mention.range.start as usize,
        _ => doc.head_of(mention.range),
    }
}

/// "The ministry on Saturday said": the day of saying is no part of who says it.
fn undated(doc: &Document, source: TokenRange) -> TokenRange {
    let is_day = |m: &&Mention| {
        matches!(m.kind, MentionKind::Date | MentionKind::Time)
            && m.range.end == source.end
            && m.range.start > source.start + 1
    };
    let Some(day) = doc.mentions_in(source).iter().find(is_day) else { return source };
    let before = day.range.start - 1;
    let hung = doc.tokens.get(before as usize).is_some_and(|token| token.upos == Upos::Adp);
    if hung { TokenRange { end: before, ..source } } else { source }
}

/// A source tagged as a whole relative clause ("a nurse, [who asked not to be named]") is the one the clause hangs on: a clause
/// names nobody.
pub(super) fn name_whole_clauses(doc: &mut Document, rules: &Rules) {
    let named = |doc: &Document, range: TokenRange| {
        let noun = antecedent(doc, rules, range.start as usize).filter(|_| range.len() > 1)?;
        Some(TokenRange {
            end: doc.noun_phrase(noun).end.min(range.start),
            ..doc.noun_phrase(noun)
        })
    };
    let mut attributions = std::mem::take(&mut doc.attributions);
    for range in attributions.iter_mut().flat_map(|attribution| &mut attribution.source) {
        *range = named(doc, *range).filter(|found| !found.is_empty()).unwrap_or(*range);
        *range = undated(doc, *range);
    }
    doc.attributions = attributions;
}

/// The noun that a relative pronoun at `token` stands for: the one its clause hangs on.
pub(super) fn antecedent(doc: &Document, rules: &Rules, token: usize) -> Option<usize> {
    let word = doc.token_text(token).to_lowercase();
    if !rules.people.pronouns.relative.contains(&word) {
        return None;
    }
    let clause = doc.ancestor(token, 4, &[Relation::AclRelcl, Relation::Acl])?;
    let noun = doc.tokens.get(clause)?.head as usize;
    (noun < token && doc.sentence_of(token).contains(noun)).then_some(noun)
}

fn personal(rules: &Rules, word: &str) -> bool {
    let word = word.to_lowercase();
    let lists = &rules.people.pronouns;
    [&lists.he, &lists.she, &lists.they, &lists.it, &lists.first, &lists.second]
        .iter()
        .any(|l| l.contains(&word))
}

/// A noun for a person by function, a body, a publisher or a place.
fn describes(rules: &Rules, lemma: &str) -> bool {
    let people = &rules.people;
    people.roles.contains_key(lemma)
        || people.bodies.contains(lemma)
        || people.outlets.contains(lemma)
        || people.places.contains(lemma)
}

/// Does the noun stand for itself, not as part of a name, a compound or a fixed phrase?
fn heads_phrase(doc: &Document, token: usize) -> bool {
    doc.tokens.get(token).is_some_and(|t| {
        !matches!(
            t.relation,
            Relation::Compound
                | Relation::Amod
                | Relation::Fixed
                | Relation::Flat
                | Relation::NmodDesc
                | Relation::Goeswith
                | Relation::Advmod
        )
    })
}
