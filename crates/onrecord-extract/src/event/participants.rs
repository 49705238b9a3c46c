//! Who took part in an event, and how.

use onrecord_model::{EntityIdx, MentionKind, Relation, TokenRange, Upos};
use onrecord_rules::{EventType, Rules};

use super::arguments::{Arguments, is_actor, is_place};
use super::syntax::Syntax;
use crate::time::Times;

/// One participant, at its tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DraftParticipant {
    /// Role on the wire.
    pub(crate) role: String,
    /// The words that name it.
    pub(crate) range: TokenRange,
    /// Their head.
    pub(crate) head: usize,
    /// Whom they name.
    pub(crate) entity: Option<EntityIdx>,
}

/// Finds participants.
pub(crate) struct Cast<'a> {
    pub(crate) syntax: &'a Syntax<'a>,
    pub(crate) rules: &'a Rules,
    pub(crate) times: &'a Times<'a>,
    /// The first word behind the dateline.
    pub(crate) from: usize,
}

impl Cast<'_> {
    /// Those of an event of type `kind` whose words stand at `trigger` and take `arguments`, in text order; nobody twice.
    pub(crate) fn of(
        &self,
        kind: &EventType,
        arguments: &Arguments,
        trigger: TokenRange,
    ) -> Vec<DraftParticipant> {
        let mut found: Vec<DraftParticipant> = Vec::new();
        let compound = kind.compound.as_ref().unwrap_or(&kind.subject);
        for (role, heads) in [
            (&kind.subject, &arguments.subjects),
            (&kind.object, &arguments.objects),
            (compound, &arguments.compounds),
        ] {
            for &head in heads {
                self.add(&mut found, role, head);
            }
        }
        for (preposition, head) in &arguments.obliques {
            if let Some(role) = kind.with.get(preposition) {
                self.add(&mut found, role, *head);
            }
        }
        // "held talks": the talks hold no talks.
        found.retain(|p| !p.range.touches(trigger));
        found.sort_by_key(|p| p.range.start);
        found
    }

    fn add(&self, found: &mut Vec<DraftParticipant>, role: &str, head: usize) {
        for at in self.syntax.with_conjuncts(head) {
            let Some(participant) = self.participant(role, at) else { continue };
            if !found.iter().any(|p| p.range.touches(participant.range)) {
                found.push(participant);
            }
        }
    }

    fn participant(&self, role: &str, head: usize) -> Option<DraftParticipant> {
        let syntax = self.syntax;
        let nominal = syntax.is_nominal(head) || syntax.mention(head).is_some();
        let told = head >= self.from && self.times.covering(head).is_none();
        if !nominal || !told || self.says_nothing(head) {
            return None;
        }
        // Who does something is somebody; what is aimed at may be a thing.
        if matches!(role, "actor" | "party" | "mediator") && !is_actor(syntax, self.rules, head) {
            return None;
        }
        let instrument = &self.rules.events.instruments;
        let by_means = role == "actor" && instrument.contains(&syntax.lemma(head).to_lowercase());
        let role = if by_means { "instrument" } else { role };
        // "the country's outbreak" is no outbreak of a country.
        if role == "instrument" && is_place(syntax, self.rules, head) {
            return None;
        }
        // Who declares an outbreak is no germ.
        let somebody = |kind| matches!(kind, MentionKind::Person | MentionKind::Organisation);
        if role == "instrument" && syntax.mention(head).is_some_and(|m| somebody(m.kind)) {
            return None;
        }
        let range = self.uncut(self.without_target(head, syntax.phrase(head)));
        let entity = syntax.mention(head).and_then(|mention| mention.entity);
        Some(DraftParticipant { role: role.to_owned(), range, head, entity })
    }

    /// "COVID-19": what hangs on the first word by a hyphen belongs to it.
    fn uncut(&self, range: TokenRange) -> TokenRange {
        let doc = self.syntax.doc;
        let (start, end) = (range.start as usize, range.end);
        let hung = start >= 2
            && doc.token_text(start - 1) == "-"
            && doc.token_text(start).starts_with(|c: char| c.is_ascii_digit());
        let joined = hung && doc.touch(start - 1, start) && doc.touch(start - 2, start - 1);
        if joined { TokenRange { start: range.start - 2, end } } else { range }
    }

    /// "the army on a town": whom a description names ends before what they attack.
    fn without_target(&self, head: usize, range: TokenRange) -> TokenRange {
        let syntax = self.syntax;
        let aimed = |at: usize| {
            syntax.relation(at) == Relation::Case
                && self.rules.events.small.aimed.contains(syntax.words.word(at))
        };
        let described = syntax.mention(head).is_some_and(|m| m.kind == MentionKind::Description);
        let end = (head + 1..range.end as usize).find(|&at| described && aimed(at));
        TokenRange { start: range.start, end: end.map_or(range.end, |end| end as u32) }
    }

    /// A pronoun that names nobody ("it rained").
    fn says_nothing(&self, head: usize) -> bool {
        let pronoun = self.syntax.upos(head) == Upos::Pron;
        pronoun && self.syntax.mention(head).and_then(|m| m.entity).is_none()
    }
}
