//! Who holds an office: reports that give it to a named person tell whom others mean that give the office alone.

use std::collections::BTreeMap;

use onrecord_model::across::{Body, Draft, Entity as Across, Group, Layer, Merged, More, Name};
use onrecord_model::{Entity, EntityKind, Id, Place, Words};

use super::{Page, counts, members, names, span};
use crate::day;

/// A report that gives an office alone means whom others give it to within so many days.
const NEAR_DAYS: i64 = 180;
/// More words than this around a name are a sentence.
const MOST_WORDS: usize = 14;

/// Offices given to named persons, and offices given alone.
pub(super) fn drafts(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for entity in &page.reading.findings.entities {
        let is_person = entity.kind == EntityKind::Person;
        if !is_person && entity.kind != EntityKind::Role {
            continue;
        }
        let found =
            spoken(page, entity).into_iter().find_map(|words| Some((office(page, words)?, words)));
        let Some((office, words)) = found else { continue };
        let name = match is_person {
            true => names::named(page, entity).map(|(name, _)| name),
            false => Some(Name { kind: entity.kind, name: entity.name.clone(), ..Name::default() }),
        };
        let Some(mut name) = name.filter(|name| !is_person || name.key.contains(' ')) else {
            continue;
        };
        name.office = Some(office.clone());
        let mut draft = page.draft(Layer::Offices, &entity.id, Some(words), Body::Name(name));
        draft.keys = vec![format!("o:{office}")];
        drafts.push(draft);
    }
    drafts
}

/// Every stretch of words that the report uses for an entity: its mentions, and what stands around them as a source.
fn spoken<'a>(page: &Page<'a>, entity: &'a Entity) -> Vec<&'a Words> {
    let links = page.reading.findings.statements.iter().flat_map(|statement| &statement.chain);
    let around =
        links.filter(|link| link.entity.as_ref() == Some(&entity.id)).map(|link| &link.words);
    let all = entity.mentions.iter().chain(around);
    all.filter(|words| words.text.split_whitespace().count() <= MOST_WORDS).collect()
}

/// "US|foreign minister": the country, town or body, and the office. `None` where the words tell no office, or not whose.
fn office(page: &Page<'_>, words: &Words) -> Option<String> {
    let named = page.rules.joining.office(&words.text)?;
    let findings = &page.reading.findings;
    let of = if named.of_body {
        let inside = |entity: &&Entity| {
            entity.kind == EntityKind::Organisation
                && entity.mentions.iter().any(|m| words.covers(m) && m != words)
        };
        findings.entities.iter().find(inside).map(|entity| crate::key(&entity.name))
    } else {
        let inside = |place: &&Place| place.words.touches(words);
        findings
            .places
            .iter()
            .chain(&findings.demonyms)
            .find(inside)
            .and_then(|place| whose(place, named.office))
    }?;
    Some(format!("{of}|{}", named.office))
}

/// Ministers are a country's; mayors and governors a place's.
fn whose(place: &Place, office: &str) -> Option<String> {
    match (office, place.geonames, &place.country) {
        ("mayor" | "governor", Some(id), _) => Some(id.to_string()),
        (_, _, Some(country)) => Some(country.clone()),
        _ => None,
    }
}

/// One group for each holder: the reports that name it, and those that give the office alone in days when nobody else is
/// named for it.
pub(super) fn fold(drafts: &[Draft]) -> Vec<Group> {
    let mut holders: BTreeMap<String, Vec<&Draft>> = BTreeMap::new();
    let mut alone: Vec<&Draft> = Vec::new();
    for draft in drafts {
        match &draft.body {
            Body::Name(name) if name.kind == EntityKind::Person => {
                holders.entry(core(&name.key)).or_default().push(draft);
            }
            _ => alone.push(draft),
        }
    }
    let named: Vec<(String, Vec<&Draft>)> =
        holders.iter().map(|(key, of)| (key.clone(), of.clone())).collect();
    for draft in alone {
        let near: Vec<&String> = named
            .iter()
            .filter(|(_, of)| of.iter().any(|other| is_near(draft, other)))
            .map(|(key, _)| key)
            .collect();
        if let [one] = near.as_slice() {
            holders.entry((*one).clone()).or_default().push(draft);
        }
    }
    holders.into_iter().filter_map(|(key, of)| group(&key, of)).collect()
}

fn core(key: &str) -> String {
    match (key.split_once(' '), key.rsplit_once(' ')) {
        (Some((first, _)), Some((_, last))) => format!("{first} {last}"),
        _ => key.to_owned(),
    }
}

fn is_near(one: &Draft, other: &Draft) -> bool {
    let number = |draft: &Draft| draft.day.as_deref().and_then(day::number);
    number(one).zip(number(other)).is_none_or(|(a, b)| (a - b).abs() <= NEAR_DAYS)
}

fn group(holder: &str, of: Vec<&Draft>) -> Option<Group> {
    let office = of.first()?.keys.first()?.strip_prefix("o:")?;
    let (first, last_day) = span(&of);
    let (reports, _) = counts(&of);
    let last = holder.rsplit(' ').next().unwrap_or(holder);
    let name = of.iter().find_map(|draft| match &draft.body {
        Body::Name(name) if name.kind == EntityKind::Person => Some(name.name.clone()),
        _ => None,
    })?;
    let why =
        |draft: &&Draft| Merged { name: draft.words.clone(), reports: 1, ..Merged::default() };
    Some(Group {
        layer: Layer::Offices,
        id: Id::of("of", [office, holder]),
        title: name,
        kind: office.to_owned(),
        state: names::id(&format!("p:{last}"), holder).as_str().to_owned(),
        first,
        last: last_day,
        reports,
        members: members(&of),
        more: More::Entity(Across {
            names: of.first().iter().map(|draft| why(draft)).collect(),
            offices: vec![office.to_owned()],
        }),
        ..Group::default()
    })
}
