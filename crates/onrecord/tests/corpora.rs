//! The kept corpora of `fuzz/`, and changed copies of each input, through the very targets that libFuzzer drives: the smoke run of
//! every test run. `cargo xtask fuzz` goes on for ten minutes at each, guided by coverage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::{Path, PathBuf};

#[path = "../../../fuzz/lot.rs"]
mod lot;
#[path = "../../../fuzz/targets.rs"]
mod targets;

use lot::Lot;

fn corpus(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("fuzz/corpus").join(name)];
    if name == "page" {
        folders.push(root.join("crates/onrecord-read/tests/data"));
    }
    let files = folders.into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{name}: no input is kept");
    files
}

/// Up to four changes: a bit flipped, bytes taken away, doubled, or taken from another input.
fn changed(bytes: &[u8], other: &[u8], lot: &mut Lot) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=lot.below(4) {
        let from = lot.below(bytes.len());
        let to = (from + lot.below(24)).min(bytes.len());
        match lot.below(5) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let some = bytes[from..to].to_vec();
                bytes.splice(from..from, some);
            }
            2 => {
                let at = lot.below(other.len());
                let some = &other[at..(at + lot.below(40)).min(other.len())];
                bytes.splice(from..to, some.iter().copied());
            }
            3 => bytes.truncate(to.max(1)),
            _ => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= 1 << lot.below(8);
                }
            }
        }
    }
    bytes
}

/// How many changed copies: rules load all of their files each time.
fn copies(name: &str) -> usize {
    match name {
        "rules" | "wire" => 8,
        "record" | "questions" => 20,
        _ => 60,
    }
}

#[test]
fn every_kept_input_and_changed_copies_of_it_are_taken_or_refused() {
    for (name, target) in targets::TARGETS {
        let inputs: Vec<Vec<u8>> =
            corpus(name).iter().map(|path| std::fs::read(path).unwrap()).collect();
        let mut lot = Lot(name.len() as u64);
        for (at, input) in inputs.iter().enumerate() {
            target(input);
            for copy in 0..copies(name) {
                let other = &inputs[(at + copy) % inputs.len()];
                target(&changed(input, other, &mut lot));
            }
        }
    }
}

#[test]
fn targets_are_known_by_name() {
    assert!(targets::named("warc").is_some() && targets::named("nothing").is_none());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), targets::TARGETS.len());
}
