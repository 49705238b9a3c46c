//! Times beside a figure that date something else: the incident, those counted, another number, a period.

use onrecord_model::{Relation, TimeType, TokenRange, Upos};

use super::Draft;
use super::setting::Setting;

/// No more steps up the tree to a clause on a noun.
const CLIMB: usize = 4;
/// The words of a record stand so near its "since".
const REACH: usize = 7;

impl Setting<'_> {
    /// Does the time date those counted, another number, or the period of which a part is told?
    pub(super) fn is_of_something_else(
        &self,
        range: TokenRange,
        near: usize,
        draft: &Draft,
    ) -> bool {
        self.is_of_those_counted(range, near, draft)
            || self.is_of_comparison(range, draft)
            || self.part_of(range).is_some()
    }

    /// "30 people seized on Sunday are held": the clause on the counted noun tells how they came in, not how many are held when.
    fn is_of_those_counted(&self, range: TokenRange, near: usize, draft: &Draft) -> bool {
        let doc = self.words.doc;
        let clauses = [Relation::Acl, Relation::AclRelcl];
        let Some(verb) = doc.ancestor(range.start as usize, CLIMB, &clauses) else { return false };
        let noun = doc.tokens.get(verb).map_or(verb, |token| token.head as usize);
        let counted = draft.quantity.range.contains(noun) && draft.measured.how != "counted";
        counted && verb != near && self.words.upos(near) == Upos::Verb && !doc.hangs_on(near, verb)
    }

    /// "210,000 are displaced, up from 180,000 two weeks ago": the time behind what a number is compared with is that one's.
    fn is_of_comparison(&self, range: TokenRange, draft: &Draft) -> bool {
        let words = self.words;
        let rules = &self.rules.figures;
        let compared = |at: usize| {
            rules.against.contains(words.word(at))
                || words.is(at, &["from"]) && at > 0 && rules.changes.contains(words.word(at - 1))
        };
        let closed = |at: usize| {
            words.is(at, &[",", ";"]) || matches!(words.upos(at), Upos::Verb | Upos::Aux)
        };
        (draft.quantity.number.end as usize..range.start as usize)
            .rev()
            .take_while(|&at| compared(at) || !closed(at))
            .any(compared)
    }

    /// "The toll of Monday's fire stands at 54": the day of what the toll is of.
    pub(super) fn is_of_incident(&self, range: TokenRange, draft: &Draft) -> bool {
        let doc = self.words.doc;
        let top = doc.head_of(range);
        let head = doc.tokens.get(top).map_or(top, |token| token.head as usize);
        let noun = matches!(self.words.upos(head), Upos::Noun | Upos::Propn);
        // "the toll from Monday's fire", whatever a parse hangs the fire on
        let beside = |toll: usize| {
            let between = toll + 1..range.start as usize;
            !between.is_empty()
                && between
                    .into_iter()
                    .all(|at| matches!(self.words.upos(at), Upos::Adp | Upos::Det))
        };
        // "the death toll": the word that measures describes the toll.
        let whole = |word: usize| match doc.tokens.get(word) {
            Some(token) if token.relation == Relation::Compound => token.head as usize,
            _ => word,
        };
        let toll = draft.measured.word.map(whole);
        toll.is_some_and(|toll| noun && head != toll && (doc.hangs_on(head, toll) || beside(toll)))
    }

    /// "1,480 cases had been recorded up to Saturday": the time of the verb whose subject is counted by its own noun.
    pub(super) fn is_of_counting(&self, range: TokenRange, near: usize) -> bool {
        let doc = self.words.doc;
        let Some(noun) = doc.tokens.get(near) else { return false };
        let subject = matches!(noun.relation, Relation::Nsubj | Relation::NsubjPass);
        let top = doc.tokens.get(doc.head_of(range));
        subject
            && noun.upos == Upos::Noun
            && top.is_some_and(|top| top.head == noun.head)
            && !self.is_of_speech(range, near)
    }

    /// "the worst attack since May": "since" tells how long there was no such.
    pub(super) fn is_of_record(&self, range: TokenRange) -> bool {
        let words = self.words;
        let start = range.start as usize;
        let first = words.sentence(start).start as usize;
        let Some(since) = (first..start).rev().find(|&at| words.is(at, &["since"])) else {
            return false;
        };
        (first..since)
            .rev()
            .take(REACH)
            .take_while(|&at| {
                !words.is_mark(at) && !matches!(words.upos(at), Upos::Verb | Upos::Aux)
            })
            .any(|at| self.rules.figures.records.contains(words.word(at)))
    }

    /// The stretch before "of" and a date: "the first three months" of "2030".
    pub(super) fn part_of(&self, date: TokenRange) -> Option<TokenRange> {
        let of = (date.start as usize).checked_sub(1).filter(|&at| self.words.is(at, &["of"]))?;
        let (range, time) = self.times.covering(of.checked_sub(1)?)?;
        (time.kind == TimeType::Duration).then_some(range)
    }
}
