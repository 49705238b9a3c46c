//! What reviewers keep from view must not be told of on any page, nor to any program.

use std::time::Duration;

use serde_json::{Value, json};

use super::Open;
use crate::program::converse;
use crate::validators::check;

/// A name that stands nowhere else, as it is written and as it is folded.
const SECRET: &str = "quillfeather";

/// Pages and answers that show the record.
const PATHS: [&str; 50] = [
    "/",
    "/figures",
    "/disputes",
    "/disputes?about=Quillfeather",
    "/incidents",
    "/incidents?about=Quillfeather",
    "/timeline",
    "/people",
    "/access",
    "/talks",
    "/places",
    "/statements",
    "/statements?act=assert",
    "/sources",
    "/reports",
    "/copies",
    "/review",
    "/search?about=hostages",
    "/search?about=killed",
    "/situation.json",
    "/figures.json",
    "/disputes.json",
    "/incidents.json",
    "/statements.json",
    "/timeline.json",
    "/reports.json",
    "/reviews.json",
    "/people.json",
    "/access.json",
    "/talks.json",
    "/sources.json",
    "/places.json",
    "/copies.json",
    "/api/v1/figures",
    "/api/v1/events",
    "/api/v1/persons",
    "/api/v1/statements?act=assert",
    "/api/v1/search?about=hostages",
    "/api/v1/disputes",
    "/api/v1/incidents",
    "/api/v1/reviews",
    "/api/v1/copies",
    "/api/v1/places",
    "/api/v1/facets",
    "/api/v1/added",
    "/add",
    "/add.json",
    "/add/1",
    "/add/1.json",
    "/api/v1/batches/1",
];

/// Questions that hold the name: they may be told back, but find nothing.
const PROBES: [&str; 6] = [
    "/api/v1/search?about=Quillfeather",
    "/api/v1/statements?about=Quillfeather",
    "/api/v1/figures?about=Quillfeather",
    "/api/v1/reports?about=Quillfeather",
    "/api/v1/disputes?about=Quillfeather",
    "/api/v1/incidents?about=Quillfeather",
];

/// Commands that show what is on record.
const COMMANDS: [&str; 23] = [
    "brief",
    "disputes",
    "incidents",
    "figures",
    "statements",
    "people",
    "sources",
    "timeline",
    "reports",
    "search hostages",
    "review list",
    "export --format jsonl",
    "export --format jsonl --full-text --all",
    "export --format json",
    "export --format jsonld",
    "export --format csv",
    "export --format claimreview",
    "export --format ftm",
    "export --format geojson",
    "export --format ics",
    "export --format md",
    "export --format html",
    "export --format bundle",
];

/// A desk on two reports that dispute each other, and tell of one killing.
fn filled() -> (Open, String) {
    let desk = Open::empty();
    let told = desk.add(&json!({
        "text": "The mayor, Ada Quillfeather, said on Monday that at least 12 hostages were held at the Quillfeather mill in Bramley. Two people were killed in a rocket attack on Bramley on Monday, Ada Quillfeather said.",
        "title": "Held at the Quillfeather mill", "outlet": "Quillfeather Post", "published": "2031-03-04", "url": "https://post.example/quillfeather",
    }));
    desk.add(&json!({"text": "The army denied on Tuesday that at least 12 hostages were held at the mill in Bramley. Three people were killed in a rocket attack on Bramley on Monday, the army said.", "outlet": "Radio Sel", "published": "2031-03-05"}));
    let report = told["items"][0]["reports"][0]["report"].as_str().unwrap().to_owned();
    (desk, report)
}

/// Puts a decision on record, and waits until the desk has looked again.
fn decide(desk: &Open, mut review: Value) -> Value {
    review["by"] = json!("Ada Reviewer");
    let kind = "Content-Type: application/json";
    let decided = desk.ask("POST", "/api/v1/reviews", &[kind], &review.to_string());
    assert_eq!(decided.status, 201, "{decided:?}");
    std::thread::sleep(Duration::from_secs(2));
    serde_json::from_str(&decided.body).unwrap()
}

/// Where anything tells of it: pages, answers, tools, commands.
fn leaks(desk: &Open, ceiling: &str, finding: &str) -> Vec<String> {
    let mut leaks = Vec::new();
    let tells = |said: &str| said.to_lowercase().contains(SECRET);
    for path in PATHS {
        let answer = desk.get(path);
        assert_eq!(answer.status, 200, "{path}");
        // What was asked for is told back in the form it was asked in.
        let said = answer.body.to_lowercase();
        let own = said.replace("value=\"quillfeather\"", "").replace("about=quillfeather", "");
        if tells(&own) {
            leaks.push(path.to_owned());
        }
    }
    let asked = desk.get("/?about=Quillfeather").body;
    if !asked.contains("Nothing of that is on record") {
        leaks.push("/?about=".to_owned());
    }
    for path in PROBES {
        let found = desk.json(path);
        let lists = found.as_object().unwrap().values().filter_map(Value::as_array);
        if lists.map(Vec::len).sum::<usize>() > 0 || found["total"].as_u64() > Some(0) {
            leaks.push(path.to_owned());
        }
    }
    let call = |id: u32, name: &str, arguments: Value| json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": name, "arguments": arguments}});
    let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    let lines = [
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        call(1, "search_statements", json!({"about": "held"})),
        call(2, "figures", json!({})),
        call(3, "disputes", json!({})),
        call(4, "timeline", json!({})),
        call(5, "search_statements", json!({"about": "Quillfeather"})),
        call(6, "show_evidence", json!({"id": finding})),
    ];
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let arguments = ["mcp", "--ceiling", ceiling];
    let run = converse(&mut desk.folder.command(&arguments), &input, 7);
    assert_eq!(run.out.lines().count(), 7, "{run:?}");
    leaks.extend(tells(&run.out).then(|| format!("mcp: {}", run.out)));
    for command in COMMANDS {
        // An export has a form of its own.
        let forms = [&[][..], &["--json"]];
        let forms = if command.starts_with("export") { &forms[..1] } else { &forms[..] };
        for json in forms {
            let words =
                command.split(' ').chain(["--ceiling", ceiling]).chain(json.iter().copied());
            let words: Vec<&str> = words.collect();
            let run = desk.folder.run(&words);
            leaks.extend(tells(&run.out).then(|| format!("{words:?}: {}", run.out)));
        }
    }
    for (format, named, reader) in [("xlsx", "all.xlsx", "xlsx"), ("parquet", "tables", "words")] {
        let out = format!("{ceiling}-{}-{named}", leaks.len());
        let arguments = ["export", "--format", format, "--out", &out, "--ceiling", ceiling];
        let run = desk.folder.run(&arguments);
        // Where nothing is left to tell, there may be no file.
        if run.code == Some(0) {
            let held = check(reader, &desk.folder.path(&out)).to_string();
            leaks.extend(tells(&held).then(|| format!("{arguments:?}")));
        }
    }
    leaks
}

#[test]
fn a_confidential_report_is_told_of_nowhere() {
    let (desk, report) = filled();
    // What follows across reports is on record a moment after the reports are.
    let disputes = || desk.json("/api/v1/disputes")["total"].as_u64();
    let before = (0..40)
        .map(|_| disputes())
        .find(|total| {
            std::thread::sleep(Duration::from_millis(250));
            *total > Some(0)
        })
        .flatten();
    assert!(before > Some(0), "there is a dispute to be told of");
    let version = desk.json(&format!("/api/v1/reports/{report}"))["versions"][0]["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let page = desk.json(&format!("/api/v1/statements?report={report}"));
    let finding = page["findings"][0]["id"].as_str().unwrap().to_owned();
    let known = leaks(&desk, "public", &finding);
    assert!(known.len() > 30, "the test sees no leak where there is no gate: {known:?}");
    for told in ["mcp", "\"brief\"", "xlsx", "parquet", "ftm", "/add/1"] {
        assert!(known.iter().any(|leak| leak.contains(told)), "{told}: {known:?}");
    }
    let subject = format!("report:{report}");
    decide(&desk, json!({"what": "note", "subject": finding, "note": "Quillfeather is a witness"}));
    let level =
        decide(&desk, json!({"what": "sensitivity", "level": "confidential", "subject": subject}));
    let found = leaks(&desk, "public", &finding);
    assert!(found.is_empty(), "{found:#?}");
    let after = desk.json("/api/v1/disputes");
    let shown = after["disputes"].as_array().unwrap().len() as u64;
    assert_eq!(after["total"].as_u64(), Some(shown), "what is withheld is not counted");
    for path in [
        format!("/reports/{version}"),
        format!("/reports/{report}"),
        format!("/reports/{version}.json"),
        format!("/reports/{version}/original"),
        format!("/reports/{version}/received"),
        format!("/api/v1/reports/{version}/received"),
        format!("/reports/{version}/changes"),
        format!("/findings/{finding}"),
        format!("/api/v1/findings/{finding}"),
        format!("/review/{finding}"),
    ] {
        assert_eq!(desk.get(&path).status, 404, "{path}");
    }
    let kind = "Content-Type: application/json";
    let hidden = json!({"by": "Ben", "what": "accept", "subject": finding}).to_string();
    assert_eq!(desk.ask("POST", "/api/v1/reviews", &[kind], &hidden).status, 400);
    // That something was decided stays, and can be undone.
    let listed = desk.json("/api/v1/reviews");
    assert_eq!(listed["reviews"][0]["subject"], "█", "{listed}");
    decide(&desk, json!({"what": "undo", "subject": level["id"]}));
    assert_eq!(desk.json("/api/v1/disputes")["total"].as_u64(), before);
}

#[test]
fn a_person_at_risk_is_named_nowhere() {
    let (desk, report) = filled();
    let page = desk.json(&format!("/api/v1/statements?report={report}"));
    let finding = page["findings"][0]["id"].as_str().unwrap().to_owned();
    // Her name is in that of a house, too.
    decide(
        &desk,
        json!({"what": "sensitivity", "level": "restricted", "subject": "name:Quillfeather"}),
    );
    decide(
        &desk,
        json!({"what": "sensitivity", "level": "restricted", "subject": "name:Ada Quillfeather", "note": "Ada Quillfeather is at risk"}),
    );
    let found = leaks(&desk, "public", &finding);
    assert!(found.is_empty(), "{found:#?}");
    assert!(desk.get("/review").body.contains('█'), "that something was decided is told");
}

#[test]
fn the_name_of_a_file_tells_no_more_than_the_report_in_it() {
    let desk = Open::empty();
    let own = format!("Origin: http://{}", desk.address);
    let kind = "Content-Type: multipart/form-data; boundary=b";
    let file = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"quillfeather.txt\"\r\n\r\nPolice said that 12 people were held at the mill.\r\n--b--\r\n";
    assert_eq!(desk.ask("POST", "/add", &[&own, kind], file).status, 303);
    let batch = desk.wait_for("/api/v1/batches/1");
    let subject = format!("report:{}", batch["items"][0]["reports"][0]["report"].as_str().unwrap());
    let paths = ["/add", "/add.json", "/add/1", "/add/1.json", "/api/v1/batches/1"];
    let telling = || paths.into_iter().filter(|path| desk.get(path).body.contains(SECRET)).count();
    assert_eq!(telling(), paths.len());
    decide(&desk, json!({"what": "sensitivity", "level": "confidential", "subject": subject}));
    assert_eq!(telling(), 0);
}

#[test]
fn who_may_see_more_sees_it() {
    let (desk, report) = filled();
    let subject = format!("report:{report}");
    decide(&desk, json!({"what": "sensitivity", "level": "restricted", "subject": subject}));
    let Open { folder, .. } = &desk;
    for command in ["disputes", "incidents", "reports"] {
        let public = folder.run(&[command, "--json"]).out.to_lowercase();
        assert!(!public.contains(SECRET), "{command}: {public}");
        let more = folder.run(&[command, "--json", "--ceiling", "restricted"]).out.to_lowercase();
        assert!(more.contains(SECRET), "{command}: {more}");
    }
}

#[test]
fn what_was_rejected_stands_no_more_until_it_is_undone() {
    let desk = Open::empty();
    desk.add(&json!({"text": "The mayor said that at least 12 people were killed in Bramley.", "published": "2031-03-04"}));
    let id = desk.json("/api/v1/figures")["findings"][0]["id"].as_str().unwrap().to_owned();
    let kind = "Content-Type: application/json";
    let send = |review: &Value| {
        let answer = desk.ask("POST", "/api/v1/reviews", &[kind], &review.to_string());
        assert_eq!(answer.status, 201, "{answer:?}");
        serde_json::from_str::<Value>(&answer.body).unwrap()
    };
    let count = || desk.json("/api/v1/figures")["findings"].as_array().unwrap().len();
    let before = count();
    let rejected = send(&json!({"by": "Ada", "what": "reject", "subject": id, "note": "an age"}));
    assert_eq!(count(), before - 1);
    send(&json!({"by": "Ben", "what": "undo", "subject": rejected["id"]}));
    assert_eq!(count(), before);
    let nobody = desk.ask(
        "POST",
        "/api/v1/reviews",
        &[kind],
        &json!({"by": " ", "what": "accept", "subject": id}).to_string(),
    );
    assert_eq!(nobody.status, 400);
}
