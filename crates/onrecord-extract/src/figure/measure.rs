//! What a quantity measures: told by its unit, by the words beside it, by what governs it.

use onrecord_model::{FigureKind, Upos};
use onrecord_rules::{FigureRole, FigureRules, Measure, Numbers, Rules, Sense};

use super::quantity::Quantity;
use super::words::LowerWords;
use crate::time::Times;

/// A measure with the word that told it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    /// Name on the wire.
    pub(super) name: String,
    pub(super) kind: FigureKind,
    /// Are persons counted?
    pub(super) person: bool,
    /// The word that told.
    pub(super) word: Option<usize>,
    /// How it told.
    pub(super) how: &'static str,
}

/// A word of asking stands no further before what is asked for.
const WITHIN_CLAUSE: usize = 12;
/// How many words behind a verb the noun may stand that makes it a fate ("taken to a hospital").
const WITHIN: usize = 11;

/// How many words before its noun the verb of a pair may stand ("claimed the young lives of").
const PAIR: usize = 3;

/// How those were told who are some of others by their own words.
pub(super) const AMONG: &str = "among";

/// How far behind a verb its object may reach ("shot his six-year-old brother to death").
const OBJECT: usize = 10;

/// Finds measures in one document.
pub(super) struct Measures<'a> {
    pub(super) words: &'a LowerWords<'a>,
    pub(super) rules: &'a FigureRules,
    pub(super) numbers: &'a Numbers,
    pub(super) times: &'a Times<'a>,
}

impl<'a> Measures<'a> {
    pub(super) fn new(
        words: &'a LowerWords<'a>,
        rules: &'a Rules,
        times: &'a Times<'a>,
    ) -> Measures<'a> {
        Measures { words, rules: &rules.figures, numbers: &rules.numbers, times }
    }
}

impl Measures<'_> {
    /// Every word of the document that says what it measures of single persons, with its measure's name.
    pub(super) fn named(&self, at: usize, role: FigureRole) -> Option<String> {
        let sense = self.senses(at).find(|s| s.role == role && s.nouns.is_empty())?;
        Some(self.measured(sense, at, "names")?.name)
    }

    /// What `quantity` measures, by its own words.
    pub(super) fn of(&self, quantity: &Quantity) -> Option<Measured> {
        if let Some(told) = self.undone(quantity).or_else(|| self.excepted(quantity)) {
            return Some(told);
        }
        if self.is_denied(quantity) {
            return None;
        }
        if quantity.is_change && quantity.unit.is_none() {
            return self.change();
        }
        self.of_unit(quantity)
            .or_else(|| self.counted(quantity))
            .or_else(|| self.of_noun(quantity))
            .or_else(|| self.among(quantity))
            .or_else(|| self.toll_or_beside(quantity))
            .or_else(|| self.inside(quantity))
            .or_else(|| self.toll(quantity))
            .or_else(|| self.gapped_fate(quantity))
            .or_else(|| self.by_syntax(quantity))
            .or_else(|| self.partitive(quantity))
            .or_else(|| self.member(quantity))
    }

    /// "The death toll hits 31" tells of the toll, whatever else it is that hits.
    fn toll_or_beside(&self, quantity: &Quantity) -> Option<Measured> {
        let found = self.beside(quantity)?;
        let moves = found.how == "before"
            && found.word.is_some_and(|at| self.rules.to_toll.contains(self.words.word(at)));
        moves.then(|| self.toll(quantity)).flatten().or(Some(found))
    }

    pub(super) fn measured(
        &self,
        sense: &Sense,
        word: usize,
        how: &'static str,
    ) -> Option<Measured> {
        let measure = self.rules.measure(sense.measure)?;
        let measure = self.narrower(sense, word, measure);
        let mut name = measure.name.clone();
        let mut kind = measure.kind;
        if let Some(turned) = self.turned(word, sense) {
            let other = self.rules.measure(turned)?;
            (name, kind) = (other.name.clone(), other.kind);
        } else if let Some(asked) = self.asked(measure, word, how) {
            (name, kind) = (asked, FigureKind::Flow);
        } else if let Some(standing) = measure.standing.as_ref().filter(|_| self.is_standing(word))
        {
            name = standing.clone();
            // Who is believed taken is held, a state that lasts.
            kind = self.rules.named(&name).map_or(kind, |lasting| lasting.kind);
        }
        Some(Measured { name, kind, person: measure.person, word: Some(word), how })
    }

    /// "shot dead", "fatally shot": another word turns the participle into another measure.
    fn turned(&self, word: usize, sense: &Sense) -> Option<usize> {
        if !matches!(sense.role, FigureRole::Done | FigureRole::State | FigureRole::Of) {
            return None;
        }
        let sentence = self.words.sentence(word);
        // "left eight injured and killed a guard" tells two fates.
        let told = self.rules.measure(sense.measure).is_some_and(|own| !own.turns.is_empty());
        let joint = |turn: &[String]| turn.first().is_some_and(|first| first == "and");
        self.rules.measures.iter().position(|measure| {
            measure.turns.iter().filter(|turn| !(told && joint(turn))).any(|turn| {
                let behind = self
                    .words
                    .phrase_at(word + 1, turn)
                    .or_else(|| self.behind_object(word, turn).filter(|_| !joint(turn)));
                behind.is_some_and(|end| end <= sentence.end as usize)
                    || turn.len() == 1 && self.words.phrase_before(word, turn).is_some()
            })
        })
    }

    /// "shot his brother to death": the object stands between; no verb and no mark does.
    fn behind_object(&self, word: usize, turn: &[String]) -> Option<usize> {
        if turn.len() < 2 {
            return None;
        }
        (word + 2..word + OBJECT)
            .take_while(|&at| {
                let before = at - 1;
                !matches!(self.words.upos(before), Upos::Verb | Upos::Aux)
                    && (!self.words.is_mark(before) || self.words.is(before, &["-"]))
            })
            .find_map(|at| self.words.phrase_at(at, turn))
    }

    /// "prepared to release".
    fn is_offer(&self, word: usize) -> bool {
        word >= 2
            && self.words.is(word - 1, &["to"])
            && (word.saturating_sub(4)..word - 1)
                .any(|at| self.rules.offers.contains(self.words.word(at)))
    }

    /// "believed to be kidnapped", not "were kidnapped".
    fn is_standing(&self, word: usize) -> bool {
        word > 0 && self.rules.present.contains(self.words.word(word - 1))
    }

    /// What the token says, where the words it needs beside it are there.
    pub(super) fn senses(&self, at: usize) -> impl Iterator<Item = &Sense> {
        let rest = move |sense: &&Sense| {
            (sense.rest.is_empty() || self.words.phrase_at(at + 1, &sense.rest).is_some())
                && (sense.with.is_empty() || self.goes_with(at, sense))
                && (sense.after.is_empty() || self.comes_after(at, &sense.after))
        };
        self.rules.senses(self.words.word(at)).iter().filter(rest)
    }

    /// Does one of the nouns follow in the clause: "hospital" behind "taken"?
    fn goes_with(&self, at: usize, sense: &Sense) -> bool {
        let end = (self.words.sentence(at).end as usize).min(at + WITHIN);
        // "with serious injuries": what a preposition brings ends at the next verb.
        let closes = |i: usize| {
            sense.role == FigureRole::State
                && matches!(self.words.upos(i), Upos::Verb | Upos::Aux | Upos::Pron)
        };
        (at + 1..end)
            .take_while(|&i| !self.words.is(i, &[";", ":", "while", "when", "but"]) && !closes(i))
            .any(|i| sense.with.iter().any(|noun| noun == self.words.word(i)))
    }

    /// Does one of the words stand before it in the sentence or in the one before?
    fn comes_after(&self, at: usize, words: &[String]) -> bool {
        let first = self.words.sentence(at).start as usize;
        let first = self.words.sentence(first.saturating_sub(1)).start as usize;
        (first..at).any(|i| words.iter().any(|word| word == self.words.word(i)))
    }

    pub(super) fn counts_noun(&self, sense: &Sense, quantity: &Quantity) -> bool {
        sense.nouns.is_empty()
            || quantity
                .noun
                .is_some_and(|noun| sense.nouns.iter().any(|form| form == self.words.word(noun)))
            || self.words.doc.tokens.get(quantity.range.end as usize).is_some()
                && sense.nouns.iter().any(|n| n == self.words.word(quantity.range.end as usize))
    }

    /// By how much a count changed is no count.
    fn change(&self) -> Option<Measured> {
        Some(Measured {
            name: "other:change".into(),
            kind: FigureKind::Flow,
            person: false,
            word: None,
            how: "change",
        })
    }

    /// The five of "one of the five men shot": measured by what stands right behind, not by the verb of the one.
    pub(super) fn of_whole(&self, quantity: &Quantity) -> Option<Measured> {
        let end = quantity.range.end as usize;
        self.counted(quantity)
            .or_else(|| self.state_at(quantity, end, false, false))
            .or_else(|| self.inside(quantity))
            .or_else(|| self.clause_of(quantity, quantity.noun?))
            .or_else(|| self.member(quantity))
    }

    fn of_unit(&self, quantity: &Quantity) -> Option<Measured> {
        let unit = quantity.unit.as_ref()?;
        let mut name = unit.measure.clone();
        let mut kind = FigureKind::Static;
        if name == "money" {
            let sentence = self.words.sentence(quantity.number.start as usize);
            let from =
                (quantity.range.start as usize).saturating_sub(8).max(sentence.start as usize);
            let to = (quantity.range.end as usize + 6).min(sentence.end as usize);
            let near = |set: &onrecord_rules::WordSet| {
                (from..to).any(|at| set.contains(self.words.word(at)))
            };
            if near(&self.rules.units.damage) {
                (name, kind) = ("damaged".into(), FigureKind::Stock);
            } else if near(&self.rules.units.aid) {
                (name, kind) = ("aid".into(), FigureKind::Flow);
            }
        }
        Some(Measured { name, kind, person: false, word: None, how: "unit" })
    }

    /// "12 deaths".
    fn counted(&self, quantity: &Quantity) -> Option<Measured> {
        let noun = quantity.noun.filter(|&noun| !self.is_attempted(noun))?;
        let sense = self.senses(noun).find(|sense| sense.role == FigureRole::Count)?;
        self.measured(sense, noun, "counted")
    }

    /// "Five attempted murders" killed nobody.
    pub(super) fn is_attempted(&self, noun: usize) -> bool {
        noun > 0 && self.rules.attempts.contains(self.words.word(noun - 1))
    }

    /// "12 injured people".
    pub(super) fn inside(&self, quantity: &Quantity) -> Option<Measured> {
        (quantity.number.end as usize..quantity.range.end as usize).find_map(|at| {
            let sense = self
                .senses(at)
                .find(|s| s.participle && matches!(s.role, FigureRole::State | FigureRole::Done))?;
            let plain = sense.rest.is_empty() && sense.nouns.is_empty();
            if plain { self.measured(sense, at, "inside") } else { None }
        })
    }

    /// "the release of two miners", "the deaths of at least 12".
    fn of_noun(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let start = quantity.range.start as usize;
        let first = words.sentence(start).start as usize;
        let mut at = start.checked_sub(1).filter(|&b| b >= first)?;
        while at > first && matches!(words.upos(at), Upos::Det) {
            at -= 1;
        }
        let preposition = words.word(at);
        let noun = at.checked_sub(1).filter(|&noun| noun >= first && !self.is_attempted(noun))?;
        if matches!(preposition, "of" | "on" | "to")
            && let Some((verb, sense)) = self.pair_with(noun, first)
        {
            return self.measured(sense, verb, "of");
        }
        let role = match preposition {
            "of" => FigureRole::Of,
            "to" => FigureRole::To,
            _ => return None,
        };
        let found = self.senses(noun).find(|sense| sense.role == role);
        found.and_then(|sense| self.measured(sense, noun, "of"))
    }

    /// "claimed the lives of some 80 people", "inflicted injuries on 30": the verb that makes a pair with the noun before the preposition.
    fn pair_with(&self, noun: usize, first: usize) -> Option<(usize, &Sense)> {
        let fits = |sense: &&Sense| {
            sense.role == FigureRole::Done
                && sense.nouns.iter().any(|form| form == self.words.word(noun))
        };
        (first.max(noun.saturating_sub(PAIR))..noun)
            .rev()
            .find_map(|at| Some((at, self.senses(at).find(fits)?)))
            .filter(|(verb, _)| !self.is_attempt(*verb))
    }

    /// "There were 11 children among the dead": some of those whom the word names.
    fn among(&self, quantity: &Quantity) -> Option<Measured> {
        let words = self.words;
        let end = quantity.range.end as usize;
        let fated = words.is(end, &["among"]) && self.rules.definite.contains(words.word(end + 1));
        if !fated || quantity.noun.is_some_and(|noun| !self.is_person(noun)) {
            return None;
        }
        let noun = (end + 2..(end + 5).min(words.sentence(end).end as usize))
            .find(|&at| !matches!(words.upos(at), Upos::Num | Upos::Adv))?;
        // "among the injured policemen" would tell of policemen: the word stands for those it names.
        if matches!(words.upos(noun + 1), Upos::Noun | Upos::Propn) {
            return None;
        }
        let fate = |s: &&Sense| {
            s.rest.is_empty() && matches!(s.role, FigureRole::State | FigureRole::Member)
        };
        let sense = self.senses(noun).find(fate)?;
        self.measured(sense, noun, AMONG)
    }

    /// The measure of a release that is only offered or asked for: "offered to free 12 captives", "demanded the release of 300
    /// prisoners", "160 prisoners had been promised".
    fn asked(&self, measure: &Measure, word: usize, how: &str) -> Option<String> {
        let is_member = how == "member";
        // Whom nobody holds, nobody can ask to be released.
        let release = match (measure.offered.is_some(), is_member && measure.person) {
            (true, _) => measure,
            (false, true) if self.senses(word).any(|sense| sense.role == FigureRole::Member) => {
                self.rules.measures.iter().find(|measure| measure.offered.is_some())?
            }
            _ => return None,
        };
        let fate = is_member.then(|| self.passive_behind(word)).flatten();
        let promised = fate.is_some_and(|at| self.rules.offers.contains(self.words.word(at)));
        let wanted = fate.is_some_and(|at| self.is_demand_at(at));
        if promised || !is_member && self.is_offer(word) {
            return release.offered.clone();
        }
        release.demanded.clone().filter(|_| wanted || self.is_demanded(word))
    }

    /// The participle of "had been promised" right behind a noun.
    fn passive_behind(&self, noun: usize) -> Option<usize> {
        let words = self.words;
        let end = words.sentence(noun).end as usize;
        let aux = |at: usize| at < end && words.upos(at) == Upos::Aux;
        let first = noun + 1;
        let past = (first..first + 4).find(|at| !aux(*at))?;
        (past > first && past < end).then_some(past)
    }

    fn is_demand_at(&self, at: usize) -> bool {
        self.rules.demands.iter().any(|phrase| self.words.phrase_at(at, phrase).is_some())
    }

    /// Does a word of asking stand before it in its clause?
    fn is_demanded(&self, word: usize) -> bool {
        let words = self.words;
        let first = (words.sentence(word).start as usize).max(word.saturating_sub(WITHIN_CLAUSE));
        let goes_on = |at: &usize| {
            !words.is_mark(*at)
                && (!matches!(words.upos(*at), Upos::Sconj | Upos::Adp)
                    || words.is(*at, &["that", "for", "on", "of", "to"]))
        };
        (first..word).rev().take_while(goes_on).any(|at| self.is_demand_at(at))
    }

    /// "All women, in return for 25 prisoners": whom one side asks of the other.
    fn exchanged(&self, quantity: &Quantity) -> Option<Measured> {
        let start = quantity.range.start as usize;
        let asked = |phrase: &Vec<String>| self.words.phrase_before(start, phrase).is_some();
        self.rules.exchanges.iter().find(|phrase| asked(phrase))?;
        let measure = self.rules.measures.iter().find(|measure| measure.offered.is_some())?;
        let name = measure.offered.clone()?;
        let (kind, person) = (measure.kind, measure.person);
        Some(Measured { name, kind, person, word: None, how: "member" })
    }

    pub(super) fn is_person(&self, noun: usize) -> bool {
        self.rules.units.persons.contains(self.words.word(noun))
    }

    /// "Four of the deceased", "two of the hostages".
    fn partitive(&self, quantity: &Quantity) -> Option<Measured> {
        let of = quantity.of?;
        if quantity.noun.is_some_and(|noun| !self.is_person(noun) && !of.contains(noun)) {
            return None;
        }
        of.range().rev().find_map(|at| {
            let sense = self.senses(at).find(|s| {
                matches!(s.role, FigureRole::Member | FigureRole::State | FigureRole::Count)
            })?;
            self.measured(sense, at, "partitive")
        })
    }

    /// "nine hostages".
    fn member(&self, quantity: &Quantity) -> Option<Measured> {
        let noun = quantity.noun?;
        if let Some(sense) = self.senses(noun).find(|sense| sense.role == FigureRole::Member) {
            return self.exchanged(quantity).or_else(|| self.measured(sense, noun, "member"));
        }
        // "four shooting victims"
        let before = noun.checked_sub(1).filter(|&b| quantity.range.contains(b))?;
        if !self.rules.sufferers.contains(self.words.word(noun)) {
            return None;
        }
        let fits =
            |s: &&Sense| matches!(s.role, FigureRole::Of | FigureRole::Count | FigureRole::Doing);
        let sense = self.senses(before).find(fits)?;
        self.measured(sense, before, "member")
    }
}
