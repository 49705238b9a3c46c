//! Frames that the reader leaves out, most often because something inside them is a statement too: "X has offered Y, two
//! sources said".
//!
//! The corpus that the reader learned from has no statement inside a statement, so it tags one of the two. Here a verb of
//! saying that is nobody's cue, and has a subject of its own behind a comma, is made the cue of the whole clause; what was
//! tagged inside is passed on through it: its chain begins with the speaker of the frame.

use onrecord_model::{Act, Document, Link, Relation, Statement, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{Draft, act, behind_dateline, behind_day, chain, known_speaker};

/// The fewest words that a framed clause has.
const SHORTEST: usize = 4;

/// ... and one that no comma closes; and the most words behind the verb.
const UNPUNCTUATED: usize = 8;
const TAIL: usize = 8;

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

/// Who speaks behind a comma, and the clause before it.
fn behind_comma(doc: &Document, verb: usize) -> Option<(TokenRange, TokenRange)> {
    // The last subject before the verb: a dateline is often read as another one.
    let is_subject = |i: &usize| doc.tokens.get(*i).is_some_and(|t| t.relation == Relation::Nsubj);
    let subject = doc.children(verb).filter(|&i| i < verb).filter(is_subject).last()?;
    let source = doc.subtree(subject);
    let comma = (source.start as usize).checked_sub(1).filter(|&i| doc.token_text(i) == ",")?;
    Some((source, TokenRange::new(doc.sentence_of(verb).start as usize, comma)))
}

/// "A boat sank off the pier late on Sunday the coastguard said in a statement.": copy that lost its commas. The sentence ends with who
/// says so, and what stands before is a clause of its own.
fn unpunctuated(doc: &Document, rules: &Rules, verb: usize) -> Option<(TokenRange, TokenRange)> {
    let sentence = doc.sentence_of(verb);
    let upos = |i: usize| doc.tokens.get(i).map(|t| t.upos);
    let last =
        verb.checked_sub(1).filter(|&i| matches!(upos(i), Some(Upos::Noun | Upos::Propn)))?;
    let phrase = behind_day(doc, doc.noun_phrase(last), last);
    let source = TokenRange { end: verb as u32, ..phrase };
    let clause = TokenRange { end: source.start, ..sentence };
    let behind =
        (verb + 1..sentence.end as usize).filter(|&i| upos(i) != Some(Upos::Punct)).count();
    // "what the ministry said", "before officials told", "and the mayor said"
    let bound = matches!(
        upos((clause.end as usize).checked_sub(1)?)?,
        Upos::Adp
            | Upos::Sconj
            | Upos::Cconj
            | Upos::Verb
            | Upos::Aux
            | Upos::Part
            | Upos::Pron
            | Upos::Det
    );
    let commas = sentence.range().any(|i| matches!(doc.token_text(i), "," | ";" | ":"));
    let subjects = [Relation::Nsubj, Relation::NsubjPass];
    let subject = |i: usize| {
        subjects.iter().any(|r| doc.child(i, *r).is_some_and(|subject| clause.contains(subject)))
    };
    let told = clause.range().any(|i| upos(i) == Some(Upos::Verb) && subject(i));
    let main = doc.tokens.get(verb).is_some_and(|t| {
        !matches!(t.relation, Relation::AclRelcl | Relation::Acl | Relation::Advcl)
    });
    let fits = behind <= TAIL
        && clause.len() >= UNPUNCTUATED
        && !bound
        && !commas
        && told
        && main
        && known_speaker(doc, rules, source);
    fits.then_some((source, clause))
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
    let (source, clause) = behind_comma(doc, verb).or_else(|| unpunctuated(doc, rules, verb))?;
    // Either a whole statement stands inside, or nothing was tagged there at all: half a clause is the reader's to judge.
    let whole = drafts.iter().any(|d| lies_in(d, clause)) || !taken(clause);
    let apart = clause.len() >= SHORTEST && source.len() <= 20 && !taken(source) && whole;
    apart.then(|| {
        let content = vec![behind_dateline(doc, clause)];
        let read = act::read(doc, rules, Some(cue), rules.cues.find(doc, cue), &content);
        let statement = Statement {
            chain: chain::links(doc, rules, source, None),
            act: Act::Assert,
            made_by: "rule:frame".to_owned(),
            ..read.statement(doc, cue, &content)
        };
        Draft { statement, source: Some(source), cue: Some(cue), content, sentence: token.sentence }
    })
}
