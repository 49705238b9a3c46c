use onrecord_model::across::{More, Name, Stand};
use onrecord_model::{
    Act, Entity, EntityKind, Event, Figure, FigureKind, Findings, Id, Person, Place, Published,
    Report, Statement, Words,
};

use super::*;

fn words(text: &str) -> Words {
    Words { start: 0, end: text.len() as u32, text: text.to_owned() }
}

fn reading(id: &str, day: &str, findings: Findings) -> Reading {
    let published = Some(Published { at: day.to_owned(), inferred: false });
    let report =
        Report { id: id.to_owned(), published, outlet: Some(id.to_owned()), ..Report::default() };
    Reading { report: report.sealed(), findings }
}

fn of(layer: Layer, readings: &[Reading]) -> Vec<Draft> {
    let rules = Rules::embedded().unwrap();
    let all = readings.iter().flat_map(|reading| drafts(reading, rules, &Decisions::default()));
    all.filter(|draft| draft.layer == layer).collect()
}

fn joined(one: &Draft, other: &Draft) -> bool {
    joins(one, other, 3, Rules::embedded().unwrap())
}

fn folded(layer: Layer, drafts: Vec<Draft>) -> Vec<Group> {
    fold(layer, drafts, Rules::embedded().unwrap(), &Decisions::default())
}

fn form(kind: EntityKind, name: &str, letters: Option<&str>, day: &str) -> Form {
    let name = Name {
        kind,
        name: name.to_owned(),
        key: crate::key(name),
        letters: letters.map(str::to_owned),
        office: None,
    };
    Form { name, reports: 1, first: Some(day.to_owned()), last: Some(day.to_owned()) }
}

fn entities(forms: &[Form]) -> Vec<Vec<String>> {
    let groups = fold_names("p:lund", forms.to_vec(), &Decisions::default());
    let names = |group: &Group| match &group.more {
        More::Entity(entity) => {
            let mut names: Vec<String> =
                entity.names.iter().map(|name| name.name.clone()).collect();
            names.sort();
            names
        }
        _ => Vec::new(),
    };
    let mut all: Vec<Vec<String>> = groups.iter().map(names).collect();
    all.sort();
    all
}

#[test]
fn what_stands_behind_a_last_name_is_not_the_last_name() {
    let filed = |name: &str| {
        let person = Entity {
            id: Id::of("en", [name]),
            name: name.to_owned(),
            kind: EntityKind::Person,
            mentions: vec![words(name)],
        };
        let findings = Findings { entities: vec![person], ..Findings::default() };
        let drafts = of(Layer::Entities, &[reading("a", "2031-03-05", findings)]);
        let draft = drafts.into_iter().next().unwrap();
        let Body::Name(name) = draft.body else { panic!("no name") };
        (draft.keys, name.key, name.name)
    };
    let lund = |shown: &str| (vec!["p:lund".to_owned()], "ada lund".to_owned(), shown.to_owned());
    assert_eq!(filed("Ada Lund"), lund("Ada Lund"));
    assert_eq!(filed("Ada Lund Jr"), lund("Ada Lund Jr"));
    assert_eq!(filed("Ada Lund III"), lund("Ada Lund III"));
    assert_ne!(filed("Ada Jrsen"), lund("Ada Jrsen"));
}

#[test]
fn a_last_name_is_whoever_alone_bears_it_in_these_months() {
    let person = |name, day| form(EntityKind::Person, name, None, day);
    assert_eq!(
        entities(&[
            person("Ada Lund", "2031-03-04"),
            person("Lund", "2031-03-05"),
            person("Ada Marie Lund", "2031-03-06")
        ]),
        [["Ada Lund", "Ada Marie Lund", "Lund"]]
    );
    // Two bear it: nobody knows which is meant.
    assert_eq!(
        entities(&[
            person("Ada Lund", "2031-03-04"),
            person("Lund", "2031-03-05"),
            person("Per Lund", "2031-03-06")
        ])
        .len(),
        3
    );
    // Years lie between.
    assert_eq!(
        entities(&[person("Ada Lund", "2031-03-04"), person("Lund", "2034-03-05")]).len(),
        2
    );
}

#[test]
fn letters_are_the_body_that_a_report_gives_them_to() {
    let body = |name, letters| form(EntityKind::Organisation, name, letters, "2031-03-04");
    let league = body("Hesk Valley Defence League", Some("HVDL"));
    assert_eq!(entities(&[league.clone(), body("HVDL", None)]).len(), 1);
    assert_eq!(entities(&[body("Hesk Valley Defence League", None), body("HVDL", None)]).len(), 2);
    assert_eq!(entities(&[league, body("Hesk Village Dairy Lads", None)]).len(), 2);
}

#[test]
fn merges_tell_why_and_reviews_part_and_join_them() {
    let person = |name| form(EntityKind::Person, name, None, "2031-03-04");
    let forms = vec![person("Ada Lund"), person("Lund"), person("Per Lund Holm")];
    let groups = fold_names("p:lund", forms.clone(), &Decisions::default());
    let lund = groups.iter().find(|group| group.title == "Ada Lund").unwrap();
    let More::Entity(entity) = &lund.more else { panic!("an entity") };
    assert!(entity.names[1].why.contains("only one of this last name"), "{entity:?}");
    let mut decisions = Decisions::default();
    decisions.apart.insert(("lund".to_owned(), lund.id.clone()));
    assert_eq!(fold_names("p:lund", forms.clone(), &decisions).len(), 3);
    let holm = groups.iter().find(|group| group.title == "Per Lund Holm").unwrap();
    let mut decisions = Decisions::default();
    decisions.merged.insert((lund.id.clone(), holm.id.clone()));
    assert_eq!(fold_names("p:lund", forms, &decisions).len(), 1);
}

fn place(name: &str, id: u32) -> Place {
    let country = Some("OK".to_owned());
    Place {
        words: words(name),
        name: name.to_owned(),
        geonames: Some(id),
        country,
        feature: Some("PPL".to_owned()),
        ..Place::default()
    }
}

#[test]
fn an_office_is_its_holder_of_those_months() {
    let named = |id: &str, day: &str, mention: &str, name: &str, kind| {
        let mut place = place("Ostmark", 1);
        place.words.end = 1;
        let entity = Entity {
            id: Id::of("en", [id]),
            name: name.to_owned(),
            kind,
            mentions: vec![words(mention)],
        };
        reading(
            id,
            day,
            Findings { entities: vec![entity], places: vec![place], ..Findings::default() },
        )
    };
    let readings = [
        named(
            "a",
            "2031-03-04",
            "Ostmark foreign minister Ada Lund",
            "Ada Lund",
            EntityKind::Person,
        ),
        named(
            "b",
            "2031-03-09",
            "the Ostmark foreign minister",
            "Ostmark foreign minister",
            EntityKind::Role,
        ),
        named(
            "c",
            "2033-03-09",
            "the Ostmark foreign minister",
            "Ostmark foreign minister",
            EntityKind::Role,
        ),
        named(
            "d",
            "2031-03-09",
            "the former Ostmark foreign minister",
            "former Ostmark foreign minister",
            EntityKind::Role,
        ),
    ];
    let drafts = of(Layer::Offices, &readings);
    assert_eq!(drafts.len(), 3, "a former one holds nothing");
    let groups = folded(Layer::Offices, drafts);
    assert_eq!(groups.len(), 1);
    assert_eq!(
        (groups[0].title.as_str(), groups[0].reports, groups[0].kind.as_str()),
        ("Ada Lund", 2, "OK|foreign minister")
    );
}

fn happening(id: &str, published: &str, on: &str, at: &Place, toll: i64, person: &str) -> Reading {
    let event = Event {
        id: Id::of("ev", [id]),
        words: words("attack"),
        kind: "attack".to_owned(),
        status: "happened".to_owned(),
        place: Some(at.clone()),
        when: Some(on.to_owned()),
        ..Event::default()
    };
    let figure = Figure {
        id: Id::of("fi", [id]),
        measure: "killed".to_owned(),
        low: Some(toll.into()),
        high: Some(toll.into()),
        value: Some(toll.into()),
        kind: FigureKind::Stock,
        ..Figure::default()
    };
    let persons = (!person.is_empty()).then(|| Person {
        name: Some(person.to_owned()),
        status: "killed".to_owned(),
        ..Person::default()
    });
    reading(
        id,
        published,
        Findings {
            places: vec![at.clone()],
            events: vec![event],
            figures: vec![figure],
            persons: persons.into_iter().collect(),
            ..Findings::default()
        },
    )
}

fn incidents(readings: &[Reading]) -> Vec<u32> {
    let groups = folded(Layer::Incidents, of(Layer::Incidents, readings));
    let mut sizes: Vec<u32> = groups.iter().map(|group| group.reports).collect();
    sizes.sort_unstable();
    sizes
}

#[test]
fn one_place_and_day_is_one_incident_and_another_day_is_not() {
    let (varlow, corrun) = (place("Varlow", 7), place("Corrun", 8));
    let told = |id, published, on, person| happening(id, published, on, &varlow, 12, person);
    let first = || told("a", "2031-03-04", "2031-03-04", "");
    assert_eq!(incidents(&[first(), told("b", "2031-03-05", "2031-03-04", "")]), [2]);
    assert_eq!(incidents(&[first(), told("b", "2031-03-09", "2031-03-09", "")]), [1, 1]);
    let elsewhere = happening("b", "2031-03-04", "2031-03-04", &corrun, 12, "");
    assert_eq!(incidents(&[first(), elsewhere]), [1, 1]);
}

#[test]
fn a_person_of_one_name_joins_across_weeks() {
    let varlow = place("Varlow", 7);
    let told = |id, published, person| happening(id, published, "2031-03-04", &varlow, 1, person);
    let first = || told("a", "2031-03-04", "Ada Lund");
    assert_eq!(incidents(&[first(), told("b", "2031-03-24", "Ada Lund")]), [2]);
    assert_eq!(incidents(&[first(), told("b", "2031-03-24", "Per Holm")]), [1, 1]);
}

#[test]
fn neighbouring_towns_meet_and_rare_words_tell_whether_they_are_one_incident() {
    let at = |name, number, lat| Place { lat: Some(lat), lon: Some(4.2), ..place(name, number) };
    let told = |id, at: &Place, toll, text: &str| {
        let mut told = happening(id, "2031-03-04", "2031-03-04", at, toll, "");
        told.report.text = text.to_owned();
        told
    };
    let story = "The Brackwater ferry Osprey capsized off Lindel quay; divers from Torvund searched the Skerrow.";
    let again = "Divers from Torvund are at the Skerrow, where the Osprey, a Brackwater ferry, capsized off Lindel quay.";
    let other = "A gunman opened fire at a Holmsund barbershop, wounding Pastor Ekdal.";
    let (varlow, corrun) = (at("Varlow", 7, 50.1), at("Corrun", 8, 50.3));
    let first = || told("a", &varlow, 12, story);
    assert_eq!(incidents(&[first(), told("b", &corrun, 12, again)]), [2]);
    assert_eq!(incidents(&[first(), told("b", &corrun, 2, other)]), [1, 1]);
    let far = at("Corrun", 8, 57.3);
    assert_eq!(incidents(&[first(), told("b", &far, 12, again)]), [1, 1]);
}

#[test]
fn an_incidents_range_holds_every_figure() {
    let varlow = place("Varlow", 7);
    let readings = [
        happening("a", "2031-03-04", "2031-03-04", &varlow, 12, ""),
        happening("b", "2031-03-04", "2031-03-04", &varlow, 17, ""),
    ];
    let groups = folded(Layer::Incidents, of(Layer::Incidents, &readings));
    let More::Incident(incident) = &groups[0].more else { panic!("an incident") };
    let range = &incident.victims[0];
    assert_eq!((range.low, range.high, range.figures), (Some(12.into()), Some(17.into()), 2));
}

fn saying(id: &str, day: &str, act: Act, content: &str) -> Reading {
    let statement = Statement {
        id: Id::of("st", [id]),
        act,
        content: vec![words(content)],
        ..Statement::default()
    };
    reading(id, day, Findings { statements: vec![statement], ..Findings::default() })
}

#[test]
fn the_same_content_in_other_words_is_one_claim() {
    let readings = [
        saying(
            "a",
            "2031-03-04",
            Act::Assert,
            "Ostmark has pressed Veyland to delay its invasion of the Hesk valley",
        ),
        saying(
            "b",
            "2031-03-05",
            Act::Deny,
            "Ostmark is pressing Veyland to delay the Hesk invasion",
        ),
        saying(
            "c",
            "2031-03-05",
            Act::Assert,
            "Bakers in Brennholt will go back to work after talks on flour",
        ),
    ];
    let drafts = of(Layer::Claims, &readings);
    assert!(joined(&drafts[0], &drafts[1]) && joined(&drafts[1], &drafts[0]));
    assert!(!joined(&drafts[0], &drafts[2]));
    assert!(drafts[0].keys.iter().any(|key| drafts[1].keys.contains(key)), "they meet");
    let groups = folded(Layer::Claims, drafts);
    let claim = groups.iter().find(|group| group.layer == Layer::Claims).unwrap();
    assert_eq!(claim.state, Stand::Denied.as_str());
    let dispute = groups.iter().find(|group| group.layer == Layer::Disputes).unwrap();
    let More::Dispute(more) = &dispute.more else { panic!("a dispute") };
    assert_eq!(more.about, claim.id);
}

#[test]
fn other_numbers_and_other_months_are_other_claims() {
    let first = saying(
        "a",
        "2031-03-04",
        Act::Assert,
        "Ostmark sent 40 trucks of flour to Varlow across the Hesk bridge",
    );
    let other = saying(
        "b",
        "2031-03-05",
        Act::Assert,
        "Ostmark sent 90 trucks of flour to Varlow across the Hesk bridge",
    );
    let later = saying(
        "c",
        "2031-06-05",
        Act::Assert,
        "Ostmark sent 40 trucks of flour to Varlow across the Hesk bridge",
    );
    let drafts = of(Layer::Claims, &[first, other, later]);
    assert!(!joined(&drafts[0], &drafts[1]) && !joined(&drafts[0], &drafts[2]));
}

fn toll(id: &str, day: &str, value: i64, at: Option<Place>, voice: &str) -> Reading {
    let chain = vec![onrecord_model::Link { name: voice.to_owned(), ..Default::default() }];
    let statement = Statement { id: Id::of("st", [id]), chain, ..Statement::default() };
    let figure = Figure {
        id: Id::of("fi", [id]),
        words: words(&value.to_string()),
        measure: "killed".to_owned(),
        low: Some(value.into()),
        high: Some(value.into()),
        value: Some(value.into()),
        kind: FigureKind::Stock,
        place: at,
        voice: Voice::Statement(statement.id.clone()),
        ..Figure::default()
    };
    reading(
        id,
        day,
        Findings { figures: vec![figure], statements: vec![statement], ..Findings::default() },
    )
}

fn by_key(drafts: Vec<Draft>) -> Vec<Group> {
    let mut keys: std::collections::BTreeMap<String, Vec<Draft>> = Default::default();
    for draft in drafts {
        keys.entry(draft.keys[0].clone()).or_default().push(draft);
    }
    keys.into_values().flat_map(|drafts| folded(Layer::Series, drafts)).collect()
}

#[test]
fn a_toll_that_grows_is_one_series_and_another_towns_is_not() {
    let (varlow, corrun) = (Some(place("Varlow", 7)), Some(place("Corrun", 8)));
    let readings = [
        toll("a", "2031-03-04", 12, varlow.clone(), "the clinic"),
        toll("b", "2031-03-05", 19, varlow.clone(), "the clinic"),
        toll("c", "2031-03-05", 15, corrun, "the clinic"),
        toll("d", "2031-03-06", 900, varlow, "the clinic"),
    ];
    let groups = by_key(of(Layer::Series, &readings));
    let mut sizes: Vec<usize> = groups.iter().map(|group| group.members.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 1, 2]);
}

#[test]
fn a_town_is_one_place_with_and_without_the_word_for_one_and_a_division_is_another() {
    let at = |name: &str, geonames: Option<u32>| {
        let place = Place { geonames, ..place(name, 7) };
        let drafts = of(Layer::Series, &[toll("a", "2031-03-04", 12, Some(place), "the clinic")]);
        drafts[0].keys[0].clone()
    };
    let varlow = at("Varlow", None);
    for same in ["Varlow City", "Varlow Town", "Varlow village"] {
        assert_eq!(at(same, None), varlow, "{same}");
    }
    for other in ["Varlow Governorate", "Varlow Province", "East Varlow", "Corrun City"] {
        assert_ne!(at(other, None), varlow, "{other}");
    }
    // Where the gazetteer knows both, it tells.
    assert_ne!(at("Varlow City", Some(8)), at("Varlow", Some(7)));
    assert_eq!(at("Varlow City", Some(7)), at("Varlow", Some(7)));
}

#[test]
fn two_voices_that_give_other_numbers_for_one_day_are_a_dispute() {
    let varlow = Some(place("Varlow", 7));
    let told = |one: i64, other: i64, voice: &str| {
        let readings = [
            toll("a", "2031-03-04", one, varlow.clone(), "the clinic"),
            toll("b", "2031-03-04", other, varlow.clone(), voice),
        ];
        let groups = by_key(of(Layer::Series, &readings));
        groups.iter().filter(|group| group.layer == Layer::Disputes).count()
    };
    assert_eq!(told(12, 17, "the army"), 1);
    assert_eq!(told(12, 12, "the army"), 0);
    assert_eq!(told(12, 17, "the clinic"), 0);
}

/// How many disputes the tolls of two reports give.
fn disputed(one: Reading, other: Reading) -> usize {
    let groups = by_key(of(Layer::Series, &[one, other]));
    groups.iter().filter(|group| group.layer == Layer::Disputes).count()
}

#[test]
fn what_grew_or_stood_before_contradicts_nothing() {
    let varlow = Some(place("Varlow", 7));
    let told = |id: &str, at: &str, value| toll(id, at, value, varlow.clone(), id);
    let morning = || told("the clinic", "2031-03-04T08:00:00+02:00", 12);
    assert_eq!(disputed(morning(), told("the army", "2031-03-04T08:30:00+02:00", 17)), 1);
    assert_eq!(disputed(morning(), told("the army", "2031-03-04T18:30:00+02:00", 17)), 0);
    // What is lower hours later did not grow.
    assert_eq!(disputed(morning(), told("the army", "2031-03-04T18:30:00+02:00", 9)), 1);
    let mut before = told("the army", "2031-03-04T08:30:00+02:00", 17);
    before.findings.figures[0].replaced_by = Some(Id::given("fi_new"));
    assert_eq!(disputed(morning(), before), 0);
    let mut own = told("the army", "2031-03-04T08:30:00+02:00", 17);
    own.findings.figures[0].voice = Voice::Report;
    assert_eq!(disputed(morning(), own), 0, "nobody answers for it");
    let longer = told("staff of the clinic", "2031-03-04T08:30:00+02:00", 17);
    assert_eq!(disputed(morning(), longer), 0, "one name ends in the other");
}

#[test]
fn the_dead_of_a_flood_and_of_a_raid_are_two_tolls() {
    let varlow = Some(place("Varlow", 7));
    let told = |id: &str, value, kind: &str, word: &str| {
        let mut reading = toll(id, "2031-03-04", value, varlow.clone(), id);
        let words = words(word);
        reading.findings.events = vec![Event {
            words,
            kind: kind.to_owned(),
            status: "happened".to_owned(),
            ..Event::default()
        }];
        reading
    };
    let flood = || told("the clinic", 12, "disaster", "flood");
    assert_eq!(disputed(flood(), told("the army", 17, "attack", "raid")), 0);
    assert_eq!(disputed(flood(), told("the army", 17, "disaster", "flooding")), 1);
}
