//! Reports of an invented flood, with findings made by hand.

use onrecord_ledger::Reading;
use onrecord_model::{
    Access, Comparator, Entity, EntityKind, Event, Figure, Findings, Id, Link, NotSaid, Notice,
    Participant, Person, Place, Position, Published, Report, SourceKind, Statement, Talks,
    TimeExpression, Voice, Words,
};

pub const ENGINE: &str = "0.1.0+by-hand-1";

pub const TEXT: &str = "Ada Okoro, the mayor of Señales, said on Tuesday that at least 12 residents \
                        were missing. The river crossing is closed — she did not say until when. 🌊";

/// The words `text` of `whole`, where they first stand.
pub fn words(whole: &str, text: &str) -> Words {
    let byte = whole.find(text).expect("the sample holds these words");
    let start = whole[..byte].chars().count() as u32;
    Words { start, end: start + text.chars().count() as u32, text: text.to_owned() }
}

pub fn moment(at: &str) -> Option<Published> {
    Some(Published { at: at.to_owned(), inferred: false })
}

/// A version of report `id` published at `published`.
pub fn report(id: &str, published: &str, text: &str) -> Report {
    Report {
        id: id.to_owned(),
        title: Some("Twelve missing after flood".to_owned()),
        outlet: Some("Valley Post".to_owned()),
        url: Some(format!("https://valley-post.example/{id}")),
        published: moment(published),
        language: Some("en".to_owned()),
        text: text.to_owned(),
        notices: vec!["the character set was guessed".to_owned()],
        ..Report::default()
    }
    .sealed()
}

/// `report` as read by [`ENGINE`], with no findings.
pub fn reading(report: Report) -> Reading<'static> {
    Reading {
        report,
        raw: b"<p>as received",
        engine: ENGINE.to_owned(),
        findings: Findings::default(),
    }
}

/// A report of [`TEXT`] with one finding of each kind.
pub fn full(id: &str, published: &str) -> Reading<'static> {
    let report = report(id, published, TEXT);
    let findings = findings(&report.version, TEXT);
    Reading { findings, ..reading(report) }
}

/// One finding of each kind in a text that holds the words of [`TEXT`].
pub fn findings(version: &str, text: &str) -> Findings {
    let at = |part: &str| words(text, part);
    let id = |kind: &str, of: &str| Id::of(kind, [version, of]);
    let mayor = id("en", "Ada Okoro");
    let place = Place {
        words: at("Señales"),
        name: "Señales".to_owned(),
        lat: Some(0.1 + 0.2),
        lon: Some(-71.123_456_789_012_34),
        confidence: 0.7,
        ..Place::default()
    };
    let statement = Statement {
        id: id("st", "said"),
        chain: vec![Link {
            words: at("Ada Okoro, the mayor of Señales,"),
            entity: Some(mayor.clone()),
            name: "Ada Okoro".to_owned(),
            kind: SourceKind::Person,
            ..Link::default()
        }],
        cue: vec![at("said")],
        content: vec![at("at least 12 residents were missing")],
        confidence: 0.93,
        made_by: "reader-small-1".to_owned(),
        ..Statement::default()
    };
    let voice = Voice::Statement(statement.id.clone());
    Findings {
        figures: vec![Figure {
            id: id("fi", "12 missing"),
            words: at("at least 12 residents"),
            low: Some(12.into()),
            value: Some(12.into()),
            comparator: Comparator::AtLeast,
            measure: "missing".to_owned(),
            population: Some("residents".to_owned()),
            place: Some(place.clone()),
            voice: voice.clone(),
            confidence: 0.88,
            ..Figure::default()
        }],
        events: vec![Event {
            id: id("ev", "closed"),
            words: at("closed"),
            kind: "crossing_change".to_owned(),
            status: "happened".to_owned(),
            participants: vec![Participant {
                role: "target".to_owned(),
                words: at("The river crossing"),
                entity: None,
            }],
            place: Some(place.clone()),
            ..Event::default()
        }],
        times: vec![TimeExpression {
            id: id("ti", "Tuesday"),
            words: at("Tuesday"),
            value: Some("2031-03-04".to_owned()),
            ..TimeExpression::default()
        }],
        demonyms: Vec::new(),
        places: vec![place],
        entities: vec![Entity {
            id: mayor,
            name: "Ada Okoro".to_owned(),
            kind: EntityKind::Person,
            mentions: vec![at("Ada Okoro"), at("she")],
        }],
        persons: vec![Person {
            id: id("pe", "residents"),
            count: Some(12),
            status: "missing".to_owned(),
            words: at("12 residents"),
            voice: voice.clone(),
            ..Person::default()
        }],
        talks: vec![Talks {
            id: id("ta", "reopening"),
            subject: Some("reopening the crossing".to_owned()),
            positions: vec![Position {
                party: "the town".to_owned(),
                act: "demand".to_owned(),
                words: at("until when"),
                ..Position::default()
            }],
            voice,
            ..Talks::default()
        }],
        access: vec![Access {
            id: id("ac", "crossing"),
            place: "river crossing".to_owned(),
            words: at("The river crossing is closed"),
            ..Access::default()
        }],
        not_said: vec![NotSaid {
            id: id("ns", "until when"),
            words: at("she did not say until when"),
            who: Some("Ada Okoro".to_owned()),
            ..NotSaid::default()
        }],
        notices: vec![Notice { start: 0, end: 3, what: "a wave was not read".to_owned() }],
        statements: vec![statement],
    }
}
