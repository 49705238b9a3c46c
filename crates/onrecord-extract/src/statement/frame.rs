//! Frames that the reader leaves out, most often because something inside them is a statement too: "X has offered Y, two
//! sources said".
//!
//! The corpus that the reader learned from has no statement inside a statement, so it tags one of the two. Here a verb of
//! saying that is nobody's cue, and has a subject of its own behind a comma, is made the cue of the whole clause; what was
//! tagged inside is passed on through it: its chain begins with the speaker of the frame.

use onrecord_model::{Act, Document, Link, Relation, Statement, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{Draft, act, behind_dateline, chain, mode};

/// The fewest words that a framed clause has.
const SHORTEST: usize = 4;

/// Adds the statements that frame others.
pub(crate) fn add(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    for verb in 0..doc.tokens.len() {
        let Some(frame) = framed(doc, rules, drafts, verb) else { continue };
        let outer = frame.statement.chain.clone();
        let clause = frame.content.first().copied().unwrap_or_default();
        for inner in drafts.iter_mut().filter(|d| lies_in(d, clause)) {
            let mut through: Vec<Link> = outer.clone();
            through.append(&mut inner.statement.chain);
            inner.statement.chain = through;
        }
        drafts.push(frame);
    }
}

fn lies_in(draft: &Draft, clause: TokenRange) -> bool {
    draft.cue.is_some_and(|c| clause.covers(c)) && !draft.statement.chain.is_empty()
}

/// The statement whose cue is `verb`, if that is a verb of saying which no draft has, behind a clause that one stands in.
fn framed(doc: &Document, rules: &Rules, drafts: &[Draft], verb: usize) -> Option<Draft> {
    let token = doc.tokens.get(verb)?;
    let frames = token.upos == Upos::Verb
        && !token.quoted
        && rules.people.framing.contains(token.lemma.as_ref());
    let taken = |range: TokenRange| {
        drafts.iter().any(|d| {
            d.cue.is_some_and(|c| c.touches(range)) || d.content.iter().any(|c| c.touches(range))
        })
    };
    let cue = TokenRange::new(verb, verb + 1);
    if !frames || taken(cue) {
        return None;
    }
    // The last subject before the verb: a dateline is often read as another one.
    let is_subject = |i: &usize| doc.tokens.get(*i).is_some_and(|t| t.relation == Relation::Nsubj);
    let subject = doc.children(verb).filter(|&i| i < verb).filter(is_subject).last()?;
    let source = doc.subtree(subject);
    let sentence = doc.sentence_of(verb);
    let comma = (source.start as usize).checked_sub(1).filter(|&i| doc.token_text(i) == ",")?;
    let clause = TokenRange::new(sentence.start as usize, comma);
    // Either a whole statement stands inside, or nothing was tagged there at all: half a clause is the reader's to judge.
    let whole = drafts.iter().any(|d| lies_in(d, clause)) || !taken(clause);
    let apart = clause.len() >= SHORTEST && source.len() <= 20 && !taken(source) && whole;
    apart.then(|| {
        let content = vec![behind_dateline(doc, clause)];
        let read = act::read(doc, rules, Some(cue), rules.cues.find(doc, cue), &content);
        let statement = Statement {
            chain: chain::links(doc, rules, source, None),
            cue: vec![doc.words_of(cue)],
            content: content.iter().map(|r| doc.words_of(*r)).collect(),
            mode: mode(doc, &content),
            act: Act::Assert,
            certainty: read.certainty,
            polarity: read.polarity,
            confidence: 0.7,
            made_by: "rule:frame".to_owned(),
            ..Statement::default()
        };
        Draft { statement, source: Some(source), cue: Some(cue), content, sentence: token.sentence }
    })
}
