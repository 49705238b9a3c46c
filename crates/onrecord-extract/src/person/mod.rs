//! Persons: what became of whom, since when, in whose words.
//!
//! A word that tells what becomes of a person ([`PersonRules`](onrecord_rules::PersonRules)) is looked up with the person
//! that syntax ties to it; what was denied, planned or asked for tells nothing. Counted groups are figures already and are
//! left to them.

mod age;
mod status;
mod tie;
mod told;
mod who;

use std::collections::BTreeMap;

use onrecord_model::{
    Document, EntityIdx, Figure, Id, Layer, Person, Statement, TimeExpression, TokenRange,
};
use onrecord_rules::Rules;

use crate::clause::Clauses;
use crate::figure::words::LowerWords;
use crate::moment::Moments;
use crate::time::Times;
use crate::voice;
use told::Told;
use who::Who;

/// What persons are read from.
pub(crate) struct Reader<'a> {
    clauses: Clauses<'a>,
    words: &'a LowerWords<'a>,
    rules: &'a Rules,
    times: &'a Times<'a>,
    moments: Moments<'a>,
    statements: &'a [Statement],
    ages: Vec<(TokenRange, u32)>,
    /// Descriptions by the person they mean.
    aliases: BTreeMap<String, EntityIdx>,
    /// What stands beside the names of persons.
    facts: BTreeMap<EntityIdx, who::Facts>,
}

/// Every person of whom the report tells what became of it, in text order; each status of a person once.
pub(crate) fn persons(
    doc: &Document,
    rules: &Rules,
    times: &[TimeExpression],
    statements: &[Statement],
    figures: &[Figure],
) -> Vec<Person> {
    if !doc.has(Layer::Syntax) {
        return Vec::new();
    }
    let words = LowerWords::new(doc);
    let times = Times::new(doc, times);
    let ages = age::ages(doc, figures);
    let mut reader = Reader {
        clauses: Clauses { words: &words, rules },
        words: &words,
        rules,
        times: &times,
        moments: Moments { words: &words, times: &times, statements },
        ages,
        statements,
        aliases: BTreeMap::new(),
        facts: BTreeMap::new(),
    };
    let statuses = reader.statuses();
    if statuses.is_empty() {
        return Vec::new();
    }
    reader.read_aliases();
    reader.read_facts();
    let mut told = Told::default();
    for found in statuses {
        let when = reader.day_of(&found);
        for who in reader.persons_at(found.head) {
            let person = reader.person(&who, &found, when.clone());
            told.add(person, who, found.unless_dead);
        }
    }
    for (noun, mention) in reader.identifications() {
        let who = reader.named(mention);
        let entity = who.entity.map(|entity| crate::entity::id(doc, entity));
        let offset = doc.words_of(TokenRange::new(noun, noun + 1)).start;
        told.identify(offset, &who, entity);
    }
    told.settled(figures)
}

impl Reader<'_> {
    /// The day of the clause, else of the story.
    fn day_of(&self, found: &status::Found) -> Option<String> {
        if found.in_passing {
            return None;
        }
        let own = self.moments.when(found.word);
        own.or_else(|| self.moments.of_the_story(found.word).filter(|_| found.happens))
    }

    fn person(&self, who: &Who, found: &status::Found, when: Option<String>) -> Person {
        let doc = self.words.doc;
        let words = doc.words_of(who.range);
        let (start, end) = (words.start.to_string(), words.end.to_string());
        let id = Id::of("pe", [doc.report.version.as_str(), &start, &end, &found.status]);
        Person {
            id,
            voice: voice::of(self.statements, &words),
            words,
            name: who.name.clone(),
            count: who.count,
            entity: who.entity.map(|entity| crate::entity::id(doc, entity)),
            status: found.status.clone(),
            when,
            age: who.age,
            relation: who.relation.clone(),
            role: who.role.clone(),
            confidence: if found.sure { 0.85 } else { 0.7 },
            made_by: format!("persons#{}", found.how),
        }
    }
}
