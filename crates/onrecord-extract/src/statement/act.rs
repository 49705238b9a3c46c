//! What is done by saying it: from the content where it is an act of its own, else from the cue.

use onrecord_model::{Act, Certainty, Document, Polarity, Relation, TokenRange, Upos};
use onrecord_rules::{CueKind, CueMatch, Rules};

use super::{Reading, known_speaker};

/// How many words into the content what is said may still be what is done ("We hope that ...", "There is no truth to ...").
const OPENING: u32 = 14;

/// ... and how many into a stretch of it for what stands out wherever it is said: a hope in the third sentence of a quotation is not what the
/// quotation does, a denial there is; and so is a demand that is no aside.
const FAR: u32 = 40;

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
        // "is not saying if the firm had broken the law": what is not said does nothing.
        Act::Assert | Act::Other if !negated_cue => {
            content_act(doc, rules, content).unwrap_or(of_cue)
        }
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
    let mut said = 0;
    content.iter().find_map(|stretch| {
        let opening = stretch.start + OPENING.saturating_sub(said);
        said += stretch.len() as u32;
        let end = stretch.end.min(stretch.start + FAR);
        let found = rules.speech.acts.find_all(doc, TokenRange { end, ..*stretch });
        let counts = |act: Act, range: TokenRange| {
            let stands_out = match act {
                Act::Hope | Act::Believe | Act::Support | Act::Oppose | Act::Other => false,
                Act::Demand | Act::Offer => near_top(doc, *stretch, doc.head_of(range)),
                _ => true,
            };
            (range.start < opening || stands_out) && !of_another(doc, rules, *stretch, range)
        };
        let found = found.into_iter().filter(|(phrase, range)| counts(phrase.tells, *range));
        found.min_by_key(|(_, range)| range.start).map(|(phrase, _)| phrase.tells)
    })
}

/// "The mayor said that such raids were unacceptable, the paper wrote": inside what is said stands what somebody else does by saying it, or
/// what the speaker has not said ("I did not say that I would go").
fn of_another(doc: &Document, rules: &Rules, content: TokenRange, phrase: TokenRange) -> bool {
    let says = |verb: usize| {
        doc.tokens.get(verb).is_some_and(|t| t.upos == Upos::Verb)
            && rules
                .cues
                .find(doc, TokenRange::new(verb, verb + 1))
                .is_some_and(|found| found.cue.kind == CueKind::Speech)
    };
    let another = |verb: usize| {
        let speaker = |i: usize| {
            doc.tokens.get(i).is_some_and(|t| t.upos != Upos::Pron)
                && known_speaker(doc, rules, doc.subtree(i))
        };
        doc.child(verb, Relation::Nsubj).is_some_and(speaker)
            || negated(doc, TokenRange::new(verb, verb + 1))
    };
    let clause = |at: &usize| doc.tokens.get(*at).is_some_and(|t| t.relation == Relation::Ccomp);
    doc.upward(doc.head_of(phrase))
        .take(CLAUSES)
        .filter(clause)
        .filter_map(|at| doc.tokens.get(at).map(|t| t.head as usize))
        .any(|verb| content.contains(verb) && !phrase.contains(verb) && says(verb) && another(verb))
}

/// So many words are looked at on the way up from a phrase.
const CLAUSES: usize = 8;

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

/// Does the token stand in the first sentence of `content`, near the top of it?
fn near_root(doc: &Document, content: TokenRange, token: usize) -> bool {
    doc.sentence_of(content.start as usize).contains(token) && near_top(doc, content, token)
}

/// Does the token stand at most two steps from the top of its sentence, as far as that is `content`?
fn near_top(doc: &Document, content: TokenRange, token: usize) -> bool {
    let top = |at: usize| {
        doc.tokens
            .get(at)
            .is_some_and(|t| t.head as usize == at || !content.contains(t.head as usize))
    };
    doc.upward(token).take(3).any(top)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;

    fn act_of(doc: &Document) -> Option<Act> {
        let all = TokenRange::new(0, doc.tokens.len());
        content_act(doc, Rules::embedded().unwrap(), &[all])
    }

    #[test]
    fn what_is_said_first_is_what_is_done() {
        let said = |text: &str| act_of(&bare::document(text));
        assert_eq!(said("We hope for rain."), Some(Act::Hope));
        let long = "The road was dark and long and the rain fell on the town all day and we";
        assert_eq!(said(&format!("{long} hope for sun.")), None);
        assert_eq!(said(&format!("{long} deny this report.")), Some(Act::Deny));
    }

    #[test]
    fn what_another_does_inside_is_left_alone() {
        let mut doc = bare::document("Okoro announced that raids are unacceptable.");
        doc.tokens[0].head = 1;
        doc.tokens[0].relation = Relation::Nsubj;
        doc.tokens[5].head = 1;
        doc.tokens[4].head = 5;
        assert_eq!(act_of(&doc), Some(Act::Oppose));
        doc.tokens[5].relation = Relation::Ccomp;
        assert_eq!(act_of(&doc), None);
    }
}
