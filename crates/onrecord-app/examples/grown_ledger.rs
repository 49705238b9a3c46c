//! Writes a ledger as large as a crisis of a year: generated reports with their findings given, none of them read.
//!
//! `cargo run --release -p onrecord-app --example grown_ledger -- LEDGER REPORTS [FIRST [SECONDS]]`: the reports from number FIRST on, ten
//! statements, two figures and two events in each, and what follows across them, as `onrecord add` keeps it. With SECONDS they come evenly
//! over that time. The same numbers give the same ledger. For `cargo xtask bench desk`.
#![allow(
    clippy::print_stderr,
    missing_docs,
    reason = "a tool for the bench: it tells how far it is, and nothing else"
)]

#[path = "../../../fuzz/lot.rs"]
mod lot;

use std::error::Error;

use std::time::{Duration, Instant};

use lot::Lot;
use onrecord::derive;
use onrecord::ledger::{Ledger, Reading};
use onrecord::model::{
    Act, Event, Figure, FigureKind, Findings, Id, Link, Place, Published, Report, SourceKind,
    Standing, Statement, Verification, VerificationStatus, Voice, Words,
};
use onrecord::rules::Rules;

const ENGINE: &str = "0.0.0+generated-1";
const BATCH: usize = 500;
/// Reports at a time where they come over a while.
const FEW: usize = 10;
const OUTLETS: [&str; 8] = [
    "Valley Post",
    "Northern Wire",
    "Radio Sel",
    "The Harbour Courier",
    "Channel Nine",
    "Evening Ledger",
    "Tarn Agency",
    "The Weir",
];
const PEOPLE: [&str; 12] = [
    "Ada Okoro",
    "Ben Lind",
    "Carla Roos",
    "Dario Venn",
    "Elif Sarp",
    "Finn Aldous",
    "Greta Holm",
    "Hugo Brand",
    "Ines Calder",
    "Jonas Weir",
    "Kira Stell",
    "Liam Ostro",
];
const BODIES: [&str; 4] =
    ["an official", "a senior officer", "two people briefed on the talks", "a diplomat"];
const CONTENT: [&str; 10] = [
    "the bridge at %P would stay closed until the %W had been %V",
    "at least %N people had been killed when the %W of %P gave way",
    "no agreement on the %W of %P had been reached",
    "the army had not %V on the crossing of %P",
    "%N residents of %P were still missing behind the %W",
    "talks on the %W of the engineers in %P would go on",
    "aid for %N families had reached the %W at %P",
    "the road from %P to the %W was open to lorries only",
    "the count given by the hospital of %P was %V",
    "everyone who wanted to leave %P for the %W could do so",
];
/// Syllables of words and names, so that there are as many as a language has.
const SYLLABLES: [&str; 24] = [
    "bra", "cor", "dan", "el", "fir", "gol", "hes", "is", "jor", "kal", "lun", "mar", "nok", "or",
    "pel", "quin", "rav", "sol", "tam", "ur", "vel", "wes", "yar", "zan",
];
/// Of so many reports one speaks of one of the great stories, which go on all year; the others tell stories of a day or two.
const GREAT: (usize, usize) = (10, 20);
/// Reports that tell one of the others.
const TELL_ONE: usize = 4;
/// Sentences that a report has from its story; the others are its own. Every third has all from it: a copy.
const SHARED: usize = 4;

fn word(lot: &mut Lot) -> String {
    (0..2 + lot.below(3)).map(|_| lot.one(&SYLLABLES)).collect()
}

fn name(lot: &mut Lot) -> String {
    let word = word(lot);
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// What the reports of one story share.
struct Story(u64);

impl Story {
    fn of(number: usize) -> Story {
        let mut lot = Lot(number as u64 ^ 0x5707);
        lot.below(2);
        let (among, great) = GREAT;
        let is_great = lot.below(among) == 0;
        Story(if is_great { lot.below(great) } else { great + number / TELL_ONE } as u64)
    }

    /// The lot by which something of the story is drawn.
    fn lot(&self, what: u64) -> Lot {
        let mut lot = Lot(self.0.wrapping_mul(0x9e37_79b9) ^ what);
        lot.below(2);
        lot
    }

    fn place(&self) -> Place {
        let mut lot = self.lot(100);
        let (lat, lon) =
            (44.0 + lot.below(800) as f64 / 100.0, 8.0 + lot.below(900) as f64 / 100.0);
        Place {
            name: name(&mut lot),
            lat: Some(lat),
            lon: Some(lon),
            confidence: 0.9,
            ..Place::default()
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let ledger = arguments.next().ok_or("no ledger named")?;
    let count: usize = arguments.next().ok_or("how many reports?")?.parse()?;
    let first: usize = arguments.next().map_or(Ok(0), |first| first.parse())?;
    let seconds: Option<f64> = arguments.next().map(|seconds| seconds.parse()).transpose()?;
    let mut ledger = Ledger::open(ledger)?;
    let begun = Instant::now();
    let most = if seconds.is_some() { FEW } else { BATCH };
    let mut batch = Vec::with_capacity(most);
    for number in first..first + count {
        batch.push(reading(number));
        if batch.len() == most || number + 1 == first + count {
            ledger.append(&batch)?;
            batch.clear();
            if let Some(seconds) = seconds {
                keep(&mut ledger)?;
                let due = seconds * (number + 1 - first) as f64 / count as f64;
                std::thread::sleep(Duration::from_secs_f64(due).saturating_sub(begun.elapsed()));
            }
        }
        if (number + 1) % 10_000 == 0 {
            eprintln!("{} reports, {:.0} s", number + 1, begun.elapsed().as_secs_f64());
        }
    }
    keep(&mut ledger)?;
    eprintln!("what follows across them, {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// Brings what follows across reports up to date.
fn keep(ledger: &mut Ledger) -> Result<(), Box<dyn Error>> {
    let decided = derive::decided(ledger)?;
    derive::keep(ledger, Rules::embedded()?, &decided)?;
    Ok(())
}

fn reading(number: usize) -> Reading<'static> {
    let mut lot = Lot(number as u64 + 1);
    let mut text = String::new();
    let mut findings = Findings::default();
    let story = Story::of(number);
    let shared = if number.is_multiple_of(3) { 10 } else { SHARED };
    for at in 0..10 {
        let mut of_story = story.lot(at as u64);
        let lot = if at < shared { &mut of_story } else { &mut lot };
        sentence(&mut text, &mut findings, lot, &story, (number, at));
    }
    // A hundred thousand reports over a year; the later the number, the later the day.
    let (month, day) = (1 + number / 8_400 % 12, 1 + number / 300 % 28);
    let place = story.place().name;
    let report = Report {
        title: Some(format!("{place}: what is known, {number}")),
        outlet: Some(lot.one(&OUTLETS).to_owned()),
        url: Some(format!("https://news.example/{number}")),
        published: Some(Published {
            at: format!("2031-{month:02}-{day:02}T{:02}:00:00Z", number % 24),
            inferred: false,
        }),
        text,
        ..Report::default()
    };
    Reading { report: report.sealed(), raw: &[], engine: ENGINE.to_owned(), findings }
}

/// Appends `words` and gives where they stand.
fn put(text: &mut String, words: &str) -> Words {
    // All of it is ASCII: bytes are code points.
    let start = u32::try_from(text.len()).unwrap_or_default();
    text.push_str(words);
    Words { start, end: u32::try_from(text.len()).unwrap_or_default(), text: words.to_owned() }
}

fn sentence(
    text: &mut String,
    findings: &mut Findings,
    lot: &mut Lot,
    story: &Story,
    (number, at): (usize, usize),
) {
    let id = |kind: &str| Id::of(kind, [format!("{number} {at}").as_str()]);
    let unnamed = lot.below(4) == 0;
    let name = match (unnamed, lot.below(4)) {
        (true, _) => lot.one(&BODIES).to_owned(),
        (false, 0) => lot.one(&PEOPLE).to_owned(),
        (false, _) => format!("{} {}", name(lot), name(lot)),
    };
    let source = put(text, &name);
    text.push(' ');
    let acts = [
        (Act::Assert, "said"),
        (Act::Assert, "said"),
        (Act::Assert, "said"),
        (Act::Deny, "denied"),
        (Act::Demand, "demanded"),
        (Act::Warn, "warned"),
    ];
    let (act, verb) = lot.one(&acts);
    let cue = put(text, verb);
    text.push_str(" that ");
    let amount = lot.below(400) + 3;
    let place = story.place();
    let told = lot.one(&CONTENT).replace("%N", &amount.to_string()).replace("%P", &place.name);
    let told = told.replace("%W", &word(lot)).replace("%V", &word(lot));
    let content = put(text, &told);
    text.push_str(". ");
    let statement = Statement {
        id: id("st"),
        chain: vec![Link {
            words: source,
            name,
            kind: if unnamed { SourceKind::Role } else { SourceKind::Person },
            standing: if unnamed { Standing::ROLE } else { Standing::NAMED },
            ..Link::default()
        }],
        cue: vec![cue],
        content: vec![content.clone()],
        act,
        verification: (lot.below(20) == 0).then(|| Verification {
            status: VerificationStatus::Unverified,
            by: "report".to_owned(),
            words: content.clone(),
        }),
        confidence: 0.9,
        made_by: "generated".to_owned(),
        ..Statement::default()
    };
    let voice = Voice::Statement(statement.id.clone());
    let place = Place { words: content.clone(), ..place };
    // Of the sentences that a report has for itself, unless it is a copy.
    if at >= 8 {
        findings.figures.push(Figure {
            id: id("fi"),
            words: content.clone(),
            low: Some(amount.into()),
            high: Some(amount.into()),
            value: Some(amount.into()),
            measure: lot.one(&["killed", "missing", "displaced"]).to_owned(),
            population: Some("people".to_owned()),
            place: Some(place.clone()),
            kind: FigureKind::Stock,
            voice: voice.clone(),
            confidence: 0.9,
            ..Figure::default()
        });
        findings.events.push(Event {
            id: id("ev"),
            words: content,
            kind: lot.one(&["talks", "attack", "aid", "crossing_change"]).to_owned(),
            status: lot.one(&["happened", "planned", "denied"]).to_owned(),
            place: Some(place.clone()),
            voice,
            confidence: 0.9,
            ..Event::default()
        });
        findings.places.push(place);
    }
    findings.statements.push(statement);
}
