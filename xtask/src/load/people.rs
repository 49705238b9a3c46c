//! Who sits at the desk: some read page after page, some review what is found.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// Between two pages of a reader, and between two findings of a reviewer.
const READS: Duration = Duration::from_secs(3);
const REVIEWS: Duration = Duration::from_secs(10);
/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a reader looks at, in turn.
const PAGES: [&str; 16] = [
    "/",
    "/figures",
    "/statements",
    "/disputes",
    "/reports",
    "/search?about=bridge",
    "/timeline",
    "/people",
    "/sources",
    "/statements?act=deny",
    "/incidents",
    "/places",
    "/api/v1/figures?measure=missing",
    "/statements?about=sirens",
    "/review",
    "/copies",
];

/// One request: how long it took, and what was wrong with the answer.
pub(super) struct Asked {
    pub(super) writes: bool,
    pub(super) milliseconds: f64,
    pub(super) error: Option<String>,
}

/// All of them, at one desk, until it is over.
#[derive(Clone, Copy)]
pub(super) struct Crowd<'a> {
    pub(super) address: &'a str,
    pub(super) over: &'a AtomicBool,
}

impl Crowd<'_> {
    /// Does `turn` again and again, so often, from a moment of this one's own on.
    fn turns(&self, one: usize, every: Duration, mut turn: impl FnMut(usize)) {
        let begun = Instant::now();
        let first = every.mul_f64((one as f64 * 0.618).fract());
        for number in 0.. {
            let due = first + every * number;
            while begun.elapsed() < due {
                if self.over.load(Ordering::Relaxed) {
                    return;
                }
                let left = due.saturating_sub(begun.elapsed());
                std::thread::sleep(left.min(Duration::from_millis(200)));
            }
            turn(number as usize);
        }
    }

    /// Reads, and gives what each page took.
    pub(super) fn read(&self, one: usize) -> Vec<Asked> {
        let mut asked = Vec::new();
        self.turns(one, READS, |number| {
            let path = PAGES[(number + one * 5) % PAGES.len()];
            asked.push(self.ask("GET", path, None).0);
        });
        asked
    }

    /// Reviews, and gives what each request took and which reviews were acknowledged.
    pub(super) fn review(&self, one: usize) -> (Vec<Asked>, Vec<String>) {
        let (mut asked, mut acknowledged) = (Vec::new(), Vec::new());
        self.turns(one, REVIEWS, |number| {
            let (listed, body) = self.ask("GET", "/api/v1/figures", None);
            asked.push(listed);
            let figures = body["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
            // At the beginning there is none yet.
            let Some(figure) = figures.get((number * 7 + one) % figures.len().max(1)) else {
                return;
            };
            let what = ["accept", "note", "reject"][number % 3];
            let by = ["Ada", "Ben", "Carla"][one % 3];
            let sent =
                json!({"by": by, "what": what, "subject": figure["id"], "note": "looked at"});
            let (put, body) = self.ask("POST", "/api/v1/reviews", Some(&sent));
            if put.error.is_none() {
                acknowledged.extend(body["id"].as_str().map(str::to_owned));
            }
            asked.push(put);
        });
        (asked, acknowledged)
    }

    /// Asks once, over a connection of its own; gives the body where it is JSON.
    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (Asked, Value) {
        let begun = Instant::now();
        let answer = answer(self.address, method, path, body);
        let milliseconds = begun.elapsed().as_secs_f64() * 1_000.0;
        let writes = body.is_some();
        let wanted = if writes { "201" } else { "200" };
        let (error, body) = match answer {
            Ok((status, body)) if status == wanted => {
                (None, serde_json::from_slice(&body).unwrap_or_default())
            }
            Ok((status, _)) => (Some(format!("{method} {path}: {status}")), Value::Null),
            Err(cause) => (Some(format!("{method} {path}: {cause:#}")), Value::Null),
        };
        (Asked { writes, milliseconds, error }, body)
    }
}

/// Status and body.
fn answer(
    address: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> anyhow::Result<(String, Vec<u8>)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{kind}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").context("half an answer")?;
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let Some(status) = head.split(' ').nth(1) else { bail!("no status") };
    Ok((status.to_owned(), all.split_off(end + 4)))
}
