//! One amount of several fates: "dozens were killed and injured", "the death and injury of nine".

use onrecord_model::{Comparator, Relation, Upos};
use onrecord_rules::{FigureRole, Measure, Sense};

use super::measure::{Measured, Measures};
use super::quantity::Quantity;

/// How a vague amount of several fates is told.
pub(super) const JOINT: &str = "joint";

/// What else a number tells that stands beside several fates at once.
#[derive(Debug, Default)]
pub(super) struct Joint {
    /// The one measure of them all, for a number.
    pub(super) sum: Option<Measured>,
    /// The other measures, each of which a vague amount tells as well.
    pub(super) others: Vec<Measured>,
    /// The last word of the row of fates: what stands behind it is told of all of them.
    pub(super) last: Option<usize>,
}

impl Measures<'_> {
    /// The fates that "and" or "or" joins to the one of `measured`. Nine killed or injured are nine casualties, and neither nine
    /// dead nor nine hurt; dozens killed and injured leave both open as dozens (as Airwars' methodology records them).
    pub(super) fn joint(&self, quantity: &Quantity, measured: &Measured) -> Joint {
        let sum = self.rules.measures.iter().find(|sum| sum.joins.contains(&measured.name));
        let (Some(sum), Some(word)) = (sum, measured.word) else { return Joint::default() };
        let backward = matches!(measured.how, "before" | "of");
        let vague = quantity.interval.comparator == Comparator::Vague;
        if !(backward || measured.how == "behind" || measured.how == "counted" && vague) {
            return Joint::default();
        }
        let others = if backward { self.joined_before(word) } else { self.joined_behind(word) };
        let others: Vec<Measured> = others
            .into_iter()
            .filter(|other| other.name != measured.name && sum.joins.contains(&other.name))
            .collect();
        if others.is_empty() {
            return Joint::default();
        }
        let last = others.iter().filter_map(|other| other.word).chain([word]).max();
        if vague {
            let others = others.into_iter().map(|other| Measured { word: last, ..other });
            return Joint { sum: None, others: others.collect(), last };
        }
        let name = sum.name.clone();
        let joint = Measured { name, kind: sum.kind, how: JOINT, ..measured.clone() };
        Joint { sum: Some(joint), others: Vec::new(), last }
    }

    /// "killed, injured and missing" from its first word on.
    fn joined_behind(&self, word: usize) -> Vec<Measured> {
        let (mut at, mut found, mut closed) = (word, Vec::new(), false);
        while !closed {
            closed = self.words.upos(at + 1) == Upos::Cconj;
            if !closed && !self.words.is(at + 1, &[",", "/"]) {
                break;
            }
            let Some(fate) = self.fate(at + 2) else { break };
            found.push(fate);
            at += 2;
        }
        // A row without its last "and" may be another's: "45 dead, missing hikers".
        if closed { found } else { Vec::new() }
    }

    /// "killed and injured" from its last word back.
    fn joined_before(&self, word: usize) -> Vec<Measured> {
        let first = self.words.sentence(word).start as usize;
        let fate = word
            .checked_sub(2)
            .filter(|&at| at >= first && self.words.upos(at + 1) == Upos::Cconj)
            .and_then(|at| self.fate(at));
        fate.into_iter().collect()
    }

    /// "suffered gunshot wounds": the measure that says how they were hurt leaves open whether they died.
    pub(super) fn narrower<'m>(
        &'m self,
        sense: &Sense,
        word: usize,
        measure: &'m Measure,
    ) -> &'m Measure {
        let source = self.senses(word).filter(|other| other.role == sense.role);
        let mut source = source.filter_map(|other| self.rules.measure(other.measure));
        source.find(|source| source.rest.as_ref() == Some(&measure.name)).unwrap_or(measure)
    }

    /// A fate by itself, neither a verb with an object of its own nor the adjective of a noun.
    fn fate(&self, at: usize) -> Option<Measured> {
        use FigureRole::{Count, Done, Of, State};
        let sense = self
            .senses(at)
            .find(|s| matches!(s.role, Done | State | Count | Of) && s.nouns.is_empty())?;
        let next = self.words.upos(at + 1);
        let owns = matches!(next, Upos::Num | Upos::Noun | Upos::Propn | Upos::Det | Upos::Adj)
            || self.words.is(at + 1, &["to"])
            || self.relation(at) == Some(Relation::Amod);
        if owns { None } else { self.measured(sense, at, JOINT) }
    }
}
