//! Runs every `yes` and `no` example of the rule files on real documents, as the reader makes them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by failing"
)]

use onrecord::Engine;
use onrecord::proof::{Failure, prove};

/// What is a word of speech and what is not ("a bell announced the hour") is told by a trained reader, which errs: one
/// example in thirty may fail.
fn holds(of: impl Fn(&str) -> bool) {
    let proven = prove(&Engine::embedded().unwrap(), of);
    assert!(proven.examples > 0, "there are no examples");
    let line = |it: &Failure| {
        let found = if it.wanted { "is not found" } else { "is found" };
        format!("{}:{}: `{}` {found} in: {} ({})", it.file, it.line, it.entry, it.example, it.read)
    };
    let (failed, allowed) = (proven.failures.len(), proven.examples / 30);
    assert!(
        failed <= allowed,
        "{failed} of {} examples fail (at most {allowed}):\n{}",
        proven.examples,
        proven.failures.iter().map(line).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn cues_are_found_in_their_examples() {
    holds(|file| file.starts_with("cues/"));
}

#[test]
fn phrases_are_found_in_their_examples() {
    holds(|file| matches!(file, "speech.toml" | "continuations.toml"));
}

#[test]
fn times_are_found_in_their_examples() {
    holds(|file| file == "times.toml");
}

#[test]
fn words_between_findings_are_found_in_their_examples() {
    holds(|file| file == "verdicts.toml");
}

#[test]
fn events_are_found_in_their_examples() {
    holds(|file| file.starts_with("events/"));
}

#[test]
fn persons_ways_and_talks_are_found_in_their_examples() {
    holds(|file| matches!(file, "persons.toml" | "access.toml" | "talks.toml"));
}
