//! What is handed on: tables, bundles there and back, claims that were judged, sheets that people kept by hand.

use serde_json::Value;

use crate::program::{Desk, REPORT, Run, examples};
use crate::validators::check;

fn record() -> Desk {
    let desk = Desk::new();
    let run = desk.run(&["add", examples().to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    desk
}

fn review(desk: &Desk, ledger: &str, by: &str, arguments: &[&str]) -> Run {
    desk.run(&[&["--ledger", ledger, "review"], arguments, &["--by", by][..]].concat())
}

fn listed(desk: &Desk, ledger: &str, command: &str) -> Vec<Value> {
    desk.run(&["--ledger", ledger, command, "--json"]).done().json()
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

#[test]
fn tables_are_read_by_arrow_and_duckdb() {
    let desk = record();
    let run = desk.run(&["export", "--format", "parquet", "--out", "tables"]).done();
    assert!(run.out.contains("figures.parquet"), "{}", run.out);
    let found = check("parquet", &desk.path("tables"));
    for (table, command) in
        [("statements", "statements"), ("figures", "figures"), ("events", "timeline")]
    {
        let rows = listed(&desk, "onrecord.db", command).len();
        assert_eq!(found["rows"][table].as_u64().unwrap() as usize, rows, "{table}");
    }
    assert_eq!(found["rows"].as_object().unwrap().len(), 12);
    assert_eq!(found["texts"], 0, "articles stay at home");
    desk.run(&["export", "--format", "parquet", "--out", "whole", "--full-text"]).done();
    let whole = check("parquet", &desk.path("whole"));
    assert_eq!(whole["texts"], whole["rows"]["reports"]);
    // With the texts at hand, DuckDB finds every figure's words where they are said to stand.
    assert_eq!(whole["in_place"], whole["rows"]["figures"]);
    desk.run(&["export", "--format", "parquet"]).ended(1, &[&["--out FOLDER"]]);
}

#[test]
fn a_bundle_goes_to_a_colleague_and_comes_back() {
    let desk = record();
    let figures = listed(&desk, "onrecord.db", "figures");
    let (one, two) = (id(&figures[0]).to_owned(), id(&figures[1]).to_owned());
    review(&desk, "onrecord.db", "Ada", &["accept", &one, "--note", "read twice"]).done();
    let hand = |from: &str, name: &str| {
        desk.run(&["--ledger", from, "export", "--format", "bundle", "--out", name]).done();
    };
    let take = |into: &str, name: &str| desk.run(&["--ledger", into, "import", name]);
    hand("onrecord.db", "there.jsonl");
    let run = take("ben.db", "there.jsonl").done();
    assert!(
        run.out.contains("28 taken in") && run.out.contains("reviews: 1 taken in"),
        "{}",
        run.out
    );
    for list in ["statements", "figures", "timeline", "people"] {
        assert_eq!(listed(&desk, "ben.db", list), listed(&desk, "onrecord.db", list), "{list}");
    }
    // Both go on working, and are not of one mind about one figure.
    review(&desk, "ben.db", "Ben", &["reject", &one]).done();
    review(&desk, "ben.db", "Ben", &["reject", &two]).done();
    review(&desk, "onrecord.db", "Ada", &["grade", &two, "--credibility", "2"]).done();
    hand("ben.db", "back.jsonl");
    let run = take("onrecord.db", "back.jsonl").done();
    assert!(
        run.out.contains("0 taken in, 28 known")
            && run.out.contains("reviews: 2 taken in, 1 known"),
        "{}",
        run.out
    );
    let conflicts: Vec<&str> =
        run.out.lines().filter(|line| line.starts_with("conflict:")).collect();
    assert_eq!(conflicts.len(), 0, "Ben had seen what Ada decided: {}", run.out);
    // The later stands, whoever made it and wherever.
    assert_eq!(listed(&desk, "onrecord.db", "figures").len(), figures.len() - 2);
    review(&desk, "ben.db", "Ben", &["sensitivity", "name:Nobody There", "restricted"]).done();
    review(&desk, "onrecord.db", "Ada", &["accept", &two]).done();
    hand("onrecord.db", "again.jsonl");
    let run = take("ben.db", "again.jsonl").done();
    assert!(run.out.contains("reviews: 2 taken in"), "{}", run.out);
    desk.run(&["--ledger", "ben.db", "doctor"]).done();
}

#[test]
fn where_two_decided_apart_both_are_shown_and_the_later_stands() {
    let desk = record();
    let figures = listed(&desk, "onrecord.db", "figures");
    let one = id(&figures[0]).to_owned();
    desk.run(&["export", "--format", "bundle", "--out", "there.jsonl"]).done();
    desk.run(&["--ledger", "ben.db", "import", "there.jsonl"]).done();
    review(&desk, "ben.db", "Ben", &["reject", &one]).done();
    review(&desk, "onrecord.db", "Ada", &["accept", &one]).done();
    desk.run(&["--ledger", "ben.db", "export", "--format", "bundle", "--out", "back.jsonl"]).done();
    let run = desk.run(&["import", "back.jsonl"]).done();
    let conflict = run.out.lines().find(|line| line.starts_with("conflict:")).unwrap_or_default();
    assert!(
        conflict.contains("by Ben")
            && conflict.contains("by Ada")
            && conflict.ends_with("(stands)"),
        "{}",
        run.out
    );
    assert!(conflict.find("Ben") < conflict.find("Ada"), "{conflict}");
    assert_eq!(listed(&desk, "onrecord.db", "figures").len(), figures.len());
    // Once more, and there is nothing new and nothing to decide.
    let again = desk.run(&["import", "back.jsonl"]).done().out;
    assert!(
        again.contains("reviews: 0 taken in, 1 known") && !again.contains("conflict"),
        "{again}"
    );
}

#[test]
fn a_bundle_leaves_behind_what_is_withheld() {
    let desk = Desk::new();
    desk.write("one.txt", REPORT);
    desk.write(
        "two.txt",
        REPORT
            .replace("Valley Post", "Hill Post")
            .replace("valley-post", "hill-post")
            .replace("bridge", "weir"),
    );
    desk.run(&["add", "one.txt", "two.txt"]).done();
    let reports = listed(&desk, "onrecord.db", "reports");
    let subject = format!("report:{}", id(&reports[0]));
    review(&desk, "onrecord.db", "Ada", &["sensitivity", &subject, "restricted"]).done();
    let bundle = desk.run(&["export", "--format", "bundle"]).done().out;
    assert_eq!(bundle.lines().count(), 1, "{bundle}");
    let run = desk.run(&["export", "--format", "bundle", "--ceiling", "restricted"]).done();
    assert_eq!(run.out.lines().count(), 3, "{}", run.out);
}

#[test]
fn a_claim_that_was_judged_is_a_claim_review() {
    let desk = record();
    let figures = listed(&desk, "onrecord.db", "figures");
    let one = figures.iter().find(|row| row["measure"] == "killed").unwrap();
    review(&desk, "onrecord.db", "Ada", &["accept", id(one)]).done();
    let none = desk.run(&["export", "--format", "claimreview"]).ended(0, &[&["graded"]]);
    assert_eq!(
        none.json()[0]["@graph"],
        serde_json::json!([]),
        "that it was read rightly is no judgement"
    );
    review(
        &desk,
        "onrecord.db",
        "Ada",
        &["grade", id(one), "--credibility", "4", "--note", "the list has fewer"],
    )
    .done();
    let all = desk.run(&["export", "--format", "claimreview"]).done().json();
    let graph = all[0]["@graph"].as_array().unwrap();
    assert_eq!(graph.len(), 1);
    assert_eq!(graph[0]["reviewRating"]["alternateName"], "doubtful (4): the list has fewer");
    let claim = graph[0]["claimReviewed"].as_str().unwrap();
    assert!(claim.contains(one["text"].as_str().unwrap()), "{claim}");
}

const MAP: &str = r#"
[[finding]]
kind = "figure"
measure = "killed"
value = { column = "Dead" }
population = "people"
place = { column = "Where" }
day = { column = "Date" }
source = { column = "Source" }
standing = "body"
evidence = { column = "Link" }

[[finding]]
kind = "figure"
measure = "injured"
value = { column = "Hurt" }
day = { column = "Date" }
"#;

const SHEET: &str = "Date,Where,Dead,Hurt,Source,Link,Remark\n\
    2031-03-04,Varlow,>=14,30,Civil Protection Agency,https://a.example/1,first count\n\
    2031-03-05,Varlow,17,,Civil Protection Agency,https://a.example/2,\n\
    5 March,Corrun,2,,,,wrong day\n\
    2031-03-06,Pell,,,Roads office,,nothing counted\n";

#[test]
fn a_sheet_that_people_kept_comes_along() {
    let desk = Desk::new();
    desk.write("figures.csv", SHEET).write("map.toml", MAP);
    let import = ["import", "figures.csv", "--map", "map.toml", "--by", "Ada"];
    let run = desk.run(&import);
    run.ended(3, &[&["figures.csv:4:", "2031-03-04"]]);
    let run = desk.run(&import);
    assert!(run.out.contains("0 added by hand, 3 known already"), "{run:?}");
    assert!(run.out.contains("columns that the map does not name: Remark"), "{}", run.out);
    assert!(run.out.contains("lines that give no finding: 5"), "{}", run.out);
    let figures = listed(&desk, "onrecord.db", "figures");
    assert_eq!(figures.len(), 3, "{figures:?}");
    assert!(figures.iter().all(|row| row["engine"] == "by hand"));
    let first = figures.iter().find(|row| row["comparator"] == ">=").unwrap();
    assert_eq!((first["measure"].as_str(), first["low"].as_u64()), (Some("killed"), Some(14)));
    assert!(
        desk.run(&["show", id(first)])
            .done()
            .out
            .contains("https://a.example/1 (figures.csv, line 2)")
    );
    // The same as a workbook, which another program wrote: dates are dates there and numbers numbers.
    assert_eq!(check("workbook", &desk.path("figures.csv")), "figures.xlsx");
    let import = ["import", "figures.xlsx", "--map", "map.toml", "--by", "Ada"];
    let run = desk.run(&[&["--ledger", "book.db"], &import[..]].concat());
    run.ended(3, &[&["figures.xlsx:4:", "2031-03-04"]]);
    let told = |row: &Value| {
        ["measure", "low", "high", "as_of", "place"].map(|name| row[name].to_string())
    };
    let mut of_book: Vec<_> = listed(&desk, "book.db", "figures").iter().map(told).collect();
    let mut of_csv: Vec<_> = figures.iter().map(told).collect();
    of_book.sort();
    of_csv.sort();
    assert_eq!(of_book, of_csv);
    desk.run(&["import", "figures.csv", "--map", "map.toml"]).ended(1, &[&["ONRECORD_REVIEWER"]]);
    desk.write("wrong.toml", MAP.replace("Dead", "Tote"));
    desk.run(&["import", "figures.csv", "--map", "wrong.toml", "--by", "Ada"])
        .ended(1, &[&["\"Tote\"", "\"Dead\""]]);
}
