//! Who stands where around a verb or noun: subject, object, what hangs on it with a preposition.

use onrecord_model::{MentionKind, Relation, Upos};
use onrecord_rules::Rules;

use super::syntax::Syntax;

/// The heads of what a verb or noun takes, as for its active form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) subjects: Vec<usize>,
    pub(crate) objects: Vec<usize>,
    /// Names right before a noun.
    pub(crate) compounds: Vec<usize>,
    /// Preposition and noun.
    pub(crate) obliques: Vec<(String, usize)>,
}

impl Arguments {
    /// Those of the word at `at`, verb or noun.
    pub(crate) fn of(syntax: &Syntax<'_>, rules: &Rules, at: usize) -> Arguments {
        if syntax.is_verb(at) {
            Arguments::of_verb(syntax, rules, at)
        } else {
            Arguments::of_noun(syntax, rules, at)
        }
    }

    pub(crate) fn of_verb(syntax: &Syntax<'_>, rules: &Rules, verb: usize) -> Arguments {
        let mut found = Arguments::default();
        let passive = syntax.is_passive(verb) || undergoes(syntax, rules, verb);
        for child in syntax.children(verb) {
            match syntax.relation(child) {
                Relation::Nsubj if passive => found.objects.push(child),
                Relation::Nsubj | Relation::Csubj => found.subjects.push(child),
                Relation::NsubjPass => found.objects.push(child),
                Relation::Obj if passive => found.obliques.push(("as".into(), child)),
                Relation::Obj => found.objects.push(child),
                Relation::Iobj => found.obliques.push(("to".into(), child)),
                // What a parse takes for the doer is one only behind "by": "arrested, according to the league".
                Relation::OblAgent | Relation::Obl | Relation::Nmod => {
                    let preposition = syntax.preposition(child);
                    if passive && preposition == "by" {
                        found.subjects.push(child);
                    } else if preposition != "of" {
                        // "convicted of murder" names the deed and nobody.
                        found.obliques.push((preposition.to_owned(), child));
                    }
                }
                _ => {}
            }
        }
        found.relative(syntax, rules, verb);
        found.governed(syntax, rules, verb, passive);
        found
    }

    /// "handed over two villages": what a parse hangs on the particle is the object, where the verb `wanted` one and has none.
    pub(crate) fn take_up(&mut self, syntax: &Syntax<'_>, particle: usize, wanted: &[String]) {
        if wanted.is_empty() || !self.objects.is_empty() || wanted.iter().any(|w| w == "<none>") {
            return;
        }
        let noun = syntax.head(particle).filter(|_| syntax.relation(particle) == Relation::Case);
        if let Some(at) = self.obliques.iter().position(|(_, at)| Some(*at) == noun) {
            let (_, noun) = self.obliques.remove(at);
            self.objects.push(noun);
        }
    }

    /// "the man who was arrested", "the men arrested", "the army attacking the town".
    fn relative(&mut self, syntax: &Syntax<'_>, rules: &Rules, verb: usize) {
        let relation = syntax.relation(verb);
        let Some(noun) = syntax.head(verb) else { return };
        match relation {
            Relation::Amod => {
                if syntax.is_passive(verb) {
                    self.objects.push(noun)
                } else {
                    self.subjects.push(noun)
                }
            }
            Relation::Acl if syntax.is_passive(verb) => self.objects.push(noun),
            Relation::Acl if syntax.words.word(verb).ends_with("ing") => self.subjects.push(noun),
            Relation::AclRelcl => {
                let relative = &rules.people.pronouns.relative;
                let stands_for =
                    |at: &usize| relative.iter().any(|word| word == syntax.words.word(*at));
                if is_circumstance(syntax, rules, noun) {
                    self.objects.retain(|at| !stands_for(at));
                    return;
                }
                let mut filled = false;
                for list in [&mut self.subjects, &mut self.objects] {
                    for at in list.iter_mut().filter(|at| stands_for(at)) {
                        *at = noun;
                        filled = true;
                    }
                }
                if !filled && !self.subjects.is_empty() && self.objects.is_empty() {
                    self.objects.push(noun);
                }
            }
            _ => {}
        }
    }

    /// A verb without a subject of its own takes it from the verb it hangs on.
    fn governed(&mut self, syntax: &Syntax<'_>, rules: &Rules, verb: usize, passive: bool) {
        let missing = if passive { self.objects.is_empty() } else { self.subjects.is_empty() };
        if !missing {
            return;
        }
        let Some(head) = syntax.head(verb) else { return };
        let relation = syntax.relation(verb);
        let noun_of = |at: usize| syntax.head(at).filter(|_| syntax.relation(at) == Relation::Acl);
        let given = match relation {
            Relation::Xcomp | Relation::Conj | Relation::Advcl
                if syntax.is_verb(head) || syntax.upos(head) == Upos::Adj =>
            {
                let own = Arguments::of_verb(syntax, rules, head);
                match relation {
                    Relation::Xcomp if !own.objects.is_empty() => own.objects,
                    _ if passive && syntax.is_passive(head) && relation == Relation::Conj => {
                        own.objects
                    }
                    _ if !own.subjects.is_empty() => own.subjects,
                    _ => own.objects,
                }
            }
            // "the group's attempt to attack", "an order by the court to release"
            Relation::Acl => syntax
                .children(head)
                .filter(|&c| {
                    syntax.relation(c) == Relation::NmodPoss || syntax.preposition(c) == "by"
                })
                .chain(noun_of(head))
                .take(1)
                .collect(),
            _ => Vec::new(),
        };
        if passive { self.objects = given } else { self.subjects = given }
    }

    fn of_noun(syntax: &Syntax<'_>, rules: &Rules, noun: usize) -> Arguments {
        let mut found = Arguments::default();
        for child in syntax.children(noun) {
            match syntax.relation(child) {
                Relation::NmodPoss => found.subjects.push(child),
                Relation::Compound | Relation::Amod | Relation::NmodDesc
                    if (is_named(syntax, child)
                        || syntax.relation(child) != Relation::Amod
                            && is_actor(syntax, rules, child))
                        && !is_opposed(syntax, rules, child) =>
                {
                    found.compounds.push(child);
                }
                Relation::Nmod | Relation::Obl => {
                    let preposition = syntax.preposition(child);
                    if preposition == "by" {
                        found.subjects.push(child);
                        found.aimed(syntax, rules, child);
                    } else {
                        found.obliques.push((preposition.to_owned(), child));
                    }
                }
                Relation::AclRelcl => found.did(syntax, rules, child),
                // "the attack carried out by rebels", "the talks led by the envoy"
                Relation::Acl if syntax.is_passive(child) => {
                    let by = |&c: &usize| {
                        syntax.relation(c) == Relation::OblAgent || syntax.preposition(c) == "by"
                    };
                    found.subjects.extend(syntax.children(child).filter(by));
                }
                _ => {}
            }
        }
        found.light(syntax, rules, noun);
        found
    }

    /// "attacks by rebels on the port": what a parse hangs on whoever attacks is what they attack.
    fn aimed(&mut self, syntax: &Syntax<'_>, rules: &Rules, actor: usize) {
        let small = &rules.events.small;
        for child in syntax.children(actor) {
            let preposition = syntax.preposition(child);
            if syntax.relation(child) == Relation::Nmod && small.aimed.contains(preposition) {
                self.obliques.push((preposition.to_owned(), child));
            }
        }
    }

    /// "the bombing that hit the market": what the event itself did, it was done to.
    fn did(&mut self, syntax: &Syntax<'_>, rules: &Rules, verb: usize) {
        if is_deed_of_noun(syntax, rules, verb) {
            self.objects.extend(syntax.child(verb, &[Relation::Obj]));
        }
    }

    /// "carried out an attack on", "talks were held by": the verb says no more than that it happens.
    fn light(&mut self, syntax: &Syntax<'_>, rules: &Rules, noun: usize) {
        let Some(verb) = syntax.head(noun) else { return };
        let governs = matches!(syntax.relation(noun), Relation::Obj | Relation::NsubjPass);
        if !governs || !syntax.is_verb(verb) || !rules.events.light.contains(syntax.lemma(verb)) {
            return;
        }
        let own = Arguments::of_verb(syntax, rules, verb);
        if self.subjects.is_empty() && self.compounds.is_empty() {
            self.subjects = own.subjects;
        }
        self.obliques.extend(own.obliques);
    }
}

/// "14 rebels killed": a verb that is not told without an object has its subject for one where it stands bare.
fn undergoes(syntax: &Syntax<'_>, rules: &Rules, verb: usize) -> bool {
    let word = syntax.words.word(verb);
    let others = [Relation::Obj, Relation::Aux, Relation::Ccomp, Relation::Xcomp];
    rules.events.small.undergone.contains(syntax.lemma(verb))
        && word != syntax.lemma(verb)
        && !word.ends_with("ing")
        && !word.ends_with('s')
        && syntax.relation(verb) != Relation::AclRelcl
        && syntax.child(verb, &[Relation::Nsubj]).is_some_and(|subject| subject < verb)
        && syntax.child(verb, &others).is_none()
}

/// "the fourth night that they protested", "the reason why": what happens in the clause happens to no such noun.
fn is_circumstance(syntax: &Syntax<'_>, rules: &Rules, noun: usize) -> bool {
    let timed = syntax
        .mention(noun)
        .is_some_and(|m| matches!(m.kind, MentionKind::Date | MentionKind::Time));
    timed
        || !rules.times.word(syntax.words.word(noun)).is_empty()
        || rules.events.small.circumstances.contains(syntax.lemma(noun))
}

/// "anti-government protests": is it named as what the event is for or against?
fn is_opposed(syntax: &Syntax<'_>, rules: &Rules, noun: usize) -> bool {
    let opposing = &rules.events.small.opposing;
    let word = syntax.words.word(noun);
    let whole = word.split_once('-').is_some_and(|(first, _)| opposing.contains(first));
    let before = |back: usize| noun.checked_sub(back).map(|at| syntax.words.word(at));
    whole || before(1) == Some("-") && before(2).is_some_and(|first| opposing.contains(first))
}

/// Does a clause on a noun tell what the event did that the noun names ("the bombing that hit the market")?
pub(crate) fn is_deed_of_noun(syntax: &Syntax<'_>, rules: &Rules, verb: usize) -> bool {
    let relative = &rules.people.pronouns.relative;
    let stands_for = |at: usize| relative.iter().any(|word| word == syntax.words.word(at));
    syntax.relation(verb) == Relation::AclRelcl
        && rules.events.small.hitting.contains(syntax.lemma(verb))
        && syntax.child(verb, &[Relation::Nsubj]).is_some_and(stands_for)
}

/// Is it a name of somebody, a body, a people or a country?
pub(crate) fn is_named(syntax: &Syntax<'_>, at: usize) -> bool {
    syntax.mention(at).is_some_and(|mention| {
        matches!(
            mention.kind,
            MentionKind::Person
                | MentionKind::Group
                | MentionKind::Organisation
                | MentionKind::Place
        )
    })
}

/// May it act: somebody, a body, a country, a crew?
pub(crate) fn is_actor(syntax: &Syntax<'_>, rules: &Rules, at: usize) -> bool {
    let lemma = syntax.lemma(at).to_lowercase();
    is_named(syntax, at)
        || is_person(syntax, rules, at)
        || rules.people.bodies.contains(&lemma)
        || rules.events.bodies.contains(&lemma)
        || rules.events.bodies.contains(lemma.trim_end_matches('s'))
}

/// Is it a person or persons?
pub(crate) fn is_person(syntax: &Syntax<'_>, rules: &Rules, at: usize) -> bool {
    let mention = syntax.mention(at).is_some_and(|mention| {
        matches!(mention.kind, MentionKind::Person | MentionKind::Group | MentionKind::Description)
    });
    let personal = syntax.upos(at) == Upos::Pron
        && !syntax.words.is(at, &["it", "this", "that", "which", "itself"]);
    mention
        || personal
        || rules.figures.units.persons.contains(syntax.words.word(at))
        || rules.people.roles.contains_key(syntax.lemma(at))
        || syntax.upos(at) == Upos::Num
}

/// Is it a place?
pub(crate) fn is_place(syntax: &Syntax<'_>, rules: &Rules, at: usize) -> bool {
    let mention = syntax
        .mention(at)
        .is_some_and(|m| matches!(m.kind, MentionKind::Place | MentionKind::Facility));
    mention || rules.events.places.contains(syntax.lemma(at))
}
