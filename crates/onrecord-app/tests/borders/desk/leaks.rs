//! What reviewers keep from view must not be told of on any page, nor to any program.

use serde_json::{Value, json};

use super::Open;
use crate::program::finish;

/// Words of a report that stand nowhere else.
const SECRET: &str = "Quillfeather";

#[test]
fn what_is_confidential_is_told_of_nowhere() {
    let desk = Open::empty();
    let told = desk.add(&json!({
        "text": format!("The mayor, Ada {SECRET}, said on Monday that at least 12 hostages were held at the {SECRET} mill in Bramley. The army denied it."),
        "title": format!("Held at the {SECRET} mill"), "outlet": "Valley Post", "published": "2031-03-04",
    }));
    desk.add(&json!({"text": "The army denied that anybody was held in Bramley.", "outlet": "Radio Sel", "published": "2031-03-05"}));
    let added = &told["items"][0]["reports"][0];
    let (report, version) = (added["report"].as_str().unwrap(), added["version"].as_str().unwrap());
    let page = desk.json(&format!("/api/v1/statements?report={report}"));
    let finding = page["findings"][0]["id"].as_str().unwrap().to_owned();
    assert!(
        desk.get("/statements").body.contains(SECRET),
        "it is told of until somebody says otherwise"
    );
    let review = json!({"by": "Ada Reviewer", "what": "sensitivity", "level": "confidential", "subject": format!("report:{report}")});
    let kind = "Content-Type: application/json";
    let decided = desk.ask("POST", "/api/v1/reviews", &[kind], &review.to_string());
    assert_eq!(decided.status, 201, "{decided:?}");
    // What follows across reports is worked out again when the record has grown; a review is an entry.
    std::thread::sleep(std::time::Duration::from_secs(2));
    for path in [
        "/",
        "/figures",
        "/disputes",
        "/incidents",
        "/timeline",
        "/people",
        "/access",
        "/talks",
        "/places",
        "/statements",
        "/sources",
        "/reports",
        "/copies",
        "/review",
        "/search?about=hostages",
        "/situation.json",
        "/figures.json",
        "/disputes.json",
        "/incidents.json",
        "/statements.json",
        "/reports.json",
        "/api/v1/figures",
        "/api/v1/events",
        "/api/v1/persons",
        "/api/v1/search?about=hostages",
        "/api/v1/copies",
        "/api/v1/places",
        "/sources.json",
        "/people.json",
    ] {
        let answer = desk.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains(SECRET), "{path} tells of it");
    }
    for path in [
        format!("/reports/{version}"),
        format!("/reports/{report}"),
        format!("/reports/{version}.json"),
        format!("/reports/{version}/original"),
        format!("/findings/{finding}"),
        format!("/api/v1/findings/{finding}"),
        format!("/review/{finding}"),
    ] {
        assert_eq!(desk.get(&path).status, 404, "{path}");
    }
    let call = |name: &str, arguments: Value| json!({"jsonrpc": "2.0", "id": name, "method": "tools/call", "params": {"name": name, "arguments": arguments}});
    let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    let lines = [
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        call("search_statements", json!({"about": "held"})),
        call("figures", json!({})),
        call("disputes", json!({})),
        call("timeline", json!({})),
        call("show_evidence", json!({"id": finding})),
    ];
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = finish(&mut desk.folder.command(&["mcp"]), Some(&input));
    assert_eq!(run.out.lines().count(), 6, "{run:?}");
    assert!(!run.out.contains(SECRET), "{}", run.out);
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
