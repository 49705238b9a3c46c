//! Two versions of one report compared: edits made by rule on the example reports, and what is told of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by failing"
)]

use std::path::Path;

use onrecord::model::{Findings, Report, Words};
use onrecord::reconcile::{Version, changes};
use onrecord::{Engine, read};

/// Found, told, and wanted, over all edits.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    told: usize,
    wanted: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.told + self.wanted) as f64
    }

    fn add(&mut self, told: &[String], wanted: &[String]) {
        self.told += told.len();
        self.wanted += wanted.len();
        let mut left = wanted.to_vec();
        for one in told {
            if let Some(at) = left.iter().position(|other| other == one) {
                left.swap_remove(at);
                self.right += 1;
            }
        }
    }
}

fn reports() -> Vec<Report> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending != "md"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        read::read(&bytes, &read::Hint::named(&path.to_string_lossy())).unwrap().reports
    };
    paths.iter().flat_map(read).collect()
}

fn found(engine: &Engine, text: &str, like: &Report) -> Findings {
    engine.findings(
        &Report { text: text.to_owned(), version: String::new(), ..like.clone() }.sealed(),
    )
}

/// What stands wholly inside `start..end`: "figure 12 people", "statement the dam held".
fn inside(findings: &Findings, (start, end): (u32, u32)) -> Vec<String> {
    let within = |words: &Words| start <= words.start && words.end <= end;
    let figures = findings
        .figures
        .iter()
        .filter(|f| within(&f.words))
        .map(|f| format!("figure {}", f.words.text));
    let statements = findings
        .statements
        .iter()
        .filter(|s| s.content.iter().chain(&s.cue).all(within))
        .map(|s| format!("statement {}", joined(&s.content)));
    figures.chain(statements).collect()
}

fn joined(words: &[Words]) -> String {
    words.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn dropped_added_and_altered_findings_are_told() {
    let engine = Engine::embedded().unwrap();
    let mut score = Score::default();
    for report in reports() {
        let old = found(&engine, &report.text, &report);
        for (edited, wanted_gone, wanted_new, wanted_altered) in edits(&engine, &report, &old) {
            let new = found(&engine, &edited, &report);
            let told = changes(
                &Version { text: &report.text, findings: &old },
                &Version { text: &edited, findings: &new },
                engine.rules(),
            );
            let figures = |list: &[&onrecord::model::Figure]| -> Vec<String> {
                list.iter().map(|f| format!("figure {}", f.words.text)).collect()
            };
            let statements = |list: &[&onrecord::model::Statement]| -> Vec<String> {
                list.iter().map(|s| format!("statement {}", joined(&s.content))).collect()
            };
            let gone =
                [figures(&told.figures.withdrawn), statements(&told.statements.withdrawn)].concat();
            let came = [figures(&told.figures.added), statements(&told.statements.added)].concat();
            let altered: Vec<String> = told
                .figures
                .altered
                .iter()
                .map(|(was, is)| format!("{} > {}", was.words.text, is.words.text))
                .collect();
            score.add(&gone, &wanted_gone);
            score.add(&came, &wanted_new);
            score.add(&altered, &wanted_altered);
        }
    }
    assert!(score.wanted > 100, "{score:?}");
    assert!(score.f1() >= 0.95, "F1 {:.3}: {score:?}", score.f1());
}

type Edit = (String, Vec<String>, Vec<String>, Vec<String>);

/// The report with its last paragraph dropped; the same read backwards, so that the paragraph is added; with one number raised.
fn edits(engine: &Engine, report: &Report, old: &Findings) -> Vec<Edit> {
    let mut edits = Vec::new();
    let text = &report.text;
    if let Some((kept, _)) = text.trim_end().rsplit_once('\n') {
        let start = kept.chars().count() as u32;
        let shorter = found(engine, kept, report);
        // What the cut itself changes elsewhere (whom "he" names) is no finding of the paragraph, and not asked for.
        let same_before = inside(&shorter, (0, start)) == inside(old, (0, start));
        if same_before {
            edits.push((kept.to_owned(), inside(old, (start, u32::MAX)), Vec::new(), Vec::new()));
        }
    }
    for figure in &old.figures {
        let Some(digits) = figure
            .words
            .text
            .split_whitespace()
            .find(|word| word.parse::<u32>().is_ok_and(|n| n > 1))
        else {
            continue;
        };
        let raised = (digits.parse::<u32>().unwrap() + 1).to_string();
        let words = figure.words.text.replacen(digits, &raised, 1);
        let points: Vec<char> = text.chars().collect();
        let (start, end) = (figure.words.start as usize, figure.words.end as usize);
        let edited: String = points[..start]
            .iter()
            .copied()
            .chain(words.chars())
            .chain(points[end..].iter().copied())
            .collect();
        let is_content =
            old.statements.iter().any(|s| s.content.iter().any(|part| part.covers(&figure.words)));
        if !is_content {
            edits.push((
                edited,
                Vec::new(),
                Vec::new(),
                vec![format!("{} > {words}", figure.words.text)],
            ));
        }
    }
    edits
}
