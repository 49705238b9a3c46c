//! What follows across reports, on the command line: disputes, incidents, cases.

use serde_json::Value;

use crate::program::{Desk, examples};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    desk
}

#[test]
fn disputes_show_both_sides() {
    let desk = desk();
    let rows = desk.run(&["disputes", "--json"]).done().json();
    assert!(!rows.is_empty());
    let denied = |row: &&Value| row["state"] == "denied";
    let denial = rows.iter().find(denied).expect("a denial in the examples");
    let stands: Vec<&str> = denial["told"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|told| told["stand"].as_str())
        .collect();
    assert!(stands.contains(&"denied"), "{stands:?}");
    assert!(denial["verdict"]["why"].as_str().unwrap().contains("denies"), "{denial}");
    let table = desk.run(&["disputes"]).done().out;
    assert!(table.contains("denied"), "{table}");
}

#[test]
fn incidents_join_reports_and_keep_each_figure() {
    let desk = desk();
    let rows = desk.run(&["incidents", "--reports", "2", "--json"]).done().json();
    assert!(!rows.is_empty());
    for row in &rows {
        let reports = row["counters"]["reports"].as_object().unwrap().len();
        assert!(reports > 1, "{row}");
        assert!(row["told"].as_array().unwrap().len() >= reports);
    }
}

#[test]
fn pages_of_disputes_follow_one_another() {
    let desk = desk();
    let all = desk.run(&["disputes", "--json"]).done().json();
    let first = desk.run(&["disputes", "--limit", "1"]).done().out;
    let cursor =
        first.lines().last().unwrap().split('\'').nth(1).expect("there is more").to_owned();
    let second =
        desk.run(&["disputes", "--json", "--limit", "1", "--after", &cursor]).done().json();
    assert_eq!(second[0]["id"], all[1]["id"]);
    desk.run(&["disputes", "--after", "nonsense"]).ended(1, &[&["nonsense"]]);
}

#[test]
fn a_case_limits_the_boards_to_its_reports() {
    let desk = desk();
    assert!(desk.run(&["cases"]).done().out.contains("no case"));
    let all = desk.run(&["incidents", "--json"]).done().json();
    let report = all[0]["told"][0]["report"]["id"].as_str().unwrap();
    desk.run(&["cases", "name", "The dam", "--by", "Ada"]).done();
    desk.run(&["cases", "add", "The dam", report, "--by", "Ada"]).done();
    let cases = desk.run(&["cases", "--json"]).done().json();
    assert_eq!(cases[0]["reports"], serde_json::json!([report]));
    let some = desk.run(&["incidents", "--json", "--case", "the dam"]).done().json();
    assert!(!some.is_empty() && some.len() < all.len());
    for finding in desk.run(&["figures", "--json", "--case", "The dam"]).done().json() {
        assert_eq!(finding["report"]["id"], report, "{finding}");
    }
    desk.run(&["cases", "remove", "The dam", report, "--by", "Ada"]).done();
    assert!(desk.run(&["incidents", "--json", "--case", "The dam"]).done().json().is_empty());
    desk.run(&["incidents", "--case", "nothing"]).ended(1, &[&["no case", "nothing"]]);
}

#[test]
fn the_doctor_finds_it_sound() {
    assert!(desk().run(&["doctor"]).done().out.contains("sound"));
}
