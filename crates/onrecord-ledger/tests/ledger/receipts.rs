//! A receipt stands twice and bears a digest: a change of either is told, and what one of the two still tells comes back whole.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use onrecord_ledger::{Ledger, LedgerErrorKind, Problem, Salvaged};
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::{TempDir, tempdir};

use crate::sample::{moment, reading, report};

const REPORTS: usize = 40;

const PAGE: usize = 4096;

/// A ledger of reports whose receipts fill more than one page, no two of them alike.
fn file() -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let raws: Vec<String> = (0..REPORTS).map(|number| format!("<p>as received {number}")).collect();
    let batch: Vec<_> = raws
        .iter()
        .enumerate()
        .map(|(number, raw)| {
            let mut report = report(&format!("flood-{number}"), "2031-03-04", "Flood.");
            report.sha256 = format!("{number:064x}");
            report.modified = (number % 3 > 0).then(|| moment("2031-03-05T10:00:00Z")).flatten();
            report.language = (number % 4 > 0).then(|| "en".to_owned());
            let mut reading = reading(report);
            reading.raw = raw.as_bytes();
            reading
        })
        .collect();
    Ledger::open(&path).unwrap().append(&batch).unwrap();
    (folder, path)
}

/// All receipts with all that stands in them, from the table or its copy.
fn receipts(path: &Path, place: &str) -> rusqlite::Result<Vec<Vec<Value>>> {
    let select = format!(
        "SELECT seq, version, instant, modified, modified_inferred, language, sha256, raw, notices, added_at FROM receipts {place}
         WHERE seq > 0 ORDER BY seq"
    );
    let connection = Connection::open(path)?;
    let mut rows = connection.prepare(&select)?;
    rows.query_map((), |row| (0..10).map(|column| row.get(column)).collect())?.collect()
}

const TABLE: &str = "NOT INDEXED";
const COPY: &str = "INDEXED BY receipts_copy";

/// The pages of a table or an index that hold rows, as stretches of bytes; then the one that leads to them.
fn pages(path: &Path, name: &str) -> Vec<Range<usize>> {
    let connection = Connection::open(path).unwrap();
    let select = "SELECT pageno FROM dbstat WHERE name = ?1 ORDER BY pagetype <> 'leaf', path";
    let mut pages = connection.prepare(select).unwrap();
    let page = |number: u32| (number as usize - 1) * PAGE..number as usize * PAGE;
    let pages = pages.query_map([name], |row| Ok(page(row.get(0)?))).unwrap();
    pages.collect::<rusqlite::Result<_>>().unwrap()
}

fn write(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("bad.ledger");
    fs::write(&path, bytes).unwrap();
    path
}

/// What `check` says, as text.
fn told(path: &Path) -> String {
    let ledger = match Ledger::open(path) {
        Ok(ledger) => ledger,
        Err(error) => return error.to_string(),
    };
    let problems = ledger.check().unwrap();
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

fn salvage(from: &Path) -> (PathBuf, Salvaged) {
    let to = from.with_extension("mended");
    let _ = fs::remove_file(&to);
    let salvaged = Ledger::open(&to).unwrap().salvage(from).unwrap();
    assert_eq!(Ledger::open(&to).unwrap().check().unwrap(), [], "a mended ledger is sound");
    (to, salvaged)
}

/// Nothing is lost, and every receipt is what it was.
#[track_caller]
fn comes_back_whole(bad: &Path, whole: &[Vec<Value>]) {
    let (to, salvaged) = salvage(bad);
    assert!(salvaged.lost.is_empty() && salvaged.unread.is_empty(), "{salvaged:?}");
    assert_eq!(receipts(&to, TABLE).unwrap(), whole);
    assert_eq!(receipts(&to, COPY).unwrap(), whole);
}

/// Lets the record be changed by who means to.
fn change(path: &Path, sql: &str) {
    let raw = Connection::open(path).unwrap();
    raw.execute_batch(&format!("DROP TRIGGER receipts_are_not_changed; {sql}")).unwrap();
}

#[test]
fn any_flipped_bit_of_a_receipt_is_told_and_mended() {
    let (folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    let good = fs::read(&path).unwrap();
    for (name, place) in [("receipts", TABLE), ("receipts_copy", COPY)] {
        let pages = pages(&path, name);
        assert!(pages.len() > 2, "{name} has several pages: {pages:?}");
        let bytes: Vec<usize> = pages.into_iter().flatten().collect();
        let mut flips = 0;
        for (number, byte) in bytes.into_iter().step_by(211).enumerate() {
            let mut bad = good.clone();
            bad[byte] ^= 1 << (number % 8);
            let bad = write(&folder, &bad);
            let told = told(&bad);
            if told.is_empty() {
                // It fell where nothing is written.
                assert_eq!(receipts(&bad, place).unwrap(), whole, "{name} at {byte}");
            } else {
                assert!(told.contains("receipt"), "{name} at {byte}: {told}");
                flips += 1;
            }
            comes_back_whole(&bad, &whole);
        }
        assert!(flips > 30, "{name}: {flips}");
    }
}

#[test]
fn receipts_come_back_from_the_copy_where_their_table_is_gone_and_the_other_way_round() {
    let (folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    let good = fs::read(&path).unwrap();
    for name in ["receipts", "receipts_copy"] {
        let mut bad = good.clone();
        pages(&path, name).into_iter().for_each(|page| bad[page].fill(0));
        let bad = write(&folder, &bad);
        assert!(told(&bad).contains("cannot be read"), "{}", told(&bad));
        comes_back_whole(&bad, &whole);
    }
}

#[test]
fn each_of_the_two_gives_what_the_other_lost() {
    let (folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    let mut bad = fs::read(&path).unwrap();
    // The first rows of the table and the last of the copy.
    bad[pages(&path, "receipts")[0].clone()].fill(0);
    let copy = pages(&path, "receipts_copy");
    bad[copy[copy.len() - 2].clone()].fill(0);
    comes_back_whole(&write(&folder, &bad), &whole);
}

#[test]
fn what_both_lost_is_named_and_the_others_are_left_alone() {
    let (folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    let mut bad = fs::read(&path).unwrap();
    bad[pages(&path, "receipts")[0].clone()].fill(0);
    bad[pages(&path, "receipts_copy")[0].clone()].fill(0);
    let (to, salvaged) = salvage(&write(&folder, &bad));
    let kept = receipts(&to, TABLE).unwrap();
    assert_eq!(kept[..], whole[REPORTS - kept.len()..]);
    assert!(!kept.is_empty() && salvaged.unread.len() == REPORTS - kept.len());
    let [lost] = &salvaged.lost[..] else { panic!("{:?}", salvaged.lost) };
    assert_eq!(*lost, format!("receipt 1 to {} cannot be read", salvaged.unread.len()));
}

#[test]
fn a_change_that_was_made_to_both_is_told_and_named() {
    let (_folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    change(&path, "UPDATE receipts SET sha256 = 'another' WHERE seq = 7");
    let problems = Ledger::open(&path).unwrap().check().unwrap();
    assert_eq!(problems, [Problem::Receipt { receipt: 7 }, Problem::ReceiptCopy { receipt: 7 }]);
    let (to, salvaged) = salvage(&path);
    assert_eq!(salvaged.lost, ["receipt 7 has changed, and so has its copy"]);
    let kept = receipts(&to, TABLE).unwrap();
    assert_eq!((&kept[..6], &kept[7..]), (&whole[..6], &whole[7..]));
    // Dates decide which version stands, so that it is taken as it can be read.
    assert_eq!(kept[6][6], Value::Text("another".to_owned()));
}

#[test]
fn a_receipt_under_a_rotten_number_is_left_aside_and_stands_under_its_own() {
    let (folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    let good = fs::read(&path).unwrap();
    // The last row of the last page begins where that page's content does: its length in two bytes, then its number.
    let table = pages(&path, "receipts");
    let page = table[table.len() - 2].start;
    let number = page + usize::from(u16::from_be_bytes([good[page + 5], good[page + 6]])) + 2;
    assert_eq!(usize::from(good[number]), REPORTS);
    // Another number; then one that takes what follows with it, so that no value stands where it did.
    for rotten in [99, good[number] | 0x80] {
        let mut bad = good.clone();
        bad[number] = rotten;
        let bad = write(&folder, &bad);
        assert!(told(&bad).contains("has changed"), "{}", told(&bad));
        comes_back_whole(&bad, &whole);
    }
}

#[test]
fn a_copy_that_is_gone_is_told_and_nothing_else_is() {
    let (_folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    Connection::open(&path).unwrap().execute_batch("DROP INDEX receipts_copy").unwrap();
    assert_eq!(told(&path), "the file does not hold together: there is no copy of receipts\n");
    comes_back_whole(&path, &whole);
}

/// The ledger at `path`, as a release left it that knew neither digest nor copy.
fn third_form(path: &Path) -> PathBuf {
    let old = path.with_extension("old");
    let ledger = Connection::open(&old).unwrap();
    for migration in [
        include_str!("../../migrations/0001_ledger.sql"),
        include_str!("../../migrations/0002_derived.sql"),
        include_str!("../../migrations/0003_reviews.sql"),
    ] {
        ledger.execute_batch(migration).unwrap();
    }
    ledger.pragma_update(None, "application_id", 0x6f6e_7263).unwrap();
    ledger.pragma_update(None, "user_version", 3).unwrap();
    ledger.execute("ATTACH ?1 AS new", [path.to_str().unwrap()]).unwrap();
    ledger
        .execute_batch(
            "INSERT INTO raw SELECT * FROM new.raw; INSERT INTO versions SELECT * FROM new.versions;
             INSERT INTO receipts SELECT seq, version, instant, modified, modified_inferred, language, sha256, raw, notices, added_at
             FROM new.receipts; INSERT INTO readings SELECT * FROM new.readings; INSERT INTO findings SELECT * FROM new.findings;
             INSERT INTO entries SELECT * FROM new.entries;",
        )
        .unwrap();
    old
}

#[test]
fn a_ledger_of_the_third_form_gets_digests_and_a_copy_and_nothing_else_changes() {
    let (_folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    let old = third_form(&path);
    let error = Ledger::open_read_only(&old).unwrap_err();
    assert_eq!(error.kind, LedgerErrorKind::Older { found: 3, known: 4 });
    let mut ledger = Ledger::open(&old).unwrap();
    assert_eq!(ledger.check().unwrap(), []);
    assert_eq!(receipts(&old, TABLE).unwrap(), whole);
    assert_eq!(receipts(&old, COPY).unwrap(), whole);
    let digests = |path: &Path| -> Vec<String> {
        let connection = Connection::open(path).unwrap();
        let mut select = connection.prepare("SELECT digest FROM receipts ORDER BY seq").unwrap();
        select.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(digests(&old), digests(&path), "given later, they are what they would have been");
    let refused = Connection::open(&old).unwrap().execute("UPDATE receipts SET digest = ''", ());
    assert!(refused.unwrap_err().to_string().contains("receipts is append-only"));
    ledger.append(&[reading(report("flood-99", "2031-03-06", "More."))]).unwrap();
    assert_eq!(ledger.check().unwrap(), []);
}

#[test]
fn of_a_ledger_of_the_third_form_receipts_are_taken_as_they_can_be_read() {
    let (_folder, path) = file();
    let whole = receipts(&path, TABLE).unwrap();
    let old = third_form(&path);
    comes_back_whole(&old, &whole);
    change(&old, "UPDATE receipts SET language = 'fr' WHERE seq = 7");
    let (to, salvaged) = salvage(&old);
    assert!(salvaged.lost.is_empty(), "nothing tells: {:?}", salvaged.lost);
    assert_eq!(receipts(&to, TABLE).unwrap()[6][5], Value::Text("fr".to_owned()));
}

#[test]
fn a_ledger_of_the_third_form_that_is_damaged_says_so_when_it_is_opened() {
    let (folder, path) = file();
    let old = third_form(&path);
    let good = fs::read(&old).unwrap();
    let bytes: Vec<usize> = pages(&old, "receipts").into_iter().flatten().collect();
    let mut refused = 0;
    for (number, byte) in bytes.into_iter().step_by(127).enumerate() {
        let mut bad = good.clone();
        bad[byte] ^= 1 << (number % 8);
        if let Err(error) = Ledger::open(write(&folder, &bad)) {
            assert!(matches!(error.kind, LedgerErrorKind::Damaged { .. }), "at {byte}: {error:?}");
            refused += 1;
        }
    }
    assert!(refused > 0);
}
