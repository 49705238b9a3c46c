//! What leaves the record, looked at by readers that we did not write.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{Desk, REPORT, examples};
use crate::validators::{check, check_deep};

/// The invented crisis on record.
fn record() -> Desk {
    let desk = Desk::new();
    let run = desk.run(&["add", examples().to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    desk
}

/// The record exported to a file.
fn exported(desk: &Desk, name: &str, arguments: &[&str]) -> std::path::PathBuf {
    let mut all = vec!["export", "--out", name, "--format"];
    all.extend(arguments);
    desk.run(&all).done();
    desk.path(name)
}

/// What a command of the program lists, by id.
fn listed(desk: &Desk, command: &str) -> BTreeMap<String, Value> {
    let lines = desk.run(&[command, "--json"]).done().json();
    lines.into_iter().map(|line| (line["id"].as_str().unwrap().to_owned(), line)).collect()
}

#[test]
fn linked_data_is_read_by_two_processors_and_keeps_to_the_shapes() {
    let desk = record();
    let found = check("jsonld", &exported(&desk, "all.jsonld", &["jsonld"]));
    let kinds = |name: &str| found["kinds"][name].as_u64().unwrap_or(0) as usize;
    assert_eq!(kinds("https://schema.org/QuantitativeValue"), listed(&desk, "figures").len());
    let said = kinds("https://schema.org/Claim") + kinds("https://schema.org/Quotation");
    let statements = said + kinds("urn:onrecord:Silence");
    assert_eq!(statements, listed(&desk, "statements").len());
    assert!(kinds("http://www.w3.org/ns/oa#Annotation") > statements);
    // Two processors that disagree on the file would count differently.
    assert_eq!(found["triples"], found["quads"]);
}

#[test]
fn a_table_holds_what_the_command_lists() {
    let desk = record();
    let rows = check("csv", &exported(&desk, "figures.csv", &["csv"]));
    let figures = listed(&desk, "figures");
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), figures.len());
    for row in rows {
        let figure = &figures[row["id"].as_str().unwrap()];
        assert_eq!(row["measure"], figure["measure"]);
        assert_eq!(row["words"], figure["text"]);
        assert_eq!(row["start"], figure["start"].to_string());
    }
}

#[test]
fn hashtags_are_read_by_the_humanitarian_exchange_language() {
    let desk = record();
    let path = exported(&desk, "tagged.csv", &["csv", "--hxl"]);
    let found = check("hxl", &path);
    assert_eq!(found["rows"].as_u64().unwrap() as usize, listed(&desk, "figures").len());
    let tags = found["tags"].as_array().unwrap();
    assert!(tags.iter().any(|tag| tag == "#indicator+name"), "{tags:?}");
}

#[test]
fn a_folder_takes_every_table() {
    let desk = record();
    desk.run(&["export", "--format", "csv", "--out", "tables/"]).done();
    for name in
        ["statements", "figures", "events", "persons", "places", "access", "talks", "reports"]
    {
        let rows = check("csv", &desk.path("tables").join(name).with_extension("csv"));
        assert!(!rows.as_array().unwrap().is_empty(), "{name}");
    }
}

#[test]
fn a_workbook_has_a_sheet_for_each_table_and_no_formula() {
    let desk = Desk::new();
    desk.write("report.txt", REPORT.replace("Valley Post", "=1+1"));
    desk.run(&["add", "report.txt"]).done();
    let book = check("xlsx", &exported(&desk, "all.xlsx", &["xlsx"]));
    let sheet = book["statements"].as_array().unwrap();
    assert_eq!(sheet.len(), 1 + listed(&desk, "statements").len());
    let at = sheet[0].as_array().unwrap().iter().position(|name| name == "outlet").unwrap();
    assert_eq!(sheet[1][at], "=1+1");
    let rows = check("csv", &exported(&desk, "all.csv", &["csv", "--table", "statements"]));
    assert_eq!(rows[0]["outlet"], "'=1+1");
}

#[test]
fn planned_events_open_in_a_calendar() {
    let desk = record();
    let found = check("ics", &exported(&desk, "plans.ics", &["ics"]));
    let events = found["events"].as_array().unwrap();
    assert!(!events.is_empty());
    let known = listed(&desk, "timeline");
    for event in events {
        let id = event["uid"].as_str().unwrap().trim_end_matches("@onrecord");
        let (start, when) = (event["start"].as_str().unwrap(), &known[id]);
        let told =
            [&when["when"], &when["since"]].iter().find_map(|at| at.as_str()).unwrap().to_owned();
        assert!(told.contains('W') || told.get(..7) == start.get(..7), "{when}");
    }
}

#[test]
fn points_are_where_the_record_has_them() {
    let desk = record();
    let text = std::fs::read_to_string(exported(&desk, "map.geojson", &["geojson"])).unwrap();
    let map: Value = serde_json::from_str(&text).unwrap();
    let features = map["features"].as_array().unwrap();
    assert!(!features.is_empty());
    for feature in features {
        let point = &feature["geometry"]["coordinates"];
        assert!(
            point[0].as_f64().unwrap().abs() <= 180.0 && point[1].as_f64().unwrap().abs() <= 90.0
        );
    }
}

#[test]
#[ignore = "its reader takes minutes to install; `cargo xtask deep` does"]
fn entities_are_read_by_followthemoney() {
    let desk = record();
    let found = check_deep("ftm", &exported(&desk, "all.ftm", &["ftm"]));
    assert_eq!(found["Event"].as_u64().unwrap() as usize, listed(&desk, "timeline").len());
    assert!(found["Article"].as_u64() > Some(20) && found["Person"].as_u64() > Some(5), "{found}");
}

#[test]
fn another_ledger_takes_the_record_in_with_the_same_ids() {
    let desk = record();
    exported(&desk, "record.jsonl", &["jsonl", "--full-text", "--all"]);
    let there = ["--ledger", "other.db"];
    let import = [&there[..], &["import", "record.jsonl"]].concat();
    let run = desk.run(&import).done();
    assert!(run.out.contains("29 taken in"), "{}", run.out);
    for list in ["statements", "figures", "timeline", "people"] {
        let here = desk.run(&[list, "--json"]).done().out;
        assert_eq!(desk.run(&[&there[..], &[list, "--json"]].concat()).done().out, here, "{list}");
    }
    assert!(desk.run(&import).done().out.contains("0 taken in, 29 known already"));
    desk.run(&[&there[..], &["doctor"]].concat()).done();
}

#[test]
fn what_was_changed_on_the_way_is_named_and_the_rest_is_taken_in() {
    let desk = record();
    let path = exported(&desk, "record.jsonl", &["jsonl", "--full-text"]);
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[0] = lines[0].replacen("\"outlet\":\"", "\"outlet\":\"Not ", 1);
    desk.write("changed.jsonl", lines.join("\n"));
    desk.run(&["--ledger", "other.db", "import", "changed.jsonl"])
        .ended(3, &[&["changed.jsonl:1:", "something changed it"]]);
}

#[test]
fn articles_stay_at_home_unless_asked_for() {
    let desk = Desk::new();
    let long =
        "The harbour office said that nobody would be told anything before Monday. ".repeat(40);
    desk.write("report.txt", format!("{REPORT}\n{long}"));
    desk.run(&["add", "report.txt"]);
    for format in ["json", "jsonl", "jsonld", "ftm", "geojson"] {
        let text = desk.run(&["export", "--format", format]).done().out;
        assert!(!text.contains(&long), "{format}");
        let quotes =
            text.matches("nobody would be told anything before Monday. The harbour").count();
        assert!(quotes < 20, "{format}: {quotes}");
    }
    let refused = desk.run(&["export", "--format", "jsonl", "--out", "quotes.jsonl"]);
    refused.done();
    desk.run(&["--ledger", "other.db", "import", "quotes.jsonl"])
        .ended(3, &[&["quotes.jsonl:1:", "--full-text"]]);
}

#[test]
fn filters_are_those_of_the_commands() {
    let desk = record();
    let of = |arguments: &[&str]| {
        let all = [&["export", "--format", "csv", "--table", "figures"], arguments].concat();
        desk.run(&all).done().out.lines().count() - 1
    };
    let listed = |arguments: &[&str]| {
        desk.run(&[&["figures", "--json"], arguments].concat()).done().out.lines().count()
    };
    for filter in
        [&["--since", "2031-03-08"][..], &["--about", "bridge"], &["--until", "2031-03-05"]]
    {
        assert_eq!(of(filter), listed(filter), "{filter:?}");
    }
    assert!(of(&[]) > of(&["--since", "2031-03-08"]));
}

#[test]
fn nothing_is_said_to_be_reviewed_that_nobody_reviewed() {
    let desk = record();
    let run = desk.run(&["export", "--format", "claimreview"]).ended(0, &[&["nobody has graded"]]);
    assert_eq!(run.json()[0]["@graph"], serde_json::json!([]));
}

#[test]
fn a_case_and_a_condition_narrow_what_leaves() {
    let desk = record();
    let lines = |arguments: &[&str]| {
        desk.run(&[&["export", "--format", "jsonl"], arguments].concat()).done().json()
    };
    let killed = lines(&["--where", "figures where measure=killed"]);
    let figures: Vec<&Value> =
        killed.iter().flat_map(|line| line["figures"].as_array().unwrap()).collect();
    let of_command = desk.run(&["figures", "killed", "--json"]).done().json();
    assert_eq!(figures.len(), of_command.len());
    assert!(figures.iter().all(|figure| figure["measure"] == "killed"));
    // Who says so goes along, and nothing else.
    assert!(killed.iter().all(|line| !line["figures"].as_array().unwrap().is_empty()));
    assert!(killed.iter().any(|line| !line["statements"].as_array().unwrap().is_empty()));
    assert!(killed.iter().all(|line| line["events"].as_array().unwrap().is_empty()));
    assert!(lines(&["--where", "figures where measure=nothing"]).is_empty());

    let report = desk.run(&["reports", "--json"]).done().json()[0]["id"].clone();
    let report = report.as_str().unwrap();
    desk.run(&["cases", "name", "The dam", "--by", "Ada"]).done();
    desk.run(&["cases", "add", "The dam", report, "--by", "Ada"]).done();
    for format in ["json", "jsonl", "jsonld", "csv", "ftm", "bundle", "md", "html", "ics"] {
        let of = |arguments: &[&str]| {
            let all = [&["export", "--format", format], arguments].concat();
            desk.run(&all).done().out
        };
        let (one, all) = (of(&["--case", "the dam"]), of(&[]));
        assert!(one.len() < all.len(), "{format}: {} of {}", one.len(), all.len());
    }
    let of_case = lines(&["--case", "The dam"]);
    assert_eq!(of_case.len(), 1);
    assert_eq!(of_case[0]["report"]["id"], report);
    desk.run(&["export", "--format", "csv", "--case", "nothing"]).ended(1, &[&["no case"]]);
    desk.run(&["export", "--format", "csv", "--where", "dispute"])
        .ended(1, &[&["onrecord disputes"]]);
    let wrong = desk.run(&["export", "--format", "csv", "--where", "rumours"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("denial by"), "{wrong:?}");
    let bundle = ["export", "--format", "bundle", "--where", "figures"];
    desk.run(&bundle).ended(1, &[&["whole"]]);
}
