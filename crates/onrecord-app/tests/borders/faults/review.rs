//! A kill during `review`: what was acknowledged is on record, nothing is half there, what follows is as it must be.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::Stdio;

use super::{Moments, rounds, survived};
use crate::program::{Desk, examples};

#[test]
fn a_killed_review_is_there_or_not() {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    let figures: Vec<String> = desk
        .run(&["figures", "--json"])
        .done()
        .json()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    let actions = ["accept", "reject", "note"];
    let mut moments = Moments::of(7);
    let (mut dead, mut acknowledged, mut tried) = (0, BTreeSet::new(), 0_usize);
    while dead < rounds(15) {
        let subjects = figures.iter().cycle().skip(tried * 3).take(3).map(String::as_str);
        let action = actions[tried % 3];
        let note = format!("number {tried}");
        let arguments: Vec<&str> = ["review", action]
            .into_iter()
            .chain(subjects)
            .chain(["--by", "Ada", "--note", &note])
            .collect();
        tried += 1;
        let mut child =
            desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moments.below(250));
        let _ = child.kill();
        let is_dead = child.wait().unwrap().code().is_none();
        dead += u64::from(is_dead);
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
        acknowledged.extend(whole.lines().map(|line| line.split(' ').next().unwrap().to_owned()));
        let kept = desk.run(&["review", "list", "--json"]).done().json();
        for id in &acknowledged {
            let is_kept =
                kept.iter().any(|row| row["id"].as_str().unwrap().starts_with(id.as_str()));
            assert!(is_kept, "{id} was acknowledged and is gone");
        }
        if tried.is_multiple_of(10) {
            desk.run(&["doctor"]).done();
        }
    }
    assert!(!acknowledged.is_empty());
    // Brings what follows up to date, which `doctor` then compares with what the record gives, byte for byte.
    desk.run(&["disputes", "--json"]).done();
    assert!(desk.run(&["doctor"]).done().out.contains("sound"));
    let outcome = format!("{} reviews acknowledged in {tried} runs, all kept", acknowledged.len());
    survived("kill -9 during `review`", dead, &outcome);
}
