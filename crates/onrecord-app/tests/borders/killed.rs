//! A kill at any moment of `add` loses nothing that was on record, leaves nothing half there, and costs nothing but time.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::program::{Desk, examples};

/// What a kill must not touch, and what a rebuild must give again: reports with their versions, findings, disputes.
const VIEWS: [&[&str]; 3] =
    [&["reports", "--all", "--json"], &["statements", "--json"], &["disputes", "--json"]];

fn views(desk: &Desk) -> Vec<String> {
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

/// `rounds` kills in one ledger, each at another moment, then the rest in peace.
fn survives(rounds: u64, whole: &[String]) -> u64 {
    let mut done = 0;
    let mut at: u64 = 0x2031_0303;
    let mut desk = Desk::new();
    for _ in 0..rounds {
        // A row of numbers that is the same in every run (Knuth's constants).
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let killed = add_and_kill(&desk, Duration::from_millis(20 + (at >> 33) % 2_500));
        done += u64::from(killed);
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
            assert_eq!(views(&desk).len(), whole.len());
            desk = Desk::new();
        }
    }
    desk.run(&["add", examples().to_str().unwrap()]);
    desk.run(&["doctor"]).done();
    for (found, expected) in views(&desk).iter().zip(whole) {
        let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
        assert!(found == expected, "{differs:?}");
    }
    done
}

fn undisturbed() -> Vec<String> {
    let desk = Desk::new();
    assert_eq!(desk.run(&["add", examples().to_str().unwrap()]).code, Some(0));
    views(&desk)
}

#[test]
fn a_killed_add_loses_nothing_and_goes_on() {
    assert!(survives(4, &undisturbed()) > 0);
}

#[test]
#[ignore = "half an hour"]
fn five_hundred_killed_adds_lose_nothing() {
    assert!(survives(500, &undisturbed()) > 100);
}
