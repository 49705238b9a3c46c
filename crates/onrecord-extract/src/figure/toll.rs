//! Tolls: a word for a count on one side of the number, or only an adverb for the fate.

use onrecord_model::{Layer, Relation, Token, Upos};
use onrecord_rules::{FigureRole, Sense};

use super::measure::{Measured, Measures};
use super::quantity::Quantity;

/// How far behind its preposition a word of a phrase may stand ("the toll from Monday's 6.4-magnitude earthquake").
const PHRASE: usize = 8;

impl Measures<'_> {
    /// "the death toll rose to 45".
    pub(super) fn toll(&self, quantity: &Quantity) -> Option<Measured> {
        if quantity.noun.is_some_and(|noun| !self.is_person(noun)) {
            return None;
        }
        if let Some(measured) = self.toll_behind(quantity) {
            return Some(measured);
        }
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let mut verbs = 0;
        let mut insertion = start;
        for (away, at) in (first..start).rev().take(20).enumerate() {
            // "the toll, put at 41 on Monday, was lowered to 38"
            if at > insertion {
                continue;
            }
            if words.is(at, &[","])
                && let Some(opens) = (first..at).rev().take(10).find(|&i| words.is(i, &[","]))
            {
                insertion = opens.saturating_sub(1);
                continue;
            }
            let total = self.is_totalled(at, first);
            // "rose to 19 as rescuers reached two villages": the second verb has a number of its own.
            // "the toll from a ferry that sank off the cape rose to 38": a clause on a noun tells of the noun.
            if !total && self.in_noun_clause(at, first) {
                continue;
            }
            // "a suspected attack": a participle that only describes is no clause.
            verbs += usize::from(!total && words.upos(at) == Upos::Verb && !self.describes(at));
            if verbs > 1 {
                return None;
            }
            let toll = self.senses(at).find(|sense| sense.role == FigureRole::Toll);
            if let Some(sense) = toll.filter(|_| away > 0 && self.is_counted_state(at)) {
                // "the injury toll": the noun before says of what.
                let kind = at.checked_sub(1).filter(|&b| b >= first).and_then(|b| {
                    let of = |s: &&Sense| matches!(s.role, FigureRole::Count | FigureRole::Of);
                    self.senses(b).find(of).and_then(|s| self.measured(s, b, "toll"))
                });
                return kind.or_else(|| self.measured(sense, at, "toll"));
            }
            let of_total = |s: &&Sense| {
                total && away > 0 && matches!(s.role, FigureRole::Count | FigureRole::State)
            };
            if let Some(sense) = self.senses(at).find(of_total) {
                return self.measured(sense, at, "toll");
            }
            let word = words.word(at);
            let passes = self.rules.to_toll.contains(word)
                || self.rules.changes.contains(word)
                || words.is(at, &["\"", "“", "‘", "-"])
                || self.describes(at) && self.in_phrase(at, first)
                || self.times.covering(at).is_some()
                || matches!(
                    words.upos(at),
                    Upos::Adp | Upos::Adv | Upos::Aux | Upos::Propn | Upos::Num | Upos::Det
                )
                || matches!(words.upos(at), Upos::Noun | Upos::Adj | Upos::Part)
                    && self.in_phrase(at, first);
            if !passes {
                return None;
            }
        }
        None
    }

    /// "the number of dead", "the number of people killed".
    fn is_totalled(&self, at: usize, first: usize) -> bool {
        let words = self.words;
        let of = if at > first && self.is_person(at - 1) { 2 } else { 1 };
        at > first + of
            && words.is(at - of, &["of"])
            && self.rules.totals.contains(words.word(at - of - 1))
    }

    /// Is it a participle before a noun that it describes?
    fn describes(&self, at: usize) -> bool {
        self.words.doc.tokens.get(at).is_some_and(|token| token.relation == Relation::Amod)
    }

    /// Does the word belong to a clause that hangs on a noun before it?
    fn in_noun_clause(&self, at: usize, first: usize) -> bool {
        let doc = self.words.doc;
        if !doc.has(Layer::Syntax) {
            return false;
        }
        let mut above = doc.upward(at).take(6).take_while(|word| *word >= first);
        let clause = above.find_map(|word| {
            let of_noun = |t: &&Token| matches!(t.relation, Relation::Acl | Relation::AclRelcl);
            doc.tokens.get(word).filter(of_noun)
        });
        clause.is_some_and(|verb| (verb.head as usize) < at)
    }

    /// A participle is a toll only as a noun: "the wounded rose to 12", not "were wounded when two men fired".
    fn is_counted_state(&self, at: usize) -> bool {
        let participle = self.senses(at).any(|s| s.role == FigureRole::State);
        let noun = at > 0
            && (self.words.is(at - 1, &["of"])
                || self.rules.definite.contains(self.words.word(at - 1)));
        !participle || noun || self.words.is(at + 1, &[":"])
    }

    /// "the population of the town", "the toll from the northern floods": words behind a preposition may stand between.
    fn in_phrase(&self, at: usize, first: usize) -> bool {
        (first.max(at.saturating_sub(PHRASE))..at).any(|i| self.words.upos(i) == Upos::Adp)
    }

    /// "bringing to 34 the number released": what is counted stands behind its number.
    fn toll_behind(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let (start, the) = (quantity.range.start as usize, quantity.range.end as usize);
        let sentence = words.sentence(start);
        let end = (the + 6).min(sentence.end as usize);
        let brings = quantity.noun.is_none()
            && start >= sentence.start as usize + 2
            && words.is(start - 1, &["to"])
            && (self.rules.to_toll.contains(words.word(start - 2))
                || self.rules.changes.contains(words.word(start - 2)))
            && words.is(the, &["the"]);
        if !brings {
            return None;
        }
        let of = |role: FigureRole| move |s: &&Sense| s.role == role;
        let toll =
            (the + 1..end).find_map(|at| Some((at, self.senses(at).find(of(FigureRole::Toll))?)));
        let counted = || {
            let total = (the + 1..end).find(|&at| self.rules.totals.contains(words.word(at)))?;
            (total + 1..end).find_map(|at| {
                let told = |s: &&Sense| {
                    s.participle || matches!(s.role, FigureRole::Count | FigureRole::State)
                };
                Some((at, self.senses(at).find(told)?))
            })
        };
        let (at, sense) = toll.or_else(counted)?;
        let kind = self.senses(at - 1).find(of(FigureRole::Count));
        kind.and_then(|s| self.measured(s, at - 1, "toll"))
            .or_else(|| self.measured(sense, at, "toll"))
    }

    /// "Four people were shot, one fatally": the verb is left out, and only the word that tells the fate stands.
    pub(super) fn gapped_fate(&self, quantity: &Quantity) -> Option<Measured> {
        let end = quantity.of.map_or(quantity.range.end, |of| of.end) as usize;
        let last = self.words.sentence(quantity.number.start as usize).end as usize;
        let pronoun =
            quantity.of.is_some_and(|of| self.words.upos(of.end as usize - 1) == Upos::Pron);
        if quantity.noun.is_some() && !pronoun || quantity.unit.is_some() || end >= last {
            return None;
        }
        let closes = end + 1 >= last
            || self.words.is_mark(end + 1)
            || matches!(self.words.upos(end + 1), Upos::Adp | Upos::Cconj);
        let word = self.words.word(end);
        let measure = self.rules.measures.iter().find(|m| closes && m.gapped.contains(word))?;
        Some(Measured {
            name: measure.name.clone(),
            kind: measure.kind,
            person: measure.person,
            word: Some(end),
            how: "behind",
        })
    }
}
