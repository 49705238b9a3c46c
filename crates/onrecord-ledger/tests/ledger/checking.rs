use std::fs;
use std::path::PathBuf;

use onrecord_ledger::{Filter, Ledger, LedgerError, LedgerErrorKind, Problem, Readings, Versions};
use rusqlite::Connection;
use tempfile::{TempDir, tempdir};

use crate::sample::{full, reading, report};

/// A ledger file with three reports.
fn file() -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let readings: Vec<_> = (0..3).map(|n| full(&format!("flood-{n}"), "2031-03-04")).collect();
    Ledger::open(&path).unwrap().append(&readings).unwrap();
    (folder, path)
}

#[test]
fn nothing_on_record_can_be_changed_or_taken_away() {
    let (_folder, path) = file();
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "recursive_triggers", true).unwrap();
    for (table, column) in [
        ("raw", "bytes"),
        ("versions", "text"),
        ("receipts", "notices"),
        ("readings", "engine"),
        ("findings", "body"),
        ("entries", "at"),
    ] {
        for attempt in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("DELETE FROM {table} WHERE rowid = 1"),
            format!("REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let refused = raw.execute(&attempt, ()).unwrap_err().to_string();
            assert!(refused.contains(&format!("{table} is append-only")), "{attempt}: {refused}");
        }
    }
    assert_eq!(Ledger::open(&path).unwrap().check().unwrap(), []);
}

#[test]
fn check_finds_what_was_changed_behind_our_back() {
    let (_folder, path) = file();
    let raw = Connection::open(&path).unwrap();
    let triggers: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_changed'")
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for trigger in triggers {
        raw.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    raw.pragma_update(None, "foreign_keys", false).unwrap();
    raw.execute_batch(
        "UPDATE versions SET text = replace(text, '12', '21') WHERE report = 'flood-0';
         UPDATE raw SET bytes = x'00';
         UPDATE findings SET id = 'ti_0' WHERE kind = 'time' AND reading = 2;
         UPDATE findings SET body = '{}' WHERE kind = 'figure' AND reading = 3;
         UPDATE current_versions SET version = 99 WHERE report = 'flood-2';",
    )
    .unwrap();
    let ledger = Ledger::open(&path).unwrap();
    let problems = ledger.check().unwrap();
    let has = |wanted: fn(&Problem) -> bool| problems.iter().filter(|p| wanted(p)).count();
    assert_eq!(has(|p| matches!(p, Problem::Version { .. })), 1, "{problems:#?}");
    assert_eq!(has(|p| matches!(p, Problem::Raw { .. })), 1, "{problems:#?}");
    assert_eq!(has(|p| matches!(p, Problem::Id { own, .. } if own.starts_with("ti_"))), 1);
    assert_eq!(has(|p| matches!(p, Problem::Body { .. })), 1, "{problems:#?}");
    assert_eq!(has(|p| matches!(p, Problem::Current { report } if report == "flood-2")), 1);
    assert_eq!(has(|p| matches!(p, Problem::Reading { .. })), 2, "{problems:#?}");
    assert!(has(|p| matches!(p, Problem::Words { .. })) > 0, "{problems:#?}");
    assert!(has(|p| matches!(p, Problem::File(_))) >= 2, "reference and index: {problems:#?}");
}

#[test]
fn a_damaged_finding_is_named() {
    let (_folder, path) = file();
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch(
        "DROP TRIGGER findings_are_not_changed;
         UPDATE findings SET body = '{}' WHERE kind = 'figure';",
    )
    .unwrap();
    let error = Ledger::open(&path).unwrap().findings(&Filter::default()).unwrap_err();
    let LedgerErrorKind::Damaged { what } = &error.kind else { panic!("{error}") };
    assert!(what.starts_with("finding `fi_"), "{error}");
}

#[test]
fn check_finds_words_that_do_not_stand_there() {
    let mut ledger = Ledger::in_memory().unwrap();
    let mut given = full("flood-1", "2031-03-04");
    given.findings.statements[0].cue[0].start += 1;
    given.findings.statements[0].cue[0].end += 1;
    given.findings.figures[0].words.end = 100_000;
    ledger.append(&[given]).unwrap();
    let problems = ledger.check().unwrap();
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(problems.iter().all(|problem| matches!(problem, Problem::Words { .. })));
}

/// All that can be read of a ledger, as far as it lets itself be read.
fn everything(ledger: &Ledger) -> Result<String, LedgerError> {
    let all = Filter { versions: Versions::All, readings: Readings::All, ..Filter::default() };
    let rows = ledger.reports(&all)?;
    let texts = rows
        .iter()
        .map(|row| Ok((ledger.report(&row.report.version)?, ledger.raw(&row.report.version)?)));
    let texts: Vec<_> = texts.collect::<Result<_, LedgerError>>()?;
    let found = (ledger.findings(&all)?, ledger.search("residents", &all)?, ledger.find("st_")?);
    Ok(format!("{rows:?} {texts:?} {found:?} {:?}", ledger.log_since(0, 99)?))
}

#[test]
fn damage_is_told_or_does_no_harm() {
    let (folder, path) = file();
    let good = fs::read(&path).unwrap();
    let whole = everything(&Ledger::open(&path).unwrap()).unwrap();
    let mut told = 0;
    for number in 0..90_usize {
        let mut bad = good.clone();
        let from = (number * 7_919 + 100) % (bad.len() - 64);
        for byte in &mut bad[from..from + 64] {
            *byte ^= 0x1a;
        }
        if number % 10 == 0 {
            bad.truncate(from.max(512));
        }
        let path = folder.path().join(format!("bad-{number}.ledger"));
        fs::write(&path, &bad).unwrap();
        let Ok(ledger) = Ledger::open(&path) else {
            told += 1;
            continue;
        };
        let read = everything(&ledger);
        match ledger.check() {
            // The damage fell on free space, which holds nothing.
            Ok(problems) if problems.is_empty() => assert_eq!(read.unwrap(), whole, "at {from}"),
            Ok(_) | Err(_) => told += 1,
        }
    }
    assert!(told > 20, "only {told} of 90 were told");
}

#[test]
fn an_empty_ledger_has_no_problem() {
    let mut ledger = Ledger::in_memory().unwrap();
    assert_eq!(ledger.check().unwrap(), []);
    ledger.append(&[reading(report("flood-1", "2031-03-04", "Flood."))]).unwrap();
    assert_eq!(ledger.check().unwrap(), []);
}
