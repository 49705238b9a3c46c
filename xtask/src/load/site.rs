//! Five feeds on loopback that bring a day's reports, evenly over the time of a run.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::texts;

/// How many.
pub(super) const FEEDS: usize = 5;
/// Entries that a feed lists at once, the latest: more than come between two looks.
const LISTED: usize = 400;

/// The site, until the program ends.
pub(super) struct Site {
    /// Host and port.
    pub(super) address: String,
}

impl Site {
    pub(super) fn open(reports: usize, lasts: Duration) -> anyhow::Result<Site> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let begun = Instant::now();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let passed = begun.elapsed().as_secs_f64() / lasts.as_secs_f64();
                let out = ((reports as f64 * passed) as usize).min(reports);
                // Whoever asks may hang up; it asks again.
                let _ = answer(stream, out, reports);
            }
        });
        Ok(Site { address })
    }
}

/// Answers one request: a feed as it stands when `out` of all reports are out, else that there is nothing.
fn answer(mut stream: TcpStream, out: usize, reports: usize) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or_default();
    let number = path.strip_prefix("/feed/").and_then(|number| number.parse().ok());
    let (status, body) = match number.filter(|number| *number < FEEDS) {
        Some(number) => ("200 OK", feed(number, out, reports)),
        None => ("404 Not Found", String::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

/// A feed: of all reports every fifth, those that are out, the latest of them.
fn feed(feed: usize, out: usize, reports: usize) -> String {
    let mut page = format!(
        "<rss version=\"2.0\"><channel><title>{}</title>",
        texts::OUTLETS[feed % texts::OUTLETS.len()]
    );
    for number in (0..out).rev().filter(|number| number % FEEDS == feed).take(LISTED) {
        let (title, paragraphs) = texts::report(number);
        let _ = write!(
            page,
            "<item><title>{title}</title><guid isPermaLink=\"false\">r{number}</guid><link>https://site-{feed}.example/{number}</link>\
             <pubDate>{}</pubDate><description>{}</description></item>",
            published(number, reports),
            paragraphs.map(|it| format!("&lt;p&gt;{it}&lt;/p&gt;")).concat()
        );
    }
    page + "</channel></rss>"
}

/// The day's hour at which that report of all came out.
fn published(number: usize, reports: usize) -> String {
    let seconds = number as f64 / reports.max(1) as f64 * 86_000.0;
    // 4 March 2031, 00:00 UTC.
    let day = Timestamp::from_second(1_930_348_800).unwrap_or_default();
    let at = day.saturating_add(SignedDuration::from_secs(seconds as i64));
    let at = at.unwrap_or(day).to_zoned(TimeZone::UTC);
    jiff::fmt::rfc2822::to_string(&at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_lists_what_is_out_and_each_report_stands_in_one_feed() {
        let all: Vec<String> = (0..FEEDS).map(|number| feed(number, 12, 100)).collect();
        for number in 0..14 {
            let guid = format!(">r{number}<");
            let count = all.iter().filter(|page| page.contains(&guid)).count();
            assert_eq!(count, usize::from(number < 12), "{number}");
        }
        assert!(all[0].contains("Tue, 4 Mar 2031 00:00:00"), "{}", all[0]);
    }
}
