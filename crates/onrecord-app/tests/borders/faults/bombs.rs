//! What is small and grows, or has no end: stopped by caps, within fixed memory and time.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::process::{Command, Stdio};

use super::survived;
use crate::program::{Desk, Run};

/// The program with so many addresses (two gigabytes and a half, of which its allocator reserves one that it does not use, and half a
/// one is threads and weights) and no more than a minute of processor time.
fn bounded(desk: &Desk, arguments: &[&str], input: &[u8]) -> Run {
    let mut command = Command::new("bash");
    let script = "ulimit -v 2500000; ulimit -t 60; exec \"$0\" \"$@\"";
    command
        .args(["-c", script, env!("CARGO_BIN_EXE_onrecord")])
        .args(arguments)
        .current_dir(desk.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut given = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeding = std::thread::spawn(move || drop(given.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut child =
        Command::new("gzip").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut given = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let feeding = std::thread::spawn(move || given.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    output.stdout
}

/// An input that must be refused with one line that says why, and after which the next one is read.
#[test]
fn bombs_are_refused_in_one_line() {
    let desk = Desk::new();
    desk.write("good.txt", crate::program::REPORT);
    let zeros = gzip(&vec![b' '; 60 << 20]);
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><rss><channel><item><title>x</title><description>&c;</description></item></channel></rss>";
    let mut told = 0;
    for (name, bytes, may_be_read) in [
        ("zeros.txt.gz", zeros.clone(), false),
        ("twice.txt.gz", gzip(&zeros), false),
        ("deep.html", "<div>".repeat(2_000_000).into_bytes(), false),
        ("deep.json", "[".repeat(10_000).into_bytes(), true),
        ("laughs.xml", laughs.into(), true),
        ("two-things.txt", "12 people and ".repeat(3_000).into_bytes(), true),
        ("quotes.txt", "\"said".repeat(10_000).into_bytes(), true),
        ("numbers.txt", "1,".repeat(300_000).into_bytes(), true),
        ("years.txt", "1931 2031 ".repeat(2_000).into_bytes(), true),
        ("commas.csv", [b"text,id\n".to_vec(), b",".repeat(19_000_000)].concat(), false),
    ] {
        desk.write(name, &bytes);
        let run = bounded(&desk, &["read", name, "good.txt", "--json", "--reader", "swift"], b"");
        assert!(matches!(run.code, Some(0 | 3)), "{name}: {:?} {:.400}", run.code, run.err);
        assert!(run.out.contains("Bridge at Bramley"), "{name}: the next one is read");
        if !may_be_read {
            assert_eq!(
                (run.code, run.err.lines().count()),
                (Some(3), 1),
                "{name}: {:.400}",
                run.err
            );
        }
        told += 1;
    }
    survived(
        "bombs: gzip, gzip in gzip, deep HTML and JSON, entities, quotes, numbers, commas",
        told,
        "each refused in one line or read, within 2.5 GB of addresses and a minute",
    );
}

/// A line of 300 MB, to each command that takes lines, and to those that take a whole file.
#[test]
fn lines_without_end_are_passed_over() {
    let desk = Desk::new();
    desk.write("good.txt", crate::program::REPORT);
    desk.run(&["add", "good.txt"]).done();
    desk.write(
        "map.toml",
        "[[finding]]\nkind = \"figure\"\nmeasure = \"killed\"\nvalue = { column = \"a\" }\n",
    );
    let endless = vec![b'a'; 300 << 20];
    let mut tried = 0;
    for arguments in [
        &["read", "--jsonl", "-"][..],
        &["import", "-"],
        &["compare", "--jsonl", "-"],
        &["copies", "--jsonl", "-"],
        &["across", "--jsonl", "-"],
        &["import", "-", "--map", "map.toml", "--by", "Ada"],
        &["mcp"],
    ] {
        let run = bounded(&desk, arguments, &endless);
        assert!(matches!(run.code, Some(1 | 3)), "{arguments:?}: {:?} {:.400}", run.code, run.err);
        assert_eq!(run.err.lines().count(), 1, "{arguments:?}: {:.400}", run.err);
        tried += 1;
    }
    survived(
        "a line of 300 MB to every command that takes lines",
        tried,
        "passed over or refused, within 2.5 GB of addresses",
    );
}
