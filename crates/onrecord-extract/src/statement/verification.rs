//! "could not be independently verified": attached to the statements it covers, with who checked.

use onrecord_model::{Document, Relation, TokenRange, Upos, Verification, VerificationStatus};
use onrecord_rules::Rules;

use super::{Draft, silence};

/// Attaches every remark on checking to the statements of its own sentence, else of the sentence before.
pub(crate) fn attach(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    for (number, sentence) in doc.sentences.iter().enumerate() {
        for (phrase, range) in rules.speech.verification.find_all(doc, *sentence) {
            let remark = Verification {
                status: phrase.tells,
                by: checker(doc, drafts, range),
                words: doc.words_of(range),
            };
            if phrase.tells == VerificationStatus::Unverified {
                // The remark itself is nobody's statement.
                drafts.retain(|d| !d.cue.is_some_and(|c| c.touches(range)));
            }
            for draft in covered(doc, rules, drafts, number as u32, range, phrase.tells) {
                if let Some(draft) = drafts.get_mut(draft) {
                    draft.statement.verification.get_or_insert_with(|| remark.clone());
                }
            }
        }
    }
}

/// Numbers of the statements that a remark covers.
fn covered(
    doc: &Document,
    rules: &Rules,
    drafts: &[Draft],
    sentence: u32,
    range: TokenRange,
    remark: VerificationStatus,
) -> Vec<usize> {
    if let Some(inside) = told_inside(drafts, range, remark) {
        return vec![inside];
    }
    let with_content = |at: &usize| drafts.get(*at).is_some_and(|d| !d.content.is_empty());
    let all: Vec<usize> = (0..drafts.len()).filter(with_content).collect();
    let of = |number: u32| -> Vec<usize> {
        let in_sentence = |at: &usize| {
            drafts.get(*at).is_some_and(|d| {
                d.content
                    .iter()
                    .any(|c| doc.tokens.get(c.start as usize).is_some_and(|t| t.sentence == number))
                    && !d.content.iter().any(|c| c.covers(range))
                    && !d.cue.is_some_and(|c| c.touches(range))
            })
        };
        all.iter().copied().filter(in_sentence).collect()
    };
    let own = of(sentence);
    if !own.is_empty() {
        return own;
    }
    if let Some(named) = of_whom(doc, drafts, range, &all) {
        return vec![named];
    }
    if let Some(told) = of_what(doc, rules, drafts, range, &all) {
        return vec![told];
    }
    // The remark stands behind what it covers: the nearest sentence before that has a statement, within the last three; for
    // "neither" and "both", as many of these as hold two.
    let enough = if of_two(doc, range) { 2 } else { 1 };
    let mut found = Vec::new();
    for before in (1..=3).filter_map(|back| sentence.checked_sub(back)) {
        if found.len() < enough {
            found.extend(of(before));
        }
    }
    found
}

/// "Nine have been confirmed dead, she said": the statement whose own words tell that what it says is confirmed or revised.
/// Doubt in somebody's words is theirs about another's claim.
fn told_inside(drafts: &[Draft], range: TokenRange, remark: VerificationStatus) -> Option<usize> {
    let firm = matches!(remark, VerificationStatus::Confirmed | VerificationStatus::Revised);
    let length =
        |at: &usize| drafts.get(*at).map(|d| d.content.iter().map(|c| c.len()).sum::<usize>());
    let holds =
        |at: &usize| drafts.get(*at).is_some_and(|d| d.content.iter().any(|c| c.covers(range)));
    (0..drafts.len()).filter(|_| firm).filter(holds).min_by_key(length)
}

/// "Neither figure could be verified": does the remark speak of two things?
fn of_two(doc: &Document, range: TokenRange) -> bool {
    let two =
        |i: usize| matches!(&*doc.token_text(i).to_lowercase(), "neither" | "both" | "either");
    let end = doc.sentence_of(range.start as usize).end as usize;
    // "could not confirm either version"
    let object = (range.end as usize..end.min(range.end as usize + 2)).any(two);
    object || silence::subject(doc, range).is_some_and(|subject| two(subject.start as usize))
}

/// "The union's account could not be verified": the last statement that the union made or that tells of it, where the
/// remark names somebody; `None` where it only points back ("These claims").
fn of_whom(doc: &Document, drafts: &[Draft], range: TokenRange, all: &[usize]) -> Option<usize> {
    let subject = silence::subject(doc, range)?;
    let possessor = subject.range().find(|&i| {
        doc.tokens.get(i).is_some_and(|t| matches!(t.relation, Relation::NmodPoss | Relation::Nmod))
    })?;
    let name = doc.tokens.get(possessor)?.lemma.to_lowercase();
    let says = |part: &TokenRange| {
        part.range().any(|i| doc.tokens.get(i).is_some_and(|t| t.lemma.to_lowercase() == name))
    };
    let before = |at: &&usize| drafts.get(**at).is_some_and(|d| d.first_token() < range.start);
    let by_source =
        |at: &&usize| drafts.get(**at).is_some_and(|d| d.source.as_ref().is_some_and(says));
    let by_content = |at: &&usize| drafts.get(**at).is_some_and(|d| d.content.iter().any(says));
    let latest = || all.iter().filter(before).rev();
    latest().find(by_source).or_else(|| latest().find(by_content)).copied()
}

/// Who checked: the subject where it is a name ("the paper could not verify"), whoever says so of himself ("police said they could not
/// confirm it"), else the report itself.
fn checker(doc: &Document, drafts: &[Draft], range: TokenRange) -> String {
    let passive = range.range().any(|i| {
        doc.token_text(i).eq_ignore_ascii_case("be")
            || doc.token_text(i).eq_ignore_ascii_case("been")
    });
    let subject = silence::subject(doc, range).filter(|_| !passive);
    let upos = |r: &TokenRange| doc.tokens.get(doc.head_of(*r)).map(|t| t.upos);
    let own = subject.is_none_or(|r| upos(&r) == Some(Upos::Pron));
    let says = |d: &&Draft| d.content.iter().any(|c| c.covers(range));
    let speaker = drafts.iter().filter(|_| own && !passive).find(says);
    if let Some(link) = speaker.and_then(|d| d.statement.chain.last()) {
        return link.name.clone();
    }
    let named = subject.filter(|r| upos(r) == Some(Upos::Propn));
    named.map_or_else(|| "report".to_owned(), |r| doc.bare_words(r))
}

/// "could not verify the claim about the inspection": the last statement that tells of what the remark names behind it.
fn of_what(
    doc: &Document,
    rules: &Rules,
    drafts: &[Draft],
    range: TokenRange,
    all: &[usize],
) -> Option<usize> {
    let sentence = doc.sentence_of(range.start as usize);
    let tells = |i: &usize| {
        doc.tokens.get(*i).is_some_and(|t| {
            let noun = matches!(t.upos, Upos::Noun | Upos::Propn);
            noun && !rules.people.pointers.contains(t.lemma.as_ref())
        })
    };
    let lemma = |i: usize| doc.tokens.get(i).map(|t| t.lemma.to_lowercase());
    let named: Vec<String> =
        (range.end as usize..sentence.end as usize).filter(tells).filter_map(lemma).collect();
    let shares = |d: &Draft| {
        let mut words = d.content.iter().flat_map(|part| part.range()).filter_map(lemma);
        words.any(|word| named.contains(&word))
    };
    let before =
        |at: &&usize| drafts.get(**at).is_some_and(|d| d.first_token() < range.start && shares(d));
    all.iter().rev().find(before).copied()
}
