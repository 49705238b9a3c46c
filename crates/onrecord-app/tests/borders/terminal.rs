//! What a terminal gets to see: widths, colours, and nothing that it would obey.

use crate::program::{Desk, REPORT, examples, finish};

fn wide(desk: &Desk, arguments: &[&str], columns: &str) -> String {
    finish(desk.command(arguments).env("COLUMNS", columns), None).done().out
}

#[test]
fn tables_fit_the_terminal() {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    for arguments in [
        &["statements"][..],
        &["figures"],
        &["people"],
        &["access"],
        &["talks"],
        &["reports", "--all"],
        &["search", "dam"],
    ] {
        for columns in [80, 200] {
            let out = wide(&desk, arguments, &columns.to_string());
            for line in out.lines() {
                assert!(line.chars().count() <= columns, "{arguments:?} in {columns}: {line}");
            }
        }
        let narrow = wide(&desk, arguments, "80");
        let broad = wide(&desk, arguments, "200");
        assert_eq!(narrow.lines().count(), broad.lines().count(), "{arguments:?}");
        assert!(broad.len() > narrow.len(), "{arguments:?}");
    }
}

#[test]
fn a_small_table_looks_like_this() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt"]).done();
    let out = wide(&desk, &["reports"], "80");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(lines[0].starts_with("ID ") && lines[0].ends_with("TITLE"), "{out}");
    assert!(lines[1].ends_with("2031-03-04  Valley Post  Bridge at Bramley closed"), "{out}");
}

#[test]
fn piped_output_has_no_colours() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt"]).done();
    for arguments in [&["statements"][..], &["brief"], &["read", "a.txt"], &["--help"]] {
        let plain = desk.run(arguments).done().out;
        assert!(!plain.contains('\u{1b}'), "{plain}");
        let refused = finish(desk.command(arguments).env("NO_COLOR", "1"), None).done().out;
        assert_eq!(plain, refused);
    }
}

#[test]
fn control_characters_of_a_report_do_not_reach_the_terminal() {
    let desk = Desk::new();
    let report = "Title: Red \u{1b}[31malert\u{7}\nOutlet: Bad\u{9b}1m Wire\nPublished: 2031-03-04\n\n\
        Police \u{1b}]0;title\u{7} said that at least 12 people \u{202e}were killed in the valley.\n";
    desk.write("a.txt", report);
    let is_obeyed =
        |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    desk.run(&["add", "a.txt"]);
    let reports = desk.run(&["reports", "--json"]).done();
    let id = reports.json()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(reports.json()[0]["outlet"], "Bad\u{9b}1m Wire");
    for arguments in [
        &["statements"][..],
        &["statements", "--json"],
        &["figures"],
        &["people"],
        &["access"],
        &["talks"],
        &["reports"],
        &["reports", "--json"],
        &["search", "killed"],
        &["brief"],
        &["brief", "--format", "md"],
        &["read", "a.txt"],
        &["read", "a.txt", "--json"],
        &["show", &id],
        &["show", &id, "--json"],
    ] {
        let run = desk.run(arguments).done();
        assert!(!run.out.contains(is_obeyed), "{arguments:?}: {:?}", run.out);
    }
}

#[test]
fn help_names_the_exit_codes() {
    let help = Desk::new().run(&["--help"]).done().out;
    for words in ["0 done", "1 failed", "2 the command line was wrong", "3 some inputs"] {
        assert!(help.split_whitespace().collect::<Vec<_>>().join(" ").contains(words), "{help}");
    }
}
