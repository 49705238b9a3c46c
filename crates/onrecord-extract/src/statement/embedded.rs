//! Claims inside other words. "The ministry denied a report by the Courier that nine had died": what is denied is somebody's claim, told
//! only here. "The attack, which the island blames on Norland". "The alleged attack": somebody says that there was one.

use onrecord_model::{Act, Document, Relation, Statement, TokenRange, Upos};
use onrecord_rules::{CueKind, HedgeStrength, Phrase, Rules};

use super::{Draft, act, chain, mode, trespass};

/// Adds the claims that others deny, confirm or will not speak of, where a noun tells whose they are.
pub(super) fn add(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    let claims: Vec<Draft> = drafts.iter().filter_map(|draft| claim(doc, rules, draft)).collect();
    let free = |claim: &Draft| !claim.cue.is_some_and(|cue| taken(drafts, cue));
    let fresh: Vec<Draft> = claims.into_iter().filter(free).collect();
    drafts.extend(fresh);
    for verb in 0..doc.tokens.len() {
        let claim = relative(doc, rules, verb);
        if let Some(claim) = claim.filter(|_| !taken(drafts, TokenRange::new(verb, verb + 1))) {
            drafts.push(claim);
        }
    }
    for sentence in &doc.sentences {
        for (phrase, range) in rules.speech.allegations.find_all(doc, *sentence) {
            let cue = TokenRange { start: range.start, end: range.start + 1 };
            let event = doc.event_at(range.end as usize - 1).is_some();
            if event && !taken(drafts, cue) {
                drafts.push(alleged(doc, phrase, range));
            }
        }
    }
}

/// Is one of these words the cue of a statement already?
pub(super) fn taken(drafts: &[Draft], cue: TokenRange) -> bool {
    drafts.iter().any(|draft| draft.cue.is_some_and(|own| own.touches(cue)))
}

/// "The massacre, which [the island] blames on Norland", "a raid that [the opposition] claims killed hundreds": the noun and what is said of it.
fn relative(doc: &Document, rules: &Rules, verb: usize) -> Option<Draft> {
    let token = doc.tokens.get(verb)?;
    let clause = token.relation == Relation::AclRelcl && token.upos == Upos::Verb && !token.quoted;
    let noun = token.head as usize;
    if !clause || noun >= verb {
        return None;
    }
    let cue = TokenRange::new(verb, verb + 1);
    rules.cues.find(doc, cue).filter(|m| m.cue.kind == CueKind::Speech)?;
    let subtree = doc.subtree(verb);
    let pronoun = doc.children(verb).find(|&i| {
        let lower = doc.token_text(i).to_lowercase();
        i < verb && i > noun && matches!(lower.as_str(), "which" | "that")
    })?;
    let rest = TokenRange { start: cue.end, end: subtree.end };
    let mut draft = trespass::told(doc, rules, cue, rest)?;
    let source = draft.source?;
    let behind = source.start as usize == pronoun + 1;
    let named = doc.tokens.get(doc.head_of(source)).is_some_and(|t| t.upos != Upos::Pron);
    let phrase = doc.noun_phrase(noun);
    let of = TokenRange { end: phrase.end.min(pronoun as u32), ..phrase };
    if !behind || !named || of.is_empty() {
        return None;
    }
    draft.set_content(doc, vec![of, rest]);
    draft.statement.made_by = "rule:relative-claim".to_owned();
    Some(draft)
}

/// "The alleged attack": somebody says that there was one, and the report does not tell who.
fn alleged(doc: &Document, phrase: &Phrase<HedgeStrength>, range: TokenRange) -> Draft {
    let cue = TokenRange { start: range.start, end: range.start + 1 };
    let content = vec![TokenRange { start: cue.end, end: range.end }];
    let statement = Statement {
        cue: vec![doc.words_of(cue)],
        content: content.iter().map(|c| doc.words_of(*c)).collect(),
        mode: mode(doc, &content),
        certainty: phrase.tells.0,
        confidence: 0.6,
        made_by: format!("rule:{}", phrase.id),
        ..Statement::default()
    };
    let sentence = doc.tokens.get(cue.start as usize).map_or(0, |t| t.sentence);
    Draft { statement, source: None, cue: Some(cue), content, sentence }
}

/// The claim inside the words of an answer: "[the union's] claim that ...", "a claim by [the union] that ...".
fn claim(doc: &Document, rules: &Rules, answer: &Draft) -> Option<Draft> {
    let answers = matches!(answer.statement.act, Act::Deny | Act::Confirm | Act::Oppose);
    let sentence = doc.sentence_of(answer.cue.filter(|_| answers)?.start as usize);
    let stretch = answer.content.first().copied()?;
    let noun = stretch.range().take(OPENING).find(|&i| {
        rules.people.pointers.contains(doc.lemma(i))
            && doc.token_text(i).chars().all(char::is_lowercase)
    })?;
    let said = (noun + 1..sentence.end as usize)
        .take(NAMED)
        .find(|&i| doc.token_text(i).eq_ignore_ascii_case("that"))?;
    // Whatever a parse takes "that" for: the verb whose clause begins there.
    let verb = (said + 1..sentence.end as usize).find(|&i| {
        doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Verb) && doc.subtree(i).contains(said)
    })?;
    let hangs = doc.hangs_on(verb, noun)
        || answer.cue.is_some_and(|cue| cue.range().any(|at| doc.hangs_on(verb, at)));
    let source = owner(doc, noun, said, stretch)?;
    let end = stretch.end.max(doc.subtree(verb).end).min(sentence.end);
    let content = vec![TokenRange { start: said as u32, end }];
    let pronoun = source.len() == 1
        && doc.tokens.get(source.start as usize).is_some_and(|t| t.upos == Upos::Pron);
    if !hangs || pronoun || source.is_empty() || answer.source.is_some_and(|s| s.touches(source)) {
        return None;
    }
    let cue = TokenRange::new(noun, noun + 1);
    let found = rules.cues.find(doc, cue);
    let read = act::read(doc, rules, Some(cue), found, &content);
    let statement = Statement {
        chain: chain::links(doc, rules, source, None),
        act: if read.act == Act::Accuse { Act::Accuse } else { Act::Assert },
        made_by: "rule:embedded-claim".to_owned(),
        ..read.statement(doc, cue, &content)
    };
    Some(Draft {
        statement,
        source: Some(source),
        cue: Some(cue),
        content,
        sentence: answer.sentence,
    })
}

/// Whose claim it is: "the union's claim that", "a claim by the union that".
fn owner(doc: &Document, noun: usize, said: usize, stretch: TokenRange) -> Option<TokenRange> {
    if let Some(owner) = doc.child(noun, Relation::NmodPoss).filter(|&i| stretch.contains(i)) {
        let phrase = doc.noun_phrase(owner);
        let mark =
            phrase.range().rev().find(|&i| matches!(doc.token_text(i), "'s" | "’s" | "'" | "’"));
        return Some(TokenRange { end: mark.map_or(phrase.end, |i| i as u32), ..phrase });
    }
    let by = matches!(&*doc.token_text(noun + 1).to_lowercase(), "by" | "from");
    let named = TokenRange::new(noun + 2, said.max(noun + 2));
    let nominal = |i: usize| {
        let upos = doc.tokens.get(i).map(|t| t.upos);
        !matches!(upos, None | Some(Upos::Verb | Upos::Aux | Upos::Punct))
            || doc.token_text(i) == "'"
    };
    (by && !named.is_empty() && named.range().all(nominal)).then_some(named)
}

/// The noun for a claim stands no farther behind the beginning of what is denied, and "that" no farther behind the noun.
const OPENING: usize = 8;
const NAMED: usize = 14;
