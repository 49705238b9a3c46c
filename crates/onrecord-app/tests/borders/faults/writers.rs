//! Several who write at once: each gets its turn, or is told for whom it waits; the record is the same as if they had come
//! one after another.

use std::process::Stdio;

use super::add::{undisturbed, views};
use super::{rounds, survived};
use crate::program::{Desk, examples};

#[test]
fn two_who_add_and_one_who_reviews_at_once() {
    let whole = undisturbed();
    let rounds = rounds(1);
    for _ in 0..rounds {
        let desk = Desk::new();
        let mut files: Vec<_> =
            std::fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_none_or(|ending| ending != "md"));
        files.sort();
        let halves = files.split_at(files.len() / 2);
        let add = |half: &[std::path::PathBuf]| {
            let mut command = desk.command(&["add"]);
            command.args(half).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let mut adding = [add(halves.0), add(halves.1)];
        let mut reviews = 0;
        while adding.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
            let note = ["review", "note", "name:Ada Okoro", "--by", "Ben", "--note", "seen"];
            if desk.path("onrecord.db").exists() && desk.run(&note).code == Some(0) {
                reviews += 1;
            }
        }
        for child in &mut adding {
            assert_eq!(child.wait().unwrap().code(), Some(0));
        }
        assert!(views(&desk) == whole, "the same record, whoever came first");
        assert_eq!(desk.run(&["review", "list", "--json"]).done().json().len(), reviews);
        desk.run(&["doctor"]).done();
    }
    survived(
        "two who add and one who reviews, at once",
        rounds,
        "the same record as one after another",
    );
}
