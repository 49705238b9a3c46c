//! A kill or a full disk takes nothing that was acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use onrecord_ledger::{Appended, Filter, Ledger};
use tempfile::tempdir;

use crate::sample::full;

const PATH: &str = "ONRECORD_LEDGER_TO_FILL";
const FROM: &str = "ONRECORD_LEDGER_FILL_FROM";

/// Not a test of its own: what the child process of the next one runs. Adds without end and prints each report's id once
/// it was acknowledged.
#[test]
fn fills_a_ledger_where_told_to() {
    let (Some(path), Ok(from)) = (std::env::var_os(PATH), std::env::var(FROM)) else { return };
    let from: usize = from.parse().unwrap();
    let mut ledger = Ledger::open(path).unwrap();
    for number in from.. {
        let batch: Vec<_> = (0..=number % 3)
            .map(|part| full(&format!("flood-{number}-{part}"), "2031-03-04"))
            .collect();
        let appended = ledger.append(&batch).unwrap();
        assert!(appended.iter().all(|one| matches!(one, Appended::New { .. })));
        for reading in &batch {
            // One write a line: a kill between two writes would leave half an acknowledgement.
            let line = format!("added {}\n", reading.report.id);
            std::io::stderr().write_all(line.as_bytes()).unwrap();
        }
    }
}

/// Runs a child for `time`, kills it, and gives what it said was added.
fn fill_and_kill(path: &Path, from: usize, time: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "stopping::fills_a_ledger_where_told_to", "--nocapture"])
        .env(PATH, path)
        .env(FROM, from.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stderr.take().unwrap());
    let listening = std::thread::spawn(move || {
        said.lines()
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("added ").map(str::to_owned))
            .collect::<Vec<_>>()
    });
    std::thread::sleep(time);
    child.kill().unwrap();
    child.wait().unwrap();
    listening.join().unwrap()
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.ledger");
    let mut acknowledged = Vec::new();
    for round in 0..10_u64 {
        // Spread, and never the same point of a write twice; the first fall into the making of the file.
        let time = Duration::from_micros(2_000 + round * 17_389 + (round * 7_901) % 3_001);
        acknowledged.extend(fill_and_kill(&path, round as usize * 1_000_000, time));
        let ledger = Ledger::open(&path).unwrap();
        assert_eq!(ledger.check().unwrap(), [], "round {round}");
        let reports = ledger.reports(&Filter::default()).unwrap();
        let kept: std::collections::BTreeSet<_> =
            reports.iter().map(|row| row.report.id.as_str()).collect();
        for id in &acknowledged {
            assert!(kept.contains(id.as_str()), "{id} was acknowledged and is gone");
        }
        // All of a batch or none: the last part of each is there where the first is.
        for id in kept.iter().filter(|id| id.ends_with("-0")) {
            let number: usize = id.split('-').nth(1).unwrap().parse().unwrap();
            assert!(kept.contains(format!("flood-{number}-{}", number % 3).as_str()), "{id}");
        }
        assert_eq!(ledger.findings(&Filter::default()).unwrap().len(), kept.len() * 11);
    }
    assert!(acknowledged.len() > 50, "the children hardly ran: {}", acknowledged.len());
}
