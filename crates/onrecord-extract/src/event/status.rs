//! How far an event has come: told by its verb's auxiliaries, by what governs it, by what stands beside it.

use onrecord_model::{Relation, Upos};
use onrecord_rules::{EventStatusRules, Govern};

use super::algebra::{REPORTED, combine, is_plain, is_unreal, over, supposed};
use super::syntax::Syntax;

/// Reads statuses off the tree.
pub(crate) struct Statuses<'a> {
    pub(crate) syntax: &'a Syntax<'a>,
    pub(crate) rules: &'a EventStatusRules,
    /// Verbs that say no more than that their object is done.
    pub(crate) light: &'a onrecord_rules::WordSet,
    /// Words before that from which something goes on.
    pub(crate) since: &'a onrecord_rules::WordSet,
}

/// How many governors are looked at.
pub(super) const REACH: usize = 8;

impl<'a> Statuses<'a> {
    /// The status of the event whose word is `head`; `quoted` where it is told in somebody's words.
    pub(crate) fn of(&self, head: usize, quoted: bool) -> String {
        let status = self.told(head);
        if let Some(later) = self.later(head, &status) {
            return later.to_owned();
        }
        match status.as_str() {
            REPORTED if quoted => "planned".to_owned(),
            REPORTED => "hypothetical".to_owned(),
            _ => status,
        }
    }

    /// Is it denied by a word of its own ("has not appeared", "no comment") or disputed by somebody ("denied firing"), and not
    /// only touched by a refusal ("rejected the offer")?
    pub(crate) fn is_denied_itself(&self, head: usize) -> bool {
        let disputed = |at: usize| self.rules.disputing.contains(self.syntax.lemma(at));
        self.own(head) == "denied" || self.syntax.head(head).is_some_and(disputed)
    }

    fn told(&self, head: usize) -> String {
        let mut status = self.own(head);
        let mut at = head;
        // Where a halt of the event was told last: what it is as long as the halt has not come.
        let mut halted: Option<&str> = None;
        // "denied that it had been warned of the fire": the warning is denied, and the fire is not.
        let mut beside = false;
        for _ in 0..REACH {
            let Some(governor) = self.syntax.head(at) else { break };
            if self.is_conditional(at) {
                return supposed(&status, halted);
            }
            // "since the truce collapsed" tells of none that goes on.
            let ceased = || self.rules.there.ceasing.contains(self.syntax.lemma(at));
            if at != head && self.is_since(at) && status == "happened" && !ceased() {
                return "ongoing".to_owned();
            }
            if let Some(held) = self.wanted_away(at, governor).filter(|_| is_plain(&status)) {
                return held.to_owned();
            }
            if let Some(kept) = self.kept(at, governor, &status).filter(|_| is_plain(&status)) {
                return kept;
            }
            let Some(step) = self.step(at, governor, is_plain(&status)) else { break };
            beside |= self.is_beside(at, governor) || self.is_subject(at, governor);
            let given = step.filter(|given| !(beside && *given == "denied"));
            beside |= self.is_thought(at);
            if let Some(given) = given {
                status = match halted {
                    Some(held) if is_unreal(given) => held.to_owned(),
                    _ => combine(&status, given),
                };
                halted = self.held(given, governor);
            }
            if self.is_told(at, governor) {
                break;
            }
            status = self.under(status, at, governor);
            at = governor;
        }
        if self.is_conditional(at) { supposed(&status, halted) } else { status }
    }

    /// "sorry to report that he has died": nothing above the telling makes of what is told another thing.
    fn is_told(&self, at: usize, governor: usize) -> bool {
        self.syntax.relation(at) == Relation::Ccomp
            && !self.is_infinitive(at)
            && self.is_infinitive(governor)
            && self.rules.telling.contains(self.syntax.lemma(governor))
    }

    /// "want the siege lifted": what is wanted is its end, so it is as it was.
    fn wanted_away(&self, at: usize, governor: usize) -> Option<&'static str> {
        let syntax = self.syntax;
        let object = syntax.relation(at) == Relation::Obj && !syntax.is_verb(at);
        let unreal = self.given(governor, Govern::Complement).is_some_and(is_unreal);
        let end = syntax.children(governor).find(|&child| {
            child > at
                && syntax.relation(child) == Relation::Xcomp
                && self.is_past_participle(child)
        });
        let end = end.filter(|_| object && unreal)?;
        self.held(self.given(end, Govern::Complement)?, end)
    }

    /// What is to be halted, while it is not: what a `governor` ends or suspends goes on.
    fn held(&self, given: &str, governor: usize) -> Option<&'static str> {
        match given {
            "suspended" => Some("ongoing"),
            "called_off" if self.rules.ending.contains(self.syntax.lemma(governor)) => {
                Some("ongoing")
            }
            "called_off" => Some("planned"),
            _ => None,
        }
    }

    /// Is it a thing that happened, named beside what a verb tells ("was warned of the fire")?
    fn is_beside(&self, at: usize, governor: usize) -> bool {
        let syntax = self.syntax;
        syntax.relation(at) == Relation::Obl && !syntax.is_verb(at) && syntax.is_verb(governor)
    }

    /// Is it a clause that somebody says or thinks? Who "refrained from saying that the mill burned" does not deny the fire.
    fn is_thought(&self, at: usize) -> bool {
        self.syntax.relation(at) == Relation::Ccomp && !self.is_infinitive(at)
    }

    /// Is it the subject of what it did ("denied that the outbreak had reached the capital")?
    fn is_subject(&self, at: usize, governor: usize) -> bool {
        let syntax = self.syntax;
        let subject = syntax.relation(at) == Relation::Nsubj && !syntax.is_verb(at);
        let acts = syntax.is_verb(governor) && !syntax.is_passive(governor);
        subject && acts && !self.carries(governor, Relation::Nsubj)
    }

    /// The status under the governor's own negation, modal, aspect.
    fn under(&self, status: String, at: usize, governor: usize) -> String {
        let relation = self.syntax.relation(at);
        let parted = relation == Relation::Conj && self.is_contrast(at);
        let carried = |modal: &&str| match *modal {
            "denied" if parted => false,
            "denied" if self.is_denied_along(at, governor) => true,
            _ => self.carries(governor, relation),
        };
        // "no gains or losses": the one "no" before the first is told of the second already.
        let shared =
            relation == Relation::Conj && !self.syntax.is_verb(at) && self.is_alternative(at);
        let verbal = || self.verbal_but(governor, Some(at));
        if let Some(modal) = (!shared).then(verbal).flatten().filter(carried) {
            let set =
                relation == Relation::Nsubj || self.light.contains(self.syntax.lemma(governor));
            let dropped = modal == "denied" && set && self.is_dropped(governor);
            return over(&status, if dropped { "called_off" } else { modal });
        }
        let comes = relation == Relation::Nsubj && self.carries(governor, relation);
        if comes && is_plain(&status) && self.is_infinitive(governor) && self.is_ahead(governor) {
            return "planned".to_owned();
        }
        if status == "happened" && self.is_under_way(governor, relation) {
            return "ongoing".to_owned();
        }
        let aim = matches!(self.syntax.relation(governor), Relation::Acl | Relation::Advcl);
        // "to secure the release", and not "to condemn the killing"
        let there = self.rules.presupposing.contains(self.syntax.lemma(governor));
        if status == "happened"
            && relation == Relation::Obj
            && aim
            && !there
            && self.is_infinitive(governor)
        {
            return "planned".to_owned();
        }
        status
    }

    /// "did not comment but left": what is joined by "but" is not denied along.
    fn is_contrast(&self, at: usize) -> bool {
        self.is_joined_by(at, &self.rules.contrasts)
    }

    /// "no gains or losses": what is joined by "or" is denied along.
    fn is_alternative(&self, at: usize) -> bool {
        self.is_joined_by(at, &self.rules.alternatives)
    }

    fn is_joined_by(&self, at: usize, words: &onrecord_rules::WordSet) -> bool {
        let syntax = self.syntax;
        syntax.children(at).any(|child| {
            syntax.relation(child) == Relation::Cc && words.contains(syntax.words.word(child))
        })
    }

    /// Is it part of a clause from which on something is told ("since the talks began")?
    fn is_since(&self, at: usize) -> bool {
        let syntax = self.syntax;
        syntax.children(at).any(|child| {
            syntax.relation(child) == Relation::Mark
                && self.since.contains(syntax.words.word(child))
        })
    }

    /// What the event's own words say.
    fn own(&self, head: usize) -> String {
        let syntax = self.syntax;
        if !syntax.is_verb(head) {
            // "no injuries or deaths"
            let first = syntax.head(head).filter(|_| syntax.relation(head) == Relation::Conj);
            let listed = first.filter(|&at| !syntax.is_verb(at) && self.is_alternative(head));
            return self.of_noun(listed.filter(|&at| self.of_noun(at) == "denied").unwrap_or(head));
        }
        if syntax.relation(head) == Relation::Amod {
            return self.beside(head).unwrap_or("happened").to_owned();
        }
        if self.is_stipulated(head) {
            return "planned".to_owned();
        }
        if let Some(status) = self.verbal(head) {
            return status.to_owned();
        }
        self.tense(head).to_owned()
    }

    /// Tense and aspect of a verb without a modal.
    fn tense(&self, verb: usize) -> &'static str {
        if self.is_infinitive(verb) && self.is_ahead(verb) || self.is_awaited(verb) {
            return "planned";
        }
        if self.is_progressive(verb) { "ongoing" } else { "happened" }
    }

    /// "are doing rescue work", "talks are being held".
    fn is_under_way(&self, governor: usize, relation: Relation) -> bool {
        let light = self.light.contains(self.syntax.lemma(governor));
        let done = matches!(relation, Relation::Obj | Relation::NsubjPass);
        light && done && self.syntax.is_verb(governor) && self.is_progressive(governor)
    }

    /// "is attacking", "has been attacking", "are being held".
    fn is_progressive(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        let aux = |c: &usize| matches!(syntax.relation(*c), Relation::Aux | Relation::AuxPass);
        syntax.words.word(verb).ends_with("ing") && syntax.children(verb).any(|c| aux(&c))
            || syntax.children(verb).filter(aux).any(|c| syntax.words.word(c).ends_with("ing"))
    }

    fn of_noun(&self, noun: usize) -> String {
        let syntax = self.syntax;
        let denied = syntax.children(noun).any(|c| {
            matches!(syntax.relation(c), Relation::Det | Relation::Advmod | Relation::Case)
                && self.denies(c)
        });
        if denied {
            return "denied".to_owned();
        }
        if let Some(status) = self.beside(noun) {
            return status.to_owned();
        }
        if self.is_led_up_to(noun) {
            return "planned".to_owned();
        }
        // "There will be an attack": the noun is the predicate.
        self.verbal(noun).unwrap_or("happened").to_owned()
    }

    /// "the planned visit", "an attempted murder".
    fn beside(&self, noun: usize) -> Option<&str> {
        let syntax = self.syntax;
        syntax.children(noun).find_map(|child| {
            let beside = matches!(
                syntax.relation(child),
                Relation::Amod | Relation::Compound | Relation::Det
            );
            beside.then(|| self.given(child, Govern::Beside)).flatten()
        })
    }

    /// What a word gives; with the one behind it ("call off") it is another word than without.
    pub(super) fn given(&self, at: usize, side: Govern) -> Option<&str> {
        let syntax = self.syntax;
        let next = syntax.words.word(at + 1);
        if let Some(found) = self.given_with(at, next, side) {
            return Some(found);
        }
        if syntax.child(at, &[Relation::CompoundPrt]).is_some() {
            return None;
        }
        let word = syntax.words.word(at);
        self.rules.given_by(syntax.lemma(at), side).or_else(|| self.rules.given_by(word, side))
    }

    fn given_with(&self, at: usize, particle: &str, side: Govern) -> Option<&str> {
        self.rules.given_by(&format!("{} {particle}", self.syntax.lemma(at)), side)
    }

    /// Is it part of a clause that is only supposed ("if the talks fail")?
    fn is_conditional(&self, at: usize) -> bool {
        let syntax = self.syntax;
        self.is_inverted(at)
            || syntax.children(at).any(|child| {
                syntax.relation(child) == Relation::Mark
                    && self.rules.conditions.contains(syntax.words.word(child))
            })
    }

    /// "Had the pilot turned back", "should the talks fail": an auxiliary before its subject in a clause beside another.
    fn is_inverted(&self, at: usize) -> bool {
        let syntax = self.syntax;
        let subject = || syntax.child(at, &[Relation::Nsubj, Relation::NsubjPass]);
        let turned = |aux: usize| {
            self.rules.inverted.contains(syntax.words.word(aux))
                && subject().is_some_and(|subject| aux < subject && subject < at)
        };
        let aux = syntax
            .children(at)
            .find(|&c| matches!(syntax.relation(c), Relation::Aux | Relation::AuxPass));
        syntax.relation(at) == Relation::Advcl && aux.is_some_and(turned)
    }

    /// What the governor makes of the event, `plain` where it was told as a fact so far; `None` where it governs it no more.
    fn step(&self, at: usize, governor: usize, plain: bool) -> Option<Option<&str>> {
        let syntax = self.syntax;
        let relation = syntax.relation(at);
        let complement = || self.given(governor, Govern::Complement);
        let clause = || self.given(governor, Govern::Clause).or_else(complement);
        let subject = || self.given(governor, Govern::Subject);
        // "call for", "a threat of": the preposition makes it another word.
        let linked = || {
            let preposition = syntax.preposition(at);
            self.given_with(governor, preposition, Govern::Complement)
        };
        // "call off its search", however the two are hung.
        let phrasal = || {
            let next = syntax.words.word(governor + 1);
            self.given_with(governor, next, Govern::Complement)
        };
        match relation {
            Relation::Obj | Relation::NsubjPass | Relation::Compound => Some(complement()),
            // "told them that it fell" asks for nothing; "told them to leave" does.
            Relation::Ccomp if !self.is_infinitive(at) && !self.is_subjunctive(at) => {
                // "The tests suggest that it fell" offers nothing.
                Some(complement().filter(|given| *given != "offered"))
            }
            // "the order given": a participle tells what was done, whatever becomes of its noun.
            Relation::Acl if self.is_past_participle(at) => None,
            Relation::Xcomp if plain && self.is_infinitive(at) => {
                let ahead = || self.ahead(governor).filter(|_| !self.is_reckoned(at, governor));
                Some(clause().or_else(ahead))
            }
            Relation::Xcomp | Relation::Ccomp | Relation::Csubj | Relation::Acl => Some(clause()),
            Relation::Advcl if self.is_infinitive(at) => Some(clause()),
            // "refrained from striking", "decided against striking"
            Relation::Advcl => {
                let mut marks = syntax.children(at).filter(|&c| c < at);
                let given = marks.find_map(|mark| {
                    let word = syntax.words.word(mark);
                    self.given_with(governor, word, Govern::Complement)
                });
                given.map(Some)
            }
            Relation::Nsubj if syntax.child(governor, &[Relation::Cop]).is_some() => {
                let distant = || self.is_distant(governor).then_some("planned");
                Some(clause().or_else(subject).or_else(distant))
            }
            Relation::Nsubj if syntax.is_passive(governor) => Some(complement()),
            Relation::Nsubj => Some(subject()),
            Relation::Nmod => {
                let preposition = syntax.preposition(at);
                let plain = matches!(preposition, "of" | "for" | "to");
                let apart = self.rules.there.apart.contains(preposition);
                match linked().or_else(|| complement().filter(|_| plain)) {
                    None if apart => None,
                    given => Some(given),
                }
            }
            Relation::Obl if self.passes(at, governor) => Some(None),
            // "called off after an attack" calls off no attack.
            Relation::Obl => {
                let preposition = syntax.preposition(at);
                let hung = preposition.is_empty() || preposition == syntax.words.word(governor + 1);
                let given = linked().or_else(|| phrasal().filter(|_| hung));
                given.or_else(|| self.given_before(at)).map(Some)
            }
            // "was due to open but has been postponed"
            Relation::Conj if self.is_infinitive(governor) && self.is_finite(at) => None,
            Relation::Conj => {
                let subjects = [Relation::Nsubj, Relation::NsubjPass];
                syntax.child(at, &subjects).is_none().then_some(None)
            }
            _ if !syntax.is_verb(at) => phrasal().map(Some),
            _ => None,
        }
    }

    /// "presented a proposal for a truce": what the noun before its preposition gives it, though the parse hangs it on the verb.
    fn given_before(&self, at: usize) -> Option<&str> {
        let syntax = self.syntax;
        let case = syntax.child(at, &[Relation::Case])?;
        let noun = case.checked_sub(1).filter(|&noun| syntax.upos(noun) == Upos::Noun)?;
        self.given_with(noun, syntax.words.word(case), Govern::Complement)
    }

    /// Has it an auxiliary, and is it no infinitive?
    fn is_finite(&self, verb: usize) -> bool {
        let aux = |c: usize| matches!(self.syntax.relation(c), Relation::Aux | Relation::AuxPass);
        self.syntax.is_verb(verb)
            && !self.is_infinitive(verb)
            && self.syntax.children(verb).any(aux)
    }

    fn is_past_participle(&self, verb: usize) -> bool {
        self.syntax.is_verb(verb)
            && !self.is_infinitive(verb)
            && !self.syntax.words.word(verb).ends_with("ing")
    }

    /// "insisted that the child be returned"
    fn is_subjunctive(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        let aux = |c: &usize| matches!(syntax.relation(*c), Relation::Aux | Relation::AuxPass);
        let mut all = syntax.children(verb).filter(aux);
        all.next().is_some_and(|c| syntax.words.word(c) == "be") && all.next().is_none()
    }

    pub(super) fn is_infinitive(&self, verb: usize) -> bool {
        self.syntax.children(verb).any(|c| {
            self.syntax.relation(c) == Relation::Mark
                && self.rules.purposes.contains(self.syntax.words.word(c))
        })
    }
}
