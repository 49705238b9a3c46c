//! What is done by saying it: from the content where it is an act of its own, else from the cue.

use onrecord_model::{Act, Certainty, Document, Polarity, Relation, TokenRange, Upos};
use onrecord_rules::{CueMatch, Rules};

use super::Reading;

/// How many words into a stretch of the content an act of its own may begin ("There is no truth to ...").
const OPENING: u32 = 40;

pub(crate) fn read(
    doc: &Document,
    rules: &Rules,
    cue: Option<TokenRange>,
    found: Option<CueMatch<'_>>,
    content: &[TokenRange],
) -> Reading {
    let of_cue = found.map_or(Act::Assert, |m| m.cue.act);
    let negated_cue = cue.is_some_and(|range| negated(doc, range));
    let act = match of_cue {
        // "did not confirm the report": left open.
        Act::Confirm if negated_cue => Act::NoComment,
        Act::Assert | Act::Other => content_act(doc, rules, content).unwrap_or(of_cue),
        act => act,
    };
    let negative = act == Act::Deny
        || negated_cue
        || content.first().is_some_and(|range| negated(doc, *range));
    Reading {
        act,
        certainty: certainty(doc, rules, cue, content),
        polarity: if negative { Polarity::Negative } else { Polarity::Positive },
    }
}

/// "We deny this report", "they were prepared to release": the first such phrase of the content.
fn content_act(doc: &Document, rules: &Rules, content: &[TokenRange]) -> Option<Act> {
    content.iter().find_map(|stretch| {
        let end = stretch.end.min(stretch.start + OPENING);
        let found = rules.speech.acts.find_all(doc, TokenRange { end, ..*stretch });
        found.into_iter().min_by_key(|(_, range)| range.start).map(|(phrase, _)| phrase.tells)
    })
}

/// The weakest hedge in the main clause of the content, or beside the cue.
fn certainty(
    doc: &Document,
    rules: &Rules,
    cue: Option<TokenRange>,
    content: &[TokenRange],
) -> Certainty {
    let of_cue = cue;
    let governs = |range: TokenRange| {
        content.iter().any(|c| c.covers(range) && near_root(doc, *c, range.start as usize))
            || of_cue.is_some_and(|c| c.contains(range.start as usize))
    };
    // A hedge that opens in the cue may end in the content ("appears" "to have left").
    let cue = cue.map(|c| TokenRange {
        start: c.start,
        end: content.iter().filter(|r| r.start == c.end).map(|r| r.end).min().unwrap_or(c.end),
    });
    let stretches = content.iter().copied().chain(cue);
    let mut weakest = Certainty::Certain;
    for stretch in stretches {
        for (hedge, range) in rules.speech.hedges.find_all(doc, stretch) {
            if governs(range) {
                weakest = weakest.max(hedge.tells.0);
            }
        }
    }
    weakest
}

/// Does the token stand in the first sentence of `content`, at most two steps from that sentence's top?
fn near_root(doc: &Document, content: TokenRange, token: usize) -> bool {
    let same = doc.sentence_of(content.start as usize).contains(token);
    let mut at = token;
    for _ in 0..3 {
        let Some(head) = doc.tokens.get(at).map(|t| t.head as usize) else { return false };
        if head == at || !content.contains(head) {
            return same;
        }
        at = head;
    }
    false
}

/// Is the top verb of `range` negated?
fn negated(doc: &Document, range: TokenRange) -> bool {
    let top = range.range().find(|&i| {
        doc.tokens.get(i).is_some_and(|t| {
            matches!(t.upos, Upos::Verb | Upos::Adj | Upos::Noun)
                && (t.head as usize == i || !range.contains(t.head as usize))
        })
    });
    top.is_some_and(|top| {
        doc.children(top).any(|i| {
            let relation = doc.tokens.get(i).map(|t| t.relation);
            matches!(relation, Some(Relation::Advmod | Relation::Det | Relation::Aux))
                && matches!(
                    doc.token_text(i).to_lowercase().as_str(),
                    "not" | "n't" | "n’t" | "never" | "no"
                )
        })
    })
}
