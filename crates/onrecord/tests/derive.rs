//! What follows across reports depends on the record alone: not on the order of arrival, nor on how often it was brought up to date.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by failing"
)]

use onrecord::Disputes;
use onrecord::derive;
use onrecord::ledger::{Filter, GroupFilter, Ledger, Reading};
use onrecord::model::across::{Group, Layer, More};
use onrecord::model::{
    Act, Entity, EntityKind, Event, Figure, FigureKind, Findings, Id, Link, Place, Published,
    Report, Sensitivity, SourceKind, Standing, Statement, Voice, Words,
};
use onrecord::reconcile::across::Decisions;
use onrecord::rules::Rules;
use onrecord::view::View;
use proptest::prelude::*;

fn words(text: &str) -> Words {
    Words { start: 0, end: text.chars().count() as u32, text: text.to_owned() }
}

fn place(name: &str, id: u32) -> Place {
    Place {
        words: words(name),
        name: name.to_owned(),
        geonames: Some(id),
        country: Some("OK".to_owned()),
        feature: Some("PPL".to_owned()),
        ..Place::default()
    }
}

/// A report on a flood in a town: a toll, who gives it, what happened, whom it names.
fn report(
    id: &str,
    hour: u32,
    day: u32,
    outlet: &str,
    text: &str,
    toll: i64,
    speaker: &str,
) -> Reading<'static> {
    let report = Report {
        id: id.to_owned(),
        outlet: Some(outlet.to_owned()),
        published: Some(Published {
            at: format!("2031-03-{day:02}T{hour:02}:00:00Z"),
            inferred: false,
        }),
        text: format!("{text} The Hesk has flooded Varlow."),
        ..Report::default()
    }
    .sealed();
    let own = |kind: &str, of: &str| Id::of(kind, [report.version.as_str(), of]);
    let entity = |name: &str, kind| Entity {
        id: own("en", name),
        name: name.to_owned(),
        kind,
        mentions: vec![words(name)],
    };
    let statement = Statement {
        id: own("st", "said"),
        chain: vec![Link {
            words: words(speaker),
            name: speaker.to_owned(),
            kind: SourceKind::Person,
            standing: Standing::NAMED,
            entity: Some(own("en", speaker)),
            ..Link::default()
        }],
        content: vec![words("the Hesk dam at Varlow was opened too late by its operator")],
        act: if toll % 2 == 0 { Act::Assert } else { Act::Deny },
        ..Statement::default()
    };
    let varlow = place("Varlow", 7);
    let findings = Findings {
        figures: vec![Figure {
            id: own("fi", "killed"),
            words: words(&format!("{toll} people")),
            low: Some(toll.into()),
            high: Some(toll.into()),
            value: Some(toll.into()),
            measure: "killed".to_owned(),
            population: Some("people".to_owned()),
            kind: FigureKind::Stock,
            place: Some(varlow.clone()),
            voice: Voice::Statement(statement.id.clone()),
            ..Figure::default()
        }],
        events: vec![Event {
            id: own("ev", "flood"),
            words: words("flood"),
            kind: "disaster".to_owned(),
            status: "happened".to_owned(),
            place: Some(varlow.clone()),
            when: Some(format!("2031-03-{:02}", day.min(4))),
            ..Event::default()
        }],
        places: vec![varlow],
        entities: vec![
            entity(speaker, EntityKind::Person),
            entity("Hesk Valley Defence League", EntityKind::Organisation),
        ],
        statements: vec![statement],
        ..Findings::default()
    };
    Reading { report, raw: b"", engine: "0.1.0+by-hand".to_owned(), findings }
}

const STORY: &str = "The river rose by three metres in a single night and took the old mill, two bridges and most of the lower town with it, \
    while those who lived there had gone up to the chapel hill with what they could carry in the rain.";

fn reports() -> Vec<Reading<'static>> {
    let other = "Bakers in Brennholt went back to work on Monday after they had settled with the guild on wages, hours and flour.";
    vec![
        report("a", 8, 4, "Northern Wire", STORY, 12, "Minister Ada Lund"),
        report("b", 9, 4, "Courier", &format!("{STORY} More follows."), 12, "Ada Lund"),
        report("c", 7, 5, "Post", other, 19, "Lund"),
        report("d", 8, 5, "Radio Corrun", "Nobody had warned them.", 31, "Dorin Halveg"),
        // The same report, its toll lowered later in the day.
        report("d", 18, 5, "Radio Corrun", "Nobody had warned them in time.", 28, "Dorin Halveg"),
        report("e", 8, 6, "Herald", &STORY.to_uppercase(), 33, "Halveg"),
    ]
}

fn derived(order: &[usize], batch: usize) -> Ledger {
    let rules = Rules::embedded().unwrap();
    let mut ledger = Ledger::in_memory().unwrap();
    let all = reports();
    for some in order.chunks(batch) {
        let some: Vec<Reading<'_>> = some.iter().map(|at| all[*at].clone()).collect();
        ledger.append(&some).unwrap();
        derive::keep(&mut ledger, rules, &Decisions::default()).unwrap();
    }
    ledger
}

fn groups(ledger: &Ledger, layer: Layer) -> Vec<onrecord::model::across::Group> {
    ledger.groups(&GroupFilter { layer, ..GroupFilter::default() }).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn the_order_of_arrival_does_not_matter(
        order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(),
        batch in 1_usize..7,
    ) {
        let straight = derived(&[0, 1, 2, 3, 4, 5], 6);
        let shuffled = derived(&order, batch);
        prop_assert_eq!(straight.derived_digest().unwrap(), shuffled.derived_digest().unwrap());
    }
}

#[test]
fn dropping_the_layer_and_making_it_anew_gives_the_same_bytes() {
    let rules = Rules::embedded().unwrap();
    let none = Decisions::default();
    let mut ledger = derived(&[5, 3, 1, 4, 0, 2], 1);
    let kept = ledger.derived_digest().unwrap();
    assert_eq!(derive::soundness(&ledger, rules, &none).unwrap(), derive::Soundness::Sound);
    assert_eq!(ledger.derived_digest().unwrap(), kept, "looking changes nothing");
    let made = derive::rebuild(&mut ledger, rules, &none).unwrap();
    assert_eq!((made.reports, made.anew), (5, true));
    assert_eq!(ledger.derived_digest().unwrap(), kept);
    assert_eq!(derive::keep(&mut ledger, rules, &none).unwrap(), derive::Kept::default());
}

#[test]
fn each_layer_joins_what_belongs_together() {
    let ledger = derived(&[0, 1, 2, 3, 4, 5], 6);
    let names: Vec<String> =
        groups(&ledger, Layer::Entities).into_iter().map(|group| group.title).collect();
    assert_eq!(names.iter().filter(|name| name.contains("Lund")).count(), 1, "{names:?}");
    let copies = groups(&ledger, Layer::Copies);
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].reports, 3);
    let incidents = groups(&ledger, Layer::Incidents);
    assert_eq!(incidents.len(), 1, "{incidents:?}");
    assert_eq!(incidents[0].reports, 5);
    let series = groups(&ledger, Layer::Series);
    assert_eq!(series.len(), 1, "{series:?}");
    let More::Line(line) = &series[0].more else { panic!("a series") };
    assert_eq!(line.latest, Some(33.into()));
    let claims = groups(&ledger, Layer::Claims);
    assert!(claims.iter().any(|claim| claim.state == "denied"), "{claims:?}");
    assert!(groups(&ledger, Layer::Disputes).iter().any(|dispute| dispute.kind == "claim"));
    for group in [Layer::Claims, Layer::Incidents, Layer::Series]
        .into_iter()
        .flat_map(|layer| groups(&ledger, layer))
    {
        assert!(!ledger.members(group.layer, &group.id, 0).unwrap().is_empty(), "{group:?}");
    }
}

#[test]
fn disputes_of_readings_are_those_that_the_layer_keeps() {
    let ledger = derived(&[0, 1, 2, 3, 4, 5], 6);
    let view = View::of(&ledger, Sensitivity::default()).unwrap();
    let readings = view.readings(&Filter::default()).unwrap();
    let rules = Rules::embedded().unwrap();
    let found = Disputes::of(&readings, rules, &Decisions::default());
    let told = |group: &Group| (group.id.clone(), group.title.clone(), group.state.clone());
    let kept = groups(&ledger, Layer::Disputes);
    assert!(!kept.is_empty());
    let told: Vec<_> = found.groups.iter().map(told).collect();
    let kept: Vec<_> =
        kept.iter().map(|it| (it.id.clone(), it.title.clone(), it.state.clone())).collect();
    assert_eq!(told, kept);
    let backwards: Vec<_> = readings.iter().rev().collect();
    let again = Disputes::of(backwards, rules, &Decisions::default());
    assert_eq!(again.groups, found.groups);
}

#[test]
fn a_rejected_finding_brings_nothing_and_comes_back() {
    let rules = Rules::embedded().unwrap();
    let mut ledger = derived(&[0, 1, 2, 3, 4, 5], 6);
    let before = ledger.derived_digest().unwrap();
    let toll = reports()[5].findings.figures[0].id.clone();
    let mut decisions = Decisions::default();
    decisions.rejected.insert(toll);
    let kept = derive::keep(&mut ledger, rules, &decisions).unwrap();
    assert!(!kept.anew && kept.reports == 1, "{kept:?}");
    assert_eq!(derive::soundness(&ledger, rules, &decisions).unwrap(), derive::Soundness::Sound);
    let series = groups(&ledger, Layer::Series);
    let More::Line(line) = &series[0].more else { panic!("a series") };
    assert_eq!(line.latest, Some(28.into()));
    derive::keep(&mut ledger, rules, &Decisions::default()).unwrap();
    assert_eq!(ledger.derived_digest().unwrap(), before);
}

/// So many reports of one flood that resemble each other.
fn alike(count: usize) -> Vec<Reading<'static>> {
    let outlets = ["Northern Wire", "Courier", "Post", "Radio Corrun", "Herald"];
    let speakers = ["Ada Lund", "Dorin Halveg", "Lund", "Minister Ada Lund"];
    let one = |at: usize| {
        let text = format!("{STORY} Reporter {at} was there.");
        let (hour, outlet) = (at as u32 % 24, outlets[at % 5]);
        let (toll, speaker) = (10 + (at / 9) as i64, speakers[at % 4]);
        report(&format!("r{at}"), hour, 4 + at as u32 % 9, outlet, &text, toll, speaker)
    };
    (0..count).map(one).collect()
}

#[test]
fn of_hundreds_that_are_alike_one_is_rejected_and_all_is_as_made_anew() {
    let rules = Rules::embedded().unwrap();
    let all = alike(300);
    let mut ledger = Ledger::in_memory().unwrap();
    ledger.append(&all).unwrap();
    let mut decisions = Decisions::default();
    derive::keep(&mut ledger, rules, &decisions).unwrap();
    let before = ledger.derived_digest().unwrap();
    // The least names its block, so that all the others move; the others leave theirs in place.
    let least = all.iter().min_by_key(|one| one.report.version.clone()).unwrap();
    for of in [&all[7], least, &all[299]] {
        let findings = &of.findings;
        for id in [&findings.figures[0].id, &findings.events[0].id, &findings.statements[0].id] {
            decisions.rejected.insert(id.clone());
            let kept = derive::keep(&mut ledger, rules, &decisions).unwrap();
            assert!(!kept.anew && kept.reports == 1, "{kept:?}");
            let sound = derive::soundness(&ledger, rules, &decisions).unwrap();
            assert_eq!(sound, derive::Soundness::Sound, "{id:?}");
        }
    }
    derive::keep(&mut ledger, rules, &Decisions::default()).unwrap();
    assert_eq!(ledger.derived_digest().unwrap(), before);
}

#[test]
fn hundreds_that_are_alike_come_one_by_one_as_all_at_once() {
    let rules = Rules::embedded().unwrap();
    let none = Decisions::default();
    let all = alike(160);
    let mut ledger = Ledger::in_memory().unwrap();
    for some in [&all[..130], &all[130..140], &all[140..141], &all[141..]] {
        ledger.append(some).unwrap();
        derive::keep(&mut ledger, rules, &none).unwrap();
        assert_eq!(derive::soundness(&ledger, rules, &none).unwrap(), derive::Soundness::Sound);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]
    #[test]
    fn decisions_one_after_the_other_are_as_all_at_once(
        toggled in prop::collection::vec((0_usize..6, 0_usize..3), 1..7),
    ) {
        let rules = Rules::embedded().unwrap();
        let mut ledger = derived(&[0, 1, 2, 3, 4, 5], 2);
        let all = reports();
        let mut decisions = Decisions::default();
        for (of, what) in toggled {
            let findings = &all[of].findings;
            let ids = [&findings.figures[0].id, &findings.events[0].id, &findings.statements[0].id];
            let id = ids[what].clone();
            if !decisions.rejected.remove(&id) {
                decisions.rejected.insert(id);
            }
            derive::keep(&mut ledger, rules, &decisions).unwrap();
            let sound = derive::soundness(&ledger, rules, &decisions).unwrap();
            prop_assert_eq!(sound, derive::Soundness::Sound);
        }
    }
}

#[test]
fn a_decision_on_groups_folds_what_it_concerns_as_a_rebuild_does() {
    let rules = Rules::embedded().unwrap();
    let mut ledger = derived(&[0, 1, 2, 3, 4, 5], 6);
    let before = ledger.derived_digest().unwrap();
    let entities = groups(&ledger, Layer::Entities);
    let mut decisions = Decisions::default();
    let More::Entity(entity) = &entities[0].more else { panic!("an entity") };
    decisions.apart.insert((entity.names[0].key.clone(), entities[0].id.clone()));
    let kept = derive::keep(&mut ledger, rules, &decisions).unwrap();
    assert!(!kept.anew && kept.reports == 0 && kept.folded == 1, "{kept:?}");
    assert_eq!(derive::soundness(&ledger, rules, &decisions).unwrap(), derive::Soundness::Sound);
    derive::keep(&mut ledger, rules, &Decisions::default()).unwrap();
    assert_eq!(ledger.derived_digest().unwrap(), before);
}

#[test]
fn pages_follow_one_another() {
    let ledger = derived(&[0, 1, 2, 3, 4, 5], 6);
    let all = groups(&ledger, Layer::Entities);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let filter = GroupFilter {
            layer: Layer::Entities,
            limit: 1,
            after: after.clone(),
            ..GroupFilter::default()
        };
        let page = ledger.groups(&filter).unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.weight, last.id.clone()));
        seen.extend(page);
    }
    assert_eq!(seen, all);
}
