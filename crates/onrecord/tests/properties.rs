//! What must hold of every report, real or made up: findings rest on words that stand there, do not depend on how the bytes were
//! wrapped, on other reports, or on the order of arrival, and go from ledger to ledger with their ids.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::sync::OnceLock;

use onrecord::Engine;
use onrecord::derive;
use onrecord::export::{Depth, Recorded, import_line, json_lines, recorded};
use onrecord::ledger::{Filter, Ledger, Reading};
use onrecord::model::{Findings, Report, Sensitivity};
use onrecord::read::{Hint, read};
use onrecord::reconcile::across::Decisions;
use onrecord::view::View;
use proptest::prelude::*;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::with(Some("swift".as_ref()), None).unwrap())
}

/// Name and bytes of each file of the invented crisis.
fn files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with(|first: char| first.is_ascii_digit()) {
            files.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
    files.sort();
    files
}

/// The reports of the invented crisis, read once.
fn examples() -> &'static [Recorded] {
    static EXAMPLES: OnceLock<Vec<Recorded>> = OnceLock::new();
    EXAMPLES.get_or_init(|| {
        let all = files();
        let reports = all.iter().flat_map(|(name, bytes)| reports(bytes, name));
        reports.map(known).collect()
    })
}

fn reports(bytes: &[u8], name: &str) -> Vec<Report> {
    read(bytes, &Hint::named(name)).unwrap().reports
}

fn known(report: Report) -> Recorded {
    Recorded { reading: engine().read(report), engine: engine().name().to_owned() }
}

fn kept(one: &Recorded) -> Reading<'static> {
    Reading {
        report: one.reading.report.clone(),
        raw: b"",
        engine: one.engine.clone(),
        findings: one.reading.findings.clone(),
    }
}

/// A ledger with these, one after another, and what follows across them.
fn ledger<'a>(all: impl IntoIterator<Item = &'a Recorded>) -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    for one in all {
        ledger.append(&[kept(one)]).unwrap();
        derive::keep(&mut ledger, engine().rules(), &Decisions::default()).unwrap();
    }
    ledger
}

fn findings_of(ledger: &Ledger, version: &str) -> Findings {
    View::of(ledger, Sensitivity::Confidential).unwrap().findings_of(version).unwrap().unwrap()
}

/// What the bytes lead to; reports are known by their texts, since ids may come from a digest of the bytes.
fn led_to(bytes: &[u8], name: &str) -> Vec<(String, Findings)> {
    let hint = Hint { url: Some("https://post.example/1".to_owned()), ..Hint::named(name) };
    let reports = read(bytes, &hint).unwrap().reports;
    let found = |report: Report| (report.text.clone(), engine().findings(&report));
    reports.into_iter().map(found).collect()
}

/// A report made of sentences that say something, in any order, with odd things between.
fn made_up() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "BRAMLEY, March 4 - At least 12 people were killed when a bus fell from the bridge, police said on Tuesday. ",
        "“We are still searching the river,” said Ada Okoro, a spokeswoman for the fire service. ",
        "The ministry denied that 3 had died. ",
        "Nils Orde, 44, a teacher from Corrun, has been missing since Sunday.\n",
        "\n\n",
        "The crossing at Pell stayed closed, two officials said on condition of anonymity. ",
        "She said the toll had risen to 1,204. ",
        "Talks between the league and the government are due to resume in Tarn on 9 March. ",
        "\t",
        "🌊 ",
        "“",
        "(",
        "e\u{301}\u{200b} ",
        "The army has not commented. ",
        "None of this could be verified. ",
    ]);
    prop::collection::vec(parts, 1..14).prop_map(|parts| format!("A report. {}", parts.concat()))
}

fn file_of(text: &str) -> String {
    format!("Title: A report\nPublished: 2031-03-04\n\n{text}")
}

#[test]
fn a_byte_order_mark_and_line_ends_change_nothing() {
    for (name, bytes) in files() {
        let plain = led_to(&bytes, &name);
        let marked = [b"\xef\xbb\xbf", bytes.as_slice()].concat();
        assert!(led_to(&marked, &name) == plain, "{name} with a byte order mark");
        let text = String::from_utf8(bytes).unwrap();
        let windows = text.replace('\n', "\r\n");
        // What stands in JSON is kept as it is: there line ends are the lines' own.
        assert!(led_to(windows.as_bytes(), &name) == plain, "{name} with CRLF");
    }
}

#[test]
fn other_reports_change_no_finding_of_a_report() {
    let all = examples();
    let mut ledger = ledger(&all[..3]);
    let before: Vec<Findings> = all[..3]
        .iter()
        .map(|one| findings_of(&ledger, one.reading.report.version.as_str()))
        .collect();
    for one in &all[3..] {
        ledger.append(&[kept(one)]).unwrap();
        derive::keep(&mut ledger, engine().rules(), &Decisions::default()).unwrap();
        for (old, before) in all[..3].iter().zip(&before) {
            let now = findings_of(&ledger, old.reading.report.version.as_str());
            assert!(now == *before, "{} after {}", old.reading.report.id, one.reading.report.id);
        }
    }
    // Nor does it matter what the reader read before.
    for one in all.iter().rev() {
        assert!(engine().findings(&one.reading.report) == one.reading.findings);
    }
}

#[test]
fn what_is_handed_to_another_ledger_keeps_its_ids_and_what_follows() {
    let here = ledger(examples());
    let view = View::of(&here, Sensitivity::Confidential).unwrap();
    let handed = json_lines(&recorded(&view, &Filter::default()).unwrap(), Depth::Whole);
    let taken: Vec<Recorded> = handed.lines().map(|line| import_line(line).unwrap()).collect();
    let there = ledger(&taken);
    for one in &taken {
        let version = one.reading.report.version.as_str();
        assert!(findings_of(&there, version) == findings_of(&here, version));
    }
    let view = View::of(&there, Sensitivity::Confidential).unwrap();
    let again = json_lines(&recorded(&view, &Filter::default()).unwrap(), Depth::Whole);
    let sorted = |lines: &str| {
        let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(sorted(&again) == sorted(&handed));
    // Without replaced versions, which are not handed over, both say the same across reports.
    let current = ledger(taken.iter().rev());
    assert_eq!(current.derived_digest().unwrap(), there.derived_digest().unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: (ProptestConfig::default().cases / 32).min(200), ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_real_reports_gives_the_same_claims(
        order in Just((0..examples().len()).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        static STRAIGHT: OnceLock<String> = OnceLock::new();
        let straight = STRAIGHT.get_or_init(|| ledger(examples()).derived_digest().unwrap());
        let shuffled = ledger(order.iter().map(|at| &examples()[*at]));
        prop_assert_eq!(straight, &shuffled.derived_digest().unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.min(2_000), ..ProptestConfig::default() })]

    #[test]
    fn made_up_reports_are_read_the_same_however_they_are_wrapped(text in made_up()) {
        let file = file_of(&text);
        let plain = led_to(file.as_bytes(), "in");
        let marked = led_to(format!("\u{feff}{file}").as_bytes(), "in");
        prop_assert!(marked == plain, "a byte order mark");
        let windows = led_to(file.replace('\n', "\r\n").as_bytes(), "in");
        prop_assert!(windows == plain, "CRLF");
        let spaced = led_to(format!("{}  \n", file.trim_end()).as_bytes(), "in");
        let bare = led_to(format!("{}\n", file.trim_end()).as_bytes(), "in");
        prop_assert!(words(&spaced) == words(&bare), "trailing space");
    }

    #[test]
    fn made_up_reports_go_over_with_their_ids(text in made_up()) {
        let one = known(reports(file_of(&text).as_bytes(), "in").remove(0));
        let line = json_lines(std::slice::from_ref(&one), Depth::Whole);
        // Taken in only where every span slices to its words.
        let taken = import_line(line.trim_end()).unwrap();
        prop_assert!(taken.reading.findings == one.reading.findings);
    }
}

/// What was found, without ids, which hold the version of the text.
fn words(found: &[(String, Findings)]) -> Vec<String> {
    let of = |findings: &Findings| {
        let statements =
            findings.statements.iter().map(|it| format!("{:?} {:?}", it.act, it.content));
        let figures = findings.figures.iter().map(|it| format!("{:?} {:?}", it.words, it.value));
        let events = findings.events.iter().map(|it| format!("{:?} {:?}", it.words, it.status));
        statements.chain(figures).chain(events).collect::<Vec<String>>()
    };
    found.iter().flat_map(|(_, findings)| of(findings)).collect()
}
