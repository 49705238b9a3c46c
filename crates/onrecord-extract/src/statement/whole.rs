//! Statements of which the reader tagged a part: the subject before the verb that it begins with, the clause before "X said"
//! where it took what hangs on behind. And tags that hold no statement at all.

use onrecord_model::{Document, Relation, TokenRange, Upos, VerificationStatus};
use onrecord_rules::Rules;

use super::{Draft, act, behind_dateline};

/// The fewest words that a clause before "X said" has.
const SHORTEST: usize = 5;

/// Makes whole what was cut, and drops what is no statement.
pub(super) fn mend(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    drafts.retain(|d| !is_relative_phrase(doc, rules, d) && !is_unverified(doc, rules, d));
    drafts.iter_mut().for_each(|draft| drop_reason(doc, draft));
    drafts.iter_mut().for_each(|draft| name_relative(doc, rules, draft));
    for at in 0..drafts.len() {
        let found = clause_before(doc, rules, drafts, at)
            .or_else(|| up_to_source(doc, rules, drafts, at))
            .map(|clause| vec![clause])
            .or_else(|| from_opening(doc, rules, drafts, at))
            .or_else(|| infinitive(doc, drafts, at))
            .or_else(|| with_subject(doc, drafts, at));
        let (Some(content), Some(draft)) = (found, drafts.get_mut(at)) else { continue };
        let cue = draft.cue.and_then(|cue| rules.cues.find(doc, cue));
        let read = act::read(doc, rules, draft.cue, cue, &content);
        draft.statement.act = read.act;
        draft.statement.certainty = read.certainty;
        draft.statement.polarity = read.polarity;
        draft.set_content(doc, content);
    }
}

/// "The raid, [which] the island blames on [Norland]": a pronoun alone stands for the noun that its clause hangs on.
fn name_relative(doc: &Document, rules: &Rules, draft: &mut Draft) {
    let noun = |range: TokenRange| {
        let at = range.start as usize;
        let relative = &rules.people.pronouns.relative;
        let alone = range.len() == 1 && relative.contains(&doc.token_text(at).to_lowercase());
        let clause = doc.ancestor(at, 4, &[Relation::AclRelcl]).filter(|_| alone)?;
        let noun = doc.tokens.get(clause).map(|t| t.head as usize).filter(|&noun| noun < at)?;
        let phrase = doc.noun_phrase(noun);
        Some(TokenRange { end: phrase.end.min(range.start), ..phrase }).filter(|r| !r.is_empty())
    };
    let free = |found: &TokenRange| !draft.source.is_some_and(|source| source.touches(*found));
    let named: Vec<TokenRange> =
        draft.content.iter().map(|&c| noun(c).filter(free).unwrap_or(c)).collect();
    if named != draft.content {
        draft.set_content(doc, named);
    }
}

/// "Gunmen who took 23 [freed four of them], an elder said": the content with the subject of its verb.
fn with_subject(doc: &Document, drafts: &[Draft], at: usize) -> Option<Vec<TokenRange>> {
    let draft = drafts.get(at)?;
    let first = *draft.content.first()?;
    let start = first.start as usize;
    let top = top_verb(doc, first)?;
    let finite = !doc.children(top).any(|i| {
        doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Mark) && first.contains(i)
    });
    let quoted = doc.tokens.get(start).is_some_and(|t| t.quoted);
    let subject =
        doc.child(top, Relation::Nsubj).or_else(|| doc.child(top, Relation::NsubjPass))?;
    let phrase = doc.subtree(subject);
    let opens = doc.sentence_of(start).start == phrase.start || doc.report.dateline.is_some();
    let whole = behind_dateline(doc, TokenRange { start: phrase.start, end: first.end });
    let added = TokenRange { start: whole.start, end: first.start };
    let free = !drafts.iter().any(|d| touches(d, added));
    let leads = finite && !quoted && opens && subject < start && phrase.end as usize <= start;
    let closes = (phrase.end as usize..start).all(|i| doc.token_text(i) == ",");
    (leads && closes && free && !added.is_empty()).then(|| {
        let rest = draft.content.iter().skip(1).copied();
        std::iter::once(whole).chain(rest).collect()
    })
}

/// "Six people were killed, [doctors] said, [a day after the vote]": the clause before the comma is what they said.
fn clause_before(doc: &Document, rules: &Rules, drafts: &[Draft], at: usize) -> Option<TokenRange> {
    let draft = drafts.get(at)?;
    let (cue, source, first) = (draft.cue?, draft.source?, *draft.content.first()?);
    let sentence = doc.sentence_of(cue.start as usize);
    let comma = (source.start as usize).checked_sub(1).filter(|&i| doc.token_text(i) == ",")?;
    let behind = source.end <= cue.start && cue.end < first.start && sentence.covers(first);
    let before = (first.start as usize).checked_sub(1).map_or("", |i| doc.token_text(i));
    let hangs = before == ","
        && top_verb(doc, first).is_none_or(|verb| {
            doc.child(verb, Relation::Nsubj).is_none() || doc.child(verb, Relation::Mark).is_some()
        });
    let clause = behind_dateline(doc, TokenRange { end: comma as u32, ..sentence });
    let told = top_verb(doc, clause).is_some_and(|verb| {
        let subject =
            doc.child(verb, Relation::Nsubj).or_else(|| doc.child(verb, Relation::NsubjPass));
        subject.is_some_and(|s| clause.contains(s))
    });
    let free = !drafts.iter().any(|d| touches(d, clause));
    (frames(doc, rules, cue) && behind && hangs && told && free && clause.len() >= SHORTEST)
        .then_some(clause)
}

/// "[The toll from] the attack rose to eight a source told Norden": what stands before the speaker is what he said, all of it.
fn up_to_source(doc: &Document, rules: &Rules, drafts: &[Draft], at: usize) -> Option<TokenRange> {
    let draft = drafts.get(at)?;
    let (cue, source) = (draft.cue?, draft.source?);
    let [content] = draft.content[..] else { return None };
    let sentence = doc.sentence_of(cue.start as usize);
    let last = source.start.checked_sub(1).filter(|&i| doc.token_text(i as usize) == ",");
    let end = last.unwrap_or(source.start);
    let opens = behind_dateline(doc, sentence).start == content.start;
    let cut = TokenRange { start: content.end, end };
    let free = content.end < end && !drafts.iter().any(|d| touches(d, cut));
    (frames(doc, rules, cue) && opens && free && source.end <= cue.start)
        .then_some(TokenRange { start: content.start, end })
}

/// "[Both sides have agreed] to trade prisoners, mediators said": what stands before the speaker is what he said, from the first word
/// of the sentence.
fn from_opening(
    doc: &Document,
    rules: &Rules,
    drafts: &[Draft],
    at: usize,
) -> Option<Vec<TokenRange>> {
    let draft = drafts.get(at).filter(|draft| draft.statement.asked.is_none())?;
    let (cue, source, first) = (draft.cue?, draft.source?, *draft.content.first()?);
    let comma = source.start.min(cue.start).checked_sub(1)?;
    let sentence = behind_dateline(doc, doc.sentence_of(cue.start as usize));
    let joins = doc.tokens.get(sentence.start as usize).is_some_and(|t| t.upos == Upos::Cconj);
    let whole = TokenRange { start: sentence.start + u32::from(joins), end: comma };
    let added = TokenRange { start: whole.start, end: first.start };
    let plain = |i: usize| {
        let parts = matches!(doc.token_text(i), ";" | ":" | "(" | ")" | "—" | "–" | "-");
        !parts && doc.tokens.get(i).is_some_and(|token| !token.quoted)
    };
    let fits = doc.token_text(comma as usize) == ","
        && first.len() > 1
        && whole.covers(first)
        && !added.is_empty()
        && whole.range().all(plain)
        && !drafts.iter().enumerate().any(|(other, d)| other != at && touches(d, whole));
    (fits && frames(doc, rules, cue)).then(|| {
        let rest = draft.content.iter().skip(1).copied();
        std::iter::once(whole).chain(rest).collect()
    })
}

/// "Threatened [to] hold them until Friday": the particle alone stands for the clause that it opens.
fn infinitive(doc: &Document, drafts: &[Draft], at: usize) -> Option<Vec<TokenRange>> {
    let draft = drafts.get(at)?;
    let [particle] = draft.content[..] else { return None };
    let mark = particle.start as usize;
    let verb = doc.tokens.get(mark).filter(|t| t.upos == Upos::Part)?.head as usize;
    let clause = TokenRange { start: particle.start, end: doc.subtree(verb).end };
    let others = drafts.iter().enumerate().filter(|(other, _)| *other != at);
    let free = !others.into_iter().any(|(_, d)| touches(d, clause));
    (particle.len() == 1 && verb > mark && free && clause.len() > 1).then(|| vec![clause])
}

/// Does the cue only frame what is said ("said", "told")?
fn frames(doc: &Document, rules: &Rules, cue: TokenRange) -> bool {
    cue.range().any(|i| rules.people.framing.contains(doc.lemma(i)))
}

/// The first verb of `range` that hangs on nothing in it.
fn top_verb(doc: &Document, range: TokenRange) -> Option<usize> {
    range.range().find(|&i| {
        doc.tokens.get(i).is_some_and(|t| {
            t.upos == Upos::Verb && (t.head as usize == i || !range.contains(t.head as usize))
        })
    })
}

fn touches(draft: &Draft, range: TokenRange) -> bool {
    let parts = draft.cue.iter().chain(&draft.source).chain(&draft.content);
    parts.into_iter().any(|part| part.touches(range))
}

/// "An official, speaking unnamed [because he was not cleared to], said [the gauge had failed]": why he spoke so is not what he said.
fn drop_reason(doc: &Document, draft: &mut Draft) {
    let (Some(cue), Some(source)) = (draft.cue, draft.source) else { return };
    let is_reason = |part: &TokenRange| {
        let marks =
            doc.tokens.get(part.start as usize).is_some_and(|t| t.relation == Relation::Mark);
        marks && source.start < part.start && part.end <= cue.start
    };
    let reasons = draft.content.iter().filter(|part| is_reason(part)).count();
    if reasons == 0 || reasons == draft.content.len() {
        return;
    }
    draft.content.retain(|part| !is_reason(part));
    draft.statement.content = draft.content.iter().map(|c| doc.words_of(*c)).collect();
}

/// "whose authenticity": part of a clause that tells of something, and says nothing.
fn is_relative_phrase(doc: &Document, rules: &Rules, draft: &Draft) -> bool {
    let [content] = draft.content[..] else { return false };
    let first = doc.token_text(content.start as usize).to_lowercase();
    // "The ministry denied [that]" points at what was said, and stands alone.
    rules.people.pronouns.relative.contains(&first)
        && (2..=3).contains(&content.len())
        && !content
            .range()
            .any(|i| doc.tokens.get(i).is_some_and(|t| matches!(t.upos, Upos::Verb | Upos::Aux)))
}

/// "The paper could not verify [his account]": what could not be verified was said before, and is not said again here.
fn is_unverified(doc: &Document, rules: &Rules, draft: &Draft) -> bool {
    let [content] = draft.content[..] else { return false };
    let sentence = doc.sentence_of(content.start as usize);
    let points = rules.people.head_of(doc, content);
    let pointer = doc
        .tokens
        .get(points)
        .is_some_and(|t| t.upos == Upos::Noun && rules.people.pointers.contains(t.lemma.as_ref()));
    let remark = |range: TokenRange| range.end <= content.start && content.start - range.end <= 1;
    let remarks = || rules.speech.verification.find_all(doc, sentence);
    pointer
        && remarks()
            .iter()
            .any(|(phrase, range)| phrase.tells == VerificationStatus::Unverified && remark(*range))
}
