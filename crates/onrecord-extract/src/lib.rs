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

use onrecord_model::{Document, Findings, Notice};
use onrecord_rules::Rules;

/// Reads everything that `doc` puts on record.
pub fn extract(doc: &Document, rules: &Rules) -> Findings {
    let mut found = findings(doc, rules);
    place::locate(&mut found.events, &found.places);
    found
}

fn findings(doc: &Document, rules: &Rules) -> Findings {
    let times = time::times(doc, rules);
    let statements = statement::statements(doc, rules, &times);
    let places = Places::read(doc, rules);
    let mut figures = figure::figures(doc, rules, &times, &statements);
    figures.iter_mut().filter_map(|f| f.place.as_mut()).for_each(|place| places.complete(place));
    Findings {
        persons: person::persons(doc, rules, &times, &statements, &figures),
        access: access::access(doc, rules, &times, &statements),
        talks: talks::talks(doc, rules, &statements),
        events: event::events(doc, rules, &times, &statements),
        figures,
        not_said: statement::not_said(doc, rules),
        entities: entity::entities(doc, rules),
        notices: notices(doc),
        places: places.into_all(),
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
