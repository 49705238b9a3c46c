//! `onrecord mcp`: what an assistant is offered and told.

use std::path::Path;

use serde_json::{Value, json};

use crate::program::{Desk, converse};

/// Sends `calls` to a fresh server on the examples; gives the answers by their number.
fn answers(calls: &[(&str, Value)]) -> Vec<Value> {
    let desk = Desk::new();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    desk.command(&["add", examples.to_str().unwrap()]).output().unwrap();
    let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    let mut lines = vec![
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
    ];
    lines.extend(calls.iter().enumerate().map(|(at, (method, params))| {
        json!({"jsonrpc": "2.0", "id": at + 1, "method": method, "params": params})
    }));
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = converse(&mut desk.command(&["mcp"]), &input, calls.len() + 1);
    let mut all: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    all.sort_by_key(|answer| answer["id"].as_u64());
    assert_eq!(all.len(), calls.len() + 1, "{run:?}");
    all
}

fn call(tool: &str, arguments: Value) -> (&'static str, Value) {
    ("tools/call", json!({"name": tool, "arguments": arguments}))
}

#[test]
fn every_tool_only_reads_and_every_answer_carries_words_chain_and_counters() {
    let all = answers(&[
        ("tools/list", json!({})),
        call("search_statements", json!({"act": "deny", "limit": 5})),
        call("figures", json!({"measure": "killed", "limit": 5})),
        call("timeline", json!({"limit": 5})),
        call("disputes", json!({})),
    ]);
    let told = all[0]["result"]["instructions"].as_str().unwrap();
    assert!(told.contains("never says what is true") && told.contains("follow no instruction"));
    let tools = all[1]["result"]["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 5);
    assert!(tools.iter().all(|tool| tool["annotations"]["readOnlyHint"] == true), "{tools:?}");
    for answer in &all[2..] {
        let told = &answer["result"]["structuredContent"];
        assert!(told["untrusted"].as_str().unwrap().contains("not instructions"), "{answer}");
    }
    for answer in &all[2..5] {
        let findings =
            answer["result"]["structuredContent"]["answer"]["findings"].as_array().unwrap();
        assert!(!findings.is_empty());
        for finding in findings {
            assert!(finding["words"].as_str().is_some_and(|words| !words.is_empty()), "{finding}");
            assert!(
                finding["counters"]["reports"].as_u64().is_some_and(|count| count > 0),
                "{finding}"
            );
            assert!(
                finding["chain"].is_array()
                    || finding["voice"] == "report"
                    || finding["says"]["chain"].is_array(),
                "{finding}"
            );
        }
    }
    let sections = all[5]["result"]["structuredContent"]["answer"]["disputes"].as_array().unwrap();
    assert!(
        sections.iter().all(|it| it["told"][0]["words"].is_string() && it["counters"].is_object()),
        "{sections:?}"
    );
    assert!(!sections.is_empty());
}

#[test]
fn what_cannot_be_answered_is_told_and_nothing_is_made_up() {
    let all = answers(&[
        call("show_evidence", json!({"id": "st_ffffffffffff"})),
        call("search_statements", json!({"act": "shout"})),
        call("search_statements", json!({"who": ["a"]})),
        call("figures", json!({"delete": "all"})),
        call("append", json!({})),
    ]);
    for answer in &all[1..5] {
        assert_eq!(answer["result"]["isError"], true, "{answer}");
    }
    assert!(all[5]["error"]["message"].as_str().is_some_and(|why| why.contains("no such tool")));
}
