//! What is ahead by its place in the sentence, and what is there whatever is said above it.

use onrecord_model::{MentionKind, Relation, Upos};
use onrecord_rules::{Govern, WordSet};

use super::status::{REACH, Statuses};

impl Statuses<'_> {
    /// What became of what was ahead or halted ("was due to open but has been postponed", "was suspended and resumed at dawn").
    pub(super) fn later(&self, head: usize, status: &str) -> Option<&str> {
        let turns: &[&str] = match status {
            "planned" => &["called_off", "suspended"],
            "suspended" => &["resumed"],
            _ => return None,
        };
        let syntax = self.syntax;
        let mut at = head;
        for _ in 0..REACH {
            let turned = syntax.children(at).find_map(|other| {
                let joined = syntax.relation(other) == Relation::Conj && syntax.is_verb(other);
                let others = [Relation::Obj, Relation::Nsubj, Relation::NsubjPass];
                let alone = syntax.child(other, &others).is_none();
                let told = joined && alone && self.is_past(other);
                let told = told && self.verbal(other).is_none();
                let given = || self.given(other, Govern::Complement);
                told.then(given).flatten().filter(|given| turns.contains(given))
            });
            if turned.is_some() {
                return turned;
            }
            let carried = [Relation::Xcomp, Relation::Advcl, Relation::NsubjPass];
            at = syntax.head(at).filter(|_| carried.contains(&syntax.relation(at)))?;
        }
        None
    }

    /// "and postponed", "and has been postponed": not the second of "to block or delay", "blocking or delaying".
    fn is_past(&self, verb: usize) -> bool {
        let (word, lemma) = (self.syntax.words.word(verb), self.syntax.lemma(verb));
        !self.is_infinitive(verb) && word != lemma && !word.ends_with("ing")
    }

    /// Does its place make an infinitive look ahead: a purpose, "was to visit", "Minister to visit Tarn"?
    pub(super) fn is_ahead(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        match syntax.relation(verb) {
            Relation::Acl | Relation::Advcl => !syntax.head(verb).is_some_and(|governor| {
                syntax.is_verb(governor) && self.is_fulfilled(governor)
                    || self.is_singled_out(governor)
            }),
            Relation::Root | Relation::Parataxis => true,
            _ => {
                let mut before = syntax.children(verb).take_while(|&child| child < verb);
                before
                    .find(|&c| syntax.relation(c) == Relation::Aux)
                    .is_some_and(|aux| self.rules.purposes.contains(syntax.words.word(aux + 1)))
            }
        }
    }

    /// "want the siege lifted before they free the pilots": a present behind such a word is ahead.
    pub(super) fn is_awaited(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        let awaited = |child: usize| {
            matches!(syntax.relation(child), Relation::Mark | Relation::Advmod)
                && self.rules.awaited.contains(syntax.words.word(child))
        };
        self.is_simple_present(verb) && syntax.children(verb).any(awaited)
    }

    /// "free", "frees": not "freed", "freeing", "to be freed".
    fn is_simple_present(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        let (word, lemma) = (syntax.words.word(verb), syntax.lemma(verb));
        let helped = |c: usize| matches!(syntax.relation(c), Relation::Aux | Relation::AuxPass);
        (word == lemma || word.strip_suffix('s').is_some_and(|w| lemma.starts_with(w)))
            && !syntax.children(verb).any(helped)
    }

    /// "the first to leave", "one of the few vessels to reach the port"
    fn is_singled_out(&self, noun: usize) -> bool {
        let syntax = self.syntax;
        let single = |at: usize| self.rules.singled_out.contains(syntax.words.word(at));
        single(noun)
            || syntax.children(noun).take_while(|&child| child < noun).any(|child| {
                let beside = matches!(syntax.relation(child), Relation::Amod | Relation::Nummod);
                beside && single(child)
            })
    }

    /// "were to vote", "forbade them to work": what an infinitive tells is ahead, unless its verb says that it came about.
    pub(super) fn ahead(&self, governor: usize) -> Option<&'static str> {
        (!self.is_fulfilled(governor)).then_some("planned")
    }

    /// Does the verb say of its infinitive that it came about ("turned out to protest")?
    fn is_fulfilled(&self, verb: usize) -> bool {
        self.syntax.is_listed(verb, &self.rules.fulfilled)
    }

    fn is_one(&self, at: usize, words: &WordSet) -> bool {
        words.contains(self.syntax.lemma(at))
    }

    /// "is believed to have left": an infinitive that looks back, or behind what is thought to be so, is not ahead.
    pub(super) fn is_reckoned(&self, verb: usize, governor: usize) -> bool {
        let syntax = self.syntax;
        let perfect = syntax.children(verb).any(|c| {
            syntax.relation(c) == Relation::Aux && self.rules.perfect.contains(syntax.words.word(c))
        });
        perfect || syntax.is_passive(governor) && self.is_one(governor, &self.rules.ahead.reckoned)
    }

    /// "before the president's inauguration": a noun for what is set for a day, behind a word that leads up to it.
    pub(super) fn is_led_up_to(&self, noun: usize) -> bool {
        let syntax = self.syntax;
        let words = &self.rules.ahead;
        // "before the 2024 election" may look back.
        let numbered = || syntax.children(noun).any(|c| syntax.relation(c) == Relation::Nummod);
        words.leading.contains(syntax.preposition(noun))
            && self.is_one(noun, &words.scheduled)
            && !numbered()
    }

    /// "a deal under which troops withdraw": a clause that tells the terms of an accord.
    pub(super) fn is_stipulated(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        let words = &self.rules.ahead;
        let opens = |c: usize| {
            words.stipulating.contains(syntax.preposition(c))
                && syntax.words.is(c, &["which", "whom"])
                || syntax.words.is(c, &["whereby"])
        };
        let would = |c: usize| {
            syntax.relation(c) == Relation::Aux
                && self.rules.reported.contains(syntax.words.word(c))
        };
        syntax.children(verb).take_while(|&c| c < verb).any(opens)
            && (self.is_simple_present(verb) || syntax.children(verb).any(would))
    }

    /// "is two weeks away", "is near": a predicate that says of its subject that it is ahead.
    pub(super) fn is_distant(&self, predicate: usize) -> bool {
        let syntax = self.syntax;
        let words = &self.rules.ahead;
        let span = |c: usize| {
            syntax
                .mention(c)
                .is_some_and(|m| matches!(m.kind, MentionKind::Date | MentionKind::Time))
        };
        let bare = || syntax.child(predicate, &[Relation::Obl, Relation::Nmod]).is_none();
        self.is_one(predicate, &words.distant) && syntax.children(predicate).any(span)
            || self.is_one(predicate, &words.close) && !syntax.is_verb(predicate) && bare()
    }

    /// "proceed with a trial": does the governor only hand on what is said of itself?
    pub(super) fn passes(&self, at: usize, governor: usize) -> bool {
        let syntax = self.syntax;
        let preposition = syntax.preposition(at);
        if preposition.is_empty() {
            return false;
        }
        let (lemma, next) = (syntax.lemma(governor), syntax.words.word(governor + 1));
        let words = &self.rules.ahead.passing;
        words.contains(&format!("{lemma} {preposition}"))
            || words.contains(&format!("{lemma} {next} {preposition}"))
    }

    /// What the event is where the words above take it for granted ("did not survive the attack", "the nature of the attack").
    pub(super) fn kept(&self, at: usize, governor: usize, status: &str) -> Option<String> {
        let syntax = self.syntax;
        if syntax.is_verb(at) {
            return None;
        }
        let words = &self.rules.there;
        let indefinite = || syntax.children(at).any(|c| syntax.words.is(c, &["a", "an", "any"]));
        match syntax.relation(at) {
            Relation::Nmod => {
                let facet = syntax.preposition(at) == "of" && self.is_one(governor, &words.facets);
                let kept = facet || self.is_one(governor, &words.aside);
                (kept && !indefinite()).then(|| status.to_owned())
            }
            Relation::Obj | Relation::NsubjPass if self.is_one(governor, &words.existing) => {
                let open = self.is_infinitive(governor) || self.verbal(governor).is_some();
                let lasts = open && self.is_one(governor, &words.stopping);
                let plain = self.given(governor, Govern::Complement).is_none();
                plain.then(|| if lasts { "ongoing" } else { status }.to_owned())
            }
            _ => None,
        }
    }

    /// "will not go ahead", "will not be held": what was ahead is so no more.
    pub(super) fn is_dropped(&self, verb: usize) -> bool {
        let syntax = self.syntax;
        let ahead = |c: usize| {
            let word = syntax.words.word(c);
            syntax.relation(c) == Relation::Aux
                && self.rules.modals.get(word).is_some_and(|status| status == "planned")
        };
        let denied = |c: usize| syntax.relation(c) == Relation::Advmod && self.denies(c);
        syntax.upos(verb) != Upos::Noun
            && syntax.children(verb).any(ahead)
            && syntax.children(verb).any(denied)
    }

    /// "announced the layoff of 400 workers": is the noun what somebody announces?
    pub(super) fn is_announced(&self, noun: usize) -> bool {
        let syntax = self.syntax;
        let object = matches!(syntax.relation(noun), Relation::Obj | Relation::NsubjPass);
        object
            && !syntax.is_verb(noun)
            && syntax.head(noun).is_some_and(|verb| self.is_one(verb, &self.rules.ahead.announcing))
    }
}
