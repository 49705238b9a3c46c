//! How long what follows across reports takes to make, to keep and to ask, over invented reports whose findings are given:
//!
//! ```sh
//! cargo run --release -p onrecord --example across_scale -- 100000
//! ```
//!
//! With the path of a ledger behind the number, that ledger is made, and kept; where it is there already, it is only asked.
//!
//! Four reports in the mean tell one story: a town, a day, a toll, who says so, who denies it; every third is a copy of another.
//! Prints one JSON object: seconds, milliseconds, and the most memory held (Linux).

use std::time::Instant;

use onrecord::boards::{self, Selection};
use onrecord::derive;
use onrecord::ledger::{GroupFilter, Ledger, Reading};
use onrecord::model::across::Layer;
use onrecord::model::{
    Act, Entity, EntityKind, Event, Figure, FigureKind, Findings, Id, Link, Person, Place,
    Published, Report, SourceKind, Standing, Statement, Voice, Words,
};
use onrecord::reconcile::across::Decisions;
use onrecord::rules::Rules;
use onrecord::view::View;

/// A generator of numbers that are the same in every run (SplitMix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.throw() % most
    }

    /// A made-up word of two to four syllables, one of `many`.
    fn word(&mut self, many: u64) -> String {
        word(self.below(many))
    }
}

fn word(number: u64) -> String {
    const SYLLABLES: [&str; 24] = [
        "bra", "cor", "dan", "el", "fir", "gol", "hes", "is", "jor", "kal", "lun", "mar", "nok",
        "or", "pel", "quin", "rav", "sol", "tam", "ur", "vel", "wes", "yar", "zan",
    ];
    let mut dice = Dice(number.wrapping_mul(7919) + 17);
    let syllables = 2 + dice.below(3);
    (0..syllables).filter_map(|_| SYLLABLES.get(dice.below(24) as usize)).copied().collect()
}

fn name(number: u64) -> String {
    let word = word(number);
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn words(text: &str) -> Words {
    Words { start: 0, end: text.chars().count() as u32, text: text.to_owned() }
}

/// What the reports of one story share.
struct Story {
    town: u64,
    day: i64,
    toll: i64,
    victim: String,
    official: String,
    body: String,
    claim: [String; 5],
    text: String,
}

impl Story {
    fn new(number: u64) -> Story {
        let mut dice = Dice(number + 1);
        let claim = [0; 5].map(|_| dice.word(4_000));
        let sentence =
            |dice: &mut Dice| (0..14).map(|_| dice.word(3_000)).collect::<Vec<_>>().join(" ");
        let text = (0..8).map(|_| sentence(&mut dice)).collect::<Vec<_>>().join(". ");
        Story {
            town: dice.below(2_500),
            day: dice.below(700) as i64,
            toll: 2 + dice.below(60) as i64,
            victim: format!("{} {}", name(dice.below(3_000)), name(10_000 + dice.below(9_000))),
            official: format!("{} {}", name(dice.below(3_000)), name(10_000 + dice.below(9_000))),
            body: format!("{} Valley Defence League", name(dice.below(2_500))),
            claim,
            text,
        }
    }
}

fn day(number: i64) -> String {
    format!("20{:02}-{:02}-{:02}", 31 + number / 336, number % 336 / 28 + 1, number % 28 + 1)
}

fn report(number: u64, reports: u64) -> Reading<'static> {
    let mut dice = Dice(number ^ 0x5eed);
    let story = Story::new(dice.below(reports / 4 + 1));
    let copies = number.is_multiple_of(3);
    let own: String = (0..80).map(|_| dice.word(3_000)).collect::<Vec<_>>().join(" ");
    let published = story.day + dice.below(2) as i64;
    let report = Report {
        id: format!("r{number}"),
        outlet: Some(format!("{} Post", name(dice.below(300)))),
        published: Some(Published { at: day(published), inferred: false }),
        text: if copies { format!("{} {own}", story.text) } else { own },
        ..Report::default()
    }
    .sealed();
    let findings = findings(&report.version, &story, &mut dice);
    Reading { report, raw: b"", engine: "0.1.0".to_owned(), findings }
}

fn findings(version: &str, story: &Story, dice: &mut Dice) -> Findings {
    let id = |kind: &str, of: &str| Id::of(kind, [version, of]);
    let town = name(story.town);
    let place = Place {
        words: words(&town),
        name: town.clone(),
        geonames: Some(story.town as u32),
        country: Some("OK".to_owned()),
        feature: Some("PPL".to_owned()),
        ..Place::default()
    };
    let link = |who: &str| Link {
        words: words(who),
        name: who.to_owned(),
        kind: SourceKind::Person,
        standing: Standing::NAMED,
        entity: Some(id("en", who)),
        ..Link::default()
    };
    let [a, b, c, d, e] = &story.claim;
    let said = |key: &str, act, text: String, who: &str| Statement {
        id: id("st", key),
        chain: vec![link(who)],
        content: vec![words(&text)],
        act,
        ..Statement::default()
    };
    let act = if dice.below(6) == 0 { Act::Deny } else { Act::Assert };
    let other = [0; 4].map(|_| dice.word(4_000));
    let statements = vec![
        said(
            "one",
            act,
            format!("{a} {b} of the {town} {c} was {d} by {} and {e}", story.body),
            &story.official,
        ),
        said(
            "two",
            Act::Assert,
            format!("{town} {} {} before the {} {}", other[0], other[1], other[2], other[3]),
            &story.body,
        ),
    ];
    let toll = story.toll + dice.below(3) as i64;
    let figure = |measure: &str, value: i64| Figure {
        id: id("fi", measure),
        words: words(&format!("{value} people")),
        low: Some(value.into()),
        high: Some(value.into()),
        value: Some(value.into()),
        measure: measure.to_owned(),
        population: Some("people".to_owned()),
        kind: FigureKind::Stock,
        place: Some(place.clone()),
        voice: Voice::Statement(id("st", "one")),
        ..Figure::default()
    };
    let entity = |who: &str, kind| Entity {
        id: id("en", who),
        name: who.to_owned(),
        kind,
        mentions: vec![words(who)],
    };
    Findings {
        figures: vec![figure("killed", toll), figure("injured", 3 * toll)],
        events: vec![Event {
            id: id("ev", "attack"),
            words: words("attack"),
            kind: "attack".to_owned(),
            status: "happened".to_owned(),
            place: Some(place.clone()),
            when: Some(day(story.day)),
            ..Event::default()
        }],
        persons: vec![Person {
            id: id("pe", "victim"),
            name: Some(story.victim.clone()),
            status: "killed".to_owned(),
            ..Person::default()
        }],
        entities: vec![
            entity(&story.official, EntityKind::Person),
            entity(&story.victim, EntityKind::Person),
            entity(&story.body, EntityKind::Organisation),
            entity(&town, EntityKind::Place),
        ],
        places: vec![place],
        statements,
        ..Findings::default()
    }
}

/// The most memory that this process held, in megabytes.
fn most_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A ledger of so many reports.
fn filled(ledger: &mut Ledger, reports: u64) -> Outcome<()> {
    for some in (0..reports).collect::<Vec<_>>().chunks(1_000) {
        let batch: Vec<Reading<'_>> = some.iter().map(|number| report(*number, reports)).collect();
        ledger.append(&batch)?;
    }
    Ok(())
}

/// Milliseconds that one report more takes, the median and the most of twenty.
fn adding(ledger: &mut Ledger, rules: &Rules, reports: u64) -> Outcome<serde_json::Value> {
    let mut took: Vec<f64> = Vec::new();
    for number in reports..reports + 20 {
        ledger.append(&[report(number, reports)])?;
        let start = Instant::now();
        derive::keep(ledger, rules, &Decisions::default())?;
        took.push(start.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    Ok(serde_json::json!({"median": took.get(10), "most": took.last()}))
}

/// How many rows the first page of a board has, of at most fifty.
fn page(ledger: &Ledger, board: &str) -> Outcome<usize> {
    let selection = Selection { limit: Some(50), ..Selection::default() };
    let view = View::of(ledger, selection.ceiling)?;
    let wanted = GroupFilter { layer: Layer::Entities, limit: 50, ..GroupFilter::default() };
    Ok(match board {
        "disputes" => boards::disputes(&view, &selection, &Default::default())?.rows.len(),
        "incidents" => boards::incidents(&view, &selection, &Default::default())?.rows.len(),
        "claims" => boards::claims(&view, &selection, &Default::default())?.rows.len(),
        _ => ledger.groups(&wanted)?.len(),
    })
}

/// Milliseconds of a page of each board: the first time it is asked, and the median of nine times.
fn asking(ledger: &Ledger) -> Outcome<serde_json::Value> {
    let mut ask = serde_json::Map::new();
    for board in ["disputes", "incidents", "claims", "entities"] {
        let (mut took, mut rows) = (Vec::new(), 0);
        for _ in 0..9 {
            let start = Instant::now();
            rows = page(ledger, board)?;
            took.push(start.elapsed().as_secs_f64() * 1e3);
        }
        let first = took.first().copied();
        took.sort_by(f64::total_cmp);
        let took = serde_json::json!({"rows": rows, "first": first, "median": took.get(4)});
        ask.insert(board.to_owned(), took);
    }
    Ok(ask.into())
}

fn sizes(ledger: &Ledger) -> Outcome<serde_json::Value> {
    let mut sizes = serde_json::Map::new();
    for layer in Layer::ALL {
        let many = ledger.count_groups(&GroupFilter { layer: *layer, ..GroupFilter::default() })?;
        sizes.insert(layer.as_str().to_owned(), many.into());
    }
    Ok(sizes.into())
}

fn main() -> Outcome<()> {
    let reports: u64 = std::env::args().nth(1).map_or(Ok(100_000), |many| many.parse())?;
    let kept = std::env::args().nth(2).map(std::path::PathBuf::from);
    let folder = std::env::temp_dir().join(format!("onrecord-across-{}", std::process::id()));
    let path = kept.clone().unwrap_or_else(|| folder.join("scale.db"));
    std::fs::create_dir_all(&folder)?;
    let rules = Rules::embedded()?;
    let is_there = path.exists();
    let mut ledger = Ledger::open(&path)?;
    let mut out = serde_json::json!({"reports": reports});
    if !is_there {
        filled(&mut ledger, reports)?;
        let start = Instant::now();
        derive::keep(&mut ledger, rules, &Decisions::default())?;
        out["from nothing, seconds"] = start.elapsed().as_secs_f64().into();
        out["add one, milliseconds"] = adding(&mut ledger, rules, reports)?;
    }
    out["ask, milliseconds"] = asking(&ledger)?;
    out["memory, megabytes"] = most_memory().into();
    out["file, megabytes"] = (std::fs::metadata(&path)?.len() / 1_000_000).into();
    out["groups"] = sizes(&ledger)?;
    drop(ledger);
    std::fs::remove_dir_all(&folder)?;
    use std::io::Write;
    writeln!(std::io::stdout(), "{out}")?;
    Ok(())
}
