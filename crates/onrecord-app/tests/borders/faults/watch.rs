//! A kill during `watch`: nothing that a feed led to is lost, and nobody who wants to know is left out.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::{Moments, rounds, survived};
use crate::program::Desk;
use crate::server::{Server, answer};

/// A feed that grows: entry `n` tells of a ferry with `n` people on it.
fn site() -> (Server, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(2));
    let now = Arc::clone(&count);
    let server = Server::start(move |path, _| {
        if path != "/feed" {
            return answer("404 Not Found", "");
        }
        let items: String = (1..=now.load(Ordering::SeqCst))
            .map(|n| {
                format!(
                    "<item><title>Ferry {n}</title><guid>f{n}</guid><link>https://post.example/{n}</link><description>The \
                     coastguard said on Tuesday that {n} people were killed when ferry {n} sank.</description></item>"
                )
            })
            .collect();
        let feed = format!("<rss><channel><title>Valley Post</title>{items}</channel></rss>");
        answer("200 OK\r\nContent-Type: application/rss+xml", feed)
    });
    (server, count)
}

/// As if the time until the next look had passed.
fn time_passes(desk: &Desk) {
    let path = desk.path("onrecord.db.watch.json");
    let Ok(bytes) = std::fs::read(&path) else { return };
    let mut state: Value = serde_json::from_slice(&bytes).expect("whole, whenever it was killed");
    for feed in state["feeds"].as_object_mut().unwrap().values_mut() {
        feed["due"] = Value::from(0);
    }
    std::fs::write(path, state.to_string()).unwrap();
}

#[test]
fn a_killed_watch_loses_no_report_and_tells_of_each() {
    let (desk, (server, count)) = (Desk::new(), site());
    let plan = format!(
        "pause = \"0s\"\nallow_host = [\"127.0.0.1\"]\n[[feed]]\nurl = \"{}\"\nfollow = false\n\
         [[match]]\nwhen = \"figures where measure=killed\"\nrun = [\"tee\", \"-a\", \"told.jsonl\"]\n",
        server.at("/feed")
    );
    desk.write("feeds.toml", plan);
    let look = ["watch", "feeds.toml", "--once"];
    let mut moments = Moments::of(11);
    let mut dead = 0;
    while dead < rounds(8) {
        let mut child =
            desk.command(&look).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moments.below(500));
        let _ = child.kill();
        dead += u64::from(child.wait().unwrap().code().is_none());
        if desk.path("onrecord.db").exists() {
            let kept = desk.run(&["reports", "--json"]);
            assert!(kept.code != Some(0) || kept.json().len() <= count.load(Ordering::SeqCst));
        }
        count.fetch_add(1, Ordering::SeqCst);
        time_passes(&desk);
    }
    desk.run(&look).done();
    let all = count.load(Ordering::SeqCst);
    assert_eq!(desk.run(&["reports", "--json"]).done().json().len(), all);
    assert!(desk.run(&["doctor"]).done().out.contains("sound"));
    let told = std::fs::read_to_string(desk.path("told.jsonl")).unwrap();
    for n in 1..=all {
        let address = format!("https://post.example/{n}\"");
        assert!(told.contains(&address), "nobody was told of ferry {n}");
    }
    let outcome = format!("{all} reports of the feed on record, each told of (some twice)");
    survived("kill -9 during `watch`", dead, &outcome);
}
