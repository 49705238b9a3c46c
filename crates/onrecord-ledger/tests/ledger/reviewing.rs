use std::path::Path;

use onrecord_ledger::{EntryKind, Filter, FindingKind, Ledger, LedgerErrorKind, Problem};
use onrecord_model::{ByHand, Decision, Sensitivity, Subject};
use rusqlite::Connection;
use tempfile::tempdir;

use crate::sample::full;

fn ledger() -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    ledger.append(&[full("flood-1", "2031-03-04")]).unwrap();
    ledger
}

fn a_figure(ledger: &Ledger) -> Subject {
    let figures = ledger.findings(&Filter::kind(FindingKind::Figure)).unwrap();
    Subject::finding(&figures[0].id)
}

#[test]
fn reviews_come_back_in_the_order_in_which_they_were_made() {
    let mut ledger = ledger();
    let subject = a_figure(&ledger);
    let decisions = [
        Decision::Reject { subject: subject.clone() },
        Decision::Accept { subject: subject.clone() },
        Decision::Reject { subject: subject.clone() },
        Decision::Sensitivity {
            subject: Subject::report("flood-1"),
            level: Sensitivity::Restricted,
        },
        Decision::Redact { subject: Subject::name("Ada Okoro") },
        Decision::Add {
            found: Box::new(ByHand { words: "9 missing".into(), ..ByHand::default() }),
        },
    ];
    let made: Vec<_> =
        decisions.into_iter().map(|it| ledger.review(" Ines ", it, Some(" ")).unwrap()).collect();
    let undo = Decision::Undo { review: made[0].id.clone() };
    let undone = ledger.review("Ines", undo, Some("a slip")).unwrap();
    let all = ledger.reviews().unwrap();
    assert_eq!(all[..6], made[..]);
    assert_eq!(all.last(), Some(&undone));
    assert_eq!((all[0].by.as_str(), all[0].note.as_deref()), ("Ines", None));
    assert!(all.windows(2).all(|pair| pair[0].at < pair[1].at), "{all:#?}");
    assert_eq!(ledger.review_count().unwrap(), 7);
    assert_eq!(ledger.check().unwrap(), []);
    let log = ledger.log_since(0, 99).unwrap();
    let entry = log.last().unwrap();
    assert_eq!((entry.what, entry.version.as_str()), (EntryKind::Review, undone.id.as_str()));
    assert_eq!(entry.detail.as_deref(), Some("undo"));
}

#[test]
fn a_review_changes_no_finding() {
    let mut ledger = ledger();
    let before = ledger.findings(&Filter::default()).unwrap();
    let subject = a_figure(&ledger);
    ledger.review("Ines", Decision::Reject { subject }, None).unwrap();
    assert_eq!(ledger.findings(&Filter::default()).unwrap(), before);
}

#[test]
fn what_is_not_on_record_cannot_be_reviewed() {
    let mut ledger = ledger();
    for subject in ["fi_ffffffffffffffff", "report:none", "name:", "name: .", "rv_0000000000000000"]
    {
        let subject = Subject::given(subject);
        let refused = ledger.review("Ines", Decision::Accept { subject }, None).unwrap_err();
        assert!(matches!(refused.kind, LedgerErrorKind::NoSubject { .. }), "{refused}");
    }
    let subject = a_figure(&ledger);
    let nobody = ledger.review(" ", Decision::Accept { subject }, None).unwrap_err();
    assert_eq!(nobody.kind, LedgerErrorKind::NoReviewer);
    assert_eq!(ledger.reviews().unwrap(), []);
}

#[test]
fn a_review_cannot_be_changed_or_taken_away() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.append(&[full("flood-1", "2031-03-04")]).unwrap();
    let subject = a_figure(&ledger);
    ledger.review("Ines", Decision::Accept { subject }, None).unwrap();
    let raw = Connection::open(&path).unwrap();
    for (table, column) in [("reviews", "note"), ("review_subjects", "subject")] {
        for attempt in
            [format!("UPDATE {table} SET {column} = {column}"), format!("DELETE FROM {table}")]
        {
            let refused = raw.execute(&attempt, ()).unwrap_err().to_string();
            assert!(refused.contains(&format!("{table} is append-only")), "{attempt}: {refused}");
        }
    }
}

#[test]
fn check_finds_a_review_that_was_changed_behind_our_back() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.append(&[full("flood-1", "2031-03-04")]).unwrap();
    let subject = a_figure(&ledger);
    for _ in 0..3 {
        ledger.review("Ines", Decision::Accept { subject: subject.clone() }, None).unwrap();
    }
    change(
        &path,
        "UPDATE reviews SET \"by\" = 'Somebody' WHERE seq = 1;
         UPDATE reviews SET body = '{\"what\":\"reject\",\"subject\":\"fi_0\"}' WHERE seq = 2;
         UPDATE reviews SET body = '{\"what\":\"accept\",\"subject\":\"fi_0\"}' WHERE seq = 3;",
    );
    let problems = ledger.check().unwrap();
    let of_review = problems.iter().filter(|p| matches!(p, Problem::Review { .. })).count();
    let of_subject = problems.iter().filter(|p| matches!(p, Problem::ReviewSubject { .. })).count();
    assert_eq!((of_review, of_subject), (3, 1), "{problems:#?}");
}

fn change(path: &Path, sql: &str) {
    let raw = Connection::open(path).unwrap();
    raw.execute_batch(&format!("DROP TRIGGER reviews_are_not_changed; {sql}")).unwrap();
}

#[test]
fn a_ledger_of_the_first_form_is_brought_up_to_date_and_loses_nothing() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(include_str!("../../migrations/0001_ledger.sql")).unwrap();
    raw.pragma_update(None, "application_id", 0x6f6e_7263).unwrap();
    raw.pragma_update(None, "user_version", 1).unwrap();
    drop(raw);
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.append(&[full("flood-1", "2031-03-04")]).unwrap();
    let subject = a_figure(&ledger);
    ledger.review("Ines", Decision::Accept { subject }, None).unwrap();
    assert_eq!(ledger.check().unwrap(), []);
}
