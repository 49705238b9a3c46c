//! The one who speaks: "I" and "we" inside a quotation, and in an interview "I" of the answers and "you" of the questions.

use std::collections::HashMap;

use onrecord_model::{CorefReason, EntityIdx, EntityKind, Mention, MentionKind, NamedEntity, Upos};

use super::Chains;

/// A text with at least this many paragraphs that end in a question mark, and as many others where somebody says "I" or
/// "we" outside quotation marks, is an interview.
const QUESTIONS: usize = 2;

/// Resolves the pronouns of the first and second person, once everybody who speaks is known.
pub(super) fn resolve(
    chains: &mut Chains<'_>,
    mentions: &mut [Mention],
    speakers: &[Option<EntityIdx>],
) {
    let interview = Interview::of(chains, mentions);
    let mut groups: HashMap<Option<usize>, usize> = HashMap::new();
    for mention in mentions.iter_mut() {
        let Some(person) = Person::of(chains, mention) else { continue };
        let at = mention.range.start as usize;
        let quoted = chains.doc.tokens.get(at).is_some_and(|t| t.quoted);
        let entity = if quoted {
            let speaker =
                chains.content_of.get(&at).and_then(|&a| speakers.get(a).copied().flatten());
            speaker.and_then(|speaker| {
                let speaker = speaker.0 as usize;
                match person {
                    Person::I => is_one(chains, speaker).then_some(speaker),
                    Person::We if is_one(chains, speaker) => {
                        Some(group(chains, &mut groups, Some(speaker), mention))
                    }
                    Person::We => Some(speaker),
                    Person::You => None,
                }
            })
        } else {
            interview.as_ref().and_then(|interview| match (person, interview.asks(chains, at)) {
                (Person::I, false) | (Person::You, true) => interview.interviewee,
                (Person::We, false) => Some(group(chains, &mut groups, None, mention)),
                _ => None,
            })
        };
        if let Some(entity) = entity {
            mention.entity = Some(EntityIdx(entity as u32));
            mention.reason = CorefReason::Pronoun;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Person {
    I,
    We,
    You,
}

impl Person {
    fn of(chains: &Chains<'_>, mention: &Mention) -> Option<Person> {
        if mention.kind != MentionKind::Pronoun || mention.entity.is_some() {
            return None;
        }
        let word = chains.doc.token_text(mention.range.start as usize).to_lowercase();
        let lists = &chains.rules.people.pronouns;
        if lists.second.contains(&word) {
            return Some(Person::You);
        }
        let several = lists.first_plural.contains(&word);
        lists.first.contains(&word).then_some(if several { Person::We } else { Person::I })
    }
}

fn is_one(chains: &Chains<'_>, entity: usize) -> bool {
    matches!(chains.kind(entity), EntityKind::Person | EntityKind::Role)
        && chains.facts.get(entity).is_some_and(|f| !f.several)
}

/// Those for whom a speaker says "we": one group a speaker.
fn group(
    chains: &mut Chains<'_>,
    groups: &mut HashMap<Option<usize>, usize>,
    speaker: Option<usize>,
    mention: &Mention,
) -> usize {
    *groups.entry(speaker).or_insert_with(|| {
        let name = chains.doc.text_of(mention.range).to_owned();
        chains.entities.push(NamedEntity { name, kind: EntityKind::Group, mentions: Vec::new() });
        chains.facts.push(super::Facts { several: true, unnamed: true, ..Default::default() });
        chains.entities.len() - 1
    })
}

/// A text of questions and answers.
struct Interview {
    /// For each paragraph: is it a question?
    questions: Vec<bool>,
    /// Who answers, where it is one person.
    interviewee: Option<usize>,
}

impl Interview {
    fn of(chains: &Chains<'_>, mentions: &[Mention]) -> Option<Interview> {
        let doc = chains.doc;
        let asks = |range: &onrecord_model::TokenRange| {
            let mut words = range.range().rev().filter(|&i| doc.token_text(i) != ")");
            words.next().is_some_and(|i| {
                doc.token_text(i) == "?" && doc.tokens.get(i).is_some_and(|t| !t.quoted)
            })
        };
        let questions: Vec<bool> = doc.paragraphs.iter().map(asks).collect();
        let first_person = |range: &onrecord_model::TokenRange| {
            range.range().any(|i| {
                let word = doc.token_text(i).to_lowercase();
                doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Pron && !t.quoted)
                    && chains.rules.people.pronouns.first.contains(&word)
            })
        };
        let answers =
            doc.paragraphs.iter().zip(&questions).filter(|(p, asks)| !**asks && first_person(p));
        if questions.iter().filter(|asks| **asks).count() < QUESTIONS || answers.count() < QUESTIONS
        {
            return None;
        }
        let first = questions.iter().position(|asks| *asks)?;
        let opening = doc.paragraphs.get(first).map_or(0, |p| p.start);
        let interviewee = most_named(chains, mentions, opening)
            .or_else(|| most_named(chains, mentions, u32::MAX));
        Some(Interview { questions, interviewee })
    }

    fn asks(&self, chains: &Chains<'_>, token: usize) -> bool {
        let paragraph = chains.doc.tokens.get(token).map_or(0, |t| t.paragraph as usize);
        self.questions.get(paragraph).copied().unwrap_or_default()
    }
}

/// The person mentioned most often before token `end`, the first of several; `None` where there is none.
fn most_named(chains: &Chains<'_>, mentions: &[Mention], end: u32) -> Option<usize> {
    let mut counts: Vec<(usize, u32)> = Vec::new();
    for mention in mentions.iter().take_while(|m| m.range.start < end) {
        let Some(entity) = mention.entity.map(|e| e.0 as usize) else { continue };
        if chains.kind(entity) != EntityKind::Person {
            continue;
        }
        match counts.iter_mut().find(|(e, _)| *e == entity) {
            Some((_, count)) => *count += 1,
            None => counts.push((entity, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(entity, _)| entity)
}
