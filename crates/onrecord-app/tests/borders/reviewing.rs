//! Reviews, sensitivity, and the boards that follow them.

use serde_json::Value;

use crate::program::{Desk, Run, examples, finish};
use crate::validators::check;

const ONE: &str = "Title: Flood at Bramley\nOutlet: Valley Post\nDate: 2031-03-04\n\nThe flood at the Bramley dam killed 12 people, the health \
    ministry said on Tuesday. Nadia Verhoeven, a nurse, said that 30 people were missing. Verhoeven hid on the roof of the clinic for two days. \
    Talks between the valley council and the dam's owner broke down. The Bramley bridge is closed.\n";
const TWO: &str = "Title: Toll rises\nOutlet: Northern Wire\nDate: 2031-03-05\n\nThe flood at the Bramley dam killed 21 people, the rescue \
    service said on Wednesday. Nadia Verhoeven was rescued from the roof. Fewer than 20 people are still missing, the mayor said.\n";

fn filled() -> Desk {
    let desk = Desk::new();
    desk.write("one.txt", ONE).write("two.txt", TWO);
    desk.run(&["add", "one.txt", "two.txt"]).done();
    desk
}

fn review(desk: &Desk, arguments: &[&str]) -> Run {
    let mut all = vec!["review"];
    all.extend(arguments);
    all.extend(["--by", "Ines", "--ceiling", "confidential"]);
    desk.run(&all)
}

fn figure(desk: &Desk, text: &str) -> Value {
    let all = desk.run(&["figures", "--json"]).done().json();
    all.into_iter().find(|row| row["text"] == text).unwrap_or_default()
}

/// The command line was wrong, and the message says `words`.
#[track_caller]
fn is_usage(run: &Run, words: &str) {
    assert!(run.code == Some(2) && run.err.contains(words), "{run:?}");
}

fn id(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_rejected_figure_goes_and_undo_brings_it_back() {
    let desk = filled();
    let figure_id = id(&figure(&desk, "12 people"));
    let made = review(&desk, &["reject", &figure_id[..9], "--note", "another valley", "--json"])
        .done()
        .json();
    assert_eq!((made[0]["what"].as_str(), made[0]["by"].as_str()), (Some("reject"), Some("Ines")));
    assert_eq!(figure(&desk, "12 people"), Value::default());
    let shown = desk.run(&["show", &figure_id]).done().out;
    for words in ["rejected: it is on no board", "another valley", "Ines"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let listed = desk.run(&["review", "list"]).done().out;
    assert!(listed.contains("another valley") && !listed.contains("yes"), "{listed}");
    let review_id = id(&made[0]);
    review(&desk, &["undo", &review_id[..8]]).done();
    assert_eq!(id(&figure(&desk, "12 people")), figure_id);
    assert!(desk.run(&["review", "list"]).done().out.contains("yes"));
    review(&desk, &["undo", &review_id]).ended(1, &[&["undone already"]]);
    assert!(desk.run(&["doctor"]).done().out.contains("sound"));
}

#[test]
fn a_correction_is_checked_before_it_is_kept() {
    let desk = filled();
    let figure_id = id(&figure(&desk, "12 people"));
    review(&desk, &["correct", &figure_id, "value=13", "low=13", "high=13", "measure=injured"])
        .done();
    let row = figure(&desk, "12 people");
    assert_eq!((row["value"].as_i64(), row["measure"].as_str()), (Some(13), Some("injured")));
    assert_eq!(row["reviews"][0]["what"], "correct");
    for (set, words) in [
        ("colour=red", "has no field `colour`"),
        ("measure=7", "that makes no figure"),
        ("start=9000", "is no stretch"),
        ("value", "FIELD=VALUE"),
        ("id=x", "has no field `id`"),
    ] {
        review(&desk, &["correct", &figure_id, set]).ended(1, &[&[words]]);
    }
    assert_eq!(desk.run(&["review", "list", "--json"]).done().json().len(), 1);
}

#[test]
fn what_is_added_by_hand_stands_on_the_boards() {
    let desk = filled();
    let arguments = [
        "add",
        "figure",
        "--words",
        "A nurse counted 14 dead at the clinic.",
        "--evidence",
        "call, notes p. 2",
        "--day",
        "2031-03-04",
        "--medium",
        "call",
        "--source",
        "A nurse",
        "--standing",
        "role",
        "--measure",
        "killed",
        "--value",
        ">=14",
        "--population",
        "people",
    ];
    review(&desk, &arguments).done();
    let row = figure(&desk, "A nurse counted 14 dead at the clinic.");
    assert_eq!((row["engine"].as_str(), row["comparator"].as_str()), (Some("by hand"), Some(">=")));
    let brief = desk.run(&["brief"]).done().out;
    assert!(brief.contains("≥ 14"), "{brief}");
    assert!(desk.run(&["search", "counted"]).done().out.contains("counted 14"));
    assert!(desk.run(&["show", &id(&row)]).done().out.contains("by hand"));
    review(&desk, &["add", "figure", "--words", "x", "--evidence", "y", "--day", "2031-03-04"])
        .ended(1, &[&["--value"]]);
    let soon = ["add", "person", "--words", "x", "--evidence", "y", "--day", "soon"];
    is_usage(&review(&desk, &soon), "2031-03-04");
}

#[test]
fn a_review_has_a_name_and_a_subject() {
    let desk = filled();
    let figure_id = id(&figure(&desk, "12 people"));
    desk.run(&["review", "accept", &figure_id]).ended(1, &[&["ONRECORD_REVIEWER"]]);
    let mut command = desk.command(&["review", "accept", &figure_id]);
    finish(command.env("ONRECORD_REVIEWER", "Ada"), None).done();
    review(&desk, &["accept", "fi_0000"]).ended(1, &[&["no finding with the id"]]);
    review(&desk, &["redact", "report:re_"]).ended(1, &[&["begins 2 reports"]]);
    review(&desk, &["merge", "name:A", &figure_id]).ended(1, &[&["one sort"]]);
    is_usage(&review(&desk, &["grade", "name:A", "--reliability", "G"]), "A to F");
    is_usage(&review(&desk, &["grade", "name:A"]), "--reliability");
    review(&desk, &["note", &figure_id]).ended(1, &[&["--note"]]);
    let empty = Desk::new();
    review(&empty, &["redact", "name:A"]).ended(1, &[&["no ledger here"]]);
}

/// Every command that shows what is on record, with words that look for what must not be seen.
fn commands(reports: &[String], ids: &[String]) -> Vec<Vec<String>> {
    let fixed = [
        "brief",
        "brief --format html",
        "brief --format md",
        "brief --about roof",
        "statements",
        "statements --by verhoeven",
        "statements --about roof",
        "figures",
        "figures --plot",
        "figures --about missing",
        "timeline",
        "timeline --who verhoeven",
        "people",
        "people --name nadia",
        "access",
        "talks",
        "sources",
        "sources verhoeven",
        "changes --since 2031-01-01",
        "search verhoeven",
        "search roof",
        "search nadia roof",
        "reports",
        "reports --all",
        "reports --about verhoeven",
        "copies",
        "review list",
        "review queue",
        "review list name:Nadia",
        "doctor",
        "export --format csv --table statements",
        "export --format csv --table reports",
        "export --format json --full-text",
        "export --format jsonl --full-text",
        "export --format jsonld --full-text",
        "export --format claimreview",
        "export --format ftm --full-text",
        "export --format geojson",
        "export --format ics",
        "export --format md",
        "export --format html",
        "export --format bundle",
    ];
    let mut all: Vec<Vec<String>> =
        fixed.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
    all.extend(reports.iter().chain(ids).map(|id| vec!["show".into(), id.clone()]));
    // Each of these reads its report anew: some will do.
    all.extend(ids.iter().step_by(4).map(|id| vec!["why".into(), id.clone()]));
    all
}

/// What any command, with and without --json, lets out of `words`.
fn leaks(desk: &Desk, all: &[Vec<String>], words: &[&str]) -> Vec<String> {
    let mut leaks = Vec::new();
    for command in all {
        for json in [false, true] {
            let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
            if json {
                arguments.push("--json");
            }
            let run = desk.run(&arguments);
            // What somebody asked for is told back where it is not found; that lets out nothing.
            let said = run.out.to_lowercase();
            for word in words.iter().filter(|word| said.contains(**word)) {
                leaks.push(format!("{word}: {arguments:?}: {}", run.out));
            }
        }
    }
    leaks
}

fn known(desk: &Desk) -> (Vec<String>, Vec<String>) {
    let reports = desk.run(&["reports", "--json"]).done().json().iter().map(id).collect();
    let mut ids = Vec::new();
    for command in ["statements", "figures", "people", "timeline", "access", "talks"] {
        ids.extend(desk.run(&[command, "--json"]).done().json().iter().map(id));
    }
    (reports, ids)
}

#[test]
fn no_command_lets_out_a_confidential_person() {
    let desk = filled();
    let (reports, ids) = known(&desk);
    let all = commands(&reports, &ids);
    assert!(
        leaks(&desk, &all, &["verhoeven"]).len() > 20,
        "the test sees no leak where there is no gate"
    );
    review(
        &desk,
        &["sensitivity", "name:Nadia Verhoeven", "confidential", "--note", "Verhoeven is at risk"],
    )
    .done();
    let found = leaks(&desk, &all, &["verhoeven"]);
    assert!(found.is_empty(), "{found:#?}");
    let cleared =
        desk.run(&["statements", "--by", "verhoeven", "--ceiling", "confidential"]).done();
    assert!(cleared.out.contains("Verhoeven"), "{cleared:?}");
}

#[test]
fn no_file_lets_out_what_is_withheld() {
    let desk = filled();
    let write = |desk: &Desk, name: &str| {
        desk.run(&["export", "--format", "xlsx", "--full-text", "--out", &format!("{name}.xlsx")])
            .done();
        desk.run(&["export", "--format", "parquet", "--full-text", "--out", name]).done();
        let book = check("xlsx", &desk.path(&format!("{name}.xlsx"))).to_string();
        let tables = check("words", &desk.path(name)).to_string();
        [book.to_lowercase(), tables.to_lowercase()]
    };
    for said in write(&desk, "before") {
        assert!(said.contains("verhoeven"), "the test sees no leak where there is no gate: {said}");
    }
    review(&desk, &["redact", "name:Nadia Verhoeven", "--note", "Verhoeven is at risk"]).done();
    for said in write(&desk, "after") {
        assert!(!said.contains("verhoeven"), "{said}");
    }
    let ids = desk.run(&["statements", "--json"]).done().json();
    assert!(!ids.is_empty());
    let bundle = desk.run(&["export", "--format", "bundle", "--ceiling", "confidential"]);
    assert!(bundle.err.contains("stay behind") && !bundle.out.contains("erhoeven"), "{bundle:?}");
}

#[test]
fn no_command_lets_out_a_confidential_report() {
    let desk = filled();
    let (reports, ids) = known(&desk);
    let all = commands(&reports, &ids);
    let reports = desk.run(&["reports", "--json"]).done().json();
    let second = reports.iter().find(|row| row["outlet"] == "Northern Wire").unwrap();
    review(&desk, &["sensitivity", &format!("report:{}", id(second)), "restricted"]).done();
    let found = leaks(&desk, &all, &["northern wire", "21 people", "rescue service", "toll rises"]);
    assert!(found.is_empty(), "{found:#?}");
    let mut command = desk.command(&["reports"]);
    let run = finish(command.env("ONRECORD_CEILING", "restricted"), None).done();
    assert!(run.out.contains("restricted") && run.out.contains("Northern Wire"), "{run:?}");
}

#[test]
fn what_is_redacted_is_shown_to_nobody_and_that_it_was_stays() {
    let desk = filled();
    let (reports, ids) = known(&desk);
    let all: Vec<Vec<String>> = commands(&reports, &ids)
        .into_iter()
        .map(|mut command| {
            command.extend(["--ceiling".to_owned(), "confidential".to_owned()]);
            command
        })
        .collect();
    let before = desk.run(&["statements", "--json"]).done().json().len();
    review(&desk, &["redact", "name:Nadia Verhoeven"]).done();
    let found = leaks(&desk, &all, &["verhoeven"]);
    assert!(found.is_empty(), "{found:#?}");
    let rows = desk.run(&["statements", "--json"]).done().json();
    assert_eq!(rows.len(), before);
    assert!(rows.iter().any(|row| row["redacted"] == true), "{rows:?}");
}

#[test]
fn a_redacted_finding_takes_its_words_along() {
    let desk = filled();
    let all = desk.run(&["statements", "--json"]).done().json();
    let said = all.iter().find(|row| row.to_string().contains("30 people")).unwrap();
    let (reports, ids) = known(&desk);
    review(&desk, &["redact", &id(said)]).done();
    let found = leaks(&desk, &commands(&reports, &ids), &["30 people were missing"]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn sources_changes_and_trajectories_are_told() {
    let desk = filled();
    let sources = desk.run(&["sources"]).done().out;
    assert!(sources.contains("Nadia Verhoeven") && sources.contains("rescue service"), "{sources}");
    review(&desk, &["grade", "name:Nadia Verhoeven", "--reliability", "B"]).done();
    let graded = desk.run(&["sources", "verhoeven", "--json"]).done().json();
    assert_eq!(graded[0]["grade"]["reliability"], "B");
    assert_eq!(graded[0]["grade"]["credibility"], "6");
    let changes = desk.run(&["changes", "--since", "2031-03-05"]).done().out;
    assert!(changes.contains("killed 21 people"), "{changes}");
    assert_eq!(
        desk.run(&["changes", "--since", "2031-04"]).done().out,
        "nothing changed since then\n"
    );
    let plot = desk.run(&["figures", "killed", "--plot"]).done().out;
    for words in ["killed · ", "12", "21", "●", "(latest)"] {
        assert!(plot.contains(words), "{words}: {plot}");
    }
    let lowest = desk.run(&["figures", "killed", "--policy", "lowest", "--json"]).done().json();
    assert_eq!(lowest[0]["policy"], "lowest");
    assert!(lowest[0]["steps"].as_array().unwrap().len() >= 2, "{lowest:?}");
    is_usage(&desk.run(&["figures", "--policy", "loudest"]), "most-sources");
}

#[test]
fn fewer_than_twenty_is_not_fewer_than_none() {
    let desk = filled();
    let table = desk.run(&["figures", "missing"]).done().out;
    assert!(table.contains("< 20") && !table.contains("< 0"), "{table}");
}

#[test]
fn a_trajectory_fits_the_terminal() {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    for columns in [80, 200] {
        let mut command = desk.command(&["figures", "--plot"]);
        let run = finish(command.env("COLUMNS", columns.to_string()), None).done();
        let widest = run.out.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(widest <= columns, "{widest} in {columns}:\n{}", run.out);
        assert!(run.out.lines().count() > 30);
    }
}

#[test]
fn the_queue_names_what_to_look_at() {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    let rows = desk.run(&["review", "queue", "--json"]).done().json();
    assert!(
        !rows.is_empty()
            && rows.iter().all(|row| row["queued"].is_string() && row["id"].is_string())
    );
    let first = id(&rows[0]);
    review(&desk, &["accept", &first]).done();
    let after = desk.run(&["review", "queue", "--json"]).done().json();
    assert!(after.iter().all(|row| id(row) != first));
}
