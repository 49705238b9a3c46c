//! Runs the pages of `casebook/` that hold boards: reports in, what reviewers decide, and what the boards then show.
//!
//! A `review` block holds a decision a line, ` | ` between its parts: who, what, about whom, and the rest. A finding is named by
//! its words in double quotes, a review to undo by its number on the page. A `board` block names the board and, behind it, the
//! ceiling. `ONRECORD_BLESS=1` writes what is found now into the pages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by failing"
)]

use std::fmt::Write as _;
use std::path::Path;

use onrecord::boards::{self, Record, Selection};
use onrecord::ledger::{Filter, Ledger, Reading};
use onrecord::model::{Credibility, Decision, Id, Reliability, Sensitivity, Subject};
use onrecord::{Engine, read};

#[test]
fn boards_follow_the_reviews() {
    let engine = Engine::embedded().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook");
    let mut pages: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let mut boards = 0;
    for path in pages {
        let text = std::fs::read_to_string(&path).unwrap();
        if !text.contains("\n```board") || path.ends_with("README.md") {
            continue;
        }
        let now = filled(&engine, &text);
        boards += now.matches("\n```board").count();
        if std::env::var_os("ONRECORD_BLESS").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        assert_eq!(now, text, "{}", path.display());
    }
    assert!(boards >= 8, "only {boards} boards");
}

/// The page with every board filled by what it shows after the reports and reviews above it.
fn filled(engine: &Engine, page: &str) -> String {
    let mut ledger = Ledger::in_memory().unwrap();
    let mut reviews: Vec<Id> = Vec::new();
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        let Some(block) = line.strip_prefix("```").filter(|block| !block.is_empty()) else {
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match block.split(' ').collect::<Vec<_>>().as_slice() {
            ["report"] => add(&mut ledger, engine, &body.join("\n")),
            ["review"] => {
                for line in &body {
                    let decision = decision(&ledger, &reviews, line);
                    let by = line.split(" | ").next().unwrap();
                    reviews.push(ledger.review(by, decision, None).unwrap().id);
                }
            }
            ["board", name, rest @ ..] => {
                let ceiling = rest
                    .first()
                    .map_or(Sensitivity::Public, |level| Sensitivity::from_word(level).unwrap());
                let _ = writeln!(out, "{}```", board(&ledger, engine, name, ceiling));
                continue;
            }
            other => panic!("no such block: {other:?}"),
        }
        let _ = writeln!(out, "{}\n```", body.join("\n"));
    }
    out
}

fn add(ledger: &mut Ledger, engine: &Engine, body: &str) {
    let found = read::read(body.as_bytes(), &read::Hint::named("case")).unwrap();
    for report in found.reports {
        let findings = engine.findings(&report);
        let (raw, engine): (&[u8], String) = (b"", engine.name().to_owned());
        ledger.append(&[Reading { report, raw, engine, findings }]).unwrap();
    }
}

fn decision(ledger: &Ledger, reviews: &[Id], line: &str) -> Decision {
    let parts: Vec<&str> = line.split(" | ").collect();
    let subject = |at: usize| subject(ledger, parts[at]);
    match parts[1] {
        "accept" => Decision::Accept { subject: subject(2) },
        "reject" => Decision::Reject { subject: subject(2) },
        "redact" => Decision::Redact { subject: subject(2) },
        "merge" => Decision::Merge { subjects: vec![subject(2), subject(3)] },
        "split" => Decision::Split { subjects: vec![subject(2), subject(3)] },
        "correct" => {
            let (name, value) = parts[3].split_once('=').unwrap();
            let set = [(name.to_owned(), serde_json::from_str(value).unwrap())].into();
            Decision::Correct { subject: subject(2), set }
        }
        "grade" => Decision::Grade {
            subject: subject(2),
            reliability: Reliability::from_word(parts[3]),
            credibility: Credibility::from_word(parts[3]),
        },
        "sensitivity" => Decision::Sensitivity {
            subject: subject(2),
            level: Sensitivity::from_word(parts[3]).unwrap(),
        },
        "undo" => {
            let number: usize = parts[2].parse().unwrap();
            Decision::Undo { review: reviews[number - 1].clone() }
        }
        other => panic!("no such decision: {other}"),
    }
}

/// A name, a report, or the figure (else the first finding) with the words in quotes.
fn subject(ledger: &Ledger, given: &str) -> Subject {
    let Some(words) = given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Subject::given(given);
    };
    let all = ledger.findings(&Filter::default()).unwrap();
    let mut found: Vec<_> = all.iter().filter(|stored| stored.words == words).collect();
    found.sort_by_key(|stored| stored.kind() != onrecord::ledger::FindingKind::Figure);
    Subject::finding(&found.first().unwrap_or_else(|| panic!("no finding {given}")).id)
}

fn board(ledger: &Ledger, engine: &Engine, name: &str, ceiling: Sensitivity) -> String {
    let selection = Selection { ceiling, ..Selection::default() };
    let record = Record::of(ledger, &selection, engine.rules()).unwrap();
    let mut out = String::new();
    match name {
        "figures" => {
            for one in boards::trajectories(&record, &Default::default()).unwrap().rows {
                let points: Vec<String> = one
                    .points
                    .iter()
                    .map(|p| {
                        let mark = if p.contradicted { "≠" } else { "" };
                        let day = p.as_of.as_deref().unwrap_or("-");
                        format!("{day} {}{mark} {}", p.shown, p.source)
                    })
                    .collect();
                let _ =
                    writeln!(out, "{} {} | {}", one.measure, one.population, points.join(" | "));
            }
        }
        "statements" => {
            for row in boards::statements(&record, &Default::default()).unwrap().rows {
                let who: Vec<&str> =
                    row.found.chain.iter().map(|link| link.name.as_str()).collect();
                let said: Vec<&str> = row.found.content.iter().map(|it| it.text.as_str()).collect();
                let redacted = if row.entry.redacted { " | redacted" } else { "" };
                let _ = writeln!(
                    out,
                    "{} | {} | {} | {}{redacted}",
                    who.join(" <- "),
                    row.found.act,
                    said.join(" … "),
                    row.entry.grade
                );
            }
        }
        "people" => {
            for row in boards::people(&record, &Default::default()).unwrap().rows {
                let redacted = if row.entry.redacted { " | redacted" } else { "" };
                let _ = writeln!(out, "{} | {}{redacted}", row.shown.status, row.shown.who);
            }
        }
        "sources" => {
            for row in boards::sources(&record, &Default::default()).unwrap().rows {
                let _ = writeln!(out, "{} | {} | {}", row.name, row.statements, row.grade);
            }
        }
        "reports" => {
            for row in boards::reports(&record, &Default::default()).unwrap().rows {
                let _ = writeln!(out, "{}", row.report.title.unwrap_or_default());
            }
        }
        other => panic!("no such board: {other}"),
    }
    out
}
