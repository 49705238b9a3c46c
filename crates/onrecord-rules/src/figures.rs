//! Figures: what bounds a number, what it is counted in, what it measures.

mod file;

use std::collections::BTreeSet;

use crate::senses::{self, Role, Sense};
use crate::units::Units;
use crate::{Folder, Proof, RuleError, RuleErrorKind, WordMap, WordSet};
pub(crate) use file::MeasureEntry;
use file::{ComparatorFile, MeasureFile};
use onrecord_model::{Comparator, FigureKind};

/// What a language knows of figures.
#[derive(Debug, Default)]
pub struct FigureRules {
    /// Words that loosen or bound a number, the longest first.
    pub comparators: Vec<Bound>,
    /// Examples of the comparators, by their first words.
    pub comparator_proofs: Vec<(String, Proof)>,
    /// Words right before a number that stood before another of the report.
    pub earlier: Vec<Vec<String>>,
    /// Words right behind one.
    pub earlier_behind: Vec<Vec<String>>,
    /// Examples of both, by their first words.
    pub earlier_proofs: Vec<(String, Proof)>,
    /// Words of a first count in the sentence before its number, which a greater one of the report goes on from.
    pub provisional: Vec<Vec<String>>,
    /// Examples of them, by the first words.
    pub provisional_proofs: Vec<(String, Proof)>,
    /// Verbs of change.
    pub changes: WordSet,
    /// Words before what a number is compared with ("than").
    pub against: WordSet,
    /// Words of a record, whose "since" tells how long there was none such ("the worst attack since May").
    pub records: WordSet,
    /// Words behind which a comparator tells the topic.
    pub topics: WordSet,
    /// Comparators that can.
    pub topical: WordSet,
    /// Comparators that tell how long, where they stand behind a noun or number and before a stretch of time.
    pub spanning: WordSet,
    /// The words for these stretches.
    pub stretches: WordSet,
    /// Words between a comparator and its number.
    pub between: WordSet,
    /// What a number can measure.
    pub measures: Vec<Measure>,
    /// Units of measure, currencies, persons.
    pub units: Units,
    /// Words that stand between a counted noun and its state.
    pub links: WordSet,
    /// Of these, those that weaken.
    pub hedges: WordSet,
    /// Forms of "be" that make a participle passive.
    pub passive: WordSet,
    /// Of these, those that tell a state and no event.
    pub present: WordSet,
    /// Words between a toll and its number.
    pub to_toll: WordSet,
    /// Words before an infinitive that only offers.
    pub offers: WordSet,
    /// Words before what is only asked for, in its clause.
    pub demands: Vec<Vec<String>>,
    /// Words before an infinitive of what was tried or meant, and not done.
    pub attempts: WordSet,
    /// Auxiliaries of what has not happened.
    pub unreal: WordSet,
    /// Words that deny.
    pub negations: WordSet,
    /// Words that deny what "of" follows with.
    pub none_of: WordSet,
    /// Nouns before "of" and a number of their children or followers.
    pub parents: WordSet,
    /// Nouns for some of those counted before.
    pub narrow: WordSet,
    /// Of these, those that may be the whole of the others ("members", of whom some are children).
    pub kin: WordSet,
    /// Before the few of whom the rest of the sentence is not true ("all but"), word by word.
    pub excepting: Vec<Vec<String>>,
    /// Words before the sum of what was just counted.
    pub sums: WordSet,
    /// Verbs and nouns of naming.
    pub naming: WordSet,
    /// Verbs by which some of the dead or hurt come to light, or to a hospital.
    pub finding: WordSet,
    /// Verbs by which what is counted does not come about.
    pub averting: WordSet,
    /// Nouns of a deed whose owner is its doer.
    pub owned: WordSet,
    /// Nouns for men alone, and for women alone: neither are some of the others.
    pub men: WordSet,
    /// See `men`.
    pub women: WordSet,
    /// Nouns for places that people live in.
    pub settlements: WordSet,
    /// What persons belong to.
    pub unions: WordSet,
    /// Verbs that set a count ("put the toll at").
    pub setting: WordSet,
    /// Verbs by which a count goes past its number.
    pub passing: WordSet,
    /// Before those whom one side gives for the other's ("in exchange for").
    pub exchanges: Vec<Vec<String>>,
    /// Nouns for where the hurt are.
    pub care: WordSet,
    /// What is held and freed of nobody ("the funerals of nine miners were held").
    pub ceremonies: WordSet,
    /// Words before a noun whose number follows.
    pub totals: WordSet,
    /// Between a part and its whole behind it, word by word.
    pub out_of: Vec<Vec<String>>,
    /// Nouns before which a decimal number is of the scale of earthquakes.
    pub quakes: WordSet,
    /// Words before a number that takes up one given before.
    pub definite: WordSet,
    /// Words before those who share the fate of another ("along with").
    pub alongside: WordSet,
    /// "more", "fewer": before "than", the number tells a change.
    pub steps: WordSet,
    /// Verbs before a bare number that takes up the count before it.
    pub tellers: WordSet,
    /// Nouns for those to whom a fate came ("victims" of "shooting victims").
    pub sufferers: WordSet,
    /// Words for further persons of those told of ("another", "the other").
    pub others: WordSet,
    /// Words inside a number's words that count those before it out ("three more people").
    pub further: WordSet,
    /// Pronouns for one person to whom something is done.
    pub single: WordSet,
    /// Of these, those of whoever speaks, who is not dead.
    pub speakers: WordSet,
    /// Words of whoever lives, in the sentence that tells of the wounds.
    pub surviving: WordSet,
    /// Words of whoever is looked after, and lives where no death is told beside them.
    pub tended: WordSet,
    /// Nouns for two persons.
    pub couples: WordSet,
    /// Words before a child not yet born, which is counted with nobody.
    pub unborn: WordSet,
    /// Words that open what is said of those counted before the verb goes on ("12 people, all of one town, were killed").
    pub apposed: WordSet,
    /// How many a word before a deed counts ("a triple homicide").
    pub multiples: WordMap<u32>,
    /// Words for several persons.
    pub collective: WordSet,
    /// Words between a whole and its part, word by word, the longest first.
    pub parts: Vec<Vec<String>>,
    senses: WordMap<Vec<Sense>>,
}

/// Words that loosen or bound a number.
#[derive(Clone, Debug)]
pub struct Bound {
    /// Word by word.
    pub words: Vec<String>,
    /// How they do.
    pub sign: Comparator,
    /// "nearly": the number named is almost reached, so it stays the value.
    pub near: bool,
    /// They stand behind the number.
    pub after: bool,
}

/// Something that numbers measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Name on the wire.
    pub name: String,
    /// Does it move with the story?
    pub kind: FigureKind,
    /// Are persons counted?
    pub person: bool,
    /// Words beside a participle that turn it into this, word by word.
    pub turns: Vec<Vec<String>>,
    /// Adverbs that tell it of a number whose verb is left out ("one fatally").
    pub gapped: BTreeSet<String>,
    /// Verbs that tell it where they are denied ("did not survive").
    pub negated: BTreeSet<String>,
    /// The measure where the act is only offered.
    pub offered: Option<String>,
    /// The measure where the act is only asked for.
    pub demanded: Option<String>,
    /// The measure where a participle tells the state that followed.
    pub standing: Option<String>,
    /// The measure that may take some of these away.
    pub unless: Option<String>,
    /// The measure of those left.
    pub rest: Option<String>,
    /// Words that tell it of the doer himself, word by word, the longest first.
    pub suicides: Vec<Vec<String>>,
    /// The measure that these are counted for where the report gives no number of it, and tells of it.
    pub taken_for: Option<String>,
    /// The measures of which an amount told of several at once is this ("nine were killed or injured").
    pub joins: BTreeSet<String>,
    /// Nouns that count this where a month or a year is told with them.
    pub yearly: BTreeSet<String>,
    /// Do single persons count where the report gives no number?
    pub implied: bool,
    /// Examples.
    pub proof: Proof,
}

const COMPARATORS: &str = "figures/comparators.toml";
const MEASURES: &str = "figures/measures.toml";

impl FigureRules {
    pub(crate) fn load(folder: &Folder) -> Result<FigureRules, RuleError> {
        let mut rules = FigureRules { units: Units::load(folder)?, ..FigureRules::default() };
        rules.load_comparators(folder)?;
        rules.load_measures(folder)?;
        Ok(rules)
    }

    fn load_comparators(&mut self, folder: &Folder) -> Result<(), RuleError> {
        let file: ComparatorFile = folder.table(COMPARATORS)?;
        self.changes = file.changes.into_iter().collect();
        self.against = file.against;
        self.records = file.records;
        self.topics = file.topics.into_iter().collect();
        self.topical = file.topical.into_iter().collect();
        self.spanning = file.spanning.into_iter().collect();
        self.stretches = file.stretches.into_iter().collect();
        self.between = file.between.into_iter().collect();
        for entry in file.comparator {
            let unknown = RuleErrorKind::Unknown(entry.sign.clone(), "comparator");
            let sign = Comparator::from_word(&entry.sign)
                .ok_or_else(|| folder.error_at(COMPARATORS, &entry.sign, unknown))?;
            let id = entry.words.first().cloned().unwrap_or_default();
            let proof = Proof { yes: entry.yes, no: entry.no };
            proof.check(folder, COMPARATORS, &id)?;
            self.comparator_proofs.push((id, proof));
            let bound =
                |words: Vec<String>| Bound { words, sign, near: entry.near, after: entry.after };
            self.comparators.extend(phrases(entry.words).into_iter().map(bound));
        }
        self.comparators.sort_by_key(|bound| std::cmp::Reverse(bound.words.len()));
        for entry in file.earlier {
            let id = entry.words.first().cloned().unwrap_or_default();
            let proof = Proof { yes: entry.yes, no: entry.no };
            proof.check(folder, COMPARATORS, &id)?;
            self.earlier_proofs.push((id, proof));
            let side = if entry.after { &mut self.earlier_behind } else { &mut self.earlier };
            side.extend(phrases(entry.words));
        }
        for entry in file.provisional {
            let id = entry.words.first().cloned().unwrap_or_default();
            let proof = Proof { yes: entry.yes, no: entry.no };
            proof.check(folder, COMPARATORS, &id)?;
            self.provisional_proofs.push((id, proof));
            self.provisional.extend(phrases(entry.words));
        }
        Ok(())
    }

    fn load_measures(&mut self, folder: &Folder) -> Result<(), RuleError> {
        let file: MeasureFile = folder.table(MEASURES)?;
        self.links = file.links.into_iter().collect();
        self.hedges = file.hedges.into_iter().collect();
        self.passive = file.passive.into_iter().collect();
        self.present = file.present.into_iter().collect();
        self.to_toll = file.to_toll.into_iter().collect();
        self.attempts = file.attempts.into_iter().collect();
        self.unreal = file.unreal.into_iter().collect();
        self.negations = file.negations.into_iter().collect();
        self.none_of = file.none_of.into_iter().collect();
        self.parents = file.parents.into_iter().collect();
        self.narrow = file.narrow.into_iter().collect();
        self.kin = file.kin.into_iter().collect();
        self.sums = file.sums.into_iter().collect();
        self.excepting = phrases(file.excepting);
        self.naming = file.naming;
        self.finding = file.finding;
        self.averting = file.averting;
        self.setting = file.setting;
        self.passing = file.passing;
        self.exchanges = phrases(file.exchanges);
        self.care = file.care;
        self.ceremonies = file.ceremonies;
        self.owned = file.owned;
        self.men = file.men;
        self.women = file.women;
        self.settlements = file.settlements;
        self.unions = file.unions;
        self.totals = file.totals.into_iter().collect();
        self.quakes = file.quakes.into_iter().collect();
        self.definite = file.definite.into_iter().collect();
        self.collective = file.collective.into_iter().collect();
        self.alongside = file.alongside.into_iter().collect();
        self.steps = file.steps.into_iter().collect();
        self.tellers = file.tellers.into_iter().collect();
        self.sufferers = file.sufferers.into_iter().collect();
        self.others = file.others.into_iter().collect();
        self.further = file.further.into_iter().collect();
        self.single = file.single.into_iter().collect();
        self.speakers = file.speakers;
        self.surviving = file.surviving;
        self.tended = file.tended;
        self.couples = file.couples;
        self.unborn = file.unborn;
        self.apposed = file.apposed;
        self.multiples = file.multiples;
        self.offers = file.offers.into_iter().collect();
        self.demands = phrases(file.demands);
        self.parts = phrases(file.parts);
        self.out_of = phrases(file.out_of);
        for entry in file.measure {
            let proof = Proof { yes: entry.yes.clone(), no: entry.no.clone() };
            proof.check(folder, MEASURES, &entry.name)?;
            let unknown = RuleErrorKind::Unknown(entry.kind.clone(), "kind");
            let kind = FigureKind::from_word(&entry.kind)
                .ok_or_else(|| folder.error_at(MEASURES, &entry.kind, unknown))?;
            senses::add(&entry, self.measures.len(), &file.forms, &mut self.senses);
            self.measures.push(Measure {
                name: entry.name,
                kind,
                person: entry.person,
                turns: phrases(entry.turns),
                gapped: entry.gapped,
                negated: entry.negated,
                offered: entry.offered,
                demanded: entry.demanded,
                standing: entry.standing,
                suicides: phrases(entry.suicides),
                taken_for: entry.taken_for,
                unless: entry.unless,
                rest: entry.rest,
                joins: entry.joins,
                yearly: entry.yearly,
                implied: entry.implied,
                proof,
            });
        }
        // "remain in hospital" says more than "remain".
        #[expect(
            clippy::iter_over_hash_type,
            reason = "each word's senses are sorted by themselves"
        )]
        for senses in self.senses.values_mut() {
            senses.sort_by_key(|sense| (sense.rest.is_empty(), sense.with.is_empty()));
        }
        Ok(())
    }

    /// What a lower-case word says about numbers near it.
    pub fn senses(&self, lower: &str) -> &[Sense] {
        self.senses.get(lower).map_or(&[], Vec::as_slice)
    }

    /// Is it a word for a count ("number", "toll")?
    pub fn is_toll_word(&self, lower: &str) -> bool {
        let toll = |sense: &Sense| sense.role == Role::Toll;
        self.totals.contains(lower) || self.senses(lower).iter().any(toll)
    }

    /// The measure of that number.
    pub fn measure(&self, number: usize) -> Option<&Measure> {
        self.measures.get(number)
    }

    /// The measure of that name.
    pub fn named(&self, name: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }

    /// Does it tell what became of persons, each of whom counts one where the report gives no number?
    pub fn is_fate(&self, name: &str) -> bool {
        self.named(name).is_some_and(|measure| measure.implied)
    }

    /// Does whoever is counted by it count for no other measure: are they the dead?
    pub fn is_last_fate(&self, name: &str) -> bool {
        self.measures.iter().any(|measure| measure.unless.as_deref() == Some(name))
    }

    /// The number of the measure of that name.
    pub fn number_of(&self, name: &str) -> Option<usize> {
        self.measures.iter().position(|measure| measure.name == name)
    }
}

pub(crate) fn phrases(list: Vec<String>) -> Vec<Vec<String>> {
    let mut phrases: Vec<Vec<String>> =
        list.iter().map(|text| text.split(' ').map(str::to_owned).collect()).collect();
    phrases.sort_by_key(|words| std::cmp::Reverse(words.len()));
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;
    use crate::senses::Role;

    fn senses(word: &str) -> Vec<(String, Role, bool)> {
        let rules = &Rules::embedded().unwrap().figures;
        let sense = |s: &Sense| (rules.measures[s.measure].name.clone(), s.role, s.participle);
        rules.senses(word).iter().map(sense).collect()
    }

    #[test]
    fn words_say_what_is_measured_in_every_form() {
        for (word, measure, role, participle) in [
            ("killing", "killed", Role::Done, false),
            ("killed", "killed", Role::Done, true),
            ("kidnapped", "taken", Role::Done, true),
            ("held", "held", Role::Done, true),
            ("dies", "killed", Role::Doing, false),
            ("fatalities", "killed", Role::Count, false),
            ("dead", "killed", Role::State, true),
            ("injuries", "injured", Role::Count, false),
        ] {
            assert!(senses(word).contains(&(measure.into(), role, participle)), "{word}");
        }
    }

    #[test]
    fn other_words_say_nothing() {
        for word in ["skill", "deadline", "the", "heldover"] {
            assert_eq!(senses(word), [], "{word}");
        }
    }
}
