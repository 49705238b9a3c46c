//! Watching feeds on a server of our own.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::program::{Desk, Run};
use crate::server::{Answer, Server, answer};
use crate::ways_in::STORY;

/// A feed of one story, whose page the test may change.
struct Site {
    server: Server,
    page: Arc<Mutex<String>>,
    /// What was answered "not modified".
    spared: Arc<AtomicUsize>,
    broken: Arc<AtomicUsize>,
}

fn site() -> Site {
    let page = Arc::new(Mutex::new(STORY.to_owned()));
    let (spared, broken) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, saved, is_broken) = (Arc::clone(&page), Arc::clone(&spared), Arc::clone(&broken));
    let server = Server::start(move |path, request| {
        let host =
            request.split("host: ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        let tagged = |kind: &str, body: String| -> Answer {
            let tag = format!("\"{}\"", body.len());
            if request.contains(&format!("if-none-match: {tag}")) {
                saved.fetch_add(1, Ordering::SeqCst);
                return answer(&format!("304 Not Modified\r\nETag: {tag}"), "");
            }
            answer(&format!("200 OK\r\nContent-Type: {kind}\r\nETag: {tag}"), body)
        };
        match path {
            "/robots.txt" => {
                answer("200 OK\r\nContent-Type: text/plain", "User-agent: *\nDisallow: /private\n")
            }
            "/told" => answer("204 No Content", ""),
            "/feed" if is_broken.load(Ordering::SeqCst) > 0 => {
                answer("503 Unavailable\r\nRetry-After: 7200", "")
            }
            "/feed" => tagged(
                "application/rss+xml",
                format!(
                    "<rss><channel><title>Valley Post</title><item><title>Ferry</title><guid>f1</guid><link>http://{host}/ferry</link></item>\
                     <item><title>Secret</title><guid>f2</guid><link>http://{host}/private/x</link>\
                     <description>The mayor denied that the bridge would close.</description></item></channel></rss>"
                ),
            ),
            _ => tagged("text/html", now.lock().unwrap().clone()),
        }
    });
    Site { server, page, spared, broken }
}

fn plan(desk: &Desk, site: &Site, more: &str) {
    let head = "pause = \"0s\"\nlook_again = \"0s\"\nallow_host = [\"127.0.0.1\"]\n";
    desk.write(
        "feeds.toml",
        format!("{head}[[feed]]\nurl = \"{}\"\n{more}", site.server.at("/feed")),
    );
}

fn look(desk: &Desk) -> Run {
    desk.run(&["watch", "feeds.toml", "--once"])
}

/// As if the time until the next look had passed.
fn time_passes(desk: &Desk) {
    let path = desk.path("onrecord.db.watch.json");
    let mut state: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for feed in state["feeds"].as_object_mut().unwrap().values_mut() {
        feed["due"] = Value::from(0);
    }
    std::fs::write(path, state.to_string()).unwrap();
}

fn reports(desk: &Desk, all: &[&str]) -> Vec<Value> {
    desk.run(&[&["reports", "--json"], all].concat()).done().json()
}

#[test]
fn what_was_seen_is_not_asked_for_again_and_what_was_changed_is_a_version() {
    let (desk, site) = (Desk::new(), site());
    plan(&desk, &site, "");
    // What programs may not have comes in the feed's own words.
    let run = look(&desk).ended(0, &[&["/private/x", "robots.txt"]]);
    assert_eq!(run.out, "onrecord.db: 2 new, 0 told\n");
    assert_eq!(reports(&desk, &[]).len(), 2);
    // Not due: nothing is asked, after a restart as before.
    let before = site.server.asked().len();
    assert_eq!(look(&desk).done().out, "onrecord.db: 0 new, 0 told\n");
    assert_eq!(site.server.asked().len(), before);
    // Due, and nothing has changed: the server sends nothing.
    time_passes(&desk);
    assert_eq!(look(&desk).done().out, "onrecord.db: 0 new, 0 told\n");
    assert_eq!(site.spared.load(Ordering::SeqCst), 2);
    // The publisher changes the page without a word in the feed.
    *site.page.lock().unwrap() = STORY.replace("62 people", "64 people and a dog");
    time_passes(&desk);
    assert_eq!(look(&desk).done().out, "onrecord.db: 1 new, 0 told\n");
    assert_eq!(reports(&desk, &[]).len(), 2);
    assert_eq!(reports(&desk, &["--all"]).len(), 3);
    assert!(desk.run(&["figures", "--json"]).done().out.contains("64 people"));
}

#[test]
fn a_feed_that_fails_is_left_alone_for_longer() {
    let (desk, site) = (Desk::new(), site());
    site.broken.store(1, Ordering::SeqCst);
    plan(&desk, &site, "");
    look(&desk).ended(0, &[&["503", "asked again later"]]);
    let state: Value =
        serde_json::from_slice(&std::fs::read(desk.path("onrecord.db.watch.json")).unwrap())
            .unwrap();
    let feed = state["feeds"].as_object().unwrap().values().next().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let due = feed["due"].as_u64().unwrap();
    assert!((now + 7000..now + 8000).contains(&due), "{due} {now}");
    assert_eq!(feed["failures"], 1);
    site.broken.store(0, Ordering::SeqCst);
    time_passes(&desk);
    assert!(look(&desk).out.contains("2 new"));
}

#[test]
fn who_wants_to_know_is_told_once() {
    let (desk, site) = (Desk::new(), site());
    desk.write(
        "old.txt",
        "Outlet: Wire\nPublished: 2031-03-01\n\nThe mayor denied that the dam had failed.\n",
    );
    desk.run(&["add", "old.txt"]).done();
    let wishes = format!(
        "[[match]]\nwhen = \"statements where by=coastguard\"\nrun = [\"tee\", \"-a\", \"told.jsonl\"]\n\
         [[match]]\nwhen = \"dispute\"\npost = \"{}\"\n[[match]]\nwhen = \"figures where measure=killed\"\nrun = [\"false\"]\n",
        site.server.at("/told")
    );
    plan(&desk, &site, &wishes);
    let run = look(&desk);
    assert_eq!(run.code, Some(0), "{run:?}");
    let told = std::fs::read_to_string(desk.path("told.jsonl")).unwrap();
    let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!told.is_empty());
    assert!(told[0]["id"].as_str().unwrap().starts_with("st_"));
    assert_eq!(told[0]["report"]["outlet"], "Valley Post");
    let posted = |site: &Site| site.server.asked().iter().filter(|path| *path == "/told").count();
    // The denial of the feed's second entry, and none of what was on record before.
    assert_eq!(posted(&site), 1);
    time_passes(&desk);
    look(&desk).done();
    assert_eq!(posted(&site), 1);
    assert_eq!(
        std::fs::read_to_string(desk.path("told.jsonl")).unwrap().lines().count(),
        told.len()
    );
}

#[test]
fn a_plan_that_says_nothing_is_refused_before_anything_is_asked() {
    let desk = Desk::new();
    desk.write(
        "feeds.toml",
        "[[feed]]\nurl = \"http://127.0.0.1:9/\"\n[[match]]\nwhen = \"rumours\"\nrun = [\"x\"]\n",
    );
    desk.run(&["watch", "feeds.toml", "--once"]).ended(1, &[&["feeds.toml", "is no condition"]]);
    desk.run(&["watch", "nothing.toml"]).ended(1, &[&["nothing.toml"]]);
}

#[test]
fn it_goes_on_where_another_writes_for_longer_than_it_waits() {
    let site = Server::start(|path, _| match path {
        "/feed" => answer(
            "200 OK\r\nContent-Type: application/rss+xml",
            "<rss><channel><title>Valley Post</title><item><title>Rain</title><guid>r1</guid><description>Two people were killed, \
             police said on Tuesday.</description></item></channel></rss>",
        ),
        _ => answer("404 Not Found", ""),
    });
    let desk = Desk::new();
    desk.write("a.txt", crate::program::REPORT).run(&["add", "a.txt"]).done();
    let plan = format!(
        "pause = \"0s\"\nallow_host = [\"127.0.0.1\"]\n[[feed]]\nurl = \"{}\"\nfollow = false\n",
        site.at("/feed")
    );
    desk.write("feeds.toml", plan);
    let other = rusqlite::Connection::open(desk.path("onrecord.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut watch = desk
        .command(&["watch", "feeds.toml", "--reader", "swift"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It says so once it has waited in vain, and does not end.
    let mut said = BufReader::new(watch.stderr.take().unwrap()).lines();
    let line = said.next().unwrap().unwrap();
    assert!(line.contains("is writing to it"), "{line}");
    other.execute_batch("COMMIT").unwrap();
    let mut count = 0;
    for _ in 0..600 {
        count = desk.run(&["reports", "--json"]).json().len();
        if count == 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let still_runs = watch.try_wait().unwrap().is_none();
    watch.kill().unwrap();
    watch.wait().unwrap();
    assert!(still_runs && count == 2, "{count} reports");
}
