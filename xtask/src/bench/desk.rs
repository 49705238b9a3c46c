//! How fast the desk answers on a ledger as large as a crisis of a year, with what follows across its reports, while another process adds to it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

use super::scores::Score;
use crate::run::{cargo, run};
use crate::running::{Desk, Memory, program};

/// Reports on the ledger, ten statements in each.
const REPORTS: usize = 100_000;
/// Reports that are added while the desk is asked, evenly, and taken into what follows across reports: ten a second.
const ADDED: usize = 300;
/// Requests a second, by all who ask together.
const RATE: usize = 200;
/// Who asks.
const ASKERS: usize = 16;
/// How long.
const LASTS: Duration = Duration::from_secs(30);

/// What is asked for; a path with `{…}` stands for what the desk itself names.
const ASKED: [&str; 31] = [
    "/",
    "/figures",
    "/disputes",
    "/incidents",
    "/timeline",
    "/people",
    "/access",
    "/talks",
    "/sources",
    "/sources/{source}",
    "/places",
    "/copies",
    "/statements",
    "/statements?act=deny",
    "/statements?verification=unverified",
    "/statements?topic=talks",
    "/statements?who=Okoro&since=2031-06",
    "/reports",
    "/reports/{version}",
    "/findings/{finding}.json",
    "/review",
    "/review/{finding}",
    "/add",
    "/disputes.json?limit=20",
    "/api/v1/figures?measure=missing",
    "/api/v1/facets",
    "/search?about=bridge",
    "/search?about=Okoro+hospital",
    "/search?about=talks+engineers&since=2031-03&until=2031-04",
    "/statements?about=engineers",
    "/api/v1/search?about=lorries",
];

/// Is it a search in full text?
fn is_search(path: &str) -> bool {
    path.contains("about=")
}

/// Makes the ledger where it is not there, opens the desk on it, asks, and tells what it took.
pub(crate) fn run_desk(reports: Option<usize>, out: &mut dyn Write) -> anyhow::Result<Vec<Score>> {
    let reports = reports.unwrap_or(REPORTS);
    let build = ["build", "--release", "--locked", "-p", "onrecord-app"];
    run(&mut cargo(&build))?;
    run(cargo(&build).args(["--example", "grown_ledger"]))?;
    let folder = crate::root().join("target/desk-bench");
    std::fs::create_dir_all(&folder)?;
    let ledger = folder.join(format!("{reports}.db"));
    if !ledger.exists() {
        writeln!(out, "desk: writing {reports} reports")?;
        out.flush()?;
        let unfinished = folder.join("unfinished.db");
        let _ = std::fs::remove_file(&unfinished);
        if !grow(&unfinished, reports, 0, None)?.wait()?.success() {
            bail!("the ledger could not be made");
        }
        std::fs::rename(&unfinished, &ledger)?;
    }
    let desk = Desk::open(program().arg("--ledger").arg(&ledger))?;
    let asked = named(&desk.address)?;
    // What is looked at together is worked out once before anybody is measured.
    for path in &asked {
        ask(&desk.address, path)?;
    }
    let mut adding = grow(&ledger, ADDED, reports + late(&desk.address, reports)?, Some(LASTS))?;
    let before = desk.process.seconds()?;
    let took = load(&desk.address, &asked)?;
    let spent = desk.process.seconds()? - before;
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
        "\ndesk: {reports} reports, {RATE} requests a second wanted, another process adding {ADDED}"
    )?;
    let of = |searches: bool| {
        let some = took.iter().filter(|one| is_search(&asked[one.0]) == searches);
        some.map(|one| one.1).collect::<Vec<f64>>()
    };
    tell(out, "requests a second", took.len() as f64 / LASTS.as_secs_f64())?;
    tell(out, "pages p50 ms", share(of(false), 0.50))?;
    tell(out, "pages p95 ms", share(of(false), 0.95))?;
    tell(out, "searches p50 ms", share(of(true), 0.50))?;
    tell(out, "searches p95 ms", share(of(true), 0.95))?;
    tell(out, "peak MB", desk.process.megabytes(Memory::Peak)?)?;
    tell(out, "processor ms a request", spent * 1_000.0 / took.len() as f64)?;
    for (at, path) in asked.iter().enumerate() {
        let some: Vec<f64> = took.iter().filter(|one| one.0 == at).map(|one| one.1).collect();
        let count = some.len();
        writeln!(out, "  {path:<58} p95 {:>8.1} of {count}", share(some, 0.95))?;
    }
    Ok(scores)
}

/// The paths that are asked for, with a report, a finding and a source of this desk's.
fn named(address: &str) -> anyhow::Result<Vec<String>> {
    let first = |path: &str, at: &str| -> anyhow::Result<String> {
        let body = ask(address, path)?;
        let value: Value = serde_json::from_str(&body)?;
        let name = value.pointer(at).and_then(Value::as_str).context("the desk names none")?;
        let written: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        Ok(written)
    };
    let version = first("/api/v1/reports?limit=1", "/reports/0/version")?;
    let finding = first("/api/v1/figures?limit=1", "/findings/0/id")?;
    let source = first("/api/v1/sources", "/sources/0/key")?;
    let path = |path: &&str| {
        let path = path.replace("{version}", &version).replace("{finding}", &finding);
        path.replace("{source}", &source)
    };
    Ok(ASKED.iter().map(path).collect())
}

/// How many reports were added by earlier runs.
fn late(address: &str, reports: usize) -> anyhow::Result<usize> {
    let extent: Value = serde_json::from_str(&ask(address, "/api/v1/extent")?)?;
    let all = extent["reports"].as_u64().context("the desk counts no reports")?;
    Ok(usize::try_from(all)?.saturating_sub(reports))
}

/// The value that this share of all does not exceed.
fn share(mut all: Vec<f64>, share: f64) -> f64 {
    all.sort_by(f64::total_cmp);
    let at = (all.len() as f64 * share).ceil() as usize;
    all.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// Adds `reports` from number `first` on, over `lasts` where it is given, and takes them into what follows across reports.
fn grow(
    ledger: &Path,
    reports: usize,
    first: usize,
    lasts: Option<Duration>,
) -> anyhow::Result<Child> {
    let program = crate::root().join("target/release/examples/grown_ledger");
    let mut command = Command::new(&program);
    command.arg(ledger).args([reports.to_string(), first.to_string()]);
    command.args(lasts.map(|lasts| lasts.as_secs_f64().to_string()));
    command.spawn().with_context(|| format!("cannot start {}", program.display()))
}

/// Asks at a steady rate; gives which was asked for and how many milliseconds it took.
fn load(address: &str, paths: &[String]) -> anyhow::Result<Vec<(usize, f64)>> {
    let paths: Arc<[String]> = paths.into();
    let took = Arc::new(Mutex::new(Vec::new()));
    let (next, failed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let started = Instant::now();
    let askers: Vec<_> = (0..ASKERS)
        .map(|_| {
            let (took, next, failed) = (Arc::clone(&took), Arc::clone(&next), Arc::clone(&failed));
            let (address, paths) = (address.to_owned(), Arc::clone(&paths));
            std::thread::spawn(move || {
                while started.elapsed() < LASTS && !failed.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let due = Duration::from_secs_f64(number as f64 / RATE as f64);
                    std::thread::sleep(due.saturating_sub(started.elapsed()));
                    let at = number * 7 % paths.len();
                    let asked = Instant::now();
                    if ask(&address, &paths[at]).is_err() {
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

/// Asks once, over a connection of its own; gives the body.
fn ask(address: &str, path: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    if !all.starts_with(b"HTTP/1.1 200") {
        bail!("{path}: {}", String::from_utf8_lossy(all.get(..60).unwrap_or(&all)));
    }
    let all = String::from_utf8(all)?;
    Ok(all.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}
