//! What is thrown at every parser and stage, and what must hold whatever comes: a panic is a find. libFuzzer runs these, guided by
//! coverage (`cargo xtask fuzz`), and `cargo test` runs them on the corpora that are kept (`crates/onrecord/tests/corpora.rs`).

use std::sync::OnceLock;

use onrecord::Engine;
use onrecord::compare::Question;
use onrecord::condition::Condition;
use onrecord::derive::{self, Soundness};
use onrecord::export::{BundleLine, Depth, Recorded, bundle_line, import_line, json_lines};
use onrecord::ledger::{Filter, Ledger, Problem, Reading};
use onrecord::model::{Published, Report};
use onrecord::read::{Archive, Hint, entries, json_line, read};
use onrecord::review::sheet::{Sheet, SheetMap};
use onrecord::rules::Rules;
use onrecord_analyse::reader::{Reader, Scratch, Word};

/// Takes any bytes.
pub type Target = fn(&[u8]);

/// All of them, by the name of their corpus.
pub const TARGETS: [(&str, Target); 17] = [
    ("text", file),
    ("page", file),
    ("feed", feed),
    ("ninjs", file),
    ("newsml", file),
    ("table", file),
    ("packed", file),
    ("warc", warc),
    ("lines", lines),
    ("wire", wire),
    ("questions", questions),
    ("sheets", sheets),
    ("rules", rules),
    ("queries", queries),
    ("weights", weights),
    ("findings", findings),
    ("record", record),
];

/// The target of that name.
pub fn named(name: &str) -> Option<Target> {
    TARGETS.iter().find(|target| target.0 == name).map(|target| target.1)
}

/// Bytes to reports: each as it will be kept, or one line that says what is wrong.
fn file(bytes: &[u8]) {
    match read(bytes, &Hint::named("in")) {
        Ok(reading) => reading.reports.iter().for_each(sealed),
        Err(error) => {
            let line = error.to_string();
            assert!(line.starts_with("in") && !line.contains('\n'), "{line}");
        }
    }
}

fn sealed(report: &Report) {
    let again = report.clone().sealed();
    assert!(again.id == report.id && again.version == report.version && !report.id.is_empty());
}

fn feed(bytes: &[u8]) {
    for entry in entries(bytes).unwrap_or_default() {
        let _ = read(b"<p>The river rose, the mayor said on Tuesday.</p>", &entry.hint());
    }
    file(bytes);
}

fn warc(bytes: &[u8]) {
    let Ok(mut archive) = Archive::open(Box::new(bytes), &Hint::named("in")) else { return };
    let mut records = 0;
    while let Some(record) = archive.next_record() {
        records += 1;
        let content = record.and_then(|record| record.content());
        archive.note(&content);
    }
    assert!(records <= bytes.len(), "a record takes bytes");
    assert!(archive.next_record().is_none(), "what is over stays over");
}

fn lines(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for (at, line) in text.lines().enumerate() {
        if let Ok(report) = json_line(line, "in", at + 1) {
            sealed(&report);
        }
    }
}

/// A line of another ledger: what is taken in is sound on record.
fn wire(bytes: &[u8]) {
    let Ok(line) = std::str::from_utf8(bytes) else { return };
    let _ = import_line(line);
    let Ok(BundleLine::Report(one)) = bundle_line(line) else { return };
    let mut ledger = Ledger::in_memory().expect("memory");
    if ledger.append(&[as_kept(&one)]).is_ok() {
        let problems = ledger.check().expect("it can be read");
        // Ids that another release gave, or somebody made up, are told, and no damage.
        assert!(problems.iter().all(|it| matches!(it, Problem::Id { .. })), "{problems:?}");
    }
}

fn as_kept(one: &Recorded) -> Reading<'static> {
    Reading {
        report: one.reading.report.clone(),
        raw: b"",
        engine: one.engine.clone(),
        findings: one.reading.findings.clone(),
    }
}

/// A pair of passages, or a claim and a body, as `compare` takes them.
fn questions(bytes: &[u8]) {
    let Ok(line) = std::str::from_utf8(bytes) else { return };
    match Question::of_line(line) {
        Ok(question) if line.len() < 4_000 => drop(question.answer(engine())),
        Ok(_) => {}
        Err(bad) => assert!(bad.to_json()["error"].is_string()),
    }
}

/// A sheet and its map, parted by a line `---`.
fn sheets(bytes: &[u8]) {
    let parted = bytes.windows(5).position(|five| five == b"\n---\n");
    let (sheet, map) = parted.map_or((bytes, &b""[..]), |at| (&bytes[..at + 1], &bytes[at + 5..]));
    if let (Ok(sheet), Ok(map)) = (Sheet::read(sheet), std::str::from_utf8(map)) {
        let _ = SheetMap::read(map, &sheet);
    }
}

/// The files of rules, one after another as the first byte says; the last is a domain of somebody's own.
const RULE_FILES: [&str; 12] = [
    "abbreviations.toml",
    "access.toml",
    "cues/speech.toml",
    "events/conflict.toml",
    "events/types.toml",
    "figures/comparators.toml",
    "figures/measures.toml",
    "figures/units.toml",
    "numbers.toml",
    "people.toml",
    "times.toml",
    "events/mine.toml",
];

fn rules(bytes: &[u8]) {
    let Some((first, text)) = bytes.split_first() else { return };
    let name = RULE_FILES[(*first as usize) % RULE_FILES.len()];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    let _ = file.parent().map(std::fs::create_dir_all);
    std::fs::write(&file, text).expect("a file");
    if let Err(error) = Rules::from_folder(folder.path()) {
        assert!(!error.to_string().is_empty() && !error.kind.remedy().is_empty());
    }
}

/// Words to search, and conditions of `watch`.
fn queries(bytes: &[u8]) {
    thread_local!(static LEDGER: Ledger = Ledger::in_memory().expect("memory"));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = text.parse::<Condition>();
    LEDGER.with(|ledger| ledger.search(text, &Filter::default()).expect("any words can be sought"));
}

const VOCABULARY: &str =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\nmayor\nsaid\n.\n,\n\"\n'\na\n##a\nb\n##b\n";

/// Weights of a reader: refused, or they read.
fn weights(bytes: &[u8]) {
    let Ok(reader) = Reader::load(bytes.to_vec(), VOCABULARY) else { return };
    let word = |text| Word { text, opens_paragraph: false, opens_sentence: false, quoted: false };
    let words: Vec<Word<'_>> = "\" ab , \" the mayor said .".split(' ').map(word).collect();
    let layers = reader.read(&words, &mut Scratch::default());
    assert!(layers.heads.len() == words.len() && layers.upos.len() == words.len());
}

/// The quick reader, loaded once.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::with(Some("swift".as_ref()), None).expect("built in"))
}

fn report(id: &str, day: &str, text: &str) -> Report {
    let published = Some(Published { at: day.to_owned(), inferred: false });
    Report { id: id.to_owned(), text: text.to_owned(), published, ..Report::default() }.sealed()
}

/// Words, sentences, reader, rules: the same findings each time, and each stands in the text.
fn findings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let reading = engine().read(report("a", "2031-03-04", &text));
    assert!(reading.findings == engine().findings(&reading.report));
    let recorded = Recorded { reading, engine: engine().name().to_owned() };
    let line = json_lines(std::slice::from_ref(&recorded), Depth::Whole);
    // Checks every span against its words.
    let again = import_line(line.trim_end()).expect("our own line is taken in");
    assert!(again.reading.findings == recorded.reading.findings);
}

/// Two reports, parted by a zero byte: on record, across, checked, handed over.
fn record(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0).map(String::from_utf8_lossy);
    let texts = [parts.next().unwrap_or_default(), parts.next().unwrap_or_default()];
    let mut ledger = Ledger::in_memory().expect("memory");
    let rules = engine().rules();
    for (id, text) in ["a", "b"].into_iter().zip(&texts) {
        let reading = engine().read(report(id, "2031-03-04", text));
        let recorded = Recorded { reading, engine: engine().name().to_owned() };
        ledger.append(&[as_kept(&recorded)]).expect("what was read can be kept");
        derive::keep(&mut ledger, rules, &Default::default()).expect("it can be worked out");
    }
    let problems = ledger.check().expect("it can be read");
    assert!(problems.is_empty(), "{problems:?}");
    let sound = derive::soundness(&ledger, rules, &Default::default()).expect("it can be read");
    assert!(sound == Soundness::Sound, "{sound:?}");
}
