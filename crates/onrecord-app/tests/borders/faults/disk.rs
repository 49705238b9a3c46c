//! A disk that is full, and one that cannot be written: real file systems, in a name space of their own.
#![cfg(target_os = "linux")]

use std::process::Command;

use super::add::{undisturbed, views};
use super::{rounds, survived};
use crate::program::{Desk, Run, examples, finish};

/// Runs a script that may mount; `None` where this machine does not let one.
fn with_mounts(desk: &Desk, script: &str) -> Option<Run> {
    let may = Command::new("unshare").args(["-rm", "true"]).status();
    if !may.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut command = Command::new("unshare");
    command
        .args(["-rm", "sh", "-euc", script])
        .current_dir(desk.path("."))
        .env("ONRECORD", env!("CARGO_BIN_EXE_onrecord"))
        .env("EXAMPLES", examples());
    Some(finish(&mut command, None))
}

#[test]
fn a_disk_that_fills_up_at_any_moment_of_an_add_keeps_what_was_there() {
    let whole = undisturbed();
    let rounds = rounds(2);
    let mut full = 0;
    for round in 0..rounds {
        let desk = Desk::new();
        let room = 300 + (round * 2_309) % 7_000;
        let script = format!(
            "mkdir disk; mount -t tmpfs -o size={room}k none disk
             code=0; $ONRECORD add $EXAMPLES --ledger disk/a.db 2>said || code=$?
             [ $code = 0 ] || [ $code = 1 ]; [ $code = 0 ] || grep -q 'no room left\\|disk failed' said; echo ended $code
             if $ONRECORD reports --ledger disk/a.db --all >before 2>/dev/null; then
                 $ONRECORD doctor --ledger disk/a.db >/dev/null
             else : >before; fi
             mount -o remount,size=90m disk
             $ONRECORD add $EXAMPLES --ledger disk/a.db 2>/dev/null
             $ONRECORD doctor --ledger disk/a.db
             cp disk/a.db onrecord.db"
        );
        let Some(run) = with_mounts(&desk, &script) else { return };
        let said = std::fs::read_to_string(desk.path("said")).unwrap_or_default();
        assert_eq!(run.code, Some(0), "{room} kB: {run:?} {said}");
        full += u64::from(run.out.contains("ended 1"));
        assert!(views(&desk) == whole, "{room} kB");
    }
    assert!(full > 0);
    let outcome = format!(
        "{full} ran full, each said so; the rest was added when there was room: the same record"
    );
    survived("a disk of 0.3 to 7 MB during `add`", rounds, &outcome);
}

#[test]
fn a_medium_that_cannot_be_written_is_read() {
    let desk = Desk::new();
    let script = "mkdir disk; mount -t tmpfs -o size=64m none disk
        $ONRECORD add $EXAMPLES --ledger disk/a.db 2>/dev/null
        mount -o remount,ro disk
        for command in brief statements figures disputes 'search killed' 'reports --all' doctor 'review list'; do
            $ONRECORD $command --ledger disk/a.db >out; [ -s out ]
        done
        code=0; $ONRECORD add $EXAMPLES/01* --ledger disk/a.db 2>said || code=$?; [ $code = 1 ]; grep -q 'cannot be' said
        code=0; $ONRECORD review note name:X --by Ada --note x --ledger disk/a.db 2>said || code=$?; [ $code = 1 ]; grep -q 'cannot be' said";
    let Some(run) = with_mounts(&desk, script) else { return };
    let said = std::fs::read_to_string(desk.path("said")).unwrap_or_default();
    assert_eq!(run.code, Some(0), "{run:?} {said}");
    survived(
        "a read-only file system",
        1,
        "eight commands read it; `add` and `review` end with one line that says so",
    );
}
