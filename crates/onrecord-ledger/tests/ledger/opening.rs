use std::fs;
use std::path::Path;
use std::time::Duration;

use onrecord_ledger::{Filter, Found, Ledger, LedgerError, LedgerErrorKind};
use rusqlite::Connection;
use tempfile::tempdir;

use crate::sample::{full, reading, report};

fn refused(opened: Result<Ledger, LedgerError>, path: &Path) -> LedgerErrorKind {
    let error = opened.expect_err("it should not open");
    assert_eq!(error.path, path);
    assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    error.kind
}

#[test]
fn what_was_added_is_there_after_opening_again() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("flood 100% #1?.ledger");
    let given = full("flood-1", "2031-03-04");
    Ledger::open(&path).unwrap().append(std::slice::from_ref(&given)).unwrap();
    for ledger in [Ledger::open_read_only(&path).unwrap(), Ledger::open(&path).unwrap()] {
        assert_eq!(ledger.path(), path);
        assert_eq!(ledger.report("flood-1").unwrap().as_ref(), Some(&given.report));
        assert_eq!(ledger.check().unwrap(), []);
    }
    Ledger::open_read_only(&path).unwrap().reports(&Filter::default()).unwrap();
    let beside = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(beside, 1, "a ledger that is closed is one file");
}

#[test]
fn an_empty_file_becomes_a_ledger() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("new.ledger");
    fs::write(&path, "").unwrap();
    assert_eq!(refused(Ledger::open_read_only(&path), &path), LedgerErrorKind::Missing);
    Ledger::open(&path).unwrap();
    Ledger::open_read_only(&path).unwrap();
}

#[test]
fn no_file_no_folder_a_folder() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("none.ledger");
    assert_eq!(refused(Ledger::open_read_only(&path), &path), LedgerErrorKind::Missing);
    assert!(!path.exists());
    let path = folder.path().join("none").join("a.ledger");
    assert_eq!(refused(Ledger::open(&path), &path), LedgerErrorKind::NoFolder);
    let path = folder.path();
    assert_eq!(refused(Ledger::open(path), path), LedgerErrorKind::Folder);
    assert_eq!(refused(Ledger::open_read_only(path), path), LedgerErrorKind::Folder);
    let path = Path::new("");
    assert_eq!(refused(Ledger::open(path), path), LedgerErrorKind::Folder);
}

#[test]
fn another_programs_files_are_refused_and_not_touched() {
    let folder = tempdir().unwrap();
    let database = folder.path().join("other.sqlite");
    Connection::open(&database).unwrap().execute_batch("CREATE TABLE photos (name)").unwrap();
    let short = folder.path().join("short.txt");
    fs::write(&short, "hello").unwrap();
    let long = folder.path().join("long.txt");
    fs::write(&long, "not a ledger ".repeat(10_000)).unwrap();
    for (path, found) in
        [(&database, Found::OtherDatabase), (&short, Found::OtherFile), (&long, Found::OtherFile)]
    {
        let before = fs::read(path).unwrap();
        let not_ours = LedgerErrorKind::NotALedger(found);
        assert_eq!(refused(Ledger::open(path), path), not_ours);
        assert_eq!(refused(Ledger::open_read_only(path), path), not_ours);
        assert_eq!(fs::read(path).unwrap(), before);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_newer_ledger_is_refused_and_an_older_one_only_for_reading() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    drop(Ledger::open(&path).unwrap());
    let raw = Connection::open(&path).unwrap();
    let known: u32 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    raw.pragma_update(None, "user_version", known + 1).unwrap();
    let newer = LedgerErrorKind::Newer { found: known + 1, known };
    assert_eq!(refused(Ledger::open(&path), &path), newer);
    assert_eq!(refused(Ledger::open_read_only(&path), &path), newer);
}

#[test]
fn what_cannot_be_written_says_so() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    Ledger::open(&path).unwrap().append(&[full("flood-1", "2031-03-04")]).unwrap();
    let mut ledger = Ledger::open_read_only(&path).unwrap();
    let error = ledger.append(&[full("flood-2", "2031-03-04")]).unwrap_err();
    assert_eq!(error.kind, LedgerErrorKind::ReadOnly);
    assert_eq!(ledger.reports(&Filter::default()).unwrap().len(), 1);
}

#[test]
fn a_second_writer_waits_and_is_told_for_whom() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.append(&[full("flood-1", "2031-03-04")]).unwrap();
    // As if another process had announced itself and were still writing.
    let mut other = Connection::open(&path).unwrap();
    other.execute("UPDATE writer SET process = 1, program = 'onrecord'", ()).unwrap();
    let writing =
        other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
    ledger.wait_for_writer(Duration::from_millis(20)).unwrap();
    let error = ledger.append(&[full("flood-2", "2031-03-04")]).unwrap_err();
    let LedgerErrorKind::Locked { by: Some(by) } = &error.kind else { panic!("{error}") };
    assert_eq!((by.process, by.program.as_str()), (1, "onrecord"));
    assert_eq!(ledger.reports(&Filter::default()).unwrap().len(), 1, "reading goes on");

    let waiting = std::thread::spawn(move || {
        ledger.wait_for_writer(Duration::from_secs(60)).unwrap();
        ledger.append(&[full("flood-2", "2031-03-04")])
    });
    std::thread::sleep(Duration::from_millis(50));
    writing.rollback().unwrap();
    waiting.join().unwrap().unwrap();
}

#[test]
fn opening_for_the_first_time_from_many_sides_at_once_makes_one_ledger() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let given = reading(report(&format!("flood-{number}"), "2031-03-04", "Flood."));
                Ledger::open(path).unwrap().append(&[given]).unwrap();
            });
        }
    });
    assert_eq!(Ledger::open(&path).unwrap().reports(&Filter::default()).unwrap().len(), 8);
}

#[test]
fn a_ledger_of_the_first_form_gets_room_for_what_follows_across_reports() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("first.ledger");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(include_str!("../../migrations/0001_ledger.sql")).unwrap();
    raw.pragma_update(None, "application_id", 0x6f6e_7263).unwrap();
    raw.pragma_update(None, "user_version", 1).unwrap();
    drop(raw);
    let error = refused(Ledger::open_read_only(&path), &path);
    assert!(matches!(error, LedgerErrorKind::Older { found: 1, .. }), "{error:?}");
    let mut ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.derived_state().unwrap(), None);
    ledger.append(&[full("flood-1", "2031-03-04")]).unwrap();
    assert_eq!(ledger.last_entry().unwrap(), 1);
    assert_eq!(ledger.check().unwrap(), []);
}
