//! Reports and findings side by side: which are one text, how two stand to each other.

use serde_json::{Value, json};

use crate::program::{Desk, examples};

const STORY: &str = "A ferry with 62 people on board ran aground in thick fog off Corrun on Sunday, and rescue boats brought all of \
    them ashore within three hours, the coastguard said. Nobody was badly hurt. The owner said it would look into why the ship \
    had left harbour at all.";

fn report(id: &str, text: &str, published: &str) -> String {
    json!({"id": id, "text": text, "published": published, "outlet": id}).to_string()
}

#[test]
fn copies_come_out_as_groups_whatever_the_order() {
    let desk = Desk::new();
    let edited = format!("VARLOW (Northern Wire) — {}", STORY.replace("thick fog", "mist"));
    let lines = [
        report("courier", &edited, "2031-03-05"),
        report("wire", STORY, "2031-03-04"),
        report("other", "Bakers in Brennholt went back to work on Monday.", "2031-03-04"),
    ];
    let forth = desk.feed(&["copies", "--jsonl", "-"], &lines.join("\n")).done();
    let back: Vec<&String> = lines.iter().rev().collect();
    let back = back.iter().map(|line| line.as_str()).collect::<Vec<_>>().join("\n");
    assert_eq!(forth.out, desk.feed(&["copies", "--jsonl", "-"], &back).done().out);
    let found = forth.json();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["group"], json!(["courier", "wire"]));
    assert_eq!(found[0]["origin"], json!("wire"));
}

#[test]
fn a_line_that_cannot_be_read_is_named_and_the_others_are_compared() {
    let desk = Desk::new();
    let input = format!(
        "{}\nnot json\n{}\n",
        report("a", STORY, "2031-03-04"),
        report("b", STORY, "2031-03-05")
    );
    let run =
        desk.feed(&["copies", "--jsonl", "-"], &input).ended(3, &[&["-:2:", "not valid JSON"]]);
    assert_eq!(run.json()[0]["group"], json!(["a", "b"]));
}

#[test]
fn the_record_tells_its_copies() {
    let desk = Desk::new();
    desk.run(&["add", examples().to_str().unwrap()]);
    let run = desk.run(&["copies"]).done();
    assert!(run.out.contains("texts"), "{}", run.out);
    let groups = desk.run(&["copies", "--json"]).done().json();
    let members: Vec<&Value> = groups.iter().map(|group| &group["group"]).collect();
    assert!(members.iter().all(|group| group.as_array().unwrap().len() > 1), "{members:?}");
}

#[test]
fn a_record_without_copies_says_so() {
    let desk = Desk::new();
    desk.write("one.txt", STORY);
    desk.run(&["add", "one.txt"]);
    let run = desk.run(&["copies"]).done();
    assert_eq!(run.out, "no copies among 1 report\n");
}

fn side(day: &str, text: &str, mark: &str) -> Value {
    let start = text[..text.find(mark).unwrap()].chars().count();
    json!({"doc": day, "date": day, "outlet": "Wire", "text": text, "start": start, "end": start + mark.chars().count()})
}

fn pair(name: usize) -> String {
    let a = side("2031-03-04", "Łódź: the flood killed 12 people, police said.", "12 people");
    let b = side("2031-03-05", "The death toll of the flood has risen to 19, police said.", "19");
    json!({"pair": name, "a": a, "b": b, "kind": "figure"}).to_string()
}

#[test]
fn verdicts_come_out_in_the_order_they_were_asked() {
    let desk = Desk::new();
    let lines: String = (0..40).map(|name| pair(name) + "\n").collect();
    let answers = desk.feed(&["compare", "--jsonl", "-"], &lines).done().json();
    let names: Vec<u64> = answers.iter().map(|answer| answer["pair"].as_u64().unwrap()).collect();
    assert_eq!(names, (0..40).collect::<Vec<u64>>());
    assert!(answers.iter().all(|answer| answer["label"] == "update"), "{:?}", answers[0]);
}

#[test]
fn a_question_that_makes_no_sense_is_named_and_answered_as_such() {
    let desk = Desk::new();
    let odd = json!({"pair": "odd", "a": {"text": "12", "start": 0, "end": 9}, "b": {"text": ""}, "kind": "figure"});
    let input = format!("{}\n{odd}\nnot json\n{}\n", pair(1), pair(2));
    let run = desk
        .feed(&["compare", "--jsonl", "-"], &input)
        .ended(3, &[&["-:2:", "0..9"], &["-:3:", "JSON"]]);
    let answers = run.json();
    assert_eq!(answers.len(), 4);
    assert_eq!((answers[1]["pair"].as_str(), answers[1]["error"].is_string()), (Some("odd"), true));
    assert_eq!(answers[2]["pair"], Value::Null);
    assert_eq!(answers[3]["pair"], json!(2));
}

#[test]
fn a_claim_is_backed_denied_or_passed_on() {
    let desk = Desk::new();
    let ask = |text: &str| {
        json!({"pair": 0, "claim": "A whale swims in the Corrun canal", "body": {"text": text}})
            .to_string()
    };
    let input = [
        ask("Whale swims in Corrun canal"),
        ask("The Corrun canal whale is a hoax, and there is no truth in the story"),
        ask("A whale reportedly swims in Corrun canal"),
    ];
    let answers = desk.feed(&["compare", "--jsonl", "-"], &input.join("\n")).done().json();
    let labels: Vec<&str> =
        answers.iter().map(|answer| answer["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["for", "against", "observing"]);
}

#[test]
fn a_later_version_tells_what_it_changes() {
    let desk = Desk::new();
    let version = |hour: &str, text: &str| {
        json!({"id": "toll", "text": text, "published": format!("2031-03-04T{hour}:00:00Z"), "outlet": "Wire"}).to_string()
    };
    let first = version(
        "08",
        "The flood at Varlow killed 12 people, the coastguard said.\nIt injured 40 people in Corrun, the clinic said.",
    );
    let second = version(
        "20",
        "The flood at Varlow killed 14 people, the coastguard said.\nCorrection: an earlier version of this report gave a lower toll.",
    );
    desk.write("toll.jsonl", format!("{first}\n{second}\n"));
    desk.run(&["add", "toll.jsonl"]);
    let run = desk.run(&["show", "toll"]).done();
    for words in [
        "altered    12 people → 14 people",
        "withdrawn  40 people",
        "corrected  Correction: an earlier",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    let shown = desk.run(&["show", "toll", "--json"]).done().json();
    assert!(shown[0]["replaced"]["changes"].as_array().unwrap().len() >= 3);
}
