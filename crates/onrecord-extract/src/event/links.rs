//! How the report ties one event to another: by words between them.

use onrecord_model::{Relation, TokenRange};
use onrecord_rules::{Govern, Rules};

use super::syntax::Syntax;

/// A tie between two events, by number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tie {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) how: String,
    pub(crate) words: TokenRange,
}

/// Every tie between the events at the tokens `heads`, which are in text order; in text order.
pub(crate) fn ties(syntax: &Syntax<'_>, rules: &Rules, heads: &[usize]) -> Vec<Tie> {
    let mut found: Vec<Tie> = Vec::new();
    let mut first = 0;
    for sentence in &syntax.doc.sentences {
        while heads.get(first).is_some_and(|&head| head < sentence.start as usize) {
            first += 1;
        }
        let here = heads.iter().skip(first);
        let count = here.take_while(|&&head| head < sentence.end as usize).count();
        if count < 2 {
            continue;
        }
        let here = first..first + count;
        let mut told: Vec<Tie> = Vec::new();
        for (phrase, words) in rules.events.ties.find_all(syntax.doc, *sentence) {
            let tie = (words, phrase.tells.as_str());
            if let Some((from, to)) = ends(syntax, rules, heads, here.clone(), tie) {
                told.push(Tie { from, to, how: phrase.tells.clone(), words });
            }
        }
        told.extend(here.clone().filter_map(|n| purpose(syntax, rules, heads, here.clone(), n)));
        for tie in told {
            let pair = |t: &Tie| (t.from, t.to) == (tie.from, tie.to);
            if tie.from != tie.to && !found.iter().rev().take(count * count).any(pair) {
                found.push(tie);
            }
        }
    }
    found
}

/// "met to discuss", "talks to reduce": an infinitive that hangs on an event tells what it is for, also where it only helps
/// what it is for ("sent troops to help free them").
fn purpose(
    syntax: &Syntax<'_>,
    rules: &Rules,
    heads: &[usize],
    here: std::ops::Range<usize>,
    to: usize,
) -> Option<Tie> {
    let head = *heads.get(to)?;
    if let Some(tie) = aimed(syntax, rules, heads, here.clone(), to) {
        return Some(tie);
    }
    let complements = [Relation::Xcomp, Relation::Ccomp];
    if helps(syntax, rules, head) && syntax.child(head, &complements).is_some() {
        return None;
    }
    let mut top = head;
    for _ in 0..3 {
        let relation = syntax.relation(top);
        // "allow food to reach the town": what is allowed, however it is hung.
        let allowed = relation == Relation::Advcl
            && syntax.head(top).is_some_and(|up| lets(syntax, rules, up));
        let complement = complements.contains(&relation) || allowed;
        let up = syntax.head(top).filter(|&up| complement && helps(syntax, rules, up));
        let Some(up) = up else { break };
        top = up;
    }
    let aim = matches!(syntax.relation(top), Relation::Acl | Relation::Advcl);
    let marks = &rules.events.status.purposes;
    let mark = syntax.children(top).find(|&child| {
        syntax.relation(child) == Relation::Mark && marks.contains(syntax.words.word(child))
    });
    let mark = mark.filter(|&mark| aim && mark < top)?;
    let governor = syntax.head(top)?;
    // "a plan to sell", "an attempt to resolve": what is planned or tried, and no purpose.
    let status = &rules.events.status;
    let of_noun = syntax.relation(top) == Relation::Acl;
    if of_noun && status.given_by(syntax.lemma(governor), Govern::Complement).is_some() {
        return None;
    }
    let find = |fits: &dyn Fn(usize) -> bool| {
        here.clone().find(|&n| n != to && heads.get(n).is_some_and(|&event| fits(event)))
    };
    let own = find(&|event| event == governor);
    let hung = |event: usize, by: &[Relation]| {
        event < mark && syntax.head(event) == Some(governor) && by.contains(&syntax.relation(event))
    };
    // "launched an appeal to help": a light verb says no more than that its object is done.
    let light = rules.events.light.contains(syntax.lemma(governor));
    let from = if light {
        find(&|event| hung(event, &[Relation::Obj, Relation::Obl])).or(own)
    } else {
        own.or_else(|| find(&|event| hung(event, &[Relation::Obj])))
    };
    // "on a visit to revive": what stands right before is what it is for, whatever else the tree hangs it on.
    let beside = find(&|event| {
        event + 1 == mark
            && syntax.relation(event) == Relation::Obl
            && status.given_by(syntax.lemma(event), Govern::Complement).is_none()
    });
    let from = beside.or(from);
    let words = TokenRange::new(mark, mark + 1);
    from.map(|from| Tie { from, to, how: "purpose".to_owned(), words })
}

/// "the talks aim to end the strike": what the subject of such a verb is for.
fn aimed(
    syntax: &Syntax<'_>,
    rules: &Rules,
    heads: &[usize],
    mut here: std::ops::Range<usize>,
    to: usize,
) -> Option<Tie> {
    let head = *heads.get(to)?;
    let verb = syntax.head(head).filter(|_| syntax.relation(head) == Relation::Xcomp)?;
    let aims = rules.events.small.aiming.contains(syntax.lemma(verb));
    let subject = syntax.child(verb, &[Relation::Nsubj, Relation::NsubjPass]).filter(|_| aims)?;
    let mark = syntax.child(head, &[Relation::Mark])?;
    let from = here.find(|n| heads.get(*n) == Some(&subject))?;
    let words = TokenRange::new(mark, mark + 1);
    Some(Tie { from, to, how: "purpose".to_owned(), words })
}

/// Does the verb only make room for what its complement tells ("allow")?
fn lets(syntax: &Syntax<'_>, rules: &Rules, verb: usize) -> bool {
    rules.events.status.given_by(syntax.lemma(verb), Govern::Clause) == Some("hypothetical")
}

/// Does the verb only help or try to bring about what its complement tells ("help", "try", "allow")?
fn helps(syntax: &Syntax<'_>, rules: &Rules, verb: usize) -> bool {
    let lemma = syntax.lemma(verb);
    let status = &rules.events.status;
    status.fulfilled.contains(lemma) || status.given_by(lemma, Govern::Clause).is_some()
}

/// The event that the words hang on, and the one behind them.
fn ends(
    syntax: &Syntax<'_>,
    rules: &Rules,
    heads: &[usize],
    here: std::ops::Range<usize>,
    (words, how): (TokenRange, &str),
) -> Option<(usize, usize)> {
    let events = Events { syntax, heads, here };
    // "was due to arrive": an infinitive, and no cause.
    let last = words.end as usize - 1;
    let infinitive = how == "cause"
        && syntax.relation(last) == Relation::Mark
        && rules.events.status.purposes.contains(syntax.words.word(last));
    if is_complement(syntax, rules, words) || infinitive {
        return None;
    }
    let clause = syntax.head(words.end as usize - 1).filter(|&verb| {
        verb >= words.end as usize && syntax.relation(words.end as usize - 1) == Relation::Mark
    });
    // "to avoid new damage": the verb is what is wanted; "to allow the release": what it makes room for.
    let wanted = || {
        events.find(|at| {
            how == "purpose" && words.contains(at) && syntax.is_verb(at) && !lets(syntax, rules, at)
        })
    };
    // "to allow the wounded to leave": they are to leave.
    let let_to = || {
        let verb = words.range().find(|&at| syntax.is_verb(at) && lets(syntax, rules, at))?;
        let complements = [Relation::Xcomp, Relation::Ccomp, Relation::Advcl];
        let child = syntax.child(verb, &complements).filter(|_| how == "purpose")?;
        events.find(|at| at == child)
    };
    let behind = clause
        .and_then(|clause| events.of_clause(rules, clause))
        .or_else(let_to)
        .or_else(wanted)
        .or_else(|| {
            events.find(|at| how == "cause" && words.len() > 1 && at + 1 == words.end as usize)
        })
        .or_else(|| events.find(|at| at >= words.end as usize))
        .or_else(|| events.find(|at| words.contains(at)))?;
    let to = *heads.get(behind)?;
    // "complained over the raids", but not "sparked by the raids": the verb of the phrase is the event.
    let active = words.len() > 1
        && how == "cause"
        && syntax.words.word(words.end as usize - 1) != "by"
        && syntax.is_verb(words.start as usize);
    let by_own = active.then(|| events.find(|at| at == words.start as usize && at != to)).flatten();
    let from = by_own.or_else(|| events.above(rules, clause.unwrap_or(to), behind, words));
    let from =
        from.or_else(|| events.last_before(words.start as usize).filter(|n| *n != behind))?;
    Some((events.wanted(rules, from, words, how).unwrap_or(from), behind))
}

/// "tried to secure": the infinitive right behind its verb is what was tried, and no purpose.
fn is_complement(syntax: &Syntax<'_>, rules: &Rules, words: TokenRange) -> bool {
    let first = words.start as usize;
    let verb = syntax.head(first).filter(|_| syntax.relation(first) == Relation::Mark);
    verb.is_some_and(|verb| {
        words.contains(verb)
            && matches!(syntax.relation(verb), Relation::Xcomp | Relation::Ccomp)
            && syntax.head(verb).is_some_and(|governor| {
                // "resigned yesterday to allow elections": a verb that takes no such complement has a purpose.
                governor + 1 >= first || governor + 2 >= first && takes(syntax, rules, governor)
            })
    })
}

/// Does the verb take what is tried, planned, or brought about as its complement?
fn takes(syntax: &Syntax<'_>, rules: &Rules, verb: usize) -> bool {
    let given = rules.events.status.given_by(syntax.lemma(verb), Govern::Complement);
    given.is_some() || helps(syntax, rules, verb)
}

/// The events of one sentence.
struct Events<'a> {
    syntax: &'a Syntax<'a>,
    heads: &'a [usize],
    here: std::ops::Range<usize>,
}

impl Events<'_> {
    /// The first event whose word fits, where that word tells of it by itself: "a democratic election" is one event.
    fn find(&self, fits: impl Fn(usize) -> bool) -> Option<usize> {
        self.here
            .clone()
            .find(|&n| self.heads.get(n).is_some_and(|&at| fits(at) && !self.is_modifier(at)))
    }

    fn last_before(&self, token: usize) -> Option<usize> {
        let fits =
            |n: &usize| self.heads.get(*n).is_some_and(|&at| at < token && !self.is_modifier(at));
        self.here.clone().rev().find(fits)
    }

    fn is_modifier(&self, at: usize) -> bool {
        let relation = self.syntax.relation(at);
        let beside = matches!(relation, Relation::Amod | Relation::Compound | Relation::Advmod);
        beside
            || !(self.syntax.is_verb(at)
                || self.syntax.is_nominal(at)
                || relation == Relation::Root)
    }

    /// What a clause tells: its verb, or what its verb only says to come about or to end ("until the siege ends").
    fn of_clause(&self, rules: &Rules, clause: usize) -> Option<usize> {
        let syntax = self.syntax;
        let lemma = syntax.lemma(clause);
        // "until the siege ends", but "aimed at ending the siege".
        let alone = syntax.child(clause, &[Relation::Obj]).is_none();
        let phase = rules.events.small.phases.contains(lemma) && alone
            || rules.events.light.contains(lemma);
        let own = || self.find(|at| at == clause);
        let by = [Relation::Nsubj, Relation::NsubjPass, Relation::Obj, Relation::Obl];
        let hung =
            || self.find(|at| syntax.head(at) == Some(clause) && by.contains(&syntax.relation(at)));
        if phase { hung().or_else(own) } else { own().or_else(hung) }
    }

    /// Up from the clause of the words to an event that governs it.
    fn above(
        &self,
        rules: &Rules,
        clause: usize,
        behind: usize,
        words: TokenRange,
    ) -> Option<usize> {
        let syntax = self.syntax;
        let start = words.start as usize;
        let last = syntax.doc.subtree(clause).end as usize;
        let mut at = clause;
        for _ in 0..8 {
            let up = syntax.head(at).filter(|_| syntax.relation(at) != Relation::Parataxis)?;
            at = up;
            let own = || {
                let outside = at < start || at >= last;
                self.find(|event| event == at).filter(|n| *n != behind && outside)
            };
            // "carried out an attack in response": the event is the object of the verb above.
            let of_verb = || {
                let hung = |n: &usize| {
                    self.heads.get(*n).is_some_and(|&event| {
                        event < start && syntax.head(event) == Some(at) && !self.is_modifier(event)
                    })
                };
                self.here.clone().rev().filter(|n| *n != behind).find(hung)
            };
            let light = rules.events.light.contains(syntax.lemma(at));
            let found = if light { of_verb().or_else(own) } else { own().or_else(of_verb) };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// "threatened to strike unless ...", "opposed the deployment until ...": on a condition stands what is threatened or opposed.
    fn wanted(&self, rules: &Rules, from: usize, words: TokenRange, how: &str) -> Option<usize> {
        let governor = *self.heads.get(from).filter(|_| how == "condition")?;
        let lemma = self.syntax.lemma(governor);
        let status = &rules.events.status;
        let governs = status.given_by(lemma, Govern::Clause).is_some()
            || status.given_by(lemma, Govern::Complement).is_some();
        let complement = |at: usize| {
            self.syntax.head(at) == Some(governor)
                && matches!(self.syntax.relation(at), Relation::Xcomp | Relation::Obj)
                && at < words.start as usize
        };
        governs.then(|| self.find(complement)).flatten()
    }
}
