//! Runs `casebook/*.md`: each page holds reports (```report) and, right behind, what they put on record (```ledger).
//!
//! The expected lines are compared to the letter. `ONRECORD_BLESS=1` writes what is found now into the pages instead: look
//! at the difference before you commit it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by failing"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use onrecord::model::{Access, Figure, Findings, Person, Statement, Talks, Voice};
use onrecord::{Engine, read};

#[test]
fn the_casebook_holds() {
    let engine = Engine::embedded().unwrap();
    let bless = std::env::var_os("ONRECORD_BLESS").is_some();
    let mut wrong = Vec::new();
    let pages = pages();
    assert!(pages.len() >= 5, "the casebook has only {} pages", pages.len());
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        let now = with_findings(&engine, &text);
        if bless {
            std::fs::write(&page, &now).unwrap();
        } else if now != text {
            wrong.push(difference(&page, &text, &now));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> =
        entries.filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    pages.sort();
    pages.retain(|p| !p.ends_with("README.md"));
    pages
}

/// The page with every ledger block filled by what is found in the reports since the block before.
fn with_findings(engine: &Engine, page: &str) -> String {
    let mut out = String::new();
    let mut found = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        match line {
            "```report" => {
                let body: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
                let body = body.join("\n");
                let _ = writeln!(out, "{body}\n```");
                found += &lines_of(engine, &body);
            }
            "```ledger" => {
                for _ in lines.by_ref().take_while(|l| *l != "```") {}
                let _ = writeln!(out, "{found}```");
                found.clear();
            }
            _ => {}
        }
    }
    out
}

fn lines_of(engine: &Engine, body: &str) -> String {
    let reading = read::read(body.as_bytes(), &read::Hint::named("case")).unwrap();
    reading.reports.iter().map(|report| rendered(&engine.findings(report))).collect()
}

fn rendered(found: &Findings) -> String {
    let mut out = String::new();
    for statement in &found.statements {
        let _ = writeln!(out, "{}", statement_line(found, statement));
    }
    for figure in &found.figures {
        let _ = writeln!(out, "{}", figure_line(found, figure));
    }
    for time in &found.times {
        let _ = writeln!(
            out,
            "time      {:?} {} {}",
            time.words.text,
            time.kind,
            time.value.as_deref().unwrap_or("-")
        );
    }
    for not in &found.not_said {
        let _ = writeln!(
            out,
            "not said  {:?} by {} about {}",
            not.words.text,
            or_dash(&not.who),
            or_dash(&not.about)
        );
    }
    for person in &found.persons {
        let _ = writeln!(out, "{}", person_line(found, person));
    }
    for access in &found.access {
        let _ = writeln!(out, "{}", access_line(found, access));
    }
    for talks in &found.talks {
        out.push_str(&talks_lines(found, talks));
    }
    out
}

fn person_line(found: &Findings, p: &Person) -> String {
    let name = p.name.as_deref().unwrap_or("-");
    let mut line = format!(
        "person    {:?} | {name} | {} | {}",
        p.words.text,
        p.status,
        voice(found, &p.voice)
    );
    let age = p.age.map(|age| age.to_string());
    for (name, value) in [("age", &age), ("tie", &p.relation), ("role", &p.role), ("when", &p.when)]
    {
        if let Some(value) = value {
            let _ = write!(line, " | {name} {value}");
        }
    }
    line
}

fn access_line(found: &Findings, a: &Access) -> String {
    let mut line = format!("access    {} | {} | {}", a.place, a.state, voice(found, &a.voice));
    for (name, value) in [("for", &a.whom), ("since", &a.since), ("until", &a.until)] {
        if let Some(value) = value {
            let _ = write!(line, " | {name} {value}");
        }
    }
    line
}

fn talks_lines(found: &Findings, t: &Talks) -> String {
    let mut out = format!(
        "talks     {} | mediator {} | {} | about {} | {}\n",
        t.parties.join(", "),
        if t.mediators.is_empty() { "-".to_owned() } else { t.mediators.join(", ") },
        or_dash(&t.status),
        or_dash(&t.subject),
        voice(found, &t.voice)
    );
    for position in &t.positions {
        let _ = writeln!(
            out,
            "  position {} | {} | {:?}",
            position.party, position.act, position.words.text
        );
    }
    out
}

fn voice(found: &Findings, voice: &Voice) -> String {
    match voice {
        Voice::Report => "the report".to_owned(),
        Voice::Statement(id) => found
            .statements
            .iter()
            .find(|s| s.id == *id)
            .and_then(|s| s.chain.last())
            .map_or_else(|| "nobody named".to_owned(), |l| l.name.clone()),
    }
}

fn statement_line(found: &Findings, s: &Statement) -> String {
    let chain: Vec<String> =
        s.chain.iter().map(|l| format!("{} ({})", l.name, l.standing.0)).collect();
    let content: Vec<&str> = s.content.iter().map(|w| w.text.as_str()).collect();
    let cue: Vec<&str> = s.cue.iter().map(|w| w.text.as_str()).collect();
    let mut line = format!(
        "statement {} | {} | {} | {:?}",
        chain.join(" <- "),
        cue.join(" .. "),
        s.act,
        content.join(" .. ")
    );
    for (name, value) in [("to", &s.to), ("in", &s.venue), ("on", &s.said_on), ("asked", &s.asked)]
    {
        if let Some(value) = value {
            let _ = write!(line, " | {name} {value}");
        }
    }
    if let Some(verification) = &s.verification {
        let _ = write!(line, " | {} by {}", verification.status, verification.by);
    }
    if let Some(answered) =
        s.answers.as_ref().and_then(|id| found.statements.iter().find(|o| o.id == *id))
    {
        let _ = write!(
            line,
            " | answers {:?}",
            answered.content.first().map_or("", |w| w.text.as_str())
        );
    }
    for more in &s.carries_on {
        let _ = write!(line, " | goes on {:?}", more.text);
    }
    line
}

fn figure_line(found: &Findings, f: &Figure) -> String {
    let end = |n: &Option<onrecord::model::Decimal>| {
        n.map(|n| n.normalize().to_string()).unwrap_or_default()
    };
    let voice = voice(found, &f.voice);
    let mut line = format!(
        "figure    {:?} | {} | {}..{} | {} | {voice}",
        f.words.text,
        f.measure,
        end(&f.low),
        end(&f.high),
        f.kind
    );
    for (name, value) in [("of", &f.population), ("as of", &f.as_of), ("since", &f.since)] {
        if let Some(value) = value {
            let _ = write!(line, " | {name} {value}");
        }
    }
    if let Some(parent) =
        f.subset_of.as_ref().and_then(|id| found.figures.iter().find(|o| o.id == *id))
    {
        let _ = write!(line, " | part of {:?}", parent.words.text);
    }
    line
}

fn or_dash(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("-")
}

fn difference(page: &Path, expected: &str, found: &str) -> String {
    let mut out = format!("{}:\n", page.display());
    for (number, (old, new)) in
        expected.lines().zip(found.lines()).enumerate().filter(|(_, (a, b))| a != b)
    {
        let _ = writeln!(out, "  line {}\n    expected {old}\n    found    {new}", number + 1);
    }
    let (old, new) = (expected.lines().count(), found.lines().count());
    if old != new {
        let _ = writeln!(out, "  {old} lines expected, {new} found");
    }
    out
}
