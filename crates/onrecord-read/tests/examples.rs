//! The reports of the worked example come out whole: title, outlet, date, paragraphs, and nothing of the page around.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::PathBuf;

use onrecord_model::Report;
use onrecord_read::{Hint, read};

fn examples() -> Vec<(String, Vec<Report>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let kinds = ["txt", "html", "xml", "json", "jsonl"];
    let is_report = |path: &PathBuf| {
        path.is_file()
            && path.extension().is_some_and(|e| kinds.iter().any(|kind| e == *kind))
            && path.file_name().is_some_and(|name| name.as_encoded_bytes()[0].is_ascii_digit())
    };
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reading = read(&std::fs::read(&path).unwrap(), &Hint::named(&name)).unwrap();
        assert!(reading.failed.is_empty(), "{name}: {:?}", reading.failed);
        (name, reading.reports)
    };
    files.into_iter().filter(is_report).map(read).collect()
}

#[test]
fn every_report_has_its_title_outlet_and_date() {
    for (name, reports) in examples() {
        for report in reports {
            assert!(report.title.is_some() && report.outlet.is_some(), "{name}: {report:?}");
            let published = report.published.as_ref().unwrap_or_else(|| panic!("{name}: undated"));
            assert!(published.at.len() > 19 && !published.inferred, "{name}: {published:?}");
        }
    }
}

#[test]
fn every_paragraph_is_a_line_of_running_text() {
    for (name, reports) in examples() {
        for report in reports {
            let lines: Vec<&str> = report.text.lines().filter(|line| !line.is_empty()).collect();
            assert!(lines.len() >= 5, "{name}: {} paragraphs", lines.len());
            for line in lines {
                let ends = line.ends_with(['.', '?', '!', '”', '’', '"', ':', ')']);
                assert!(ends && line == line.trim() && !line.contains("  "), "{name}: {line}");
            }
        }
    }
}

#[test]
fn nothing_of_the_page_around_an_article_is_in_it() {
    const AROUND: [&str; 14] = [
        "ookie",
        "ubscribe",
        "ADVERTISEMENT",
        "Read more",
        "Sign me up",
        "Most read",
        "Most heard",
        "You may also",
        "More from",
        "Tags:",
        "Updated 15:45",
        "Published 4",
        "Skip to",
        "BREAKING",
    ];
    for (name, reports) in examples().iter().filter(|(name, _)| name.ends_with("html")) {
        for (words, report) in AROUND.iter().flat_map(|w| reports.iter().map(move |r| (w, r))) {
            assert!(!report.text.contains(words), "{name}: {words}: {}", report.text);
        }
    }
}
