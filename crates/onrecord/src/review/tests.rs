use super::*;
use onrecord_model::{ByHand, Credibility, HandFinding, HandSource, Reliability, Standing};
use onrecord_model::{SourceKind, Voice};

fn reviews(decisions: Vec<Decision>) -> Vec<Review> {
    let at = |number: usize| format!("2031-03-04T10:00:{number:02}.000Z");
    let made = decisions.into_iter().enumerate();
    made.map(|(number, decision)| Review::new("Ines", &at(number), decision, None)).collect()
}

fn fi(digit: u8) -> Subject {
    Subject::given(format!("fi_{digit:016}"))
}

fn id(digit: u8) -> Id {
    Id::given(format!("fi_{digit:016}"))
}

#[test]
fn the_later_of_two_stands() {
    let all = reviews(vec![
        Decision::Reject { subject: fi(1) },
        Decision::Accept { subject: fi(1) },
        Decision::Reject { subject: fi(2) },
    ]);
    let decisions = Decisions::of(&all);
    assert!(!decisions.is_rejected(&id(1)) && decisions.is_rejected(&id(2)));
    assert!(decisions.is_judged(&id(1)) && !decisions.is_judged(&id(3)));
    assert_eq!(decisions.marks(&fi(1)).len(), 2);
}

#[test]
fn undoing_takes_back_and_undoing_that_brings_back() {
    let mut all = reviews(vec![Decision::Reject { subject: fi(1) }]);
    let undo = |review: &Review, second: u8| {
        let at = format!("2031-03-04T11:00:{second:02}.000Z");
        Review::new("Ines", &at, Decision::Undo { review: review.id.clone() }, None)
    };
    all.push(undo(&all[0], 1));
    assert!(Decisions::of(&all).is_empty());
    assert!(Decisions::of(&all).is_undone(&all[0].id));
    all.push(undo(&all[1], 2));
    assert!(Decisions::of(&all).is_rejected(&id(1)));
    all.push(undo(&all[0], 3));
    assert!(!Decisions::of(&all).is_rejected(&id(1)));
}

#[test]
fn letter_and_number_are_judged_apart() {
    let grade =
        |reliability, credibility| Decision::Grade { subject: fi(1), reliability, credibility };
    let all = reviews(vec![
        grade(Some(Reliability::B), None),
        grade(None, Some(Credibility::Two)),
        grade(Some(Reliability::C), None),
    ]);
    assert_eq!(Decisions::of(&all).grade(&fi(1)).to_string(), "C2");
    assert_eq!(Decisions::of(&all[..1]).grade(&fi(1)).to_string(), "B6");
    assert_eq!(Decisions::of(&all).grade(&fi(2)).to_string(), "F6");
}

#[test]
fn corrections_add_up_and_the_later_value_stands() {
    let set = |name: &str, value: u32| Decision::Correct {
        subject: fi(1),
        set: BTreeMap::from([(name.to_owned(), Value::from(value))]),
    };
    let all = reviews(vec![set("value", 12), set("low", 10), set("value", 13)]);
    let decisions = Decisions::of(&all);
    let set = decisions.correction(&id(1)).unwrap();
    assert_eq!((set["value"].as_u64(), set["low"].as_u64()), (Some(13), Some(10)));
}

#[test]
fn what_is_above_the_ceiling_follows_the_last_level() {
    let level = |level| Decision::Sensitivity { subject: Subject::name("Ada"), level };
    let all = reviews(vec![level(Sensitivity::Confidential), level(Sensitivity::Restricted)]);
    let above = |all: &[Review], ceiling| Decisions::of(all).above(ceiling).count();
    assert_eq!(above(&all, Sensitivity::Public), 1);
    assert_eq!(above(&all, Sensitivity::Restricted), 0);
    assert_eq!(above(&all[..1], Sensitivity::Restricted), 1);
}

#[test]
fn what_is_added_by_hand_is_a_reading_whose_words_stand_in_its_text() {
    let found = ByHand {
        evidence: "notes of the call, page 2".into(),
        day: "2031-03-04".into(),
        words: "A nurse at Bramley hospital counted 14 dead.".into(),
        source: Some(HandSource {
            name: "A nurse".into(),
            kind: SourceKind::Role,
            standing: Standing::ROLE,
        }),
        finding: HandFinding::Figure {
            measure: "killed".into(),
            value: Some(14.into()),
            low: None,
            high: None,
            comparator: Default::default(),
            population: Some("people".into()),
            place: Some("Bramley".into()),
            count: Default::default(),
        },
        ..ByHand::default()
    };
    let all = reviews(vec![Decision::Add { found: Box::new(found) }]);
    let decisions = Decisions::of(&all);
    let reading = &decisions.added()[0].reading;
    let figure = &reading.findings.figures[0];
    assert_eq!((figure.low, figure.high), (Some(14.into()), Some(14.into())));
    assert_eq!(figure.voice, Voice::Statement(reading.findings.statements[0].id.clone()));
    assert_eq!(figure.id.as_str().get(3..), all[0].id.as_str().get(3..));
    assert_eq!(reading.findings.statements[0].chain[0].words.text, "A nurse");
    assert_eq!(figure.place.as_ref().unwrap().words.text, "Bramley");
    assert_eq!(reading.report.clone().sealed().version, reading.report.version);
}
