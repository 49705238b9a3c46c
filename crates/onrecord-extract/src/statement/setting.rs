//! To whom and where it was said, in reply to what; and what goes on in the same mouth.

use onrecord_model::{Act, Document, MentionKind, Mode, Relation, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{Draft, chain};

/// Reads addressee, venue, day and question off the sentence of the cue.
pub(crate) fn fill(doc: &Document, rules: &Rules, draft: &mut Draft) {
    let Some(cue) = draft.cue else { return };
    let sentence = doc.sentences.get(draft.sentence as usize).copied().unwrap_or_default();
    if let Some(range) = addressee(doc, rules, draft, cue) {
        draft.statement.to = Some(name_of(doc, range));
        if let Some(outlet) = chain::own_outlet(doc, rules, range)
            && !draft.statement.chain.is_empty()
        {
            draft.statement.chain.insert(0, outlet);
        }
    }
    draft.statement.venue = venue(doc, rules, draft, sentence);
    let direct_reply =
        draft.statement.act == Act::Assert && draft.statement.mode == Some(Mode::Direct);
    if direct_reply
        && draft.statement.asked.as_deref().is_some_and(|asked| !replies(doc, draft, asked))
    {
        draft.statement.act = Act::NonAnswer;
    }
}

/// "told CBS News": the object of the cue that is not what was said.
fn addressee(doc: &Document, rules: &Rules, draft: &Draft, cue: TokenRange) -> Option<TokenRange> {
    let verb = cue.range().rev().find(|&i| {
        doc.tokens.get(i).is_some_and(|t| {
            t.upos == Upos::Verb && rules.people.addressing.contains(t.lemma.as_ref())
        })
    })?;
    let object = doc.children(verb).find(|&i| {
        i > verb
            && !draft.says(i)
            && doc.tokens.get(i).is_some_and(|t| {
                matches!(t.relation, Relation::Iobj | Relation::Obj)
                    && matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Pron)
            })
    });
    let here = doc.mentions_in(doc.sentence_of(verb));
    let next = || {
        // Without a parse to go by: the name right behind the verb.
        here.iter()
            .find(|m| m.range.start as usize == verb + 1 && !draft.says(verb + 1))
            .map(|m| m.range)
    };
    let named = |i: usize| here.iter().find(|m| m.range.contains(i)).map(|m| m.range);
    let range = object
        .map(|i| named(i).unwrap_or_else(|| doc.subtree(i)))
        .filter(|r| r.len() <= 12 && !draft.content.iter().any(|c| c.touches(*r)));
    range.or_else(next)
}

fn name_of(doc: &Document, range: TokenRange) -> String {
    let place = doc.mentions_in(range).iter().find(|m| m.range == range).and_then(|m| m.entity);
    let name = place.and_then(|e| doc.entities.get(e.0 as usize)).map(|e| e.name.clone());
    name.unwrap_or_else(|| doc.bare_words(range))
}

/// "in a statement", "on the morning programme", "at a news conference": outside what was said.
fn venue(doc: &Document, rules: &Rules, draft: &Draft, sentence: TokenRange) -> Option<String> {
    let phrases = rules.speech.venues.find_all(doc, sentence).into_iter().map(|(_, range)| range);
    let fitting = |r: &TokenRange| !draft.content.iter().any(|c| c.touches(*r));
    let range = phrases
        .filter(fitting)
        .min_by_key(|r| r.start)
        .or_else(|| programme(doc, draft, sentence))?;
    let start = range.start
        + u32::from(doc.tokens.get(range.start as usize).is_some_and(|t| t.upos == Upos::Adp));
    Some(doc.bare_words(TokenRange { start, end: range.end }))
}

/// "on" and the name of a broadcaster or programme.
fn programme(doc: &Document, draft: &Draft, sentence: TokenRange) -> Option<TokenRange> {
    let named = |m: &onrecord_model::Mention| {
        matches!(m.kind, MentionKind::Organisation | MentionKind::Work | MentionKind::Product)
    };
    doc.mentions_in(sentence)
        .iter()
        .filter(|m| sentence.covers(m.range) && named(m) && !draft.says(m.range.start as usize))
        .find_map(|m| {
            let before = (m.range.start as usize).checked_sub(1)?;
            let on = doc.token_text(before).eq_ignore_ascii_case("on");
            // The name of the programme, often in quotation marks, belongs to it.
            let subtree = doc.subtree(doc.head_of(m.range));
            let end = subtree.end.min(m.range.start + 10).max(m.range.end);
            let end = draft
                .content
                .iter()
                .filter(|c| c.start >= m.range.start)
                .map(|c| c.start)
                .min()
                .map_or(end, |c| end.min(c));
            let stop = (m.range.end..end)
                .find(|&i| {
                    doc.tokens
                        .get(i as usize)
                        .is_some_and(|t| t.upos == Upos::Verb || doc.token_text(i as usize) == ",")
                })
                .unwrap_or(end);
            on.then_some(TokenRange { start: m.range.start, end: stop })
        })
}

/// Does the reply take the question up: by yes or no, or by one of its content words?
fn replies(doc: &Document, draft: &Draft, asked: &str) -> bool {
    let asked: Vec<String> = asked
        .to_lowercase()
        .split_whitespace()
        .filter(|w| w.len() > 3)
        .map(str::to_owned)
        .collect();
    draft.content.iter().flat_map(|r| r.range()).any(|i| {
        let Some(token) = doc.tokens.get(i) else { return false };
        let content_word =
            matches!(token.upos, Upos::Verb | Upos::Noun | Upos::Adj) && token.lemma.len() > 3;
        let stem = token.lemma.get(..token.lemma.len().min(5)).unwrap_or(&token.lemma);
        matches!(token.upos, Upos::Intj | Upos::Part)
            && !doc.token_text(i).eq_ignore_ascii_case("to")
            || (content_word && asked.iter().any(|w| w.starts_with(stem)))
    })
}

/// Lays following sentences in the same mouth: where they begin like a continuation ("This includes ..."), and where a
/// quotation goes on without a new cue.
pub(crate) fn carry_on(doc: &Document, rules: &Rules, drafts: &mut [Draft]) {
    let mut spoken: Vec<TokenRange> =
        drafts.iter().flat_map(|d| d.content.iter().chain(d.cue.iter()).copied()).collect();
    spoken.sort();
    let free = |sentence: TokenRange| {
        let to = spoken.partition_point(|r| r.start < sentence.end);
        !spoken.get(..to).unwrap_or_default().iter().rev().take(8).any(|r| r.touches(sentence))
    };
    for draft in drafts.iter_mut() {
        let Some(last) = draft.content.last().copied() else { continue };
        let number =
            doc.tokens.get(last.end.saturating_sub(1) as usize).map_or(0, |t| t.sentence as usize);
        let number = number.max(draft.sentence as usize);
        let paragraph = doc.tokens.get(last.start as usize).map(|t| t.paragraph);
        let following = doc.sentences.iter().skip(number + 1).take(CARRIED);
        for (order, next) in following.enumerate() {
            let here = doc.tokens.get(next.start as usize).map(|t| t.paragraph);
            let same_paragraph = here == paragraph;
            let continues = order == 0
                && draft.statement.mode != Some(Mode::Direct)
                && rules.speech.continuations.begin_at(doc, next.start as usize);
            let quoted = draft.statement.mode != Some(Mode::Indirect) && all_quoted(doc, *next);
            if !(same_paragraph && free(*next) && (continues || quoted)) {
                break;
            }
            draft.statement.carries_on.push(doc.words_of(*next));
        }
    }
}

/// A quotation is followed for no more sentences than this.
const CARRIED: usize = 12;

fn all_quoted(doc: &Document, sentence: TokenRange) -> bool {
    let words = doc.tokens.get(sentence.range()).unwrap_or_default();
    words.len() > 2 && words.iter().all(|t| t.quoted || t.upos == Upos::Punct)
}
