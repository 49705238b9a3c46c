//! "The ministry denied a report by the Courier that nine had died": what is denied is somebody's claim, told only here.

use onrecord_model::{Act, Document, Relation, Statement, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{Draft, act, chain, mode};

/// Adds the claims that others deny, confirm or will not speak of, where a noun tells whose they are.
pub(super) fn add(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    let claims: Vec<Draft> = drafts.iter().filter_map(|draft| claim(doc, rules, draft)).collect();
    let taken = |claim: &Draft| {
        drafts
            .iter()
            .any(|d| d.cue.is_some_and(|cue| claim.cue.is_some_and(|own| own.touches(cue))))
    };
    let fresh: Vec<Draft> = claims.into_iter().filter(|claim| !taken(claim)).collect();
    drafts.extend(fresh);
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
        cue: vec![doc.words_of(cue)],
        content: content.iter().map(|c| doc.words_of(*c)).collect(),
        mode: mode(doc, &content),
        act: if read.act == Act::Accuse { Act::Accuse } else { Act::Assert },
        certainty: read.certainty,
        polarity: read.polarity,
        confidence: 0.7,
        made_by: "rule:embedded-claim".to_owned(),
        ..Statement::default()
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
