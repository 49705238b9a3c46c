//! Entities of one report: what its mentions name, with every place that names it.

use std::collections::{HashMap, HashSet};

use onrecord_model::{
    Document, Entity, EntityIdx, EntityKind, Id, Mention, MentionKind, Relation, TokenRange, Upos,
    Words,
};
use onrecord_rules::Rules;

/// The durable id of an entity of this document.
pub(crate) fn id(doc: &Document, entity: EntityIdx) -> Id {
    let name = doc.entities.get(entity.0 as usize).map_or("", |e| e.name.as_str());
    Id::of("en", [doc.report.version.as_str(), name, &entity.0.to_string()])
}

/// Every entity that a report names, lets speak, or comes back to, in the order of its first mention.
pub(crate) fn entities(doc: &Document, rules: &Rules) -> Vec<Entity> {
    let speakers: HashSet<EntityIdx> = doc.attributions.iter().filter_map(|a| a.speaker).collect();
    let mut nested = places_in_names(doc);
    let mut out = Vec::new();
    for (number, entity) in doc.entities.iter().enumerate() {
        let index = EntityIdx(number as u32);
        let mentions: Vec<&Mention> =
            entity.mentions.iter().filter_map(|&m| doc.mentions.get(m as usize)).collect();
        if !(speakers.contains(&index) || mentions.len() > 1 || names(doc, rules, &mentions)) {
            continue;
        }
        let acts = speakers.contains(&index) || mentions.iter().any(|m| acts(doc, rules, m));
        let kind = match entity.kind {
            // A country or town that speaks or acts is the body that does, in every sentence.
            EntityKind::Place if acts => EntityKind::Organisation,
            kind => kind,
        };
        let mut ranges: Vec<TokenRange> = mentions.iter().map(|m| phrase(doc, rules, m)).collect();
        ranges.append(&mut nested.remove(&index).unwrap_or_default());
        ranges.sort();
        ranges.dedup();
        let words: Vec<Words> = ranges.into_iter().map(|r| doc.words_of(r)).collect();
        out.push(Entity { id: id(doc, index), name: entity.name.clone(), kind, mentions: words });
    }
    out
}

/// Places that the report names by themselves somewhere, inside the names of bodies ("Tarn" in "University of Tarn").
fn places_in_names(doc: &Document) -> HashMap<EntityIdx, Vec<TokenRange>> {
    let mut known: HashMap<&str, (TokenRange, EntityIdx)> = HashMap::new();
    for mention in doc.mentions.iter().filter(|m| m.kind == MentionKind::Place) {
        if let Some(entity) = mention.entity {
            known
                .entry(doc.token_text(mention.range.start as usize))
                .or_insert((mention.range, entity));
        }
    }
    let mut out: HashMap<EntityIdx, Vec<TokenRange>> = HashMap::new();
    for body in doc.mentions.iter().filter(|m| m.kind == MentionKind::Organisation) {
        for at in body.range.range() {
            let Some((place, entity)) = known.get(doc.token_text(at)) else { continue };
            let here = TokenRange::new(at, at + place.len());
            let part = body.range.covers(here) && here != body.range;
            if part && doc.text_of(here) == doc.text_of(*place) {
                out.entry(*entity).or_default().push(here);
            }
        }
    }
    out
}

/// Does a mention name somebody, itself or by a name within ("the Northern officials")?
fn names(doc: &Document, rules: &Rules, mentions: &[&Mention]) -> bool {
    mentions.iter().any(|m| match m.kind {
        MentionKind::Pronoun => false,
        MentionKind::Description => {
            let head = rules.people.head_of(doc, m.range);
            let known = doc.tokens.get(head).is_some_and(|t| {
                rules.people.roles.contains_key(t.lemma.as_ref())
                    || rules.people.bodies.contains(t.lemma.as_ref())
            });
            known
                && (m.range.start as usize..head).any(|i| {
                    doc.tokens.get(i).is_some_and(|t| matches!(t.upos, Upos::Propn | Upos::Adj))
                        && doc.token_text(i).starts_with(char::is_uppercase)
                })
        }
        _ => true,
    })
}

/// Is the place the subject of what somebody does ("Norland defeated Sund", and not "Norland has two ports")?
fn acts(doc: &Document, rules: &Rules, mention: &Mention) -> bool {
    let Some(token) = doc.tokens.get(doc.head_of(mention.range)) else { return false };
    let verb = token.head as usize;
    let is_verb = doc.tokens.get(verb).is_some_and(|t| t.upos == Upos::Verb);
    mention.kind == MentionKind::Place
        && token.relation == Relation::Nsubj
        && is_verb
        && doc.child(verb, Relation::Obj).is_some()
        && !rules.people.scenes.contains(doc.lemma(verb))
}

/// The words of a mention: a name with the article, title and adjectives before it ("the former minister Ada Okoro").
fn phrase(doc: &Document, rules: &Rules, mention: &Mention) -> TokenRange {
    let range = mention.range;
    if matches!(mention.kind, MentionKind::Pronoun | MentionKind::Description) {
        return range;
    }
    let head = doc.head_of(range);
    let mut start = range.start;
    let phrase = doc.noun_phrase(head);
    // Up to where the phrase begins, unless another name or an owner stands between ("Norland's president Ada Okoro").
    while start > phrase.start && joins(doc, rules, start as usize - 1) {
        start -= 1;
    }
    let start = office(doc, rules, mention, start).unwrap_or(start);
    TokenRange { start, end: wider(doc, mention).unwrap_or(range.end) }
}

/// "governor of Lower Sund Ada Okoro", "minister of education Ada Okoro": where the office begins of which the words from
/// `start` to the name are the end.
fn office(doc: &Document, rules: &Rules, mention: &Mention, start: u32) -> Option<u32> {
    let own = mention.range.start;
    let of = start.checked_sub(1).filter(|_| mention.kind == MentionKind::Person)? as usize;
    let role = of.checked_sub(1)?;
    let people = &rules.people;
    let titled = |at: usize| {
        let word = doc.token_text(at).trim_end_matches('.').to_lowercase();
        people.titles.contains(&word) || people.roles.contains_key(&word)
    };
    let last = own.checked_sub(1)? as usize;
    let named = start < own
        && doc.token_text(last).starts_with(char::is_uppercase)
        && !titled(last)
        && matches!(doc.token_text(of), "of" | "for");
    let holds = named && people.roles.contains_key(&doc.lemma(role).to_lowercase());
    let mut from = role;
    while holds
        && from > 0
        && doc.sentence_of(role).contains(from - 1)
        && joins(doc, rules, from - 1)
    {
        from -= 1;
    }
    holds.then_some(from as u32)
}

/// "Tarn, Norland": a place with the one that it lies in, up to where that ends.
fn wider(doc: &Document, mention: &Mention) -> Option<u32> {
    let end = mention.range.end;
    if mention.kind != MentionKind::Place || doc.token_text(end as usize) != "," {
        return None;
    }
    let from = doc.mentions.partition_point(|m| m.range.start <= end);
    let next = doc.mentions.get(from).filter(|m| m.kind == MentionKind::Place)?;
    let token = doc.tokens.get(doc.head_of(next.range))?;
    let inside = token.head as usize == doc.head_of(mention.range)
        && matches!(
            token.relation,
            Relation::Appos | Relation::Nmod | Relation::NmodUnmarked | Relation::NmodDesc
        );
    (inside && next.range.start == end + 1).then_some(next.range.end)
}

fn joins(doc: &Document, rules: &Rules, token: usize) -> bool {
    // "including minister Ada Okoro", "both the army and the navy"
    !rules.people.leading.contains(&doc.token_text(token).to_lowercase())
        && doc.tokens.get(token).is_some_and(|t| {
            matches!(
                t.upos,
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Verb
            ) || doc.token_text(token) == "-"
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;
    use onrecord_model::{CorefReason, NamedEntity};

    /// Names and mentions of the entities of `text`, where `named` stand in it, one entity a name.
    fn found(text: &str, named: &[(&str, MentionKind)]) -> Vec<String> {
        let mut doc = bare::document(text);
        for (number, (words, kind)) in named.iter().enumerate() {
            let count = words.split(' ').count();
            let at = (0..doc.tokens.len())
                .find(|&i| doc.text_of(TokenRange::new(i, i + count)) == *words)
                .unwrap();
            doc.mentions.push(Mention {
                range: TokenRange::new(at, at + count),
                kind: *kind,
                entity: Some(EntityIdx(number as u32)),
                reason: CorefReason::Itself,
            });
            let kind = if *kind == MentionKind::Place {
                EntityKind::Place
            } else {
                EntityKind::Organisation
            };
            doc.entities.push(NamedEntity {
                name: (*words).into(),
                kind,
                mentions: vec![number as u32],
            });
        }
        let mentions =
            |e: &Entity| e.mentions.iter().map(|m| m.text.clone()).collect::<Vec<_>>().join(" | ");
        entities(&doc, Rules::embedded().unwrap()).iter().map(mentions).collect()
    }

    #[test]
    fn a_place_is_found_inside_the_name_of_a_body() {
        let named =
            [("Tarn", MentionKind::Place), ("University of Tarn", MentionKind::Organisation)];
        assert_eq!(
            found("Tarn is small. The University of Tarn is old.", &named),
            ["Tarn | Tarn", "University of Tarn"]
        );
    }

    #[test]
    fn another_word_and_the_same_word_as_a_whole_name_are_left_alone() {
        let named = [("Tarn", MentionKind::Place), ("Tarnish Mills", MentionKind::Organisation)];
        assert_eq!(
            found("Tarn is small. Tarnish Mills is old.", &named),
            ["Tarn", "Tarnish Mills"]
        );
        assert_eq!(found("Tarn won.", &[("Tarn", MentionKind::Organisation)]), ["Tarn"]);
    }

    #[test]
    fn what_is_described_once_and_says_nothing_is_left_out() {
        assert_eq!(
            found("the dam held", &[("the dam", MentionKind::Description)]),
            Vec::<String>::new()
        );
    }
}
