//! A kill while a ledger that an older release left is brought to today's form: it is of the old form or of the new one, all of
//! it is there, and what follows across reports comes out the same.

use std::path::Path;
use std::process::Stdio;

use rusqlite::Connection;

use super::add::views;
use super::{Moments, rounds, survived};
use crate::program::{Desk, examples};

/// `onrc` in ASCII: by this a ledger is known.
const APPLICATION_ID: i32 = 0x6f6e_7263;

const MIGRATIONS: [&str; 4] = [
    include_str!("../../../../onrecord-ledger/migrations/0001_ledger.sql"),
    include_str!("../../../../onrecord-ledger/migrations/0002_derived.sql"),
    include_str!("../../../../onrecord-ledger/migrations/0003_reviews.sql"),
    include_str!("../../../../onrecord-ledger/migrations/0004_receipts.sql"),
];

/// Tables that a ledger fills by itself while rows are added, or that say only who writes.
const FILLED_BY_ITSELF: [&str; 5] =
    ["current_versions", "current_readings", "writer", "report_words", "finding_words"];

fn tables(ledger: &Connection) -> Vec<String> {
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid";
    let mut names = ledger.prepare(names).unwrap();
    names.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The columns of a table, which may have more in a later form.
fn columns(ledger: &Connection, table: &str) -> String {
    let names = "SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(?1, 'main')";
    ledger.query_row(names, [table], |row| row.get(0)).unwrap()
}

/// The ledger at `new` as the release with that many migrations would have left it at `old`: its tables by the files that it had, and
/// the same rows in the same order.
fn older(new: &Path, old: &Path, migrations: usize) {
    let ledger = Connection::open(old).unwrap();
    ledger.pragma_update(None, "journal_mode", "wal").unwrap();
    MIGRATIONS[..migrations].iter().for_each(|sql| ledger.execute_batch(sql).unwrap());
    ledger.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    ledger.pragma_update(None, "user_version", migrations as i64).unwrap();
    ledger.execute("ATTACH ?1 AS new", [new.to_str().unwrap()]).unwrap();
    for table in tables(&ledger) {
        if FILLED_BY_ITSELF.iter().any(|name| table.starts_with(name)) {
            continue;
        }
        let columns = columns(&ledger, &table);
        let fill =
            format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}");
        ledger.execute_batch(&fill).unwrap();
    }
}

fn version(ledger: &Path) -> i64 {
    let ledger = Connection::open(ledger).unwrap();
    let whole: String = ledger.query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    ledger.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// The record, and what reviewers and cases say of it.
fn seen(desk: &Desk) -> Vec<String> {
    let mut seen = views(desk);
    seen.push(desk.run(&["cases", "--json"]).done().out);
    seen.push(desk.run(&["review", "list", "--json"]).done().out);
    seen
}

/// Kills what opens a ledger of `migrations` migrations; gives in how many of the kills it was still of the old form.
fn killed(desk: &Desk, migrations: usize, rounds: u64, moments: &mut Moments) -> u64 {
    let name = format!("{migrations}.db");
    older(&desk.path("onrecord.db"), &desk.path(&name), migrations);
    let old = std::fs::read(desk.path(&name)).unwrap();
    let whole = |migrations: usize| {
        let desk = Desk::new();
        desk.write("onrecord.db", &old);
        let seen = seen(&desk);
        assert_eq!(seen[3].is_empty(), migrations < 2, "cases came with the second migration");
        seen
    };
    let whole = whole(migrations);
    assert!(whole[..3] == seen(desk)[..3], "an older ledger holds what the new one does");
    let (mut dead, mut still_old) = (0, 0);
    while dead < rounds {
        let desk = Desk::new();
        desk.write("onrecord.db", &old);
        let command = if dead % 2 == 0 { ["disputes", "--json"] } else { ["reports", "--json"] };
        let mut child =
            desk.command(&command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Two of three about the change of form itself, which is over soon after the start; else while what follows is made.
        std::thread::sleep(moments.below(if dead % 3 == 0 { 900 } else { 25 }));
        let _ = child.kill();
        if child.wait().unwrap().code().is_some() {
            // It was done before; a later moment would be no other.
            continue;
        }
        dead += 1;
        let found = version(&desk.path("onrecord.db"));
        assert!(found == migrations as i64 || found == MIGRATIONS.len() as i64, "form {found}");
        still_old += u64::from(found == migrations as i64);
        assert!(seen(&desk) == whole, "after kill {dead} of form {migrations}");
        assert!(desk.run(&["doctor"]).done().out.contains("sound"));
    }
    still_old
}

#[test]
fn a_killed_change_of_form_loses_nothing() {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    desk.run(&["cases", "name", "The dam", "--by", "Ada"]).done();
    let reports = desk.run(&["reports", "--json"]).done().json();
    let report = reports[0]["id"].as_str().unwrap();
    desk.run(&["cases", "add", "The dam", report, "--by", "Ada"]).done();
    desk.run(&["disputes"]).done();
    let (rounds, mut moments) = (rounds(4), Moments::of(23));
    let each = rounds.div_ceil(3);
    let still_old: u64 = (1..=3).map(|form| killed(&desk, form, each, &mut moments)).sum();
    let outcome = format!(
        "ledgers of forms 1 to 3; {still_old} were still of the old form, the others of the new one; the same record, cases and disputes"
    );
    survived("kill -9 while an older ledger is brought up to date", 3 * each, &outcome);
}
