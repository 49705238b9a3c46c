//! What a party demands, offers, refuses, grants, and on what condition.

use onrecord_model::{Act, Relation, TokenRange, Upos};

use super::Reader;
use super::party::Party;

/// A position at its words.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) party: Party,
    pub(super) act: String,
    pub(super) range: TokenRange,
}

/// So many words of a refusal are asked whether they are about saying something.
const SILENCE: usize = 3;
const CONDITION: &str = "condition";
const REFUSE: &str = "refuse";
const CONCEDE: &str = "concede";

impl Reader<'_> {
    /// Every position, in text order.
    pub(super) fn positions(&self) -> Vec<Taken> {
        let doc = self.words.doc;
        let mut all: Vec<Taken> = Vec::new();
        for at in 0..doc.tokens.len() {
            let found = match self.words.upos(at) {
                Upos::Verb => self.by_deed(at),
                Upos::Adj => self.by_readiness(at),
                Upos::Noun => self.by_name(at),
                _ => Vec::new(),
            };
            all.extend(found);
        }
        all
    }

    fn by_deed(&self, verb: usize) -> Vec<Taken> {
        let doc = self.words.doc;
        let told = self.rules.talks.of_verb(self.clauses.lemma(verb)).find(|(_, with)| {
            with.is_empty() || (verb + 1..verb + 4).any(|i| self.words.is(i, &[*with]))
        });
        let Some((words, with)) = told else { return Vec::new() };
        let Some(act) = self.turned(verb, &words.act) else { return Vec::new() };
        if self.is_wanted_of_another(verb) {
            return Vec::new();
        }
        let passive = doc.child(verb, Relation::NsubjPass);
        let agent = doc.children(verb).find(|&i| self.clauses.case_is(i, "by"));
        let (who, what) = match passive {
            Some(subject) => (agent, Some(doc.subtree(subject))),
            None => (self.taker(verb), self.complement(verb, with)),
        };
        let Some((party, what)) = who.and_then(|who| self.party_or_speaker(who)).zip(what) else {
            return Vec::new();
        };
        if self.is_silence(&act, what) || self.is_unbargained(what) {
            return Vec::new();
        }
        self.with_conditions(verb, party, act, what)
    }

    /// "refused to comment" and "demanded it" tell nothing that one could bargain over.
    fn is_silence(&self, act: &str, what: TokenRange) -> bool {
        let silent = &self.rules.talks.silence;
        let says = what.range().take(SILENCE).any(|i| silent.contains(self.clauses.lemma(i)));
        let bare = what.len() == 1 && self.words.upos(what.start as usize) == Upos::Pron;
        act == REFUSE && says || bare
    }

    /// "asked for anonymity" bargains over nothing; "an offer which the union rejected": the pronoun names nothing.
    fn is_unbargained(&self, what: TokenRange) -> bool {
        let first = self.words.word(what.start as usize);
        let never = |i: usize| self.rules.talks.unbargained.contains(self.clauses.lemma(i));
        self.rules.people.pronouns.is_clause_opener(first) || never(self.words.doc.head_of(what))
    }

    /// "demanded that the port agree", "to allow for talks": the act is what somebody wants, not what the party has done.
    fn is_wanted_of_another(&self, verb: usize) -> bool {
        let doc = self.words.doc;
        let Some(token) = doc.tokens.get(verb) else { return false };
        let above = self.clauses.lemma(token.head as usize);
        let rules = &self.rules.talks;
        let position = rules.of_verb(above).next().is_some() || rules.of_noun(above).is_some();
        let infinitive = doc.children(verb).any(|c| self.words.is(c, &["to"]));
        match token.relation {
            Relation::Ccomp => position,
            // "voted to reject", but not "to delay the march to allow for talks"
            Relation::Xcomp => position || infinitive && !self.rules.deeds.real.contains(above),
            Relation::Acl | Relation::Advcl => {
                infinitive || position && token.relation == Relation::Acl
            }
            _ => false,
        }
    }

    /// "is willing to pay"
    fn by_readiness(&self, at: usize) -> Vec<Taken> {
        let doc = self.words.doc;
        let Some(words) = self.rules.talks.of_adjective(self.words.word(at)) else {
            return Vec::new();
        };
        let subject = doc.child(at, Relation::Nsubj);
        let what = [Relation::Xcomp, Relation::Ccomp, Relation::Advcl]
            .into_iter()
            .find_map(|r| doc.child(at, r));
        let (Some(act), Some(party), Some(what)) =
            (self.turned(at, &words.act), subject.and_then(|s| self.party_or_speaker(s)), what)
        else {
            return Vec::new();
        };
        self.with_conditions(at, party, act, doc.subtree(what))
    }

    /// "their demand that the port pay", "the offer of the port to pay"
    fn by_name(&self, noun: usize) -> Vec<Taken> {
        let doc = self.words.doc;
        let Some(words) = self.rules.talks.of_noun(self.clauses.lemma(noun)) else {
            return Vec::new();
        };
        let relation = |i: usize| doc.tokens.get(i).map(|t| t.relation);
        let owner = |&i: &usize| {
            matches!(relation(i), Some(Relation::NmodPoss | Relation::Compound | Relation::Amod))
                || relation(i) == Some(Relation::Nmod)
                    && (self.clauses.case_is(i, "by") || self.clauses.case_is(i, "from"))
        };
        let clause = |&i: &usize| {
            i > noun
                && (matches!(relation(i), Some(Relation::Acl | Relation::Ccomp | Relation::Xcomp))
                    || relation(i) == Some(Relation::Nmod) && self.clauses.case_is(i, "for"))
        };
        let who = doc.children(noun).filter(owner).find_map(|i| self.party(i));
        let what = doc.children(noun).find(clause).map(|i| doc.subtree(i));
        match (who, what) {
            (Some(party), Some(range)) => {
                vec![Taken { party, act: words.act.clone(), range: self.bare(range) }]
            }
            _ => Vec::new(),
        }
    }

    /// What a denial makes of the act: not to agree is to refuse; what is left open is no position.
    fn turned(&self, at: usize, act: &str) -> Option<String> {
        let doc = self.words.doc;
        let rules = &self.rules.talks;
        let hangs = |list: &onrecord_rules::WordSet| {
            doc.children(at).any(|i| {
                list.contains(self.words.word(i))
                    && doc
                        .tokens
                        .get(i)
                        .is_some_and(|t| matches!(t.relation, Relation::Advmod | Relation::Aux))
            })
        };
        if hangs(&rules.may) {
            return None;
        }
        match (hangs(&rules.negations), act) {
            (false, act) => Some(act.to_owned()),
            (true, CONCEDE) => Some(REFUSE.to_owned()),
            (true, _) => None,
        }
    }

    /// Who takes the position: the subject, or that of the clause above ("boycott the talks, refusing to").
    fn taker(&self, verb: usize) -> Option<usize> {
        let doc = self.words.doc;
        let token = doc.tokens.get(verb)?;
        let apart = verb.checked_sub(1).is_some_and(|i| self.words.is(i, &[","]));
        if token.relation == Relation::Acl && apart {
            return self.subject_above(verb);
        }
        self.clauses.doer(verb).or_else(|| {
            let hangs = matches!(
                token.relation,
                Relation::Advcl | Relation::Conj | Relation::Parataxis | Relation::Obl
            );
            (hangs && token.head as usize != verb)
                .then(|| self.clauses.doer(token.head as usize))?
        })
    }

    /// The subject of the nearest verb above.
    fn subject_above(&self, verb: usize) -> Option<usize> {
        let mut above = self.words.doc.upward(verb).skip(1).take(4);
        above.find(|&at| self.words.upos(at) == Upos::Verb).and_then(|at| self.clauses.doer(at))
    }

    /// What is wanted, offered, refused.
    fn complement(&self, verb: usize, with: &str) -> Option<TokenRange> {
        let doc = self.words.doc;
        let child = |relation: Relation| {
            doc.children(verb)
                .find(|&i| i > verb && doc.tokens.get(i).is_some_and(|t| t.relation == relation))
        };
        let clause = child(Relation::Xcomp).or_else(|| child(Relation::Ccomp));
        let object = child(Relation::Obj);
        // "an offer the opposition rejects"
        let token = doc.tokens.get(verb)?;
        let relative = &self.rules.people.pronouns.relative;
        let own = doc
            .child(verb, Relation::Nsubj)
            .is_some_and(|subject| !relative.iter().any(|word| word == self.words.word(subject)));
        if token.relation == Relation::AclRelcl && object.is_none() && clause.is_none() && own {
            let start = self.phrase(token.head as usize).start;
            let end = doc.subtree(verb).start;
            return (start < end).then_some(TokenRange { start, end });
        }
        let deeper = |at: Option<usize>| {
            at.filter(|&i| self.rules.talks.of_noun(self.clauses.lemma(i)).is_none())
                .and_then(|i| doc.child(i, Relation::Acl))
                .filter(|&i| doc.children(i).any(|c| self.words.is(c, &["to"])))
        };
        let behind = || {
            doc.children(verb).find(|&i| {
                i > verb
                    && doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Obl)
                    && (with.is_empty()
                        || self.clauses.case_is(i, with)
                        || self.clauses.case_is(i, "to"))
            })
        };
        let aim = || {
            let to = |&i: &usize| {
                i > verb
                    && doc.tokens.get(i).is_some_and(|t| t.relation == Relation::Advcl)
                    && doc.children(i).any(|c| self.words.is(c, &["to"]))
            };
            (!with.is_empty()).then(|| doc.children(verb).find(to))?
        };
        let at = clause.or_else(|| deeper(object)).or_else(aim).or(object).or_else(behind)?;
        Some(self.bare(doc.subtree(at)))
    }

    /// Without the preposition or mark at its head.
    fn bare(&self, range: TokenRange) -> TokenRange {
        let skip = |&i: &usize| {
            matches!(self.words.upos(i), Upos::Adp | Upos::Sconj | Upos::Part | Upos::Punct)
        };
        let start = range.range().find(|i| !skip(i)).unwrap_or(range.start as usize);
        TokenRange::new(start, range.end as usize)
    }

    /// The position, and the condition that it hangs on as one of its own.
    fn with_conditions(
        &self,
        at: usize,
        party: Party,
        act: String,
        what: TokenRange,
    ) -> Vec<Taken> {
        let sentence = self.words.sentence(at);
        let from = at.min(what.start as usize);
        let opens = |&i: &usize| self.opens_condition(i);
        let Some(condition) = (from + 1..sentence.end as usize).find(opens) else {
            return vec![Taken { party, act, range: what }];
        };
        let head = self.words.doc.tokens.get(condition).map_or(condition, |t| t.head as usize);
        let belongs = self.words.doc.hangs_on(head, at) || what.contains(condition);
        if !belongs {
            return vec![Taken { party, act, range: what }];
        }
        let subtree = self.words.doc.subtree(head);
        let end = if head > condition { subtree.end as usize } else { sentence.end as usize };
        let end =
            (condition + 1..end).find(|&i| self.words.is(i, &[";", ".", "”", "\""])).unwrap_or(end);
        let main = TokenRange::new(what.start as usize, (what.end as usize).min(condition));
        let mut taken = Vec::new();
        if !main.is_empty() {
            taken.push(Taken { party: party.clone(), act, range: main });
        }
        let range = TokenRange::new(condition, end.max(condition + 1));
        taken.push(Taken { party, act: CONDITION.to_owned(), range });
        taken
    }

    fn opens_condition(&self, at: usize) -> bool {
        let rules = &self.rules.talks;
        let mark = rules.conditions.contains(self.words.word(at))
            && self
                .words
                .doc
                .tokens
                .get(at)
                .is_some_and(|t| matches!(t.relation, Relation::Mark | Relation::Case));
        mark || rules.exchange.iter().any(|phrase| self.words.phrase_at(at, phrase).is_some())
    }

    /// The act of a statement that takes a position.
    pub(super) fn act_of(act: Act) -> Option<&'static str> {
        match act {
            Act::Demand => Some("demand"),
            Act::Offer => Some("offer"),
            Act::Oppose => Some("refuse"),
            Act::Support => Some("support"),
            _ => None,
        }
    }
}
