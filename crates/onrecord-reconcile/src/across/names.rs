//! Who is one across reports: by the form of the name, and by what reports set beside it.
//!
//! People are filed by their last name, bodies by the first letters of theirs, places by their entry in the gazetteer. Under one key,
//! people of one first and one last name are one. A last name alone is the one person who bears it in the reports of the same months; where
//! two do, it stays by itself. Letters are the body that some report gives them to.

use std::collections::BTreeMap;

use onrecord_model::across::{Body, Draft, Entity as Across, Group, Layer, Merged, More, Name};
use onrecord_model::{Entity, EntityKind, Id, Place, Words};

use super::{Decisions, Page};
use crate::names::own_name;
use crate::{day, key};

/// A name under one key, with the reports that give it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The name.
    pub name: Name,
    /// In how many reports.
    pub reports: u32,
    /// Day of the first.
    pub first: Option<String>,
    /// Day of the last.
    pub last: Option<String>,
}

/// A last name alone is joined to a person named in full no further away than this.
const NEAR_DAYS: i64 = 120;
/// More letters than this are a word.
const MOST_LETTERS: usize = 8;

pub(super) fn drafts(page: &Page<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for entity in &page.reading.findings.entities {
        let Some((name, under)) = named(page, entity) else { continue };
        let words = entity.mentions.first();
        let mut draft = page.draft(Layer::Entities, &entity.id, words, Body::Name(name));
        draft.keys = vec![under];
        drafts.push(draft);
    }
    drafts
}

/// An entity's name and the key it is filed under; `None` where it has no name of its own.
pub(super) fn named(page: &Page<'_>, entity: &Entity) -> Option<(Name, String)> {
    let kind = if is_state(page, entity) { EntityKind::Place } else { entity.kind };
    let mut name = Name { kind, ..Name::default() };
    let under = match kind {
        EntityKind::Person => {
            let tokens = own_name(&entity.name, &page.rules.people);
            name.name = tokens.join(" ");
            // "Ada Lund Jr" is whom others call Ada Lund.
            let suffixes = &page.rules.joining.suffixes;
            let last = tokens.iter().rposition(|word| !suffixes.contains(&key(word)))?;
            name.key = key(&tokens.get(..=last)?.join(" "));
            format!("p:{}", key(tokens.get(last)?))
        }
        EntityKind::Organisation | EntityKind::Outlet => {
            let (plain, letters) = body(entity)?;
            let initials = initials(&plain);
            name.name = plain;
            name.letters = letters;
            format!("b:{initials}")
        }
        EntityKind::Place | EntityKind::Facility => {
            let place = place_of(&page.reading.findings.places, &entity.mentions);
            let own = entity.name.chars().next().is_some_and(char::is_uppercase);
            name.name = match place.filter(|place| place.geonames.is_some()) {
                Some(place) => place.name.clone(),
                None if own => entity.name.clone(),
                None => return None,
            };
            name.key = match place.and_then(|place| place.geonames) {
                Some(id) => format!("{id}"),
                None => key(&name.name),
            };
            return Some((name.clone(), format!("g:{}", name.key)));
        }
        EntityKind::Group => {
            let place = adjective(&page.reading.findings.demonyms, entity)?;
            name.kind = EntityKind::Place;
            name.name = place.name.clone();
            name.key = place.geonames?.to_string();
            return Some((name.clone(), format!("g:{}", name.key)));
        }
        _ => return None,
    };
    if name.key.is_empty() {
        name.key = key(&name.name);
    }
    (!name.key.is_empty() && under.len() > 2).then_some((name, under))
}

/// Is it a country or town that speaks or acts? Where it does neither it is a place, and one with this.
fn is_state(page: &Page<'_>, entity: &Entity) -> bool {
    let bare = |text: &str| {
        let head = text.get(..4).filter(|head| head.eq_ignore_ascii_case("the "));
        head.map_or(text, |_| text.get(4..).unwrap_or_default()).to_owned()
    };
    let places = &page.reading.findings.places;
    let named = |words: &Words| {
        let name = bare(&words.text);
        places.iter().any(|place| {
            place.geonames.is_some() && words.covers(&place.words) && place.words.text == name
        })
    };
    entity.kind == EntityKind::Organisation && entity.mentions.iter().any(named)
}

/// The country whose adjective stands for somebody of it ("Veylandic and Ostmark officials"); a people in the plural is its own.
fn adjective<'a>(places: &'a [Place], entity: &Entity) -> Option<&'a Place> {
    let is_plain = entity.mentions.iter().all(|words| !words.text.ends_with('s'));
    let words = entity.mentions.first().filter(|_| is_plain)?;
    let is_whole =
        |place: &&Place| place.words.start == words.start && place.words.end == words.end;
    places.iter().find(is_whole)
}

/// A body's name without article, and its letters where a report gives both.
fn body(entity: &Entity) -> Option<(String, Option<String>)> {
    let plain = entity.name.split('(').next().unwrap_or(&entity.name).trim();
    let plain = match plain.split_once(' ') {
        Some((head, rest)) if head.len() <= 3 && key(head) == "the" => rest,
        _ => plain,
    };
    if !plain.starts_with(char::is_uppercase) {
        return None;
    }
    let wanted = initials(plain);
    let letters = entity
        .mentions
        .iter()
        .map(|words| words.text.trim())
        .find(|text| is_letters(text) && text.to_lowercase() == wanted && *text != plain)
        .map(str::to_owned);
    Some((plain.to_owned(), letters))
}

/// "HVDL"
fn is_letters(text: &str) -> bool {
    (2..=MOST_LETTERS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The first letters of a name's words in capitals, in lower case; of a single word the word.
fn initials(name: &str) -> String {
    let capital: Vec<&str> =
        name.split([' ', '-']).filter(|word| word.starts_with(char::is_uppercase)).collect();
    match capital.as_slice() {
        [one] => key(one),
        several => several
            .iter()
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_lowercase)
            .collect(),
    }
}

/// The place that one of these words was read as.
pub(super) fn place_of<'a>(places: &'a [Place], mentions: &[Words]) -> Option<&'a Place> {
    let at = |words: &Words| places.iter().find(|place| place.words.touches(words));
    mentions.iter().find_map(at)
}

pub(super) fn fold(block: &str, mut forms: Vec<Form>, decisions: &Decisions) -> Vec<Group> {
    forms.sort_by(|a, b| a.name.cmp(&b.name));
    let mut sets: BTreeMap<String, Vec<(Form, String)>> = BTreeMap::new();
    let (full, bare): (Vec<Form>, Vec<Form>) =
        forms.into_iter().partition(|form| is_full(&form.name));
    for form in full {
        let core = core(&form.name);
        let why = if core == form.name.key { "" } else { "the same first and last name" };
        sets.entry(core).or_default().push((form, why.to_owned()));
    }
    let bodies: Vec<String> = sets.keys().cloned().collect();
    for form in bare {
        let fits: Vec<&String> =
            bodies.iter().filter(|core| fits(&form, sets.get(*core))).collect();
        match fits.as_slice() {
            [one] => {
                let why = match form.name.kind {
                    EntityKind::Person => "the only one of this last name in these months",
                    _ => "the letters that a report gives beside the name",
                };
                let core = (*one).clone();
                sets.entry(core).or_default().push((form, why.to_owned()));
            }
            _ => sets.entry(form.name.key.clone()).or_default().push((form, String::new())),
        }
    }
    let mut taken_out = Vec::new();
    for (core, set) in &mut sets {
        let id = id(block, core);
        let (apart, stay): (Vec<_>, Vec<_>) = std::mem::take(set)
            .into_iter()
            .partition(|(form, _)| decisions.apart.contains(&(form.name.key.clone(), id.clone())));
        *set = stay;
        taken_out.extend(apart);
    }
    let alone =
        taken_out.into_iter().map(|(form, _)| (form.name.key.clone(), vec![(form, String::new())]));
    let groups = sets.into_iter().filter(|(_, set)| !set.is_empty()).chain(alone);
    let groups = groups.map(|(core, set)| group(block, &core, set)).collect();
    let mut groups = decisions.unite(groups, unite);
    groups.sort_by(|a, b| a.id.cmp(&b.id));
    groups
}

/// Is it named in full, so that it can stand for shorter forms?
fn is_full(name: &Name) -> bool {
    match name.kind {
        EntityKind::Person => name.key.split(' ').filter(|word| word.len() > 1).count() > 1,
        EntityKind::Organisation | EntityKind::Outlet => !is_letters(&name.name),
        _ => true,
    }
}

/// What makes two full names one.
fn core(name: &Name) -> String {
    match (name.kind, name.key.split_once(' '), name.key.rsplit_once(' ')) {
        (EntityKind::Person, Some((first, _)), Some((_, last))) => format!("{first} {last}"),
        _ => name.key.clone(),
    }
}

fn fits(bare: &Form, set: Option<&Vec<(Form, String)>>) -> bool {
    let Some(set) = set else { return false };
    let is_person = bare.name.kind == EntityKind::Person;
    set.iter().any(|(full, _)| {
        if is_person != (full.name.kind == EntityKind::Person) {
            return false;
        }
        if is_person {
            let initial = bare.name.key.split_once(' ').map(|(first, _)| first);
            let last = |name: &Name| name.key.rsplit(' ').next().map(str::to_owned);
            let same = initial.is_none_or(|first| full.name.key.starts_with(first))
                && last(&bare.name) == last(&full.name);
            same && is_near(bare, full)
        } else {
            full.name.letters.as_deref() == Some(bare.name.name.as_str())
        }
    })
}

/// Are the days of the reports that give two names no further apart than some months? Unknown days are no bar.
fn is_near(one: &Form, other: &Form) -> bool {
    let number = |day: &Option<String>| day.as_deref().and_then(day::number);
    let (Some(a), Some(b), Some(c), Some(d)) =
        (number(&one.first), number(&one.last), number(&other.first), number(&other.last))
    else {
        return true;
    };
    a - d <= NEAR_DAYS && c - b <= NEAR_DAYS
}

/// From the key that the names are filed under and what makes them one.
pub(super) fn id(block: &str, core: &str) -> Id {
    Id::of("wh", [block, core])
}

fn group(block: &str, core: &str, mut set: Vec<(Form, String)>) -> Group {
    let head = set.iter().map(|(form, _)| form);
    let id = id(block, core);
    let first = head.clone().filter_map(|form| form.first.clone()).min();
    let last = head.filter_map(|form| form.last.clone()).max();
    set.sort_by(|(a, _), (b, _)| {
        let rank = |form: &Form| (!is_full(&form.name), std::cmp::Reverse(form.reports));
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
    });
    let reports = set.iter().map(|(form, _)| form.reports).sum();
    let shown = set.first().map(|(form, _)| form.name.clone()).unwrap_or_default();
    let mut offices: Vec<String> =
        set.iter().filter_map(|(form, _)| form.name.office.clone()).collect();
    offices.sort();
    offices.dedup();
    // One key may be written in several ways: they are one name.
    let mut names: Vec<Merged> = Vec::new();
    for (form, why) in set {
        match names.iter_mut().find(|name| name.key == form.name.key) {
            Some(name) => name.reports += form.reports,
            None => names.push(Merged {
                why: if names.is_empty() { String::new() } else { why },
                name: form.name.name,
                key: form.name.key,
                reports: form.reports,
            }),
        }
    }
    Group {
        layer: Layer::Entities,
        id,
        title: shown.name,
        kind: shown.kind.as_str().to_owned(),
        first,
        last,
        reports,
        weight: i64::from(reports),
        more: More::Entity(Across { names, offices }),
        ..Group::default()
    }
}

/// Takes a group that was decided to be one with `into`.
fn unite(into: &mut Group, from: Group) {
    into.reports += from.reports;
    into.weight += from.weight;
    into.first = into.first.take().into_iter().chain(from.first).min();
    into.last = into.last.take().into_iter().chain(from.last).max();
    if let (More::Entity(into), More::Entity(from)) = (&mut into.more, from.more) {
        into.names.extend(
            from.names.into_iter().map(|name| Merged { why: "by review".to_owned(), ..name }),
        );
        into.offices.extend(from.offices);
    }
}
