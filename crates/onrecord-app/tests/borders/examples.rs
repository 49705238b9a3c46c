//! The main job, end to end, on the invented crisis.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::{Desk, REPORT, examples};

/// A desk with all examples on record.
fn filled() -> Desk {
    let desk = Desk::new();
    let run = desk.run(&["add", examples().to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    desk
}

fn outcomes(added: &[Value]) -> BTreeSet<&str> {
    added.iter().map(|line| line["outcome"].as_str().unwrap()).collect()
}

#[test]
fn a_brief_of_a_folder_says_who_says_what_and_stores_nothing() {
    let desk = Desk::new();
    let run = desk.run(&["brief", examples().to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for word in ["Northern Wire", "killed", "st_", "fi_"] {
        assert!(run.out.contains(word), "no `{word}` in:\n{}", run.out);
    }
    assert_eq!(std::fs::read_dir(desk.path(".")).unwrap().count(), 0);
}

#[test]
fn a_brief_comes_in_every_format() {
    let desk = filled();
    let html = desk.run(&["brief", "--format", "html", "--out", "brief.html"]).done();
    assert_eq!(html.out, "");
    let page = std::fs::read_to_string(desk.path("brief.html")).unwrap();
    assert!(page.starts_with("<!") && page.trim_end().ends_with("</html>"));
    assert!(!page.contains("src=\"http") && !page.contains("@import"), "not self-contained");
    let markdown = desk.run(&["brief", "--format", "md"]).done();
    assert!(markdown.out.starts_with('#'), "{}", markdown.out);
    let json = desk.run(&["brief", "--json"]).done().json();
    assert_eq!(json.len(), 1);
    assert!(json[0]["sections"].as_array().is_some_and(|sections| !sections.is_empty()));
}

#[test]
fn a_brief_keeps_to_the_days_and_words_asked_for() {
    let desk = filled();
    let reports = |arguments: &[&str]| {
        let brief = desk.run(arguments).done().json();
        brief[0]["header"]["reports"].as_u64().unwrap()
    };
    let all = reports(&["brief", "--json"]);
    let early = reports(&["brief", "--json", "--until", "2031-03-04"]);
    let late = reports(&["brief", "--json", "--since", "2031-03-05"]);
    assert!(early > 0 && late > 0 && early < all && late < all, "{early} {late} {all}");
    desk.run(&["brief", "--since", "last week"]).ended_with_usage();
}

#[test]
fn every_id_of_a_brief_opens() {
    let desk = filled();
    let brief = desk.run(&["brief", "--json"]).done().json();
    let mut ids = BTreeSet::new();
    collect_ids(&brief[0]["sections"], &mut ids);
    assert!(ids.len() > 20, "{ids:?}");
    for id in ids.iter().step_by(ids.len() / 8) {
        let shown = desk.run(&["show", id, "--json"]).done().json();
        let text = shown[0]["context"]["text"].as_str().unwrap_or_default().to_owned();
        for part in ["cue", "content"].iter().flat_map(|part| shown[0][part].as_array()).flatten() {
            assert!(text.contains(part["text"].as_str().unwrap()), "{part} is not in {text}");
        }
        let people = desk.run(&["show", id]).done().out;
        assert!(people.contains(id.as_str()), "{people}");
    }
}

fn collect_ids(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_ids(item, ids)),
        Value::Object(fields) => {
            if let Some(id) = fields.get("finding").and_then(Value::as_str) {
                ids.insert(id.to_owned());
            }
            fields.values().for_each(|field| collect_ids(field, ids));
        }
        _ => {}
    }
}

#[test]
fn every_command_prints_json_that_parses() {
    let desk = filled();
    for (arguments, field) in [
        (vec!["statements"], "chain"),
        (vec!["statements", "--unnamed"], "cue"),
        (vec!["statements", "--act", "deny"], "content"),
        (vec!["statements", "--by", "Brond"], "act"),
        (vec!["figures"], "comparator"),
        (vec!["figures", "killed"], "voice"),
        (vec!["people"], "voice"),
        (vec!["people", "released"], "voice"),
        (vec!["people", "--name", "Ellisen"], "status"),
        (vec!["access"], "state"),
        (vec!["access", "closed", "--place", "bridge"], "since"),
        (vec!["talks"], "positions"),
        (vec!["talks", "--act", "offer"], "mediators"),
        (vec!["reports"], "version"),
        (vec!["reports", "--all"], "current"),
        (vec!["search", "dam"], "snippet"),
        (vec!["doctor"], "problems"),
    ] {
        let mut all = arguments.clone();
        all.push("--json");
        let lines = desk.run(&all).done().json();
        assert!(!lines.is_empty(), "{arguments:?}");
        assert!(lines.iter().all(|line| line.get(field).is_some()), "{arguments:?}: {field}");
        let people = desk.run(&arguments).done().out;
        assert!(people.lines().count() > 1 || arguments[0] == "doctor", "{people}");
    }
}

#[test]
fn what_a_filter_gives_is_what_was_asked_for() {
    let desk = filled();
    let json = |arguments: &[&str]| desk.run(arguments).done().json();
    for line in json(&["statements", "--act", "deny", "--json"]) {
        assert_eq!(line["act"], "deny");
    }
    for line in json(&["figures", "killed", "--json"]) {
        assert_eq!(line["measure"], "killed");
    }
    for line in json(&["statements", "--since", "2031-03-05", "--until", "2031-03-06", "--json"]) {
        let day = &line["report"]["published"].as_str().unwrap()[..10];
        assert!(("2031-03-05"..="2031-03-06").contains(&day), "{day}");
    }
    for line in json(&["people", "released", "--persons", "--json"]) {
        let told = (line["status"].as_str(), line["finding"].as_str());
        assert_eq!(told, (Some("released"), Some("person")));
    }
    for line in json(&["access", "open", "--json"]) {
        assert_eq!(line["state"], "open");
    }
    desk.run(&["statements", "--act", "shout"]).ended_with_usage();
    desk.run(&["access", "ajar"]).ended_with_usage();
}

#[test]
fn persons_ways_and_talks_open_by_their_ids() {
    let desk = filled();
    for command in ["people", "access", "talks"] {
        let found = desk.run(&[command, "--json"]).done().json();
        for line in found.iter().step_by(found.len() / 6 + 1) {
            let id = line["id"].as_str().unwrap();
            let shown = desk.run(&["show", id, "--json"]).done().json();
            let context = shown[0]["context"]["text"].as_str().unwrap_or_default();
            let words = line["text"].as_str().or(line["mentions"][0]["text"].as_str());
            assert!(context.contains(words.unwrap_or_default()), "{id}: {context}");
            assert!(desk.run(&["show", id]).done().out.contains(id));
        }
    }
}

#[test]
fn adding_twice_adds_nothing() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    let once = desk.run(&["add", "a.txt", "--json"]).done().json();
    let twice = desk.run(&["add", "a.txt", "--json"]).done().json();
    assert_eq!((outcomes(&once), outcomes(&twice)), (["new"].into(), ["known"].into()));
    assert_eq!(once[0]["version"], twice[0]["version"]);
    assert_eq!(desk.run(&["reports", "--all", "--json"]).done().json().len(), 1);
    assert!(desk.run(&["doctor"]).done().out.contains("sound"));
}

#[test]
fn a_corrected_version_takes_the_place_of_the_old_whichever_comes_first() {
    let file = |name: &str| examples().join(name).to_str().unwrap().to_owned();
    let (old, new) = (file("10-channel-six-toll.v1.html"), file("11-channel-six-toll.v2.html"));
    for order in [[&old, &new], [&new, &old]] {
        let desk = Desk::new();
        for path in order {
            let run = desk.run(&["add", path]);
            assert_eq!(run.code, Some(0), "{run:?}");
        }
        let all = desk.run(&["reports", "--all", "--json"]).done().json();
        assert_eq!(all.len(), 2);
        let standing: Vec<&Value> = all.iter().filter(|row| row["current"] == true).collect();
        assert_eq!(standing.len(), 1);
        assert_eq!(
            standing[0]["supersedes"],
            all.iter().find(|row| row["current"] == false).unwrap()["version"]
        );
        assert_eq!(desk.run(&["reports", "--json"]).done().json().len(), 1);
        let shown =
            desk.run(&["show", standing[0]["id"].as_str().unwrap(), "--json"]).done().json();
        assert_eq!(shown[0]["versions"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn flags_fill_what_a_report_leaves_open() {
    let desk = Desk::new();
    let text = "Police said on Monday that the road was closed.\n";
    let arguments =
        ["read", "-", "--json", "--published", "2023-11-06", "--outlet", "Example Wire"];
    let read = desk.feed(&arguments, text).done().json();
    assert_eq!(read[0]["report"]["published"], "2023-11-06");
    assert_eq!(read[0]["report"]["outlet"], "Example Wire");
    let undated = desk.feed(&["read", "-", "--json"], text).done().json();
    assert_eq!(undated[0]["report"]["published"], Value::Null);
    desk.run(&["read", "x.txt", "--published", "soon"]).ended_with_usage();
}

#[test]
fn another_ledger_is_used_where_one_is_named() {
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt", "--ledger", "other.db"]).done();
    assert!(desk.path("other.db").exists() && !desk.path("onrecord.db").exists());
    let mut command = desk.command(&["reports", "--json"]);
    let run = crate::program::finish(command.env("ONRECORD_LEDGER", "other.db"), None).done();
    assert_eq!(run.json().len(), 1);
}

impl crate::program::Run {
    #[track_caller]
    fn ended_with_usage(self) {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert_eq!(self.out, "");
    }
}
