//! What makes a desk worth keeping open: what is new, what was saved, a page for every voice, adding by address.

use serde_json::{Value, json};

use super::Open;
use crate::program::Desk;
use crate::server::{LOCAL, Server, answer, page};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

fn post(desk: &Open, path: &str, lines: &[&str], body: &str) -> super::open::Answer {
    let own = format!("Origin: http://{}", desk.address);
    desk.ask("POST", path, &[&[own.as_str(), FORM], lines].concat(), body)
}

/// The host that a request names.
fn host(request: &str) -> &str {
    let line = request.lines().find_map(|line| line.strip_prefix("host: "));
    line.map_or("", str::trim)
}

/// The cookie that an answer sets, as a browser sends it back.
fn cookie(answer: &super::open::Answer) -> String {
    let set = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let set = set.unwrap_or_else(|| panic!("no cookie: {answer:?}"));
    format!("Cookie: {}", set.split(';').next().unwrap())
}

#[test]
fn what_came_since_one_last_looked_is_told_without_scripts() {
    let desk = Open::empty();
    desk.add(&json!({"text": "The mayor said the bridge was shut.", "title": "Bridge shut", "published": "2031-03-04"}));
    std::thread::sleep(std::time::Duration::from_secs(2));
    let first = desk.get("/");
    assert!(!first.body.contains("New since"), "to whom everything is new, nothing is");
    let mark = cookie(&first);
    desk.add(&json!({"text": "The mayor said the bridge was open.", "title": "Bridge open", "published": "2031-03-05"}));
    std::thread::sleep(std::time::Duration::from_secs(2));
    let page = desk.ask("GET", "/", &[&mark], "");
    assert!(page.body.contains("New since you last looked"), "{}", page.body);
    let since = page.body.split("id=\"since\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(since.contains("Bridge open") && !since.contains("Bridge shut"), "{since}");
    let seen = post(&desk, "/looked", &[], "seen=1");
    assert_eq!(seen.status, 303);
    let page = desk.ask("GET", "/", &[&cookie(&seen)], "");
    assert!(!page.body.contains("New since"), "{}", page.body);
}

#[test]
fn a_search_is_saved_found_again_and_forgotten() {
    let desk = Open::examples();
    let saved = post(&desk, "/statements/saved", &[], "name=dam+%3Cb%3E&query=%3Fact%3Ddeny");
    assert_eq!(saved.status, 303, "{saved:?}");
    // The value of a cookie must come back as it was set.
    let kept = cookie(&saved).replace("cookie: ", "Cookie: ");
    let page = desk.ask("GET", "/statements", &[&kept], "");
    assert!(page.body.contains("href=\"/statements?act=deny\""), "{}", page.body);
    assert!(page.body.contains("dam &#60;b&#62;") && !page.body.contains("dam <b>"));
    let forgotten = post(&desk, "/statements/saved", &[&kept], "forget=dam+%3Cb%3E");
    let page = desk.ask("GET", "/statements", &[&cookie(&forgotten)], "");
    assert!(!page.body.contains("dam &#60;b&#62;"));
    let nameless = post(&desk, "/statements/saved", &[], "name=&query=%3Fact%3Ddeny");
    assert_eq!(nameless.status, 400);
}

#[test]
fn every_voice_has_a_page_named_or_not() {
    let desk = Open::examples();
    let listed = desk.json("/sources.json");
    let sources = listed["sources"].as_array().unwrap();
    assert!(sources.iter().any(|one| one["unnamed"] == true), "{listed}");
    for source in sources {
        let key = source["key"].as_str().unwrap();
        let key: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page = desk.get(&format!("/sources/{key}"));
        assert_eq!(page.status, 200, "{source}");
        assert_eq!(page.body.contains("may be several people"), source["unnamed"] == true);
        let told = desk.json(&format!("/sources/{key}.json"));
        assert_eq!(told["source"]["key"], source["key"]);
    }
    assert_eq!(desk.get("/sources/nobody").status, 404);
}

#[test]
fn a_page_and_a_feed_are_fetched_and_what_fails_is_named() {
    let article = |title: &str, text: &str| {
        page(format!(
            "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        ))
    };
    let server = Server::start(move |path, request| {
        match path {
        "/one" => article("Bridge shut", "The mayor of Bramley said on Monday that the bridge was shut. At least 12 people were killed, police said."),
        "/two" => article("Bridge open", "The mayor of Bramley said on Tuesday that the bridge was open again to lorries and to cars."),
        "/feed" => answer("200 OK\r\nContent-Type: application/rss+xml", "<rss version=\"2.0\"><channel><title>Valley Post</title><item><title>Bridge open</title><link>http://HOST/two</link></item><item><title>Gone</title><link>http://HOST/gone</link></item></channel></rss>".replace("HOST", host(request))),
        _ => answer("404 Not Found", ""),
    }
    });
    let desk = Open::with(Desk::new(), &LOCAL);
    let kind = "Content-Type: application/json";
    let send = |address: &str| {
        let body = json!({"address": address}).to_string();
        let taken = desk.ask("POST", "/api/v1/reports", &[kind], &body);
        assert_eq!(taken.status, 202, "{taken:?}");
        let batch: Value = serde_json::from_str(&taken.body).unwrap();
        desk.wait_for(&format!("/api/v1/batches/{}", batch["id"]))
    };
    let one = send(&server.at("/one"));
    assert_eq!(one["items"][0]["state"], "added", "{one}");
    assert_eq!(one["items"][0]["reports"][0]["title"], "Bridge shut", "{one}");
    let gone = send(&server.at("/gone"));
    assert_eq!(gone["items"][0]["state"], "failed");
    assert!(gone["items"][0]["why"][0].as_str().unwrap().contains("404"), "{gone}");
    // From inside the network it runs in, nothing is fetched.
    let inside = send("http://169.254.169.254/latest/meta-data");
    assert_eq!(inside["items"][0]["state"], "failed", "{inside}");
    let feed = send(&server.at("/feed"));
    let states: Vec<&str> =
        feed["items"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states[0], "followed", "{feed}");
    assert_eq!(states.len(), 3, "{feed}");
    let form = "--b\r\nContent-Disposition: form-data; name=\"addresses\"\r\n\r\nnot an address\r\n--b--\r\n";
    let own = format!("Origin: http://{}", desk.address);
    let lines = [own.as_str(), "Content-Type: multipart/form-data; boundary=b"];
    assert_eq!(desk.ask("POST", "/add", &lines, form).status, 303);
}

#[test]
fn words_are_redacted_from_the_desk_and_stay_withheld() {
    let desk = Open::empty();
    desk.add(&json!({"text": "Nadia Verhoeven said that at least 30 people were hiding in the cellar of the old mill. The army denied it.", "published": "2031-03-04"}));
    let listed = desk.json("/api/v1/statements?about=cellar");
    let id = listed["findings"][0]["id"].as_str().unwrap().to_owned();
    let done = post(&desk, &format!("/review/{id}"), &[], "by=Ada&what=redact&note=at+risk");
    assert_eq!(done.status, 303, "{done:?}");
    let named = post(&desk, "/review/person", &[], "by=Ada&what=redact&with=Nadia+Verhoeven");
    assert_eq!(named.status, 303, "{named:?}");
    std::thread::sleep(std::time::Duration::from_secs(2));
    for path in [
        "/",
        "/statements",
        "/review",
        &format!("/review/{id}"),
        "/search?about=people",
        "/reports.json",
    ] {
        let body = desk.get(path).body;
        assert!(
            !body.contains("Verhoeven") && !body.contains("cellar of the old mill"),
            "{path}: {body}"
        );
    }
    assert!(desk.get(&format!("/review/{id}")).body.contains('█'));
}
