//! The tools of those who write rules: what is found and by which rule, whether a file holds, why a finding was made.

use serde_json::Value;

use crate::program::{Desk, REPORT};

const SENTENCE: &str = "The ministry denied on Sunday that 12 people had died.";

/// A desk with a copy of the built-in rules.
fn with_rules() -> Desk {
    let desk = Desk::new();
    let files = desk.run(&["rules", "copy", "mine"]).done().out;
    assert!(files.lines().any(|line| line.ends_with("cues/speech.toml")), "{files}");
    desk
}

fn append(desk: &Desk, file: &str, entry: &str) {
    let text = std::fs::read_to_string(desk.path(file)).unwrap();
    desk.write(file, format!("{text}\n{entry}\n"));
}

/// The line on which the last entry of a file begins.
fn last_entry(desk: &Desk, file: &str) -> u64 {
    let text = std::fs::read_to_string(desk.path(file)).unwrap();
    text.lines().enumerate().filter(|(_, line)| line.starts_with("[[")).last().unwrap().0 as u64 + 1
}

#[test]
fn a_sentence_shows_what_is_found_and_by_which_rule() {
    let found =
        Desk::new().run(&["rules", "try", SENTENCE, "--published", "2031-03-05"]).done().out;
    for words in ["statement", "deny", "cue:deny", "killed", "2031-03-02", "times#weekday"] {
        assert!(found.contains(words), "no `{words}` in:\n{found}");
    }
    let nothing = Desk::new().run(&["rules", "try", "Rain."]).done().out;
    assert_eq!(nothing, "nothing is found\n");
}

#[test]
fn layers_show_what_a_rule_can_ask_for() {
    let desk = Desk::new();
    let text = desk.run(&["rules", "try", SENTENCE, "--layers"]).done().out;
    for words in ["denied", "VERB", "deny", "nsubj", "source 1", "cue 1", "content 1"] {
        assert!(text.contains(words), "no `{words}` in:\n{text}");
    }
    let json = desk.feed(&["rules", "try", "-", "--layers", "--json"], SENTENCE).done().json();
    let denied = json[0]["layers"].as_array().unwrap().iter().find(|it| it["text"] == "denied");
    assert_eq!(denied.unwrap()["upos"], "VERB");
    assert_eq!(denied.unwrap()["start"], 13);
}

#[test]
fn a_day_that_is_none_is_refused() {
    let run = Desk::new().run(&["rules", "try", SENTENCE, "--published", "some day"]);
    run.ended(1, &[&["--published", "some day"]]);
}

#[test]
fn a_mistake_names_file_line_and_remedy() {
    let desk = with_rules();
    append(
        &desk,
        "mine/cues/speech.toml",
        "[[cue]]\nlemma = \"yodel\"\nact = \"assert\"\nyes = [\"[cue: yodelled]\"]",
    );
    let line = last_entry(&desk, "mine/cues/speech.toml") + 1;
    let place = format!("cues/speech.toml:{line}");
    desk.run(&["rules", "check", "mine"]).ended(1, &[&[&place, "yodel", "no = ["]]);
    desk.write("other/time.toml", "about = \"x\"\n");
    desk.run(&["rules", "check", "other"]).ended(1, &[&["time.toml", "times.toml"]]);
    desk.run(&["rules", "check", "nowhere"]).ended(1, &[&["nowhere"]]);
}

#[test]
fn an_example_that_does_not_hold_is_shown() {
    let desk = with_rules();
    let entry = "[[expression]]\nid = \"mine\"\npattern = \"the eve of MONTH\"\nmeans = \"month\"\n\
        yes = [\"It closed on [time: the eve of May]. => 2031-06\"]\nno = [\"It rained.\"]";
    append(&desk, "mine/times.toml", entry);
    let run = desk.run(&["rules", "check", "mine/times.toml"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    let line = last_entry(&desk, "mine/times.toml");
    assert!(run.out.contains(&format!("mine/times.toml:{line}: `mine`")), "{}", run.out);
    assert!(run.out.contains("the eve of May ="), "{}", run.out);
    let json = desk.run(&["rules", "check", "mine/times.toml", "--json"]).json();
    let failures = json[0]["failures"].as_array().unwrap();
    let of_mine = failures.iter().find(|it| it["entry"] == "mine").unwrap();
    assert_eq!((&of_mine["line"], &of_mine["expected"]), (&Value::from(line), &"found".into()));
}

#[test]
fn other_rules_read_otherwise_and_say_so() {
    let desk = with_rules();
    let engine = |desk: &Desk, rules: &[&str]| {
        let arguments =
            [&["rules", "try", "It closed on the eve of May.", "--json"], rules].concat();
        let found = desk.run(&arguments).done().json().remove(0);
        (found["engine"].as_str().unwrap().to_owned(), found["times"][0]["text"].clone())
    };
    let inside = engine(&desk, &[]);
    assert!(!inside.0.contains("rules"), "{inside:?}");
    // A copy that nobody changed is the same engine.
    assert_eq!(engine(&desk, &["--rules", "mine"]), inside);
    let entry = "[[expression]]\nid = \"mine\"\npattern = \"the eve of MONTH\"\nmeans = \"month\"\n\
        yes = [\"It closed on [time: the eve of May]. => 2031-05\"]\nno = [\"It rained.\"]";
    append(&desk, "mine/times.toml", entry);
    let (name, words) = engine(&desk, &["--rules", "mine"]);
    assert!(name.starts_with(&format!("{}+rules-", inside.0)), "{name}");
    assert_eq!(words, "the eve of May");
    desk.write("report.txt", REPORT);
    desk.run(&["add", "report.txt", "--rules", "mine"]).done();
    let shown = desk.run(&["statements", "--json"]).done().json();
    assert_eq!(shown[0]["engine"], name.as_str());
}

#[test]
fn why_shows_words_layers_and_the_rule() {
    let desk = Desk::new();
    desk.write("report.txt", REPORT).run(&["add", "report.txt"]).done();
    let statements = desk.run(&["statements", "--json"]).done().json();
    let id = statements[0]["id"].as_str().unwrap();
    let why = desk.run(&["why", id]).done().out;
    for words in [
        "police",
        "VERB",
        "nsubj",
        "cue:say",
        "cues/speech.toml, line",
        "lemma = \"say\"",
        "no = [",
    ] {
        assert!(why.contains(words), "no `{words}` in:\n{why}");
    }
    let json = desk.run(&["why", id, "--json"]).done().json().remove(0);
    assert_eq!(json["rules"][0]["file"], "cues/speech.toml");
    assert!(json["layers"].as_array().is_some_and(|words| words.len() > 5));
    let figure = desk.run(&["figures", "--json"]).done().json().remove(0);
    let why = desk.run(&["why", figure["id"].as_str().unwrap()]).done().out;
    assert!(why.contains("figures/measures.toml"), "{why}");
    desk.run(&["why", "fi_nothing"]).ended(1, &[&["fi_nothing"]]);
}

/// Every entry that the page shows holds, and every command that it shows does what it is asked.
#[test]
fn what_the_page_on_rules_shows_works() {
    let desk = with_rules();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/write-a-rule.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = |kind: &str| -> Vec<String> {
        let fence = format!("```{kind}\n");
        let parts = page.split(&fence).skip(1);
        parts.map(|part| part.split("```").next().unwrap().to_owned()).collect()
    };
    let mut files = std::collections::BTreeMap::new();
    for entry in blocks("toml").iter().filter(|entry| entry.contains("no = [")) {
        let file = match entry.lines().next().unwrap() {
            "[[cue]]" => "cues/speech.toml",
            "[[expression]]" => "times.toml",
            _ => "speech.toml",
        };
        append(&desk, &format!("mine/{file}"), entry);
        let name = entry.lines().nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
        files.entry(file).or_insert_with(Vec::new).push(name);
    }
    assert!(files.values().flatten().count() >= 4, "{files:?}");
    for (file, names) in files {
        let run = desk.run(&["rules", "check", &format!("mine/{file}"), "--json"]);
        for failure in run.json()[0]["failures"].as_array().unwrap() {
            assert!(!names.iter().any(|name| failure["entry"] == name.as_str()), "{failure}");
        }
    }
    let commands: Vec<String> = blocks("console");
    let lines = commands
        .iter()
        .flat_map(|block| block.lines())
        .filter_map(|line| line.strip_prefix("$ onrecord "));
    for line in lines {
        let mut parts = line.split('"');
        let mut arguments: Vec<&str> = Vec::new();
        while let Some(plain) = parts.next() {
            arguments.extend(plain.split_whitespace());
            arguments.extend(parts.next());
        }
        desk.run(&arguments).done();
    }
}
