//! What the reader laid into a statement and is none of it: the statement of somebody else in the sentence behind, and the
//! words that only tell why a source is not named.

use onrecord_model::{Document, Relation, Statement, TokenRange, Upos};
use onrecord_rules::{Rules, Unnamed};

use super::{Draft, act, chain, known_speaker};

/// "X said A. A hospital put the number at 12." The second sentence has a speaker of its own: it becomes a statement of its own.
pub(super) fn part(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    let mut parted = Vec::new();
    for draft in drafts.iter_mut() {
        let strangers: Vec<(TokenRange, Draft)> = draft
            .content
            .iter()
            .filter(|piece| lies_behind(doc, draft, **piece))
            .filter_map(|&piece| Some((piece, own(doc, rules, piece)?)))
            .collect();
        for (piece, stranger) in strangers {
            let content = draft.content.iter().copied().filter(|c| *c != piece).collect();
            draft.set_content(doc, content);
            parted.push(stranger);
        }
    }
    drafts.append(&mut parted);
}

/// A piece outside quotation marks in a later sentence than cue and first piece.
fn lies_behind(doc: &Document, draft: &Draft, piece: TokenRange) -> bool {
    let sentence = |range: TokenRange| doc.tokens.get(range.start as usize).map(|t| t.sentence);
    let first = draft.content.first().copied();
    let quoted = piece.range().any(|i| doc.tokens.get(i).is_some_and(|t| t.quoted));
    !quoted
        && first != Some(piece)
        && first.and_then(sentence) < sentence(piece)
        && draft.cue.and_then(sentence) < sentence(piece)
}

/// "A hospital put the toll at 12", where nobody is tagged as saying anything.
pub(super) fn untold(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    for sentence in &doc.sentences {
        for (_, range) in rules.speech.countings.find_all(doc, *sentence) {
            let cue = TokenRange { start: range.start, end: range.start + 1 };
            let taken = |d: &Draft| d.cue.iter().chain(&d.content).any(|r| r.touches(range));
            if drafts.iter().any(taken) {
                continue;
            }
            let phrase = doc.noun_phrase(range.end as usize - 1);
            let rest = TokenRange { start: cue.end, end: range.end.max(phrase.end) };
            drafts.extend(told(doc, rules, cue, rest));
        }
    }
}

/// The statement that a clause is, where its verb is a cue and its subject somebody who can speak.
fn own(doc: &Document, rules: &Rules, piece: TokenRange) -> Option<Draft> {
    let top = piece.range().find(|&i| {
        doc.tokens.get(i).is_some_and(|t| {
            t.upos == Upos::Verb && (t.head as usize == i || !piece.contains(t.head as usize))
        })
    })?;
    let cue = TokenRange::new(top, top + 1);
    rules.cues.find(doc, cue)?;
    told(doc, rules, cue, TokenRange { start: cue.end, end: piece.end })
}

/// What the subject of the verb `cue` puts on record with the words `rest`.
pub(super) fn told(
    doc: &Document,
    rules: &Rules,
    cue: TokenRange,
    rest: TokenRange,
) -> Option<Draft> {
    let subject = doc.child(cue.start as usize, Relation::Nsubj)?;
    let source = doc.subtree(subject);
    let speaks = known_speaker(doc, rules, source) && source.end <= cue.start;
    speaks.then(|| told_by(doc, rules, source, cue, rest)).flatten()
}

/// What `source` puts on record by the verb `cue` with the words `rest`.
pub(super) fn told_by(
    doc: &Document,
    rules: &Rules,
    source: TokenRange,
    cue: TokenRange,
    rest: TokenRange,
) -> Option<Draft> {
    if rest.is_empty() {
        return None;
    }
    let found = rules.cues.find(doc, cue);
    let content = vec![rest];
    let read = act::read(doc, rules, Some(cue), found, &content);
    let statement = Statement {
        chain: chain::links(doc, rules, source, Some(cue)),
        made_by: format!("rule:own-clause + cue:{}", found.map_or("-", |f| f.cue.id.as_str())),
        ..read.statement(doc, cue, &content)
    };
    let sentence = doc.tokens.get(cue.start as usize).map_or(0, |t| t.sentence);
    Some(Draft { statement, source: Some(source), cue: Some(cue), content, sentence })
}

/// "who asked not to be named" tells of the source of another statement, and states nothing.
pub(super) fn drop_reasons(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    drafts.retain(|draft| {
        let Some(cue) = draft.cue else { return true };
        let sentence = doc.sentence_of(cue.start as usize);
        let reasons = rules.speech.unnamed.find_all(doc, sentence);
        let is_reason = |range: TokenRange| {
            range.covers(cue) && draft.content.first().is_none_or(|c| c.touches(range))
        };
        !reasons.iter().any(|(phrase, range)| phrase.tells == Unnamed::Reason && is_reason(*range))
    });
}
