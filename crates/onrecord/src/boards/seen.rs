//! What of a group across reports may be seen: its members that are told of, and nothing that came from the others.

use std::collections::BTreeMap;

use onrecord_model::SourceKind;
use onrecord_model::across::{Body, Group, Happening, Layer, More, Range, Stand, Teller, Victims};

use super::claims::Telling;
use super::lookups::Lookups;
use super::page::BoardError;
use super::record::holds;
use super::selection::Selection;
use crate::view::View;

/// A group with those of its members that may be seen; `None` where nothing of it may be, or nothing that was asked for.
pub(super) fn seen(
    lookups: &Lookups<'_, '_>,
    mut group: Group,
    selection: &Selection,
) -> Result<Option<(Group, Vec<Telling>)>, BoardError> {
    let view = lookups.view;
    let (told, is_whole) = tellings(lookups, &group)?;
    if told.is_empty() {
        return Ok(None);
    }
    if !is_whole {
        // A dispute of which one side is gone is none.
        if group.layer == Layer::Disputes {
            return Ok(None);
        }
        remade(&mut group, &told);
    }
    masked(view, &mut group);
    // Words that are withheld must not find what they stand in.
    let is_asked_for = match &selection.about {
        Some(about) if view.withholds() => {
            let words: Vec<&str> = told.iter().map(|telling| telling.words.as_str()).collect();
            let place = group.place.as_deref().unwrap_or_default();
            holds(&format!("{} {place} {:?} {}", group.title, group.more, words.join(" ")), about)
        }
        _ => true,
    };
    Ok(is_asked_for.then_some((group, told)))
}

fn masked(view: &View<'_>, group: &mut Group) {
    group.title = view.words(&group.title);
    group.place = group.place.as_ref().map(|place| view.words(place));
    match &mut group.more {
        More::Dispute(dispute) => dispute.verdict.why = view.words(&dispute.verdict.why),
        More::Incident(incident) => {
            let names = incident.actors.iter_mut().chain(&mut incident.persons);
            names.for_each(|name| *name = view.words(name));
        }
        _ => {}
    }
}

/// What a group comes to where only these of its members may be seen: nothing of it may come from the others.
fn remade(group: &mut Group, told: &[Telling]) {
    let days = || told.iter().map(|telling| telling.report.day()).filter(|day| !day.is_empty());
    group.title = told.first().map(|first| first.words.clone()).unwrap_or_default();
    group.first = days().min().map(str::to_owned);
    group.last = days().max().map(str::to_owned);
    match &mut group.more {
        More::Claim(claim) => {
            claim.stands = told.iter().filter_map(|telling| telling.stand).collect();
            let is_there = |stand: &&Stand| claim.stands.contains(stand);
            let strongest = STRONGEST.iter().find(is_there).copied().unwrap_or_default();
            group.state = strongest.as_str().to_owned();
        }
        More::Incident(incident) => {
            let seen: Vec<&Happening> = told
                .iter()
                .filter_map(|telling| match &telling.body {
                    Body::Happening(it) => Some(it),
                    _ => None,
                })
                .collect();
            let has = |names: fn(&Happening) -> &Vec<String>, name: &String| {
                seen.iter().any(|it| names(it).contains(name))
            };
            incident.actors.retain(|actor| has(|it| &it.actors, actor));
            // Persons are told by their names as they are written; what is kept of each report is folded.
            incident.persons.clear();
            incident.victims = ranges(seen.iter().flat_map(|it| &it.victims));
            group.first = seen.iter().filter_map(|it| it.on.clone()).min();
            group.last = seen.iter().filter_map(|it| it.on.clone()).max();
            group.place = seen.iter().find_map(|it| it.place.as_ref()).map(|it| it.name.clone());
        }
        _ => {}
    }
}

/// How members stand to a claim, the strongest first.
const STRONGEST: [Stand; 4] =
    [Stand::Denied, Stand::NonAnswer, Stand::NoComment, Stand::Unverified];

/// The least and the most that any of them gives, by measure and population.
fn ranges<'a>(victims: impl Iterator<Item = &'a Victims>) -> Vec<Range> {
    let mut all: BTreeMap<(&str, &str), Range> = BTreeMap::new();
    for one in victims {
        let (measure, population) = (one.measure.clone(), one.population.clone());
        let fresh = || Range { measure, population, ..Range::default() };
        let range = all.entry((&one.measure, &one.population)).or_insert_with(fresh);
        range.low = range.low.into_iter().chain(one.low).min();
        range.high = range.high.into_iter().chain(one.high).max();
        range.figures += 1;
    }
    all.into_values().collect()
}

/// The members of a group that may be seen, and whether that is all of them.
fn tellings(lookups: &Lookups<'_, '_>, group: &Group) -> Result<(Vec<Telling>, bool), BoardError> {
    let view = lookups.view;
    let ledger = view.ledger();
    let claim = match &group.more {
        More::Dispute(dispute) => ledger.group(Layer::Claims, &dispute.about)?,
        _ => None,
    };
    let stands: &[Stand] = match claim.as_ref().map_or(&group.more, |claim| &claim.more) {
        More::Claim(claim) => &claim.stands,
        _ => &[],
    };
    let (mut told, mut is_whole) = (Vec::new(), true);
    for (at, draft) in ledger.members(group.layer, &group.id, 0)?.into_iter().enumerate() {
        let is_told = view.tells(&draft.finding);
        let Some(report) = lookups.report(&draft.version)?.filter(|_| is_told) else {
            is_whole = false;
            continue;
        };
        let entity = match draft.voice.as_ref().and_then(|voice| voice.entity.as_ref()) {
            Some(entity) => lookups.entity(&draft.version, entity)?,
            None => None,
        };
        // A last name is shown as whom it stands for.
        let is_person =
            |voice: &Teller| voice.kind == SourceKind::Person && !voice.standing.is_unnamed();
        let named = match (&draft.voice, &entity) {
            (Some(voice), Some(entity)) if is_person(voice) => lookups.title(entity)?,
            _ => None,
        };
        told.push(Telling {
            finding: draft.finding,
            report,
            start: draft.start,
            end: draft.end,
            words: view.words(&draft.words),
            voice: draft.voice.map(|teller| Teller {
                name: view.words(named.as_ref().unwrap_or(&teller.name)),
                ..teller
            }),
            entity,
            stand: stands.get(at).copied(),
            body: draft.body,
        });
    }
    Ok((told, is_whole))
}
