//! The chain of a statement: who said it, through whom, how openly.

use onrecord_model::{
    Document, EntityIdx, Link, MentionKind, Relation, SourceKind, Standing, TokenRange, Upos,
};
use onrecord_rules::{Rules, Unnamed};

use super::standing::{first_description, standing};
use super::{Draft, known_speaker, relay};
use crate::entity;

/// The links named by the source span: one, or an outer one where a publisher quotes somebody.
pub(crate) fn links(
    doc: &Document,
    rules: &Rules,
    source: TokenRange,
    cue: Option<TokenRange>,
) -> Vec<Link> {
    let mut chain: Vec<Link> = cue
        .and_then(|cue| outer(doc, rules, source, cue))
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
fn outer(doc: &Document, rules: &Rules, source: TokenRange, cue: TokenRange) -> Option<TokenRange> {
    let head = doc.head_of(source);
    let object =
        doc.tokens.get(head).filter(|t| matches!(t.relation, Relation::Obj | Relation::Obl))?;
    let verb = object.head as usize;
    let near = cue.contains(verb) || (verb < head && doc.sentence_of(verb).covers(cue));
    // "A fire killed nine people said the army": without its comma a parse takes the dead for who says it.
    let frames = rules.people.framing.contains(doc.lemma(verb));
    let quotes = doc.tokens.get(verb).is_some_and(|t| t.upos == Upos::Verb) && near && !frames;
    let subject = quotes.then(|| doc.child(verb, Relation::Nsubj)).flatten()?;
    let range = doc.subtree(subject);
    let hands_on = object.relation == Relation::Obj && known_speaker(doc, rules, range);
    (!range.touches(source) && hands_on).then_some(range)
}

/// One link: what names it, what that resolves to, how openly it speaks.
fn link(doc: &Document, rules: &Rules, range: TokenRange) -> Link {
    if let Some(issuer) = issuer(doc, rules, range) {
        let (words, kind) = (doc.words_of(range), SourceKind::Document);
        return Link { words, kind, count: None, ..link(doc, rules, issuer) };
    }
    let voices = voices(doc, rules, range);
    let own = entity_of(doc, rules, range).filter(|_| voices.len() < 2);
    let noun = antecedent(doc, rules, range).filter(|_| own.is_none());
    let entity = own.or_else(|| entity_of(doc, rules, noun?));
    let stands_for = noun.unwrap_or(range);
    let described = entity.and_then(|e| first_description(doc, e)).unwrap_or(stands_for);
    let named = entity.and_then(|e| doc.entities.get(e.0 as usize));
    let (kind, standing) = standing(doc, rules, described, named, entity);
    let words = |found: TokenRange| doc.text_of(found).to_owned();
    let phrase = |tells: Unnamed| told(doc, rules, range, tells);
    let reason = || {
        let asked = phrase(Unnamed::Reason)?;
        Some(why(doc, rules, asked, range).unwrap_or(asked))
    };
    let unnamed = standing.is_unnamed();
    Link {
        words: doc.words_of(range),
        entity: entity.map(|e| entity::id(doc, e)),
        name: match named {
            // "on Friday rescuers": without its comma a day is taken for a part of the description.
            Some(_) if described.start < range.start && described.end == range.end => {
                doc.bare_words(range)
            }
            Some(entity) => entity.name.clone(),
            None => doc.bare_words(stands_for),
        },
        kind,
        standing,
        count: match voices.len() {
            0 | 1 => unnamed.then(|| count(doc, rules, range)).flatten(),
            several => Some(several as u32),
        },
        knows: unnamed.then(|| phrase(Unnamed::Knows)).flatten().map(words),
        reason: unnamed.then(reason).flatten().map(words),
        bodies: bodies(doc, rules, range),
        ..Link::default()
    }
}

/// "A statement by the ministry", "a poll published by Radio Norden": whoever issued a document answers for it.
fn issuer(doc: &Document, rules: &Rules, range: TokenRange) -> Option<TokenRange> {
    let head = doc.head_of(range);
    let document = rules.people.documents.contains(doc.lemma(head));
    let by = (head + 1..range.end as usize)
        .take(ISSUED)
        .find(|&i| matches!(&*doc.token_text(i).to_lowercase(), "by" | "from"))?;
    let behind = TokenRange { start: by as u32 + 1, end: range.end };
    let noun = doc.head_of(behind);
    let place = doc
        .mentions_in(behind)
        .iter()
        .any(|m| m.range.contains(noun) && m.kind == MentionKind::Place);
    let speaks = document && !place && !behind.is_empty() && known_speaker(doc, rules, behind);
    // "from the ministry during the weekend"
    let dates = |upos: Upos, word: &str| {
        upos == Upos::Punct
            || matches!(word, "during" | "after" | "before" | "since" | "on" | "last")
    };
    let until = relay::up_to(doc, behind.range(), dates)?.end;
    let phrase = doc.noun_phrase(noun);
    let issuer = TokenRange { end: phrase.end.min(until), ..phrase };
    (speaks && doc.hangs_on(noun, head) && !issuer.is_empty()).then_some(issuer)
}

/// "by" stands no farther behind the noun for a document.
const ISSUED: usize = 3;

/// The noun that a relative pronoun ("which") stands for, where nothing in the report resolves it.
fn antecedent(doc: &Document, rules: &Rules, range: TokenRange) -> Option<TokenRange> {
    let first = range.start as usize;
    let relative = rules.people.pronouns.relative.contains(&doc.token_text(first).to_lowercase());
    let sentence = doc.sentence_of(first);
    let dated = |i: usize| {
        doc.mentions_in(sentence)
            .iter()
            .any(|m| m.range.contains(i) && matches!(m.kind, MentionKind::Date | MentionKind::Time))
    };
    // "the resolution passed last week which": a day says nothing.
    let nominal = |i: &usize| {
        doc.tokens.get(*i).is_some_and(|t| matches!(t.upos, Upos::Noun | Upos::Propn)) && !dated(*i)
    };
    let before = || (sentence.start as usize..first).rev().take(ANTECEDENT).find(nominal);
    let noun = (relative && range.len() <= 2).then(before).flatten()?;
    let comma = u32::from(doc.token_text(first.saturating_sub(1)) == ",");
    Some(TokenRange { end: first as u32 - comma, ..doc.noun_phrase(noun) })
}

/// A relative pronoun stands no more words behind its noun than this.
const ANTECEDENT: usize = 6;

/// The named ones whom one verb lets speak together ("Okoro and Ilic"), where they are more than one.
fn voices(doc: &Document, rules: &Rules, range: TokenRange) -> Vec<EntityIdx> {
    let head = rules.people.head_of(doc, range);
    let named = |token: usize| {
        let mention = doc.mentions_in(range).iter().find(|m| {
            m.range.contains(token)
                && matches!(
                    m.kind,
                    MentionKind::Person | MentionKind::Organisation | MentionKind::Place
                )
        });
        mention.and_then(|m| m.entity)
    };
    let others = doc.children(head).filter(|&i| {
        i > head
            && range.contains(i)
            && doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Conj)
    });
    let mut out: Vec<EntityIdx> = Vec::new();
    for entity in std::iter::once(head).chain(others).filter_map(named) {
        if !out.contains(&entity) {
            out.push(entity);
        }
    }
    out
}

/// The bodies and countries for which a role speaks ("Northern, coastal and island officials"), as the report names them.
fn bodies(doc: &Document, rules: &Rules, range: TokenRange) -> Vec<String> {
    let head = rules.people.head_of(doc, range);
    let lemma = doc.lemma(head);
    if !rules.people.roles.contains_key(lemma) {
        return Vec::new();
    }
    let named = doc.mentions_in(range).iter().filter(|m| {
        range.covers(m.range)
            && !m.range.contains(head)
            && matches!(m.kind, MentionKind::Organisation | MentionKind::Place | MentionKind::Group)
    });
    let mut out: Vec<String> = Vec::new();
    for mention in named {
        let entity = mention.entity.and_then(|e| doc.entities.get(e.0 as usize));
        let name = entity.map_or_else(|| doc.bare_words(mention.range), |e| e.name.clone());
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// The report's own outlet where its words mean it ("this newspaper"): the outermost link. Told by its name it is whom somebody told, as
/// any other paper would be.
pub(crate) fn own_outlet(doc: &Document, rules: &Rules, range: TokenRange) -> Option<Link> {
    let outlet = doc.report.outlet.clone();
    let words = doc.bare_words(range);
    rules.people.own_outlet.contains(&words.to_lowercase()).then(|| Link {
        words: doc.words_of(range),
        name: outlet.unwrap_or(words),
        kind: SourceKind::Outlet,
        standing: Standing::BODY,
        ..Link::default()
    })
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
    let here = doc.mentions_in(doc.sentence_of(range.start as usize));
    let mention = || here.iter().find(|m| m.range == range && m.entity.is_some());
    let of_head = || here.iter().find(|m| m.range.contains(head) && m.entity.is_some());
    resolved.or_else(|| mention().or_else(of_head).and_then(|m| m.entity))
}

/// The first phrase near the source that tells how it knows, or why it is not named.
pub(super) fn told(
    doc: &Document,
    rules: &Rules,
    range: TokenRange,
    tells: Unnamed,
) -> Option<TokenRange> {
    let sentence = doc.sentence_of(range.start as usize);
    let found = rules.speech.unnamed.find_all(doc, sentence).into_iter();
    found
        .filter(|(p, _)| p.tells == tells)
        .map(|(_, found)| found)
        .find(|f| near(doc, range, *f, tells))
}

/// "Spoke on condition of anonymity [because they feared for their jobs], said": the reason behind the words that ask for it.
fn why(doc: &Document, rules: &Rules, asked: TokenRange, source: TokenRange) -> Option<TokenRange> {
    let sentence = doc.sentence_of(asked.start as usize);
    let opens = |at: &usize| {
        rules.people.why.iter().any(|phrase| {
            let mut words = phrase.iter().enumerate();
            words.all(|(i, word)| doc.token_text(at + i).eq_ignore_ascii_case(word))
        })
    };
    let behind = (asked.start as usize + 1..sentence.end as usize).take(asked.len() + 3);
    let start = behind.into_iter().find(opens)?;
    let speaks = |at: usize| {
        doc.attributions
            .iter()
            .any(|a| a.source.first() == Some(&source) && a.cue.iter().any(|cue| cue.contains(at)))
    };
    let closes = |at: &usize| {
        matches!(doc.token_text(*at), "," | ";" | ":" | "." | ")" | "—" | "–") || speaks(*at)
    };
    let end = (start + 1..sentence.end as usize).find(closes).unwrap_or(sentence.end as usize);
    Some(TokenRange::new(start, end))
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
