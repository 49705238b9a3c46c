//! Every page, its twin, and what programs are told.

use serde_json::{Value, json};

use super::Open;

/// Pages with a twin.
const PAGES: [&str; 16] = [
    "/figures",
    "/disputes",
    "/incidents",
    "/people",
    "/access",
    "/talks",
    "/sources",
    "/places",
    "/statements",
    "/timeline",
    "/reports",
    "/copies",
    "/search?about=dam",
    "/review",
    "/add",
    "/statements?topic=killed",
];

#[test]
fn every_page_shows_the_record_and_leads_to_its_twin() {
    let desk = Open::examples();
    let first = desk.get("/");
    assert_eq!(first.status, 200);
    assert!(first.body.contains("/situation.json"));
    for path in PAGES {
        let page = desk.get(path);
        assert_eq!(page.status, 200, "{path}");
        let (name, query) =
            path.split_once('?').map_or((path, String::new()), |(n, q)| (n, format!("?{q}")));
        let twin = format!("{name}.json{query}");
        assert!(page.body.contains(&format!("href=\"{twin}\"")), "{path} has no link to {twin}");
        let value = desk.json(&twin);
        assert!(value.as_object().is_some_and(|fields| !fields.is_empty()), "{twin}");
    }
}

#[test]
fn statements_can_be_walked_through_narrowed_down_and_opened() {
    let desk = Open::examples();
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let page = desk.json(&format!("/api/v1/statements?limit=100{after}"));
        ids.extend(
            page["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it["id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let whole = ids.len();
    ids.sort();
    ids.dedup();
    assert!(whole > 100 && whole == ids.len(), "{whole}");
    let denied = desk.json("/statements.json?act=deny&limit=200");
    let denied = denied["findings"].as_array().unwrap();
    assert!(!denied.is_empty() && denied.iter().all(|it| it["act"] == "deny"));
    let one = &denied[0];
    let evidence = desk.json(&format!("/api/v1/findings/{}", one["id"].as_str().unwrap()));
    let context = evidence["context"]["text"].as_str().unwrap();
    let words = one["content"][0]["text"].as_str().or(one["cue"][0]["text"].as_str()).unwrap();
    assert!(context.contains(words), "{words:?} is not in {context:?}");
    let there = desk.get(&format!("/findings/{}", one["id"].as_str().unwrap()));
    let place =
        there.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned();
    let (path, anchor) = place.split_once('#').unwrap();
    assert!(desk.get(path).body.contains(&format!("id=\"{anchor}\"")), "{place}");
}

#[test]
fn wrong_requests_are_told_what_is_wrong() {
    let desk = Open::empty();
    for (path, status) in [
        ("/api/v1/statements?act=shout", 400),
        ("/api/v1/statements?limit=0", 400),
        ("/api/v1/statements?since=2031-13", 400),
        ("/api/v1/statements?after=7.7", 400),
        ("/api/v1/reports/none", 404),
        ("/api/v1/findings/st_0", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/batches/1", 404),
    ] {
        let answer = desk.get(path);
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        assert!(answer.head.contains("content-type: application/problem+json"), "{path}");
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["status"], json!(status));
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
    assert!(desk.get("/nothing").body.contains("<h1>Not Found</h1>"));
    assert_eq!(
        desk.ask("DELETE", "/api/v1/extent", &[&format!("Origin: http://{}", desk.address)], "")
            .status,
        405
    );
    // No route takes these, wherever they come from.
    for (method, path) in [
        ("PUT", "/api/v1/extent"),
        ("PATCH", "/review"),
        ("DELETE", "/api/v1/x"),
        ("POST", "/api/v1/extent"),
    ] {
        assert_eq!(desk.ask(method, path, &[], "").status, 405, "{method} {path}");
    }
}

#[test]
fn an_answer_that_has_not_changed_is_not_sent_again() {
    let desk = Open::examples();
    for path in ["/statements", "/api/v1/reports", "/assets/desk.css"] {
        let first = desk.get(path);
        let tag =
            first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap().to_owned();
        let again = desk.ask("GET", path, &[&format!("If-None-Match: {tag}")], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
    }
}

#[test]
fn what_is_sent_is_read_and_what_fails_is_named() {
    let desk = Open::empty();
    let own = format!("Origin: http://{}", desk.address);
    let part = |name: &str, file: &str, body: &str| {
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{body}\r\n")
    };
    let body = [
        part("outlet", "", "Valley Post"),
        part("published", "", "2031-03-04"),
        part("files", "good.txt", "At least 12 people were killed in Bramley, police said."),
        part("files", "bad.json", "{\"not\": "),
        "--b--\r\n".to_owned(),
    ]
    .concat();
    let sent =
        desk.ask("POST", "/add", &[&own, "Content-Type: multipart/form-data; boundary=b"], &body);
    assert_eq!(sent.status, 303, "{sent:?}");
    let batch = desk.wait_for("/api/v1/batches/1");
    let items = batch["items"].as_array().unwrap();
    assert_eq!((&items[0]["name"], &items[0]["state"]), (&json!("good.txt"), &json!("added")));
    assert_eq!((&items[1]["name"], &items[1]["state"]), (&json!("bad.json"), &json!("failed")));
    assert!(items[1]["why"][0].as_str().is_some_and(|why| !why.is_empty()));
    let page = desk.get("/add/1").body;
    assert!(page.contains("1 added, 1 failed") && page.contains("bad.json"), "{page}");
    let version = items[0]["reports"][0]["version"].as_str().unwrap();
    let report = desk.json(&format!("/reports/{version}.json"));
    assert_eq!(report["report"]["outlet"], "Valley Post");
    assert_eq!(report["figures"][0]["measure"], "killed");
}

#[test]
fn any_two_versions_of_a_report_are_compared() {
    let desk = Open::examples();
    let listing = desk.json("/api/v1/reports?limit=100");
    let reports = listing["reports"].as_array().unwrap();
    let later = reports.iter().find(|report| report["supersedes"].is_string()).unwrap();
    let (new, old) = (later["version"].as_str().unwrap(), later["supersedes"].as_str().unwrap());
    // Backwards, too, which no neighbour gives.
    let back = desk.json(&format!("/reports/{old}/changes.json?with={new}"));
    assert_eq!((&back["version"], &back["replaces"]), (&json!(old), &json!(new)));
    assert!(!back["changes"].as_array().unwrap().is_empty());
    let page = desk.get(&format!("/reports/{new}/changes?with={old}"));
    assert_eq!(page.status, 200);
    assert!(desk.get(&format!("/reports/{old}")).body.contains(&format!("changes?with={new}")));
    // Another report's version is no version of this one.
    let other = reports.iter().find(|it| it["id"] != later["id"]).unwrap();
    let other = other["version"].as_str().unwrap();
    assert_eq!(desk.get(&format!("/reports/{new}/changes?with={other}")).status, 404);
}

#[test]
fn statements_are_told_apart_by_what_they_speak_of() {
    let desk = Open::empty();
    desk.add(&json!({"text": "Police said that at least 12 people were killed in Bramley. The mayor said that the bridge was shut.", "published": "2031-03-04"}));
    let of = |query: &str| {
        let told = desk.json(&format!("/statements.json{query}"));
        told["findings"].as_array().unwrap().len()
    };
    assert_eq!((of(""), of("?topic=killed"), of("?topic=wedding")), (2, 1, 0));
    assert_eq!(of("?topic=killed&act=deny"), 0);
    let page = desk.get("/statements").body;
    assert!(page.contains("href=\"/statements?topic=killed\""), "{page}");
    let facets = desk.json("/api/v1/facets");
    let topics = facets["facets"]["topic"].as_array().unwrap();
    assert!(topics.iter().any(|it| it["value"] == "killed"), "{facets}");
    for name in ["act", "standing", "outlet"] {
        assert!(facets["facets"][name].is_array(), "{name} {facets}");
    }
}

#[test]
fn the_original_stands_beside_what_was_read_of_it() {
    let desk = Open::empty();
    let batch = desk.add(&json!({
        "text": "<html><head><title>Bridge shut</title></head><body><article><h1>Bridge shut</h1><p>The mayor said on Monday that the bridge was shut to all lorries until the water fell.</p></article></body></html>",
        "published": "2031-03-04",
    }));
    let version = batch["items"][0]["reports"][0]["version"].as_str().unwrap().to_owned();
    let page = desk.get(&format!("/reports/{version}/received"));
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("&#60;article&#62;")
            && !page.body.contains("<title>Bridge shut</title>")
    );
    assert!(page.body.contains("class=\"source\""), "what was read stands beside it, marked");
    let told = desk.json(&format!("/reports/{version}/received.json"));
    assert!(told["received"].as_str().unwrap().contains("<article>"), "{told}");
    assert!(!told["text"].as_str().unwrap().contains('<'), "{told}");
    let same = desk.json(&format!("/api/v1/reports/{version}/received"));
    assert_eq!(told, same);
    assert!(desk.get(&format!("/reports/{version}")).body.contains("/received\""));
}

#[test]
fn the_margin_tells_how_many_stand_behind_a_statement() {
    let desk = Open::empty();
    for (outlet, day) in [("Valley Post", "2031-03-04"), ("Radio Sel", "2031-03-05")] {
        let text = format!(
            "The mayor, Ada Okoro, said that the bridge over the Tarn would stay closed until Friday, {outlet} learned."
        );
        desk.add(&json!({"text": text, "outlet": outlet, "published": day}));
    }
    std::thread::sleep(std::time::Duration::from_secs(2));
    let report = desk.json("/api/v1/reports")["reports"][0]["version"].as_str().unwrap().to_owned();
    let page = desk.get(&format!("/reports/{report}")).body;
    let margin = page.split("class=\"notes\"").nth(1).unwrap().split("</ul>").next().unwrap();
    assert!(margin.contains("2 reports, 2 houses"), "{margin}");
}

#[test]
fn programs_learn_what_came_behind_an_entry() {
    let desk = Open::empty();
    desk.add(&json!({"text": "The mayor said the bridge was shut.", "title": "Shut", "published": "2031-03-04"}));
    let before = desk.json("/api/v1/added")["last_entry"].as_u64().unwrap();
    desk.add(&json!({"text": "The mayor said the bridge was open.", "title": "Open", "published": "2031-03-05"}));
    let told = desk.json(&format!("/api/v1/added?entry={before}"));
    let titles: Vec<&str> = told["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Open"], "{told}");
    assert_eq!(told["versions"], 1);
}
