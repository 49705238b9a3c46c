//! One invented report with a finding of most kinds, made by hand.

use onrecord_model::{
    Act, Entity, EntityKind, Event, Figure, FigureKind, Findings, Id, Link, Mode, Participant,
    Person, Place, Published, Reading, Report, SourceKind, Standing, Statement, Voice, Words,
};

use super::Recorded;

const TEXT: &str = "CORRUN — A ferry with 62 people on board ran aground off Corrun on Sunday, an official said.\n\
    “All of them are ashore,” said Ada Okoro of the coastguard.\n\
    The ferry's owner, Varlow Lines, will meet the coastguard on Tuesday.\n\
    Iven Marrask, 41, is missing.\n";

fn words(of: &str) -> Words {
    let start = TEXT[..TEXT.find(of).unwrap()].chars().count() as u32;
    Words { start, end: start + of.chars().count() as u32, text: of.to_owned() }
}

/// The report and what stands in it.
pub(super) fn ferry() -> Recorded {
    let report = Report {
        title: Some("Ferry aground, \"all ashore\"".into()),
        outlet: Some("Valley Post".into()),
        url: Some("https://valley-post.example/ferry?a=1&b=2".into()),
        published: Some(Published { at: "2031-03-09T18:20:00+02:00".into(), inferred: false }),
        language: Some("en".into()),
        text: TEXT.into(),
        ..Report::default()
    }
    .sealed();
    let official = Link {
        words: words("an official"),
        name: "an official".into(),
        kind: SourceKind::Person,
        standing: Standing::SECTOR,
        ..Link::default()
    };
    let okoro = Link {
        words: words("Ada Okoro of the coastguard"),
        entity: Some(Id::given("en_okoro")),
        name: "Ada Okoro".into(),
        kind: SourceKind::Person,
        ..Link::default()
    };
    let statement = |id: &str, link: Link, content: &str, mode| Statement {
        id: Id::given(id),
        chain: vec![link],
        cue: vec![words("said")],
        content: vec![words(content)],
        mode: Some(mode),
        act: Act::Assert,
        confidence: 0.9,
        ..Statement::default()
    };
    let corrun = Place {
        words: words("Corrun"),
        name: "Corrun".into(),
        geonames: Some(123),
        lat: Some(51.5),
        lon: Some(-0.25),
        country: Some("GB".into()),
        ..Place::default()
    };
    let findings = Findings {
        statements: vec![
            statement(
                "st_1",
                official,
                "A ferry with 62 people on board ran aground off Corrun on Sunday",
                Mode::Indirect,
            ),
            statement("st_2", okoro, "All of them are ashore", Mode::Direct),
        ],
        figures: vec![Figure {
            id: Id::given("fi_1"),
            words: words("62 people"),
            low: Some(62.into()),
            high: Some(62.into()),
            value: Some(62.into()),
            measure: "affected".into(),
            unit: Some("person".into()),
            population: Some("people".into()),
            place: Some(corrun.clone()),
            kind: FigureKind::Stock,
            as_of: Some("2031-03-09".into()),
            voice: Voice::Statement(Id::given("st_1")),
            confidence: 0.8,
            ..Figure::default()
        }],
        events: vec![Event {
            id: Id::given("ev_1"),
            words: words("meet"),
            kind: "meeting".into(),
            status: "planned".into(),
            participants: vec![Participant {
                role: "party".into(),
                words: words("Varlow Lines"),
                entity: Some(Id::given("en_lines")),
            }],
            place: Some(corrun.clone()),
            when: Some("2031-03-11".into()),
            ..Event::default()
        }],
        places: vec![corrun],
        entities: vec![
            Entity {
                id: Id::given("en_okoro"),
                name: "Ada Okoro".into(),
                kind: EntityKind::Person,
                mentions: vec![words("Ada Okoro")],
            },
            Entity {
                id: Id::given("en_lines"),
                name: "Varlow Lines".into(),
                kind: EntityKind::Organisation,
                mentions: vec![words("Varlow Lines")],
            },
            Entity {
                id: Id::given("en_marrask"),
                name: "Iven Marrask".into(),
                kind: EntityKind::Person,
                mentions: vec![words("Iven Marrask")],
            },
        ],
        persons: vec![Person {
            id: Id::given("pe_1"),
            name: Some("Iven Marrask".into()),
            entity: Some(Id::given("en_marrask")),
            status: "missing".into(),
            age: Some(41),
            words: words("Iven Marrask"),
            ..Person::default()
        }],
        ..Findings::default()
    };
    Recorded { reading: Reading { report, findings }, engine: "0.1.0+test".into() }
}
