//! Places by marks: `[place: …]`, `[facility: …]`, `[group: …]`, `[organisation: …]`, `[person: …]`.

use onrecord_model::{CorefReason, Mention, MentionKind, Place, PlaceSense, Published, Report};
use onrecord_rules::Rules;

use super::*;
use crate::bare;

/// The text without its marks, and the marks with their bytes.
fn unmarked(marked: &str) -> (String, Vec<(MentionKind, usize, usize)>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    for piece in marked.split_inclusive(']') {
        let Some((before, mark)) = piece.split_once('[') else {
            text += piece;
            continue;
        };
        let (label, words) = mark.trim_end_matches(']').split_once(": ").unwrap();
        let kind = match label {
            "place" => MentionKind::Place,
            "facility" => MentionKind::Facility,
            "group" => MentionKind::Group,
            "organisation" => MentionKind::Organisation,
            "person" => MentionKind::Person,
            _ => panic!("no such mark: {label}"),
        };
        text += before;
        let start = text.len();
        text += words;
        marks.push((kind, start, text.len()));
    }
    (text, marks)
}

fn document(url: Option<&str>, marked: &str) -> Document {
    let (text, marks) = unmarked(marked);
    let published = Published { at: "2031-03-05".into(), inferred: false };
    let mut doc = bare::of(Report {
        text,
        published: Some(published),
        url: url.map(str::to_owned),
        ..Report::default()
    });
    for (kind, from, to) in marks {
        let inside = |t: &onrecord_model::Token| t.span.start() < to && from < t.span.end();
        let start = doc.tokens.iter().position(inside).unwrap();
        let end = doc.tokens.iter().rposition(inside).unwrap() + 1;
        let range = TokenRange::new(start, end);
        doc.mentions.push(Mention { range, kind, entity: None, reason: CorefReason::Itself });
    }
    doc
}

fn read_at(url: Option<&str>, marked: &str) -> Vec<Place> {
    Places::read(&document(url, marked), Rules::embedded().unwrap()).into_all()
}

fn read(marked: &str) -> Vec<Place> {
    read_at(None, marked)
}

/// Words, country, feature of each place.
fn told(marked: &str) -> Vec<(String, String, String)> {
    let row =
        |p: Place| (p.words.text, p.country.unwrap_or_default(), p.feature.unwrap_or_default());
    read(marked).into_iter().map(row).collect()
}

fn row(text: &str, country: &str, feature: &str) -> (String, String, String) {
    (text.into(), country.into(), feature.into())
}

#[test]
fn a_country_and_its_town_are_found() {
    assert_eq!(
        told("The ferry from [place: Turku] to [place: Sweden] was late."),
        [row("Turku", "FI", "PPLA"), row("Sweden", "SE", "PCLI")]
    );
}

#[test]
fn what_holds_a_place_chooses_between_namesakes() {
    let country = |text: &str| read(text).first().and_then(|p| p.country.clone());
    assert_eq!(country("Snow fell in [place: Bergen].").as_deref(), Some("NO"));
    assert_eq!(country("Snow fell in [place: Bergen], [place: Germany].").as_deref(), Some("DE"));
    assert_eq!(country("A mayor in [place: Hobart], [place: Ind.], left.").as_deref(), Some("US"));
    assert_eq!(country("A mayor in [place: Hobart] left.").as_deref(), Some("AU"));
}

#[test]
fn other_places_of_the_report_choose_between_namesakes() {
    let places = read(
        "Rain fell in [place: Hobart], [place: Valparaiso] and [place: Gary], all in [place: Indiana].",
    );
    assert!(places.iter().all(|p| p.country.as_deref() == Some("US")), "{places:#?}");
}

#[test]
fn the_end_of_an_address_tells_a_country() {
    let text = "The bridge at [place: Perth] was shut.";
    let country = |url| read_at(url, text).first().and_then(|p| p.country.clone());
    assert_eq!(country(Some("https://a.example.co.uk/1")).as_deref(), Some("GB"));
    assert_eq!(country(Some("https://a.example.com/1")).as_deref(), Some("AU"));
}

#[test]
fn a_word_for_a_people_is_a_demonym() {
    let places = read("[group: Norwegians] and [group: Democrats] met.");
    let senses: Vec<_> = places.iter().map(|p| (p.name.as_str(), p.sense)).collect();
    assert_eq!(senses, [("Norway", Some(PlaceSense::Demonym))]);
}

#[test]
fn the_name_of_a_body_holds_a_place_only_where_it_says_so() {
    let names = |text: &str| read(text).into_iter().map(|p| p.name).collect::<Vec<_>>();
    assert_eq!(names("The [organisation: Turku City Council] met."), ["Turku"]);
    assert_eq!(names("The [organisation: Bank of Finland] met."), ["Finland"]);
    assert_eq!(names("The [organisation: Hope Foundation] met."), Vec::<String>::new());
    assert_eq!(names("The [organisation: Turku Times] wrote."), Vec::<String>::new());
    assert_eq!(names("The [organisation: Orstal Union] met."), Vec::<String>::new());
}

#[test]
fn a_building_hangs_on_the_place_in_its_name_or_beside_it() {
    let places = read("[facility: Turku Hospital] is full.");
    assert_eq!(places[0].feature.as_deref(), Some("HSP"));
    assert_eq!((places[0].country.as_deref(), places[0].geonames), (Some("FI"), None));
    let places = read("In [place: Turku], the [facility: Orstal Bridge] was shut.");
    assert_eq!(places[1].feature.as_deref(), Some("BDG"));
    assert_eq!(places[1].lat, places[0].lat);
    assert!(places[1].confidence < places[0].confidence);
}

#[test]
fn a_small_namesake_of_a_building_does_not_draw_it_away() {
    let places = read("In [place: Turku], the [facility: Apex Hospital] is full.");
    assert_eq!(places[1].lat, places[0].lat);
    assert!(read("The probe left [place: Earth].").is_empty());
}

#[test]
fn what_is_not_known_stays_open() {
    let places = read("Guards left [place: Qxorstal].");
    assert_eq!((places[0].geonames, places[0].lat), (None, None));
    assert_eq!(places[0].name, "Qxorstal");
}

#[test]
fn a_person_s_name_is_no_place() {
    let text = "[person: Ada Qxorstal] spoke in [place: Turku]. [place: Qxorstal] left.";
    assert_eq!(told(text), [row("Turku", "FI", "PPLA")]);
}

#[test]
fn rivals_are_kept_with_what_speaks_for_them() {
    let places = read("Snow fell in [place: Perth].");
    assert!(!places[0].rivals.is_empty());
    assert!(places[0].rivals.iter().all(|r| r.confidence <= places[0].confidence + 0.06));
}

#[test]
fn a_party_and_a_place_behind_a_hyphen() {
    let places = read("Rep. [person: Ada Okoro, D-Duluth], spoke.");
    assert_eq!(places.first().map(|p| p.words.text.as_str()), Some("Duluth"));
    assert!(read("[person: Jean-Paul Orstal] spoke.").is_empty());
}

#[test]
fn others_ask_for_the_place_near_a_word() {
    let doc =
        document(None, "[group: Norwegians] died in [place: Turku]. [place: Sweden] sent help.");
    let places = Places::read(&doc, Rules::embedded().unwrap());
    let name = |place: Option<&Place>| place.map(|p| p.name.clone());
    assert_eq!(name(places.nearest(1, doc.sentences[0])).as_deref(), Some("Turku"));
    assert_eq!(name(places.nearest(0, doc.sentences[1])).as_deref(), Some("Sweden"));
    assert_eq!(name(places.touching(TokenRange::new(0, 1))).as_deref(), Some("Norway"));
    assert_eq!(places.touching(TokenRange::new(1, 2)), None);
    let mut found = Place { words: doc.words_of(TokenRange::new(3, 4)), ..Place::default() };
    places.complete(&mut found);
    assert_eq!(found.country.as_deref(), Some("FI"));
}

#[test]
fn nothing_is_no_place() {
    for text in ["", " ", "\u{1F600}", "No place here.", "مدينة"] {
        assert!(read(text).is_empty(), "{text}");
    }
}

#[test]
fn names_in_capitals_are_written_as_names_and_letters_stay() {
    assert_eq!(plainly("CORRUN".into()), "Corrun");
    assert_eq!(plainly("PORT SELIN".into()), "Port Selin");
    assert_eq!(plainly("NMBR".into()), "NMBR");
    assert_eq!(plainly("Upper Sund".into()), "Upper Sund");
}

#[test]
fn a_town_with_the_word_for_one_behind_it_is_the_town_and_a_division_stays_another() {
    let entry = |marked: &str| read(marked)[0].geonames;
    let town = entry("It burned in [place: Turku].");
    assert!(town.is_some());
    for same in ["Turku City", "Turku Town"] {
        assert_eq!(entry(&format!("It burned in [place: {same}].")), town, "{same}");
    }
    for other in ["Turku Province", "Turku Governorate", "northern Turku", "Qxorstal City"] {
        assert_ne!(entry(&format!("It burned in [place: {other}].")), town, "{other}");
    }
}

#[test]
fn a_name_in_a_compound_is_no_scene() {
    let inside = |marked: &str| {
        let doc = document(None, marked);
        is_in_compound(&doc, doc.mentions[0].range)
    };
    for marked in ["a [place: Norway]-led raid", "anti-[place: Norway] protests"] {
        assert!(inside(marked), "{marked}");
    }
    for marked in
        ["the [place: Norway]-Sweden border", "a raid in [place: Norway]", "[place: Oslo] - a town"]
    {
        assert!(!inside(marked), "{marked}");
    }
}
