//! The chain of a statement: who said it, through whom, how openly.

use onrecord_model::{
    Document, EntityIdx, EntityKind, Link, MentionKind, NamedEntity, Relation, SourceKind,
    Standing, TokenRange, Upos,
};
use onrecord_rules::{Rules, Unnamed};

use super::Draft;
use crate::entity;

/// The links named by the source span: one, or an outer one where a publisher quotes somebody.
pub(crate) fn links(
    doc: &Document,
    rules: &Rules,
    source: TokenRange,
    cue: Option<TokenRange>,
) -> Vec<Link> {
    let mut chain: Vec<Link> = cue
        .and_then(|cue| outer(doc, source, cue))
        .map(|r| link(doc, rules, r))
        .into_iter()
        .collect();
    chain.push(link(doc, rules, source));
    chain
}

/// A chain of two: whom it came through, and who said it.
pub(crate) fn through(
    doc: &Document,
    rules: &Rules,
    through: TokenRange,
    source: TokenRange,
) -> Vec<Link> {
    vec![link(doc, rules, through), link(doc, rules, source)]
}

/// "The paper quoted an official as saying": the subject of a verb whose object is the source.
fn outer(doc: &Document, source: TokenRange, cue: TokenRange) -> Option<TokenRange> {
    let head = doc.head_of(source);
    let object =
        doc.tokens.get(head).filter(|t| matches!(t.relation, Relation::Obj | Relation::Obl))?;
    let verb = object.head as usize;
    let near = cue.contains(verb) || (verb < head && doc.sentence_of(verb).covers(cue));
    let quotes = doc.tokens.get(verb).is_some_and(|t| t.upos == Upos::Verb) && near;
    let subject = quotes.then(|| doc.child(verb, Relation::Nsubj)).flatten()?;
    let range = doc.subtree(subject);
    (!range.touches(source) && object.relation == Relation::Obj).then_some(range)
}

/// One link: what names it, what that resolves to, how openly it speaks.
fn link(doc: &Document, rules: &Rules, range: TokenRange) -> Link {
    let entity = entity_of(doc, rules, range);
    let described = entity.and_then(|e| first_description(doc, e)).unwrap_or(range);
    let named = entity.and_then(|e| doc.entities.get(e.0 as usize));
    let (kind, standing) = standing(doc, rules, described, named, entity);
    let phrase =
        |tells: Unnamed| told(doc, rules, range, tells).map(|found| doc.text_of(found).to_owned());
    let unnamed = standing.is_unnamed();
    Link {
        words: doc.words_of(range),
        entity: entity.map(|e| entity::id(doc, e)),
        name: named.map_or_else(|| doc.bare_words(range), |e| e.name.clone()),
        kind,
        standing,
        count: unnamed.then(|| count(doc, rules, range)).flatten(),
        knows: unnamed.then(|| phrase(Unnamed::Knows)).flatten(),
        reason: unnamed.then(|| phrase(Unnamed::Reason)).flatten(),
        ..Link::default()
    }
}

/// How a source knows stands in its own words; why it is not named may stand anywhere in the sentence.
fn near(doc: &Document, source: TokenRange, found: TokenRange, tells: Unnamed) -> bool {
    tells == Unnamed::Reason
        || source.touches(found)
        || (found.start >= source.end && found.start - source.end <= 1)
        || doc.hangs_on(found.start as usize, doc.head_of(source))
}

/// The entity that a source names: as resolved for the attribution with that source, else the mention of the very words,
/// else the one its head stands in.
pub(crate) fn entity_of(doc: &Document, rules: &Rules, range: TokenRange) -> Option<EntityIdx> {
    let resolved =
        doc.attributions.iter().find(|a| a.source.first() == Some(&range)).and_then(|a| a.speaker);
    let head = rules.people.head_of(doc, range);
    let mention = || doc.mentions.iter().find(|m| m.range == range && m.entity.is_some());
    let of_head = || doc.mentions.iter().find(|m| m.range.contains(head) && m.entity.is_some());
    resolved.or_else(|| mention().or_else(of_head).and_then(|m| m.entity))
}

/// The words that first described an entity which is never named.
fn first_description(doc: &Document, entity: EntityIdx) -> Option<TokenRange> {
    let mentions = doc
        .entities
        .get(entity.0 as usize)?
        .mentions
        .iter()
        .filter_map(|&m| doc.mentions.get(m as usize));
    let mut first = None;
    for mention in mentions {
        match mention.kind {
            MentionKind::Description => first = first.or(Some(mention.range)),
            MentionKind::Pronoun => {}
            _ => return None,
        }
    }
    first
}

/// The anonymity ladder (domain rules 3.7).
fn standing(
    doc: &Document,
    rules: &Rules,
    range: TokenRange,
    named: Option<&NamedEntity>,
    entity: Option<EntityIdx>,
) -> (SourceKind, Standing) {
    let is_named = entity.is_some_and(|e| first_description(doc, e).is_none())
        && !is_pronoun_only(doc, entity);
    if let Some(entity) = named.filter(|_| is_named) {
        match entity.kind {
            EntityKind::Person => return (SourceKind::Person, Standing::NAMED),
            EntityKind::Outlet => return (SourceKind::Outlet, Standing::BODY),
            _ => return (SourceKind::Organisation, Standing::BODY),
        }
    }
    described(doc, rules, range)
}

fn is_pronoun_only(doc: &Document, entity: Option<EntityIdx>) -> bool {
    let mentions = entity
        .and_then(|e| doc.entities.get(e.0 as usize))
        .map(|e| e.mentions.as_slice())
        .unwrap_or_default();
    mentions
        .iter()
        .filter_map(|&m| doc.mentions.get(m as usize))
        .all(|m| m.kind == MentionKind::Pronoun)
}

/// A source that is described: by its head noun, and by whether the words name an organisation.
fn described(doc: &Document, rules: &Rules, range: TokenRange) -> (SourceKind, Standing) {
    let people = &rules.people;
    let head = rules.people.head_of(doc, range);
    let lemma = doc.tokens.get(head).map_or_else(String::new, |t| t.lemma.to_lowercase());
    if let Some(role) = people.roles.get(&lemma) {
        let definite = doc.token_text(range.start as usize).eq_ignore_ascii_case("the");
        let placed = tells_organisation(doc, rules, range, head);
        let standing = match (role.bare, role.sector, placed) {
            (true, _, _) if told(doc, rules, range, Unnamed::Knows).is_some() || placed => {
                Standing::SECTOR
            }
            (true, _, _) => Standing::BARE,
            _ if role.speaks && placed => Standing::BODY,
            (false, false, true) => Standing::ROLE,
            // "the mayor": an office that one person holds.
            (false, false, false) if definite => Standing::ROLE,
            _ => Standing::SECTOR,
        };
        return (role.kind, standing);
    }
    let text = doc.bare_words(range).to_lowercase();
    if people.metonyms.contains_key(&text) || people.bodies.contains(&lemma) {
        return (SourceKind::Organisation, Standing::BODY);
    }
    if people.outlets.contains(&lemma) {
        return (SourceKind::Outlet, Standing::BODY);
    }
    if people.documents.contains(&lemma) {
        return (SourceKind::Document, Standing::BODY);
    }
    match doc.tokens.get(head).map(|t| t.upos) {
        Some(Upos::Propn) => (SourceKind::Unknown, Standing::BODY),
        Some(Upos::Noun) => (SourceKind::Unknown, Standing::SECTOR),
        _ => (SourceKind::Unknown, Standing::BARE),
    }
}

/// The first phrase near the source that tells how it knows, or why it is not named.
fn told(doc: &Document, rules: &Rules, range: TokenRange, tells: Unnamed) -> Option<TokenRange> {
    let sentence = doc.sentence_of(range.start as usize);
    let found = rules.speech.unnamed.find_all(doc, sentence).into_iter();
    found
        .filter(|(p, _)| p.tells == tells)
        .map(|(_, found)| found)
        .find(|f| near(doc, range, *f, tells))
}

/// Do the words beside the head name a body, a country or a people?
fn tells_organisation(doc: &Document, rules: &Rules, range: TokenRange, head: usize) -> bool {
    let named = doc.mentions.iter().any(|m| {
        range.covers(m.range)
            && !m.range.contains(head)
            && matches!(
                m.kind,
                MentionKind::Organisation
                    | MentionKind::Place
                    | MentionKind::Group
                    | MentionKind::Facility
            )
    });
    named
        || range.range().filter(|&i| i != head).any(|i| {
            doc.tokens.get(i).is_some_and(|t| {
                let lemma = t.lemma.to_lowercase();
                t.upos == Upos::Propn
                    || rules.people.bodies.contains(&lemma)
                    || rules.people.outlets.contains(&lemma)
            })
        })
}

/// How many, where the words say: "two sources".
fn count(doc: &Document, rules: &Rules, range: TokenRange) -> Option<u32> {
    let head = rules.people.head_of(doc, range);
    let number = range
        .range()
        .take_while(|&i| i < head)
        .find(|&i| doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Num))?;
    let word = doc.token_text(number).to_lowercase();
    word.parse().ok().or_else(|| rules.people.counts.get(&word).copied())
}

/// "the statement said": the words of whoever issued it, where an earlier sentence says so.
pub(crate) fn issuers(doc: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let Some(link) = drafts
            .get(at)
            .and_then(|d| d.statement.chain.last())
            .filter(|l| l.kind == SourceKind::Document)
        else {
            continue;
        };
        let Some(source) = drafts.get(at).and_then(|d| d.source) else { continue };
        let noun = doc.token_text(doc.head_of(source)).to_lowercase();
        let definite = doc.token_text(source.start as usize).eq_ignore_ascii_case("the")
            || doc.token_text(source.start as usize).eq_ignore_ascii_case("it");
        let speaker = |d: &&Draft| {
            let sentence = doc.sentences.get(d.sentence as usize).copied().unwrap_or_default();
            let issued = sentence.range().any(|i| doc.token_text(i).eq_ignore_ascii_case(&noun));
            issued && d.statement.chain.last().is_some_and(|l| l.kind != SourceKind::Document)
        };
        let Some(issuer) = drafts
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(6)
            .find(speaker)
            .filter(|_| definite)
        else {
            continue;
        };
        let Some(from) = issuer.statement.chain.last().cloned() else { continue };
        let words = link.words.clone();
        if let Some(link) = drafts.get_mut(at).and_then(|d| d.statement.chain.last_mut()) {
            *link = Link { words, kind: SourceKind::Document, count: None, ..from };
        }
    }
}
