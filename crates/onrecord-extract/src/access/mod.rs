//! Access: which ways and gates are open, closed, limited, suspended, for whom, since when, until when.

mod place;

use onrecord_model::{
    Access, AccessState, Document, Id, Layer, Relation, Statement, TimeExpression, TokenRange, Upos,
};
use onrecord_rules::{AccessSense, Rules, StatusRole};

use crate::clause::{Clauses, Deed};
use crate::figure::words::LowerWords;
use crate::moment::Moments;
use crate::time::Times;
use crate::voice;

/// What access is read from.
struct Reader<'a> {
    clauses: Clauses<'a>,
    words: &'a LowerWords<'a>,
    rules: &'a Rules,
    moments: Moments<'a>,
    statements: &'a [Statement],
}

/// A word that says whether one can pass, with what it says it of.
struct Found {
    state: AccessState,
    word: usize,
    /// The head of the way, or of what goes through it.
    head: usize,
    how: &'static str,
}

/// Every place of which the report says whether one can pass, in text order.
pub(crate) fn access(
    doc: &Document,
    rules: &Rules,
    times: &[TimeExpression],
    statements: &[Statement],
) -> Vec<Access> {
    if !doc.has(Layer::Syntax) {
        return Vec::new();
    }
    let words = LowerWords::new(doc);
    let times = Times::new(doc, times);
    let moments = Moments { words: &words, times: &times, statements };
    let clauses = Clauses { words: &words, rules };
    let reader = Reader { clauses, words: &words, rules, moments, statements };
    let mut all: Vec<Access> = Vec::new();
    for at in 0..doc.tokens.len() {
        let Some(found) = reader.found_at(at) else { continue };
        let Some(access) = reader.access(&found) else { continue };
        let same = |a: &Access| {
            a.place == access.place && a.state == access.state && a.voice == access.voice
        };
        match all.iter_mut().find(|a| same(a)) {
            Some(known) => {
                known.since = known.since.take().or(access.since);
                known.until = known.until.take().or(access.until);
                known.whom = known.whom.take().or(access.whom);
            }
            None => all.push(access),
        }
    }
    all.sort_by_key(|a| (a.words.start, a.words.end));
    all
}

impl Reader<'_> {
    fn found_at(&self, at: usize) -> Option<Found> {
        let rules = &self.rules.access;
        let lemma = self.clauses.lemma(at);
        let form = self.words.word(at);
        let by_form: &[AccessSense] = if lemma == form { &[] } else { rules.senses(form) };
        let noun = self.words.upos(at) == Upos::Noun;
        rules.senses(lemma).iter().chain(by_form).find_map(|sense| {
            let followed = sense.with.is_empty() || self.words.is(at + 1, &[sense.with.as_str()]);
            let (head, how) = match sense.role {
                StatusRole::Of if noun => (self.clauses.possessor(at), "of"),
                StatusRole::Done if !noun => (self.clauses.undergoer(at), "done"),
                StatusRole::Doing if !noun => (self.opening_itself(at), "doing"),
                StatusRole::State if !noun => (self.clauses.bearer(at), "state"),
                _ => return None,
            };
            let told = |&head: &usize| match sense.ways_only {
                true => self.is_place(head) || sense.also.contains(self.clauses.lemma(head)),
                false => self.is_way(head),
            };
            let head = head.filter(|head| followed && told(head))?;
            (self.clauses.deed(at) == Deed::Done).then_some(Found {
                state: self.narrowed(at, head, sense.state),
                word: at,
                head,
                how,
            })
        })
    }

    /// "The bridge reopened": the subject, where the verb has no object.
    fn opening_itself(&self, at: usize) -> Option<usize> {
        let bare = self.words.doc.child(at, Relation::Obj).is_none();
        self.clauses.doer(at).filter(|_| bare)
    }

    /// "partly open", "open only to ambulances", "a lane is open": limited.
    fn narrowed(&self, at: usize, head: usize, state: AccessState) -> AccessState {
        let part = self.rules.access.parts.contains(self.clauses.lemma(head));
        let only = || self.for_whom(head, at).is_some_and(|noun| self.is_partly(noun));
        let partly = part || self.is_partly(at) || only();
        if partly && state == AccessState::Open { AccessState::Limited } else { state }
    }

    /// Does "partly" or "only" stand on the word?
    fn is_partly(&self, at: usize) -> bool {
        let doc = self.words.doc;
        doc.children(at).any(|c| {
            doc.tokens.get(c).is_some_and(|t| t.relation == Relation::Advmod)
                && self.rules.access.partly.contains(self.words.word(c))
        })
    }

    fn access(&self, found: &Found) -> Option<Access> {
        let doc = self.words.doc;
        let place = self.place(found.head, found.word).filter(|place| !place.is_empty())?;
        let range = self.passage(found);
        let words = doc.words_of(range);
        let (start, end) = (words.start.to_string(), words.end.to_string());
        let id = Id::of("ac", [doc.report.version.as_str(), &start, &end, found.state.as_str()]);
        let since = self.moments.since(found.word);
        let changes = matches!(found.how, "done" | "doing" | "of");
        let when = || self.moments.when(found.word).filter(|_| changes);
        Some(Access {
            id,
            voice: voice::of(self.statements, &words),
            words,
            place,
            state: found.state,
            whom: self.whom(found.head, found.word),
            since: since.or_else(when),
            until: self.moments.until(found.word),
            confidence: if found.how == "state" { 0.8 } else { 0.75 },
            made_by: format!("access#{}", found.how),
        })
    }

    /// The words from the way to the word that tells its state, the head noun's own words included.
    fn passage(&self, found: &Found) -> TokenRange {
        let way = self.phrase(found.head);
        let start = (way.start as usize).min(found.word);
        let end = (way.end as usize).max(found.word + 1);
        if end - start <= LONGEST { TokenRange::new(start, end) } else { way }
    }
}

/// The most words that are given as the place of a finding; beyond, the way alone.
const LONGEST: usize = 24;
