//! Talks: who talks with whom, through whom, about what, how they stand, and what each side has put on record.
//!
//! Every place of the report that tells of talks gives parties, mediators, a subject, a state; places that share a party, or
//! name none, are the same talks. Positions are read from what parties do ("rejected the offer") and from what they say.

mod clusters;
mod mention;
mod party;
mod position;

use onrecord_model::{Document, Layer, Statement, Talks};
use onrecord_rules::Rules;

use crate::clause::Clauses;
use crate::figure::words::LowerWords;

/// What talks are read from.
pub(super) struct Reader<'a> {
    clauses: Clauses<'a>,
    words: &'a LowerWords<'a>,
    rules: &'a Rules,
    statements: &'a [Statement],
}

/// All talks that the report tells of, those told first at the head.
pub(crate) fn talks(doc: &Document, rules: &Rules, statements: &[Statement]) -> Vec<Talks> {
    if !doc.has(Layer::Syntax) {
        return Vec::new();
    }
    let words = LowerWords::new(doc);
    let reader =
        Reader { clauses: Clauses { words: &words, rules }, words: &words, rules, statements };
    let mentions = reader.mentions();
    let positions = reader.positions();
    reader.clusters(mentions, positions)
}
