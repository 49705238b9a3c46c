//! What cannot be read: one clear line each, with name and remedy; the others go on; what was stored stays.

use crate::program::{Desk, REPORT, finish};

/// Adds `name` beside a good report: the good one is stored, the exit code is 3, and there is one line with these words.
#[track_caller]
fn refused(name: &str, bytes: &[u8], words: &[&str]) {
    let desk = Desk::new();
    desk.write(name, bytes).write("good.txt", REPORT);
    let mut expected = vec![name];
    expected.extend(words);
    desk.run(&["add", name, "good.txt"]).ended(3, &[&expected]);
    assert_eq!(desk.run(&["reports", "--json"]).done().json().len(), 1);
}

#[test]
fn an_empty_file() {
    refused("empty.txt", b"", &["empty", "give"]);
}

#[test]
fn nothing_but_white_space() {
    refused("blank.txt", b" \n\n\t\n", &["empty", "give"]);
}

#[test]
fn a_binary_file() {
    refused("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", &["PDF", "text"]);
    refused("a.txt", &[0, 1, 2, 3, 0, 0, 255, 254, 7, 0, 0, 9], &["not text"]);
}

#[test]
fn a_text_of_fifty_megabytes() {
    let text = "Police said the road was closed. ".repeat(50_000_000 / 33);
    refused("long.txt", text.as_bytes(), &["bytes", "split"]);
}

#[test]
fn a_page_without_an_article() {
    let page = b"<!doctype html><html><head><title>Home</title></head><body><nav><a href=/>Home</a></nav></body></html>";
    refused("home.html", page, &["no article", "save"]);
}

#[test]
fn a_broken_json_line() {
    let lines = "{\"id\": \"a\", \"text\": \"Police said the road was closed.\"}\n{\"id\": \n";
    let desk = Desk::new();
    desk.write("lines.jsonl", lines);
    desk.run(&["add", "lines.jsonl"]).ended(3, &[&["lines.jsonl:2:", "not valid JSON", "give"]]);
    assert_eq!(desk.run(&["reports", "--json"]).done().json()[0]["id"], "a");
}

#[test]
fn a_path_that_leads_nowhere() {
    let desk = Desk::new();
    desk.write("good.txt", REPORT);
    let said: &[&[&str]] = &[&["none.txt", "no such file", "check"]];
    desk.run(&["add", "none.txt", "good.txt"]).ended(3, said);
    desk.run(&["read", "none.txt", "good.txt", "--json"]).ended(3, said);
    desk.run(&["brief", "none.txt", "good.txt"]).ended(3, said);
    assert_eq!(desk.run(&["reports", "--json"]).done().json().len(), 1);
}

#[test]
fn a_folder_without_reports() {
    let desk = Desk::new();
    desk.write("folder/notes.md", "x");
    desk.run(&["add", "folder"]).ended(3, &[&["folder", "no report", "give"]]);
}

#[test]
fn what_is_not_utf8_is_read_and_noted() {
    let desk = Desk::new();
    let text =
        "Title: Caf\u{e9} closed\n\nThe mayor\u{2019}s office said the caf\u{e9} was closed.\n";
    let (bytes, _) = windows_1252(text);
    desk.write("old.txt", bytes);
    let run =
        desk.run(&["read", "old.txt", "--json"]).ended(0, &[&["old.txt", "note", "windows-1252"]]);
    assert_eq!(run.json()[0]["report"]["title"], "Caf\u{e9} closed");
}

/// Enough of windows-1252 for one sentence.
fn windows_1252(text: &str) -> (Vec<u8>, usize) {
    let byte = |c: char| match c {
        '\u{2019}' => 0x92,
        c => u8::try_from(u32::from(c)).unwrap(),
    };
    let bytes: Vec<u8> = text.chars().map(byte).collect();
    let length = bytes.len();
    (bytes, length)
}

#[test]
fn a_date_that_cannot_be_read_leaves_the_report_undated() {
    let desk = Desk::new();
    desk.write(
        "a.txt",
        "Title: A\nPublished: the day before\n\nPolice said the road was closed.\n",
    );
    desk.run(&["add", "a.txt"])
        .ended(3, &[&["a.txt", "published", "the day before", "2031-03-04"]]);
    let reports = desk.run(&["reports", "--json"]).done().json();
    assert_eq!(reports[0]["published"], serde_json::Value::Null);
}

#[test]
fn a_ledger_that_cannot_be_written() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT).write("other.txt", "not a ledger, and long enough to look at\n");
    std::fs::create_dir(desk.path("folder")).unwrap();
    for (ledger, words) in [
        ("none/here.db", ["none/here.db", "folder does not exist"]),
        ("folder", ["folder", "a folder, not a ledger"]),
        ("other.txt", ["other.txt", "not a ledger"]),
    ] {
        desk.run(&["add", "a.txt", "--ledger", ledger]).ended(1, &[&words]);
    }
    let kept = std::fs::read_to_string(desk.path("other.txt")).unwrap();
    assert!(kept.starts_with("not a ledger"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_in_which_nobody_may_write() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt", "--ledger", "/proc/onrecord.db"])
        .ended(1, &[&["/proc/onrecord.db"]]);
}

#[test]
fn no_ledger_to_look_things_up_in() {
    let desk = Desk::new();
    for command in [
        &["statements"][..],
        &["figures"],
        &["people"],
        &["access"],
        &["talks"],
        &["brief"],
        &["show", "st_1"],
        &["reports"],
    ] {
        desk.run(command).ended(1, &[&["onrecord.db", "no ledger", "add"]]);
    }
    assert!(!desk.path("onrecord.db").exists());
}

#[test]
fn a_ledger_of_a_newer_release_is_left_as_it_is() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt"]).done();
    let mut file = std::fs::read(desk.path("onrecord.db")).unwrap();
    // The four bytes at 60 of an SQLite file are its user version, which is the ledger's form.
    file[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    std::fs::write(desk.path("onrecord.db"), &file).unwrap();
    desk.run(&["add", "a.txt"]).ended(1, &[&["onrecord.db", "newer", "update"]]);
    desk.run(&["reports"]).ended(1, &[&["onrecord.db", "newer", "update"]]);
    assert!(std::fs::read(desk.path("onrecord.db")).unwrap() == file);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_what_was_stored() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt"]).done();
    let long = "Police said on Tuesday that the road was closed. ".repeat(20_000);
    desk.write("long.txt", long);
    // No file may grow past two blocks: to the program it is as if the disk were full.
    let program = env!("CARGO_BIN_EXE_onrecord");
    let script = format!("trap '' XFSZ; ulimit -f 2; exec {program} add long.txt");
    let mut command = std::process::Command::new("bash");
    command.args(["-c", &script]).current_dir(desk.path("."));
    let run = finish(&mut command, None);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    assert!(run.err.contains("onrecord.db"), "{run:?}");
    assert_eq!(desk.run(&["reports", "--json"]).done().json().len(), 1);
    assert!(desk.run(&["doctor"]).done().out.contains("sound"));
}

#[test]
fn an_id_that_is_none_or_too_short() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt"]).done();
    desk.run(&["show", "st_zzzz"]).ended(1, &[&["st_zzzz", "nothing on record"]]);
    desk.run(&["statements", "--report", "zzz"]).ended(1, &[&["zzz", "no report"]]);
}

#[test]
fn a_wrong_command_line_is_code_two() {
    let desk = Desk::new();
    for arguments in [&["ad"][..], &["add"], &["read"], &["brief", "--format", "pdf"], &[]] {
        let run = desk.run(arguments);
        assert_eq!(run.code, Some(2), "{run:?}");
    }
    assert_eq!(desk.run(&["--help"]).done().code, Some(0));
}
