//! What a negation or modal makes of a verb, and how far it reaches.

use onrecord_model::Relation;
use onrecord_rules::Govern;

use super::algebra::REPORTED;
use super::status::Statuses;

impl Statuses<'_> {
    /// Negation and modals on a verb or predicate.
    pub(super) fn verbal(&self, verb: usize) -> Option<&str> {
        self.verbal_but(verb, None)
    }

    /// Negation and modals on a verb or predicate, without the "no" of the phrase at `but`, which is told of that one already.
    pub(super) fn verbal_but(&self, verb: usize, but: Option<usize>) -> Option<&str> {
        let syntax = self.syntax;
        let mut modal: Option<&str> = None;
        let (mut denied, mut perfect) = (false, false);
        for child in syntax.children(verb).filter(|child| Some(*child) != but) {
            let word = syntax.words.word(child);
            match syntax.relation(child) {
                Relation::Aux | Relation::AuxPass => {
                    let reported = self.rules.reported.contains(word).then_some(REPORTED);
                    let known = self.rules.modals.get(word).map(String::as_str);
                    modal = modal.or(known).or(reported);
                    perfect |= self.rules.perfect.contains(word);
                }
                // "without firing a shot"
                Relation::Advmod | Relation::Det | Relation::CcPreconj | Relation::Mark => {
                    denied |= self.denies(child) || self.is_short_of(child, verb);
                }
                Relation::Nsubj | Relation::NsubjPass => denied |= self.is_nobody(child),
                // "found no survivors", and not "had no comment", where it is the noun that is denied
                Relation::Obj if child > verb && !self.light.contains(syntax.lemma(verb)) => {
                    denied |= self.is_nobody(child);
                }
                _ => {}
            }
        }
        match modal {
            // "would not have sunk" tells what did not come about, and not that it did not sink.
            Some(REPORTED) if denied && perfect => Some("hypothetical"),
            Some("hypothetical") if denied && self.is_topped(verb) => None,
            _ if denied => Some("denied"),
            _ => modal,
        }
    }

    /// "could not have come at a worse time": it came.
    fn is_topped(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        let compares = |at: usize| self.rules.comparing.contains(syntax.words.word(at));
        let inside = |at: usize| syntax.children(at).any(compares);
        syntax.children(verb).filter(|&c| syntax.relation(c) == Relation::Obl).any(|oblique| {
            syntax
                .children(oblique)
                .any(|c| syntax.relation(c) == Relation::Amod && (compares(c) || inside(c)))
        })
    }

    /// "nearly drowned", and not "nearly forty drowned", "nearly doubled".
    fn is_short_of(&self, at: usize, verb: usize) -> bool {
        let word = |at: usize| self.syntax.words.word(at);
        at + 1 == verb
            && self.rules.short_of.contains(word(at))
            && !self.rules.merely.contains(word(verb))
    }

    /// Is it a word that denies what it stands before ("not", and not the one of "not only")?
    pub(super) fn denies(&self, at: usize) -> bool {
        let word = |at: usize| self.syntax.words.word(at);
        let pair = || format!("{} {}", word(at.saturating_sub(1)), word(at));
        let negations = &self.rules.negations;
        (negations.contains(word(at)) || negations.contains(&pair()))
            && !self.rules.merely.contains(word(at + 1))
    }

    /// "no citizen", "nobody", "not one citizen": does the phrase of the noun say that there is none?
    fn is_nobody(&self, noun: usize) -> bool {
        let syntax = self.syntax;
        let none = |at: usize| self.rules.negations.contains(syntax.words.word(at));
        let before = |at: usize| syntax.children(at).take_while(move |&child| child < noun);
        none(noun)
            || before(noun).any(|c| {
                matches!(syntax.relation(c), Relation::Det | Relation::CcPreconj) && none(c)
            })
            || before(noun).any(|c| before(c).any(none))
    }

    /// Does the governor's own negation or modal reach the event? "The talks did not begin" tells of no talks; "the talks
    /// did not help" does.
    pub(super) fn carries(&self, governor: usize, relation: Relation) -> bool {
        match relation {
            Relation::Nsubj => {
                let syntax = self.syntax;
                let lemma = syntax.lemma(governor);
                let about = &self.rules.comes_about;
                let comes = match syntax.child(governor, &[Relation::Obj]) {
                    Some(object) => {
                        about.contains(&format!("{lemma} {}", syntax.words.word(object)))
                    }
                    None => about.contains(lemma),
                };
                comes || self.given(governor, Govern::Subject).is_some()
            }
            Relation::Obj
            | Relation::NsubjPass
            | Relation::Xcomp
            | Relation::Conj
            | Relation::Acl
            | Relation::Csubj => true,
            _ => false,
        }
    }

    /// "no sign of a deal", "no accord on a truce": what the "no" of the noun `governor` denies is denied of what hangs on it; "is
    /// no longer a symbol of the war" denies no war.
    pub(super) fn is_denied_along(&self, at: usize, governor: usize) -> bool {
        let syntax = self.syntax;
        let nominal = !syntax.is_verb(at) && !syntax.is_verb(governor);
        let hung = matches!(syntax.preposition(at), "of" | "for" | "to" | "on" | "about");
        let none = |c: usize| syntax.relation(c) == Relation::Det && self.denies(c);
        syntax.relation(at) == Relation::Nmod
            && nominal
            && hung
            && syntax.children(governor).any(none)
    }
}
