use super::*;
use crate::Engine;
use onrecord_model::Published;
use reconcile::{CopyLink, CopyText, NEIGHBOURS};

const PLACES: [&str; 3] = ["Varlow", "Corrun", "Brennholt"];

fn readings(engine: &Engine) -> Vec<Reading> {
    let report = |number: usize| {
        let place = PLACES[number % 3];
        let (dead, hurt) = (10 + number % 4, 30 + number);
        let who =
            ["the mayor, Ida Marr", "Ida Marr", "Mayor Ida Marr", "the valley clinic"][number % 4];
        let text = format!(
            "At least {dead} people were killed when the mill at {place} burned, {who} said on Monday. \
            {hurt} people were hurt. Bread was sold from carts before dawn, and queues formed in every street of {place}."
        );
        let published =
            Some(Published { at: format!("2031-03-0{}", 1 + number % 8), inferred: false });
        let outlet = Some(format!("Outlet {}", number % 5));
        Report { id: format!("r{number:02}"), text, outlet, published, ..Report::default() }
            .sealed()
    };
    (0..24).map(|number| engine.read(report(number))).collect()
}

#[test]
fn series_folded_apart_are_the_series() {
    let engine = Engine::embedded().unwrap();
    let readings = readings(&engine);
    let keys: Vec<Keys> = readings.iter().map(|it| Keys::of(it, engine.rules())).collect();
    let forms: Vec<NameForm> = keys.iter().rev().flat_map(|it| it.forms.clone()).collect();
    let aliases: Vec<Alias> = keys.iter().flat_map(|it| it.aliases.clone()).collect();
    let names = Names::told(&forms, &aliases).keys();
    let mut parts: BTreeMap<(String, String), (Vec<String>, BTreeSet<String>)> = BTreeMap::new();
    for part in keys.iter().rev().flat_map(|keys| &keys.series) {
        let entry = parts.entry((part.measure.clone(), part.population.clone())).or_default();
        entry.0.push(part.reading.clone());
        entry.1.extend(part.names.iter().cloned());
    }
    let mut apart: Vec<serde_json::Value> = Vec::new();
    for (readings, asked) in parts.into_values() {
        let known: Vec<NameKey> =
            names.iter().filter(|name| asked.contains(&name.key)).cloned().collect();
        for series in series_of(&readings, &known, engine.rules()).unwrap() {
            apart.push(serde_json::to_value(series).unwrap());
        }
    }
    let whole = reconcile::series(&readings, engine.rules());
    let whole: Vec<_> = whole.iter().map(|it| serde_json::to_value(it).unwrap()).collect();
    assert!(whole.len() > 2);
    let sorted = |mut all: Vec<serde_json::Value>| {
        all.sort_by_key(ToString::to_string);
        all
    };
    assert_eq!(sorted(apart), sorted(whole));
}

#[test]
fn copies_folded_apart_are_the_copies() {
    let engine = Engine::embedded().unwrap();
    let readings = readings(&engine);
    let texts: Vec<CopyText<'_>> = readings
        .iter()
        .map(|it| CopyText {
            name: &it.report.id,
            text: &it.report.text,
            published: it.report.published.as_ref().map(|at| at.at.as_str()),
        })
        .collect();
    let prints: Vec<Vec<u64>> = texts.iter().map(|it| reconcile::fingerprints(it.text)).collect();
    let mut posted: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, prints) in prints.iter().enumerate() {
        prints.iter().for_each(|print| posted.entry(*print).or_default().push(at));
    }
    let mut met: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for texts in posted.values() {
        for (at, one) in texts.iter().enumerate() {
            for other in texts.iter().skip(at + 1).take(NEIGHBOURS) {
                *met.entry((*one, *other)).or_default() += 1;
            }
        }
    }
    let links: Vec<CopyLink> = met
        .into_iter()
        .filter(|((one, other), shared)| {
            reconcile::are_worth_comparing(*shared, prints[*one].len(), prints[*other].len())
        })
        .filter_map(|((one, other), _)| {
            let link = reconcile::copy_link(texts[one].text, texts[other].text)?;
            Some(CopyLink { one, other, ..link })
        })
        .collect();
    let whole = reconcile::copies(&texts);
    assert!(!whole.is_empty());
    assert_eq!(reconcile::joined(&texts, &links), whole);
}

#[test]
fn ten_outlets_that_quote_one_office_are_one_source() {
    let office = Link { name: "The roads office".into(), ..Link::default() };
    let told: Vec<Told> = (0..10)
        .map(|number| Told {
            id: format!("r{number}"),
            outlet: Some(format!("Outlet {number}")),
            text: format!("Story {number} of its own."),
            chain: vec![office.clone()],
            ..Told::default()
        })
        .collect();
    let counters = independence_of(&told, Rules::embedded().unwrap());
    let counts =
        [&counters.reports, &counters.families, &counters.origins, &counters.primary_sources];
    assert_eq!(counts.map(Vec::len), [10, 10, 10, 1]);
}

#[test]
fn what_is_not_a_part_is_refused() {
    assert!(series_of(&["{}".into()], &[], Rules::embedded().unwrap()).is_err());
}
