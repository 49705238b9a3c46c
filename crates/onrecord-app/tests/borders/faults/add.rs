//! A kill at any moment of `add` loses nothing that was on record, leaves nothing half there, and costs nothing but time.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use super::{Moments, rounds, survived};
use crate::program::{Desk, examples};

/// What a kill must not touch, and what a rebuild must give again: reports with their versions, findings, disputes.
const VIEWS: [&[&str]; 3] =
    [&["reports", "--all", "--json"], &["statements", "--json"], &["disputes", "--json"]];

pub(super) fn views(desk: &Desk) -> Vec<String> {
    VIEWS.iter().map(|view| lines(&desk.run(view).done().json())).collect()
}

/// One line a row, in an order of their own, without the moment at which each was added.
fn lines(rows: &[Value]) -> String {
    let line = |row: &Value| {
        let mut row = row.clone();
        if let Some(fields) = row.as_object_mut() {
            fields.remove("added_at");
        }
        row.to_string()
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// Adds all examples and kills the program after `time`; is it dead before it was done?
fn add_and_kill(desk: &Desk, time: Duration) -> bool {
    let mut child = desk
        .command(&["add", examples().to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(time);
    let killed = child.kill().is_ok();
    killed && child.wait().unwrap().code().is_none()
}

/// `rounds` kills in one ledger, each at another moment, then the rest in peace; gives how many died and how many came to
/// their end before.
fn survives(rounds: u64, whole: &[String]) -> (u64, u64) {
    let (mut dead, mut ended) = (0, 0);
    let mut moments = Moments::of(0x2031_0303);
    let mut desk = Desk::new();
    while dead < rounds {
        let killed = add_and_kill(&desk, moments.below(2_500));
        dead += u64::from(killed);
        if desk.path("onrecord.db").exists() {
            // What is there opens, holds, and is whole.
            let before = desk.run(&["reports", "--all", "--json"]);
            if before.code == Some(0) {
                desk.run(&["doctor"]).done();
                let again = desk.run(&["reports", "--all", "--json"]).done().out;
                assert_eq!(before.out, again);
            }
        }
        if !killed {
            // It came to its end: the next round begins anew.
            ended += 1;
            assert!(views(&desk) == whole, "after {dead} kills");
            desk = Desk::new();
        }
    }
    desk.run(&["add", examples().to_str().unwrap()]);
    desk.run(&["doctor"]).done();
    for (found, expected) in views(&desk).iter().zip(whole) {
        let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
        assert!(found == expected, "{differs:?}");
    }
    (dead, ended)
}

pub(super) fn undisturbed() -> Vec<String> {
    let desk = Desk::new();
    assert_eq!(desk.run(&["add", examples().to_str().unwrap()]).code, Some(0));
    views(&desk)
}

#[test]
fn a_killed_add_loses_nothing_and_goes_on() {
    let (dead, ended) = survives(rounds(4), &undisturbed());
    let outcome =
        format!("{ended} ledgers came to their end between, each the same as an undisturbed one");
    survived("kill -9 during `add`", dead, &outcome);
}
