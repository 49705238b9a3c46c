//! Whatever comes from elsewhere (lines of another ledger, sheets and their maps, rules, conditions, words to search) gives what it
//! says or one clear error, and never panics. `cargo xtask deep` tries many more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::sync::OnceLock;

use onrecord::Engine;
use onrecord::condition::Condition;
use onrecord::export::{Depth, Recorded, bundle_line, json_lines};
use onrecord::ledger::{Filter, Ledger, Reading};
use onrecord::model::{Published, Report};
use onrecord::review::sheet::{Sheet, SheetMap};
use onrecord::rules::Rules;
use proptest::prelude::*;

const TEXT: &str = "BRAMLEY, March 4 - At least 12 people were killed when a bus fell from the bridge, police said on Tuesday. \
    \"We are still searching the river,\" said Ada Okoro, a spokeswoman for the fire service. The ministry denied that 3 had died.";
const MAP: &str = "[[finding]]\nkind = \"figure\"\nmeasure = \"killed\"\nvalue = { column = \"Dead\" }\nday = { column = \"Date\" }\n";
const SHEET: &str = "Dead;Date;Source\n12;2031-03-04;police\n\"40-60\";;=cmd()\n";
const RULES: &str = "about = \"Strikes.\"\nnot = [\"heart attack\"]\n[[type]]\nname = \"other:layoff\"\nsubject = \"actor\"\n\
    with = { by = \"actor\" }\n[[event]]\ntype = \"other:layoff\"\nverbs = [\"lay off\"]\nnouns = [\"job cut\"]\nobject = [\"<person>\"]\n\
    yes = [\"The mill [event: laid off] 300 workers.\"]\n";

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::with(Some("swift".as_ref()), None).unwrap())
}

/// A line of a bundle, as another ledger writes it.
fn line() -> &'static str {
    static LINE: OnceLock<String> = OnceLock::new();
    LINE.get_or_init(|| {
        let at = Published { at: "2031-03-04".into(), inferred: false };
        let report =
            Report { text: TEXT.into(), published: Some(at), ..Report::default() }.sealed();
        let findings = engine().findings(&report);
        let reading = onrecord::Reading { report, findings };
        json_lines(&[Recorded { reading, engine: engine().name().to_owned() }], Depth::Whole)
    })
}

/// One change of a text: where (in thousandths), how much is taken away, what is put there.
type Change = (usize, usize, String);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let pieces = prop::sample::select(vec![
        "",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "0",
        "-1",
        "1e308",
        "1e999",
        "99999999999999999999",
        "\\u0000",
        "\\ud800",
        "\u{1b}[31m",
        "\u{202e}",
        "\n",
        "=",
        "<",
        ">",
        "*",
        "(",
        ")",
        "|",
        "x",
        "🌊",
        "true",
        "start",
        "é\u{301}",
        ";",
        "#",
        "'''",
    ]);
    let any = prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => "\\PC{0,8}"];
    prop::collection::vec((0..1000_usize, 0..12_usize, any), 1..6)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (place, away, put) in changes {
        let from = chars.len() * place / 1000;
        let to = (from + away).min(chars.len());
        chars.splice(from..to, put.chars());
    }
    chars.into_iter().collect()
}

/// What is taken in must be sound on record, however it was changed on the way.
fn takes_in_what_is_sound(line: &str) {
    let Ok(onrecord::export::BundleLine::Report(one)) = bundle_line(line) else { return };
    let mut ledger = Ledger::in_memory().unwrap();
    let reading = Reading {
        report: one.reading.report,
        raw: b"",
        engine: one.engine,
        findings: one.reading.findings,
    };
    if ledger.append(&[reading]).is_ok() {
        let problems = ledger.check().unwrap();
        let sound = problems.iter().all(|it| matches!(it, onrecord::ledger::Problem::Id { .. }));
        assert!(sound, "{problems:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.min(20_000), ..ProptestConfig::default() })]

    #[test]
    fn lines_of_another_ledger(changes in changes()) {
        takes_in_what_is_sound(&changed(line(), &changes));
    }

    #[test]
    fn any_line(line in "\\PC{0,80}") {
        let _ = bundle_line(&line);
    }

    #[test]
    fn sheets(changes in changes(), raw in prop::collection::vec(any::<u8>(), 0..40)) {
        let _ = Sheet::read(&raw);
        let sheet = Sheet::read(changed(SHEET, &changes).as_bytes());
        if let Ok(sheet) = sheet {
            let _ = SheetMap::read(MAP, &sheet);
        }
    }

    #[test]
    fn maps(changes in changes()) {
        let sheet = Sheet::read(SHEET.as_bytes()).unwrap();
        let _ = SheetMap::read(&changed(MAP, &changes), &sheet);
    }

    #[test]
    fn conditions(text in "(dispute|denial by |figures where |statements where )?[a-z=<>\"' ]{0,30}|\\PC{0,40}") {
        let _ = text.parse::<Condition>();
    }

    #[test]
    fn words_to_search(words in "\\PC{0,40}|[\"*^:()+ a-z-]{0,30}|(NEAR|AND|OR|NOT|\"| |fire){0,9}") {
        static LEDGER: OnceLock<std::sync::Mutex<Ledger>> = OnceLock::new();
        let ledger = LEDGER.get_or_init(|| std::sync::Mutex::new(Ledger::in_memory().unwrap()));
        ledger.lock().unwrap().search(&words, &Filter::default()).unwrap();
    }
}

proptest! {
    // Each loads all rules.
    #![proptest_config(ProptestConfig { cases: (ProptestConfig::default().cases / 8).min(400), ..ProptestConfig::default() })]

    #[test]
    fn rule_files(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("events")).unwrap();
        std::fs::write(folder.path().join("events/mine.toml"), changed(RULES, &changes)).unwrap();
        if let Err(error) = Rules::from_folder(folder.path()) {
            let said = error.to_string();
            prop_assert!(said.contains("mine.toml"), "{}", said);
        }
    }
}
