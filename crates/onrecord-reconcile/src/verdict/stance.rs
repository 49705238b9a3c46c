//! How a report stands to a claim: does it say so, say that it is not so, or pass it on?
//!
//! Looked at are the report's first sentences and those that have most in common with the claim. Words of denial there make it `against`
//! (where the claim itself denies: `for`), words that pass on `observing`, their absence `for`.

use onrecord_model::{Document, Stance, TokenRange};
use onrecord_rules::Rules;

use super::likeness::Content;

/// A report opens with what it has to say: so many sentences are looked at whatever they speak of,
const FIRST: usize = 3;
/// and so many of those that share most with the claim.
const NEAREST: usize = 5;
/// In a report of more sentences than this, one word that passes on (a "said" is in every report) is not enough.
const SHORT: usize = 3;
const LEAST_RELAYED: usize = 3;

/// How a report stands to a claim, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StanceVerdict {
    /// The verdict.
    pub label: Stance,
    /// The reason, in words that a reader can check.
    pub why: String,
    /// 0 to 1.
    pub confidence: f32,
}

/// How the report `body` stands to `claim`.
pub fn stance(claim: &Document, body: &Document, rules: &Rules) -> StanceVerdict {
    let whole = TokenRange::new(0, claim.tokens.len());
    let wanted = Content::of(claim, whole, rules);
    let chosen = sentences(&wanted, body, rules);
    let is_short = body.sentences.len() <= SHORT;
    let denied = chosen.iter().find_map(|sentence| denial(body, *sentence, rules, is_short));
    let claim_denies =
        claim.sentences.iter().any(|sentence| denial(claim, *sentence, rules, is_short).is_some());
    let relayed: Vec<String> =
        chosen.iter().flat_map(|sentence| relays(body, *sentence, rules)).collect();
    // A claim that is itself hedged is about what is passed on.
    let is_hedged =
        claim.sentences.iter().any(|sentence| !relays(claim, *sentence, rules).is_empty());
    let least = if is_short || is_hedged { 1 } else { LEAST_RELAYED };
    match (claim_denies, denied) {
        (false, Some(words)) => reason(Stance::Against, format!("rejected: “{words}”"), 0.8),
        (true, Some(words)) => reason(Stance::For, format!("both reject it: “{words}”"), 0.6),
        (_, None) if relayed.len() >= least => {
            let words = relayed.first().map(String::as_str).unwrap_or_default();
            reason(Stance::Observing, format!("passed on: “{words}”"), 0.7)
        }
        (true, None) => reason(Stance::Against, "said without the claim's denial".to_owned(), 0.5),
        (false, None) => reason(Stance::For, "said, and not as somebody's word".to_owned(), 0.6),
    }
}

fn reason(label: Stance, why: String, confidence: f32) -> StanceVerdict {
    StanceVerdict { label, why, confidence }
}

/// The sentences to look at, in text order.
fn sentences(wanted: &Content, body: &Document, rules: &Rules) -> Vec<TokenRange> {
    let all: Vec<(TokenRange, f32)> = body
        .sentences
        .iter()
        .map(|sentence| (*sentence, wanted.covered_by(&Content::of(body, *sentence, rules))))
        .collect();
    let mut nearest: Vec<usize> = (0..all.len()).collect();
    nearest.sort_by(|one, other| {
        let shared = |at: &usize| all.get(*at).map_or(0.0, |(_, shared)| *shared);
        shared(other).total_cmp(&shared(one)).then(one.cmp(other))
    });
    nearest.truncate(NEAREST);
    let is_chosen = |at: usize| at < FIRST || nearest.contains(&at);
    let chosen = all.into_iter().enumerate().filter(|(at, _)| is_chosen(*at));
    chosen.map(|(_, (sentence, _))| sentence).collect()
}

/// The words of a sentence that deny; of a headline, a plain "not" is enough.
fn denial(doc: &Document, sentence: TokenRange, rules: &Rules, with_not: bool) -> Option<String> {
    let found = rules.verdicts.denials.find_all(doc, sentence);
    let counts = found.iter().find(|(phrase, _)| phrase.tells || with_not);
    counts.map(|(_, range)| doc.text_of(*range).to_owned())
}

/// The words of a sentence that pass on.
fn relays(doc: &Document, sentence: TokenRange, rules: &Rules) -> Vec<String> {
    let found = rules.verdicts.relayed.find_all(doc, sentence);
    found.iter().map(|(_, range)| doc.text_of(*range).to_owned()).collect()
}
