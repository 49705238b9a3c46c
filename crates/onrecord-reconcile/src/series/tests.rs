use onrecord_model::{
    Comparator, Event, Figure, FigureKind, Id, Link, Place, Published, Reading, SourceKind,
    Standing, Statement, Voice, Words,
};
use onrecord_rules::Rules;

use super::{Decided, Series, series, series_with};
use crate::Names;

fn figure(value: i64, measure: &str, population: &str) -> Figure {
    Figure {
        id: Id::given(format!("fi_{value}{measure}{population}")),
        words: Words { start: value as u32, end: value as u32 + 1, text: value.to_string() },
        low: Some(value.into()),
        high: Some(value.into()),
        value: Some(value.into()),
        comparator: Comparator::Equal,
        measure: measure.into(),
        population: Some(population.into()),
        kind: FigureKind::Stock,
        ..Figure::default()
    }
}

fn reading(id: &str, day: &str, figures: Vec<Figure>) -> Reading {
    let mut reading = Reading::default();
    reading.report.id = id.into();
    reading.report.published = Some(Published { at: day.into(), inferred: false });
    reading.findings.figures = figures;
    reading
}

fn of(readings: &[Reading]) -> Vec<Series> {
    series(readings, Rules::embedded().unwrap())
}

#[test]
fn a_toll_that_grows_is_one_series() {
    let told = [
        reading("b", "2031-03-05", vec![figure(45, "killed", "people")]),
        reading("a", "2031-03-04", vec![figure(31, "killed", "victims")]),
    ];
    let found = of(&told);
    assert_eq!(found.len(), 1);
    let days: Vec<&str> = found[0].points.iter().map(|p| p.as_of.as_deref().unwrap()).collect();
    assert_eq!(days, ["2031-03-04", "2031-03-05"]);
}

#[test]
fn children_homes_and_the_hurt_are_series_of_their_own() {
    let told = [reading(
        "a",
        "2031-03-04",
        vec![
            figure(31, "killed", "people"),
            figure(12, "killed", "children"),
            figure(31, "injured", "people"),
        ],
    )];
    assert_eq!(of(&told).len(), 3);
}

#[test]
fn what_does_not_move_is_no_point() {
    let mut age = figure(17, "age", "girl");
    age.kind = FigureKind::Static;
    assert!(of(&[reading("a", "2031-03-04", vec![age])]).is_empty());
}

#[test]
fn the_order_of_the_reports_does_not_matter() {
    let a = reading("a", "2031-03-04", vec![figure(31, "killed", "people")]);
    let b = reading("b", "2031-03-05", vec![figure(45, "killed", "people")]);
    let c = reading("c", "2031-03-05", vec![figure(900, "killed", "people")]);
    let plain = |found: Vec<Series>| -> Vec<Vec<String>> {
        found.iter().map(|s| s.points.iter().map(|p| p.doc.clone()).collect()).collect()
    };
    let there = plain(of(&[a.clone(), b.clone(), c.clone()]));
    assert_eq!(there, plain(of(&[c, b, a])));
}

#[test]
fn reviewers_join_and_part_series_and_no_window_joins_a_total() {
    let mut flow = figure(5, "killed", "soldiers");
    flow.kind = FigureKind::Flow;
    let told = [
        reading("a", "2031-03-04", vec![figure(31, "killed", "people"), flow]),
        reading("b", "2031-03-05", vec![figure(45, "killed", "people")]),
        reading("c", "2031-03-05", vec![figure(900, "killed", "people")]),
    ];
    let id = |value: i64, population: &str| Id::given(format!("fi_{value}killed{population}"));
    let sizes = |decided: &Decided| -> Vec<usize> {
        let names = Names::of_readings(&told, Rules::embedded().unwrap());
        let found = series_with(&told, &names, decided, Rules::embedded().unwrap());
        let mut sizes: Vec<usize> = found.iter().map(|one| one.points.len()).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(&Decided::default()), [1, 1, 2]);
    let merged = vec![vec![id(31, "people"), id(900, "people"), id(5, "soldiers")]];
    assert_eq!(sizes(&Decided { merged, ..Decided::default() }), [1, 3]);
    let apart = vec![(id(31, "people"), id(45, "people"))];
    assert_eq!(sizes(&Decided { apart, ..Decided::default() }), [1, 1, 1, 1]);
}

#[test]
fn a_flood_and_a_raid_have_two_tolls() {
    let told = |id: &str, value: i64, kind: &str, word: &str| {
        let mut told = reading(id, "2031-03-04", vec![figure(value, "killed", "people")]);
        told.report.text = format!("{word} and {value}");
        told.findings.events = vec![Event {
            words: Words { start: 0, end: word.len() as u32, text: word.to_owned() },
            kind: kind.to_owned(),
            status: "happened".to_owned(),
            ..Event::default()
        }];
        told
    };
    let flood = || told("a", 31, "disaster", "flood");
    assert_eq!(of(&[flood(), told("b", 33, "attack", "raid")]).len(), 2);
    assert_eq!(of(&[flood(), told("b", 33, "disaster", "flooding")]).len(), 1);
}

#[test]
fn what_took_its_place_is_the_later_point() {
    let mut revised = reading(
        "b",
        "2031-03-07",
        vec![figure(84, "killed", "people"), figure(79, "killed", "people")],
    );
    let new = revised.findings.figures[1].id.clone();
    revised.findings.figures[0].replaced_by = Some(new);
    let first = reading("a", "2031-03-05", vec![figure(84, "killed", "people")]);
    let found = of(&[first, revised]);
    assert_eq!(found.len(), 1);
    let days: Vec<Option<&str>> = found[0].points.iter().map(|it| it.as_of.as_deref()).collect();
    assert_eq!(days, [None, Some("2031-03-05"), Some("2031-03-07")]);
}

#[test]
fn reports_of_two_places_that_do_not_know_each_other_have_two_tolls() {
    let told = |id: &str, value: i64, names: &[&str]| {
        let mut told = reading(id, "2031-03-04", vec![figure(value, "killed", "people")]);
        let place = |(at, name): (usize, &&str)| Place {
            name: (*name).to_owned(),
            words: Words { start: at as u32, end: at as u32 + 1, text: (*name).to_owned() },
            ..Place::default()
        };
        told.findings.places = names.iter().enumerate().map(place).collect();
        told
    };
    let varlow = || told("a", 31, &["Varlow"]);
    assert_eq!(of(&[varlow(), told("b", 33, &["Corrun"])]).len(), 2);
    assert_eq!(of(&[varlow(), told("b", 33, &["Corrun", "Varlow"])]).len(), 1);
    assert_eq!(of(&[varlow(), told("b", 31, &["Corrun"])]).len(), 1, "one number");
}

/// A report in which each of `told` is said by somebody.
fn voiced(id: &str, told: &[(i64, Link)]) -> Reading {
    let figures = told.iter().map(|(value, _)| Figure {
        voice: Voice::Statement(Id::given(format!("st_{value}"))),
        ..figure(*value, "killed", "people")
    });
    let mut reading = reading(id, "2031-03-04", figures.collect());
    reading.findings.statements = told
        .iter()
        .map(|(value, link)| Statement {
            id: Id::given(format!("st_{value}")),
            chain: vec![link.clone()],
            ..Statement::default()
        })
        .collect();
    reading
}

fn link(name: &str, kind: SourceKind, standing: Standing) -> Link {
    let words = Words { start: 0, end: name.len() as u32, text: name.to_owned() };
    Link { words, name: name.to_owned(), kind, standing, ..Link::default() }
}

#[test]
fn two_numbers_of_one_body_under_two_names_are_two_counts() {
    let observatory = || link("Hesk Observatory", SourceKind::Organisation, Standing::BODY);
    let chief = Link {
        bodies: vec!["Hesk Observatory".to_owned()],
        ..link("Ada Lund", SourceKind::Person, Standing::NAMED)
    };
    assert_eq!(of(&[voiced("a", &[(12, observatory()), (7, chief)])]).len(), 2);
    let clinic = link("Varlow Clinic", SourceKind::Organisation, Standing::BODY);
    assert_eq!(of(&[voiced("a", &[(12, observatory()), (7, clinic)])]).len(), 1, "two bodies");
}

#[test]
fn an_official_of_no_body_is_no_source_more_beside_a_body_of_state() {
    let official = || link("official", SourceKind::Role, Standing::SECTOR);
    let sources = |link: Link| -> usize {
        let found = of(&[voiced("a", &[(12, official())]), voiced("b", &[(12, link)])]);
        found.iter().map(|one| one.primary_sources).sum()
    };
    assert_eq!(sources(link("Varlow police", SourceKind::Organisation, Standing::BODY)), 1);
    assert_eq!(sources(link("Hesk Observatory", SourceKind::Organisation, Standing::BODY)), 2);
    assert_eq!(sources(link("fisherman", SourceKind::Person, Standing::SECTOR)), 2);
}
