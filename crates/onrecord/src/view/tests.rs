use super::*;
use onrecord_ledger::FindingKind;
use onrecord_model::{
    Act, ByHand, Comparator, Decision, Figure, HandFinding, Link, Person, Published, Sensitivity,
    Standing, Statement, Voice, Words,
};
use serde_json::json;

const TEXT: &str = "Ada Okoro said at least 12 people were held at the mill. Mrs Okoro hid in the cellar of the old mill for a week.";
const OTHER: &str =
    "A farmer said that she hid in the cellar of the old mill for a week, too. Lorries left.";

fn words(text: &str, of: &str) -> Words {
    let start = text.find(of).unwrap() as u32;
    Words { start, end: start + of.len() as u32, text: of.to_owned() }
}

fn report(id: &str, day: &str, text: &str) -> Report {
    Report {
        id: id.into(),
        title: Some(format!("Held: {}", text.split(' ').next().unwrap_or_default())),
        outlet: Some("Valley Post".into()),
        url: Some(format!("https://post.example/{id}")),
        published: Some(Published { at: day.into(), inferred: false }),
        text: text.into(),
        ..Report::default()
    }
    .sealed()
}

fn ledger() -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    let (one, two) = (report("one", "2031-03-04", TEXT), report("two", "2031-03-05", OTHER));
    let said = Statement {
        id: Id::of("st", ["one"]),
        chain: vec![Link {
            words: words(TEXT, "Ada Okoro"),
            name: "Ada Okoro".into(),
            standing: Standing::NAMED,
            ..Link::default()
        }],
        cue: vec![words(TEXT, "said")],
        content: vec![words(TEXT, "at least 12 people were held at the mill")],
        act: Act::Assert,
        ..Statement::default()
    };
    let figure = Figure {
        id: Id::of("fi", ["one"]),
        words: words(TEXT, "at least 12 people"),
        value: Some(12.into()),
        low: Some(12.into()),
        comparator: Comparator::AtLeast,
        measure: "held".into(),
        population: Some("people".into()),
        voice: Voice::Statement(said.id.clone()),
        ..Figure::default()
    };
    let person = Person {
        id: Id::of("pe", ["one"]),
        name: Some("Ada Okoro".into()),
        status: "survived".into(),
        relation: Some("the miller's daughter".into()),
        words: words(TEXT, "Mrs Okoro hid in the cellar of the old mill for a week"),
        ..Person::default()
    };
    let findings = Findings {
        statements: vec![said],
        figures: vec![figure],
        persons: vec![person],
        ..Findings::default()
    };
    let none = Findings::default();
    ledger.append(&[given(one, "e".into(), findings), given(two, "e".into(), none)]).unwrap();
    ledger
}

fn decide(ledger: &mut Ledger, decision: Decision) -> Id {
    ledger.review("Ines", decision, None).unwrap().id
}

fn figure() -> Subject {
    Subject::finding(&Id::of("fi", ["one"]))
}

/// All that a view lets be seen, as text.
fn everything(ledger: &Ledger, ceiling: Sensitivity) -> String {
    let view = View::of(ledger, ceiling).unwrap();
    let all = Filter { versions: Versions::All, ..Filter::default() };
    let mut seen = format!("{:?}", view.readings(&all).unwrap());
    seen += &format!("{:?} {:?}", view.reports(&all).unwrap(), view.findings(&all).unwrap());
    for kind in ["st_", "fi_", "pe_", "ev_"] {
        seen += &format!("{:?}", view.find(kind).unwrap());
    }
    for id in ["one", "two"] {
        seen += &format!("{:?} {:?}", view.report(id).unwrap(), view.versions_of(id).unwrap());
    }
    for words in ["okoro", "people held", "cellar", "lorries", "miller"] {
        let about = Filter { about: Some(words.into()), ..Filter::default() };
        seen += &format!("{:?}", view.search(words, &Filter::default()).unwrap());
        seen +=
            &format!("{:?} {:?}", view.findings(&about).unwrap(), view.reports(&about).unwrap());
    }
    seen + &format!("{:?}", view.reviews().unwrap())
}

#[test]
fn without_reviews_a_view_is_the_ledger() {
    let ledger = ledger();
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    let all = Filter::default();
    assert_eq!(view.findings(&all).unwrap(), ledger.findings(&all).unwrap());
    assert_eq!(view.reports(&all).unwrap(), ledger.reports(&all).unwrap());
    assert_eq!(view.search("mill", &all).unwrap(), ledger.search("mill", &all).unwrap());
}

#[test]
fn a_rejected_finding_goes_and_undoing_brings_it_back() {
    let mut ledger = ledger();
    let figures = |ledger: &Ledger| {
        let view = View::of(ledger, Sensitivity::Public).unwrap();
        let about = Filter { about: Some("people".into()), ..Filter::kind(FindingKind::Figure) };
        let hits = view.search("people", &Filter::kind(FindingKind::Figure)).unwrap();
        let found = view.findings(&Filter::kind(FindingKind::Figure)).unwrap();
        (found.len(), view.findings(&about).unwrap().len(), hits.findings.len())
    };
    assert_eq!(figures(&ledger), (1, 1, 1));
    let review = decide(&mut ledger, Decision::Reject { subject: figure() });
    assert_eq!(figures(&ledger), (0, 0, 0));
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    assert_eq!(view.find("fi_").unwrap().len(), 1, "it can still be opened");
    decide(&mut ledger, Decision::Undo { review });
    assert_eq!(figures(&ledger), (1, 1, 1));
}

#[test]
fn a_corrected_span_takes_its_words_from_the_text() {
    let mut ledger = ledger();
    let place = words(TEXT, "12 people were held");
    let set = BTreeMap::from([
        ("start".to_owned(), json!(place.start)),
        ("end".to_owned(), json!(place.end)),
        ("value".to_owned(), json!(13)),
    ]);
    decide(&mut ledger, Decision::Correct { subject: figure(), set });
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    let found = view.findings(&Filter::kind(FindingKind::Figure)).unwrap();
    let onrecord_ledger::StoredBody::Figure(figure) = &found[0].finding else { panic!() };
    assert_eq!(figure.words, place);
    assert_eq!(figure.value, Some(13.into()));
    assert_eq!(found[0].words, place.text);
    // What is no figure any more stays as it was.
    let set = BTreeMap::from([("measure".to_owned(), json!(7))]);
    decide(&mut ledger, Decision::Correct { subject: self::figure(), set });
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    assert_eq!(view.findings(&Filter::kind(FindingKind::Figure)).unwrap().len(), 1);
}

#[test]
fn a_redacted_name_is_nowhere_and_its_entries_stay() {
    let mut ledger = ledger();
    let accept = Decision::Accept { subject: figure() };
    ledger.review("Ines", accept, Some("Okoro told me so")).unwrap();
    decide(&mut ledger, Decision::Redact { subject: Subject::name("Ada Okoro") });
    let marks = |ledger: &Ledger| {
        let view = View::of(ledger, Sensitivity::Confidential).unwrap();
        format!("{:?}", view.decisions().marks(&figure()))
    };
    assert!(marks(&ledger).contains("█████ told me so"), "{}", marks(&ledger));
    let seen = everything(&ledger, Sensitivity::Confidential);
    assert!(!seen.to_lowercase().contains("okoro"), "{seen}");
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    assert_eq!(view.findings(&Filter::default()).unwrap().len(), 3);
    assert!(view.search("okoro", &Filter::default()).unwrap().reports.is_empty());
    assert_eq!(view.search("held", &Filter::default()).unwrap().reports.len(), 2);
}

#[test]
fn a_redacted_finding_is_withheld_in_every_report_that_has_its_words() {
    let mut ledger = ledger();
    let subject = Subject::finding(&Id::of("pe", ["one"]));
    decide(&mut ledger, Decision::Redact { subject });
    let seen = everything(&ledger, Sensitivity::Confidential);
    assert!(!seen.contains("Mrs Okoro hid") && !seen.contains("miller's daughter"), "{seen}");
    assert!(seen.contains("at least 12 people"), "the rest stays");
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    assert_eq!(view.findings(&Filter::kind(FindingKind::Person)).unwrap().len(), 1);
}

#[test]
fn nothing_above_the_ceiling_can_be_seen_or_found() {
    let mut ledger = ledger();
    let level = Sensitivity::Restricted;
    decide(&mut ledger, Decision::Sensitivity { subject: Subject::name("Ada Okoro"), level });
    let seen = everything(&ledger, Sensitivity::Public);
    assert!(!seen.to_lowercase().contains("okoro"), "{seen}");
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    for kind in [FindingKind::Statement, FindingKind::Person] {
        assert!(view.findings(&Filter::kind(kind)).unwrap().is_empty(), "{kind}");
    }
    let above = everything(&ledger, Sensitivity::Restricted);
    assert!(above.contains("Ada Okoro"));
}

#[test]
fn a_report_above_the_ceiling_is_not_there() {
    let mut ledger = ledger();
    let level = Sensitivity::Confidential;
    decide(&mut ledger, Decision::Sensitivity { subject: Subject::report("one"), level });
    let seen = everything(&ledger, Sensitivity::Restricted);
    for word in ["Okoro", "12 people", "\"one\"", "post.example/one"] {
        assert!(!seen.contains(word), "{word}: {seen}");
    }
    assert!(everything(&ledger, Sensitivity::Confidential).contains("12 people"));
}

#[test]
fn what_is_added_by_hand_is_found_like_the_rest_and_can_be_reviewed() {
    let mut ledger = ledger();
    let found = ByHand {
        evidence: "a call".into(),
        day: "2031-03-04".into(),
        words: "A nurse counted 14 wounded at the ferry.".into(),
        finding: HandFinding::Person { name: None, status: "injured".into() },
        ..ByHand::default()
    };
    let review = decide(&mut ledger, Decision::Add { found: Box::new(found) });
    let seen = |ledger: &Ledger, filter: &Filter| {
        let view = View::of(ledger, Sensitivity::Public).unwrap();
        view.findings(filter).unwrap().len()
    };
    let persons = Filter::kind(FindingKind::Person);
    assert_eq!(seen(&ledger, &persons), 2);
    let about = Filter { about: Some("ferry".into()), ..persons.clone() };
    assert_eq!(seen(&ledger, &about), 1);
    let later = Filter { since: Some("2031-03-05".into()), ..persons.clone() };
    assert_eq!(seen(&ledger, &later), 0);
    let view = View::of(&ledger, Sensitivity::Public).unwrap();
    assert_eq!(view.search("ferry", &Filter::default()).unwrap().findings.len(), 1);
    assert_eq!(view.reports(&Filter::default()).unwrap().len(), 3);
    let id = view.find("pe_").unwrap().into_iter().find(|it| it.engine == BY_HAND).unwrap().id;
    assert_eq!(
        view.report(review.as_str()).unwrap().unwrap().title.as_deref(),
        Some("other: a call")
    );
    decide(&mut ledger, Decision::Reject { subject: Subject::finding(&id) });
    assert_eq!(seen(&ledger, &persons), 1);
    decide(&mut ledger, Decision::Undo { review });
    assert_eq!(seen(&ledger, &persons), 1);
}
