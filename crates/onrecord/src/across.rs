//! What follows across reports, as other programs take it: each group with its members, one JSON object a line.

mod independence;
mod parts;

pub use independence::{Counters, Testimony, independence, independence_of};
pub use parts::{Filed, fold, join, meets};

use onrecord_ledger::{self as ledger, GroupFilter, Ledger, LedgerError};
use onrecord_model::across::{Body, Draft, Group, Layer};
use onrecord_model::{Document, Findings, Id, Reading, Words};
pub use onrecord_reconcile::across::Chain;
use onrecord_reconcile::across::{self as folds, Decisions, Features, stories};
use onrecord_rules::Rules;
use serde::{Deserialize, Serialize};

use crate::derive;
use crate::wire::Wire;

/// A group with its members.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// The group.
    #[serde(flatten)]
    pub group: Group,
    /// What its members bring, in its order.
    pub told: Vec<Member>,
}

/// A member with every stretch of its report that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// What it brings.
    #[serde(flatten)]
    pub draft: Draft,
    /// First code point and one past the last: of a name every mention, of a happening every event.
    pub spans: Vec<[u32; 2]>,
}

/// A reading as another program gives it: a line of `onrecord read --jsonl` with the report's `text` beside it.
#[derive(Clone, Debug, Deserialize)]
pub struct Given {
    #[serde(flatten)]
    wire: Wire<'static>,
    /// The report's text; without it, copies of the report are not found.
    #[serde(default)]
    text: String,
}

impl Given {
    /// The reading.
    pub fn reading(self) -> Reading {
        let head = self.wire.report;
        let published = head.published.map(|at| onrecord_model::Published { at, inferred: false });
        let report = onrecord_model::Report {
            id: head.id,
            title: head.title,
            outlet: head.outlet,
            byline: head.byline,
            credit: head.credit,
            url: head.url,
            published,
            dateline: head.dateline,
            language: head.language,
            text: self.text,
            ..onrecord_model::Report::default()
        };
        Reading { report: report.sealed(), findings: self.wire.findings.into_owned() }
    }
}

/// What follows across `readings`, the groups of `layers` (none: of all) in order of layer, weight and id. Nothing is stored.
///
/// # Errors
/// Where memory does not suffice.
pub fn across(
    readings: &[Reading],
    layers: &[Layer],
    rules: &Rules,
) -> Result<Vec<Told>, LedgerError> {
    let mut ledger = Ledger::in_memory()?;
    for some in readings.chunks(256) {
        let some: Vec<ledger::Reading<'_>> = some
            .iter()
            .map(|reading| ledger::Reading {
                report: reading.report.clone(),
                raw: b"",
                engine: "0".to_owned(),
                findings: reading.findings.clone(),
            })
            .collect();
        ledger.append(&some)?;
    }
    derive::keep(&mut ledger, rules, &Decisions::default())?;
    let by_version: std::collections::BTreeMap<&str, &Reading> =
        readings.iter().map(|reading| (reading.report.version.as_str(), reading)).collect();
    let mut found = Vec::new();
    for layer in Layer::ALL.iter().filter(|layer| layers.is_empty() || layers.contains(layer)) {
        for group in ledger.groups(&GroupFilter { layer: *layer, ..GroupFilter::default() })? {
            let mut drafts = ledger.members(*layer, &group.id, 0)?;
            if *layer == Layer::Entities {
                // The ledger has them as the reports came, which must not show.
                parts::by_day(&mut drafts);
            }
            let member = |draft: Draft| {
                let reading = by_version.get(draft.version.as_str());
                Member { spans: reading.map(|it| spans(&draft, it)).unwrap_or_default(), draft }
            };
            found.push(Told { group, told: drafts.into_iter().map(member).collect() });
        }
    }
    Ok(found)
}

/// The words of reports of one story that tell of one thing or event. `found` is what follows across the readings of `read`, whose
/// layer of entities tells which names are one.
pub fn chains(read: &[(Document, Findings)], found: &[Told], rules: &Rules) -> Vec<Chain> {
    let mut named: std::collections::BTreeMap<(&str, &Id), &Id> = std::collections::BTreeMap::new();
    for told in found.iter().filter(|told| told.group.layer == Layer::Entities) {
        for member in &told.told {
            let entity = (member.draft.version.as_str(), &member.draft.finding);
            named.insert(entity, &told.group.id);
        }
    }
    let group = |reading: usize, entity: &Id| {
        let (document, _) = read.get(reading)?;
        named.get(&(document.report.version.as_str(), entity)).map(|id| (*id).clone())
    };
    folds::chains(read, &group, rules)
}

fn spans(draft: &Draft, reading: &Reading) -> Vec<[u32; 2]> {
    let findings = &reading.findings;
    let span = |words: &Words| [words.start, words.end];
    match &draft.body {
        Body::Name(_) => {
            let entity = findings.entities.iter().find(|entity| entity.id == draft.finding);
            entity.into_iter().flat_map(|entity| &entity.mentions).map(span).collect()
        }
        Body::Happening(happening) => {
            let events =
                findings.events.iter().filter(|event| happening.events.contains(&event.id));
            events
                .flat_map(|event| std::iter::once(&event.words).chain(&event.again))
                .map(span)
                .collect()
        }
        _ => draft.start.zip(draft.end).map(|(start, end)| [start, end]).into_iter().collect(),
    }
}

/// Reports that hang together, and may be one case.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Proposal {
    /// The reports, by id.
    pub reports: Vec<String>,
    /// What most of them share: titles of incidents, series, claims, with their places.
    pub shared: Vec<String>,
    /// The ids of these.
    pub groups: Vec<onrecord_model::Id>,
    /// First day of what they share.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
}

/// Reports that share this much on average may be one case.
const ONE_CASE: f64 = 0.12;
/// Fewer reports are no case.
const LEAST_REPORTS: usize = 3;
/// So many shared things name a proposal.
const NAMED_BY: usize = 3;

/// Sets of reports that are alike by the incidents, series, claims and names they share, each like most of its set: what a person may
/// make a case of. The largest first.
///
/// # Errors
/// Where the ledger cannot be read.
pub fn proposals(ledger: &Ledger) -> Result<Vec<Proposal>, LedgerError> {
    let mut shared: Vec<(Group, Vec<String>)> = Vec::new();
    for layer in [Layer::Entities, Layer::Claims, Layer::Incidents, Layer::Series] {
        for group in ledger.groups(&GroupFilter { layer, reports: 2, ..GroupFilter::default() })? {
            let mut reports: Vec<String> = ledger
                .members(layer, &group.id, 0)?
                .into_iter()
                .map(|draft| draft.report)
                .collect();
            reports.sort();
            reports.dedup();
            shared.push((group, reports));
        }
    }
    let mut reports: Vec<&String> = shared.iter().flat_map(|(_, reports)| reports).collect();
    reports.sort();
    reports.dedup();
    let number = |report: &String| reports.binary_search(&report).ok();
    let mut features = vec![Features::new(); reports.len()];
    for (group, of) in &shared {
        for at in of.iter().filter_map(number) {
            if let Some(features) = features.get_mut(at) {
                features.insert(group.id.as_str().to_owned(), 1.0);
            }
        }
    }
    let mut proposals: Vec<Proposal> = stories(&features, ONE_CASE)
        .into_iter()
        .filter(|story| story.len() >= LEAST_REPORTS)
        .map(|story| {
            let of = story.iter().filter_map(|at| reports.get(*at)).map(|id| (*id).clone());
            proposal(of.collect(), &shared)
        })
        .collect();
    proposals.sort_by(|a, b| {
        b.reports.len().cmp(&a.reports.len()).then_with(|| a.reports.cmp(&b.reports))
    });
    Ok(proposals)
}

/// What two or more of these reports share names them: what most do first, of what tells most.
fn proposal(reports: Vec<String>, shared: &[(Group, Vec<String>)]) -> Proposal {
    let within =
        |of: &Vec<String>| of.iter().filter(|id| reports.binary_search(id).is_ok()).count();
    let mut most: Vec<(usize, &Group)> = shared
        .iter()
        .filter(|(group, _)| group.layer != Layer::Entities)
        .map(|(group, of)| (within(of), group))
        .filter(|(count, _)| *count > 1)
        .collect();
    most.sort_by(|(x, a), (y, b)| y.cmp(x).then_with(|| (a.layer, &a.id).cmp(&(b.layer, &b.id))));
    let title = |group: &Group| match (&group.place, group.layer) {
        (Some(place), _) => format!("{}, {place}", group.title),
        (None, _) => group.title.clone(),
    };
    Proposal {
        shared: most.iter().take(NAMED_BY).map(|(_, group)| title(group)).collect(),
        groups: most.iter().map(|(_, group)| group.id.clone()).collect(),
        first: most.iter().filter_map(|(_, group)| group.first.clone()).min(),
        last: most.iter().filter_map(|(_, group)| group.last.clone()).max(),
        reports,
    }
}

#[cfg(test)]
mod tests;
