//! Who speaks: whom the reader tagged, and who stands beside the verb where it tagged somebody else or nobody.

use onrecord_model::{Attribution, Document, MentionKind, TokenRange, Upos};
use onrecord_rules::Rules;

use super::{agentless, behind_dateline, is_dateline, is_passive, relay, silence};

/// Who is tagged as the source, or stands as the agent of a passive cue; nobody where the passive names nobody.
pub(super) fn tagged_source(
    doc: &Document,
    attribution: &Attribution,
    cue: Option<TokenRange>,
    is_relayed: bool,
) -> Option<TokenRange> {
    let tagged = attribution.source.first().copied().filter(|r| !r.is_empty());
    let tagged = tagged.map(|range| behind_dateline(doc, range));
    let tagged = tagged.filter(|r| !agentless(doc, cue, *r) && !is_dateline(doc, *r));
    agent(doc, cue, tagged).filter(|_| !is_relayed).or(tagged)
}

/// "Rescuers told the Courier": whom they told was tagged as the source, or somebody of another sentence; who told them stands right before
/// the verb.
pub(super) fn told_by_another(
    doc: &Document,
    rules: &Rules,
    cue: Option<TokenRange>,
    source: Option<TokenRange>,
) -> Option<TokenRange> {
    let (cue, source) = cue.zip(source)?;
    let verb = cue.range().rev().find(|&i| rules.people.addressing.contains(doc.lemma(i)))?;
    let away = !doc.sentence_of(verb).contains(source.start as usize);
    let last = verb.checked_sub(1).filter(|_| away || source.start as usize == verb + 1)?;
    let noun = |i: usize| {
        doc.tokens.get(i).is_some_and(|t| match t.upos {
            Upos::Noun | Upos::Propn => true,
            upos => upos == Upos::Pron && !away,
        })
    };
    let subject = noun(last).then(|| {
        let phrase = behind_day(doc, doc.noun_phrase(last), last);
        TokenRange { end: verb as u32, ..phrase }
    })?;
    known_speaker(doc, rules, subject).then_some(subject)
}

/// "On Friday rescuers": without its comma a day hangs on the noun behind it.
pub(super) fn behind_day(doc: &Document, phrase: TokenRange, noun: usize) -> TokenRange {
    let day = doc.mentions_in(phrase).iter().filter(|m| {
        matches!(m.kind, MentionKind::Date | MentionKind::Time) && phrase.covers(m.range)
    });
    let start = day.map(|m| m.range.end).max().unwrap_or(phrase.start);
    TokenRange { start: start.min(noun as u32), end: phrase.end }
}

/// "The claim, first reported by the Courier, was denied by the army": who denies stands behind the cue, not before it.
fn agent(
    doc: &Document,
    cue: Option<TokenRange>,
    source: Option<TokenRange>,
) -> Option<TokenRange> {
    let cue = cue.filter(|cue| is_passive(doc, *cue))?;
    if source.is_some_and(|source| source.end > cue.start) {
        return None;
    }
    let from = cue.end.saturating_sub(1) as usize;
    let by = relay::by(doc, from, doc.sentence_of(from).end as usize)?;
    (!source.is_some_and(|source| by.touches(source))).then_some(by)
}

/// The subject of a verb that was tagged as a cue and given no source.
pub(super) fn missing_source(
    doc: &Document,
    rules: &Rules,
    cue: TokenRange,
    content: &[TokenRange],
) -> Option<TokenRange> {
    let subject = silence::subject_by_syntax(doc, cue)?;
    let subject = if is_dateline(doc, subject) { behind_town(doc, cue)? } else { subject };
    let known = known_speaker(doc, rules, subject);
    (known && !content.iter().any(|c| c.touches(subject))).then_some(subject)
}

/// "TARN — The minister, Ada Okoro, said": the words between dateline and cue, where they name somebody and do nothing.
fn behind_town(doc: &Document, cue: TokenRange) -> Option<TokenRange> {
    let sentence = doc.sentence_of(cue.start as usize);
    let mut named = TokenRange { start: behind_dateline(doc, sentence).start, end: cue.start };
    while named.len() > 1 && doc.token_text(named.end as usize - 1) == "," {
        named.end -= 1;
    }
    let acts =
        |i: usize| doc.tokens.get(i).is_some_and(|t| matches!(t.upos, Upos::Verb | Upos::Aux));
    (!named.is_empty() && !named.range().any(acts)).then_some(named)
}

/// Is the head of a subject a name, a pronoun, or a noun for those who can put something on record?
pub(super) fn known_speaker(doc: &Document, rules: &Rules, subject: TokenRange) -> bool {
    let people = &rules.people;
    doc.tokens.get(doc.head_of(subject)).is_some_and(|t| {
        let lemma = t.lemma.as_ref();
        matches!(t.upos, Upos::Propn | Upos::Pron)
            || people.roles.contains_key(lemma)
            || people.bodies.contains(lemma)
            || people.documents.contains(lemma)
            || people.outlets.contains(lemma)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;

    /// Who told it, where the reader tagged the word `tagged`.
    fn told(text: &str, tagged: &str) -> Option<String> {
        let doc = bare::document(text);
        let at = |word: &str| (0..doc.tokens.len()).find(|&i| doc.token_text(i) == word);
        let one = |i: usize| TokenRange::new(i, i + 1);
        let found = told_by_another(
            &doc,
            Rules::embedded().unwrap(),
            at("informed").map(one),
            at(tagged).map(one),
        );
        found.map(|range| doc.bare_words(range))
    }

    #[test]
    fn who_stands_before_the_verb_told_it() {
        let before = "Okoro was silent. The pier was shut on Friday rescuers informed Torvik.";
        assert_eq!(told(before, "Okoro").as_deref(), Some("rescuers"));
        assert_eq!(
            told("The pier was shut rescuers informed Torvik.", "Torvik").as_deref(),
            Some("rescuers")
        );
    }

    #[test]
    fn a_speaker_of_the_same_sentence_and_a_pronoun_are_left_alone() {
        assert_eq!(told("Okoro said on Friday rescuers informed Torvik.", "Okoro"), None);
        assert_eq!(told("Okoro was silent. The pier was shut he informed Torvik.", "Okoro"), None);
        assert_eq!(
            told("Okoro was silent. The pier was shut boats informed Torvik.", "Okoro"),
            None
        );
    }
}
