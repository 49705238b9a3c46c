//! A clock that jumps: decades ahead, and back.

use serde_json::Value;

use super::{rounds, survived};
use crate::program::{Desk, REPORT, finish};
use crate::server::{Server, answer};

#[test]
fn a_watch_whose_clock_was_ahead_goes_on() {
    let desk = Desk::new();
    let server = Server::start(|_, _| {
        answer(
            "200 OK\r\nContent-Type: application/rss+xml",
            "<rss><channel><title>Post</title><item><title>Ferry</title><guid>1</guid><link>https://post.example/1</link>\
         <description>The ferry sank, police said.</description></item></channel></rss>",
        )
    });
    let url = server.at("/feed");
    desk.write(
        "feeds.toml",
        format!("pause = \"0s\"\nallow_host = [\"127.0.0.1\"]\n[[feed]]\nurl = \"{url}\"\nfollow = false\n"),
    );
    let look = || desk.run(&["watch", "feeds.toml", "--once"]).done().out;
    look();
    let asked = server.asked().len();
    look();
    assert_eq!(server.asked().len(), asked, "not due");
    // What a watch leaves behind whose clock stood at 2096.
    let path = desk.path("onrecord.db.watch.json");
    let mut state: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    state["feeds"][&url]["due"] = Value::from(4_000_000_000_u64);
    std::fs::write(path, state.to_string()).unwrap();
    look();
    assert!(server.asked().len() > asked, "no feed waits for seventy years");
    survived(
        "a clock 70 years ahead, then right, between two looks of `watch`",
        1,
        "the feed is asked again",
    );
}

/// With libfaketime, where it is there: what is decided later counts, whatever the clock says.
#[test]
fn what_is_decided_later_counts_though_the_clock_went_back() {
    let is_there = std::process::Command::new("faketime").args(["2031-01-01", "true"]).status();
    if !is_there.is_ok_and(|status| status.success()) {
        return;
    }
    let desk = Desk::new();
    desk.write("a.txt", REPORT);
    desk.run(&["add", "a.txt"]).done();
    let figure =
        desk.run(&["figures", "--json"]).done().json()[0]["id"].as_str().unwrap().to_owned();
    let at = |clock: &str, arguments: &[&str]| {
        let program = desk.command(arguments);
        let mut command = std::process::Command::new("faketime");
        command.arg(clock).arg(program.get_program()).args(program.get_args());
        finish(command.current_dir(desk.path(".")), None).done().out
    };
    let rounds = rounds(2);
    for round in 0..rounds {
        let ahead = format!("{}-06-01", 2090 + round % 100);
        at(&ahead, &["review", "reject", &figure, "--by", "Ada"]);
        assert!(
            desk.run(&["figures", "--json"])
                .done()
                .json()
                .iter()
                .all(|row| row["id"] != figure.as_str())
        );
        at("1971-01-01", &["review", "accept", &figure, "--by", "Ben"]);
        assert!(
            desk.run(&["figures", "--json"])
                .done()
                .json()
                .iter()
                .any(|row| row["id"] == figure.as_str())
        );
    }
    let reviews = desk.run(&["review", "list", "--json"]).done().json();
    let times: Vec<&str> = reviews.iter().map(|row| row["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert!(desk.run(&["doctor"]).done().out.contains("sound"));
    survived(
        "a clock that jumps 60 to 160 years, and back to 1971, between two reviews",
        rounds,
        "the later decision counts each time",
    );
}
