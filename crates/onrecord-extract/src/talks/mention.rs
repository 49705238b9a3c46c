//! One place that tells of talks.

use onrecord_model::{MentionKind, Relation, TokenRange, Upos};

use super::Reader;
use super::party::Party;
use crate::clause::Deed;

/// What one place of the report tells of talks.
#[derive(Clone, Debug, Default)]
pub(super) struct Mention {
    pub(super) range: TokenRange,
    pub(super) parties: Vec<Party>,
    pub(super) mediators: Vec<Party>,
    pub(super) subject: Option<TokenRange>,
    pub(super) state: Option<String>,
}

/// How far before a go-between "as" may stand.
const AS: usize = 5;
/// The most words of a subject.
const SUBJECT: usize = 18;

impl Reader<'_> {
    /// Every place that tells of talks, in text order.
    pub(super) fn mentions(&self) -> Vec<Mention> {
        let count = self.words.doc.tokens.len();
        let told = |at: usize| {
            self.by_noun(at).or_else(|| self.by_verb(at)).or_else(|| self.by_mediation(at))
        };
        (0..count).filter_map(told).collect()
    }

    fn by_noun(&self, at: usize) -> Option<Mention> {
        let talks = self.rules.talks.talks.contains(self.words.word(at))
            && matches!(self.words.upos(at), Upos::Noun | Upos::Propn);
        let named = self.clauses.is_mention(at, &[MentionKind::Organisation]);
        if !talks || named {
            return None;
        }
        // "a second round of talks": what the round hangs on.
        let base = self.measured(at).unwrap_or(at);
        let governor = self.governor(base);
        let mut mention = Mention { range: TokenRange::new(at, at + 1), ..Mention::default() };
        mention.parties = self.partners(at);
        if base != at {
            mention.parties.extend(self.partners(base));
        }
        if let Some(verb) = governor {
            mention.parties.extend(self.partners(verb));
            if self.rules.talks.holding.contains(self.clauses.lemma(verb)) && self.is_object(base) {
                let who = self.clauses.doer(verb).map(|who| self.parties(who)).unwrap_or_default();
                mention.parties.extend(who);
            }
        }
        let owner = self.words.doc.child(at, Relation::NmodPoss);
        let owners = owner.map(|o| self.parties(o)).unwrap_or_default();
        // "Ostmark suspended its mediation between the union and the port": whoever mediates is no side.
        if self.rules.talks.auspices.contains(self.words.word(at)) {
            mention.mediators.extend(owners);
        } else {
            mention.parties.extend(owners);
        }
        self.read_mediators(at, governor, &mut mention);
        mention.subject =
            self.subject(at).or_else(|| governor.and_then(|verb| self.subject_of_verb(verb, at)));
        mention.state = self.state(at, governor);
        Some(mention)
    }

    fn by_verb(&self, at: usize) -> Option<Mention> {
        let talking = self.words.upos(at) == Upos::Verb
            && self.rules.talks.talking.contains(self.clauses.lemma(at))
            && self.clauses.deed(at) == Deed::Done;
        if !talking {
            return None;
        }
        let mut mention = Mention { range: TokenRange::new(at, at + 1), ..Mention::default() };
        mention.parties = self.clauses.doer(at).map(|who| self.parties(who)).unwrap_or_default();
        mention.parties.extend(self.partners(at));
        self.read_mediators(at, Some(at), &mut mention);
        mention.subject = self.subject(at);
        Some(mention)
    }

    /// "Ostmark, which mediates", "a truce brokered by the league".
    fn by_mediation(&self, at: usize) -> Option<Mention> {
        let doc = self.words.doc;
        let rules = &self.rules.talks;
        let mediates =
            self.words.upos(at) == Upos::Verb && rules.mediating.contains(self.clauses.lemma(at));
        if !mediates || self.clauses.deed(at) != Deed::Done {
            return None;
        }
        let object = doc.child(at, Relation::Obj).or_else(|| doc.child(at, Relation::NsubjPass));
        let token = doc.tokens.get(at)?;
        let noun =
            matches!(token.relation, Relation::Acl | Relation::Amod).then_some(token.head as usize);
        let bargained = |i: usize| {
            rules.deals.contains(self.clauses.lemma(i)) || rules.talks.contains(self.words.word(i))
        };
        if !object.or(noun).is_none_or(bargained) {
            return None;
        }
        let agent = doc.children(at).find(|&i| self.clauses.case_is(i, "by"));
        let active = noun.is_none() && doc.child(at, Relation::AuxPass).is_none();
        let who = agent.or_else(|| self.clauses.doer(at).filter(|_| active))?;
        let mut mediators = self.parties(who);
        // "Ostmark mediates alongside the league"
        let beside = |i: &usize| {
            let with = agent.is_some() && self.clauses.case_is(*i, "with");
            *i > at && (with || self.clauses.case_is(*i, "alongside"))
        };
        mediators.extend(doc.children(at).filter(beside).flat_map(|i| self.parties(i)));
        let parties = object.or(noun).map(|deal| self.partners(deal)).unwrap_or_default();
        let range = TokenRange::new(at, at + 1);
        let mention = Mention { range, mediators, parties, ..Mention::default() };
        (!mention.mediators.is_empty()).then_some(mention)
    }

    /// The noun before "of": "a round of talks".
    fn measured(&self, at: usize) -> Option<usize> {
        let token = self.words.doc.tokens.get(at).filter(|t| t.relation == Relation::Nmod)?;
        let head = token.head as usize;
        (self.clauses.case_is(at, "of") && head < at).then_some(head)
    }

    /// The verb that the talks are subject or object of.
    fn governor(&self, at: usize) -> Option<usize> {
        let token = self.words.doc.tokens.get(at)?;
        let head = token.head as usize;
        let governs = matches!(
            token.relation,
            Relation::Nsubj | Relation::NsubjPass | Relation::Obj | Relation::Obl | Relation::Conj
        );
        (governs && head != at && self.words.upos(head) == Upos::Verb).then_some(head)
    }

    fn is_object(&self, at: usize) -> bool {
        let relation = self.words.doc.tokens.get(at).map(|t| t.relation);
        relation == Some(Relation::Obj)
    }

    /// "with the port", "between the union and the port"
    fn partners(&self, at: usize) -> Vec<Party> {
        let is = |&i: &usize| self.has_case(i, &self.rules.talks.partners);
        self.words.doc.children(at).filter(is).flat_map(|i| self.parties(i)).collect()
    }

    fn has_case(&self, noun: usize, cases: &onrecord_rules::WordSet) -> bool {
        let doc = self.words.doc;
        doc.children(noun).any(|c| {
            doc.tokens.get(c).is_some_and(|t| matches!(t.relation, Relation::Case | Relation::Mark))
                && cases.contains(self.words.word(c))
        })
    }

    /// What the talks are about.
    fn subject(&self, at: usize) -> Option<TokenRange> {
        let doc = self.words.doc;
        let hangs = |&i: &usize| {
            let relation = doc.tokens.get(i).map(|t| t.relation);
            let by_case = matches!(
                relation,
                Some(Relation::Nmod | Relation::Obl | Relation::Acl | Relation::Advcl)
            ) && self.has_case(i, &self.rules.talks.subjects);
            let aim = relation == Some(Relation::Acl) && !by_case;
            (by_case || aim) && i > at && doc.children(i).all(|c| !self.is_partner_case(c))
        };
        doc.children(at).find(hangs).map(|i| self.clipped(doc.subtree(i)))
    }

    fn is_partner_case(&self, at: usize) -> bool {
        self.rules.talks.partners.contains(self.words.word(at))
    }

    /// "discussions continued to secure the release", "held talks on fees"
    fn subject_of_verb(&self, verb: usize, talks: usize) -> Option<TokenRange> {
        let doc = self.words.doc;
        let aims = |&i: &usize| {
            let relation = doc.tokens.get(i).map(|t| t.relation);
            let infinitive = matches!(relation, Some(Relation::Xcomp | Relation::Advcl))
                && doc.children(i).any(|c| self.words.is(c, &["to"]));
            let named = matches!(relation, Some(Relation::Obl | Relation::Advcl))
                && self.has_case(i, &self.rules.talks.subjects)
                && !self.is_time(i);
            i > verb && i != talks && (infinitive || named)
        };
        doc.children(verb).find(aims).map(|i| self.clipped(doc.subtree(i)))
    }

    fn is_time(&self, at: usize) -> bool {
        self.clauses.is_mention(at, &[MentionKind::Date, MentionKind::Time])
    }

    /// Without the preposition before it, and no longer than one reads at a glance.
    fn clipped(&self, range: TokenRange) -> TokenRange {
        let case = matches!(self.words.upos(range.start as usize), Upos::Adp | Upos::Sconj);
        let start = if case && range.len() > 1 { range.start + 1 } else { range.start };
        let range = TokenRange { start, end: range.end };
        let end = (range.end as usize).min(range.start as usize + SUBJECT);
        let stops = |&i: &usize| self.words.is(i, &[";", "—", "–", "\"", "”", "“"]);
        let end = (range.start as usize + 1..end).find(stops).unwrap_or(end);
        TokenRange::new(range.start as usize, end)
    }

    /// Who stands between: "mediated by the league", "league-brokered", "acting as a go-between for".
    fn read_mediators(&self, at: usize, governor: Option<usize>, mention: &mut Mention) {
        let doc = self.words.doc;
        let rules = &self.rules.talks;
        for child in doc.children(at) {
            let mediates = rules.mediating.contains(self.clauses.lemma(child))
                || rules.mediating.contains(self.words.word(child));
            if !mediates {
                continue;
            }
            let agent = doc.children(child).find(|&i| self.clauses.case_is(i, "by"));
            let joined = doc.children(child).find(|&i| i < child && self.party(i).is_some());
            let who = agent.or(joined);
            mention.mediators.extend(who.map(|who| self.parties(who)).unwrap_or_default());
        }
        let behind = doc.sentence_of(at).range().filter(|&i| i > at);
        let apart = behind.filter_map(|i| self.mediator_in_commas(i).or_else(|| self.auspices(i)));
        mention.mediators.extend(apart.flat_map(|who| self.parties(who)));
        for noun in doc.sentence_of(at).range().filter(|&i| self.is_go_between(i)) {
            self.read_go_between(noun, governor, mention);
        }
        let mediators = mention.mediators.clone();
        mention.parties.retain(|party| !mediators.iter().any(|m| m.is(party)));
    }

    /// "Talks between the union and the port, mediated by the bishop, ...": whatever noun the parse hangs it on.
    fn mediator_in_commas(&self, at: usize) -> Option<usize> {
        let doc = self.words.doc;
        let rules = &self.rules.talks;
        let mediates = rules.mediating.contains(self.clauses.lemma(at))
            && at > 0
            && self.words.is(at - 1, &[","])
            && self.words.is(at + 1, &["by"]);
        mediates.then(|| doc.children(at).find(|&i| self.clauses.case_is(i, "by")))?
    }

    /// "under the auspices of the league"
    fn auspices(&self, at: usize) -> Option<usize> {
        let stands = self.rules.talks.auspices.contains(self.words.word(at));
        stands.then(|| self.words.doc.children(at).find(|&i| self.clauses.case_is(i, "of")))?
    }

    /// "intermediary", and "go-between" in three pieces.
    fn is_go_between(&self, at: usize) -> bool {
        let mediators = &self.rules.talks.mediators;
        let noun = self.words.upos(at) == Upos::Noun && mediators.contains(self.clauses.lemma(at));
        let joined = || {
            let first = at.checked_sub(2).filter(|_| self.words.is(at - 1, &["-"]))?;
            Some(format!("{}-{}", self.words.word(first), self.words.word(at)))
        };
        noun || joined().is_some_and(|word| mediators.contains(&word))
    }

    /// "Ostmark, acting as a go-between for the union and the port, ...": the subject stands between those named behind "for".
    fn read_go_between(&self, noun: usize, governor: Option<usize>, mention: &mut Mention) {
        let doc = self.words.doc;
        let behind = noun + 1;
        let names = self.words.is(behind, &["for", "between"]);
        let head = doc.tokens.get(behind).map(|t| t.head as usize).filter(|_| names);
        let parties: Vec<Party> = head.map(|head| self.parties(head)).unwrap_or_default();
        let acts = (noun.saturating_sub(AS)..noun).any(|i| self.words.is(i, &["as"]));
        if acts {
            let subject = governor.and_then(|verb| self.clauses.doer(verb));
            mention.mediators.extend(subject.map(|s| self.parties(s)).unwrap_or_default());
        } else if parties.is_empty() {
            let named = doc.children(noun).find(|&i| i < noun && self.party(i).is_some());
            mention.mediators.extend(named.and_then(|i| self.party(i)));
        }
        mention.parties.extend(parties);
    }

    /// How the talks stand, by the verb they hang on or the adjective before them.
    fn state(&self, at: usize, governor: Option<usize>) -> Option<String> {
        let doc = self.words.doc;
        let rules = &self.rules.talks;
        let before = doc.children(at).find_map(|i| {
            rules.state(self.clauses.lemma(i)).or_else(|| rules.state(self.words.word(i)))
        });
        if let Some(state) = before {
            return Some(state.name.clone());
        }
        let verb = governor?;
        let future = doc.children(verb).any(|i| {
            doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Aux)
                && self.rules.deeds.modals.contains(self.words.word(i))
        });
        let infinitive = doc.children(verb).any(|i| self.words.is(i, &["to"]));
        if future || infinitive && self.clauses.deed(verb) != Deed::Done {
            return Some("planned".to_owned());
        }
        let joined = doc.children(verb).filter(|&i| {
            doc.tokens.get(i).is_some_and(|t| {
                matches!(
                    t.relation,
                    Relation::CompoundPrt | Relation::Obl | Relation::Obj | Relation::Xcomp
                )
            })
        });
        // "broke off", "ended in deadlock": what hangs on the verb says more than it does.
        let told = joined.filter_map(|i| rules.state(self.clauses.lemma(i))).next();
        told.or_else(|| rules.state(self.clauses.lemma(verb))).map(|state| state.name.clone())
    }
}
