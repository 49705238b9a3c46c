//! Silence: who was asked and said nothing, and what the report says was left out.

use onrecord_model::{Act, Document, Id, NotSaid, Relation, Statement, TokenRange, Upos};
use onrecord_rules::{Phrase, Rules, SilenceKind};

use super::{Draft, chain, relay};

/// Adds a statement for every "did not respond", and turns the reader's own into that act.
pub(crate) fn add(
    doc: &Document,
    rules: &Rules,
    silences: &[Silence<'_>],
    drafts: &mut Vec<Draft>,
) {
    for &(phrase, range) in silences {
        let act = match phrase.tells {
            SilenceKind::NoComment => Act::NoComment,
            SilenceKind::Unreachable => Act::Unreachable,
            SilenceKind::NotSaid => {
                // Kept as not said, and not as something said.
                drafts.retain(|d| !d.cue.is_some_and(|c| c.touches(range)));
                continue;
            }
        };
        let tagged = drafts.iter_mut().find(|d| d.cue.is_some_and(|c| c.touches(range)));
        if let Some(draft) = tagged {
            draft.statement.act = act;
            if draft.statement.chain.is_empty() {
                draft.source = subject(doc, range);
                draft.statement.chain = draft
                    .source
                    .map(|r| chain::links(doc, rules, r, Some(range)))
                    .unwrap_or_default();
            }
            continue;
        }
        let in_content = drafts.iter_mut().find(|d| d.content.iter().any(|c| c.covers(range)));
        if let Some(draft) = in_content {
            // "saying it would not comment on ...": the content is the silence.
            let opens = draft.content.first().is_some_and(|c| range.start <= c.start + 3);
            if opens {
                draft.statement.act = act;
            }
            continue;
        }
        drafts.push(silent(doc, rules, phrase, range, act));
    }
}

/// What the report says was not said.
pub(crate) fn not_said(doc: &Document, rules: &Rules, silences: &[Silence<'_>]) -> Vec<NotSaid> {
    let mut out: Vec<NotSaid> = Vec::new();
    for (phrase, range) in silences.iter().copied().filter(|(p, _)| p.tells == SilenceKind::NotSaid)
    {
        let words = doc.words_of(range);
        if out.iter().any(|n| n.words.touches(&words)) {
            continue;
        }
        out.push(NotSaid {
            id: Id::of("ns", [doc.report.version.as_str(), &words.start.to_string()]),
            who: subject(doc, range).map(|r| resolved(doc, rules, r)),
            about: about(doc, range),
            words,
            confidence: 0.8,
            made_by: format!("rule:{}", phrase.id),
        });
    }
    out
}

/// A phrase of silence with its words.
pub(crate) type Silence<'r> = (&'r Phrase<SilenceKind>, TokenRange);

/// Every phrase of silence, the longest where two overlap, in text order.
pub(crate) fn silences<'r>(doc: &Document, rules: &'r Rules) -> Vec<Silence<'r>> {
    let mut found: Vec<Silence<'r>> = Vec::new();
    for sentence in &doc.sentences {
        for (phrase, range) in rules.speech.silence.find_all(doc, *sentence) {
            let range = with_auxiliary(doc, range);
            match found.iter_mut().find(|(_, other)| other.touches(range)) {
                Some(other) if other.1.len() < range.len() => *other = (phrase, range),
                Some(_) => {}
                None => found.push((phrase, range)),
            }
        }
    }
    found.sort_by_key(|(_, range)| range.start);
    found
}

/// "did" before "not specify" belongs to the words.
fn with_auxiliary(doc: &Document, range: TokenRange) -> TokenRange {
    let before = |start: u32| start.checked_sub(1).and_then(|i| doc.tokens.get(i as usize));
    let sentence = doc.sentence_of(range.start as usize);
    let mut start = range.start;
    while start > sentence.start && before(start).is_some_and(|t| t.upos == Upos::Aux) {
        start -= 1;
    }
    TokenRange { start, end: range.end }
}

fn silent(
    doc: &Document,
    rules: &Rules,
    phrase: &Phrase<SilenceKind>,
    range: TokenRange,
    act: Act,
) -> Draft {
    let source =
        subject(doc, range).filter(|r| !is_expletive(doc, *r)).or_else(|| from(doc, range));
    let statement = Statement {
        chain: source.map(|r| chain::links(doc, rules, r, Some(range))).unwrap_or_default(),
        cue: vec![doc.words_of(range)],
        act,
        confidence: 0.8,
        made_by: format!("rule:{}", phrase.id),
        ..Statement::default()
    };
    let sentence = doc.tokens.get(range.start as usize).map_or(0, |t| t.sentence);
    Draft { statement, source, cue: Some(range), content: Vec::new(), sentence }
}

/// "There was no comment": the subject names nobody.
fn is_expletive(doc: &Document, subject: TokenRange) -> bool {
    let at = subject.start as usize;
    subject.len() == 1
        && (doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Expl)
            || doc.token_text(at).eq_ignore_ascii_case("there"))
}

/// "no immediate comment from the government": whom the phrase has not heard from.
fn from(doc: &Document, range: TokenRange) -> Option<TokenRange> {
    let end = doc.sentence_of(range.start as usize).end as usize;
    let mut near = (range.end as usize..end).take(REACH);
    let from = near.find(|&i| matches!(doc.token_text(i), "from" | "by"))?;
    let stops = |upos: Upos, word: &str| {
        matches!(upos, Upos::Punct | Upos::Verb | Upos::Aux | Upos::Adp | Upos::Sconj)
            && word != "of"
    };
    relay::up_to(doc, from + 1..end, stops)
}

/// So many words behind the phrase "from" may stand.
const REACH: usize = 5;

/// The subject of the phrase: by syntax, else the nouns right before it.
pub(crate) fn subject(doc: &Document, range: TokenRange) -> Option<TokenRange> {
    subject_by_syntax(doc, range).or_else(|| before(doc, range))
}

/// The subject of the phrase's verb.
pub(crate) fn subject_by_syntax(doc: &Document, range: TokenRange) -> Option<TokenRange> {
    let subject = range.range().find_map(|i| {
        let token = doc.tokens.get(i)?;
        let verb = if token.upos == Upos::Aux { token.head as usize } else { i };
        doc.child(verb, Relation::Nsubj).or_else(|| doc.child(verb, Relation::NsubjPass))
    });
    subject.map(|i| trimmed(doc, doc.subtree(i))).filter(|r| !r.touches(range) && r.len() <= 25)
}

fn before(doc: &Document, range: TokenRange) -> Option<TokenRange> {
    let sentence = doc.sentence_of(range.start as usize);
    let nominal = |i: usize| {
        doc.tokens.get(i).is_some_and(|t| {
            matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Det | Upos::Adj)
        })
    };
    let mut start = range.start as usize;
    while start > sentence.start as usize && nominal(start - 1) {
        start -= 1;
    }
    (start < range.start as usize).then(|| TokenRange::new(start, range.start as usize))
}

/// Without a comma, a clause in commas, or a conjunction at the edges.
fn trimmed(doc: &Document, range: TokenRange) -> TokenRange {
    let comma = range.range().find(|&i| doc.token_text(i) == ",").unwrap_or(range.end as usize);
    let end = if comma > range.start as usize { comma } else { range.end as usize };
    let start = range
        .range()
        .find(|&i| doc.tokens.get(i).is_some_and(|t| !matches!(t.upos, Upos::Punct | Upos::Cconj)));
    TokenRange::new(start.unwrap_or(range.start as usize), end)
}

fn resolved(doc: &Document, rules: &Rules, range: TokenRange) -> String {
    let entity = chain::entity_of(doc, rules, range).and_then(|e| doc.entities.get(e.0 as usize));
    entity.map_or_else(|| doc.bare_words(range), |e| e.name.clone())
}

/// What hangs on the words behind them: the thing not specified.
fn about(doc: &Document, range: TokenRange) -> Option<String> {
    let end = doc.sentence_of(range.start as usize).end;
    let tells = |i: &usize| {
        doc.tokens.get(*i).is_some_and(|t| {
            let object = matches!(
                t.relation,
                Relation::Obj | Relation::Ccomp | Relation::Obl | Relation::Nmod
            );
            object && range.contains(t.head as usize) && !addressed(doc, *i)
        })
    };
    let object = (range.end as usize..end as usize).find(tells)?;
    let subtree = doc.subtree(object);
    let last =
        subtree.range().rev().find(|&i| doc.tokens.get(i).is_some_and(|t| t.upos != Upos::Punct));
    let stop = last.map_or(subtree.end, |i| i as u32 + 1).min(end);
    let start = subtree.start.max(range.end);
    (stop > start).then(|| doc.bare_words(TokenRange { start, end: stop }))
}

/// "to reporters": to whom, not what about.
fn addressed(doc: &Document, token: usize) -> bool {
    doc.child(token, Relation::Case).is_some_and(|i| doc.token_text(i).eq_ignore_ascii_case("to"))
}
