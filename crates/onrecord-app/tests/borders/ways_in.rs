//! What the program takes in besides files of one report: archives, tables, packed files, addresses.

use serde_json::json;

use crate::program::{Desk, REPORT};
use crate::server::{LOCAL, Server, answer, page};
use crate::validators::{bomb, check, gzip};

/// A page with an article.
pub const STORY: &str = "<html><head><title>Ferry aground</title><meta property=\"article:published_time\" \
    content=\"2031-03-09T18:20:00+02:00\"></head><body><article><h1>Ferry aground</h1><p>A ferry with 62 people on board ran aground \
    in thick fog off Corrun on Sunday, and rescue boats brought all of them ashore within three hours, the coastguard said.</p>\
    <p>Nobody was badly hurt, a spokeswoman said. The owner said it would look into why the ship had left harbour at all in such \
    weather, and promised to pay for hotels.</p></article></body></html>";

/// A site without rules for robots that serves one story everywhere.
fn site() -> Server {
    Server::start(|path, _| match path {
        "/robots.txt" => answer("404 Not Found", ""),
        _ => page(STORY),
    })
}

#[test]
fn an_address_is_a_report() {
    let (desk, server) = (Desk::new(), site());
    desk.run(&[&["add", &server.at("/ferry")], &LOCAL[..]].concat()).done();
    let reports = desk.run(&["reports", "--json"]).done().json();
    assert_eq!(reports[0]["url"], json!(server.at("/ferry")));
    assert_eq!(reports[0]["published"], "2031-03-09T18:20:00+02:00");
    assert_eq!(server.asked(), ["/robots.txt", "/ferry"]);
}

#[test]
fn what_is_inside_the_network_is_refused_at_every_hop() {
    let desk = Desk::new();
    let server = site();
    desk.run(&["add", &server.at("/ferry")]).ended(3, &[&["127.0.0.1", "--allow-host"]]);
    assert!(server.asked().is_empty(), "{:?}", server.asked());
    // A host that is allowed sends on to one that is not.
    let target = site();
    let port = target.address.rsplit(':').next().unwrap().to_owned();
    let hop = Server::start(move |path, _| match path {
        "/robots.txt" => answer("404 Not Found", ""),
        "/named" => answer(&format!("302 Found\r\nLocation: http://localhost:{port}/ferry"), ""),
        "/meta" => answer("302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/", ""),
        "/mapped" => answer("301 Moved\r\nLocation: http://[::ffff:10.0.0.1]/", ""),
        "/file" => answer("307 Temporary\r\nLocation: file:///etc/passwd", ""),
        _ => answer(&format!("302 Found\r\nLocation: {path}x"), ""),
    });
    for (path, says) in [
        ("/named", "localhost"),
        ("/meta", "169.254.169.254"),
        ("/mapped", "::ffff"),
        ("/file", "only http"),
        ("/round", "more than 5 redirects"),
    ] {
        let run = desk.run(&[&["add", &hop.at(path)], &LOCAL[..]].concat());
        run.ended(3, &[&[says]]);
    }
    assert!(target.asked().is_empty(), "{:?}", target.asked());
}

#[test]
fn what_has_no_end_is_cut_off() {
    let desk = Desk::new();
    let bomb = bomb();
    let server = Server::start(move |path, _| match path {
        "/robots.txt" => answer("404 Not Found", ""),
        "/bomb" => answer("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &bomb),
        _ => page(vec![b'x'; 21_000_000]),
    });
    desk.run(&[&["add", &server.at("/bomb")], &LOCAL[..]].concat())
        .ended(3, &[&["unpacks to more than"]]);
    desk.run(&[&["add", &server.at("/large")], &LOCAL[..]].concat())
        .ended(3, &[&["more than 20000000 bytes"]]);
}

#[test]
fn a_site_that_asks_programs_to_stay_away_is_left_alone() {
    let desk = Desk::new();
    let server = Server::start(|path, _| match path {
        "/robots.txt" => {
            answer("200 OK\r\nContent-Type: text/plain", "User-agent: *\nDisallow: /private\n")
        }
        _ => page(STORY),
    });
    desk.run(&[&["add", &server.at("/private/ferry")], &LOCAL[..]].concat())
        .ended(3, &[&["robots.txt"]]);
    assert_eq!(server.asked(), ["/robots.txt"]);
    let broken = Server::start(|_, _| answer("503 Unavailable", ""));
    desk.run(&[&["add", &broken.at("/ferry")], &LOCAL[..]].concat())
        .ended(3, &[&["robots.txt cannot be had"]]);
}

#[test]
fn the_pages_of_a_feed_are_read_when_asked_for() {
    let desk = Desk::new();
    let server = Server::start(|path, request| {
        let host =
            request.split("host: ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        match path {
            "/robots.txt" => answer("404 Not Found", ""),
            "/feed" => answer(
                "200 OK\r\nContent-Type: application/rss+xml",
                format!(
                    "<rss><channel><title>Valley Post</title><item><title>Ferry</title><link>http://{host}/ferry</link>\
                     <pubDate>Sun, 09 Mar 2031 18:20:00 +0200</pubDate></item><item><title>Gone</title>\
                     <link>http://{host}/gone</link><description>The mayor said that the bridge would open.</description></item>\
                     </channel></rss>"
                ),
            ),
            "/gone" => answer("410 Gone", ""),
            _ => page(STORY),
        }
    });
    let run = desk.run(&[&["add", "--follow", &server.at("/feed")], &LOCAL[..]].concat());
    run.ended(3, &[&["410", "what the feed says of it is taken"]]);
    let reports = desk.run(&["reports", "--json"]).done().json();
    assert_eq!(reports.len(), 2);
    assert!(reports.iter().all(|report| report["outlet"] == "Valley Post"), "{reports:?}");
    assert!(desk.run(&["figures", "--json"]).done().out.contains("62 people"));
}

fn record(kind: &str, number: usize, content: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n\
         WARC-Target-URI: https://p.example/{}\r\nWARC-Date: 2031-03-10T06:00:00Z\r\nContent-Type: {content}\r\nContent-Length: {}\r\n\r\n",
        number,
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

#[test]
fn every_record_of_an_archive_is_counted_as_another_reader_counts() {
    let desk = Desk::new();
    let http = |headers: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n");
        [head.as_bytes(), body].concat()
    };
    let story =
        |number: usize| STORY.replace("62 people", &format!("{} people", 62 + number)).into_bytes();
    let stories: Vec<Vec<u8>> = (0..200).map(story).collect();
    let bodies = gzip(&stories);
    let mut records = vec![record("warcinfo", 0, "application/warc-fields", b"software: x\r\n")];
    for (number, (story, packed)) in stories.iter().zip(&bodies).enumerate() {
        let chunked =
            [format!("{:x}\r\n", packed.len()).as_bytes(), packed, b"\r\n0\r\n\r\n"].concat();
        let block = match number % 3 {
            0 => http("", story),
            1 => http("Content-Encoding: gzip\r\n", packed),
            _ => http("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &chunked),
        };
        records.push(record("response", number, "application/http; msgtype=response", &block));
        records.push(record("metadata", number, "application/warc-fields", b"via: x\r\n"));
    }
    let plain = records.concat();
    let packed = gzip(&records).concat();
    for (name, bytes) in [("a.warc", &plain), ("b.warc.gz", &packed)] {
        desk.write(name, bytes);
        let theirs = check("warc", &desk.path(name));
        let run = desk.run(&["--ledger", &format!("{name}.db"), "add", name]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let said = run.err.lines().last().unwrap();
        assert!(
            said.contains(&format!(
                "{} records: {} reports",
                theirs["records"], theirs["responses"]
            )),
            "{said} {theirs}"
        );
        let reports = desk.run(&["--ledger", &format!("{name}.db"), "reports", "--json"]).done();
        assert_eq!(reports.out.lines().count(), 200);
    }
}

#[test]
fn an_archive_that_breaks_off_is_named_and_what_stands_before_is_kept() {
    let desk = Desk::new();
    let block =
        [&b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"[..], STORY.as_bytes()].concat();
    let whole = record("response", 1, "application/http", &block).repeat(2);
    desk.write("cut.warc", &whole[..whole.len() - 100]);
    let run = desk.run(&["add", "cut.warc"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.err.contains("cut.warc: record 2: damaged or cut off"), "{}", run.err);
    assert_eq!(desk.run(&["reports", "--json"]).done().json().len(), 1);
}

#[test]
fn tables_and_packed_files_are_told_by_their_content() {
    let desk = Desk::new();
    desk.write("table", "headline;date;source;body\nBridge;2031-03-04;Valley Post;\"Police said 12 people died; one is missing.\"\n");
    desk.write("packed", gzip(&[REPORT.as_bytes().to_vec()]).concat());
    desk.run(&["add", "table", "packed"]).done();
    let reports = desk.run(&["reports", "--json"]).done().json();
    assert_eq!(reports.len(), 2);
    assert!(reports.iter().all(|report| report["outlet"] == "Valley Post"), "{reports:?}");
    desk.write("bomb.gz", bomb());
    desk.run(&["add", "bomb.gz"]).ended(3, &[&["bomb.gz:", "unpacks to more than"]]);
}
