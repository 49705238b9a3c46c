//! Bytes of a ledger that rot: told by `doctor`, and what holds taken over by `doctor --repair`.

use super::add::{undisturbed, views};
use super::{Moments, rounds, survived};
use crate::program::{Desk, examples};

#[test]
fn what_rots_is_told_and_the_rest_comes_back() {
    let whole = undisturbed();
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    let good = std::fs::read(desk.path("onrecord.db")).unwrap();
    let mut lot = Moments::of(5);
    let mut below = |most: usize| (lot.below(u64::MAX / 2000).as_micros() as usize) % most;
    let (mut told, mut same, mut parts) = (0, 0, 0);
    let rounds = rounds(3);
    for round in 0..rounds {
        let desk = Desk::new();
        let mut bad = good.clone();
        // Behind the first page, without which nobody knows what the file is.
        let at = 4096 + below(bad.len() - 4096 - 600);
        match round % 3 {
            0 => bad[at] ^= 1 << below(8),
            1 => bad[at..at + 512].fill(0),
            _ => bad.truncate(at.max(bad.len() * 9 / 10)),
        }
        desk.write("bad.db", &bad);
        let doctor = desk.run(&["doctor", "--ledger", "bad.db"]);
        let is_told = doctor.code == Some(1);
        assert!(is_told || round % 3 != 2, "{doctor:?}");
        told += u64::from(is_told);
        let repair = desk.run(&["doctor", "--repair", "onrecord.db", "--ledger", "bad.db"]);
        assert!(matches!(repair.code, Some(0 | 3)), "at {at}: {repair:?}");
        assert!(desk.run(&["doctor"]).done().out.contains("sound"));
        let is_whole = views(&desk) == whole;
        assert!(is_whole || repair.code == Some(3), "at {at}: what is lost is said: {repair:?}");
        if is_whole {
            same += 1
        } else {
            parts += 1
        }
        // Whatever was lost, adding the same reports again makes the record whole.
        desk.run(&["add", examples().to_str().unwrap()]);
        assert!(views(&desk) == whole, "at {at}");
    }
    let outcome = format!(
        "{told} told by `doctor` (the others fell on free space); `doctor --repair` gave the whole record back {same} times, and {parts} \
         times all but what it named"
    );
    survived("a flipped bit, a lost sector, a cut-off end of the ledger", rounds, &outcome);
}

#[test]
fn a_repair_writes_over_nothing() {
    let desk = Desk::new();
    desk.write("here.db", "something").write("a.txt", crate::program::REPORT);
    desk.run(&["doctor", "--repair", "new.db"]).ended(1, &[&["no ledger"]]);
    desk.run(&["add", "a.txt"]).done();
    desk.run(&["doctor", "--repair", "here.db"]).ended(1, &[&["here.db", "already"]]);
    desk.write("other.db", "no ledger at all, and long enough to be looked at");
    desk.run(&["doctor", "--repair", "new.db", "--ledger", "other.db"])
        .ended(1, &[&["not a ledger"]]);
    assert!(!desk.path("new.db").exists());
    assert!(desk.run(&["doctor", "--repair", "new.db"]).done().out.contains("1 versions"));
}
