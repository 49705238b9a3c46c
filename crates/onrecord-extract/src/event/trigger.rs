//! Which words tell of an event, and of what kind.

use onrecord_model::{MentionKind as Kind, Relation, TokenRange, Upos};
use onrecord_rules::{EventMatch, EventPart, Rules};

use super::arguments::{Arguments, is_actor, is_person, is_place};
use super::syntax::Syntax;

/// A word or words that tell of an event.
#[derive(Clone, Debug)]
pub(crate) struct Trigger<'a> {
    /// The words.
    pub(crate) range: TokenRange,
    /// The one that carries them in the tree.
    pub(crate) head: usize,
    /// What they tell of.
    pub(crate) found: EventMatch<'a>,
    /// Who stands around it.
    pub(crate) arguments: Arguments,
}

/// Every trigger of a document, in text order; none inside another.
pub(crate) fn triggers<'a>(syntax: &Syntax<'_>, rules: &'a Rules) -> Vec<Trigger<'a>> {
    let doc = syntax.doc;
    let mut found = Vec::new();
    let mut at = 0;
    while at < doc.tokens.len() {
        match one(syntax, rules, at) {
            Some(trigger) => {
                at = trigger.range.end as usize;
                found.push(trigger);
            }
            None => at += 1,
        }
    }
    let heads: Vec<usize> = found.iter().map(|trigger| trigger.head).collect();
    let legal = |trigger: &&Trigger<'_>| LEGAL.contains(&trigger.found.sense.kind.as_str());
    let charges: Vec<usize> = found.iter().filter(legal).map(|trigger| trigger.head).collect();
    let kinds: Vec<String> = found.iter().map(|trigger| trigger.found.sense.kind.clone()).collect();
    found.retain(|trigger| {
        !trigger.found.sense.is_none()
            && !is_kind_of(syntax, trigger, &heads, &kinds)
            && !is_modifier(syntax, rules, trigger, &heads)
            && !is_charge(syntax, rules, trigger, &charges)
    });
    found
}

fn one<'a>(syntax: &Syntax<'_>, rules: &'a Rules, at: usize) -> Option<Trigger<'a>> {
    let matches = rules.events.beginning_at(syntax.doc, at);
    matches.into_iter().find_map(|found| {
        let head = head(syntax, &found)?;
        if stands_in_name(syntax, found.range) {
            return None;
        }
        // "must release": the verb tells more than the words around it.
        let phrase = found.part == EventPart::Phrase && !found.sense.is_none();
        if phrase && head != found.range.start as usize {
            let inner = one(syntax, rules, head);
            if inner.as_ref().is_some_and(|inner| inner.found.sense.kind != found.sense.kind) {
                return inner;
            }
        }
        let mut arguments = Arguments::of(syntax, rules, head);
        if found.part == EventPart::Verb {
            arguments.take_up(syntax, found.range.end as usize - 1, &found.sense.object);
        }
        let fits = Fits { syntax, rules, arguments: &arguments };
        fits.all(&found).then_some(Trigger { range: found.range, head, found, arguments })
    })
}

/// The word that carries the trigger, where it is what the rule says.
fn head(syntax: &Syntax<'_>, found: &EventMatch<'_>) -> Option<usize> {
    let range = found.range.range();
    match found.part {
        EventPart::Verb => {
            // "displaced people" tells of people.
            let told =
                syntax.is_verb(range.start) && syntax.relation(range.start) != Relation::Amod;
            told.then_some(range.start)
        }
        EventPart::Noun => {
            let last = range.end - 1;
            matches!(syntax.upos(last), Upos::Noun | Upos::Propn).then_some(last)
        }
        EventPart::Phrase => {
            let verb = range.clone().find(|&at| syntax.is_verb(at));
            verb.or_else(|| range.clone().rev().find(|&at| syntax.is_nominal(at)))
        }
    }
}

/// "the Peace Talks Bureau" talks of no talks; "the Harbour Accord" is an accord.
fn stands_in_name(syntax: &Syntax<'_>, range: TokenRange) -> bool {
    range.range().any(|at| {
        syntax.mention(at).is_some_and(|mention| match mention.kind {
            Kind::Person | Kind::Organisation | Kind::Facility | Kind::Work | Kind::Product => {
                mention.range.len() > range.len()
            }
            Kind::Law => mention.range.end > range.end,
            _ => false,
        })
    })
}

/// A noun before another noun tells of no event of its own, unless that one only carries it.
fn is_modifier(syntax: &Syntax<'_>, rules: &Rules, trigger: &Trigger<'_>, heads: &[usize]) -> bool {
    if trigger.found.part == EventPart::Verb || syntax.relation(trigger.head) != Relation::Compound
    {
        return false;
    }
    let Some(noun) = syntax.head(trigger.head) else { return false };
    heads.binary_search(&noun).is_ok() || !rules.events.carriers.contains(syntax.lemma(noun))
}

/// "an outbreak of cholera", "provide aid": a noun that only says of what kind the event is on which it hangs.
fn is_kind_of(
    syntax: &Syntax<'_>,
    trigger: &Trigger<'_>,
    heads: &[usize],
    kinds: &[String],
) -> bool {
    let noun = trigger.found.part == EventPart::Noun;
    let governor = syntax.head(trigger.head).filter(|_| noun);
    governor.is_some_and(|governor| {
        let object = matches!(syntax.relation(trigger.head), Relation::Obj | Relation::NsubjPass);
        (object && syntax.is_verb(governor) || syntax.preposition(trigger.head) == "of")
            && heads
                .binary_search(&governor)
                .is_ok_and(|at| kinds.get(at) == Some(&trigger.found.sense.kind))
    })
}

/// Types under which a deed is named as what somebody is charged with.
const LEGAL: [&str; 4] = ["charge", "trial", "sentence", "arrest"];

/// "convicted of murder", "a murder charge": the noun names what is charged, not another event.
fn is_charge(syntax: &Syntax<'_>, rules: &Rules, trigger: &Trigger<'_>, charges: &[usize]) -> bool {
    let small = &rules.events.small;
    trigger.found.part == EventPart::Noun
        && small.charged_with.contains(syntax.preposition(trigger.head))
        && syntax.head(trigger.head).is_some_and(|head| {
            charges.binary_search(&head).is_ok() || small.suspecting.contains(syntax.lemma(head))
        })
}

/// Signs of currencies.
const CURRENCY: [char; 4] = ['$', '€', '£', '¥'];

/// Do the words around fit what the rule asks of them?
struct Fits<'a> {
    syntax: &'a Syntax<'a>,
    rules: &'a Rules,
    arguments: &'a Arguments,
}

impl Fits<'_> {
    fn all(&self, found: &EventMatch<'_>) -> bool {
        let sense = found.sense;
        let near = sense.near.is_empty() || {
            let sentence = self.syntax.doc.sentence_of(found.range.start as usize);
            sentence
                .range()
                .filter(|&at| !found.range.contains(at))
                .any(|at| sense.near.contains(&self.syntax.lemma(at).to_lowercase()))
        };
        if !near {
            return false;
        }
        if self.is_otherwise(found) {
            return false;
        }
        // A noun needs nobody beside it but what its rule asks for behind "of".
        if found.part == EventPart::Verb {
            self.side(&sense.subject, &self.arguments.subjects)
                && self.side(&sense.object, &self.arguments.objects)
        } else {
            self.side(&sense.of, &self.behind_of())
        }
    }

    /// Do the words around give the trigger another sense ("attacked the bill", "the talks collapsed")?
    fn is_otherwise(&self, found: &EventMatch<'_>) -> bool {
        let (sense, syntax) = (found.sense, self.syntax);
        let verb = found.part == EventPart::Verb;
        // The word itself, and none before it: a "bank building" may collapse, and a bank is no building.
        let is = |at: usize, word: &String| match word.starts_with('<') {
            true => self.is(at, word),
            false => syntax.lemma(at).eq_ignore_ascii_case(word),
        };
        let any = |unless: &[String], heads: &[usize]| {
            let mut all = heads.iter().flat_map(|&head| syntax.with_conjuncts(head));
            all.any(|at| unless.iter().any(|word| is(at, word)))
        };
        let beside = || {
            let mut sentence = syntax.doc.sentence_of(found.range.start as usize).range();
            sentence.any(|at| {
                let lemma = syntax.lemma(at).to_lowercase();
                !found.range.contains(at) && sense.unless_near.contains(&lemma)
            })
        };
        let last = found.range.end as usize - 1;
        let does = || {
            let verb = syntax.head(last).filter(|_| syntax.relation(last) == Relation::Nsubj);
            verb.is_some_and(|verb| sense.unless_doing.contains(syntax.lemma(verb)))
        };
        let done = || match verb {
            true => {
                any(&sense.unless_subject, &self.arguments.subjects)
                    || any(&sense.unless_object, &self.arguments.objects)
            }
            false => any(&sense.unless_object, &self.behind_of()),
        };
        done()
            || !sense.unless_near.is_empty() && beside()
            || !verb && !sense.unless_doing.is_empty() && does()
    }

    /// What stands behind the noun's "of".
    fn behind_of(&self) -> Vec<usize> {
        let of = self.arguments.obliques.iter().filter(|(preposition, _)| preposition == "of");
        of.map(|(_, at)| *at).collect()
    }

    fn side(&self, wanted: &[String], heads: &[usize]) -> bool {
        wanted.is_empty()
            || heads.is_empty() && wanted.iter().any(|w| w == "<none>")
            || heads
                .iter()
                .flat_map(|&head| self.syntax.with_conjuncts(head))
                .any(|at| wanted.iter().any(|w| self.is(at, w)))
    }

    fn is(&self, at: usize, wanted: &str) -> bool {
        let (syntax, rules) = (self.syntax, self.rules);
        let named = |kind| syntax.mention(at).is_some_and(|mention| mention.kind == kind);
        match wanted {
            "<any>" => true,
            "<none>" => false,
            "<actor>" => is_actor(syntax, rules, at),
            "<person>" => is_person(syntax, rules, at),
            "<name>" => named(Kind::Person),
            "<money>" => {
                named(Kind::Money) || syntax.doc.text_of(syntax.phrase(at)).contains(CURRENCY)
            }
            "<place>" => is_place(syntax, rules, at),
            word => {
                // "tonnes of food" are food; "a wall of water" is no water.
                let measured = syntax.upos(at) == Upos::Num
                    || rules.events.small.quantities.contains(syntax.lemma(at));
                syntax.lemma(at).eq_ignore_ascii_case(word)
                    || syntax.children(at).any(|child| {
                        let inside = match syntax.relation(child) {
                            Relation::Compound => true,
                            Relation::Nmod => measured,
                            _ => false,
                        };
                        inside && syntax.lemma(child).eq_ignore_ascii_case(word)
                    })
            }
        }
    }
}
