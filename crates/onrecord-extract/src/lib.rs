//! Document to findings: statements, figures, times, places, what was not said.
//!
//! [`extract`] is total and pure: any document gives findings, perhaps none; the same document the same findings, in text
//! order. What a language knows comes with the [`Rules`]; no word list stands in this package.
#![forbid(unsafe_code)]

mod access;
#[cfg(test)]
mod bare;
mod clause;
mod entity;
mod event;
mod figure;
mod moment;
mod person;
mod place;
mod statement;
mod talks;
mod time;
mod voice;

pub use event::{events, occurrences};
pub use figure::figures;
pub use place::Places;
pub use time::{Times, times};

use std::collections::BTreeSet;

use onrecord_model::{Document, Findings, Id, Notice, PlaceSense};
use onrecord_rules::Rules;

/// Reads everything that `doc` puts on record.
pub fn extract(doc: &Document, rules: &Rules) -> Findings {
    let mut found = findings(doc, rules);
    place::locate(&mut found.events, &found.places);
    resolve(&mut found);
    found
}

/// Leaves open who is no entity of the report's list: an id that leads nowhere says less than none.
fn resolve(found: &mut Findings) {
    let listed: BTreeSet<&Id> = found.entities.iter().map(|entity| &entity.id).collect();
    let participants = found.events.iter_mut().flat_map(|event| &mut event.participants);
    let links = found.statements.iter_mut().flat_map(|statement| &mut statement.chain);
    let named = participants.map(|p| &mut p.entity).chain(links.map(|link| &mut link.entity));
    named.filter(|id| id.as_ref().is_some_and(|id| !listed.contains(id))).for_each(|id| *id = None);
}

fn findings(doc: &Document, rules: &Rules) -> Findings {
    let times = time::times(doc, rules);
    let silences = statement::silences(doc, rules);
    let statements = statement::statements(doc, rules, &times, &silences);
    let places = Places::read(doc, rules);
    let mut figures = figure::figures(doc, rules, &times, &statements);
    figures.iter_mut().filter_map(|f| f.place.as_mut()).for_each(|place| places.complete(place));
    let all = places.into_all().into_iter();
    let (demonyms, places) = all.partition(|it| it.sense == Some(PlaceSense::Demonym));
    Findings {
        demonyms,
        places,
        persons: person::persons(doc, rules, &times, &statements, &figures),
        access: access::access(doc, rules, &times, &statements),
        talks: talks::talks(doc, rules, &statements),
        events: event::events(doc, rules, &times, &statements),
        figures,
        not_said: statement::not_said(doc, rules, &silences),
        entities: entity::entities(doc, rules),
        notices: notices(doc),
        statements,
        times,
    }
}

fn notices(doc: &Document) -> Vec<Notice> {
    let notice = |(span, what): &(onrecord_model::Span, String)| {
        let words = doc.words(*span);
        Notice { start: words.start, end: words.end, what: what.clone() }
    };
    doc.notices.iter().map(notice).collect()
}
