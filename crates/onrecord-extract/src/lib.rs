//! Document to findings: statements, figures, times, places, what was not said.
//!
//! [`extract`] is total and pure: any document gives findings, perhaps none; the same document the same findings, in text
//! order. What a language knows comes with the [`Rules`]; no word list stands in this package.
#![forbid(unsafe_code)]

#[cfg(test)]
mod bare;
mod entity;
mod figure;
mod place;
mod statement;
mod time;

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
        figures,
        not_said: statement::not_said(doc, rules),
        entities: entity::entities(doc),
        notices: notices(doc),
        places: places.into_all(),
        statements,
        times,
        ..Findings::default()
    }
}

fn notices(doc: &Document) -> Vec<Notice> {
    let notice = |(span, what): &(onrecord_model::Span, String)| {
        let words = doc.words(*span);
        Notice { start: words.start, end: words.end, what: what.clone() }
    };
    doc.notices.iter().map(notice).collect()
}
