//! Runs `casebook/*.md`: each page holds reports (```report) and, right behind, what they put on record (```ledger), or of that
//! their places (```places) or events (```events) alone; or what follows across them (```across entity).
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

use onrecord::brief::{Brief, BriefOptions, Line, Section};
use onrecord::compare::Question;
use onrecord::model::across::{Layer, More};
use onrecord::model::{Access, Event, Figure, Findings, Person, Place, Statement, Talks, Voice};
use onrecord::reconcile::across::Decisions;
use onrecord::{Engine, Reading, across, read};

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

/// What the reports since the last block put on record, in the forms that a page may ask for.
#[derive(Default)]
struct Found {
    ledger: String,
    places: String,
    events: String,
    readings: Vec<Reading>,
    /// Was it asked what follows across them? Then the next report begins anew.
    asked: bool,
}

impl Found {
    fn add(&mut self, reading: Reading) {
        if std::mem::take(&mut self.asked) {
            *self = Found::default();
        }
        let findings = &reading.findings;
        self.ledger += &rendered(findings);
        self.places.extend(findings.places.iter().chain(&findings.demonyms).map(place_line));
        self.events += &rendered_events(findings);
        self.readings.push(reading);
    }

    /// The lines of a section of the brief on the reports.
    fn brief(&mut self, engine: &Engine, section: &str) -> String {
        self.asked = true;
        let (options, decided) = (BriefOptions::default(), Decisions::default());
        let brief = Brief::of(&self.readings, &options, engine.rules(), &decided);
        let named = |it: &Section| serde_json::to_value(it.kind).unwrap() == section;
        let groups = brief.sections.iter().filter(|it| named(it)).flat_map(|it| &it.groups);
        let lines = groups.flat_map(|group| {
            group.lines.iter().map(|line| brief_line(&group.heading, line) + "\n")
        });
        lines.collect()
    }

    /// The groups of a layer that several reports tell, and what stands against what.
    fn across(&mut self, engine: &Engine, layer: &str) -> String {
        self.asked = true;
        let layer = Layer::from_word(layer).unwrap();
        let found = across::across(&self.readings, &[layer], engine.rules()).unwrap();
        let told = |told: &across::Told| {
            told.group.reports > 1 || told.group.layer == Layer::Disputes || told.told.len() > 1
        };
        found.iter().filter(|it| told(it)).map(group_lines).collect()
    }
}

/// A line of a brief: its group, how it stands to the line above, marks, value, who says it, day.
fn brief_line(heading: &str, line: &Line) -> String {
    let marks: String = line.marks.iter().map(|mark| mark.symbol()).collect();
    let says = line.says.iter().filter_map(|it| it.last()).map(|named| named.name.as_str());
    let says = says.collect::<Vec<&str>>().join(", ");
    let value = line.value.as_deref().unwrap_or("-");
    let words = line.extract.as_ref().map(|it| it.text.as_str()).filter(|_| value == "-");
    let under = match (line.earlier, line.depth) {
        (true, _) => "before",
        (false, 0) => "",
        _ => "under it",
    };
    let day = line.day.as_deref().unwrap_or_default();
    let words = words.unwrap_or_default();
    let parts = [heading, under, &line.label, &marks, value, words, &says, day];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" | ")
}

/// The page with every ledger block filled by what is found in the reports since the block before.
fn with_findings(engine: &Engine, page: &str) -> String {
    let mut out = String::new();
    let mut found = Found::default();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        match line {
            "```report" => {
                let body: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
                let body = body.join("\n");
                let _ = writeln!(out, "{body}\n```");
                readings_of(engine, &body).into_iter().for_each(|reading| found.add(reading));
            }
            "```places" => {
                for _ in lines.by_ref().take_while(|l| *l != "```") {}
                let _ = writeln!(out, "{}```", found.places);
                found = Found::default();
            }
            "```pair figure" | "```pair statement" => {
                let body: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
                let _ = writeln!(out, "{}\n```", body.join("\n"));
                let _ =
                    writeln!(found.ledger, "{}", verdict(engine, line.ends_with("figure"), &body));
            }
            "```ledger" | "```verdict" => {
                for _ in lines.by_ref().take_while(|l| *l != "```") {}
                let _ = writeln!(out, "{}```", found.ledger);
                found = Found::default();
            }
            _ if line.starts_with("```across ") => {
                for _ in lines.by_ref().take_while(|l| *l != "```") {}
                let layer = line.trim_start_matches("```across ");
                let _ = writeln!(out, "{}```", found.across(engine, layer));
            }
            _ if line.starts_with("```brief ") => {
                for _ in lines.by_ref().take_while(|l| *l != "```") {}
                let section = line.trim_start_matches("```brief ");
                let _ = writeln!(out, "{}```", found.brief(engine, section));
            }
            "```events" => {
                for _ in lines.by_ref().take_while(|l| *l != "```") {}
                let _ = writeln!(out, "{}```", found.events);
                found = Found::default();
            }
            _ => {}
        }
    }
    out
}

/// How the marked words of two lines `day | outlet | text with [[the marked words]]` stand.
fn verdict(engine: &Engine, figures: bool, lines: &[&str]) -> String {
    let side = |line: &str| {
        let (day, rest) = line.split_once(" | ").unwrap();
        let (outlet, marked) = rest.split_once(" | ").unwrap();
        let (before, rest) = marked.split_once("[[").unwrap();
        let (mark, after) = rest.split_once("]]").unwrap();
        let start = before.chars().count();
        serde_json::json!({
            "doc": format!("{day} {outlet}"), "date": day, "outlet": outlet, "text": format!("{before}{mark}{after}"),
            "start": start, "end": start + mark.chars().count(),
        })
    };
    let kind = if figures { "figure" } else { "statement" };
    let line =
        serde_json::json!({"pair": 0, "kind": kind, "a": side(lines[0]), "b": side(lines[1])});
    let answer = Question::of_line(&line.to_string()).unwrap().answer(engine);
    let words = |field: &str| answer[field].as_str().unwrap().to_owned();
    let source = match answer["same_primary_source"].as_bool() {
        Some(true) => "one primary source",
        Some(false) => "two primary sources",
        None => "not both name a source",
    };
    format!("{} | {} | {source}", words("label"), words("why"))
}

fn readings_of(engine: &Engine, body: &str) -> Vec<Reading> {
    let reading = read::read(body.as_bytes(), &read::Hint::named("case")).unwrap();
    reading.reports.into_iter().map(|report| engine.read(report)).collect()
}

/// A group, and a line for each of its members: an entity's names with the reason, the others' tellings.
fn group_lines(told: &across::Told) -> String {
    let group = &told.group;
    let mut out = format!("{} | {} | {}", group.title, group.kind, or_dash(&group.place));
    if !group.state.is_empty() && group.layer != Layer::Offices {
        let _ = write!(out, " | {}", group.state);
    }
    let _ = writeln!(out, " | {} reports", group.reports);
    match &group.more {
        More::Entity(entity) if group.layer == Layer::Entities => {
            for name in &entity.names {
                let why = if name.why.is_empty() { "-" } else { &name.why };
                let _ = writeln!(out, "  {} | {why}", name.name);
            }
            return out;
        }
        More::Incident(incident) => {
            for range in &incident.victims {
                let (low, high) = (bound(range.low), bound(range.high));
                let _ = writeln!(out, "  {} {} | {low}..{high}", range.measure, range.population);
            }
        }
        More::Dispute(dispute) => {
            let _ = writeln!(out, "  {} | {}", dispute.verdict.label, dispute.verdict.why);
        }
        _ => {}
    }
    for member in &told.told {
        let draft = &member.draft;
        let voice = draft.voice.as_ref().map_or("the report", |voice| voice.name.as_str());
        let outlet = draft.outlet.as_deref().unwrap_or("-");
        let _ = writeln!(out, "  {outlet} | {voice} | {:?}", draft.words);
    }
    out
}

fn bound(number: Option<onrecord::model::Decimal>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}

fn rendered_events(found: &Findings) -> String {
    found.events.iter().map(|event| event_line(found, event)).collect()
}

fn event_line(found: &Findings, e: &Event) -> String {
    let mut line = format!("{:?} {} | {}", e.words.text, e.kind, e.status);
    for participant in &e.participants {
        let _ = write!(line, " | {} {}", participant.role, participant.words.text);
    }
    let place = e.place.as_ref().map(|place| place.name.clone());
    let told = [("in", &place), ("on", &e.when), ("since", &e.since), ("until", &e.until)];
    for (name, value) in told {
        if let Some(value) = value {
            let _ = write!(line, " | {name} {value}");
        }
    }
    if let Voice::Statement(_) = e.voice {
        let _ = write!(line, " | says {}", voice_of(found, &e.voice));
    }
    for link in &e.links {
        let to = found.events.iter().find(|other| other.id == link.to);
        let _ = write!(line, " | {} {:?}", link.how, to.map_or("", |other| &other.words.text));
    }
    for words in &e.again {
        let _ = write!(line, " | again {:?}", words.text);
    }
    line + "\n"
}

fn place_line(place: &Place) -> String {
    let point = place.lat.zip(place.lon).map_or("-".to_owned(), |(n, e)| format!("{n:.1} {e:.1}"));
    let mut line = format!(
        "place     {:?} is {} | {} {} | {point} | {}",
        place.words.text,
        place.name,
        or_dash(&place.country),
        or_dash(&place.feature),
        place.sense.map_or("-", onrecord::model::PlaceSense::as_str),
    );
    if let Some(rival) = place.rivals.first() {
        let _ = write!(line, " | or {} {}", rival.name, or_dash(&rival.country));
    }
    line + "\n"
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
        voice_of(found, &p.voice)
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
    let mut line = format!("access    {} | {} | {}", a.place, a.state, voice_of(found, &a.voice));
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
        voice_of(found, &t.voice)
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
    let voice = voice_of(found, &f.voice);
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
    let new = f.replaced_by.as_ref();
    if let Some(new) = new.and_then(|id| found.figures.iter().find(|o| o.id == *id)) {
        let _ = write!(line, " | replaced by {:?}", new.words.text);
    }
    line
}

fn voice_of(found: &Findings, voice: &Voice) -> String {
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
