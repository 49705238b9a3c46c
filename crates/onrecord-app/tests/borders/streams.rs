//! Many reports in, one line each out; and pipes that end early.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::program::{Desk, REPORT, examples};

fn line(id: usize) -> String {
    let text = format!("Police said that {id} people were held.");
    serde_json::json!({"id": format!("r{id}"), "text": text}).to_string()
}

#[test]
fn lines_come_out_in_the_order_they_came_in() {
    let desk = Desk::new();
    let input: String = (0..300).map(|id| line(id) + "\n").collect();
    for threads in ["1", "4"] {
        let run = desk.feed(&["read", "--jsonl", "-", "--threads", threads], &input).done();
        let ids: Vec<String> = run
            .json()
            .iter()
            .map(|wire| wire["report"]["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids, (0..300).map(|id| format!("r{id}")).collect::<Vec<_>>());
    }
}

#[test]
fn every_span_is_the_slice_of_the_text_in_code_points() {
    let desk = Desk::new();
    let text = "“Más de 300 🙂 personas”, the mayor’s office said on Tuesday in Łódź. At least 12 people died, police said.";
    let input = serde_json::json!({"id": "a", "text": text, "published": "2031-03-04"}).to_string();
    let run = desk.feed(&["read", "--jsonl", "-"], &(input + "\n")).done();
    let points: Vec<char> = text.chars().collect();
    let mut seen = 0;
    each_span(&run.json()[0], &mut |start, end, words| {
        let slice: String = points[start..end].iter().collect();
        assert_eq!(slice, words);
        seen += 1;
    });
    assert!(seen > 0);
}

fn each_span(value: &serde_json::Value, take: &mut dyn FnMut(usize, usize, &str)) {
    if let (Some(start), Some(end), Some(text)) =
        (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str())
    {
        take(start as usize, end as usize, text);
    }
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| each_span(item, take)),
        serde_json::Value::Object(fields) => {
            fields.values().for_each(|field| each_span(field, take))
        }
        _ => {}
    }
}

#[test]
fn broken_lines_are_named_and_the_others_go_on() {
    let desk = Desk::new();
    let input = format!("{}\nnot json\n\n{{\"id\": \"x\"}}\n{}\n", line(1), line(2));
    desk.write("in.jsonl", &input);
    let run = desk
        .run(&["read", "--jsonl", "in.jsonl"])
        .ended(3, &[&["in.jsonl:2:", "not valid JSON"], &["in.jsonl:4", "no text"]]);
    let ids: Vec<_> = run.json().iter().map(|wire| wire["report"]["id"].clone()).collect();
    assert_eq!(ids, ["r1", "r2"]);
}

#[test]
fn a_line_that_is_not_utf8_is_named() {
    let desk = Desk::new();
    let mut bytes = line(1).into_bytes();
    bytes.extend(b"\n{\"id\": \"caf\xe9\", \"text\": \"x\"}\n");
    desk.write("in.jsonl", bytes);
    let run = desk.run(&["read", "--jsonl", "in.jsonl"]).ended(3, &[&["in.jsonl:2:", "not UTF-8"]]);
    assert_eq!(run.json().len(), 1);
}

#[test]
fn a_list_that_is_not_there_fails() {
    let desk = Desk::new();
    desk.run(&["read", "--jsonl", "none.jsonl"]).ended(1, &[&["none.jsonl", "no such file"]]);
}

#[test]
fn standard_input_is_a_report_like_any_other() {
    let desk = Desk::new();
    let run = desk.feed(&["add", "-", "--json"], REPORT).done();
    assert_eq!(
        (run.json()[0]["input"].as_str(), run.json()[0]["outcome"].as_str()),
        (Some("-"), Some("new"))
    );
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    for arguments in
        [&["statements", "--json"][..], &["brief"], &["search", "the", "--limit", "500"]]
    {
        let mut child =
            desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
    }
}

#[test]
fn a_stream_gives_each_line_before_its_input_ends() {
    let desk = Desk::new();
    let mut child = desk
        .command(&["read", "--jsonl", "-", "--threads", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for id in 0..64 {
        writeln!(input, "{}", line(id)).unwrap();
    }
    input.flush().unwrap();
    let mut first = String::new();
    output.read_line(&mut first).unwrap();
    assert!(first.contains("\"r0\""), "{first}");
    drop(input);
    assert_eq!(output.lines().count(), 63);
    assert!(child.wait().unwrap().success());
}
