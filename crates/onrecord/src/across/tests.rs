use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Link, Published, Report};

use super::*;
use crate::Engine;

const PLACES: [&str; 3] = ["Varlow", "Corrun", "Brennholt"];

fn readings(engine: &Engine) -> Vec<Reading> {
    let report = |number: usize| {
        let place = PLACES[number % 3];
        let (dead, hurt) = (10 + number % 4, 30 + number);
        let who =
            ["the mayor, Ida Marr", "Ida Marr", "Mayor Ida Marr", "the valley clinic"][number % 4];
        let text = format!(
            "At least {dead} people were killed by a blast at the mill at {place}, {who} said on Monday. \
            {hurt} people were hurt. Bread was sold from carts before dawn, and queues formed in every street of {place}. \
            The defence ministry denied that it had been warned of the fire at the mill."
        );
        let published =
            Some(Published { at: format!("2031-03-0{}", 1 + number % 8), inferred: false });
        let outlet = Some(format!("Outlet {}", number % 5));
        Report { id: format!("r{number:02}"), text, outlet, published, ..Report::default() }
            .sealed()
    };
    (0..24).map(|number| engine.read(report(number))).collect()
}

/// Brings drafts together without a ledger, in the slowest and plainest way.
fn apart(readings: &[Reading], layer: Layer, rules: &Rules) -> Vec<Told> {
    let filed = readings.iter().rev().flat_map(|reading| {
        let text = reading.report.text.clone();
        Filed::of(reading, rules).into_iter().map(move |filed| (filed, text.clone()))
    });
    let filed: Vec<(Filed, String)> = filed.filter(|(filed, _)| filed.layer == layer).collect();
    let mut blocks: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let Some(least) = meets(layer) else {
        for (filed, text) in filed {
            blocks.entry(filed.keys[0].clone()).or_default().push((filed.draft, text));
        }
        return folded(layer, blocks, rules);
    };
    let mut block: Vec<String> = filed.iter().map(|(filed, _)| filed.block.clone()).collect();
    for (one, (a, _)) in filed.iter().enumerate() {
        for (other, (b, _)) in filed.iter().enumerate().skip(one + 1) {
            let keys: BTreeSet<&String> = a.keys.iter().collect();
            let shared = b.keys.iter().filter(|key| keys.contains(key)).count();
            if shared < least || !join(&a.draft, &b.draft, shared, rules).unwrap() {
                continue;
            }
            let (x, y) = (block[one].clone(), block[other].clone());
            let (low, high) = if x < y { (x, y) } else { (y, x) };
            block.iter_mut().filter(|name| **name == high).for_each(|name| *name = low.clone());
        }
    }
    for (name, (filed, text)) in block.into_iter().zip(filed) {
        blocks.entry(name).or_default().push((filed.draft, text));
    }
    folded(layer, blocks, rules)
}

fn folded(
    layer: Layer,
    blocks: BTreeMap<String, Vec<(String, String)>>,
    rules: &Rules,
) -> Vec<Told> {
    let fold = |(block, drafts): (String, Vec<_>)| fold(layer, &block, &drafts, rules).unwrap();
    blocks.into_iter().flat_map(fold).collect()
}

fn plain(found: impl IntoIterator<Item = Told>) -> BTreeSet<String> {
    let bare = |mut told: Told| {
        told.told.iter_mut().for_each(|member| member.spans.clear());
        serde_json::to_string(&told).unwrap()
    };
    found.into_iter().map(bare).collect()
}

#[test]
fn parts_folded_apart_are_what_follows_across_all() {
    let engine = Engine::embedded().unwrap();
    let readings = readings(&engine);
    let whole = across(&readings, &[], engine.rules()).unwrap();
    let drafted = [Layer::Entities, Layer::Offices, Layer::Claims, Layer::Incidents, Layer::Series];
    let mut found = Vec::new();
    for layer in drafted.into_iter().chain([Layer::Copies]) {
        let of = apart(&readings, layer, engine.rules());
        assert!(layer == Layer::Offices || !of.is_empty(), "{layer:?}");
        found.extend(of);
    }
    let (found, whole) = (plain(found), plain(whole));
    let apart: Vec<_> = found.symmetric_difference(&whole).collect();
    assert!(apart.is_empty(), "{apart:#?}");
}

#[test]
fn ten_outlets_that_quote_one_office_are_one_source() {
    let office = Link { name: "The roads office".into(), ..Link::default() };
    let told: Vec<Testimony> = (0..10)
        .map(|number| Testimony {
            id: format!("r{number}"),
            outlet: Some(format!("Outlet {number}")),
            text: format!("Story {number} of its own."),
            chain: vec![office.clone()],
            ..Testimony::default()
        })
        .collect();
    let counters = independence_of(&told, Rules::embedded().unwrap());
    let counts =
        [&counters.reports, &counters.families, &counters.origins, &counters.primary_sources];
    assert_eq!(counts.map(Vec::len), [10, 10, 10, 1]);
}

#[test]
fn a_series_rests_on_those_who_gave_its_figures() {
    let engine = Engine::embedded().unwrap();
    let readings = readings(&engine);
    let mut by_version: Vec<&Reading> = readings.iter().collect();
    by_version.sort_by(|a, b| a.report.version.cmp(&b.report.version));
    let series = across(&readings, &[Layer::Series], engine.rules()).unwrap();
    let killed = series.iter().find(|it| it.group.kind == "killed").unwrap();
    let counters = independence(killed, &by_version, engine.rules());
    assert_eq!(counters.reports.len(), killed.told.len());
    assert!(counters.primary_sources.contains(&"ida marr".to_owned()), "{counters:?}");
    assert!(counters.origins.len() < counters.reports.len());
}

#[test]
fn what_is_no_draft_is_refused() {
    let nothing = ("{}".to_owned(), String::new());
    assert!(fold(Layer::Series, "killed", &[nothing], Rules::embedded().unwrap()).is_err());
}
