//! How fast the desk answers on a ledger as large as a crisis of a year, while another process adds to it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::scores::Score;
use crate::run::{cargo, run};
use crate::running::{Desk, Memory, program};

/// Reports on the ledger, ten statements in each.
const REPORTS: usize = 100_000;
/// Reports that are added while the desk is asked.
const ADDED: usize = 1_000;
/// Requests a second, by all who ask together.
const RATE: usize = 200;
/// Who asks.
const ASKERS: usize = 16;
/// How long.
const LASTS: Duration = Duration::from_secs(30);

/// What is asked for: path, and whether it is a search.
const ASKED: [(&str, bool); 18] = [
    ("/", false),
    ("/figures", false),
    ("/disputes", false),
    ("/people", false),
    ("/talks", false),
    ("/sources", false),
    ("/places", false),
    ("/copies", false),
    ("/timeline", false),
    ("/statements", false),
    ("/statements?act=deny", false),
    ("/statements?verification=unverified", false),
    ("/statements?who=Okoro&since=2031-06", false),
    ("/reports", false),
    ("/api/v1/figures?measure=missing", false),
    ("/search?about=bridge", true),
    ("/search?about=Okoro+hospital", true),
    ("/statements?about=engineers", true),
];

/// Makes the ledger where it is not there, opens the desk on it, asks, and tells what it took.
pub(crate) fn run_desk(reports: Option<usize>, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    let reports = reports.unwrap_or(REPORTS);
    run(&mut cargo(&["build", "--release", "--locked", "-p", "onrecord-app"]))?;
    run(&mut cargo(&[
        "build",
        "--release",
        "--locked",
        "-p",
        "onrecord",
        "--example",
        "grown_ledger",
    ]))?;
    let folder = crate::root().join("target/desk-bench");
    std::fs::create_dir_all(&folder)?;
    let ledger = folder.join(format!("{reports}.db"));
    if !ledger.exists() {
        writeln!(out, "desk: writing {reports} reports")?;
        out.flush()?;
        let unfinished = folder.join("unfinished.db");
        let _ = std::fs::remove_file(&unfinished);
        grow(&unfinished, reports, 0)?.wait()?;
        std::fs::rename(&unfinished, &ledger)?;
    }
    let desk = Desk::open(program().arg("--ledger").arg(&ledger))?;
    // What is looked at together is worked out once before anybody is measured.
    for (path, _) in ASKED {
        ask(&desk.address, path)?;
    }
    let mut adding = grow(&ledger, ADDED, reports)?;
    let took = load(&desk.address)?;
    let _ = adding.kill();
    let _ = adding.wait();
    let mut scores = Vec::new();
    let mut tell = |out: &mut dyn Write, metric: &str, value: f64| -> anyhow::Result<()> {
        writeln!(out, "{metric:<40} {value:>10.1}")?;
        let (metric, data) = (metric.to_owned(), format!("desk {reports} reports"));
        scores.push(Score { metric, data, system: "onrecord".to_owned(), value, speed: None });
        Ok(())
    };
    writeln!(
        out,
        "\ndesk: {reports} reports, {RATE} requests a second wanted, another process adding"
    )?;
    let of = |searches: bool| {
        let some = took.iter().filter(|one| ASKED.get(one.0).is_some_and(|it| it.1 == searches));
        some.map(|one| one.1).collect::<Vec<f64>>()
    };
    tell(out, "requests a second", took.len() as f64 / LASTS.as_secs_f64())?;
    tell(out, "pages p50 ms", share(of(false), 0.50))?;
    tell(out, "pages p95 ms", share(of(false), 0.95))?;
    tell(out, "searches p50 ms", share(of(true), 0.50))?;
    tell(out, "searches p95 ms", share(of(true), 0.95))?;
    tell(out, "peak MB", desk.process.megabytes(Memory::Peak)?)?;
    for (at, (path, _)) in ASKED.iter().enumerate() {
        let some: Vec<f64> = took.iter().filter(|one| one.0 == at).map(|one| one.1).collect();
        writeln!(out, "  {path:<38} p95 {:>8.1} of {}", share(some.clone(), 0.95), some.len())?;
    }
    Ok(scores)
}

/// The value that this share of all does not exceed.
fn share(mut all: Vec<f64>, share: f64) -> f64 {
    all.sort_by(f64::total_cmp);
    let at = (all.len() as f64 * share).ceil() as usize;
    all.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

fn grow(ledger: &Path, reports: usize, first: usize) -> anyhow::Result<Child> {
    let program = crate::root().join("target/release/examples/grown_ledger");
    let arguments = [reports.to_string(), first.to_string()];
    let mut command = Command::new(&program);
    command.arg(ledger).args(arguments);
    command.spawn().with_context(|| format!("cannot start {}", program.display()))
}

/// Asks at a steady rate; gives which was asked for and how many milliseconds it took.
fn load(address: &str) -> anyhow::Result<Vec<(usize, f64)>> {
    let took = Arc::new(Mutex::new(Vec::new()));
    let (next, failed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let started = Instant::now();
    let askers: Vec<_> = (0..ASKERS)
        .map(|_| {
            let (took, next, failed) = (Arc::clone(&took), Arc::clone(&next), Arc::clone(&failed));
            let address = address.to_owned();
            std::thread::spawn(move || {
                while started.elapsed() < LASTS && !failed.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let due = Duration::from_secs_f64(number as f64 / RATE as f64);
                    std::thread::sleep(due.saturating_sub(started.elapsed()));
                    let at = number * 7 % ASKED.len();
                    let asked = Instant::now();
                    if ask(&address, ASKED[at].0).is_err() {
                        failed.store(true, Ordering::Relaxed);
                    }
                    let milliseconds = asked.elapsed().as_secs_f64() * 1_000.0;
                    took.lock().unwrap_or_else(PoisonError::into_inner).push((at, milliseconds));
                }
            })
        })
        .collect();
    for asker in askers {
        asker.join().map_err(|_| anyhow::anyhow!("one who asked gave up"))?;
    }
    if failed.load(Ordering::Relaxed) {
        bail!("the desk did not answer");
    }
    let took = took.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(took.clone())
}

/// Asks once, over a connection of its own.
fn ask(address: &str, path: &str) -> anyhow::Result<usize> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    if !all.starts_with(b"HTTP/1.1 200") {
        bail!("{path}: {}", String::from_utf8_lossy(all.get(..60).unwrap_or(&all)));
    }
    Ok(all.len())
}
