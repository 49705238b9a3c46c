//! Boards over a record of invented reports: what they show, and how reviews change it at once.

use onrecord_ledger::{Ledger, Reading as Given};
use onrecord_model::{
    Act, Comparator, Decision, Figure, FigureKind, Findings, Id, Link, Published, Reliability,
    Report, Sensitivity, Standing, Statement, Subject, Voice, Words,
};
use onrecord_rules::Rules;

use super::*;

fn words(text: &str, of: &str) -> Words {
    let start = text.find(of).unwrap() as u32;
    Words { start, end: start + of.len() as u32, text: of.to_owned() }
}

/// A report in which `who` says that `n` people were killed at Bramley.
fn toll(id: &str, day: &str, who: &str, n: i64) -> Given<'static> {
    let text = format!("{who} said {n} people were killed by the flood at the Bramley dam.");
    let report = Report {
        id: id.into(),
        outlet: Some(format!("{id} Post")),
        published: Some(Published { at: day.into(), inferred: false }),
        text: text.clone(),
        ..Report::default()
    }
    .sealed();
    let shown = format!("{n} people");
    let unnamed = who.starts_with("An ");
    let statement = Statement {
        id: Id::of("st", [id]),
        chain: vec![Link {
            words: words(&text, who),
            name: who.into(),
            standing: if unnamed { Standing::ROLE } else { Standing::BODY },
            ..Link::default()
        }],
        cue: vec![words(&text, "said")],
        content: vec![words(&text, &text[who.len() + 6..text.len() - 1])],
        act: Act::Assert,
        confidence: 0.9,
        ..Statement::default()
    };
    let figure = Figure {
        id: Id::of("fi", [id]),
        words: words(&text, &shown),
        value: Some(n.into()),
        low: Some(n.into()),
        high: Some(n.into()),
        comparator: Comparator::Equal,
        measure: "killed".into(),
        unit: Some("person".into()),
        population: Some("people".into()),
        kind: FigureKind::Stock,
        as_of: Some(day.into()),
        voice: Voice::Statement(statement.id.clone()),
        confidence: 0.9,
        ..Figure::default()
    };
    let findings =
        Findings { statements: vec![statement], figures: vec![figure], ..Findings::default() };
    Given { report, raw: b"", engine: "e".into(), findings }
}

fn ledger() -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    ledger
        .append(&[
            toll("a", "2031-03-04", "Health Ministry", 12),
            toll("b", "2031-03-05", "Health Ministry", 20),
            toll("c", "2031-03-05", "An aid worker", 31),
            toll("d", "2031-03-06", "Flood Board", 31),
        ])
        .unwrap();
    ledger
}

fn record<'r>(ledger: &Ledger, selection: &Selection) -> Record<'r> {
    Record::of(ledger, selection, Rules::embedded().unwrap()).unwrap()
}

fn all(ledger: &Ledger) -> Record<'static> {
    record(ledger, &Selection::default())
}

fn decide(ledger: &mut Ledger, decision: Decision) -> Id {
    ledger.review("Ines", decision, None).unwrap().id
}

fn figure(of: &str) -> Subject {
    Subject::finding(&Id::of("fi", [of]))
}

#[test]
fn a_trajectory_keeps_every_point_and_marks_what_cannot_both_hold() {
    let ledger = ledger();
    let board = trajectories(&all(&ledger), &FiguresWanted::default()).unwrap();
    assert_eq!(board.rows.len(), 1);
    let one = &board.rows[0];
    let shown: Vec<(&str, bool)> =
        one.points.iter().map(|point| (point.shown.as_str(), point.contradicted)).collect();
    assert_eq!(shown, [("12", false), ("20", true), ("31", true), ("31", false)]);
    assert_eq!(one.contradictions.len(), 1);
    assert!(
        one.contradictions[0].why.contains("20 by Health Ministry"),
        "{:?}",
        one.contradictions
    );
    let days: Vec<&str> = one.steps.iter().map(|step| step.as_of.as_str()).collect();
    assert_eq!(days, ["2031-03-04", "2031-03-05", "2031-03-06"]);
    assert_eq!(one.counters.primary_sources.len(), 3);
    assert_eq!(one.counters.reports.len(), 4);
}

#[test]
fn every_row_carries_where_it_stands_and_who_says_it() {
    let ledger = ledger();
    let board = figures(&all(&ledger), &FiguresWanted::default()).unwrap();
    let json = serde_json::to_value(&board).unwrap();
    let row = &json["rows"][0];
    assert_eq!(row["id"], serde_json::json!(Id::of("fi", ["a"])));
    assert_eq!(row["finding"], "figure");
    assert_eq!(row["report"]["id"], "a");
    assert_eq!(row["evidence"][0]["text"], "12 people");
    assert_eq!(row["says"]["chain"][0]["name"], "Health Ministry");
    for counter in ["reports", "families", "origins", "primary_sources"] {
        assert_eq!(row["counters"][counter].as_object().map(|members| members.len()), Some(1));
    }
    assert_eq!(row["grade"], serde_json::json!({"reliability": "F", "credibility": "6"}));
}

#[test]
fn the_selection_narrows_every_board() {
    let ledger = ledger();
    let count = |selection: Selection| {
        statements(&record(&ledger, &selection), &StatementsWanted::default()).unwrap().total
    };
    let given = |text: &str| Some(text.to_owned());
    assert_eq!(count(Selection::default()), 4);
    assert_eq!(count(Selection { since: given("2031-03-05"), ..Selection::default() }), 3);
    assert_eq!(count(Selection { until: given("2031-03-04"), ..Selection::default() }), 1);
    assert_eq!(count(Selection { by: given("ministry"), ..Selection::default() }), 2);
    assert_eq!(count(Selection { about: given("flood board"), ..Selection::default() }), 1);
    assert_eq!(count(Selection { report: given("d"), ..Selection::default() }), 1);
    let no_case = Selection { case: given("flood"), ..Selection::default() };
    assert!(matches!(
        Record::of(&ledger, &no_case, Rules::embedded().unwrap()),
        Err(BoardError::Case(_))
    ));
}

#[test]
fn sources_tell_who_spoke_how_openly_and_how_often() {
    let ledger = ledger();
    let board = sources(&all(&ledger), &SourcesWanted::default()).unwrap();
    let rows: Vec<(&str, usize, bool)> =
        board.rows.iter().map(|row| (row.name.as_str(), row.statements, row.unnamed)).collect();
    assert_eq!(
        rows,
        [("Health Ministry", 2, false), ("Flood Board", 1, false), ("An aid worker", 1, true)]
    );
    let page = source(&all(&ledger), &board.rows[0].key).unwrap().unwrap();
    assert_eq!(page.statements.rows.len(), 2);
    assert!(source(&all(&ledger), "named nobody").unwrap().is_none());
}

#[test]
fn changes_since_a_day_tell_what_it_was_before() {
    let ledger = ledger();
    let board = changes(&all(&ledger), "2031-03-05").unwrap();
    let of_figures: Vec<(ChangeKind, String)> = board
        .rows
        .iter()
        .filter(|row| row.after.as_ref().is_some_and(|after| after.entry.finding == "figure"))
        .map(|row| (row.change, row.why.clone()))
        .collect();
    assert_eq!(of_figures.iter().filter(|(kind, _)| *kind == ChangeKind::NewlyDisputed).count(), 2);
    assert!(board.rows.iter().all(|row| row.day.as_str() >= "2031-03-05"));
    assert!(changes(&all(&ledger), "2031-04-01").unwrap().rows.is_empty());
}

#[test]
fn a_review_shows_on_every_board_at_once_and_undoing_takes_it_back() {
    let mut ledger = ledger();
    let before = trajectories(&all(&ledger), &FiguresWanted::default()).unwrap();
    let review = decide(&mut ledger, Decision::Reject { subject: figure("c") });
    let board = trajectories(&all(&ledger), &FiguresWanted::default()).unwrap();
    assert_eq!((board.rows[0].points.len(), board.rows[0].contradictions.len()), (3, 0));
    decide(&mut ledger, Decision::Undo { review });
    assert_eq!(trajectories(&all(&ledger), &FiguresWanted::default()).unwrap(), before);
}

#[test]
fn merging_sources_makes_one_voice_of_them() {
    let mut ledger = ledger();
    let subjects = vec![Subject::name("Health Ministry"), Subject::name("Flood Board")];
    decide(&mut ledger, Decision::Merge { subjects });
    let board = trajectories(&all(&ledger), &FiguresWanted::default()).unwrap();
    assert_eq!(board.rows[0].counters.primary_sources.len(), 2);
    let rows = sources(&all(&ledger), &SourcesWanted::default()).unwrap().rows;
    assert_eq!((rows[0].name.as_str(), rows[0].statements), ("Health Ministry", 3));
}

#[test]
fn splitting_figures_parts_their_series() {
    let mut ledger = ledger();
    decide(&mut ledger, Decision::Split { subjects: vec![figure("a"), figure("c")] });
    let board = trajectories(&all(&ledger), &FiguresWanted::default()).unwrap();
    let sizes: Vec<usize> = board.rows.iter().map(|row| row.points.len()).collect();
    assert_eq!(sizes, [3, 1]);
}

#[test]
fn the_letter_of_a_source_stands_on_all_it_says_and_its_number_does_not() {
    let mut ledger = ledger();
    let subject = Subject::name("health ministry");
    let reliability = Some(Reliability::B);
    decide(&mut ledger, Decision::Grade { subject, reliability, credibility: None });
    let board = figures(&all(&ledger), &FiguresWanted::default()).unwrap();
    let grades: Vec<String> = board.rows.iter().map(|row| row.entry.grade.to_string()).collect();
    assert_eq!(grades, ["B6", "B6", "F6", "F6"]);
}

#[test]
fn the_queue_begins_with_contradictions_and_drops_what_was_judged() {
    let mut ledger = ledger();
    let reasons = |ledger: &Ledger| -> Vec<QueueReason> {
        queue(&all(ledger)).unwrap().rows.iter().map(|row| row.queued).collect()
    };
    assert_eq!(reasons(&ledger), [QueueReason::Contradiction, QueueReason::Contradiction]);
    decide(&mut ledger, Decision::Accept { subject: figure("b") });
    assert_eq!(reasons(&ledger).len(), 1);
}

#[test]
fn a_confidential_report_is_on_no_board() {
    let mut ledger = ledger();
    let level = Sensitivity::Confidential;
    decide(&mut ledger, Decision::Sensitivity { subject: Subject::report("d"), level });
    let shown = |ceiling| {
        let record = record(&ledger, &Selection { ceiling, ..Selection::default() });
        let boards = (
            reports(&record, &ReportsWanted::default()).unwrap(),
            statements(&record, &StatementsWanted::default()).unwrap(),
            trajectories(&record, &FiguresWanted::default()).unwrap(),
            sources(&record, &SourcesWanted::default()).unwrap(),
            people(&record, &PeopleWanted::default()).unwrap(),
            changes(&record, "2031-01-01").unwrap(),
        );
        serde_json::to_string(&boards).unwrap()
    };
    assert!(!shown(Sensitivity::Restricted).contains("Flood Board"));
    assert!(shown(Sensitivity::Confidential).contains("Flood Board"));
}
