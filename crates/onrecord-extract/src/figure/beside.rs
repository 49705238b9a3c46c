//! What stands right before or behind a quantity: "killed 12 people", "12 people were hurt".

use onrecord_model::{Layer, Relation, TimeType, Upos};
use onrecord_rules::{FigureRole, Sense};

use super::measure::{Measured, Measures};
use super::parts::is_in_row;
use super::quantity::Quantity;

/// How many words behind a noun its verb may stand.
const REACH: usize = 16;

/// How many words may be inserted between a noun and its verb.
const INSERTED: usize = 28;

impl Measures<'_> {
    /// By the verb before or behind. "Freed three men who had been held" tells of the freeing.
    pub(super) fn beside(&self, quantity: &Quantity) -> Option<Measured> {
        if self.is_union_of_counted(quantity) || self.is_of_ceremony(quantity) {
            return None;
        }
        if let Some(found) = self.fronted(quantity) {
            return Some(found);
        }
        // "Nine of the pupils who were kidnapped were released" tells of the release.
        let end = quantity.of.map_or(quantity.range.end, |of| of.end.max(quantity.range.end));
        if self.words.is(end as usize, &["who", "that", "which"])
            && let Some(found) =
                self.of_subject(quantity).or_else(|| self.past_clause(quantity, end as usize))
        {
            return Some(found);
        }
        let found = self.nearest(quantity)?;
        let found = self.borne_in_hospital(quantity, &found).unwrap_or(found);
        // "Four people attending a party were shot": the clause says more than what they were at.
        let clause = found.word.is_some_and(|at| self.relation(at) == Some(Relation::Acl));
        let of_clause = |m: &Measured| self.rules.is_fate(&m.name);
        // "One of four women wounded in the fire has died": the clause is of the four, and the verb of the one.
        let own = || self.of_subject(quantity).filter(|m| of_clause(m) && m.name != found.name);
        if let Some(own) = (clause && quantity.holds).then(own).flatten() {
            return Some(own);
        }
        if clause && !of_clause(&found) {
            return self.by_syntax(quantity).filter(of_clause).or(Some(found));
        }
        Some(found)
    }

    /// "Four people were taken to hospital with gunshot wounds": the wounds say more than the way; so does what they are called.
    fn borne_in_hospital(&self, quantity: &Quantity, found: &Measured) -> Option<Measured> {
        let own = self.rules.named(&found.name)?;
        let meant = own.taken_for.as_ref()?;
        // "Nine dead men were taken to the hospital"
        let dead = self.inside(quantity).filter(|m| own.unless.as_ref() == Some(&m.name));
        if dead.is_some() {
            return dead;
        }
        let from = found.word? + 1;
        let end = (self.words.sentence(from).end as usize).min(from + REACH);
        let fate = |sense: &&Sense| {
            let measure = self.rules.measure(sense.measure);
            sense.role == FigureRole::State
                && measure.is_some_and(|m| m.rest.as_ref() == Some(meant))
        };
        (from..end)
            .take_while(|&at| !matches!(self.words.upos(at), Upos::Verb | Upos::Aux | Upos::Punct))
            .filter(|&at| self.words.is(at, &["with"]))
            .find_map(|at| self.measured(self.senses(at).find(fate)?, at, "behind"))
    }

    /// The second verb of "who were kidnapped last week were released": it stands past the clause at `who`, where no mark parts them.
    fn past_clause(&self, quantity: &Quantity, who: usize) -> Option<Measured> {
        let words = self.words;
        let end = (words.sentence(who).end as usize).min(who + REACH);
        let tells = |at: &usize| words.upos(*at) == Upos::Verb || self.senses(*at).next().is_some();
        let first = (who + 1..end).find(tells)?;
        let parts = |at: &usize| !words.is_mark(*at) && words.upos(*at) != Upos::Pron;
        let auxiliary = (first + 1..end)
            .take_while(parts)
            .find(|&at| self.rules.passive.contains(words.word(at)))?;
        (auxiliary + 1..end.min(auxiliary + 4))
            .find_map(|at| self.state_at(quantity, at, false, true))
    }

    /// "Also injured in the raid were three men": the participle opens the sentence.
    fn fronted(&self, quantity: &Quantity) -> Option<Measured> {
        let start = quantity.range.start as usize;
        let first = self.words.sentence(start).start as usize;
        // "Among the dead were six children"
        let among = self.rules.parts.iter().any(|part| self.words.phrase_at(first, part).is_some());
        let back = start.checked_sub(1).filter(|&at| at > first)?;
        // "Among the dead were a teacher, Ada Okoro, and her two sons"
        let row = |at: &usize| among && is_in_row(self.words, *at);
        let links = |at: &usize| self.rules.passive.contains(self.words.word(*at));
        let link = std::iter::once(back)
            .chain((first + 1..back).rev())
            .take_while(|at| links(at) || row(at))
            .find(links)?;
        let opens = if among { 4 } else { 2 };
        let opening = (first..link.min(first + opens)).find_map(|at| {
            let fate =
                |s: &&Sense| s.participle && matches!(s.role, FigureRole::State | FigureRole::Done);
            Some((at, self.senses(at).find(fate)?))
        });
        let (at, sense) = opening?;
        let subject =
            |i: usize| matches!(self.relation(i), Some(Relation::Nsubj | Relation::NsubjPass));
        if (first..link).any(subject) {
            return None;
        }
        self.measured(sense, at, "before")
    }

    fn nearest(&self, quantity: &Quantity) -> Option<Measured> {
        if self.words.is(quantity.range.end as usize, &["who", "that"]) {
            self.before(quantity).or_else(|| self.behind(quantity))
        } else {
            let behind = self.behind(quantity);
            let place = behind.as_ref().is_some_and(|found| self.is_mere_place(quantity, found));
            let done = || self.before(quantity).or_else(|| self.of_subject(quantity));
            let done = place.then(done).flatten().filter(|found| self.rules.is_fate(&found.name));
            done.or(behind).or_else(|| self.before(quantity))
        }
    }

    /// "Killed seven people in a hospital", "seven people in a hospital were killed": where it was says less than what was done there.
    fn is_mere_place(&self, quantity: &Quantity, found: &Measured) -> bool {
        let at = found.word.filter(|&at| at == quantity.range.end as usize);
        at.is_some_and(|at| {
            let near = |i: usize| self.rules.care.contains(self.words.word(i));
            self.words.upos(at) == Upos::Adp && (at + 1..at + 3).any(near)
        })
    }

    /// "12 people were killed", "12 dead", "12 people in the town have been injured", "12 died".
    fn behind(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let pronoun = quantity.of.filter(|_| quantity.noun.is_none() || quantity.unit.is_none());
        let from = pronoun.map_or(quantity.range.end, |of| of.end.max(quantity.range.end)) as usize;
        let mut end =
            (words.sentence(quantity.number.start as usize).end as usize).min(from + REACH);
        let (mut at, mut apart, mut passive) = (from, false, false);
        if let Some(past) = self.past_part(from, end) {
            (at, apart) = (past, true);
        } else if let Some(past) = self.past_apposed(from).or_else(|| self.past_dashes(from)) {
            (at, apart, end) = (past, true, words.sentence(past).end as usize);
            end = end.min(past + REACH);
        }
        while at < end {
            if let Some((range, _)) =
                self.times.covering(at).filter(|(_, t)| t.kind != TimeType::Duration)
            {
                at = range.end as usize;
                continue;
            }
            if let Some(found) = self.state_at(quantity, at, apart, passive) {
                return Some(found);
            }
            let word = words.word(at);
            // "are known to have died" is active, "to have been killed" is not.
            passive &= !words.is(at, &["have", "has", "had", "having"]);
            passive |= self.rules.passive.contains(word);
            match words.upos(at) {
                // "two officials and a diplomat said the envoy had left": behind a verb another subject begins.
                Upos::Verb if self.rules.links.contains(word) => apart = false,
                _ if self.rules.links.contains(word) => {}
                Upos::Adv | Upos::Aux => {}
                Upos::Adp if !words.is(at, &["by"]) => apart = true,
                Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj if apart => {}
                Upos::Part | Upos::Sym if apart => {}
                // "killed three people and left": the second verb is the doer's.
                Upos::Cconj
                    if at == from && matches!(words.upos(at + 1), Upos::Verb | Upos::Aux) =>
                {
                    return None;
                }
                Upos::Cconj if !passive && at > from => apart = true,
                Upos::Cconj if !passive && words.upos(at + 1) != Upos::Num => apart = true,
                Upos::Pron if apart && self.relation(at) == Some(Relation::NmodPoss) => {}
                // "two thirds of them, over 1,500 people, have died": the number stands between commas itself.
                Upos::Punct if word == "," && at == from && self.is_inserted(quantity, at) => {
                    apart = true;
                }
                Upos::Punct if word == "," => match self.behind_insert(at, end) {
                    Some(next) => {
                        (at, apart) = (next, true);
                        continue;
                    }
                    None => return None,
                },
                Upos::Punct
                    if matches!(word, "'" | "\"" | "“" | "”" | "‘" | "’")
                        && (at < from + 3 || apart) => {}
                Upos::Punct
                    if word == "-"
                        && words.touch(at - 1, at)
                        && words.touch(at, at + 1)
                        && apart => {}
                Upos::Punct if word == "(" => {
                    at = (at..end).find(|&i| words.is(i, &[")"]))?;
                }
                _ => return None,
            }
            at += 1;
        }
        None
    }

    /// The verb past "including nine children" that no comma parts.
    fn past_part(&self, from: usize, end: usize) -> Option<usize> {
        let after = self.rules.parts.iter().find_map(|part| self.words.phrase_at(from, part))?;
        let verb = (after..end.min(after + 6))
            .take_while(|&at| !self.words.is_mark(at))
            .find(|&at| matches!(self.words.upos(at), Upos::Aux | Upos::Verb))?;
        (self.words.upos(verb) == Upos::Aux).then_some(verb)
    }

    /// "12 people, all of one family, including nine children, were killed": the auxiliary behind what is said of those counted, or
    /// behind the row of them.
    fn past_apposed(&self, from: usize) -> Option<usize> {
        let words = self.words;
        // "Three victims, a boy of 15, a man and a woman, were taken to hospital"
        let row = matches!(words.upos(from + 1), Upos::Det | Upos::Num)
            && (from + 2..from + 7).any(|at| self.is_person(at));
        let opens =
            words.is(from, &[","]) && (row || self.rules.apposed.contains(words.word(from + 1)));
        let end = (words.sentence(from).end as usize).min(from + INSERTED);
        let part = |at: usize| self.rules.parts.iter().any(|p| words.phrase_at(at, p).is_some());
        let clause =
            |at: usize| matches!(words.upos(at), Upos::Verb | Upos::Aux | Upos::Sconj) && !part(at);
        let verb = (from + 1..end).filter(|_| opens).find(|&at| clause(at))?;
        (words.is(verb - 1, &[","]) && words.upos(verb) == Upos::Aux).then_some(verb)
    }

    /// "Two suspects - a man and a woman - from the car were hit": past what stands between dashes and tells no clause.
    fn past_dashes(&self, from: usize) -> Option<usize> {
        let words = self.words;
        let dash = |at: usize| words.is(at, &["-", "–", "—", "--"]) && !words.touch(at - 1, at);
        let end = (words.sentence(from).end as usize).min(from + INSERTED);
        let clause = |at: usize| matches!(words.upos(at), Upos::Aux | Upos::Sconj);
        let close = (from + 1..end).filter(|_| dash(from)).find(|&at| dash(at) || clause(at))?;
        dash(close).then_some(close + 1)
    }

    /// "Ten people from three families were killed": the families are whom the people are from.
    fn is_union_of_counted(&self, quantity: &Quantity) -> bool {
        let start = quantity.range.start as usize;
        let first = self.words.sentence(start).start as usize;
        let before = start.checked_sub(1).filter(|&at| at > first);
        quantity.noun.is_some_and(|noun| self.rules.unions.contains(self.words.word(noun)))
            && before.is_some_and(|at| self.words.upos(at) == Upos::Adp)
    }

    /// "The funerals of nine miners were held": nobody is held.
    pub(super) fn is_of_ceremony(&self, quantity: &Quantity) -> bool {
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let of =
            (first.max(start.saturating_sub(4))..start).rev().find(|&at| words.is(at, &["of"]));
        of.filter(|&of| of > first)
            .is_some_and(|of| self.rules.ceremonies.contains(words.word(of - 1)))
    }

    pub(super) fn relation(&self, at: usize) -> Option<Relation> {
        self.words.relation(at)
    }

    /// Does a quantity stand between commas, before a verb?
    fn is_inserted(&self, quantity: &Quantity, comma: usize) -> bool {
        let before = (quantity.range.start as usize).checked_sub(1);
        before.is_some_and(|at| self.words.is(at, &[","]))
            && self.words.upos(comma + 1) == Upos::Aux
    }

    /// Past an insertion between commas, where a verb goes on behind it.
    fn behind_insert(&self, comma: usize, end: usize) -> Option<usize> {
        let close = (comma + 1..end).find(|&at| self.words.is(at, &[","]))?;
        let goes_on = matches!(self.words.upos(close + 1), Upos::Aux | Upos::Verb);
        goes_on.then_some(close + 1)
    }

    /// Does the token tell the state or fate of what stands before it?
    pub(super) fn state_at(
        &self,
        quantity: &Quantity,
        at: usize,
        apart: bool,
        passive: bool,
    ) -> Option<Measured> {
        let words = self.words;
        let link_to_state = self.rules.links.contains(words.word(at))
            && self.senses(at + 1).any(|s| s.role == FigureRole::State);
        let acts = self.senses(at).any(|s| s.role == FigureRole::Done) && self.has_object(at);
        for sense in self.senses(at).filter(|sense| self.counts_noun(sense, quantity)) {
            let fits = match sense.role {
                FigureRole::Done if sense.participle => passive || (!apart && !acts),
                FigureRole::Doing => {
                    let doing = (!passive || !sense.participle) && !link_to_state;
                    doing && !self.has_object_number(at) && !self.is_owned_noun(at)
                }
                FigureRole::State => passive || !acts && (!apart || self.is_copular(at)),
                _ => false,
            };
            if fits && !(sense.role == FigureRole::State && self.names_next(at)) {
                return self.measured(sense, at, "behind");
            }
        }
        None
    }

    /// "are missing" behind an insertion.
    fn is_copular(&self, at: usize) -> bool {
        at > 0 && self.rules.links.contains(self.words.word(at - 1))
    }

    /// A state before a noun belongs to that noun ("missing children"), unless a comma or "and" parts them.
    fn names_next(&self, at: usize) -> bool {
        matches!(self.words.upos(at + 1), Upos::Noun)
            && self.words.doc.tokens.get(at).is_some_and(|t| t.relation == Relation::Amod)
            && self.words.doc.has(Layer::Syntax)
    }

    /// Is the verb form at `at` active, with an object behind it?
    fn has_object(&self, at: usize) -> bool {
        if self.times.covering(at + 1).is_some_and(|(_, t)| t.kind != TimeType::Duration) {
            return false;
        }
        matches!(
            self.words.upos(at + 1),
            Upos::Det | Upos::Num | Upos::Pron | Upos::Noun | Upos::Propn | Upos::Adj
        ) && !self.senses(at + 1).any(|s| s.role == FigureRole::State)
    }

    /// "ahead of the vote", "Sunday's march": a noun, whatever verb is spelt like it.
    fn is_owned_noun(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| self.words.upos(before));
        self.words.upos(at) == Upos::Noun
            && matches!(before, Some(Upos::Det | Upos::Part | Upos::Pron))
    }

    /// "left 12 dead" does not say that its subject left.
    fn has_object_number(&self, at: usize) -> bool {
        self.words.upos(at + 1) == Upos::Num
    }

    /// "killed 12 people", "killing her and two others".
    fn before(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let mut joined = false;
        for at in (first..start).rev().take(10) {
            let mut senses = self
                .senses(at)
                .filter(|s| s.role == FigureRole::Done && self.counts_noun(s, quantity));
            if let Some(sense) = senses.next() {
                // Headlines in capitals make names of their verbs: "Gunmen Kill 7".
                let noun =
                    self.senses(at).any(|s| matches!(s.role, FigureRole::Of | FigureRole::Count));
                let verb = !matches!(words.upos(at), Upos::Noun | Upos::Adj | Upos::Propn)
                    || at + 1 == start && !noun
                    || words.is_mark(at.wrapping_sub(1))
                    || !words.doc.has(Layer::Syntax);
                let passive = at > first && sense.participle && self.is_passive(at, first);
                // "six injured children and two dead ones": the second has a state of its own.
                let own = joined && self.inside(quantity).is_some();
                let denied = (first.max(at.saturating_sub(2))..at)
                    .any(|i| self.rules.negations.contains(words.word(i)));
                let done = verb && !passive && !own && !denied && !self.is_attempt(at);
                return if done { self.measured(sense, at, "before") } else { None };
            }
            let word = words.word(at);
            match words.upos(at) {
                Upos::Det | Upos::Adv | Upos::Part => {}
                _ if self.rules.between.contains(word) => {}
                _ if words.is(at, &["more", "up", "out", "down", "over"]) => {}
                Upos::Cconj => joined = true,
                Upos::Pron | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num if joined => {}
                Upos::Punct if joined && word == "," => {}
                _ => return None,
            }
        }
        None
    }

    /// "tried to kill two officers" kills nobody.
    pub(super) fn is_attempt(&self, at: usize) -> bool {
        at >= 2
            && self.words.is(at - 1, &["to"])
            && (at.saturating_sub(4)..at - 1)
                .any(|i| self.rules.attempts.contains(self.words.word(i)))
    }

    pub(super) fn is_passive(&self, at: usize, first: usize) -> bool {
        (first.max(at.saturating_sub(3))..at)
            .rev()
            .take_while(|&i| matches!(self.words.upos(i), Upos::Aux | Upos::Adv))
            .any(|i| self.rules.passive.contains(self.words.word(i)))
    }
}
