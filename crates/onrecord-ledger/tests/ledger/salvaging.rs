//! What holds of a damaged file is taken over, what does not is named, and the damaged file stays as it is.

use std::fs;
use std::path::{Path, PathBuf};

use onrecord_ledger::{Filter, Ledger, Problem, Readings, Salvaged, Versions};
use onrecord_model::{Decision, Subject};
use rusqlite::Connection;
use tempfile::{TempDir, tempdir};

use crate::sample::full;

/// A ledger with twenty reports, a review and a case.
fn file() -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let mut ledger = Ledger::open(&path).unwrap();
    for n in 0..20 {
        let mut reading = full(&format!("flood-{n}"), "2031-03-04");
        let raw = format!("<p>as received {n}");
        reading.raw = raw.as_bytes();
        ledger.append(&[reading]).unwrap();
    }
    let figure = ledger.findings(&Filter::default()).unwrap()[1].id.clone();
    ledger.review("Ada", Decision::Accept { subject: Subject::finding(&figure) }, None).unwrap();
    let case = ledger.name_case("Ada", None, "The flood").unwrap();
    ledger.add_to_case("Ada", &case, &["flood-1".to_owned()]).unwrap();
    (folder, path)
}

/// All that is on record, as one text.
fn everything(path: &Path) -> String {
    let ledger = Ledger::open(path).unwrap();
    let all = Filter { versions: Versions::All, readings: Readings::All, ..Filter::default() };
    let rows = ledger.reports(&all).unwrap();
    let raw: Vec<_> = rows.iter().map(|row| ledger.raw(&row.report.version).unwrap()).collect();
    let found = ledger.findings(&all).unwrap();
    let log = ledger.log_since(0, 999).unwrap();
    format!("{rows:?} {raw:?} {found:?} {log:?} {:?} {:?}", ledger.reviews(), ledger.cases())
}

fn salvage(from: &Path) -> (PathBuf, Salvaged) {
    let to = from.with_extension("repaired");
    let salvaged = Ledger::open(&to).unwrap().salvage(from).unwrap();
    assert_eq!(Ledger::open(&to).unwrap().check().unwrap(), [], "a repaired ledger is sound");
    (to, salvaged)
}

#[test]
fn of_a_whole_ledger_everything_is_taken_over() {
    let (_folder, path) = file();
    let whole = everything(&path);
    let (to, salvaged) = salvage(&path);
    assert_eq!((salvaged.versions, salvaged.readings, salvaged.reviews), (20, 20, 1));
    assert!(salvaged.lost.is_empty() && salvaged.unread.is_empty() && salvaged.in_raw.is_empty());
    assert_eq!(everything(&to), whole);
    let error = Ledger::open(&to).unwrap().salvage(&path).unwrap_err().to_string();
    assert!(error.contains("new file"), "{error}");
}

#[test]
fn what_was_changed_is_named_and_the_rest_is_taken_over() {
    let (_folder, path) = file();
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(
        "DROP TRIGGER versions_are_not_changed; DROP TRIGGER findings_are_not_changed;
         DROP TRIGGER reviews_are_not_changed; DROP TRIGGER raw_is_not_changed;
         UPDATE versions SET text = replace(text, '12', '21') WHERE report IN ('flood-0', 'flood-1');
         UPDATE raw SET bytes = x'00' WHERE rowid = 2;
         UPDATE findings SET body = '{}' WHERE kind = 'figure' AND reading = 3;
         UPDATE reviews SET \"by\" = 'Ben';",
    )
    .unwrap();
    drop(raw);
    let before = fs::read(&path).unwrap();
    let (_, salvaged) = salvage(&path);
    assert_eq!((salvaged.versions, salvaged.readings, salvaged.reviews), (18, 17, 0));
    let unread: Vec<_> = salvaged.unread.iter().map(|report| report.id.as_str()).collect();
    assert_eq!(unread, ["flood-2"]);
    // Its bytes are whole, so that it can be read again; those of the other are not.
    let found: Vec<_> = salvaged.in_raw.iter().map(|it| it.damaged.id.as_str()).collect();
    assert_eq!(
        (found, salvaged.in_raw[0].raw.as_slice()),
        (vec!["flood-0"], &b"<p>as received 0"[..])
    );
    for (line, word) in salvaged.lost.iter().zip(["received bytes", "version v_", "review rv_"]) {
        assert!(line.contains(word), "{line}");
    }
    assert_eq!(salvaged.lost.len(), 3, "{:?}", salvaged.lost);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn no_damage_takes_more_than_what_it_fell_on() {
    let (folder, path) = file();
    let good = fs::read(&path).unwrap();
    let all = Ledger::open(&path).unwrap().reports(&Filter::default()).unwrap();
    let (mut repaired, mut kept) = (0, 0);
    for number in 0..60_usize {
        let mut bad = good.clone();
        // Behind the first page, which says what the file is.
        let from = 4096 + (number * 7_919) % (bad.len() - 4096 - 64);
        for byte in &mut bad[from..from + 64] {
            *byte ^= 0x1a;
        }
        if number % 10 == 0 {
            bad.truncate(from.max(8192));
        }
        let path = folder.path().join(format!("bad-{number}.ledger"));
        fs::write(&path, &bad).unwrap();
        let to = folder.path().join(format!("good-{number}.ledger"));
        let mut ledger = Ledger::open(&to).unwrap();
        let Ok(salvaged) = ledger.salvage(&path) else { continue };
        // A review stays, though its report is still to be read again or is named as lost.
        let problems = ledger.check().unwrap();
        let waits = |p: &Problem| matches!(p, Problem::ReviewSubject { .. });
        assert!(problems.iter().all(waits), "at {from}: {problems:?}");
        let named = salvaged.unread.len() + salvaged.in_raw.len() + salvaged.lost.len() > 0;
        assert!(problems.is_empty() || named, "at {from}: {problems:?}");
        repaired += 1;
        kept += salvaged.versions;
        for version in all.iter().map(|row| &row.report.version) {
            let known = ledger.report(version).unwrap();
            assert!(
                known.is_none_or(|report| report.sealed().version == *version),
                "nothing is invented"
            );
        }
    }
    assert!(repaired > 50, "{repaired}");
    assert!(kept > repaired * 15, "{kept} of {} versions kept", repaired * 20);
}
