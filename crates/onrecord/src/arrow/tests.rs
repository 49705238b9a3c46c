use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use onrecord_model::{Published, Report};

use super::*;
use crate::{Engine, Reading};

const TEXT: &str = "VARLOW — “We count at least 14 dead and 30 hurt,” said Ida Marr, mayor of Varlow, on Monday. The army denied it. \
    Talks between the miners’ union and the owners broke off on Tuesday. The Pell Bridge was closed to lorries. \
    Two men, Jon Halk, 34, and his brother, were freed near Paris. The owners did not say how many are still below.";

fn readings() -> Vec<Reading> {
    let engine = Engine::embedded().unwrap();
    let published = Some(Published { at: "2031-03-04".into(), inferred: false });
    ["", TEXT, "Nothing is said."]
        .map(|text| Report { text: text.into(), published: published.clone(), ..Report::default() })
        .map(|report| engine.read(report.sealed()))
        .to_vec()
}

#[test]
fn the_page_tells_the_schemas() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/arrow.md");
    let made = markdown();
    if std::env::var_os("ONRECORD_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == made,
        "docs/arrow.md is not what the schemas say. Where a schema was meant to change: \
        ONRECORD_BLESS=1 cargo test --release -p onrecord --lib arrow"
    );
}

#[test]
fn every_finding_has_a_row_and_every_field_a_column() {
    let readings = readings();
    for kind in Kind::ALL {
        let table = batch(*kind, &readings, &Columns { engine: Some("e"), texts: true }).unwrap();
        assert_eq!(table.schema(), schema(*kind));
        let wire = crate::wire::to_json("e", &readings[1]);
        let expected = match kind {
            Kind::Reports => 3,
            Kind::Errors => 0,
            kind => wire[kind.as_str()].as_array().unwrap().len(),
        };
        assert!(table.num_rows() >= expected, "{kind}");
    }
}

#[test]
fn full_findings_fit_their_columns() {
    // Every optional field set: strict columns refuse what they do not know.
    let readings = [everything_set()];
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Errors) {
        let table = batch(*kind, &readings, &Columns::default()).unwrap();
        assert_eq!(table.num_rows(), 1, "{kind}");
    }
}

#[test]
fn words_are_slices_in_code_points() {
    let readings = readings();
    let table = batch(Kind::Figures, &readings, &Columns::default()).unwrap();
    assert!(table.num_rows() >= 2);
    let text: Vec<char> = TEXT.chars().collect();
    let (start, end) =
        (table["start"].as_primitive::<Int32Type>(), table["end"].as_primitive::<Int32Type>());
    for row in 0..table.num_rows() {
        let slice: String =
            text[start.value(row) as usize..end.value(row) as usize].iter().collect();
        assert_eq!(slice, table["text"].as_string::<i32>().value(row));
    }
    assert_eq!(table["low"].as_primitive::<Float64Type>().value(0), 14.0);
}

#[test]
fn texts_are_left_out_unless_wanted() {
    let readings = readings();
    for texts in [false, true] {
        let table = batch(Kind::Reports, &readings, &Columns { engine: None, texts }).unwrap();
        assert_eq!(table["text"].null_count() == 0, texts);
    }
}

#[test]
fn one_row_a_report_holds_every_table() {
    let engine = Engine::embedded().unwrap();
    let filed = |it: Reading| (crate::across::Filed::of(&it, engine.rules()), it);
    let mut outcomes: Vec<Result<_, Failure>> =
        readings().into_iter().map(filed).map(|(filed, reading)| Ok((reading, filed))).collect();
    let lost = Failure { error: "not read".into(), ..Failure::default() };
    outcomes.insert(1, Err(lost));
    let rows = by_report(&outcomes, &Columns::default()).unwrap();
    assert_eq!((rows.num_rows(), rows.schema()), (4, by_report_schema()));
    let readings = readings();
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Errors) {
        let whole = batch(*kind, &readings, &Columns::default()).unwrap();
        let held = rows[kind.as_str()].as_list::<i32>().values().as_struct();
        assert_eq!(held.columns(), whole.columns(), "{kind}");
    }
    let drafts = rows["drafts"].as_list::<i32>();
    assert_eq!(drafts.value_length(1), 0);
    assert!(drafts.value_length(2) > 0);
}

#[test]
fn a_failure_is_a_row() {
    let lost =
        Failure { report: Some("r".into()), error: "not UTF-8".into(), ..Failure::default() };
    let table = failures(&[lost]).unwrap();
    assert_eq!(table["error"].as_string::<i32>().value(0), "not UTF-8");
    assert!(table["input"].is_null(0));
}

#[test]
fn names_are_unique_and_read_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_word(kind.as_str()), Some(*kind));
    }
    assert_eq!(Kind::from_word("truths"), None);
}

/// A reading of one finding of each kind, with every field set.
fn everything_set() -> Reading {
    use onrecord_model::*;
    let words = || Words { start: 1, end: 3, text: "ab".into() };
    let some = || Some("x".to_owned());
    let id = |name: &str| Id::given(name);
    let link = Link {
        words: words(),
        entity: Some(id("en_1")),
        count: Some(2),
        knows: some(),
        reason: some(),
        possibly_same: vec![id("en_2")],
        part_of: Some(id("en_3")),
        bodies: vec!["x".into()],
        ..Link::default()
    };
    let statement = Statement {
        chain: vec![link],
        cue: vec![words()],
        content: vec![words()],
        mode: Some(Mode::Mixed),
        answers: Some(id("st_2")),
        asked: some(),
        to: some(),
        venue: some(),
        said_on: some(),
        verification: Some(Verification { words: words(), ..Verification::default() }),
        carries_on: vec![words()],
        ..Statement::default()
    };
    let rival = Rival { geonames: Some(1), country: some(), ..Rival::default() };
    let place = Place {
        words: words(),
        geonames: Some(1),
        lat: Some(1.5),
        lon: Some(-1.5),
        country: some(),
        feature: some(),
        sense: Some(PlaceSense::Metonymic),
        rivals: vec![rival],
        ..Place::default()
    };
    let figure = Figure {
        words: words(),
        low: Some("1500001".parse().unwrap()),
        high: Some("1.5".parse().unwrap()),
        value: Some("2".parse().unwrap()),
        unit: some(),
        population: some(),
        place: Some(place.clone()),
        actor: some(),
        as_of: some(),
        since: some(),
        window: Some(["x".into(), "y".into()]),
        subset_of: Some(id("fi_2")),
        replaced_by: Some(id("fi_3")),
        includes: vec!["x".into()],
        voice: Voice::Statement(id("st_1")),
        hedge: some(),
        again: vec![words()],
        ..Figure::default()
    };
    let participant =
        Participant { words: words(), entity: Some(id("en_1")), ..Participant::default() };
    let event = Event {
        words: words(),
        plover: some(),
        participants: vec![participant],
        place: Some(place.clone()),
        when: some(),
        since: some(),
        until: some(),
        links: vec![EventLink { words: words(), ..EventLink::default() }],
        again: vec![words()],
        ..Event::default()
    };
    let person = Person {
        name: some(),
        count: Some(3),
        entity: Some(id("en_1")),
        when: some(),
        age: Some(40),
        relation: some(),
        role: some(),
        words: words(),
        ..Person::default()
    };
    let position = Position {
        party_start: Some(1),
        party_end: Some(2),
        entity: Some(id("en_1")),
        words: words(),
        statement: Some(id("st_1")),
        ..Position::default()
    };
    let talks = Talks {
        subject: some(),
        parties: vec!["x".into()],
        mediators: vec!["x".into()],
        positions: vec![position],
        status: some(),
        mentions: vec![words()],
        ..Talks::default()
    };
    let access =
        Access { whom: some(), since: some(), until: some(), words: words(), ..Access::default() };
    let time = TimeExpression {
        words: words(),
        value: some(),
        modifier: some(),
        anchor: some(),
        ..TimeExpression::default()
    };
    let findings = Findings {
        statements: vec![statement],
        figures: vec![figure],
        events: vec![event],
        times: vec![time],
        places: vec![place],
        demonyms: Vec::new(),
        entities: vec![Entity { mentions: vec![words()], ..Entity::default() }],
        persons: vec![person],
        talks: vec![talks],
        access: vec![access],
        not_said: vec![NotSaid {
            words: words(),
            who: some(),
            about: some(),
            ..NotSaid::default()
        }],
        notices: vec![Notice { start: 1, end: 2, what: "x".into() }],
    };
    Reading { report: Report { notices: vec!["x".into()], ..Report::default() }, findings }
}
