//! What others may try.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use super::Open;
use crate::program::Desk;

/// Runs where a page takes it for markup.
const SCRIPT: &str = "<script>document.title='run'</script><img src=x onerror=document.title='run'>\"'><svg/onload=alert(1)>";

#[test]
fn script_in_any_field_of_a_report_is_shown_and_not_run() {
    let desk = Open::empty();
    let text = format!(
        "Mayor {SCRIPT} said that at least 12 people {SCRIPT} were killed in Bramley on Monday, {SCRIPT}."
    );
    let batch = desk.add(&json!({
        "text": text, "title": SCRIPT, "outlet": SCRIPT, "url": format!("https://a.example/{SCRIPT}"),
        "published": "2031-03-04", "by": SCRIPT,
    }));
    let version =
        batch["items"][0]["reports"][0]["version"].as_str().expect("it is read").to_owned();
    let changed = desk.add(&json!({
        "text": format!("{text}\n\nAnd more {SCRIPT}"), "title": SCRIPT, "outlet": SCRIPT,
        "url": format!("https://a.example/{SCRIPT}"), "published": "2031-03-05",
    }));
    let later = changed["items"][0]["reports"][0]["version"].as_str().unwrap().to_owned();
    let figure = desk.json("/api/v1/figures")["findings"][0]["id"].as_str().unwrap().to_owned();
    for what in ["note", "grade"] {
        let review = json!({"by": SCRIPT, "what": what, "subject": figure, "note": SCRIPT, "reliability": "B"});
        let kind = "Content-Type: application/json";
        let put = desk.ask("POST", "/api/v1/reviews", &[kind], &review.to_string());
        assert_eq!(put.status, 201, "{put:?}");
    }
    let sought: String = form_encoded(SCRIPT);
    let own = format!("Origin: http://{}", desk.address);
    let form = "Content-Type: application/x-www-form-urlencoded";
    let saved = format!("name={sought}&query=%3Fabout%3D{sought}");
    let saved = desk.ask("POST", "/statements/saved", &[&own, form], &saved);
    let cookie = saved.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let cookie = format!("Cookie: {cookie}; onrecord_reviewer={sought}; onrecord_looked=1");
    for path in [
        "/".to_owned(),
        "/figures".into(),
        "/disputes".into(),
        "/people".into(),
        "/access".into(),
        "/talks".into(),
        "/sources".into(),
        "/places".into(),
        "/statements".into(),
        "/timeline".into(),
        "/reports".into(),
        "/copies".into(),
        "/add".into(),
        format!("/add/{}", batch["id"]),
        "/incidents".into(),
        "/review".into(),
        format!("/review/{figure}"),
        format!("/sources/{sought}"),
        format!("/reports/{version}"),
        format!("/reports/{version}/received"),
        format!("/reports/{later}/changes"),
        format!("/search?about={sought}"),
        format!("/statements?who={sought}&about={sought}"),
        format!("/{sought}"),
    ] {
        let answer = desk.ask("GET", &path, &[&cookie], "");
        assert!(matches!(answer.status, 200 | 404), "{path}: {}", answer.status);
        let page = answer.body.to_lowercase();
        for markup in ["<script>", "<img", "<svg/", "onerror=document.title='run'>\""] {
            assert!(!page.contains(markup), "{path} holds {markup}");
        }
        let policy = "content-security-policy: default-src 'none'; script-src 'self'";
        assert!(answer.head.contains(policy), "{path}: {}", answer.head);
    }
}

fn form_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn an_address_that_would_run_is_no_link() {
    let desk = Open::empty();
    let text = "The mayor said that the bridge was closed.";
    let batch = desk.add(&json!({"text": text, "url": "javascript:alert(1)"}));
    let version = batch["items"][0]["reports"][0]["version"].as_str().unwrap().to_owned();
    let page = desk.get(&format!("/reports/{version}")).body.to_lowercase();
    assert!(!page.contains("href=\"javascript:"), "{page}");
}

#[test]
fn no_path_leads_to_a_file() {
    let desk = Open::empty();
    for path in [
        "/assets/../../../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/../onrecord.db",
        "/assets//etc/passwd",
        "/reports/..%2f..%2fetc%2fpasswd",
        "/assets/desk.css%00.js",
        "/reports/%00",
        "//etc/passwd",
        "/assets/..\\..\\onrecord.db",
    ] {
        let answer = desk.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.body.contains("root:") && !answer.body.contains("SQLite format"), "{path}");
    }
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let desk = Open::empty();
    let kind = "Content-Type: application/json";
    let lines = [
        &format!("Host: {}", desk.address),
        kind,
        "Content-Length: 99999999999",
        "Connection: close",
    ]
    .join("\r\n");
    let announced = desk
        .raw(format!("POST /api/v1/reports HTTP/1.1\r\n{lines}\r\n\r\n{{\"text\":\"x").as_bytes());
    assert_eq!(announced.status, 413, "{announced:?}");
    let origin = format!("Origin: http://{}", desk.address);
    let form = "Content-Type: application/x-www-form-urlencoded";
    let login =
        desk.ask("POST", "/login", &[&origin, form], &format!("token={}", "x".repeat(400_000)));
    assert_eq!(login.status, 413, "{}", login.head);
    let head = desk.ask("GET", &format!("/{}", "a".repeat(100_000)), &[], "");
    assert!(matches!(head.status, 414 | 431 | 0), "{}", head.status);
}

#[test]
fn a_slow_client_is_cut_off_and_keeps_nobody_waiting() {
    let desk = Open::empty();
    let mut slow: Vec<TcpStream> =
        (0..40).map(|_| TcpStream::connect(&desk.address).unwrap()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    }
    let asked = Instant::now();
    assert_eq!(desk.get("/").status, 200);
    assert!(asked.elapsed() < Duration::from_secs(10));
    let mut first = slow.swap_remove(0);
    first.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    let mut rest = Vec::new();
    first.read_to_end(&mut rest).expect("the desk closes it");
}

#[test]
fn a_page_elsewhere_can_neither_write_nor_read() {
    let desk = Open::empty();
    let form = "Content-Type: application/x-www-form-urlencoded";
    let json = "Content-Type: application/json";
    let multipart = "Content-Type: multipart/form-data; boundary=x";
    let part = "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nA report.\r\n--x--\r\n";
    let body = "{\"text\": \"A report.\"}";
    for (path, lines, body) in [
        ("/api/v1/reports", vec!["Origin: http://evil.example", json], body),
        ("/api/v1/reports", vec!["Origin: null", json], body),
        ("/api/v1/reports", vec!["Sec-Fetch-Site: cross-site", json], body),
        ("/api/v1/reports", vec!["Content-Type: text/plain"], body),
        ("/add", vec!["Origin: http://evil.example", multipart], part),
        ("/add", vec!["Origin: http://127.0.0.1:1", multipart], part),
        ("/add", vec![multipart], part),
        ("/login", vec!["Sec-Fetch-Site: same-site", form], "token=x"),
    ] {
        assert_eq!(desk.ask("POST", path, &lines, body).status, 403, "{path} {lines:?}");
    }
    assert_eq!(desk.json("/api/v1/extent")["reports"], 0);
    let own = format!("Origin: http://{}", desk.address);
    assert_eq!(desk.ask("POST", "/add", &[&own, multipart], part).status, 303);
    let read = desk.ask("GET", "/statements.json", &["Origin: http://evil.example"], "");
    assert!(!read.head.contains("access-control-allow"), "{}", read.head);
    assert!(read.head.contains("cross-origin-resource-policy: same-origin"));
}

#[test]
fn a_name_that_was_rebound_is_refused() {
    let desk = Open::empty();
    for host in
        ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.example"]
    {
        let line = format!("Host: {host}");
        assert_eq!(desk.ask("GET", "/", &[&line], "").status, 421, "{host}");
    }
    assert_eq!(desk.raw(b"GET / HTTP/1.0\r\n\r\n").status, 421);
    let absolute = format!(
        "GET http://evil.example/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        desk.address
    );
    assert_eq!(desk.raw(absolute.as_bytes()).status, 421);
}

#[test]
fn elsewhere_than_on_loopback_nothing_listens_without_a_token() {
    let run = Desk::new().run(&["serve", "--addr", "0.0.0.0:0"]);
    run.ended(1, &[&["0.0.0.0:0", "--token"]]);
}

#[test]
fn without_the_token_nothing_is_read_or_written() {
    let desk = Open::with(Desk::new(), &["--token"]);
    let token = desk.token.clone().expect("it is shown");
    let kept = std::fs::read_to_string(desk.folder.path("onrecord.db.token")).unwrap();
    assert!(!kept.contains(token.trim_start_matches("onrecord_")), "only its hash is kept");
    let json = "Content-Type: application/json";
    let body = "{\"text\": \"A report.\"}";
    let other = if token.ends_with('0') { '1' } else { '0' };
    let near = format!("{}{other}", &token[..token.len() - 1]);
    assert_eq!(desk.get("/").status, 303);
    for path in ["/statements.json", "/api/v1/extent", "/api/v1/news", "/api/openapi.json"] {
        assert_eq!(desk.get(path).status, 401, "{path}");
    }
    assert_eq!(desk.ask("POST", "/api/v1/reports", &[json], body).status, 401);
    let right = format!("Authorization: Bearer {token}");
    assert_eq!(desk.ask("POST", "/api/v1/reports", &[json, &right], body).status, 202);
    let own = format!("Origin: http://{}", desk.address);
    let form = "Content-Type: application/x-www-form-urlencoded";
    let login = desk.ask("POST", "/login", &[&own, form], &format!("token={token}"));
    assert_eq!(login.status, 303);
    let cookie = login.head.lines().find(|line| line.starts_with("set-cookie:")).unwrap();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=strict"), "{cookie}");
    assert!(!cookie.contains(&token), "the token itself is no cookie");
    for wrong in [near.as_str(), "", "onrecord_", &token[9..]] {
        let line = format!("Authorization: Bearer {wrong}");
        assert_eq!(
            desk.ask("POST", "/api/v1/reports", &[json, &line], body).status,
            401,
            "{wrong}"
        );
    }
    for _ in 0..10 {
        desk.ask("GET", "/api/v1/extent", &["Authorization: Bearer guess"], "");
    }
    assert_eq!(desk.ask("GET", "/api/v1/extent", &[&right], "").status, 401, "guessing goes on");
}

#[test]
fn a_token_is_shown_once() {
    let desk = Open::with(Desk::new(), &["--token"]);
    assert!(desk.token.is_some());
    let folder = Desk::new();
    std::fs::copy(desk.folder.path("onrecord.db.token"), folder.path("onrecord.db.token")).unwrap();
    let again = Open::with(folder, &["--token"]);
    assert_eq!(again.token, None);
    let right = format!("Authorization: Bearer {}", desk.token.as_ref().unwrap());
    assert_eq!(again.ask("GET", "/api/v1/extent", &[&right], "").status, 200);
}
